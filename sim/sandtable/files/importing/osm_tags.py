"""What the tags of a road of OpenStreetMap say: words and numbers as volunteers write them (标签).

Keys and values: wiki.openstreetmap.org, pages Key:highway, Key:access, Key:oneway, Key:maxspeed,
Key:maxweight, Key:maxheight, Key:maxwidth, Key:bridge, Key:tunnel, Key:ford, Key:embankment.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Final

_LINKED: Final = frozenset({"motorway", "trunk", "primary", "secondary", "tertiary"})
ROADS: Final = _LINKED | {
    "unclassified",
    "residential",
    "living_street",
    "service",
    "track",
    "road",
}
"""Values of highway on which motor vehicles drive; with _link for slip roads of the first five."""

ON_FOOT: Final = frozenset(
    {
        "footway",
        "path",
        "pedestrian",
        "cycleway",
        "bridleway",
        "steps",
        "corridor",
        "platform",
        "via_ferrata",
    }
)
PLANNED: Final = frozenset({"construction", "proposed", "planned", "abandoned", "disused", "razed"})

_CLOSED: Final = frozenset({"no", "private"})
_OPEN: Final = frozenset(
    {"yes", "designated", "permissive", "destination", "official", "customers"}
)
_DRIVERS: Final = ("motor_vehicle", "vehicle", "access")
"""From the narrowest group of vehicles to all: the first that is stated counts."""

_WALKING_KMH = 5.0
"""A walking pace; unverified: laws that name a number say 4 to 20 km/h."""

_CONTEXTS: Final = ("urban", "rural", "trunk", "motorway")
_ZONES_KMH: Final = {
    "at": (50.0, 100.0, 100.0, 130.0),
    "bg": (50.0, 90.0, 90.0, 140.0),
    "by": (60.0, 90.0, 90.0, 110.0),
    "ch": (50.0, 80.0, 100.0, 120.0),
    "cz": (50.0, 90.0, 110.0, 130.0),
    "de": (50.0, 100.0, 100.0, math.nan),
    "dk": (50.0, 80.0, 80.0, 130.0),
    "es": (50.0, 90.0, 90.0, 120.0),
    "fr": (50.0, 80.0, 110.0, 130.0),
    "gr": (50.0, 90.0, 110.0, 130.0),
    "hr": (50.0, 90.0, 110.0, 130.0),
    "hu": (50.0, 90.0, 110.0, 130.0),
    "it": (50.0, 90.0, 110.0, 130.0),
    "nl": (50.0, 80.0, 100.0, 100.0),
    "no": (50.0, 80.0, 80.0, math.nan),
    "pl": (50.0, 90.0, 100.0, 140.0),
    "pt": (50.0, 90.0, 100.0, 120.0),
    "ro": (50.0, 90.0, 100.0, 130.0),
    "rs": (50.0, 80.0, 100.0, 130.0),
    "ru": (60.0, 90.0, 90.0, 110.0),
    "si": (50.0, 90.0, 110.0, 130.0),
    "sk": (50.0, 90.0, 90.0, 130.0),
    "ua": (50.0, 90.0, 110.0, 130.0),
}
"""Limits by law where no sign says otherwise [km/h], by country and context; from memory of the
page Default speed limits of the same wiki: unverified, check before you trust a verdict on them."""

_NUMBER = r"([0-9]+(?:[.,][0-9]+)?)"
_SPEED = re.compile(rf"{_NUMBER}\s*(km/?h|kmph|kph|mph|knots?)?")
_SPEED_MPS: Final = {"mph": 1609.344 / 3600.0, "knot": 1852.0 / 3600.0, "knots": 1852.0 / 3600.0}
_ZONE = re.compile(r"(?:([a-z]{2})(?:-[a-z]{2,3})?:)?(?:zone:?\s*)?([a-z_]+|[0-9]+)")
_WEIGHT = re.compile(rf"{_NUMBER}\s*(t|tons?|tonnes?|kg|lbs?|st)?")
_WEIGHT_KG: Final = {"kg": 1.0, "lb": 0.45359237, "lbs": 0.45359237, "st": 907.18474}
_MEASURE = re.compile(rf"{_NUMBER}\s*(m|met(?:re|er)s?|cm|ft|feet)?")
_MEASURE_M: Final = {"cm": 0.01, "ft": 0.3048, "feet": 0.3048}
_FEET = re.compile(
    rf"([0-9]+)\s*(?:'|’|′|ft|feet)\s*(?:{_NUMBER}\s*(?:\"|”|″|''|in(?:ch(?:es)?)?))?"
)
_FEW: Final = 1024
"""Roads by the thousand share a handful of texts: each is read once."""

_HEAVIEST_KG, _WIDEST_M, _FASTEST_MPS, _MOST_LANES = 500e3, 30.0, 70.0, 16.0
"""What is beyond stands there by mistake (kilograms without unit, say) and is not read."""


def class_of(highway: str) -> str:
    """Return the class of a road; of a slip road that of its road, empty = no road to drive on."""
    main = highway.removesuffix("_link")
    if main != highway:
        return main if main in _LINKED else ""
    return main if main in ROADS else ""


def is_closed(tags: Mapping[str, str]) -> bool:
    """Tell whether motor vehicles may not drive there, and emergency vehicles may not either."""
    if tags.get("emergency") in _OPEN:
        return False
    return next((tags[key] for key in _DRIVERS if key in tags), "") in _CLOSED


def carries_vehicles(tags: Mapping[str, str]) -> bool:
    """Tell whether it is said in so many words that a ferry takes motor vehicles."""
    keys = ("motor_vehicle", "motorcar", "hgv", "vehicle")
    return any(tags.get(key) in _OPEN for key in keys) and not is_closed(tags)


def direction_of(tags: Mapping[str, str]) -> int | None:
    """Return 1 = one-way along the way, -1 = against it, 0 = both; None = not said clearly."""
    word = tags.get("oneway", "")
    if word in {"yes", "true", "1"}:
        return 1
    if word in {"-1", "reverse"}:
        return -1
    if word in {"no", "false", "0"}:
        return 0
    if word:
        return None
    ring = tags.get("junction") in {"roundabout", "circular"}
    return int(ring or tags.get("highway") in {"motorway", "motorway_link"})


def is_yes(value: str | None) -> bool:
    """Tell whether a tag says yes, in whatever word: viaduct, building_passage, ..."""
    return value is not None and value not in {"", "no"}


@lru_cache(_FEW)
def speed_mps(text: str) -> float:
    """Return a speed [m/s]; nan = none can be read: unknown zone, no limit, signals, nonsense."""
    return _smallest(text.lower(), _one_speed)


@lru_cache(_FEW)
def weight_kg(text: str) -> float:
    """Return a weight [kg]; a number without unit means tonnes; nan = none can be read."""
    return _smallest(text.lower(), _one_weight)


@lru_cache(_FEW)
def measure_m(text: str) -> float:
    """Return a height or width [m]; nan = none can be read."""
    return _smallest(text.lower(), _one_measure)


@lru_cache(_FEW)
def lanes(text: str) -> float:
    """Return a number of lanes [-]; nan = none can be read."""
    return _smallest(text, lambda one: _within(_number(one), _MOST_LANES))


def _smallest(text: str, read: Callable[[str], float]) -> float:
    """Return the smallest of several values: "50;30" holds now there, now there."""
    values = [read(one.strip()) for one in re.split(r"[;|]", text)]
    return min(values) if not any(map(math.isnan, values)) else math.nan


def _one_speed(text: str) -> float:
    if text == "walk":
        return _WALKING_KMH / 3.6
    if match := _SPEED.fullmatch(text):
        value = _number(match[1])
        unit = _SPEED_MPS.get(match[2] or "")
        return _within(value / 3.6 if unit is None else value * unit, _FASTEST_MPS)
    match = _ZONE.fullmatch(text)
    if match is None:
        return math.nan
    if match[2].isdigit():
        return _within(_number(match[2]) / 3.6, _FASTEST_MPS)
    limits = dict(zip(_CONTEXTS, _ZONES_KMH.get(match[1] or "", ()), strict=False))
    return limits.get(match[2], math.nan) / 3.6


def _one_weight(text: str) -> float:
    match = _WEIGHT.fullmatch(text)
    if match is None:
        return math.nan
    return _within(_number(match[1]) * _WEIGHT_KG.get(match[2] or "", 1000.0), _HEAVIEST_KG)


def _one_measure(text: str) -> float:
    if match := _MEASURE.fullmatch(text):
        return _within(_number(match[1]) * _MEASURE_M.get(match[2] or "", 1.0), _WIDEST_M)
    if match := _FEET.fullmatch(text):
        inches = 12.0 * float(match[1]) + _number(match[2] or "0")
        return _within(inches * 0.0254, _WIDEST_M)
    return math.nan


def _number(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        return math.nan


def _within(value: float, limit: float) -> float:
    return value if 0.0 < value <= limit else math.nan
