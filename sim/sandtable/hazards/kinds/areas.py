"""Areas with times out of a file: they close or slow the roads in them and expose who is there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from sandtable.files.area_model import AreasPart
from sandtable.files.areas.features import Features, Polygons
from sandtable.files.areas.placing import placed
from sandtable.files.areas.read import GEOJSON, read_areas
from sandtable.files.impact_files import HEADERS as CHINESE
from sandtable.files.impact_files import Dates
from sandtable.files.moments import moment_in
from sandtable.files.reader import NamedFile
from sandtable.files.table import Line, Table
from sandtable.files.tree import Path
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.area_table import (
    DANGER,
    DOES,
    HEADERS,
    AreaRow,
    Known,
    area_rows,
    of_samples,
)
from sandtable.hazards.areas import Area, rows_of
from sandtable.hazards.around import Around
from sandtable.hazards.draws import Draws
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import KINDS
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, source_of
from sandtable.hazards.rows import Exposure, Interval
from sandtable.hazards.tables import sample_gaps

_DIMENSIONS = {one.dimension for one in KINDS.values() if one.dimension}


@dataclass(frozen=True, slots=True)
class Given:
    """A hazard whose realisations stand in its files: nothing is drawn."""

    impacts: Sequence[Impact]

    def impact(self, draws: Draws) -> Impact:
        """Return the realisation of a sample."""
        return self.impacts[draws.sample % len(self.impacts)]

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing: areas are no raster."""
        del draws


@prepared.register
def _prepared(part: AreasPart, around: Around) -> Hazard:
    named = around.file("file")
    refuse_layer(part.layer, named, ("layer",), around)
    read = read_areas(named.path, named.name, layer=part.layer)
    faults = [*_of_headers(part, read.table, around)]
    if faults:
        raise UserFaults(faults)
    read = _without_maps(part, read)
    table = _renamed(part, read.table)
    known = Known(
        arcs={name: number for number, name in enumerate(around.network.arc_ids.tolist())},
        zones=around.zones,
        source=part.source.id,
        cause=cause_of(part),
        unit=part.unit,
        dates=dates_of(around.stated.dates, part.time_zero_clock),
    )
    rows, faults = area_rows(table, known)
    faults += _shapeless(read, rows, table)
    polygons: list[Polygons] = []
    try:
        polygons = placed(
            read.polygons,
            around.network,
            crs=part.crs or read.crs,
            file=named.name,
            sheet=table.sheet,
        )
    except UserFaults as wrong:
        faults += _of_system(wrong, part, around)
    if not faults:
        faults += _of_samples(part, rows, table, around)
    if faults:
        raise UserFaults(faults)
    impacts = [
        _impact(of_samples(rows, sample), polygons, part, around) for sample in range(part.samples)
    ]
    refuse_nothing(impacts, around, ("file",))
    return Given(impacts)


def _without_maps(part: AreasPart, read: Features) -> Features:
    """Leave out zones of danger that are drawn for maps: those of which nothing is said."""
    lines = _renamed(part, read.table).lines
    kept = [
        number
        for number, (own, ours) in enumerate(zip(read.table.lines, lines, strict=True))
        if not own.cells.get(DANGER) or any(ours.cells.get(one) for one in DOES)
    ]
    return replace(
        read,
        table=replace(read.table, lines=tuple(read.table.lines[number] for number in kept)),
        polygons=[read.polygons[number] for number in kept],
        shapes=[read.shapes[number] for number in kept],
    )


def refuse_layer(layer: str, named: NamedFile, where: Path, around: Around) -> None:
    """Refuse a layer of a file that has none.

    Raises
    ------
    UserFaults
        If GeoJSON is to have a layer.

    """
    if layer and named.path.suffix.lower() in GEOJSON:
        shown = _("'{layer}' of {file}").format(layer=layer, file=named.name)
        expected, repair = _("no layer: GeoJSON has none"), _("Take it out.")
        raise UserFaults([around.fault(where, shown, expected, repair, "layer")])


def _of_system(wrong: UserFaults, part: AreasPart, around: Around) -> Iterable[Fault]:
    """Return the faults of a reference system, where the part states it told there."""
    if not part.crs:
        return wrong.faults
    return [
        around.fault(("crs",), one.found, one.expected, one.repair, one.code)
        for one in wrong.faults
    ]


