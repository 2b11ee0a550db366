"""From a set of files to a World: what is read, what is the same, what overrides what."""

import csv
import io
import json
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.files import sets

from sandtable.files import Instead, Reader
from sandtable.files.set_option import read_settings
from sandtable.ground.faults import UserFaults
from sandtable.ground.laws import Law
from sandtable.ground.units import written
from sandtable.study import check_files
from sandtable.world.plan import NO_TIME

# Reading the small network once per process is what takes time; each example is quick.
FEW = settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture
def files():
    """Return a right set of files as plain values."""
    return sets.a_set()


def faults_of(folder, **more):
    """Return what is wrong with the scenario of a folder, one text each."""
    with pytest.raises(UserFaults) as caught:
        sets.read(folder, **more)
    return [str(one) for one in caught.value.faults]


def test_a_set_becomes_a_world(tmp_path, files):
    """Numbers are in SI, names are ids, what is not written has its default."""
    sets.write(tmp_path, files)
    world = sets.read(tmp_path).world
    assert [zone.node for zone in world.place.zones] == [1, 3]
    assert world.place.zones[1].area_km2 == 2.0
    assert math.isnan(world.place.zones[0].area_km2)
    assert world.plan.headquarters[0].decision == Law.constant(60.0)
    assert world.plan.teams[0].headquarters == "hq"
    assert world.plan.teams[0].turnout == NO_TIME
    assert world.plan.rules.free_again == "at_base"
    assert world.plan.rules.response == "as_they_come"
    assert world.plan.profiles[1].max_speed_mps == pytest.approx(80 / 3.6)
    assert world.scenario.horizon_s == 30 * 86400.0
    assert world.scenario.arrivals[0].weights == (900.0, 100.0)
    assert world.scenario.arrivals[0].zones == ("z1", "z2")
    (target,) = world.targets
    assert (target.within_s, target.threshold, target.sense) == (900.0, 0.9, "at_least")


@FEW
@given(seed=st.randoms(use_true_random=False))
def test_the_order_of_rows_and_keys_decides_nothing(tmp_path, seed):
    """Whatever the order of keys and of list items, the World is the same (contracts §1)."""
    sets.write(tmp_path, sets.a_set())
    world = sets.read(tmp_path).world
    shuffled = {name: _shuffled(content, seed) for name, content in sets.a_set().items()}
    sets.write(tmp_path, shuffled)
    other = sets.read(tmp_path).world
    assert (other.place, other.plan, other.scenario) == (world.place, world.plan, world.scenario)


def _shuffled(value, seed):
    if isinstance(value, dict):
        keys = [key for key in value if key != "schema"]
        seed.shuffle(keys)
        first = {"schema": value["schema"]} if "schema" in value else {}
        return first | {key: _shuffled(value[key], seed) for key in keys}
    if isinstance(value, list):
        items = [_shuffled(item, seed) for item in value]
        seed.shuffle(items)
        return items
    return value


LAWS = st.one_of(
    st.integers(0, 9000).map(float).map(Law.constant),
    st.tuples(*[st.integers(1, 5000)] * 3)
    .map(sorted)
    .map(lambda three: Law.triangular(low=three[0], mode=three[1], high=three[2])),
    st.floats(1.0, 1e5).map(lambda mean: Law.exponential(mean=mean)),
    st.tuples(st.floats(1.0, 1e5), st.floats(0.1, 2.0)).map(
        lambda two: Law.lognormal(median=two[0], sigma=two[1])
    ),
)


def written_law(law):
    """Write a law as a file would."""

    def time(value):
        return written("duration", value)

    if law.kind == "constant":
        return time(law.parameters[0])
    if law.kind == "triangular":
        return {"triangular": [time(value) for value in law.parameters]}
    if law.kind == "exponential":
        return {"exponential": {"mean": time(law.parameters[0])}}
    median, sigma = law.parameters
    return {"lognormal": {"median": time(median), "sigma": sigma}}


@FEW
@given(turnout=LAWS, headcount=st.integers(1, 500), kg=st.floats(0.0, 1e5), share=st.floats(0, 1))
def test_what_is_written_is_what_is_read(tmp_path, turnout, headcount, kg, share):
    """A number written with its unit comes back with the same bits."""
    files = sets.a_set()
    files["plan.json"]["teams"][0] |= {"turnout": written_law(turnout), "headcount": headcount}
    files["plan.json"]["profiles"][0]["weight"] = written("mass", kg)
    files["plan.json"]["agreements"] = [{"id": "city", "refusal": written("ratio", share)}]
    sets.write(tmp_path, files)
    plan = sets.read(tmp_path).world.plan
    assert plan.teams[0].turnout == turnout
    assert plan.teams[0].headcount == headcount
    assert plan.profiles[1].weight_kg == kg
    assert plan.agreements[0].refusal == share


