"""What is kept on disk: whole or not at all, bounded, never trusted, never in the way."""

import json
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import partial
from pathlib import Path

import numpy as np
import pytest

from sandtable.hazards.cache import MOST_BYTES, NOTHING_KEPT, OFF, VARIABLE, Cache, Used

KEY, OTHER = "0" * 32, "1" * 32


def write(number, folder):
    """Write an array and a text, in a folder of its own as an Impact is."""
    (folder / "inner").mkdir()
    np.save(folder / "inner" / "column.npy", np.full(10, number), allow_pickle=False)
    (folder / "asked.json").write_text("[]")


def read(folder):
    """Return the number that was written."""
    return int(np.load(folder / "inner" / "column.npy", allow_pickle=False)[0])


@pytest.fixture
def cache(tmp_path):
    """Return a cache in a folder that is not there yet."""
    return Cache(tmp_path / "deep" / "hazards")


def names(cache):
    """Return what lies in the folder of a cache."""
    return sorted(path.name for path in cache.folder.iterdir())


def test_what_was_put_is_found_by_its_key(cache):
    """By that key and no other; drafts do not stay behind."""
    assert cache.get(KEY, read) is None
    cache.put(KEY, partial(write, 7))
    assert cache.get(KEY, read) == 7
    assert cache.get(OTHER, read) is None
    assert names(cache) == [KEY]


def test_who_comes_second_leaves_what_is_there(cache):
    """Two processes work out the same: the slower one throws its own away."""
    cache.put(KEY, partial(write, 7))
    cache.put(KEY, partial(write, 8))
    assert cache.get(KEY, read) == 7
    assert names(cache) == [KEY]


def cut(entry):
    """Cut a file short, as a full disk does."""
    file = entry / "inner" / "column.npy"
    file.write_bytes(file.read_bytes()[:-4])


def flip(entry):
    """Turn one bit of the data over."""
    file = entry / "inner" / "column.npy"
    data = bytearray(file.read_bytes())
    data[-1] ^= 1
    file.write_bytes(data)


def lose(entry):
    """Lose a file."""
    (entry / "asked.json").unlink()


def gain(entry):
    """Find a file that nobody wrote."""
    (entry / "more.npy").write_bytes(b"")


def head(text):
    """Return what writes another head."""
    return lambda entry: (entry / "entry.json").write_text(text)


def move(entry):
    """Carry the content of another key."""
    (entry / "entry.json").write_text(
        (entry / "entry.json").read_text().replace(KEY, OTHER), encoding="utf-8"
    )


def no_head(entry):
    """Lose the head, as a program that is killed while it removes an entry leaves it."""
    (entry / "entry.json").unlink()


DAMAGE = [cut, flip, lose, gain, head(""), head("[]"), head('{"key": 1}'), head("\x00"), move]


@pytest.mark.parametrize("damage", [*DAMAGE, no_head])
def test_what_is_damaged_is_replaced(cache, damage):
    """It counts as nothing and goes, so that what is worked out anew takes its place."""
    cache.put(KEY, partial(write, 7))
    damage(cache.folder / KEY)
    assert cache.get(KEY, read) is None
    assert names(cache) == []
    cache.put(KEY, partial(write, 7))
    assert cache.get(KEY, read) == 7


def test_a_pickle_is_never_opened(cache, tmp_path):
    """An array of objects, its head and hashes right: NumPy would run code, if it were allowed."""

    class Code:
        def __reduce__(self):
            return os.mkdir, (str(tmp_path / "ran"),)

    def plant(folder):
        (folder / "inner").mkdir()
        np.save(folder / "inner" / "column.npy", np.array([Code()]), allow_pickle=True)

    cache.put(KEY, plant)
    assert names(cache) == [KEY]
    assert cache.get(KEY, read) is None
    assert names(cache) == []
    assert not (tmp_path / "ran").exists()


def test_a_disk_that_refuses_is_no_fault(tmp_path, cache):
    """No folder can be made, the disk is full half-way, or there is no cache: nothing is kept."""
    (tmp_path / "file").write_text("")
    for nowhere in (Cache(tmp_path / "file" / "hazards"), NOTHING_KEPT):
        nowhere.put(KEY, partial(write, 7))
        assert nowhere.get(KEY, read) is None
        assert nowhere.used() == Used(0, 0) == nowhere.empty()
        nowhere.trim()

    def full(folder):
        write(7, folder)
        raise OSError(28, "No space left on device")

    cache.put(KEY, full)
    assert names(cache) == []


