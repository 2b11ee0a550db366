"""People, water and works of the report by hand: states, villages, closings, vehicles, maps."""

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.report.html_reports import EVIL, town
from tests.report.polder_reports import network, polder_point
from tests.report.test_html_parts import Runs
from tests.study.worlds import incident, tables

from sandtable.ground.names import Name
from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.report.html.area_charts import columns, stacked_areas
from sandtable.report.html.background import vehicle_rows
from sandtable.report.html.bands import SPREAD, passed, quantiles, spread_of
from sandtable.report.html.chart_frame import Axes, ticks_between
from sandtable.report.html.civil_course import civil_of, when_nearly_all
from sandtable.report.html.civil_figures import carrier_word, lost_class
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.fleet_moves import fleets_of
from sandtable.report.html.movements import State
from sandtable.report.html.need_course import needs_of
from sandtable.report.html.people_moves import people_of
from sandtable.report.html.people_states import STATES, states_over
from sandtable.report.html.recorded import RecordedRow
from sandtable.report.html.recorded_section import recorded_section
from sandtable.report.html.routes import Begun, Routes
from sandtable.report.html.village_chart import VillageBar, village_chart
from sandtable.report.html.water_course import water_of
from sandtable.report.html.water_map import areas_of, exposures_of, flooded_roads
from sandtable.report.html.works_course import works_of
from sandtable.report.html.works_figures import water_charts

NAN = math.nan
HOUR = 3600.0


def people(*rows):
    """Return the tables of a run in which these groups are all there are."""
    usual = {"zone": "north", "persons": 1, "outcome": "open"}
    named = [{"group": f"r#{number}", **usual, **row} for number, row in enumerate(rows)]
    return Runs(tables(people=named)).run(0)


def begins(at_s, **more):
    """Return a row of the table of hazards: the breach begins."""
    return {"time_s": at_s, "entry": "breach", "what": "activated", **more}


# People


def test_everybody_is_in_one_state_at_each_time():
    """40 drive to a shelter, 20 to kin, 5 are taken out by boat, 3 drown on the way, 2 stay."""
    run = people(
        {"persons": 40, "left_s": 100.0, "safe_s": 200.0, "arrived_s": 300.0,
         "outcome": "sheltered"},
        {"persons": 20, "left_s": 100.0, "safe_s": 200.0, "arrived_s": 400.0,
         "outcome": "relatives"},
        {"persons": 5, "water_s": 150.0, "left_s": 250.0, "safe_s": 350.0, "outcome": "refuge"},
        {"persons": 3, "left_s": 100.0, "water_s": 150.0, "outcome": "lost"},
        {"persons": 2, "outcome": "refused"},
    )["people"]  # fmt: skip
    found = states_over(run, np.array([50.0, 120.0, 160.0, 210.0, 310.0, 500.0]))
    counts = {name: found[name].tolist() for name in STATES}
    assert counts == {
        "home": [70.0, 7.0, 2.0, 2.0, 2.0, 2.0],
        "moving": [0.0, 63.0, 60.0, 0.0, 0.0, 0.0],
        "water": [0.0, 0.0, 5.0, 5.0, 5.0, 0.0],
        "refuge": [0.0, 0.0, 0.0, 60.0, 20.0, 5.0],
        "relatives": [0.0, 0.0, 0.0, 0.0, 0.0, 20.0],
        "shelter": [0.0, 0.0, 0.0, 0.0, 40.0, 40.0],
        "lost": [0.0, 0.0, 3.0, 3.0, 3.0, 3.0],
    }


INSTANT = st.one_of(st.just(NAN), st.floats(0.0, 100.0))


@given(
    st.lists(
        st.tuples(
            st.integers(0, 90),
            *(INSTANT,) * 4,
            st.sampled_from(["sheltered", "relatives", "refuge", "lost", "trapped", "open"]),
        ),
        min_size=1,
        max_size=8,
    )
)
def test_states_always_sum_to_all(groups):
    """Whatever the instants, at each time the states sum to the residents."""
    names = ("persons", "left_s", "water_s", "safe_s", "arrived_s", "outcome")
    run = people(*(dict(zip(names, group, strict=True)) for group in groups))["people"]
    found = states_over(run, np.linspace(0.0, 110.0, 23))
    total = sum(found[name] for name in STATES)
    assert np.allclose(total, sum(group[0] for group in groups))


