"""Families of the routing room: roads that change, against what is known and what others find."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.model import Values
from sandtable.evidence.routing_checks import Differences, compared
from sandtable.evidence.routing_draws import Roads, Sequence, real_roads, rounds_of, town
from sandtable.ground.language import _
from sandtable.ground.luck import stream
from sandtable.routing import TravelTimes
from sandtable.world.network import Network

ORACLES = ("scipy", "networkx")


def road_changes(case: Case) -> Values:
    """Compute `road-changes`: roads written out, and what is true after the last round.

    Times are null where a place is unreachable; `times_changed` counts the entries of the table
    that each round has changed.
    """
    given = Inputs(case.inputs)
    network, seconds = _written(given)
    sources = [int(one) for one in given.numbers("sources")]
    times, moved = TravelTimes(network, seconds, sources), []
    for round_ in given.get("rounds", []):
        times.update([int(arc) for arc, _s in round_], [_seconds(s) for _arc, s in round_])
        moved.append(int(times.changed.sum()))
    values: dict[str, Any] = {"times_s": _nulls(times.seconds), "times_changed": moved}
    if "route" in case.inputs:
        row, node = given.get("route")
        route = times.route(int(row), int(node))
        values["route_arcs"] = None if route is None else route.tolist()
    if "limit_s" in case.inputs:
        values["nodes_within"] = times.within(given.number("limit_s")).sum(axis=1).tolist()
    if "nearest" in case.inputs:
        node, k = given.get("nearest")
        values["nearest_sources"] = times.nearest(int(node), int(k)).tolist()
    return values


def random_roads(case: Case, seed: int) -> tuple[Values, str]:
    """Compute `random-roads`: many towns drawn by seed, each through a sequence of changes."""
    given = Inputs(case.inputs)
    shape = Sequence(
        sources=given.whole("sources"),
        rounds=given.whole("rounds"),
        arcs_changed=given.whole("arcs_changed"),
        times=str(given.get("times", "fractions")),
    )

    def towns() -> Iterator[tuple[Roads, np.random.Generator]]:
        for number in range(given.whole("sequences")):
            draw = stream(seed, number, "verify", "routing", case.id)
            yield town(draw, given.whole("nodes"), given.whole("arcs"), shape.times), draw

    return _differences(towns(), shape, _oracle(given))


def real_roads_of(case: Case, seed: int) -> tuple[Values, str]:
    """Compute `real-roads`: a network of the library or of ../shared, through random changes.

    Raises
    ------
    Skipped
        If there is no network of this name.

    """
    given = Inputs(case.inputs)
    shape = Sequence(
        sources=given.whole("sources"),
        rounds=given.whole("rounds"),
        arcs_changed=given.whole("arcs_changed"),
    )
    roads = real_roads(str(given.get("network")))

    def once() -> Iterator[tuple[Roads, np.random.Generator]]:
        for number in range(given.whole("sequences")):
            draw = stream(seed, number, "verify", "routing", case.id)
            yield Roads(roads.network, roads.seconds.copy()), draw

    return _differences(once(), shape, _oracle(given))


def _differences(
    drawn: Iterator[tuple[Roads, np.random.Generator]], shape: Sequence, oracle: str
) -> tuple[Values, str]:
    total = Differences()
    for roads, draw in drawn:
        total.add(compared(roads, rounds_of(roads, shape, draw), oracle))
    note = _("{count} times compared with {oracle}, {unreachable} of them unreachable")
    count, unreachable = f"{total.times_compared:,}", f"{total.unreachable:,}"
    return total.values(), note.format(count=count, oracle=oracle, unreachable=unreachable)


def _oracle(given: Inputs) -> str:
    oracle = str(given.get("against", "scipy"))
    if oracle not in ORACLES:
        text = _("inputs.{key}: found {found}, expected {expected}")
        expected = " | ".join(ORACLES)
        raise UnknownInputs(text.format(key="against", found=repr(oracle), expected=expected))
    return oracle


def _written(given: Inputs) -> tuple[Network, NDArray[np.float64]]:
    """Return the network that a case writes out, and the times of its arcs [s]."""
    arcs = given.get("arcs")
    if not isinstance(arcs, list) or not all(isinstance(a, list) and len(a) == 3 for a in arcs):
        text = _("inputs.{key}: found {found}, expected {expected}")
        expected = _("a list of [from, to, seconds or null]")
        raise UnknownInputs(text.format(key="arcs", found=repr(arcs), expected=expected))
    network = Network.from_arrays(
        n_nodes=given.whole("nodes"),
        tail=np.array([arc[0] for arc in arcs], dtype=np.int64),
        head=np.array([arc[1] for arc in arcs], dtype=np.int64),
        length_m=np.ones(len(arcs)),
    )
    return network, np.array([_seconds(arc[2]) for arc in arcs], dtype=np.float64)


def _seconds(written: float | None) -> float:
    return math.inf if written is None else float(written)


def _nulls(times: NDArray[np.float64]) -> list[list[float | None]]:
    return [[one if math.isfinite(one) else None for one in row] for row in times.tolist()]
