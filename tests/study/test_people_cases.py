"""Targets on people: every way in which a person may count, worked out by hand."""

import math
from dataclasses import replace

import pytest
from tests.study.worlds import NAN, tables, target, world

from sandtable.ground.laws import Law
from sandtable.study.reading import read, unanswerable
from sandtable.study.tally import leading_cause
from sandtable.world.people import Evacuation, Fleet, Means, Relief, Residents
from sandtable.world.scenario import DormantImpact

HOUR = 3600.0
KINDS = ("food", "water")
BREACH = DormantImpact(id="breach", hazard="flood")


def polder(*, dormant=(BREACH,), residents=True, relief=KINDS, horizon_s=24 * HOUR):
    """Return a world whose people go by car, on foot or by bus; z1 is the service area."""
    base = world(dormant=dormant, horizon_s=horizon_s)
    ways = (("own", 0.5), ("foot", 0.25), ("bus", 0.25))
    means = tuple(Means(id=kind, kind=kind, share=share, profile="car") for kind, share in ways)
    leave = Evacuation(id="leave", exit="gate", shelters=("school",), means=means)
    coaches = Fleet(
        id="coaches",
        kind="bus",
        count=1,
        capacity=40,
        base="b",
        profile="car",
        load=Law.constant(0),
    )
    people = (Residents(id="r", zone="z1", persons=100), Residents(id="q", zone="z2", persons=50))
    return replace(
        base,
        plan=replace(base.plan, evacuations=(leave,), fleets=(coaches,)),
        scenario=replace(
            base.scenario,
            residents=people if residents else (),
            relief=Relief(needs=relief) if relief else None,
        ),
    )


WORLD = polder()
BEGAN = {"time_s": 2 * HOUR, "entry": "breach", "what": "activated"}


def group(number=0, **columns):
    """Return ten persons who go by car: told after 1 h, off at 2 h, safe at 3 h, in at 4 h."""
    usual = {
        "group": f"r#{number}",
        "zone": "z1",
        "persons": 10,
        "means": "own",
        "by": "own",
        "destination": "school",
        "told_s": HOUR,
        "left_s": 2 * HOUR,
        "safe_s": 3 * HOUR,
        "arrived_s": 4 * HOUR,
        "water_s": NAN,
        "zone_water_s": 3.5 * HOUR,
        "outcome": "sheltered",
    }
    return usual | columns


def order(zone="z1", at_s=0.5 * HOUR, **columns):
    """Return the row of an order to leave."""
    return {"evacuation": "leave", "zone": zone, "ordered_s": at_s} | columns


HOME = {"means": "", "by": "", "destination": "", "outcome": "stayed"} | dict.fromkeys(
    ("told_s", "left_s", "safe_s", "arrived_s"), NAN
)
"""Columns of people who never heard of it and stayed."""


def aim(start="occurred", stop="sheltered", within_s=3 * HOUR, **fields):
    """Return a target on people."""
    clock = {"clock_from": start, "clock_to": stop, "within_s": within_s}
    return target(**(clock | {"quantity": "population"} | fields))


def tally(about, *groups, where=WORLD, hazards=(BEGAN,), warnings=None):
    """Return the tally of one run, z1 ordered to leave where nothing else is said."""
    ordered = (order(),) if warnings is None else warnings
    run = tables(people=groups, hazards=hazards, warnings=ordered)
    (found,) = read(run, about, where)
    return found


@pytest.mark.parametrize(
    ("start", "stop", "took_s"),
    [
        ("occurred", "warned", -HOUR),
        ("occurred", "safe", HOUR),
        ("occurred", "sheltered", 2 * HOUR),
        ("exposed", "warned", -2.5 * HOUR),
        ("exposed", "safe", -0.5 * HOUR),
        ("exposed", "sheltered", 0.5 * HOUR),
        ("ordered", "warned", 0.5 * HOUR),
        ("ordered", "safe", 2.5 * HOUR),
        ("ordered", "sheltered", 3.5 * HOUR),
    ],
)
def test_every_clock_of_people(start, stop, took_s):
    """The usual group stops each clock at a known instant: in time there, late a tick before."""
    got = tally(aim(start, stop, took_s), group())
    assert (got.cases, got.hits, got.runs_kept) == (10, 10, 1)
    assert tally(aim(start, stop, took_s - 2**-20), group()).hits == 0


