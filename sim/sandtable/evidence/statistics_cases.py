"""Families of the statistics room that need no replications: intervals, ranks, words of luck."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import numpy as np
from scipy.special import bdtr

from sandtable.evidence.case_files import Case
from sandtable.evidence.chains import erlang_b, erlang_c
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.model import Values
from sandtable.ground.language import _
from sandtable.ground.philox import philox
from sandtable.study.intervals import (
    Interval,
    exact_interval,
    quantile_ranks,
    rank_coverage,
    wilson_interval,
)

_MOST_RUNS = 1_000_000


def interval(case: Case) -> Values:
    """Compute `interval`: of proportions, or how often such intervals hold the truth."""
    given = Inputs(case.inputs)
    confidence = _inside(given, "confidence")
    if "n_p" in case.inputs:
        return _coverage(given, confidence)
    pairs = _pairs(given, "successes_trials")
    return {
        "wilson": [_ends(wilson_interval(k, n, confidence)) for k, n in pairs],
        "wilson_continuity": [
            _ends(wilson_interval(k, n, confidence, continuity=True)) for k, n in pairs
        ],
        "clopper_pearson": [_ends(exact_interval(k, n, confidence)) for k, n in pairs],
    }


def _coverage(given: Inputs, confidence: float) -> Values:
    """Sum the probabilities of all numbers of successes whose interval holds the truth."""

    def covered(of: Callable[[float, float, float], Interval], n: int, p: float) -> float:
        below = bdtr(np.arange(n + 1), n, p)
        mass = np.diff(below, prepend=0.0)
        found = [of(k, n, confidence) for k in range(n + 1)]
        inside = np.array([one.low <= p <= one.high for one in found])
        return float(mass[inside].sum())

    pairs = [(int(n), p) for n, p in _pairs(given, "n_p")]
    return {
        "coverage_wilson": [covered(wilson_interval, n, p) for n, p in pairs],
        "coverage_clopper_pearson": [covered(exact_interval, n, p) for n, p in pairs],
    }


def sample_size(case: Case) -> Values:
    """Compute `sample_size`: fewest runs whose extremes bound a quantile (Wilks 1941).

    One-sided, the largest of n values lies above the p-quantile with 1 - p^n; two-sided, smallest
    and largest enclose a share p with P(B <= n - 2), which is how surely the second largest lies
    above it.
    """
    given = Inputs(case.inputs)
    p, confidence = _inside(given, "p"), _inside(given, "confidence")
    return {
        "one_sided_no_failure": _smallest(
            lambda n: rank_coverage(n, p, (None, n)) >= confidence, 1
        ),
        "two_sided_minimum_maximum": _smallest(
            lambda n: rank_coverage(n, p, (None, n - 1)) >= confidence, 2
        ),
    }


def quantile(case: Case) -> Values:
    """Compute `quantile`: ranks of the order statistics that enclose a quantile."""
    given = Inputs(case.inputs)
    p, confidence = _inside(given, "p"), _inside(given, "confidence")
    sizes = [int(n) for n in given.numbers("n", above=0.0)]
    ranks = [quantile_ranks(n, p, confidence) for n in sizes]
    return {
        "lower_rank": [lower for lower, _upper in ranks],
        "upper_rank": [upper for _lower, upper in ranks],
        "coverage": [rank_coverage(n, p, pair) for n, pair in zip(sizes, ranks, strict=True)],
        "smallest_n_with_finite_upper_end": _smallest(
            lambda n: quantile_ranks(n, p, confidence)[1] is not None, 1
        ),
    }


def erlang(case: Case) -> Values:
    """Compute `queue` where it asks for the two formulas of Erlang."""
    given = Inputs(case.inputs)
    return {
        key: [formula(int(units), load) for units, load in _pairs(given, key)]
        for key, formula in (("erlang_b", erlang_b), ("erlang_c", erlang_c))
        if key in case.inputs
    }


def random_stream(case: Case) -> Values:
    """Compute `random_stream`: NumPy's seed sequence, and the words of our own Philox kernel."""
    values: dict[str, Any] = {}
    seeds, words = case.inputs.get("seed_sequence"), case.inputs.get("philox")
    if seeds is not None:
        sequence = np.random.SeedSequence(
            int(seeds["entropy"]), spawn_key=tuple(seeds.get("spawn_key", ()))
        )
        values["seed_sequence"] = sequence.generate_state(int(seeds["generate_state"])).tolist()
    if words is not None:
        values["philox"] = [str(word) for word in _philox(int(words["key"]), words["random_raw"])]
    return values


def _philox(key: int, n: int) -> Iterator[int]:
    """Yield words of Philox 4x64-10 as NumPy does, which counts on before the first block."""
    parts = [np.uint64(key & _WORD), np.uint64(key >> 64 & _WORD)]
    found: list[int] = []
    for block in count(1):
        counter = [np.uint64(block), np.uint64(0), np.uint64(0), np.uint64(0)]
        found += [int(word) for word in philox(*counter, *parts)]
        if len(found) >= n:
            break
    yield from found[:n]


_WORD = 2**64 - 1


def _ends(one: Interval) -> list[float]:
    return [one.low, one.high]


def _inside(given: Inputs, key: str) -> float:
    value = given.number(key, above=0.0)
    if value >= 1.0:
        raise UnknownInputs(_("inputs.{key}: a number below 1 is expected").format(key=key))
    return value


def _pairs(given: Inputs, key: str) -> list[tuple[float, float]]:
    found = given.get(key)
    if not isinstance(found, list) or not all(
        isinstance(pair, list) and len(pair) == 2 for pair in found
    ):
        raise UnknownInputs(_("inputs.{key}: a list of pairs is expected").format(key=key))
    return [(pair[0], pair[1]) for pair in found]


def _smallest(holds: Callable[[int], bool], first: int) -> int:
    """Return the smallest number from `first` on that holds, where all larger ones do, too."""
    high = first
    while not holds(high):
        if high > _MOST_RUNS:
            raise UnknownInputs(_("more than {number} runs").format(number=_MOST_RUNS))
        high *= 2
    low = first
    while low < high:
        middle = (low + high) // 2
        if holds(middle):
            high = middle
        else:
            low = middle + 1
    return low
