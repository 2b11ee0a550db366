"""The Tuanzhou breach against its record, in a short version: what holds, and what fails, by name.

A row that begins to fail, or one that begins to hold, is noticed: both change what the page says.

"""

import re

import pytest

from sandtable.evidence.counter import Counter
from sandtable.evidence.tuanzhou import COUNTERS, KNOWN_TO_FAIL, PATROLS, STUDY
from sandtable.evidence.variants import AS_IT_IS, answers, event_point
from sandtable.files.library import find
from sandtable.study.recorded import compare

SHORT = 20
"""One run of each hazard sample."""


@pytest.fixture(scope="module")
def event():
    """Return the design point of the event and its seed."""
    return event_point(find("experiments", STUDY))


@pytest.fixture(scope="module")
def rows(event):
    """Return every recorded number beside twenty runs."""
    point, seed = event
    scenario = point.case.world.scenario
    found = answers(point, {}, scenario.recorded, seed=seed, replications=SHORT, jobs=1)
    return [
        compare(one, values, scenario.samples)
        for one, values in zip(scenario.recorded, found[AS_IT_IS], strict=True)
    ]


PREDICTED = {"out_by_18", "out_by_23", "out_by_09", "before_water", "by_boat", "deaths"}
"""What nothing was fitted to: to call another number so, or one of these otherwise, is noticed."""


def test_predicted_rows_hold_but_for_those_known_to_fail(rows):
    """Each with its range; what fails is in `KNOWN_TO_FAIL` with its reason, and nothing else."""
    predicted = {one.recorded.id: one.holds for one in rows if one.is_evidence}
    assert set(predicted) == PREDICTED
    failing = {id for id, holds in predicted.items() if holds is not True}
    counters = {one.id for one in COUNTERS} | {"patrol"}
    assert failing == set(KNOWN_TO_FAIL) - counters


NOT_FITTED = set()
"""Calibrated numbers that do not fit the record yet."""


def test_what_was_fitted_fits(rows):
    """Calibrated numbers lie in the range that they were fitted to; it proves nothing else."""
    fitted = {one.recorded.id: one.holds for one in rows if one.recorded.kind == "calibrated"}
    assert len(fitted) >= 5
    assert {id for id, holds in fitted.items() if holds is not True} == NOT_FITTED


def test_each_sample_is_a_unit(rows):
    """A pooled number of twenty samples is as sure as twenty deserve."""
    assert {one.units for one in rows} == {SHORT}


@pytest.mark.parametrize("one", [*COUNTERS, *PATROLS], ids=lambda one: one.id)
def test_what_a_counter_test_sets_is_in_the_files(event, one):
    """The paths of its settings exist, and change the world."""
    point, _seed = event
    case = point.variant((*point.settings, *one.sets))
    changed = (case.world.plan, case.world.scenario)
    assert isinstance(one, Counter) or len(one.sets) == 1
    assert changed != (point.case.world.plan, point.case.world.scenario)


def test_the_page_tells_of_the_same_failures(project, event):
    """docs/evidence/tuanzhou.md has a line for every recorded number, and for what fails."""
    text = (project / "docs" / "evidence" / "tuanzhou.md").read_text("utf-8")
    point, _seed = event
    for one in point.case.world.scenario.recorded:
        assert (f"`{one.id}`" in text) or one.name.text("en") in text, one.id
    assert set(re.findall(r"^\* `(\w+)`:", text, re.MULTILINE)) == set(KNOWN_TO_FAIL)
    assert "not explained yet" not in text
