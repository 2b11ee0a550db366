"""The Tuanzhou polder and the roads that lead off the map, beside the county's own network.

Real are the seat, the point of Tuanbei village, the area, the length of the two dikes and how far
the second line lies behind the breach. The other villages, all roads, ramps and heights are made up
(networks/huarong_polder/README.md). Nothing is drawn at random.
"""

import math
from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from road_pieces import Node, Piece, Road

SEAT = "v430623207"
GATE = "county_zhuzikou_tuanzhou_6"
"""Where the only road crosses the second line: whoever has passed it is out of danger."""


class Village(NamedTuple):
    """A part of the polder: where it stands, from the seat [km], its ground and its cell."""

    name: str
    east: float
    north: float
    ground_m: float
    area_km2: float
    near_km: float
    far_km: float


VILLAGES = {
    "tuanbei": Village("团北村", 1.9, 8.7, 28.2, 7.0, 0.0, 2.6),
    "village_2": Village("二村(虚构)", 3.9, 7.7, 27.9, 7.2, 1.6, 4.6),
    "village_3": Village("三村(虚构)", 1.5, 6.4, 28.1, 6.9, 2.4, 4.8),
    "village_4": Village("四村(虚构)", 3.9, 5.2, 27.8, 7.3, 3.6, 6.6),
    "village_5": Village("五村(虚构)", 1.4, 4.0, 28.0, 6.8, 4.8, 7.4),
    "village_6": Village("六村(虚构)", 3.7, 2.6, 27.9, 7.1, 6.2, 9.2),
    "street": Village("集镇社区(虚构)", 0.9, 1.4, 28.3, 5.34, 7.2, 9.6),
}
"""Seven cells of 47.64 km2 in all; the eighth, the safety zone around the seat, stays dry."""

CROWN = {
    "line_1": (-1.0, 1.6),
    "line_2": (-0.9, 4.0),
    "line_3": (-0.7, 6.4),
    "line_4": (-0.1, 8.7),
    "breach_west": (1.7, 10.0),
    "breach_east": (2.2, 10.0),
    "dike_1": (4.3, 9.2),
    "dike_2": (5.3, 7.2),
    "dike_3": (5.5, 5.0),
    "dike_4": (5.0, 2.6),
    "dike_5": (3.2, 0.4),
    "dike_6": (1.2, -0.7),
}
"""Points on the crowns: the second line north from the gate, then the first line around the polder;
the breach parts the first line between breach_west and breach_east."""

STREETS = (
    ("street", "village_5"),
    ("village_5", "village_3"),
    ("village_3", "tuanbei"),
    ("tuanbei", "village_2"),
    ("village_3", "village_4"),
    ("village_5", "village_6"),
    ("village_2", "village_4"),
    ("village_4", "village_6"),
    ("street", "village_6"),
)
"""Village roads in the low ground; the road from the street to the seat goes beside them."""

RAMPS = (
    ("tuanbei", "line_4"),
    ("tuanbei", "breach_east"),
    ("village_2", "dike_1"),
    ("village_2", "dike_2"),
    ("village_3", "line_3"),
    ("village_4", "dike_3"),
    ("village_5", "line_2"),
    ("village_6", "dike_4"),
    ("village_6", "dike_5"),
    ("street", "line_1"),
)
"""Tracks up to a crown."""

OFF_MAP = {
    "junshan": ("君山区钱粮湖镇(图外)", "line_2", "county", (-5.0, 3.0), 18.0),
    "yueyang": ("岳阳市区(图外)", "junshan", "national", (2.0, 5.0), 45.0),
    "xiangyin": ("湘阴县(图外)", "yueyang", "national", (5.0, 1.0), 75.0),
    "changsha": ("长沙市(图外)", "v430623101", "expressway", (5.0, 3.0), 170.0),
    "taojiang": ("桃江县(图外)", "v430623109", "national", (-5.0, -4.0), 130.0),
    "nanxian": ("南县(图外)", "v430623109", "national", (-5.0, 1.0), 30.0),
}
"""Where help comes from: name, where its road enters, class of that road, where it is drawn from
there [km], and the km of it. ASSUMED, rounded; the second line is reached from its other side."""