@FEW
@given(
    teams=st.lists(
        st.fixed_dictionaries(
            {
                "id": st.from_regex(r"[a-z][a-z0-9_]{0,9}", fullmatch=True),
                "base": st.sampled_from(["b1", "b2"]),
                "skills": st.lists(st.sampled_from(["fire", "rescue"]), min_size=1, unique=True),
                "headcount": st.integers(1, 99),
                "profile": st.sampled_from(["engine", "car"]),
                "turnout": LAWS.map(written_law),
            }
        ),
        min_size=1,
        max_size=5,
        unique_by=lambda team: team["id"],
    )
)
def test_a_table_is_the_list_that_it_stands_for(tmp_path, teams):
    """Teams in a list and the same teams in a CSV table make the same plan."""
    teams[0]["skills"] = ["fire"]
    files = sets.a_set()
    files["plan.json"]["teams"] = teams
    sets.write(tmp_path, files)
    plan = sets.read(tmp_path).world.plan
    files["plan.json"]["teams"] = {"table": "teams.csv"}
    files["teams.csv"] = _as_csv(teams)
    sets.write(tmp_path, files)
    assert sets.read(tmp_path).world.plan == plan


def _as_csv(rows):
    file = io.StringIO()
    writer = csv.DictWriter(file, fieldnames=list(rows[0]))
    writer.writeheader()
    for row in rows:
        cells = {key: _cell(value) for key, value in row.items()}
        writer.writerow(cells)
    return file.getvalue()


def _cell(value):
    if isinstance(value, list):
        return " ".join(value)
    return json.dumps(value) if isinstance(value, dict) else value


def test_a_plan_is_extended_by_a_chain(tmp_path, files):
    """Each file changes the one it extends; what is not changed stays."""
    files["middle.json"] = {
        "schema": "plan/1",
        "extends": "plan.json",
        "name": "middle",
        "overrides": {"teams[t1].base": "b2", "rules.free_again": "on_clearing"},
        "add": {"teams[t1].headcount": 9, "rules.response": "all_or_nothing"},
    }
    files["last.json"] = {
        "schema": "plan/1",
        "extends": "middle.json",
        "id": "last",
        "remove": ["teams[t2]"],
        "overrides": {"teams[t1].headcount": 12},
        "add": {"teams": [{"id": "t3", "base": "b1", "skills": "fire", "profile": "car"}]},
    }
    files["scenario.json"]["plan"] = "last.json"
    sets.write(tmp_path, files)
    plan = sets.read(tmp_path).world.plan
    assert (plan.id, plan.name.en) == ("last", "middle")
    assert [(t.id, t.base, t.headcount) for t in plan.teams] == [("t1", "b2", 12), ("t3", "b1", 1)]
    assert (plan.rules.free_again, plan.rules.response) == ("on_clearing", "all_or_nothing")


def test_names_of_files_start_where_they_are_written(tmp_path, files):
    """A scenario in another folder extends one here and finds the files of that one."""
    folder = tmp_path / "else"
    folder.mkdir()
    sets.write(tmp_path, files)
    sets.write(
        folder, {"s.json": {"schema": "scenario/1", "extends": "../scenario.json", "id": "s"}}
    )
    assert sets.read(folder, "s.json").world.plan.id == "present"


def test_settings_lie_over_the_files(tmp_path, files):
    """A value that is there, one that could be there, one with its unit in the key, a new part."""
    files["plan.json"].pop("rules")
    sets.write(tmp_path, files)
    texts = (
        "plan.teams[t1].turnout=3 min",
        "plan.teams[t2].turnout_min=2",
        "plan.rules.queue_order=nearest",
        "scenario.horizon=5 d",
        "targets[county.arrive15].at_least=80 %",
        "place.zones[z1].tags=[town, bank]",
    )
    given, wrong = read_settings(texts)
    world = sets.read(tmp_path, settings=given).world
    assert wrong == []
    assert [team.turnout.mean for team in world.plan.teams] == [180.0, 120.0]
    assert world.plan.rules.queue_order == "nearest"
    assert world.scenario.horizon_s == 5 * 86400.0
    assert world.targets[0].threshold == 0.8
    assert world.place.zones[0].tags == ("bank", "town")


def test_a_setting_leaves_what_was_read_as_it_is(tmp_path, files):
    """The next reading with the same reader knows nothing of it."""
    sets.write(tmp_path, files)
    reader = Reader()
    given, _wrong = read_settings(("plan.teams[t1].headcount=7",))
    counts = [
        sets.read(tmp_path, reader=reader, settings=one).world.plan.teams[0].headcount
        for one in ((), given, ())
    ]
    assert counts == [1, 7, 1]


