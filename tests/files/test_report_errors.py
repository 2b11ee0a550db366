"""Report errors and road delays of headquarters, from files to the world."""

from tests.files import sets

from sandtable.files.set_option import read_settings
from sandtable.ground.laws import Law
from sandtable.world.scenario import ReportErrors

ERRORS = {
    "force": {"choice": {"values": ["50 %", "100 %"], "weights": [1, 3]}},
    "wrong_place": "5 %",
    "distance": "2 km",
    "search": "10 min",
}


def a_set(**errors):
    """Return a set of files whose only type of incident has these report errors."""
    files = sets.a_set()
    files["scenario.json"]["types"][0] |= {"report_errors": errors} if errors else {}
    files["plan.json"]["headquarters"].append({"id": "east", "road_report_delay": "20 min"})
    files["plan.json"]["rules"] = {"road_report_delay": "5 min", "picture": "oracle"}
    return files


def test_what_files_say_is_in_the_world(tmp_path):
    """Shares of 1, metres, seconds; a headquarters that says nothing has the delay of the rules."""
    sets.write(tmp_path, a_set(**ERRORS))
    world = sets.read(tmp_path).world
    assert world.scenario.types[0].report_errors == ReportErrors(
        force=Law.choice([0.5, 1.0], [1.0, 3.0]),
        wrong_place=0.05,
        distance=Law.constant(2000.0),
        search=Law.constant(600.0),
    )
    assert [desk.road_report_delay_s for desk in world.plan.headquarters] == [None, 1200.0]
    assert (world.plan.rules.picture, world.plan.rules.roads_known) == ("oracle", "oracle")


def test_reports_without_errors(tmp_path):
    """Nothing said is nothing wrong; force alone leaves the place right."""
    sets.write(tmp_path, a_set())
    assert sets.read(tmp_path).world.scenario.types[0].report_errors is None
    sets.write(tmp_path, a_set(force="150 %"))
    errors = sets.read(tmp_path).world.scenario.types[0].report_errors
    assert errors == ReportErrors(force=Law.constant(1.5))


def test_a_setting_changes_an_error(tmp_path):
    """A study may ask what fewer wrong places would be worth."""
    sets.write(tmp_path, a_set(**ERRORS))
    given, wrong = read_settings(("scenario.types[fire_call].report_errors.wrong_place=1 %",))
    assert wrong == []
    (kind,) = sets.read(tmp_path, settings=given).world.scenario.types
    assert kind.report_errors.wrong_place == 0.01
