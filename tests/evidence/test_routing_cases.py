"""`verify routing`: what it says of roads written out, drawn and real, and that it can fail."""

import json

import numpy as np
import pytest
from tests.evidence.cases import changed, write

from sandtable.evidence import lines, routing_checks, routing_trips, verify
from sandtable.evidence.case_files import read_cases, shipped

ROADS = {
    "id": "two-roads",
    "family": "road-changes",
    "inputs": {
        "nodes": 3,
        "arcs": [[0, 1, 20], [0, 1, 50], [1, 2, 10]],
        "sources": [0],
        "rounds": [[[0, None]], [[2, 15]]],
        "route": [0, 2],
        "limit_s": 50,
        "nearest": [2, 1],
    },
    "expected": {
        "times_s": [[0, 50, 65]],
        "times_changed": [2, 1],
        "route_arcs": [1, 2],
        "nodes_within": [2],
        "nearest_sources": [0],
    },
    "compare": ["times_s", "times_changed", "route_arcs", "nodes_within", "nearest_sources"],
    "tolerance": {"*": {"exact": True}},
}
TOWNS = {
    "id": "towns",
    "family": "random-roads",
    "inputs": {
        "sequences": 5,
        "nodes": 30,
        "arcs": 90,
        "sources": 3,
        "rounds": 4,
        "arcs_changed": 5,
        "times": "whole",
        "against": "scipy",
    },
    "expected": {
        "sequences": 5,
        "largest_relative_difference": 0,
        "unreachable_that_differ": 0,
        "trees_that_do_not_hold": 0,
        "within_that_differ": 0,
        "nearest_that_differ": 0,
        "journals_that_differ": 0,
    },
    "compare": [
        "sequences",
        "largest_relative_difference",
        "unreachable_that_differ",
        "trees_that_do_not_hold",
        "within_that_differ",
        "nearest_that_differ",
        "journals_that_differ",
    ],
    "tolerance": {"*": {"exact": True}, "largest_relative_difference": {"absolute": 1e-9}},
}
REAL = changed(
    TOWNS,
    id="real",
    family="real-roads",
    inputs={"network": "four_nodes", "arcs_changed": 4},
)


def report(tmp_path, *cases, seed=2026):
    """Return the report on some cases."""
    return verify("routing", [write(tmp_path, *cases, room="routing")], jobs=1, seed=seed)


def test_roads_that_are_written_out(tmp_path):
    """One row per number, exact; all of them worked out by hand."""
    found = report(tmp_path, ROADS)
    assert [row.got for row in found.rows] == [0.0, 50.0, 65.0, 2, 1, 1, 2, 2, 0]
    assert (found.passed, found.failed) == (9, 0)


def test_a_wrong_time_fails(tmp_path):
    """And so does a number where the place is unreachable."""
    cut = changed(ROADS, inputs={"rounds": [[[2, None]]]}, compare=["times_s"])
    found = report(tmp_path, cut)
    assert [row.got for row in found.rows] == [0.0, 20.0, None]
    assert [row.ok for row in found.rows] == [True, False, False]


@pytest.mark.parametrize("oracle", ["scipy", "networkx"])
def test_drawn_towns_agree(tmp_path, oracle):
    """With both; the rows tell how much was compared."""
    found = report(tmp_path, changed(TOWNS, inputs={"against": oracle}))
    assert found.failed == 0
    assert f"1,800 times compared with {oracle}" in found.rows[0].reason


def test_another_seed_draws_other_towns(tmp_path):
    """The same seed the same ones."""
    told = [report(tmp_path, TOWNS, seed=seed).rows[0].reason for seed in (1, 1, 2)]
    assert told[0] == told[1] != told[2]


def test_real_roads_of_the_library(tmp_path):
    """The network that a reader can check on paper."""
    assert report(tmp_path, REAL).failed == 0


def test_a_network_that_is_not_here_is_skipped_and_said(tmp_path):
    """No row, no failure; the reason stands in the text and in the object."""
    found = report(tmp_path, ROADS, changed(REAL, inputs={"network": "atlantis"}))
    assert found.failed == 0
    assert len(found.rows) == 9
    assert "atlantis" in found.as_json()["skipped"][0]
    assert any(line.startswith("skipped: real: there is no network") for line in lines(found))


