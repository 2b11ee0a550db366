"""Hazards out of rasters in a study: a road closes, people are exposed, members are samples."""

import json
import shutil

import numpy as np
import pyarrow.parquet as pq
import pytest
import yaml
from tests.files import sets

from sandtable.app.main import answer
from sandtable.files.rasters.systems import way, way_back
from sandtable.ground.faults import UserFaults
from sandtable.hazards import HazardSource
from sandtable.study import load_run

FIELD = {
    "source": "river",
    "cause": {"zh": "洪水", "en": "flood"},
    "kind": "depth",
    "unit": "cm",
    "crs": "network",
    "files": ["d0.asc", "d1.asc", "d2.asc"],
    "every": "15 min",
    "time_zero": "0 h",
    "exposure": {"kind": "water", "above": "0.3 m"},
}
"""Three grids on the plane of the four nodes, 500 m to a cell."""


def grid(depth_cm, columns=14):
    """Return a grid with water where the road from b (1000, 0) to c (3000, 0) runs, else none."""
    row = " ".join(f"{depth_cm if 4 <= column < 6 else 0:g}" for column in range(columns))
    head = f"ncols {columns}\nnrows 2\nxllcorner -500\nyllcorner -500\ncellsize 500\n"
    return f"{head}NODATA_value -9999\n{row}\n{row}\n"


def a_set(**change):
    """Return a set of files whose scenario has a field; a change of None leaves a key out."""
    files = sets.a_set()
    part = {key: value for key, value in (FIELD | change).items() if value is not None}
    entry = {"id": "flood", "hazard": "flood", "activate_at": "1 h", "field": part}
    files["scenario.json"] |= {"impacts": [entry], "horizon": "6 h"}
    for profile in files["plan.json"]["profiles"]:
        profile["wading"] = "0.3 m"
    grids = {"d0": 0, "d1": 45, "d2": 10, "deep": 55}
    grids = {f"{name}.asc": grid(depth) for name, depth in grids.items()}
    return files | grids | {"wide.asc": grid(0, columns=15)}


def loaded(folder, **change):
    """Return the case of a scenario with a field."""
    sets.write(folder, a_set(**change))
    return load_run(folder / "scenario.json").points[0].case


def rows(case, sample=0):
    """Return the rows of a realisation as plain tuples of arc, from, to, value."""
    impact = case.impacts["flood"][sample]
    ids = case.world.network.arc_ids[impact.roads.arc].tolist()
    columns = (impact.roads.from_s, impact.roads.to_s, impact.roads.value)
    return sorted(zip(ids, *(one.tolist() for one in columns), strict=True))


def said(folder, **change):
    """Return the faults of a scenario with a field: field and text."""
    sets.write(folder, a_set(**change))
    with pytest.raises(UserFaults) as wrong:
        load_run(folder / "scenario.json")
    return [(one.field, str(one)) for one in wrong.value.faults]


def test_a_road_under_water(tmp_path):
    """45 cm stand as 0.5 m on the mill road and the ring, both ways, for a quarter of an hour."""
    case = loaded(tmp_path)
    arcs = ("ac", "bc", "ca", "cb")
    assert rows(case) == sorted(
        row for arc in arcs for row in ((arc, 900.0, 1800.0, 0.5), (arc, 1800.0, np.inf, 0.1))
    )
    impact = case.impacts["flood"][0]
    assert impact.causes == ("洪水 / flood",)
    assert impact.sources == (HazardSource(id="river", control="hold", recession_s=np.inf),)
    assert list(impact.exposures("water")) == []


def test_a_run_shows_the_closed_road(tmp_path, monkeypatch):
    """`sandtable run` writes from when to when the road is closed, counted from the start."""
    sets.write(tmp_path, a_set())
    monkeypatch.chdir(tmp_path)
    asked = ["run", "scenario.json", "--quiet", "--jobs", "1", "--replications", "1"]
    assert answer(asked) == 0
    (file,) = tmp_path.glob("results/*/*/roads.parquet")
    told = {
        (row["time_s"], row["arc"], row["factor"], row["cause"])
        for row in pq.read_table(file).to_pylist()
    }
    arc = load_run(tmp_path / "scenario.json").points[0].case.world.network.arc_number("bc")
    assert {(4500.0, arc, 0.0, "洪水 / flood"), (5400.0, arc, 1.0, "")} <= told


