"""Real networks of every format, counted as their README files count them."""

import csv
from collections import Counter, defaultdict
from functools import cache

import numpy as np
import pytest
from tests.files.importing.drafts import whole

from sandtable.files.importing.dimacs import read_dimacs
from sandtable.files.importing.jemss import read_jemss
from sandtable.files.importing.matsim import read_matsim
from sandtable.files.importing.osm import read_osm


@pytest.fixture(scope="module")
def real(shared):
    """Return a function that reads a file of ../shared/networks, each once."""

    @cache
    def read(reader, path, **options):
        return whole(reader(shared / "networks" / path, path, **options))

    return read


def counts(draft):
    """Return junctions, segments and arcs."""
    return draft.n_nodes, draft.n_links, 2 * draft.n_links - int(draft.one_way.sum())


def stated(column):
    """Return in how many places a column states something."""
    return int(np.isfinite(column).sum())


def test_krems(real):
    """The README counts closed roads and the edge of one yard (area=yes, 4 segments) as roads."""
    pytest.importorskip("osmium")
    draft = real(read_osm, "krems/krems.osm.gz", keep_closed=True)
    junctions, segments, arcs = counts(draft)
    assert (junctions + 1, segments + 4, arcs + 8) == (974, 1238, 2137)
    carried = [int(getattr(draft, one).sum()) for one in ("bridge", "tunnel", "ford")]
    assert carried == [45, 2, 1]
    limits = (draft.max_weight_kg, draft.max_height_m, draft.speed_mps)
    assert list(map(stated, limits)) == [6, 5, 459]
    assert sum(map(bool, draft.surfaces)) == 26
    assert int((draft.tail == draft.head).sum()) == 5
    assert counts(real(read_osm, "krems/krems.osm.gz")) == (954, 1203, 2067)


def test_andorra(real):
    """With closed roads the counts of the README, 37 segments driven against their points."""
    pytest.importorskip("osmium")
    draft = real(read_osm, "andorra/andorra.osm.pbf", keep_closed=True)
    assert counts(draft) == (1973, 2306, 3979)
    assert [int(draft.bridge.sum()), int(draft.tunnel.sum())] == [137, 14]
    assert [stated(draft.speed_mps), stated(draft.max_weight_kg)] == [406, 2]
    assert sum(map(bool, draft.surfaces)) == 388
    against = [count for told, count in draft.told.items() if "oneway=-1" in told]
    assert against == [37]
    assert counts(real(read_osm, "andorra/andorra.osm.pbf")) == (1940, 2268, 3907)


def test_porto_alegre(real):
    """With closed roads the counts of the README; one speed more, stated by direction only."""
    pytest.importorskip("osmium")
    draft = real(read_osm, "portoalegre/poa_osm.pbf", keep_closed=True)
    assert counts(draft) == (15463, 21423, 34782)
    assert [int(draft.bridge.sum()), int(draft.tunnel.sum())] == [115, 150]
    assert stated(draft.speed_mps) == 9313 + 1
    assert [stated(draft.max_height_m), stated(draft.max_weight_kg)] == [70, 1]
    assert sum(map(bool, draft.surfaces)) == 16153
    assert int((draft.tail == draft.head).sum()) == 19


def test_lithgow(real):
    """All links but the two of speed 0, which are closed."""
    draft = real(read_matsim, "ees/lithgow_surrounds_network_epsg7855.xml.gz")
    assert (draft.n_nodes, draft.n_links) == (26331, 51178 - 2)
    assert draft.told["Links of speed 0 (closed) left out"] == 2
    assert int((draft.length_m < 1).sum()) == 5
    pairs = Counter(zip(draft.tail.tolist(), draft.head.tolist(), strict=True))
    assert sum(pairs.values()) - len(pairs) <= 410


def test_roads_of_lithgow_are_those_of_its_own_conversion(real, shared):
    """Of the 14,919 arcs that were cut out of it the same ones share a road: 7,924 roads."""
    draft = real(read_matsim, "ees/lithgow_surrounds_network_epsg7855.xml.gz")
    ends = zip(draft.tail.tolist(), draft.head.tolist(), draft.length_m.tolist(), strict=True)
    road = {
        (draft.node_ids[tail], draft.node_ids[head], round(length, 2)): draft.road_ids[at]
        for at, (tail, head, length) in enumerate(ends)
    }
    ours, theirs = defaultdict(set), defaultdict(set)
    with (shared / "networks" / "lithgow" / "link.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            key = row["from_node_id"], row["to_node_id"], round(float(row["length"]), 2)
            ours[road[key]].add(row["link_id"])
            theirs[row["road_id"]].add(row["link_id"])
    assert len(theirs) == 7924
    assert sorted(map(sorted, ours.values())) == sorted(map(sorted, theirs.values()))


def test_mount_alexander(real):
    """All links carry cars and none is closed."""
    draft = real(read_matsim, "ees/mount_alexander_shire_network_2018.xml.gz")
    assert (draft.n_nodes, draft.n_links) == (22259, 43828)
    assert int(np.isclose(draft.speed_mps, 15 / 3.6).sum()) == 17994
    assert int(np.isclose(draft.speed_mps, 25 / 3.6).sum()) == 3674


def test_auckland(real):
    """Two normal speeds only, and no parallel arcs: days and kilometres are read as such."""
    draft = real(read_jemss, "auckland/roads.zip")
    assert (draft.n_nodes, draft.n_links) == (54370, 90638)
    assert np.unique(np.rint(draft.speed_mps * 3.6)).tolist() == [33, 64]
    fast = real(read_jemss, "auckland/roads.zip", mode="mode_1")
    assert np.median(draft.speed_mps / fast.speed_mps) == pytest.approx(0.702, abs=0.002)
    assert draft.told["Whether vehicles may leave the road (offRoadAccess) left out, by node"]
    pairs = set(zip(draft.tail.tolist(), draft.head.tolist(), strict=True))
    assert len(pairs) == draft.n_links


def test_new_york(shared):
    """Every arc has its way back of equal length; duplicates are kept.

    All lengths are great circles on a sphere of 6367 km: those to the east and west are shorter
    than on the ellipsoid, by up to 0.32 %.
    """
    path = shared / "networks" / "dimacs_ny" / "USA-road-d.NY.gr.gz"
    draft = read_dimacs(path, path.name)  # too large to look at every id
    assert (draft.n_nodes, draft.n_links) == (264346, 733846)
    assert draft.told["Further arcs between the same two nodes kept"] == 3746
    assert len(set(draft.road_ids)) == 733846 // 2
    box = [draft.x.min(), draft.x.max(), draft.y.min(), draft.y.max()]
    assert box == pytest.approx([-74.5, -73.5, 40.3, 41.3], abs=0.001)
    lon, lat = np.radians(draft.x), np.radians(draft.y)
    east, north = (one[draft.head] - one[draft.tail] for one in (lon, lat))
    both = np.cos(lat[draft.tail]) * np.cos(lat[draft.head])
    angle = 2.0 * np.arcsin(np.sqrt(np.sin(north / 2.0) ** 2 + both * np.sin(east / 2.0) ** 2))
    assert np.nanmax(np.abs(draft.length_m - 6_367_000.0 * angle)) < 0.0501  # rounded to 0.1 m
