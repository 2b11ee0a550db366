"""What hazards do by themselves: spells of roads and people, over samples, on maps."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.files import sets
from tests.study.test_fields import a_set
from tests.study.test_reach import WADING, flood, town
from tests.worlds import FOUR

from sandtable.ground.laws import Law
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.study import load_run
from sandtable.study.case import Case
from sandtable.study.hazard_maps import brought_back, maps, spread_out
from sandtable.study.hazard_preview import most_driven, preview
from sandtable.study.hazard_spells import joined
from sandtable.world.network import Network
from sandtable.world.onset import Cascade, RandomOnset
from sandtable.world.plan import Profile
from sandtable.world.rate import Rate
from sandtable.world.scenario import DormantImpact, Inject
from sandtable.world.works import Action, Level, Prevention, Trigger

# The four nodes of tests.worlds; zones z0 to z3 have 10, 20, 30, 40 people.


def dormant(*impacts, entry=None, profiles=(WADING,), **fields):
    """Return a case with one dormant entry, ``water``, and its samples."""
    entry = entry or DormantImpact(id="water", activate_at_s=600.0)
    built = town(profiles=profiles, dormant=(entry,), **fields)
    return Case(world=built, impacts={"water": list(impacts)})


def people(*rows):
    """Return an Impact of exposures: (zone, from, to, share), all to water."""
    return Impact.of(
        2 * len(FOUR),
        exposures=[
            Exposure(zone=zone, from_s=a, to_s=b, kind="water", share=share, source="")
            for zone, a, b, share in rows
        ],
    )


def spells(found, sample=0):
    """Return the spells of roads of a sample as plain values."""
    return [
        (one.road, one.state, one.from_s, one.to_s, round(one.factor, 9))
        for one in found.samples[sample].roads
    ]


def test_a_rising_flood_slows_a_road_and_closes_it():
    """At 0.3 m an engine has half its speed, at 0.4 m a quarter, at 0.6 m it stops."""
    rising = flood((2, 100.0, 200.0, 0.3), (2, 200.0, 300.0, 0.4), (2, 300.0, math.inf, 0.6))
    found = preview(dormant(rising), "water")
    assert spells(found) == [
        ("r2", "slowed", 100.0, 300.0, 0.25),
        ("r2", "closed", 300.0, math.inf, 0.0),
    ]
    assert {one.cause for one in found.samples[0].roads} == {"water"}
    assert (found.profile, found.activated_s, found.drawn) == ("engine", 600.0, 1)


def test_wading_depth_closes_what_no_curve_does():
    """Of a vehicle that wades 0.5 m a road under 0.6 m is closed, one under 0.4 m is not."""
    wader = Profile(id="engine", wading_depth_m=0.5)
    found = preview(
        dormant(flood((2, 0.0, 60.0, 0.6), (1, 0.0, 60.0, 0.4)), profiles=[wader]), "water"
    )
    assert spells(found) == [("r2", "closed", 0.0, 60.0, 0.0)]
    assert found.samples[0].roads[0].cause == "water"


def test_the_worst_arc_of_a_road_counts():
    """One direction slowed, the other closed: the road is closed, for the reason of the latter."""
    impact = Impact.of(
        2 * len(FOUR),
        [
            Interval(4, 0.0, 60.0, "speed_factor", 0.5, "", "smoke"),
            Interval(5, 0.0, 60.0, "speed_factor", 0.0, "", "fire"),
        ],
    )
    (spell,) = preview(dormant(impact), "water").samples[0].roads
    assert (spell.road, spell.state, spell.cause) == ("r2", "closed", "fire")


def test_water_opens_a_ditch_to_boats():
    """A boat of 0.4 m draft passes a ditch while it holds 0.5 m, and no road it cannot use."""
    built = dormant(
        flood((2, 100.0, 200.0, 0.5)), profiles=[Profile(id="engine", on="water", draft_m=0.4)]
    )
    plain = built.world.network
    wet = Network.from_arrays(
        n_nodes=4,
        tail=plain.tail,
        head=plain.head,
        length_m=plain.length_m,
        free_speed_mps=plain.free_speed_mps,
        road_ids=plain.road_ids.tolist(),
        facility_type=["water"] * 8,
    )
    found = preview(replace(built, world=replace(built.world, network=wet)), "water")
    assert spells(found) == [("r2", "opened", 100.0, 200.0, 1.0)]


def test_roads_over_samples():
    """r2 closes in two of four samples, at 100 and 300 s, and r1 is slowed in one of them."""
    samples = [
        flood((2, 100.0, 200.0, 0.6)),
        flood((2, 300.0, 400.0, 0.6), (2, 500.0, 600.0, 0.6)),
        flood((1, 50.0, 60.0, 0.3)),
        flood(),
    ]
    first, second = preview(dormant(*samples), "water").roads
    assert (first.road, first.state, first.share) == ("r2", "closed", 0.5)
    assert (first.earliest_s, first.median_s, first.latest_s) == (100.0, 200.0, 300.0)
    assert (second.road, second.state, second.share) == ("r1", "slowed", 0.25)


def test_people_of_a_zone_are_exposed_without_a_break():
    """Half of 40 from 10 s, all from 20 s on, none for a while, then a quarter: two spells."""
    rising = people(
        *(("z3", 10.0, 20.0, 0.5), ("z3", 20.0, 30.0, 1.0), ("z3", 50.0, math.inf, 0.25)),
        ("z1", 10.0, 20.0, 0.1),
    )
    found = preview(dormant(rising), "water").samples[0].people
    assert [(one.zone, one.from_s, one.to_s, one.share, one.persons) for one in found] == [
        ("z3", 10.0, 30.0, 1.0, 40),
        ("z1", 10.0, 20.0, 0.1, 2),
        ("z3", 50.0, math.inf, 0.25, 10),
    ]


def test_nobody_is_exposed_to_a_share_of_nothing():
    """A row that says 0 % joins nothing."""
    rows = [Exposure("z1", 0.0, 9.0, "water", 0.0, ""), Exposure("z1", 9.0, 12.0, "water", 0.5, "")]
    assert list(joined(rows)) == [(9.0, 12.0, 0.5)]


def test_people_over_samples():
    """z3 is exposed in both samples, with 20 and 40 people at the worst; z1 in one."""
    samples = [
        people(("z3", 10.0, 20.0, 0.5)),
        people(("z3", 30.0, 40.0, 1.0), ("z1", 5.0, 9.0, 1.0)),
    ]
    found = {one.zone: one for one in preview(dormant(*samples), "water").people}
    assert (found["z3"].share, found["z3"].median_persons, found["z3"].most_persons) == (
        1.0,
        30.0,
        40,
    )
    assert (found["z3"].earliest_s, found["z3"].median_s, found["z3"].latest_s) == (
        10.0,
        20.0,
        30.0,
    )
    assert (found["z1"].share, found["z1"].most_persons) == (0.5, 20)


def test_all_that_may_wake_an_entry():
    """A time, an inject, a level, luck, another entry, works; the earliest time counts."""
    entry = DormantImpact(
        id="water",
        activate_at_s=600.0,
        random=RandomOnset(id="water", rate=Rate(mean_per_s=1e-5)),
        cascade=Cascade(entry="rain", kind="depth", limit=0.5),
    )
    activate = {"kind": "activate", "arguments": {"entry": "water"}}
    found = preview(
        dormant(
            flood(),
            entry=entry,
            injects=(
                Inject(id="now", at_s=60.0, **activate),
                Inject(id="no", at_s=1.0, kind="stop"),
            ),
            levels=(
                Level(
                    id="two",
                    headquarters="hq",
                    level=2,
                    trigger=Trigger(at_s=0.0),
                    actions=(Action(**activate),),
                ),
            ),
            preventions=(
                Prevention(
                    id="works",
                    entry="water",
                    incident_type="fire",
                    outflow_m3s=((0.0, 1.0),),
                    success=((0.0, 1.0),),
                    fails=Law.constant(60.0),
                ),
            ),
        ),
        "water",
    )
    assert [(one.by, one.id) for one in found.waking] == [
        *(("time", ""), ("inject", "now"), ("level", "two"), ("rate", "")),
        *(("trigger", "rain"), ("prevention", "works")),
    ]
    assert found.activated_s == 60.0


def test_one_sample_and_another_vehicle():
    """The second sample alone, for a vehicle that no water stops; one that is not there is told."""
    case = dormant(flood(), flood((2, 0.0, 9.0, 0.6)))
    found = preview(case, "water", sample=1, profile=Profile(id="tractor"))
    assert [one.sample for one in found.samples] == [1]
    assert (found.profile, spells(found), found.drawn) == ("tractor", [], 2)
    with pytest.raises(IndexError):
        preview(case, "water", sample=2)
    with pytest.raises(KeyError):
        preview(case, "fire")


def test_the_vehicle_of_most_teams():
    """Of equals the first by its id."""
    built = town(profiles=(Profile(id="engine"), Profile(id="bike")))
    assert most_driven(built.plan).id == "engine"
    assert most_driven(replace(built.plan, teams=())).id == "bike"


def test_maps_at_some_instants():
    """r1 closes at 250 s, r2 slows at 500 s and closes at 800 s; asked for, another instant."""
    rising = ((2, 100.0, 500.0, 0.1), (2, 500.0, 800.0, 0.3), (2, 800.0, math.inf, 0.6))
    case = dormant(flood(*rising, (1, 250.0, math.inf, 0.6)))
    drawn = maps(case, preview(case, "water"))
    assert [one.since_s for one in drawn.states] == [250.0, 500.0, 800.0]
    assert drawn.states[-1].states.tolist() == [0, 0, 3, 3, 3, 3, 0, 0]
    (one,) = maps(case, preview(case, "water"), at_s=[600.0]).states
    assert one.states.tolist() == [0, 0, 3, 3, 2, 2, 0, 0]


def test_who_is_exposed_on_a_map():
    """At 15 s half of 40 people; a hazard that does nothing has no map."""
    case = dormant(people(("z3", 10.0, 20.0, 0.5), ("z1", 18.0, 20.0, 1.0)))
    (one,) = maps(case, preview(case, "water"), at_s=[15.0]).states
    assert (one.shares, one.persons) == ({"z3": 0.5}, 20)
    case = dormant(flood())
    assert maps(case, preview(case, "water")).states == ()


def test_the_field_of_a_hazard_at_the_instants(tmp_path, four_nodes):
    """Grids of 0, 45 and 10 cm, 15 min apart: what holds at 0, 20 and 40 min, and the worst."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    sets.write(tmp_path, a_set())
    loaded = load_run(tmp_path / "scenario.json")
    case, around = loaded.points[0].case, loaded.around["flood"]
    asked = {"around": around, "seed": loaded.seed}
    layer = maps(case, preview(case, "flood"), at_s=[0.0, 1200.0, 2400.0], **asked).layer
    assert (layer.kind, layer.x.shape) == ("depth", (3, 15))
    assert (layer.x[0, 0], layer.y[0, 0], layer.y[-1, 0]) == (-500.0, 500.0, -500.0)
    assert [one.max() for one in layer.values] == [0.0, 0.45, 0.1]
    assert [one.max() for one in layer.worst] == [0.0, 0.45, 0.45]
    instants = [one.since_s for one in maps(case, preview(case, "flood"), **asked).states]
    assert instants == [900.0, 1800.0]


def test_instants_that_part_evenly():
    """Four of ten, each once; few stay as they are."""
    assert spread_out([float(k) for k in range(10)]) == [0.0, 3.0, 6.0, 9.0]
    assert spread_out([5.0, 5.0]) == [5.0]
    assert spread_out([]) == []


def test_places_brought_back():
    """What is brought onto a plane from degrees comes back to a billionth of a degree."""

    def bring(x, y):
        return 1e5 * x * np.cos(np.radians(y)), 1.1e5 * y + 3.0 * x**2

    degrees = np.array([[112.0, 29.0], [112.3, 29.2], [112.6, 29.9]])
    brought = np.column_stack(bring(*degrees.T))
    back = brought_back(bring, (112.0, 29.0, 113.0, 30.0), brought)
    np.testing.assert_allclose(back, degrees, atol=1e-9)
