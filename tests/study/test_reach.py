import math
from itertools import combinations, pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.worlds import FOUR, call, kind, network, place, team, world

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.study.answering import Answering, answerers, fastest
from sandtable.study.case import Case
from sandtable.study.demand import area, demands, exposed, incidents, population
from sandtable.study.reach import Share, TeamTimes, shares
from sandtable.study.reach_busy import _picked, busy_shares, next_nearest_s
from sandtable.study.reach_findings import Question, look
from sandtable.study.reach_hazard import Moment, course, spread
from sandtable.world.network import Network
from sandtable.world.place import Base, Place, Zone
from sandtable.world.plan import Agreement, Curve, Profile
from sandtable.world.rate import Rate
from sandtable.world.scenario import Arrivals, Exposed, Requirement

# The four nodes of tests.worlds: n0 -60- n1 -120- n2 -180- n3, and n0 -300- n2.


def town(people=(10, 20, 30, 40), teams=None, **fields):
    """Return four zones with people and, unless said otherwise, one engine at n0."""
    zones = tuple(
        Zone(id=f"z{n}", node=n, population=persons, area_km2=2.0 * n)
        for n, persons in enumerate(people)
    )
    bases = tuple(Base(id=f"b{n}", node=n) for n in range(4))
    own = (team("t0", 0, turnout=Law.uniform(low=60, high=120)),) if teams is None else teams
    return world(teams=own, place=Place(id="town", zones=zones, bases=bases), **fields)


def of_people(built, limit_s, *, clock="travel", **options):
    """Return what is reached of the people by one clock within a limit, and what by nobody."""
    reach = TeamTimes(built, answerers(built), **options)
    found = shares(reach, [population(built)], [limit_s])
    (one,) = (share for share in found if share.clock == clock)
    return one.share, one.unreachable


def test_shares_by_hand():
    """From n0 to n0..n3 in 0, 60, 180, 360 s: within 180 s, the limit included, 60 of 100 people.

    With a mean turnout of 90 s they take 90, 150, 270, 450 s: within 180 s 30 of 100 people. The
    zones have 0, 2, 4, 6 km2: within 180 s of driving 6 of 12.
    """
    built = town()
    assert of_people(built, 180.0) == (0.6, 0.0)
    assert of_people(built, 180.0, clock="arrival") == (0.3, 0.0)
    reach = TeamTimes(built, answerers(built))
    assert shares(reach, [area(built)], [180.0])[0].share == 0.5


def test_who_is_cut_off_is_counted_apart():
    """Without r2 nobody comes to n3: 40 of 100 are unreachable, and within no limit whatsoever."""
    built = town()
    reach = TeamTimes(built, answerers(built))
    reach.close(built.network.arcs_of_road("r2"))
    (travel, _arrival) = shares(reach, [population(built)], [1e9])
    assert (travel.share, travel.unreachable) == (0.6, 0.4)
    reach.open(built.network.arcs_of_road("r2"))
    assert shares(reach, [population(built)], [1e9])[0].unreachable == 0.0


def test_slower_by_night():
    """At half the speed n2 is 360 s away: within 180 s there are n0 and n1, 30 of 100 people."""
    assert of_people(town(), 180.0, speed=0.5) == (0.3, 0.0)


def test_who_answers():
    """Skills, the needs of a type and names choose; agreements stay out unless they are named."""
    teams = (
        team("own", 0, skills=("fire",)),
        team("medics", 1, skills=("medic",)),
        team("far", 2, skills=("fire",), agreement="aid", turnout=Law.constant(60.0)),
    )
    aid = Agreement(id="aid", delay=Law.constant(3600.0))
    built = town(teams=teams, agreements=(aid,))

    def ids(**choice):
        return [one.team.id for one in answerers(built, Answering(**choice))]

    assert ids() == ["own", "medics"]
    assert ids(skills=("medic",)) == ["medics"]
    assert ids(type="fire") == ["own"]
    assert ids(teams=("far", "medics")) == ["medics", "far"]
    (far,) = answerers(built, Answering(teams=("far",)))
    assert far.ready_s == 3660.0


