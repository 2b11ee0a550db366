"""Families of the routing room about single trips: closures explained, and changes foreseen."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import pairwise, permutations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.dispatch import Operation, make_decider
from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs
from sandtable.evidence.model import Values
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck, stream
from sandtable.routing import earliest_arrivals
from sandtable.world.network import Network
from sandtable.world.place import Base, Place, Zone
from sandtable.world.plan import Headquarters, Plan, Profile, Rules, Team
from sandtable.world.scenario import IncidentType, Inject, Listed, Requirement, Scenario
from sandtable.world.world import World

_SPEED_MPS = 16.0
_NOTHING = Law.constant(0.0)


# A drill of one team


def explained_trip(case: Case) -> Values:
    """Compute `explained-trip`: one team drives while roads close, and each closure is explained.

    Times are null where there is no way. The four parts of the travel time sum to it exactly.
    """
    given = Inputs(case.inputs)
    records = Operation(_drill(given), {}, Luck(1, 0), make_decider("nearest_able")).run()
    missions, delays = records.table("missions"), records.table("delays")
    parts = [float(missions[f"{name}_s"][0]) for name in _PARTS]
    travel_s = float(missions["arrived_s"][0] - missions["departed_s"][0])
    by_road = {
        road: {name: _null(float(delays[name][at])) for name in _LOSSES}
        for at, road in enumerate(delays["road"])
    }
    return {
        **{f"{name}_s": _null(part) for name, part in zip(_PARTS, parts, strict=True)},
        "travel_s": _null(travel_s),
        "parts_sum_to_travel": math.isnan(travel_s) or sum(parts) == travel_s,
        "roads": sorted(by_road),
        **{name: [by_road[road][name] for road in sorted(by_road)] for name in _LOSSES},
    }


_PARTS = ("free_flow", "slowed", "detour", "waiting")
_LOSSES = ("alone_s", "spared_s", "foresight_s")


def _drill(given: Inputs) -> World:
    """Return the world of a drill: a team at node 0, a call, and closures of roads by command."""
    both = [(*ends, s) for a, b, s in given.get("roads") for ends in ((a, b), (b, a))]
    goal, at_s = given.get("call")
    nodes = 1 + max(max(a, b) for a, b, _s in both)
    return World(
        network=Network.from_arrays(
            tail=[a for a, _b, _s in both],
            head=[b for _a, b, _s in both],
            length_m=[_SPEED_MPS * s for _a, _b, s in both],
            free_speed_mps=[_SPEED_MPS] * len(both),
            road_ids=[f"r{number // 2}" for number in range(len(both))],
            n_nodes=nodes,
        ),
        place=Place(
            id="case",
            zones=tuple(Zone(id=f"z{node}", node=node) for node in range(nodes)),
            bases=(Base(id="base", node=0),),
        ),
        plan=Plan(
            id="case",
            headquarters=(Headquarters(id="hq", decision=_NOTHING, notification=_NOTHING),),
            profiles=(Profile(id="car"),),
            teams=(
                Team(
                    id="team",
                    base="base",
                    headquarters="hq",
                    skills=("rescue",),
                    profile="car",
                    turnout=_NOTHING,
                ),
            ),
            rules=Rules(
                closed_road=given.get("closed_road", "reroute"),
                road_knowledge=given.get("road_knowledge", "informed"),
            ),
        ),
        scenario=Scenario(
            id="case",
            horizon_s=given.number("horizon_s"),
            types=(
                IncidentType(
                    id="call", needs=(Requirement(skill="rescue"),), work=Law.constant(60.0)
                ),
            ),
            listed=(Listed(id="c", type="call", at_s=at_s, node=goal, zone=f"z{goal}"),),
            injects=tuple(
                Inject(id=f"i{number}", at_s=when, kind=kind, arguments={"road": road})
                for number, (when, kind, road) in enumerate(given.get("closures", []))
            ),
        ),
    )


# Roads whose changes are known beforehand


def foreseen_roads(case: Case, seed: int) -> tuple[Values, str]:
    """Compute `foreseen-roads`: earliest arrivals on random roads that change, and who overtakes.

    Every arrival is compared with the best of all ways tried one by one, each driven by adding up
    the speed between two changes; that adds nothing of the search, nor of its way of driving.
    """
    given = Inputs(case.inputs)
    worst, reached, overtaken = 0.0, 0, 0
    for number in range(given.whole("sequences")):
        draw = stream(seed, number, "verify", "routing", case.id)
        since, states = _course(draw, given.whole("states"))
        network = _complete(_NODES)
        start_s = float(draw.integers(0, 120))
        now = earliest_arrivals(network, since, states, 0, start_s)
        later = earliest_arrivals(network, since, states, 0, start_s + float(draw.integers(1, 60)))
        overtaken += int(np.sum(later < now - _NEAR_S))
        for goal in range(1, _NODES):
            best = min(_driven(way, since, states, start_s) for way in _ways(goal))
            if math.isinf(best) != math.isinf(now[goal]):
                worst = math.inf
            elif not math.isinf(best):
                worst, reached = max(worst, abs(best - float(now[goal]))), reached + 1
    values = {"largest_difference_s": float(worst), "overtakings": overtaken}
    return values, _("{count} arrivals compared").format(count=reached)


_NODES = 5
_NEAR_S = 1e-9
_ENDS = [(a, b) for a in range(_NODES) for b in range(_NODES) if a != b]


def _complete(nodes: int) -> Network:
    tail, head = zip(*_ENDS, strict=True)
    return Network.from_arrays(tail=tail, head=head, length_m=np.ones(len(_ENDS)), n_nodes=nodes)


def _course(
    draw: np.random.Generator, states: int
) -> tuple[NDArray[np.float64], list[NDArray[np.float64]]]:
    """Return instants of changes and the times of all arcs in each state, inf = closed [s]."""
    since = np.concatenate(([0.0], np.cumsum(draw.integers(5, 80, states - 1)))).astype(float)
    times = draw.integers(5, 100, (states, len(_ENDS))).astype(float)
    times[draw.random(times.shape) < 0.4] = np.inf
    return since, list(times)


def _ways(goal: int) -> Iterator[list[int]]:
    """Yield the arcs of every way from node 0 to a goal that meets no node twice."""
    others = [node for node in range(1, _NODES) if node != goal]
    for count in range(len(others) + 1):
        for between in permutations(others, count):
            stops = (0, *between, goal)
            yield [_ENDS.index(ends) for ends in pairwise(stops)]


def _driven(
    way: list[int], since: NDArray[np.float64], states: list[NDArray[np.float64]], start_s: float
) -> float:
    """Return when a way is driven to its end: where the part of an arc gone by each change is 1."""
    now = start_s
    for arc in way:
        speed = np.array([1.0 / one[arc] for one in states])  # parts per second, 0 = closed
        ends = np.append(since[1:], np.inf)
        spans = np.maximum(ends - np.maximum(since, now), 0.0)
        spans[0] = max(ends[0] - now, 0.0)
        parts = np.multiply(speed, spans, out=np.zeros(len(speed)), where=speed > 0.0)
        gone = np.concatenate(([0.0], np.cumsum(parts)))
        last = int(np.argmax(gone[1:] >= 1.0 - 1e-12)) if gone[-1] >= 1.0 - 1e-12 else -1
        if last < 0:
            return math.inf
        now = max(float(since[last]) if last else now, now) + (1.0 - gone[last]) / speed[last]
    return now


def _null(value: float) -> Any:  # noqa: ANN401  a number, or nothing
    return value if math.isfinite(value) else None
