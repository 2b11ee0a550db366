"""What there is to say about a road network before anybody trusts a time on it (路网检查)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Final, Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.parts import Part, components
from sandtable.ground.ellipsoid import distance_m
from sandtable.world.network import Network

SHORT_M: Final = 1.0
FAST_KMH: Final = 130.0
STEEP: Final = 0.2
"""What is worth a look: shorter, faster, steeper."""

BELOW_STRAIGHT: Final = 0.995
ROUNDED_M: Final = 1.0
"""No road is shorter than the straight line, but for how it was measured: on a sphere of 6367 km
(R of many sources; up to 75 N a parallel of the ellipsoid is at most 0.5 % longer), and from places
of five decimals of a degree [m]. What is shorter still is worth a look."""

NAMED: Final = 10
"""So many of a list are named."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Far:
    """A facility far from any road: its id and the distance [m]."""

    facility: str
    distance_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Audit:
    """What was found out about a network; counts are of arcs unless they say something else.

    Parameters
    ----------
    extent
        West, south, east and north of the nodes in `crs`; None = no node has a place.
    roads, length_m
        Roads (both directions are one), and their length, each direction counted once [m].
    classes
        Length by class of road [m].
    filled
        Share of arcs with an assumed length, speed or class, by these words [0-1].
    weak, strong
        Nodes of each component, largest first.
    outside
        Share of nodes outside the largest strong component [0-1].
    no_way_out, no_way_in
        Nodes that can be entered and not left, and left and not entered.
    parallel, loops
        Arcs beyond the first from one node to another; arcs that end where they begin.
    short, below_straight, fast
        Arcs below 1 m, shorter than the straight line by more than 0.5 % and 1 m, faster than
        130 km/h.
    bridges, bridges_without_limit, tunnels, fords, dike_roads
        Arcs, and bridges whose weight limit is unknown.
    nodes_without_height
        Nodes without a height in a network in which some have one.
    steep
        Arcs steeper than 20 % between the heights of their ends.
    far
        Facilities farther than 500 m from any road.
    examples
        Some ids of what is worth a look, by the name of its number.
    parts, told
        Of an import: parts that were left out, and sentences with how often.

    """

    name: str
    crs: str
    kind: str
    attribution: str
    extent: tuple[float, float, float, float] | None
    nodes: int
    arcs: int
    roads: int
    length_m: float
    classes: Mapping[str, float]
    filled: Mapping[str, float]
    weak: Sequence[int]
    strong: Sequence[int]
    outside: float
    no_way_out: int
    no_way_in: int
    parallel: int
    loops: int
    short: int
    below_straight: int
    fast: int
    bridges: int
    bridges_without_limit: int
    tunnels: int
    fords: int
    dike_roads: int
    nodes_without_height: int
    steep: int
    examples: Mapping[str, list[str]]
    far: Sequence[Far] = ()
    parts: Sequence[Part] = ()
    told: Mapping[str, int] = field(default_factory=dict)

    @property
    def most_filled(self) -> float:
        """Return the largest share of arcs with one kind of assumed value [0-1]."""
        return max(self.filled.values(), default=0.0)

    @property
    def suspect(self) -> float:
        """Return the share of arcs whose length or speed is worth a look, at most [0-1]."""
        return (self.short + self.below_straight + self.fast) / max(self.arcs, 1)

    def as_dict(self) -> dict[str, Any]:
        """Return everything as programs read it."""
        return asdict(self) | {"suspect": self.suspect}


def audit(
    network: Network,
    name: str,
    *,
    filled: Mapping[str, NDArray[np.bool_]],
    far: Sequence[Far] = (),
    parts: Sequence[Part] = (),
    told: Mapping[str, int] | None = None,
) -> Audit:
    """Return what there is to say about a network.

    Parameters
    ----------
    filled
        Which arcs have an assumed ``length``, ``speed`` or ``class``, shape ``(n_arcs,)`` each.
    far, parts, told
        As in `Audit`.

    """
    marked = _marked(network)
    counts: dict[str, Any] = {word: int(column.sum()) for word, column in marked.items()}
    some_height = bool(np.isfinite(network.z_m).any())
    return Audit(
        name=name,
        crs=network.crs,
        kind=network.kind,
        attribution=network.attribution,
        extent=_extent(network),
        nodes=network.n_nodes,
        arcs=network.n_arcs,
        **_roads(network),
        **_joined(network),
        filled={word: float(column.mean()) for word, column in filled.items() if column.size},
        bridges=int(network.is_bridge.sum()),
        tunnels=int(network.is_tunnel.sum()),
        fords=int(network.is_ford.sum()),
        dike_roads=int(np.sum(network.is_dike_road | (network.facility_type == "dike"))),
        nodes_without_height=int(np.isnan(network.z_m).sum()) if some_height else 0,
        **counts,
        examples={
            word: network.arc_ids[np.flatnonzero(column)[:NAMED]].tolist()
            for word, column in marked.items()
            if column.any()
        },
        far=far,
        parts=parts,
        told=told or {},
    )