def test_who_is_off_first():
    """Of two engines at n0 the one that is off after 10 s counts; another vehicle is another."""
    slow, quick = (team(id, 0, turnout=Law.constant(s)) for id, s in (("a", 60.0), ("b", 10.0)))
    other = team("c", 0, profile="bike", turnout=Law.constant(30.0))
    profiles = (Profile(id="engine"), Profile(id="bike"))
    built = town(teams=(slow, quick, other), profiles=profiles)
    assert [one.team.id for one in fastest(answerers(built))] == ["b", "c"]


def test_full_force_by_hand():
    """Twelve persons of fire: 8 stand at n0, 4 at n3. At n1 they are 60 and 300 s away: 300 s.

    A need of two medics, of whom there is one, is never met.
    """
    teams = (team("a", 0, headcount=8), team("b", 3, headcount=4), team("m", 1, skills=("medic",)))
    built = town(teams=teams)
    reach = TeamTimes(built, answerers(built))
    nodes = np.array([0, 1, 3])
    twelve = Requirement(skill="fire", amount=12, unit="persons")
    assert reach.full_s(nodes, [twelve]).tolist() == [360.0, 300.0, 360.0]
    assert reach.full_s(nodes, [Requirement(skill="fire")]).tolist() == [0.0, 60.0, 0.0]
    assert np.isinf(reach.full_s(nodes, [Requirement(skill="medic", amount=2)])).all()


def test_incidents_by_hour():
    """One an hour for two days, none from 22 to 6: 32 by day; with the listed one at 23:00 33.

    The node of weight 3 has three quarters of those at random.
    """
    rate = Rate(mean_per_s=1 / 3600, by_hour=(0,) * 6 + (1,) * 16 + (0,) * 2)
    process = Arrivals(
        id="calls", type="fire", rate=rate, nodes=(1, 2), weights=(1.0, 3.0), zones=("", "")
    )
    built = world(
        call("c", node=3, at_s=23 * 3600.0),
        teams=(team(),),
        arrivals=(process,),
        horizon_s=48 * 3600.0,
    )
    day, night, all_day = (incidents(built, part) for part in ("day", "night", "always"))
    assert (day.nodes.tolist(), day.weights.tolist()) == ([1, 2], pytest.approx([8.0, 24.0]))
    assert (night.nodes.tolist(), night.weights.tolist()) == ([3], [1.0])
    assert all_day.total == pytest.approx(33.0)
    assert incidents(built, type="none").total == 0.0


def test_a_listed_incident_counts_by_its_own_clock():
    """The run begins at 6:30: 21:50 is by day, though the middle of that hour of the run is 22:00.

    At 22:10 it is night.
    """
    calls = (call(f"c{at}", node=at, at_s=at_s) for at, at_s in ((1, 55200.0), (2, 56400.0)))
    built = world(*calls, start="2026-01-01T06:30:00+08:00", horizon_s=86400.0)
    assert [incidents(built, part).nodes.tolist() for part in ("day", "night")] == [[1], [2]]


def test_luck_picks_stations_by_their_ids():
    """A base with another id that sorts first changes no draw of the others."""
    luck = Luck(5, 0)
    picked, more = (_picked(ids, 1, luck, 200) for ids in (["b1", "b2"], ["a", "b1", "b2"]))
    agree = [
        (one[0] + 1 == other[0]) for one, other in zip(picked, more, strict=True) if other[0] > 0
    ]
    assert len(agree) > 100
    assert all(agree)


def test_a_window_and_a_cycle_bound_what_is_expected():
    """One an hour from 0:30 to 2:00 are 1.5; a daily sine adds nothing over whole days."""

    def total(hours, **fields):
        process = Arrivals(
            id="calls", type="fire", nodes=(0,), weights=(1.0,), zones=("",), **fields
        )
        return incidents(world(arrivals=(process,), horizon_s=hours * 3600.0)).total

    hourly = Rate(mean_per_s=1 / 3600)
    assert total(24, rate=hourly, from_s=1800.0, to_s=7200.0) == pytest.approx(1.5)
    wave = Rate(mean_per_s=1 / 3600, amplitude_per_s=1 / 3600)
    assert total(48, rate=wave) == pytest.approx(48.0)


def test_what_no_file_tells_has_no_share():
    """Zones without an area have no share of area; they are counted."""
    built = world(teams=(team(),))
    (found,) = shares(TeamTimes(built, answerers(built)), [area(built)], [900.0])[:1]
    assert math.isnan(found.share)
    assert area(built).unknown == 4


