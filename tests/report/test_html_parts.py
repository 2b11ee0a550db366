"""Parts of the report by hand: gaps, needs, people, reach, routes, charts, windows."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.report.html_reports import EVIL, town
from tests.study.worlds import incident, tables
from tests.worlds import world

from sandtable.ground.names import Name
from sandtable.report.html.background import assumption_rows, command_line, force_rows, reach_rows
from sandtable.report.html.chart_frame import Axes, nice_ticks
from sandtable.report.html.charts import Line, line_chart, stacked_bars
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.findings import Finding, findings_of, parts_of
from sandtable.report.html.gaps import gaps_of, options_for
from sandtable.report.html.happenings import happenings, road_changes
from sandtable.report.html.movements import Movements, State, cut
from sandtable.report.html.need_course import needs_of
from sandtable.report.html.people_course import people_of_point
from sandtable.report.html.reach import reach_s
from sandtable.report.html.routes import Routes
from sandtable.report.html.water_map import began_s
from sandtable.study.tally import CAUSES
from sandtable.study.verdict import Verdict
from sandtable.world.people import Residents
from sandtable.world.scenario import DormantImpact
from sandtable.world.world import Assumption

NAN = math.nan


class Runs:
    """Stands in for the tables of a design point: hand-made ones by replication."""

    def __init__(self, *runs):
        self.runs = [{name: _arrays(table) for name, table in run.items()} for run in runs]

    def run(self, replication):
        """Return the tables of a replication."""
        return self.runs[replication]

    judged = run


def _arrays(table):
    return {
        name: np.array(values, dtype=np.str_) if isinstance(values, list) else values
        for name, values in table.items()
    }


def verdict(point, target, word="not_met", estimate=0.5):
    """Return a verdict on a target of a point."""
    return Verdict(
        target=target.id,
        alternative=point.alternative,
        scenario=point.scenario,
        verdict=word,
        estimate=estimate,
        low=0.4,
        high=0.6,
        confidence=0.95,
        units=2,
        replications=2,
        censored=0,
        more=None,
        cause="free_flow",
    )


def findings(*rows):
    """Return the findings of the town on incidents of one run."""
    point = town()
    verdicts = [verdict(point, target) for target in point.case.world.targets]
    return findings_of(Runs(tables(incidents=rows)), 0, point, verdicts, [0])


def test_parts_of_the_minutes_sum_to_the_time():
    """Two calls, 360 and 100 s: the parts of the late and of the early one sum to these."""
    early = {"first_arrival_s": 100.0, "turnout_s": 40.0, "free_flow_s": 0.0, "detour_s": 0.0}
    found = findings(incident(0), incident(1, **early))[0]
    assert parts_of(found.target)[0] == "detection"
    assert sum(found.late.mean_min()) == pytest.approx(360 / 60)
    assert sum(found.in_time.mean_min()) == pytest.approx(100 / 60)
    assert (found.late.cases, found.in_time.cases) == (1, 1)


def test_the_gap_names_cause_share_and_place():
    """Of three misses two are by distance in z1, one waits for a team in z2: 67 and 33 %."""
    waits = {"wait_s": 900.0, "first_arrival_s": 1260.0, "zone": "z2"}
    (gap, *_others) = gaps_of(findings(incident(0), incident(1), incident(2, **waits)))
    assert [(one.text, one.percent) for one in gap.causes] == [
        ("distance", "67 %"),
        ("waiting for a free team", "33 %"),
    ]
    assert gap.places == ("town 67 %", "town 33 %")
    assert gap.shown
    assert len(gap.options) == len(set(gap.options)) >= 4


def test_every_cause_has_its_options():
    """Whatever delays, the list knows something to try; what was cancelled needs nothing."""
    assert [cause for cause in CAUSES if not options_for(cause)] == ["cancelled"]


def test_needs_are_summed_over_zones_and_runs():
    """30 of 40 have water after an hour in one run, 40 of 40 in the other: 88 % in the mean."""

    def run(second):
        rows = [
            ("a", 0.0, 30, 0),
            ("b", 0.0, 10, 0),
            ("a", 3600.0, 30, 30),
            ("b", 3600.0, 10, second),
        ]
        return tables(
            needs=[
                {
                    "need": need,
                    "zone": "z0",
                    "kind": "water",
                    "time_s": at,
                    "in_need": n,
                    "met": met,
                }
                for need, at, n, met in rows
            ]
        )

    found = needs_of(Runs(run(0), run(10)), town(), [0, 1])
    (course,) = found.courses
    after = np.searchsorted(course.time_s, 3700.0)
    assert course.persons == 40
    assert course.mean[0] == 0.0
    assert course.mean[after] == pytest.approx(0.875)
    assert course.low[after] == pytest.approx(0.775)


def test_people_are_followed_step_by_step():
    """Of 100 persons 60 are told, 40 of them arrive; 5 are lost: shares and outcomes say so."""
    common = {"zone": "z0", "zone_water_s": 5000.0}
    rows = [
        {"persons": 40, "told_s": 60.0, "left_s": 600.0, "safe_s": 900.0, "arrived_s": 1800.0,
         "outcome": "sheltered"},
        {"persons": 20, "told_s": 60.0, "left_s": NAN, "outcome": "refused"},
        {"persons": 35, "outcome": "stayed"},
        {"persons": 5, "water_s": 5000.0, "outcome": "lost"},
    ]  # fmt: skip
    point = town()
    about = point.case.world
    told = replace(about.scenario, residents=(Residents(id="p", zone="z0", persons=100),))
    point = replace(point, case=replace(point.case, world=replace(about, scenario=told)))
    found = people_of_point(Runs(tables(people=[row | common for row in rows])), point, [0])
    assert found.persons == 100
    last = {step: float(shares[0][-1]) for step, shares in found.shares.items()}
    assert last == {
        "told_s": 0.6,
        "left_s": 0.4,
        "safe_s": 0.4,
        "arrived_s": 0.4,
        "zone_water_s": 1.0,
    }
    assert found.outcomes["lost"][0] == 5


def test_reach_is_that_of_own_teams():
    """The own team stands at n0: n3 is 6 minutes away. The one at n1 is not own."""
    about = town().case.world
    assert reach_s(about).tolist() == [0.0, 60.0, 180.0, 360.0]
    farthest = reach_rows(about)[0]
    assert (farthest.minutes, farthest.band) == ("6.0", "within 15 min")


def test_forces_of_an_agreement_are_one_row():
    """Own teams stand by base; those from outside are added up under the agreement's name."""
    rows = force_rows(town().case.world)
    assert [(row.name, row.teams, row.outside) for row in rows] == [
        ("b0", 1, False),
        ("mutual aid", 1, True),
    ]


