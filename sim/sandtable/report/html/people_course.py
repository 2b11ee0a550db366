"""People over time: told, gone, out of danger, taken in, and what became of them (人员转移过程)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.bands import INSTANTS, SPREAD
from sandtable.report.html.late_tables import PointTables
from sandtable.study.case import Point

STEPS = ("told_s", "left_s", "safe_s", "arrived_s", "zone_water_s")
"""Instants of a group that are followed; the last one is the water's, not theirs."""


NEARLY_ALL = 0.98
"""Part of the persons who have done a step where a figure may end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleCourse:
    """The people of one design point.

    Parameters
    ----------
    persons
        Residents, mean over the replications.
    time_s
        Instants, shape ``(n,)`` [s].
    shares
        By step of `STEPS`: mean share of the residents that has passed it, with the 10 and 90 %
        quantiles of the replications, shape ``(3, n)`` [0-1].
    outcomes
        By outcome: persons, mean and the same quantiles.

    """

    point: Point
    persons: float
    time_s: NDArray[np.float64]
    shares: dict[str, NDArray[np.float64]]
    outcomes: dict[str, tuple[float, float, float]]


def people_of_point(tables: PointTables, point: Point, seen: Sequence[int]) -> PeopleCourse | None:
    """Return the course of the people of a design point; None = its scenario has no residents."""
    if not point.case.world.scenario.residents:
        return None
    runs = [tables.run(replication)["people"] for replication in seen]
    runs = [run for run in runs if len(run["persons"])]
    return _course(point, runs) if runs else None


def _course(point: Point, runs: Sequence[Mapping[str, Any]]) -> PeopleCourse:
    time_s = instants_of(runs, point.case.world.scenario.horizon_s)
    shares = {step: np.stack([_share(run, step, time_s) for run in runs]) for step in STEPS}
    return PeopleCourse(
        point=point,
        persons=float(np.mean([run["persons"].sum() for run in runs])),
        time_s=time_s,
        shares={step: _spread(all_) for step, all_ in shares.items()},
        outcomes=_outcomes(runs),
    )


def instants_of(runs: Sequence[Mapping[str, Any]], horizon_s: float) -> NDArray[np.float64]:
    """Return the instants of a figure of people: until nearly all of them have done every step.

    A few who wait for days would squeeze the hours in which the others leave into a line.

    """
    last, nearly = 0.0, 0.0
    for step in STEPS:
        when = np.concatenate([run[step] for run in runs])
        persons = np.concatenate([run["persons"] for run in runs])
        last = max(last, float(np.nanmax(when, initial=0.0)))
        nearly = max(nearly, _quantile(when, persons))
    end = 1.05 * last if last < 1.5 * nearly else 1.15 * nearly
    return np.linspace(0.0, min(horizon_s, end + 600.0), INSTANTS)


def _quantile(when_s: NDArray[np.float64], weight: NDArray[Any]) -> float:
    """Return when nearly all of what ever happens has happened [s], 0 = nothing does."""
    known = np.isfinite(when_s)
    order = np.argsort(when_s[known], kind="stable")
    so_far = np.cumsum(weight[known][order], dtype=np.float64)
    if not so_far.size or so_far[-1] <= 0.0:
        return 0.0
    at = int(np.searchsorted(so_far, NEARLY_ALL * so_far[-1]))
    return float(when_s[known][order][at])


def _share(run: Mapping[str, Any], step: str, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    order = np.argsort(run[step], kind="stable")  # nan, what never happened, comes last
    so_far = np.concatenate(([0.0], np.cumsum(run["persons"][order])))
    passed = np.searchsorted(np.nan_to_num(run[step][order], nan=np.inf), time_s, side="right")
    share: NDArray[np.float64] = so_far[passed] / max(float(so_far[-1]), 1.0)
    return share


def _spread(values: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return mean, 10 and 90 % quantile over the runs, shape ``(3, ...)``."""
    return np.stack([values.mean(axis=0), *np.quantile(values, SPREAD[1:], axis=0)])


def _outcomes(runs: Sequence[Mapping[str, Any]]) -> dict[str, tuple[float, float, float]]:
    words = sorted({word for run in runs for word in np.unique(run["outcome"]).tolist()})
    found = {}
    for word in words:
        counts = [float(run["persons"][run["outcome"] == word].sum()) for run in runs]
        mean, low, high = _spread(np.array(counts)).tolist()
        found[word] = (mean, low, high)
    return found
