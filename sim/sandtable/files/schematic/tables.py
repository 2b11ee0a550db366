"""A finished sketch as the rows of a GMNS folder: degrees, metres, speeds, limits."""

from __future__ import annotations

import csv
import io
import math
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sandtable.files.schematic.assumptions import (
    BRIDGE_ABOVE_M,
    BRIDGE_LIMIT_T,
    FREE_SPEED_KMH,
    LANES,
    SURFACE,
    Terrain,
)
from sandtable.files.schematic.facts import Facts
from sandtable.files.schematic.layout import Layout
from sandtable.files.schematic.lines import length
from sandtable.files.schematic.sketch import Link

NODE_HEADERS = (
    "node_id", "name", "name_en", "x_coord", "y_coord", "z_coord", "node_type", "zone_id"
)  # fmt: skip
LINK_HEADERS = (
    "link_id", "road_id", "from_node_id", "to_node_id", "directed", "length", "free_speed",
    "lanes", "facility_type", "surface", "is_bridge", "is_tunnel", "is_ford", "is_dike_road",
    "max_weight_t", "road_z_m", "name", "geometry_id",
)  # fmt: skip

DIGITS = 5
"""Decimals of a degree that are written: a metre."""

Rows = list[tuple[str, ...]]


class Tables:
    """What is written: nodes, links and geometry in the order of their ids.

    Lengths are those of the lines as they are written, so that both agree.

    Parameters
    ----------
    layout
        With a sketch whose links are ready.
    terrain
        For the speeds.

    """

    def __init__(self, layout: Layout, facts: Facts, terrain: Terrain) -> None:
        self._layout = layout
        self._speed = terrain.speed
        sketch = layout.sketch
        used = {end for link in sketch.links for end in (link.start, link.end)}
        self.nodes = [node for id, node in sorted(sketch.nodes.items()) if id in used]
        self.links = sorted(sketch.links, key=lambda one: one.id)
        places = np.array([node.at for node in self.nodes])
        nearest = np.asarray(cKDTree(layout.seats).query(places)[1]).tolist()
        self.zones = [facts.townships[k].code for k in nearest]
        self.ground_z = [facts.townships[k].ground_z_m for k in nearest]
        self._height: dict[str, float] = {
            node.id: z for node, z in zip(self.nodes, self.ground_z, strict=True)
        }
        degrees = [self._written(link.line) for link in self.links]
        self._degrees = degrees
        self.lengths_m = [length(layout.plane.metres(one)) for one in degrees]

    def node_rows(self) -> Rows:
        """Return the rows of node.csv."""
        places = self._written(np.array([node.at for node in self.nodes]))
        return [
            (
                node.id,
                node.name.zh,
                node.name.en,
                *(f"{value:.{DIGITS}f}" for value in place),
                _number(z),
                node.kind,
                zone,
            )
            for node, place, z, zone in zip(
                self.nodes, places.tolist(), self.ground_z, self.zones, strict=True
            )
        ]

    def link_rows(self) -> Rows:
        """Return the rows of link.csv; every road is driven both ways."""
        return [
            self._link_row(link, length_m)
            for link, length_m in zip(self.links, self.lengths_m, strict=True)
        ]

    def speed_kmh(self, link: Link) -> int:
        """Return the free speed of a link."""
        return round(FREE_SPEED_KMH[link.way.kind] * self._speed)

    def _link_row(self, link: Link, length_m: float) -> tuple[str, ...]:
        kind = link.way.kind
        limit = link.way.max_weight_t
        if link.is_bridge and math.isnan(limit):
            limit = BRIDGE_LIMIT_T.get(kind, math.nan)
        return (
            link.id,
            link.id,
            link.start,
            link.end,
            "0",
            f"{length_m:.1f}",
            str(self.speed_kmh(link)),
            str(LANES.get(kind, 1)),
            kind,
            SURFACE[kind],
            str(int(link.is_bridge)),
            "0",
            "0",
            str(int(kind == "dike")),
            _number(limit),
            _number(self._road_z(link)),
            link.way.name,
            link.id,
        )

    def _road_z(self, link: Link) -> float:
        """Return the height of the carriageway, nan where nothing is known [m]."""
        if not math.isnan(link.way.crest_m):
            return link.way.crest_m
        ground: float = (self._height[link.start] + self._height[link.end]) / 2.0
        return ground + (BRIDGE_ABOVE_M if link.is_bridge else 0.0)

    def geometry_rows(self) -> Rows:
        """Return the rows of geometry.csv."""
        return [
            (link.id, f"LINESTRING ({', '.join(map(_pair, degrees.tolist()))})")
            for link, degrees in zip(self.links, self._degrees, strict=True)
        ]

    def _written(self, metres: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.round(self._layout.plane.degrees(metres), DIGITS)


def _pair(place: Sequence[float]) -> str:
    return f"{place[0]:.{DIGITS}f} {place[1]:.{DIGITS}f}"


def _number(value: float) -> str:
    return "" if math.isnan(value) else f"{value:g}"


def write_table(path: Path, headers: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a CSV file."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(headers)
    writer.writerows(rows)
    path.write_bytes(text.getvalue().encode())
