"""Hazards from the cache: the same records and maps, whatever is kept, damaged or refused."""

import copy
import importlib
import shutil

import numpy as np
import pytest
from tests.files import sets
from tests.hazards.kinds.test_water import grid, valley, water
from tests.study.test_designs import SOBOL
from tests.study.test_polders import FLOOD

from sandtable.app.main import answer
from sandtable.ground.faults import UserFaults
from sandtable.hazards.cache import VARIABLE, Cache
from sandtable.hazards.kinds.polder import _Polder
from sandtable.study import (
    Stopping,
    cores,
    hazard_frames,
    load_run,
    load_study,
    run_study,
    serial,
)
from sandtable.study.hazard_maps import maps
from sandtable.study.hazard_preview import preview

realising = importlib.import_module("sandtable.hazards.kinds.realisations")  # a function, too


@pytest.fixture
def slow(monkeypatch):
    """Let every realisation take a second, and every sight of frames; return when one is begun."""
    begun = []

    def clock():
        begun.append(float(len(begun)))
        return begun[-1]

    for module in (realising, hazard_frames):
        monkeypatch.setattr(module, "perf_counter", clock)
    return begun


@pytest.fixture
def cache(tmp_path, monkeypatch):
    """Return the cache of the user, empty."""
    monkeypatch.setenv(VARIABLE, str(tmp_path / "cache"))
    return Cache.of_user()


@pytest.fixture
def folder(tmp_path):
    """Return the folder of a scenario of a polder with three samples that people flee from."""
    files = sets.a_set()
    flood = copy.deepcopy(FLOOD)
    files["scenario.json"] |= {"impacts": [flood], "horizon": "2 d"}
    (tmp_path / "files").mkdir()
    sets.write(tmp_path / "files", files)
    return tmp_path / "files"


def hashes(folder, **options):
    """Return the content of the realisations."""
    drawn = load_run(folder / "scenario.json", **options).points[0].case.impacts["flood"]
    return [one.content_hash for one in drawn]


def worked_out(slow):
    """Return how many realisations were worked out since it was asked last."""
    many = len(slow) // 2
    slow.clear()
    return many


def test_records_are_the_same_to_the_byte(folder, cache, slow, monkeypatch):
    """Cold, warm, damaged, unwritable and without a cache, in one process and two."""

    def records(name, engine):
        loaded, out = load_run(folder / "scenario.json"), folder.parent / name
        asked = {"stopping": Stopping(most=6), "engine": engine, "out": out}
        run_study(loaded.points, id=loaded.id, seed=loaded.seed, **asked)
        tables = sorted(out.glob("*/*/*.parquet"))
        return worked_out(slow), [(one.parent.name, one.name, one.read_bytes()) for one in tables]

    many, cold = records("cold", serial())
    assert (many, cache.used().entries) == (3, 3)
    assert len(cold) > 10  # the id of the study is the name of the folder
    assert records("warm", cores(2)) == (0, cold)
    first, second, _third = sorted(cache.folder.iterdir())
    (first / "impact" / "road_from_s.npy").write_bytes(b"")
    (second / "entry.json").write_text("{")
    assert records("damaged", serial()) == (2, cold)
    shutil.rmtree(cache.folder.parent)
    cache.folder.parent.write_text("in the way")
    assert records("unwritable", serial()) == (3, cold)
    monkeypatch.setenv(VARIABLE, "off")
    assert records("off", serial()) == (3, cold)


def test_what_check_worked_out_later_commands_find(folder, cache, slow, monkeypatch):
    """Check, run, preview and a study of the same seed: each sample is worked out once."""
    monkeypatch.chdir(folder)
    (folder / "study.json").write_text(
        '{"schema": "study/1", "id": "s", "scenarios": ["scenario.json"], "seed": 1,'
        ' "replications": 3}'
    )
    for command in (
        ["check", "scenario.json"],
        ["check", "study.json"],
        ["run", "scenario.json", "--replications", "3", "--jobs", "1"],
        ["hazard", "preview", "scenario.json"],
        ["hazard", "preview", "scenario.json", "--sample", "2"],
    ):
        assert answer([*command, "--quiet"]) == 0, command
    load_study(folder / "study.json")
    assert worked_out(slow) == 3
    assert cache.used().entries == 3
    load_run(folder / "scenario.json", seed=2)
    assert worked_out(slow) == 3


