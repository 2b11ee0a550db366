"""Ids by our rules for what others call nodes, links and roads (contracts §1)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES

_LONGEST: Final = MAX_ID_BYTES - 4
"""Leaves room for r_ in front (roads) and _r behind (the way back of a two-way road)."""

_DIGEST = 12
_NOT_IN_IDS = re.compile(r"[^a-z0-9]+")
_NUMBERED = re.compile(r"l[0-9_]+")


def own_ids(texts: Sequence[str], prefix: str) -> list[str]:
    """Return an id of ours for each id of others; different ones stay different.

    A number gets the prefix. Any other text is written small, with _ for what an id may not hold.
    Where it would be too long, or two would become one, a digest of the original is added: so an
    id depends on its own original alone, whatever the order of the file.

    Parameters
    ----------
    texts
        Ids as they stand in the file, each once.
    prefix
        n for nodes, l for links.

    """
    ids = [prefix + text if text.isascii() and text.isdigit() else text for text in texts]
    ids = [one if _is_short(one) else _rewritten(one, prefix) for one in ids]
    if len(set(ids)) == len(ids):
        return ids
    often = Counter(ids)
    return [
        one if often[one] == 1 else _digested(one, text)
        for one, text in zip(ids, texts, strict=True)
    ]


def number_ids(numbers: NDArray[np.int64], prefix: str) -> list[str]:
    """Return ids of numbers: the prefix in front, _ for the minus of what an editor has not saved.

    Parameters
    ----------
    numbers
        Shape ``(n,)``.

    """
    return [f"{prefix}{one}" if one >= 0 else f"{prefix}_{-one}" for one in numbers.tolist()]


def road_of(link: str) -> str:
    """Return the id of a road named after one of its links: r17 for l17, r_x for x."""
    return "r" + link[1:] if _NUMBERED.fullmatch(link) else "r_" + link


def roads_of_twins(
    link_ids: Sequence[str],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    length_m: NDArray[np.float64],
    ways: Sequence[str] | None = None,
) -> list[str]:
    """Return the road of each link: two of opposite direction and equal length share one.

    Of several between the same nodes the first of one direction goes with the first of the other.

    Parameters
    ----------
    tail, head, length_m
        Shape ``(n_links,)``; lengths are equal to the millimetre.
    ways
        What each link was part of in the source; twins agree in it.

    """
    low, high = np.minimum(tail, head), np.maximum(tail, head)
    ends = low.astype(np.int64) << 32 | high
    stated = np.clip(np.nan_to_num(length_m, nan=-1.0), -1.0, 1e15)  # fits whole millimetres
    millimetres = np.rint(stated * 1000.0).astype(np.int64)
    keys = [ends, millimetres] + ([] if ways is None else [_codes(ways)])
    back = tail > head
    order = np.lexsort((back, *keys))
    new = np.ones(order.size, np.bool_)
    new[1:] = np.any([key[order][1:] != key[order][:-1] for key in keys], axis=0)
    row = np.arange(order.size)
    first = np.maximum.accumulate(np.where(new, row, 0))
    n_ahead = np.add.reduceat(~back[order], np.flatnonzero(new))[np.cumsum(new) - 1]
    backward = back[order]
    twin = row - n_ahead  # the first of the way back goes with the first of the way there
    paired = backward & (twin < first + n_ahead) & (low != high)[order]
    roads = [road_of(link) for link in link_ids]
    for at, other in zip(order[paired].tolist(), order[twin[paired]].tolist(), strict=True):
        roads[at] = roads[other] = road_of(min(link_ids[at], link_ids[other]))
    return roads


def _codes(texts: Sequence[str]) -> NDArray[np.int64]:
    """Return a number for each text, equal for equal texts."""
    codes: dict[str, int] = {}
    return np.array([codes.setdefault(text, len(codes)) for text in texts], np.int64)


def _is_short(text: str) -> bool:
    return len(text) <= _LONGEST and ID_PATTERN.fullmatch(text) is not None


def _rewritten(text: str, prefix: str) -> str:
    plain = _NOT_IN_IDS.sub("_", text.lower()).strip("_")
    if not plain[:1].isalpha():
        plain = prefix + plain
    return plain if len(plain) <= _LONGEST else _digested(plain, text)


def _digested(one: str, text: str) -> str:
    digest = blake2b(text.encode(), digest_size=_DIGEST // 2).hexdigest()
    return f"{one[: _LONGEST - _DIGEST - 1]}_{digest}"
