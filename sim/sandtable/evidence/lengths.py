"""How long to watch: the time that makes an interval as narrow as a case asks (运行时长)."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from sandtable.evidence import chains
from sandtable.evidence.case_files import Case
from sandtable.evidence.named_laws import HOUR_S
from sandtable.evidence.setting import Setting
from sandtable.evidence.tolerance import Rule, widest
from sandtable.ground.laws import Law

REPLICATIONS = 40
"""Independent units of every case: fixed, so that only their length depends on precision."""

RELAXATIONS = 20.0
"""Relaxation times that are removed as start-up; what is left of an empty start is e^-20."""

_Z = 2.03
"""Quantile of Student's t with 39 degrees of freedom, two-sided 95 %, rounded up."""

_MARGIN = 1.2
"""Spare length: the deviation of 40 replications is itself uncertain by 11 %. What is still too
wide at the first look is watched for longer."""


def goal(case: Case, key: str, expected: float) -> float:
    """Return the half-width below which a number of a case can be told; inf = any."""
    tolerance = case.tolerances[key]
    if isinstance(tolerance, Rule):
        return widest(tolerance, key, expected)
    limit = tolerance.limit(expected)
    return math.inf if limit is None else 0.5 * limit


def goals(case: Case) -> Iterator[tuple[str, float, float]]:
    """Yield key, expected number and goal of all numbers whose interval must be narrow."""
    for key, _name, expected in case.quantities():
        if isinstance(expected, int | float) and math.isfinite(goal(case, key, expected)):
            yield key, float(expected), goal(case, key, expected)


def relative_goal(case: Case, *keys: str) -> float:
    """Return the narrowest half-width asked for some keys, relative to what is expected."""
    wanted = [limit / abs(value) for key, value, limit in goals(case) if key in keys and value]
    return min(wanted, default=math.inf)


def service_variation(setting: Setting) -> tuple[float, float]:
    """Return mean [h] and squared coefficient of variation of the time a team is busy."""
    at = (np.arange(4096) + 0.5) / 4096
    work = setting.work
    values = np.full(4096, work.mean) if work.is_constant else work.quantiles(at)
    weights = np.array([p for _, p in setting.travel_h])
    weights /= weights.sum()
    ways = np.array([2.0 * h for h, _ in setting.travel_h])
    mean_way = float(weights @ ways)
    mean = work.mean / HOUR_S + mean_way
    variance = float(np.var(values)) / HOUR_S**2 + float(weights @ (ways - mean_way) ** 2)
    return mean, variance / mean**2


def queue_start_up_h(setting: Setting) -> float:
    """Return the start-up phase of a queue [h].

    Relaxation times of M/M/c, stretched by (1 + v) / 2 for services of squared variation v > 1,
    as the heavy-traffic limit of a queue has it.
    """
    service_h, variation = service_variation(setting)
    load = setting.rate_per_h * service_h
    stretch = max(1.0, 0.5 * (1.0 + variation))
    return RELAXATIONS * stretch * service_h * chains.relaxation(setting.units, load)


def queue_watch_h(setting: Setting, case: Case) -> float:
    """Return how long a queue must be watched for its wait, its queue and its shares [h].

    By the asymptotic variance of M/M/c; a service of squared variation v slows a queue by
    (1 + v) / 2, as its heavy-traffic limit has it.
    """
    service_h, variation = service_variation(setting)
    units, load = setting.units, setting.rate_per_h * service_h
    p = chains.states(units, load)
    needed = []
    for values, relative in _queue_goals(setting, case, load, p.size, service_h):
        mean, variance = chains.time_variance(p, load, values)
        # Seen by arrivals, the same average has their own scatter besides.
        scatter = (float(np.sum(values**2 * p)) - mean * mean) / load
        needed.append((variance + scatter) * (_Z / (relative * mean)) ** 2)
    stretch = 0.5 * (1.0 + variation)
    return max(needed, default=0.0) * service_h * stretch * _MARGIN


def _queue_goals(
    setting: Setting, case: Case, load: float, size: int, service_h: float
) -> Iterator[tuple[chains.Floats, float]]:
    """Yield values of the states whose average must be known, and how well, relatively."""
    units = setting.units
    waits = ("mean_wait_h", "mean_queue_length", "mean_wait_h_all", "mean_wait_in_queue")
    yield chains.waiting(units, size), relative_goal(case, *waits, "mean_wait_h_by_class")
    yield chains.beyond(units, size, 0.0), relative_goal(case, "probability_of_wait")
    beyond = relative_goal(case, "probability_wait_exceeds_threshold")
    yield chains.beyond(units, size, setting.threshold_h / service_h), beyond
    tail = chains.wait_quantile(units, load, 0.9)
    if tail > 0.0:
        # An error d of the 0.9-quantile q moves P(W > q) by d f(q), f(q) = 0.1 (c - a).
        density = relative_goal(case, "wait_p90_h") * tail * (units - load)
        yield chains.beyond(units, size, tail), density


def loss_watch_h(setting: Setting, case: Case, key: str) -> float:
    """Return how long a system without queue must be watched for its shares of loss [h].

    Losses come in clusters: while all teams are busy, for a mean busy time over their number. The
    expected shares serve as a first guess; what they leave open, the runs themselves tell.
    """
    service_h, _ = service_variation(setting)
    shares = [(p, limit) for one, p, limit in goals(case) if one == key]
    needed = [0.0]
    for number, (p, limit) in enumerate(shares):
        rate = setting.calls[number].rate_per_h if len(shares) > 1 else setting.rate_per_h
        cluster = 1.0 + 2.0 * rate * service_h / setting.units
        needed.append(p * (1.0 - p) * cluster * (_Z / limit) ** 2 / rate)
    return max(needed) * _MARGIN


def moments_watch_h(setting: Setting, case: Case) -> float:
    """Return how long it takes to know mean and second moment of the busy time [h]."""
    at = (np.arange(4096) + 0.5) / 4096
    work: Law = setting.work
    hours = np.full(4096, work.mean) if work.is_constant else work.quantiles(at)
    weights = np.array([p for _, p in setting.travel_h]) / sum(p for _, p in setting.travel_h)
    needed = [0.0]
    for power, key in ((1, "mean_busy_time_h"), (2, "second_moment_busy_time_h2")):
        took = np.array([(hours / HOUR_S + 2.0 * way) ** power for way, _ in setting.travel_h])
        mean = float(weights @ took.mean(axis=1))
        spread = float(weights @ (took**2).mean(axis=1)) / mean**2 - 1.0
        needed.append(spread * (_Z / relative_goal(case, key)) ** 2 / setting.rate_per_h)
    return max(needed) * _MARGIN
