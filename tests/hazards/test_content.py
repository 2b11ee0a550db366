"""The hash of what a realisation hangs on: nothing that matters is left out of it."""

import shutil
import warnings
from dataclasses import fields, replace
from datetime import UTC, datetime

import numpy as np
import pytest
from tests.files import sets
from tests.study.test_fields import a_set, grid

from sandtable.files.impact_files import Dates, HazardStated, Neighbour
from sandtable.hazards import content
from sandtable.hazards.around import Around
from sandtable.hazards.content import content_of, key_of
from sandtable.study import load_run


@pytest.fixture
def roads(tmp_path, four_nodes):
    """Return the folder of a scenario with a field, and of a network of its own."""
    shutil.copytree(four_nodes, tmp_path / "roads")
    write(tmp_path)
    return tmp_path


def write(folder, change=None, **field):
    """Write the scenario, its files changed by a function."""
    files = a_set(**field)
    files["place.json"]["network"] = "roads"
    if change is not None:
        change(files)
    sets.write(folder, files)


def found(folder, *, seed=1, entry="flood"):
    """Return the hash of the entry."""
    return content_of(load_run(folder / "scenario.json", seed=seed).around[entry], seed)


def scenario(**keys):
    """Return what changes keys of the scenario."""
    return lambda files: files["scenario.json"].update(keys)


def other_zone(**keys):
    """Return what changes keys of the first zone."""
    return lambda files: files["place.json"]["zones"][0].update(keys)


def rename(files):
    """Let the entry have another id."""
    files["scenario.json"]["impacts"][0]["id"] = "water"


def test_what_does_not_count_leaves_it_alone(roads):
    """Another place in the file, plan, target, activation and horizon: the same realisation."""
    before = found(roads)
    assert found(roads) == before

    def elsewhere(files):
        first = {"id": "dry", "activate_at": "2 h", "field": {**files_field(files), "every": 900}}
        first["field"]["every"] = "15 min"
        files["scenario.json"]["impacts"].insert(0, first)
        files["scenario.json"]["impacts"][1]["activate_at"] = "90 min"
        files["plan.json"]["teams"][0]["base"] = "b2"
        files["scenario.json"]["horizon"] = "7 h"
        files["targets.json"]["targets"][0]["within"] = "20 min"

    write(roads, elsewhere)
    assert found(roads) == before


def files_field(files):
    """Return the part of the field."""
    return files["scenario.json"]["impacts"][0]["field"]


def test_each_input_counts(roads):
    """One number of the part, a file, its name, the people, the roads, the design, the seed."""
    members = [{"files": ["d0.asc", "d1.asc"]}, {"files": ["d0.asc", "d2.asc"]}]
    known = {"as it was": found(roads), "seed": found(roads, seed=2)}
    for name, change, field in (
        ("number", None, {"exposure": {"kind": "water", "above": "0.4 m"}}),
        ("cause", None, {"cause": {"zh": "积水", "en": "water"}}),
        ("source", None, {"source": "rain"}),
        ("another file", None, {"files": ["d0.asc", "deep.asc", "d2.asc"]}),
        ("content", lambda files: files.update({"d1.asc": grid(46)}), {}),
        ("people", other_zone(population=901), {}),
        ("where they live", other_zone(node="c"), {}),
        ("samples", None, {"members": members, "files": None}),
        ("ensemble", scenario(samples=2, design={"kind": "random"}), {"samples": 1}),
        ("laid out", scenario(samples=2, design={"kind": "lhs", "randomisations": 2}), {}),
    ):
        write(roads, change, **field)
        known[name] = found(roads)
    write(roads, rename)
    known["entry"] = found(roads, entry="water")
    write(roads)
    links = roads / "roads" / "link.csv"
    links.write_text(links.read_text("utf-8").replace(",1,60,", ",1.5,60,", 1), "utf-8")
    known["roads"] = found(roads)
    assert len(set(known.values())) == len(known), known


