"""How much of the spread of single runs is the hazard's, how much the response's (方差分解)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.study.compare import measured, worst
from sandtable.study.reading import Tallies
from sandtable.world.target import Target

NAN = math.nan

_ROUNDING = 1e-12
"""What runs add to the error is rounding where it is no more than this part of the estimate."""


@dataclass(frozen=True, slots=True)
class VarianceParts:
    """Variance between samples of the hazard, and between runs of one sample; nan = not known.

    Parameters
    ----------
    hazard, response
        Estimates of the two [square of the unit], >= 0.
    cut
        Whether the estimate of the first came out below 0 and was cut: it is too small to be told.

    """

    hazard: float
    response: float
    cut: bool = False


def variance_parts(samples: Sequence[NDArray[np.float64]]) -> VarianceParts:
    """Split the variance of values in two by a one-way random effects model.

    Value j of sample i is m + a_i + e_ij, a and e of mean 0 and independent. With n_i values in
    sample i, n in all, k samples and the mean squares between and within samples,
    e has the variance MSW, and a has (MSB - MSW) / c with c = (n - sum(n_i^2) / n) / (k - 1). Both
    are unbiased, whatever the laws; a negative one is cut to 0. Under a design the samples are not
    quite independent; the mean of MSB then moves by a part of the order of 1 / k.

    Parameters
    ----------
    samples
        Values by sample; a sample without values is passed over.

    References
    ----------
    Searle, Casella, McCulloch (1992), Variance Components, sec. 3.6 (unbalanced data).

    """
    groups = [one for one in samples if one.size]
    sizes = np.array([one.size for one in groups], dtype=np.float64)
    n, k = float(sizes.sum()), len(groups)
    if n <= k:
        return VarianceParts(NAN, NAN)
    # Off the first value: of values that are all the same the variance is 0, to the bit.
    within = math.fsum(one.size * float((one - one[0]).var()) for one in groups) / (n - k)
    if k < 2:
        return VarianceParts(NAN, within)
    means = np.array([one.mean() for one in groups])
    overall = float(sizes @ means) / n
    between = float(sizes @ (means - overall) ** 2) / (k - 1)
    found = (between - within) / ((n - float(sizes @ sizes) / n) / (k - 1))
    return VarianceParts(max(found, 0.0), within, cut=found < 0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Components:
    """What makes single runs differ under a target (方差分解).

    Parameters
    ----------
    hazard_sd, response_sd
        Standard deviation of a run's value from sample to sample, and among runs of one sample, in
        the unit of the verdict's estimate; nan = cannot be told.
    hazard_share
        Part of the variance of single runs that the hazard makes [0-1]; nan = cannot be told.
    samples, replications
        Behind it.
    cut
        Whether the hazard's part is too small to be told from none.

    """

    target: str
    scenario: str
    alternative: str
    hazard_sd: float
    response_sd: float
    hazard_share: float
    samples: int
    replications: int
    cut: bool

    def as_json(self) -> dict[str, Any]:
        """Return the fields; what cannot be told is None."""
        found = {name: getattr(self, name) for name in self.__dataclass_fields__}
        return {
            name: None if isinstance(value, float) and math.isnan(value) else value
            for name, value in found.items()
        }


def components(
    target: Target,
    tallies: Mapping[int, Tallies],
    *,
    samples: int,
    alternative: str = "",
    scenario: str = "",
) -> Components:
    """Return what makes single runs differ under a target.

    The value of a run is what it adds to the error of the verdict's estimate, a ratio of sums
    (`intervals.residuals`): (k - R n) / n', with hits or seconds k and cases n of the run. Where
    all runs have the same number of cases that is its own share or mean, less that of all. Of a
    target with several parts the one that is served worst counts.

    Parameters
    ----------
    tallies
        By replication.
    samples
        Ensemble size N of the scenario; replication i met sample i mod N.

    """
    runs = measured(target, tallies, (1, 1))
    measure = runs[worst(target, runs)]
    is_rounding = np.abs(measure.errors) <= _ROUNDING * abs(measure.value)
    values = np.where(is_rounding, 0.0, measure.errors)
    by_sample: dict[int, list[float]] = {}
    for replication, value in zip(sorted(tallies), values.tolist(), strict=True):
        by_sample.setdefault(replication % samples, []).append(value)
    parts = variance_parts([np.array(one) for one in by_sample.values()])
    whole = parts.hazard + parts.response
    return Components(
        target=target.id,
        scenario=scenario,
        alternative=alternative,
        hazard_sd=math.sqrt(parts.hazard),
        response_sd=math.sqrt(parts.response),
        hazard_share=parts.hazard / whole if whole > 0.0 else NAN,
        samples=len(by_sample),
        replications=len(tallies),
        cut=parts.cut,
    )
