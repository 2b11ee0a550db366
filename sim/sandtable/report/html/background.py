"""What stands behind the numbers: assumptions, forces, reach, files, how to repeat it."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.html.reach import reach_s
from sandtable.study.case import Point
from sandtable.world.world import Assumption, World

_ITEM = re.compile(r"\[[^\]]*\]")
_ORDER = ("low", "medium", "high")


@dataclass(frozen=True, slots=True, kw_only=True)
class AssumptionRow:
    """A number, or several that are written alike, with what it is worth."""

    path: str
    count: int
    value: str
    range: str
    confidence: str
    word: str
    source: str

    @property
    def steps(self) -> list[str]:
        """Return the path in pieces between which a line may break."""
        return re.split(r"(?<=\.)|(?=\[)", self.path)


def assumption_rows(points: Sequence[Point]) -> list[AssumptionRow]:
    """Return what was assumed, least sure first; items with the same number share a row."""
    groups: dict[tuple[str, ...], list[Assumption]] = {}
    known = dict.fromkeys(one for point in points for one in point.case.world.assumptions)
    for one in known:
        pattern = _ITEM.sub("[…]", one.path)
        key = (pattern, one.value, one.low, one.high, one.confidence, one.source)
        groups.setdefault(key, []).append(one)
    rows = [_assumption(key[0], group) for key, group in groups.items()]
    rank = {word: number for number, word in enumerate(_ORDER)}
    return sorted(rows, key=lambda row: rank.get(row.confidence, len(_ORDER)))


def _assumption(pattern: str, group: Sequence[Assumption]) -> AssumptionRow:
    one, paths = group[0], {each.path for each in group}
    return AssumptionRow(
        path=one.path if len(paths) == 1 else pattern,
        count=len(paths),
        value=one.value,
        range=f"{one.low} … {one.high}" if one.low or one.high else "",
        confidence=one.confidence,
        word=confidence_word(one.confidence),
        source=one.source,
    )


def confidence_word(confidence: str) -> str:
    """Return the word for how sure a number is."""
    return {"high": _("high"), "medium": _("medium"), "low": _("low")}.get(confidence, confidence)


@dataclass(frozen=True, slots=True, kw_only=True)
class ForceRow:
    """Own teams of a base, or all teams of an agreement together; or buses, boats, rock trucks.

    Parameters
    ----------
    persons
        Persons in the teams; 0 = vehicles, whose seats are told with their name.

    """

    name: str
    teams: int
    persons: int
    outside: bool


def force_rows(world: World) -> list[ForceRow]:
    """Return own forces by base, and those from outside added up by agreement."""
    bases = {base.id: base.name for base in world.place.bases}
    agreements = {one.id: one.name for one in world.plan.agreements}
    groups: dict[tuple[str, str], list[int]] = {}
    for team in world.plan.teams:
        key = ("agreement", team.agreement) if team.agreement else ("base", team.base)
        groups.setdefault(key, []).append(team.headcount)
    ordered = sorted(groups.items(), key=lambda pair: pair[0][0] == "agreement")
    return [
        ForceRow(
            name=(agreements if kind == "agreement" else bases).get(id, Name()).text(language())
            or id,
            teams=len(heads),
            persons=sum(heads),
            outside=kind == "agreement",
        )
        for (kind, id), heads in ordered
    ]


def vehicle_rows(world: World) -> list[ForceRow]:
    """Return buses, boats and rock trucks; those of an agreement bear its name."""
    agreements = {one.id: one.name for one in world.plan.agreements}
    kinds = {"bus": _("buses, {seats} seats each"), "boat": _("boats, {seats} seats each")}
    rows = [
        ForceRow(
            name=f"{name.text(language()) or fleet.id}: "
            + kinds[fleet.kind].format(seats=fleet.capacity),
            teams=fleet.count,
            persons=0,
            outside=bool(fleet.agreement),
        )
        for fleet in world.plan.fleets
        for name in (agreements.get(fleet.agreement, Name()) if fleet.agreement else fleet.name,)
    ]
    return rows + [
        ForceRow(
            name=f"{convoy.name.text(language()) or convoy.id}: "
            + _("rock trucks, {tonnes} t each").format(tonnes=f"{convoy.load_t:g}"),
            teams=convoy.trucks,
            persons=0,
            outside=False,
        )
        for closing in world.plan.closings
        for convoy in closing.convoys
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachRow:
    """A zone and the minutes in which the nearest own team drives there."""

    zone: str
    persons: int
    minutes: str
    band: str


def reach_rows(world: World) -> list[ReachRow]:
    """Return the zones by driving time in free flow, the farthest first."""
    seconds = reach_s(world)
    zones = sorted(world.place.zones, key=lambda zone: (-seconds[zone.node], zone.id))
    return [
        ReachRow(
            zone=zone.name.text(language()) or zone.id,
            persons=zone.population,
            minutes=_("no way")
            if math.isinf(seconds[zone.node])
            else f"{seconds[zone.node] / 60:.1f}",
            band=reach_band(float(seconds[zone.node])),
        )
        for zone in zones
    ]


def reach_band(seconds: float) -> str:
    """Return the band of the reach that a driving time lies in."""
    if math.isinf(seconds):
        return _("no way")
    if seconds <= 15 * 60:
        return _("within 15 min")
    return _("within 1 h") if seconds <= 3600 else _("more than 1 h")


def reach_shares(rows: Iterable[ReachRow]) -> list[tuple[str, str]]:
    """Return the share of the residents in each band of the reach."""
    persons: dict[str, int] = {}
    for row in rows:
        persons[row.band] = persons.get(row.band, 0) + row.persons
    total = sum(persons.values())
    bands = (_("within 15 min"), _("within 1 h"), _("more than 1 h"), _("no way"))
    return [
        (band, f"{100 * persons.get(band, 0) / total:.0f} %")
        for band in bands
        if total and persons.get(band)
    ]


def command_line(manifest: dict[str, Any]) -> str:
    """Return the command that was given, without its folder; empty = it was run from Python."""
    arguments = manifest.get("command", {}).get("arguments", [])
    return " ".join(["sandtable", *map(_quoted, arguments)]) if arguments else ""


def _quoted(argument: str) -> str:
    return f'"{argument}"' if re.search(r"[\s\"'\[\]()*]", argument) else argument


def version_rows(manifest: dict[str, Any]) -> list[tuple[str, str]]:
    """Return the versions of the program and what it stands on."""
    environment = manifest.get("environment", {})
    wanted = ("sandtable", "python", "numpy", "scipy", "numba", "simpy", "pyarrow", "system")
    return [(name, str(environment[name])) for name in wanted if name in environment]
