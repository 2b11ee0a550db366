"""No case: why a target found nothing, from the files alone or from the runs."""

from dataclasses import replace

import pytest
from tests.study.test_people_cases import BEGAN, WORLD, aim, group, order, polder
from tests.study.worlds import NAN, NOT_ARRIVED, incident, points, tables, target, world

from sandtable.study.judgement import verdicts_of
from sandtable.study.nothing import MAY_YET_HAPPEN, NOTHING_TO_COUNT, why_nothing
from sandtable.study.reading import read
from sandtable.study.tally import NOBODY_AFFECTED, Tally, total
from sandtable.study.verdict import judge
from sandtable.world.scenario import IncidentType

FIRE = IncidentType(
    id="fire",
    hazard="urban_fire",
    incident_class="work_safety",
    grades=(("general", 3.0), ("major", 1.0), ("particularly_major", 0.0)),
    needs=(),
)


def town():
    """Return a world in which fires may happen."""
    base = world()
    return replace(base, scenario=replace(base.scenario, types=(FIRE,)))


@pytest.mark.parametrize(
    ("about", "why"),
    [
        ({}, "none_happened"),
        ({"incident_class": "work_safety", "hazard": "urban_fire"}, "none_happened"),
        ({"incident_class": "natural_disaster"}, "no_such_incident"),
        ({"type": "tanker"}, "no_such_incident"),
        ({"hazard": "flood"}, "no_such_incident"),
        ({"grade": "major"}, "none_happened"),
        ({"grade": "particularly_major"}, "no_such_incident"),
        ({"grade": "considerable"}, "no_such_incident"),
        ({"grade": "considerable", "grade_match": "at_least"}, "none_happened"),
        ({"area": "service"}, "none_happened"),
        ({"area": "elsewhere"}, "no_such_incident"),
    ],
)
def test_what_can_happen_by_the_files(about, why):
    """A type that fits, of a grade that is drawn, in an area that has zones."""
    assert why_nothing(target(**about), town()) == why


def test_nobody_lives_there():
    """A scenario without residents, or with none in the area asked for."""
    assert why_nothing(aim(), WORLD) == "nobody_affected"
    assert why_nothing(aim(), polder(residents=False)) == "no_residents"
    assert why_nothing(aim(area="elsewhere"), WORLD) == "no_residents"


def test_a_run_tells_more_than_the_files():
    """Incidents that all are excluded; a hazard that never began."""
    excluded = target(unreached="excluded")
    gone = tables(incidents=[incident(**NOT_ARRIVED, outcome="handed_over")])
    (got,) = read(gone, excluded, town())
    assert (got.cases, got.nothing) == (0, "all_excluded")
    assert judge(excluded, {0: (got,)}, nothing="none_happened").cause == "all_excluded"
    assert judge(target(), {0: (Tally(),)}, nothing="none_happened").cause == "none_happened"
    kept = {0: read(tables(incidents=[incident()]), target(), town())}
    assert judge(target(), kept, nothing="none_happened").cause == ""
    assert judge(target(), {0: (Tally(),)}, nothing="x", unanswerable="unknown").cause == "unknown"


def test_runs_that_differ_agree_on_less():
    """Held in one run, dry in the other: in neither was anybody affected. Any grouping will do."""
    held, dry, plain = Tally(nothing="hazard_never_began"), Tally(nothing="nobody_exposed"), Tally()
    assert total([held, held, plain]).nothing == "hazard_never_began"
    assert total([held, dry]).nothing == total([dry, held]).nothing == NOBODY_AFFECTED
    assert ((held + dry) + held).nothing == (held + (dry + held)).nothing == NOBODY_AFFECTED


def test_a_case_of_one_run_silences_the_reasons_of_others():
    """The breach was held in the first run and opened in the second: a verdict, with its cause."""
    runs = [
        tables(people=[group()], warnings=[order()]),
        tables(people=[group(arrived_s=NAN)], warnings=[order()], hazards=[BEGAN]),
    ]
    got = judge(aim(), {i: read(run, aim(), WORLD) for i, run in enumerate(runs)})
    assert (got.verdict, got.cause) == ("undecided", "on_the_way")
    never = judge(aim(), {0: read(runs[0], aim(), WORLD)})
    assert (never.verdict, never.cause) == ("no_case", "hazard_never_began")


def test_only_what_the_files_say_is_final():
    """Words after which a study need not play on: no such incident, no residents."""
    assert set(NOTHING_TO_COUNT) - MAY_YET_HAPPEN == {"no_such_incident", "no_residents"}


def test_a_study_passes_the_reason_on():
    """Work-safety clauses on a flood: no case, and why."""
    (point,) = points(target(incident_class="work_safety"), plans=("plan",))
    ((_aim, found),) = verdicts_of(point, {0: ((Tally(),),)})
    assert (found.verdict, found.as_json()["cause"]) == ("no_case", "no_such_incident")
