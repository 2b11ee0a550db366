"""Rain over the threshold at which slopes fail (降雨阈值)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

STEP_S = 900.0
"""Rain is compared with its threshold so often [s]."""

_DAY_H = 24.0
"""Below a day rain is compared with its threshold over every number of steps, then of hours."""

_FINE_S = 60.0
"""A rate that is linear in time is summed up so often [s]."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Mean intensity of rain over a duration D at which slopes begin to fail (降雨阈值).

    ``alpha D^-beta`` [mm/h], D from ``least_h`` to ``most_h`` [h]; what falls in less or more than
    these is not compared with it.
    """

    alpha: float
    beta: float
    least_h: float
    most_h: float

    def intensity(self, hours: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the intensity for durations [h], in mm/h."""
        threshold: NDArray[np.float64] = self.alpha * hours**-self.beta
        return threshold

    def durations(self) -> NDArray[np.float64]:
        """Return the durations over which rain is compared, shape ``(n,)`` [h]."""
        short_h = np.arange(STEP_S, _DAY_H * 3600.0, STEP_S) / 3600.0
        hours = np.append(short_h, np.arange(_DAY_H, self.most_h + 1.0))
        return hours[(hours >= self.least_h) & (hours <= max(self.most_h, self.least_h))]


THRESHOLDS = {
    "caine_1980": Threshold(14.82, 0.39, 1.0 / 6.0, 500.0),
    "guzzetti_2008": Threshold(2.20, 0.44, 0.1, 1000.0),
}


@dataclass(frozen=True, slots=True)
class Fallen:
    """Rain that has fallen since it began, linear between instants, shape ``(n,)`` each [s, mm]."""

    at_s: NDArray[np.float64]
    mm: NDArray[np.float64]

    @classmethod
    def of_depths(cls, rows: Sequence[tuple[float, float]]) -> Self:
        """Return the rain of rows of an instant [s] and of what fell up to it [mm]."""
        at_s, fell_mm = np.array([(0.0, 0.0), *rows]).T
        return cls(at_s, np.cumsum(fell_mm))

    @classmethod
    def of_rates(cls, rows: Sequence[tuple[float, float]], until_s: float) -> Self:
        """Return the rain of rows of an instant [s] and its rate [mm/h], linear to the next.

        Before the first row and behind the last one the rate is theirs, up to an end [s].
        """
        known_s, known_mmh = np.array(rows).T
        at_s = np.union1d(np.arange(0.0, until_s, _FINE_S), known_s[known_s < until_s])
        at_s = np.append(at_s[at_s >= 0.0], until_s)
        rate = np.interp(at_s, known_s, known_mmh) / 3600.0
        fell_mm = 0.5 * (rate[1:] + rate[:-1]) * np.diff(at_s)
        return cls(at_s, np.concatenate(([0.0], np.cumsum(fell_mm))))

    def times(self, factor: float) -> Fallen:
        """Return so many times as much rain."""
        return Fallen(self.at_s, factor * self.mm)


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Rain over its threshold, from the activation on, shape ``(n_steps + 1,)`` each.

    ``highest`` is the highest ratio so far, that before the activation among them.
    """

    time_s: NDArray[np.float64]
    ratio: NDArray[np.float64]
    highest: NDArray[np.float64]


def exceedance(
    rain: Fallen, begins_s: float, threshold: Threshold, factor: float = 1.0
) -> Exceedance:
    """Return how far rain is over a threshold.

    At each instant that duration counts over which the rain up to then is highest above the
    threshold: so the hours of a cloudburst count, and so do the weeks of rain before it.

    Parameters
    ----------
    begins_s
        How long before the activation the rain began, >= 0 [s].
    factor
        The threshold is so many times as high, > 0.

    """
    steps = np.arange(-(begins_s // STEP_S), (rain.at_s[-1] - begins_s) // STEP_S + 2.0)
    hours = threshold.durations()
    now_s = steps * STEP_S + begins_s
    before_s = now_s - hours[:, np.newaxis] * 3600.0
    fell_mm = np.interp(now_s, rain.at_s, rain.mm) - np.interp(before_s, rain.at_s, rain.mm)
    limit_mm = factor * threshold.intensity(hours) * hours
    ratio = (fell_mm / limit_mm[:, np.newaxis]).max(axis=0)
    here = steps >= 0.0
    highest = np.maximum.accumulate(ratio)
    return Exceedance(steps[here] * STEP_S, ratio[here], highest[here])


def part_of_full(ratio: NDArray[np.float64], full: float) -> NDArray[np.float64]:
    """Return which part of all slides a rain sets off: 0 at the threshold, 1 from full on."""
    if full == 1.0:
        return (ratio >= 1.0).astype(np.float64)
    part: NDArray[np.float64] = np.clip((ratio - 1.0) / (full - 1.0), 0.0, 1.0)
    return part
