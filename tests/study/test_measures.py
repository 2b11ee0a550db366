"""Measures: numbers read off one replication, worked out by hand on small tables."""

import inspect
import math
from types import SimpleNamespace

import numpy as np
import pytest
from tests.study.worlds import tables

from sandtable.ground.laws import Law
from sandtable.study.measures import MEASURES
from sandtable.study.played import Played
from sandtable.world.place import Facility, Place, Zone
from sandtable.world.plan import Headquarters, Plan, Profile, Team
from sandtable.world.scenario import DormantImpact, Scenario
from sandtable.world.works import Closing, Convoy, Prevention
from sandtable.world.world import World

HOUR = 3600.0
SITE = 7

WORLD = World(
    place=Place(
        id="polder",
        zones=(
            Zone(id="v1", node=0, tags=("flood_area",)),
            Zone(id="v2", node=1, tags=("flood_area",)),
            Zone(id="dry", node=2),
        ),
        facilities=(
            Facility(id="school", node=3, kind="school"),
            Facility(id="ring", node=4, kind="safety_zone"),
            Facility(id="tip", node=SITE, kind="site"),
        ),
    ),
    network=None,
    plan=Plan(
        id="plan",
        headquarters=(Headquarters(id="hq"),),
        profiles=(Profile(id="car"),),
        teams=(
            Team(id="own", base="b", headquarters="hq", skills=("dike",), profile="car"),
            Team(
                id="police_1",
                base="b",
                headquarters="hq",
                skills=("dike", "rescue"),
                profile="car",
                agreement="police",
            ),
        ),
        closings=(
            Closing(
                id="close",
                entry="main",
                source="breach",
                site="tip",
                width_m=100.0,
                tip=Law.constant(60.0),
                tonnes_per_m=60.0,
                convoys=(
                    Convoy(
                        id="far",
                        trucks=2,
                        load_t=17.0,
                        from_="b",
                        profile="car",
                        ready=Law.constant(0.0),
                        load=Law.constant(0.0),
                    ),
                ),
            ),
        ),
    ),
    scenario=Scenario(
        id="flood",
        start="2024-07-05 15:00",
        horizon_s=100 * HOUR,
        dormant=(
            DormantImpact(id="main", hazard="flood"),
            DormantImpact(id="second", hazard="flood"),
            DormantImpact(id="gas", hazard="chemical"),
        ),
        preventions=(
            Prevention(
                id="works",
                entry="main",
                incident_type="piping",
                outflow_m3s=((0.0, 0.0),),
                success=((0.0, 0.0),),
                fails=Law.constant(6480.0),
            ),
        ),
    ),
)

PEOPLE = (
    # 40 were out at 17:00, an hour before the water; in school at 18:00
    {"zone": "v1", "persons": 40, "safe_s": 2 * HOUR, "arrived_s": 3 * HOUR},
    # 30 left before the water and passed the gate after it; with relatives at 20:00
    {"zone": "v1", "persons": 30, "left_s": 2.5 * HOUR, "safe_s": 4 * HOUR, "arrived_s": 5 * HOUR},
    # 20 were caught and taken out by boat; still on the dike
    {"zone": "v1", "persons": 20, "safe_s": 6 * HOUR, "water_s": 3 * HOUR, "by": "boat"},
    # 10 were lost
    {"zone": "v2", "persons": 10, "water_s": 3 * HOUR, "outcome": "lost"},
    # 100 of the dry zone; half of them went
    {"zone": "dry", "persons": 50, "safe_s": 1 * HOUR, "arrived_s": 1 * HOUR},
    {"zone": "dry", "persons": 50},
)
WHERE = ("school", "relatives", "", "", "ring", "")
WATER = {"v1": 3 * HOUR, "v2": 3 * HOUR, "dry": math.nan}


def run(**rows):
    """Return a replication: alarm at 15:30, order at 16:00, breach at 17:00; rows replace these."""
    people = [
        row | {"destination": where, "zone_water_s": WATER[row["zone"]]}
        for row, where in zip(PEOPLE, WHERE, strict=True)
    ]
    usual = {
        "people": people,
        "incidents": [
            {"type": "fire", "reported_s": 0.0},
            {"type": "piping", "reported_s": 0.5 * HOUR},
            {"type": "piping", "reported_s": 4 * HOUR},
        ],
        "warnings": [{"zone": "v1", "ordered_s": HOUR}, {"zone": "v2", "ordered_s": 2 * HOUR}],
        "hazards": [
            {"entry": "main", "what": "activated", "time_s": 2 * HOUR},
            {"entry": "main", "what": "controlled", "source": "breach", "time_s": 80 * HOUR},
        ],
    }
    times = np.array([0.0, HOUR, 10 * HOUR])
    series = {
        "level": (times, np.array([27.0, 28.0, 33.0])),
        "outside": (times, np.array([33.0, 33.0, 33.2])),
        "inflow": (times, np.array([100.0, 6000.0, 50.0])),
        "volume": (times, np.array([0.0, 12e6, 180e6])),
        "width": (times, np.array([10.0, 100.0, 220.0])),
    }
    impacts = {"main": SimpleNamespace(series=series), "second": SimpleNamespace(series={})}
    return Played(tables=tables(**(usual | rows)), world=WORLD, impacts=impacts)