def test_moved_before_the_water():
    """A limit of nothing: safe when the water came, or not; a zone that stayed dry is no case."""
    about = aim("exposed", "safe", 0.0)
    late = group(1, zone_water_s=3 * HOUR - 1.0)
    just = group(2, zone_water_s=3 * HOUR)
    dry = group(3, zone="z2", zone_water_s=NAN)
    got = tally(about, group(), late, just, dry)
    assert (got.cases, got.hits, got.censored) == (30, 20, 0)
    assert got.causes == (("on_the_way", 10),)


def test_relatives_count_as_sheltered():
    """Dispersed resettlement is shelter: whoever arrived counts, wherever it was."""
    assert tally(aim(), group(destination="relatives", outcome="relatives")).hits == 10


def test_who_is_affected():
    """Told, left, ordered or reached by the water; who stays dry and unaware is no case."""
    dry = {"zone": "z2", "zone_water_s": NAN}
    rows = (
        group(0, **HOME),
        group(1, **dry),
        group(2, **HOME | dry),
        group(3, **HOME | dry | {"zone_water_s": 9 * HOUR, "water_s": 9 * HOUR}),
    )
    assert tally(aim(), *rows).cases == 30
    assert tally(aim(), *rows, warnings=(order(), order("z2"))).cases == 40
    assert tally(aim(area="service"), *rows).cases == 10
    assert tally(aim("ordered"), *rows).cases == 20
    assert tally(aim("exposed"), *rows).cases == 20


def test_the_first_order_of_a_zone_counts_and_else_the_knock():
    """Two evacuations order z1 to leave; z2 was told by neighbours only."""
    about = aim("ordered", "warned", 0.5 * HOUR)
    twice = (order(at_s=HOUR), order(at_s=0.25 * HOUR), order(at_s=NAN))
    assert tally(about, group(), warnings=twice).hits == 0
    assert tally(about, group(zone="z2"), warnings=twice).hits == 10


@pytest.mark.parametrize(
    ("columns", "about", "cause"),
    [
        (HOME, {}, "not_told"),
        ({"told_s": 9 * HOUR, "left_s": 9 * HOUR, "arrived_s": 9 * HOUR}, {}, "not_told"),
        ({"left_s": 9 * HOUR, "safe_s": 9 * HOUR, "arrived_s": 9 * HOUR}, {}, "mobilising"),
        ({"means": "bus", "left_s": 9 * HOUR, "safe_s": NAN, "arrived_s": NAN}, {},
         "waiting_for_bus"),
        ({"safe_s": 9 * HOUR, "arrived_s": 9 * HOUR}, {}, "on_the_way"),
        ({"arrived_s": 9 * HOUR}, {}, "on_the_way"),
        ({"arrived_s": 9 * HOUR, "means": "foot"}, {}, "waiting_for_bus"),
        ({"arrived_s": 9 * HOUR, "by": "boat", "outcome": "refuge"}, {}, "waiting_for_bus"),
        ({"arrived_s": NAN, "means": "foot", "by": "foot", "outcome": "refuge"}, {},
         "waiting_for_bus"),
        ({"arrived_s": NAN, "means": "foot", "by": "coaches", "outcome": "refuge"}, {}, "no_room"),
        ({"arrived_s": NAN, "outcome": "refuge"}, {}, "no_room"),
        ({"arrived_s": NAN, "outcome": "open"}, {}, "on_the_way"),
        ({"left_s": 2 * HOUR, "safe_s": NAN, "arrived_s": NAN, "outcome": "trapped"}, {},
         "trapped"),
        ({"left_s": NAN, "safe_s": NAN, "arrived_s": NAN, "water_s": 4 * HOUR,
          "outcome": "trapped"}, {}, "trapped"),
        (HOME | {"water_s": 4 * HOUR, "outcome": "trapped"}, {}, "not_told"),
        (HOME | {"told_s": HOUR, "outcome": "refused"}, {}, "refused"),
        (HOME | {"water_s": 4 * HOUR, "outcome": "lost"}, {}, "lost"),
        ({"told_s": 9 * HOUR}, {"stop": "warned"}, "not_told"),
        ({"left_s": NAN, "safe_s": NAN, "arrived_s": NAN, "water_s": 3.5 * HOUR,
          "outcome": "trapped"}, {"start": "exposed", "stop": "safe", "within_s": 0.0},
         "mobilising"),
    ],
)  # fmt: skip
def test_the_cause_is_what_they_did_when_the_time_was_up(columns, about, cause):
    """Three hours after the breach, at 5 h; before the water: what the water found them doing."""
    got = tally(aim(**about), group(**columns))
    assert (got.cases, got.hits) == (10, 0)
    assert got.causes == ((cause, 10),)


