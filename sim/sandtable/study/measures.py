"""What of a simulated run answers to a number of a real event, by name (实录指标登记表)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from sandtable.study import measures_fire as fire
from sandtable.study import measures_forces as forces
from sandtable.study import measures_people as people
from sandtable.study import measures_threats as threats
from sandtable.study import measures_water as water
from sandtable.study.played import Arguments, Played

Read = Callable[[Played, Arguments], float]
"""Reads one number off a replication; nan = the run has nothing to say, inf = never in the run."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """A number that can be read off every replication (指标).

    Parameters
    ----------
    dimension
        A key of `ground.units.DIMENSIONS`; empty = a plain number in `unit`.
    unit
        In which the number is: persons, teams, s, h, m, km2, m3, m3/s, m/h; empty for shares and
        counts.
    required, optional
        Names of the arguments that it must have and may have. Of a pair joined by ``|`` one is
        needed.

    """

    read: Read
    dimension: str = ""
    unit: str = ""
    required: tuple[str, ...] = ()
    optional: tuple[str, ...] = ()

    @property
    def arguments(self) -> frozenset[str]:
        """Names of all arguments that it knows."""
        return frozenset(
            name for one in (*self.required, *self.optional) for name in one.split("|")
        )

    @property
    def is_time(self) -> bool:
        """Whether it is a time, which may be infinite: it is told by its median."""
        return self.dimension == "duration"


_WHO = ("area", "zones")
_AT = "at|at_clock"


def _duration(read: Read, *required: str, optional: tuple[str, ...] = ()) -> Measure:
    return Measure(
        read=read,
        dimension="duration",
        unit="s",
        required=required,
        optional=(*optional, "after"),
    )


def _share(read: Read, *required: str, optional: tuple[str, ...] = ()) -> Measure:
    return Measure(read=read, dimension="ratio", required=required, optional=optional)


def _water(read: Read, dimension: str, unit: str, *instant: str) -> Measure:
    return Measure(
        read=read,
        dimension=dimension,
        unit=unit,
        required=("entry", *instant),
        optional=("after",) if instant else (),
    )


def _persons(read: Read, *required: str, optional: tuple[str, ...] = ()) -> Measure:
    return Measure(read=read, unit="persons", required=required, optional=optional)


MEASURES: Mapping[str, Measure] = MappingProxyType(
    {
        "persons_safe": _persons(people.persons_safe, _AT, optional=(*_WHO, "after")),
        "share_safe": _share(people.share_safe, _AT, optional=(*_WHO, "after")),
        "time_safe": _duration(people.time_safe, optional=(*_WHO, "share")),
        "persons_sheltered": _persons(
            people.persons_sheltered, _AT, optional=(*_WHO, "kinds", "after")
        ),
        "share_sheltered": _share(people.share_sheltered, _AT, optional=(*_WHO, "after")),
        "share_relatives": _share(
            people.share_relatives, optional=(*_WHO, "at", "at_clock", "after")
        ),
        "share_by_boat": _share(people.share_by_boat, optional=("after",)),
        "share_before_water": _share(people.share_before_water, optional=_WHO),
        "share_reached": _share(people.share_reached, optional=(*_WHO, "after")),
        "deaths": _persons(people.deaths, optional=(*_WHO, "after")),
        "zone_dry": _share(people.zone_dry, "zone"),
        "entry_begins": _duration(water.entry_begins, "entry"),
        "entry_began": _share(water.entry_began, "entry"),
        "breaches": Measure(read=water.breaches, optional=("hazard",)),
        "mean_inflow": _water(water.mean_inflow, "", "m3/s", "until|until_clock"),
        "peak_inflow": _water(water.peak_inflow, "", "m3/s"),
        "head": _water(water.head, "distance", "m", _AT),
        "breach_width": _water(water.breach_width, "distance", "m", _AT),
        "water_inside": _water(water.water_inside, "volume", "m3", _AT),
        "entry_controlled": _duration(fire.entry_controlled, "entry"),
        "burned_area": Measure(
            read=fire.burned_area,
            dimension="area",
            unit="km2",
            required=("entry",),
            optional=("at", "at_clock", "after"),
        ),
        "teams_threatened": Measure(
            read=threats.teams_threatened, unit="teams", optional=("entry", "place")
        ),
        "threatened_time": Measure(
            read=threats.threatened_time, unit="h", optional=("entry", "place")
        ),
        "first_arrival": _duration(forces.first_arrival, "agreement|skill"),
        "convoy_arrives": _duration(forces.convoy_arrives, "convoy"),
        "first_load": _duration(forces.first_load, "closing", optional=("convoy",)),
        "closing_rate": Measure(read=water.closing_rate, unit="m/h", required=("closing",)),
        "closed": _duration(water.closed, "closing"),
        "metres_closed": Measure(
            read=water.metres_closed,
            dimension="distance",
            unit="m",
            required=("closing", _AT),
            optional=("after",),
        ),
    }
)
"""Every measure by name."""
