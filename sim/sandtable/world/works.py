"""Works on dikes and levels of response: how the response acts on the hazard (险情抢护)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandtable.ground.laws import Law
from sandtable.ground.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Prevention:
    """Early works that may keep a dormant entry from beginning (险情抢护).

    Incidents of a type (seepage, piping) threaten to become the entry. Works that begin before it
    fails succeed with a probability that falls with the outflow at that time; works that fail still
    delay it. Where an incident fails, the entry is activated (a dike breaches).

    Parameters
    ----------
    entry
        Id of the dormant entry.
    incident_type
        Id of the type of incident that threatens to become it.
    outflow_m3s
        Pairs (time since it occurred [s], outflow [m3/s]), piecewise linear, times rising from 0.
    success
        Pairs (outflow [m3/s], probability [0-1]), piecewise linear, constant beyond its ends.
    fails
        Law of the time from occurrence to failure when nobody works [s].
    delay
        Law of what works that do not succeed add to it [s].

    """

    id: str
    name: Name = Name()
    entry: str
    incident_type: str
    outflow_m3s: tuple[tuple[float, float], ...]
    success: tuple[tuple[float, float], ...]
    fails: Law
    delay: Law = Law.constant(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Patrol:
    """Who walks a dike and how often: an incident is seen at the next passing (巡堤查险).

    Parameters
    ----------
    incident_type
        Id of the type of incident that it looks for.
    zones
        Ids of the zones where it walks; empty = everywhere.
    every
        Law of the time between two passings of a place, drawn per incident [s].
    sees
        Probability that a passing patrol sees it [0-1].

    """

    id: str
    name: Name = Name()
    incident_type: str
    zones: tuple[str, ...] = ()
    every: Law
    sees: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """Closing a breach with rock that trucks bring over one road (封堵决口).

    Parameters
    ----------
    entry, source
        Dormant entry and hazard source that it controls when the last metre is closed.
    site
        Id of the facility where trucks tip.
    width_m
        Width to close, > 0 [m].
    calm
        Kind of exposure by which the entry's Impact says from when on the water is slow enough to
        tip; before, trucks wait.
    platform_t
        Rock that goes into access and turning places before the first metre is closed, >= 0 [t].
    berths
        Trucks that can turn and tip at once, >= 1.
    tip
        Law of the time a truck holds a berth [s].
    tonnes_per_m
        Rock per metre of closure, > 0 [t/m].
    convoys
        Who brings the rock.

    """

    id: str
    name: Name = Name()
    entry: str
    source: str
    site: str
    width_m: float
    calm: str = "slow_water"
    platform_t: float = 0.0
    berths: int = 1
    tip: Law
    tonnes_per_m: float
    convoys: tuple[Convoy, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Convoy:
    """Rock trucks that shuttle between a quarry and a closing site (石料车队).

    Parameters
    ----------
    trucks
        How many, >= 1.
    load_t
        Rock per truck, > 0 [t].
    from_
        Id of the base, depot or facility where they load.
    profile
        Vehicle profile.
    ready
        Law of the time from the order to the convoy rolling with its first load [s].
    load
        Law of the time to load again, per truck [s].

    """

    id: str
    name: Name = Name()
    trucks: int
    load_t: float
    from_: str
    profile: str
    ready: Law
    load: Law


@dataclass(frozen=True, slots=True, kw_only=True)
class Attack:
    """Who fights a fire, and how: line around it contains it (扑救).

    Teams on scene at incidents of a type build line, each as its skills let it, as long as flames
    are not too long for its force. When the line is closed, the source is under control; what is
    left of the work at those incidents is then mopping up (清理余火).

    Parameters
    ----------
    entry, source
        Entry of the fire, and the ignition that is controlled when the line is closed.
    incident_type
        Id of the type of incident at which teams fight it.
    tactic
        Where the line begins.
    distance_m
        Distance of the line from the edge of the fire, >= 0 [m].
    lines
        Who builds how much.

    """

    id: str
    name: Name = Name()
    entry: str
    source: str
    incident_type: str
    tactic: Literal["head", "rear"] = "rear"
    distance_m: float = 0.0
    lines: tuple[LineRate, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LineRate:
    """Line that a team with a skill builds (开设隔离带能力).

    Parameters
    ----------
    skill
        Skill that the team must have; of several the one that builds most counts.
    force
        Hand crews (扑火队员), or engines and dozers: they stand different flames.
    rate
        Law of the line on both flanks together, >= 0 [m/s], drawn once per team and attack,
    unit
        of a team, or of each of its persons.

    """

    skill: str
    force: Literal["hand_crew", "machine"]
    rate: Law
    unit: Literal["teams", "persons"] = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Trigger:
    """What raises a level: exactly one of its fields is given (启动条件).

    Parameters
    ----------
    incident_type
        The desk has graded an incident of this type.
    entry
        A dormant entry has become active.
    at_s
        A time since the start [s].

    """

    incident_type: str = ""
    entry: str = ""
    at_s: float = float("nan")


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """A command that a level brings: kind and arguments as in docs/commands.md (响应措施)."""

    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A response level of a headquarters: trigger, signature, actions (响应级别).

    Parameters
    ----------
    headquarters
        Id of the headquarters that raises it.
    level
        1 (highest) to 4.
    trigger
        What raises it.
    signature
        Law of the time for consultation and signature, from the trigger to the level [s].
    actions
        Commands given at once when it is raised, in their order.

    """

    id: str
    name: Name = Name()
    headquarters: str
    level: int
    hazard: str = ""
    trigger: Trigger
    signature: Law = Law.constant(0.0)
    actions: tuple[Action, ...] = ()
