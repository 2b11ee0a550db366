"""All times k times as long, for k a power of two: all results k times as long, to the bit.

Premise: every time is on the clock grid before and after, so nothing is rounded differently; the
towns have whole minutes and speed factors of a half and a quarter.
"""

import numpy as np
import pytest
from tests.direction.runs import run, same, scaled, some_town

TOWNS = range(32)


@pytest.mark.parametrize("k", [2.0, 8.0, 0.5])
@pytest.mark.parametrize("number", TOWNS)
def test_all_times_k_times_as_long(number, k):
    """Instants and durations are k times as long; ids, numbers, outcomes and distances stay."""
    world, impacts = some_town(number)
    longer = run(scaled(world, k), {name: scaled(one, k) for name, one in impacts.items()})

    def change(_, column, values):
        if column.name == "time_tick":
            return (k * values).astype(np.int64)
        return k * values if column.kind == "seconds" else values

    same(run(world, impacts), longer, change)


def test_the_towns_are_eventful():
    """In the towns above teams arrive and wait, roads close, goods are handed out, help comes."""
    runs = [run(*some_town(number)) for number in TOWNS]

    def known(table, column):
        return sum(int(np.sum(one[table][column] > 0.0)) for one in runs)

    assert known("incidents", "first_arrival_s") >= 50
    assert known("incidents", "wait_s") >= 20
    for column in ("slowed_s", "detour_s", "waiting_s"):
        assert known("missions", column) >= 5, column
    assert known("consignments", "handed_out_s") >= 20
    assert known("missions", "at_facility_s") >= 5
    outcomes = [outcome for one in runs for outcome in one["missions"]["outcome"]]
    assert {"done", "recalled", "diverted", "cancelled", "censored"} <= set(outcomes)
