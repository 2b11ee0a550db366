"""A network as a reader found it, before anything missing is filled: the one shape of all readers.

A reader of a format makes a `Draft`; what follows (datum, lengths, speeds, clip, merging, audit,
writing) knows no format.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray


@dataclass(slots=True, kw_only=True, eq=False)
class Draft:
    """Nodes and roads as they were found; a two-way road is one row.

    Parameters
    ----------
    source
        What was read, in words for people: file name and format.
    crs
        Reference system of all coordinates, such as ``EPSG:4326``; empty = unknown.
    node_ids
        Ids by our rules (numbers with n in front), each once.
    x, y, z_m
        Coordinates in `crs`, nan = unknown; height, nan = unknown, shape ``(n_nodes,)`` [m].
    link_ids, road_ids
        Ids by our rules (numbers with l and r in front), the first each once.
    tail, head
        Positions in `node_ids`, shape ``(n_links,)``.
    one_way
        Whether it is driven from tail to head only, shape ``(n_links,)``.
    length_m, speed_mps, lanes
        Along the road; nan = not stated, shape ``(n_links,)`` [m, m/s, -].
    classes, surfaces, names, origins
        Class of the road in the source's word, surface, name, id in the source; empty = not stated.
    bridge, tunnel, ford, dike
        What carries it, shape ``(n_links,)``.
    max_weight_kg, max_height_m, max_width_m
        Limits; nan = not stated, shape ``(n_links,)``.
    road_z_m, max_depth_m
        Height of the carriageway, wading depth allowed on it; nan = not stated, shape
        ``(n_links,)`` [m].
    shape_first
        Where the points of a link begin, shape ``(n_links + 1,)``; a link without points is
        straight.
    shape_x, shape_y
        Its points in `crs` from tail to head, both ends included, shape ``(n_points,)``.
    told
        What the reader left out or read in a way worth telling, with how often, by sentence.

    """

    source: str
    crs: str
    node_ids: list[str]
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    z_m: NDArray[np.float64]
    link_ids: list[str]
    road_ids: list[str]
    tail: NDArray[np.int32]
    head: NDArray[np.int32]
    one_way: NDArray[np.bool_]
    length_m: NDArray[np.float64]
    speed_mps: NDArray[np.float64]
    lanes: NDArray[np.float64]
    classes: list[str]
    surfaces: list[str]
    names: list[str]
    origins: list[str]
    bridge: NDArray[np.bool_]
    tunnel: NDArray[np.bool_]
    ford: NDArray[np.bool_]
    dike: NDArray[np.bool_]
    max_weight_kg: NDArray[np.float64]
    max_height_m: NDArray[np.float64]
    max_width_m: NDArray[np.float64]
    road_z_m: NDArray[np.float64]
    max_depth_m: NDArray[np.float64]
    shape_first: NDArray[np.int64]
    shape_x: NDArray[np.float64]
    shape_y: NDArray[np.float64]
    told: Counter[str] = field(default_factory=Counter)

    @property
    def n_nodes(self) -> int:
        """Number of nodes."""
        return len(self.node_ids)

    @property
    def n_links(self) -> int:
        """Number of rows; a two-way road is one."""
        return len(self.link_ids)
