"""The four nodes somewhere on Earth, for areas that come from elsewhere."""

import csv

import numpy as np

from sandtable.ground.plane import Plane

HERE = Plane(112.55, 29.53)
"""In the county of Huarong, where node a stands."""


def degrees(x_m, y_m):
    """Return longitude and latitude of a place in the metres of the four nodes."""
    return HERE.degrees(np.array([(float(x_m), float(y_m))]))[0].tolist()


def box(x1, y1, x2, y2):
    """Return the corners of a box in metres as degrees, closed, longitude first."""
    return [degrees(*one) for one in ((x1, y1), (x2, y1), (x2, y2), (x1, y2), (x1, y1))]


def write_network(folder, four_nodes, *, crs="EPSG:4326", bring=lambda lon, lat: (lon, lat)):
    """Write the four nodes as a network in a reference system that degrees are brought to."""
    folder.mkdir(exist_ok=True)
    (folder / "link.csv").write_bytes((four_nodes / "link.csv").read_bytes())
    config = (four_nodes / "config.csv").read_text()
    (folder / "config.csv").write_text(config.replace("km/h,,", f"km/h,{crs},"))
    with (four_nodes / "node.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    lines = ["node_id,name,x_coord,y_coord"]
    for row in rows:
        x, y = bring(*degrees(row["x_coord"], row["y_coord"]))
        lines.append(f"{row['node_id']},{row['name']},{x!r},{y!r}")
    (folder / "node.csv").write_text("\n".join(lines) + "\n")