REACHES = {"line_1": (7.0, 9.0), "line_2": (4.5, 6.5), "line_3": (2.5, 4.5)}
"""Parts of the second line against which the water stands, and its way to them [km]: cells of no
size, so that what the water does there can be told."""

DECK_ABOVE_M = 0.4
"""Height of a village road over the ground of its cell. ASSUMED."""

WINDING = 1.12
"""Length of a village road or crown over the straight distance. ASSUMED; 1 where it is short."""


def extended(
    county_nodes: list[Node], county_pieces: list[Piece]
) -> tuple[list[Node], list[Piece]]:
    """Return nodes and pieces of the county with the polder and the roads off the map."""
    at = {one.id: one for one in county_nodes}
    seat = at[SEAT]
    nodes = {
        name: Node(f"tz_{name}", village.name, seat.x + village.east, seat.y + village.north)
        for name, village in VILLAGES.items()
    }
    for name, (east, north) in CROWN.items():
        nodes[name] = Node(f"tz_{name}", f"堤顶 {name}", seat.x + east, seat.y + north)
    known = nodes | {"seat": seat, "gate": at[GATE]} | at
    for name, (title, entry, _kind, (east, north), _km) in OFF_MAP.items():
        x, y = known[entry].x + east, known[entry].y + north
        nodes[name] = known[name] = Node(f"x_{name}", title, x, y)
    first = ("gate", *list(CROWN)[:5])
    round_ = (*list(CROWN)[5:], "seat")
    pairs = [
        *(("crown", "second line and first line, crown", "dike", pair) for pair in pairwise(first)),
        *(("crown", "first line, crown", "dike", pair) for pair in pairwise(round_)),
        ("crown", "first line, crown", "dike", ("breach_west", "breach_east")),
        ("street", "village road", "township", ("seat", "street")),
        *(("street", "village road", "township", pair) for pair in STREETS),
        *(("ramp", "track to the crown", "track", pair) for pair in RAMPS),
        *(
            ("off_map", "main road off the map", kind, (entry, name))
            for name, (_t, entry, kind, _at, _km) in OFF_MAP.items()
        ),
    ]
    pieces = []
    for kind, title, speed, (start, end) in pairs:
        far = OFF_MAP.get(end)
        length_m = (
            1000.0 * far[-1]
            if far
            else 1000.0 * WINDING * math.dist(known[start][2:], known[end][2:])
        )
        made = Road(f"tz_{kind}", title, speed, start, end)
        stem = f"tz_{kind}_{start}_{end}" if not far else f"x_{end}"
        pieces.append(Piece(stem, made, known[start].id, known[end].id, length_m, None))
    return [*county_nodes, *nodes.values()], [*county_pieces, *pieces]


def low_roads(pieces: list[Piece]) -> Iterator[tuple[str, str, str]]:
    """Yield link id, zone and height of the lowest point of the roads that water can cut [m].

    A road between two villages lies in the one that the water reaches first, at its ground.
    """
    for back in ("", "_back"):
        yield f"r_tz_crown_breach_west_breach_east{back}", "tz_tuanbei", "24.0"  # washed away
    for piece in pieces:
        if not piece.id.startswith(("tz_street_", "tz_ramp_")):
            continue
        ends = [VILLAGES[name] for name in (piece.road.start, piece.road.end) if name in VILLAGES]
        first = min(ends, key=lambda village: village.near_km)
        zone = next(name for name, village in VILLAGES.items() if village is first)
        deck = f"{first.ground_m + DECK_ABOVE_M:.1f}"
        yield f"r_{piece.id}", f"tz_{zone}", deck
        yield f"r_{piece.id}_back", f"tz_{zone}", deck


def cells() -> Iterator[tuple[object, ...]]:
    """Yield zone, ground, relief [m], area [km2], way of the water [km] and dry, cell by cell."""
    for name, village in VILLAGES.items():
        yield (
            f"tz_{name}",
            village.ground_m,
            0.6,
            village.area_km2,
            village.near_km,
            village.far_km,
            "false",
        )
    for name, (near_km, far_km) in REACHES.items():
        yield f"tz_{name}", 28.0, 0.6, 0.01, near_km, far_km, "false"
    yield SEAT, 30.0, 0.6, 2.7, 9.0, 10.0, "true"
