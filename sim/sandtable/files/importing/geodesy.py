"""Lengths on the ellipsoid, for roads whose length nobody has stated."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

_AXIS_M = 6_378_137.0
_E2 = 6.69437999014e-3
"""Half axis and squared eccentricity of WGS 84 (NIMA TR8350.2, 2000, table 3.1); those of CGCS2000
differ by less than 1e-9."""

Numbers = NDArray[np.float64]


def distance_m(lon: Numbers, lat: Numbers, to_lon: Numbers, to_lat: Numbers) -> Numbers:
    """Return distances between places in degrees, all of one shape [m].

    By the radii of curvature in the middle of the way, which is right to 1e-6 up to 30 km.

    References
    ----------
    Torge and Müller (2012), Geodesy, section 6.3.3: mid-latitude formulas.

    """
    middle = (lat + to_lat) / 2.0
    across, along = metres_per_degree(middle)
    east = (to_lon - lon + 180.0) % 360.0 - 180.0
    distance: Numbers = np.hypot(east * across, (to_lat - lat) * along)
    return distance


def metres_per_degree(lat: Numbers | float) -> tuple[Numbers, Numbers]:
    """Return metres to a degree of longitude and of latitude, at latitudes in degrees."""
    middle = np.radians(np.asarray(lat, dtype=np.float64))
    bend = 1.0 - _E2 * np.sin(middle) ** 2
    across = _AXIS_M / np.sqrt(bend) * np.cos(middle)
    along = _AXIS_M * (1.0 - _E2) / bend**1.5
    return np.radians(1.0) * across, np.radians(1.0) * along