def read(name, played=None, **arguments):
    """Return what a measure reads off a replication."""
    assert set(arguments) <= MEASURES[name].arguments, "the registry must know its arguments"
    return MEASURES[name].read(played or run(), arguments)


PREVENTED = run(hazards=())


def test_the_words_for_instants():
    """Start, first report of what threatens, first order, first entry, an entry by its id."""
    played = run()
    words = ("start", "alarm", "order", "breach", "main")
    assert [played.after(word) / HOUR for word in words] == [0.0, 0.5, 1.0, 2.0, 2.0]
    assert math.isnan(played.after("second"))
    trouble = {"entry": "gas", "what": "activated", "time_s": 0.0}
    assert math.isnan(run(hazards=[trouble]).after("breach")), "nobody guards against it"


def test_an_instant_may_be_a_clock_time():
    """18:00 is three hours after the start; the next day has its date, or comes by itself."""
    played = run()
    assert played.instant({"at_clock": "18:00"}) == 3 * HOUR
    assert played.instant({"at_clock": "09:00"}) == 18 * HOUR
    assert played.instant({"at_clock": "2024-07-07 15:00", "after": "breach"}) == 48 * HOUR
    assert played.instant({"at": "30 min", "after": "alarm"}) == HOUR
    assert played.instant({"at": 60.0}) == 60.0


def test_persons_out_of_danger():
    """At 17:00 the 40 of v1 and the 50 of the dry zone; in the flood area the 40 alone."""
    assert read("persons_safe", at_clock="17:00") == 90.0
    assert read("persons_safe", at_clock="17:00", area="flood_area") == 40.0
    assert read("persons_safe", at_clock="16:59", zones=["v1"]) == 0.0
    assert read("share_safe", at="4 h", after="start", area="flood_area") == 0.7
    assert read("share_safe", at=0.0, after="breach", zones="v1") == pytest.approx(4 / 9)


def test_a_run_without_the_beginning_says_nothing():
    """Counted from the breach, a run in which it was prevented has no number, not 0."""
    assert math.isnan(read("persons_safe", PREVENTED, at="1 h", after="breach"))
    assert math.isnan(read("deaths", PREVENTED, after="breach"))
    assert read("deaths", PREVENTED) == 10.0
    assert math.isnan(read("entry_begins", PREVENTED, entry="main"))
    assert math.isnan(read("mean_inflow", PREVENTED, entry="main", until="1 h"))
    assert math.isnan(read("head", PREVENTED, entry="main", at="1 h"))
    assert math.isnan(read("closed", PREVENTED, closing="close"))
    assert math.isnan(read("metres_closed", PREVENTED, closing="close", at="9 h"))
    assert math.isnan(read("zone_dry", PREVENTED, zone="dry"))


def test_persons_in_shelters():
    """School from 18:00, relatives from 20:00; the ring is no school."""
    assert read("persons_sheltered", at_clock="20:00") == 90.0
    assert read("persons_sheltered", at_clock="20:00", kinds=["school"]) == 40.0
    assert read("persons_sheltered", at_clock="17:30", kinds="school") == 0.0
    assert read("share_sheltered", at_clock="20:00") == 0.6
    assert read("share_relatives") == 0.25
    assert read("share_relatives", area="flood_area") == pytest.approx(3 / 7)
    assert read("share_relatives", at_clock="19:00") == 0.0
    assert math.isnan(read("share_relatives", at_clock="15:30"))


def test_who_was_gone_before_the_water():
    """Of the 100 whose zone the water reached: 40 were out, 30 on their way, 20 caught, 10 lost."""
    assert read("share_before_water") == 0.7
    assert read("share_before_water", zones=["v2"]) == 0.0
    assert math.isnan(read("share_before_water", zones=["dry"]))
    assert read("share_reached") == 0.15


