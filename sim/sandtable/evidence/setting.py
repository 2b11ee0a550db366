"""Cases as ordinary worlds: the place, plan and scenario in which a case is played."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from sandtable.evidence.named_laws import HOUR_S
from sandtable.ground.clock import grid
from sandtable.ground.laws import Law
from sandtable.world.network import Network
from sandtable.world.place import Base, Place
from sandtable.world.plan import Headquarters, Plan, Profile, Rules, Team
from sandtable.world.rate import Rate
from sandtable.world.scenario import Arrivals, IncidentType, Requirement, Scenario
from sandtable.world.world import World

_SKILL = "rescue"
_SPEED_MPS = 10.0
_BASE_NODE = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Calls:
    """One class of incidents of a case (事件类别).

    Parameters
    ----------
    rate_per_h
        Mean rate, > 0 [1/h].
    amplitude_per_h, period_h
        Of its daily cycle, if there is one [1/h, h].
    priority
        0 = most urgent.
    teams
        Teams that each incident needs, >= 1.

    """

    rate_per_h: float
    amplitude_per_h: float = 0.0
    period_h: float = 24.0
    priority: int = 0
    teams: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """A case with one law of its durations, as it is played.

    Parameters
    ----------
    name
        Belongs to this case and law alone: their luck is their own.
    units
        Teams, all at one base, >= 1.
    calls
        Classes of incidents.
    work
        Law of the time on scene, one for all teams of an incident [s].
    travel_h
        Pairs (one-way travel, its probability); 0 h = at the base itself.
    rules
        Of the plan.
    preferences
        By class, the numbers of teams in the order in which they are sent; empty = the nearest.
    threshold_h
        Waits longer than this are counted [h].
    keeps_waits
        Whether every wait is kept, for a quantile of all of them.
    sample_times_h
        Times within the period at which busy teams are counted [h].

    """

    name: str
    units: int
    calls: tuple[Calls, ...]
    work: Law
    travel_h: tuple[tuple[float, float], ...] = ((0.0, 1.0),)
    rules: Rules = field(default_factory=Rules)
    preferences: tuple[tuple[int, ...], ...] = ()
    threshold_h: float = 0.0
    keeps_waits: bool = False
    sample_times_h: tuple[float, ...] = ()

    @property
    def rate_per_h(self) -> float:
        """Rate of all incidents [1/h]."""
        return sum(call.rate_per_h for call in self.calls)

    @property
    def free_at(self) -> Literal["released_s", "at_base_s"]:
        """Column of the missions that says when a team may be ordered again."""
        return "at_base_s" if self.rules.free_again == "at_base" else "released_s"


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """What part of a run counts.

    Parameters
    ----------
    from_h
        End of the start-up phase, which is removed [h].
    to_h
        Nothing occurs from here on [h].
    run_out_h
        The run then goes on until the last incident is over; without events that costs nothing,
        and no wait that counts is cut off [h].

    """

    from_h: float
    to_h: float
    run_out_h: float

    @property
    def window_s(self) -> tuple[float, float]:
        """Begin and end of what counts, on the clock grid [s]."""
        return grid(self.from_h * HOUR_S), grid(self.to_h * HOUR_S)


def world_of(setting: Setting, span: Span) -> World:
    """Return the world of a case: a star of roads around one base.

    Every travel time has a node of its own, with an arc out and one back; where there is nothing
    to travel, incidents occur at the base.
    """
    from_s, to_s = span.window_s
    near = [h <= 0.0 for h, _ in setting.travel_h]
    away = [h for h, _ in setting.travel_h if h > 0.0]
    ends = range(1, len(away) + 1)
    length_m = [h * HOUR_S * _SPEED_MPS for h in away]
    numbers = iter(ends)
    nodes = tuple(_BASE_NODE if here else next(numbers) for here in near)
    return World(
        place=Place(id="case", bases=(Base(id="base", node=_BASE_NODE),)),
        network=Network.from_arrays(
            tail=[_BASE_NODE] * len(away) + list(ends),
            head=list(ends) + [_BASE_NODE] * len(away),
            length_m=length_m * 2,
            n_nodes=len(away) + 1,
            free_speed_mps=[_SPEED_MPS] * 2 * len(away),
        ),
        plan=_plan(setting),
        scenario=Scenario(
            id="case",
            horizon_s=to_s + span.run_out_h * HOUR_S,
            warm_up_s=from_s,
            types=tuple(
                IncidentType(
                    id=class_id(number),
                    priority=call.priority,
                    needs=(Requirement(skill=_SKILL, amount=call.teams),),
                    work=setting.work,
                )
                for number, call in enumerate(setting.calls)
            ),
            arrivals=tuple(
                _arrivals(setting, number, nodes, to_s) for number in range(len(setting.calls))
            ),
        ),
    )


def _arrivals(setting: Setting, number: int, nodes: tuple[int, ...], to_s: float) -> Arrivals:
    call = setting.calls[number]
    return Arrivals(
        id=f"{setting.name}_{number}",
        type=class_id(number),
        rate=Rate(
            mean_per_s=call.rate_per_h / HOUR_S,
            amplitude_per_s=call.amplitude_per_h / HOUR_S,
            period_s=call.period_h * HOUR_S,
        ),
        nodes=nodes,
        weights=tuple(probability for _, probability in setting.travel_h),
        zones=("",) * len(nodes),
        to_s=to_s,
    )


def _plan(setting: Setting) -> Plan:
    digits = len(str(setting.units))
    return Plan(
        id="case",
        headquarters=(Headquarters(id="desk"),),
        profiles=(Profile(id="vehicle"),),
        teams=tuple(
            Team(
                id=team_id(number, digits),
                base="base",
                headquarters="desk",
                skills=(_SKILL,),
                profile="vehicle",
            )
            for number in range(1, setting.units + 1)
        ),
        rules=setting.rules,
    )


def team_id(number: int, digits: int = 1) -> str:
    """Return the id of a team by its number from 1."""
    return f"unit_{number:0{digits}d}"


def class_id(number: int) -> str:
    """Return the id of a class of incidents by its number from 0."""
    return f"class_{number}"