def test_a_village_is_safe_when_nine_of_ten_are():
    """Of 100 persons 85 are safe at 10 s and 10 more at 50 s: nearly all at 50; 85 alone: never."""
    when = np.array([10.0, 50.0, NAN])
    assert when_nearly_all(when, np.array([85.0, 10.0, 5.0])) == 50.0
    assert when_nearly_all(when, np.array([90.0, 5.0, 5.0])) == 10.0
    assert when_nearly_all(when, np.array([85.0, 4.0, 11.0])) == math.inf


def test_villages_against_their_water():
    """In both runs half of the north are safe before its water, and the low village stays dry."""
    rows = (
        {"persons": 450, "told_s": 10.0, "left_s": 50.0, "safe_s": 100.0, "zone_water_s": 300.0},
        {"persons": 450, "told_s": 20.0, "left_s": 80.0, "safe_s": 400.0, "zone_water_s": 300.0},
        {"persons": 600, "zone": "low", "told_s": 30.0, "by": "buses", "outcome": "lost"},
    )
    point = polder_point()
    found = civil_of(Runs(dict(people(*rows)), dict(people(*rows))), point, [0, 1])
    low, north = found.villages
    assert (north.zone, north.persons, north.told, north.safe) == ("north", 900, 20.0, 400.0)
    assert (north.water.middle, north.wet_runs, north.ahead) == (300.0, 1.0, 0.5)
    assert (low.wet_runs, low.told) == (0.0, 30.0)
    assert math.isnan(low.ahead)
    assert math.isnan(low.safe)
    assert found.lost == (600, 600)
    assert found.carried == {"buses": (1.0, 1.0)}


@pytest.mark.parametrize(
    ("number", "word"), [(0, "0"), (2, "2"), (3, "3–5"), (10, "6–10"), (101, "> 100")]
)
def test_lives_lost_have_their_class(number, word):
    """Single numbers up to two, then wider and wider."""
    assert lost_class(number) == word


def test_what_carries_people_has_words():
    """A fleet by its name, a means by its kind, boats as boats."""
    world = polder_point().case.world
    words = [carrier_word(world, by) for by in ("buses", "own", "foot", "boat", "cart")]
    assert words == ["buses", "own vehicles", "on foot", "boats, out of the water", "cart"]


def test_needs_arise_when_people_leave_and_are_met_by_group():
    """100 leave at 0, 60 of them have food after an hour; the rows by facility are not added."""
    run = tables(
        people=[
            {"group": "a", "persons": 60, "left_s": 0.0},
            {"group": "b", "persons": 40, "water_s": 0.0},
            {"group": "c", "persons": 9},
        ],
        relief=[{"group": "a", "kind": "food", "time_s": HOUR, "met": 60}],
        needs=[{"need": "first#food", "zone": "first", "kind": "food", "in_need": 500, "met": 500}],
    )
    point = polder_point()
    courses = {one.kind: one for one in needs_of(Runs(run), point, [0]).courses}
    assert set(courses) == {"food", "water", "clothing", "shelter", "medical"}
    after = np.searchsorted(courses["food"].time_s, 1.1 * HOUR)
    assert (courses["food"].persons, courses["food"].mean[after]) == (100.0, 0.6)
    assert courses["water"].mean[after] == 0.0


# Works


def test_threats_are_counted_over_runs():
    """Held, failed in spite of works after 2 h, failed alone after 1 h, closed before it failed."""
    piping = {"type": "piping", "incident": "p1"}
    worked = [{"incident": "p1", "work_began_s": 60.0}]
    point = polder_point()
    runs = Runs(
        tables(incidents=[incident(**piping, outcome="closed")], missions=worked),
        tables(
            incidents=[incident(**piping, outcome="failed", closed_s=2 * HOUR)],
            missions=worked,
            hazards=[begins(2 * HOUR)],
        ),
        tables(
            incidents=[incident(**piping, outcome="failed", closed_s=HOUR)],
            hazards=[begins(HOUR)],
        ),
        tables(
            incidents=[incident(**piping, outcome="closed")],
            missions=worked,
            hazards=[begins(3 * HOUR)],
        ),
        tables(),
    )
    (found,) = works_of(runs, point, range(5)).threats
    assert (found.runs, found.threatened, found.begun, found.held) == (5, 4, 3, (1, 4))
    assert found.began_s.middle == 2 * HOUR
    assert (found.fails_alone_s.middle, found.fails_worked_s.middle) == (HOUR, 2 * HOUR)


