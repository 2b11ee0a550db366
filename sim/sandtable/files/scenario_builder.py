"""A scenario out of its file, on the zones of its place."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandtable.files.curves import points
from sandtable.files.impact_model import ImpactItem
from sandtable.files.moments import seconds_until
from sandtable.files.onset_builder import cascade, random_onset
from sandtable.files.people_model import PreventionItem, ResidentsItem
from sandtable.files.place_builder import sorted_by_id
from sandtable.files.rate_model import rate_of
from sandtable.files.recorded_files import Measures, recorded_of
from sandtable.files.report_errors import report_errors_of
from sandtable.files.scenario_model import (
    ArrivalsItem,
    ControlsPart,
    ControlsSomePart,
    ExposedItem,
    IncidentItem,
    IncidentTypeItem,
    InjectItem,
    NeedItem,
    RequirementItem,
    ScenarioFile,
)
from sandtable.files.season_builder import lit, season
from sandtable.world.network import Network
from sandtable.world.people import Peril, Relief, Residents
from sandtable.world.place import Place, Zone
from sandtable.world.scenario import (
    GRADES,
    Arrivals,
    Controls,
    DormantImpact,
    Exposed,
    IncidentType,
    Inject,
    Listed,
    ListedEach,
    ReliefNeed,
    Requirement,
    Scenario,
    Transport,
)
from sandtable.world.works import Prevention


def scenario_of(
    file: ScenarioFile,
    place: Place,
    nodes: Mapping[str, int],
    samples: int,
    network: Network,
    measures: Measures | None = None,
) -> Scenario:
    """Return the scenario.

    Parameters
    ----------
    nodes
        Numbers of the network's nodes by id.
    samples
        Most realisations that one of its impacts has; the file may state another number.
    network
        On whose roads hazards wait for each other.
    measures
        By name: what recorded numbers are of; None = not known.

    """
    build = _Build(file.start, {zone.id: zone for zone in place.zones}, nodes, place, network)
    arrivals = [build.arrivals(one) for one in file.arrivals]
    arrivals += [lit(one, build.node) for one in file.seasons]
    return Scenario(
        id=file.id,
        name=file.name.name(),
        start=file.start,
        horizon_s=file.horizon,
        warm_up_s=file.warm_up,
        samples=file.samples or samples,
        randomisations=1 if file.design is None else file.design.randomisations or 1,
        types=sorted_by_id(map(_type, file.types)),
        listed=sorted_by_id(build.listed(one) for one in file.incidents if not one.is_each),
        listed_each=sorted_by_id(map(_listed_each, (one for one in file.incidents if one.is_each))),
        arrivals=sorted_by_id(one for one in arrivals if sum(one.weights) > 0.0),
        seasons=sorted_by_id(season(one, build.node) for one in file.seasons),
        exposed=sorted_by_id(map(_exposed, file.exposed)),
        needs=sorted_by_id(map(build.need, file.needs)),
        dormant=sorted_by_id(map(build.dormant, file.impacts)),
        preventions=sorted_by_id(map(_prevention, file.preventions)),
        residents=sorted_by_id(map(_residents, file.residents)),
        peril=None if file.peril is None else Peril(**dict(file.peril)),
        relief=None if file.relief is None else Relief(needs=tuple(file.relief.needs)),
        recorded=sorted_by_id(recorded_of(one, measures) for one in file.recorded),
        injects=sorted_by_id(map(build.inject, file.injects)),
    )


@dataclass(frozen=True, slots=True)
class _Build:
    start: str
    zones: Mapping[str, Zone]
    nodes: Mapping[str, int]
    place: Place
    network: Network

    def at(self, offset: float | None, clock: str | None) -> float:
        """Return an instant [s]; nan = neither is stated."""
        if clock is not None:
            return seconds_until(self.start, clock)
        return math.nan if offset is None else offset

    def node(self, zone: str, node: str) -> int:
        """Return the number of a node, that of the zone where none is named."""
        return self.nodes[node] if node else self.zones[zone].node

    def listed(self, one: IncidentItem) -> Listed:
        return Listed(
            id=one.id,
            type=one.type,
            at_s=self.at(one.at, one.at_clock),
            node=self.node(one.zone, one.stands_at(one.id)),
            zone=one.zone,
            controls=_controls(one.controls),
        )

    def arrivals(self, one: ArrivalsItem) -> Arrivals:
        where = self._where(one)
        return Arrivals(
            id=one.id,
            type=one.type,
            rate=rate_of(one.rate),
            nodes=tuple(node for _zone, node, _weight in where),
            weights=tuple(weight for _zone, _node, weight in where),
            zones=tuple(zone for zone, _node, _weight in where),
            from_s=one.start,
            to_s=math.inf if one.to is None else one.to,
        )

    def _where(self, one: ArrivalsItem) -> Sequence[tuple[str, int, float]]:
        """Return zone, node and weight of each place, in an order that no file decides."""
        if one.where:
            places = [(at.zone, self.node(at.zone, at.node), at.weight) for at in one.where]
            return sorted(places)
        return [
            (zone.id, zone.node, float(zone.population))
            for zone in sorted_by_id(self.zones.values())
        ]

    def need(self, one: NeedItem) -> ReliefNeed:
        at_s = self.at(one.at, one.at_clock)
        return ReliefNeed(
            id=one.id,
            zone=one.zone,
            cohort=one.cohort,
            kind=one.kind,
            persons=one.persons,
            at_s=0.0 if math.isnan(at_s) else at_s,
        )

    def dormant(self, one: ImpactItem) -> DormantImpact:
        return DormantImpact(
            id=one.id,
            name=one.name.name(),
            hazard=one.hazard,
            site=one.site,
            activate_at_s=self.at(one.activate_at, one.activate_at_clock),
            random=random_onset(one.id, one.activate),
            cascade=cascade(one.activate, self.place, self.network),
        )

    def inject(self, one: InjectItem) -> Inject:
        arguments: dict[str, Any] = dict(one.arguments)
        if "node" in arguments:  # commands know nodes by their numbers
            arguments["node"] = self.nodes[str(arguments["node"])]
        return Inject(
            id=one.id,
            at_s=self.at(one.at, one.at_clock),
            kind=one.kind,
            arguments=arguments,
            text=one.text.name(),
        )


def _type(one: IncidentTypeItem) -> IncidentType:
    transport = one.transport
    return IncidentType(
        id=one.id,
        name=one.name.name(),
        hazard=one.hazard,
        incident_class=one.incident_class,
        grades=tuple((grade, one.grades[grade]) for grade in GRADES if grade in one.grades),
        priority=one.priority,
        needs=tuple(map(_requirement, one.needs)),
        detection=one.detection,
        reporting=one.reporting,
        work=one.work,
        persons=one.persons,
        transport=None if transport is None else Transport(**dict(transport)),
        expires=one.expires,
        controls=_controls(one.controls),
        report_errors=report_errors_of(one.report_errors),
    )


def _listed_each(one: IncidentItem) -> ListedEach:
    return ListedEach(
        id=one.id, type=one.type, entry="" if one.controls is None else one.controls.entry
    )


def _controls(one: ControlsPart | ControlsSomePart | None) -> Controls | None:
    return None if one is None else Controls(entry=one.entry, source=one.source)


def _requirement(one: RequirementItem) -> Requirement:
    if one.persons is not None:
        return Requirement(skill=one.skill, amount=one.persons, unit="persons")
    return Requirement(skill=one.skill, amount=one.teams or 1)


def _exposed(one: ExposedItem) -> Exposed:
    return Exposed(
        id=one.id,
        type=one.type,
        exposure=one.exposure,
        zones=tuple(sorted(set(one.zones))),
        per_person=one.per_person,
        probability=one.probability,
        lead=one.lead,
    )


def _prevention(one: PreventionItem) -> Prevention:
    return Prevention(
        id=one.id,
        name=one.name.name(),
        entry=one.entry,
        incident_type=one.incident_type,
        outflow_m3s=points("duration", one.outflow),
        success=points("flow", one.success),
        fails=one.fails,
        delay=one.delay,
    )


def _residents(one: ResidentsItem) -> Residents:
    return Residents(id=one.id, zone=one.zone, persons=one.persons, cohort=one.cohort)
