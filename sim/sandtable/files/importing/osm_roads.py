"""What one way of OpenStreetMap says of the road it is."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sandtable.files.importing import osm_tags
from sandtable.ground.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A road as its tags describe it; nan and empty = not stated.

    Parameters
    ----------
    direction
        1 = driven along the way only, -1 = against it only, 0 = both.
    lanes
        Per direction, fractions kept [-].

    """

    direction: int
    class_: str
    name: str
    surface: str
    speed_mps: float
    lanes: float
    bridge: bool
    tunnel: bool
    ford: bool
    dike: bool
    max_weight_kg: float
    max_height_m: float
    max_width_m: float


def road_of_tags(
    tags: Mapping[str, str], told: Counter[str], *, keep_closed: bool = False
) -> Road | None:
    """Return the road that a way is, or None; what is left out or doubtful is told.

    Parameters
    ----------
    told
        Sentences with how often, added to.
    keep_closed
        Whether a road closed to motor vehicles is one all the same.

    """
    class_ = _class(tags, told, keep_closed=keep_closed)
    if not class_:
        return None
    _tell_unread(tags, told)
    direction = osm_tags.direction_of(tags)
    if direction is None:
        told[
            _("Roads whose direction changes or is unclear (oneway=reversible) read as two-way")
        ] += 1
        direction = 0
    return Road(
        direction=direction,
        class_=class_,
        name=_name(tags),
        surface=tags.get("surface", "").strip().lower(),
        speed_mps=_speed(tags, told),
        lanes=_lanes(tags, direction, told),
        bridge=osm_tags.is_yes(tags.get("bridge")),
        tunnel=osm_tags.is_yes(tags.get("tunnel")),
        ford=osm_tags.is_yes(tags.get("ford")),
        dike=tags.get("embankment") == "dyke" or tags.get("man_made") in {"dyke", "dike", "levee"},
        max_weight_kg=_limit(tags, ("maxweight",), osm_tags.weight_kg, told),
        max_height_m=_limit(tags, ("maxheight", "maxheight:physical"), osm_tags.measure_m, told),
        max_width_m=_limit(tags, ("maxwidth", "maxwidth:physical"), osm_tags.measure_m, told),
    )


def _class(tags: Mapping[str, str], told: Counter[str], *, keep_closed: bool) -> str:
    highway = tags.get("highway", "")
    if not highway:
        return _ferry(tags, told)
    class_ = osm_tags.class_of(highway)
    if not class_:
        told[no_road(highway)] += 1
        return ""
    if osm_tags.is_yes(tags.get("area")):
        told[_("Squares and yards (area=yes) left out")] += 1
        return ""
    if osm_tags.is_closed(tags):
        left_out = _("Roads closed to motor vehicles (access, vehicle, motor_vehicle) left out")
        kept = _("Roads closed to motor vehicles (access, vehicle, motor_vehicle) read")
        told[kept if keep_closed else left_out] += 1
        if not keep_closed:
            return ""
    if class_ != highway:
        told[_("Slip roads (_link) read as roads of the class they lead to")] += 1
    return class_


def no_road(highway: str) -> str:
    """Return the sentence that tells of a way that is no road."""
    if highway in osm_tags.ON_FOOT:
        return _("Ways for people on foot, on bicycles or on horses left out")
    if highway in osm_tags.PLANNED:
        return _("Roads planned or under construction left out")
    return _("Ways that are no roads for motor vehicles (other words of highway) left out")


def _ferry(tags: Mapping[str, str], told: Counter[str]) -> str:
    if tags.get("route") != "ferry":
        return ""
    if osm_tags.carries_vehicles(tags):
        told[
            _("Ferries for motor vehicles read as roads; their timetable and duration are not")
        ] += 1
        return "ferry"
    told[_("Ferries not said to take motor vehicles left out")] += 1
    return ""


def _tell_unread(tags: Mapping[str, str], told: Counter[str]) -> None:
    if any(":conditional" in key for key in tags):
        told[_("Roads with rules by hour or vehicle (:conditional) read without them")] += 1
    if any(key in tags for key in ("maxaxleload", "maxweightrating", "maxgcweight")):
        told[_("Roads with limits by axle or rated weight read without them")] += 1


def _name(tags: Mapping[str, str]) -> str:
    name, chinese = tags.get("name", "").strip(), tags.get("name:zh", "").strip()
    if chinese and name and chinese not in name:
        return f"{name} ({chinese})"
    return name or chinese or tags.get("name:en", "").strip() or tags.get("ref", "").strip()


def _speed(tags: Mapping[str, str], told: Counter[str]) -> float:
    texts = [tags[key] for key in ("maxspeed",) if key in tags]
    if not texts:
        texts = [tags[key] for key in ("maxspeed:forward", "maxspeed:backward") if key in tags]
        if texts:
            told[_("Roads with a speed for each direction read with the lower one")] += 1
    speed = min(map(osm_tags.speed_mps, texts), default=math.nan)
    if texts and math.isnan(speed):
        told[_("Speed limits that are no number (none, signals, unknown zones) left open")] += 1
    return speed


def _lanes(tags: Mapping[str, str], direction: int, told: Counter[str]) -> float:
    if "lanes" not in tags:
        return math.nan
    lanes = osm_tags.lanes(tags["lanes"])
    if math.isnan(lanes):
        told[_("Numbers of lanes that cannot be read left open")] += 1
    if direction == 0:
        told[_("Lanes of two-way roads halved: one half for each direction")] += 1
        lanes /= 2.0
    return lanes


def _limit(
    tags: Mapping[str, str],
    keys: tuple[str, ...],
    read: Callable[[str], float],
    told: Counter[str],
) -> float:
    text = next((tags[key] for key in keys if key in tags), "")
    if not text:
        return math.nan
    limit = read(text)
    if math.isnan(limit):
        sentence = _(
            "Limits of weight, height or width that are no number (none, default) left open"
        )
        told[sentence] += 1
    return limit
