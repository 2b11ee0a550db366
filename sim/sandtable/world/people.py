"""People who must leave: who they are, how they are told, how they go, where to (人员转移安置)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandtable.ground.laws import Law
from sandtable.ground.names import Name

NO_TIME = Law.constant(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Residents:
    """People of a zone in a scenario (居民).

    Parameters
    ----------
    zone
        Id of their zone; the node of the zone is where they gather.
    persons
        How many are there at time 0, >= 0 [persons].
    cohort
        Name within the zone; empty = all its people.

    """

    id: str
    zone: str
    persons: int
    cohort: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Means:
    """A way in which people leave, and where it takes them (转移方式).

    Parameters
    ----------
    kind
        ``own`` vehicles, on ``foot`` to a refuge, or by ``bus`` from where they gather or took
        refuge.
    share
        Part of the people who leave in this way; the shares of all means sum to 1.
    persons_per_vehicle
        With own vehicles, > 0.
    profile
        Vehicle profile of own vehicles; with ``foot`` the profile of a walker.
    relatives
        Part of them who go to relatives (投亲靠友), sheltered on arrival, not to a shelter [0-1].
    refuges
        With ``foot``: ids of facilities that are safe from the water (dike crown, safety zone); the
        nearest one is taken. From there buses take them on.

    """

    id: str
    kind: Literal["own", "foot", "bus"]
    share: float
    persons_per_vehicle: float = 2.5
    profile: str
    relatives: float = 0.0
    refuges: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Evacuation:
    """How an order to leave reaches the households of some zones, and how they go (预警到户、转移).

    Parameters
    ----------
    zones
        Ids of the zones; empty = all with residents.
    exit
        Id of the facility at which the way out of danger ends (a gate of the second line); whoever
        has passed it is safe.
    shelters
        Ids of the facilities that take people in; the nearest one that is open and has room.
    broadcast
        Law of the time from the order to the loudspeakers of a zone [s].
    acknowledge
        Law of the time from the order to the answer of a zone (叫应) [s].
    heed
        Part of the people who go on the loudspeaker alone, without a knock [0-1].
    pairs
        Pairs of officials who knock at doors, per zone, >= 0.
    households_per_h
        Law of the households that a pair reaches in an hour, drawn per zone [1/h].
    household_size
        Persons per household, > 0.
    mobilise
        Law of the time from being told to leaving, drawn per batch [s].
    refuse
        Part of the people who do not go, whatever they are told [0-1].
    means
        Ways in which they go; their shares sum to 1.

    """

    id: str
    name: Name = Name()
    zones: tuple[str, ...] = ()
    exit: str
    shelters: tuple[str, ...]
    broadcast: Law = NO_TIME
    acknowledge: Law = NO_TIME
    heed: float = 0.0
    pairs: int = 0
    households_per_h: Law = NO_TIME
    household_size: float = 2.8
    mobilise: Law = NO_TIME
    refuse: float = 0.0
    means: tuple[Means, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fleet:
    """Buses that fetch people, or boats for those whom the water has cut off (客车、冲锋舟).

    Parameters
    ----------
    kind
        ``bus`` takes waiting people to shelters; ``boat`` takes people out of the water to the
        nearest refuge.
    count
        How many, >= 0.
    capacity
        Persons per trip, >= 1.
    base
        Id of the base where they stand.
    profile
        Vehicle profile; boats do not use the roads: see `trip`.
    call_out
        Law of the time from the order to standing ready, drawn per vehicle [s].
    load
        Law of the time to take in and let out [s].
    trip
        Boats: law of one trip there and back [s].
    night_factor
        Boats: a trip between 19:00 and 06:00 takes so many times as long, >= 1.
    agreement
        Id of the agreement that brings them; empty = there from the start.

    """

    id: str
    name: Name = Name()
    kind: Literal["bus", "boat"]
    count: int
    capacity: int
    base: str
    profile: str
    call_out: Law = NO_TIME
    load: Law = NO_TIME
    trip: Law = NO_TIME
    night_factor: float = 1.0
    agreement: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lane:
    """A stretch that lets one vehicle pass at a time: a dike crown, a bridge (单车道、桥梁).

    The k-th passage of a queue is its start + k · headway (contracts §1).

    Parameters
    ----------
    arcs
        Ids of the arcs that share it, both directions of a one-lane road.
    headway_s
        Time between two vehicles, > 0 [s].

    """

    id: str
    name: Name = Name()
    arcs: tuple[str, ...]
    headway_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Relief:
    """What people need who had to leave, where they are (生活救助).

    Parameters
    ----------
    needs
        Kinds of need, the same words as those of items and facilities.

    """

    needs: tuple[str, ...] = ("food", "water", "clothing", "shelter", "medical")


@dataclass(frozen=True, slots=True, kw_only=True)
class Peril:
    """What water does to those whom it reaches (致死率).

    Parameters
    ----------
    exposure
        Kind of exposure of the Impacts that puts people in the water.
    told, untold
        Probability that a person dies whom the water reaches, told to leave before or not [0-1].

    """

    exposure: str
    told: float = 0.0
    untold: float = 0.0
