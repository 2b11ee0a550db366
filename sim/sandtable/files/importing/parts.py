"""Parts of a draft: some of its links with the nodes they need, and which parts hang together."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sandtable.files.importing.draft import Draft

_NODES = ("node_ids", "x", "y", "z_m")
_OTHER = (*_NODES, "source", "crs", "told", "tail", "head", "shape_first", "shape_x", "shape_y")
LINK_COLUMNS = tuple(one.name for one in fields(Draft) if one.name not in _OTHER)
"""Columns of a draft with one value per link, but for its ends and its course."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a network that was left out, since no way leads from it and back to it.

    Parameters
    ----------
    node, name
        Id of one of its nodes; name of one of its roads, empty = none has any.
    nodes, links, length_m
        How many, and how long [m].

    """

    node: str
    name: str
    nodes: int
    links: int
    length_m: float


def with_links(draft: Draft, kept: NDArray[np.int64]) -> Draft:
    """Return a draft with some links, in the order given, and only the nodes at their ends."""
    nodes, ends = np.unique(
        np.concatenate([draft.tail[kept], draft.head[kept]]), return_inverse=True
    )
    points, first = _points(draft, kept)
    columns: dict[str, Any] = {name: picked(getattr(draft, name), kept) for name in LINK_COLUMNS}
    columns |= {name: picked(getattr(draft, name), nodes) for name in _NODES}
    return replace(
        draft,
        **columns,
        tail=ends[: kept.size].astype(np.int32),
        head=ends[kept.size :].astype(np.int32),
        shape_first=first,
        shape_x=draft.shape_x[points],
        shape_y=draft.shape_y[points],
    )


def picked(column: Any, at: NDArray[np.int64]) -> Any:  # noqa: ANN401  an array or a list
    """Return some values of a column of numbers or texts."""
    return column[at] if isinstance(column, np.ndarray) else [column[one] for one in at.tolist()]


def _points(draft: Draft, kept: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    counts = np.diff(draft.shape_first)[kept]
    first = np.concatenate(([0], np.cumsum(counts))).astype(np.int64)
    along = np.arange(first[-1]) - np.repeat(first[:-1], counts)
    return np.repeat(draft.shape_first[kept], counts) + along, first


def strong_components(draft: Draft) -> NDArray[np.int64]:
    """Return the strong component of each node, the largest as 0, shape ``(n_nodes,)``.

    Of parts of one size the one with the first node counts as the larger one.
    """
    back = ~draft.one_way
    tail = np.concatenate([draft.tail, draft.head[back]])
    head = np.concatenate([draft.head, draft.tail[back]])
    return components(draft.n_nodes, tail, head, connection="strong")


def components(
    n_nodes: int,
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    *,
    connection: Literal["weak", "strong"],
) -> NDArray[np.int64]:
    """Return the component of each node, numbered by falling size; ``weak`` or ``strong``."""
    ways = coo_array((np.ones(tail.size), (tail, head)), shape=(n_nodes, n_nodes))
    _count, of_node = connected_components(ways, directed=True, connection=connection)
    numbers, first, size = np.unique(of_node, return_index=True, return_counts=True)
    rank = np.empty(numbers.size, dtype=np.int64)
    rank[np.lexsort((first, -size))] = np.arange(numbers.size)
    return rank[of_node]


def largest_part(draft: Draft) -> tuple[NDArray[np.int64], list[Part]]:
    """Return the links of the largest strong component, and what else there is, largest first.

    A link between two components belongs to none: who drives it does not come back.
    """
    of_node = strong_components(draft)
    of_link = np.where(of_node[draft.tail] == of_node[draft.head], of_node[draft.tail], -1)
    size = np.bincount(of_node)
    first = np.unique(of_node, return_index=True)[1]
    count = np.bincount(of_link[of_link > 0], minlength=size.size)
    length = np.bincount(
        of_link[of_link > 0], weights=draft.length_m[of_link > 0], minlength=size.size
    )
    names: dict[int, str] = {}
    for at in np.flatnonzero(of_link > 0).tolist():
        if draft.names[at]:
            names.setdefault(int(of_link[at]), draft.names[at])
    parts = [
        Part(
            node=draft.node_ids[first[one]],
            name=names.get(one, ""),
            nodes=int(size[one]),
            links=int(count[one]),
            length_m=float(length[one]),
        )
        for one in range(1, size.size)
    ]
    return np.flatnonzero(of_link == 0), parts
