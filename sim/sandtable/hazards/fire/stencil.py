"""Straight ways from one cell of a raster to others, and the cells that each of them crosses."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

REACH = 20
"""Longest straight way, in rows and in columns [cells]: at 20 no direction is more than 1.4 degrees
away from a way. What it still delays, docs/hazards/fire.md tells."""

_NEAR = ((0, 1), (1, 1), (1, 2), (1, 3), (2, 3))


class Ways(NamedTuple):
    """All ways of at most `REACH` rows and columns, by number.

    Way (dr, dc) has the number (dr + reach) · (2 reach + 1) + dc + reach; rows go south.

    ``first`` holds where its pieces begin, shape ``(n_ways + 1,)``; ``row``, ``column`` and
    ``share`` are those of each piece, in order: the cell crossed, from the start, and the part of
    the length in it, shape ``(n_pieces,)``; ``corner`` says whether a piece is entered exactly at a
    corner. ``east``, ``north`` are the direction and ``length`` the length in cells, shape
    ``(n_ways,)``.
    """

    first: NDArray[np.int64]
    row: NDArray[np.int64]
    column: NDArray[np.int64]
    share: NDArray[np.float64]
    corner: NDArray[np.bool_]
    east: NDArray[np.float64]
    north: NDArray[np.float64]
    length: NDArray[np.float64]


@lru_cache
def near(n: int = 32) -> NDArray[np.int64]:
    """Return the offsets to the neighbours of a cell, shape ``(n, 2)``: rows, columns.

    Parameters
    ----------
    n
        8: those that touch it; 16: and those of type (2, 1); 32: and those of types (3, 1), (3, 2).

    Raises
    ------
    ValueError
        If it is another number.

    """
    kinds = {8: 2, 16: 3, 32: 5}
    if n not in kinds:
        raise ValueError(f"neighbours: found {n}, expected 8, 16 or 32")
    offsets = {
        (signed_r, signed_c)
        for pair in _NEAR[: kinds[n]]
        for r, c in (pair, pair[::-1])
        for signed_r in (r, -r)
        for signed_c in (c, -c)
    }
    return np.array(sorted(offsets), dtype=np.int64)


@lru_cache
def ways(reach: int = REACH) -> Ways:
    """Return all straight ways of at most so many rows and columns."""
    first, pieces = [0], []
    span = range(-reach, reach + 1)
    offsets = np.array([(dr, dc) for dr in span for dc in span], dtype=np.float64)
    for dr in span:
        for dc in span:
            pieces += list(_pieces(dr, dc))
            first.append(len(pieces))
    row, column, share, corner = zip(*pieces, strict=True)
    length = np.hypot(offsets[:, 0], offsets[:, 1])
    along = np.where(length > 0.0, length, 1.0)
    return Ways(
        first=np.array(first, dtype=np.int64),
        row=np.array(row, dtype=np.int64),
        column=np.array(column, dtype=np.int64),
        share=np.array(share, dtype=np.float64),
        corner=np.array(corner, dtype=np.bool_),
        east=offsets[:, 1] / along,
        north=-offsets[:, 0] / along,
        length=length,
    )


def _pieces(dr: int, dc: int) -> Iterator[tuple[int, int, float, bool]]:
    """Yield the cells that the way from centre to centre crosses, with shares of its length."""
    steps_r, steps_c = abs(dr) or 1, abs(dc) or 1
    whole = 2 * steps_r * steps_c  # so that all crossings are whole numbers, and corners exact
    rows = {(2 * k + 1) * steps_c for k in range(abs(dr))}
    columns = {(2 * k + 1) * steps_r for k in range(abs(dc))}
    at, r, c, corner = 0, 0, 0, False
    for edge in (*sorted(rows | columns), whole):
        yield r, c, (edge - at) / whole, corner
        at, corner = edge, edge in rows and edge in columns
        r += (1 if dr > 0 else -1) * (edge in rows)
        c += (1 if dc > 0 else -1) * (edge in columns)