def test_files_of_a_pattern_count_by_name_and_order(roads):
    """``d?.asc`` takes in a file that comes to lie there, though the scenario is the same."""
    write(roads, files=["d?.asc"])
    before = found(roads)
    (roads / "d3.asc").write_text(grid(20))
    three = found(roads)
    (roads / "d3.asc").rename(roads / "d4.asc")
    assert len({before, three, found(roads)}) == 3


def test_no_field_of_the_surroundings_is_forgotten(roads):
    """Whatever is added to them must be put into the hash, or be named here as what moves none."""
    around = load_run(roads / "scenario.json").around["flood"]
    stated = around.stated
    told_elsewhere = {"root", "path"}  # where it stands: faults alone need it
    other = {
        "part": stated.part.model_copy(update={"spread": 5.0}),
        "files": {pattern: files[:1] for pattern, files in stated.files.items()},
        "contents": ("0",),
        "samples": 9,
        "design": "another",
        "ensemble": 9,
        "dates": Dates("UTC", datetime(2026, 7, 1, tzinfo=UTC)),
        "neighbours": {"rain": Neighbour(key="water")},
    }
    assert set(other) | told_elsewhere == {one.name for one in fields(HazardStated)}
    hashes = {content_of(around, 1)}
    for name, value in other.items():
        changed = replace(around, stated=replace(stated, **{name: value}))
        hashes.add(content_of(changed, 1))
    assert len(hashes) == 1 + len(other)
    assert {one.name for one in fields(Around)} == {"entry", "network", "zones", "stated"}
    kind = replace(stated, path=(*stated.path[:-1], "fire"))
    assert content_of(replace(around, stated=kind), 1) not in hashes


def test_another_program_keeps_another_one(monkeypatch):
    """Sources of the rooms that work it out, versions of libraries, kind of processor, sample."""

    def now(sample=0):
        content._program.cache_clear()
        return key_of("content", "impact", sample)

    keys = {now(), now(1), key_of("content", "frame", 0), key_of("other", "impact", 0)}
    with monkeypatch.context() as patch:
        patch.setattr(content, "source_hash", lambda *rooms: f"another of {rooms}")
        keys.add(now())
    with monkeypatch.context() as patch:
        patch.setattr(content, "version", lambda library: f"{library} 99")
        keys.add(now())
    with monkeypatch.context() as patch:
        patch.setattr(content.platform, "machine", lambda: "another")
        keys.add(now())
    assert len(keys) == 7
    assert now() in keys
    content._program.cache_clear()


def test_all_rooms_that_may_take_part_are_counted(project):
    """Those that hazards may import, and hazards."""
    package = project / "sim" / "sandtable"
    below = ("ground", "world", "files", "hazards")
    assert sorted(content._ROOMS) == sorted(below)
    assert all((package / room).is_dir() for room in below)


def test_a_world_file_beside_a_geotiff_counts(roads):
    """It says where the raster lies: moved 1 km to the west, the water leaves the mill road."""
    rasterio = pytest.importorskip("rasterio", reason="the extra [gis] is not installed")
    deep = np.zeros((3, 2, 40))
    deep[1, :, 4:6] = 45.0
    size = {"width": 40, "height": 2, "count": 3, "dtype": "float64", "driver": "GTiff"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # that it does not say itself where it lies is the point
        with rasterio.open(roads / "deep.tif", "w", nodata=-9999.0, **size) as file:
            file.write(deep)
    known = []
    for west in (-250, -1250):
        (roads / "deep.tfw").write_text(f"500\n0\n0\n-500\n{west}\n250\n")
        write(roads, files=["deep.tif"])
        loaded = load_run(roads / "scenario.json")
        (impact,) = loaded.points[0].case.impacts["flood"]
        known.append((loaded.id, found(roads), impact.content_hash))
        assert "deep.tfw" in {one["file"].split("/")[-1] for one in loaded.about["inputs"]}
    assert all(one != other for one, other in zip(*known, strict=True))
