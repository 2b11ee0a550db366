"""Ids by our rules, and which two links are the two directions of one road."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.importing.ids import number_ids, own_ids, road_of, roads_of_twins
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES


def test_numbers_get_a_prefix_and_ids_stay():
    """What is an id stays as it is; what is none is written small."""
    assert own_ids(["17", "bridge_3", "Main St. 5", "10-8-6"], "l") == [
        "l17",
        "bridge_3",
        "main_st_5",
        "l10_8_6",
    ]
    assert number_ids(np.array([5, -5]), "n") == ["n5", "n_5"]


@given(st.lists(st.text(min_size=1), unique=True))
def test_different_ids_stay_different(texts):
    """Whatever they are, each has an id of its own, and one that leaves room for two letters."""
    ids = own_ids(texts, "n")
    assert len(set(ids)) == len(texts)
    assert all(ID_PATTERN.fullmatch(one) and len(one) <= MAX_ID_BYTES - 4 for one in ids)
    assert len({road_of(one) for one in ids}) == len(texts)
    assert dict(zip(reversed(texts), own_ids(texts[::-1], "n"), strict=True)) == dict(
        zip(texts, ids, strict=True)
    )


def roads(arcs, ways=None):
    """Return the road of each arc (tail, head, length)."""
    tail, head, length = (np.array(column) for column in zip(*arcs, strict=True))
    links = [f"l{at}" for at in range(1, len(arcs) + 1)]
    return roads_of_twins(links, tail, head, length.astype(float), ways)


def test_twins_share_a_road():
    """Opposite direction and equal length; a parallel arc and a loop are roads of their own."""
    assert roads([(0, 1, 5), (1, 0, 5), (0, 1, 6), (2, 2, 9), (2, 2, 9)]) == [
        "r1",
        "r1",
        "r3",
        "r4",
        "r5",
    ]


def test_parallel_twins_go_in_pairs():
    """Two roads of equal length between the same nodes stay two; a third arc is left alone."""
    assert roads([(0, 1, 5), (0, 1, 5), (1, 0, 5), (1, 0, 5), (1, 0, 5)]) == [
        "r1",
        "r2",
        "r1",
        "r2",
        "r5",
    ]


def test_twins_come_from_the_same_way():
    """Equal ends and lengths do not make one road of two ways; unknown lengths may be equal."""
    nan = float("nan")
    assert roads([(0, 1, 5), (1, 0, 5)], ["a", "b"]) == ["r1", "r2"]
    assert roads([(0, 1, 5), (1, 0, 5)], ["a", "a"]) == ["r1", "r1"]
    assert roads([(0, 1, nan), (1, 0, nan)]) == ["r1", "r1"]