def test_works_that_nobody_asks_for_are_no_section():
    """A plan that could close a breach, in runs without threat or breach: there is nothing."""
    assert works_of(Runs(tables(), tables()), polder_point(), [0, 1]) is None


def test_metres_are_closed_over_time():
    """First truck after 1 h; metres 1, 100 and 226 after 2, 12 and 24.5 h: 10 m/h."""
    rows = [(2.0, 1.0), (12.0, 100.0), (24.5, 226.0)]
    run = tables(
        works=[
            {"closing": "close", "time_s": HOUR * hours, "closed_m": metres}
            for hours, metres in rows
        ],
        trucks=[{"closing": "close", "first_s": HOUR}, {"closing": "close", "first_s": NAN}],
    )
    (found,) = works_of(Runs(run, tables()), polder_point(), [0, 1]).closings
    assert (found.runs, found.done) == (1, 1)
    assert (found.first_truck_s.middle, found.first_load_s.middle) == (HOUR, 2 * HOUR)
    assert found.done_s.middle == 24.5 * HOUR
    assert found.rate_mph.middle == pytest.approx(10.0)
    at = np.searchsorted(found.closed_m.time_s, 13 * HOUR)
    assert found.closed_m.middle[at] == 100.0


def test_water_is_told_over_its_samples():
    """The lake stands 0.1 m higher from sample to sample: median 33.15 m, all filled to it."""
    (found,) = water_of(polder_point())
    assert found.samples == 4
    assert found.bands["outside"].middle[0] == pytest.approx(33.15)
    assert found.bands["level"].middle[-1] == pytest.approx(33.15, abs=0.02)
    assert found.bands["width"].high.max() == 223.0


def test_inflow_is_that_of_a_breach_only_where_there_is_one():
    """Rain on a plain has no breach, and the chart names none."""
    (polder,) = water_of(polder_point())
    bands = {name: polder.bands[name] for name in ("inflow", "volume")}
    titles = [
        [chart["title"] for chart in one["charts"]]
        for one in water_charts([polder, replace(polder, bands=bands)])
    ]
    assert "Inflow through the breach" in titles[0]
    assert titles[1] == ["Inflow, with rain"]


# Map


def test_water_on_the_map_counts_from_the_breach():
    """The north is half wet 600 s after the breach of 1000 s; slow water is no exposure."""
    point = polder_point()
    world = point.case.world
    impact = Impact.of(
        world.network.n_arcs,
        [],
        [
            Exposure("north", 600.0, 900.0, "water", 0.5, "breach"),
            Exposure("north", 900.0, math.inf, "water", 1.0, "breach"),
            Exposure("north", 700.0, math.inf, "slow_water", 1.0, "breach"),
            Exposure("low", 700.0, math.inf, "smoke", 0.2, "breach"),
        ],
        [HazardSource(id="breach", control="hold")],
    )
    run = Runs(tables(hazards=[begins(1000.0)])).run(0)
    wet, other = exposures_of(world, {"breach": impact}, run, (100.0, 5000.0))
    assert wet == {"north": [[1500, 1800, 50], [1800, 4900, 100]]}
    assert other == {"low": [[1600, 4900, 20]]}
    nothing = Runs(tables()).run(0)
    assert exposures_of(world, {"breach": impact}, nothing, (0.0, 5000.0)) == ({}, {})


