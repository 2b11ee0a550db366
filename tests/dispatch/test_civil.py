"""Civil protection in a run: people who leave, early works, levels, closing a breach."""

import math
from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dispatch.village import (
    BUS,
    FOOT,
    HOUR,
    LEAVE,
    OPEN,
    OWN,
    WARN,
    evacuation,
    outcomes,
    play,
    water,
    world,
)

from sandtable.dispatch import Operation, Replay
from sandtable.dispatch.groups import Divider
from sandtable.dispatch.lanes import Queue
from sandtable.dispatch.prevention import Preventions
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.people import Fleet, Peril
from sandtable.world.plan import Headquarters, Rules, Team
from sandtable.world.scenario import IncidentType, Listed, Requirement
from sandtable.world.works import Action, Closing, Convoy, Level, Prevention, Trigger


def test_own_vehicles_queue_on_the_dike_and_go_to_the_shelter():
    """100 persons in 40 vehicles: told at 10:10, ready 20 min later, and one passes every 4 s.

    The last one enters the dike 39 · 4 = 156 s after the first, at 1956 s, is at the gate 300 s
    later and in town after another 600 s: safe at 2256 s, sheltered at 2856 s.
    """
    plan = evacuation(OWN, mobilise=Law.constant(1200.0))
    tables = play(world(evacuations=(plan,), injects=(LEAVE, OPEN)))
    people = tables["people"]
    assert outcomes(tables) == {("sheltered", "own"): 100}
    assert people["told_s"].tolist() == [600.0]
    assert people["left_s"].tolist() == [1800.0]
    assert people["safe_s"].tolist() == [2256.0]
    assert people["arrived_s"].tolist() == [2856.0]
    assert tables["warnings"]["broadcast_s"].tolist() == [600.0]


def test_those_who_were_warned_get_ready_before_they_are_ordered():
    """Warned at 0, by loudspeaker at 600 s; getting ready takes 1200 s, so until 1800 s.

    Ordered at 300 s and told at 900 s, they leave at 1800 s instead of 2100 s; ordered at 1500 s,
    they leave as they are told, at 2100 s, and not at 3300 s. A warning that comes with the order
    changes nothing: nobody hears it sooner.
    """
    plan = evacuation(OWN, mobilise=Law.constant(1200.0))
    for ordered, warned, left in (
        (300.0, True, 1800.0),
        (300.0, False, 2100.0),
        (1500.0, True, 2100.0),
        (1500.0, False, 3300.0),
        (0.0, True, 1800.0),
        (0.0, False, 1800.0),
    ):
        orders = [(ordered, "evacuate", {"evacuation": "leave"}), *[WARN] * warned]
        tables = play(world(evacuations=(plan,), injects=orders))
        assert tables["people"]["told_s"].tolist() == [ordered + 600.0]
        assert tables["people"]["left_s"].tolist() == [left]


def test_a_warning_reaches_only_those_who_hear_it_and_moves_nobody_elses_luck():
    """Half of 100 go on the loudspeaker, half on a knock: 1 pair, 20 households of 2.5 in 1 h.

    Those who are knocked at have not been getting ready before. Laws are drawn: all instants of
    the order are the same with a warning and without.
    """
    plan = evacuation(
        OWN,
        mobilise=Law.constant(1200.0),
        broadcast=Law.of("uniform", low=300.0, high=900.0),
        acknowledge=Law.of("uniform", low=60.0, high=600.0),
        heed=0.5,
        pairs=1,
        households_per_h=Law.constant(20.0),
        household_size=2.5,
    )
    order = (3600.0, "evacuate", {"evacuation": "leave"})
    warned, plain = (
        play(world(evacuations=(plan,), injects=orders)) for orders in ((order, WARN), (order,))
    )
    told, left = warned["people"]["told_s"], warned["people"]["left_s"]
    assert told.tolist() == plain["people"]["told_s"].tolist()
    first = told == told.min()
    assert left[first].tolist() == told[first].tolist()
    assert left[~first].tolist() == plain["people"]["left_s"][~first].tolist()
    rows = warned["warnings"]
    assert rows["warned_s"].tolist()[0] == 0.0
    assert math.isnan(rows["warned_s"][1])
    assert math.isnan(rows["ordered_s"][0])
    for name in ("ordered_s", "broadcast_s", "acknowledged_s"):
        assert rows[name][1] == plain["warnings"][name][0]


