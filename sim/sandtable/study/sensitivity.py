"""Verdicts that hang on a guess: numbers of low confidence at both ends of their range (敏感性)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from sandtable.study.case import Case, Point, Run
from sandtable.study.engines import Engine
from sandtable.study.farm import Farm, Stop, field_of
from sandtable.study.judgement import Runs, verdicts_of
from sandtable.study.pack import Pack, packed
from sandtable.study.reading import Tallies
from sandtable.study.verdict import LowConfidenceInput
from sandtable.study.work import Batch, Harvest
from sandtable.world.world import Assumption

Turning = Mapping[tuple[int, str], tuple[LowConfidenceInput, ...]]
"""By design point and target: the numbers that turn the verdict."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Trials:
    """How the ends of ranges are tried.

    Parameters
    ----------
    replications
        For each end, the same for the case as it stands.
    seed, run, policy_file, scratch
        As the study has them.

    """

    replications: int
    seed: int
    run: Run
    policy_file: str = ""
    scratch: Path | None = None


@dataclass(frozen=True, slots=True)
class _Variation:
    """A design point with one number of low confidence at an end of its range."""

    number: int
    assumption: Assumption
    at: str
    point: Point


def turning_inputs(
    points: Sequence[Point],
    runs: Mapping[int, Runs],
    trials: Trials,
    engine: Engine,
    stop: Stop,
) -> Turning:
    """Return the numbers of low confidence that turn a verdict within their range, and where.

    Each end of each range is played on the same luck as the case as it stands, and both verdicts
    are read from the same replications, so that a turn is the number's doing. A target that the
    variation does not have is passed over.

    Parameters
    ----------
    runs
        By design point: tallies of the case as it stands.

    """
    tried = [one for number, point in enumerate(points) for one in _variations(number, point)]
    played = _play([one.point.case for one in tried], trials, engine, stop)
    found: dict[tuple[int, str], tuple[LowConfidenceInput, ...]] = {}
    for one, there in zip(tried, played, strict=True):
        common = {i: runs[one.number][i] for i in there if i in runs[one.number]}
        base = {t.id: v.verdict for t, v in verdicts_of(points[one.number], common)}
        for target, verdict in verdicts_of(one.point, {i: there[i] for i in common}):
            if target.id in base and verdict.verdict != base[target.id]:
                assumption = one.assumption
                turning = LowConfidenceInput(
                    assumption.path, assumption.value, one.at, verdict.verdict
                )
                key = (one.number, target.id)
                found[key] = (*found.get(key, ()), turning)
    return found


def _variations(number: int, point: Point) -> list[_Variation]:
    if point.variant is None:
        return []
    return [
        _Variation(number, assumption, at, replace(point, case=_set(point, assumption, at)))
        for assumption in point.case.world.assumptions
        if assumption.confidence == "low"
        for at in (assumption.low, assumption.high)
        if at
    ]


def _set(point: Point, assumption: Assumption, at: str) -> Case:
    assert point.variant is not None  # noqa: S101  asked before
    return point.variant((*point.settings, f"{assumption.path}={at}"))


def _play(
    cases: Sequence[Case], trials: Trials, engine: Engine, stop: Stop
) -> list[dict[int, tuple[Tallies, ...]]]:
    """Play the first replications of some cases and return their tallies."""
    found: list[dict[int, tuple[Tallies, ...]]] = [{} for _case in cases]

    def take(batch: Batch, harvest: Harvest) -> None:
        found[batch.point].update(harvest.tallies)

    pack = Pack(
        cases=tuple(cases),
        alternatives=("",) * len(cases),
        seed=trials.seed,
        run=trials.run,
        store=False,
        policy_file=trials.policy_file,
    )
    with packed(pack, on_disk=not engine.is_local, scratch=trials.scratch) as key:
        fields = [
            field_of(key, number, range(trials.replications), case.world.scenario.samples)
            for number, case in enumerate(cases)
        ]
        Farm(engine, trials.seed, take, stop=stop).run(fields)
    return found
