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
from sandtable.study.verdict import LowConfidenceInput, Word
from sandtable.study.work import Batch, Failure, Harvest
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
class Variation:
    """A design point with one number of low confidence at an end of its range."""

    number: int
    assumption: Assumption
    at: str
    point: Point


def variations(points: Sequence[Point]) -> list[Variation]:
    """Return each design point with each of its numbers of low confidence at each end.

    Raises
    ------
    UserFaults
        If a range ends where the files allow no value.

    """
    return [one for number, point in enumerate(points) for one in _variations(number, point)]


def turning_inputs(
    tried: Sequence[Variation],
    points: Sequence[Point],
    runs: Mapping[int, Runs],
    trials: Trials,
    engine: Engine,
    stop: Stop,
) -> tuple[Turning, list[Failure]]:
    """Return the numbers of low confidence that turn a verdict within their range, and where.

    Each end of each range is played on the same luck as the case as it stands, and both verdicts
    are read from the same replications, so that a turn is the number's doing. What only repeats
    the verdict of all replications is no turn either: fewer of them leave more undecided. A target
    that the variation does not have is passed over.

    Parameters
    ----------
    tried
        See `variations`.
    runs
        By design point: tallies of the case as it stands.

    Returns
    -------
    tuple
        What turns which verdict, nothing if it was stopped; and replications that failed.

    """
    played, failures = _play(tried, trials, engine, stop)
    found: dict[tuple[int, str], tuple[LowConfidenceInput, ...]] = {}
    for one, there in zip(tried, played, strict=True):
        if stop.asked:
            break
        point, here = points[one.number], runs[one.number]
        common = {i: here[i] for i in there if i in here}
        same = [_words(point, common), _words(point, here)]
        for target, word in _words(one.point, {i: there[i] for i in common}).items():
            if target in same[0] and word not in (same[0][target], same[1][target]):
                assumption = one.assumption
                turning = LowConfidenceInput(assumption.path, assumption.value, one.at, word)
                key = (one.number, target)
                found[key] = (*found.get(key, ()), turning)
    return ({} if stop.asked else found), failures


def _words(point: Point, runs: Runs) -> dict[str, Word]:
    return {target.id: verdict.verdict for target, verdict in verdicts_of(point, runs)}


def _variations(number: int, point: Point) -> list[Variation]:
    if point.variant is None:
        return []
    return [
        Variation(number, assumption, at, replace(point, case=_set(point, assumption, at)))
        for assumption in point.case.world.assumptions
        if assumption.confidence == "low"
        for at in (assumption.low, assumption.high)
        if at
    ]


def _set(point: Point, assumption: Assumption, at: str) -> Case:
    assert point.variant is not None  # noqa: S101  asked before
    return point.variant((*point.settings, f"{assumption.path}={at}"))


def _play(
    tried: Sequence[Variation], trials: Trials, engine: Engine, stop: Stop
) -> tuple[list[dict[int, tuple[Tallies, ...]]], list[Failure]]:
    """Play the first replications of each variation; return their tallies and failures."""
    cases = [one.point.case for one in tried]
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
        farm = Farm(engine, trials.seed, take, stop=stop)
        farm.run(fields)
    return found, [_told(tried[failure.point], failure) for failure in farm.failures]


def _told(one: Variation, failure: Failure) -> Failure:
    """Return a failure under the number of its design point, saying what was set."""
    what = f"{one.assumption.path}={one.at}\n{failure.what}"
    return replace(failure, point=one.number, what=what)
