"""What wakes dormant hazards: a rate, or another hazard that passes a limit; cascades of three."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.drills.town import after, call, inject, network, play, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.study.intervals import t_interval
from sandtable.world.onset import Cascade, RandomOnset
from sandtable.world.rate import Rate
from sandtable.world.scenario import DormantImpact

MINUTE = 60.0
END = math.inf
FLOOD = DormantImpact(id="flood", activate_at_s=10 * MINUTE)


def arcs(road="mill"):
    """Return the arcs of a road."""
    return tuple(network().arcs_of_road(road))


def water(control="hold"):
    """Return water on the mill road: 0.2 m from minute 5 on, 0.6 m from 30 to 90.

    Half of the people of zb are in it from minute 40 on. Times are those since it began.
    """
    rows = [
        Interval(arc, MINUTE * first, MINUTE * last, "depth", depth_m, "breach", "water")
        for arc in arcs()
        for first, last, depth_m in ((5, 30, 0.2), (30, 90, 0.6))
    ]
    people = [Exposure("zb", 40 * MINUTE, END, "water", 0.5, "breach")]
    return Impact.of(8, rows, people, [HazardSource(id="breach", control=control)])


def gas(road="market", source="tank"):
    """Return a cloud that closes a road from its beginning on, and reaches zone za at minute 15."""
    rows = [Interval(arc, 0.0, END, "speed_factor", 0.0, source, "gas") for arc in arcs(road)]
    return Impact.of(8, rows, [Exposure("za", 15 * MINUTE, END, "gas", 0.9, source)])


def on_mill(limit=0.5, **fields):
    """Return what begins once the flood is deeper on the mill road."""
    return Cascade(entry="flood", kind="depth", limit=limit, arcs=arcs(), **fields)


STORE = DormantImpact(id="store", cascade=on_mill(delay=after(7)))
"""Water at a chemical store: the gas comes seven minutes later."""
IMPACTS = {"flood": water(), "store": gas()}


def began(story, by=None):
    """Return the minute at which each entry began, where something of a kind woke it."""
    table = story.tables["hazards"]
    rows = zip(table["time_s"], table["entry"], table["what"], table["by"], strict=True)
    return {
        entry: time_s / MINUTE
        for time_s, entry, what, why in rows
        if what == "activated" and by in (None, why)
    }


def told(*dormant, impacts=None, **fields):
    """Return the story of the entries alone; it is played back, too."""
    return play(world(dormant=dormant, **fields), impacts or IMPACTS)


# One after the other


def test_water_reaches_a_chemical_store():
    """The flood begins at 10 and passes 0.5 m at 10 + 30; the gas comes at 40 + 7 = 47."""
    story = told(FLOOD, STORE)
    assert began(story) == {"flood": 10, "store": 47}
    table = story.tables["hazards"]
    assert (table["by"], table["cause"]) == (["time", "trigger"], ["", "flood"])
    roads = story.tables["roads"]
    closed = roads["time_s"][[cause == "gas" for cause in roads["cause"]]]
    assert set(closed.tolist()) == {47 * MINUTE}


@pytest.mark.parametrize(("limit", "minute"), [(0.19, 22), (0.2, 47), (0.6, None)])
def test_the_limit_itself_is_not_passed(limit, minute):
    """0.2 m from minute 15, 0.6 m from 40; seven minutes later it begins, or never."""
    story = told(FLOOD, DormantImpact(id="store", cascade=on_mill(limit, delay=after(7))))
    assert began(story).get("store") == minute


@pytest.mark.parametrize(
    ("limit", "lasting", "minute"), [(0.1, 60, 75), (0.5, 60, 100), (0.5, 61, None), (0.1, 0, 15)]
)
def test_a_limit_may_have_to_be_passed_for_a_time(limit, lasting, minute):
    """Over 0.1 m from 15 to 100 without a break, over 0.5 m from 40 to 100: an hour, no more."""
    store = DormantImpact(id="store", cascade=on_mill(limit, lasting_s=lasting * MINUTE))
    assert began(told(FLOOD, store)).get("store") == minute


def test_control_cuts_the_time_for_which_a_limit_is_passed():
    """Over 0.5 m from 40 on; the breach is closed at 70 and the water gone: not for an hour."""
    store = DormantImpact(id="store", cascade=on_mill(lasting_s=60 * MINUTE))
    shut = inject(70, "control", entry="flood", source="breach")
    assert began(told(FLOOD, store, injects=(shut,))) == {"flood": 10}
    late = inject(101, "control", entry="flood", source="breach")
    assert began(told(FLOOD, store, injects=(late,)))["store"] == 100


def test_a_break_begins_the_time_anew():
    """0.6 m from 10 to 40 and from 50 on, that is an hour at 110 and not at 70."""
    deep = [
        Interval(arc, MINUTE * first, last, "depth", 0.6, "breach", "water")
        for arc, first, last in ((arcs()[0], 0, 30 * MINUTE), (arcs()[1], 40, END))
    ]
    store = DormantImpact(id="store", cascade=on_mill(lasting_s=60 * MINUTE))
    impacts = IMPACTS | {"flood": Impact.of(8, deep)}
    assert began(told(FLOOD, store, impacts=impacts))["store"] == 110


def test_a_cascade_of_three():
    """Flood at 10; store at 40 + 7 = 47; its gas is in za at 62, and 3 minutes later fire: 65."""
    people = Cascade(entry="store", kind="gas", limit=0.8, zone="za", delay=after(3))
    fire = DormantImpact(id="fire", cascade=people)
    story = told(FLOOD, STORE, fire, impacts=IMPACTS | {"fire": gas("east", "spark")})
    assert began(story) == {"flood": 10, "store": 47, "fire": 65}
    assert story.tables["hazards"]["cause"] == ["", "flood", "store"]


def test_less_may_be_worse():
    """A road that a landslide would need slow: the gas lets nothing through from 47 on."""
    closed = Cascade(entry="store", kind="speed_factor", limit=0.1, below=True, arcs=arcs("market"))
    slide = DormantImpact(id="slide", cascade=closed)
    story = told(FLOOD, STORE, slide, impacts=IMPACTS | {"slide": gas("east", "slope")})
    assert began(story)["slide"] == 47


def test_it_begins_once_however_often_it_is_woken():
    """An inject at 20 comes before the water does; at 47 the store is active already."""
    story = told(FLOOD, STORE, injects=(inject(20, "activate", entry="store"),))
    assert began(story) == {"flood": 10, "store": 20}
    assert began(story, "command") == {"store": 20}
    assert story.tables["hazards"]["cause"] == ["", "inject:activate_20"]


def test_nothing_follows_a_hazard_that_never_began():
    """The flood stays dormant, and so does the store."""
    assert began(told(DormantImpact(id="flood"), STORE)) == {}


def test_what_would_follow_behind_the_end_does_not():
    """The run ends at 45: the limit is passed, the delay is not over."""
    assert began(told(FLOOD, STORE, hours=0.75)) == {"flood": 10}


# Control


@pytest.mark.parametrize(
    ("control", "minute", "follows"),
    [
        *(("hold", 39, False), ("hold", 40, False), ("hold", 41, True)),
        *(("void", 39, False), ("void", 40, True)),
    ],
)
def test_control_before_the_limit_is_passed_prevents_it(control, minute, follows):
    """The breach is closed at 39: 0.6 m never come. At 41 they were there; what follows, follows.

    At 40 the command goes first: water that is held and has no recession is gone at once, while
    what has left its source by then arrives.
    """
    story = told(
        FLOOD,
        STORE,
        impacts=IMPACTS | {"flood": water(control)},
        injects=(inject(minute, "control", entry="flood", source="breach"),),
    )
    assert began(story) == {"flood": 10} | ({"store": 47} if follows else {})


def test_control_of_one_source_leaves_what_another_does():
    """Two breaches: the second brings 0.6 m at 10 + 50 whatever becomes of the first."""
    deep = [
        Interval(arc, MINUTE * first, END, "depth", 0.6, breach, "water")
        for arc in arcs()
        for first, breach in ((30, "east"), (50, "west"))
    ]
    flood = Impact.of(8, deep)
    shut = inject(39, "control", entry="flood", source="east")
    story = told(FLOOD, STORE, impacts=IMPACTS | {"flood": flood}, injects=(shut,))
    assert began(story) == {"flood": 10, "store": 67}
    both = (shut, inject(45, "control", entry="flood", source="west"))
    assert began(told(FLOOD, STORE, impacts=IMPACTS | {"flood": flood}, injects=both)) == {
        "flood": 10
    }


# Luck


def onsets(a_world, replications, impacts=None):
    """Return the minute at which the store began in each replication, inf = it did not."""
    found = []
    for replication in range(replications):
        decider = make_decider("nearest_able")
        op = Operation(a_world, impacts or IMPACTS, Luck(5, replication), decider)
        hazards = op.run().tables()["hazards"]
        times = dict(zip(hazards["entry"], hazards["time_s"].tolist(), strict=True))
        found.append(times.get("store", math.inf) / MINUTE)
    return np.array(found)


def test_it_may_not_follow():
    """With a chance of 30 % the store goes up in 30 % of 400 runs, by the 99.9 % interval."""
    store = DormantImpact(id="store", cascade=on_mill(probability=0.3))
    follows = np.isfinite(onsets(world(dormant=(FLOOD, store)), 400))
    interval = t_interval(follows.astype(float), 0.999)
    assert interval.low <= 0.3 <= interval.high < 0.4


def test_the_same_luck_under_another_plan_and_with_other_entries():
    """More teams, another entry, an earlier flood: the delay of the store is the same."""
    store = DormantImpact(id="store", cascade=on_mill(delay=Law.exponential(mean=600.0)))
    alone = onsets(world(dormant=(FLOOD, store)), 20)
    other = DormantImpact(id="another", cascade=on_mill(0.1, delay=Law.exponential(mean=60.0)))
    busy = world(call("blaze", "d"), teams=[team("eng", "a")], dormant=(other, FLOOD, store))
    assert np.array_equal(onsets(busy, 20, IMPACTS | {"another": gas("east", "x")}), alone)
    early = onsets(world(dormant=(replace(FLOOD, activate_at_s=0.0), store)), 20)
    assert np.allclose(early + 10, alone, rtol=0, atol=1e-6)
    assert np.unique(alone).size == 20


def test_a_rate_wakes_at_its_first_event():
    """Twice a day from hour 1 on: the time to the first is exponential with mean 12 h.

    2,000 runs of 13 h; by the 99.9 % interval the share that begins is 1 - e^-1, and the mean of
    the time up to 12 h is 12 (1 - e^-1) h.
    """
    rate = RandomOnset(id="store", rate=Rate(mean_per_s=1 / 43200.0), from_s=3600.0)
    a_world = world(dormant=(DormantImpact(id="store", random=rate),), hours=13.0)
    waited = onsets(a_world, 2000) / 60 - 1
    assert waited.min() > 0.0
    share = t_interval(np.isfinite(waited).astype(float), 0.999)
    assert share.low <= 1 - math.exp(-1) <= share.high
    mean = t_interval(np.minimum(waited, 12.0), 0.999)
    assert mean.low <= 12 * (1 - math.exp(-1)) <= mean.high


def test_a_rate_wakes_within_its_window_by_the_hour_of_the_day():
    """Only in the second hour of the day, between 1:30 and the end: never before, rarely after."""
    hours = (0.0, 24.0) + (0.0,) * 22
    rate = Rate(mean_per_s=1 / 3600.0, by_hour=hours)
    onset = RandomOnset(id="store", rate=rate, from_s=5400.0)
    found = onsets(world(dormant=(DormantImpact(id="store", random=onset),)), 50)
    assert np.all((found > 90.0) & (found < 120.0))
    story = told(DormantImpact(id="store", random=onset))
    assert set(story.tables["hazards"]["by"]) == {"rate"}
