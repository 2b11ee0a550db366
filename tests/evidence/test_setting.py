"""Cases as ordinary worlds, and what is read from their records."""

import gc

import numpy as np
import pytest

from sandtable.dispatch import Operation, make_decider
from sandtable.dispatch.teams import Mission
from sandtable.evidence.runs import Run, play
from sandtable.evidence.setting import Calls, Setting, Span, world_of
from sandtable.evidence.tally import Tally, tally_of
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.plan import Rules

HOUR = 3600.0
WORK = Law.exponential(mean=HOUR)


def setting(**parts):
    """Return two co-located units with 1 call per hour."""
    known = {"name": "test", "units": 2, "calls": (Calls(rate_per_h=1.0),), "work": WORK}
    return Setting(**(known | parts))


def played(one, *, from_h=0.0, hours=500.0, replication=0):
    """Play a run; return its tables and its tally."""
    span = Span(from_h=from_h, to_h=from_h + hours, run_out_h=1000.0)
    operation = Operation(
        world_of(one, span), {}, Luck(7, replication), make_decider("nearest_able")
    )
    records = operation.run()
    return records.tables(), tally_of(records, one, span)


def test_a_world_is_a_star_around_one_base():
    """Each travel time has an arc out and one back; without travel incidents are at the base."""
    world = world_of(
        setting(travel_h=((0.0, 0.25), (0.5, 0.75))), Span(from_h=1, to_h=9, run_out_h=1)
    )
    network = world.network
    assert network.n_nodes == 2
    seconds = network.length_m / network.free_speed_mps
    assert seconds.tolist() == [1800.0, 1800.0]
    assert world.scenario.arrivals[0].nodes == (0, 1)
    assert world.scenario.warm_up_s == HOUR
    assert world.scenario.arrivals[0].to_s == 9 * HOUR


def test_one_table_alone_is_the_same_as_among_all():
    """Who reads two tables need not make the others."""
    span = Span(from_h=0, to_h=50, run_out_h=100)
    records = Operation(
        world_of(setting(), span), {}, Luck(7, 0), make_decider("nearest_able")
    ).run()
    every = records.tables(events=True)
    for name, table in every.items():
        alone = records.table(name)
        assert list(alone) == list(table)
        for column, values in table.items():
            np.testing.assert_array_equal(alone[column], values)  # null equals null here


def test_nothing_is_cut_off():
    """The run goes on until the last incident is over, so every wait is known."""
    tables, _ = played(setting(calls=(Calls(rate_per_h=1.9),)))
    assert set(tables["incidents"]["outcome"]) == {"closed"}
    assert tables["incidents"]["occurred_s"].max() < 500 * HOUR


def test_littles_law_is_exact():
    """The integral of the queue is the sum of the waits, that of busy teams the sum of the work."""
    tables, tally = played(setting(calls=(Calls(rate_per_h=1.5),)), hours=100.0)
    ends = max(tables["incidents"]["closed_s"].max() / HOUR, 100.0)
    whole = Span(from_h=0.0, to_h=float(np.ceil(ends)) + 1.0, run_out_h=1000.0)
    wait_h = tables["incidents"]["wait_s"].sum() / HOUR
    assert tally.wait_h.sum() == pytest.approx(wait_h, rel=1e-12)
    work_h = (tables["missions"]["released_s"] - tables["missions"]["ordered_s"]).sum() / HOUR
    one = setting(calls=(Calls(rate_per_h=1.5),))

    class Kept:
        """The same records, read over a longer window."""

        @staticmethod
        def table(name):
            return tables[name]

    longer = tally_of(Kept(), one, whole)
    assert longer.queue_h == pytest.approx(wait_h, rel=1e-12)
    assert longer.busy_h.sum() == pytest.approx(work_h, rel=1e-12)


def test_what_counts_lies_in_the_window():
    """Incidents before it are played and not counted."""
    one = setting()
    tables, tally = played(one, from_h=100.0)
    after = tables["incidents"]["occurred_s"] >= 100.0 * HOUR
    assert tally.incidents.sum() == after.sum()
    assert tally.events == after.size > after.sum()
    assert tally.window_h == 500.0


def test_busy_teams_are_sampled_once_per_period():
    """By counting, instant by instant, who is at work."""
    one = setting(
        units=30,
        calls=(Calls(rate_per_h=5.0, amplitude_per_h=4.0, period_h=24.0),),
        sample_times_h=(6.0, 25.0),
    )
    tables, tally = played(one, from_h=48.0, hours=72.0)
    missions = tables["missions"]
    counts = [
        sum(
            np.sum((missions["ordered_s"] <= at) & (missions["released_s"] > at))
            for at in (np.array([48.0, 72.0, 96.0]) + hour) * HOUR
        )
        for hour in (6.0, 1.0)
    ]
    assert tally.periods == 3
    assert tally.sampled.tolist() == counts


def test_tallies_add():
    """Two runs of one replication count as one long one."""
    parts = [played(setting(keeps_waits=True), replication=number)[1] for number in (0, 1)]
    both = Tally.total(parts)
    assert both.events == parts[0].events + parts[1].events
    assert both.wait_h.tolist() == (parts[0].wait_h + parts[1].wait_h).tolist()
    assert both.waits_h.size == both.incidents.sum()


def test_units_of_a_preference_list_are_sent_in_its_order():
    """With one class and little load the first of the list does nearly all."""
    one = setting(
        units=3,
        calls=(Calls(rate_per_h=0.1),),
        preferences=((3, 1, 2),),
        rules=Rules(when_busy="hand_over"),
    )
    run = Run(one, Span(from_h=0.0, to_h=5000.0, run_out_h=100.0), 7, 0)
    tally = play(run).tally
    sent = tally.sent[:, 0]
    assert sent[2] > 10 * sent[0] > 10 * sent[1]
    assert tally.busy_h.shape == (3,)


def test_time_with_all_busy_and_nobody_waiting():
    """One unit, no queue: whenever it is busy, all are."""
    one = setting(
        units=1, preferences=((1,),), rules=Rules(when_busy="hand_over", queue_order="first_come")
    )
    run = Run(one, Span(from_h=10.0, to_h=500.0, run_out_h=100.0), 7, 0)
    tally = play(run).tally
    assert tally.full_h == pytest.approx(tally.busy_h.sum(), rel=1e-12)


def test_a_dissolved_run_leaves_nothing_behind():
    """Its missions are free at once, without the garbage collector's search."""
    span = Span(from_h=0, to_h=50, run_out_h=100)
    operation = Operation(world_of(setting(), span), {}, Luck(7, 0), make_decider("nearest_able"))
    operation.run()

    def missions():
        return sum(isinstance(one, Mission) for one in gc.get_objects())

    gc.collect()
    gc.disable()
    try:
        before = missions()
        operation.dissolve()
        assert before > 20
        assert missions() == 0
    finally:
        gc.enable()
