"""One leak in one course of the weather, as an Impact."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.chemical.projection import Harm, Named, Places, project
from sandtable.hazards.chemical.puffs import FARTHEST_M, NEAREST_M, Cloud, carry
from sandtable.hazards.courses import along, nearest_m
from sandtable.hazards.impact import Impact
from sandtable.hazards.rows import HazardSource

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.chemical.puffs import Source
    from sandtable.hazards.chemical.weather import Weather
    from sandtable.hazards.impact import Series

Point = tuple[float, float]

ALONG_M = 50.0
"""Roads are looked at every so many metres: a choice [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Leak:
    """A leak and what lies around it; the site is the origin, x is east and y is north (泄漏点).

    Parameters
    ----------
    source
        Id of the leak.
    gas, hot
        Causes that people read, of gas on a road and of the hot zone.
    release
        What it gives to the air: a `Release`, or an `Outflow` with its pool.
    height_m
        Of the release [m].
    arcs
        Arc number -> its line, at least two points [m].
    zones
        Zone -> places of its people and how many stand for each, > 0 [m, persons].
    isolation_m
        Radius of first isolation: every arc that enters it is closed [m].

    """

    source: str
    gas: str
    hot: str
    release: Source
    height_m: float = 0.0
    arcs: Mapping[int, Sequence[Point]]
    zones: Mapping[str, Sequence[tuple[Point, float]]]
    isolation_m: float = 0.0


def realise(
    leak: Leak,
    weather: Weather,
    harm: Harm,
    *,
    n_arcs: int,
    until_s: float = 3600.0,
    step_s: float = 60.0,
    bin_s: float = 300.0,
) -> Impact:
    """Return what a leak does in one course of the weather.

    Places nearer than 100 m have the concentration of 100 m in the same direction, the nearest that
    the formulas are meant for; the circle of first isolation is there for what is nearer. Places
    beyond 10 km get nothing.

    Parameters
    ----------
    n_arcs
        Arcs of the network.
    until_s
        How long the cloud is followed [s].

    Raises
    ------
    ValueError
        If the weather is too calm, or nothing lies within 10 km.

    """
    places, points = _places(leak)
    cloud = carry(
        leak.release,
        weather,
        points,
        until_s=until_s,
        step_s=step_s,
        bin_s=bin_s,
        height_m=leak.height_m,
    )
    named = Named(source=leak.source, gas=leak.gas, hot=leak.hot)
    intervals, exposures = project(cloud, places, harm, named)
    return Impact.of(
        n_arcs,
        intervals,
        exposures,
        [HazardSource(id=leak.source, control="void")],
        series=_series(leak.release, cloud),
    )


def _places(leak: Leak) -> tuple[Places, NDArray[np.float64]]:
    """Return receptors along roads and at people, and which is whose."""
    points: dict[Point, int] = {}
    of_arc: dict[int, list[int]] = {}
    of_zone: dict[str, tuple[list[int], list[float]]] = {}
    isolated: list[int] = []
    for arc, line in sorted(leak.arcs.items()):
        if nearest_m(line) <= leak.isolation_m:
            isolated.append(arc)
        along_it = _added(points, along(line, ALONG_M))
        of_arc[arc] = [number for numbers in along_it for number in numbers]
    for zone, people in sorted(leak.zones.items()):
        where = np.array([place for place, _count in people], dtype=np.float64)
        total = sum(count for _place, count in people)
        pairs = [
            (number, count / total / len(numbers))
            for numbers, (_place, count) in zip(_added(points, where), people, strict=True)
            for number in numbers
        ]
        if pairs:
            of_zone[zone] = ([number for number, _ in pairs], [part for _, part in pairs])
    if not points:
        raise ValueError("leak: no road and nobody within 10 km")
    kept = {arc: receptors for arc, receptors in of_arc.items() if receptors}
    return Places(of_arc=kept, of_zone=of_zone, isolated=tuple(isolated)), np.array(list(points))


def _added(points: dict[Point, int], where: NDArray[np.float64]) -> list[list[int]]:
    """Add places to the receptors, each once; return the numbers that stand for each.

    None stands for what is beyond 10 km, and four around it for the site itself.
    """
    numbers: list[list[int]] = []
    apart = np.hypot(*where.T)
    for (x, y), distance in zip(where.tolist(), apart.tolist(), strict=True):
        out = max(NEAREST_M * (1 + 1e-12) / distance, 1.0) if distance > 0.0 else 1.0
        mine = [(x * out, y * out)] if distance > 0.0 else _ROUND
        mine = [] if distance > FARTHEST_M else mine
        numbers.append([points.setdefault(one, len(points)) for one in mine])
    return numbers


def not_nearer(places_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return places, those nearer than 100 m put to 100 m in the same direction [m].

    The site itself is put to the east.
    """
    apart = np.hypot(*places_m.T)
    out = np.maximum(NEAREST_M * (1 + 1e-12) / np.maximum(apart, 1e-9), 1.0)
    moved: NDArray[np.float64] = places_m * out[:, None]
    moved[apart == 0.0] = (NEAREST_M * (1 + 1e-12), 0.0)
    return moved


_ROUND = [(NEAREST_M, 0.0), (0.0, NEAREST_M), (-NEAREST_M, 0.0), (0.0, -NEAREST_M)]


def _series(release: Source, cloud: Cloud) -> Series:
    """Return what reports show of a leak, by the ends of the steps."""
    return {name: (cloud.edge_s, sums) for name, sums in release.series(cloud.edge_s).items()}