def test_busy_stations_by_hand():
    """Bases at n0 and n3, 100 s: n0 reaches n0, n1 (30 people), n3 itself (40).

    One busy: 40 or 30 of 100 are left, 35 on average; nobody is reached by two stations.
    """
    built = town(teams=(team("a", 0), team("b", 3)))
    reach = TeamTimes(built, answerers(built))
    found = busy_shares(reach, population(built), 100.0, 1)
    assert (found.mean, found.worst, found.sure) == (pytest.approx(0.35), 0.3, 0.0)
    assert (found.stations, found.choices, found.is_exact) == (("b3",), 2, True)
    nothing = busy_shares(reach, population(built), 100.0, 0)
    assert (nothing.mean, nothing.worst, nothing.sure) == (0.7, 0.7, 0.7)
    assert busy_shares(reach, population(built), 100.0, 2).mean == 0.0
    with pytest.raises(ValueError, match="expected 0 to 2"):
        busy_shares(reach, population(built), 100.0, 3)


def test_the_next_nearest_base():
    """To n1 it is 60 s from n0 and 300 s from n3; there is no third base."""
    built = town(teams=(team("a", 0), team("b", 3), team("c", 0)))
    reach = TeamTimes(built, answerers(built))
    nodes = np.array([1])
    assert [next_nearest_s(reach, nodes, k).tolist() for k in range(3)] == [
        [60.0],
        [300.0],
        [math.inf],
    ]


@st.composite
def towns(draw):
    """Return a random connected or torn town of 4-7 nodes with 2-5 engines."""
    n = draw(st.integers(4, 7))
    pairs = draw(
        st.lists(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), min_size=4, max_size=10)
    )
    roads = [(a, b, 15.0 * draw(st.integers(1, 12))) for a, b in [*pairs, (0, n - 1)]]
    people = draw(st.lists(st.integers(0, 50), min_size=n, max_size=n))
    at = draw(st.lists(st.integers(0, n - 1), min_size=2, max_size=5))
    where = place(n)
    zones = tuple(Zone(id=f"z{k}", node=k, population=people[k] + 1) for k in range(n))
    return world(
        teams=[team(f"t{number}", node) for number, node in enumerate(at)],
        network=network(roads),
        place=Place(id="town", zones=zones, bases=where.bases),
    )


@given(towns(), st.integers(0, 5), st.sampled_from([30.0, 90.0, 200.0]))
@settings(max_examples=60)
def test_busy_shares_are_those_of_all_choices(built, busy, limit_s):
    """The closed form of the mean, the worst and the sure part agree with plain enumeration."""
    teams = answerers(built)
    bases = sorted({one.team.base for one in teams})
    busy = min(busy, len(bases))
    demand = population(built)
    plain, reached = [], []
    for gone in combinations(bases, busy):
        rest = [one for one in teams if one.team.base not in gone]
        there = TeamTimes(built, rest).first_s(demand.nodes) <= limit_s
        reached.append(there)
        plain.append(demand.weights[there].sum() / demand.total)
    found = busy_shares(TeamTimes(built, teams), demand, limit_s, busy)
    assert found.mean == pytest.approx(np.mean(plain), abs=1e-12)
    assert found.worst == pytest.approx(min(plain), abs=1e-12)
    sure = np.all(reached, axis=0)
    assert found.sure == pytest.approx(demand.weights[sure].sum() / demand.total, abs=1e-12)
    some = busy_shares(TeamTimes(built, teams), demand, limit_s, busy, most=0)
    assert found.worst - 1e-12 <= some.worst
    assert some.mean == found.mean


