"""The road network: nodes and directed arcs as columns (路网)."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final, Self, Unpack

import numpy as np

from sandtable.world.network_columns import (
    EXTRAS,
    Extras,
    extra_columns,
    integers,
    numbers,
    says_nothing,
    texts,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import ArrayLike, NDArray

FORMAT = "network/1"
GEOGRAPHIC: Final = ("EPSG:4326", "EPSG:4490")
"""Reference systems in degrees: WGS 84 and CGCS2000."""

_NODE_COLUMNS = ("node_ids", "x", "y")
_ARC_COLUMNS = (
    "arc_ids",
    "road_ids",
    "tail",
    "head",
    "length_m",
    "free_speed_mps",
    "facility_type",
    "max_weight_kg",
    "max_height_m",
    "max_width_m",
)
DEFAULT_SPEED_MPS = 60.0 / 3.6


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Network:
    """Nodes and directed arcs; make it with `Network.from_arrays`.

    An arc's number is its position in the arrays the network was made from, for ever. Parallel arcs
    and self-loops are allowed. All columns are read-only.

    Parameters
    ----------
    n_nodes
        Number of nodes.
    tail, head
        Node numbers at which an arc begins and ends, shape ``(n_arcs,)``.
    length_m
        Length along the road, >= 0, shape ``(n_arcs,)`` [m].
    free_speed_mps
        Speed in free flow, > 0, shape ``(n_arcs,)`` [m/s].
    facility_type
        Class of the road, shape ``(n_arcs,)``.
    road_ids
        Id shared by both directions of a road, shape ``(n_arcs,)``.
    max_weight_kg, max_height_m, max_width_m
        Limits, nan = unknown, shape ``(n_arcs,)`` [kg, m, m].
    node_ids, arc_ids
        Ids, shapes ``(n_nodes,)`` and ``(n_arcs,)``.
    x, y
        Coordinates of the nodes in `crs`, shape ``(n_nodes,)``.
    z_m, lanes, surface, is_bridge, is_tunnel, is_ford, is_dike_road, road_z_m, max_depth_m
        What few networks know of nodes and arcs; see `Extras`.
    names, origins
        Name of the road and id in the source, shape ``(n_arcs,)``.
    part_of
        Arcs that are parts of others, for places on a road; see `Extras` and `with_parts`.
    arc_shape, shape_first, shape_x, shape_y
        Courses of arcs that are not straight; see `Extras` and `points`.
    crs, kind, attribution
        Reference system; ``schematic`` or ``imported``; line to print with every picture.

    """

    n_nodes: int
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    length_m: NDArray[np.float64]
    free_speed_mps: NDArray[np.float64]
    facility_type: NDArray[np.str_]
    road_ids: NDArray[np.str_]
    max_weight_kg: NDArray[np.float64]
    max_height_m: NDArray[np.float64]
    max_width_m: NDArray[np.float64]
    node_ids: NDArray[np.str_]
    arc_ids: NDArray[np.str_]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z_m: NDArray[np.float64]
    lanes: NDArray[np.float64]
    surface: NDArray[np.str_]
    is_bridge: NDArray[np.bool_]
    is_tunnel: NDArray[np.bool_]
    is_ford: NDArray[np.bool_]
    is_dike_road: NDArray[np.bool_]
    road_z_m: NDArray[np.float64]
    max_depth_m: NDArray[np.float64]
    names: NDArray[np.str_]
    origins: NDArray[np.str_]
    part_of: NDArray[np.int32]
    arc_shape: NDArray[np.int32]
    shape_first: NDArray[np.int64]
    shape_x: NDArray[np.float64]
    shape_y: NDArray[np.float64]
    crs: str = ""
    kind: str = "schematic"
    attribution: str = ""
    content_hash: str = field(init=False)
    _arc_number: dict[str, int] = field(init=False, repr=False, default_factory=dict)
    _road_arcs: dict[str, list[int]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for name in (*_NODE_COLUMNS, *_ARC_COLUMNS, *EXTRAS):
            getattr(self, name).setflags(write=False)
        object.__setattr__(self, "content_hash", _content_hash(self))

    @classmethod
    def from_arrays(
        cls,
        *,
        tail: ArrayLike,
        head: ArrayLike,
        length_m: ArrayLike,
        n_nodes: int,
        free_speed_mps: ArrayLike | None = None,
        facility_type: Sequence[str] | None = None,
        road_ids: Sequence[str] | None = None,
        max_weight_kg: ArrayLike | None = None,
        max_height_m: ArrayLike | None = None,
        max_width_m: ArrayLike | None = None,
        node_ids: Sequence[str] | None = None,
        arc_ids: Sequence[str] | None = None,
        x: ArrayLike | None = None,
        y: ArrayLike | None = None,
        crs: str = "",
        kind: str = "schematic",
        attribution: str = "",
        **extras: Unpack[Extras],
    ) -> Self:
        """Make a network from columns; what is missing gets its default.

        Raises
        ------
        ValueError
            If columns differ in length, a node number is out of range, a length is negative, a
            speed is not positive, an id is given twice, or an extra column is nonsense.

        """
        tails = integers("tail", tail, n_nodes)
        heads = integers("head", head, n_nodes)
        n = tails.size
        if heads.size != n:
            message = f"head: found {heads.size} arcs, expected {n} as in tail"
            raise ValueError(message)
        network = cls(
            n_nodes=int(n_nodes),
            tail=tails,
            head=heads,
            length_m=numbers("length_m", length_m, n, 0.0),
            free_speed_mps=numbers("free_speed_mps", free_speed_mps, n, DEFAULT_SPEED_MPS),
            facility_type=texts("facility_type", facility_type, n, lambda: [""] * n),
            road_ids=texts("road_ids", road_ids, n, lambda: _default_roads(tails, heads)),
            max_weight_kg=numbers("max_weight_kg", max_weight_kg, n, np.nan),
            max_height_m=numbers("max_height_m", max_height_m, n, np.nan),
            max_width_m=numbers("max_width_m", max_width_m, n, np.nan),
            node_ids=texts("node_ids", node_ids, n_nodes, lambda: _numbered("n", n_nodes)),
            arc_ids=texts("arc_ids", arc_ids, n, lambda: _numbered("l", n)),
            x=numbers("x", x, n_nodes, np.nan),
            y=numbers("y", y, n_nodes, np.nan),
            **extra_columns(dict(extras), n_nodes, n),
            crs=crs,
            kind=kind,
            attribution=attribution,
        )
        _check(network)
        return network

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a saved network, its number columns memory-mapped and read-only.

        Raises
        ------
        ValueError
            If the content is not what was saved.

        """
        head = json.loads((folder / "network.json").read_text("utf-8"))
        columns = {
            name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
            for name in (*_NODE_COLUMNS, *_ARC_COLUMNS, *head.get("extras", ()))
        }
        extras = {name: columns.pop(name) for name in head.get("extras", ())}
        nothing = extra_columns({}, head["n_nodes"], columns["tail"].size)
        network = cls(
            n_nodes=head["n_nodes"],
            crs=head["crs"],
            kind=head["kind"],
            attribution=head["attribution"],
            **columns,
            **nothing | extras,
        )
        if head.get("format") != FORMAT or network.content_hash != head["content_hash"]:
            message = f"{folder}: the network is damaged: its content does not match its hash"
            raise ValueError(message)
        return network

    def save(self, folder: Path) -> None:
        """Write the network into a folder: one .npy per column that says anything, and a head."""
        folder.mkdir(parents=True, exist_ok=True)
        extras = self.extras()
        for name in (*_NODE_COLUMNS, *_ARC_COLUMNS, *extras):
            np.save(folder / f"{name}.npy", getattr(self, name), allow_pickle=False)
        head = _head(self) | {"content_hash": self.content_hash, "extras": extras}
        (folder / "network.json").write_text(json.dumps(head, ensure_ascii=False), "utf-8")

    @property
    def n_arcs(self) -> int:
        """Number of arcs."""
        return int(self.tail.size)

    @property
    def in_degrees(self) -> bool:
        """Whether x and y are longitude and latitude."""
        return self.crs in GEOGRAPHIC

    def arc_number(self, arc_id: str) -> int:
        """Return the number of an arc; -1 = there is none of this id."""
        if not self._arc_number:  # made when first asked for: many never ask
            numbered = zip(self.arc_ids.tolist(), range(self.n_arcs), strict=True)
            self._arc_number.update(numbered)
        return self._arc_number.get(arc_id, -1)

    def arcs_of_road(self, road_id: str) -> list[int]:
        """Return the numbers of all arcs of a road; empty = there is none of this id."""
        if not self._road_arcs:
            for number, road in enumerate(self.road_ids.tolist()):
                self._road_arcs.setdefault(road, []).append(number)
        return list(self._road_arcs.get(road_id, ()))

    def parts(self) -> dict[int, list[int]]:
        """Return the arcs that are parts of others, by the number of these."""
        found: dict[int, list[int]] = {}
        for part in np.flatnonzero(self.part_of >= 0).tolist():
            found.setdefault(int(self.part_of[part]), []).append(part)
        return found

    def with_parts(self, arcs: Iterable[int]) -> list[int]:
        """Return arcs and all that are parts of them, by number."""
        whole = set(arcs)
        parts = np.flatnonzero(np.isin(self.part_of, list(whole))) if self.has_parts else whole
        return sorted(whole.union(int(part) for part in parts))

    @property
    def has_parts(self) -> bool:
        """Whether any arc is a part of another."""
        return not says_nothing("part_of", self.part_of)

    def extras(self) -> list[str]:
        """Return the names of the columns of `Extras` that say anything, in their order."""
        return [name for name in EXTRAS if not says_nothing(name, getattr(self, name))]

    def points(self, arc: int) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return x and y of the course of an arc from tail to head, shape ``(n_points,)`` each."""
        shape = int(self.arc_shape[arc])
        if not shape:
            ends = [self.tail[arc], self.head[arc]]
            return self.x[ends], self.y[ends]
        first, last = self.shape_first[abs(shape) - 1 : abs(shape) + 1]
        step = 1 if shape > 0 else -1
        return self.shape_x[first:last][::step], self.shape_y[first:last][::step]


def _default_roads(tail: NDArray[np.int32], head: NDArray[np.int32]) -> list[str]:
    """Name roads after their two ends, so that both directions share one."""
    pairs = zip(tail.tolist(), head.tolist(), strict=True)
    return [f"r{min(a, b)}_{max(a, b)}" for a, b in pairs]


def _numbered(letter: str, n: int) -> list[str]:
    return [f"{letter}{i}" for i in range(n)]


def _check(network: Network) -> None:
    if not np.all(network.length_m >= 0.0) or np.any(np.isinf(network.length_m)):
        message = "length_m: found a negative, infinite or missing length"
        raise ValueError(message)
    if not np.all(network.free_speed_mps > 0.0) or np.any(np.isinf(network.free_speed_mps)):
        message = "free_speed_mps: found a speed that is not positive and finite"
        raise ValueError(message)
    for name in ("node_ids", "arc_ids"):
        ids = getattr(network, name)
        if np.unique(ids).size != ids.size:
            message = f"{name}: found an id twice"
            raise ValueError(message)


def _head(network: Network) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "n_nodes": network.n_nodes,
        "crs": network.crs,
        "kind": network.kind,
        "attribution": network.attribution,
    }


def _content_hash(network: Network) -> str:
    digest = blake2b(digest_size=16)
    digest.update(json.dumps(_head(network), ensure_ascii=False, sort_keys=True).encode())
    for name in (*_NODE_COLUMNS, *_ARC_COLUMNS, *network.extras()):
        column = getattr(network, name)
        if name in EXTRAS:
            digest.update(f"{name}\x1f".encode())
        if column.dtype.kind == "U":
            digest.update("\x1f".join(column.tolist()).encode())
        else:
            little = np.ascontiguousarray(column.astype(column.dtype.newbyteorder("<"), copy=False))
            digest.update(little.data)
        digest.update(b"\x1e")
    return digest.hexdigest()
