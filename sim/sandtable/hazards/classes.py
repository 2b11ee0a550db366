"""Classes in which intensities and shares of people are stored, so that they change seldom."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.intensity import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

CLASSES: dict[str, tuple[float, ...]] = {
    "depth": (
        *(0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.4, 0.5, 0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 5.0),
        50.0,
    ),
    "depth_velocity": (0.1, 0.2, 0.3, 0.45, 0.6, 0.8, 1.0, 1.3, 2.4, 4.0, 7.0, 500.0),
    "velocity": (0.5, 1.0, 1.5, 2.0, 3.0, 4.5, 6.0, 10.0, 50.0),
    "fire": (5e4, 2e5, 5e5, 1e6, 2e6, 4e6, 1e7, 3e7, 2e8),
    "smoke": (0.01, 0.02, 0.04, 0.06, 0.1, 0.2, 0.5, 1.0, 10.0, 1000.0),
    "dose": (
        *(0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1e3, 1e4, 1e5),
        1e9,
    ),
    "wind": (2.0, 4.0, 6.0, 8.0, 10.0, 12.0, 14.0, 17.0, 20.0, 25.0, 30.0, 40.0, 60.0, 150.0),
    "visibility": (
        *(0.0, 25.0, 50.0, 100.0, 200.0, 400.0, 600.0, 800.0, 1000.0, 1500.0, 2000.0, 3000.0),
        *(5000.0, 8000.0, 10_000.0),
    ),
    "speed_factor": (0.0, *(step / 20.0 for step in range(1, 21))),
}
"""An intensity is stored as the first of these that it does not exceed: limits of vehicles are
among them. Where less is worse, as the last that it is not below; from the last of all on it is
none. Depths are fine where vehicles feel them and coarse where only boats go, so that a rising
polder makes few epochs. The classes are a choice of ours."""

SHARES = (0.001, 0.002, 0.005, 0.01, 0.02, 0.03, *(step / 20.0 for step in range(1, 21)))
"""A share of the people of a zone is told as the first of these that it does not exceed: so one of
a thousand does not become one of twenty. These classes are a choice of ours, too."""


def class_numbers(kind: str, value: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the class that stands for each value, 0 = no harm.

    Parameters
    ----------
    value
        Intensities of 0 to the largest of the kind; what is larger is in the last class.

    """
    limits = np.array(CLASSES[kind])
    if KINDS[kind].less_is_worse:
        return limits.size - np.searchsorted(limits, value, side="right")
    return np.searchsorted(np.array((0.0, *limits[:-1])), value, side="left")


def class_values(kind: str, number: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what stands for the values of each class; what 0 stands for does no harm."""
    limits = CLASSES[kind]
    if KINDS[kind].less_is_worse:
        return np.array(limits[::-1])[number]
    return np.array((0.0, *limits))[number]


def share_numbers(share: NDArray[np.float64]) -> NDArray[np.int64]:
    """Return the number of the class that stands for each share [0-1], 0 = nobody."""
    # A billionth of a share is rounding, not people.
    return np.searchsorted((0.0, *SHARES), np.minimum(share, 1.0) - 1e-9, side="left")


def share_values(number: NDArray[np.int64]) -> NDArray[np.float64]:
    """Return what stands for the shares of each class [0-1]."""
    return np.array((0.0, *SHARES))[number]


def thousandths(share: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return shares of a zone's people who die, to the nearest thousandth [0-1].

    They are expected values: were they rounded up, every cloud and every puddle would kill.
    """
    nearest: NDArray[np.float64] = np.ceil(np.minimum(share, 1.0) * 1000.0 - 0.5) / 1000.0
    return nearest