def test_roads_lie_deeper_step_by_step():
    """20 cm at 100 s, half a metre at 200 s, dry at 300 s: steps 1, 2, 0 of the road."""
    roads = network()
    drawn = DrawnNetwork(roads)
    rows = [
        Interval(0, 100.0, 200.0, "depth", 0.2, "b", "x"),
        Interval(0, 200.0, 300.0, "depth", 0.5, "b", "x"),
    ]
    impact = Impact.of(roads.n_arcs, rows, [], [HazardSource(id="b")])
    run = Runs(tables(hazards=[begins(1000.0)])).run(0)
    road = int(drawn.road_of_arc[0])
    found = flooded_roads({"breach": impact}, run, drawn, (1000.0, 2000.0))
    assert found == [[100, road, 1], [200, road, 2], [300, road, 0]]


def test_outlines_do_not_overlap():
    """Every corner of a zone's outline is at least as near to its own node as to any other."""
    world = polder_point().case.world
    drawn = DrawnNetwork(world.network)
    nodes = {zone.id: zone.node for zone in world.place.zones}
    found = areas_of(world, drawn, sorted(nodes))
    assert set(found) == set(nodes)
    for id, flat in found.items():
        corners = np.array(flat, dtype=float).reshape(-1, 2)
        away = {
            other: np.hypot(corners[:, 0] - drawn.x[node], corners[:, 1] - drawn.y[node])
            for other, node in nodes.items()
        }
        nearest = np.min([away[other] for other in nodes if other != id], axis=0)
        assert (away[id] <= nearest + 2.0).all()  # corners are whole numbers


def trip(vehicle, fleet, ends, times, why, persons=0):
    """Return a row of the table of vehicles."""
    names = ("from_node", "to_node", "left_s", "arrived_s")
    return {
        "vehicle": vehicle,
        "fleet": fleet,
        "why": why,
        "persons": persons,
        **dict(zip(names, (*ends, *times), strict=True)),
    }


def test_vehicles_drive_boats_go_straight_and_agreements_hide_names():
    """A bus fetches 40 by road, a boat of the neighbours crosses the water, a rock truck waits."""
    world = polder_point().case.world
    run = Runs(
        tables(
            vehicles=[
                trip("buses_001", "buses", (7, 5), (100.0, 900.0), "fetch"),
                trip("buses_001", "buses", (5, 7), (1000.0, 1800.0), "deliver", 40),
                trip("far_boats_001", "far_boats", (0, 8), (50.0, 500.0), "boat", 8),
                trip("rock_001", "rock", (7, 10), (60.0, NAN), "rock"),
            ]
        )
    ).run(0)
    routes = Routes(world, run["roads"])
    found = {one["kind"]: one for one in fleets_of(world, run, routes, (0.0, 1500.0))}
    assert [leg[3:] for leg in found["bus"]["legs"]] == [
        [5, State.RETURNING, 0],
        [7, State.GOING, 40],
    ]
    assert routes.found[found["bus"]["legs"][0][2]][0] == [7, 6, 5]
    assert routes.found[found["boat"]["legs"][0][2]][0] == [0, 8]
    assert found["boat"]["name"] == ["邻县协议", "neighbours"]
    assert found["boat"]["external"] == 1
    (leg,) = found["rock"]["legs"]
    assert leg[1] > leg[0] == 60


def test_vehicles_turn_where_the_water_stops_them():
    """The low road before the breach; after it a car goes round, a walker does not."""
    world = polder_point().case.world
    ids = world.network.arc_ids.tolist()
    rows = [
        Interval(ids.index(id), 0.0, math.inf, "depth", 1.0, "b", "x")
        for id in ("l_street_middle", "l_middle_street")
    ]
    impact = Impact.of(world.network.n_arcs, rows, [], [HazardSource(id="b")])
    hazards = [Begun(impact=impact, since_s=1000.0, controls={})]
    routes = Routes(world, tables()["roads"] | {}, hazards)
    before, after = (routes.between("car", 4, 2, at) for at in (500.0, 1500.0))
    assert routes.found[before][0] == [4, 2]
    assert routes.found[after][0] == [4, 3, 2]
    assert routes.found[routes.between("walker", 4, 2, 1500.0)][0] == [4, 2]


