"""Who can work at flames of a length, and how fast line is built (扑救能力)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from sandtable.hazards.fire.containment import Tactic

Force = Literal["hand_crew", "machine"]
"""Hand crews (扑火队员), or engines and dozers (消防车、推土机)."""

HEAD_LIMIT_M = {"hand_crew": 1.2, "machine": 2.4}
"""Longest flames at a head that is attacked directly [m]: bands as used in US practice."""

FLANK_LIMIT_M = {"hand_crew": 2.4, "machine": 3.4}
"""Longest flames at the head of a fire whose flanks are attacked [m]; beyond 3.4 m only indirect
attack is left. Read out of the same bands; unverified, confidence low."""

SEPARATION = 4.0
"""Distance over flame length from which an attack is indirect: the safe separation of Butler and
Cohen (1998), who give it in flame heights. That it makes a line indirect is a choice."""

HAND_LINE_M_H = 274.0
"""A crew of 15 builds so much line in grass [m/h] (NWCG, course 9.8)."""

_HAND_CREW = 15


def can_attack(force: Force, flame_m: float, tactic: Tactic, distance_m: float = 0.0) -> bool:
    """Say whether a force may attack a fire with flames of a length at its head.

    Parameters
    ----------
    flame_m
        At the head, >= 0 [m].
    tactic
        Where it begins.
    distance_m
        Distance of its line from the edge; at `SEPARATION` flames and more it is indirect and
        always may.

    Raises
    ------
    ValueError
        If there is no such force, or a length is below 0.

    """
    if force not in HEAD_LIMIT_M:
        raise ValueError(f"force: found {force!r}, expected one of {sorted(HEAD_LIMIT_M)}")
    if flame_m < 0.0 or distance_m < 0.0:
        raise ValueError("attack: expected lengths of at least 0")
    limits = HEAD_LIMIT_M if tactic == "head" else FLANK_LIMIT_M
    return flame_m <= limits[force] or distance_m >= SEPARATION * flame_m


def hand_line_mps(persons: int) -> float:
    """Return the line that people with hand tools build in grass, all of them together [m/s].

    Studies differ severalfold (Haven 1982; Broyles 2011): let it vary with a deviation of at least
    half the mean.
    """
    return HAND_LINE_M_H / 3600.0 * persons / _HAND_CREW
