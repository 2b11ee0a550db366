"""Stability, wind profile, weather over time."""

import math

import numpy as np
import pytest

from sandtable.hazards.chemical.weather import (
    Weather,
    stability_class,
    stability_classes,
    wind_at,
)

STEADY = {"since_s": (0.0,), "wind_mps": (3.0,), "from_deg": (0.0,), "stability": ("D",)}


@pytest.mark.parametrize(
    ("wind", "sky", "classes"),
    [
        (1.0, "strong", ("A",)),
        (1.9, "night_clear", ("F",)),
        (2.0, "strong", ("A", "B")),
        (2.5, "night_cloudy", ("E",)),
        (4.0, "moderate", ("B", "C")),
        (4.0, "night_clear", ("E",)),
        (5.5, "night_clear", ("D",)),
        (7.0, "strong", ("C",)),
        (1.0, "overcast", ("D",)),
    ],
)
def test_classes_of_pasquill(wind, sky, classes):
    """Cells of the table of 1961."""
    assert stability_classes(wind, sky) == classes
    assert stability_class(wind, sky) == classes[-1]


def test_wind_profile_by_hand():
    """Class D in open country: at 80 m 8^0.15 = 1.366 times the wind at 10 m."""
    assert wind_at(3.0, 80.0, "D") == pytest.approx(3.0 * 8**0.15)
    assert wind_at(3.0, 10.0, "F", "urban") == 3.0


@pytest.mark.parametrize(
    ("direction", "towards"), [(0.0, (0, -3)), (90.0, (-3, 0)), (180.0, (0, 3)), (270.0, (3, 0))]
)
def test_wind_blows_away_from_where_it_comes(direction, towards):
    """A north wind carries southwards."""
    weather = Weather(**(STEADY | {"from_deg": (direction,)}))
    assert weather.velocity()[0] == pytest.approx(towards, abs=1e-12)


def test_higher_releases_meet_more_wind():
    """At 80 m the profile counts; below 10 m the measured wind does."""
    speed = [float(np.hypot(*Weather(**STEADY).velocity(z)[0])) for z in (0.0, 10.0, 80.0)]
    assert speed == pytest.approx([3.0, 3.0, 3.0 * 8**0.15])


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"wind_mps": (-1.0,)}, "wind_mps: found -1"),
        ({"from_deg": (400.0,)}, "from_deg: found 400"),
        ({"stability": ("X",)}, "stability: found 'X'"),
        ({"since_s": (1.0,)}, "from time 0 on"),
        ({"wind_mps": (1.0, 2.0)}, "from time 0 on"),
        ({"terrain": "sea"}, "terrain: found 'sea'"),
        ({"lid_m": 0.0}, "lid_m"),
        ({"temperature_k": -3.0}, "temperature_k"),
    ],
)
def test_no_weather_is_refused(wrong, words):
    """The message names the field."""
    with pytest.raises(ValueError, match=words):
        Weather(**(STEADY | wrong))


def test_times_must_increase():
    """Two rows at one time are no course."""
    with pytest.raises(ValueError, match="do not increase"):
        Weather(since_s=(0.0, 0.0), wind_mps=(1.0, 1.0), from_deg=(0.0, 0.0), stability=("D", "D"))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: stability_classes(-1.0, "strong"), "wind_mps"),
        (lambda: stability_classes(1.0, "pink"), "sky: found 'pink'"),
        (lambda: wind_at(1.0, 0.0, "D"), "height_m"),
        (lambda: wind_at(1.0, 5.0, "D", "sea"), "terrain"),
        (lambda: wind_at(math.nan, 5.0, "D"), "wind_mps"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message names the number."""
    with pytest.raises(ValueError, match=words):
        call()