def test_a_setting_of_a_file_that_is_not_named_is_a_fault(tmp_path, files):
    """Without targets nothing of them can be set."""
    del files["scenario.json"]["targets"]
    sets.write(tmp_path, files)
    given, _wrong = read_settings(("targets[a.b].within=5 min",))
    assert faults_of(tmp_path, settings=given) == [
        (
            "--set: found 'targets.targets[a.b].within', expected a kind of file that"
            " scenario.json names. Name the file in the scenario."
        )
    ]


def test_another_plan_takes_the_place_of_the_scenarios_own(tmp_path, files):
    """The own plan is not even read."""
    files["other.json"] = {**files["plan.json"], "id": "other"}
    files["plan.json"] = "schema: plan/1\nnothing: right\n"
    sets.write(tmp_path, files)
    instead = Instead(kind="plan", path=tmp_path / "other.json", name="other.json")
    assert sets.read(tmp_path, instead=instead).world.plan.id == "other"


def test_faults_of_all_files_come_at_once_in_reading_order(tmp_path, files):
    """Shape in one file, a reference in another, a table in a third; sorted by file and line."""
    files["plan.json"]["teams"] = {"table": "teams.csv"}
    files["teams.csv"] = "id,base,skills,profile\nt1,b7,fire,engine\n"
    files["place.json"]["zones"][0]["population"] = "many"
    files["scenario.json"]["horizon"] = 30
    sets.write(tmp_path, files)
    found = faults_of(tmp_path)
    assert [text.split(":")[0] for text in found] == ["place.json", "scenario.json", "teams.csv"]
    assert "'many'" in found[0]
    assert "found 30" in found[1]
    assert "'b7'" in found[2]


def test_what_could_not_be_read_brings_no_other_faults(tmp_path, files):
    """A missing table of teams is told once; nobody is told that no team has a skill."""
    files["plan.json"]["teams"] = {"table": "teams.csv"}
    sets.write(tmp_path, files)
    (fault,) = faults_of(tmp_path)
    assert "no such file" in fault


def test_a_missing_file_is_told_by_the_file_that_names_it(tmp_path, files):
    """Not by a study that names the scenario that names it."""
    files["scenario.json"]["place"] = "nowhere.json"
    files["study.json"] = {"schema": "study/1", "id": "s", "scenarios": ["scenario.json"]}
    sets.write(tmp_path, files)
    (fault,) = check_files([tmp_path / "study.json"])[0]
    assert fault.file == (tmp_path / "scenario.json").as_posix()
    assert (fault.line, fault.field) == (1, "place")


def test_a_reference_is_checked_beside_wrong_shapes(tmp_path, files):
    """A fault in one team does not hide that the base of another one is unknown."""
    files["plan.json"]["teams"][0]["turnout"] = 5
    files["plan.json"]["teams"][1]["base"] = "b3"
    sets.write(tmp_path, files)
    assert len(faults_of(tmp_path)) == 2


def test_assumptions_are_recorded_and_their_values_taken(tmp_path, files):
    """The path is as ``--set`` takes it; the number itself is used like any other."""
    team = files["plan.json"]["teams"][0]
    team["turnout"] = {
        "value": "3 min",
        "low": "1 min",
        "high": "10 min",
        "confidence": "low",
        "source": "a",
    }
    team["headcount"] = {"value": 8, "low": 6, "high": 12}
    arrivals = files["scenario.json"]["arrivals"][0]
    arrivals["rate"] = {"mean": {"value": "2 per_d", "confidence": "high"}}
    files["targets.json"]["targets"][0]["at_least"] = {"value": "90 %", "confidence": "medium"}
    sets.write(tmp_path, files)
    read = sets.read(tmp_path)
    assert read.remarks == ()
    assert read.world.plan.teams[0].turnout.mean == 180.0
    assert read.world.plan.teams[0].headcount == 8
    found = {
        one.path: (one.value, one.low, one.high, one.confidence, one.source)
        for one in read.world.assumptions
    }
    assert found == {
        "plan.teams[t1].turnout": ("3 min", "1 min", "10 min", "low", "a"),
        "plan.teams[t1].headcount": ("8", "6", "12", "medium", ""),
        "scenario.arrivals[calls].rate.mean": ("2 per_d", "", "", "high", ""),
        "targets.targets[county.arrive15].at_least": ("90 %", "", "", "medium", ""),
    }
    for path, end in (("plan.teams[t1].turnout", "10 min"), ("plan.teams[t1].headcount", "12")):
        given, _wrong = read_settings((f"{path}={end}",))
        again = sets.read(tmp_path, settings=given).world
        assert path not in {one.path for one in again.assumptions}
    assert again.plan.teams[0].headcount == 12


