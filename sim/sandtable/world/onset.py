"""How a dormant realisation begins without anybody's doing: at random, or by another (触发)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandtable.world.people import NO_TIME

if TYPE_CHECKING:
    from sandtable.ground.laws import Law
    from sandtable.world.rate import Rate


@dataclass(frozen=True, slots=True, kw_only=True)
class RandomOnset:
    """It begins at the first event of a Poisson process, if there is one (随机发生).

    Parameters
    ----------
    id
        Id of the entry: the luck belongs to it.
    from_s, to_s
        Window of the process; ``to_s`` inf = the horizon [s].

    """

    id: str
    rate: Rate
    from_s: float = 0.0
    to_s: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True)
class Cascade:
    """It begins once another entry passes a limit at a place (连锁): water at a chemical store.

    Parameters
    ----------
    entry
        Id of the other entry.
    kind
        Kind of intensity on roads, or of exposure where `zone` is named.
    limit
        Intensity [unit of the kind] or share of the people [0-1] that must be passed.
    below
        Whether it is passed from above: less is worse (speed factor, visibility).
    arcs
        Arcs at the place, any of which will do; empty where `zone` is named.
    zone
        Id of the zone whose people are exposed; empty where `arcs` are named.
    lasting_s
        How long the limit must be passed without a break before it counts, >= 0 [s].
    delay
        Law of the time from passing the limit to the beginning [s].
    probability
        That it begins at all when the limit is passed [0-1].

    """

    entry: str
    kind: str
    limit: float
    below: bool = False
    arcs: tuple[int, ...] = ()
    zone: str = ""
    lasting_s: float = 0.0
    delay: Law = NO_TIME
    probability: float = 1.0
