"""Andorra's real ground and roads under 72 hours of rain, from the files of a scenario to roads."""

import csv

import numpy as np
import pytest
from tests.files import sets

from sandtable.app.main import answer
from sandtable.hazards.flood.heights import read_hgt
from sandtable.study import load_run

TILE = "N42E001.hgt.zip"
PLACES = {"andorra_la_vella": (1.5218, 42.5075), "encamp": (1.5803, 42.5346)}
HOURS = ((0, 0), (12, 4), (24, 8), (36, 4), (48, 0))
RAIN = [{"at": f"{hour} h", "rain": f"{mm} mm/h"} for hour, mm in HOURS]
EDGES = [{"side": side, "slope": 0.02} for side in ("north", "south", "west", "east")]
FLOOD = {
    "source": "rain",
    "cause": {"zh": "暴雨", "en": "heavy rain"},
    "terrain": TILE,
    "cell": "400 m",
    "rain": RAIN,
    "soak": "1 mm/h",
    "manning": 0.05,
    "edges": EDGES,
    "bridges": "5 m",
    "until": "72 h",
    "every": "4 h",
    "accept_interpolation": True,
}


@pytest.fixture(scope="module")
def run(shared, tmp_path_factory):
    """Return the loaded run: roads imported from OpenStreetMap, heights beside the scenario."""
    pytest.importorskip("osmium", reason="the extra [gis] is not installed")
    folder = tmp_path_factory.mktemp("andorra")
    source = shared / "networks" / "andorra"
    if not source.is_dir():
        pytest.skip("../shared/networks/andorra is not there")
    roads = str(source / "andorra.osm.pbf")
    assert answer(["network", "import", roads, "--to", str(folder / "roads"), "--quiet"]) == 0
    (folder / TILE).symlink_to(source / TILE)
    with (folder / "roads" / "node.csv").open(encoding="utf-8-sig") as file:
        nodes = [(row["node_id"], row["x_coord"], row["y_coord"]) for row in csv.DictReader(file)]
    near = {
        name: min(nodes, key=lambda one: (float(one[1]) - x) ** 2 + (float(one[2]) - y) ** 2)[0]
        for name, (x, y) in PLACES.items()
    }
    files = sets.a_set()
    files["place.json"] |= {
        "network": "roads",
        "zones": [{"id": name, "node": node, "population": 900} for name, node in near.items()],
        "bases": [{"id": name, "node": near["encamp"]} for name in ("b1", "b2")],
        "depots": [],
        "facilities": [],
    }
    files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "0 h", "water": FLOOD}]
    sets.write(folder, files)
    return load_run(folder / "scenario.json")


def closed(impact, hour):
    """Return the arcs under more than 0.3 m at an hour."""
    roads, at = impact.roads, 3600.0 * hour
    deep = (roads.kind == impact.kinds.index("depth")) & (roads.value > 0.3)
    return np.unique(roads.arc[deep & (roads.from_s <= at) & (roads.to_s > at)])


def test_roads_in_the_valleys_close_and_some_open_again(run, shared):
    """More are closed after a day than in the end, and they lie lower than those that stay dry."""
    case = run.points[0].case
    (impact,), network = case.impacts["flood"], case.world.network
    day, end = closed(impact, 24), closed(impact, 71.9)
    assert 0 < end.size < day.size < network.n_arcs
    heights = read_hgt(shared / "networks" / "andorra" / TILE)
    z = heights.at(network.x, network.y)
    dry = np.setdiff1d(np.arange(network.n_arcs), day)
    assert np.median(z[network.tail[day]]) < np.median(z[network.tail[dry]])
    assert not np.isin(np.flatnonzero(network.is_tunnel), day).any()


def test_people_in_the_valley_are_exposed(run):
    """The capital lies on the river."""
    (impact,) = run.points[0].case.impacts["flood"]
    assert "andorra_la_vella" in impact.zones


def test_what_is_doubtful_is_remarked(run):
    """Torrents, voids in the tile, pits that the cells make."""
    told = " ".join(str(one) for one in run.remarks)
    assert "of the flow faster than Froude 0.5" in told
    assert "found 7652 heights that are void" in told
    assert "found pits in" in told
