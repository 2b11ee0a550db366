"""Which closures made teams late, over several runs of a scenario (延误归因)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.luck import Luck
from sandtable.study.case import Case
from sandtable.study.tally import Table


@dataclass(frozen=True, slots=True, kw_only=True)
class Closure:
    """What closures of one road by one cause did to trips of teams.

    Parameters
    ----------
    road, cause
        Id of the road, and why it was slow or closed.
    runs, trips
        Runs in which it made a team late, and how many trips.
    cut
        Of these trips, those that do not arrive when it is the only closure.
    alone_s
        What it adds to a trip when it is the only one, mean over the other trips [s].
    spared_s
        What a trip takes less without it, mean over trips that arrive with it [s].
    from_s, to_s
        From when until when the road was so for the plan's reference profile, in the first of
        these trips [s]; inf = to the end, nan = it was free to that one.

    """

    road: str
    cause: str
    runs: int
    trips: int
    cut: int
    alone_s: float
    spared_s: float
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Why:
    """Why teams came late in several runs.

    Parameters
    ----------
    trips, delayed
        Trips that reached their incident, and those that took longer than on undisturbed roads.
    stranded
        Trips that were under way at the end of a run because of roads.
    slowed_s, detour_s, waiting_s
        Where the time of the delayed ones went, sums [s].
    foresight_s
        How much of it is spared when drivers know beforehand all that will change, sum [s].
    closures
        What each closure did, the one that costs most first.

    """

    trips: int
    delayed: int
    stranded: int
    slowed_s: float
    detour_s: float
    waiting_s: float
    foresight_s: float
    closures: tuple[Closure, ...]


def why(
    case: Case,
    seed: int,
    replications: int,
    *,
    progress: Callable[[int, int], None] | None = None,
) -> Why:
    """Play a case and say which closures made its teams late.

    Parameters
    ----------
    progress
        Called with replications done and all there are.

    """
    trips: list[Table] = []
    lost: list[tuple[int, Table]] = []
    stranded = 0
    for replication in range(replications):
        decider = make_decider(case.world.plan.policy)
        luck, impacts = Luck(seed, replication), case.impacts_of(replication)
        records = Operation(case.world, impacts, luck, decider, roads=case.roads).run()
        missions, delays = records.table("missions"), records.table("delays")
        arrived = _arrived(missions)
        trips.append({name: np.asarray(missions[name])[arrived] for name in _LOSSES})
        lost.append((replication, delays))
        ids = np.asarray(missions["mission"], dtype=object)[arrived].tolist()
        stranded += len(set(delays["mission"]).difference(ids))
        if progress is not None:
            progress(replication + 1, replications)
    times = {name: np.concatenate([one[name] for one in trips]) for name in _LOSSES}
    late = np.sum(list(times.values()), axis=0) > 0.0
    return Why(
        trips=late.size,
        delayed=int(late.sum()),
        stranded=stranded,
        **{name: float(values[late].sum()) for name, values in times.items()},
        foresight_s=sum(_foresight(table) for _, table in lost),
        closures=tuple(_closures(lost)),
    )


_LOSSES = ("slowed_s", "detour_s", "waiting_s")


def _arrived(missions: Table) -> NDArray[np.bool_]:
    """Tell which missions are trips that reached their incident."""
    responds = np.array([task == "respond" for task in missions["task"]], dtype=np.bool_)
    reached: NDArray[np.bool_] = responds & np.isfinite(missions["arrived_s"])
    return reached


def _foresight(delays: Table) -> float:
    """Return what foresight spares the trips of a run that arrived, each counted once [s]."""
    spared = dict(zip(delays["mission"], delays["foresight_s"].tolist(), strict=True))
    return float(sum(filter(math.isfinite, spared.values())))


def _closures(lost: Iterable[tuple[int, Table]]) -> list[Closure]:
    """Return closures by road and cause."""
    rows: dict[tuple[str, str], list[tuple[int, float, float, float, float]]] = {}
    names = ("from_s", "to_s", "alone_s", "spared_s")
    for run, table in lost:
        numbers = zip(*(table[name].tolist() for name in names), strict=True)
        for road, cause, values in zip(table["road"], table["cause"], numbers, strict=True):
            rows.setdefault((road, cause), []).append((run, *values))
    found = [_closure(*key, values) for key, values in rows.items()]
    return sorted(found, key=_cost)


def _closure(road: str, cause: str, rows: list[tuple[int, float, float, float, float]]) -> Closure:
    runs, since, until, alone, spared = zip(*rows, strict=True)
    return Closure(
        road=road,
        cause=cause,
        runs=len(set(runs)),
        trips=len(rows),
        cut=sum(map(math.isinf, alone)),
        alone_s=_mean(alone),
        spared_s=_mean(spared),
        from_s=since[0],
        to_s=until[0],
    )


def _cost(one: Closure) -> tuple[float, float, str, str]:
    """Return what closures are sorted by: what costs most first, then by name."""
    spared_s = 0.0 if math.isnan(one.spared_s) else one.spared_s
    return -one.cut, -one.trips * spared_s, one.road, one.cause


def _mean(values: Iterable[float]) -> float:
    """Return the mean of what is finite; nan where nothing is."""
    finite = [value for value in values if math.isfinite(value)]
    return sum(finite) / len(finite) if finite else math.nan
