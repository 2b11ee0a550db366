"""Day and night of a run."""

import math
from datetime import UTC, datetime

import pytest

from sandtable.dispatch.daylight import Daylight
from sandtable.ground.sun import sun_times

START_S = 1_782_000_000.0
"""2026-06-21 00:00 UTC."""


def test_changes_follow_each_other_and_turn_day_to_night():
    """Through a year each change turns the state, and nothing turns it between two."""
    light, now = Daylight(START_S, 29.5, 112.5), 0.0
    for _ in range(2 * 365):
        then = light.next_change(now)
        assert now < then < now + 16 * 3600.0
        night = light.is_night(now)
        assert light.is_night((now + then) / 2) == night
        assert light.is_night(then) != night
        now = then


def test_the_day_is_that_of_the_table():
    """The first change after midnight UTC is the sunset of this local day, at its whole minute."""
    day = datetime.fromtimestamp(START_S, UTC).date()
    sunset = sun_times(day, 29.5, 112.5)[1]
    light = Daylight(START_S, 29.5, 112.5)
    offset = START_S - datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp()
    assert light.next_change(0.0) == 60.0 * sunset - offset


@pytest.mark.parametrize(("latitude", "night"), [(89.0, False), (-89.0, True)])
def test_near_the_poles_it_stays(latitude, night):
    """In June it is day in the north and night in the south, for weeks on end."""
    light = Daylight(START_S, latitude, 0.0)
    assert light.is_night(0.0) == night
    assert light.next_change(0.0) > 60 * 86400.0
    assert light.next_change(0.0) < math.inf
