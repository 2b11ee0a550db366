"""The bare SimPy loop that the Operation is measured by: the same model and nothing else.

One process per incident and an own set of idle units, as one would write it by hand for speed: the
attributes are drawn beforehand, the travel tables are Python lists, an idle unit is found by
``min``, nothing is recorded but the response times. It knows neither commands, phases that a report
may end, roads that close, several teams per incident, other rules nor censored records.
"""

from __future__ import annotations

import gc
import math
from collections import deque
from collections.abc import Generator
from typing import NamedTuple

from simpy import Environment, Event

from sandtable.dispatch import road_book
from sandtable.dispatch.incidents import Drawing
from sandtable.ground.clock import grid
from sandtable.ground.luck import Luck
from sandtable.world.world import World


class Model(NamedTuple):
    """All that the loop reads, as Python lists; times in seconds."""

    horizon_s: float
    turnout_s: float
    occurred_s: list[float]
    node: list[int]
    work_s: list[float]
    handover_s: list[float]
    """Nan = nobody is transported."""
    from_base: list[list[float]]
    """By node and unit."""
    to_base: list[list[float]]
    """By node and unit."""
    hospital: list[int]
    """Node of the hospital that is nearest to each node."""
    to_hospital: list[float]


def model_of(world: World, luck: Luck) -> Model:
    """Draw the attributes of all incidents from the luck of the Operation, and tabulate the roads.

    Durations are put on the clock grid: so all instants are on it, as contracts §1 has it.
    """
    (drawn,) = Drawing(world, luck).all_known()
    roads = road_book(world).state(world.plan.profiles[0].id, (), None)
    node_of = {base.id: base.node for base in world.place.bases}
    bases = [node_of[team.base] for team in world.plan.teams]
    hospitals = [facility.node for facility in world.place.facilities]
    nodes = range(world.network.n_nodes)
    nearest = [min(hospitals, key=lambda to, node=node: roads.eta(node, to)) for node in nodes]
    return Model(
        horizon_s=world.scenario.horizon_s,
        turnout_s=world.plan.teams[0].turnout.mean,
        occurred_s=drawn.occurred_s.tolist(),
        node=drawn.node,
        work_s=[grid(work_s) for work_s in drawn.work_s],
        handover_s=[grid(handover_s) for handover_s in drawn.handover_s],
        from_base=[[roads.eta(base, node) for base in bases] for node in nodes],
        to_base=[[roads.eta(node, base) for base in bases] for node in nodes],
        hospital=nearest,
        to_hospital=[roads.eta(node, to) for node, to in zip(nodes, nearest, strict=True)],
    )


class Loop:
    """One run of the loop."""

    def __init__(self, model: Model) -> None:
        self.model = model
        self.env = Environment()
        # Numbers below the size of its table: such a set is walked in rising order, so of equally
        # near units the first is taken, as by the Operation.
        self.idle = set(range(len(model.from_base[0])))
        self.waiting: deque[Event] = deque()
        self.responses: list[float] = []

    def run(self) -> list[float]:
        """Play to the horizon; return the response times in the order of the arrivals [s]."""
        collects = gc.isenabled()
        gc.disable()  # as the Operation does: nothing here becomes garbage before the end
        self.env.process(self.source())
        self.env.run(until=self.model.horizon_s)
        if collects:
            gc.enable()
        return self.responses

    def source(self) -> Generator[Event, None, None]:
        """Let the incidents occur, one process each."""
        timeout, process, incident = self.env.timeout, self.env.process, self.incident
        last = 0.0
        for i, occurred_s in enumerate(self.model.occurred_s):
            yield timeout(occurred_s - last)
            last = occurred_s
            process(incident(i))

    def incident(self, i: int) -> Generator[Event, None, None]:
        """Find a unit, turn out, travel, work, transport, hand over, return."""
        model, env, timeout, idle = self.model, self.env, self.env.timeout, self.idle
        node = model.node[i]
        if idle:
            unit = min(idle, key=model.from_base[node].__getitem__)
            idle.remove(unit)
        else:
            free = env.event()
            self.waiting.append(free)
            unit = yield free
        yield timeout(model.turnout_s)
        yield timeout(model.from_base[node][unit])
        self.responses.append(env.now - model.occurred_s[i])
        yield timeout(model.work_s[i])
        handover_s = model.handover_s[i]
        if not math.isnan(handover_s):
            yield timeout(model.to_hospital[node])
            yield timeout(handover_s)
            node = model.hospital[node]
        yield timeout(model.to_base[node][unit])
        if self.waiting:
            self.waiting.popleft().succeed(unit)
        else:
            idle.add(unit)
