"""A simulated event held against its record: what holds, how sure it is, what says nothing."""

import math
from dataclasses import replace

import pytest
from tests.study.worlds import tables

from sandtable.ground.names import Name
from sandtable.study.case import Case
from sandtable.study.recorded import compare, compared_of, is_within, values_of
from sandtable.world.place import Place
from sandtable.world.plan import Headquarters, Plan, Profile
from sandtable.world.recorded import Recorded
from sandtable.world.scenario import DormantImpact, Scenario
from sandtable.world.world import World

HOUR = 3600.0
SAFE = Recorded(
    id="out_by_two",
    name=Name("两小时撤出", "out by two hours"),
    measure="persons_safe",
    arguments={"at": "2 h", "after": "breach"},
    kind="predicted",
    low=40.0,
    high=60.0,
)
BEGINS = Recorded(
    id="begins",
    measure="entry_begins",
    arguments={"entry": "main", "after": "start"},
    kind="calibrated",
    low=HOUR,
    high=HOUR,
)


def case(*recorded, samples=1):
    """Return a case that holds some recorded numbers."""
    world = World(
        place=Place(id="place"),
        network=None,
        plan=Plan(id="plan", headquarters=(Headquarters(id="hq"),), profiles=(Profile(id="car"),)),
        scenario=Scenario(
            id="flood",
            horizon_s=9 * HOUR,
            samples=samples,
            dormant=(DormantImpact(id="main"),),
            recorded=recorded,
        ),
    )
    return Case(world=world)


def run(safe, begins_s=HOUR):
    """Return the tables of a run in which so many were safe; nan = it was prevented."""
    began = [{"entry": "main", "what": "activated", "time_s": begins_s}]
    return tables(
        people=[{"persons": safe, "safe_s": 1.0}, {"persons": 100 - safe}],
        hazards=[] if math.isnan(begins_s) else began,
    )


def test_a_number_holds_when_the_mean_does():
    """30, 50 and 70 persons: the mean of 50 is in the range, one run of three is."""
    (found,) = compared_of(case(SAFE), enumerate(map(run, (30, 50, 70))))
    assert found.central.estimate == 50.0
    assert found.holds
    assert found.is_evidence
    assert found.within == pytest.approx(1 / 3)
    assert found.spread == (30.0, 70.0)
    assert (found.runs, found.silent, found.units) == (3, 0, 3)
    assert found.central.low < 30.0
    assert found.central.high > 70.0


def test_every_run_near_and_the_mean_outside():
    """It does not hold, however near it is."""
    (found,) = compared_of(case(SAFE), enumerate(map(run, (61, 61, 61))))
    assert found.holds is False
    assert found.within == 0.0


def test_times_are_told_by_their_median():
    """One breach at nine hours does not move it, nor one that was prevented."""
    runs = [run(50, at) for at in (HOUR, HOUR, 9 * HOUR, math.nan)]
    (found,) = compared_of(case(BEGINS), enumerate(runs))
    assert found.central.estimate == HOUR
    assert found.holds
    assert not found.is_evidence
    assert (found.runs, found.silent) == (3, 1)


def test_where_no_run_speaks_nothing_is_judged():
    """Neither held nor failed."""
    (found,) = compared_of(case(SAFE), enumerate([run(50, math.nan)] * 3))
    assert found.holds is None
    assert math.isnan(found.within)
    assert math.isnan(found.spread[0])


def test_the_unit_is_the_sample():
    """Forty runs of two samples are two: 0 and 100 persons, over and over."""
    runs = list(enumerate(run(0) if number % 2 else run(100) for number in range(40)))
    (found,) = compared_of(case(SAFE, samples=2), runs)
    assert found.units == 2
    assert found.central.low == 0.0
    assert found.central.high > 500.0
    (pooled,) = compared_of(case(SAFE, samples=1), runs)
    assert pooled.central.low > 30.0


def test_ranges_have_their_ends_and_may_be_open():
    """Both ends belong to a range; what is not said does not bind."""
    assert is_within(40.0, SAFE)
    assert is_within(60.0, SAFE)
    assert not is_within(60.1, SAFE)
    assert is_within(1e9, replace(SAFE, high=math.nan))
    assert not is_within(39.0, replace(SAFE, high=math.nan))
    assert is_within(math.inf, replace(SAFE, high=math.nan))
    assert not is_within(math.inf, SAFE)


def test_values_come_in_the_order_of_the_records():
    """One list of values per recorded number, by replication."""
    found = values_of(case(), [BEGINS, SAFE], [(7, run(50)), (3, run(40))])
    assert found == [{7: HOUR, 3: HOUR}, {7: 50.0, 3: 40.0}]
    assert compare(SAFE, found[1], samples=1).central.estimate == 45.0
