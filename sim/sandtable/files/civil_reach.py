"""Whether roads lead where people, buses and rock trucks of a plan are to go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandtable.files.civil_model import EvacuationItem, FleetItem
from sandtable.files.closing_model import ClosingItem
from sandtable.files.reach import nodes_of
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest, remark_at
from sandtable.files.vehicle_roads import VehicleRoads
from sandtable.ground.faults import Fault, Remark
from sandtable.ground.language import _
from sandtable.world.network import Network

SITES = ("zones", "bases", "depots", "facilities")


@dataclass(slots=True)
class CivilReach:
    """Checks the roads of a plan, as vehicles of its profiles may use them; no water counts here.

    Parameters
    ----------
    plan, root
        The plan, and the tree that it came from.
    nodes
        Numbers of the nodes of the sites of the place, by id.
    roads
        By id of the profile: what its vehicles reach.
    homes
        Ids of the zones with residents.

    """

    plan: Any
    root: Node
    nodes: Mapping[str, int]
    roads: Mapping[str, VehicleRoads]
    homes: frozenset[str]
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def check(self) -> None:
        """Check evacuations, fleets and closings."""
        for number, one in enumerate(self.plan.evacuations):
            self._evacuation(("evacuations", number), one)
        for number, fleet in enumerate(self.plan.fleets):
            if fleet.kind == "bus" and fleet.profile in self.roads:
                self._fleet(("fleets", number), fleet)
        for number, closing in enumerate(self.plan.closings):
            self._closing(("closings", number), closing)

    # ---- people

    def _evacuation(self, path: Path, one: EvacuationItem) -> None:
        """Check the way out, and on to the shelters; and the ways to refuges."""
        homes = self._homes(one)
        if not homes:
            return
        own = [means.profile for means in one.means if means.kind == "own"]
        buses = self._bus_profiles()
        fetched = buses if any(means.kind == "bus" for means in one.means) else []
        for profile in self._known([*own, *fetched]):
            if self._leads((*path, "exit"), one.exit, homes, profile):
                self._shelters(path, one, profile)
        for number, means in enumerate(one.means):
            if means.kind != "foot" or means.profile not in self.roads:
                continue
            for which, refuge in enumerate(means.refuges):
                there = (*path, "means", number, "refuges", which)
                if self._leads(there, refuge, homes, means.profile):
                    self._on_by_bus(there, refuge, one.exit, buses)

    def _homes(self, one: EvacuationItem) -> dict[str, int]:
        zones = self.homes & set(one.zones) if one.zones else self.homes
        return {zone: self.nodes[zone] for zone in sorted(zones) if zone in self.nodes}

    def _bus_profiles(self) -> list[str]:
        fleets = [one for one in self.plan.fleets if one.kind == "bus" and one.count]
        return self._known([one.profile for one in fleets])

    def _known(self, profiles: Sequence[str]) -> list[str]:
        return [one for one in dict.fromkeys(profiles) if one in self.roads]

    def _leads(self, path: Path, site: str, homes: Mapping[str, int], profile: str) -> bool:
        """Tell whether a site is reached from a zone at least; say so where it is not."""
        if site not in self.nodes:
            return False
        reaching = self.roads[profile].reaching(self.nodes[site])
        cut_off = [zone for zone, node in homes.items() if not reaching[node]]
        if len(cut_off) == len(homes):
            shown = _("'{site}', to which no road leads from any zone of residents for '{profile}'")
            expected = _("a facility that a road reaches")
            self._fault(path, shown.format(site=site, profile=profile), expected)
        elif cut_off:
            shown = _("'{site}', to which no road leads from {zones} for '{profile}'")
            shown = shown.format(site=site, zones=", ".join(cut_off), profile=profile)
            expected = _("a facility that a road reaches")
            repair = _("Is a link missing? If it is meant, these people do not get there.")
            self._remark(path, shown, expected, repair)
        return len(cut_off) < len(homes)

    def _shelters(self, path: Path, one: EvacuationItem, profile: str) -> None:
        reached = self.roads[profile].reached(self.nodes[one.exit])
        for which, shelter in enumerate(one.shelters):
            if shelter in self.nodes and not reached[self.nodes[shelter]]:
                shown = _("'{site}', to which no road leads from '{origin}' for '{profile}'")
                shown = shown.format(site=shelter, origin=one.exit, profile=profile)
                expected = _("a facility that a road reaches")
                self._fault((*path, "shelters", which), shown, expected)

    def _on_by_bus(self, path: Path, refuge: str, goal: str, buses: Sequence[str]) -> None:
        """Remark on a refuge from which no bus gets out."""
        if goal not in self.nodes or not buses:
            return
        there = self.nodes[refuge]
        if not any(self.roads[one].reaching(self.nodes[goal])[there] for one in buses):
            shown = _("'{site}', from which no road leads to '{goal}' for a bus")
            expected = _("a refuge from which buses take people on")
            repair = _("People stay there until the run ends.")
            self._remark(path, shown.format(site=refuge, goal=goal), expected, repair)

    def _fleet(self, path: Path, fleet: FleetItem) -> None:
        """Check that buses get to people who wait."""
        stops = self._stops()
        if not stops or fleet.base not in self.nodes:
            return
        reached = self.roads[fleet.profile].reached(self.nodes[fleet.base])
        if not any(reached[node] for node in stops):
            shown = _("'{site}', from which no road leads to people who wait for '{profile}'")
            expected = _("a base from which a road leads there")
            self._fault(
                (*path, "base"), shown.format(site=fleet.base, profile=fleet.profile), expected
            )

    def _stops(self) -> set[int]:
        """Return the nodes where people wait for a bus."""
        stops: set[int] = set()
        for one in self.plan.evacuations:
            homes = self._homes(one)
            for means in one.means if homes else ():
                if means.kind == "bus":
                    stops |= set(homes.values())
                stops |= {self.nodes[name] for name in means.refuges if name in self.nodes}
        return stops

    # ---- rock

    def _closing(self, path: Path, one: ClosingItem) -> None:
        """Check that rock trucks get to the tipping place and back."""
        site = self.nodes.get(one.site)
        for number, convoy in enumerate(one.convoys):
            start, roads = self.nodes.get(convoy.start), self.roads.get(convoy.profile)
            if site is None or start is None or roads is None:
                continue
            if not (roads.reached(start)[site] and roads.reached(site)[start]):
                shown = _("'{site}', from which no road leads to '{goal}' and back for '{profile}'")
                shown = shown.format(site=convoy.start, goal=one.site, profile=convoy.profile)
                expected = _("a place from which a road leads there")
                self._fault((*path, "convoys", number, "from"), shown, expected)

    # ---- saying it

    def _fault(self, path: Path, shown: str, expected: str) -> None:
        repair = _("Choose another one, add the missing link, or look at the limits of the roads.")
        node, there = nearest(self.root, path)
        mark = node.mark if there else node.place
        name = dotted(self.root, path)
        self.faults.append(fault_at(mark, name, shown, expected, repair, "no-road"))

    def _remark(self, path: Path, shown: str, expected: str, repair: str) -> None:
        node, there = nearest(self.root, path)
        mark = node.mark if there else node.place
        name = dotted(self.root, path)
        self.remarks.append(remark_at(mark, name, shown, expected, repair, "no-road"))


def civil_reach(
    models: Mapping[str, Any], root: Node, network: Network
) -> tuple[list[Fault], list[Remark]]:
    """Return where no road leads although people, buses or rock trucks are to go there.

    Parameters
    ----------
    models
        Place, plan and scenario.
    root
        The tree of the plan.

    """
    place, plan, scenario = models["place"], models["plan"], models["scenario"]
    if not (plan.evacuations or plan.closings):
        return [], []
    sites = [site for name in SITES for site in getattr(place, name)]
    check = CivilReach(
        plan=plan,
        root=root,
        nodes=nodes_of(sites, network),
        roads={one.id: VehicleRoads(network, one) for one in plan.profiles},
        homes=frozenset(one.zone for one in scenario.residents if one.persons),
    )
    check.check()
    return check.faults, check.remarks
