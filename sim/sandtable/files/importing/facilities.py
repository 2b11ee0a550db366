"""Facilities of a network folder that lie far from any road."""

from __future__ import annotations

from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.audit import Far
from sandtable.files.network_columns import NetworkTable
from sandtable.files.snapping import Snapper
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import Network

FAR_M: Final = 500.0
"""From here on a place is off the road [m]."""

_PLACE: Final = ("x", "y")
"""Where they stand; a facility at a node or on a link is on the road."""


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
    table = NetworkTable.read(path, f"{name}/facility.csv", ("id",), _PLACE, faults)
    if table is None:
        raise UserFaults(faults)
    if not all(header in table.columns for header in _PLACE):
        return []
    expected = _("a number, or nothing")
    x, y = (table.quantities(header, 1.0, expected, least=-np.inf) for header in _PLACE)
    if faults:
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
    """Return the distance from each place to the nearest road, nan for a blank one [m]."""
    snapper = Snapper(network)
    return np.array(
        [
            snapper.nearest(*place)[2] if np.isfinite(place).all() else np.nan
            for place in zip(x.tolist(), y.tolist(), strict=True)
        ]
    )
