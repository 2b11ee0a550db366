"""Where people live who are spread around a place (人口散布)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

_RINGS = 6


def around(radius_m: float) -> NDArray[np.float64]:
    """Return places spread evenly over a disc in rings of 4, 12, 20 ... places.

    Turned by 90 degrees or mirrored in an axis, they are the same places: what share of people is
    reached does not hang on the points of the compass. Each place stands for the same area.

    Parameters
    ----------
    radius_m
        Of the disc; 0 = all in its middle [m].

    Returns
    -------
    NDArray
        East and north of the middle, shape ``(144, 2)``, or ``(1, 2)`` where the radius is 0 [m].

    """
    if radius_m == 0.0:
        return np.zeros((1, 2))
    number = np.arange(1, _RINGS + 1)
    rings = radius_m / _RINGS * np.sqrt(((number - 1.0) ** 2 + number**2) / 2.0)
    count = 2 * number - 1  # in a quarter
    radius = np.repeat(rings, count)
    angle = np.concatenate([(np.arange(one) + 0.5) / one * np.pi / 2.0 for one in count])
    east, north = radius * np.cos(angle), radius * np.sin(angle)
    quarters = [(east, north), (-north, east), (-east, -north), (north, -east)]
    return np.concatenate([np.column_stack(one) for one in quarters])
