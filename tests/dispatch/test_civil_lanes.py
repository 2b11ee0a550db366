"""Lanes choose ahead and are called back: the same records as choosing when the time has come."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.dispatch.village import FOOT, HOUR, LEAVE, OPEN, OWN, evacuation, play, world

from sandtable.dispatch import people
from sandtable.dispatch.lanes import Lanes
from sandtable.ground.clock import grid
from sandtable.ground.laws import Law
from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.world.network import Network
from sandtable.world.people import Fleet, Lane
from sandtable.world.works import Closing, Convoy


class InTime(Lanes):
    """Chooses before each lane and behind it when a column is there: an event for each."""

    def step(self, column, goal, vehicles=1):
        """Let a column drive on as far as it gets without a choice."""
        now = self._clock.now
        while True:
            if column.ahead is not None:
                (column.node, lane), column.ahead = column.ahead, None
                if lane >= 0:
                    column.enters = lane
                    enters = self._queue[lane].take(now, vehicles)
                    if enters > now:
                        return enters
            lane, column.enters = column.enters, -1
            if column.node == goal and lane < 0:
                return None
            way = self._way(column, goal, lane)
            if way is None:
                return None
            through_s, (behind, _), seconds, stop = way
            column.ahead = stop if lane < 0 else (behind, -1)
            until = grid(now + (seconds if lane < 0 else through_s))
            if until > now:
                return until


def roads():
    """Return village 0, gate 1, town 2, crown 3 and a crossroads 4; a detour from gate to town."""
    return Network.from_arrays(
        n_nodes=5,
        tail=[0, 1, 1, 4, 4, 2, 1, 2, 0, 3],
        head=[1, 0, 4, 1, 2, 4, 2, 1, 3, 0],
        length_m=[480, 480, 960, 960, 480, 480, 3840, 3840, 480, 480],
        free_speed_mps=[16.0] * 10,
        arc_ids=["vg", "gv", "gx", "xg", "xt", "tx", "gt", "tg", "vc", "cv"],
    )


def busy(*injects, loads=100):
    """Return a polder in which people, buses and rock trucks meet on two lanes one behind another.

    All times are constant and whole, so that much happens at the same instant. So many loads of
    rock close the breach.
    """
    constant = Law.constant
    convoys = tuple(
        Convoy(
            id=name,
            trucks=5,
            load_t=10.0,
            from_="town",
            profile="truck",
            ready=constant(ready),
            load=constant(60.0),
        )
        for name, ready in (("early", 0.0), ("late", 30.0))
    )
    closing = Closing(
        id="close",
        entry="breach",
        source="breach",
        site="crown",
        width_m=1.0,
        tip=constant(30.0),
        tonnes_per_m=10.0 * loads,
        berths=3,
        convoys=convoys,
    )
    buses = Fleet(
        id="buses",
        kind="bus",
        count=2,
        capacity=20,
        base="town",
        profile="car",
        call_out=constant(60.0),
        load=constant(30.0),
    )
    means = (replace(OWN, share=0.5), replace(FOOT, share=0.5))
    a_world = world(
        entry=True,
        closings=(closing,),
        fleets=(buses,),
        evacuations=(evacuation(*means, broadcast=constant(60.0)),),
        injects=(
            LEAVE,
            OPEN,
            (0.0, "activate", {"entry": "breach"}),
            (0.0, "close_breach", {"closing": "close"}),
            (0.0, "call_out", {"fleet": "buses"}),
            *injects,
        ),
        horizon_s=1.5 * HOUR,
    )
    lanes = (
        Lane(id="dike", arcs=("vg", "gv"), headway_s=10.0),
        Lane(id="road", arcs=("gx", "xg"), headway_s=20.0),
    )
    return replace(a_world, network=roads(), place=replace(a_world.place, lanes=lanes))


def both(a_world, wet=()):
    """Return the tables of a run whose columns choose ahead, and of one whose columns do not.

    Water lies on some arcs until the breach is closed.
    """
    rows = [Interval(arc, 0.0, math.inf, "depth", 1.0, "breach", "water") for arc in wet]
    calm = [Exposure("v", 0.0, math.inf, "slow_water", 1.0, "breach")]
    impact = Impact.of(10, rows, calm, [HazardSource(id="breach", control="hold")])
    found = play(a_world, impact)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(people, "Lanes", InTime)
        return found, play(a_world, impact)


def assert_same(tables, others):
    """Assert that two runs have the same records, bit for bit."""
    for name, table in tables.items():
        for column, values in table.items():
            same = np.asarray(values).tobytes() == np.asarray(others[name][column]).tobytes()
            assert same, f"{name}.{column}"


changes = st.lists(
    st.tuples(
        st.integers(1, 120).map(lambda ten: 10.0 * ten),
        st.sampled_from(["close_road", "open_road"]),
        st.sampled_from(["vg", "gv", "gx", "xg", "xt", "tx", "gt", "tg"]),
    ),
    max_size=8,
)


@settings(deadline=None, max_examples=60)
@example([(10.0, "close_road", "gv"), (130.0, "open_road", "gv"), (130.0, "close_road", "gv")])
@given(changes)
def test_choosing_ahead_leaves_the_same_records_as_choosing_in_time(changed):
    """Whatever roads close and open while columns wait before lanes, cross them, or drive on."""
    injects = [(at, kind, {"arcs": [arc]}) for at, kind, arc in changed]
    assert_same(*both(busy(*injects)))


@pytest.mark.parametrize("arc", ["vg", "gx", "xg", "xt", "gt"])
def test_a_road_that_closes_at_any_instant_leaves_the_same_records(arc):
    """Before a lane, in it and behind it, and at the very instants at which columns choose."""
    for ten in range(12, 42):
        assert_same(*both(busy((10.0 * ten, "close_road", {"arcs": [arc]}))))


@pytest.mark.parametrize("wet", [(4,), (5,), (2, 3)])
def test_a_road_that_opens_at_the_last_load_leaves_the_same_records(wet):
    """The truck that tips it acts among others: who has chosen at that instant has chosen."""
    for loads in range(1, 24):
        assert_same(*both(busy(loads=loads), wet))


def test_a_truck_that_waits_before_a_lane_turns_to_another_way_when_the_road_behind_it_closes():
    """The first of ten trucks leave the queue as the way to town is cut; the last go round."""
    tables, others = both(busy((100.0, "close_road", {"arcs": ["xg", "xt"]})))
    assert_same(tables, others)
    free, _ = both(busy())
    assert tables["vehicles"]["arrived_s"].tolist() != free["vehicles"]["arrived_s"].tolist()