@given(towns(), st.data())
@settings(max_examples=60)
def test_directions(built, data):
    """A further team never lowers a share, a closed road never raises one, nor one more busy."""
    teams = answerers(built)
    limit_s = data.draw(st.sampled_from([45.0, 120.0, 300.0]))
    demand = population(built)

    def share(reach):
        return [one.share for one in shares(reach, [demand], [limit_s])]

    whole = TeamTimes(built, teams)
    open_roads = share(whole)
    assert all(a <= b for a, b in zip(share(TeamTimes(built, teams[1:])), open_roads, strict=True))
    road = data.draw(st.sampled_from(sorted(set(built.network.road_ids.tolist()))))
    whole.close(built.network.arcs_of_road(road))
    assert all(a <= b for a, b in zip(share(whole), open_roads, strict=True))
    whole.open(built.network.arcs_of_road(road))
    assert share(whole) == open_roads
    n = len(whole.sites)
    course_of_busy = [busy_shares(whole, demand, limit_s, k) for k in range(n + 1)]
    for fewer, more in pairwise(course_of_busy):
        assert more.mean <= fewer.mean + 1e-12
        assert more.worst <= fewer.worst
        assert more.sure <= fewer.sure


def flood(*rows):
    """Return an Impact: (road, from, to, depth) on both arcs of roads of the four nodes."""
    return Impact.of(
        2 * len(FOUR),
        [
            Interval(arc=arc, from_s=a, to_s=b, kind="depth", value=value, source="", cause="water")
            for road, a, b, value in rows
            for arc in (2 * road, 2 * road + 1)
        ],
    )


WADING = Profile(id="engine", factors=(("depth", Curve(x=(0.1, 0.5), y=(1.0, 0.0))),))


def test_a_flood_by_hand():
    """r2 is under water from 100 to 300 s: n3, 40 of 100 people, is cut off then and not later."""
    built = town(profiles=(WADING,))
    reach = TeamTimes(built, answerers(built))
    found = course(reach, flood((2, 100.0, 300.0, 0.6)), [population(built)], [400.0])
    assert [(one.since_s, one.shares[0].share, one.shares[0].unreachable) for one in found] == [
        (0.0, 1.0, 0.0),
        (100.0, 0.6, 0.4),
        (300.0, 1.0, 0.0),
    ]
    assert of_people(built, 400.0) == (1.0, 0.0)
    assert shares(reach, [population(built)], [400.0])[0].share == 1.0
    asked = course(
        reach, flood((2, 100.0, 300.0, 0.6)), [population(built)], [400.0], at_s=[250.0, 50.0]
    )
    assert [(one.since_s, one.shares[0].share) for one in asked] == [(50.0, 1.0), (250.0, 0.6)]


def test_water_closes_by_its_depth():
    """No curve slows an engine that wades 0.3 m: r2 under 0.6 m cuts n3 off, as in a run."""
    built = town(profiles=(Profile(id="engine", wading_depth_m=0.3),))
    reach = TeamTimes(built, answerers(built))
    found = course(reach, flood((2, 100.0, 300.0, 0.6)), [population(built)], [400.0])
    assert [one.shares[0].unreachable for one in found] == [0.0, 0.4, 0.0]


def test_a_boat_reaches_nobody_before_there_is_water():
    """The way from n2 to n3 is one of water: dry it carries no boat, under 0.6 m it does."""
    roads = network(((0, 1, 60.0), (1, 2, 120.0), (2, 3, 180.0)))
    columns = {name: getattr(roads, name) for name in ("tail", "head", "length_m", "road_ids")}
    wet = ["county"] * 4 + ["water"] * 2
    mixed = Network.from_arrays(**columns, n_nodes=4, free_speed_mps=[16.0] * 6, facility_type=wet)
    built = town(profiles=(Profile(id="engine", on="water", draft_m=0.5),), network=mixed)
    reach = TeamTimes(built, answerers(built))
    assert np.isinf(reach.first_s(np.array([3]))).all()
    assert not reach.closed().any()
    water = [
        Interval(arc=4, from_s=100.0, to_s=300.0, kind="depth", value=0.6, source="", cause="")
    ]
    found = course(reach, Impact.of(6, water), [population(built)], [400.0])
    assert [one.shares[0].share for one in found] == [0.6, 1.0, 0.6]


def test_who_flies_by_day_alone_reaches_nobody_by_night():
    """The only team is an aircraft: by day it is with all of n0, by night with nobody."""
    aircraft = Profile(id="engine", on="air", max_speed_mps=50.0, flies_at_night=False)
    found = look(Case(world=town(profiles=(aircraft,))), Question(limits_s=(400.0,)))
    shares_of = [one[0].share for one in (found.now, found.day, found.night)]
    assert shares_of == [0.1, 0.1, 0.0]