def _roads(network: Network) -> dict[str, Any]:
    """Return how many roads there are, and their length in all and by class."""
    once = _once(network)
    length = network.length_m[once]
    classes: Counter[str] = Counter()
    for word, metres in zip(network.facility_type[once].tolist(), length.tolist(), strict=True):
        classes[word] += metres
    return {
        "roads": int(np.unique(network.road_ids).size),
        "length_m": float(length.sum()),
        "classes": dict(classes.most_common()),
    }


def _joined(network: Network) -> dict[str, Any]:
    """Return what hangs together with what, and where a way ends or doubles another."""
    weak, strong = _sizes(network, "weak"), _sizes(network, "strong")
    out, in_ = (
        np.bincount(ends, minlength=network.n_nodes) > 0 for ends in (network.tail, network.head)
    )
    pairs = network.tail.astype(np.int64) * network.n_nodes + network.head
    return {
        "weak": weak,
        "strong": strong,
        "outside": 1.0 - strong[0] / network.n_nodes if strong else 0.0,
        "no_way_out": int(np.sum(in_ & ~out)),
        "no_way_in": int(np.sum(out & ~in_)),
        "parallel": network.n_arcs - int(np.unique(pairs).size),
        "loops": int(np.sum(network.tail == network.head)),
    }


def _marked(network: Network) -> dict[str, NDArray[np.bool_]]:
    """Return which arcs are worth a look, by the name of their number, shape ``(n_arcs,)``."""
    length = network.length_m
    rise = np.abs(network.z_m[network.head] - network.z_m[network.tail])
    return {
        "short": length < SHORT_M,
        "below_straight": length < BELOW_STRAIGHT * _straight_m(network) - ROUNDED_M,
        "fast": network.free_speed_mps * 3.6 > FAST_KMH + 1e-9,
        "bridges_without_limit": network.is_bridge & np.isnan(network.max_weight_kg),
        "steep": rise > STEEP * length,
    }


def _straight_m(network: Network) -> NDArray[np.float64]:
    """Return the straight distance between the ends of each arc, nan = unknown [m]."""
    ends = (network.tail, network.head)
    (x1, x2), (y1, y2) = ([one[end] for end in ends] for one in (network.x, network.y))
    if network.in_degrees:
        return distance_m(x1, y1, x2, y2)
    if not network.crs:
        return np.full(network.n_arcs, np.nan)
    straight: NDArray[np.float64] = np.hypot(x2 - x1, y2 - y1)
    return straight


def _extent(network: Network) -> tuple[float, float, float, float] | None:
    known = np.isfinite(network.x) & np.isfinite(network.y)
    if not known.any():
        return None
    x, y = network.x[known], network.y[known]
    return float(x.min()), float(y.min()), float(x.max()), float(y.max())


def _sizes(network: Network, connection: Literal["weak", "strong"]) -> list[int]:
    of_node = components(network.n_nodes, network.tail, network.head, connection=connection)
    sizes: list[int] = np.bincount(of_node).tolist()
    return sizes


def _once(network: Network) -> NDArray[np.int64]:
    """Return arcs of which none is the other direction of another on the same road."""
    low, high = (
        pick(network.tail, network.head).astype(np.int64) for pick in (np.minimum, np.maximum)
    )
    road = np.unique(network.road_ids, return_inverse=True)[1]
    keys = np.stack([road, low, high, network.tail > network.head])
    way = np.lexsort(keys[::-1])
    same = np.all(keys[:, way][:, 1:] == keys[:, way][:, :-1], axis=0)
    # Of several arcs of one road in one direction the k-th goes with the k-th of the other.
    rank = np.zeros(network.n_arcs, dtype=np.int64)
    run = np.arange(network.n_arcs) - np.maximum.accumulate(
        np.where(np.concatenate(([False], same)), 0, np.arange(network.n_arcs))
    )
    rank[way] = run
    return np.unique(np.stack([road, low, high, rank]), axis=1, return_index=True)[1]