def _impact(
    rows: Iterable[AreaRow], polygons: Sequence[Polygons], part: AreasPart, around: Around
) -> Impact:
    intervals: list[Interval] = []
    exposures: list[Exposure] = []
    areas = []
    for row in rows:
        one = row.stretch
        if one is None:
            continue
        if row.arc < 0 and not row.zone:
            areas.append(Area(polygons=polygons[row.feature], stretches=[one]))
        if row.arc >= 0 and one.kind:
            intervals += [one.on(arc) for arc in around.network.with_parts([row.arc])]
        if row.zone and one.exposure:
            exposures.append(one.exposing(row.zone))
    laid = rows_of(areas, around.network, around.zones)
    return Impact.of(
        around.network.n_arcs,
        intervals + laid[0],
        exposures + laid[1],
        [source_of(part)],
    )


def dates_of(dates: Dates, zero: str | None) -> Dates:
    """Return what dates mean, where a part states when its entry is activated."""
    return dates if zero is None else Dates(dates.zone, moment_in(zero, dates.zone))


def refuse_nothing(impacts: Iterable[Impact], around: Around, where: Path) -> None:
    """Refuse areas in which no road and no zone ever lies.

    Raises
    ------
    UserFaults
        If that is so in all samples.

    """
    if any(len(one.roads) or len(one.people) for one in impacts):
        return
    shown = _("areas that touch no road and hold no zone after the activation")
    expected = _("an area on the roads of the place, at a time of the scenario")
    repair = _("Check the reference system, the dates and the place.")
    raise UserFaults([around.fault(where, shown, expected, repair, "no-road")])


def _of_headers(part: AreasPart, table: Table, around: Around) -> Iterable[Fault]:
    """Yield what the part says of columns that are not there or mean nothing."""
    for key, names in (("columns", part.columns), ("set", part.constants)):
        for name in names:
            if name not in HEADERS:
                expected = _("one of {names}").format(names=", ".join(HEADERS))
                repair = _("Correct the name.")
                yield around.fault((key, name), f"'{name}'", expected, repair, "column")
    if part.unit and not any(part.unit in DIMENSIONS[one].units for one in _DIMENSIONS):
        expected = _("a unit such as {units}").format(units="m, cm, m/s")
        repair = _("State the unit of the values of the files.")
        yield around.fault(("unit",), f"'{part.unit}'", expected, repair, "unit")
    for name, own in part.columns.items():
        if own not in table.headers:
            shown = _("no column '{name}' in {file}").format(name=own, file=table.file)
            expected = _("one of {names}").format(names=", ".join(table.headers) or "-")
            repair = _("Correct the name.")
            yield around.fault(("columns", name), shown, expected, repair, "column")


def _renamed(part: AreasPart, table: Table) -> Table:
    """Return the table under our headers; what the part says goes before what stands there."""
    own = {CHINESE.get(header, header): header for header in table.headers}
    columns = {name: header for name, header in own.items() if name in HEADERS}
    columns = {k: v for k, v in (columns | part.columns).items() if k not in part.constants}
    lines = tuple(
        Line(
            number,
            {**part.constants, **{name: cells.get(one, "") for name, one in columns.items()}},
        )
        for number, cells in table.lines
    )
    headers = (*columns, *part.constants)
    return Table(file=table.file, sheet=table.sheet, headers=headers, lines=lines)


def _shapeless(read: Features, rows: Sequence[AreaRow], table: Table) -> Iterable[Fault]:
    """Yield the features that name no road and no zone and have no area either."""
    for row in rows:
        if row.arc < 0 and not row.zone and not read.polygons[row.feature]:
            shape = read.shapes[row.feature]
            yield table.fault(
                table.lines[row.feature].number,
                "geometry",
                _("a {shape}").format(shape=shape) if shape else _("no geometry"),
                _("a polygon, or the road or zone under link_id or zone_id"),
                _("Draw the area, for example a buffer around the line or point."),
            )


def _of_samples(
    part: AreasPart, rows: Sequence[AreaRow], table: Table, around: Around
) -> Iterable[Fault]:
    """Yield what is wrong with the number of samples."""
    by_sample: Mapping[int, list[AreaRow]] = {
        number: [row for row in rows if row.sample == number] for number in {r.sample for r in rows}
    }
    there = max(by_sample, default=-1) + 1
    if not there and part.samples > 1:
        expected = _("1, or a column 'sample' in {file}").format(file=table.file)
        repair = _("All samples would be the same: state 1.")
        yield around.fault(("samples",), str(part.samples), expected, repair, "samples")
    elif there and there != part.samples:
        expected = _("{count}, the samples in {file}").format(count=there, file=table.file)
        repair = _("State as many as there are.")
        yield around.fault(("samples",), str(part.samples), expected, repair, "samples")
    elif there:
        yield from sample_gaps(table, by_sample, there)
