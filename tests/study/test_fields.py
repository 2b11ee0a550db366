"""Hazards out of rasters in a study: a road closes, people are exposed, members are samples."""

import json

import numpy as np
import pyarrow.parquet as pq
import pytest
from tests.files import sets

from sandtable.app.main import answer
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
    return files | {f"{name}.asc": grid(depth) for name, depth in grids.items()}


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


def test_each_member_is_a_sample(tmp_path):
    """Two courses of three grids each are two realisations."""
    members = [{"files": ["d0.asc", "d1.asc"]}, {"files": ["d0.asc", "d2.asc"]}]
    case = loaded(tmp_path, files=None, members=members)
    assert [row[-1] for row in rows(case)] == [0.5] * 4
    assert [row[-1] for row in rows(case, sample=1)] == [0.1] * 4


def test_a_bridge_stays_open(tmp_path):
    """The ring lies 2 m above the water, the way back does not."""
    case = loaded(tmp_path, lifted=[{"link_id": "ac", "height": "2 m"}])
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
    assert [field for field, _text in told] == ["impacts[flood].field"] * 4 + [
        "impacts[flood].field.exposure"
    ] or {field.rpartition(".")[2] for field, _text in told} >= {"exposure"}
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
        ({"files": ["gone.asc"]}, "field", "no such file"),
        ({"lifted": [{"link_id": "xy", "height": "1 m"}]}, "link_id", "xy"),
        ({"kind": "deep"}, "kind", "'depth'"),
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
