"""Every shipped scenario and study is read without a fault."""

import pytest

from sandtable.files import library
from sandtable.files.plan_model import INTENSITIES
from sandtable.hazards.intensity import KINDS as INTENSITY_KINDS
from sandtable.study import check_files, load_run, load_study


def test_huarong_is_right(project, monkeypatch):
    """All its files at once, without a fault or a remark."""
    monkeypatch.chdir(project)
    files = sorted((project / "scenarios" / "huarong").glob("*.yaml"))
    files.append(project / "experiments" / "huarong.yaml")
    assert len(files) >= 7
    assert check_files(files) == ((), ())


def test_the_study_of_huarong(project):
    """Two scenarios under two alternatives; 553,800 residents; three teams moved south."""
    loaded = load_study(project / "experiments" / "huarong.yaml")
    assert [(one.scenario, one.alternative) for one in loaded.points] == [
        ("ordinary_year", "present"),
        ("ordinary_year", "forward"),
        ("gas_tanker", "present"),
        ("gas_tanker", "forward"),
    ]
    world = loaded.points[3].case.world
    assert sum(zone.population for zone in world.place.zones) == 553800
    assert world.plan.name.zh == "南部前置"
    moved = {"rescue_3", "rescue_4", "fire_3"}
    bases = {team.id: team.base for team in world.plan.teams}
    before = {team.id: team.base for team in loaded.points[2].case.world.plan.teams}
    assert {name for name in bases if bases[name] != before[name]} == moved
    assert len({id(one.case.world.network) for one in loaded.points}) == 1
    assert (loaded.seed, loaded.stopping.most) == (2026, 40)


@pytest.mark.parametrize("name", sorted(library.names("experiments")))
def test_every_shipped_study_is_right(name, project, request):
    """Each study of the library that needs nothing from beside the project."""
    if name.startswith("lithgow"):
        request.getfixturevalue("shared")
    loaded = load_study(library.find("experiments", name))
    assert loaded.points


def test_lithgow(shared, project):
    """176 zones with 9,245 persons, 31 crews, one course of the fire, 8 zones exposed."""
    if not (shared / "networks" / "lithgow").is_dir():
        pytest.skip("../shared/networks/lithgow is not there")
    loaded = load_run(project / "scenarios" / "lithgow" / "fire.yaml")
    (point,) = loaded.points
    world = point.case.world
    assert len(world.place.zones) == 176
    assert sum(zone.population for zone in world.place.zones) == 9245
    assert len(world.plan.teams) == 31
    (fire,) = point.case.impacts["fire"]
    assert len(fire.exposures("fire")) == 8
    assert (world.network.n_nodes, world.network.n_arcs) == (6502, 14919)
    assert loaded.remarks == ()


def test_lithgow_without_its_data_is_one_clear_fault(project, tmp_path):
    """Where the folder beside the project is missing, each file that needs it says so."""
    for file in (project / "scenarios" / "lithgow").iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    faults, _remarks = check_files([tmp_path / "fire.yaml"])
    missing = [one for one in faults if "not there" in one.found or "no such file" in one.found]
    assert {one.field for one in missing} == {"network", "zones.table", "bases.table"}
    assert set(faults) == set(missing)


def test_intensities_are_those_of_hazards():
    """A profile may have a curve for every kind but the one that is a speed factor already."""
    dimensions = {name: one.dimension for name, one in INTENSITY_KINDS.items()}
    del dimensions["speed_factor"]
    assert dimensions == INTENSITIES


@pytest.mark.parametrize(
    ("name", "entry", "told"),
    [("tanker_leak", "tanker", 1), ("plant_leak", "chlorine", 1)],
)
def test_leaks_are_right(name, entry, told, project, monkeypatch):
    """Both leaks without a fault; each is told to be a heavy gas, and nothing else."""
    monkeypatch.chdir(project)
    files = sorted((project / "scenarios" / name).glob("*.yaml"))
    faults, remarks = check_files(files, [f"scenario.impacts[{entry}].leak.samples=1"])
    assert faults == ()
    said = [str(one) for one in remarks if "followed" not in str(one)]
    assert len(said) == told
    assert all("a heavy cloud" in one for one in said)
