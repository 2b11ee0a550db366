"""Public warnings in CAP 1.2: what a warning of each severity does where it is in force."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime

from sandtable.files.area_model import AlertPart, EffectPart, GeocodesPart
from sandtable.files.areas.cap import SEVERITIES, Alert, Districts, read_cap
from sandtable.files.areas.features import Polygons
from sandtable.files.areas.geojson import WGS84
from sandtable.files.areas.placing import on_earth, placed
from sandtable.files.areas.read import read_areas
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.hazards.areas import Area, Stretch, rows_of
from sandtable.hazards.around import Around
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import KINDS
from sandtable.hazards.kinds.areas import Given, dates_of, refuse_layer, refuse_nothing
from sandtable.hazards.kinds.hazard import Hazard, cause_of, prepared, source_of
from sandtable.hazards.warnings import InForce, in_force, of_nothing

COLOURS = {"红": "Extreme", "橙": "Severe", "黄": "Moderate", "蓝": "Minor"}
"""Severities by the colour of a Chinese warning; that they are these is a choice of ours."""


def intensities(effect: EffectPart) -> dict[str, float]:
    """Return what a warning lays on roads: kind -> value in its unit."""
    values = {kind: getattr(effect, kind) for kind in KINDS}
    return {kind: value for kind, value in values.items() if value is not None}


@prepared.register
def _prepared(part: AlertPart, around: Around) -> Hazard:
    faults = [*_of_severities(part, around)]
    alerts: list[Alert] = []
    polygons: dict[int, Polygons] = {}
    files, districts = around.files("file"), None
    try:
        districts = None if part.geocodes is None else _districts(part.geocodes, around)
    except UserFaults as wrong:
        raise UserFaults([*faults, *wrong.faults]) from None
    for named in files:
        try:
            alert = read_cap(named.path, named.name, districts)
            polygons |= _placed(alert, around)
            alerts.append(alert)
        except UserFaults as wrong:
            faults += wrong.faults
    effects = {COLOURS.get(key, key): effect for key, effect in part.severity.items()}
    activated = dates_of(around.stated.dates, part.time_zero_clock).activated
    faults += _of_messages(alerts, effects, part, complete=len(alerts) == len(files))
    if activated is None:
        shown, expected = _("nothing"), _("the date and time of the activation")
        repair = _("State it as 'time_zero_clock', or when the entry is activated.")
        faults.append(around.fault(("time_zero_clock",), shown, expected, repair, "zero"))
    if faults or activated is None:
        raise UserFaults(faults)
    areas = [
        Area(
            polygons=polygons[id(one.info)],
            stretches=list(_stretches(one, effects[one.info.severity], part, activated)),
        )
        for one in in_force(alerts)
    ]
    rows = rows_of(areas, around.network, around.zones)
    impact = Impact.of(around.network.n_arcs, *rows, [source_of(part)])
    refuse_nothing([impact], around, ("file",))
    return Given([impact] * part.samples)


def _districts(stated: GeocodesPart, around: Around) -> Districts:
    """Return the districts that a file holds; several features of one code are one district.

    Raises
    ------
    UserFaults
        With all that is wrong in the file, or if it has no such column.

    """
    named = around.file("geocodes.file")
    refuse_layer(stated.layer, named, ("geocodes", "layer"), around)
    read = read_areas(named.path, named.name, layer=stated.layer)
    if stated.column not in read.table.headers:
        expected = _("one of {names}").format(names=", ".join(read.table.headers) or "-")
        shown = _("no column '{name}' in {file}").format(name=stated.column, file=named.name)
        inside = ("geocodes", "column")
        raise UserFaults([around.fault(inside, shown, expected, _("Correct the name."), "column")])
    polygons = on_earth(read.polygons, stated.crs or read.crs, named.name)
    by_code: dict[str, Polygons] = {}
    for line, shape in zip(read.table.lines, polygons, strict=True):
        code = line.cells.get(stated.column, "")
        by_code[code] = (*by_code.get(code, ()), *shape)
    drawn = {code: shape for code, shape in by_code.items() if code and shape}
    return Districts(file=named.name, name=stated.name, by_code=drawn)


def _placed(alert: Alert, around: Around) -> dict[int, Polygons]:
    """Return the areas of each info in the system of the network."""
    shapes = placed(
        [info.polygons for info in alert.infos],
        around.network,
        crs=WGS84,
        file=alert.file,
        latitude_first=True,
    )
    return {id(info): shape for info, shape in zip(alert.infos, shapes, strict=True)}


def _stretches(
    one: InForce, effect: EffectPart, part: AlertPart, activated: datetime
) -> Iterator[Stretch]:
    """Yield what a warning does while it is in force, from the activation on."""
    begins_s = _since(one.begins, activated)
    to_s = math.inf if one.ends is None else _since(one.ends, activated)
    if one.info.expires is None and part.lasts is not None:
        to_s = min(to_s, begins_s + part.lasts)
    from_s = max(begins_s, 0.0)
    if to_s <= from_s:
        return
    cause = cause_of(part) or " / ".join(one.events)
    rows = [(kind, value, "") for kind, value in intensities(effect).items()]
    if effect.exposure:
        rows.append(("", 0.0, effect.exposure))
    for kind, value, exposure in rows:
        yield Stretch(from_s, to_s, kind, value, part.source.id, cause, exposure, effect.share)


def _since(moment: datetime, activated: datetime) -> float:
    return (moment.astimezone(UTC) - activated.astimezone(UTC)).total_seconds()


def _of_severities(part: AlertPart, around: Around) -> Iterator[Fault]:
    """Yield what is wrong with what the severities do."""
    for key, effect in part.severity.items():
        name = COLOURS.get(key, key)
        if name not in SEVERITIES or (key != name and name in part.severity):
            expected = _("one of {names}, once each").format(
                names=", ".join((*SEVERITIES, *COLOURS))
            )
            repair = _("Write it as in the warning.")
            yield around.fault(("severity", key), f"'{key}'", expected, repair, "severity")
        for kind, value in intensities(effect).items():
            high = KINDS[kind].high
            if value > high:
                expected = _("at most {high}").format(high=f"{high:g}")
                repair = _("Check the number and its unit.")
                inside = ("severity", key, kind)
                yield around.fault(inside, f"{value:g}", expected, repair, "limit")


def _of_messages(
    alerts: Sequence[Alert],
    effects: Mapping[str, EffectPart],
    part: AlertPart,
    *,
    complete: bool,
) -> Iterator[Fault]:
    """Yield what the messages say and the scenario does not understand."""
    for alert in alerts:
        for info in alert.infos:
            if info.severity not in effects:
                expected = _("one of {names}").format(names=", ".join(effects) or "-")
                repair = _("State under 'severity' what it does; {braces} = nothing.")
                yield _at(
                    alert,
                    info.line,
                    "severity",
                    f"'{info.severity}'",
                    expected,
                    repair.format(braces="{}"),
                )
            if info.expires is None and part.lasts is None:
                repair = _("State 'lasts', for warnings without an end.")
                yield _at(alert, info.line, "expires", _("nothing"), _("an end"), repair)
    for alert in of_nothing(alerts) if complete else ():
        names = ", ".join(one.identifier for one in alert.references)
        shown = _("a cancellation of {names}").format(names=names)
        expected = _("that message among the files")
        repair = _("Name its file under 'file', too.")
        yield _at(alert, 0, "references", shown, expected, repair)


def _at(alert: Alert, line: int, key: str, shown: str, expected: str, repair: str) -> Fault:
    return fault_at(Mark(alert.file, line=line), key, shown, expected, repair, "cap")