def test_a_warning_of_those_who_were_told_is_refused():
    """Nobody is warned twice, nor after the order to leave; an unknown evacuation is a row too."""
    plan = evacuation(OWN, mobilise=Law.constant(1200.0))
    late = (10.0, "warn", {"evacuation": "leave"})
    unknown = (20.0, "warn", {"evacuation": "nothing"})
    for before in (WARN, LEAVE):
        tables = play(world(evacuations=(plan,), injects=[before, late, unknown]))
        assert tables["commands"]["outcome"] == ["accepted", "refused", "refused"]


def test_those_who_walk_wait_on_the_crown_for_a_bus():
    """480 m at 1.6 m/s are 300 s: on the crown at 900 s. One bus of 50 makes two trips.

    Called at 0 it is ready at 900, on the crown after 600 + 300 + 30 s at 1830, off at 1890, in
    town after 30 + 300 + 600 s at 2820, out at 2880; back on the crown at 3810, off at 3870, in
    town at 4800, out at 4860.
    """
    bus = Fleet(
        id="buses",
        kind="bus",
        count=1,
        capacity=50,
        base="town",
        profile="car",
        call_out=Law.constant(900.0),
        load=Law.constant(60.0),
    )
    a_world = world(
        evacuations=(evacuation(FOOT),),
        fleets=(bus,),
        injects=(LEAVE, OPEN, (0.0, "call_out", {"fleet": "buses"})),
    )
    tables = play(a_world)
    people = tables["people"]
    assert outcomes(tables) == {("sheltered", "buses"): 100}
    assert set(people["safe_s"].tolist()) == {900.0}  # the crown is out of danger
    assert sorted(people["arrived_s"].tolist()) == [2880.0, 4860.0]


def test_knocks_reach_households_at_their_rate():
    """10 pairs · 12 households/h · 2.5 persons are 300 persons/h: 25 in each batch of 5 min."""
    plan = evacuation(
        OWN,
        heed=0.0,
        pairs=10,
        households_per_h=Law.constant(12.0),
        household_size=2.5,
        broadcast=Law.constant(0.0),
    )
    told = play(world(evacuations=(plan,), injects=(LEAVE, OPEN)))["people"]["told_s"]
    assert sorted(told.tolist()) == [300.0, 600.0, 900.0, 1200.0]


def test_shares_of_means_relatives_and_refusals():
    """Of 100, 4 refuse; half of the others drive, a third of these to kin; half wait for a bus."""
    plan = evacuation(
        replace(OWN, share=0.5, relatives=1 / 3), replace(BUS, share=0.5), refuse=0.04
    )
    found = outcomes(play(world(evacuations=(plan,), injects=(LEAVE, OPEN))))
    assert found == {
        ("refused", ""): 4,
        ("relatives", "own"): 16,
        ("sheltered", "own"): 32,
        ("open", ""): 48,
    }


def test_who_comes_by_bus_may_go_to_relatives_too():
    """A quarter of 100 who wait for a bus of 60 has kin in the town; they ride there with it."""
    bus = Fleet(id="bus", kind="bus", count=1, capacity=60, base="town", profile="car")
    calls = (LEAVE, OPEN, (0.0, "call_out", {"fleet": "bus"}))
    plan = evacuation(replace(BUS, relatives=0.25))
    tables = play(world(evacuations=(plan,), fleets=(bus,), injects=calls))
    assert outcomes(tables) == {("relatives", "bus"): 25, ("sheltered", "bus"): 75}
    people = tables["people"]
    assert len(set(people["arrived_s"].tolist())) == 2, "kin and others leave the bus together"
    everybody = replace(BUS, relatives=1.0)
    alone = world(evacuations=(evacuation(everybody),), fleets=(bus,), injects=calls)
    assert outcomes(play(alone)) == {("relatives", "bus"): 100}


