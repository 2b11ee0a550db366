"""The road nearest to a place (最近道路)."""

from __future__ import annotations

import numpy as np

from sandtable.ground.ellipsoid import WGS84
from sandtable.world.network import Network

_SAME_M = 1e-6
"""Roads are equally near that differ by less, as the two directions of one do [m]."""


class Snapper:
    """Finds the nearest road to a place by its coordinates, along the courses of the roads."""

    def __init__(self, network: Network) -> None:
        self.network = network
        courses = [network.points(arc) for arc in range(network.n_arcs)]
        counts = np.array([x.size for x, _y in courses])
        self._x = np.concatenate([x for x, _y in courses])
        self._y = np.concatenate([y for _x, y in courses])
        self._first = np.concatenate(([0], np.cumsum(counts)))
        is_last = np.zeros(self._x.size, dtype=np.bool_)
        is_last[self._first[1:] - 1] = True
        self._begins = np.flatnonzero(~is_last)
        """Points at which a piece of a course begins."""

    def nearest(self, x: float, y: float) -> tuple[int, float, float]:
        """Return the arc nearest to a place, how far along it [m], and how far away it is [m].

        In the plane that touches the Earth at the place, right to 1 % within 50 km. Of equally near
        arcs, as both directions of a road are, the one of smaller number.
        """
        east, north = np.ones(1), np.ones(1)
        if self.network.in_degrees:
            east, north = WGS84.metres_per_degree(np.array([y]))
        to_x, to_y = (self._x - x) * east, (self._y - y) * north
        at = self._begins
        dx, dy = to_x[at + 1] - to_x[at], to_y[at + 1] - to_y[at]
        square = dx * dx + dy * dy
        share = -(to_x[at] * dx + to_y[at] * dy) / np.where(square > 0.0, square, 1.0)
        share = np.clip(np.where(square > 0.0, share, 0.0), 0.0, 1.0)
        away = np.hypot(to_x[at] + share * dx, to_y[at] + share * dy)
        best = int(np.flatnonzero(away <= np.nanmin(away) + _SAME_M)[0])
        arc = int(np.searchsorted(self._first, at[best], side="right")) - 1
        steps = np.hypot(dx, dy)
        on_arc = (at >= self._first[arc]) & (at < self._first[arc + 1])
        drawn_m = float(steps[on_arc].sum())
        gone_m = float(steps[on_arc & (at < at[best])].sum() + share[best] * steps[best])
        length_m = float(self.network.length_m[arc])
        along = gone_m / drawn_m if drawn_m > 0.0 else 0.0
        return arc, min(along * length_m, length_m), float(away[best])
