"""Shifted coordinates of web maps in China: GCJ-02 and BD-09 (火星坐标, 百度坐标).

Neither has an official formula; both are those that everybody uses, with the parameters of the
Krasovsky ellipsoid. No inverse exists in closed form: it is found by iteration.

References
----------
Formulas and checked pairs: googollee/eviltransform and hujiulong/gcoord (GitHub, both MIT licence),
which agree; pairs of both are in the tests.

"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.ellipsoid import KRASOVSKY

Degrees = NDArray[np.float64]

_WEST, _EAST, _SOUTH, _NORTH = 72.004, 137.8347, 0.8293, 55.8271
"""Box in which GCJ-02 shifts; it is wider than China and holds parts of its neighbours."""

_BD_TURN = np.pi * 3000.0 / 180.0
_BD_LON, _BD_LAT = 0.0065, 0.006
"""Constants of BD-09: its small waves [1/deg] and its offset [deg]."""

_ROUNDS = 10
"""Rounds after which an iteration has ended: each leaves less than a hundredth of the error."""


def in_china_box(lon: Degrees, lat: Degrees) -> NDArray[np.bool_]:
    """Return which points lie in the box around China that web maps shift; nan lies nowhere."""
    inside: NDArray[np.bool_] = (lon >= _WEST) & (lon <= _EAST) & (lat >= _SOUTH) & (lat <= _NORTH)
    return inside


def wgs84_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 coordinates; outside the box around China they are the same [deg]."""
    east_m, north_m = _shift_m(lon - 105.0, lat - 35.0)
    parallel, meridian = KRASOVSKY.metres_per_degree(lat)
    inside = in_china_box(lon, lat)
    return (
        np.where(inside, lon + east_m / parallel, lon),
        np.where(inside, lat + north_m / meridian, lat),
    )


def gcj02_to_wgs84(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return WGS-84 coordinates: those that shift onto the given ones to 1e-11 deg.

    A point within 700 m of the edge of the box may be the image of two points or of none: it is
    then taken as it is.
    """
    guess_lon, guess_lat = lon.copy(), lat.copy()
    for _ in range(_ROUNDS):
        there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + (lon - there_lon), guess_lat + (lat - there_lat)
    there_lon, there_lat = wgs84_to_gcj02(guess_lon, guess_lat)
    found = (np.abs(there_lon - lon) < 1e-11) & (np.abs(there_lat - lat) < 1e-11)
    return np.where(found, guess_lon, lon), np.where(found, guess_lat, lat)


def gcj02_to_bd09(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return BD-09 coordinates; outside the box around China they are the same [deg]."""
    radius = np.hypot(lon, lat) + 2e-5 * np.sin(lat * _BD_TURN)
    angle = np.arctan2(lat, lon) + 3e-6 * np.cos(lon * _BD_TURN)
    inside = in_china_box(lon, lat)
    return (
        np.where(inside, radius * np.cos(angle) + _BD_LON, lon),
        np.where(inside, radius * np.sin(angle) + _BD_LAT, lat),
    )


def bd09_to_gcj02(lon: Degrees, lat: Degrees) -> tuple[Degrees, Degrees]:
    """Return GCJ-02 coordinates: those that shift onto the given ones to 1e-11 deg."""
    guess_lon, guess_lat = lon - _BD_LON, lat - _BD_LAT
    for _ in range(_ROUNDS):
        there_lon, there_lat = gcj02_to_bd09(guess_lon, guess_lat)
        guess_lon, guess_lat = guess_lon + (lon - there_lon), guess_lat + (lat - there_lat)
    there_lon, there_lat = gcj02_to_bd09(guess_lon, guess_lat)
    found = (np.abs(there_lon - lon) < 1e-11) & (np.abs(there_lat - lat) < 1e-11)
    return np.where(found, guess_lon, lon), np.where(found, guess_lat, lat)


def _shift_m(x: Degrees, y: Degrees) -> tuple[Degrees, Degrees]:
    """Return how far GCJ-02 shifts to the east and north, x and y counted from 105 E 35 N [m]."""
    root = np.sqrt(np.abs(x))
    waves = 20.0 * _wave(x, 1 / 6) + 20.0 * _wave(x, 1 / 2)
    east = waves + 20.0 * _wave(x, 1) + 40.0 * _wave(x, 3)
    east += 150.0 * _wave(x, 12) + 300.0 * _wave(x, 30)
    north = waves + 20.0 * _wave(y, 1) + 40.0 * _wave(y, 3)
    north += 160.0 * _wave(y, 12) + 320.0 * _wave(y, 30)
    return (
        300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * root + east * 2.0 / 3.0,
        -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * root + north * 2.0 / 3.0,
    )


def _wave(angle: Degrees, half_period: float) -> Degrees:
    wave: Degrees = np.sin(angle * (np.pi / half_period))
    return wave
