"""Patrols: when they see an incident, on average and one by one."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.worlds import call, kind, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.dispatch.patrols import Patrols
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.study.intervals import t_interval
from sandtable.world.works import Patrol

HOUR = 3600.0
NEVER = Law.constant(1e6)


def patrol(id="dike", every=HOUR, **fields):
    """Return a patrol that passes every hour and looks for fire."""
    law = every if isinstance(every, Law) else Law.constant(every)
    return Patrol(id=id, incident_type="fire", every=law, **fields)


def waits(*patrols, n=1, own_s=np.inf, seed=5):
    """Return how long each of n incidents goes unnoticed, beside an own detection [s]."""
    ids = [f"c{number}" for number in range(n)]
    own = np.full(n, float(own_s))
    found = Patrols(patrols, Luck(seed, 0))
    return found.detected("fire", ids, ["z0"] * n, np.zeros(n), own)


def ends(values):
    """Return the ends of the interval of a mean that is wrong once in a thousand times."""
    found = t_interval(values, confidence=0.999)
    return found.low, found.high


@pytest.mark.parametrize(
    ("every", "sees", "exact"),
    [
        (Law.constant(HOUR), 1.0, HOUR / 2),
        (Law.constant(HOUR), 0.3, HOUR * (0.5 + 0.7 / 0.3)),
        (Law.exponential(mean=HOUR), 0.8, HOUR * (0.5 + 0.2 / 0.8)),
        (Law.uniform(low=0.0, high=HOUR), 0.5, HOUR / 2 * (0.5 + 1.0)),
    ],
)
def test_the_mean_is_half_a_round_and_the_rounds_that_miss_it(every, sees, exact):
    """Uniform phase and geometric misses: E = E[T] (1/2 + (1 - p) / p)."""
    low, high = ends(waits(patrol(every=every, sees=sees), n=40_000))
    assert high - low < 0.05 * exact, "too wide to prove anything"
    assert low <= exact <= high


def test_whoever_notices_first_counts():
    """Uniform on an hour beside 40 min for sure: E = C - C^2 / (2 T) = 2400 - 800 s."""
    found = waits(patrol(), n=40_000, own_s=2400.0)
    assert found.max() == 2400.0
    low, high = ends(found)
    assert high - low < 40.0
    assert low <= 1600.0 <= high


@given(
    st.sampled_from([0.2, 0.7, 1.0]),
    st.floats(0.05, 1.0),
    st.sampled_from([Law.constant(HOUR), Law.exponential(mean=HOUR)]),
)
def test_a_denser_patrol_never_sees_it_later(sees, part, every):
    """The same luck with shorter rounds: no incident is seen later."""
    mean = every.mean * part
    denser = Law.constant(mean) if every.kind == "constant" else Law.exponential(mean=mean)
    rare = waits(patrol(every=every, sees=sees), n=300)
    often = waits(patrol(every=denser, sees=sees), n=300)
    assert (often <= rare).all()
    better = waits(patrol(every=every, sees=min(1.0, sees * 1.3)), n=300)
    assert (better <= rare).all()
    both = waits(patrol(every=every, sees=sees), patrol("second", every=every, sees=sees), n=300)
    assert (both <= rare).all()
    assert (both < rare).any()


def test_a_patrol_that_sees_nothing_or_walks_elsewhere_changes_nothing():
    """Nobody sees, or nobody walks there, or another kind is looked for: own detection counts."""
    assert waits(patrol(sees=0.0), own_s=7.0) == 7.0
    assert waits(patrol(zones=("z1",)), own_s=1e9) == 1e9
    assert waits(patrol(zones=("z0",)), own_s=1e9) < HOUR
    other = Patrol(id="dike", incident_type="medic", every=Law.constant(HOUR))
    assert waits(other, own_s=1e9) == 1e9


def test_in_a_run_a_patrol_moves_detection_and_all_that_follows():
    """Seen at phase · hour, reported a minute later; luck of other incidents stays as it was."""
    types = (
        kind(detection=NEVER, reporting=Law.constant(60.0)),
        kind("other", detection=Law.exponential(mean=600.0)),
    )
    found = []
    for patrols in ((), (patrol(),)):
        a_world = world(
            call("c0", at_s=100.0),
            call("c1", at_s=100.0, type="other"),
            teams=[team(), team("t1")],
            types=types,
            patrols=patrols,
        )
        run = Operation(a_world, {}, Luck(3, 0), make_decider("nearest_able")).run()
        found.append(run.table("incidents"))
    without, with_ = found
    assert with_["detected_s"][1] == without["detected_s"][1]
    assert np.isnan(without["detected_s"][0])
    phase = Luck(3, 0).uniform("patrol", "c0\x1fdike", k=1)
    assert with_["detected_s"][0] == pytest.approx(100.0 + phase * HOUR, abs=1e-6)
    assert with_["reported_s"][0] == with_["detected_s"][0] + 60.0
