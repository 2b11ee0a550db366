"""What is foreseen of a mission, and that nobody can tell it from what is lived through."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import call, kind, place, team, world, worlds

from sandtable.dispatch import Operation, make_decider
from sandtable.dispatch.foresight import look_at
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.plan import Rules
from sandtable.world.scenario import Inject, Transport

INSTANTS = ("alerted_s", "departed_s", "arrived_s", "released_s", "at_facility_s", "at_base_s")


def town(*injects, horizon_s=7200.0, **rules):
    """Return a town with one call: out in 60 + 360 s, work 600, hospital 180 + 300, home 180."""
    taken = Transport(handover=Law.constant(300.0))
    return world(
        call(node=3),
        teams=[team(turnout=Law.constant(60.0))],
        types=[kind(transport=taken)],
        place=place(hospitals=(2,)),
        injects=[
            Inject(id=f"i{number}", at_s=at_s, kind=name, arguments=arguments)
            for number, (at_s, name, arguments) in enumerate(injects)
        ],
        horizon_s=horizon_s,
        rules=Rules(free_again="at_base", **rules),
    )


def operation(made, impacts=None, luck=None):
    """Return a run of a world under its own policy."""
    return Operation(made, impacts or {}, luck or Luck(1, 0), make_decider(made.plan.policy))


def instants(made):
    """Return when the phases of the first mission ended [s], None = never."""
    missions = operation(made).run().tables()["missions"]
    return tuple(
        None if math.isnan(missions[name][0]) else float(missions[name][0]) for name in INSTANTS
    )


def same(one, other):
    """Tell whether two runs have the same tables, to the bit."""
    return all(
        np.array_equal(values, other[name][column], equal_nan=values.dtype.kind == "f")
        if isinstance(values, np.ndarray)
        else values == other[name][column]
        for name, table in one.items()
        for column, values in table.items()
    )


@given(worlds(), st.lists(st.integers(0, 60), max_size=6, unique=True))
@settings(max_examples=25)
def test_looking_changes_nothing(made, minutes):
    """A run that is stopped now and then, and looked at, has the same tables as one that is not."""
    op = operation(made.world, made.impacts)
    for minute in sorted(minutes):
        op.run_until(60.0 * minute)
        for mission in op.missions:
            look_at(op, mission)
    seen = op.run().tables(events=True)
    assert same(seen, operation(made.world, made.impacts).run().tables(events=True))


@pytest.mark.parametrize("at_s", [59.0, 60.0, 61.0, 419.0, 1100.0, 1200.0, 1201.0, 1499.0])
def test_the_phase_is_right_for_who_looks(at_s):
    """Between two events a look tells turnout from travel, and the way there from the hand-over."""
    op = operation(town())
    op.run_until(at_s)
    (mission,) = op.missions
    look_at(op, mission)
    # What ends at the instant at which the run has stopped is still to come.
    ends = {60.0: "turnout", 420.0: "travel", 1200.0: "transport", 1500.0: "hand_over"}
    assert mission.phase == ends[min(end for end in ends if at_s <= end)]
    assert math.isnan(mission.departed_s) == (at_s <= 60.0)
    assert math.isnan(mission.at_facility_s) == (at_s <= 1200.0)


@pytest.mark.parametrize(
    ("at_s", "phase", "expected"),
    [
        (30.0, "turnout", (0.0, 30.0, 390.0, 1470.0, 1170.0, 1650.0)),
        (100.0, "travel", (0.0, 60.0, 100.0, 1180.0, 880.0, 1360.0)),
        (1100.0, "transport", (0.0, 60.0, 420.0, 1400.0, 1100.0, 1580.0)),
        (1300.0, "hand_over", (0.0, 60.0, 420.0, 1300.0, 1200.0, 1480.0)),
        (60.0, "travel", (0.0, 60.0, 420.0, 1500.0, 1200.0, 1680.0)),
        (1200.0, "hand_over", (0.0, 60.0, 420.0, 1500.0, 1200.0, 1680.0)),
    ],
)
def test_a_report_ends_the_phase_that_is_foreseen(at_s, phase, expected):
    """A ruling ends it at once; one for a phase that begins at that very instant comes too soon."""
    ruling = (at_s, "ruling", {"team": "t0", "phase": phase, "by": "ruled"})
    assert instants(town(ruling)) == expected


@pytest.mark.parametrize(
    ("at_s", "departed_s", "at_base_s"),
    [(59.0, None, None), (60.0, None, None), (90.0, 60.0, 180.0)],
)
def test_a_recall_meets_a_team_where_it_is(at_s, departed_s, at_base_s):
    """Before its wheels roll a team stays where it is; later it turns at the next node."""
    alerted, departed, arrived, _, _, home = instants(town((at_s, "recall", {"team": "t0"})))
    assert (alerted, departed, arrived, home) == (0.0, departed_s, None, at_base_s)


@pytest.mark.parametrize("at_s", [30.0, 60.0])
def test_a_road_that_closes_before_departure_is_known_to_the_driver(at_s):
    """By then the way over the shut road was foreseen; at the departure the detour is taken."""
    shut = (at_s, "close_road", {"road": "r1"})
    assert instants(town(shut, road_knowledge="oracle"))[:3] == (0.0, 60.0, 540.0)


@pytest.mark.parametrize(("horizon_s", "known"), [(60.0, 1), (61.0, 2), (1200.0, 3), (1201.0, 4)])
def test_what_lies_beyond_the_end_is_not_recorded(horizon_s, known):
    """Alerted, departed, arrived, there: as many as happened before the run was over."""
    alerted, departed, arrived, _, there, _ = instants(town(horizon_s=horizon_s))
    assert [one is not None for one in (alerted, departed, arrived, there)] == [
        number < known for number in range(4)
    ]
