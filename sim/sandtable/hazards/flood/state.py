"""What the local-inertial scheme works on: ground, water, what drives it, what it counts."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

DRY_M = 1e-3
"""No water flows over a face where it would be shallower [m]."""

MOST_FROUDE = 1.0
"""No water flows faster over a face."""

STAGE, OUTFLOW = 0, 1
"""Kinds of open edges."""

RAINED, FLOWED_IN, FLOWED_OUT, SOAKED = range(4)
"""Volumes of a tally."""

STEPS, CELLS, FACES, FAST_FACES = range(4)
"""Counts of a tally."""


class Ground(NamedTuple):
    """What does not change: heights [m], Manning's n [s/m^(1/3)], infiltration [m/s], cell [m]."""

    z: NDArray[np.float64]
    n: NDArray[np.float64]
    soak_first: NDArray[np.float64]
    soak_last: NDArray[np.float64]
    soak_decay: float
    soaks: bool
    cell_m: float
    theta: float
    alpha: float


class Water(NamedTuple):
    """What flows: depths [m], discharges per width now and before [m²/s], time wet [s]."""

    h: NDArray[np.float64]
    qx: NDArray[np.float64]
    qy: NDArray[np.float64]
    qx_old: NDArray[np.float64]
    qy_old: NDArray[np.float64]
    wet_s: NDArray[np.float64]


class Forcing(NamedTuple):
    """What drives it, as series (times, values) that stand one after the other.

    Series k is ``times[first[k]:first[k + 1]]``. Inlets have cells and a series of discharge [m³/s]
    (< 0 = pumped out); breaches have cells and four series: level outside, width, invert and, as a
    constant, the coefficient; edges have a cell, a side (0 left, 1 right, 2 top, 3 bottom), a kind
    and a series of stages, or of a slope. Series 0 is the rain [m/s].
    """

    times: NDArray[np.float64]
    values: NDArray[np.float64]
    first: NDArray[np.int64]
    inlet_cell: NDArray[np.int64]
    inlet_first: NDArray[np.int64]
    inlet_series: NDArray[np.int64]
    breach_cell: NDArray[np.int64]
    breach_first: NDArray[np.int64]
    breach_series: NDArray[np.int64]
    edge_cell: NDArray[np.int64]
    edge_side: NDArray[np.int64]
    edge_kind: NDArray[np.int64]
    edge_series: NDArray[np.int64]


class Tally(NamedTuple):
    """What has happened so far, one number each: volumes [m³], steps, cells, faces by speed."""

    volume: NDArray[np.float64]
    counted: NDArray[np.int64]
