"""Where the sources of a hazard are, as far as its part says so: for maps (危险源位置)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandtable.hazards.around import Around
    from sandtable.world.network import Network

SOURCES = ("site", "ignition", "breaches", "inlets")
"""Keys of parts under which sources stand: one of them, or a list."""


def source_places(around: Around) -> list[tuple[float, float]]:
    """Return where the sources of a hazard are, in the reference system of the network.

    Of a line or an area it is the middle of the corners.
    What stands nowhere, or where the network does not say where that is, is left out.
    """
    part: Any = around.stated.part
    found = []
    for key in SOURCES:
        stated = getattr(part, key, None)
        for one in stated if isinstance(stated, list) else [stated]:
            found += [place for place in _place(one, around.network) if np.isfinite(place).all()]
    return found


def _place(item: Any, network: Network) -> Iterator[tuple[float, float]]:  # noqa: ANN401  any part
    node, link = getattr(item, "node", ""), getattr(item, "link", "")
    if node:
        for number in np.flatnonzero(network.node_ids == node).tolist():
            yield float(network.x[number]), float(network.y[number])
    elif link and (arc := network.arc_number(link)) >= 0:
        yield _along(network, arc, getattr(item, "offset", None) or 0.0)
    for course in (getattr(item, "line", None), getattr(item, "area", None)):
        if course:
            x, y = np.mean(np.array(course, dtype=np.float64), axis=0).tolist()
            yield x, y
    if getattr(item, "point", None):
        x, y = item.point
        yield float(x), float(y)
    for across, up in (("x", "y"), ("lon", "lat")):
        x, y = getattr(item, across, None), getattr(item, up, None)
        if x is not None and y is not None:
            yield float(x), float(y)


def _along(network: Network, arc: int, offset_m: float) -> tuple[float, float]:
    """Return the point of an arc at a distance from its tail [m]."""
    x, y = network.points(arc)
    run = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x), np.diff(y)))))
    at = run[-1] * min(offset_m / float(network.length_m[arc]), 1.0)
    return float(np.interp(at, run, x)), float(np.interp(at, run, y))
