"""Packs: what workers map from the disk, and that nothing of it stays behind."""

import pickle
import stat
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from tests.determinism.worlds import SAMPLES, case

from sandtable.dispatch import POLICIES, road_book
from sandtable.study import pack as pack_file
from sandtable.study.case import operate
from sandtable.study.pack import Pack, case_of, opened, packed, save_roads
from sandtable.study.work import Batch, work


@pytest.fixture
def pack():
    """Return a pack of the small town with its two plans."""
    return Pack(
        cases=(case("plan"), case("more")), alternatives=("plan", "more"), seed=5, run=operate
    )


def forget(key):
    """Forget a pack, as a worker that was just spawned does not know it."""
    pack_file._opened.pop(key)
    for known in (pack_file._cases, pack_file._books):
        for name in [name for name in known if name[0] == key]:
            del known[name]


def hashes(case_):
    """Return what identifies the samples of a case."""
    return [impact.content_hash for impact in case_.impacts["river"]]


def test_a_worker_reads_what_the_parent_wrote(pack):
    """Worlds, networks and Impacts, equal by their content."""
    with packed(pack, on_disk=True) as key:
        assert opened(key) is pack  # the parent has it at hand
        forget(key)
        read = opened(key)
        assert read is not pack
        assert (read.alternatives, read.seed, read.run) == (("plan", "more"), 5, operate)
        for mine, theirs in zip(read.cases, pack.cases, strict=True):
            assert mine.world.network.content_hash == theirs.world.network.content_hash
            # By their texts: nan, a number that is not known, equals nothing.
            assert repr(replace(mine.world, network=None)) == repr(
                replace(theirs.world, network=None)
            )
            assert hashes(mine) == hashes(theirs)


def test_arrays_are_mapped_and_stored_once(pack):
    """One network and one set of Impacts for both cases; no array inside the pickle."""
    with packed(pack, on_disk=True) as key:
        forget(key)
        network = opened(key).cases[1].world.network
        assert isinstance(network.length_m, np.memmap)
        assert not network.length_m.flags.writeable
        folders = sorted(one.name.rstrip("0123456789") for one in Path(key).iterdir())
        assert folders == ["cases.pickle", *["impact_"] * SAMPLES, "network_"]
        assert b"ndarray" not in (Path(key) / "cases.pickle").read_bytes()


def test_only_this_user_may_enter_and_nothing_stays(pack, tmp_path):
    """A pickle is code: nobody else may put one there. Afterwards it is gone, after errors too."""
    with packed(pack, on_disk=True, scratch=tmp_path) as key:
        assert Path(key).parent == tmp_path
        assert stat.S_IMODE(Path(key).stat().st_mode) == 0o700
        case_of(key, 0)
    assert not list(tmp_path.iterdir())
    with pytest.raises(ZeroDivisionError), packed(pack, on_disk=True, scratch=tmp_path):
        raise ZeroDivisionError
    assert not list(tmp_path.iterdir())
    for known in (pack_file._opened, pack_file._cases, pack_file._books):
        assert not known


def test_tables_that_the_parent_computed_are_mapped_by_workers(pack):
    """A worker that meets the same road states computes none again."""
    batch = (0, SAMPLES)
    with packed(pack, on_disk=True) as key:
        first = work(Batch(key, 0, batch))
        assert first.roads_computed > 0
        save_roads(key)
        forget(key)
        again = work(Batch(key, 0, batch))
        assert (again.roads_computed, again.roads_loaded) == (0, first.roads_computed)
        assert again.shards == first.shards


def test_alternatives_on_the_same_roads_share_their_tables(pack):
    """Bases, places and vehicles are the same: the second plan finds them computed."""
    with packed(pack, on_disk=False) as key:
        work(Batch(key, 0, tuple(range(SAMPLES))))
        assert case_of(key, 0).roads is case_of(key, 1).roads
        assert work(Batch(key, 1, tuple(range(SAMPLES)))).roads_computed <= 1
    with packed(replace(pack, cases=(case("plan"), other_vehicles())), on_disk=False) as key:
        assert case_of(key, 0).roads is not case_of(key, 1).roads


def other_vehicles():
    """Return the case with vehicles that drive at half the speed."""
    world = case().world
    slow = tuple(replace(one, speed_factor=0.5) for one in world.plan.profiles)
    return replace(case(), world=replace(world, plan=replace(world.plan, profiles=slow)))


def test_tables_of_the_callers_travel_as_files(pack):
    """A case may bring its book: workers get its tables and make a book of their own."""
    book = road_book(pack.cases[0].world)
    mine = replace(pack, cases=(replace(pack.cases[0], roads=book), pack.cases[1]))
    with packed(mine, on_disk=False) as key:
        first = work(Batch(key, 0, (0,)))
        assert case_of(key, 0).roads is book
    with packed(mine, on_disk=True) as key:
        forget(key)
        found = work(Batch(key, 0, (0,)))
        assert (found.roads_computed, found.shards) == (0, first.shards)
        assert found.roads_loaded == first.roads_computed


def test_a_users_policy_is_registered_in_every_worker(pack, tmp_path, monkeypatch):
    """The worker loads the file that the user named, and no other."""
    monkeypatch.setattr("sandtable.dispatch.policies.POLICIES", dict(POLICIES))
    file = tmp_path / "mine.py"
    file.write_text(
        "from sandtable.dispatch import register\n"
        "class Mine:\n"
        "    name = 'mine'\n"
        "    only_when_waiting = True\n"
        "    def decide(self, picture, waiting, idle, now):\n"
        "        return []\n"
        "register('mine', Mine)\n"
    )
    with packed(replace(pack, policy_file=str(file)), on_disk=True) as key:
        forget(key)
        opened(key)
    from sandtable.dispatch import policies  # noqa: PLC0415  as it is now

    assert "mine" in policies.POLICIES


def test_a_pack_holds_nothing_that_is_random(pack):
    """Pickled twice it is the same, so nothing depends on the order of a set."""
    with packed(pack, on_disk=True) as one, packed(pack, on_disk=True) as two:
        files = [(Path(key) / "cases.pickle").read_bytes() for key in (one, two)]
        assert files[0] == files[1]
    assert pickle.HIGHEST_PROTOCOL >= 5
