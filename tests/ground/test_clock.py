from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.ground.clock import (
    LATEST_S,
    TICK_S,
    Rank,
    grid,
    grid_array,
    grid_up,
    priority,
    ticks,
)
from sandtable.ground.names import MAX_ID_BYTES

instants = st.floats(-LATEST_S, LATEST_S, exclude_min=True, exclude_max=True)
whole_ticks = st.integers(-(2**51) + 1, 2**51 - 1)
ids = st.from_regex(r"[a-z][a-z0-9_]*", fullmatch=True).filter(lambda s: len(s) <= MAX_ID_BYTES)
ranks = st.sampled_from(list(Rank))


@given(instants)
def test_instants_go_to_the_nearest_tick(time_s):
    """As exact fractions: the nearest multiple of 2^-20 s, ties to even."""
    exact = round(Fraction(time_s) * 2**20)  # Python rounds fractions half to even
    assert Fraction(grid(time_s)) == Fraction(exact, 2**20)


@given(st.integers(-(2**50), 2**50))
def test_ties_go_to_the_even_tick(tick):
    """Halfway between two ticks the even one wins."""
    halfway = (tick + 0.5) * TICK_S
    assert ticks(grid(halfway)) == tick + tick % 2


@given(st.lists(instants, max_size=20))
def test_arrays_are_rounded_as_single_instants(times):
    """The array face has the bits of the scalar face."""
    assert grid_array(np.array(times)).tolist() == [grid(time_s) for time_s in times]


@given(whole_ticks)
def test_the_grid_rests_on_itself(tick):
    """An instant of the grid is its own rounding, from below and from above."""
    time_s = tick * TICK_S
    assert grid(time_s) == grid_up(time_s) == time_s
    assert ticks(time_s) == tick


@given(st.lists(st.integers(0, 2**45), min_size=2, max_size=40))
def test_parts_add_up_exactly(parts):
    """Differences of instants of the grid sum to the whole in any order, to the bit."""
    instants_s = [0.0]
    for part in parts:
        instants_s.append(instants_s[-1] + part * TICK_S)
    differences = [b - a for a, b in pairwise(instants_s)]
    assert sum(differences) == sum(reversed(differences)) == instants_s[-1]


@given(instants)
def test_commands_from_outside_never_act_early(time_s):
    """Rounding up gives the first tick not before the instant."""
    up = grid_up(time_s)
    assert Fraction(up) >= Fraction(time_s)
    assert Fraction(up) - Fraction(time_s) < Fraction(1, 2**20)
    assert grid(up) == up


@given(st.tuples(ranks, ids), st.tuples(ranks, ids))
def test_priorities_order_by_rank_then_id(one, other):
    """Integers of the heap compare as (rank, id as bytes)."""
    by_pair = (one[0], one[1].encode()) < (other[0], other[1].encode())
    assert (priority(*one) < priority(*other)) == by_pair
    assert (priority(*one) == priority(*other)) == (one == other)


@given(ranks, ids)
def test_priorities_lie_above_simpys_own(rank, acting_id):
    """SimPy keeps 0 and 1 for itself."""
    assert priority(rank, acting_id) > 1


def test_the_longest_id_still_counts_in_its_last_byte():
    """Ids of MAX_ID_BYTES that differ at the end only keep their order, and the rank its weight."""
    stem = "a" * (MAX_ID_BYTES - 1)
    assert priority(Rank.ROAD, stem) < priority(Rank.ROAD, stem + "a")
    assert priority(Rank.ROAD, stem + "a") < priority(Rank.ROAD, stem + "b")
    assert priority(Rank.ROAD, "z" * MAX_ID_BYTES) < priority(Rank.MESSAGE, "a")


def test_ids_beyond_ascii_have_no_priority():
    """Chinese names are names, not ids."""
    with pytest.raises(UnicodeEncodeError):
        priority(Rank.ROAD, "团洲")


def test_ranks_run_from_command_to_decision():
    """Command from outside, road, message, arrival, decision (contracts §1)."""
    assert [rank.name for rank in sorted(Rank)] == [
        "COMMAND",
        "ROAD",
        "MESSAGE",
        "ARRIVAL",
        "DECISION",
    ]
