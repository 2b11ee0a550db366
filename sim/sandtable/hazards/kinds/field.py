"""Hazards out of rasters of other programs, laid over the network (栅格灾害场)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.files.field_model import ExposurePart, FieldPart, LayerPart
from sandtable.files.rasters import RasterStack, Stated, read_stack, way
from sandtable.ground.ellipsoid import WGS84
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault
from sandtable.hazards.around import Around
from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.intensity import KINDS, parse
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, source_of
from sandtable.hazards.overlay import Exposing, lay_over
from sandtable.hazards.population import Population, population_of
from sandtable.hazards.residents import Residents
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.files.reader import NamedFile
    from sandtable.files.tree import Path
    from sandtable.hazards.crossing import Bring
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.impact import Impact
    from sandtable.world.network import Network
    from sandtable.world.raster import Raster

WATER = ("depth", "velocity", "depth_velocity")
"""Kinds that stay when their source is closed."""

_POINTS_ACROSS = 21
"""A disc of people is looked at in so many places across: 317 in all, 0.3 % of them each."""

_KEYS = {
    *("crs", "unit", "nodata", "times", "every", "time_zero", "time_zero_clock", "variable"),
    *("most_outside", "also"),
}
"""Keys of the part that a fault of a raster stands at; else it stands at its files."""

_OF_A_LAYER = ("unit", "nodata", "variable")


class _Course(NamedTuple):
    """Frames of a member, and what brings places of the network on their raster."""

    field: HazardField
    bring: Bring


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Imported:
    """Courses of the members, all that is stated about them read."""

    around: Around
    part: FieldPart
    courses: tuple[_Course, ...]
    exposing: Exposing | None
    population: Population | None = None

    def field(self, draws: Draws) -> HazardField:
        """Return the frames of a member."""
        return self.courses[draws.sample].field

    def impact(self, draws: Draws) -> Impact:
        """Return what a member does to roads and people."""
        (field, bring), residents = self.courses[draws.sample], None
        if self.exposing is not None:
            residents = self._residents(field.raster, bring)
        is_water = self.part.kind in WATER
        try:
            return lay_over(
                field,
                self.around.network,
                source=source_of(self.part, "hold" if is_water else "void"),
                cause=cause_of(self.part),
                kinds=_kinds(field.kinds),
                bring=bring,
                lifted_m=_lifted(self.part, self.around),
                residents=residents,
                exposing=self.exposing,
                most_outside=self.part.most_outside,
            )
        except RasterFault as wrong:
            member = draws.sample if self.part.members else None
            raise UserFaults([_fault(self.part, self.around, wrong, member)]) from None

    def _residents(self, raster: Raster, bring: Bring) -> Residents:
        """Return the people of zones on a raster: by a raster of theirs, or around their places."""
        if self.population is not None:
            return self.population.on(raster, bring)
        places = {key: (zone.x, zone.y) for key, zone in self.around.zones.items()}
        spread = _disc(self.part.spread, self.around.network)
        return Residents.of_points(raster, places, bring, spread=spread)


@prepared.register
def _prepared(part: FieldPart, around: Around) -> Hazard:
    faults: list[Fault] = []
    exposing = _exposing(part, around, faults)
    courses = []
    for number, files in enumerate(_files(part, around)):
        member = number if part.members else None
        course = _course(part, around, files, member, faults)
        courses += [course] if course is not None else []
    people = None
    try:
        people = None if part.population is None else population_of(part.population, around)
    except UserFaults as wrong:
        faults += wrong.faults
    if faults:
        raise UserFaults(faults)
    return _Imported(
        around=around,
        part=part,
        courses=tuple(courses),
        exposing=exposing,
        population=people,
    )


def _files(part: FieldPart, around: Around) -> Sequence[Sequence[NamedFile]]:
    """Return the files of each member; one member where there are none."""
    if not part.members:
        return [around.files("files")]
    every = _by_name(around, "members[].files")
    return [[file for _name in member.files for file in next(every)] for member in part.members]


def _by_name(around: Around, pattern: str) -> Iterator[list[NamedFile]]:
    """Yield the files that each name of a pattern stands for."""
    for _node, several in groupby(around.files(pattern), key=lambda one: id(one.node)):
        yield list(several)


def _course(
    part: FieldPart,
    around: Around,
    files: Sequence[NamedFile],
    member: int | None,
    faults: list[Fault],
) -> _Course | None:
    own = _by_name(around, "also[].files")
    stacks: dict[str, RasterStack] = {}
    before = len(faults)
    layers: tuple[FieldPart | LayerPart, ...] = (part, *part.also)
    for layer, one in enumerate(layers, start=-1):
        there = files if layer < 0 else [file for _name in one.files for file in next(own)] or files
        paths = [(file.path, file.name) for file in there]
        stack, wrong = read_stack(paths, _stated(part, one), around.network.crs)
        faults += [_fault(part, around, fault, member, layer) for fault in wrong]
        if stack is not None:
            stacks[one.kind] = stack
    if len(faults) > before:
        return None
    try:
        field = _field(part, stacks, files[0].name)
        return _Course(field, way(around.network.crs, field.raster.crs))
    except RasterFault as fault:
        faults.append(_fault(part, around, fault, member))
        return None


def _stated(part: FieldPart, layer: FieldPart | LayerPart) -> Stated:
    clock = part.time_zero_clock
    return Stated(
        kind=layer.kind,
        dimension=KINDS[layer.kind].dimension,
        unit=layer.unit,
        crs=part.crs,
        nodata=math.nan if layer.nodata == "none" else layer.nodata,
        times_s=None if part.times is None else tuple(part.times),
        every_s=part.every,
        zero_s=part.time_zero,
        zero_clock=None if clock is None else datetime.fromisoformat(clock),
        variable=layer.variable,
    )


def _field(part: FieldPart, stacks: dict[str, RasterStack], name: str) -> HazardField:
    first = stacks[part.kind]
    for kind, stack in stacks.items():
        if stack.raster != first.raster or stack.times_s != first.times_s:
            shown = _("{kind} on another raster or at other times").format(kind=kind)
            expected = _("those of {kind}").format(kind=part.kind)
            repair = _("Export both on one raster and at the same times.")
            raise RasterFault("also", shown, expected, repair)

    def frames() -> Iterator[Frame]:
        for together in zip(*(stack.frames() for stack in stacks.values()), strict=True):
            values = dict(zip(stacks, (values for _time_s, values in together), strict=True))
            yield Frame(together[0][0], values)

    return HazardField(
        raster=first.raster,
        kinds=tuple(stacks),
        times_s=first.times_s,
        frames=frames,
        accepts_interpolation=part.accept_interpolation,
        name=name,
    )


def _kinds(kinds: tuple[str, ...]) -> tuple[str, ...]:
    """Return the intensities that are kept: with depth and velocity their product, too."""
    both = {"depth", "velocity"} <= set(kinds)
    return (*kinds, "depth_velocity") if both and "depth_velocity" not in kinds else kinds


def _lifted(part: FieldPart, around: Around) -> NDArray[np.float64]:
    network = around.network
    lifted = np.zeros(network.n_arcs)
    for one in part.lifted:
        arcs = network.with_parts([network.arc_number(one.link_id)])
        lifted[list(arcs)] = one.by
    return lifted


def _disc(radius_m: float, network: Network) -> NDArray[np.float64]:
    """Return points spread evenly over a disc, as steps in the network's system, shape (n, 2)."""
    side = np.linspace(-radius_m, radius_m, _POINTS_ACROSS if radius_m > 0.0 else 1)
    east, north = (one.ravel() for one in np.meshgrid(side, side))
    inside = np.hypot(east, north) <= radius_m
    metres = np.column_stack((east, north))[inside] if radius_m > 0.0 else np.zeros((1, 2))
    if network.in_degrees:
        middle = np.array([np.nanmean(network.y)])
        metres /= np.column_stack(WGS84.metres_per_degree(middle))
    return metres