def test_a_boat_does_not_save_who_was_late():
    """Never in the water but out by boat, from a road that was cut: not gone before it."""
    row = {"zone": "v1", "persons": 5, "left_s": HOUR, "safe_s": 9 * HOUR, "zone_water_s": 2 * HOUR}
    assert read("share_before_water", run(people=[row | {"by": "own"}])) == 1.0
    assert read("share_before_water", run(people=[row | {"by": "boat"}])) == 0.0


def test_deaths_and_boats():
    """Ten lost; two trips of a boat with 12 and 8, whatever buses did."""
    trips = [
        {"why": "boat", "persons": 12},
        {"why": "boat", "persons": 8},
        {"why": "deliver", "persons": 40},
    ]
    assert read("deaths") == 10.0
    assert read("deaths", area="flood_area") == 10.0
    assert read("share_by_boat", run(vehicles=trips)) == 0.1
    assert read("share_by_boat") == 0.0


def test_a_dry_zone():
    """The ring kept the water out; the villages were reached; nobody lives in a third."""
    assert read("zone_dry", zone="dry") == 1.0
    assert read("zone_dry", zone="v1") == 0.0
    assert math.isnan(read("zone_dry", zone="nowhere"))


def test_when_a_share_was_safe():
    """40 of 90 in v1 at 2 h, 70 at 4 h, all at 6 h; of v2 nobody ever."""
    assert read("time_safe", zones=["v1"], share=0.4) == 2 * HOUR
    assert read("time_safe", zones=["v1"], share="70 %") == 4 * HOUR
    assert read("time_safe", zones=["v1"], after="breach") == 4 * HOUR
    assert read("time_safe", zones=["v2"]) == math.inf
    assert math.isnan(read("time_safe", zones=["nowhere"]))


def test_when_an_entry_begins():
    """The breach came an hour and a half after the alarm, and before nothing else did."""
    assert read("entry_begins", entry="main") == 1.5 * HOUR
    assert read("entry_begins", entry="main", after="start") == 2 * HOUR
    both = run(
        hazards=[
            {"entry": "main", "what": "activated", "time_s": 9.0},
            {"entry": "second", "what": "activated", "time_s": 8.0},
            {"entry": "gas", "what": "activated", "time_s": 7.0},
        ]
    )
    assert [read("entry_began", entry=one) for one in ("main", "second")] == [1.0, 0.0]
    assert read("breaches") == 1.0
    assert read("breaches", both, hazard="flood") == 2.0
    assert read("breaches", both) == 3.0
    assert read("breaches", PREVENTED) == 0.0


def test_the_course_of_the_water():
    """Between the points of the series straight lines; 01:00 is eight hours after the breach."""
    assert read("mean_inflow", entry="main", until="10 h") == pytest.approx(5000.0)
    assert read("mean_inflow", entry="main", until_clock="18:00") == pytest.approx(12e6 / HOUR)
    assert read("peak_inflow", entry="main") == 6000.0
    assert read("head", entry="main", at="1 h") == pytest.approx(5.0)
    assert read("head", entry="main", at_clock="03:00") == pytest.approx(0.2)
    assert read("breach_width", entry="main", at="30 min") == pytest.approx(55.0)
    assert read("water_inside", entry="main", at="1 h") == pytest.approx(12e6)


def test_the_course_ends_where_its_series_does():
    """Beyond its last point nobody knows, nor before the breach, nor where nothing is carried."""
    assert math.isnan(read("head", entry="main", at="11 h"))
    assert math.isnan(read("head", entry="main", at_clock="16:00"))
    assert math.isnan(read("mean_inflow", entry="main", until="0 h"))
    began = run(hazards=[{"entry": "second", "what": "activated", "time_s": 0.0}])
    assert math.isnan(read("peak_inflow", began, entry="second"))


FIRE = SimpleNamespace(
    series={"burned": (np.array([0.0, HOUR, 2 * HOUR]), np.array([0.0, 4e4, 9e4]))}
)
"""Lit as the entry begins, at 2 h of the run: 4 ha after an hour, 9 after two, no more then."""


def fire(*hazards, attacks=()):
    """Return a replication in which `main` is a fire."""
    begun = {"entry": "main", "what": "activated", "time_s": 2 * HOUR}
    rows = run(hazards=[begun, *hazards], attacks=attacks).tables
    return Played(tables=rows, world=WORLD, impacts={"main": FIRE})