def test_what_is_quick_is_not_kept(folder, cache, monkeypatch):
    """Under a fifth of a second; a fifth of a second is kept."""
    now = [0.0]
    monkeypatch.setattr(realising, "perf_counter", lambda: now[0])
    realise = _Polder.impact

    def taking(seconds):
        def impact(self, draws):
            now[0] += seconds
            return realise(self, draws)

        monkeypatch.setattr(_Polder, "impact", impact)
        return hashes(folder)

    quick = taking(0.1875)
    assert cache.used().entries == 0
    assert taking(0.25) == quick
    assert cache.used().entries == 3


def test_a_dimension_is_known_from_the_cache_too(folder, cache, slow):
    """Numbers drawn are kept: a Sobol design is checked against them, cold and warm alike."""
    files, flood = sets.a_set(), copy.deepcopy(FLOOD)
    del flood["polder"]["samples"]
    design = SOBOL | {"dimensions": ["flood.outside", "flood.front"]}
    files["scenario.json"].pop("targets")
    files["scenario.json"] |= {"impacts": [flood], "samples": 4, "design": design}
    sets.write(folder, files)
    cold = hashes(folder)
    assert worked_out(slow) == 4
    assert hashes(folder) == cold
    assert worked_out(slow) == 0
    wrong = design | {"dimensions": ["flood.outside", "flood.fornt"]}
    files["scenario.json"]["design"] = wrong
    sets.write(folder, files)
    said = []
    for _again in range(2):
        with pytest.raises(UserFaults) as refused:
            hashes(folder)
        said.append(str(refused.value))
    assert said[0] == said[1]
    assert "flood.front" in said[0]
    assert worked_out(slow) == 4  # the second time the cache knew what was drawn


def test_a_fault_of_the_physics_is_told_again(folder, cache, slow, monkeypatch):
    """Nothing is kept of a sample that cannot be; those before it are."""
    realise = _Polder.impact

    def impact(self, draws):
        if draws.sample == 1:
            raise ValueError("water too deep")
        return realise(self, draws)

    monkeypatch.setattr(_Polder, "impact", impact)
    for kept in (1, 1):
        with pytest.raises(UserFaults, match="water too deep"):
            hashes(folder)
        assert cache.used().entries == kept


@pytest.fixture
def rain(folder):
    """Return the folder of a scenario of rain on a valley with a pit, in two samples."""
    ground = valley()
    ground[2, 40] -= 5.0
    files = sets.a_set()
    stated = water(rain_factor={"uniform": [0.5, 2]}, samples=2)
    entry = {"id": "flood", "activate_at": "1 h", "water": stated}
    files["scenario.json"]["impacts"] = [entry]
    sets.write(folder, files | {"valley.asc": grid(ground)})
    return folder


def test_remarks_are_told_from_the_cache_too(rain, cache, slow):
    """What was done to the ground, and how fast the water was, hang on what was worked out."""
    cold = load_run(rain / "scenario.json").remarks
    assert worked_out(slow) == 2
    warm = load_run(rain / "scenario.json").remarks
    assert worked_out(slow) == 0
    assert cold == warm
    assert any("pits" in one.found for one in cold)


def test_maps_from_the_cache_show_the_same(rain, cache, slow):
    """Frames that a map showed are not worked out again, at some of its instants neither."""

    def layer(at_s, sample=0):
        loaded = load_run(rain / "scenario.json")
        case = loaded.points[0].case
        found = preview(case, "flood", sample=sample)
        around, kept = loaded.around["flood"], Cache.of_user()
        slow.clear()
        return maps(case, found, at_s=at_s, around=around, seed=1, cache=kept).layer

    def same(one, other):
        pairs = [*zip(one.values, other.values, strict=True)]
        pairs += [*zip(one.worst, other.worst, strict=True)]
        return all(np.array_equal(mine, theirs) for mine, theirs in pairs)

    cold = layer([1800.0, 7200.0])
    assert worked_out(slow) == 1
    assert same(layer([1800.0, 7200.0]), cold)
    assert worked_out(slow) == 0
    last = layer([7200.0])
    assert worked_out(slow) == 0
    assert np.array_equal(last.worst[0], cold.worst[1])
    assert not np.array_equal(layer([7200.0], sample=1).values[0], last.values[0])
    assert worked_out(slow) == 1
    kept = cache.used().entries
    for file in cache.folder.glob("*/worst.npy"):
        file.write_bytes(b"")
    assert same(layer([1800.0, 7200.0]), cold)
    assert worked_out(slow) == 1
    assert cache.used().entries == kept


def test_nothing_is_kept_where_tests_do_not_ask_for_it(folder, slow):
    """The home of whoever runs the tests is left alone."""
    assert Cache.of_user().folder is None
    assert hashes(folder) == hashes(folder)
    assert worked_out(slow) == 6
