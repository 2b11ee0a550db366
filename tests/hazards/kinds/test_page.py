"""The examples of docs/hazards/areas.md are run as they stand there."""

import json
import re

import pytest
import yaml
from tests.files import sets
from tests.hazards.kinds.geography import write_network

from sandtable.app.main import answer
from sandtable.study import load_run

_BLOCK = re.compile(r"^```\w+ (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def page(tmp_path, monkeypatch, project, four_nodes):
    """Return a folder, and stand in it, with the files of the page and a place for them."""
    monkeypatch.chdir(tmp_path)
    text = (project / "docs" / "hazards" / "areas.md").read_text(encoding="utf-8")
    sets.write(tmp_path, dict(_BLOCK.findall(text)))
    write_network(tmp_path / "net", four_nodes)
    return tmp_path


def scenario(folder, name):
    """Write a set of files around the impacts of an example; return its scenario."""
    files = sets.a_set()
    files["place.json"]["network"] = "./net"
    files["scenario.json"]["horizon"] = "2 d"
    files["scenario.json"] |= yaml.safe_load((folder / name).read_text(encoding="utf-8"))
    files["plan.json"]["profiles"][0]["factors"] = {"depth": {"0 m": 1, "0.5 m": 0}}
    sets.write(folder, files)
    return folder / "scenario.json"


def rows(path):
    """Return the rows of roads: hours since the activation, arc, value; and who is exposed."""
    case = load_run(path).points[0].case
    ((impact,),) = case.impacts.values()
    columns = (impact.roads.from_s, impact.roads.to_s, impact.roads.arc, impact.roads.value)
    ids = case.world.network.arc_ids
    found = {
        (a / 3600.0, b / 3600.0, str(ids[arc]), value)
        for a, b, arc, value in zip(*columns, strict=True)
    }
    return found, impact.zones, impact.causes


def test_water_in_town(page):
    """Dates and durations, plain numbers in centimetres, one cause in two languages."""
    roads, zones, causes = rows(scenario(page, "areas.yaml"))
    market = ("ab", "ac", "ba", "bc", "ca", "cb")
    assert roads == {(0.5, float("inf"), one, 0.4) for one in market} | {
        (0.75, float("inf"), one, 0.25) for one in ("cd", "dc")
    }
    assert zones == ("z1", "z2")
    assert causes == ("内涝 / Water in the streets",)


def test_a_warning_that_is_cancelled(page):
    """A polygon and a circle, from the onset to the cancellation."""
    roads, zones, causes = rows(scenario(page, "alert.yaml"))
    arcs = ("ab", "ac", "ba", "bc", "ca", "cb", "cd", "dc")
    assert roads == {(0.5, 3.5, one, 0.5) for one in arcs}
    assert zones == ("z1", "z2")
    assert causes == ("暴雨橙色预警",)


@pytest.mark.parametrize("name", ["areas.yaml", "alert.yaml"])
def test_on_the_command_line(page, capsys, name):
    """Checked and run; an example with a corner beside the roads is refused with exit code 2."""
    path = scenario(page, name)
    assert answer(["check", str(path)]) == 0
    arguments = ["--replications", "2", "--jobs", "1", "--json", "--out", str(page / "out")]
    capsys.readouterr()
    assert answer(["run", str(path), *arguments]) == 0
    assert json.loads(capsys.readouterr().out)["replications"] == 2
    for file in ("closures.geojson", "warning.xml"):
        text = (page / file).read_text(encoding="utf-8")
        (page / file).write_text(text.replace("112.", "11.").replace("112,", "11,"))
    assert answer(["check", str(path)]) == 2
    assert "found areas that touch no road and hold no zone" in capsys.readouterr().err


def test_a_study_knows_the_files_of_a_hazard(page):
    """Another polygon is another study: its id hangs on the content of the file."""
    path = scenario(page, "areas.yaml")
    before = load_run(path).id
    text = (page / "closures.geojson").read_text(encoding="utf-8")
    (page / "closures.geojson").write_text(text.replace("25}", "26}"))
    assert load_run(path).id != before
