"""Travel tables by road state, shared by all replications of a study."""

from __future__ import annotations

import math
import os
from collections import OrderedDict
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np

from sandtable.ground.clock import grid
from sandtable.hazards.depths import DepthLimits
from sandtable.routing.reaching import times_from
from sandtable.routing.speeds import free_flow_s, slowed_s
from sandtable.routing.stars import gathered
from sandtable.routing.trees import Adjacency, adjacency, tree

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from sandtable.world.network import Network
    from sandtable.world.plan import Profile

TREES_KEPT = 64
"""Reverse trees that a state keeps for places that are no hub; 8 bytes per node each."""
HUBS_AT_ONCE = 16
"""Trees that are grown in one go for a table; 12 bytes per node each while it lasts."""
ROUTES_KEPT = 4096
"""Routes that a state keeps; 4 bytes per arc of the route each."""


class RoadBook:
    """Travel tables of a network, by vehicle profile and state of the roads.

    A state's tables hold the times between hubs and points in both directions:
    ``16 * n_hubs * n_points + 8 * n_arcs`` bytes. They are computed on first use, once for all
    replications, or opened from a folder that another process has saved.

    Parameters
    ----------
    hubs
        Nodes of bases, depots and facilities.
    points
        Nodes at which something may be needed; hubs are points too.

    """

    def __init__(
        self,
        network: Network,
        profiles: Sequence[Profile],
        hubs: Sequence[int],
        points: Sequence[int],
        *,
        folder: Path | None = None,
    ) -> None:
        self.network = network
        self.hubs = list(hubs)
        self.points = sorted({*points, *hubs})
        self.point_at = {node: number for number, node in enumerate(self.points)}
        self.hub_at = {node: number for number, node in enumerate(self.hubs)}
        self.onward = adjacency(network)
        self.backward = adjacency(network, reverse=True)
        self.computed = 0
        """Tables computed by this process."""
        self.loaded = 0
        """Tables opened from disk by this process."""
        self._folder = folder
        self._profiles = {profile.id: profile for profile in profiles}
        self.limits = {profile.id: DepthLimits.of(network, profile) for profile in profiles}
        """By profile: what water does to it; None = nothing that no curve says."""
        self._free_s: dict[str, NDArray[np.float64]] = {}
        self._states: dict[tuple[str, Hashable], RoadState] = {}
        # What identifies a table: the network, its hubs and points, and the vehicles.
        self._name = repr((network.content_hash, self.hubs, self.points, list(profiles)))

    @classmethod
    def open(
        cls,
        folder: Path,
        network: Network,
        profiles: Sequence[Profile],
        hubs: Sequence[int],
        points: Sequence[int],
    ) -> RoadBook:
        """Return a book that finds saved tables in a folder and memory-maps them."""
        return cls(network, profiles, hubs, points, folder=folder)

    def save(self, folder: Path) -> None:
        """Write the tables of all states that were used, each under the hash of its inputs."""
        folder.mkdir(parents=True, exist_ok=True)
        for state in self._states.values():
            state.save(folder)

    def state(
        self,
        profile: str,
        key: Hashable,
        factors: Callable[[], NDArray[np.float64]] | None,
    ) -> RoadState:
        """Return the state of the roads for a profile.

        Parameters
        ----------
        key
            Identifies the state; equal keys mean equal factors. () = undisturbed.
        factors
            Returns the speed factors, shape ``(n_arcs,)`` [0-1]; called only where the key is new.

        """
        found = self._states.get((profile, key))
        if found is None:
            seconds = self._free(profile)
            if factors is not None:
                seconds = slowed_s(seconds, factors())
                seconds.setflags(write=False)
            name = blake2b(repr((self._name, profile, key)).encode(), digest_size=16).hexdigest()
            found = self._states[profile, key] = RoadState(self, seconds, name)
        return found

    def passing_state(self, profile: str, factors: NDArray[np.float64]) -> RoadState:
        """Return a state that one run alone meets, and soon leaves.

        It has no tables: a tree grows for each place that is asked for, and nobody keeps it.
        """
        seconds = slowed_s(self._free(profile), factors)
        seconds.setflags(write=False)
        return RoadState(self, seconds, "")

    def _free(self, profile: str) -> NDArray[np.float64]:
        """Return the free-flow time of a profile on each arc, worked out once, read-only [s]."""
        found = self._free_s.get(profile)
        if found is None:
            found = self._free_s[profile] = free_flow_s(self.network, self._profiles[profile])
            found.setflags(write=False)
        return found

    def tables(
        self, seconds: NDArray[np.float64], name: str
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return times hub -> point and point -> hub, both of shape ``(n_hubs, n_points)`` [s]."""
        if self._folder is not None:
            path = self._folder / f"{name}.npy"
            if path.exists():
                both = np.load(path, mmap_mode="r", allow_pickle=False)
                if both.shape == (2, len(self.hubs), len(self.points)):
                    self.loaded += 1
                    return both[0], both[1]
        self.computed += 1
        out, back = (self._rows(side, seconds) for side in (self.onward, self.backward))
        return out, back

    def _rows(self, side: Adjacency, seconds: NDArray[np.float64]) -> NDArray[np.float64]:
        roads = gathered(side, seconds)
        rows = np.empty((len(self.hubs), len(self.points)))
        for begin in range(0, len(self.hubs), HUBS_AT_ONCE):
            part = slice(begin, begin + HUBS_AT_ONCE)
            rows[part] = times_from(roads, self.hubs[part])[:, self.points]
        return rows


class RoadState:
    """Travel times, distances and routes on the roads as they are in one state, for one profile.

    Parameters
    ----------
    seconds
        Time on each arc, inf = closed, read-only, shape ``(n_arcs,)`` [s].
    name
        Hash of everything that the tables depend on; empty = a passing state, without tables.

    """

    def __init__(self, book: RoadBook, seconds: NDArray[np.float64], name: str) -> None:
        self.seconds = seconds
        self.memo: dict[Hashable, Any] = {}
        """What others have derived from this state, to be used again by other replications."""
        self._book = book
        self._name = name
        self._both: tuple[NDArray[np.float64], NDArray[np.float64]] | None = None
        self._shut: frozenset[int] | None = None
        # What was asked for before: from all hubs to a node, from a point to all hubs, and so on.
        self._from_hubs: dict[int, list[float]] = {}
        self._ranked: dict[int, list[float]] = {}
        self._by_time: dict[int, list[tuple[float, int]]] = {}
        self._to_hubs: dict[int, list[float]] = {}
        self._metres: dict[tuple[int, int], float] = {}
        self._nearest: dict[tuple[int, tuple[int, ...]], int] = {}
        self._hub_at = book.hub_at
        self._point_at = book.point_at if name else {}
        self._trees: OrderedDict[int, NDArray[np.float64]] = OrderedDict()
        self._routes: OrderedDict[tuple[int, int], NDArray[np.int32] | None] = OrderedDict()

    def save(self, folder: Path) -> None:
        """Write the tables, whole or not at all; what lies there under this name is the same."""
        path = folder / f"{self._name}.npy"
        if path.exists():
            return
        draft = folder / f"{self._name}.{os.getpid()}.tmp.npy"
        np.save(draft, np.stack(self._tables()), allow_pickle=False)
        draft.replace(path)

    def _tables(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        if self._both is None:
            self._both = self._book.tables(self.seconds, self._name)
        return self._both

    @property
    def shut(self) -> frozenset[int]:
        """Numbers of the arcs that are closed."""
        if self._shut is None:
            self._shut = frozenset(np.flatnonzero(np.isinf(self.seconds)).tolist())
        return self._shut

    def from_hubs(self, node: int) -> list[float]:
        """Return the time from every hub to a node, in the order of the hubs, inf = no way [s]."""
        times = self._from_hubs.get(node)
        return self._look_up_from_hubs(node) if times is None else times

    def _look_up_from_hubs(self, node: int) -> list[float]:
        point = self._point_at.get(node, -1)
        if point >= 0:
            times: list[float] = self._tables()[0][:, point].tolist()
        else:
            times = self._tree_to(node)[self._book.hubs].tolist()
        self._from_hubs[node] = times
        return times

    def ranked_from_hubs(self, node: int) -> list[float]:
        """Return the same times to compare by, rounded to the clock grid [s].

        So ways that are equal on paper are equal, whatever the last digits of their sums.
        """
        times = self._ranked.get(node)
        if times is None:
            times = self._ranked[node] = [grid(exact) for exact in self.from_hubs(node)]
        return times

    def hubs_by_time(self, node: int) -> list[tuple[float, int]]:
        """Return the same times with the number of each hub, rising [s]."""
        times = self._by_time.get(node)
        if times is None:
            pairs = zip(self.ranked_from_hubs(node), range(len(self._book.hubs)), strict=True)
            times = self._by_time[node] = sorted(pairs)
        return times

    def eta(self, start: int, node: int) -> float:
        """Return the time of the best way between two nodes [s]; inf = unreachable."""
        hub = self._hub_at.get(start)
        if hub is not None:
            try:
                return self._from_hubs[node][hub]
            except KeyError:
                return self._look_up_from_hubs(node)[hub]
        hub = self._hub_at.get(node)
        if hub is not None and start in self._point_at:
            times = self._to_hubs.get(start) or self._look_up_to_hubs(start)
            return times[hub]
        return float(self._tree_to(node)[start])

    def _look_up_to_hubs(self, point: int) -> list[float]:
        times: list[float] = self._tables()[1][:, self._point_at[point]].tolist()
        self._to_hubs[point] = times
        return times

    def _tree_to(self, node: int) -> NDArray[np.float64]:
        """Return the time from every node to one, shape ``(n_nodes,)`` [s]."""
        found = self._trees.get(node)
        if found is None:
            found = self._trees[node] = tree(*self._book.backward, self.seconds, node, -1)[0]
            if len(self._trees) > TREES_KEPT:
                self._trees.popitem(last=False)
        return found

    def nearest(self, start: int, goals: tuple[int, ...]) -> int:
        """Return which of several nodes is reached first, the first of equals; -1 = none."""
        at = self._nearest.get((start, goals))
        if at is not None:
            return at
        seconds = [grid(self.eta(start, goal)) for goal in goals]
        soonest = min(seconds, default=math.inf)
        at = self._nearest[start, goals] = seconds.index(soonest) if soonest < math.inf else -1
        return at

    def metres(self, start: int, node: int) -> float:
        """Return the length of the best way between two nodes [m]; nan = unreachable."""
        known = self._metres.get((start, node))
        if known is not None:
            return known
        route = self.route(start, node)
        metres = math.nan if route is None else float(self._book.network.length_m[route].sum())
        if start in self._hub_at and node in self._point_at:
            self._metres[start, node] = metres
        return metres

    def route(self, start: int, node: int) -> NDArray[np.int32] | None:
        """Return the arcs of the best way in travel order; empty = is there, None = no way."""
        known: Any = self._routes.get((start, node), False)
        if known is not False:
            found: NDArray[np.int32] | None = known
            return found
        times, by = tree(*self._book.onward, self.seconds, start, node)
        found = None if math.isinf(times[node]) else _read(by, self._book.network, start, node)
        self._routes[start, node] = found
        if len(self._routes) > ROUTES_KEPT:
            self._routes.popitem(last=False)
        return found


def _read(by: NDArray[np.int32], network: Network, start: int, node: int) -> NDArray[np.int32]:
    arcs = []
    while node != start:
        arc = int(by[node])
        arcs.append(arc)
        node = int(network.tail[arc])
    route = np.array(arcs[::-1], dtype=np.int32)
    route.setflags(write=False)
    return route
