"""Buses, boats and rock trucks: their trips, who brings them, and what they do at cut roads."""

import math

import pytest
from tests.dispatch.village import (
    FOOT,
    HOUR,
    LEAVE,
    OPEN,
    OWN,
    evacuation,
    outcomes,
    play,
    water,
    world,
)

from sandtable.ground.laws import Law
from sandtable.world.people import Fleet, Peril, Relief
from sandtable.world.plan import Agreement
from sandtable.world.works import Closing, Convoy

ROAD = {"arcs": ["gt", "tg"]}
"""The road between gate and town."""
CALL = (0.0, "call_out", {"fleet": "buses"})


def buses(**fields):
    """Return one bus of 50 seats in town, ready after 15 min, that loads for a minute."""
    usual = {"call_out": Law.constant(900.0), "load": Law.constant(60.0), "count": 1}
    return Fleet(
        id="buses", kind="bus", capacity=50, base="town", profile="car", **(usual | fields)
    )


def on_crown(*injects, fleet=None, **fields):
    """Return a world whose 100 people walk to the crown and wait there for a bus."""
    return world(
        evacuations=(evacuation(FOOT),),
        fleets=(fleet or buses(),),
        injects=(LEAVE, OPEN, *injects),
        **fields,
    )


def trips(tables):
    """Return the rows of the table of trips but for the names."""
    table = tables["vehicles"]
    names = ("from_node", "to_node", "left_s", "arrived_s", "persons")
    return list(zip(*(table[name].tolist() for name in names), table["why"], strict=True))


def test_every_trip_of_a_bus_is_a_row():
    """Town 2, crown 3, gate 1: the times of `test_those_who_walk_wait_on_the_crown_for_a_bus`."""
    tables = play(on_crown(CALL))
    assert trips(tables) == [
        (2, 3, 900.0, 1830.0, 0, "fetch"),
        (3, 1, 1890.0, 2220.0, 50, "deliver"),
        (1, 2, 2220.0, 2820.0, 50, "deliver"),
        (2, 3, 2880.0, 3810.0, 0, "fetch"),
        (3, 1, 3870.0, 4200.0, 50, "deliver"),
        (1, 2, 4200.0, 4800.0, 50, "deliver"),
    ]
    assert set(tables["vehicles"]["vehicle"]) == {"buses_001"}
    assert set(tables["vehicles"]["fleet"]) == {"buses"}


def test_a_trip_that_the_end_cuts_has_no_arrival():
    """At 2000 s the bus is on its way to the gate."""
    last = trips(play(on_crown(CALL, horizon_s=2000.0)))[-1]
    assert last[:3] == (3, 1, 1890.0)
    assert math.isnan(last[3])


@pytest.mark.parametrize(("asked_s", "called_s"), [(600.0, 0.0), (0.0, 2400.0), (600.0, 600.0)])
def test_a_fleet_of_an_agreement_begins_when_it_is_there_and_called_out(asked_s, called_s):
    """Granted after 30 min, ready 15 min after both: whichever comes last begins it."""
    injects = (
        (called_s, "call_out", {"fleet": "buses"}),
        (asked_s, "request_aid", {"agreement": "army"}),
    )
    tables = play(
        on_crown(
            *injects,
            fleet=buses(agreement="army"),
            agreements=(Agreement(id="army", delay=Law.constant(1800.0)),),
        )
    )
    assert set(tables["commands"]["outcome"]) == {"accepted"}
    assert trips(tables)[0][2] == max(asked_s + 1800.0, called_s) + 900.0


def test_a_fleet_of_an_agreement_that_is_refused_or_not_asked_for_never_comes():
    """Called out, but nobody brings it."""
    for injects, refusal in (((), 0.0), (((0.0, "request_aid", {"agreement": "army"}),), 1.0)):
        tables = play(
            on_crown(
                CALL,
                *injects,
                fleet=buses(agreement="army"),
                agreements=(Agreement(id="army", refusal=refusal),),
            )
        )
        assert outcomes(tables) == {("refuge", "foot"): 100}
        assert not trips(tables)


def test_a_bus_whose_way_on_is_cut_waits_for_the_road():
    """Cut from 2000 to 9000 s, behind the gate: 50 persons sit in the bus, then go on."""
    cut = ((2000.0, "close_road", ROAD), (9000.0, "open_road", ROAD))
    tables = play(on_crown(CALL, *cut))
    assert outcomes(tables) == {("sheltered", "buses"): 100}
    # Out of the gate at 9000 s, 600 s to town, a minute to let them out.
    assert tables["people"]["arrived_s"].min() == 9660.0
    assert outcomes(play(on_crown(CALL, cut[0]))) == {("open", "buses"): 50, ("refuge", "foot"): 50}


