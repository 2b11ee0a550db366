"""Sunrise and sunset (日出日落)."""

from __future__ import annotations

import math
from datetime import date
from functools import lru_cache
from typing import Final

HALF_DAY_MIN: Final = 720
_ZENITH_DEG = 90.833
"""Of the sun's centre as its upper edge appears: refraction and radius are in it [deg]."""
_J2000 = date(2000, 1, 1).toordinal()


@lru_cache(maxsize=4096)
def sun_times(day: date, latitude: float, longitude: float) -> tuple[int, int]:
    """Return sunrise and sunset of a day at a place [min after 00:00 UTC of this date].

    Rounded to whole minutes, as almanacs print them, so that they are the same on every machine.
    East of Greenwich a day begins before 0. Where the sun does not rise both are noon; where it
    does not set they are a minute more than 12 h from noon, so that days overlap.

    Parameters
    ----------
    latitude, longitude
        North and east are positive [deg].

    References
    ----------
    Meeus (1998), Astronomical Algorithms, 2nd ed., chapters 25 and 28, as in the solar calculator
    of the NOAA Global Monitoring Laboratory; within a minute between 72 S and 72 N by its authors.
    unverified: the chapters' numbers.

    """
    noon = HALF_DAY_MIN - 4.0 * longitude
    noon -= _sun(day, noon)[1]
    found = []
    for side in (-1.0, 1.0):
        at = noon
        for _ in range(3):  # the sun moves on meanwhile
            declination, ahead_min = _sun(day, at)
            half = 4.0 * _hour_angle(latitude, declination)
            at = HALF_DAY_MIN - 4.0 * longitude - ahead_min + side * half
        found.append(math.floor(at + 0.5))
    return found[0], found[1]


def _hour_angle(latitude: float, declination: float) -> float:
    """Return the angle from noon at which the sun sets, 0 = it does not rise [deg]."""
    up = math.cos(math.radians(_ZENITH_DEG)) - math.sin(math.radians(latitude)) * math.sin(
        declination
    )
    across = math.cos(math.radians(latitude)) * math.cos(declination)
    if up >= across:
        return 0.0
    if up <= -across:
        return 180.25
    return math.degrees(math.acos(up / across))


def _sun(day: date, minute: float) -> tuple[float, float]:
    """Return the sun's declination [rad], and by how much it is ahead of the clock [min]."""
    t = (day.toordinal() - _J2000 - 0.5 + minute / 1440.0) / 36525.0
    mean = math.radians(280.46646 + t * (36000.76983 + 0.0003032 * t))
    anomaly = math.radians(357.52911 + t * (35999.05029 - 0.0001537 * t))
    e = 0.016708634 - t * (0.000042037 + 0.0000001267 * t)
    centre = (1.914602 - t * (0.004817 + 0.000014 * t)) * math.sin(anomaly)
    centre += (0.019993 - 0.000101 * t) * math.sin(2.0 * anomaly)
    centre += 0.000289 * math.sin(3.0 * anomaly)
    node = math.radians(125.04 - 1934.136 * t)
    apparent = mean + math.radians(centre - 0.00569 - 0.00478 * math.sin(node))
    tilt = 23.439291 - t * (0.013004167 + t * (1.64e-7 - 5.04e-7 * t)) + 0.00256 * math.cos(node)
    declination = math.asin(math.sin(math.radians(tilt)) * math.sin(apparent))
    y = math.tan(math.radians(tilt) / 2.0) ** 2
    equation = y * math.sin(2.0 * mean) - 2.0 * e * math.sin(anomaly)
    equation += 4.0 * e * y * math.sin(anomaly) * math.cos(2.0 * mean)
    equation -= 0.5 * y * y * math.sin(4.0 * mean) + 1.25 * e * e * math.sin(2.0 * anomaly)
    return declination, 4.0 * math.degrees(equation)
