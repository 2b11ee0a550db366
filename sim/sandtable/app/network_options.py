"""The options that commands about networks share, and how their words are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from difflib import get_close_matches
from enum import StrEnum
from typing import Annotated

import typer

from sandtable.app.misuse import misuse
from sandtable.app.wording import later
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, quantity
from sandtable.study.answering import Answering, answerers
from sandtable.study.reach import LIMITS_S
from sandtable.world.world import World


class ReachClock(StrEnum):
    """Clocks of tables and pictures (计时口径)."""

    travel = "travel"
    arrival = "arrival"


Limits = Annotated[
    list[str] | None,
    typer.Option(
        "--limit",
        metavar="TIME",
        help=later("A limit such as '15 min'; else 15 min and 1 h. May be repeated."),
    ),
]
Skills = Annotated[
    list[str] | None,
    typer.Option(
        "--skill",
        metavar="SKILL",
        help=later("Only teams with this skill. May be repeated: any of them."),
    ),
]
Type = Annotated[
    str,
    typer.Option(
        "--type",
        metavar="ID",
        help=later("An incident type: only teams that it needs, and when its full force is there."),
    ),
]
Teams = Annotated[
    list[str] | None,
    typer.Option(
        "--team",
        metavar="ID",
        help=later("Only this team, be it one of an agreement. May be repeated."),
    ),
]
Clock = Annotated[
    ReachClock,
    typer.Option(
        "--clock",
        metavar="travel|arrival",
        help=later("Driving alone, or from the alert to the arrival with the mean turnout."),
    ),
]


def limits_of(texts: Sequence[str] | None) -> tuple[float, ...]:
    """Return limits, rising, each once [s]; those of `LIMITS_S` where none are given."""
    return tuple(sorted(set(times_of("--limit", texts)))) if texts else LIMITS_S


def times_of(option: str, texts: Iterable[str]) -> list[float]:
    """Return times with their units [s].

    Raises
    ------
    UserFaults
        If a text is no time.

    """
    times = []
    for text in texts:
        try:
            times.append(quantity("duration", text))
        except UnitFault as wrong:
            raise misuse(option, wrong.found, wrong.expected, wrong.repair) from wrong
    return times


def answering_of(
    world: World, skills: Sequence[str] | None, type: str, teams: Sequence[str] | None
) -> Answering:
    """Return which teams count; at least one does.

    Raises
    ------
    UserFaults
        If the files know a name not, or no team is left.

    """
    plan = world.plan
    known_skills = sorted({skill for team in plan.teams for skill in team.skills})
    for skill in skills or ():
        known("--skill", skill, known_skills)
    for team in teams or ():
        known("--team", team, [one.id for one in plan.teams])
    if type:
        known("--type", type, [one.id for one in world.scenario.types])
    answering = Answering(skills=tuple(skills or ()), type=type, teams=tuple(teams or ()))
    if not answerers(world, answering):
        raise misuse(
            "--skill" if skills else "--team" if teams else "--type" if type else "FILE",
            _("no team that fits all that is asked for"),
            _("a team of the plan, standing ready at a base"),
            _("Ask for less, or name the teams of agreements with --team."),
        )
    return answering


def known(option: str, word: str, words: Sequence[str]) -> None:
    """Refuse a word that is none of those known."""
    if word in words:
        return
    near = get_close_matches(word, words, n=1)
    repair = _("Did you mean {name}?").format(name=near[0]) if near else ""
    expected = _("one of {names}").format(names=", ".join(words[:30])) if words else _("nothing")
    raise misuse(option, f"'{word}'", expected, repair)
