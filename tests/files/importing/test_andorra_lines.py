from collections import Counter

import numpy as np
import pytest

from sandtable.files.importing.line_values import LEFT_OUT
from sandtable.files.importing.lines import read_lines


@pytest.fixture(scope="module")
def ways(shared):
    """Return all ways of Andorra with a highway tag: id, tags, numbers of nodes, coordinates."""
    osmium = pytest.importorskip("osmium", reason="the extra [gis] is not installed")
    path = shared / "networks" / "andorra" / "andorra.osm.pbf"
    if not path.is_file():
        pytest.skip("../shared/networks/andorra is not there")
    return [
        (
            str(way.id),
            dict(way.tags),
            [node.ref for node in way.nodes],
            np.array([(node.lon, node.lat) for node in way.nodes]),
        )
        for way in osmium.FileProcessor(str(path)).with_locations()
        if way.is_way() and "highway" in way.tags and len(way.nodes) > 1
    ]


def as_lines(path, ways):
    """Write ways as bare lines, as somebody who draws maps hands them on."""
    raw = pytest.importorskip("pyogrio", reason="the extra [gis] is not installed").raw
    head = np.array([(1, 2)], dtype=[("order", "u1"), ("code", "<u4")]).tobytes()
    lines = [head + np.uint32(len(xy)).tobytes() + xy.astype("<f8").tobytes() for *_, xy in ways]
    keys = ("highway", "oneway", "bridge", "tunnel", "layer")
    values = [np.array([tags.get(key, "") for _, tags, _, _ in ways], dtype=object) for key in keys]
    ids = np.array([way for way, *_ in ways], dtype=object)
    raw.write(
        path,
        np.array(lines, dtype=object),
        [ids, *values],
        ["osm_id", *keys],
        geometry_type="LineString",
        crs="EPSG:4326",
    )
    return path


def test_bare_lines_become_the_network_of_openstreetmap(tmp_path, ways):
    """Without node numbers nearly every way is cut where OpenStreetMap's own nodes cut it."""
    draft = read_lines(as_lines(tmp_path / "andorra.gpkg", ways), "andorra.gpkg")
    drivable = [way for way in ways if way[1]["highway"] not in LEFT_OUT]
    uses = Counter(node for *_, nodes, _ in drivable for node in nodes)
    truth = {way: 1 + sum(uses[node] > 1 for node in nodes[1:-1]) for way, _, nodes, _ in drivable}
    mine = Counter(draft.origins)
    assert set(mine) == set(truth)
    other = sum(mine[way] != pieces for way, pieces in truth.items())
    assert other <= 0.015 * len(truth)
    assert abs(draft.n_links - sum(truth.values())) <= 0.01 * draft.n_links