def test_what_a_fire_burns():
    """A free fire by the hour; within a line that closed at 3 h; put out by rain then."""
    assert read("burned_area", fire(), entry="main") == 0.09
    assert read("burned_area", fire(), entry="main", at="30 min") == 0.02
    assert read("burned_area", fire(), entry="main", at_clock="16:00") == 0.0
    over = {"entry": "main", "what": "controlled", "source": "west", "time_s": 3 * HOUR}
    line = {"attack": "a", "entry": "main", "line_m": 800.0, "area_m2": 5e4}
    fought = fire(over, attacks=[line])
    assert read("burned_area", fought, entry="main") == 0.05
    assert read("burned_area", fought, entry="main", at="30 min") == 0.02
    rain = fire(over, attacks=[line | {"line_m": math.nan, "area_m2": 4e4}])
    assert read("burned_area", rain, entry="main") == 0.04
    assert read("burned_area", fire(over), entry="main") == 0.04
    assert math.isnan(read("burned_area", PREVENTED, entry="main"))
    assert math.isnan(read("burned_area", entry="main")), "water burns nothing"


def test_when_a_source_was_under_control():
    """The breach at 80 h, 78 h after it opened; a fire that nobody stops never; nothing began."""
    assert read("entry_controlled", entry="main") == 78 * HOUR
    assert read("entry_controlled", entry="main", after="start") == 80 * HOUR
    assert read("entry_controlled", fire(), entry="main") == math.inf
    assert math.isnan(read("entry_controlled", PREVENTED, entry="main"))


def works(*points):
    """Return the rows of a closing: hours and metres."""
    return [
        {"closing": "close", "time_s": hours * HOUR, "closed_m": metres} for hours, metres in points
    ]


def test_closing():
    """From 10 m at 30 h to 90 m at 50 h: 4 m/h; closed at 54 h, 52 h after the breach."""
    played = run(works=works((20, 0.0), (30, 10.0), (40, 60.0), (50, 90.0), (54, 100.0)))
    assert read("closing_rate", played, closing="close") == pytest.approx(4.0)
    assert read("closed", played, closing="close") == 52 * HOUR
    assert read("closed", played, closing="close", after="start") == 54 * HOUR
    assert read("metres_closed", played, closing="close", at="38 h", after="breach") == 60.0
    assert read("metres_closed", played, closing="close", at="10 h") == 0.0
    assert read("first_load", played, closing="close") == 18 * HOUR


def test_a_closing_that_did_not_end():
    """Half of it: no rate, and never closed within the run."""
    played = run(works=works((20, 0.0), (30, 50.0)))
    assert math.isnan(read("closing_rate", played, closing="close"))
    assert read("closed", played, closing="close") == math.inf


def test_help_from_outside():
    """The police came at 20:00, three hours after the breach; a drive home is no arrival."""
    played = run(
        missions=[
            {"team": "own", "task": "respond", "arrived_s": HOUR},
            {"team": "police_1", "task": "respond", "arrived_s": 5 * HOUR},
            {"team": "police_1", "task": "return", "arrived_s": 4 * HOUR},
        ]
    )
    assert read("first_arrival", played, agreement="police") == 3 * HOUR
    assert read("first_arrival", played, skill="dike", after="start") == HOUR
    assert read("first_arrival", played, skill="dike", agreement="police", after="alarm") == (
        4.5 * HOUR
    )
    assert read("first_arrival", agreement="police") == math.inf
    assert math.isnan(read("first_arrival", PREVENTED, agreement="police"))


def test_the_rock_convoy():
    """First truck at the site at 10 h; it drives off empty at 18 h: then it had tipped."""
    played = run(
        trucks=[
            {"closing": "close", "truck": "far_001", "convoy": "far", "first_s": 10 * HOUR},
            {"closing": "close", "truck": "far_002", "convoy": "far", "first_s": math.nan},
        ],
        vehicles=[
            {"fleet": "far", "from_node": 0, "to_node": SITE, "left_s": 6 * HOUR},
            {"fleet": "far", "from_node": SITE, "to_node": 0, "left_s": 18 * HOUR},
            {"fleet": "near", "from_node": SITE, "to_node": 0, "left_s": 9 * HOUR},
        ],
    )
    assert read("convoy_arrives", played, convoy="far") == 8 * HOUR
    assert read("first_load", played, closing="close", convoy="far") == 16 * HOUR
    assert read("convoy_arrives", played, convoy="near") == math.inf


@pytest.mark.parametrize("name", sorted(MEASURES))
def test_every_measure_has_its_line(name):
    """Each says what it returns, knows what it must be asked with, and has a dimension or none."""
    line = inspect.getdoc(MEASURES[name].read).splitlines()[0]
    assert line.startswith("Return ")
    needed = {one for names in MEASURES[name].required for one in names.split("|")}
    assert needed <= MEASURES[name].arguments
    assert MEASURES[name].dimension in {"", "duration", "ratio", "distance", "volume", "area"}
