"""A vehicle on its way: where it is, what it has driven, how the trip went (行程)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

NEVER = math.inf


@dataclass(slots=True)
class Spot:
    """Where a vehicle is: at a node, or on an arc with a part of it still ahead; never changed."""

    node: int
    """The node it stands at, or the head of the arc it is on."""
    arc: int = -1
    left: float = 0.0
    """Part of the arc still ahead [0-1]."""


@cache
def at_node(node: int) -> Spot:
    """Return the spot of a vehicle that stands at a node."""
    return Spot(node)


class Trip(NamedTuple):
    """How a finished trip went; the four times sum exactly to its duration [s]."""

    free_flow_s: float
    slowed_s: float
    detour_s: float
    waiting_s: float
    distance_m: float
    closures: tuple[str, ...]


class Drive:
    """One vehicle on its way from a spot to a node."""

    __slots__ = (
        "ahead",
        "arrival_s",
        "circle",
        "closures",
        "distance_m",
        "free_s",
        "goal",
        "held_s",
        "profile",
        "seconds",
        "seen",
        "since_s",
        "spot",
        "stands_s",
        "start",
        "start_s",
        "stop",
        "via",
        "waiting_s",
    )

    def __init__(self, start: Spot, goal: int, profile: str, now_s: float) -> None:
        self.start = start
        self.goal = goal
        self.profile = profile
        self.start_s = now_s
        self.arrival_s = NEVER  # foreseen on calm roads; never, where there is no way
        self.ahead: list[int] | None = None
        """Arcs of the route behind ``spot.node``; None on calm roads, where nobody asks."""

    def watch(self, seconds: NDArray[np.float64], ahead: list[int], circle: int) -> None:
        """Begin to follow the trip arc by arc, from its start and on the roads of its start."""
        self.ahead = ahead
        self.circle = circle  # number of those who know of the roads what its driver knows
        self.spot = self.start
        self.since_s = self.start_s  # instant of this spot
        self.seconds = seconds  # by arc, since then
        self.stop = 0  # arcs ahead until the next stop, as last foreseen
        self.held_s = -NEVER  # turning round until then
        self.stands_s = NEVER  # standing at a closed road since then
        self.via = -1  # node to turn back to first; -1 = none
        self.waiting_s = 0.0
        self.free_s = 0.0  # free-flow time of all that was driven
        self.distance_m = 0.0
        self.closures: list[str] = []
        self.seen = False  # its arrival was reported from outside

    @property
    def ended_s(self) -> float:
        """Return the instant at which it reached its goal [s], once it has."""
        return self.arrival_s if self.ahead is None else self.since_s
