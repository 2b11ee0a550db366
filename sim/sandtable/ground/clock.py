"""Model time: the grid of instants and the rank of events that share one (contracts §1)."""

from __future__ import annotations

import math
from enum import IntEnum

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.names import MAX_ID_BYTES

TICK_S = 2.0**-20
"""Model time is a whole multiple of this [s]."""

LATEST_S = 2.0**31
"""Instants stay below this, 68 years [s]; beyond it the grid would need more than 52 bits."""

# Adding 1.5 * 2^32 makes 2^-20 the last place of a float64, so the sum is rounded to the grid,
# nearest, ties to even, by the arithmetic itself; taking it away again is exact.
GRID = 1.5 * 2.0**32
"""Where `grid` would be called very often, write ``(time_s + GRID) - GRID``."""


def grid(time_s: float) -> float:
    """Round an instant to the clock grid, nearest, ties to even.

    Parameters
    ----------
    time_s
        Instant, ``abs(time_s) < LATEST_S`` [s]. Parts are never rounded, only instants.

    """
    return (time_s + GRID) - GRID


def grid_array(time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round instants of any shape to the clock grid, bit for bit as `grid` does [s]."""
    rounded: NDArray[np.float64] = (time_s + GRID) - GRID
    return rounded


def grid_up(time_s: float) -> float:
    """Round an instant from outside up to the grid [s]: nothing acts before it was ordered."""
    return math.ceil(time_s / TICK_S) * TICK_S


def ticks(time_s: float) -> int:
    """Return an instant of the grid as a whole number of ticks."""
    return int(time_s / TICK_S)


class Rank(IntEnum):
    """What goes first among events of one instant."""

    COMMAND = 0
    ROAD = 1
    MESSAGE = 2
    ARRIVAL = 3
    DECISION = 4


_ID_BITS = 8 * MAX_ID_BYTES
_ABOVE_SIMPY = 2
"""SimPy itself uses the priorities 0 and 1 for its own events."""
_FLOOR = tuple((int(rank) + _ABOVE_SIMPY) << _ID_BITS for rank in Rank)


def priority(rank: Rank, acting_id: str) -> int:
    """Return the integer priority of an event in SimPy's heap: rank, then the id as bytes.

    Parameters
    ----------
    acting_id
        Id of the acting team, incident, arc or sender, in ASCII. Padded with zero bytes, ids
        compare as integers just as they compare as byte strings. Of a longer id (that of a drawn
        incident, put together from others) the first ``MAX_ID_BYTES`` count.

    """
    start = acting_id.encode("ascii")[:MAX_ID_BYTES]
    key = int.from_bytes(start.ljust(MAX_ID_BYTES, b"\0"), "big")
    return _FLOOR[rank] | key
