"""Nodes, roads and pieces of road of a schematic county while it is built."""

from typing import NamedTuple


class Node(NamedTuple):
    """A township seat, an interchange or a place along a road; x and y in km from the centre."""

    id: str
    name: str
    x: float
    y: float


class Road(NamedTuple):
    """A road between two seats or interchanges before it is cut into pieces."""

    code: str
    name: str
    kind: str
    start: str
    end: str


class Piece(NamedTuple):
    """A piece of a road between two places."""

    id: str
    road: Road
    start: str
    end: str
    length_m: float
    limit_t: int | None