def test_keys_may_carry_the_unit(tmp_path, files):
    """``turnout_min: 2`` is ``turnout: 2 min``, in laws and ranges too."""
    teams = files["plan.json"]["teams"]
    teams[0]["turnout_min"] = {"triangular": [1, 2, 3]}
    teams[1]["turnout_s"] = {"value": {"lognormal": {"median": 90, "sigma": 0.5}}, "low": 30}
    files["place.json"]["zones"][0]["area_ha"] = 50
    sets.write(tmp_path, files)
    world = sets.read(tmp_path).world
    assert world.plan.teams[0].turnout == Law.triangular(low=60.0, mode=120.0, high=180.0)
    assert world.plan.teams[1].turnout == Law.lognormal(median=90.0, sigma=0.5)
    assert world.place.zones[0].area_km2 == 0.5


def test_a_key_twice_with_and_without_its_unit_is_a_fault(tmp_path, files):
    """Nobody knows which one is meant."""
    files["plan.json"]["teams"][0] |= {"turnout_min": 2, "turnout": "3 min"}
    sets.write(tmp_path, files)
    (fault,) = faults_of(tmp_path)
    assert "turnout_min" in fault


def test_clock_times_count_from_the_start(tmp_path, files):
    """At 06:00 the next 08:30 is in 2.5 h, the next 05:00 tomorrow; a date is a date."""
    listed = [("a", "08:30"), ("b", "05:00"), ("c", "2026-07-06 06:00"), ("d", "06:00")]
    files["scenario.json"]["incidents"] = [
        {"id": name, "type": "fire_call", "zone": "z1", "at_clock": clock} for name, clock in listed
    ]
    sets.write(tmp_path, files)
    found = [one.at_s / 3600.0 for one in sets.read(tmp_path).world.scenario.listed]
    assert found == [2.5, 23.0, 24.0, 0.0]


def test_places_of_arrivals_may_be_zones_and_nodes(tmp_path, files):
    """A zone stands for its node, a node has no zone, a word alone is a zone."""
    files["scenario.json"]["arrivals"][0]["where"] = [
        {"node": "c", "weight": 3},
        "z2",
        {"zone": "z1", "node": "a", "weight": 0.5},
    ]
    sets.write(tmp_path, files)
    (found,) = sets.read(tmp_path).world.scenario.arrivals
    assert (found.zones, found.nodes, found.weights) == (
        ("", "z1", "z2"),
        (2, 0, 3),
        (3.0, 0.5, 1.0),
    )


def test_an_inject_names_nodes_by_their_ids(tmp_path, files):
    """Commands know nodes by their numbers."""
    inject = {"id": "fire", "at": "1 h", "kind": "incident"}
    inject["arguments"] = {"id": "x", "type": "fire_call", "node": "d"}
    files["scenario.json"]["injects"] = [inject]
    sets.write(tmp_path, files)
    assert sets.read(tmp_path).world.scenario.injects[0].arguments["node"] == 3


def test_what_was_read_is_remembered_with_hashes_of_its_content(tmp_path, files):
    """Blanks, comments, the order of keys and of rows in a table move no hash; a value does."""
    files["plan.json"]["teams"] = {"table": "teams.csv"}
    files["teams.csv"] = "id,base,skills,profile\nt1,b1,fire,engine\nt2,b1,fire,engine\n"
    sets.write(tmp_path, files)

    def hashes():
        reader = Reader()
        sets.read(tmp_path, reader=reader)
        return {(one.file, one.kind): one.content for one in reader.inputs.values()}

    first = hashes()
    assert [kind for _file, kind in first] == [
        "scenario",
        "place",
        "plan",
        "table",
        "targets",
        "network",
    ]
    text = "schema: targets/1 # the same\ntargets:\n- {clock: {to: first_arrival, from: reported}, "
    text += "id: county.arrive15, at_least: 90 %, within: 15 min}\n"
    rows = "id,base,skills,profile\nt2,b1,fire,engine\nt1,b1,fire,engine\n"
    sets.write(tmp_path, {"targets.json": json.dumps(files["targets.json"], indent=3)})
    assert hashes() == first
    sets.write(tmp_path, {"targets.yaml": text, "teams.csv": rows})
    files["scenario.json"]["targets"] = "targets.yaml"
    sets.write(tmp_path, {"scenario.json": files["scenario.json"]})
    second = hashes()
    assert second["targets.yaml", "targets"] == first["targets.json", "targets"]
    assert second["teams.csv", "table"] == first["teams.csv", "table"]
    sets.write(tmp_path, {"teams.csv": rows.replace("t2,b1", "t2,b2")})
    assert hashes()["teams.csv", "table"] != first["teams.csv", "table"]
