"""Places on a road rather than at its ends: further nodes, and parts of arcs (路上位置)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.world.network import Network
from sandtable.world.network_columns import ARC_EXTRAS, SHAPES

ACCESS = "access"
"""Class of the way between a road and what stands off it."""
ACCESS_SPEED_MPS = 5.0 / 3.6
"""Speed on it, ASSUMED: walking pace, for who drives off the road drives as if he walked [m/s]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A place on an arc, or off the road beside it.

    Parameters
    ----------
    id
        Id of its node, new in the network.
    arc
        Number of the arc.
    offset_m
        Distance from the beginning of the arc, within its length [m].
    access_m
        Distance from the road, >= 0 [m].

    """

    id: str
    arc: int
    offset_m: float
    access_m: float = 0.0


def with_spots(network: Network, spots: Iterable[Spot]) -> Network:
    """Return a network with a further node at each spot.

    The arcs of the network keep their numbers. Behind them come parts of arcs, from the ends of
    the road to each spot and back, and between neighbours on the same road, each in the directions
    in which the road is driven: so `Network.part_of` says. What lies on an arc lies on its parts.

    Raises
    ------
    ValueError
        If an arc is none of the network, or an offset lies beyond its length.

    """
    by_road: dict[tuple[int, int], list[Spot]] = {}
    for spot in sorted(spots, key=lambda one: one.id):
        _check(spot, network)
        back = way_back(network, spot.arc)
        if 0 <= back < spot.arc:  # both directions of a road are one
            spot = replace(  # noqa: PLW2901  the same spot, seen from the other end
                spot, arc=back, offset_m=float(network.length_m[spot.arc]) - spot.offset_m
            )
            back = way_back(network, back)
        by_road.setdefault((spot.arc, back), []).append(spot)
    added = _Added(network)
    for (arc, back), on_it in sorted(by_road.items()):
        added.road(arc, back, sorted(on_it, key=lambda one: (one.offset_m, one.id)))
    return added.network() if by_road else network


def way_back(network: Network, arc: int) -> int:
    """Return the arc that leads back over the same piece of road; -1 = it is driven one way only.

    Of several the one of smallest number; a loop has none.
    """
    tail, head = network.tail[arc], network.head[arc]
    for other in network.arcs_of_road(str(network.road_ids[arc])):
        turned = network.tail[other] == head and network.head[other] == tail
        if turned and other != arc and network.length_m[other] == network.length_m[arc]:
            return other
    return -1


def _check(spot: Spot, network: Network) -> None:
    if not 0 <= spot.arc < network.n_arcs or network.part_of[spot.arc] >= 0:
        message = f"{spot.id}: found arc {spot.arc}, expected one of 0..{network.n_arcs - 1}"
        raise ValueError(message)
    length_m = float(network.length_m[spot.arc])
    if not (0.0 <= spot.offset_m <= length_m and spot.access_m >= 0.0):
        message = f"{spot.id}: found offset {spot.offset_m} m, expected 0..{length_m} m"
        raise ValueError(message)


class _Added:
    """Nodes and arcs that come to a network: parts of its arcs, and ways off the road."""

    def __init__(self, network: Network) -> None:
        self._old = network
        self._nodes: list[tuple[str, float, float]] = []
        self._parts: list[tuple[int, int, float, int]] = []
        """Tail, head, length [m], arc that it is a part of."""
        self._ways: list[tuple[int, int, float, str]] = []
        """Tail, head, length [m], id of the spot."""

    def road(self, arc: int, back: int, spots: Sequence[Spot]) -> None:
        """Add the spots of one road, in their order along it."""
        old, length_m = self._old, float(self._old.length_m[arc])
        tail, head = int(old.tail[arc]), int(old.head[arc])
        stops = [(self._node(spot), spot.offset_m) for spot in spots]
        for node, offset_m in stops:
            self._both((tail, node), offset_m, arc, back)
            self._both((node, head), length_m - offset_m, arc, back)
        for (node, offset_m), (other, further_m) in pairwise(stops):
            self._both((node, other), further_m - offset_m, arc, back)

    def _node(self, spot: Spot) -> int:
        """Add the node of a spot, and if it stands off the road the one beside it; return this."""
        x, y = _along(*self._old.points(spot.arc), spot.offset_m / self._length_m(spot.arc))
        node = self._old.n_nodes + len(self._nodes)
        self._nodes.append((spot.id, x, y))
        if spot.access_m <= 0.0:
            return node
        self._nodes.append((f"{spot.id}_road", x, y))
        self._ways += [
            (*ends, spot.access_m, spot.id) for ends in ((node, node + 1), (node + 1, node))
        ]
        return node + 1

    def _length_m(self, arc: int) -> float:
        return float(self._old.length_m[arc]) or 1.0

    def _both(self, ends: tuple[int, int], length_m: float, arc: int, back: int) -> None:
        self._parts.append((*ends, length_m, arc))
        if back >= 0:
            self._parts.append((ends[1], ends[0], length_m, back))

    def network(self) -> Network:
        """Return the network with what was added."""
        old = self._old
        new = [*self._parts, *self._ways]
        whole = [arc for *_, arc in self._parts]
        spots = [spot for *_, spot in self._ways]
        ids, x, y = zip(*self._nodes, strict=True)
        nan = np.full(len(spots), np.nan)
        of_ways: dict[str, Any] = {
            "free_speed_mps": np.full(len(spots), ACCESS_SPEED_MPS),
            "facility_type": [ACCESS] * len(spots),
            "road_ids": [f"{spot}_access" for spot in spots],
            **dict.fromkeys(("max_weight_kg", "max_height_m", "max_width_m"), nan),
            **{name: np.full(len(spots), default) for name, default in ARC_EXTRAS.items()},
        }
        columns: dict[str, Any] = {}
        for name, way in of_ways.items():
            column = getattr(old, name)
            columns[name] = np.concatenate([column, column[whole], way])
        columns["part_of"][old.n_arcs : old.n_arcs + len(whole)] = whole
        columns["arc_shape"][old.n_arcs :] = 0  # straight: pictures show the whole arc
        return Network.from_arrays(
            n_nodes=old.n_nodes + len(ids),
            node_ids=[*old.node_ids.tolist(), *ids],
            x=np.concatenate([old.x, x]),
            y=np.concatenate([old.y, y]),
            z_m=np.concatenate([old.z_m, np.full(len(ids), np.nan)]),
            tail=np.concatenate([old.tail, [tail for tail, *_ in new]]).astype(np.int32),
            head=np.concatenate([old.head, [head for _, head, *_ in new]]).astype(np.int32),
            length_m=np.concatenate([old.length_m, [metres for _, _, metres, _ in new]]),
            arc_ids=[*old.arc_ids.tolist(), *(f"part_{n}" for n in range(len(new)))],
            **columns,
            **{name: getattr(old, name) for name in SHAPES},
            crs=old.crs,
            kind=old.kind,
            attribution=old.attribution,
        )


def _along(x: NDArray[np.float64], y: NDArray[np.float64], share: float) -> tuple[float, float]:
    """Return the point at a share of a course, by its length in the plane [0-1]."""
    steps = np.hypot(np.diff(x), np.diff(y))
    gone = np.concatenate(([0.0], np.cumsum(steps)))
    if gone[-1] <= 0.0 or np.isnan(gone[-1]):
        return float(x[0]), float(y[0])
    at = share * gone[-1]
    return float(np.interp(at, gone, x)), float(np.interp(at, gone, y))