def test_samples_side_by_side():
    """One sample cuts n3 off at 100 s, the other never: 80 % on average, 60 % at worst."""
    built = town(profiles=(WADING,))
    reach = TeamTimes(built, answerers(built))
    people = [population(built)]
    courses = {
        number: course(reach, impact, people, [400.0])
        for number, impact in enumerate((flood(), flood((2, 100.0, math.inf, 0.6))))
    }
    first, then = (one for one in spread(courses) if one.clock == "travel")
    assert (first.since_s, first.mean, first.worst) == (0.0, 1.0, 1.0)
    assert (then.since_s, then.mean, then.worst, then.worst_sample) == (100.0, 0.8, 0.6, 1)
    assert (then.mean_unreachable, then.worst_unreachable) == (0.2, 0.4)
    assert (then.mean_cut_off, then.worst_cut_off) == (20.0, 40.0)


def test_what_is_cut_off_is_counted_sample_by_sample():
    """10 incidents of which none is reached, 2 that all are: 5 cut off on average, 10 at worst.

    The mean part of 0.5 times the mean total of 6 would be 3.
    """

    def moment(total, unreachable):
        share = Share(
            of="exposed",
            clock="travel",
            limit_s=900.0,
            share=1.0 - unreachable,
            unreachable=unreachable,
            total=total,
        )
        return [Moment(since_s=0.0, shares=(share,))]

    (found,) = spread({0: moment(10.0, 1.0), 1: moment(2.0, 0.0)})
    assert (found.mean_unreachable, found.total) == (0.5, 6.0)
    assert (found.mean_cut_off, found.worst_cut_off) == (5.0, 10.0)


def test_incidents_born_of_a_hazard():
    """n3 has 40 people, 4 candidates; half of its people are exposed, later a quarter: 2 * 0.5 = 1.

    n0 has 10 people and at least one candidate, exposed as a whole: 0.5. The other kind, the other
    type and the zone left out have none.
    """
    births = (
        Exposed(id="a", type="fire", exposure="water", per_person=0.1, probability=0.5),
        Exposed(id="b", type="other", exposure="water", per_person=1.0, zones=("z1",)),
        Exposed(id="c", type="fire", exposure="smoke", per_person=1.0),
    )
    built = town(exposed=births, profiles=(WADING,))

    def rows(*found):
        return [Exposure(zone, 0.0, math.inf, "water", share, "") for zone, share in found]

    impact = Impact.of(8, (), rows(("z3", 0.25), ("z3", 0.5), ("z0", 1.0)))
    found = exposed(built, impact)
    assert (found.nodes.tolist(), found.weights.tolist()) == ([0, 3], [0.5, 1.0])
    assert exposed(built, impact, type="other").total == 0.0
    case = Case(world=built, impacts={"water": [impact, flood()]})
    over = look(case, Question(limits_s=(200.0,), entry="water")).over_samples
    (one,) = (each for each in over if (each.of, each.clock) == ("exposed", "travel"))
    assert (one.mean, one.worst, one.worst_sample) == (1 / 3, 1 / 3, 0)
    assert one.total == 0.75


def test_all_in_one_answer():
    """The picture beside the undisturbed one is that of the worst moment, with what is closed."""
    built = town(profiles=(WADING,), types=(kind(),))
    case = Case(world=built, impacts={"water": [flood(), flood((2, 100.0, math.inf, 0.6))]})
    question = Question(
        answering=Answering(type="fire"), limits_s=(400.0,), busy=1, night_factor=0.5, entry="water"
    )
    found = look(case, question)
    calm, worst = found.pictures
    assert (worst.sample, worst.since_s) == (1, 100.0)
    assert np.flatnonzero(worst.closed).tolist() == [4, 5]
    assert calm.node_s.tolist() == [0.0, 60.0, 180.0, 360.0]
    assert math.isinf(worst.node_s[3])
    assert {one.clock for one in found.now} == {"travel", "arrival", "full_force"}
    assert next(one.share for one in found.night if one.clock == "travel") == 0.6
    assert found.zones[3].next_s == math.inf
    assert {"now", "zones", "busy", "over_samples"} <= found.as_json().keys()
    one = look(case, Question(entry="water", sample=0))
    assert list(one.courses) == [0]
    assert one.over_samples == ()
    assert len(demands(built)) == 3
