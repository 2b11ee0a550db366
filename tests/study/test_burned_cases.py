"""What burns of a forest in a season: by hand, and as a target of the year in ‰."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.study.worlds import NAN, NOT_ARRIVED, incident, tables, target, world

from sandtable.report.verdict_rows import amount
from sandtable.study.reading import read, unanswerable
from sandtable.study.tally import Tally, total
from sandtable.study.verdict import judge
from sandtable.world.season import Season

HOUR, DAY, YEAR = 3600.0, 86400.0, 365 * 86400.0
SEASON = Season(
    id="fires",
    head_mps=(0.1, 0.05),
    ratio=1.0,
    forest_km2={0: 40.0, 1: 60.0},
    burns_s=DAY,
    stands_for_s=YEAR,
)
"""Round fires: 0.1 m/s in radius on day 0, 0.05 m/s on day 1; 100 km2 of forest."""

RATE = target(
    quantity="rate",
    rate_of="damaged_forest_area",
    rate_over="forest_area",
    period_s=YEAR,
    clock_from="",
    clock_to="",
    within_s=NAN,
    statistic="mean",
    threshold=0.0009,
    sense="at_most",
)


def a_world(season=SEASON, **fields):
    """Return a world with one season, or none, for two days."""
    calm = world(RATE, horizon_s=2 * DAY)
    seasons = (season,) if season is not None else ()
    return replace(calm, scenario=replace(calm.scenario, seasons=seasons, **fields))


def fire(number=0, **columns):
    """Return a fire that is reached after an hour and controlled two hours later."""
    usual = {"source": "fires", "first_arrival_s": HOUR, "controlled_s": 3 * HOUR}
    return incident(number, **(usual | columns))


def tally(*rows, about=RATE, on=None):
    """Return the tally of a run of fires."""
    (found,) = read(tables(incidents=rows), about, on or a_world())
    return found


def burned_m2(*rows, **more):
    """Return what burned."""
    return tally(*rows, **more).low_s


def test_a_fire_by_hand():
    """An hour freely and half of two hours while it is fought: a radius of 720 m."""
    assert burned_m2(fire()) == pytest.approx(math.pi * 720.0**2)
    assert burned_m2(fire(), fire(1)) == pytest.approx(2.0 * math.pi * 720.0**2)
    assert tally(fire()).over_s == 100e6


def test_the_day_decides_how_fast():
    """On the second day fires run half as fast: a quarter of the area."""
    later = {"occurred_s": DAY, "first_arrival_s": DAY + HOUR, "controlled_s": DAY + 3 * HOUR}
    assert burned_m2(fire(**later)) == pytest.approx(math.pi * 360.0**2)


def test_nobody_comes():
    """It burns for a day, 8.64 km in radius, but no more than the 40 km2 of forest at its node."""
    alone = fire(**NOT_ARRIVED, outcome="expired")
    slow = replace(SEASON, head_mps=(0.01,))
    assert burned_m2(alone, on=a_world(slow)) == pytest.approx(math.pi * 864.0**2)
    assert burned_m2(alone) == 40e6


def test_a_fire_that_the_end_finds_burning():
    """12 h of its 24 h have passed then; what has burned counts, what may burn is kept beside."""
    slow = replace(SEASON, head_mps=(0.01,))
    open_ = fire(**(NOT_ARRIVED | {"occurred_s": 1.5 * DAY}), outcome="censored")
    found = tally(open_, on=a_world(slow))
    assert found.low_s == pytest.approx(math.pi * 432.0**2)
    assert found.high_s == pytest.approx(math.pi * 864.0**2)


def test_other_incidents_burn_nothing():
    """A call of the town, and a fire before the warm-up is over."""
    assert burned_m2(incident(), fire(1, counted=False)) == 0.0
    assert tally().low_s == 0.0
    assert tally().cases == 1, "a season without a fire counts"


def test_a_run_stands_for_a_time():
    """Two days as themselves, in a target of the year: two 365ths of a forest's year."""
    itself = a_world(replace(SEASON, stands_for_s=NAN))
    assert tally(fire(), on=itself).over_s == pytest.approx(100e6 * 2.0 / 365.0)
    no_period = replace(RATE, period_s=NAN)
    assert tally(fire(), about=no_period).over_s == 100e6


def test_per_mille_of_the_year():
    """Runs with 0.5 and 1.0 ‰ of the forest: 0.75 in all, within 0.9 as the estimate goes."""
    areas_m2 = np.array([0.05e6, 0.1e6])
    hours = np.sqrt(areas_m2 / math.pi) / 0.1 / HOUR
    runs = [
        tally(fire(first_arrival_s=time * HOUR, controlled_s=time * HOUR))
        for time in hours.tolist()
    ]
    whole = total(runs)
    assert whole.low_s / whole.over_s == pytest.approx(0.00075)
    assert [one.runs_kept for one in runs] == [1, 0]
    assert amount(0.00075, RATE) == "0.75 ‰"
    assert tally(fire()).causes == (("work", 1),)
    assert tally(fire(**NOT_ARRIVED)).causes == (("never_controlled", 1),)


def test_the_verdict_of_a_year():
    """Sixty like years of 0.5 ‰ are within 0.9 ‰ a year, sixty of 1.6 ‰ are not."""
    for radius_m, word in ((126.0, "met"), (226.0, "not_met")):
        times = [radius_m / 0.1 * (0.9 + 0.2 * n / 59.0) for n in range(60)]
        units = [tally(fire(first_arrival_s=one, controlled_s=one)) for one in times]
        found = judge(RATE, {n: (one,) for n, one in enumerate(units)})
        assert found.verdict == word


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0), st.floats(0.0, 2.0))
def test_later_is_never_less(travel_h, work_h, more_h):
    """A later arrival or longer work never burns less."""
    times = [
        (travel_h, travel_h + work_h),
        (travel_h + more_h, travel_h + more_h + work_h),
        (travel_h, travel_h + work_h + more_h),
    ]
    first, *later = (
        burned_m2(fire(first_arrival_s=arrival * HOUR, controlled_s=control * HOUR))
        for arrival, control in times
    )
    assert all(one >= first * (1.0 - 1e-12) for one in later)


def test_without_a_season_there_is_no_forest():
    """The records cannot tell, and say what is missing."""
    assert "no season of fires" in unanswerable(RATE, a_world(None))
    assert unanswerable(RATE, a_world()) == ""
    assert read(tables(), RATE, a_world(None)) == (Tally(),)
