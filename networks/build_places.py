"""Build the schematic networks of the five places of the source plans.

    python networks/build_places.py ../shared/places

Real are codes, names and seats of the townships and which of them the named roads and rivers pass.
The tables of facts that `sandtable network build` reads are made here; docs/places.md says more.
"""

import csv
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

from sandtable.files.schematic.build import Wishes, build_schematic

NETWORKS = Path(__file__).resolve().parent
SEED = 2026


class Place(NamedTuple):
    """How a place is made: its network, terrain, villages counted per node, and what it knows."""

    network: str
    terrain: str
    detour: float
    per_village: int
    step_m: float
    rivers: tuple[tuple[str, str, int], ...]
    known_km: dict[str, float]
    dikes: tuple[tuple[str, str, str], ...] = ()
    county_seats: tuple[str, ...] = ()


PLACES = {
    "huarong": Place(
        "huarong_villages",
        "plain",
        1.15,
        1,
        1500.0,
        (
            (
                "藕池河",
                (
                    "112.36 29.41>112.44 29.35>112.50 29.325>112.60 29.31>112.6976 29.3202"
                    ">112.735 29.36>112.77 29.42"
                ),
                250,
            ),
            ("华容河", "112.53 29.68>430623114>112.60 29.45>112.70 29.42>112.80 29.45", 120),
        ),
        {"县道 章华-禹山-插旗-注滋口-团洲": 42.0},
        (
            (
                "团洲垸一线堤防",
                (
                    "112.7946 29.4098>112.8131 29.4215>112.8399 29.4143>112.8502 29.3964"
                    ">112.8523 29.3766>112.8471 29.3551>112.8286 29.3353>112.8080 29.3254"
                    ">112.7856 29.3290"
                ),
                "15",
            ),
            (
                "钱团间堤",
                "112.7856 29.3290>112.7853 29.3461>112.7884 29.3892>112.7946 29.4098",
                "15",
            ),
        ),
        ("430623114",),
    ),
    "ningxiang": Place(
        "ningxiang",
        "hills",
        1.3,
        1,
        1500.0,
        (
            ("沩水", "430182115>430182116>430182110>430182001>430182105", 120),
            ("靳江", "112.50 28.04>430182102>430182101", 60),
        ),
        {},
        (),
        ("430182001",),
    ),
    "shaoxing": Place(
        "shaoxing",
        "hills",
        1.25,
        4,
        2000.0,
        (
            (
                "曹娥江",
                "120.72 29.53>330683002>330683104>330604104>330604102>330604001>120.74 30.17",
                300,
            ),
            ("浦阳江", "330681117>330681115>330681001>330681106>330681104", 150),
        ),
        {},
    ),
    "shiyan": Place(
        "shiyan",
        "mountains",
        1.45,
        3,
        2500.0,
        (
            (
                "汉江",
                "420322105>110.45 32.84>420304112>420304100>111.05 32.80>111.25 32.68>111.49 32.58",
                350,
            ),
            (
                "堵河",
                (
                    "109.98 32.10>110.16 32.20>110.26 32.26>110.33 32.38>110.50 32.60"
                    ">110.54 32.70>110.56 32.83"
                ),
                150,
            ),
        ),
        {"G4213 谷竹高速(房县段)": 76.0},
    ),
    "shufu": Place(
        "shufu",
        "plain",
        1.15,
        1,
        1500.0,
        (
            ("克孜勒河", "653121211>653121205>653121100>75.99 39.40", 60),
            ("盖孜河", "653121201>653121202>653121203>75.90 39.22", 60),
        ),
        {},
        (),
        ("653121100",),
    ),
}
"""ASSUMED: terrain, courses and widths [m] of rivers. A code stands for a passage near its seat."""

NOTICE = """\
Attribution: Schematic network, not a map. Township names and codes: AreaCity-JsSpider-StatsGov \
(MIT); positions: Vonng/adcode, GeoNames (CC BY 4.0), changed
Township codes and names: AreaCity-JsSpider-StatsGov, Copyright (c) 2019 xiangyuecn, MIT License.
Township positions: Vonng/adcode, CC BY 4.0, converted from GCJ-02 to WGS84; GeoNames \
(geonames.org), CC BY 4.0.
County census totals 2020: leiii/census, Copyright (c) 2022 Lei Dong, MIT License.
Changes were made: positions converted, populations of townships estimated, roads generated.
The networks are schematic. They are not maps and must not be used for navigation or for real \
operations.
"""


def build(places: Path, networks: Path, only: tuple[str, ...] = tuple(PLACES)) -> None:
    """Write the network folders of some places."""
    for name in only:
        place = PLACES[name]
        with tempfile.TemporaryDirectory() as folder:
            write_facts(places, name, Path(folder))
            wishes = Wishes(
                seed=SEED, terrain=place.terrain, detour=place.detour, step_m=place.step_m
            )
            build_schematic(Path(folder), name, networks / place.network, wishes)


def write_facts(places: Path, name: str, to: Path) -> None:
    """Write the tables of facts of a place as `sandtable network build` reads them."""
    place = PLACES[name]
    rows = [
        row for row in _table(places / "townships.csv") if row["place"] == name and row["lon_wgs84"]
    ]
    capitals = place.county_seats or _lowest(rows)
    _write(
        to / "townships.csv",
        "code name_zh name_en lon lat population_est n_villages county county_seat",
        [
            (
                row["code"],
                row["name_zh"],
                row["name_en"],
                row["lon_wgs84"],
                row["lat_wgs84"],
                row["population_est"],
                round(int(row["n_villages_2016"] or 0) / place.per_village),
                row["county_code"],
                int(row["code"] in capitals),
            )
            for row in rows
        ],
    )
    features = [row for row in _table(places / "features.csv") if row["place"] == name]
    _write(
        to / "roads.csv",
        "name class chain length_km",
        [
            (
                row["name_zh"],
                row["road_class"],
                row["joins_codes"],
                place.known_km.get(row["name_zh"], ""),
            )
            for row in features
            if row["type"] == "road"
        ],
    )
    _write(to / "rivers.csv", "name chain width_m", place.rivers)
    if place.dikes:
        _write(to / "dikes.csv", "name chain max_weight_t", place.dikes)
    (to / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")


def _lowest(rows: list[dict[str, str]]) -> tuple[str, ...]:
    """Return the lowest code of each county: by custom the town where its office is."""
    first: dict[str, str] = {}
    for row in sorted(rows, key=lambda one: one["code"]):
        first.setdefault(row["county_code"], row["code"])
    return tuple(first.values())


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _write(path: Path, headers: str, rows: object) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(headers.split())
        writer.writerows(rows)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    build(Path(sys.argv[1]), NETWORKS)
