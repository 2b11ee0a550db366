"""The ellipse of a fire from a point."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.fire.ellipse import Ellipse, length_to_width

shapes = st.builds(Ellipse, st.floats(0.001, 5.0), st.floats(1.0, 8.0))


def test_without_wind_it_is_a_circle():
    """0.936 + 0.461 - 0.397 = 1: head, flank and rear are one rate."""
    calm = Ellipse.of(0.1, 0.0)
    assert calm.ratio == pytest.approx(1.0)
    assert calm.back_mps == pytest.approx(0.1)
    assert calm.flank_mps == pytest.approx(0.1)
    assert calm.area_m2(100.0) == pytest.approx(math.pi * 10.0**2)
    assert calm.perimeter_m(100.0) == pytest.approx(2.0 * math.pi * 10.0)


def test_length_to_width_by_hand():
    """5 m/s: 0.936 e^1.283 + 0.461 e^-0.774 - 0.397 = 3.192."""
    assert float(length_to_width(5.0)) == pytest.approx(3.1922, abs=1e-3)


@given(shapes, st.floats(-math.pi, math.pi))
def test_rates_all_around_lie_on_the_ellipse(shape, angle):
    """A point at R(angle) satisfies the equation of the ellipse around its centre."""
    rate = float(shape.rate_mps(angle))
    a, b = shape.half_length_mps, shape.flank_mps
    x, y = rate * math.cos(angle) - (a - shape.back_mps), rate * math.sin(angle)
    assert (x / a) ** 2 + (y / b) ** 2 == pytest.approx(1.0, rel=1e-6)


@given(shapes)
def test_head_rear_and_area_agree_with_the_rates(shape):
    """R(0) is the head, R(π) the rear; the area is half the integral of R²."""
    assert float(shape.rate_mps(0.0)) == pytest.approx(shape.head_mps)
    assert float(shape.rate_mps(math.pi)) == pytest.approx(shape.back_mps)
    angle = np.linspace(-math.pi, math.pi, 20_001)
    swept = np.trapezoid(0.5 * shape.rate_mps(angle) ** 2, angle)
    assert shape.area_m2(1.0) == pytest.approx(swept, rel=1e-3)


@given(st.floats(0.0, 15.0), st.floats(0.0, 15.0))
def test_stronger_wind_makes_it_longer(one, two):
    """Length over width rises with the wind."""
    low, high = sorted((one, two))
    assert length_to_width(low) <= length_to_width(high)


def test_nothing_burns_at_a_rate_of_0():
    """No front, no area."""
    still = Ellipse(0.0, 2.0)
    assert still.area_m2(3600.0) == 0.0
    assert still.perimeter_m(3600.0) == 0.0


@pytest.mark.parametrize(("rate", "ratio"), [(-1.0, 2.0), (1.0, 0.5), (math.nan, 2.0)])
def test_what_is_no_ellipse_is_refused(rate, ratio):
    """A rate below 0 or a ratio below 1."""
    with pytest.raises(ValueError, match="ellipse"):
        Ellipse(rate, ratio)
