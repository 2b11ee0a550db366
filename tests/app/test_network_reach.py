"""The command that tells what is reached, called as the command line calls it."""

import json

import pytest

from sandtable.app.network_critical import critical
from sandtable.app.network_reach import reach
from sandtable.app.options import Tongue
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import set_language


@pytest.fixture
def scenario(town):
    """Return the scenario file of a fresh example."""
    return town / "scenario.yaml"


@pytest.fixture
def asked(capsys, tmp_path):
    """Return a function that calls a command and returns the object that it prints."""

    def ask(command, file, **options):
        capsys.readouterr()
        assert command(file, as_json=True, out=tmp_path / "out", **options) == 0
        out = capsys.readouterr().out
        assert out.count("\n") == 1, "one object, and nothing else on standard output"
        return json.loads(out)

    return ask


def share(found, of, clock, limit_s):
    """Return one share out of a list of them."""
    (one,) = (
        one for one in found if (one["of"], one["clock"], one["limit_s"]) == (of, clock, limit_s)
    )
    return one["share"]


def test_the_object_of_reach(asked, scenario):
    """21 500 of 22 300 residents live within 15 min; Shiling, 800, is 24.9 min away."""
    found = asked(reach, scenario, busy=1, limits=["15 min"])
    assert share(found["now"], "population", "travel", 900.0) == pytest.approx(21500 / 22300)
    assert share(found["now"], "area", "travel", 900.0) is None
    assert found["unknown_areas"] == 5
    assert (found["scenario"], found["limits_s"], found["stations"]) == ("month", [900.0], 2)
    far = max(found["zones"], key=lambda zone: zone["travel_s"])
    assert (far["zone"], far["persons"]) == ("shiling", 800)
    assert far["travel_s"] == pytest.approx(24.9 * 60, abs=3.0)
    assert {(one["busy"], one["is_exact"]) for one in found["busy"]} == {(1, True)}
    assert [file.rsplit("/", 1)[1] for file in found["figures"]] == ["reach.png", "reach.svg"]


def test_what_a_person_reads(scenario, capsys, tmp_path):
    """Tables of shares, zones and busy stations; nothing is said about what no file tells."""
    assert reach(scenario, out=tmp_path, busy=1, night_factor=0.5) == 0
    said = capsys.readouterr().out
    for words in (
        *("driving alone", "by night", "Shiling", "Worst when busy", "an assumption"),
        *("5 zones have no area_km2", "figure: "),
    ):
        assert words in said
    assert "any time  area" not in said
    assert (tmp_path / "month" / "network" / "reach.svg").is_file()


def test_quiet_leaves_explanations_out(scenario, capsys, tmp_path):
    """With --quiet there are the tables and no remarks."""
    assert reach(scenario, out=tmp_path, quiet=True) == 0
    said = capsys.readouterr().out
    assert "driving alone" in said
    assert "figure" not in said
    assert "teams at" not in said


def test_an_incident_type_tells_the_full_force(asked, scenario):
    """A fire needs two fire teams; the object tells when both are there, by a clock of its own."""
    found = asked(reach, scenario, type="fire", limits=["15 min"])
    assert found["teams"] == ["fire_1", "fire_2", "park_brigade"]
    assert share(found["now"], "population", "full_force", 900.0) == pytest.approx(21500 / 22300)


def test_the_object_of_critical(asked, scenario):
    """The road to Beipo is the only way to 2 800; the bridge is a detour for Dongwan's 4 500."""
    found = asked(critical, scenario)
    first, second, third, *rest = found["roads"]
    assert (first["road"], first["unreachable"], first["single_point_of_failure"]) == (
        *("beipo_road", 2800.0),
        True,
    )
    assert (second["road"], second["unreachable"]) == ("mountain_road", 800.0)
    assert (third["leave"], third["single_point_of_failure"]) == ([4500.0, 0.0], False)
    assert len(rest) == 3
    assert "simulated" not in found
    assert found["figures"][0].endswith("month/network/critical.png")


def test_critical_for_a_person(scenario, capsys, tmp_path):
    """A table with the only ways marked, and what the marks mean."""
    assert critical(scenario, out=tmp_path, top=2) == 0
    said = capsys.readouterr().out
    assert "1!  beipo_road" in said
    assert "4 of 6 roads cost something when lost; 2 are the only way (!)." in said
    assert "river_bridge" not in said
    assert critical(scenario, out=tmp_path, roads=["river_bridge"]) == 0
    assert "river_bridge" in capsys.readouterr().out


