"""Slow water on a terrain as a kind of hazard: keys, faults, what reaches roads and people."""

import numpy as np
import pytest
from tests.files import sets

from sandtable.study import load_run

ROWS, COLUMNS, CELL = 12, 80, 100.0


def valley():
    """Return a valley along the road of the four nodes: 0 m at the road, 1 m a cell to the sides.

    It falls to the east by 0.1 m a cell; the road lies in the middle of row 6.
    """
    side = np.abs(np.arange(ROWS) - 6)[:, np.newaxis]
    return 20.0 + 1.0 * side - 0.1 * np.arange(COLUMNS)


def grid(values, west=-550.0, south=-550.0, cell=CELL):
    """Return an ESRI ASCII grid as text."""
    head = f"ncols {values.shape[1]}\nnrows {values.shape[0]}\nxllcorner {west}\n"
    head += f"yllcorner {south}\ncellsize {cell}\nNODATA_value -9999\n"
    return head + "\n".join(" ".join(f"{one:.2f}" for one in row) for row in values)


def water(**more):
    """Return an entry of heavy rain for two hours on the valley."""
    stated = {
        "source": "rain",
        "cause": {"zh": "暴雨", "en": "heavy rain"},
        "terrain": "valley.asc",
        "crs": "local",
        "rain": [
            {"at": "0 h", "rain": "60 mm/h"},
            {"at": "2 h", "rain": "60 mm/h"},
            {"at": "2 h 1 min", "rain": "0 mm/h"},
        ],
        "until": "6 h",
    }
    stated |= more
    return {key: value for key, value in stated.items() if value is not None}


def load(tmp_path, stated, kind="water", **files):
    """Return the run of a scenario with one entry."""
    all_files = sets.a_set()
    all_files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "1 h", kind: stated}]
    all_files |= {"valley.asc": grid(valley())} | files
    sets.write(tmp_path, all_files)
    return load_run(tmp_path / "scenario.json")


def impacts(tmp_path, stated, **more):
    """Return the realisations of an entry and the network."""
    case = load(tmp_path, stated, **more).points[0].case
    return case.impacts["flood"], case.world.network


@pytest.fixture
def tmp_path(tmp_path, four_nodes):
    """Return a folder beside which the small network lies."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    return tmp_path


def test_rain_drowns_the_road_in_the_valley_and_runs_off(tmp_path):
    """The road in the valley is deep under water after two hours and nearly dry in the end."""
    (impact,), network = impacts(tmp_path, water())
    times, volume = impact.series["volume"]
    assert times[-1] == 6 * 3600.0
    assert volume.max() > 3 * volume[-1]
    depth = impact.roads.value[impact.roads.kind == impact.kinds.index("depth")]
    assert depth.max() > 0.3
    assert set(impact.kinds) == {"depth", "depth_velocity"}
    assert impact.causes == ("暴雨 / heavy rain",)
    assert impact.sources[0].control == "hold"
    assert impact.sources[0].recession_s == np.inf
    assert {"ab", "cd"} <= {str(one) for one in network.arc_ids[impact.roads.arc]}
    assert "water" in impact.exposure_kinds
