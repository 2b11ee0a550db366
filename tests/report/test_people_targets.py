"""Targets on people, links and rates in reports: texts, findings, gaps, reasons of no case."""

import math
from dataclasses import replace

import numpy as np
import pytest
from tests.study.test_link_cases import RATE
from tests.study.test_people_cases import BEGAN, HOUR, aim, group, order, polder
from tests.study.worlds import incident, tables, target

from sandtable.ground.language import set_language
from sandtable.ground.names import Name
from sandtable.report.difference_rows import change
from sandtable.report.html.findings import findings_of, parts_of
from sandtable.report.html.gaps import gaps_of
from sandtable.report.no_case import no_case_text
from sandtable.report.panels import is_drawn
from sandtable.report.verdict_rows import amount, promise, verdict_rows
from sandtable.study.case import Case, Point
from sandtable.study.judgement import verdicts_of
from sandtable.study.nothing import NOTHING_TO_COUNT
from sandtable.study.reading import read
from sandtable.study.verdict import judge

BEFORE = aim("exposed", "safe", 0.0, id="moved")
FED = aim("exposed", "need_met", 12 * HOUR, id="fed", needs=("food",))
LINK = target(id="link", clock_to="link_up")


class Runs:
    """Stands in for the tables of a design point: hand-made ones by replication."""

    def __init__(self, *runs):
        self.runs = [
            {
                name: {
                    key: np.array(values, dtype=np.str_) if isinstance(values, list) else values
                    for key, values in columns.items()
                }
                for name, columns in run.items()
            }
            for run in runs
        ]

    def judged(self, replication):
        """Return the tables of a replication."""
        return self.runs[replication]


@pytest.fixture(autouse=True)
def english():
    """Read texts in English."""
    set_language("en")


def found(*targets):
    """Return the findings on two runs: five of twenty persons are late, one link of two stands."""
    about = replace(polder(), targets=targets)
    point = Point(scenario="calm", alternative="plan", case=Case(world=about))
    late = group(1, persons=5, safe_s=9 * HOUR, arrived_s=9 * HOUR)
    people = (group(persons=15), late)
    food = [{"group": "r#0", "kind": "food", "time_s": 3 * HOUR, "met": 12}]
    rows = (incident(0, link_up_s=400.0), incident(1, link_up_s=math.nan))
    run = tables(people=people, warnings=[order()], hazards=[BEGAN], relief=food, incidents=rows)
    tallies = tuple(read(run, one, about) for one in targets)
    judged = [verdict for _aim, verdict in verdicts_of(point, {0: tallies, 1: tallies})]
    return findings_of(Runs(run, run), 0, point, judged, [0, 1])


def test_findings_agree_with_the_verdict():
    """Cases, hits and causes are those of the verdict, for people, needs, links and rates."""
    for one in found(BEFORE, FED, LINK, RATE):
        tallies = {i: (tally,) for i, tally in one.runs.items()}
        again = judge(one.target, tallies, scenario="calm", alternative="plan")
        assert again == one.verdict
        assert one.verdict.verdict != "no_case"


def test_people_have_times_and_places_but_no_parts():
    """Safe half an hour before the water, or 5.5 h after it; all misses lie in z1."""
    (one,) = found(BEFORE)
    assert sorted(set(one.time_s)) == [-0.5 * HOUR, 5.5 * HOUR]
    assert one.weight.sum() == 40
    assert one.missed_zones == {"z1": 10}
    assert parts_of(BEFORE) == ()
    (gap,) = gaps_of([one])
    assert [(cause.text, cause.percent) for cause in gap.causes] == [("still on the way", "100 %")]
    assert gap.options


def test_needs_of_people_are_steps():
    """Twelve of twenty have food: no times, misses in z1 all the same."""
    (one,) = found(FED)
    assert one.time_s.size == 0
    assert one.missed_zones == {"z1": 16}


def test_what_is_drawn():
    """Times of incidents, of links and of people; needs and rates have none."""
    about = polder()
    assert [is_drawn(one, about) for one in (BEFORE, LINK, FED, RATE)] == [True, True, False, False]


def test_a_rate_of_times_is_a_share():
    """In percent, its difference in points."""
    assert amount(0.925, RATE) == "92.5 %"
    assert promise(RATE) == "at least 92 %"
    assert change(0.05, RATE) == "+5 points"


def test_moved_before_the_water_is_said_so():
    """A limit of nothing after the exposure is before it."""
    assert promise(BEFORE) == "at least 95 % before exposure"


@pytest.mark.parametrize("word", NOTHING_TO_COUNT)
def test_every_reason_has_words(word):
    """No bare identifier reaches a planner, in the table neither."""
    verdict = judge(target(), {}, nothing=word)
    text = no_case_text(verdict, target())
    assert "_" not in text
    assert "{" not in text
    (row,) = verdict_rows([verdict], [target()])
    assert row.remarks == (text,)


def test_the_reason_names_what_was_asked_for():
    """Class, grade, area and the type by its name; a sentence stays as it is."""
    about = target(incident_class="work_safety", type="tanker", grade="major", area="town")
    verdict = judge(about, {}, nothing="no_such_incident")
    text = no_case_text(verdict, about, {"tanker": Name("油罐车", "road tanker")})
    for part in ("work-safety accident", "type road tanker", "grade major", "area town"):
        assert part in text
    odd = judge(about, {}, unanswerable="the word {no} is not known")
    assert no_case_text(odd, about) == "the word {no} is not known"