def test_who_walks_goes_to_the_nearest_refuge():
    """From the north on foot to the western crown; who is fetched by bus is no dot of its own."""
    world = polder_point().case.world
    run = people(
        {"persons": 20, "means": "foot", "told_s": 0.0, "left_s": 10.0, "safe_s": 900.0},
        {"persons": 30, "means": "bus", "by": "buses", "told_s": 0.0, "left_s": 10.0},
        {"persons": 5, "zone": "low", "water_s": 700.0, "outcome": "lost"},
    )
    routes = Routes(world, run["roads"])
    bus, walker, lost = sorted(
        people_of(world, run, routes, (0.0, 5000.0)), key=lambda one: -one["persons"]
    )
    assert [leg[3] for leg in walker["legs"]] == [8, 8]
    assert bus["legs"] == []
    assert (lost["lost"], lost["times"][4]) == (1, 700)


def test_buses_and_boats_are_among_the_forces():
    """Those of an agreement bear its name and its mark."""
    rows = {row.name: (row.teams, row.outside) for row in vehicle_rows(polder_point().case.world)}
    assert rows["buses: buses, 45 seats each"] == (14, False)
    assert rows["neighbours: boats, 8 seats each"] == (10, True)
    assert rows["rock convoy: rock trucks, 17 t each"] == (30, False)
    assert vehicle_rows(town().case.world) == []


# Recorded, bands, charts


def test_evidence_comes_first_and_is_counted():
    """Of three predicted rows one holds, one fails, one says nothing: one of two."""
    common = {"simulated": "1", "recorded": "1"}
    rows = [
        RecordedRow(name=Name(en=kind), kind=kind, ok=ok, **common)
        for kind, ok in (
            ("input", None),
            ("calibrated", True),
            ("predicted", True),
            ("predicted", False),
            ("predicted", None),
        )
    ]
    found = recorded_section(rows)
    assert [row["kind"] for row in found["compared"]][:3] == ["predicted"] * 3
    assert found["judged"] == {"held": 1, "total": 2}


def test_quantiles_are_those_of_numpy():
    """With half of the values unknown, the same as numpy's own; of nothing, nothing."""
    random = np.random.default_rng(7)
    values = random.random((9, 30))
    values[random.random((9, 30)) < 0.5] = NAN
    values[:, 4] = NAN
    found = quantiles(values)
    assert np.isnan(found[:, 4]).all()
    rest = np.delete(np.arange(30), 4)
    assert np.allclose(found[:, rest], np.nanquantile(values[:, rest], SPREAD, axis=0))


def test_what_never_happens_is_never_passed():
    """Of weights 3, 4 and 5 only the first two have their instants."""
    found = passed(np.array([20.0, NAN, 10.0]), np.array([3, 5, 4]), np.array([0.0, 10.0, 99.0]))
    assert found.tolist() == [0.0, 4.0, 7.0]
    assert math.isnan(spread_of([NAN, math.inf]).middle)


@pytest.mark.parametrize(("low", "high"), [(27.0, 34.0), (0.0, 7680.0), (0.0, 0.3), (-2.0, 5.0)])
def test_ticks_lie_between(low, high):
    """An axis has three to nine round numbers, none beyond its ends."""
    ticks = ticks_between(low, high)
    assert 3 <= len(ticks) <= 9
    assert low <= ticks[0]
    assert ticks[-1] <= high


def test_texts_of_the_new_charts_are_escaped():
    """A village or state whose name looks like a tag is text."""
    axes = Axes(end=1.0, x_word=EVIL, y_word=EVIL, title=EVIL, high=9.0, ticks=())
    bar = VillageBar(name=EVIL, share=EVIL, told=0.1, left=0.2, safe=0.3, water=(0.5, 0.4, 0.6))
    both = stacked_areas(np.array([0.0, 1.0]), [(EVIL, np.array([4.0, 5.0]))], axes)
    both += columns([(EVIL, 50.0)], EVIL, EVIL)
    both += village_chart([bar], span=(0.0, 1.0), x_word=EVIL, share_word=EVIL, title=EVIL)
    assert "<script" not in both
    assert "nan" not in both


def test_nothing_of_it_stands_in_a_report_without_people():
    """A town without residents, works or water has none of these sections."""
    point = town()
    quiet = replace(point, case=replace(point.case, impacts={}))
    assert civil_of(Runs(tables()), quiet, [0]) is None
    assert works_of(Runs(tables()), quiet, [0]) is None
    assert water_of(quiet) == []
