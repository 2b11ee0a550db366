"""Cells of a raster that roads cross, and the worst of an intensity over them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numba import njit
from numpy.typing import NDArray

from sandtable.hazards.arrival import places_along

if TYPE_CHECKING:
    from sandtable.world.network import Network
    from sandtable.world.raster import Raster

SAMPLE_M = 15.0
"""Roads are looked at so often along them [m]."""

Floats = NDArray[np.float64]
Bring = Callable[[Floats, Floats], tuple[Floats, Floats]]
"""Brings places of the network into the reference system of a raster."""


class Pairs(NamedTuple):
    """Cells that arcs cross: arc k crosses ``cell[first[k]:first[k + 1]]`` of the flat raster."""

    cell: NDArray[np.int64]
    first: NDArray[np.int64]
    outside: NDArray[np.int64]


def as_they_are(x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return places as they are: the network is in the system of the raster."""
    return x, y


def cross(
    network: Network, raster: Raster, *, bring: Bring = as_they_are, sample_m: float = SAMPLE_M
) -> Pairs:
    """Return the cells that arcs cross, once for all frames of a raster.

    Parameters
    ----------
    bring
        Brings places of the network into the reference system of the raster.
    sample_m
        Largest distance between the places at which a road is looked at, > 0 [m].

    """
    arc, x, y = places_along(network, sample_m)
    cell = raster.cells(*bring(x, y))
    inside = cell >= 0
    size = raster.shape[0] * raster.shape[1]
    crossed = np.unique(arc[inside] * size + cell[inside])
    first = np.searchsorted(crossed, np.arange(network.n_arcs + 1) * size)
    return Pairs(crossed % size, first, np.unique(arc[~inside]))


@njit(cache=True)
def deepest(
    depth_m: Floats, speed_mps: Floats, cell: NDArray[np.int64], first: NDArray[np.int64]
) -> Floats:
    """Return the speed in the deepest of the cells of each arc, the fastest of equals [m/s]."""
    n = first.size - 1
    speed = np.zeros(n)
    for arc in range(n):
        depth = 0.0
        for pair in range(first[arc], first[arc + 1]):
            here = depth_m[cell[pair]]
            if here > depth:
                speed[arc] = speed_mps[cell[pair]]
            elif here == depth > 0.0:
                speed[arc] = max(speed[arc], speed_mps[cell[pair]])
            depth = max(depth, here)
    return speed


@njit(cache=True)
def largest(value: Floats, cell: NDArray[np.int64], first: NDArray[np.int64]) -> Floats:
    """Return the largest value over the cells of each arc, 0 where it crosses none."""
    n = first.size - 1
    found = np.zeros(n)
    for arc in range(n):
        for pair in range(first[arc], first[arc + 1]):
            found[arc] = max(found[arc], value[cell[pair]])
    return found


@njit(cache=True)
def smallest(
    value: Floats, cell: NDArray[np.int64], first: NDArray[np.int64], most: float
) -> Floats:
    """Return the smallest value over the cells of each arc, `most` where it crosses none."""
    n = first.size - 1
    found = np.full(n, most)
    for arc in range(n):
        for pair in range(first[arc], first[arc + 1]):
            found[arc] = min(found[arc], value[cell[pair]])
    return found