@pytest.mark.parametrize(("exposure", "share"), [("0.3 m", [1.0]), ("0.5 m", [])])
def test_people_where_it_is_deep(tmp_path, exposure, share):
    """The market lies at b, whose cell is wet where the water begins 1 km further west."""
    files = a_set(exposure={"kind": "water", "above": exposure})
    files["d1.asc"] = grid(45, columns=16).replace("\nxllcorner -500", "\nxllcorner -1500")
    files |= {f"d{k}.asc": files["d1.asc"].replace("45", "0") for k in (0, 2)}
    sets.write(tmp_path, files)
    impact = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert [(one.zone, one.from_s, one.to_s, one.share) for one in impact.exposures("water")] == [
        ("z1", 900.0, 1800.0, one) for one in share
    ]


def test_people_spread_around_their_place(tmp_path):
    """Of a disc of 400 m around b the half that lies east of it is under water."""
    files = a_set(spread="400 m")
    files["d1.asc"] = grid(45, columns=15).replace("\nxllcorner -500", "\nxllcorner -1000")
    files |= {f"d{k}.asc": files["d1.asc"].replace("45", "0") for k in (0, 2)}
    sets.write(tmp_path, files)
    case = load_run(tmp_path / "scenario.json").points[0].case
    (one,) = case.impacts["flood"][0].exposures("water")
    assert (one.zone, one.share) == ("z1", 0.55)  # 169 of 317 places, rounded up to a twentieth


def persons(*columns):
    """Return a grid of persons on the cells of `grid`, two equal rows."""
    row = " ".join(f"{one:g}" for one in (*columns, *[0] * (14 - len(columns))))
    return f"{grid(0).partition('-9999')[0]}-9999\n{row}\n{row}\n"


PERSONS = persons(0, 0, 0, 10, 30, 5, 5, -9999, 0, 80)
"""By cells of 500 m from -500 m on: near b (1000, 0) live 40 in a row, 30 of them where it is wet;
others live more than 1 km off, and nobody near d (6000, 0)."""


def test_people_where_a_raster_of_persons_has_them(tmp_path):
    """Each cell belongs to the nearest zone within 800 m; d has all its people in its place."""
    files = a_set(population={"file": "persons.asc", "within": "800 m", "crs": "network"})
    sets.write(tmp_path, files | {"persons.asc": PERSONS})
    impact = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert [(one.zone, one.from_s, one.to_s, one.share) for one in impact.exposures("water")] == [
        ("z1", 900.0, 1800.0, 0.75)
    ]


@pytest.mark.parametrize(
    ("text", "stated", "expected"),
    [
        (persons(0, -3), {}, "population.file: found -3 persons in a cell, expected at least 0."),
        (PERSONS, {"within": "1 m"}, "population.file: found nobody in cells so near to a zone"),
        (PERSONS, {"crs": None}, "population.crs: found nothing, and"),
        (PERSONS, {"file": "*.asc"}, "population.file: found '*.asc', which stands for 6 files"),
    ],
)
def test_what_is_said_of_a_raster_of_persons(tmp_path, text, stated, expected):
    """Fewer than nobody, nobody near, no reference system, several files."""
    stated = {"file": "persons.asc", "within": "800 m", "crs": "network"} | stated
    stated = {key: value for key, value in stated.items() if value is not None}
    (tmp_path / "persons.asc").write_text(text, encoding="utf-8")
    ((_field, one),) = said(tmp_path, population=stated)
    assert f"impacts[flood].field.{expected}" in one


def test_people_live_in_one_way(tmp_path):
    """Around their place or by a raster, not both."""
    (tmp_path / "persons.asc").write_text(PERSONS, encoding="utf-8")
    both = {"file": "persons.asc", "within": "800 m", "crs": "network"}
    ((_field, one),) = said(tmp_path, population=both, spread="100 m")
    assert "field.population: found both, expected 'spread' or 'population'" in one


def test_each_member_is_a_sample(tmp_path):
    """Two courses of three grids each are two realisations."""
    members = [{"files": ["d0.asc", "d1.asc"]}, {"files": ["d0.asc", "d2.asc"]}]
    case = loaded(tmp_path, files=None, members=members)
    assert [row[-1] for row in rows(case)] == [0.5] * 4
    assert [row[-1] for row in rows(case, sample=1)] == [0.1] * 4


def test_velocity_beside_depth(tmp_path):
    """The speed is that of the deepest cell; their product is kept, too."""
    fast = [{"kind": "velocity", "unit": "m/s", "files": ["d0.asc", "slow.asc", "d0.asc"]}]
    files = a_set(also=fast) | {"slow.asc": grid(1.2)}
    sets.write(tmp_path, files)
    impact = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    kinds = [impact.kinds[code] for code in impact.roads.kind]
    told = set(zip(kinds, impact.roads.from_s.tolist(), impact.roads.value.tolist(), strict=True))
    assert told == {
        ("depth", 900.0, 0.5),
        ("depth", 1800.0, 0.1),
        ("velocity", 900.0, 1.5),
        ("depth_velocity", 900.0, 0.6),
    }


