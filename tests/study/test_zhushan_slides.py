"""The shipped county under landslides and under snow: right, plain about itself, as one expects."""

import math
import runpy

import numpy as np
import pytest

from sandtable.study import check_files, load_run, load_study
from sandtable.study.case import operate


@pytest.fixture(scope="module")
def folder(project):
    """Return the folder of the scenarios."""
    return project / "scenarios" / "zhushan_slides"


@pytest.fixture(scope="module")
def cases(folder):
    """Return the cases of the study: present plan, road crews forward."""
    return [one.case for one in load_study(folder / "study.yaml").points]


def incidents(case, kind, replications=10):
    """Return from report to arrival, and from occurring to the end, of incidents of a type [s]."""
    rows = []
    for replication in range(replications):
        table = operate(case, 2026, replication)["incidents"]
        names = ("type", "reported_s", "first_arrival_s", "occurred_s", "controlled_s")
        rows += [row[1:] for row in zip(*(table[one] for one in names), strict=True)
                 if row[0] == kind]  # fmt: skip
    reported, arrived, occurred, done = np.array(rows).T
    return arrived - reported, done - occurred


def test_all_its_files_are_right(folder, project, monkeypatch):
    """No fault; the coarse ground is told."""
    monkeypatch.chdir(project)
    faults, remarks = check_files(sorted(folder.glob("*.yaml")))
    assert faults == ()
    assert {one.found for one in remarks} == {"cells of 444 m"}


def test_roads_slide_where_hills_stand(cases):
    """Some slide in each sample, others in each; none that is bridge, village road or secured."""
    case = cases[0]
    network = case.world.network
    counts = set()
    for impact in case.impacts["slides"]:
        arcs = np.unique(impact.roads.arc)
        counts.add(arcs.size // 2)
        assert not network.is_bridge[arcs].any()
        assert set(network.facility_type[arcs].tolist()) <= {"national", "county", "township"}
    assert len(counts) > 3
    assert min(counts) > 0
    low = {one.path for one in case.world.assumptions if one.confidence == "low"}
    assert {"hazard.slide.threshold caine_1980", "hazard.slide.class by slope"} <= low
    assert "hazard.slide.threshold guzzetti_2008" not in low


def test_slides_make_teams_late(cases, folder):
    """On the same calls: without rain over its threshold more are reached within the hour."""
    sets = ["scenario.impacts[slides].slide.threshold_factor=40"]
    dry = load_run(folder / "rain.yaml", sets=sets, seed=2026).points[0].case
    assert dry.world.scenario.listed == ()
    shares = [(incidents(one, "call")[0] <= 3600.0).mean() for one in (dry, cases[0])]
    assert shares[0] > shares[1] + 0.05


def test_crews_forward_open_roads_earlier(cases):
    """The same slides; with two crews outside, more of them are cleared within twelve hours."""
    present, forward = (incidents(one, "road_clearing")[1] for one in cases)
    assert len(present) == len(forward) > 50
    within = [(one <= 12 * 3600.0).mean() for one in (present, forward)]
    assert within[1] > within[0] + 0.03
    assert np.isnan(forward).mean() <= np.isnan(present).mean()


def test_who_cleared_nothing_reaches_fewer(folder, cases):
    """Where the clearing of a road takes months, fewer calls are ever reached."""
    sets = ["scenario.types[road_clearing].work=90 d"]
    buried = load_run(folder / "rain.yaml", sets=sets, seed=2026).points[0].case
    open_again = np.isfinite(incidents(cases[0], "call")[0]).sum()
    assert np.isfinite(incidents(buried, "call")[0]).sum() < open_again


def test_snow_is_deeper_on_the_passes(folder):
    """Heights of the network: what is wet in the valley is white above; roads are slow longer."""
    case = load_run(folder / "snow.yaml").points[0].case
    network = case.world.network
    low = network.arc_number("r_100_204_1")
    high = int(np.nanargmax(np.where(network.is_bridge, -math.inf, network.z_m[network.tail])))
    for impact in case.impacts["cold_wave"]:
        worst = {}
        for arc in (low, high):
            worst[arc] = impact.roads.value[impact.roads.arc == arc].min(initial=1.0)
        assert worst[high] <= worst[low]
    assert case.world.scenario.listed == ()


def test_a_rebuild_gives_the_same_bytes(project, shared, tmp_path, monkeypatch):
    """Network and ground are what the script makes of the tables."""
    monkeypatch.syspath_prepend(str(project / "networks"))
    script = runpy.run_path(str(project / "networks" / "build_zhushan.py"))
    for name in ("networks", "scenarios"):
        (tmp_path / name).mkdir()
    script["build"](shared / "places", tmp_path / "networks", tmp_path / "scenarios")
    made = [one for one in tmp_path.rglob("*") if one.is_file()]
    assert len(made) == 7
    for path in made:
        assert path.read_bytes() == (project / path.relative_to(tmp_path)).read_bytes()