@pytest.mark.parametrize(
    ("case", "why"),
    [
        (changed(TOWNS, inputs={"against": "guesswork"}), "inputs.against"),
        (changed(TOWNS, inputs={"times": "imaginary"}), "inputs.times"),
        (changed(TOWNS, inputs={"nodes": "many"}), "inputs.nodes"),
        (changed(ROADS, inputs={"arcs": [[0, 1]]}), "inputs.arcs"),
    ],
)
def test_what_is_not_understood_is_said(tmp_path, case, why):
    """Null with the reason; never a crash."""
    found = report(tmp_path, case)
    assert all(row.ok is None and why in row.reason for row in found.rows)


@pytest.mark.parametrize(
    ("name", "wrong", "key"),
    [
        ("seconds", lambda times: np.where(times > 2.0, times * (1 + 1e-8), times), "largest"),
        ("seconds", lambda times: np.where(times > 9.0, np.inf, times), "unreachable"),
        ("changed", lambda journal: ~journal, "journals"),
    ],
)
def test_it_would_notice_a_mistake(tmp_path, monkeypatch, name, wrong, key):
    """Times a hundred-millionth too long, places lost, a journal turned round: each is counted."""
    right = routing_checks.TravelTimes

    class Wrong(right):
        """Travel times with one mistake."""

    setattr(Wrong, name, property(lambda self: wrong(getattr(right, name).fget(self))))
    monkeypatch.setattr(routing_checks, "TravelTimes", Wrong)
    found = {row.quantity: row.ok for row in report(tmp_path, TOWNS).rows}
    assert not next(ok for quantity, ok in found.items() if quantity.startswith(key))


@pytest.mark.parametrize("part", [slice(-1), slice(1, None)], ids=["no end", "no start"])
def test_it_would_notice_a_wrong_route_and_a_wrong_nearest(tmp_path, monkeypatch, part):
    """A route that lacks its last or first arc, sources in the wrong order, nobody within."""
    right = routing_checks.TravelTimes

    class Wrong(right):
        """Travel times that read their tables wrongly."""

        def route(self, source, node):
            """Leave an arc out."""
            route = super().route(source, node)
            return route if route is None else route[part]

        def nearest(self, node, k):
            """Name the farthest."""
            return super().nearest(node, 99)[::-1][:k]

        def within(self, limit_s):
            """Leave everybody out."""
            return super().within(limit_s) & False

    monkeypatch.setattr(routing_checks, "TravelTimes", Wrong)
    found = {row.quantity: row.ok for row in report(tmp_path, TOWNS).rows}
    for key in ("trees_that_do_not_hold", "nearest_that_differ", "within_that_differ"):
        assert found[key] is False


def test_the_shipped_cases_that_draw_nothing_hold(tmp_path):
    """Roads and trips worked out by hand; the cases that draw are for the command."""
    (file,) = shipped("routing")
    families = {case.family for case in read_cases(file, "routing")}
    drawn = {"random-roads", "real-roads", "foreseen-roads"}
    assert families == drawn | {"road-changes", "explained-trip"}
    written = [
        case for case in json.loads(file.read_text("utf-8"))["cases"] if case["family"] not in drawn
    ]
    found = report(tmp_path, *written)
    assert (found.passed, found.failed) == (71 + 37, 0)


def test_a_search_that_does_not_look_ahead_is_found_out(tmp_path, monkeypatch):
    """Who takes the roads of the first state for ever arrives at other times."""
    right = routing_trips.earliest_arrivals

    def blind(network, since, states, source, start_s):
        return right(network, since[:1], states[:1], source, start_s)

    monkeypatch.setattr(routing_trips, "earliest_arrivals", blind)
    case = {
        "id": "foreseen",
        "family": "foreseen-roads",
        "inputs": {"sequences": 5, "states": 4},
        "expected": {"largest_difference_s": 0},
        "compare": ["largest_difference_s"],
        "tolerance": {"*": {"absolute": 1e-6}},
    }
    assert report(tmp_path, case).failed == 1
