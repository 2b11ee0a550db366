"""All verdicts and differences of a study, from the tallies of its design points."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sandtable.study.case import Point
from sandtable.study.compare import Difference, difference
from sandtable.study.components import Components, components
from sandtable.study.nothing import why_nothing
from sandtable.study.reading import Tallies, unanswerable
from sandtable.study.verdict import Verdict, judge
from sandtable.world.target import Target

Runs = Mapping[int, tuple[Tallies, ...]]
"""By replication: the tallies of each target of a world, in its order."""


def verdicts_of(point: Point, runs: Runs) -> list[tuple[Target, Verdict]]:
    """Return the verdict on each target of a design point."""
    world = point.case.world
    return [
        (
            target,
            judge(
                target,
                _of_target(runs, number),
                samples=world.scenario.samples,
                points=world.scenario.points,
                alternative=point.alternative,
                scenario=point.scenario,
                unanswerable=unanswerable(target, world),
                nothing=why_nothing(target, world),
            ),
        )
        for number, target in enumerate(world.targets)
    ]


def differences_of(points: Sequence[Point], runs: Mapping[int, Runs]) -> Iterable[Difference]:
    """Return by how much each alternative differs from the first one of its scenario.

    Their intervals are plain ones, each at the confidence of its target.

    """
    first: dict[str, int] = {}
    for number, point in enumerate(points):
        base = first.setdefault(point.scenario, number)
        if base == number:
            continue
        world, other = points[base].case.world, point.case.world
        places = {target.id: place for place, target in enumerate(other.targets)}
        for place, target in enumerate(world.targets):
            if target.id in places and not unanswerable(target, world):
                yield difference(
                    target,
                    _of_target(runs[base], place),
                    _of_target(runs[number], places[target.id]),
                    samples=world.scenario.samples,
                    points=world.scenario.points,
                    names=(points[base].alternative, point.alternative),
                    scenario=point.scenario,
                )


def components_of(points: Sequence[Point], runs: Mapping[int, Runs]) -> Iterable[Components]:
    """Return what makes single runs differ, for scenarios with several hazard samples."""
    for number, point in enumerate(points):
        world = point.case.world
        for place, target in enumerate(world.targets):
            seen = _of_target(runs[number], place)
            has_cases = any(tally.cases for parts in seen.values() for tally in parts)
            if world.scenario.samples > 1 and has_cases and not unanswerable(target, world):
                yield components(
                    target,
                    seen,
                    samples=world.scenario.samples,
                    alternative=point.alternative,
                    scenario=point.scenario,
                )


def _of_target(runs: Runs, place: int) -> dict[int, Tallies]:
    return {replication: tallies[place] for replication, tallies in runs.items()}
