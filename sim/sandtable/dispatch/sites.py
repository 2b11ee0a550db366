"""What names stand for: nodes, roads, facilities of a kind; teams as they muster (地点与集结)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.dispatch.teams import TeamState

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sandtable.world.place import Facility, Site
    from sandtable.world.world import World

Facilities = tuple[list["Facility"], tuple[int, ...]]
"""Facilities by id, and their nodes."""
_NOWHERE: Facilities = ([], ())


class Sites:
    """The names of a world."""

    def __init__(self, world: World) -> None:
        self.world = world
        self._sites = _sites(world)
        facilities = sorted(self.world.place.facilities, key=lambda facility: facility.id)
        self._by_kind = {kind: _of_kind(kind, facilities) for kind in {f.kind for f in facilities}}

    def node_of(self, name: str) -> int:
        """Return the node of a base, depot, facility or zone; -1 = unknown."""
        return self._sites.get(name, -1)

    def arcs_of(self, arguments: Mapping[str, Any]) -> list[int]:
        """Return the arcs named by ``arcs``, ``arc`` or ``road``; none where one is unknown."""
        network = self.world.network
        names = list(arguments.get("arcs", ()))
        if "arc" in arguments:
            names.append(arguments["arc"])
        found = [network.arc_number(name) for name in names]
        if "road" in arguments:
            found.extend(network.arcs_of_road(arguments["road"]) or [-1])
        return network.with_parts(found) if found and min(found) >= 0 else []

    def of_kind(self, kind: str) -> Facilities:
        """Return the facilities of a kind by id, and their nodes."""
        return self._by_kind.get(kind, _NOWHERE)

    def muster(self, hub_at: Mapping[int, int]) -> dict[str, TeamState]:
        """Return all teams at their bases, by id."""
        bases = {base.id: base.node for base in self.world.place.bases}
        teams = sorted(self.world.plan.teams, key=lambda team: team.id)
        return {
            team.id: TeamState(team, index, bases[team.base], hub_at[bases[team.base]])
            for index, team in enumerate(teams)
        }


def _of_kind(kind: str, facilities: list[Facility]) -> Facilities:
    chosen = [facility for facility in facilities if facility.kind == kind]
    return chosen, tuple(facility.node for facility in chosen)


def _sites(world: World) -> dict[str, int]:
    place = world.place
    every: tuple[Site, ...] = (*place.zones, *place.facilities, *place.depots, *place.bases)
    return {site.id: site.node for site in every}
