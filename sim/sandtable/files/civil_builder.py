"""Civil protection of a plan out of its file."""

from __future__ import annotations

import math

from sandtable.files.attack_model import AttackItem
from sandtable.files.civil_model import (
    EvacuationItem,
    FleetItem,
    LevelItem,
    LinkItem,
    MeansItem,
    PatrolItem,
    TriggerPart,
)
from sandtable.files.closing_model import ClosingItem, ConvoyItem
from sandtable.files.place_builder import sorted_by_id
from sandtable.world.people import Evacuation, Fleet, Means
from sandtable.world.plan import Link
from sandtable.world.works import (
    Action,
    Attack,
    Closing,
    Convoy,
    Level,
    LineRate,
    Patrol,
    Trigger,
)

_KG_PER_T = 1000.0


def evacuation_of(one: EvacuationItem) -> Evacuation:
    """Return an evacuation."""
    return Evacuation(
        id=one.id,
        name=one.name.name(),
        zones=_each_once(one.zones),
        exit=one.exit,
        shelters=_each_once(one.shelters),
        broadcast=one.broadcast,
        acknowledge=one.acknowledge,
        heed=one.heed,
        pairs=one.pairs,
        households_per_h=one.households_per_hour,
        household_size=one.household_size,
        mobilise=one.mobilise,
        refuse=one.refuse,
        means=sorted_by_id(map(_means, one.means)),
    )


def _means(one: MeansItem) -> Means:
    return Means(
        id=one.id,
        kind=one.kind,
        share=one.share,
        persons_per_vehicle=one.persons_per_vehicle,
        profile=one.profile,
        relatives=one.relatives,
        refuges=_each_once(one.refuges),
    )


def fleet_of(one: FleetItem) -> Fleet:
    """Return a fleet."""
    return Fleet(
        id=one.id,
        name=one.name.name(),
        kind=one.kind,
        count=one.count,
        capacity=one.capacity,
        base=one.base,
        profile=one.profile,
        call_out=one.call_out,
        load=one.load,
        trip=one.trip,
        night_factor=one.night_factor,
        agreement=one.agreement,
    )


def level_of(one: LevelItem, first: str) -> Level:
    """Return a level; `first` is the headquarters of those that name none."""
    return Level(
        id=one.id,
        name=one.name.name(),
        headquarters=one.headquarters or first,
        level=one.level,
        hazard=one.hazard,
        trigger=_trigger(one.trigger),
        signature=one.signature,
        # In their order: commands of one instant are given one after the other.
        actions=tuple(Action(kind=each.kind, arguments=each.arguments) for each in one.actions),
    )


def _trigger(one: TriggerPart) -> Trigger:
    at_s = math.nan if one.at is None else one.at
    return Trigger(incident_type=one.incident_type, entry=one.entry, at_s=at_s)


def closing_of(one: ClosingItem) -> Closing:
    """Return a closing."""
    return Closing(
        id=one.id,
        name=one.name.name(),
        entry=one.entry,
        source=one.source,
        site=one.site,
        width_m=one.width,
        calm=one.calm,
        platform_t=one.platform / _KG_PER_T,
        berths=one.berths,
        tip=one.tip,
        tonnes_per_m=one.rock_per_m / _KG_PER_T,
        convoys=sorted_by_id(map(_convoy, one.convoys)),
    )


def _convoy(one: ConvoyItem) -> Convoy:
    return Convoy(
        id=one.id,
        name=one.name.name(),
        trucks=one.trucks,
        load_t=one.payload / _KG_PER_T,
        from_=one.start,
        profile=one.profile,
        ready=one.ready,
        load=one.load,
    )


def attack_of(one: AttackItem) -> Attack:
    """Return an attack on a fire."""
    return Attack(
        id=one.id,
        name=one.name.name(),
        entry=one.entry,
        source=one.source,
        incident_type=one.incident_type,
        tactic=one.tactic,
        distance_m=one.distance,
        lines=tuple(
            LineRate(skill=line.skill, force=line.force, rate=line.rate, unit=line.unit)
            for line in sorted(one.lines, key=lambda line: (line.skill, line.force))
        ),
    )


def patrol_of(one: PatrolItem) -> Patrol:
    """Return a patrol."""
    return Patrol(
        id=one.id,
        name=one.name.name(),
        incident_type=one.incident_type,
        zones=_each_once(one.zones),
        every=one.every,
        sees=one.sees,
    )


def link_of(one: LinkItem) -> Link:
    """Return a live link."""
    return Link(
        id=one.id,
        name=one.name.name(),
        skill=one.skill,
        setup=one.setup,
        available=one.available,
    )


def _each_once(ids: list[str]) -> tuple[str, ...]:
    return tuple(sorted(set(ids)))