def test_a_shelter_takes_in_what_it_has_room_for_and_only_when_open():
    """With room for 60, 40 of 100 find no place; a shelter that opens late takes them in then."""
    plan = evacuation(OWN)
    full = world(capacity=60, evacuations=(plan,), injects=(LEAVE, OPEN))
    assert outcomes(play(full)) == {("sheltered", "own"): 60, ("refuge", "own"): 40}
    late = (4 * HOUR, "open_shelter", {"shelter": "school"})
    tables = play(world(capacity=100, evacuations=(plan,), injects=(LEAVE, late)))
    assert tables["people"]["arrived_s"].tolist() == [4 * HOUR]


def test_water_cuts_off_those_who_are_still_there_and_boats_fetch_them():
    """Nobody was told. Water after 30 min; 13 boatloads of 8 in two boats are 7 rounds."""
    boats = Fleet(
        id="boats",
        kind="boat",
        count=2,
        capacity=8,
        base="town",
        profile="car",
        trip=Law.constant(1800.0),
    )
    a_world = world(
        entry=True,
        evacuations=(evacuation(OWN),),
        fleets=(boats,),
        peril=Peril(exposure="water", told=0.0, untold=0.0),
        injects=(
            (0.0, "activate", {"entry": "breach"}),
            (0.0, "call_out", {"fleet": "boats"}),
        ),
    )
    people = play(a_world, water())["people"]
    assert set(people["water_s"].tolist()) == {1800.0}
    assert set(people["zone_water_s"].tolist()) == {1800.0}
    assert people["safe_s"].max() == 1800.0 + 7 * 1800.0
    assert people["persons"].sum() == 100
    assert set(people["by"]) == {"boat"}


def test_nights_are_slow_for_boats():
    """The same at midnight with a factor of 2: twice as long on the water."""
    boats = Fleet(
        id="boats",
        kind="boat",
        count=1,
        capacity=100,
        base="town",
        profile="car",
        trip=Law.constant(600.0),
        night_factor=2.0,
    )
    night = 14 * HOUR  # from 10:00 to midnight
    a_world = world(
        entry=True,
        evacuations=(evacuation(OWN),),
        fleets=(boats,),
        peril=Peril(exposure="water"),
        injects=(
            (night, "activate", {"entry": "breach"}),
            (night, "call_out", {"fleet": "boats"}),
        ),
    )
    people = play(a_world, water(60.0))["people"]
    assert people["safe_s"].max() == night + 60.0 + 1200.0


def threatened(works=True, **fields):
    """Return a world whose piping becomes a breach after 108 min, unless a team works in time."""
    team = Team(id="crew", base="town", headquarters="hq", skills=("dike",), profile="truck")
    return world(
        entry=True,
        teams=(team,) if works else (),
        types=(
            IncidentType(
                id="piping", needs=(Requirement(skill="dike"),), work=Law.constant(7200.0)
            ),
        ),
        listed=(Listed(id="p1", type="piping", at_s=0.0, node=0, zone="v"),),
        preventions=(
            Prevention(
                id="works",
                entry="breach",
                incident_type="piping",
                outflow_m3s=((0.0, 0.0), (3600.0, 2.0)),
                success=((0.5, 1.0), (1.0, 0.0)),
                fails=Law.constant(6480.0),
                **fields.pop("prevention", {}),
            ),
        ),
        **fields,
    )


def test_works_in_time_prevent_the_breach_and_works_too_late_do_not():
    """The crew works from 15 min on, at an outflow of 0.5 m3/s: sure. From 35 min on: hopeless."""
    held = play(threatened(), water())
    assert held["incidents"]["outcome"] == ["closed"]
    assert held["roads"]["time_s"].size == 0
    late = threatened(headquarters=(Headquarters(id="hq", decision=Law.constant(1200.0)),))
    failed = play(late, water())
    assert failed["incidents"]["outcome"] == ["failed"]
    assert failed["roads"]["time_s"].tolist() == [6480.0 + 1800.0] * 2
    nobody = play(threatened(works=False), water())
    assert nobody["roads"]["time_s"].tolist() == [6480.0 + 1800.0] * 2