def test_names_with_a_star(tmp_path):
    """Files are taken in the order of the numbers in their names, in members and layers, too."""
    files = a_set(files=["depth_*.asc"])
    files |= {f"depth_{k}.asc": grid(depth) for k, depth in ((1, 0), (2, 45), (10, 10))}
    sets.write(tmp_path, files)
    (tmp_path / "plain").mkdir()
    plain = loaded(tmp_path / "plain").impacts["flood"][0]
    starred = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert starred.content_hash == plain.content_hash
    members = [{"files": ["depth_*.asc"]}, {"files": ["depth_?.asc", "depth_1*0.asc"]}]
    files["scenario.json"]["impacts"][0]["field"] |= {"members": members}
    del files["scenario.json"]["impacts"][0]["field"]["files"]
    sets.write(tmp_path, files)
    both = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"]
    assert [one.content_hash for one in both] == [plain.content_hash] * 2
    assert "no such file" in said(tmp_path, files=["deep_*.asc"])[0][1]


def test_other_hazards_with_more_samples(tmp_path):
    """A scenario whose hazards are drawn 4 times has one course of rasters all the same."""
    files = a_set()
    files["scenario.json"] |= {"samples": 4, "design": {"kind": "random"}}
    sets.write(tmp_path, files)
    assert len(load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"]) == 1


def test_a_bridge_stays_open(tmp_path):
    """The ring lies 2 m above the water, the way back does not."""
    case = loaded(tmp_path, lifted=[{"link_id": "ac", "by": "2 m"}])
    assert {row[0] for row in rows(case)} == {"bc", "ca", "cb"}


def test_smoke_ends_with_its_source(tmp_path):
    """What is no water is void when it is controlled, unless the file says otherwise."""
    case = loaded(tmp_path, kind="speed_factor", unit="%", exposure=None, nodata=0)
    assert case.impacts["flood"][0].sources == (HazardSource(id="river", control="void"),)
    assert {row[1:] for row in rows(case)} == {
        (900.0, 1800.0, 0.45),
        (1800.0, np.inf, 0.1),
    }


def test_another_content_is_another_hazard(tmp_path):
    """The bytes of a grid are part of what a run hangs on."""
    first = loaded(tmp_path).impacts["flood"][0].content_hash
    (tmp_path / "d1.asc").write_text(grid(55), encoding="utf-8")
    again = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert again.content_hash != first


def test_all_faults_at_once(tmp_path):
    """What nobody says, and an exposure on the wrong side, each at its key."""
    nothing = {"unit": None, "crs": None, "time_zero": None, "every": None}
    told = said(tmp_path, **nothing, exposure={"kind": "water", "below": "1 m"})
    keys = ("crs", "exposure", "time_zero", "times", "unit")
    assert sorted(field for field, _text in told) == [f"impacts[flood].field.{k}" for k in keys]
    text = " ".join(text for _field, text in told)
    for words in ("EPSG:4547", "such as m.", "time_zero: 0 h", "'times' or 'every'", "'above' al"):
        assert words in text


@pytest.mark.parametrize(
    ("change", "field", "words"),
    [
        (
            {"unit": "m", "files": ["d0.asc", "deep.asc"]},
            "files",
            "depth: 55 m at 900 s in row 0, column 4",
        ),
        ({"every": "1 h"}, "every", "no frame between 0 and 3600 s, expected one every 15 min"),
        ({"every": None, "times": ["0 h", "0 h", "1 h"]}, "times", "times that increase"),
        ({"every": None, "times": ["0 h"]}, "times", "found 1 times, expected 3"),
        ({"crs": "EPSG:4547"}, "crs", "EPSG:4547, and a network without a reference system"),
        ({"crs": "EPSG:4326"}, "crs", "cells of 500 x 500, expected degrees throughout"),
        ({"exposure": {"kind": "water", "above": "1 kg"}}, "above", "found '1 kg'"),
        ({"time_zero_clock": "2026-07-05 06:00"}, "time_zero_clock", "found both"),
        ({"nodata": "no"}, "nodata", "a number, or none"),
        ({"samples": 2}, "samples", "found 2, expected 1, one for each member"),
        ({"files": None}, "field", "found nothing, expected 'files' or 'members'"),
        ({"files": ["gone.asc"]}, "files[0]", "no such file"),
        ({"lifted": [{"link_id": "xy", "by": "1 m"}]}, "link_id", "xy"),
        ({"kind": "deep"}, "kind", "'depth'"),
        ({"also": [{"kind": "depth"}]}, "kind", "found 'depth', expected each kind once"),
        (
            {"also": [{"kind": "velocity"}]},
            "unit",
            "do not say, such as m/s.",
        ),
        ({"also": [{"kind": "velocity", "unit": "m"}]}, "unit", "found 'm', expected a unit"),
        (
            {"also": [{"kind": "velocity", "unit": "m/s", "files": ["wide.asc"] * 3}]},
            "also",
            "velocity on another raster or at other times, expected those of depth",
        ),
        (
            {
                "files": None,
                "members": [{"files": ["d0.asc"]}],
                "also": [{"kind": "velocity", "files": ["d0.asc"]}],
            },
            "files",
            "expected a variable in the files of the members",
        ),
    ],
)
def test_each_fault_has_its_place(tmp_path, change, field, words):
    """The key that states it, what was found, what is expected."""
    told = said(tmp_path, **change)
    assert any(words in text and name.rpartition(".")[2] == field for name, text in told), told


def test_roads_outside_are_listed(tmp_path):
    """A raster of half of the county names the roads that leave it; a share may be allowed."""
    files = a_set()
    short = {f"d{k}.asc": grid(depth, columns=9) for k, depth in enumerate((0, 45, 10))}
    sets.write(tmp_path, files | short)
    with pytest.raises(UserFaults, match=r"found 2 of 8 arcs outside the raster \(cd, dc\)"):
        load_run(tmp_path / "scenario.json")
    files["scenario.json"]["impacts"][0]["field"]["most_outside"] = "30 %"
    (tmp_path / "scenario.json").write_text(json.dumps(files["scenario.json"]), encoding="utf-8")
    assert len(rows(load_run(tmp_path / "scenario.json").points[0].case)) == 8


def test_the_example_of_the_page(tmp_path, project):
    """What the page shows is what these tests use, key by key and grid by grid."""
    page = (project / "docs" / "hazards" / "field.md").read_text(encoding="utf-8")
    (entry,) = yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])["impacts"]
    assert entry["field"] == FIELD
    assert page.split("```text\n")[1].split("```")[0] == grid(45)
    files = a_set()
    files["scenario.json"]["impacts"] = [entry]
    sets.write(tmp_path, files)
    assert len(rows(load_run(tmp_path / "scenario.json").points[0].case)) == 8


