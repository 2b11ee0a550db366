"""Build the schematic networks of Huarong county, the places of its tanker accidents, the polder.

    python networks/build_huarong.py ../shared/places

Real are the names, codes and seats of the 14 townships and which of them the named roads join.
Everything else is made up by rule: the course of every road, the links between neighbours, speeds,
bridges and their limits. Nothing is drawn at random: the same tables give the same bytes.
networks/huarong/README.md and networks/huarong_polder/README.md say more.
"""

import csv
import math
import sys
from itertools import pairwise
from pathlib import Path

import numpy as np
import tuanzhou_polder
from road_pieces import Node, Piece, Road

PROJECT = Path(__file__).resolve().parent.parent
KM_PER_DEGREE = 111.32
STEP_KM = 1.5
"""Distance between places along a road at which something may happen."""

SPEED_KMH = {
    "expressway": 90,
    "national": 60,
    "county": 40,
    "township": 30,
    "dike": 30,
    "track": 15,
}
"""ASSUMED: what a heavy vehicle with lights holds on a plain road of the class."""

CODES = {"G56": "g56", "S306": "g353", "S203": "g234"}
"""Short names of the roads in features.csv, by how theirs begins; all others are county roads."""

KNOWN_KM = 42.0
KNOWN_ENDS = ("zhanghua", "tuanzhou")
"""The one length by road that a report gives; all others are scaled by the same factor."""

NEIGHBOURS = (
    ("zhihedu", "dongshan"),
    ("zhihedu", "yushan"),
    ("xinhe", "yushan"),
    ("xinhe", "caojun"),
    ("beijinggang", "zhuzikou"),
)
"""SCHEMATIC: township roads, so that no township but Tuanzhou hangs on a single road."""

DIKE = ("zhuzikou", "tuanzhou")
"""The crown of the lake dike is the only road into the polder."""

BRIDGES = {
    ("chaqi", "zhuzikou"): (2, 30),
    ("zhihedu", "yushan"): (3, 20),
    ("xinhe", "caojun"): (4, 15),
    ("beijinggang", "zhuzikou"): (6, 10),
}
"""Which piece of a road is a bridge, and its limit [t]. ASSUMED; only the first is known to be."""

INTERCHANGES = {"sanfengsi": (0.4, -1.3), "zhanghua": (2.8, -1.8), "beijinggang": (2.4, 1.6)}
"""SCHEMATIC: where the expressway is entered, east and north of the seat [km]."""

BENDS = dict.fromkeys(
    (
        ("zhanghua", "xinhe"),
        ("yushan", "chaqi"),
        ("zhihedu", "yushan"),
        ("zhihedu", "dongshan"),
        ("sanfengsi", "dongshan"),
        ("ic_zhanghua", "ic_beijinggang"),
    ),
    -1,
)
"""Which way a road swings first, so that no two lie on each other; 1 where nothing is said."""

MAIN = ("expressway", "national", "provincial")
"""Roads that dangerous goods take through the county."""


def build(places: Path, networks: Path, scenarios: Path) -> None:
    """Write node.csv, link.csv, config.csv and tanker_sites.csv."""
    rows = [row for row in _table(places / "townships.csv") if row["place"] == "huarong"]
    centre = tuple(np.mean([_degrees(row) for row in rows], axis=0).tolist())
    seats = {_slug(row["name_en"]): _seat(row, centre) for row in rows}
    ends = seats | {
        f"ic_{slug}": Node(
            f"ic_{slug}",
            f"{seats[slug].name} interchange",
            seats[slug].x + east,
            seats[slug].y + north,
        )
        for slug, (east, north) in INTERCHANGES.items()
    }
    slugs = {row["code"]: _slug(row["name_en"]) for row in rows}
    roads = _roads(
        [row for row in _table(places / "features.csv") if row["place"] == "huarong"], slugs
    )
    factor = KNOWN_KM / _straight_km(ends, _chain(roads, *KNOWN_ENDS))
    nodes, pieces = list(ends.values()), []
    for road in roads:
        between, cut = _cut(road, ends, factor)
        nodes += between
        pieces += cut
    _write_network(networks / "huarong", nodes, pieces, centre)
    _write_polder(networks / "huarong_polder", scenarios / "huarong_flood", nodes, pieces, centre)
    _write_sites(scenarios / "huarong" / "tanker_sites.csv", nodes, pieces, list(seats.values()))


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _degrees(row: dict[str, str]) -> tuple[float, float]:
    return float(row["lon_wgs84"]), float(row["lat_wgs84"])


