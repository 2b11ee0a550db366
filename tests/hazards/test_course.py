"""The course of a hazard under controls: by hand, and against the rule told row by row."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.world.plan import Curve, Profile

N_ARCS = 6
SOURCES = (
    HazardSource(id="fire"),
    HazardSource(id="breach", control="hold", recession_s=7.5),
    HazardSource(id="sluice", control="hold"),
)
NAMES = [source.id for source in SOURCES]
TRUCK = Profile(id="truck", factors=(("depth", Curve(x=(0.1, 0.5), y=(1.0, 0.0))),))
BOAT = Profile(id="boat")

times = st.integers(0, 40).map(lambda half: half / 2)  # few, so that many coincide
spans = st.tuples(times, times).filter(lambda t: t[0] != t[1]).map(sorted)
ends = st.sampled_from(["stated", "stated", "endless"])
controls = st.dictionaries(st.sampled_from(NAMES), times)


@st.composite
def intervals(draw):
    """Make an interval of a given factor or of water, some of them without an end."""
    from_s, to_s = draw(spans)
    return Interval(
        released_s=draw(st.sampled_from([None, 0.0, from_s / 2])),
        arc=draw(st.integers(0, N_ARCS - 1)),
        from_s=from_s,
        to_s=math.inf if draw(ends) == "endless" else to_s,
        kind=draw(st.sampled_from(["speed_factor", "depth"])),
        value=draw(st.sampled_from([0.0, 0.25, 0.5, 1.0])),
        source=draw(st.sampled_from(NAMES)),
        cause=draw(st.sampled_from(["smoke", "front", "水"])),
    )


@st.composite
def exposures(draw):
    """Make an exposure of one of two kinds in one of two zones."""
    from_s, to_s = draw(spans)
    return Exposure(
        released_s=draw(st.sampled_from([None, 0.0, from_s / 2])),
        zone=draw(st.sampled_from(["z1", "z2"])),
        from_s=from_s,
        to_s=to_s,
        kind=draw(st.sampled_from(["fire", "flood"])),
        share=draw(st.sampled_from([0.0, 0.5, 1.0])),
        source=draw(st.sampled_from(NAMES)),
    )


impact_rows = st.lists(intervals(), max_size=12)


def end_of(row, at_s):
    """Return when a row ends under controls; None when it does not happen."""
    if row.source not in at_s:
        return row.to_s
    control_s, source = at_s[row.source], SOURCES[NAMES.index(row.source)]
    left_s = row.from_s if row.released_s is None else row.released_s
    if (row.from_s if source.control == "hold" else left_s) > control_s:
        return None
    if source.control == "hold" and control_s < row.to_s:
        return control_s + source.recession_s
    return row.to_s


def in_force(rows, since_s, at_s):
    """Return the rows in force at a time, one after the other."""
    alive = [(row, end_of(row, at_s)) for row in rows]
    return [row for row, end in alive if end is not None and row.from_s <= since_s < end]


def allows(row, profile):
    """Return the factor of a vehicle on one interval."""
    if row.kind == "speed_factor":
        return row.value
    return float(np.interp(row.value, (0.1, 0.5), (1.0, 0.0))) if profile is TRUCK else 1.0


def plain_factors(rows, since_s, profile, at_s):
    """Return the factors by going through the rows."""
    factors = [1.0] * N_ARCS
    for row in in_force(rows, since_s, at_s):
        factors[row.arc] = min(factors[row.arc], allows(row, profile))
    return factors


def plain_cause(rows, arc, since_s, profile, at_s):
    """Return the cause by going through the rows."""
    here = [row for row in in_force(rows, since_s, at_s) if row.arc == arc]
    ruling = min([(allows(row, profile), row.cause) for row in here], default=(1.0, ""))
    return ruling[1] if ruling[0] < 1.0 else ""


@given(impact_rows, times, controls, st.sampled_from([TRUCK, BOAT]))
def test_factors_are_those_of_the_rows_in_force(rows, since_s, at_s, profile):
    """Whatever overlaps and is controlled, the smallest factor in force rules, with its cause."""
    impact = Impact.of(N_ARCS, rows, sources=SOURCES)
    expected = plain_factors(rows, since_s, profile, at_s)
    assert impact.factors(since_s, profile, at_s).tolist() == expected
    for arc in range(N_ARCS):
        assert impact.factor_of(arc, since_s, profile, at_s) == expected[arc]
        cause = plain_cause(rows, arc, since_s, profile, at_s)
        assert impact.cause(arc, since_s, at_s, profile) == cause


@given(impact_rows, st.lists(st.tuples(times, controls), min_size=2, max_size=8))
def test_equal_keys_mean_equal_roads(rows, moments):
    """Tables may be shared under a key: by two times, and by two runs with other controls."""
    impact = Impact.of(N_ARCS, rows, sources=SOURCES)
    seen = {}
    for since_s, at_s in moments:
        factors = impact.factors(since_s, TRUCK, at_s).tolist()
        assert seen.setdefault(impact.key(since_s, at_s), factors) == factors


@given(impact_rows, times, controls)
def test_nothing_changes_before_the_next_change(rows, since_s, at_s):
    """Between two changes the roads and their key stay as they are, to the last instant."""
    impact = Impact.of(N_ARCS, rows, sources=SOURCES)
    until_s = impact.next_change(since_s, at_s)
    last_s = min(until_s - 0.25, 100.0)
    assert until_s > since_s
    assert plain_factors(rows, since_s, TRUCK, at_s) == plain_factors(rows, last_s, TRUCK, at_s)
    assert impact.key(since_s, at_s) == impact.key(last_s, at_s)


@given(impact_rows, controls)
def test_walking_from_change_to_change_meets_every_change(rows, at_s):
    """The arcs that `changes` names, step by step, are those whose factor the rows change."""
    course = Impact.of(N_ARCS, rows, sources=SOURCES).course(at_s)
    before_s, since_s = -1.0, 0.0
    while math.isfinite(since_s):
        old = plain_factors(rows, before_s, TRUCK, at_s)
        new = plain_factors(rows, since_s, TRUCK, at_s)
        arcs, factors = course.changes(before_s, since_s, TRUCK)
        assert arcs.tolist() == [arc for arc in range(N_ARCS) if old[arc] != new[arc]]
        assert factors.tolist() == [new[arc] for arc in arcs.tolist()]
        before_s, since_s = since_s, course.next_change(since_s)


@given(impact_rows, times, controls)
def test_a_control_acts_on_nothing_before_it(rows, since_s, at_s):
    """Controls that lie ahead leave the present as it is, key included."""
    impact = Impact.of(N_ARCS, rows, sources=SOURCES)
    ahead = {name: time_s for name, time_s in at_s.items() if time_s > since_s}
    natural = impact.factors(since_s, TRUCK)
    assert np.array_equal(impact.factors(since_s, TRUCK, ahead), natural)
    assert impact.key(since_s, ahead) == impact.key(since_s)


@given(st.lists(exposures(), max_size=8), controls)
def test_exposures_follow_the_same_rule(rows, at_s):
    """People are exposed by the rows that happen, each until it ends under the controls."""
    impact = Impact.of(N_ARCS, (), rows, SOURCES)
    expected = set()
    for row in rows:
        end = end_of(row, at_s)
        if row.kind == "fire" and end is not None and end > row.from_s:
            early_s = None if row.released_s == row.from_s else row.released_s
            expected.add(row._replace(to_s=end, released_s=early_s))
    found = impact.exposures("fire", at_s)
    assert set(found) == expected
    assert [row.from_s for row in found] == sorted(row.from_s for row in found)


def test_void_keeps_what_has_begun(ok_small, truck):
    """Contained at 9 s: the smoke ends at 10 s as it would have, the front never comes."""
    contained = {"fire": 9.0}
    assert ok_small.factors(9.5, truck, contained)[0] == 0.5
    assert ok_small.factors(10.0, truck, contained)[0] == 1.0
    assert ok_small.factors(10.0, truck)[0] == 0.0
    assert ok_small.cause(0, 10.0, contained, truck) == ""
    assert [row.share for row in ok_small.exposures("fire", contained)] == [0.4]


def test_gas_on_its_way_arrives_though_the_leak_is_plugged(truck):
    """Released from 0 and from 10 s on, a minute away: plugged at 5 s, only the first arrives.

    Rows are sums: what the second bin adds is in its row, and the larger intensity rules.
    """
    rows = [
        Interval(0, 60.0, 90.0, "depth", 0.3, "leak", "gas", 0.0),
        Interval(0, 60.0, 90.0, "depth", 0.5, "leak", "gas", 10.0),
        Interval(1, 90.0, 99.0, "depth", 0.5, "leak", "gas", 10.0),
    ]
    people = [
        Exposure("z1", 60.0, math.inf, "gas", 0.2, "leak", 0.0),
        Exposure("z1", 60.0, math.inf, "gas", 0.6, "leak", 10.0),
    ]
    leak = Impact.of(2, rows, people)
    assert leak.factors(70.0, truck)[0] == 0.0
    for plugged_s, factor, shares in ((5.0, 0.5, [0.2]), (10.0, 0.0, [0.2, 0.6])):
        course = leak.course({"leak": plugged_s})
        assert course.factors(70.0, truck)[0] == pytest.approx(factor)
        assert sorted(row.share for row in course.exposures("gas")) == shares
    assert leak.course({"leak": 5.0}).factors(95.0, truck)[1] == 1.0
    assert leak.key(70.0, {"leak": 5.0}) != leak.key(70.0, {"leak": 15.0})
    with pytest.raises(ValueError, match="released <= from"):
        Impact.of(1, [Interval(0, 1.0, 2.0, "depth", 0.3, "leak", "gas", 1.5)])


def test_a_row_that_begins_at_the_control_happens(ok_small, truck):
    """Control at 10.0 s exactly: the front that begins at 10.0 s has begun."""
    assert ok_small.factors(12.0, truck, {"fire": 10.0})[0] == 0.0


def test_hold_keeps_the_last_value_until_the_recession_is_over(ok_small, truck):
    """Closed at 6 s: arc 1 keeps its 0.2 m until 13.5 s, never 0.5 m; arc 2 stays dry."""
    closed = {"breach": 6.0}
    assert ok_small.factors(13.0, truck, closed)[1] == pytest.approx(0.75)
    assert ok_small.factors(13.5, truck, closed)[1] == 1.0
    assert ok_small.factors(13.0, truck, closed)[2] == 1.0
    assert ok_small.next_change(10.0, closed) == 13.5
    assert ok_small.key(13.0, closed) != ok_small.key(13.5, closed)


def test_hold_ends_earlier_what_would_have_lasted(ok_small, truck):
    """Closed at 16 s: arc 1, which would stay under water for ever, is dry from 23.5 s on."""
    assert ok_small.factors(23.0, truck, {"breach": 16.0})[1] == 0.0
    assert ok_small.factors(23.5, truck, {"breach": 16.0})[1] == 1.0


def test_hold_does_not_bring_back_what_was_over(ok_small, truck):
    """Closed at 21 s: arc 2, dry since 20 s, stays dry."""
    assert ok_small.factors(22.0, truck, {"breach": 21.0})[2] == 1.0


def test_runs_that_control_in_the_same_epoch_share_their_tables(ok_small):
    """Contained at 1.0 or 4.5 s, both before anything else changes: one key afterwards."""
    assert ok_small.key(11.0, {"fire": 1.0}) == ok_small.key(11.0, {"fire": 4.5})
    assert ok_small.key(11.0, {"fire": 1.0}) != ok_small.key(11.0)


def test_a_profile_without_a_curve_is_not_slowed(ok_small, truck, boat):
    """Half a metre of water stops the truck and not the boat; a given factor slows both."""
    assert ok_small.factors(15.0, truck)[:2].tolist() == [0.0, 0.0]
    assert ok_small.factors(15.0, boat)[:2].tolist() == [0.0, 1.0]


def test_an_unknown_source_is_named(ok_small):
    """A control of a source that does not exist is our mistake, not a silent nothing."""
    with pytest.raises(ValueError, match=r"\['leak'\]; there are \['breach', 'fire'\]"):
        ok_small.course({"leak": 1.0})


def test_courses_are_remembered_but_not_for_ever(ok_small):
    """Equal controls give the same object; many different ones do not fill the memory."""
    assert ok_small.course({"fire": 1.0}) is ok_small.course({"fire": 1.0})
    for step in range(200):
        ok_small.course({"fire": float(step)})
    assert len(ok_small._courses) <= 64