def test_degrees_and_metres_meet(tmp_path, monkeypatch, four_nodes):
    """A network in degrees, a GeoTIFF in a zone of CGCS2000: Mill Road and Ring are wet."""
    rasterio = pytest.importorskip("rasterio", reason="the extra [gis] is not installed")
    folder = tmp_path / "networks" / "degrees"
    folder.mkdir(parents=True)
    config = (four_nodes / "config.csv").read_text(encoding="utf-8")
    nodes = "".join(
        f"{name},{112.5 + km / 96.95:.6f},29.5\n"
        for name, km in zip("abcd", (0, 1, 3, 6), strict=True)
    )
    (folder / "config.csv").write_text(config.replace("km/h,,", "km/h,EPSG:4326,"), "utf-8")
    (folder / "node.csv").write_text(f"node_id,x_coord,y_coord\n{nodes}", "utf-8")
    shutil.copy(four_nodes / "link.csv", folder)
    place = rasterio.Affine(100.0, 0.0, 354_000.0, 0.0, -100.0, 3_266_300.0)
    depth = np.zeros((2, 15, 75), dtype=np.float32)
    depth[1, :, 25:30] = 0.6  # 356 500 to 357 000 m east: 2 km from a, between b and c
    size = {"count": 2, "height": 15, "width": 75, "dtype": "float32", "nodata": -9999.0}
    with rasterio.open(
        tmp_path / "d.tif", "w", driver="GTiff", crs="EPSG:4547", transform=place, **size
    ) as file:
        file.write(depth)
        file.units = ("m", "m")
    files = a_set(files=["d.tif"], crs=None, unit=None)
    files["place.json"]["network"] = "degrees"
    monkeypatch.chdir(tmp_path)
    sets.write(tmp_path, files)
    case = load_run(tmp_path / "scenario.json").points[0].case
    assert rows(case) == [(arc, 900.0, np.inf, 0.6) for arc in ("ac", "bc", "ca", "cb")]


def test_persons_in_another_system():
    """A network in degrees, persons in a zone of CGCS2000: back again within a metre."""
    pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    east, north = np.array([355_000.0, 370_000.0]), np.array([3_266_000.0, 3_270_000.0])
    lon, lat = way_back("EPSG:4326", "EPSG:4547")(east, north)
    again = way("EPSG:4326", "EPSG:4547")(lon, lat)
    assert np.abs(np.array(again) - (east, north)).max() < 1e-3
    shifted = way("EPSG:4326", "GCJ-02")(*way_back("EPSG:4326", "GCJ-02")(lon, lat))
    assert np.abs(np.array(shifted) - (lon, lat)).max() < 1e-8