def test_equal_assumptions_share_a_row():
    """Two teams with the same guess are one row with a pattern and their number."""
    point = town()
    both = tuple(
        Assumption(path=f"plan.teams[{name}].turnout", value="2 min", confidence="low")
        for name in ("t0", "t1")
    )
    sure = Assumption(path="plan.x", value="1", confidence="high")
    about = replace(point.case.world, assumptions=(sure, *both))
    rows = assumption_rows([replace(point, case=replace(point.case, world=about))])
    assert [(row.path, row.count) for row in rows] == [("plan.teams[…].turnout", 2), ("plan.x", 1)]


def test_command_is_quoted_and_without_its_folder():
    """What a shell would split is quoted; where it was given stays out."""
    manifest = {"command": {"arguments": ["study", "x", "--set", "a[b]=1 min"], "folder": "/u"}}
    assert command_line(manifest) == 'sandtable study x --set "a[b]=1 min"'


def test_a_team_goes_by_the_roads_as_they_are():
    """From n0 to n3: by n1 and n2 in 360 s; by n0-n2 in 480 s while the road n0-n1 is closed."""
    about = town().case.world
    closed = tables(roads=[{"time_s": 100.0, "arc": arc, "factor": 0.0} for arc in (0, 1)])["roads"]
    routes = Routes(about, closed)
    before, after = (routes.between("engine", 0, 3, at) for at in (50.0, 100.0))
    assert (routes.found[before][0], routes.seconds[before]) == ([0, 1, 2, 3], 360.0)
    assert (routes.found[after][0], routes.seconds[after]) == ([0, 2, 3], 480.0)
    assert routes.found[after][1] == [0, 625, 1000]
    assert routes.between("engine", 2, 2, 0.0) == -1


