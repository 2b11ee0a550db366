"""Public warnings in the Common Alerting Protocol, CAP 1.2 (预警信息).

References
----------
OASIS (2010), Common Alerting Protocol version 1.2: pairs of latitude and longitude in WGS 84, a
circle by its centre and its radius in kilometres, times with their offset from UTC.

"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from sandtable.files.areas.features import Polygons, Ring, is_ring
from sandtable.files.areas.xml_tree import Element, read_xml
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.plane import Plane
from sandtable.ground.units import found

NAMESPACE: Final = "urn:oasis:names:tc:emergency:cap:1.2"
SEVERITIES: Final = ("Extreme", "Severe", "Moderate", "Minor", "Unknown")
MESSAGES: Final = ("Alert", "Update", "Cancel")
"""Kinds of messages that say what is in force; acknowledgements and errors warn of nothing."""

_STATUS: Final = ("Actual", "Exercise", "System", "Test", "Draft")
_TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d([-+]\d\d:\d\d|Z)")
_REFERENCE = re.compile(r"\S[^,]*,[^,\s]+,[^,\s]+")
_UNKNOWN: Final = datetime(1, 1, 1, tzinfo=UTC)
"""Stands where a fault was noted; nobody sees it."""

_CORNERS: Final = 64
"""Corners of a polygon that stands for a circle, around it."""


class Name(NamedTuple):
    """What an alert is known by: sender, identifier and the instant at which it was sent."""

    sender: str
    identifier: str
    sent: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Info:
    """What an alert warns of.

    Parameters
    ----------
    begins, expires
        When it is in force; without an end it expires by what the scenario says.
    polygons
        Its areas, longitude first.
    line
        Where it stands.

    """

    event: str
    language: str
    severity: str
    begins: datetime
    expires: datetime | None
    polygons: Polygons
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Alert:
    """A message, and the earlier ones that it takes the place of or cancels.

    A cancellation has no infos: what its file says of them is over, and warns of nothing.
    """

    file: str
    name: Name
    message: str
    references: tuple[Name, ...]
    infos: tuple[Info, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Districts:
    """Areas by the codes that warnings know them by (区划代码).

    Parameters
    ----------
    file
        Where they stand.
    name
        Name of the codes in warnings (``valueName``); empty = whatever it is.
    by_code
        Their polygons in WGS 84, longitude first.

    """

    file: str
    name: str
    by_code: Mapping[str, Polygons]


def read_cap(path: Path, name: str, districts: Districts | None = None) -> Alert:
    """Return the alert of a file.

    Parameters
    ----------
    districts
        What stands for areas that are known by their code alone; None = nothing.

    Raises
    ------
    UserFaults
        With all that is wrong in it.

    """
    root = read_xml(path, name)
    if root.name != "alert" or root.namespace != NAMESPACE:
        shown = f"<{root.name} xmlns='{root.namespace}'>"
        repair = _("Ask for the warning in CAP 1.2.")
        mark = Mark(name, line=root.line)
        raise UserFaults([fault_at(mark, "", shown, f"<alert xmlns='{NAMESPACE}'>", repair, "cap")])
    reading = _Reading(name, districts)
    alert = reading.alert(root)
    if reading.faults:
        raise UserFaults(reading.faults)
    return alert


@dataclass(slots=True)
class _Reading:
    """A file being read: each question answers, or notes a fault and goes on."""

    file: str
    districts: Districts | None = None
    faults: list[Fault] = field(default_factory=list)

    def alert(self, root: Element) -> Alert:
        self.word(root, "status", _STATUS)
        message = self.word(root, "msgType", MESSAGES)
        sent = self.time(root, "sent") or _UNKNOWN
        stated = () if message == "Cancel" else root.all("info")
        infos = tuple(self.info(one, sent) for one in stated)
        if not infos and message in {"Alert", "Update"}:
            self.fault(root, "info", _("nothing"), _("at least one info"), _repair())
        return Alert(
            file=self.file,
            name=Name(self.text(root, "sender"), self.text(root, "identifier"), sent),
            message=message,
            references=tuple(self.references(root, message)),
            infos=infos,
        )

    def references(self, root: Element, message: str) -> Iterator[Name]:
        one = root.first("references")
        if one is None:
            if message in {"Update", "Cancel"}:
                expected = _("the messages that it is about: sender,identifier,sent")
                self.fault(root, "references", _("nothing"), expected, _repair())
            return
        for text in one.text.split():
            sender, _comma, rest = text.partition(",")
            identifier, _comma, sent = rest.partition(",")
            sent_at = _moment(sent)
            if not _REFERENCE.fullmatch(text) or sent_at is None:
                self.fault(one, "references", found(text), "sender,identifier,sent", _repair())
            else:
                yield Name(sender, identifier, sent_at)

    def info(self, info: Element, sent: datetime) -> Info:
        areas = list(info.all("area"))
        if not areas:
            self.fault(info, "area", _("nothing"), _("at least one area"), _repair())
        begins = next((key for key in ("onset", "effective") if info.first(key)), "")
        begins_at = self.time(info, begins) if begins else sent
        expires_at = self.time(info, "expires") if info.first("expires") else None
        if begins_at and expires_at and expires_at <= begins_at:
            expected = _("an instant after {time}").format(time=begins_at.isoformat())
            self.fault(info, "expires", found(info.said("expires")), expected, _repair())
        return Info(
            event=self.text(info, "event"),
            language=info.said("language") or "en-US",
            severity=self.word(info, "severity", SEVERITIES),
            begins=begins_at or _UNKNOWN,
            expires=expires_at,
            polygons=tuple(one for area in areas for one in self.polygons(area)),
            line=info.line,
        )

    def polygons(self, area: Element) -> Iterator[tuple[Ring, ...]]:
        """Yield what is drawn; where nothing is, the districts that are named by their code."""
        drawn = [
            (key, one, read(one.text))
            for key, read in (("polygon", _polygon), ("circle", _circle))
            for one in area.all(key)
        ]
        for key, one, ring in drawn:
            if ring is None:
                self.fault(one, key, found(one.text[:60]), _wanted(key), _repair())
            else:
                yield (ring,)
        if not drawn:
            yield from self.coded(area)

    def coded(self, area: Element) -> Iterator[tuple[Ring, ...]]:
        known = self.districts
        codes = [
            one
            for one in area.all("geocode")
            if known is not None and known.name in {"", one.said("valueName")}
        ]
        if known is None or not codes:
            expected = _("a polygon or a circle")
            repair = _("Name a file of districts under 'geocodes', or draw the area.")
            shown = _("'{name}' without a shape").format(name=area.said("areaDesc"))
            self.fault(area, "area", shown, expected, repair)
            return
        for one in codes:
            code = one.said("value")
            if code not in known.by_code:
                expected = _("a code of {file}").format(file=known.file)
                repair = _("Add the district to that file, or draw the area.")
                self.fault(one, "geocode", found(code), expected, repair)
            yield from known.by_code.get(code, ())

    # ---- single values

    def text(self, inside: Element, key: str) -> str:
        text = inside.said(key)
        if not text:
            self.fault(inside, key, _("nothing"), _("a text"), _repair())
        return text

    def word(self, inside: Element, key: str, words: tuple[str, ...]) -> str:
        one = inside.first(key)
        if one is None or one.text not in words:
            expected = _("one of {names}").format(names=", ".join(words))
            self.fault(one or inside, key, found(one.text if one else None), expected, _repair())
            return ""
        return one.text

    def time(self, inside: Element, key: str) -> datetime | None:
        one = inside.first(key)
        moment = None if one is None else _moment(one.text)
        if moment is not None:
            return moment
        expected = _("a date and time with its offset, as 2026-07-05T06:00:00+08:00")
        self.fault(one or inside, key, found(one.text if one else None), expected, _repair())
        return None

    def fault(self, at: Element, key: str, shown: str, expected: str, repair: str) -> None:
        mark = Mark(self.file, line=at.line)
        self.faults.append(fault_at(mark, key, shown, expected, repair, "cap"))


def _repair() -> str:
    return _("Ask whoever issued the warning, or correct the file.")


def _moment(text: str) -> datetime | None:
    """Return an instant with its offset; None if it is none, or beyond the calendar in UTC."""
    if not _TIME.fullmatch(text):
        return None
    try:
        moment = datetime.fromisoformat(text)
        moment.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
    return moment


def _wanted(key: str) -> str:
    if key == "circle":
        return _("latitude,longitude and a radius in km, as 29.5,112.5 3.2")
    return _("four or more pairs latitude,longitude, the last like the first")


def _pairs(texts: list[str]) -> Ring | None:
    try:
        pairs = [[float(one) for one in text.split(",")] for text in texts]
    except ValueError:
        return None
    if not pairs or any(len(pair) != 2 for pair in pairs):
        return None
    lat_lon = np.array(pairs, dtype=np.float64)
    on_earth = (np.abs(lat_lon[:, 0]) <= 180.0) & (np.abs(lat_lon[:, 1]) <= 180.0)
    return lat_lon[:, ::-1].copy() if on_earth.all() else None


def _polygon(text: str) -> Ring | None:
    ring = _pairs(text.split())
    if ring is None or len(ring) < 4 or (ring[0] != ring[-1]).any() or not is_ring(ring):
        return None
    return ring


def _circle(text: str) -> Ring | None:
    """Return a polygon around a circle: nowhere inside of it, and outside by a part in 800."""
    centre, _space, radius = text.partition(" ")
    middle = _pairs([centre])
    try:
        radius_m = 1000.0 * float(radius)
    except ValueError:
        return None
    if middle is None or not 0.0 < radius_m < 2e6:
        return None
    angle = 2.0 * math.pi * np.arange(_CORNERS) / _CORNERS
    around = radius_m / math.cos(math.pi / _CORNERS)
    lon, lat = middle[0].tolist()
    # Where the two were swapped this is no latitude; that is told later, by where the roads are.
    plane = Plane(0.0, lat if abs(lat) < 85.0 else 0.0)
    ring: Ring = plane.degrees(around * np.column_stack((np.cos(angle), np.sin(angle))))
    ring += (lon, lat - plane.lat)
    return ring
