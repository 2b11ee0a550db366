"""The command that shows what hazards do, called as the command line calls it."""

import pytest
from tests.files import sets
from tests.study.test_fields import a_set

from sandtable.ground.language import set_language


@pytest.fixture
def scenario(tmp_path, four_nodes, monkeypatch):
    """Return a scenario with a flood out of three grids, 0, 45 and 10 cm, from 07:00 on."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    files = a_set()
    files["scenario.json"]["impacts"][0]["name"] = {"zh": "洪水", "en": "flood"}
    sets.write(tmp_path, files)
    return "scenario.json"


def test_the_object_of_a_preview(ask_json, scenario):
    """Mill Road and the Ring lie in 45 cm from 07:15 to 07:30: closed to a car that wades 0.3 m."""
    code, told = ask_json("hazard", "preview", scenario)
    assert code == 0
    assert (told["scenario"], told["start"]) == ("calls", "2026-07-05 06:00")
    (entry,) = told["entries"]
    assert (entry["entry"], entry["activated_s"], entry["drawn"]) == ("flood", 3600.0, 1)
    assert entry["waking"] == [{"by": "time", "id": "", "at_s": 3600.0}]
    spell, other = entry["samples"][0]["roads"]
    assert other == spell | {"road": "ring"}
    assert spell == {
        "road": "mill",
        "state": "closed",
        "from_s": 900.0,
        "to_s": 1800.0,
        "factor": 0.0,
        "cause": "洪水 / flood",
    }
    assert entry["roads"][0]["median_s"] == 900.0
    assert entry["figures"] == [
        *("results/calls/hazard/flood.png", "results/calls/hazard/flood.svg")
    ]


def test_what_a_person_reads(ask, scenario, tmp_path):
    """When it begins, the road with its times and cause, who is exposed, where the figure is."""
    code, out, err = ask("hazard", "preview", scenario, "--out", "maps")
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert "flood  flood, samples: 1" in lines
    assert "It begins at 07-05 07:00." in lines
    assert "Mill Road  road closed  07-05 07:15  07-05 07:30  flood" in lines
    assert "figure: maps/calls/hazard/flood.png, also as SVG" in lines
    assert (tmp_path / "maps" / "calls" / "hazard" / "flood.svg").is_file()


def test_quiet_leaves_explanations_out(ask, scenario):
    """With --quiet there are the tables and no sentences."""
    out = ask("hazard", "preview", scenario, "--quiet")[1]
    assert "Mill Road" in out
    assert "It begins" not in out
    assert "figure" not in out


def test_in_chinese(ask, scenario):
    """Names and causes are those of the language in force, and the figure is drawn."""
    code, out, _err = ask("hazard", "preview", scenario, "--lang", "zh")
    set_language("en")
    assert code == 0
    assert "洪水" in out
    assert "flood.png" in out


def test_a_scenario_of_the_library(ask_json, project):
    """Each of the 20 samples of the polder closes the crown road at once; a sample may be asked."""
    file = project / "scenarios" / "huarong_flood" / "flood.yaml"
    told = ask_json("hazard", "preview", file, "--entry", "breach", "--profile", "car")[1]
    (entry,) = told["entries"]
    assert (len(entry["samples"]), entry["activated_s"]) == (20, None)
    assert {one["by"] for one in entry["waking"]} == {"prevention"}
    first = entry["roads"][0]
    assert (first["road"], first["share"], first["latest_s"]) == (
        *("tz_crown_breach_west_breach_east", 1.0),
        0.0,
    )
    told = ask_json("hazard", "preview", file, "--entry", "breach", "--sample", "19")[1]
    assert [one["sample"] for one in told["entries"][0]["samples"]] == [19]


WRONG = {
    "entry": (
        ["--entry", "floods"],
        "--entry: found 'floods', expected one of flood. Did you mean flood?",
    ),
    "sample": (
        ["--sample", "1"],
        "--sample: found 1, expected 0 to 0, the samples of flood.",
    ),
    "no sample": (
        ["--sample", "-1"],
        (
            "--sample: found '-1', expected a whole number of at least 0. "
            "See sandtable hazard preview --help."
        ),
    ),
    "profile": (
        ["--profile", "cars"],
        "--profile: found 'cars', expected one of car, engine. Did you mean car?",
    ),
    "late": (
        ["--at", "30 min", "--at", "5 h 1 min"],
        "--at: found '5 h 1 min', expected at most 5 h, until the end of the run.",
    ),
    "unit": (
        ["--at", "15"],
        '--at: found \'15\', expected a duration with its unit. Write "15 min" or "15 s".',
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_asked(ask, scenario, tmp_path, case):
    """Each wrong word of the command line ends with code 2 and what is expected; no figure."""
    words, text = WRONG[case]
    code, out, err = ask("hazard", "preview", scenario, *words)
    assert (code, out) == (2, "")
    assert err.splitlines()[0] == f"command line: {text}"
    assert not (tmp_path / "results").exists()


def test_a_scenario_without_hazards(ask, town):
    """There is nothing to look at."""
    code, _out, err = ask("hazard", "preview", town / "scenario.yaml")
    assert code == 2
    assert "--entry: found nothing, expected a scenario that has hazards." in err


def test_the_group_has_a_page_of_help(ask):
    """The first word alone lists its commands."""
    code, out, _err = ask("hazard")
    assert code == 0
    assert "preview" in out
