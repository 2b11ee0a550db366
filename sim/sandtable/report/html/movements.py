"""Where every team and truck of a run was, as stretches of time: standing, or on a route (行动)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import Any

from sandtable.report.html.late_tables import LateTables
from sandtable.report.html.routes import Routes
from sandtable.world.place import Site
from sandtable.world.plan import Team
from sandtable.world.world import World

Leg = tuple[float, float, int, int, int]
"""From, to [s], route (-1 = stands), node at which it stands or ends, `State`."""


class State(IntEnum):
    """What a team or truck does; the page has a shape and a word for each."""

    READY = 0
    TURNOUT = 1
    GOING = 2
    AT_WORK = 3
    TAKING = 4
    RETURNING = 5
    ABSENT = 6


class Movements:
    """The legs of all teams and trucks of one run.

    Between recorded instants positions are interpolated along a route (`Routes`); a leg that was
    cut short by another order ends where the next one begins.
    """

    def __init__(self, world: World, tables: LateTables, routes: Routes) -> None:
        self._world = world
        self._tables = tables
        self._routes = routes
        place = world.place
        sites: tuple[Site, ...] = (*place.bases, *place.depots, *place.facilities, *place.zones)
        self._node = {site.id: site.node for site in sites}
        incidents = tables["incidents"]
        ids = [str(one) for one in incidents["incident"]]
        self._goal = dict(zip(ids, incidents["node"].tolist(), strict=True))
        self._controlled = dict(zip(ids, incidents["controlled_s"].tolist(), strict=True))

    def team(self, team: Team) -> list[Leg]:
        """Return the legs of a team, by their start."""
        home = self._node.get(team.base, 0)
        first = State.ABSENT if team.agreement else State.READY
        legs: list[Leg] = [(0.0, 0.0, -1, home, first)]
        rows = self._rows("missions", "team", team.id)
        for number, row in enumerate(rows):
            following = rows[number + 1] if number + 1 < len(rows) else None
            legs += self._mission(row, team, home, following)
        return sorted(legs, key=lambda leg: leg[0])

    def _rows(self, table: str, column: str, id: str) -> list[dict[str, Any]]:
        columns = self._tables[table]
        rows = (columns[column] == id).nonzero()[0] if len(columns[column]) else ()
        wanted = _MISSION if table == "missions" else _CONSIGNMENT
        found = [{name: columns[name][row].item() for name in wanted} for row in rows]
        return sorted(found, key=lambda row: row["ordered_s"])

    def _mission(
        self, row: Mapping[str, Any], team: Team, home: int, following: Mapping[str, Any] | None
    ) -> Iterator[Leg]:
        start, goal = row["from_node"], self._goal.get(row["incident"], -1)
        if goal < 0:  # a move: where it went is where the next mission begins
            goal = following["from_node"] if following is not None else home
        if not math.isnan(row["alerted_s"]):
            yield row["alerted_s"], row["alerted_s"], -1, start, State.TURNOUT
        yield from self._drive(
            team.profile, (start, goal), (row["departed_s"], row["arrived_s"]), State.GOING
        )
        spot = start
        if not math.isnan(row["arrived_s"]):
            spot = goal
            yield row["arrived_s"], row["arrived_s"], -1, goal, State.AT_WORK
        facility = self._node.get(row["facility"], -1)
        if facility >= 0 and not math.isnan(row["at_facility_s"]):
            leaves = self._leaves(row)
            times = (leaves, row["at_facility_s"])
            yield from self._drive(team.profile, (spot, facility), times, State.TAKING)
            spot = facility
        if row["task"] == "respond":
            times = (row["released_s"], row["at_base_s"])
            yield from self._drive(team.profile, (spot, home), times, State.RETURNING)
        if not math.isnan(row["at_base_s"]):
            yield row["at_base_s"], row["at_base_s"], -1, home, State.READY

    def _leaves(self, row: Mapping[str, Any]) -> float:
        """Return when a team left the scene for the facility, at the latest on arrival there."""
        known = [row["arrived_s"], row["work_began_s"], self._controlled.get(row["incident"])]
        there: float = row["at_facility_s"]
        past = [one for one in known if one is not None and one <= there]
        return max(past, default=there)

    def _drive(
        self, profile: str, ends: tuple[int, int], times: tuple[float, float], state: State
    ) -> Iterator[Leg]:
        begin, end = times
        if math.isnan(begin):
            return
        route = self._routes.between(profile, *ends, begin)
        if math.isnan(end):  # cut short or still under way: as fast as the roads let it
            end = begin + (self._routes.seconds[route] if route >= 0 else 0.0)
        yield begin, end, route, ends[1], state

    def truck(self, id: str, profile: str, depot: str) -> list[Leg]:
        """Return the legs of a truck, by their start."""
        home = self._node.get(depot, 0)
        legs: list[Leg] = [(0.0, 0.0, -1, home, State.ABSENT)]
        for row in self._rows("consignments", "truck", id):
            goal = self._node.get(row["zone"], home)
            if not math.isnan(row["truck_ready_s"]):
                legs.append((row["truck_ready_s"],) * 2 + (-1, home, State.TURNOUT))
            out = (row["loaded_s"], row["arrived_s"])
            legs += self._drive(profile, (home, goal), out, State.GOING)
            if not math.isnan(row["arrived_s"]):
                legs.append((row["arrived_s"],) * 2 + (-1, goal, State.AT_WORK))
            back = (row["handed_out_s"], row["truck_back_s"])
            legs += self._drive(profile, (goal, home), back, State.RETURNING)
            if not math.isnan(row["truck_back_s"]):
                legs.append((row["truck_back_s"],) * 2 + (-1, home, State.READY))
        return sorted(legs, key=lambda leg: leg[0])


_MISSION = (
    *("incident", "task", "from_node", "ordered_s", "alerted_s", "departed_s", "arrived_s"),
    *("work_began_s", "released_s", "facility", "at_facility_s", "at_base_s"),
)
_CONSIGNMENT = (
    *("zone", "ordered_s", "truck_ready_s", "loaded_s", "arrived_s"),
    *("handed_out_s", "truck_back_s"),
)


def cut(legs: list[Leg], begin: float, end: float) -> list[list[int]]:
    """Return the legs of a window, in whole seconds from its beginning.

    The last leg that began before the window is kept: it tells where the team is when it opens.
    """
    before = [leg for leg in legs if leg[0] <= begin]
    inside = [leg for leg in legs if begin < leg[0] <= end]
    return [
        [round(leg[0] - begin), round(leg[1] - begin), int(leg[2]), int(leg[3]), int(leg[4])]
        for leg in (*before[-1:], *inside)
    ]
