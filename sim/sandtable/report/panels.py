"""From records and verdicts to the panels of the figure."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np

from sandtable.ground.names import Name
from sandtable.report.html.late_tables import PointTables
from sandtable.report.response_figure import Curve, Panel
from sandtable.study.case import Point
from sandtable.study.reading import cases_of, has_times, unanswerable
from sandtable.study.store import open_results
from sandtable.study.tally import Tables
from sandtable.study.verdict import Verdict
from sandtable.world.target import Target
from sandtable.world.world import World

MOST_PANELS = 4
"""A figure with more targets than this is no longer looked at."""


def is_drawn(target: Target, world: World) -> bool:
    """Tell whether a target has times to draw; needs are steps and rates are sums, not times."""
    return has_times(target) and not unanswerable(target, world)


def curve(runs: Iterable[Tables], target: Target, world: World, verdict: Verdict) -> Curve:
    """Return the cases of a target in some runs of one alternative.

    A clock that had not stopped by the horizon counts as never stopped: the curve is what is known.

    Parameters
    ----------
    runs
        The tables of each replication.

    """
    time_s, weight = [np.zeros(0)], [np.zeros(0)]
    for tables in runs:
        for cases in cases_of(tables, target, world):
            counted = cases.counts & (cases.weight > 0)
            time_s.append(cases.high_s[counted])
            weight.append(cases.weight[counted].astype(np.float64))
    return Curve(
        name=world.plan.name if world.plan.name != Name() else Name(en=verdict.alternative),
        time_s=np.concatenate(time_s),
        weight=np.concatenate(weight),
        share=verdict.estimate,
        low=verdict.low,
        high=verdict.high,
    )


def study_panels(folder: Path, points: Sequence[Point], verdicts: Sequence[Verdict]) -> list[Panel]:
    """Return the panels of a study: its first targets that have cases, each with its alternatives.

    Parameters
    ----------
    folder
        Results folder from which the records are read.

    """
    store = open_results(folder)
    shown: list[Panel] = []
    for scenario in dict.fromkeys(point.scenario for point in points):
        mine = {i: point for i, point in enumerate(points) if point.scenario == scenario}
        tables = {i: PointTables(store, i) for i in mine}
        world = next(iter(mine.values())).case.world
        told = world.scenario.name if len(mine) < len(points) else Name()
        for target in world.targets:
            if len(shown) == MOST_PANELS:
                return shown
            curves = [
                curve(
                    (tables[i].judged(replication) for replication in sorted(store.done(i))),
                    own,
                    point.case.world,
                    _verdict(verdicts, point, own),
                )
                for i, point in mine.items()
                for own in point.case.world.targets
                if own.id == target.id and is_drawn(own, point.case.world)
            ]
            if any(one.time_s.size for one in curves):
                shown.append(Panel(target=target, curves=curves, scenario=told))
    return shown


def _verdict(verdicts: Sequence[Verdict], point: Point, target: Target) -> Verdict:
    return next(
        one
        for one in verdicts
        if (one.scenario, one.alternative, one.target)
        == (point.scenario, point.alternative, target.id)
    )
