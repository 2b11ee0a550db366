"""The shipped scenario of heavy rain on made-up ground: right, quick, plain about its sources."""

import numpy as np
import pytest

from sandtable.study import check_files, load_run

HILLS = ((17, 33, 3, 2.5, 40), (42, 36, 4, 3, 60))
BASINS = (
    (18, 8, 2.5, 1.2),
    (10, 25.5, 2.2, 1),
    (31, 6.5, 3, 1.5),
    (22.5, 23.5, 2.2, 1),
    (28, 14.5, 2.2, 1.2),
)
COLUMNS, ROWS, STEP = 124, 87, 0.004


@pytest.fixture(scope="module")
def loaded(project):
    """Return the loaded run."""
    return load_run(project / "scenarios" / "huarong_rain" / "rain.yaml")


def test_all_its_files_are_right(project, monkeypatch):
    """At once, without a fault."""
    monkeypatch.chdir(project)
    files = sorted((project / "scenarios" / "huarong_rain").glob("*.yaml"))
    assert check_files(files)[0] == ()


def test_the_ground_is_the_made_up_one(project):
    """29.5 m less x / 45, with two hills and five basins; x and y in km from the corner."""
    x = (np.arange(COLUMNS) + 0.5) * STEP * 96.9
    y = (ROWS - 0.5 - np.arange(ROWS)[:, np.newaxis]) * STEP * 110.9
    z = 29.5 - x / 45.0 + 0.0 * y
    for a, b, right, up, height in HILLS:
        z += height * np.exp(-(((x - a) / right) ** 2) - ((y - b) / up) ** 2)
    for a, b, radius, depth in BASINS:
        z -= depth * np.exp(-((x - a) ** 2 + (y - b) ** 2) / radius**2)
    file = project / "scenarios" / "huarong_rain" / "ground.asc"
    written = np.loadtxt(file, skiprows=6)
    assert np.abs(written - z).max() <= 0.005 + 1e-9


def test_roads_close_and_people_are_exposed_in_some_samples(loaded):
    """Four samples, the wetter the more; curves of low confidence are told with the verdicts."""
    case = loaded.points[0].case
    impacts = case.impacts["rain"]
    assert len(impacts) == 4
    water = [float(one.series["volume"][1].max()) for one in impacts]
    assert len(set(water)) == 4
    assert any("h2" in one.exposure_kinds for one in impacts)
    wettest = impacts[int(np.argmax(water))]
    assert wettest.roads.value[wettest.roads.kind == wettest.kinds.index("depth")].max() >= 0.5
    low = {one.path for one in case.world.assumptions if one.confidence == "low"}
    assert "hazard.water.most Froude number" in low
    assert "plan.profiles[ambulance].factors.depth_velocity" in low