def test_what_was_not_used_for_longest_goes_first(tmp_path):
    """Of three entries of 12 kB, two fit; the oldest was used again, so the second goes."""
    cache = Cache(tmp_path, most_bytes=24_576)
    for number in range(3):
        cache.put(str(number) * 32, partial(write, number))
        os.utime(tmp_path / (str(number) * 32), (number, number))
    assert cache.used() == Used(3, 36_864)  # three files of a block each
    assert cache.get("0" * 32, read) == 0
    cache.trim()
    assert names(cache) == ["0" * 32, "2" * 32]
    assert cache.used() == Used(2, 24_576)


def test_abandoned_drafts_go_and_young_ones_stay(cache):
    """A process that was killed leaves a draft; another may be writing on its own just now."""
    for name, age_s in ((".draft-old", 2 * 86_400), (".draft-new", 60)):
        draft = cache.folder / name
        draft.mkdir(parents=True)
        os.utime(draft, (time.time() - age_s, time.time() - age_s))
    cache.trim()
    assert names(cache) == [".draft-new"]


def test_emptying_takes_nothing_of_others(cache):
    """Entries and drafts go; a folder of the user's own that lies there stays."""
    cache.put(KEY, partial(write, 7))
    (cache.folder / ".draft-x").mkdir()
    (cache.folder / "photos").mkdir()
    (cache.folder / "notes.txt").write_text("mine")
    assert cache.empty() == Used(1, 12_288)
    assert names(cache) == ["notes.txt", "photos"]


@pytest.mark.parametrize(
    ("system", "said", "folder"),
    [
        ("linux", {}, "home/.cache/sandtable/hazards"),
        ("linux", {"XDG_CACHE_HOME": "/x"}, "/x/sandtable/hazards"),
        ("linux", {"XDG_CACHE_HOME": "not/absolute"}, "home/.cache/sandtable/hazards"),
        ("darwin", {"XDG_CACHE_HOME": "/x"}, "home/Library/Caches/sandtable/hazards"),
        ("win32", {}, "home/AppData/Local/sandtable/hazards"),
        ("win32", {"LOCALAPPDATA": "/local"}, "/local/sandtable/hazards"),
        ("linux", {VARIABLE: "/mine"}, "/mine/hazards"),
        ("linux", {VARIABLE: OFF}, None),
    ],
)
def test_where_it_is(monkeypatch, system, said, folder):
    """The rule of each system; the user's own word goes first."""
    for name in (VARIABLE, "XDG_CACHE_HOME", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in said.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(Path, "home", lambda: Path("home"))
    found = Cache.of_user()
    assert found.folder == (None if folder is None else Path(folder))
    assert found.most_bytes == MOST_BYTES


def test_who_has_no_home_keeps_nothing(monkeypatch):
    """As in some containers: commands work all the same."""

    def nobody():
        raise RuntimeError("Could not determine home directory.")

    monkeypatch.delenv(VARIABLE)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr(Path, "home", nobody)
    assert Cache.of_user().folder is None


def test_the_head_names_each_file(cache):
    """People can see what an entry holds; nothing in it is a program."""
    cache.put(KEY, partial(write, 7))
    said = json.loads((cache.folder / KEY / "entry.json").read_text())
    assert said["key"] == KEY
    assert sorted(said["files"]) == ["asked.json", "inner/column.npy"]


def test_many_at_once_get_the_right_thing_or_nothing(cache):
    """Four threads look, write, damage and trim one key: no error, no wrong number, no draft."""
    tight = Cache(cache.folder, most_bytes=0)

    def go(number):
        seen = []
        for turn in range(40):
            seen.append(cache.get(KEY, read))
            cache.put(KEY, partial(write, 7))
            if turn % 4 == number:
                with suppress(OSError):
                    cut(cache.folder / KEY)
            if turn % 10 == number:
                tight.trim()
        return seen

    with ThreadPoolExecutor(4) as pool:
        seen = [one for many in pool.map(go, range(4)) for one in many]
    assert set(seen) == {None, 7}
    assert names(cache) in ([], [KEY])
