"""Chains of links that nothing tells apart becoming one link, without changing a travel time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.parts import LINK_COLUMNS, picked, with_links

_MAY_DIFFER = ("link_ids", "road_ids", "length_m", "origins")

Step = tuple[int, bool]
"""A link of a chain, and whether the chain runs along it."""


def merged(draft: Draft) -> tuple[Draft, list[list[int]]]:
    """Return the draft with its chains merged, and the links that each of its links is made of.

    Two links become one at a node where nothing else meets, if they agree in everything but id,
    road, length and origin, and if the way through is the same: both for both directions, or both
    for one. The first link of a chain gives its id and road to the whole. A chain that ends where
    it begins keeps a node between, so that no link becomes a loop.
    """
    joints = _joints(draft)
    chains = [*_chains(draft, joints)]
    first = np.array([min(chain)[0] for chain in chains], dtype=np.int64)
    order = np.argsort(first, kind="stable")
    chains = [chains[at] for at in order.tolist()]
    if len(chains) == draft.n_links:
        return draft, [[at] for at in range(draft.n_links)]
    whole = _one_link_each(draft, chains)
    return with_links(whole, np.arange(whole.n_links)), [[at for at, _on in one] for one in chains]


def _joints(draft: Draft) -> dict[int, tuple[int, int]]:
    """Return the nodes at which two links may become one, with these links."""
    kind = _kinds(draft)
    ends = np.concatenate([draft.tail, draft.head])
    links = np.tile(np.arange(draft.n_links), 2)
    order = np.argsort(ends, kind="stable")
    count = np.bincount(ends, minlength=draft.n_nodes)
    begin = np.cumsum(count) - count
    two = np.flatnonzero(count == 2)
    one, other = links[order[begin[two]]], links[order[begin[two] + 1]]
    fits = (one != other) & (kind[one] == kind[other])
    through = (draft.head[one] == two) != (draft.head[other] == two)
    fits &= ~draft.one_way[one] | through
    pairs = zip(two[fits].tolist(), one[fits].tolist(), other[fits].tolist(), strict=True)
    return {node: (a, b) for node, a, b in pairs}


def _kinds(draft: Draft) -> NDArray[np.int64]:
    """Return a number per link that is equal where all attributes are, shape ``(n_links,)``."""
    kind = np.zeros(draft.n_links, dtype=np.int64)
    for name in LINK_COLUMNS:
        if name not in _MAY_DIFFER:
            column = np.unique(np.asarray(getattr(draft, name)), return_inverse=True)[1]
            kind = np.unique(kind * (column.max(initial=0) + 1) + column, return_inverse=True)[1]
    return kind


def _chains(draft: Draft, joints: dict[int, tuple[int, int]]) -> Iterator[list[Step]]:
    """Yield every link as a part of one chain, each chain in the direction of its first link."""
    tail, head = draft.tail.tolist(), draft.head.tolist()
    seen = [False] * draft.n_links

    def walk(link: int, node: int) -> list[Step]:
        """Return what follows a link beyond one of its nodes."""
        steps: list[Step] = []
        while node in joints:
            a, b = joints[node]
            link = b if link == a else a
            if seen[link]:
                break
            seen[link] = True
            along = tail[link] == node
            steps.append((link, along))
            node = head[link] if along else tail[link]
        return steps

    for link in range(draft.n_links):
        if not seen[link]:
            seen[link] = True
            onward = walk(link, head[link])
            before = [(one, not along) for one, along in reversed(walk(link, tail[link]))]
            chain = [*before, (link, True), *onward]
            begin = _end(tail, head, chain[0], at_begin=True)
            if len(chain) > 1 and begin == _end(tail, head, chain[-1], at_begin=False):
                yield _along_first(chain[:-1])
                yield _along_first(chain[-1:])
            else:
                yield chain


def _along_first(chain: list[Step]) -> list[Step]:
    """Return a chain in the direction of its first link."""
    if min(chain)[1]:
        return chain
    return [(link, not along) for link, along in reversed(chain)]


def _end(tail: list[int], head: list[int], step: Step, *, at_begin: bool) -> int:
    link, along = step
    return tail[link] if along == at_begin else head[link]


def _one_link_each(draft: Draft, chains: list[list[Step]]) -> Draft:
    """Return the draft with a link per chain; its nodes are all still there."""
    tail, head = draft.tail.tolist(), draft.head.tolist()
    first = np.array([min(chain)[0] for chain in chains], dtype=np.int64)
    courses = [_course(draft, chain) for chain in chains]
    columns: dict[str, Any] = {name: picked(getattr(draft, name), first) for name in LINK_COLUMNS}
    columns["length_m"] = np.array(
        [sum(float(draft.length_m[at]) for at, _along in chain) for chain in chains]
    )
    columns["origins"] = [_origins(draft, chain) for chain in chains]
    ends = [
        (
            _end(tail, head, chain[0], at_begin=True),
            _end(tail, head, chain[-1], at_begin=False),
        )
        for chain in chains
    ]
    return replace(
        draft,
        **columns,
        tail=np.array([a for a, _b in ends], dtype=np.int32),
        head=np.array([b for _a, b in ends], dtype=np.int32),
        shape_first=np.cumsum([0, *(len(x) for x, _y in courses)]),
        shape_x=np.concatenate([np.empty(0), *(x for x, _y in courses)]),
        shape_y=np.concatenate([np.empty(0), *(y for _x, y in courses)]),
    )


def _origins(draft: Draft, chain: list[Step]) -> str:
    return " ".join(dict.fromkeys(filter(None, (draft.origins[at] for at, _along in chain))))


def _course(draft: Draft, chain: list[Step]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the points of a chain; none where it is a single straight link."""
    if len(chain) == 1:
        first, last = draft.shape_first[chain[0][0] : chain[0][0] + 2]
        return draft.shape_x[first:last], draft.shape_y[first:last]
    xs, ys = [], []
    for number, (link, along) in enumerate(chain):
        first, last = draft.shape_first[link : link + 2]
        ends = [draft.tail[link], draft.head[link]]
        x, y = (
            (draft.shape_x[first:last], draft.shape_y[first:last])
            if last > first
            else (draft.x[ends], draft.y[ends])
        )
        step = 1 if along else -1
        xs.append(x[::step][bool(number) :])  # the point at a joint belongs to the link before it
        ys.append(y[::step][bool(number) :])
    return np.concatenate(xs), np.concatenate(ys)
