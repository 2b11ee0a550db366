"""Draw the schematic networks of the five places for docs/places.md.

    python networks/draw_places.py docs/images

Needs nothing but the shipped folders. Every picture says that it is no map.
"""

import csv
import math
import sys
from pathlib import Path

import matplotlib as mpl
import numpy as np
from matplotlib import pyplot as plt
from matplotlib.collections import LineCollection

NETWORKS = Path(__file__).resolve().parent
PLACES = ("huarong_villages", "ningxiang", "shaoxing", "shiyan", "shufu")
STYLE = {
    "village": ("#b0b0b0", 0.5),
    "township": ("#808080", 0.8),
    "county": ("#404040", 1.1),
    "provincial": ("#8a7a00", 1.4),
    "national": ("#e0a000", 1.7),
    "expressway": ("#c04000", 2.0),
    "dike": ("#208040", 1.6),
}
"""Colour and width by class, drawn in this order."""


def draw(folder: Path, to: Path) -> None:
    """Write the picture of a network, 150 KB at most."""
    links = _table(folder / "link.csv")
    shapes = {row["geometry_id"]: _line(row["geometry"]) for row in _table(folder / "geometry.csv")}
    nodes = _table(folder / "node.csv")
    figure, axes = plt.subplots(figsize=(8, 8))
    for kind, (colour, width) in STYLE.items():
        lines = [shapes[row["geometry_id"]] for row in links if row["facility_type"] == kind]
        if lines:
            axes.add_collection(LineCollection(lines, colors=colour, linewidths=width, label=kind))
    middles = [shapes[r["geometry_id"]].mean(axis=0) for r in links if r["is_bridge"] == "1"]
    axes.plot(*np.array(middles).T, "o", ms=4, mfc="none", mec="#0060c0", label="bridge")
    seats = [row for row in nodes if row["node_type"] == "seat"]
    places = np.array([(float(row["x_coord"]), float(row["y_coord"])) for row in seats])
    axes.plot(*places.T, "s", ms=3, color="black", label="township seat")
    if len(seats) < 30:
        for row, place in zip(seats, places, strict=True):
            axes.annotate(row["name_en"].rsplit(" ", 1)[0], place, fontsize=6, xytext=(3, 2),
                          textcoords="offset points")  # fmt: skip
    axes.set_aspect(1.0 / math.cos(math.radians(float(places[:, 1].mean()))))
    axes.autoscale()
    axes.legend(fontsize=6, loc="best", frameon=False)
    axes.set_title(f"{folder.name}: schematic, not a map", fontsize=9)
    axes.tick_params(labelsize=6)
    figure.savefig(to, dpi=85, bbox_inches="tight", metadata={"Software": None})
    plt.close(figure)


def _table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _line(text: str) -> np.ndarray:
    inside = text.removeprefix("LINESTRING (").removesuffix(")")
    return np.array([tuple(map(float, place.split())) for place in inside.split(", ")])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    mpl.use("agg")
    for name in PLACES:
        draw(NETWORKS / name, Path(sys.argv[1]) / f"{name}.png")
