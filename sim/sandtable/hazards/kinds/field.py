"""Hazards out of rasters of other programs, laid over the network (栅格灾害场)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.field_model import ExposurePart, FieldPart
from sandtable.files.rasters import RasterStack, Stated, read_stack, way
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault
from sandtable.hazards.around import Around
from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.intensity import KINDS, parse
from sandtable.hazards.kinds.hazard import Hazard, prepared
from sandtable.hazards.overlay import Exposing, lay_over
from sandtable.hazards.residents import Residents
from sandtable.hazards.rows import HazardSource
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.files.reader import NamedFile
    from sandtable.files.tree import Path
    from sandtable.hazards.crossing import Bring
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.impact import Impact

WATER = ("depth", "velocity", "depth_velocity")
"""Kinds that stay when their source is closed."""

_KEYS = {
    *("crs", "unit", "nodata", "times", "every", "time_zero", "time_zero_clock", "variable"),
    "most_outside",
}
"""Keys of the part that a fault of a raster stands at; else it stands at its files."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class _Imported:
    """Fields of the members, all that is stated about them read."""

    around: Around
    part: FieldPart
    fields: tuple[HazardField, ...]
    bring: Bring
    exposing: Exposing | None

    def field(self, draws: Draws) -> HazardField:
        """Return the frames of a member."""
        return self.fields[draws.sample % len(self.fields)]

    def impact(self, draws: Draws) -> Impact:
        """Return what a member does to roads and people."""
        field, residents = self.field(draws), None
        if self.exposing is not None:
            places = {key: (zone.x, zone.y) for key, zone in self.around.zones.items()}
            residents = Residents.of_points(field.raster, places, self.bring)
        cause = self.part.cause
        try:
            return lay_over(
                field,
                self.around.network,
                source=_source(self.part),
                cause=" / ".join(filter(None, (cause.zh, cause.en))),
                bring=self.bring,
                lifted_m=_lifted(self.part, self.around),
                residents=residents,
                exposing=self.exposing,
                most_outside=self.part.most_outside,
            )
        except RasterFault as wrong:
            member = draws.sample if self.part.members else None
            raise UserFaults([_fault(self.part, self.around, wrong, member)]) from None


@prepared.register
def _prepared(part: FieldPart, around: Around) -> Hazard:
    faults: list[Fault] = []
    exposing = _exposing(part, around, faults)
    fields: list[HazardField] = []
    bring: Bring | None = None
    for member, files in enumerate(_files(part, around)):
        number = member if part.members else None
        stack, wrong = read_stack(
            [(one.path, one.name) for one in files], _stated(part), around.network.crs
        )
        if stack is not None:
            try:
                bring = bring or way(around.network.crs, stack.raster.crs)
                fields.append(_field(part, stack, files[0].name))
            except RasterFault as one:
                wrong = [one]
        faults += [_fault(part, around, one, number) for one in wrong]
    if faults or bring is None:
        raise UserFaults(faults)
    return _Imported(around=around, part=part, fields=tuple(fields), bring=bring, exposing=exposing)


def _files(part: FieldPart, around: Around) -> Sequence[Sequence[NamedFile]]:
    """Return the files of each member; one member where there are none."""
    if not part.members:
        return [around.files("files")]
    every = iter(around.files("members[].files"))
    return [[next(every) for _name in member.files] for member in part.members]


def _stated(part: FieldPart) -> Stated:
    clock = part.time_zero_clock
    return Stated(
        kind=part.kind,
        dimension=KINDS[part.kind].dimension,
        unit=part.unit,
        crs=part.crs,
        nodata=math.nan if part.nodata == "none" else part.nodata,
        times_s=None if part.times is None else tuple(part.times),
        every_s=part.every,
        zero_s=part.time_zero,
        zero_clock=None if clock is None else datetime.fromisoformat(clock),
        variable=part.variable,
    )


def _field(part: FieldPart, stack: RasterStack, name: str) -> HazardField:
    def frames() -> Iterator[Frame]:
        for time_s, values in stack.frames():
            yield Frame(time_s, {part.kind: values})

    return HazardField(
        raster=stack.raster,
        kinds=(part.kind,),
        times_s=stack.times_s,
        frames=frames,
        accepts_interpolation=part.accept_interpolation,
        name=name,
    )


def _source(part: FieldPart) -> HazardSource:
    """Return the source; water stays when it is closed, unless the file says otherwise."""
    source = part.source
    control = source.control
    if "control" not in source.model_fields_set:
        control = "hold" if part.kind in WATER else "void"
    never = math.inf if control == "hold" else 0.0
    recession_s = never if source.recession is None else source.recession
    return HazardSource(id=source.id, control=control, recession_s=recession_s)


def _lifted(part: FieldPart, around: Around) -> NDArray[np.float64]:
    network = around.network
    lifted = np.zeros(network.n_arcs)
    for one in part.lifted:
        arcs = network.with_parts([network.arc_number(one.link_id)])
        lifted[list(arcs)] = one.height
    return lifted


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
    shown = " and ".join(f"'{side}'" for side in sides) or _("nothing")
    repair = _("Say from which intensity on people are exposed.")
    expected = _("'{key}' alone").format(key=right)
    return around.fault(("exposure",), shown, expected, repair, "exposure")


def _fault(part: FieldPart, around: Around, wrong: RasterFault, member: int | None) -> Fault:
    """Return a fault of a raster at the key that states it."""
    key = "every" if wrong.key == "times" and part.every is not None else wrong.key
    files: Path = ("files",) if member is None else ("members", member, "files")
    inside: Path = (key,) if key in _KEYS else files
    shown = wrong.found if key in {*_KEYS, "files"} else f"{key}: {wrong.found}"
    return around.fault(inside, shown, wrong.expected, wrong.repair, wrong.code)