def _slug(english: str) -> str:
    return english.split(maxsplit=1)[0].lower()


def _seat(row: dict[str, str], centre: tuple[float, ...]) -> Node:
    lon, lat = _degrees(row)
    east = (lon - centre[0]) * KM_PER_DEGREE * math.cos(math.radians(centre[1]))
    return Node(f"v{row['code']}", row["name_zh"], east, (lat - centre[1]) * KM_PER_DEGREE)


def _roads(features: list[dict[str, str]], slugs: dict[str, str]) -> list[Road]:
    """Return one road per pair of townships in the chains, then ramps and neighbour links."""
    roads: dict[tuple[str, str, bool], Road] = {}
    for row in features:
        if row["type"] != "road":
            continue
        code = next(
            (short for begin, short in CODES.items() if row["name_zh"].startswith(begin)), "county"
        )
        chain = [slugs[one] for one in row["joins_codes"].split(">")]
        fast = row["road_class"] == "expressway"
        for pair in pairwise(chain):
            kind = "dike" if pair == DIKE else row["road_class"]
            start, end = (f"ic_{one}" if fast else one for one in pair)
            # Two chains may share a road: it is there once.
            roads.setdefault((*sorted(pair), fast), Road(code, row["name_zh"], kind, start, end))
    ramps = [Road("ramp", "ramp", "county", slug, f"ic_{slug}") for slug in INTERCHANGES]
    links = [Road("township", "neighbour link", "township", *pair) for pair in NEIGHBOURS]
    return [*roads.values(), *ramps, *links]


def _chain(roads: list[Road], start: str, end: str) -> list[Road]:
    """Return the county roads from one township to another, each road beginning where one ends."""
    chain = []
    while start != end:
        (road,) = (one for one in roads if one.start == start and one.code == "county")
        chain.append(road)
        start = road.end
    return chain


def _straight_km(ends: dict[str, Node], roads: list[Road]) -> float:
    return sum(math.dist(ends[road.start][2:], ends[road.end][2:]) for road in roads)


def _cut(road: Road, ends: dict[str, Node], factor: float) -> tuple[list[Node], list[Piece]]:
    """Cut a road into pieces of equal length, with places between them on a gently bent line."""
    start, end = ends[road.start], ends[road.end]
    pair = (road.start, road.end)
    stem = f"{road.code}_{road.start}_{road.end}".replace("ic_", "")
    length_km = factor * math.dist(start[2:], end[2:])
    count = max(3 if pair in BRIDGES else 1, round(length_km / STEP_KM))
    line = _bent(start, end, factor, BENDS.get(pair, 1), count)
    between = [
        Node(f"{stem}_{k}", road.name, x, y) for k, (x, y) in enumerate(line[1:-1].tolist(), 1)
    ]
    stops = [start.id, *(node.id for node in between), end.id]
    bridge, limit = BRIDGES.get(pair, (0, None))
    pieces = [
        Piece(
            f"{stem}_{k}",
            road,
            tail,
            head,
            1000.0 * length_km / count,
            limit if k == bridge else None,
        )
        for k, (tail, head) in enumerate(pairwise(stops), 1)
    ]
    return between, pieces


