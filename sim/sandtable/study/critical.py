"""Which roads cost most when they are lost: each is taken away alone, and all ways are sought anew.

As `reach`, a static picture: free teams at their bases, undisturbed roads but for the one that is
lost, no queues. The answer for one road is exact; two roads lost together may cost more than both.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from sandtable.study.answering import Answerer, fastest
from sandtable.study.demand import Demand, population
from sandtable.study.reach import LIMITS_S, TeamTimes
from sandtable.world.network import Network
from sandtable.world.place import Site
from sandtable.world.plan import Team
from sandtable.world.world import World

Measure = Literal["unreachable", "circle", "minutes"]
"""Persons cut off; persons who leave a circle; person-minutes added."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loss:
    """What the loss of one road, in both directions, costs (失去该路的代价).

    Parameters
    ----------
    road
        Its `road_id`.
    unreachable
        Persons to whom no team finds a way any more, and could before.
    leave
        For each limit: persons who are out of that circle and were in it, the unreachable among
        them.
    person_minutes
        Added driving time of those who are still reached, over all persons [min].
    mean_minutes
        The same per person still reached [min].
    shelters_cut_off
        Shelters to which no depot finds a way any more, and one could before.
    shelter_minutes
        Added driving time from the nearest depot, over all shelters still reached [min].

    """

    road: str
    unreachable: float = 0.0
    leave: tuple[float, ...] = ()
    person_minutes: float = 0.0
    mean_minutes: float = 0.0
    shelters_cut_off: int = 0
    shelter_minutes: float = 0.0

    @property
    def cuts_off(self) -> bool:
        """Tell whether there is no way but by this road for somebody: a single point of failure."""
        return self.unreachable > 0.0 or self.shelters_cut_off > 0

    @property
    def is_nothing(self) -> bool:
        """Tell whether nobody is worse off."""
        return not (self.cuts_off or self.person_minutes or self.shelter_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """Roads by what their loss costs, the dearest first.

    Parameters
    ----------
    limits_s
        The circles that `Loss.leave` is about [s].
    persons, unreachable
        All persons of the place, and those whom nobody reaches though no road is lost.
    losses
        One per road that was asked for, those that cost nothing at the end.

    """

    limits_s: tuple[float, ...]
    persons: float
    unreachable: float
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class _Service:
    """Those who drive, and those to whom, before any road is lost."""

    reach: TeamTimes
    demand: Demand
    before_s: NDArray[np.float64]
    used: set[int]
    travel: bool

    @classmethod
    def of(cls, reach: TeamTimes, demand: Demand, *, travel: bool) -> _Service:
        return cls(
            reach,
            demand,
            reach.first_s(demand.nodes, travel=travel),
            reach.best_arcs(demand.nodes, travel=travel),
            travel,
        )

    def without(self, arcs: Sequence[int]) -> NDArray[np.float64]:
        """Return when the first is at each node while some arcs are lost, shape ``(n,)`` [s]."""
        if self.used.isdisjoint(arcs):
            return self.before_s
        self.reach.close(arcs)
        after = self.reach.first_s(self.demand.nodes, travel=self.travel)
        self.reach.open(arcs)
        return after


def rank_roads(
    world: World,
    roads: Iterable[str],
    teams: Sequence[Answerer],
    *,
    limits_s: Sequence[float] = LIMITS_S,
    travel: bool = True,
    first: Measure = "unreachable",
) -> Ranking:
    """Lose each road alone and rank the losses.

    Roads rank by persons cut off and shelters cut off, then by persons who leave the circles, the
    widest first, then by person-minutes added; roads that are equal in all keep their order.

    Parameters
    ----------
    roads
        Ids of roads; each is taken once.
    teams
        Who answers.
    travel
        Whether circles are about driving alone; else about alert to arrival.
    first
        The measure that goes before the others.

    Raises
    ------
    ValueError
        If there is no road of an id.

    """
    limits = tuple(limits_s)
    response = _Service.of(TeamTimes(world, fastest(teams)), population(world), travel=travel)
    relief = _relief(world)
    losses = [
        _loss(road, _arcs(world.network, road), response, relief, limits)
        for road in dict.fromkeys(roads)
    ]
    return Ranking(
        limits_s=limits,
        persons=response.demand.total,
        unreachable=_sum(response.demand.weights, np.isinf(response.before_s)),
        losses=tuple(sorted(losses, key=lambda loss: _key(loss, first), reverse=True)),
    )


def flagged_roads(network: Network, arcs: NDArray[np.bool_]) -> list[str]:
    """Return the ids of the roads of which any arc is chosen, in the order of the arcs.

    Parameters
    ----------
    arcs
        Shape ``(n_arcs,)``; e.g. which of them are bridges.

    """
    return list(dict.fromkeys(network.road_ids[arcs].tolist()))


def _arcs(network: Network, road: str) -> list[int]:
    arcs = network.arcs_of_road(road)
    if not arcs:
        message = f"roads: found {road!r}, expected the id of a road"
        raise ValueError(message)
    return arcs


def _key(loss: Loss, first: Measure) -> tuple[float, ...]:
    circles = loss.leave[::-1]
    orders: dict[Measure, tuple[float, ...]] = {
        "unreachable": (loss.unreachable, loss.shelters_cut_off),
        "circle": circles,
        "minutes": (loss.person_minutes, loss.shelter_minutes),
    }
    rest = [measure for name, measure in orders.items() if name != first]
    return tuple(value for measure in (orders[first], *rest) for value in measure)


def _loss(
    road: str,
    arcs: Sequence[int],
    response: _Service,
    relief: _Service | None,
    limits_s: Sequence[float],
) -> Loss:
    before, after = response.before_s, response.without(arcs)
    persons = response.demand.weights
    reached = np.isfinite(after)
    minutes = math.fsum((persons[reached] * _added_min(before, after)).tolist())
    still = _sum(persons, reached)
    cut_off, added = _shelters(relief, arcs)
    return Loss(
        road=road,
        unreachable=_sum(persons, np.isfinite(before) & ~reached),
        leave=tuple(_sum(persons, (before <= limit) & (after > limit)) for limit in limits_s),
        person_minutes=minutes,
        mean_minutes=minutes / still if still > 0.0 else 0.0,
        shelters_cut_off=cut_off,
        shelter_minutes=added,
    )


def _added_min(before: NDArray[np.float64], after: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the minutes added where somebody still comes, shape ``(n_reached,)`` [min]."""
    reached = np.isfinite(after)
    added: NDArray[np.float64] = (after[reached] - before[reached]) / 60.0
    return added


def _sum(weights: NDArray[np.float64], chosen: NDArray[np.bool_]) -> float:
    return math.fsum(weights[chosen].tolist())


def _shelters(relief: _Service | None, arcs: Sequence[int]) -> tuple[int, float]:
    if relief is None:
        return 0, 0.0
    before, after = relief.before_s, relief.without(arcs)
    reached = np.isfinite(after)
    cut_off = int(np.count_nonzero(np.isfinite(before) & ~reached))
    return cut_off, math.fsum(_added_min(before, after).tolist())


def _relief(world: World) -> _Service | None:
    """Return the trucks of the depots and the shelters of the plan; None = it has no such ways."""
    named = {shelter for one in world.plan.evacuations for shelter in one.shelters}
    shelters = [one for one in world.place.facilities if one.id in named or one.kind == "shelter"]
    depots: dict[str, Site] = {one.id: one for one in world.place.depots}
    trucks = tuple(
        Answerer(
            team=Team(id=one.id, base=one.depot, headquarters="", skills=(), profile=one.profile),
            node=depots[one.depot].node,
            ready_s=0.0,
        )
        for one in world.plan.trucks
    )
    if not (shelters and trucks):
        return None
    demand = Demand(
        kind="population",
        nodes=np.array([one.node for one in shelters], dtype=np.int64),
        weights=np.ones(len(shelters)),
    )
    return _Service.of(TeamTimes(world, fastest(trucks)), demand, travel=True)
