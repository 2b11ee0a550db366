"""Numbers as volunteers write them in OpenStreetMap."""

import math

import pytest

from sandtable.files.importing import osm_tags


@pytest.mark.parametrize(
    ("text", "kmh"),
    [
        ("50", 50),
        ("50 km/h", 50),
        ("50km/h", 50),
        ("50 kmh", 50),
        ("50 kph", 50),
        ("7.5", 7.5),
        ("7,5", 7.5),
        ("30 mph", 30 * 1.609344),
        ("30mph", 30 * 1.609344),
        ("10 knots", 18.52),
        ("50;30", 30),
        ("90;30;90", 30),
        ("50|80", 50),
        ("walk", 5),
        ("AT:urban", 50),
        ("RO:rural", 90),
        ("DE:rural", 100),
        ("it:motorway", 130),
        ("DE:zone:30", 30),
        ("DE:zone30", 30),
        ("zone:20", 20),
        ("DE:30", 30),
    ],
)
def test_speeds(text, kmh):
    """Numbers in three units, lists, zones of the law, a walking pace."""
    assert osm_tags.speed_mps(text) == pytest.approx(kmh / 3.6, rel=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        "none",
        "signals",
        "variable",
        "XX:urban",
        "DE:motorway",
        "AT:nowhere",
        "urban",
        "fast",
        "0",
        "-30",
        "50 m",
        "500",
        "50;none",
        "",
        ";",
        "30 mph or so",
        "1e9",
        "nan",
        "inf",
        "²",
    ],
)
def test_speeds_that_are_none(text):
    """No limit, unknown zones and nonsense are left open."""
    assert math.isnan(osm_tags.speed_mps(text))


@pytest.mark.parametrize(
    ("text", "kilograms"),
    [
        ("7.5", 7500),
        ("7.5 t", 7500),
        ("7,5t", 7500),
        ("16 tonnes", 16000),
        ("7500 kg", 7500),
        ("3 st", 2721.55422),
        ("6000 lbs", 2721.55422),
        ("10;7.5", 7500),
        ("none", math.nan),
        ("unsigned", math.nan),
        ("7500", math.nan),
        ("0", math.nan),
        ("-3", math.nan),
    ],
)
def test_weights(text, kilograms):
    """Tonnes unless a unit stands there; what would be thousands of tonnes is not read."""
    assert osm_tags.weight_kg(text) == pytest.approx(kilograms, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "metres"),
    [
        ("3.5", 3.5),
        ("3.5 m", 3.5),
        ("3,5m", 3.5),
        ("350 cm", 3.5),
        ("12'6\"", 3.81),
        ("12' 6\"", 3.81),
        ("12'", 3.6576),
        ("12 ft", 3.6576),
        ("12ft 6in", 3.81),
        ("12′6″", 3.81),
        ("default", math.nan),
        ("below_default", math.nan),
        ("none", math.nan),
        ("350", math.nan),
        ("0", math.nan),
    ],
)
def test_measures(text, metres):
    """Metres unless a unit stands there, feet and inches."""
    assert osm_tags.measure_m(text) == pytest.approx(metres, rel=1e-12, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "count"), [("2", 2), ("1.5", 1.5), ("3;2", 2), ("many", math.nan), ("0", math.nan)]
)
def test_lanes(text, count):
    """A number, or the smallest of several."""
    assert osm_tags.lanes(text) == pytest.approx(count, nan_ok=True)


@pytest.mark.parametrize(
    ("highway", "class_"),
    [
        ("motorway", "motorway"),
        ("motorway_link", "motorway"),
        ("tertiary_link", "tertiary"),
        ("track", "track"),
        ("road", "road"),
        ("living_street", "living_street"),
        ("service_link", ""),
        ("_link", ""),
        ("footway", ""),
        ("construction", ""),
        ("", ""),
    ],
)
def test_classes(highway, class_):
    """The word of the source; slip roads under that of their road."""
    assert osm_tags.class_of(highway) == class_
