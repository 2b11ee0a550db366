"""An Impact as GeoJSON: its roads and zones with times, for maps and for the kind ``areas``."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.files.areas.placing import degrees
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.cells import ENDLESS
from sandtable.hazards.intensity import KINDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.place_builder import Peopled
    from sandtable.hazards.around import Around
    from sandtable.hazards.danger import DangerZone, ZoneKind
    from sandtable.hazards.impact import Impact
    from sandtable.hazards.rows import RoadColumns, ZoneColumns
    from sandtable.world.network import Network

_DIGITS = 7
"""Digits of a degree behind the point: a centimetre."""

_NAMES: Mapping[ZoneKind, tuple[str, str]] = {
    "isolation": ("初始隔离区", "first isolation"),
    "hot": ("热区", "hot zone"),
    "warm": ("温区", "warm zone"),
    "cold": ("冷区", "cold zone"),
}
"""A file is read in both languages, whatever the one of the screen."""


def impact_geojson(
    impacts: Mapping[int, Impact], network: Network, zones: Mapping[str, Peopled]
) -> dict[str, Any]:
    """Return what impacts do as a GeoJSON object (RFC 7946), a feature for each of their rows.

    Read back by an entry of ``areas`` with the same source, it is the same to the bit: features
    name their arc and zone. Several impacts carry their samples.

    Parameters
    ----------
    impacts
        By number of the sample.
    zones
        Where people live, by id, in the reference system of the network.

    Raises
    ------
    UserFaults
        If the network has no reference system, or there is no way from it to degrees.

    """
    courses = _courses(impacts, network)
    features = []
    for sample, impact in impacts.items():
        mark = {"sample": sample} if len(impacts) > 1 else {}
        features += [
            one | {"properties": one["properties"] | mark}
            for one in (*_roads(impact, network, courses), *_people(impact, network, zones))
        ]
    found: dict[str, Any] = {"type": "FeatureCollection", "features": features}
    if network.attribution:
        found["attribution"] = network.attribution
    return found


def danger_geojson(
    zones: Mapping[int, Sequence[DangerZone]], around: Around
) -> list[dict[str, Any]]:
    """Return zones of danger as features of GeoJSON, a multipolygon for each of their times.

    For maps: an entry of ``areas`` leaves them out, unless it says what they do.

    Parameters
    ----------
    zones
        By number of the sample; several carry their samples.

    Raises
    ------
    UserFaults
        As `impact_geojson`.

    """

    def in_degrees(metres: NDArray[np.float64]) -> NDArray[np.float64]:
        if around.plane is not None:
            return around.plane.degrees(metres)
        return np.column_stack(degrees(around.network, *metres.T))

    return [
        _feature(
            "MultiPolygon",
            [
                [np.round(ring, _DIGITS).tolist() for ring in polygon]
                for polygon in one.brought(in_degrees)
            ],
            danger_zone=one.kind,
            name_zh=_NAMES[one.kind][0],
            name_en=_NAMES[one.kind][1],
            limit=one.limit,
            from_s=one.from_s,
            to_s=ENDLESS if math.isinf(one.to_s) else one.to_s,
            source=around.stated.part.source.id,
            **({"sample": sample} if len(zones) > 1 else {}),
        )
        for sample, mine in zones.items()
        for one in mine
    ]


def _courses(impacts: Mapping[int, Impact], network: Network) -> dict[int, list[list[float]]]:
    """Return the courses of the arcs in use as longitudes and latitudes, from tail to head."""
    rows = [impact.roads.arc for impact in impacts.values()]
    arcs = np.unique(np.concatenate(rows)).tolist() if rows else []
    points = [np.column_stack(network.points(arc)) for arc in arcs]
    if not points:
        return {}
    lon, lat = degrees(network, *np.concatenate(points).T)
    ends = np.cumsum([len(one) for one in points])[:-1]
    pieces = np.split(np.round(np.column_stack((lon, lat)), _DIGITS), ends)
    return {arc: piece.tolist() for arc, piece in zip(arcs, pieces, strict=True)}


def _roads(
    impact: Impact, network: Network, courses: Mapping[int, list[list[float]]]
) -> Iterator[dict[str, Any]]:
    rows = impact.roads
    columns = (rows.arc, rows.kind, rows.value, rows.source, rows.cause)
    for times, arc, kind, value, source, cause in zip(
        _times(rows), *(one.tolist() for one in columns), strict=True
    ):
        yield _feature(
            "LineString",
            courses[arc],
            link_id=str(network.arc_ids[arc]),
            road_id=str(network.road_ids[arc]),
            **times,
            kind=impact.kinds[kind],
            value=_with_unit(impact.kinds[kind], value),
            cause=impact.causes[cause],
            source=impact.sources[source].id,
        )


def _people(
    impact: Impact, network: Network, zones: Mapping[str, Peopled]
) -> Iterator[dict[str, Any]]:
    there = [(name, zones[name].x, zones[name].y) for name in impact.zones]
    names, x, y = zip(*there, strict=True) if there else ((), (), ())
    lon, lat = degrees(network, np.array(x), np.array(y)) if there else (x, y)
    places = {name: [float(a), float(b)] for name, a, b in zip(names, lon, lat, strict=True)}
    rows = impact.people
    columns = (rows.zone, rows.kind, rows.share, rows.source)
    for times, zone, kind, share, source in zip(
        _times(rows), *(one.tolist() for one in columns), strict=True
    ):
        name = impact.zones[zone]
        yield _feature(
            "Point",
            [round(one, _DIGITS) for one in places[name]],
            zone_id=name,
            **times,
            exposure=impact.exposure_kinds[kind],
            share=share,
            persons=round(share * zones[name].persons),
            source=impact.sources[source].id,
        )


def _feature(shape: str, coordinates: list[Any], **beside: object) -> dict[str, Any]:
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": beside, "geometry": geometry}


def _times(rows: RoadColumns | ZoneColumns) -> Iterator[dict[str, float | str]]:
    """Yield the times of rows as tables have them; of release, where it was before."""
    columns = (rows.from_s, rows.to_s, rows.released_s)
    for from_s, to_s, released_s in zip(*(one.tolist() for one in columns), strict=True):
        end = ENDLESS if math.isinf(to_s) else to_s
        before = {} if released_s == from_s else {"released_s": released_s}
        yield {"from_s": from_s, "to_s": end, **before}


def _with_unit(kind: str, value: float) -> str:
    """Return an intensity as tables have it."""
    dimension = KINDS[kind].dimension
    return f"{value!r} {DIMENSIONS[dimension].base}" if dimension else repr(value)
