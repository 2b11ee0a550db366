"""The place: its zones and the sites that a plan uses."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from sandtable.ground.names import Name
from sandtable.world.people import Lane


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """The smallest area with people, where needs arise (片区).

    Parameters
    ----------
    id
        Key, unique in the place.
    node
        Number of the network node at which the zone is reached.
    population
        Residents, >= 0 [persons].
    area_km2
        Area, >= 0 [km2]; nan where unknown.
    tags
        Names of areas the zone belongs to, e.g. ``planned_service_area``; targets select by them.
    headquarters
        Id of the headquarters in charge; empty = the first of the plan.

    """

    id: str
    name: Name = Name()
    node: int
    population: int = 0
    area_km2: float = float("nan")
    tags: tuple[str, ...] = ()
    headquarters: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Base:
    """Where teams stay and return to (驻地)."""

    id: str
    name: Name = Name()
    node: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Depot:
    """Where goods lie (储备库).

    Parameters
    ----------
    bays
        Trucks that can be loaded at once, >= 1; 0 = no limit.

    """

    id: str
    name: Name = Name()
    node: int
    bays: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Facility:
    """A hospital, shelter, landing site or other place that receives (医院、安置点、起降点).

    Parameters
    ----------
    kind
        ``hospital``, ``shelter``, ``landing_site`` or a word of the user's.
    capacity
        Persons it takes in; 0 = no limit.
    provides
        Kinds of need that are met on arrival: a school with tap water gives shelter and water.

    """

    id: str
    name: Name = Name()
    node: int
    kind: str = "hospital"
    capacity: int = 0
    provides: tuple[str, ...] = ()


class Site(Protocol):
    """Whatever has an id and stands at a node: zone, base, depot, facility."""

    @property
    def id(self) -> str:
        """Key, unique in the place."""

    @property
    def node(self) -> int:
        """Number of its network node."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """The county or district of a drill (辖区)."""

    id: str
    name: Name = Name()
    timezone: str = "Asia/Shanghai"
    zones: tuple[Zone, ...] = ()
    bases: tuple[Base, ...] = ()
    depots: tuple[Depot, ...] = ()
    facilities: tuple[Facility, ...] = ()
    lanes: tuple[Lane, ...] = ()