def test_works_that_fail_still_gain_time():
    """Late works add their delay of an hour to the 108 min."""
    late = threatened(
        headquarters=(Headquarters(id="hq", decision=Law.constant(1200.0)),),
        prevention={"delay": Law.constant(HOUR)},
    )
    assert play(late, water())["roads"]["time_s"].min() == 6480.0 + HOUR + 1800.0


@pytest.mark.parametrize("shared", ["incident", "team"])
def test_works_in_vain_go_on_until_the_dike_gives_way(shared):
    """Two hours of work from 35 min on would end at 2 h 35 min; the dike gives way at 2 h 48 min.

    The works did not hold it, so they go on, and the incident has failed and was never mastered.
    """
    late = threatened(
        headquarters=(Headquarters(id="hq", decision=Law.constant(1200.0)),),
        prevention={"delay": Law.constant(HOUR)},
        rules=Rules(work_shared=shared),
    )
    incidents = play(late, water())["incidents"]
    assert incidents["outcome"] == ["failed"]
    assert np.isnan(incidents["controlled_s"]).all()
    assert incidents["closed_s"].tolist() == [6480.0 + HOUR]


def test_chance_falls_with_the_outflow():
    """Half way between the sure and the hopeless outflow the chance is one half."""
    plan = threatened().scenario.preventions[0]
    assert Preventions.chance(plan, 900.0) == pytest.approx(1.0)
    assert Preventions.chance(plan, 1350.0) == pytest.approx(0.5)
    assert Preventions.chance(plan, 1800.0) == pytest.approx(0.0)


def test_a_level_follows_its_trigger_after_the_signature_with_its_actions():
    """Piping graded at 0: level II signed at 15 min orders the evacuation; the breach raises I."""
    levels = (
        Level(
            id="two",
            headquarters="hq",
            level=2,
            trigger=Trigger(incident_type="piping"),
            signature=Law.constant(900.0),
            actions=(Action(kind="evacuate", arguments={"evacuation": "leave"}),),
        ),
        Level(id="one", headquarters="hq", level=1, trigger=Trigger(entry="breach")),
    )
    a_world = threatened(works=False, levels=levels, evacuations=(evacuation(OWN),))
    tables = play(a_world, water())
    assert tables["levels"]["level"].tolist() == [2, 1]
    assert tables["levels"]["time_s"][0] == 900.0
    assert 6480.0 < tables["levels"]["time_s"][1] < 6480.001
    assert tables["warnings"]["ordered_s"].tolist() == [900.0]
    assert set(tables["commands"]["source"]) == {"level:two", "level:one"}


def closing(**fields):
    """Return a closing of 2 m by two trucks of 20 t, 40 t to the metre, from the town."""
    convoy = Convoy(
        id="rock",
        trucks=2,
        load_t=20.0,
        from_="town",
        profile="truck",
        ready=Law.constant(0.0),
        load=Law.constant(300.0),
    )
    usual = {"width_m": 2.0, "berths": 1, "tip": Law.constant(600.0), "tonnes_per_m": 40.0}
    return Closing(
        id="close",
        entry="breach",
        source="breach",
        site="gate",
        convoys=(convoy,),
        **(usual | fields),
    )


def test_rock_closes_a_breach_at_the_rate_of_its_berths():
    """Both trucks come at 600 s and wait until the water is slow at 1000 s; one tips at a time.

    Loads at 1600 and 2200 s close a metre; back after 600 + 300 + 600 s, they tip at 3700 (1600 +
    1500 + 600) and 4300 s: two metres, and the source is under control.
    """
    a_world = world(
        entry=True,
        closings=(closing(),),
        injects=(
            (0.0, "activate", {"entry": "breach"}),
            (0.0, "close_breach", {"closing": "close"}),
        ),
    )
    tables = play(a_world, water(9 * HOUR, slow_s=1000.0))
    works = tables["works"]
    assert works["time_s"].tolist() == [1600.0, 2200.0, 3700.0, 4300.0]
    assert works["closed_m"].tolist() == [0.5, 1.0, 1.5, 2.0]
    assert tables["trucks"]["first_s"].tolist() == [600.0, 600.0]
    assert tables["roads"]["time_s"].size == 0  # what would have begun after it does not happen


