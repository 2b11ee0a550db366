"""A breach and what flows through it."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.flood.breach import THEORETICAL_CD, Breach, inflow_m3s


def test_free_overflow_is_that_of_a_broad_crested_weir():
    """10 m wide, 4 m of head, nothing behind: 1.705 · 10 · 4^1.5 = 136.4 m3/s."""
    assert pytest.approx(1.7049, abs=1e-4) == THEORETICAL_CD
    assert inflow_m3s(10.0, 1.0, 5.0, 0.0) == pytest.approx(136.39, abs=0.01)


def test_drowned_overflow_by_hand():
    """Half the head stands behind: the factor is (1 - 0.5^1.5)^0.385 = 0.8454."""
    free = inflow_m3s(10.0, 1.0, 5.0, 0.0)
    assert inflow_m3s(10.0, 1.0, 5.0, 3.0) == pytest.approx(free * 0.8454, rel=1e-4)


@pytest.mark.parametrize(("outside", "inside"), [(1.0, 0.0), (0.5, 0.0), (5.0, 5.0), (5.0, 6.0)])
def test_nothing_flows_where_no_water_stands_higher(outside, inside):
    """Water below the invert, or as high inside as outside, does not flow in."""
    assert inflow_m3s(10.0, 1.0, outside, inside) == 0.0


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_more_water_behind_never_brings_more(first, second):
    """The inflow does not rise with the level inside."""
    low, high = sorted((first, second))
    assert inflow_m3s(5.0, 0.0, 10.0, high) <= inflow_m3s(5.0, 0.0, 10.0, low)


def test_growth_is_linear_between_its_points_and_stays_as_it_ends():
    """Half an hour into the first hour the width is half way from 10 to 100 m."""
    breach = Breach(since_s=(0.0, 3600.0), width_m=(10.0, 100.0), invert_m=(30.0, 24.0))
    assert breach.at(1800.0) == (55.0, 27.0)
    assert breach.at(1e6) == (100.0, 24.0)


@pytest.mark.parametrize(
    "wrong",
    [
        {"since_s": (1.0,), "width_m": (1.0,), "invert_m": (0.0,)},
        {"since_s": (0.0, 0.0), "width_m": (1.0, 2.0), "invert_m": (0.0, 0.0)},
        {"since_s": (0.0,), "width_m": (1.0, 2.0), "invert_m": (0.0,)},
        {"since_s": (0.0,), "width_m": (0.0,), "invert_m": (0.0,)},
        {"since_s": (0.0,), "width_m": (1.0,), "invert_m": (0.0,), "cd": 0.0},
        {"since_s": (), "width_m": (), "invert_m": ()},
    ],
)
def test_no_growth_is_refused(wrong):
    """Times that do not begin at 0 or do not rise, and widths of nothing, are no breach."""
    with pytest.raises(ValueError, match="breach"):
        Breach(**wrong)


def test_factor_of_villemonte():
    """The reduction in closed form at nine tenths of the head."""
    share = inflow_m3s(1.0, 0.0, 1.0, 0.9) / inflow_m3s(1.0, 0.0, 1.0, 0.0)
    assert share == pytest.approx((1.0 - 0.9**1.5) ** 0.385)
    assert math.isclose(share, 0.4770, abs_tol=5e-4)
