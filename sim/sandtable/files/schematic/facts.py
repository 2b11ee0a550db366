"""What is known of a county before its roads are made: the tables of a user as objects."""

from __future__ import annotations

from dataclasses import dataclass

from sandtable.ground.names import Name


@dataclass(frozen=True, slots=True, kw_only=True)
class Township:
    """A township and its seat (乡镇驻地).

    Parameters
    ----------
    code
        Its number in the official list, the key of everything else.
    name
        In Chinese and English; either may be empty.
    lon, lat
        Seat, WGS 84 [deg].
    population
        Residents, 0 = unknown.
    villages
        How many village nodes it gets.
    county
        County it belongs to; its first six digits where nothing is said.
    is_county_seat
        Whether the seat of the county lies in it.
    ground_z_m
        Height of its ground, nan = unknown [m].

    """

    code: str
    name: Name
    lon: float
    lat: float
    population: float
    villages: int
    county: str
    is_county_seat: bool
    ground_z_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedRoad:
    """A road that is known by the townships it joins, in the order of passage.

    Parameters
    ----------
    kind
        Class of the road: expressway, national, provincial, county, township.
    codes
        Townships, at least two.
    length_m
        Known length from the first to the last, nan = unknown [m].

    """

    name: str
    kind: str
    codes: tuple[str, ...]
    length_m: float


Stop = tuple[str, float, float]
"""A point of a course: code of a township and nan, nan, or "" with longitude and latitude [deg]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class River:
    """A river: what it passes, and its width [m]."""

    name: str
    course: tuple[Stop, ...]
    width_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Dike:
    """A dike with a road on its crest.

    Parameters
    ----------
    course
        What it passes.
    crest_m, max_weight_t
        Height of the crest and load limit of its road, nan = unknown [m, t].

    """

    name: str
    course: tuple[Stop, ...]
    crest_m: float
    max_weight_t: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """All that is known, every list in the order of its keys.

    Parameters
    ----------
    outline
        Vertices of the county's outline, (lon, lat) [deg]; empty = a hull around the seats.
    notice
        Where the facts are from, to be printed with what is made of them.

    """

    townships: tuple[Township, ...]
    roads: tuple[NamedRoad, ...]
    rivers: tuple[River, ...]
    dikes: tuple[Dike, ...]
    outline: tuple[tuple[float, float], ...]
    notice: str