def test_platforms_take_rock_before_the_first_metre():
    """With 40 t for turning places the first two loads close nothing."""
    a_world = world(
        entry=True,
        closings=(closing(platform_t=40.0),),
        injects=(
            (0.0, "activate", {"entry": "breach"}),
            (0.0, "close_breach", {"closing": "close"}),
        ),
    )
    closed = play(a_world, water(9 * HOUR, slow_s=0.0))["works"]["closed_m"].tolist()
    assert closed[:3] == [0.0, 0.0, 0.5]


@settings(max_examples=40)
@given(
    st.integers(0, 300),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([0.0, 0.05]),
    st.sampled_from([0.0, 0.4]),
    st.integers(0, 5),
    st.integers(0, 10_000),
)
def test_nobody_is_ever_lost_sight_of(persons, heed, refuse, share, boats, replication):
    """Whatever happens, the persons of the table are those of the scenario, each in one outcome."""
    fleet = Fleet(
        id="boats",
        kind="boat",
        count=boats,
        capacity=7,
        base="town",
        profile="car",
        trip=Law.exponential(mean=900.0),
    )
    buses = replace(fleet, id="buses", kind="bus", count=2, capacity=11)
    means = (
        replace(OWN, share=0.4, relatives=0.5),
        replace(FOOT, share=0.3),
        replace(BUS, share=0.3),
    )
    plan = evacuation(
        *means,
        heed=heed,
        pairs=4,
        households_per_h=Law.exponential(mean=20.0),
        mobilise=Law.exponential(mean=900.0),
        refuse=refuse,
    )
    a_world = world(
        persons=persons,
        capacity=60,
        entry=True,
        evacuations=(plan,),
        fleets=(fleet, buses),
        peril=Peril(exposure="water", told=0.1, untold=0.3),
        injects=(
            LEAVE,
            OPEN,
            (0.0, "call_out", {"fleet": "boats"}),
            (0.0, "call_out", {"fleet": "buses"}),
            (1200.0, "activate", {"entry": "breach"}),
        ),
    )
    people = play(a_world, water(600.0, share), replication)["people"]
    assert people["persons"].sum() == persons
    assert (people["persons"] > 0).all()
    order = ("told_s", "left_s", "safe_s", "arrived_s")
    for first, second in pairwise(order):
        both = ~(np.isnan(people[first]) | np.isnan(people[second]))
        assert (people[first][both] <= people[second][both]).all()


def test_a_replay_gives_the_same_bytes():
    """Commands of levels and injects are played back from the table, once each."""
    levels = (
        Level(
            id="two",
            headquarters="hq",
            level=2,
            trigger=Trigger(incident_type="piping"),
            actions=(
                Action(kind="evacuate", arguments={"evacuation": "leave"}),
                Action(kind="open_shelter", arguments={"shelter": "school"}),
            ),
        ),
    )
    a_world = threatened(levels=levels, evacuations=(evacuation(OWN),))
    first = play(a_world, water())
    again = Replay(first["commands"])
    op = Operation(a_world, {"breach": water()}, Luck(7, 0), again)
    again.start(op)
    second = op.run().tables()
    for name, table in first.items():
        for column, values in table.items():
            same = np.asarray(values).tobytes() == np.asarray(second[name][column]).tobytes()
            assert same, f"{name}.{column}"


@given(st.lists(st.integers(0, 50), min_size=1, max_size=20), st.floats(0.0, 1.0))
def test_batches_divided_one_by_one_keep_the_shares(batches, share):
    """Parts sum to the batch, and over all batches no share is a person off its due."""
    divider, given_ = Divider([share, 1.0 - share]), np.zeros(2)
    for persons in batches:
        parts = divider.divide(persons)
        assert sum(parts) == persons
        assert min(parts) >= 0
        given_ += parts
    assert abs(given_[0] - share * sum(batches)) <= 1.0 + 1e-6


def test_a_queue_lets_one_vehicle_pass_per_headway():
    """Three vehicles at 10 s, two more at 12 s: the last ones enter at 18 and 26 s."""
    queue = Queue(4.0)
    assert queue.take(10.0, 3) == 18.0
    assert queue.take(12.0, 2) == 26.0
    assert queue.take(100.0, 1) == 100.0
    assert queue.free_s == 104.0
