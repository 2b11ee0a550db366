"""Targets on people: who was told, out of danger, sheltered, cared for in time (人员转移安置)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.study.disaster import activated_s, can_begin
from sandtable.study.incident_cases import horizon_of
from sandtable.study.nothing import NEVER_BEGAN, NOBODY_EXPOSED, NOBODY_ORDERED
from sandtable.study.tally import CAUSES, NOBODY_AFFECTED, Cases, Table, Tables
from sandtable.world.target import Target
from sandtable.world.world import World

_STOP = {"warned": "told_s", "safe": "safe_s", "sheltered": "arrived_s"}

PEOPLE_FROM = ("occurred", "exposed", "ordered")
PEOPLE_TO = (*_STOP, "need_met")

Seconds = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class _People:
    """The groups of a run, by row of the table ``people``; instants in s, nan = never."""

    persons: NDArray[np.int64]
    inside: NDArray[np.bool_]
    told: Seconds
    left: Seconds
    safe: Seconds
    arrived: Seconds
    water: Seconds
    zone_water: Seconds
    zone_ordered: Seconds
    by_bus: NDArray[np.bool_]
    from_refuge: NDArray[np.bool_]
    on_a_bus: NDArray[np.bool_]
    outcome: NDArray[np.str_]

    @property
    def affected(self) -> NDArray[np.bool_]:
        """Say who was told or left home, or lives where the order or the water came."""
        known = (self.told, self.left, self.water, self.zone_water, self.zone_ordered)
        found: NDArray[np.bool_] = np.any(~np.isnan(np.stack(known)), axis=0)
        return found

    @property
    def uprooted(self) -> Seconds:
        """Return when each group left home or was reached by the water [s]."""
        first: Seconds = np.fmin(self.left, self.water)
        return first


def people_cases(tables: Tables, target: Target, world: World) -> tuple[Cases, ...]:
    """Return the people that a target is about, with their clocks.

    Each person of a group counts. Whoever lives where neither an order nor the water came, was not
    told and has not left is no case. Who was lost or stayed in spite of the order is missed,
    whatever the target says about cases out of reach. With needs, a person is a case from leaving
    home or from the water on, and those of a group with most needs met are taken to be the same
    persons, as in `need_cases`.

    """
    people = _people(tables, world, target.applies_to.area)
    start = _start(people, tables, target, world)
    horizon = horizon_of(tables, world)
    if target.clock_to == "need_met":
        groups = [target.needs] if target.needs_mode == "all" else [(one,) for one in target.needs]
        return tuple(
            _need_cases(people, tables, kinds, (start, horizon), target) for kinds in groups
        )
    return (_way_cases(people, (start, horizon), target),)


def _people(tables: Tables, world: World, area: str) -> _People:
    table = tables["people"]
    zones = np.asarray(table["zone"], dtype=np.str_)
    within = [zone.id for zone in world.place.zones if not area or area in zone.tags]
    ways = {means.id: means.kind for plan in world.plan.evacuations for means in plan.means}
    kinds = np.array([ways.get(name, "") for name in _words(table, "means")], dtype=np.str_)
    carried = np.asarray(table["by"], dtype=np.str_)
    first = _first_orders(tables["warnings"])
    ordered = [first.get(zone, math.nan) for zone in zones.tolist()]
    return _People(
        persons=np.asarray(table["persons"], dtype=np.int64),
        inside=np.isin(zones, within),
        told=_seconds(table, "told_s"),
        left=_seconds(table, "left_s"),
        safe=_seconds(table, "safe_s"),
        arrived=_seconds(table, "arrived_s"),
        water=_seconds(table, "water_s"),
        zone_water=_seconds(table, "zone_water_s"),
        zone_ordered=np.array(ordered, dtype=np.float64),
        by_bus=kinds == "bus",
        from_refuge=(kinds == "foot") | (carried == "boat"),
        on_a_bus=np.isin(carried, [fleet.id for fleet in world.plan.fleets]),
        outcome=np.asarray(table["outcome"], dtype=np.str_),
    )


def _first_orders(warnings: Table) -> dict[str, float]:
    first: dict[str, float] = {}
    for zone, ordered in zip(warnings["zone"], warnings["ordered_s"], strict=True):
        if not math.isnan(ordered):
            first[zone] = min(first.get(zone, math.inf), float(ordered))
    return first


def _start(people: _People, tables: Tables, target: Target, world: World) -> Seconds:
    """Return when the clock of each group begins [s]; nan = it is no case."""
    if target.clock_from == "ordered":
        return np.where(np.isnan(people.zone_ordered), people.told, people.zone_ordered)
    if target.clock_from == "exposed":
        return people.uprooted if target.clock_to == "need_met" else people.zone_water
    # A scenario without the hazard has no clock of its own: there it begins with its first effect.
    effects = (people.zone_ordered, people.told, people.left, people.zone_water)
    first = min(map(_least, effects), default=math.inf)
    begun = activated_s(tables, target, world) if can_begin(target, world) else first
    return np.where(people.affected, begun, math.nan)


def _least(times: Seconds) -> float:
    return float(np.min(times, initial=math.inf, where=~np.isnan(times)))


def _nothing(people: _People, start: Seconds, target: Target) -> str:
    """Return why a run has no case, if it has none."""
    if not np.any(people.affected & people.inside):
        return NOBODY_AFFECTED
    if np.all(np.isnan(start)):
        words = {"occurred": NEVER_BEGAN, "exposed": NOBODY_EXPOSED, "ordered": NOBODY_ORDERED}
        return words[target.clock_from]
    return NOBODY_AFFECTED


def _way_cases(people: _People, run: tuple[Seconds, float], target: Target) -> Cases:
    """Return one row per group: told, out of danger, or in a shelter or with relatives."""
    start, horizon = run
    stop = getattr(people, _STOP[target.clock_to].removesuffix("_s"))
    limit = math.inf if math.isnan(target.within_s) else target.within_s
    stopped = ~np.isnan(stop)
    took = stop - start
    never = np.isin(people.outcome, ("lost", "refused"))
    open_ = ~stopped & ~never
    censored = open_ & ~(start + limit <= horizon) & ~np.isnan(start) & people.inside
    excluded = censored & (target.censored == "excluded")
    counts = people.inside & ~np.isnan(start) & ~excluded
    end = start + (limit if math.isfinite(limit) else target.threshold)
    return Cases(
        weight=people.persons,
        low_s=np.where(stopped, took, np.where(open_, horizon - start, np.inf)),
        high_s=np.where(stopped, took, np.inf),
        hit=stopped & (took <= limit),
        counts=counts,
        censored=censored,
        cause=_causes(people, end, target),
        row=np.arange(people.persons.size),
        nothing=_nothing(people, start, target),
    )


def _causes(people: _People, end: Seconds, target: Target) -> NDArray[np.int64]:
    """Return what each group was doing when its time was up, shape ``(rows,)``.

    Out of danger and not yet in a shelter: on the way, waiting for a bus at a refuge, or without a
    shelter that takes them in.

    """
    told, left, safe = people.told <= end, people.left <= end, people.safe <= end
    caught = people.water < end  # at the very end counts what the water found them doing
    unhoused = safe & np.isnan(people.arrived) & (people.outcome == "refuge")
    cause = np.full(end.size, CAUSES.index("mobilising"), dtype=np.int64)
    for is_so, name in (  # the last that holds wins
        (people.by_bus, "waiting_for_bus"),
        (left, "on_the_way"),
        (left & ~safe & (people.outcome == "trapped"), "trapped"),
        (caught & ~safe, "trapped"),
        (safe & people.from_refuge, "waiting_for_bus"),
        (unhoused & (people.on_a_bus | ~people.from_refuge), "no_room"),
        (~told & ~left, "not_told"),
        (people.outcome == "refused", "refused"),
        (people.outcome == "lost", "lost"),
    ):
        cause[is_so] = CAUSES.index(name)
    if target.clock_to == "warned":
        cause[people.outcome != "lost"] = CAUSES.index("not_told")
    return cause


def _need_cases(
    people: _People,
    tables: Tables,
    kinds: Sequence[str],
    run: tuple[Seconds, float],
    target: Target,
) -> Cases:
    """Return two rows per group: the persons whose needs are met at the limit, and the others."""
    start, horizon = run
    limit = start + target.within_s
    is_case = people.inside & (people.uprooted <= limit)  # nan: nothing was needed
    met = np.min(list(_met(people, tables, kinds, np.minimum(limit, horizon))), axis=0)
    met = np.where(people.outcome == "lost", 0, met)
    missed = people.persons - met
    censored = is_case & (limit > horizon) & (people.outcome != "lost")
    cut = np.concatenate([np.zeros(met.size, dtype=np.bool_), censored])
    cause = _causes(people, limit, target)
    cause[people.arrived <= limit] = CAUSES.index("need_open")
    both = np.concatenate([is_case, is_case])
    return Cases(
        weight=np.concatenate([met, missed]),
        low_s=np.zeros(both.size),
        high_s=np.full(both.size, np.inf),
        hit=np.repeat([True, False], met.size),
        counts=both & ~(cut & (target.censored == "excluded")),
        censored=cut,
        cause=np.concatenate([cause, cause]),
        row=np.concatenate([np.arange(met.size)] * 2),
        nothing=_nothing(people, start, target),
    )


def _met(
    people: _People, tables: Tables, kinds: Sequence[str], at: Seconds
) -> Iterable[NDArray[np.int64]]:
    """Yield for each kind how many of each group have it at an instant, shape ``(rows,)``."""
    relief = tables["relief"]
    group = _rows_of(relief["group"], _words(tables["people"], "group"))
    time, met = _seconds(relief, "time_s"), np.asarray(relief["met"], dtype=np.int64)
    kind = np.asarray(relief["kind"], dtype=np.str_)
    for name in kinds:
        found = np.zeros(people.persons.size, dtype=np.int64)
        rows = np.flatnonzero((kind == name) & (group >= 0))
        rows = rows[time[rows] <= at[group[rows]]]
        rows = rows[np.argsort(time[rows], kind="stable")]
        found[group[rows]] = met[rows]  # the last step of a group wins
        yield np.minimum(found, people.persons)


def _seconds(table: Table, column: str) -> Seconds:
    return np.asarray(table[column], dtype=np.float64)


def _rows_of(names: Sequence[str], known: Sequence[str]) -> NDArray[np.intp]:
    """Return the row of each name among those known, -1 = none, shape ``(names,)``.

    The same name often stands in row after row: it is looked up once.

    """
    texts = np.asarray(names, dtype=np.str_)
    if not texts.size:
        return np.zeros(0, dtype=np.intp)
    first = np.flatnonzero(np.concatenate(([True], texts[1:] != texts[:-1])))
    rows = {name: row for row, name in enumerate(known)}
    found = np.array([rows.get(name, -1) for name in texts[first].tolist()], dtype=np.intp)
    return np.repeat(found, np.diff(np.append(first, texts.size)))


def _words(table: Table, column: str) -> list[str]:
    texts = table[column]
    return texts.tolist() if isinstance(texts, np.ndarray) else list(texts)
