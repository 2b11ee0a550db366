"""Birth-death chains that plan how long to watch."""

import numpy as np
import pytest

from sandtable.evidence import chains


def test_formulas_of_erlang():
    """Textbook values for 5 units and 4 erlang; 3 units, 2 erlang."""
    assert chains.erlang_b(5, 4.0) == pytest.approx(0.19906687, rel=1e-7)
    assert chains.erlang_c(5, 4.0) == pytest.approx(0.55411255, rel=1e-7)
    assert chains.erlang_c(3, 2.0) == pytest.approx(4 / 9)


def test_states_of_one_unit_are_geometric():
    """M/M/1 at load 0.5: p_n = 0.5^(n + 1)."""
    p = chains.states(1, 0.5)
    assert p[:4] == pytest.approx([0.5, 0.25, 0.125, 0.0625])
    assert p.sum() == pytest.approx(1.0)


def test_states_without_queue_end_at_the_units():
    """M/M/3/3 at 1.5 erlang: 16, 24, 18, 9 of 67."""
    assert chains.states(3, 1.5, queue=False) == pytest.approx(np.array([16, 24, 18, 9]) / 67)


@pytest.mark.parametrize("load", [0.3, 0.8, 0.9])
def test_variance_of_the_number_in_mm1(load):
    """Its mean is r / (1 - r), its asymptotic variance 2 r (1 + r) / (1 - r)^4 (Whitt 1989)."""
    p = chains.states(1, load)
    mean, variance = chains.time_variance(p, load, np.arange(p.size, dtype=np.float64))
    assert mean == pytest.approx(load / (1.0 - load), rel=1e-6)
    assert variance == pytest.approx(2.0 * load * (1.0 + load) / (1.0 - load) ** 4, rel=1e-5)


def test_quantile_of_the_wait():
    """mmc-1: ln(0.554113 / 0.1) / (5 - 4) = 1.7122; at light load 90 % do not wait at all."""
    assert chains.wait_quantile(5, 4.0, 0.9) == pytest.approx(1.7121976, rel=1e-7)
    assert chains.wait_quantile(5, 0.5, 0.9) == 0.0


def test_waits_beyond_a_threshold_sum_to_their_probability():
    """mmc-1: P(W > 0.5) = 0.336086."""
    p = chains.states(5, 4.0)
    assert p @ chains.beyond(5, p.size, 0.5) == pytest.approx(0.33608625, rel=1e-7)
    assert p @ chains.beyond(5, p.size, 0.0) == pytest.approx(0.55411255, rel=1e-7)


def test_relaxation_is_that_of_the_shelf():
    """One unit at load 0.8: 20 relaxation times are about 1,800 mean service times."""
    assert 20.0 * chains.relaxation(1, 0.8) == pytest.approx(1800.0, rel=0.02)
