"""Leaks of dangerous substances, with the roads and people around them (危险化学品泄漏)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.leak_model import AirItem, LeakPart
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.hazards.around import Around
from sandtable.hazards.chemical import TOXICITIES
from sandtable.hazards.chemical.pool import ground
from sandtable.hazards.chemical.puffs import FARTHEST_M
from sandtable.hazards.chemical.source_term import Contents, Floor, Hole
from sandtable.hazards.chemical.stated import (
    StatedAir,
    StatedHarm,
    StatedLeak,
    StatedRelease,
    StatedVessel,
    StatedWeather,
)
from sandtable.hazards.draws import Draws
from sandtable.hazards.impact import Impact
from sandtable.hazards.kinds.hazard import Hazard, prepared
from sandtable.hazards.kinds.leak_checks import ZERO_C_K, faults_of, height_of, substance_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.ground.faults import Fault
    from sandtable.hazards.chemical.realisation import Point
    from sandtable.hazards.chemical.substances import Substance
    from sandtable.hazards.chemical.toxicity import Toxicity

SMALL_M3 = 0.208
"""Spills up to this are small in the guidebook's sense."""

_HOMES = 19
"""Places that stand for the people of a zone who live around its node."""


@dataclass(frozen=True, slots=True)
class _Leak:
    stated: StatedLeak
    n_arcs: int

    def impact(self, draws: Draws) -> Impact:
        return self.stated.impact(draws, self.n_arcs)

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing yet."""
        del draws


@prepared.register
def _prepared(part: LeakPart, around: Around) -> Hazard:
    faults = [*faults_of(part, around)]
    site = _site(part, around, faults)
    one = substance_of(part)
    if faults or one is None or site is None:
        raise UserFaults(faults)
    return _Leak(_stated(part, around, one, site), around.network.n_arcs)


def _stated(
    part: LeakPart, around: Around, one: Substance, site: NDArray[np.float64]
) -> StatedLeak:
    harm = TOXICITIES[one.name]
    people = part.people
    return StatedLeak(
        source=part.source.id,
        gas=_told(part, one.chinese, one.name),
        hot="热区 hot zone",
        substance=one,
        toxicity=harm,
        origin=_origin(part, one),
        weather=StatedWeather(
            rows=tuple(map(_air, part.weather.course)),
            temperature_k=part.weather.temperature + ZERO_C_K,
            lid_m=math.inf if part.weather.lid is None else part.weather.lid,
            terrain=part.weather.terrain,
        ),
        harm=StatedHarm(
            levels=tuple(sorted(set(people.levels))),
            minutes=people.time / 60.0,
            probit=people.probit,
            indoor=people.indoor,
            ach=people.air_changes,
            hot_level=3 if part.hot_zone == "closed" else None,
        ),
        height_m=part.height,
        arcs=_arcs(around, site),
        zones=_homes(around, site, part.people.spread),
        isolation_m=_isolation_m(part, harm),
        until_s=part.followed,
    )


def _told(part: LeakPart, chinese: str, english: str) -> str:
    return " / ".join(filter(None, (part.cause.zh, part.cause.en))) or f"{chinese} {english}"


def _air(row: AirItem) -> StatedAir:
    return StatedAir(
        since_s=row.at,
        wind_mps=row.wind,
        from_deg=row.wind_from,
        stability=row.stability or "",
        sky=row.sky or "overcast",
    )


def _origin(part: LeakPart, one: Substance) -> StatedRelease | StatedVessel:
    if part.release is not None:
        return StatedRelease(rate_kg_s=part.release.rate, duration_s=part.release.duration)
    vessel, hole, floor = part.vessel, part.hole, part.ground
    assert vessel is not None  # noqa: S101  the model has seen to it
    assert hole is not None  # noqa: S101  the same
    warm = part.weather.temperature if floor.temperature is None else floor.temperature
    return StatedVessel(
        contents=Contents(
            substance=one,
            volume_m3=vessel.volume,
            height_m=height_of(vessel),
            fill=vessel.fill.mean,
            temperature_k=vessel.temperature + ZERO_C_K,
            pressure_pa=math.nan if vessel.pressure is None else vessel.pressure,
        ),
        fill=vessel.fill,
        hole=Hole(diameter_m=hole.diameter.mean, height_m=hole.height, pipe_m=hole.pipe),
        diameter_m=hole.diameter,
        floor=Floor(
            ground=ground(floor.kind, warm + ZERO_C_K),
            bund_m2=math.inf if floor.bund is None else floor.bund * 1e6,
        ),
    )


def _isolation_m(part: LeakPart, harm: Toxicity) -> float:
    """Return the radius of first isolation; of a vessel above 208 L it is that of large spills."""
    if part.isolation is not None:
        return part.isolation
    is_small = part.vessel is not None and part.vessel.volume <= SMALL_M3
    return harm.isolation["small" if is_small else "rail_car"].around_m


# ---- where things are


def _site(part: LeakPart, around: Around, faults: list[Fault]) -> NDArray[np.float64] | None:
    """Return where it leaks, east and north in metres, shape ``(2,)``; None = nobody can tell.

    A node or a link that is not there is told by the checks of references.
    """
    site, network = part.site, around.network
    if site.node:
        node = np.flatnonzero(network.node_ids == site.node)
        return (
            np.concatenate(around.metres(network.x[node], network.y[node])) if node.size else None
        )
    if site.link:
        arc = network.arc_number(site.link)
        return _on_link(arc, site.offset or 0.0, around, faults) if arc >= 0 else None
    if around.plane is None:
        shown = _("a longitude on a network in {crs}").format(crs=network.crs or _("unknown units"))
        expected = _("a network in degrees (crs EPSG:4326 or EPSG:4490 in its config.csv)")
        repair = _("Name a node or a link instead.")
        faults.append(around.fault(("site", "lon"), shown, expected, repair, "no-degrees"))
        return None
    degrees = np.array([[site.lon, site.lat]], dtype=np.float64)
    place: NDArray[np.float64] = around.plane.metres(degrees)[0]
    return place


def _on_link(
    arc: int, offset_m: float, around: Around, faults: list[Fault]
) -> NDArray[np.float64] | None:
    """Return the place at an offset along an arc; None = it lies beyond."""
    length_m = float(around.network.length_m[arc])
    if offset_m <= length_m:
        return _along(around.course(arc), offset_m / length_m)
    shown = _("{offset:g} m along '{link}'")
    shown = shown.format(offset=offset_m, link=around.network.arc_ids[arc])
    expected = _("at most its length, {length:.1f} m").format(length=length_m)
    repair = _("The offset counts from the first node of the link.")
    faults.append(around.fault(("site", "offset"), shown, expected, repair, "offset"))
    return None


def _along(course: NDArray[np.float64], share: float) -> NDArray[np.float64]:
    """Return the place at a share of the way along a course."""
    gone = np.concatenate(([0.0], np.cumsum(np.hypot(*np.diff(course, axis=0).T))))
    return np.array([np.interp(share * gone[-1], gone, one) for one in course.T])


def _arcs(around: Around, site: NDArray[np.float64]) -> dict[int, list[Point]]:
    """Return the courses of the arcs that may come within 10 km of the site [m]."""
    network = around.network
    apart = np.hypot(*(np.column_stack(around.metres(network.x, network.y)) - site).T)
    nearest = np.minimum(apart[network.tail], apart[network.head]) - network.length_m
    near = np.flatnonzero(nearest <= FARTHEST_M).tolist()
    courses = ((arc, around.course(arc) - site) for arc in near)
    return {arc: [(x, y) for x, y in course.tolist()] for arc, course in courses}


def _homes(
    around: Around, site: NDArray[np.float64], spread_m: float
) -> dict[str, list[tuple[Point, float]]]:
    """Return where the people of each zone are: at its node, or evenly around it [m, persons]."""
    found = {}
    for zone, people in around.zones.items():
        if people.node < 0 or not people.persons:
            continue
        middle = np.concatenate(around.metres(np.array([people.x]), np.array([people.y]))) - site
        places = middle + (_disc(spread_m) if spread_m else np.zeros((1, 2)))
        found[zone] = [((x, y), people.persons / len(places)) for x, y in places.tolist()]
    return found


def _disc(radius_m: float) -> NDArray[np.float64]:
    """Return places spread evenly over a disc, as seeds in a sunflower, shape ``(19, 2)`` [m]."""
    number = np.arange(_HOMES)
    radius = radius_m * np.sqrt((number + 0.5) / _HOMES)
    angle = number * math.pi * (3.0 - math.sqrt(5.0))
    places: NDArray[np.float64] = np.column_stack((radius * np.cos(angle), radius * np.sin(angle)))
    return places
