"""Build the schematic mountain county of Zhushan, and the made-up ground of its landslides.

    python networks/build_zhushan.py ../shared/places

Real are codes, names and seats of the 17 townships and that G346 joins two of them. All else is
made up by rule: roads, villages, and the ground, which rises from the roads into hills so that
slopes stand above them. The same tables give the same bytes.
"""

import csv
import math
import sys
import tempfile
from pathlib import Path

import numpy as np
from build_places import NOTICE, SEED

from sandtable.files.schematic.build import Wishes, build_schematic

PROJECT = Path(__file__).resolve().parent.parent
NAME, COUNTY, CAPITAL = "zhushan", "420323", "420323100"
PER_VILLAGE = 4
"""Villages stated for one that is drawn."""

ROADS = (("G346", "national", "420323101>420323103"),)
RIVERS = (
    (
        "堵河",
        "109.98 32.02>110.11 32.10>110.18 32.20>110.26 32.26>110.33 32.38>110.36 32.50",
        150,
    ),
)
"""ASSUMED: the river's course and width [m]."""

STEP = 0.004
"""Side of a cell of the ground [degrees]."""

KM_PER_DEGREE = 110.9
VALLEY_KM = 0.9
"""How far from a road the hills stand at 63 % of their height."""


def build(places: Path, networks: Path, scenarios: Path) -> None:
    """Write the network and the ground."""
    folder = networks / NAME
    with tempfile.TemporaryDirectory() as facts:
        _write_facts(places, Path(facts))
        wishes = Wishes(seed=SEED, terrain="mountains", gabriel_share=0.9, step_m=2000.0)
        build_schematic(Path(facts), NAME, folder, wishes)
    lines = [_line(row["geometry"]) for row in _table(folder / "geometry.csv")]
    ground = Ground(lines)
    _add_heights(folder / "node.csv", ground)
    note = (
        "\n## Heights\n\nThe heights of nodes (`z_coord`) are **made up**, as is the ground of"
        " `scenarios/zhushan_slides/ground.asc`: `networks/build_zhushan.py` makes both.\n"
    )
    with (folder / "README.md").open("a", encoding="utf-8", newline="\n") as file:
        file.write(note)
    (scenarios / "zhushan_slides").mkdir(exist_ok=True)
    _write_ground(scenarios / "zhushan_slides" / "ground.asc", ground, np.concatenate(lines))


class Ground:
    """Heights that are made up: valleys along the roads, hills between them.

    Parameters
    ----------
    lines
        Courses of the roads [degrees].

    """

    def __init__(self, lines: list[np.ndarray]) -> None:
        self.middle = np.concatenate(lines).mean(axis=0)
        self.pieces = np.concatenate([np.hstack((line[:-1], line[1:])) for line in lines])

    def km(self, lon: np.ndarray, lat: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """Return places as km east and north of the middle of the roads."""
        narrow = math.cos(math.radians(float(self.middle[1])))
        return (lon - self.middle[0]) * KM_PER_DEGREE * narrow, (
            lat - self.middle[1]
        ) * KM_PER_DEGREE

    def at(self, lon: np.ndarray, lat: np.ndarray) -> np.ndarray:
        """Return heights [m]: a floor that climbs south and west, passes, hills off the roads."""
        x, y = self.km(lon, lat)
        floor = 300.0 + 8.0 * np.maximum(20.0 - y, 0.0) + 3.0 * np.maximum(20.0 - x, 0.0)
        passes = 110.0 * np.sin(x / 2.9) * np.sin(y / 2.3)
        relief = 420.0 * (1.0 + 0.6 * np.sin(x / 4.1 + 1.0) * np.cos(y / 5.3))
        away = np.array([self._away_km(a, b) for a, b in zip(x.ravel(), y.ravel(), strict=True)])
        ridges = 1.0 + 0.3 * np.sin(x / 0.6) * np.sin(y / 0.7)
        hills = relief * ridges * (1.0 - np.exp(-((away.reshape(x.shape) / VALLEY_KM) ** 2)))
        return floor + passes + hills

    def _away_km(self, x: float, y: float) -> float:
        """Return how far the nearest road is from a place [km]."""
        ax, ay = self.km(self.pieces[:, 0], self.pieces[:, 1])
        bx, by = self.km(self.pieces[:, 2], self.pieces[:, 3])
        run = np.maximum((bx - ax) ** 2 + (by - ay) ** 2, 1e-12)
        part = np.clip(((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / run, 0.0, 1.0)
        return float(np.hypot(ax + part * (bx - ax) - x, ay + part * (by - ay) - y).min())


def _write_facts(places: Path, to: Path) -> None:
    """Write the tables that the builder reads: one county of the city."""
    rows = [row for row in _table(places / "townships.csv") if row["county_code"] == COUNTY]
    header = "code name_zh name_en lon lat population_est n_villages county county_seat"
    _write(
        to / "townships.csv",
        header,
        [
            (
                *(row[key] for key in ("code", "name_zh", "name_en", "lon_wgs84", "lat_wgs84")),
                row["population_est"],
                round(int(row["n_villages_2016"] or 0) / PER_VILLAGE),
                COUNTY,
                int(row["code"] == CAPITAL),
            )
            for row in rows
        ],
    )
    _write(to / "roads.csv", "name class chain", ROADS)
    _write(to / "rivers.csv", "name chain width_m", RIVERS)
    (to / "NOTICE.txt").write_text(NOTICE, encoding="utf-8")


def _add_heights(path: Path, ground: Ground) -> None:
    """Fill the heights of nodes in."""
    rows = _table(path)
    lon, lat = (np.array([float(row[key]) for row in rows]) for key in ("x_coord", "y_coord"))
    for row, height in zip(rows, ground.at(lon, lat).tolist(), strict=True):
        row["z_coord"] = f"{height:.0f}"
    _write(path, " ".join(rows[0]), [tuple(row.values()) for row in rows])


def _write_ground(path: Path, ground: Ground, places: np.ndarray) -> None:
    """Write the ground around all roads, 2 km beyond them, whole metres."""
    west, south = np.floor((places.min(axis=0) - 0.02) / STEP) * STEP
    columns, rows = np.ceil((places.max(axis=0) + 0.02 - (west, south)) / STEP).astype(int).tolist()
    lon = west + (np.arange(columns) + 0.5) * STEP
    lat = south + (rows - 0.5 - np.arange(rows)) * STEP
    heights = ground.at(*np.meshgrid(lon, lat))
    head = (
        f"ncols {columns}\nnrows {rows}\nxllcorner {west:.3f}\nyllcorner {south:.3f}\n"
        f"cellsize {STEP:g}\nNODATA_value -9999\n"
    )
    lines = (" ".join(f"{one:.0f}" for one in row) for row in heights)
    path.write_text(head + "\n".join(lines) + "\n", encoding="ascii", newline="\n")


def _line(text: str) -> np.ndarray:
    inside = text.removeprefix("LINESTRING (").removesuffix(")")
    return np.array([tuple(map(float, place.split())) for place in inside.split(", ")])


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
    build(Path(sys.argv[1]), PROJECT / "networks", PROJECT / "scenarios")