def test_told_is_told_whatever_becomes_of_them():
    """Who refuses was warned all the same."""
    stays = group(**HOME | {"told_s": HOUR, "outcome": "refused"})
    assert tally(aim(stop="warned"), stays).hits == 10


@pytest.mark.parametrize("policy", ["missed", "excluded"])
def test_neither_the_lost_nor_the_stubborn_are_excluded(policy):
    """No word of a target makes the dead or those who refuse disappear from it."""
    lost = group(1, persons=3, **HOME | {"water_s": HOUR, "outcome": "lost"})
    stays = group(2, persons=4, **HOME | {"told_s": HOUR, "outcome": "refused"})
    about = aim(within_s=100 * HOUR, unreached=policy, cancelled=policy, censored=policy)
    got = tally(about, group(), lost, stays)
    assert (got.cases, got.hits, got.censored) == (17, 10, 0)


@pytest.mark.parametrize(("policy", "cases"), [("missed", 20), ("excluded", 10)])
def test_people_still_on_their_way_at_the_horizon(policy, cases):
    """From 2 h with a limit of 30 h: the run ends before anybody can tell."""
    open_ = group(1, arrived_s=NAN, outcome="open")
    got = tally(aim(within_s=30 * HOUR, censored=policy), group(), open_)
    assert (got.cases, got.hits, got.censored) == (cases, 10, 10)
    late = tally(aim(censored=policy), group(), open_)
    assert (late.cases, late.censored, leading_cause(late)) == (20, 0, "on_the_way")


def test_times_of_people():
    """A mean from the breach on: 2 h for 10, 22 h so far for 10 who are still out."""
    about = aim(statistic="mean", within_s=NAN, threshold=3 * HOUR, sense="at_most")
    got = tally(about, group(), group(1, arrived_s=NAN, outcome="open"))
    assert (got.low_s, got.high_s) == (10 * 2 * HOUR + 10 * 22 * HOUR, math.inf)
    worst = replace(about, statistic="max")
    assert tally(worst, group(), group(1, arrived_s=5 * HOUR)).values_high_s == (3 * HOUR,)


def test_no_case_says_why():
    """The breach was held; nobody was told; the water came nowhere."""
    nothing = tally(aim(), group(), hazards=())
    assert (nothing.cases, nothing.nothing) == (0, "hazard_never_began")
    unaware = group(**HOME | {"zone_water_s": NAN})
    assert tally(aim(), unaware, warnings=()).nothing == "nobody_affected"
    dry = group(zone_water_s=NAN)
    assert tally(aim("exposed"), dry).nothing == "nobody_exposed"
    assert tally(aim("ordered"), group(**HOME), warnings=()).nothing == "nobody_ordered"
    assert tally(aim(area="nowhere"), group()).nothing == "nobody_affected"


def test_the_disaster_is_that_of_the_hazard_asked_for():
    """A fire at 1 h is no flood; without any such entry it begins with its first effect."""
    fire = DormantImpact(id="blaze", hazard="fire")
    both = polder(dormant=(BREACH, fire))
    began = ({"time_s": HOUR, "entry": "blaze", "what": "activated"}, BEGAN)
    ended = ({"time_s": 0.0, "entry": "breach", "source": "b", "what": "controlled"}, *began)
    for hazard, hits in (("flood", 10), ("fire", 0), ("", 0)):
        got = tally(aim(within_s=2 * HOUR, hazard=hazard), group(), where=both, hazards=ended)
        assert (got.cases, got.hits) == (10, hits)
    plain = polder(dormant=())
    for limit, hits in ((3.5 * HOUR, 10), (3.5 * HOUR - 1, 0)):  # the order at 0.5 h
        assert tally(aim(within_s=limit), group(), where=plain, hazards=()).hits == hits


def test_each_run_must_keep_it():
    """A run with one person too many late breaks a promise for every event."""
    about = aim(over="each_run", threshold=0.95)
    late = group(1, persons=1, arrived_s=9 * HOUR)
    assert tally(about, group(persons=19), late).runs_kept == 1
    assert tally(about, group(persons=18), late).runs_kept == 0


# Relief


