"""Areas with times that close or slow the roads in them and expose who lives there (影响区域)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.polygons import Courses, Pieces, Polygon, touching
from sandtable.hazards.rows import Exposure, Interval
from sandtable.world.going import AIR

if TYPE_CHECKING:
    from sandtable.files.place_builder import Peopled
    from sandtable.world.network import Network


class Stretch(NamedTuple):
    """What an area does for a time; the fields are those of `Interval` and `Exposure`.

    ``kind`` empty = nothing to roads; ``exposure`` empty = nothing to people.
    """

    from_s: float
    to_s: float
    kind: str
    value: float
    source: str
    cause: str
    exposure: str = ""
    share: float = 1.0
    released_s: float | None = None

    def on(self, arc: int) -> Interval:
        """Return what it does to an arc."""
        return Interval(
            arc,
            self.from_s,
            self.to_s,
            self.kind,
            self.value,
            self.source,
            self.cause,
            self.released_s,
        )

    def exposing(self, zone: str) -> Exposure:
        """Return what it does to a zone."""
        return Exposure(
            zone, self.from_s, self.to_s, self.exposure, self.share, self.source, self.released_s
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """Polygons in the reference system of the network, and what they do."""

    polygons: Sequence[Polygon]
    stretches: Sequence[Stretch]


def rows_of(
    areas: Iterable[Area], network: Network, zones: Mapping[str, Peopled]
) -> tuple[list[Interval], list[Exposure]]:
    """Return what areas do to the arcs that touch them and to the zones that lie in them.

    A road is in an area with its whole length as soon as it touches it, edges included. The people
    of a zone are in it when the place of the zone is. A speed factor slows nobody who flies: what
    stops a flight is wind and visibility.

    Parameters
    ----------
    zones
        Where people live, by id, in the reference system of the network.

    """
    courses = Courses.of(network)
    names = list(zones)
    x, y = (np.array([getattr(zones[name], axis) for name in names]) for axis in ("x", "y"))
    intervals: list[Interval] = []
    exposures: list[Exposure] = []
    for area in areas:
        arcs = courses.arcs_on(area.polygons)
        on_ground = arcs[network.facility_type[arcs] != AIR].tolist()
        inside = np.flatnonzero(touching(Pieces.points(x, y), area.polygons)).tolist()
        for one in area.stretches:
            if one.kind:
                slowed = on_ground if one.kind == SPEED_FACTOR else arcs.tolist()
                intervals += [one.on(arc) for arc in slowed]
            if one.exposure:
                exposures += [one.exposing(names[number]) for number in inside]
    return intervals, exposures
