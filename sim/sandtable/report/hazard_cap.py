"""What a hazard does as a warning in CAP 1.2, for exercises (演练预警).

References
----------
OASIS (2010), Common Alerting Protocol version 1.2: elements and their order (3.2 and its schema),
pairs of latitude and longitude (3.3.1), times with their offset from UTC (3.3.2).

"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from xml.sax.saxutils import escape
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from sandtable.files.areas.cap import NAMESPACE
from sandtable.files.areas.placing import degrees
from sandtable.ground.language import _, language
from sandtable.ground.plane import Plane
from sandtable.study.hazard_preview import Preview, Sampled
from sandtable.world.network import Network
from sandtable.world.world import World

MARGIN_M = 30.0
"""Areas reach so far beyond a road, and beyond the place of a zone [m]."""

SEVERITY = {"closed": "Severe", "slowed": "Moderate", "exposed": "Extreme"}
"""Severity of what happens to roads and people; that it is this is a choice of ours."""

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")

_AROUND = MARGIN_M * np.array(
    [(math.cos(one), math.sin(one)) for one in np.arange(8) * (math.pi / 4.0)]
)


class _Group(NamedTuple):
    """What has one info: what happens, why, from when to when since the activation [s]."""

    what: str
    cause: str
    from_s: float
    to_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Area:
    """A polygon of latitudes and longitudes, and what it is called."""

    name: str
    corners: NDArray[np.float64]


def cap_alert(found: Preview, sampled: Sampled, world: World) -> str:
    """Return one alert of the status Exercise: an info for each state, cause and time.

    The area of a road is the convex hull of its course with a margin; a zone is a polygon around
    its place. Instants are rounded outwards to whole seconds. What never ends expires with the
    scenario. An entry that nothing wakes at a stated time counts from the start of the scenario.

    Parameters
    ----------
    sampled
        One of the samples of the preview.

    Raises
    ------
    UserFaults
        If the network has no reference system, or there is no way from it to degrees.

    """
    since_s = 0.0 if math.isnan(found.activated_s) else found.activated_s
    zone = ZoneInfo(world.place.timezone)
    start = datetime.fromisoformat(world.scenario.start).replace(tzinfo=zone).astimezone(UTC)
    activated = start + timedelta(seconds=since_s)
    last_s = max(world.scenario.horizon_s - since_s, 0.0)
    parts = {
        "identifier": f"sandtable.{world.scenario.id}.{found.entry}.{sampled.sample}",
        "sender": "sandtable",
        "sent": _time(activated.astimezone(zone)),
        "status": "Exercise",
        "msgType": "Alert",
        "scope": "Restricted",
        "restriction": _("for the exercise alone"),
        "note": _("Worked out by a simulation: nothing of this has happened."),
    }
    areas = _areas(sampled, world)
    infos = [_info(group, areas[group], activated, last_s, zone) for group in sorted(areas)]
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', f'<alert xmlns="{NAMESPACE}">']
    return "\n".join([*lines, *_elements(parts), *infos, "</alert>"]) + "\n"


def _areas(sampled: Sampled, world: World) -> Mapping[_Group, list[_Area]]:
    """Return the areas of each info, in the order of their names."""
    roads = {one.road for one in sampled.roads if one.state in SEVERITY}
    shapes = _of_roads(world.network, roads)
    places = _of_zones(world, {one.zone for one in sampled.people})
    found: dict[_Group, list[_Area]] = {}
    for road in sorted(sampled.roads, key=lambda one: one.road):
        if road.state in SEVERITY and road.road in shapes:
            group = _Group(road.state, road.cause, road.from_s, road.to_s)
            found.setdefault(group, []).append(shapes[road.road])
    for people in sorted(sampled.people, key=lambda one: one.zone):
        if people.zone in places:
            group = _Group("exposed", people.kind, people.from_s, people.to_s)
            found.setdefault(group, []).append(places[people.zone])
    return found


def _info(
    group: _Group, areas: Iterable[_Area], activated: datetime, last_s: float, zone: ZoneInfo
) -> str:
    to_s = min(group.to_s, max(last_s, group.from_s + 1.0))
    words = {
        "closed": _("roads closed"),
        "slowed": _("roads slowed"),
        "exposed": _("people exposed"),
    }
    parts = {
        "language": "zh-CN" if language() == "zh" else "en-US",
        "category": "Safety" if group.what == "exposed" else "Transport",
        "event": group.cause or words[group.what],
        "urgency": "Expected",
        "severity": SEVERITY[group.what],
        "certainty": "Possible",
        "onset": _time(_after(activated, math.floor(group.from_s)).astimezone(zone)),
        "expires": _time(_after(activated, math.ceil(to_s)).astimezone(zone)),
        "headline": words[group.what],
    }
    shapes = [line for one in areas for line in _area(one)]
    return "\n".join(["<info>", *_elements(parts), *shapes, "</info>"])


def _area(one: _Area) -> Iterator[str]:
    pairs = " ".join(f"{lat:.6f},{lon:.6f}" for lat, lon in one.corners.tolist())
    yield f"<area><areaDesc>{_said(one.name)}</areaDesc><polygon>{pairs}</polygon></area>"


def _elements(parts: Mapping[str, str]) -> Iterator[str]:
    return (f"<{key}>{_said(text)}</{key}>" for key, text in parts.items())


def _after(activated: datetime, seconds: float) -> datetime:
    return activated + timedelta(seconds=seconds)


def _time(moment: datetime) -> str:
    """Return an instant as the standard wants it: offsets of whole minutes, that of UTC negative.

    An offset that has seconds, as those before time zones had, cannot be written: UTC stands there.
    """
    offset = moment.utcoffset() or timedelta()
    local = moment.astimezone(UTC) if offset.seconds % 60 else moment
    return local.isoformat(timespec="seconds").replace("+00:00", "-00:00")


def _said(text: str) -> str:
    """Return a text as XML 1.0 may hold it; control characters have no place there."""
    return escape(_CONTROL.sub("", text))


# ---- areas


def _of_roads(network: Network, roads: Iterable[str]) -> dict[str, _Area]:
    """Return the area of each road that has a place."""
    found = {}
    for road in roads:
        arcs = network.arcs_of_road(road)
        points = np.concatenate([np.column_stack(network.points(arc)) for arc in arcs])
        points = points[np.isfinite(points).all(axis=1)]
        if len(points):
            names = [str(network.names[arc]) for arc in arcs if network.names[arc]]
            corners = _around(np.column_stack(degrees(network, *points.T)))
            found[road] = _Area(name=names[0] if names else road, corners=corners)
    return found


def _of_zones(world: World, zones: Iterable[str]) -> dict[str, _Area]:
    """Return the area of each zone that has a place."""
    wanted, found = set(zones), {}
    for zone in world.place.zones:
        place = np.array([[world.network.x[zone.node]], [world.network.y[zone.node]]])
        if zone.id in wanted and np.isfinite(place).all():
            corners = _around(np.column_stack(degrees(world.network, *place)))
            found[zone.id] = _Area(name=zone.name.text(language()) or zone.id, corners=corners)
    return found


def _around(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the convex hull of places with a margin, closed, latitude first [deg]."""
    plane = Plane(*points.mean(axis=0).tolist())
    metres = plane.metres(points)
    hull = convex_hull((metres[:, np.newaxis] + _AROUND).reshape(-1, 2))
    corners = plane.degrees(np.concatenate((hull, hull[:1])))
    return corners[:, ::-1]


def convex_hull(points: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the corners of the convex hull of places, against the clock, shape ``(n, 2)``.

    References
    ----------
    Andrew (1979), Another efficient algorithm for convex hulls in two dimensions, Inf. Process.
    Lett. 9.

    """
    ordered = np.unique(points, axis=0).tolist()
    if len(ordered) < 3:
        return np.array(ordered)
    return np.array(_chain(ordered)[:-1] + _chain(ordered[::-1])[:-1])


def _chain(points: list[list[float]]) -> list[list[float]]:
    chain: list[list[float]] = []
    for point in points:
        while len(chain) > 1 and _turn(chain[-2], chain[-1], point) <= 0.0:
            chain.pop()
        chain.append(point)
    return chain


def _turn(first: list[float], second: list[float], third: list[float]) -> float:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (
        third[0] - first[0]
    )