def given_out(kind, *steps, name="r#0"):
    """Return the rows of one need of a group: (instant, persons who have it)."""
    return [{"group": name, "kind": kind, "time_s": at, "met": met} for at, met in steps]


def relief(about, *steps, groups=()):
    """Return the tallies of a run with a usual group and what it was given."""
    rows = [row for need in steps for row in need]
    people = groups or (group(),)
    run = tables(people=people, hazards=(BEGAN,), warnings=(order(),), relief=rows)
    return read(run, about, WORLD)


def need(start="exposed", within_s=12 * HOUR, **fields):
    """Return a target: food and water for all who left within so long."""
    return aim(start, "need_met", within_s, **({"needs": KINDS} | fields))


def test_all_needs_of_people_at_the_limit():
    """Left at 2 h: at 14 h food for 8 of 10, water for 9; those with most are the same persons."""
    food = given_out("food", (2 * HOUR, 0), (14 * HOUR, 8), (14 * HOUR + 1, 10))
    water = given_out("water", (2 * HOUR, 0), (4 * HOUR, 10), (5 * HOUR, 9))
    (got,) = relief(need(), food, water)
    assert (got.cases, got.hits, got.causes) == (10, 8, (("need_open", 2),))
    each = relief(need(needs_mode="each"), food, water)
    assert [(one.cases, one.hits) for one in each] == [(10, 8), (10, 9)]
    (ordered,) = relief(need("ordered", 13.5 * HOUR), food, water)
    assert ordered.hits == 8
    (occurred,) = relief(need("occurred", 12 * HOUR - 1), food, water)
    assert occurred.hits == 0


def test_who_neither_left_nor_got_wet_needs_nothing():
    """Who refuses and stays dry is no case of relief; who is lost is never cared for."""
    stays = group(1, **HOME | {"told_s": HOUR, "outcome": "refused"})
    lost = group(2, persons=3, **HOME | {"water_s": 4 * HOUR, "outcome": "lost"})
    food = given_out("food", (4 * HOUR, 10))
    wrong = given_out("food", (4 * HOUR, 3), name="r#2")
    (got,) = relief(need(needs=("food",)), food, wrong, groups=(group(), stays, lost))
    assert (got.cases, got.hits, got.causes) == (13, 10, (("lost", 3),))


def test_who_is_not_in_a_shelter_misses_his_needs_for_that_reason():
    """Four who wait at a refuge and have no food; ten in the school, two without it."""
    waits = group(1, persons=4, means="foot", by="foot", arrived_s=NAN, outcome="refuge")
    (got,) = relief(
        need(needs=("food",)), given_out("food", (4 * HOUR, 8)), groups=(group(), waits)
    )
    assert (got.cases, got.hits) == (14, 8)
    assert got.causes == (("need_open", 2), ("waiting_for_bus", 4))


def test_who_needs_nothing_before_the_limit_is_no_case():
    """Off at 2 h; the limit after the order passed at 1 h."""
    (got,) = relief(need("ordered", 0.5 * HOUR, needs=("food",)), given_out("food", (0.0, 10)))
    assert got.cases == 0


@pytest.mark.parametrize(("policy", "cases"), [("missed", 10), ("excluded", 4)])
def test_relief_cut_by_the_horizon(policy, cases):
    """The limit lies at 32 h, the run ends at 24 h with 4 of 10 cared for."""
    food = given_out("food", (2 * HOUR, 4))
    (got,) = relief(need(within_s=30 * HOUR, needs=("food",), censored=policy), food)
    assert (got.cases, got.hits, got.censored) == (cases, 4, 6)


@pytest.mark.parametrize(
    ("about", "where", "word"),
    [
        (aim("reported"), WORLD, "reported"),
        (aim(stop="controlled"), WORLD, "controlled"),
        (aim(within_s=NAN), WORLD, "within"),
        (aim(type="fire"), WORLD, "incident class"),
        (aim(grade="major"), WORLD, "grade"),
        (aim(incident_class="work_safety"), WORLD, "incident class"),
        (need(needs=("shelter",)), WORLD, "shelter"),
        (need(), polder(relief=()), "food, water"),
        (need(needs=()), WORLD, "every kind"),
        (need(statistic="mean"), WORLD, "mean"),
    ],
)
def test_what_people_cannot_tell(about, where, word):
    """The reason names it."""
    assert word in unanswerable(about, where)
    assert unanswerable(aim(), WORLD) == ""
