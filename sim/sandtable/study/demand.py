"""What is to be reached: people, area and incidents at the nodes of the network (需求)."""

from __future__ import annotations

import datetime as dt
import math
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.dispatch.thinning import factor_of_day
from sandtable.hazards import Impact
from sandtable.world.rate import Rate
from sandtable.world.scenario import Arrivals
from sandtable.world.world import World

Kind = Literal["population", "area", "incidents", "exposed"]
Part = Literal["always", "day", "night"]

DAY_HOURS = (6, 22)
"""Hours of the day; the others are night: GB 3096-2008, section 3 (昼间、夜间)."""

_HOUR_S = 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Demand:
    """Weights at nodes.

    Parameters
    ----------
    nodes
        Node numbers, shape ``(n,)``.
    weights
        Persons, km2, or incidents to be expected, >= 0, shape ``(n,)``.
    unknown
        Zones whose area no file tells; they are left out.

    """

    kind: Kind
    nodes: NDArray[np.int64]
    weights: NDArray[np.float64]
    unknown: int = 0

    @property
    def total(self) -> float:
        """Sum of the weights."""
        return math.fsum(self.weights.tolist())


def population(world: World) -> Demand:
    """Return the residents at the nodes of their zones."""
    zones = world.place.zones
    return Demand(
        kind="population",
        nodes=np.array([zone.node for zone in zones], dtype=np.int64),
        weights=np.array([zone.population for zone in zones], dtype=np.float64),
    )


def area(world: World) -> Demand:
    """Return the area at the nodes of the zones; a zone counts as a whole [km2]."""
    known = [zone for zone in world.place.zones if not math.isnan(zone.area_km2)]
    return Demand(
        kind="area",
        nodes=np.array([zone.node for zone in known], dtype=np.int64),
        weights=np.array([zone.area_km2 for zone in known], dtype=np.float64),
        unknown=len(world.place.zones) - len(known),
    )


def incidents(world: World, part: Part = "always", *, type: str = "") -> Demand:
    """Return the incidents to be expected within the horizon, by node.

    Random incidents count with their rate, listed ones as one each. For those that are born of a
    hazard see `exposed`.

    Parameters
    ----------
    part
        Of the whole day, or of the hours of day or night only.
    type
        Incidents of one type only; empty = all.

    """
    scenario = world.scenario
    hours = _wanted(part, scenario.start, _middles_s(scenario.horizon_s))
    found: dict[int, list[float]] = {}
    for process in scenario.arrivals:
        if type in ("", process.type) and sum(process.weights) > 0.0:
            number = float(_by_hour(process, scenario.start, scenario.horizon_s)[hours].sum())
            scale = number / math.fsum(process.weights)
            for node, weight in zip(process.nodes, process.weights, strict=True):
                found.setdefault(node, []).append(scale * weight)
    for one in scenario.listed:
        if type in ("", one.type) and one.at_s < scenario.horizon_s:
            counts = bool(_wanted(part, scenario.start, np.array(one.at_s)))
            found.setdefault(one.node, []).append(float(counts))
    # Exact sums: the order of the rows decides nothing, not even a last digit.
    sums = {node: math.fsum(weights) for node, weights in sorted(found.items())}
    kept = {node: weight for node, weight in sums.items() if weight > 0.0}
    return Demand(
        kind="incidents",
        nodes=np.array(list(kept), dtype=np.int64),
        weights=np.array(list(kept.values()), dtype=np.float64),
    )


def exposed(world: World, impact: Impact, *, type: str = "") -> Demand:
    """Return the incidents to be expected of a realisation that nobody controls, by zone.

    Of the candidates of a zone (`dispatch.incidents`) so many as the largest exposed share of its
    people, times the probability that one becomes an incident.

    Parameters
    ----------
    type
        Incidents of one type only; empty = all.

    """
    zones = {zone.id: zone for zone in world.place.zones}
    found: dict[str, float] = {}
    for process in world.scenario.exposed:
        if type not in ("", process.type):
            continue
        largest: dict[str, float] = {}
        for one in impact.exposures(process.exposure):
            if one.zone in zones and (not process.zones or one.zone in process.zones):
                largest[one.zone] = max(largest.get(one.zone, 0.0), one.share)
        for zone, share in largest.items():
            candidates = max(1, round(process.per_person * zones[zone].population))
            found[zone] = found.get(zone, 0.0) + candidates * process.probability * share
    return Demand(
        kind="exposed",
        nodes=np.array([zones[zone].node for zone in sorted(found)], dtype=np.int64),
        weights=np.array([found[zone] for zone in sorted(found)], dtype=np.float64),
    )


def demands(world: World, part: Part = "always", *, type: str = "") -> tuple[Demand, ...]:
    """Return people, area and incidents; what the files do not tell has no weight."""
    return population(world), area(world), incidents(world, part, type=type)


def _middles_s(horizon_s: float) -> NDArray[np.float64]:
    """Return the middle of each hour of the run [s]."""
    return _HOUR_S * (np.arange(math.ceil(horizon_s / _HOUR_S), dtype=np.float64) + 0.5)


def _hours(start: str, at_s: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the local hour of the day at instants of the run."""
    moment = dt.datetime.fromisoformat(start)
    first_s = moment.hour * 3600 + moment.minute * 60 + moment.second
    return ((first_s + at_s) // _HOUR_S).astype(np.int64) % 24


def _wanted(part: Part, start: str, at_s: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Tell which instants of the run lie in a part of the day."""
    hours = _hours(start, at_s)
    by_day = (hours >= DAY_HOURS[0]) & (hours < DAY_HOURS[1])
    return {"always": np.ones_like(by_day), "day": by_day, "night": ~by_day}[part]


def _by_hour(process: Arrivals, start: str, horizon_s: float) -> NDArray[np.float64]:
    """Return the incidents to be expected in each hour of the run, by its rate in the middle."""
    begin_s = _HOUR_S * np.arange(math.ceil(horizon_s / _HOUR_S), dtype=np.float64)
    end_s = np.minimum(begin_s + _HOUR_S, min(process.to_s, horizon_s))
    open_s = np.maximum(end_s - np.maximum(begin_s, process.from_s), 0.0)
    expected: NDArray[np.float64] = open_s * _rates(process.rate, begin_s, start, horizon_s)
    return expected


def _rates(
    rate: Rate, begin_s: NDArray[np.float64], start: str, horizon_s: float
) -> NDArray[np.float64]:
    if rate.by_hour:
        return rate.mean_per_s * np.asarray(rate.by_hour)[_hours(start, _middles_s(horizon_s))]
    if rate.by_day:
        return rate.mean_per_s * factor_of_day(rate, begin_s)
    turns = (begin_s + 0.5 * _HOUR_S - rate.phase_s) / rate.period_s
    rates: NDArray[np.float64] = rate.mean_per_s + rate.amplitude_per_s * np.sin(2 * np.pi * turns)
    return rates
