"""Leaks of dangerous substances, with the roads and people around them (危险化学品泄漏)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.leak_model import AirItem, LeakPart
from sandtable.ground.faults import Remark, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import written
from sandtable.hazards import spread
from sandtable.hazards.around import Around
from sandtable.hazards.chemical import CITED, TOXICITIES
from sandtable.hazards.chemical.caution import goes_on, heavy
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
from sandtable.hazards.citation import Cited
from sandtable.hazards.draws import Draws
from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.impact import Impact
from sandtable.hazards.kinds.hazard import Hazard, cause_of, cited, prepared, remarks
from sandtable.hazards.kinds.leak_checks import ZERO_C_K, faults_of, height_of, substance_of
from sandtable.world.raster import Raster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sandtable.ground.faults import Fault
    from sandtable.hazards.chemical.realisation import Point
    from sandtable.hazards.chemical.substances import Substance
    from sandtable.hazards.chemical.toxicity import Toxicity

SMALL_M3 = 0.208
"""Spills up to this are small in the guidebook's sense."""

_CELLS, _CELL_M, _FRAME_S = 120, 100.0, 300.0
"""The raster of a map: 12 km by 12 km around the site, every five minutes."""


@dataclass(frozen=True, slots=True)
class Leak:
    """A leak of an entry, ready to be worked out in any sample.

    Parameters
    ----------
    site_m, crs
        Where it leaks [m], in this reference system.

    """

    stated: StatedLeak
    n_arcs: int
    site_m: NDArray[np.float64]
    crs: str

    def impact(self, draws: Draws) -> Impact:
        """Return the realisation of a sample."""
        return self.stated.impact(draws, self.n_arcs)

    def field(self, draws: Draws) -> HazardField:
        """Return the dose around the site, as a multiple of the limit of roads."""
        middle = (np.arange(_CELLS) + 0.5 - _CELLS / 2.0) * _CELL_M
        places = np.stack(np.meshgrid(middle, middle[::-1]), axis=-1).reshape(-1, 2)
        starts = np.arange(math.ceil(self.stated.until_s / _FRAME_S)) * _FRAME_S

        def frames() -> Iterator[Frame]:
            since_s, doses = self.stated.doses(draws, places, _FRAME_S)
            for at_s, values in zip(since_s.tolist(), doses, strict=True):
                yield Frame(at_s, {"dose": values.reshape(_CELLS, _CELLS)})

        east, north = self.site_m.tolist()
        raster = Raster.square(east, north, _CELLS, _CELL_M, crs=self.crs)
        return HazardField(
            raster=raster, kinds=("dose",), times_s=tuple(starts.tolist()), frames=frames
        )


@prepared.register
def _prepared(part: LeakPart, around: Around) -> Hazard:
    faults = [*faults_of(part, around)]
    site = _site(part, around, faults)
    one = substance_of(part)
    if faults or one is None or site is None:
        raise UserFaults(faults)
    crs = around.network.crs if around.plane is None else ""
    stated = _stated(part, around, one, site)
    return Leak(stated, around.network.n_arcs, site, crs or "plane of the roads")


@cited.register
def _cited(part: LeakPart) -> Sequence[Cited]:
    behind = {"AEGL", "toxic-load exponents", "roads in gas", "end of puffs"}
    behind |= {"breathing height"}
    if part.isolation is None:
        behind |= {"first isolation"} | ({"small spill"} if part.vessel is not None else set())
    behind |= {"air changes"} if part.people.indoor.mean > 0.0 else set()
    if part.vessel is not None and part.vessel.fill.mean > 0.0:
        behind |= {"airborne droplets", "pool depth", "boiling pool", "ground under a pool"}
    if part.hole is not None and part.hole.pipe > 0.0:
        behind |= {"two-phase outflow"}
    behind |= {"ERPG"} if part.zone_levels == "erpg" else set()
    one = substance_of(part)
    if one is not None and one.name != "chlorine":
        behind |= {"probits of ammonia and hydrogen sulphide"}
    return [one for one in CITED if one.name in behind]


@remarks.register(Leak)
def _remarks(hazard: Leak, around: Around, impacts: Sequence[Impact]) -> Iterator[Remark]:
    """Yield that the gas is heavy, and that it leaks longer than it is followed."""
    del impacts
    stated = hazard.stated
    thick = heavy(stated)
    if thick is not None:
        shown = _("a heavy cloud: {flow:.2g} kg/s in {wind:.2g} m/s")
        shown = shown.format(flow=thick.flow_kg_s, wind=thick.wind_mps)
        repair = _(
            "Near the site it is wider, lower and slower than puffs say: to AEGL-2 the charts of"
            " heavy gas say {charts}, puffs {puffs} on average. Take it as a screening."
        ).format(charts=_far(thick.charts_m), puffs=_far(thick.puffs_m))
        yield around.remark((), shown, _("a cloud no heavier than air"), repair, "heavy-gas")
    if goes_on(stated):
        shown = written("duration", stated.until_s)
        expected = _("longer than it leaks, on average")
        repair = _("Behind that, roads are open and nobody is reached, plugged or not.")
        yield around.remark(("followed",), shown, expected, repair, "goes-on")


def _far(distance_m: float) -> str:
    return _("nothing") if math.isnan(distance_m) else f"{distance_m:.0f} m"


def _stated(
    part: LeakPart, around: Around, one: Substance, site: NDArray[np.float64]
) -> StatedLeak:
    harm = TOXICITIES[one.name]
    people = part.people
    return StatedLeak(
        source=part.source.id,
        gas=cause_of(part) or f"{one.chinese} {one.name}",
        hot="热区 / hot zone",
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
            scale=part.zone_levels,
        ),
        height_m=part.height,
        arcs=_arcs(around, site),
        zones=_homes(around, site, part.people.spread),
        isolation_m=_isolation_m(part, one, harm),
        until_s=part.followed,
    )


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


def _isolation_m(part: LeakPart, one: Substance, harm: Toxicity) -> float:
    """Return the radius of first isolation; above 208 L of liquid it is that of large spills."""
    if part.isolation is not None:
        return part.isolation
    if part.release is not None:
        spilled_kg = part.release.rate.mean * part.release.duration.mean
        is_small = spilled_kg <= SMALL_M3 * one.liquid_20_kg_m3
    else:
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
        places = middle + spread.around(spread_m)
        found[zone] = [((x, y), people.persons / len(places)) for x, y in places.tolist()]
    return found
