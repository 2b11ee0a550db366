"""Neighbourhood graphs: by definition, nested in each other, and the measured table of places."""

import csv
from itertools import combinations, pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.schematic.graphs import (
    Groups,
    cut_edges,
    delaunay,
    gabriel,
    is_connected,
    relative_neighbours,
    shortest_tree,
    spanning_tree,
)
from sandtable.ground.plane import Plane


def scattered(seed, n):
    """Return points without any pattern."""
    return np.random.default_rng(seed).uniform(0.0, 1000.0, (n, 2))


@given(st.integers(0, 2**32 - 1), st.integers(2, 40))
def test_each_graph_lies_in_the_next(seed, n):
    """MST ⊂ RNG ⊂ Gabriel ⊂ Delaunay, and the first is connected, so all are."""
    points = scattered(seed, n)
    nested = [spanning_tree(points), relative_neighbours(points), gabriel(points), delaunay(points)]
    for smaller, larger in pairwise(nested):
        assert smaller <= larger
    assert len(nested[0]) == n - 1
    assert is_connected(n, nested[0])


@given(st.integers(0, 2**32 - 1), st.integers(2, 25))
def test_against_the_definitions(seed, n):
    """Every pair against every third point, and the tree against networkx."""
    points = scattered(seed, n)
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    circle, lune = set(), set()
    for a, b in combinations(range(n), 2):
        others = [k for k in range(n) if k not in (a, b)]
        middle = (points[a] + points[b]) / 2.0
        if not any(np.hypot(*(points[k] - middle)) < apart[a, b] / 2.0 for k in others):
            circle.add((a, b))
        if not any(max(apart[a, k], apart[b, k]) < apart[a, b] for k in others):
            lune.add((a, b))
    assert gabriel(points) == circle
    assert relative_neighbours(points) == lune
    tree = nx.minimum_spanning_tree(nx.from_numpy_array(apart))
    assert {(min(e), max(e)) for e in tree.edges} == spanning_tree(points)


def test_points_on_one_line():
    """No triangulation exists; each point has its two neighbours all the same."""
    points = np.array([(0.0, 0.0), (3.0, 3.0), (1.0, 1.0), (2.0, 2.0), (7.0, 7.0)])
    assert gabriel(points) == {(0, 2), (2, 3), (1, 3), (1, 4)}
    assert relative_neighbours(points) == spanning_tree(points) == gabriel(points)


@given(st.integers(0, 2**32 - 1), st.integers(2, 30), st.integers(0, 12))
def test_cut_edges_are_those_of_networkx(seed, n, more):
    """A random tree and some further edges: the same bridges, and what each of them cuts off."""
    luck = np.random.default_rng(seed)
    edges = [(int(luck.integers(k)), k) for k in range(1, n)]
    edges += [(int(a), int(b)) for a, b in luck.integers(0, n, (more, 2)) if a != b]
    graph = nx.MultiGraph(edges)
    simple = nx.Graph(edges)
    parallel = {frozenset(e) for e in simple.edges if graph.number_of_edges(*e) > 1}
    expected = {frozenset(e) for e in nx.bridges(simple)} - parallel
    found = cut_edges(n, edges)
    assert {frozenset(edges[k]) for k in found} == expected
    for number, side in found.items():
        rest = nx.MultiGraph(edges[:number] + edges[number + 1 :])
        rest.add_nodes_from(range(n))
        assert side == set(range(n)) - nx.node_connected_component(rest, 0)


def test_a_tree_grows_from_what_hangs_together():
    """Points 0 and 1 are joined already: the edge between them is not needed."""
    groups = Groups(3)
    groups.join(0, 1)
    assert shortest_tree([(1.0, 0, 1), (5.0, 1, 2), (5.0, 0, 2)], groups) == {(0, 2)}


# Huarong, Ningxiang, Shaoxing, Shiyan, Shufu: seats; edges, mean degree and detour of the RNG, of
# the RNG with chains, of the Gabriel graph; part of the chain links that are Gabriel edges.
MEASURED = {
    "huarong": (14, (15, 2.1, 1.27), (18, 2.6, 1.22), (21, 3.0, 1.13), 0.81),
    "ningxiang": (29, (31, 2.1, 1.42), (51, 3.5, 1.13), (49, 3.4, 1.12), 0.73),
    "shaoxing": (103, (129, 2.5, 1.29), (167, 3.2, 1.20), (201, 3.9, 1.12), 0.31),
    "shiyan": (119, (146, 2.5, 1.34), (166, 2.8, 1.29), (222, 3.7, 1.12), 0.45),
    "shufu": (10, (10, 2.0, 1.23), (15, 3.0, 1.08), (15, 3.0, 1.08), 0.82),
}


def figures(points, edges):
    """Return edges, mean degree, and the sum of ways over that of straight distances."""
    apart = np.hypot(*(points[:, None] - points[None]).transpose(2, 0, 1))
    graph = nx.Graph()
    graph.add_weighted_edges_from((a, b, apart[a, b]) for a, b in edges)
    ways = dict(nx.all_pairs_dijkstra_path_length(graph))
    way = sum(ways[a][b] for a, b in combinations(range(len(points)), 2))
    straight = sum(apart[a, b] for a, b in combinations(range(len(points)), 2))
    return len(edges), 2.0 * len(edges) / len(points), way / straight


@pytest.mark.parametrize("place", MEASURED)
def test_the_measured_table_of_the_places(place, shared):
    """Every figure of the reference comes out, to the digits that it is printed with."""
    with (shared / "places" / "townships.csv").open(encoding="utf-8") as file:
        rows = [r for r in csv.DictReader(file) if r["place"] == place and r["lon_wgs84"]]
    with (shared / "places" / "features.csv").open(encoding="utf-8") as file:
        roads = [r for r in csv.DictReader(file) if (r["place"], r["type"]) == (place, "road")]
    degrees = np.array([(float(r["lon_wgs84"]), float(r["lat_wgs84"])) for r in rows])
    points = Plane(*degrees.mean(axis=0).tolist()).metres(degrees)
    number = {row["code"]: k for k, row in enumerate(rows)}
    chains = {
        tuple(sorted((number[a], number[b])))
        for road in roads
        for a, b in pairwise(road["joins_codes"].split(">"))
    }
    near, circle = relative_neighbours(points), gabriel(points)
    seats, *expected, share = MEASURED[place]
    assert len(points) == seats
    for edges, (count, degree, detour) in zip((near, near | chains, circle), expected, strict=True):
        found = figures(points, edges)
        assert found[0] == count
        assert found[1] == pytest.approx(degree, abs=0.0501)
        assert found[2] == pytest.approx(detour, abs=0.00501)
    assert len(chains & circle) / len(chains) == pytest.approx(share, abs=0.00501)
