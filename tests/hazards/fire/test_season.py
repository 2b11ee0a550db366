"""Seasons, the second law of spread, and who can work at which flames."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.fire.suppression import can_attack, hand_line_mps
from sandtable.hazards.fire.wang import Ground, initial_rate_m_min, rate_m_min
from sandtable.world.fire_danger import danger_class, danger_index


def test_danger_index_by_hand():
    """40 °C, 10 %, 60 km/h, drought 10: 2 exp(-0.45 + 2.2726 - 0.345 + 1.352 + 1.404) = 138."""
    index = float(danger_index(40.0, 10.0, 60.0, 10.0))
    assert index == pytest.approx(2.0 * math.exp(-0.45 + 0.987 * math.log(10.0) + 2.411), rel=1e-9)
    assert 137.0 < index < 139.0
    assert danger_class(index) == "extreme"
    classes = {
        0.0: "low",
        4.9: "low",
        5.0: "moderate",
        12.0: "high",
        24.0: "very_high",
        49.0: "very_high",
    }
    assert {one: danger_class(one) for one in classes} == classes


def test_wang_by_hand():
    """25 °C, 5 m/s (Beaufort 3), 40 %: 0.75 + 0.15 + 0.6 - 0.3 = 1.2; leaves, up 45 degrees."""
    initial = initial_rate_m_min(25.0, 5.0, 40.0)
    assert float(initial) == pytest.approx(1.2)
    rate = float(rate_m_min(initial, Ground.LEAVES, 5.0, 0.0, 44.99999))
    assert rate == pytest.approx(1.2 * math.exp(0.1783 * 5.0) * math.exp(3.533), rel=1e-5)
    assert float(initial_rate_m_min(-20.0, 0.0, 100.0)) == 0.0


@given(st.floats(0.0, 20.0), st.floats(0.1, 50.0))
def test_wang_downslope_is_the_inverse_of_upslope(wind, slope):
    """Reversing the slope inverts its factor; reversing the wind inverts its."""
    up, down = (float(rate_m_min(1.0, Ground.LEAVES, wind, 0.0, s)) for s in (slope, -slope))
    assert up * down == pytest.approx(math.exp(2.0 * 0.1783 * wind), rel=1e-9)
    with_it, against = (float(rate_m_min(1.0, Ground.LEAVES, wind, a)) for a in (0.0, math.pi))
    assert with_it * against == pytest.approx(1.0, rel=1e-9)


def test_wang_kinds_of_fuel():
    """Each kind is so many times as fast as dead leaves, as the factors are commonly cited."""
    kinds = {"NEEDLES": 0.8, "THATCH": 1.2, "SEDGE": 1.4, "PASTURE": 1.6, "KOREAN_PINE": 1.8}
    for name, factor in kinds.items():
        rate = float(rate_m_min(1.0, Ground[name], 3.0, 0.5, 10.0))
        assert rate == pytest.approx(factor * float(rate_m_min(1.0, Ground.LEAVES, 3.0, 0.5, 10.0)))


def test_line_of_a_hand_crew_by_hand():
    """15 people build 900 ft/h, each of them 18 m in an hour."""
    assert 3600.0 * hand_line_mps(15) == pytest.approx(900.0 * 0.3048, rel=2e-3)
    assert 3600.0 * hand_line_mps(1) == pytest.approx(18.0, rel=0.02)


def test_flames_decide_who_may_attack():
    """Hand crews to 1.2 m at the head and 2.4 m from the rear, machines to 2.4 and 3.4 m."""
    assert can_attack("hand_crew", 1.2, "head")
    assert not can_attack("hand_crew", 1.3, "head")
    assert can_attack("hand_crew", 2.0, "rear")
    assert can_attack("machine", 2.4, "head")
    assert not can_attack("machine", 3.5, "rear")
    assert can_attack("machine", 5.0, "head", distance_m=20.0)
    assert not can_attack("machine", 5.0, "head", distance_m=19.9)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: danger_index(20.0, 120.0, 10.0, 5.0), "humidity"),
        (lambda: danger_index(20.0, 50.0, -1.0, 5.0), "wind"),
        (lambda: danger_index(20.0, 50.0, 10.0, 0.0), "drought"),
        (lambda: initial_rate_m_min(70.0, 1.0, 50.0), "temperature"),
        (lambda: initial_rate_m_min(20.0, -1.0, 50.0), "wind"),
        (lambda: rate_m_min(1.0, Ground.SEDGE, 1.0, 0.0, 60.0), "slope"),
        (lambda: can_attack("choir", 1.0, "head"), "force"),
        (lambda: can_attack("machine", -1.0, "head"), "lengths"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    """A clear sentence for each."""
    with pytest.raises(ValueError, match=said):
        call()
