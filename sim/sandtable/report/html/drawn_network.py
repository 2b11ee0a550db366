"""A network as the page draws it: nodes on a square of whole numbers, each road once."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.world.going import AIR
from sandtable.world.network import Network

SIDE = 20_000
"""Coordinates are whole numbers from 0 to this, along the longer side."""
MOST_ROADS = 40_000
"""Of more roads the minor ones are left out, so that the page stays small."""

_DEGREE_M = 111_320.0
_MAJOR = ("motorway", "expressway", "trunk", "national", "primary")
_MIDDLE = ("secondary", "county", "tertiary", "provincial", "dike")


class DrawnNetwork:
    """The roads of a network for the page, and which road an arc belongs to."""

    def __init__(self, network: Network) -> None:
        self.road_of_arc, ends, rank = _roads(network)
        self.arcs_of_road: dict[int, list[int]] = {}
        for arc, road in enumerate(self.road_of_arc.tolist()):
            self.arcs_of_road.setdefault(road, []).append(arc)
        x, y, metres = _square(network)
        self.x, self.y = x, y
        self.data: dict[str, Any] = {
            "x": np.diff(x, prepend=0).tolist(),  # differences: they compress better
            "y": np.diff(y, prepend=0).tolist(),
            "ends": ends.ravel().tolist(),
            "rank": rank.tolist(),
            "metres": metres,
            "attribution": network.attribution,
            "schematic": network.kind == "schematic",
        }
        self.has_places = bool(np.isfinite(network.x).all() and network.n_nodes)


def _roads(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the road of each arc (-1 = not drawn), the ends of each road, and its rank."""
    pairs = np.sort(np.stack([network.tail, network.head], axis=1).astype(np.int64), axis=1)
    ends, of_arc = np.unique(pairs, axis=0, return_inverse=True)
    of_arc = of_arc.reshape(-1)
    rank = np.full(len(ends), 2, dtype=np.int64)
    np.minimum.at(rank, of_arc, [_rank(kind) for kind in network.facility_type.tolist()])
    kept = np.zeros(len(ends), dtype=np.bool_)
    drawn = (network.part_of < 0) & (network.facility_type != AIR)
    kept[of_arc[drawn]] = True  # parts lie on what is drawn anyway
    for worst in (2, 1):
        if kept.sum() > MOST_ROADS:
            kept &= rank < worst
    new = np.where(kept, np.cumsum(kept) - 1, -1)
    return new[of_arc], ends[kept], rank[kept]


def _rank(kind: str) -> int:
    word = kind.removesuffix("_link")
    return 0 if word in _MAJOR else 1 if word in _MIDDLE else 2


def _square(network: Network) -> tuple[NDArray[np.int64], NDArray[np.int64], float]:
    """Return coordinates on the square, and metres to its unit, 0 = unknown."""
    x, y = np.nan_to_num(network.x), np.nan_to_num(network.y)
    if not x.size:
        return x.astype(np.int64), y.astype(np.int64), 0.0
    is_degrees = network.in_degrees
    if is_degrees:
        x = x * math.cos(math.radians(float(y.mean())))
    span = float(max(np.ptp(x), np.ptp(y))) or 1.0
    unit_m = _DEGREE_M if is_degrees else 1.0 if network.crs else 0.0
    square = [np.rint((one - one.min()) / span * SIDE).astype(np.int64) for one in (x, y)]
    return square[0], square[1], unit_m * span / SIDE
