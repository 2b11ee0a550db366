"""The panels of the figure: which targets they show, and that their curves are the records."""

from dataclasses import replace

import numpy as np
from tests.report.html_reports import town

from sandtable.ground.names import Name
from sandtable.report.panels import MOST_PANELS, study_panels
from sandtable.study import Stopping, open_results, run_study, serial
from sandtable.study.case import Case


def aims(point, *ids):
    """Return the point with its first target under several ids, its target without a case first."""
    about = point.case.world
    (nothing,) = (one for one in about.targets if one.id == "none")
    own = tuple(replace(about.targets[0], id=id) for id in ids)
    return replace(point, case=Case(world=replace(about, targets=(nothing, *own))))


def played(folder, *points):
    """Play two runs of each point; return the panels, and the results."""
    result = run_study(
        points, id="x", seed=1, stopping=Stopping(most=2), engine=serial(), out=folder
    )
    return study_panels(result.folder, points, result.verdicts), result


def test_the_first_targets_with_cases_are_shown(tmp_path):
    """Of six that have cases the first four; the one without any takes no place."""
    panels, _result = played(tmp_path, aims(town(), "a", "b", "c", "d", "e", "f"))
    assert [one.target.id for one in panels] == ["a", "b", "c", "d"]
    assert len(panels) == MOST_PANELS


def test_every_alternative_has_its_curve_and_the_times_are_those_of_the_records(tmp_path):
    """Two plans, two runs of two fires: four times from the occurrence to the first arrival."""
    other = town(name=Name("乙案", "second"), plan="other")
    (panel,), result = played(tmp_path, aims(town(), "a"), aims(other, "a"))
    assert [one.name.en for one in panel.curves] == ["town", "second"]
    assert panel.scenario == Name()
    columns = open_results(result.folder).columns("incidents")
    took = columns["first_arrival_s"] - columns["occurred_s"]
    for number, curve in enumerate(panel.curves):
        mine = took[columns["point"] == number]
        assert np.sort(curve.time_s).tolist() == np.sort(mine).tolist()
        assert curve.weight.tolist() == [1.0] * 4


def test_a_target_of_another_scenario_says_of_which(tmp_path):
    """With several scenarios each panel names its own."""
    other = town(name=Name("汛期", "flood"), plan="plan")
    other = replace(other, scenario="flood")
    panels, _result = played(tmp_path, aims(town(), "a"), aims(other, "a"))
    assert [(one.target.id, one.scenario.en) for one in panels] == [("a", "town"), ("a", "flood")]
