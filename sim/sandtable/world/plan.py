"""The plan: who and what there is, and by which rules it is used."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.world.people import NO_TIME, Evacuation, Fleet
from sandtable.world.works import Attack, Closing, Level, Patrol


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A speed factor by intensity, piecewise linear, constant beyond its ends.

    Parameters
    ----------
    x
        Intensities in SI, strictly increasing.
    y
        Speed factors [0-1], as many; 0 = the vehicle does not pass.

    """

    x: tuple[float, ...]
    y: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """A kind of vehicle: how fast it drives and what stops it (车辆类型).

    Parameters
    ----------
    on
        Goes on ``road`` | ``foot`` | ``water`` | ``air``; see `world.going.may_use`. A boat drives
        to its ramp on a trailer, as a road vehicle of this profile.
    speed_factor
        Multiplies the free speed of every road, > 0: lights and siren (1.43 of the speed = 0.7 of
        the time).
    max_speed_mps
        Never faster than this, > 0 [m/s]; inf = no limit. On foot and in the air: the speed,
        whatever the class of the arc.
    speed_by_class_mps
        Pairs (facility type, speed) that replace the free speed of such roads, > 0 [m/s].
    weight_kg, height_m, width_m
        Compared with the limits of an arc, >= 0 [kg, m, m]; a lower limit closes the arc to it.
    wading_depth_m
        Deeper water closes a road to it, >= 0 [m]; inf = water alone never does (涉水深度).
    draft_m
        Water that a boat needs, > 0 [m]; shallower water closes a water arc to it (吃水).
    launch_s
        Time that a ramp takes a boat, in or out, >= 0 [s].
    start_up_s
        Time that each take-off takes, >= 0 [s].
    flies_at_night
        Whether it takes off between sunset and sunrise.
    factors
        Pairs (kind of intensity, `Curve`): speed on an arc with that intensity. A kind without a
        curve does not slow this vehicle, but for ``speed_factor``, which always applies.

    """

    id: str
    name: Name = Name()
    on: Literal["road", "foot", "water", "air"] = "road"
    speed_factor: float = 1.0
    max_speed_mps: float = float("inf")
    speed_by_class_mps: tuple[tuple[str, float], ...] = ()
    weight_kg: float = 0.0
    height_m: float = 0.0
    width_m: float = 0.0
    wading_depth_m: float = float("inf")
    draft_m: float = 0.0
    launch_s: float = 0.0
    start_up_s: float = 0.0
    flies_at_night: bool = False
    factors: tuple[tuple[str, Curve], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """A team that is sent and comes back as one (队伍).

    Parameters
    ----------
    base
        Id of the base it leaves from and returns to.
    headquarters
        Id of the headquarters that may send it.
    skills
        What it can do; it serves a requirement of any of these skills.
    headcount
        Members on duty, >= 1 [persons].
    profile
        Id of its vehicle profile.
    turnout
        Law of the time from alert to wheels rolling [s].
    tier
        ``main`` | ``supporting`` | ``auxiliary`` (主力、协同、辅助).
    territory
        Ids of zones it serves first; empty = the whole place.
    agreement
        Id of the agreement that brings it; empty = own force, there from the start.
    bears
        Pairs (kind of intensity, limit): what its members can bear, in its unit; worse threatens
        them. A kind without a limit is not looked at (耐受限值).

    """

    id: str
    name: Name = Name()
    base: str
    headquarters: str
    skills: tuple[str, ...]
    headcount: int = 1
    profile: str
    turnout: Law = NO_TIME
    tier: str = "main"
    territory: tuple[str, ...] = ()
    agreement: str = ""
    bears: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """A kind of goods (物资品类).

    Parameters
    ----------
    need
        Kind of need it meets: ``food``, ``clothing``, ``water``, ``shelter``, ``medical``, ...
    unit_kg
        Mass of one unit, >= 0 [kg].
    persons_per_unit
        Persons whose need one unit meets, > 0.

    """

    id: str
    name: Name = Name()
    need: str
    unit_kg: float = 0.0
    persons_per_unit: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Goods at a depot, of one item and one form of reserve (储备).

    Parameters
    ----------
    quantity
        Units at the start, >= 0.
    form
        ``physical`` | ``agreement`` | ``capacity`` (实物、协议、产能).
    custodian
        Who holds it (代储), free text.
    release
        Law of the time from the order to the goods being ready to load [s].

    """

    id: str
    name: Name = Name()
    depot: str
    item: str
    quantity: int
    form: Literal["physical", "agreement", "capacity"] = "physical"
    custodian: str = ""
    release: Law = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Truck:
    """A vehicle that carries goods from a depot (运输车辆).

    Parameters
    ----------
    capacity_kg
        Load, > 0 [kg]; inf = one consignment whatever its mass.
    call_out
        Law of the time from the call to standing at the depot, first time only [s].
    load, unload
        Laws of the time at the bay and of handing out [s].

    """

    id: str
    name: Name = Name()
    depot: str
    profile: str
    capacity_kg: float = float("inf")
    call_out: Law = NO_TIME
    load: Law = NO_TIME
    unload: Law = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Help from outside, with its conditions and delay (增援协议).

    Parameters
    ----------
    delay
        Law of the time from the request to the teams standing ready at their base [s].
    refusal
        Probability that the request is refused [0-1].
    requested_via, approved_by
        Who passes the request on and who decides; free text, for the records.

    """

    id: str
    name: Name = Name()
    delay: Law = NO_TIME
    refusal: float = 0.0
    requested_via: str = ""
    approved_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Headquarters:
    """A desk that takes reports and decides (指挥部、值班室).

    Parameters
    ----------
    decision
        Law of the time from the report to the incident being graded and ready for orders [s].
    notification
        Law of the time from an order to the team having it (受领) [s].
    message_delay
        Law of the time for messages to reach this headquarters from the field [s].
    message_loss
        Probability that such a message is lost, 0 <= p < 1.
    message_repeat_s
        A lost message is repeated after this, > 0 [s].
    road_report_delay_s
        Age of the road state that it and its teams know, >= 0 [s]; None = that of the rules.

    """

    id: str
    name: Name = Name()
    decision: Law = NO_TIME
    notification: Law = NO_TIME
    message_delay: Law = NO_TIME
    message_loss: float = 0.0
    message_repeat_s: float = 600.0
    road_report_delay_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """The named switches of meaning (规则); each is documented in docs/rules.md.

    Parameters
    ----------
    free_again
        A team may be ordered again ``on_clearing`` the incident or ``at_base`` only (何时可再派).
    response
        Teams are sent ``as_they_come`` or ``all_or_nothing`` (多队响应).
    when_busy
        An incident that finds no force enters the ``queue`` or leaves by ``hand_over`` (无队可派).
    queue_order
        ``priority`` (class, then report), ``first_come`` (report) or ``nearest`` (nearest waiting).
    overtaking
        Whether an incident that cannot be served lets later ones pass: ``allowed`` | ``strict``.
    work_starts
        Work begins with the ``full_force`` or on the ``first_arrival``.
    work_shared
        One duration per incident shared by its teams (``incident``) or one per team (``team``).
    diversion
        Teams that a more urgent incident may take: ``none`` | ``under_way`` | ``at_work`` (改派).
    turnout_from
        Turnout runs from the ``alert`` or already from the ``order``.
    turnout_known
        The choice of teams counts the ``expected`` turnout or its ``realised`` value (出动时间).
    territory
        ``nearest`` of all teams, or first those whose territory it is (``own_first``) (隶属).
    tie
        Between equally near teams: ``lowest_id`` or ``least_worked``.
    road_knowledge
        What the choice of routes knows of closures: ``oracle`` (at once), ``informed`` (after
        ``road_report_delay_s``) or ``uninformed`` (until a team meets them).
    road_report_delay_s
        Age of the road state that an informed headquarters and its drivers know, >= 0 [s].
    closed_road
        What a vehicle does at a closed road: ``wait`` | ``turn_back`` | ``reroute``.
    stock_counts
        Stock that may be issued: ``physical`` only or ``agreement`` stock too (``all``).
    picture
        What headquarters know: what was ``reported``, late, lost or wrong as it may be, or the
        truth at once (``oracle``), whatever the plan and the scenario say of reports (态势).

    """

    free_again: Literal["on_clearing", "at_base"] = "on_clearing"
    response: Literal["as_they_come", "all_or_nothing"] = "as_they_come"
    when_busy: Literal["queue", "hand_over"] = "queue"
    queue_order: Literal["priority", "first_come", "nearest"] = "priority"
    overtaking: Literal["allowed", "strict"] = "allowed"
    work_starts: Literal["full_force", "first_arrival"] = "full_force"
    work_shared: Literal["incident", "team"] = "incident"
    diversion: Literal["none", "under_way", "at_work"] = "none"
    turnout_from: Literal["alert", "order"] = "alert"
    turnout_known: Literal["expected", "realised"] = "expected"
    territory: Literal["nearest", "own_first"] = "nearest"
    tie: Literal["lowest_id", "least_worked"] = "lowest_id"
    road_knowledge: Literal["oracle", "informed", "uninformed"] = "informed"
    road_report_delay_s: float = 0.0
    closed_road: Literal["wait", "turn_back", "reroute"] = "reroute"
    stock_counts: Literal["physical", "all"] = "all"
    picture: Literal["reported", "oracle"] = "reported"

    @property
    def roads_known(self) -> Literal["oracle", "informed", "uninformed"]:
        """What is known of closures: ``road_knowledge``, unless the whole picture is the truth."""
        return "oracle" if self.picture == "oracle" else self.road_knowledge


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """A live link from the scene, set up by a team that carries it (现场信息接入).

    Parameters
    ----------
    skill
        Skill of the teams that carry it.
    setup
        Law of the time from arrival to the first picture [s].
    available
        Probability that it works at an incident (the network stands, the sky is clear) [0-1].

    """

    id: str
    name: Name = Name()
    skill: str
    setup: Law = NO_TIME
    available: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What the bureau intends (预案); an alternative is another Plan.

    Parameters
    ----------
    policy
        Registered name of the decider, e.g. ``nearest_able`` or ``assignment`` (调度策略).

    """

    id: str
    name: Name = Name()
    headquarters: tuple[Headquarters, ...]
    profiles: tuple[Profile, ...]
    teams: tuple[Team, ...] = ()
    items: tuple[Item, ...] = ()
    stocks: tuple[Stock, ...] = ()
    trucks: tuple[Truck, ...] = ()
    agreements: tuple[Agreement, ...] = ()
    evacuations: tuple[Evacuation, ...] = ()
    fleets: tuple[Fleet, ...] = ()
    levels: tuple[Level, ...] = ()
    closings: tuple[Closing, ...] = ()
    attacks: tuple[Attack, ...] = ()
    patrols: tuple[Patrol, ...] = ()
    links: tuple[Link, ...] = ()
    rules: Rules = field(default_factory=Rules)
    policy: str = "nearest_able"

    @property
    def reference(self) -> Profile:
        """The profile that tables of roads speak of: the first on roads, else the first."""
        return next((one for one in self.profiles if one.on == "road"), self.profiles[0])
