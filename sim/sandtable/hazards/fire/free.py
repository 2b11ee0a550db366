"""How a fire of a raster grows while nobody fights it, told as an ellipse (自由蔓延)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.fire.rothermel import flame_length_m
from sandtable.hazards.rows import FreeFire

if TYPE_CHECKING:
    from numpy.typing import ArrayLike

    from sandtable.hazards.fire.growth import Growth

HEAD_SHARE = 0.9
"""Flames at the head are longer than those in this share of the cells that burned last: a choice,
so that a single cell does not decide."""


def free_fire(growth: Growth, times_s: ArrayLike) -> tuple[FreeFire, ...]:
    """Return the ellipse that stands for a fire at some times; none while nothing burns.

    It has the area of the burned cells and, its axes being in the ratio of the roots of their
    principal moments, their length over width. Where nothing new has burned since the time before,
    flames are as long as then.

    Parameters
    ----------
    times_s
        Increasing [s].

    """
    row, column = np.nonzero(np.isfinite(growth.arrival_s))
    order = np.argsort(growth.arrival_s[row, column], kind="stable")
    row, column = row[order], column[order]
    when = growth.arrival_s[row, column]
    flames = flame_length_m(growth.intensity_kw_m[row, column])
    sums = np.cumsum([row, column, row * row, column * column, row * column], axis=1)
    found, before, flame_m = [], 0, 0.0
    for at_s in np.asarray(times_s, dtype=np.float64).tolist():
        n = int(np.searchsorted(when, at_s, side="right"))
        if n > before:
            flame_m = float(np.quantile(flames[before:n], HEAD_SHARE))
        if n:
            r, c, rr, cc, rc = (sums[:, n - 1] / n).tolist()
            ratio = _ratio(rr - r * r, cc - c * c, rc - r * c)
            found.append(FreeFire(at_s, n * growth.cell_m**2, ratio, flame_m))
        before = n
    return tuple(found)


def _ratio(rows: float, columns: float, both: float) -> float:
    """Return length over width of an ellipse with the moments of some cells, each with its own.

    A cell of its own is a square: that is the twelfth in each moment.
    """
    long, short = np.linalg.eigvalsh([[rows + 1 / 12, both], [both, columns + 1 / 12]])[::-1]
    return max(1.0, float(np.sqrt(long / short)))
