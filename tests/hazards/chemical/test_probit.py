"""Toxic load and probits."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.chemical.probit import Probit, toxic_load

CHLORINE = Probit(a=-8.29, b=0.92, n=2.0)


@pytest.mark.parametrize(("ppm", "minutes"), [(433.0, 10.0), (250.0, 30.0)])
def test_half_die_as_withers_and_lees_say(ppm, minutes):
    """Chlorine, regular population: 433 ppm for 10 min and 250 ppm for 30 min."""
    assert CHLORINE.share(ppm**2 * minutes) == pytest.approx(0.5, abs=0.001)
    assert CHLORINE.lethal_ppm(minutes) == pytest.approx(ppm, rel=0.002)


@given(st.floats(1e-6, 1.0 - 1e-6))
def test_probit_and_its_inverse(share):
    """The load of which a share dies kills that share."""
    assert float(CHLORINE.share(CHLORINE.load(share))) == pytest.approx(share, rel=1e-9)


def test_no_load_kills_nobody():
    """Nobody dies of nothing, and all die of more than enough."""
    assert CHLORINE.share(0.0) == 0.0
    assert CHLORINE.share(math.inf) == 1.0


@given(st.lists(st.floats(0.0, 1000.0), min_size=2, max_size=20), st.integers(1, 19))
def test_loads_add_up(ppm, cut):
    """The load of a passage is the sum of those of its parts, wherever it is cut."""
    whole = np.array(ppm)
    cut = min(cut, whole.size - 1)
    parts = toxic_load(whole[:cut], 2.0, 2.75)[-1] + toxic_load(whole[cut:], 2.0, 2.75)[-1]
    assert toxic_load(whole, 2.0, 2.75)[-1] == pytest.approx(parts, rel=1e-12)


def test_load_by_hand():
    """10 ppm for 2 min and 20 ppm for 3 min with n = 2: 200, then 200 + 1200."""
    load = toxic_load(np.array([10.0, 20.0]), np.array([2.0, 3.0]), 2.0)
    assert load.tolist() == [200.0, 1400.0]


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: Probit(a=0.0, b=0.0, n=2.0), "probit"),
        (lambda: CHLORINE.share(-1.0), "toxic load"),
        (lambda: CHLORINE.share(math.nan), "toxic load"),
        (lambda: CHLORINE.load(1.0), "share"),
        (lambda: CHLORINE.lethal_ppm(0.0), "minutes"),
        (lambda: toxic_load(np.array([-1.0]), 1.0, 2.0), "ppm"),
        (lambda: toxic_load(np.array([1.0]), -1.0, 2.0), "minutes"),
        (lambda: toxic_load(np.array([1.0]), 1.0, 0.0), "n: found 0"),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message names the number."""
    with pytest.raises(ValueError, match=words):
        call()