def test_the_dearest_road_is_played(asked, scenario):
    """Without the road to Beipo its calls are never reached: the target loses on the same luck."""
    found = asked(
        critical,
        scenario,
        simulate=1,
        replications=3,
        jobs=1,
        sets=["scenario.horizon=9 d"],
    )
    played = found["simulated"]
    assert played["replications"] == 3
    assert {one["alternative"] for one in played["differences"]} == {"beipo_road"}
    first = next(one for one in played["differences"] if one["target"] == "liuwan.first15")
    assert first["estimate"] < 0.0
    assert first["units"] == 3


def test_in_chinese(scenario, capsys, tmp_path):
    """The command speaks the language in force and its picture is written."""
    set_language("zh")
    assert reach(scenario, out=tmp_path, lang=Tongue.zh) == 0
    assert "石岭村" in capsys.readouterr().out
    assert (tmp_path / "month" / "network" / "reach.png").stat().st_size > 10_000


WRONG = {
    "limit": (
        reach,
        {"limits": ["15"]},
        (
            "command line: --limit: found '15', expected a duration with its unit. "
            'Write "15 min" or "15 s".'
        ),
    ),
    "skill": (
        reach,
        {"skills": ["fires"]},
        (
            "command line: --skill: found 'fires', expected one of fire, medical, rescue. "
            "Did you mean fire?"
        ),
    ),
    "team": (
        reach,
        {"teams": ["fire_9"]},
        (
            "command line: --team: found 'fire_9', expected one of ambulance_1, ambulance_2, "
            "fire_1, fire_2, park_brigade. Did you mean fire_2?"
        ),
    ),
    "type": (
        reach,
        {"type": "flood"},
        "command line: --type: found 'flood', expected one of fire, illness, rescue.",
    ),
    "nobody": (
        critical,
        {"skills": ["fire"], "teams": ["ambulance_1"]},
        (
            "command line: --skill: found no team that fits all that is asked for, "
            "expected a team of the plan, standing ready at a base. "
            "Ask for less, or name the teams of agreements with --team."
        ),
    ),
    "busy": (
        reach,
        {"busy": 3},
        "command line: --busy: found 3, expected at most 2, the stations with teams that count.",
    ),
    "entry": (
        reach,
        {"entry": "flood"},
        "command line: --entry: found 'flood', expected a scenario that has hazards.",
    ),
    "sample": (
        reach,
        {"sample": 1},
        (
            "command line: --sample: found no hazard to follow, expected a hazard of the scenario. "
            "Name the hazard with --entry."
        ),
    ),
    "at": (
        reach,
        {"at": ["1 h"]},
        (
            "command line: --at: found no hazard to follow, expected a hazard of the scenario. "
            "Name the hazard with --entry."
        ),
    ),
    "night": (
        reach,
        {"night_factor": 0.0},
        "command line: --night-factor: found 0.0, expected a number above 0, such as 0.8.",
    ),
    "road": (
        critical,
        {"roads": ["bridge"]},
        "command line: --road: found 'bridge', expected the road_id of a road of the network.",
    ),
    "bridges": (
        critical,
        {"bridges": True},
        (
            "command line: --bridges: found no bridge, "
            "expected a network that says which of its roads are bridges. "
            "Name the roads with --road."
        ),
    ),
}


@pytest.mark.parametrize("case", WRONG)
def test_what_cannot_be_asked(case, scenario):
    """Each wrong word of the command line is told with what is expected; nothing is made."""
    command, options, text = WRONG[case]
    with pytest.raises(UserFaults) as wrong:
        command(scenario, **options)
    assert [str(fault) for fault in wrong.value.faults] == [text]
    assert not (scenario.parent.parent / "results").exists()


def test_all_bridges_of_the_shipped_county(asked, project):
    """The network of Huarong marks four bridges; that over the Ouchi river costs most when lost."""
    found = asked(critical, project / "scenarios" / "huarong" / "gas_tanker.yaml", bridges=True)
    first, *rest = found["roads"]
    assert (first["road"], first["leave"]) == ("county_chaqi_zhuzikou_2", [16694.0, 0.0])
    assert len(rest) == 3
