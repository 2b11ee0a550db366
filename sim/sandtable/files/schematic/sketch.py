"""A county while its roads are made: places, and ways between them on a plane."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from sandtable.files.schematic.lines import Line
from sandtable.ground.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """A place that becomes a row of node.csv.

    Parameters
    ----------
    at
        Metres east and north, shape ``(2,)``.
    kind
        seat, town, interchange, junction, village, or road for a place along one.
    name
        Empty where it has none.

    """

    id: str
    at: NDArray[np.float64]
    kind: str
    name: Name = field(default_factory=Name)


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A road between two places before it is cut into links.

    Parameters
    ----------
    key
        What its links and the places along it are called by.
    start, end
        Ids of nodes.
    kind
        Class of the road.
    name
        Empty where it has none.
    length_m
        Wanted length, nan = as long as its line [m].
    line
        Its course; None = not drawn yet.
    max_weight_t, crest_m
        Of a dike road, nan = unknown [t, m].

    """

    key: str
    start: str
    end: str
    kind: str
    name: str = ""
    length_m: float = math.nan
    line: Line | None = None
    max_weight_t: float = math.nan
    crest_m: float = math.nan

    @property
    def is_above(self) -> bool:
        """Whether it crosses other roads on bridges, without a junction."""
        return self.kind == "expressway"


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A piece of a way that becomes a row of link.csv."""

    id: str
    start: str
    end: str
    way: Way
    line: Line
    is_bridge: bool


@dataclass(slots=True)
class Sketch:
    """The places and ways so far, and the links that are ready."""

    nodes: dict[str, Node] = field(default_factory=dict)
    ways: list[Way] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)

    def add(self, node: Node) -> str:
        """Add a node and return its id."""
        self.nodes[node.id] = node
        return node.id

    def straight_m(self, way: Way) -> float:
        """Return the straight distance between the ends of a way [m]."""
        return float(np.hypot(*(self.nodes[way.end].at - self.nodes[way.start].at)))