def _exposing(part: FieldPart, around: Around, faults: list[Fault]) -> Exposing | None:
    stated = part.exposure
    if stated is None:
        return None
    right, wrong = ("below", "above") if KINDS[part.kind].less_is_worse else ("above", "below")
    text = getattr(stated, right)
    if not text or getattr(stated, wrong):
        faults.append(_wrong_side(around, stated, right))
        return None
    try:
        limit = parse(part.kind, text)
    except UnitFault as one:
        inside = ("exposure", right)
        faults.append(around.fault(inside, one.found, one.expected, one.repair, "unit"))
        return None
    return Exposing(kind=stated.kind, intensity=part.kind, limit=limit)


def _wrong_side(around: Around, stated: ExposurePart, right: str) -> Fault:
    sides = [side for side in ("above", "below") if getattr(stated, side)]
    shown = ", ".join(f"'{side}'" for side in sides) or _("nothing")
    repair = _("Say from which intensity on people are exposed.")
    expected = _("'{key}' alone").format(key=right)
    return around.fault(("exposure",), shown, expected, repair, "exposure")


def _fault(
    part: FieldPart, around: Around, wrong: RasterFault, member: int | None, layer: int = -1
) -> Fault:
    """Return a fault of a raster at the key that states it.

    Parameters
    ----------
    member
        Number of the member whose files it is about; None = there are no members.
    layer
        Number of the further layer; -1 = the first kind.

    """
    key = "every" if wrong.key == "times" and part.every is not None else wrong.key
    files: Path = ("files",) if member is None else ("members", member, "files")
    inside: Path = (key,) if key in _KEYS else files
    if layer >= 0 and key in _OF_A_LAYER:
        inside = ("also", layer, key)
    shown = wrong.found if key in {*_KEYS, "files"} else f"{key}: {wrong.found}"
    return around.fault(inside, shown, wrong.expected, wrong.repair, wrong.code)
