"""Road networks from GMNS tables: node.csv, link.csv and more in one folder (路网文件).

Format: General Modeling Network Specification 0.96 (zephyr-data-specs/GMNS), with columns of ours;
docs/networks.md describes them. The order of the rows decides nothing: nodes and arcs are numbered
in the order of their ids, compared as byte strings.
"""

from __future__ import annotations

import math
import re
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sandtable.files.network_columns import NetworkTable
from sandtable.files.network_geometry import Shapes, read_shapes
from sandtable.files.network_links import Links, arcs, read_links
from sandtable.files.network_units import Settings, read_settings
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import GEOGRAPHIC, Network

NODE_HEADERS = ("node_id", "x_coord", "y_coord")
LINK_HEADERS = ("link_id", "from_node_id", "to_node_id", "directed", "length")
NODE_ALSO = ("z_coord",)
LINK_ALSO = (
    "free_speed",
    "facility_type",
    "road_id",
    "max_weight",
    "max_weight_t",
    "max_height_m",
    "max_width_m",
    "lanes",
    "surface",
    "is_bridge",
    "is_tunnel",
    "is_ford",
    "is_dike_road",
    "road_z_m",
    "max_depth_m",
    "name",
    "origin",
    "geometry_id",
    "geometry",
    "dir_flag",
)
"""Columns that may be there; others are ignored."""

_EAST, _NORTH = 180, 90
_ATTRIBUTION = re.compile(r"^Attribution:[ \t]*(.+?)[ \t]*$", re.MULTILINE)


def read_network(folder: Path, name: str) -> Network:
    """Read a network.

    A link with ``directed`` 0 becomes two arcs, the second under the id of the link with ``_r`` at
    its end. Numbers as ids get the prefix n (nodes), l (links) or r (roads). A speed that is not
    stated is assumed by class (`DEFAULT_SPEED_KMH`).

    Parameters
    ----------
    folder
        Folder of node.csv, link.csv and, if units or CRS are others than m, km/h and unknown,
        config.csv, and geometry.csv if roads are not straight. A line ``Attribution: ...`` of its
        README.md is kept for pictures.
    name
        What faults call the folder.

    Raises
    ------
    UserFaults
        With all that is wrong in all files.

    """
    if not folder.is_dir():
        raise UserFaults([_no_folder(name)])
    faults: list[Fault] = []
    settings = read_settings(folder, name, faults)
    nodes = NetworkTable.read(
        folder / "node.csv", f"{name}/node.csv", NODE_HEADERS, NODE_ALSO, faults
    )
    links = NetworkTable.read(
        folder / "link.csv", f"{name}/link.csv", LINK_HEADERS, LINK_ALSO, faults
    )
    ids = nodes.ids("node_id", "n", unique=True) if nodes else []
    places = _coordinates(nodes, settings.crs) if nodes else {}
    shapes = read_shapes(folder, name, links) if links else None
    read = read_links(links, ids if nodes else None, settings) if links else None
    if faults or read is None or shapes is None:
        raise UserFaults(faults)
    return network_of(ids, places, read, shapes, settings, _attribution(folder))


def _no_folder(name: str) -> Fault:
    return Fault(
        file=name,
        found=_("no such folder"),
        expected=_("a folder with node.csv and link.csv"),
        repair=_("Correct the name."),
        code="no-file",
    )


def _attribution(folder: Path) -> str:
    readme = folder / "README.md"
    line = _ATTRIBUTION.search(readme.read_text("utf-8", "replace")) if readme.is_file() else None
    return line[1] if line else ""


def _coordinates(nodes: NetworkTable, crs: str) -> dict[str, NDArray[np.float64]]:
    """Return the columns x and y, noting what is no place on Earth."""
    before = len(nodes.faults)
    x, y = (
        nodes.quantities(header, 1.0, _("a number"), least=-math.inf)
        for header in ("x_coord", "y_coord")
    )
    for header, other in (("x_coord", "y_coord"), ("y_coord", "x_coord")):
        for at, text in enumerate(nodes.columns[header]):
            if not text and nodes.columns[other][at]:
                nodes.fault(at, header, _("a number"), _("Write both coordinates, or neither."))
    if crs in GEOGRAPHIC and len(nodes.faults) == before:
        _check_degrees(nodes, x, y)
    z_m = nodes.quantities("z_coord", 1.0, _("a number, or nothing"), least=-math.inf)
    return {"x": x, "y": y, "z_m": z_m}


def _check_degrees(nodes: NetworkTable, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
    if np.all((np.abs(x) <= _NORTH) & (np.abs(y) > _NORTH) & (np.abs(y) <= _EAST)):
        repair = _("x_coord is the longitude: exchange the two columns.")
        nodes.fault(0, "y_coord", _("a latitude between -90 and 90"), repair)
        return
    for header, values, limit in (("x_coord", x, _EAST), ("y_coord", y, _NORTH)):
        expected = _("degrees between -{limit} and {limit}").format(limit=limit)
        for at in np.flatnonzero(np.abs(values) > limit).tolist():
            nodes.fault(at, header, expected, _("Check the coordinates and the CRS of config.csv."))


def network_of(
    ids: list[str],
    places: dict[str, NDArray[np.float64]],
    links: Links,
    shapes: Shapes,
    settings: Settings,
    attribution: str,
) -> Network:
    """Return the network of nodes and links, numbered in the order of their ids.

    Parameters
    ----------
    ids, places
        Ids of the nodes; their columns ``x``, ``y`` and ``z_m``.

    """
    order = sorted(range(len(ids)), key=ids.__getitem__)
    number = {ids[at]: place for place, at in enumerate(order)}
    return Network.from_arrays(
        n_nodes=len(ids),
        node_ids=[ids[at] for at in order],
        x=places["x"][order],
        y=places["y"][order],
        z_m=places["z_m"][order],
        **arcs(links, number, shapes.of_link),
        shape_first=shapes.first,
        shape_x=shapes.x,
        shape_y=shapes.y,
        crs=settings.crs,
        kind=settings.kind,
        attribution=attribution,
    )
