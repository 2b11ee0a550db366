"""Published sets of sigmas."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.dispersion import (
    BRIGGS_RURAL,
    BRIGGS_URBAN,
    SIGMA_SETS,
    SLADE_PUFF,
    SPICER_HAVENS,
    sigma_set,
)


@pytest.mark.parametrize(
    ("sigmas", "stability", "across", "upright"),
    [
        (BRIGGS_RURAL, "A", 0.22 * 1000 / 1.1**0.5, 200.0),
        (BRIGGS_RURAL, "D", 80.0 / 1.1**0.5, 60.0 / 2.5**0.5),
        (BRIGGS_RURAL, "F", 40.0 / 1.1**0.5, 16.0 / 1.3),
        (BRIGGS_URBAN, "A", 320.0 / 1.4**0.5, 240.0 * 2**0.5),
        (BRIGGS_URBAN, "C", 220.0 / 1.4**0.5, 200.0),
        (BRIGGS_URBAN, "D", 160.0 / 1.4**0.5, 140.0 / 1.3**0.5),
        (BRIGGS_URBAN, "F", 110.0 / 1.4**0.5, 80.0 / 2.5**0.5),
        (SLADE_PUFF, "D", 0.06 * 1000**0.92, 0.15 * 1000**0.70),
    ],
)
def test_formulas_at_a_kilometre(sigmas, stability, across, upright):
    """The rows of the table by hand at 1000 m."""
    assert sigmas.at(1000.0, stability) == pytest.approx((across, upright), rel=1e-12)


def test_spicer_havens_by_hand():
    """Class F at 500 m: 0.0674 500^0.9 = 18.10 m; 0.01122 500^1.4024 exp(-0.054 ln^2) = 8.51 m."""
    assert SPICER_HAVENS.at(500.0, "F") == pytest.approx((18.10, 8.50), abs=0.02)


@pytest.mark.parametrize("sigmas", [BRIGGS_RURAL, BRIGGS_URBAN, SLADE_PUFF], ids=lambda s: s.name)
@pytest.mark.parametrize("stability", "ABCDEF")
def test_clouds_grow(sigmas, stability):
    """No cloud shrinks on its way."""
    grown = np.array([sigmas.at(x, stability) for x in np.geomspace(100.0, 10_000.0, 60)])
    assert np.all(np.diff(grown, axis=0) > 0.0)


@given(st.floats(100.0, 10_000.0))
def test_calmer_classes_spread_less(distance):
    """From A to F the cloud of Briggs in open country gets no wider and no higher."""
    grown = np.array([BRIGGS_RURAL.at(distance, one) for one in "ABCDEF"])
    assert np.all(np.diff(grown, axis=0) < 0.0)


def test_longer_means_are_wider():
    """An hour is 6^0.2 = 1.43 times wider than ten minutes; the height is the same."""
    ten, hour = BRIGGS_RURAL.at(500.0, "D"), BRIGGS_RURAL.averaged(3600.0).at(500.0, "D")
    assert hour == pytest.approx((ten[0] * 6**0.2, ten[1]))


def test_a_moment_is_no_narrower_than_its_settling_time():
    """Spicer and Havens: 1 s and 18.3 s are the same in class D."""
    moment = SPICER_HAVENS.averaged(1.0).at(500.0, "D")
    assert moment == SPICER_HAVENS.averaged(18.3).at(500.0, "D")


@pytest.mark.parametrize("distance", [99.9, 10_001.0])
def test_out_of_range_is_refused_unless_it_is_lifted(distance):
    """Briggs is meant for 100 m to 10 km; whoever goes beyond says so."""
    with pytest.raises(ValueError, match="expected 100 m to 10000 m, for which Briggs 1973"):
        BRIGGS_RURAL.at(distance, "D")
    assert min(BRIGGS_RURAL.at(distance, "D", beyond=True)) > 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: BRIGGS_RURAL.at(500.0, "G"), "stability: found 'G'"),
        (lambda: BRIGGS_RURAL.at(500.0, ""), "stability: found ''"),
        (lambda: BRIGGS_RURAL.at(-1.0, "D", beyond=True), "distance: found -1 m"),
        (lambda: BRIGGS_RURAL.averaged(0.0), "averaging time"),
        (lambda: SLADE_PUFF.averaged(60.0), "instantaneous"),
        (lambda: sigma_set("pasquill"), "sigmas: found 'pasquill'"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message says what was found and what is expected."""
    with pytest.raises(ValueError, match=words):
        call()


def test_sets_are_known_by_name():
    """Every set is found under its own name."""
    assert all(sigma_set(name).name == name for name in SIGMA_SETS)