def test_legs_of_a_mission():
    """Alerted at 10, off at 20, there at 400, back from 1000 to 1400: five legs and the first."""
    about = town().case.world
    mission = {
        "team": "t0", "incident": "call#0", "task": "respond", "from_node": 0, "ordered_s": 5.0,
        "alerted_s": 10.0, "departed_s": 20.0, "arrived_s": 400.0, "work_began_s": 400.0,
        "released_s": 1000.0, "at_facility_s": NAN, "at_base_s": 1400.0,
    }  # fmt: skip
    made = Runs(tables(missions=[mission], incidents=[incident(0, node=3)])).run(0)
    legs = Movements(about, made, Routes(about, made["roads"])).team(about.plan.teams[0])
    assert [(leg[0], leg[1], leg[3], leg[4]) for leg in legs] == [
        (0.0, 0.0, 0, State.READY),
        (10.0, 10.0, 0, State.TURNOUT),
        (20.0, 400.0, 3, State.GOING),
        (400.0, 400.0, 3, State.AT_WORK),
        (1000.0, 1400.0, 0, State.RETURNING),
        (1400.0, 1400.0, 0, State.READY),
    ]
    assert cut(legs, 30.0, 450.0) == [[-10, 370, legs[2][2], 3, 2], [370, 370, -1, 3, 3]]


def test_a_road_is_closed_while_one_direction_is():
    """Both arcs close and open one after the other: the slower of them rules."""
    about = town().case.world
    rows = [(10.0, 0, 0.0), (10.0, 1, 0.5), (20.0, 0, 1.0), (30.0, 1, 1.0)]
    made = tables(roads=[dict(zip(("time_s", "arc", "factor"), row, strict=True)) for row in rows])
    drawn = DrawnNetwork(about.network)
    found = [(at, factor) for at, _road, factor, _cause in road_changes(made, drawn)]
    assert found == [(10.0, 0.0), (10.0, 0.0), (20.0, 0.5), (30.0, 1.0)]


def test_activation_is_found_where_it_is_recorded():
    """An entry begins when the table of hazards says so; what it says of others is no matter."""
    rows = [
        {"time_s": 70.0, "entry": "x", "source": "leak", "what": "controlled"},
        {"time_s": 90.0, "entry": "x", "source": "", "what": "activated"},
        {"time_s": 30.0, "entry": "y", "source": "", "what": "activated"},
    ]
    made = Runs(tables(hazards=rows)).run(0)
    assert [began_s(made, entry) for entry in ("x", "y")] == [90.0, 30.0]
    assert math.isnan(began_s(made, "z"))


def test_hazards_that_begin_are_told_and_those_that_follow_others():
    """By the number of the entry in the scenario; of an entry that it does not know nothing."""
    dormant = (DormantImpact(id="flood"), DormantImpact(id="store"))
    about = world(dormant=dormant)
    rows = [
        {"time_s": 90.0, "entry": "store", "what": "activated", "by": "trigger"},
        {"time_s": 30.0, "entry": "flood", "what": "activated", "by": "time"},
        {"time_s": 40.0, "entry": "other", "what": "activated", "by": "command"},
        {"time_s": 95.0, "entry": "flood", "source": "breach", "what": "controlled"},
    ]
    made = Runs(tables(hazards=rows)).run(0)
    found = happenings(about, made, DrawnNetwork(about.network), {}, {}, (0.0, 92.0))
    assert found == [[30, "hazard_begins", 0, ""], [90, "hazard_follows", 1, ""]]


def test_texts_of_charts_are_escaped():
    """A name that looks like a tag is text in a chart, in its legend and in its bars."""
    line = Line(name=EVIL, x=np.array([0.0, 1.0]), y=np.array([0.0, np.nan]))
    axes = Axes(end=1.0, x_word=EVIL, y_word=EVIL, title=EVIL)
    both = line_chart([line, line], axes, promise=(0.5, 50.0), promise_word=EVIL)
    assert "<script" not in both + stacked_bars([(EVIL, [1.0, 2.0])], EVIL)


@pytest.mark.parametrize("end", [0.4, 3.0, 16.8, 67.2, 130.0, 700.0, 9000.0])
def test_ticks_are_few_and_inside(end):
    """An axis has three to ten round numbers, none beyond its end."""
    ticks = nice_ticks(end)
    assert 3 <= len(ticks) <= 10
    assert ticks[0] == 0
    assert ticks[-1] <= end


def test_a_finding_without_runs_has_no_causes():
    """Before anything is read there is nothing to tell."""
    point = town(name=Name("", "x"))
    target = point.case.world.targets[0]
    empty = Finding(number=0, point=point, target=target, verdict=verdict(point, target))
    assert empty.causes() == []
