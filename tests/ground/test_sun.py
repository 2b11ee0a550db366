"""Sunrise and sunset against published tables."""

from datetime import date

import pytest

from sandtable.ground.sun import sun_times

HONG_KONG = (
    "07:04 17:51", "07:03 18:12", "06:46 18:28", "06:17 18:39", "05:52 18:50", "05:40 19:04",
    "05:43 19:12", "05:56 19:05", "06:07 18:42", "06:15 18:13", "06:28 17:47", "06:47 17:39",
)  # fmt: skip
"""First of each month at 22.32 N, 114.17 E, UTC+8 (whattime.city/hong-kong/sun, read in 2026)."""

BEIJING = {(1, 1): (9, 24), (1, 31): (10, 7), (2, 1): (10, 10), (2, 19): (10, 51)}
"""Hours and minutes of day in 2023 (stjerneskinn.com, length of day in Beijing)."""


def minutes(clock):
    """Return the minutes of a clock time."""
    hours, rest = clock.split(":")
    return 60 * int(hours) + int(rest)


@pytest.mark.parametrize("year", [2025, 2026])
def test_hong_kong_through_the_year(year):
    """Within two minutes of the table, which does not say for which of two years it is."""
    for month, row in enumerate(HONG_KONG, start=1):
        found = [at + 480 for at in sun_times(date(year, month, 1), 22.32, 114.17)]
        assert found == pytest.approx([minutes(clock) for clock in row.split()], abs=2)


def test_the_length_of_the_day_in_beijing():
    """Within two minutes of the table."""
    for (month, day), (hours, rest) in BEIJING.items():
        rise, set_ = sun_times(date(2023, month, day), 39.9, 116.4)
        assert set_ - rise == pytest.approx(60 * hours + rest, abs=2)


def test_the_example_of_a_finer_algorithm():
    """Golden, Colorado: 13:12:43 and 00:20:19 UT of 2003-10-17.

    Reda and Andreas (2004), Solar Energy 76, appendix A.5. That sunset is the one of the 16th
    there, whose number here is beyond a day.
    """
    rise, _ = sun_times(date(2003, 10, 17), 39.742476, -105.1786)
    _, set_ = sun_times(date(2003, 10, 16), 39.742476, -105.1786)
    assert [rise, set_] == pytest.approx([13 * 60 + 12.7, 24 * 60 + 20.3], abs=1)


def test_where_the_sun_does_not_set_or_rise():
    """At 80 N days overlap in June, and none begins in December."""
    rise, set_ = sun_times(date(2024, 6, 21), 80.0, 20.0)
    assert sun_times(date(2024, 6, 22), 80.0, 20.0)[0] + 1440 <= set_
    assert set_ - rise > 1440
    rise, set_ = sun_times(date(2024, 12, 21), 80.0, 20.0)
    assert rise == set_


def test_south_and_west():
    """At midsummer of the south its day is longer than that of the north; west comes later."""
    day = date(2026, 12, 21)
    south, north = sun_times(day, -35.0, 150.0), sun_times(day, 35.0, 150.0)
    assert south[1] - south[0] > 14 * 60 > 10 * 60 > north[1] - north[0]
    assert sun_times(day, 35.0, 135.0)[0] - north[0] == pytest.approx(60, abs=1)
