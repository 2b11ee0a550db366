"""A filled polder as rows of an Impact."""

import math

import numpy as np
import pytest

from sandtable.hazards import Impact
from sandtable.hazards.flood.polder import Cell, Filling, Polder
from sandtable.hazards.flood.projection import project


@pytest.fixture
def rising():
    """Return two cells whose level rises by 0.1 m a minute; the front needs 2 min to b."""
    cells = (
        Cell(zone="a", ground_m=0.0, relief_m=0.4, area_km2=1.0),
        Cell(zone="b", ground_m=0.0, relief_m=0.0, area_km2=1.0),
    )
    time_s = np.arange(5) * 60.0
    level = np.array([0.0, 0.1, 0.2, 0.3, 0.4])
    zero = np.zeros(5)
    reached = np.array([[1, 0], [1, 0], [1, 1], [1, 1], [1, 1]], dtype=float)
    filling = Filling(
        since_s=time_s,
        level_m=level,
        outside_m=level + 1.0,
        inflow_m3s=zero,
        volume_m3=zero,
        width_m=zero,
        reached=reached,
    )
    return filling, Polder(cells=cells, front_mps=1.0)


def test_depths_are_told_in_classes_from_the_instant_the_front_is_there(rising):
    """Arc 7 in b lies at 0.06 m: dry until 120 s, then 0.14, 0.24 and for ever 0.34 m of water."""
    intervals, _ = project(*rising, {7: ("b", 0.06)}, source="breach", cause="water")
    told = [(one.from_s, one.to_s, one.value) for one in intervals]
    assert told == [(120.0, 180.0, 0.15), (180.0, 240.0, 0.25), (240.0, math.inf, 0.4)]
    assert {one.arc for one in intervals} == {7}


def test_people_are_exposed_where_water_is_deeper_than_the_limit(rising):
    """In a, whose ground goes from -0.2 to 0.2 m, half is under more than 0.3 m at level 0.3."""
    _, exposures = project(*rising, {}, source="breach", cause="water", depth_m=0.3)
    of_a = [(one.from_s, one.share) for one in exposures if one.zone == "a"]
    assert of_a == [(120.0, 0.25), (180.0, 0.5), (240.0, 0.75)]
    assert min(one.from_s for one in exposures if one.zone == "b") == 240.0


def test_rows_make_an_impact(rising):
    """What is projected is what an Impact takes, whatever the arcs."""
    intervals, exposures = project(
        *rising, {0: ("a", 0.0), 3: ("b", 0.2)}, source="breach", cause="water"
    )
    impact = Impact.of(4, intervals, exposures)
    assert impact.source_ids == ("breach",)
    assert impact.zones == ("a", "b")
