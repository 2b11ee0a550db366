"""Birth-death chains: how long a queue must be watched before its averages can be told apart.

They plan the length of runs, and give the two formulas of Erlang. No simulated number is made here.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

Floats = NDArray[np.float64]

_NEGLIGIBLE = 1e-13
_MOST_STATES = 200_000


def erlang_b(units: int, load: float) -> float:
    """Return the probability that all units are busy where nobody waits.

    B(0) = 1, B(c) = a B(c - 1) / (c + a B(c - 1)), with the offered load a [erlang].

    References
    ----------
    Erlang (1917), Solution of some problems in the theory of probabilities of significance in
    automatic telephone exchanges.

    """
    blocked = 1.0
    for c in range(1, units + 1):
        blocked = load * blocked / (c + load * blocked)
    return blocked


def erlang_c(units: int, load: float) -> float:
    """Return the probability of a wait in M/M/c: B / (1 - a / c (1 - B)), load a < units."""
    blocked = erlang_b(units, load)
    return blocked / (1.0 - load / units * (1.0 - blocked))


def relaxation(units: int, load: float) -> float:
    """Return the relaxation time of M/M/c, in mean service times; load < units.

    1 / (sqrt(c) - sqrt(a))^2, the inverse of the spectral gap where the queue governs it, plus one
    service time, which governs at light load; the sum is never shorter than either.

    References
    ----------
    Morse (1955), Stochastic properties of waiting lines, Operations Research 3, 255-261.
    van Doorn (1985), Conditions for exponential ergodicity and bounds for the decay parameter of
    a birth-death process, Advances in Applied Probability 17, 514-530.

    """
    return 1.0 + 1.0 / (math.sqrt(units) - math.sqrt(load)) ** 2


def states(units: int, load: float, *, queue: bool = True) -> Floats:
    """Return the probabilities of 0, 1, 2, ... incidents in M/M/c (or M/M/c/c), shape ``(n,)``."""
    size = units + 1
    if queue:
        size += math.ceil(math.log(_NEGLIGIBLE) / math.log(load / units))
    size = min(size, _MOST_STATES)
    logs = np.zeros(size)
    served = np.minimum(np.arange(1, size), units)
    logs[1:] = np.cumsum(math.log(load) - np.log(served))
    weights = np.exp(logs - logs.max())
    probabilities: Floats = weights / weights.sum()
    return probabilities


def time_variance(probabilities: Floats, load: float, values: Floats) -> tuple[float, float]:
    """Return mean and asymptotic variance of a time average over a birth-death chain.

    The variance of the average over t mean service times is near s2 / t with
    s2 = 2 sum_j (sum_{i<=j} (f_i - mean) p_i)^2 / (a p_j), births at rate a in every state j.

    Parameters
    ----------
    probabilities
        Of the states, shape ``(n,)``.
    load
        Births per mean service time.
    values
        f, the value of each state, shape ``(n,)``.

    References
    ----------
    Whitt (1992), Asymptotic formulas for Markov processes with applications to simulation,
    Operations Research 40, 279-291, equation 29; after Burman (1980).

    """
    mean = float(np.sum(values * probabilities))
    partial = np.cumsum((values - mean) * probabilities)[:-1]
    inside = probabilities[:-1] > 0.0
    terms = partial[inside] ** 2 / (load * probabilities[:-1][inside])
    return mean, 2.0 * float(terms.sum())


def waiting(units: int, n_states: int) -> Floats:
    """Return the incidents that wait, by state."""
    return np.maximum(np.arange(n_states, dtype=np.float64) - units, 0.0)


def beyond(units: int, n_states: int, threshold: float) -> Floats:
    """Return the probability that who arrives waits longer than a threshold, by state.

    Whoever meets n >= c waits for n - c + 1 completions at rate c.

    Parameters
    ----------
    threshold
        In mean service times, >= 0.

    """
    ahead = np.arange(n_states) - units
    probability: Floats = np.where(ahead < 0, 0.0, pdtr(np.maximum(ahead, 0), units * threshold))
    return probability


def wait_quantile(units: int, load: float, p: float) -> float:
    """Return a quantile of the wait in M/M/c, in mean service times: 0 where most do not wait."""
    waits = erlang_c(units, load)
    return max(0.0, math.log(waits / (1.0 - p)) / (units - load))


def squared_variation(values: Sequence[float] | Floats) -> float:
    """Return the squared coefficient of variation of equally likely values."""
    array = np.asarray(values)
    return float(array.var() / array.mean() ** 2)
