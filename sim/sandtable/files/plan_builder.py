"""A plan out of its file."""

from __future__ import annotations

from typing import Any

from sandtable.files.civil_builder import (
    attack_of,
    closing_of,
    evacuation_of,
    fleet_of,
    level_of,
    link_of,
    patrol_of,
)
from sandtable.files.place_builder import sorted_by_id
from sandtable.files.plan_model import (
    AgreementItem,
    HeadquartersItem,
    ItemItem,
    PlanFile,
    ProfileItem,
    StockItem,
    TeamItem,
    TruckItem,
)
from sandtable.world.plan import (
    Agreement,
    Headquarters,
    Item,
    Plan,
    Profile,
    Rules,
    Stock,
    Team,
    Truck,
)


def plan_of(file: PlanFile) -> Plan:
    """Return the plan; headquarters keep their order, for the first is in charge by default."""
    first = file.headquarters[0].id
    switches: dict[str, Any] = dict(file.rules)
    delay = switches.pop("road_report_delay")
    return Plan(
        id=file.id,
        name=file.name.name(),
        headquarters=tuple(map(_headquarters, file.headquarters)),
        profiles=sorted_by_id(map(_profile, file.profiles)),
        teams=sorted_by_id(_team(one, first) for one in file.teams),
        items=sorted_by_id(map(_item, file.items)),
        stocks=sorted_by_id(map(_stock, file.stocks)),
        trucks=sorted_by_id(map(_truck, file.trucks)),
        agreements=sorted_by_id(map(_agreement, file.agreements)),
        evacuations=sorted_by_id(map(evacuation_of, file.evacuations)),
        fleets=sorted_by_id(map(fleet_of, file.fleets)),
        levels=sorted_by_id(level_of(one, first) for one in file.levels),
        closings=sorted_by_id(map(closing_of, file.closings)),
        attacks=sorted_by_id(map(attack_of, file.attacks)),
        patrols=sorted_by_id(map(patrol_of, file.patrols)),
        links=sorted_by_id(map(link_of, file.links)),
        rules=Rules(road_report_delay_s=delay, **switches),
        policy=file.policy,
    )


def _headquarters(one: HeadquartersItem) -> Headquarters:
    return Headquarters(
        id=one.id,
        name=one.name.name(),
        decision=one.decision,
        notification=one.notification,
        message_delay=one.message_delay,
        message_loss=one.message_loss,
        message_repeat_s=one.message_repeat,
        road_report_delay_s=one.road_report_delay,
    )


def _profile(one: ProfileItem) -> Profile:
    return Profile(
        id=one.id,
        name=one.name.name(),
        on=one.on,
        speed_factor=one.speed_factor,
        max_speed_mps=one.max_speed,
        speed_by_class_mps=tuple(sorted(one.speed_by_class.items())),
        weight_kg=one.weight,
        height_m=one.height,
        width_m=one.width,
        wading_depth_m=one.wading,
        draft_m=one.draft or 0.0,
        launch_s=one.launch,
        start_up_s=one.start_up,
        flies_at_night=one.flies_at_night,
        factors=one.factors,
    )


def _team(one: TeamItem, first: str) -> Team:
    return Team(
        id=one.id,
        name=one.name.name(),
        base=one.base,
        headquarters=one.headquarters or first,
        skills=tuple(sorted(set(one.skills))),
        headcount=one.headcount,
        profile=one.profile,
        turnout=one.turnout,
        tier=one.tier,
        territory=tuple(sorted(set(one.territory))),
        agreement=one.agreement,
        bears=() if one.bears is None else one.bears.limits(),
    )


def _item(one: ItemItem) -> Item:
    return Item(
        id=one.id,
        name=one.name.name(),
        need=one.need,
        unit_kg=one.unit,
        persons_per_unit=one.persons_per_unit,
    )


def _stock(one: StockItem) -> Stock:
    return Stock(
        id=one.id,
        name=one.name.name(),
        depot=one.depot,
        item=one.item,
        quantity=one.quantity,
        form=one.form,
        custodian=one.custodian,
        release=one.release,
    )


def _truck(one: TruckItem) -> Truck:
    return Truck(
        id=one.id,
        name=one.name.name(),
        depot=one.depot,
        profile=one.profile,
        capacity_kg=one.capacity,
        call_out=one.call_out,
        load=one.load,
        unload=one.unload,
    )


def _agreement(one: AgreementItem) -> Agreement:
    return Agreement(
        id=one.id,
        name=one.name.name(),
        delay=one.delay,
        refusal=one.refusal,
        requested_via=one.requested_via,
        approved_by=one.approved_by,
    )
