"""What fire does to roads and people, on a raster that can be checked on paper."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandtable.hazards.fire.growth import Growth
from sandtable.hazards.fire.projection import Frame, Rules, project
from sandtable.hazards.rows import HazardSource

FRAME = Frame(west_m=1000.0, north_m=2000.0)
CLEAR = Rules(burn_out_s=900.0, smoke_m=0.0)


def growth():
    """Return a fire that crosses four columns of three, one every 600 s, 700 kW/m; row 2 never."""
    arrival = np.array([[0.0, 600.0, 1200.0, 1800.0]] * 2 + [[np.inf] * 4])
    fierce = np.where(np.isfinite(arrival), 700.0, 0.0)
    return Growth(
        cell_m=100.0,
        arrival_s=arrival,
        intensity_kw_m=fierce.astype(np.float32),
        toward_rad=fierce.astype(np.float32),
    )


def impact(arcs=(), zones=(), rules=CLEAR):
    """Return the Impact on some arcs and zones."""
    return project(
        growth(),
        FRAME,
        dict(arcs),
        dict(zones),
        n_arcs=3,
        source=HazardSource(id="west"),
        cause="fire",
        rules=rules,
    )


def roads(found):
    """Return arc, begin, end and value of all rows."""
    columns = found.roads
    return [
        (int(a), float(b), float(c), float(v))
        for a, b, c, v in zip(columns.arc, columns.from_s, columns.to_s, columns.value, strict=True)
    ]


def test_a_road_is_closed_while_one_of_its_cells_burns():
    """A road along the first row: from 0 until 900 s after 1800; 700 kW/m are told as 1000."""
    found = impact({0: [(1010.0, 1950.0), (1390.0, 1950.0)]})
    assert roads(found) == [(0, 0.0, 2700.0, 1e6)]
    assert found.sources[0].control == "void"


def test_a_gap_between_two_cells_opens_the_road():
    """Only the first and the last column: burning from 0 to 900 s and from 1800 to 2700 s."""
    found = impact({1: [(1050.0, 1950.0)], 2: [(1350.0, 1850.0)]})
    assert roads(found) == [(1, 0.0, 900.0, 1e6), (2, 1800.0, 2700.0, 1e6)]


def test_a_road_that_fire_never_meets_has_no_rows():
    """The third row, and a road that is not on the raster."""
    assert roads(impact({0: [(1050.0, 1750.0)], 1: [(0.0, 0.0), (10.0, 0.0)]})) == []


def test_begins_are_rounded_down_and_ends_up():
    """Steps of 1000 s: 600 to 1500 s becomes 0 to 2000 s."""
    found = impact({0: [(1150.0, 1950.0)]}, rules=Rules(burn_out_s=900.0, step_s=1e3, smoke_m=0.0))
    assert roads(found) == [(0, 0.0, 2000.0, 1e6)]


def test_people_are_exposed_as_the_front_passes_and_until_all_is_burned():
    """Four houses, the last out of reach: a quarter, a half, three quarters, to the last end."""
    houses = [(1050.0, 1950.0), (1150.0, 1950.0), (1250.0, 1950.0), (1250.0, 1750.0)]
    rows = impact(zones={"z1": houses}).exposures("fire")
    assert [(row.from_s, row.to_s, row.share) for row in rows] == [
        (0.0, 600.0, 0.25),
        (600.0, 1200.0, 0.5),
        (1200.0, 2100.0, 0.75),
    ]


def test_people_are_at_risk_before_the_front_stands_at_the_door():
    """A lead of 1000 s; nobody is exposed before the beginning."""
    rules = Rules(burn_out_s=900.0, smoke_m=0.0, lead_s=1000.0)
    rows = impact(zones={"z1": [(1350.0, 1950.0)], "z2": [(1050.0, 1950.0)]}, rules=rules)
    assert [row.from_s for row in rows.exposures("fire")] == [0.0, 800.0]


def test_a_control_voids_what_begins_after_it():
    """Contained after 1000 s: the first column burns out, the last never closes its road."""
    found = impact({1: [(1050.0, 1950.0)], 2: [(1350.0, 1850.0)]})
    course = found.course({"west": 1000.0})
    assert course.epochs[-1] == 900.0


def test_smoke_reaches_further_than_fire_and_drifts_with_the_wind():
    """500 m east of the fire: clear in calm; smoke 400 m downwind comes with the third column."""
    road = {0: [(1850.0, 1950.0)]}
    calm = Rules(burn_out_s=900.0, smoke_m=300.0)
    windy = Rules(
        burn_out_s=900.0, smoke_m=300.0, smoke_shift_m=400.0, smoke_toward=((0.0, math.pi / 2.0),)
    )
    assert roads(impact(road, rules=calm)) == []
    rows = roads(impact(road, rules=windy))
    assert rows[0][1] == 1200.0
    # At 1800 s the middle of the last cell's smoke is 100 m away: 0.1 (1 - 0.9 / 3) = 0.07 -> 0.1.
    assert max(row[3] for row in rows) == pytest.approx(0.1)
    assert rows[-1][2] == 2700.0


@pytest.mark.parametrize("wrong", [{"burn_out_s": 0.0}, {"step_s": 0.0}, {"lead_s": -1.0}])
def test_rules_that_make_no_sense_are_refused(wrong):
    """Times of nothing."""
    with pytest.raises(ValueError, match="fire rules"):
        Rules(**wrong)


def test_people_reached_within_a_tick_are_reached_at_once():
    """Two cells whose arrivals differ by less than the clock tells: one exposure of all."""
    fire = growth()
    close = replace(fire, arrival_s=np.where(fire.arrival_s == 600.0, 1e-10, fire.arrival_s))
    houses = {"z1": [(1050.0, 1950.0), (1150.0, 1950.0)]}
    found = project(
        close,
        FRAME,
        {},
        houses,
        n_arcs=3,
        source=HazardSource(id="west"),
        cause="fire",
        rules=CLEAR,
    )
    assert [one.share for one in found.exposures("fire")] == [1.0]
