"""Records of civil protection: who was told, who left how, what was tipped."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandtable.dispatch.civil import Civil
    from sandtable.dispatch.groups import Group

Row = tuple[Any, ...]

_OUTCOMES = {
    "sheltered": "sheltered",
    "relatives": "relatives",
    "refuge": "refuge",
    "lost": "lost",
    "trapped": "trapped",
}


TABLES_OF_CIVIL = ("people", "warnings", "works", "attacks", "trucks", "relief", "vehicles")


def civil_rows(civil: Civil | None) -> dict[str, Sequence[Sequence[Any]]]:
    """Return the rows of all tables of civil protection by name; none where there is none."""
    if civil is None:
        return {name: [] for name in TABLES_OF_CIVIL}
    present = [group for group in civil.people.groups if group.persons]
    groups = sorted(present, key=attrgetter("residents", "number"))
    return {
        "people": people_rows(civil, groups),
        "warnings": list(civil.people.warnings.rows),
        "works": work_rows(civil),
        "attacks": civil.attacks.rows(),
        "trucks": truck_rows(civil),
        "relief": relief_rows(groups),
        "vehicles": civil.people.lanes.trips,
    }


def people_rows(civil: Civil, groups: Iterable[Group]) -> list[Row]:
    """Return one row per group with anybody in it, by residents and number."""
    wet_from = civil.people.wet_from
    return [_row(group, wet_from.get(group.zone, math.nan)) for group in groups]


def relief_rows(groups: Iterable[Group]) -> list[Row]:
    """Return the steps of what each group has got, by group and kind."""
    rows: list[Row] = []
    for group in groups:
        if group.had:
            name = _name(group)
            for kind, steps in sorted(group.had.items()):
                for at, met in steps:
                    rows.append((name, kind, at, met))
    return rows


def _name(group: Group) -> str:
    return f"{group.residents}#{group.number}"


def _row(group: Group, zone_water_s: float) -> Row:
    outcome = "refused" if group.refused and group.phase == "told" else ""
    outcome = outcome or _OUTCOMES.get(group.phase, "stayed" if group.phase == "home" else "open")
    return (
        _name(group),
        group.zone,
        group.cohort,
        group.persons,
        group.means,
        group.by,
        group.destination,
        group.told_s,
        group.left_s,
        group.safe_s,
        group.arrived_s,
        group.water_s,
        zone_water_s,
        outcome,
    )


def work_rows(civil: Civil) -> list[Row]:
    """Return one row per load tipped, by closing and instant."""
    return [
        (name, time_s, tipped_t, closed_m)
        for name, work in sorted(civil.closings.works.items())
        for time_s, tipped_t, closed_m in work.rows
    ]


def truck_rows(civil: Civil) -> list[Row]:
    """Return one row per rock truck that came to a site."""
    return [
        (name, truck.id, truck.convoy.id, truck.first_s, truck.trips)
        for name, work in sorted(civil.closings.works.items())
        for truck in work.trucks
    ]