def test_a_bus_fetches_nobody_from_where_there_is_no_way_out():
    """The dike is cut before the bus is ready; when it opens, the bus goes at once."""
    dike = {"arcs": ["vg", "gv"]}
    cut = ((800.0, "close_road", dike), (9000.0, "open_road", dike))
    tables = play(on_crown(CALL, *cut))
    assert trips(tables)[0][:4] == (2, 3, 9000.0, 9930.0)
    assert outcomes(tables) == {("sheltered", "buses"): 100}


def test_own_vehicles_whose_way_on_is_cut_are_safe_and_go_on_when_it_opens():
    """Told at 600 s, the last of 40 is at the gate at 600 + 156 + 300 = 1056 s."""
    plan = evacuation(OWN)
    cut = (700.0, "close_road", ROAD)
    stuck = play(world(evacuations=(plan,), injects=(LEAVE, OPEN, cut)))
    assert outcomes(stuck) == {("refuge", "own"): 100}
    assert stuck["people"]["safe_s"].tolist() == [1056.0]
    again = (9000.0, "open_road", ROAD)
    tables = play(world(evacuations=(plan,), injects=(LEAVE, OPEN, cut, again)))
    assert outcomes(tables) == {("sheltered", "own"): 100}
    assert tables["people"]["arrived_s"].tolist() == [9600.0]


def test_boats_land_at_the_nearest_refuge():
    """From the village the crown is nearer than the gate; without a refuge the gate is left."""
    boats = Fleet(
        id="boats",
        kind="boat",
        count=1,
        capacity=100,
        base="town",
        profile="car",
        trip=Law.constant(1800.0),
    )
    found = []
    for means in (FOOT, OWN):
        a_world = world(
            entry=True,
            evacuations=(evacuation(means),),
            fleets=(boats,),
            peril=Peril(exposure="water"),
            injects=(
                (0.0, "activate", {"entry": "breach"}),
                (0.0, "call_out", {"fleet": "boats"}),
            ),
        )
        tables = play(a_world, water())
        assert outcomes(tables) == {("refuge", "boat"): 100}
        found += trips(tables)
    assert found == [(0, 3, 1800.0, 3600.0, 100, "boat"), (0, 1, 1800.0, 3600.0, 100, "boat")]


def test_boats_without_any_evacuation_take_people_to_their_base():
    """Nobody planned to leave: those in the water are taken to the town, node 2."""
    boats = Fleet(
        id="boats",
        kind="boat",
        count=2,
        capacity=60,
        base="town",
        profile="car",
        trip=Law.constant(1800.0),
    )
    a_world = world(
        entry=True,
        fleets=(boats,),
        peril=Peril(exposure="water"),
        relief=Relief(),
        injects=((0.0, "activate", {"entry": "breach"}), (0.0, "call_out", {"fleet": "boats"})),
    )
    tables = play(a_world, water())
    assert outcomes(tables) == {("refuge", "boat"): 100}
    assert {row[:4] for row in trips(tables)} == {(0, 2, 1800.0, 3600.0)}


def test_rock_trucks_wait_at_a_cut_road_and_the_hazard_tables_tell_the_end():
    """One truck, two loads; its road is closed from 100 to 5000 s, so it comes 5000 s later.

    Gate at 600 s if it were open; at 5000 + 600. Tips till 6200, back at 6800, loads till 7100,
    tips at 8300 s: the last metre is closed and the source controlled.
    """
    convoy = Convoy(
        id="rock",
        trucks=1,
        load_t=20.0,
        from_="town",
        profile="truck",
        ready=Law.constant(200.0),
        load=Law.constant(300.0),
    )
    closing = Closing(
        id="close",
        entry="breach",
        source="breach",
        site="gate",
        width_m=1.0,
        tip=Law.constant(600.0),
        tonnes_per_m=40.0,
        convoys=(convoy,),
    )
    a_world = world(
        entry=True,
        closings=(closing,),
        injects=(
            (0.0, "activate", {"entry": "breach"}),
            (0.0, "close_breach", {"closing": "close"}),
            (100.0, "close_road", ROAD),
            (5000.0, "open_road", ROAD),
        ),
    )
    tables = play(a_world, water(9 * HOUR, slow_s=0.0))
    assert tables["works"]["time_s"].tolist() == [6200.0, 8300.0]
    assert [row[-1] for row in trips(tables)[:3]] == ["rock", "return", "rock"]
    assert trips(tables)[0][:4] == (2, 1, 5000.0, 5600.0)
    hazards = tables["hazards"]
    assert hazards["time_s"].tolist() == [0.0, 8300.0]
    assert hazards["entry"] == ["breach", "breach"]
    assert hazards["source"] == ["", "breach"]
    assert hazards["what"] == ["activated", "controlled"]
