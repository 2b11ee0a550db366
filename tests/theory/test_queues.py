"""The Operation against queueing theory: values lie in 99.9 % intervals that can tell a mistake."""

import math

import numpy as np
import pytest

from sandtable.evidence.runs import Run, play
from sandtable.evidence.setting import Calls, Setting, Span
from sandtable.ground.laws import Law
from sandtable.study.intervals import t_interval
from sandtable.world.plan import Rules

SEED = 2026
HOUR = 3600.0
LOSS = Rules(
    when_busy="hand_over",
    response="all_or_nothing",
    work_shared="incident",
    queue_order="first_come",
)
EXPONENTIAL = Law.exponential(mean=HOUR)


def tallies(setting, *, from_h, hours, replications=20):
    """Return what each replication has shown."""
    span = Span(from_h=from_h, to_h=from_h + hours, run_out_h=1e5)
    return [play(Run(setting, span, SEED, number)).tally for number in range(replications)]


def check(values, exact, widest):
    """Assert that a value lies in its 99.9 % interval, and that the interval is narrow enough."""
    interval = t_interval(np.asarray(values), 0.999)
    assert interval.high - interval.low < widest * exact, "too wide to prove anything"
    assert interval.low <= exact <= interval.high


@pytest.mark.parametrize("work", [EXPONENTIAL, Law.constant(HOUR)])
def test_share_of_lost_calls_is_erlang_b(work):
    """Three teams, 1.5 erlang, no waiting: B = (a^3/3!) / (1 + a + a^2/2! + a^3/3!) = 9/67.

    Whatever the law of the work is. One team more would lose 4.8 %, one fewer 31 %.
    """
    setting = Setting(name="loss", units=3, calls=(Calls(rate_per_h=1.5),), work=work, rules=LOSS)
    shown = tallies(setting, from_h=20.0, hours=1000.0)
    check([one.lost.sum() / one.incidents.sum() for one in shown], 9 / 67, 0.15)
    check([one.busy_h.sum() / one.window_h for one in shown], 1.5 * (1 - 9 / 67), 0.06)


def test_wait_of_one_unit_is_pollaczek_khinchine():
    """Travel out and back belongs to the busy time where a team is free again at its base only.

    0.5 calls/h, travel 0.1 h, work exponential with mean 0.6 h: S = 0.8 h, E[S^2] = 0.64 + 0.36,
    W = 0.5 x 1 / (2 (1 - 0.4)) = 0.41667 h. Without the way home W would be 0.33 and P(wait) 0.35.
    """
    setting = Setting(
        name="one",
        units=1,
        calls=(Calls(rate_per_h=0.5),),
        work=Law.exponential(mean=0.6 * HOUR),
        travel_h=((0.1, 1.0),),
        rules=Rules(free_again="at_base", queue_order="first_come"),
    )
    shown = tallies(setting, from_h=100.0, hours=8000.0)
    check([one.wait_h.sum() / one.incidents.sum() for one in shown], 0.5 / 1.2, 0.2)
    check([one.waited.sum() / one.incidents.sum() for one in shown], 0.4, 0.06)


def test_priorities_conserve_the_wait_of_all():
    """Three teams, two classes of 1 call/h (Cobham): 2/9 h and 2/3 h; 4/9 h over all.

    A class that is served out of its turn moves both, and an idle team beside a queue all three.
    """
    calls = (Calls(rate_per_h=1.0, priority=0), Calls(rate_per_h=1.0, priority=1))
    setting = Setting(
        name="classes", units=3, calls=calls, work=EXPONENTIAL, rules=Rules(queue_order="priority")
    )
    shown = tallies(setting, from_h=220.0, hours=1000.0)
    check([one.wait_h[0] / one.incidents[0] for one in shown], 2 / 9, 0.3)
    check([one.wait_h[1] / one.incidents[1] for one in shown], 2 / 3, 0.45)
    check([one.wait_h.sum() / one.incidents.sum() for one in shown], 4 / 9, 0.4)


def test_who_comes_sees_time_averages():
    """With Poisson arrivals the share that find all busy is the share of time all are busy.

    One unit at load 0.6: both are 0.6, and so they are in every replication but for chance.
    """
    setting = Setting(name="pasta", units=1, calls=(Calls(rate_per_h=0.6),), work=EXPONENTIAL)
    shown = tallies(setting, from_h=400.0, hours=2000.0)
    check([one.waited.sum() / one.incidents.sum() for one in shown], 0.6, 0.08)
    check([one.busy_h.sum() / one.window_h for one in shown], 0.6, 0.08)


def test_all_or_nothing_is_kaufman_roberts():
    """Four teams; 1 erlang of single calls and 0.5 of calls for two teams, all or nothing.

    Weights g(n) = (1 g(n-1) + 2 x 0.5 g(n-2)) / n: 1, 1, 1, 2/3, 5/12; sum 49/12. Single calls
    are lost in state 4: 5/49; double ones in 3 and 4: 13/49.
    """
    calls = (Calls(rate_per_h=1.0), Calls(rate_per_h=0.5, teams=2))
    setting = Setting(name="several", units=4, calls=calls, work=EXPONENTIAL, rules=LOSS)
    shown = tallies(setting, from_h=20.0, hours=1200.0)
    check([one.lost[0] / one.incidents[0] for one in shown], 5 / 49, 0.25)
    check([one.lost[1] / one.incidents[1] for one in shown], 13 / 49, 0.2)


def test_a_daily_cycle_is_served_with_its_lag():
    """Units enough for all: m(t) = 10 x 1 + 5 (sin wt - w cos wt) / (1 + w^2), w = 2 pi / 24.

    Work exponential with mean 1 h. Drawing gaps from the rate of the instant would shift it.
    """
    w = 2.0 * math.pi / 24.0
    setting = Setting(
        name="cycle",
        units=60,
        calls=(Calls(rate_per_h=10.0, amplitude_per_h=5.0, period_h=24.0),),
        work=EXPONENTIAL,
        sample_times_h=(0.0, 6.0, 12.0, 18.0),
    )
    shown = tallies(setting, from_h=48.0, hours=24.0 * 8)
    for number, hour in enumerate(setting.sample_times_h):
        exact = 10.0 + 5.0 * (math.sin(w * hour) - w * math.cos(w * hour)) / (1.0 + w * w)
        check([one.sampled[number] / one.periods for one in shown], exact, 0.25)


def test_waits_beyond_a_threshold():
    """Two teams, 1.2 erlang: C = 0.45, P(W > 1 h) = C e^-0.8 = 0.2022."""
    setting = Setting(
        name="tail",
        units=2,
        calls=(Calls(rate_per_h=1.2),),
        work=EXPONENTIAL,
        threshold_h=1.0,
        rules=Rules(queue_order="first_come"),
    )
    shown = tallies(setting, from_h=250.0, hours=3200.0)
    check([one.waited.sum() / one.incidents.sum() for one in shown], 0.45, 0.1)
    check([one.beyond.sum() / one.incidents.sum() for one in shown], 0.45 * math.exp(-0.8), 0.2)
