"""Facilities of a network folder that lie far from any road."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.audit import Far
from sandtable.files.importing.geodesy import metres_per_degree
from sandtable.files.network_columns import NetworkTable
from sandtable.files.network_reader import GEOGRAPHIC
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import Network

FAR_M: Final = 500.0
"""From here on a place is off the road [m]."""

_HEADERS: Final = ("id", "x", "y")


def far_facilities(network: Network, folder: Path, name: str) -> list[Far]:
    """Return the places of facility.csv farther than 500 m from every road, farthest first.

    Raises
    ------
    UserFaults
        With all that is wrong in the table.

    """
    path = folder / "facility.csv"
    if not path.is_file() or not network.n_arcs or not network.crs:
        return []
    faults: list[Fault] = []
    table = NetworkTable.read(path, f"{name}/facility.csv", _HEADERS, (), faults)
    x, y = (
        table.quantities(header, 1.0, _("a number, or nothing"), least=-np.inf)
        if table
        else np.empty(0)
        for header in ("x", "y")
    )
    if faults or table is None:
        raise UserFaults(faults)
    distance = road_distances_m(network, x, y)
    order = np.argsort(-distance, kind="stable")
    ids = table.texts("id")
    return [
        Far(facility=ids[at], distance_m=float(distance[at]))
        for at in order.tolist()
        if distance[at] > FAR_M
    ]


def road_distances_m(
    network: Network, x: NDArray[np.float64], y: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the distance from each place to the nearest road, along its course [m].

    In the plane that touches the Earth at the place, which is right to 1 % within 50 km.
    """
    x1, y1, x2, y2 = _segments(network)
    distances = np.full(x.size, np.nan)
    for at, (px, py) in enumerate(zip(x.tolist(), y.tolist(), strict=True)):
        right, up = metres_per_degree(py) if network.crs in GEOGRAPHIC else (1.0, 1.0)
        ax, ay = (x1 - px) * right, (y1 - py) * up
        dx, dy = (x2 - x1) * right, (y2 - y1) * up
        square = dx * dx + dy * dy
        part = np.clip(-(ax * dx + ay * dy) / np.where(square > 0.0, square, 1.0), 0.0, 1.0)
        distances[at] = np.nanmin(np.hypot(ax + part * dx, ay + part * dy))
    return distances


def _segments(network: Network) -> tuple[NDArray[np.float64], ...]:
    """Return begin and end of every straight piece of road."""
    straight = network.arc_shape == 0
    tail, head = network.tail[straight], network.head[straight]
    inner = np.ones(max(network.shape_x.size - 1, 0), dtype=np.bool_)
    inner[network.shape_first[1:-1] - 1] = False  # from one shape to the next is no road
    first, last = np.flatnonzero(inner), np.flatnonzero(inner) + 1
    x, y = network.shape_x, network.shape_y
    return (
        np.concatenate([network.x[tail], x[first]]),
        np.concatenate([network.y[tail], y[first]]),
        np.concatenate([network.x[head], x[last]]),
        np.concatenate([network.y[head], y[last]]),
    )
