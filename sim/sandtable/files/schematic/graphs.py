"""Which of a set of points are neighbours: Delaunay, Gabriel, relative neighbours, shortest tree.

MST ⊂ RNG ⊂ Gabriel ⊂ Delaunay, and all are connected (Jaromczyk and Toussaint 1992).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import Delaunay, QhullError, cKDTree

Edge = tuple[int, int]

_FEW = 4
"""Of so few points all pairs are looked at: a triangulation may not exist."""


def delaunay(points: NDArray[np.float64]) -> set[Edge]:
    """Return the edges of the Delaunay triangulation, the smaller point first.

    Of points on one line, or fewer than four, every pair is an edge.

    Parameters
    ----------
    points
        Shape ``(n, 2)``.

    """
    if len(points) >= _FEW:
        try:
            triangles = Delaunay(points).simplices.tolist()
        except QhullError:
            triangles = []
        edges = {(min(a, b), max(a, b)) for one in triangles for a, b in combinations(one, 2)}
        if len({point for edge in edges for point in edge}) == len(points):
            return edges
    return set(combinations(range(len(points)), 2))


def gabriel(points: NDArray[np.float64], among: Iterable[Edge] | None = None) -> set[Edge]:
    """Return the edges whose circle of that diameter holds no third point (Gabriel graph).

    Parameters
    ----------
    among
        Edges to choose from; None = the Delaunay triangulation, which holds them all.

    """
    tree = cKDTree(points)
    edges = sorted(delaunay(points) if among is None else among)
    return {
        edge
        for edge in edges
        if not _inside(points, tree, edge, points[list(edge)].mean(axis=0), 0.5).size
    }


def relative_neighbours(
    points: NDArray[np.float64], among: Iterable[Edge] | None = None
) -> set[Edge]:
    """Return the edges to whose two ends no third point is nearer than they are to each other.

    Parameters
    ----------
    among
        Edges to choose from; None = the Delaunay triangulation, which holds them all.

    References
    ----------
    Jaromczyk and Toussaint (1992), Proc. IEEE 80: relative-neighbourhood graphs.

    """
    tree = cKDTree(points)
    found = set()
    for edge in sorted(delaunay(points) if among is None else among):
        a, b = edge
        near = _inside(points, tree, edge, points[a], 1.0)
        apart = np.hypot(*(points[b] - points[a]))
        if not np.any(np.hypot(*(points[near] - points[b]).T) < apart):
            found.add(edge)
    return found


def _inside(
    points: NDArray[np.float64],
    tree: cKDTree,
    edge: Edge,
    middle: NDArray[np.float64],
    part: float,
) -> NDArray[np.int64]:
    """Return the third points within `part` of the length of an edge around a middle."""
    radius = part * float(np.hypot(*(points[edge[1]] - points[edge[0]])))
    near = [one for one in tree.query_ball_point(middle, radius) if one not in edge]
    at = np.array(sorted(near), dtype=np.int64)
    inside: NDArray[np.int64] = at[np.hypot(*(points[at] - middle).T) < radius]
    return inside


class Groups:
    """Points that hang together, as edges are added (union-find)."""

    __slots__ = ("_parent",)

    def __init__(self, n: int) -> None:
        self._parent = list(range(n))

    def of(self, point: int) -> int:
        """Return the group of a point: equal for those that hang together."""
        while self._parent[point] != point:
            self._parent[point] = self._parent[self._parent[point]]
            point = self._parent[point]
        return point

    def join(self, a: int, b: int) -> bool:
        """Join two points; False = they hung together before."""
        a, b = self.of(a), self.of(b)
        self._parent[max(a, b)] = min(a, b)
        return a != b


def shortest_tree(weighted: Iterable[tuple[float, int, int]], groups: Groups) -> set[Edge]:
    """Return the edges of least weight that join all groups (Kruskal 1956).

    Parameters
    ----------
    weighted
        Weight and ends of each edge; ties are decided by the ends.
    groups
        What hangs together from the start; changed.

    """
    return {(a, b) for _weight, a, b in sorted(weighted) if groups.join(a, b)}


def spanning_tree(points: NDArray[np.float64]) -> set[Edge]:
    """Return the shortest tree through all points, by straight distance."""
    edges = ((float(np.hypot(*(points[b] - points[a]))), a, b) for a, b in delaunay(points))
    return shortest_tree(edges, Groups(len(points)))


def is_connected(n: int, edges: Iterable[Edge]) -> bool:
    """Tell whether all points hang together."""
    groups = Groups(n)
    return sum(groups.join(a, b) for a, b in edges) == n - 1


def cut_edges(n: int, edges: Sequence[Edge]) -> dict[int, frozenset[int]]:
    """Return the edges without which a connected graph falls apart, by number.

    Parameters
    ----------
    n
        Number of points; all hang together.
    edges
        Parallel edges are told apart.

    Returns
    -------
    dict
        Of each such edge the points on the side away from point 0.

    References
    ----------
    Tarjan (1974), Information Processing Letters 2: finding the bridges of a graph.

    """
    beside: list[list[tuple[int, int]]] = [[] for _ in range(n)]
    for number, (a, b) in enumerate(edges):
        beside[a].append((b, number))
        beside[b].append((a, number))
    entered, low, by, above = [-1] * n, [0] * n, [-1] * n, [-1] * n
    entered[0], order, path = 0, [0], [(0, iter(beside[0]))]
    while path:
        point, rest = path[-1]
        for other, number in rest:
            if number == by[point]:
                continue
            if entered[other] < 0:
                entered[other] = low[other] = len(order)
                order.append(other)
                by[other], above[other] = number, point
                path.append((other, iter(beside[other])))
                break
            low[point] = min(low[point], entered[other])
        else:
            path.pop()
            if path:
                low[above[point]] = min(low[above[point]], low[point])
    size = [1] * n
    for point in reversed(order[1:]):
        size[above[point]] += size[point]
    # A subtree stands in one piece in the order of entering.
    return {
        by[point]: frozenset(order[place : place + size[point]])
        for place, point in enumerate(order)
        if place and low[point] == place
    }
