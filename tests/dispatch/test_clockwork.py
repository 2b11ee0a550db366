from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.dispatch.clockwork import Clock
from sandtable.ground.clock import TICK_S, Rank, priority

calls = st.lists(
    st.tuples(
        st.sampled_from([0.0, TICK_S, 1.0, 60.0]),
        st.sampled_from([rank for rank in Rank if rank is not Rank.DECISION]),
        st.sampled_from(["a", "a1", "b", "team_10", "team_9"]),
    ),
    max_size=12,
)


@given(calls, st.randoms(use_true_random=False))
def test_calls_come_by_time_rank_and_id_however_they_were_put_in(given_calls, dice):
    """Never by insertion: a shuffled calendar plays in the same order."""
    shuffled = given_calls.copy()
    dice.shuffle(shuffled)
    clock, played = Clock(), []
    for instant, rank, name in shuffled:
        clock.at(
            instant,
            priority(rank, name),
            lambda what, _: played.append(what),
            (instant, rank, name),
        )
    clock.play(100.0)
    assert played == sorted(given_calls, key=lambda one: (one[0], one[1], one[2].encode()))


def test_nothing_at_the_end_is_played():
    """A run covers [0, end): what is at the end waits for the next one."""
    clock, played = Clock(), []
    for instant in (59.0, 60.0):
        clock.at(instant, priority(Rank.ARRIVAL, "t"), lambda what, _: played.append(what), instant)
    clock.play(60.0)
    assert (played, clock.now) == ([59.0], 60.0)
    clock.play(61.0)
    assert played == [59.0, 60.0]


def test_the_last_call_waits_for_all_events_of_its_instant():
    """A mark is answered once, behind all events of the instant, also those that come by then."""
    clock, played = Clock(), []

    def again(_, __):
        played.append("event")
        clock.at(clock.now, priority(Rank.ARRIVAL, "z"), lambda *_: played.append("late"))

    def last(*_):
        played.append("decision")

    clock.at(5.0, priority(Rank.COMMAND, "a"), lambda *_: clock.at_last(last))
    clock.at(5.0, priority(Rank.ARRIVAL, "b"), again)
    clock.at(5.0, priority(Rank.ARRIVAL, "c"), lambda *_: clock.at_last(last))
    clock.play(10.0)
    assert played == ["event", "late", "decision"]


def test_events_of_simpy_itself_share_the_heap():
    """A timeout of SimPy's and a call at one instant: SimPy's priorities lie below ours."""
    clock, played = Clock(), []
    clock.at(3.0, priority(Rank.COMMAND, ""), lambda *_: played.append("call"))
    clock.timeout(3.0).callbacks.append(lambda _: played.append("timeout"))
    clock.play(4.0)
    assert played == ["timeout", "call"]


def test_halt_ends_behind_the_instant():
    """What is left of the instant is played, the next tick is not."""
    clock, played = Clock(), []
    clock.at(1.0, priority(Rank.COMMAND, ""), lambda *_: clock.halt())
    clock.at(1.0, priority(Rank.ARRIVAL, "t"), lambda *_: played.append("same"))
    clock.at(1.0 + TICK_S, priority(Rank.COMMAND, ""), lambda *_: played.append("later"))
    clock.play(2.0)
    assert (played, clock.now) == (["same"], 1.0)


def test_a_run_goes_on_behind_a_halt():
    """The end of a play that was halted ends no later play."""
    clock, played = Clock(), []
    clock.at(1.0, priority(Rank.COMMAND, ""), lambda *_: clock.halt())
    for instant in (1.5, 2.0, 2.5):
        clock.at(instant, priority(Rank.ARRIVAL, "t"), lambda what, _: played.append(what), instant)
    clock.play(2.0)
    assert (played, clock.now) == ([], 1.0)
    clock.play(3.0)
    assert (played, clock.now) == ([1.5, 2.0, 2.5], 3.0)


def test_an_event_of_simpy_that_failed_ends_the_run():
    """SimPy's own step plays its events, so nothing that fails is passed over."""
    clock = Clock()
    clock.event().fail(RuntimeError("a wheel came off"))
    with pytest.raises(RuntimeError, match="wheel"):
        clock.play(1.0)


def test_a_life_goes_on_at_the_instants_that_it_yields():
    """One call each; where it yields None, and where its token is another by now, it waits."""
    clock = Clock()
    woken = []

    def life():
        woken.append(clock.now)
        yield 1.0
        woken.append(clock.now)
        yield None
        woken.append(clock.now)
        yield 3.0
        woken.append(clock.now)

    sleeper = SimpleNamespace(life=life(), order=priority(Rank.ARRIVAL, "s"), token=0)
    clock.resume(sleeper)
    clock.play(2.0)
    assert (woken, sleeper.token) == ([0.0, 1.0], 1)
    clock.resume(sleeper)
    sleeper.token += 1
    clock.play(4.0)
    assert woken == [0.0, 1.0, 2.0]