def _bent(start: Node, end: Node, factor: float, side: int, count: int) -> np.ndarray:
    """Return points at equal steps along an S of `factor` times the straight length.

    Shape ``(count + 1, 2)`` [km].
    """
    along = np.array([end.x - start.x, end.y - start.y])
    across = np.array([-along[1], along[0]])
    part = np.linspace(0.0, 1.0, 401)
    low, high = 0.0, 0.3
    for _ in range(50):  # the wider the S, the longer it is
        middle = (low + high) / 2
        wave = side * middle * np.sin(2 * np.pi * part)
        points = np.outer(part, along) + np.outer(wave, across)
        steps = np.hypot(*np.diff(points, axis=0).T)
        low, high = (middle, high) if steps.sum() < factor * np.hypot(*along) else (low, middle)
    walked = np.concatenate(([0.0], np.cumsum(steps))) / steps.sum()
    at = np.linspace(0.0, 1.0, count + 1)
    x, y = (np.interp(at, walked, points[:, axis]) for axis in (0, 1))
    return np.column_stack((start.x + x, start.y + y))


def _write_network(
    folder: Path, nodes: list[Node], pieces: list[Piece], centre: tuple[float, ...]
) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    per_lon = KM_PER_DEGREE * math.cos(math.radians(centre[1]))
    _write(
        folder / "node.csv",
        ("node_id", "name", "x_coord", "y_coord"),
        [
            (
                node.id,
                node.name,
                f"{centre[0] + node.x / per_lon:.6f}",
                f"{centre[1] + node.y / KM_PER_DEGREE:.6f}",
            )
            for node in nodes
        ],
    )
    headers = (
        "link_id name from_node_id to_node_id directed length free_speed facility_type road_id"
        " is_bridge max_weight_t"
    )
    rows = []
    for piece in pieces:
        kind = piece.road.kind
        common = (1, f"{piece.length_m:.1f}", SPEED_KMH[kind], kind, piece.id)
        bridge = (int(piece.limit_t is not None), piece.limit_t or "")
        there, back = (piece.start, piece.end), (piece.end, piece.start)
        rows.append((f"r_{piece.id}", piece.road.name, *there, *common, *bridge))
        rows.append((f"r_{piece.id}_back", piece.road.name, *back, *common, *bridge))
    _write(folder / "link.csv", tuple(headers.split()), rows)
    _write(
        folder / "config.csv",
        ("dataset_name", "short_length", "long_length", "speed", "crs", "version_number", "kind"),
        [(folder.name, "m", "m", "km/h", "EPSG:4326", "0.96", "schematic")],
    )


def _write_polder(
    network: Path,
    scenario: Path,
    nodes: list[Node],
    pieces: list[Piece],
    centre: tuple[float, ...],
) -> None:
    """Write the county with the polder, which of its roads lie low, and the cells of the polder."""
    nodes, pieces = tuanzhou_polder.extended(nodes, pieces)
    _write_network(network, nodes, pieces, centre)
    low = list(tuanzhou_polder.low_roads(pieces))
    _write(scenario / "polder_roads.csv", ("link_id", "zone", "deck_m"), low)
    headers = ("zone", "ground_m", "relief_m", "area_km2", "near_km", "far_km", "dry")
    _write(scenario / "polder_cells.csv", headers, list(tuanzhou_polder.cells()))


def _write_sites(path: Path, nodes: list[Node], pieces: list[Piece], seats: list[Node]) -> None:
    """Write the places along the main roads, each with the kilometres of road it stands for."""
    weight = dict.fromkeys((node.id for node in nodes), 0.0)
    for piece in pieces:
        if piece.road.kind in MAIN:
            for end in (piece.start, piece.end):
                weight[end] += piece.length_m / 2000.0
    sites = [
        (
            node.id,
            f"{weight[node.id]:.3f}",
            min(seats, key=lambda seat: math.dist(seat[2:], node[2:])).id,
        )
        for node in nodes
        if weight[node.id] > 0.0
    ]
    _write(path, ("node", "weight", "zone"), sorted(sites))


def _write(path: Path, headers: tuple[str, ...], rows: list[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers)
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]), PROJECT / "networks", PROJECT / "scenarios")
