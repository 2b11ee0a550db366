"""The courses of rivers and dikes: smooth lines past seats and through known places."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from sandtable.files.schematic.facts import Stop
from sandtable.files.schematic.lines import Line, Lines, through
from sandtable.ground.luck import Luck
from sandtable.ground.plane import Plane

_BEYOND_M = 5000.0
_LEG_M = 5000.0
_SWAY_M = 700.0
_STEP_M = 500.0


class Rivers:
    """The rivers of a county: their lines and widths [m].

    Parameters
    ----------
    lines, widths_m
        In the same order.

    """

    def __init__(self, lines: Sequence[Line], widths_m: Sequence[float]) -> None:
        self.lines = Lines()
        for line in lines:
            self.lines.add(line)
        self.widths_m = tuple(widths_m)


def course(
    name: str,
    stops: Sequence[Stop],
    seats: Mapping[str, NDArray[np.float64]],
    clear_m: Mapping[str, float],
    plane: Plane,
    luck: Luck,
) -> Line:
    """Return the course of a river on the plane.

    It passes all its townships on one side, drawn by luck, and goes on beyond a township at its
    end; through a stated place it goes exactly.

    Parameters
    ----------
    seats
        Place of each seat on the plane [m].
    clear_m
        How far from each seat it passes [m].

    """
    side = 1.0 if luck.uniform("schematic.river", name) < 0.5 else -1.0
    rough = np.array([_rough(stop, seats, plane) for stop in stops])
    points: list[NDArray[np.float64]] = []
    for k, (code, _lon, _lat) in enumerate(stops):
        ahead = rough[min(k + 1, len(rough) - 1)] - rough[max(k - 1, 0)]
        ahead /= max(1.0, float(np.hypot(*ahead)))
        across = side * np.array([-ahead[1], ahead[0]])
        place = rough[k] + (clear_m[code] * across if code else 0.0)
        if points:
            points += _swaying(points[-1], place, side, luck, f"{name}\x1f{k}")
        if code and k == 0:
            points.append(place - _BEYOND_M * ahead)
        points.append(place)
        if code and k == len(stops) - 1:
            points.append(place + _BEYOND_M * ahead)
    return through(np.array(points), _STEP_M)


def plain_course(
    stops: Sequence[Stop], seats: Mapping[str, NDArray[np.float64]], plane: Plane
) -> Line:
    """Return the course of a dike: straight from stop to stop."""
    return np.array([_rough(stop, seats, plane) for stop in stops])


def _rough(
    stop: Stop, seats: Mapping[str, NDArray[np.float64]], plane: Plane
) -> NDArray[np.float64]:
    code, lon, lat = stop
    return seats[code] if code else plane.metres(np.array([[lon, lat]]))[0]


def _swaying(
    start: NDArray[np.float64], end: NDArray[np.float64], side: float, luck: Luck, entity: str
) -> list[NDArray[np.float64]]:
    """Return places between two stops, swaying to the side on which the seats are not."""
    along = end - start
    count = math.floor(float(np.hypot(*along)) / _LEG_M)
    across = side * np.array([-along[1], along[0]]) / max(1.0, float(np.hypot(*along)))
    draws = luck.series("schematic.sway", entity, count) if count else ()
    return [
        start + along * k / (count + 1) + _SWAY_M * u * across
        for k, u in enumerate(np.asarray(draws).tolist(), 1)
    ]
