"""The tables of an impact, as a scenario names them; rooms above read what is in them."""

from __future__ import annotations

import math
import pathlib
import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, Self
from zoneinfo import ZoneInfo

from sandtable.files.design_model import DesignPart, samples_of
from sandtable.files.dotted_path import at
from sandtable.files.hazard_part import HazardPart
from sandtable.files.impact_model import ImpactItem, ImpactTablePart
from sandtable.files.moments import moment_in, seconds_until
from sandtable.files.reader import NamedFile, Reader
from sandtable.files.settling import named_file
from sandtable.files.table import Table
from sandtable.files.tree import Mark, Node, Path, dotted, fault_at, nearest, remark_at, text_of
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _

if TYPE_CHECKING:
    from sandtable.files.scenario_model import ScenarioFile

HEADERS = {
    "路段编号": "link_id",
    "片区编号": "zone_id",
    "开始": "from",
    "开始(秒)": "from_s",
    "开始(分钟)": "from_min",
    "开始(小时)": "from_h",
    "结束": "to",
    "结束(秒)": "to_s",
    "结束(分钟)": "to_min",
    "结束(小时)": "to_h",
    "速度系数": "speed_factor",
    "类型": "kind",
    "数值": "value",
    "原因": "cause",
    "来源": "source",
    "样本": "sample",
    "比例": "share",
}
"""English headers by the Chinese ones of the template (docs/impact.md)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTable:
    """A table of an impact and how it is to be read.

    Parameters
    ----------
    columns
        Header of the impact table -> header in this table; empty = its headers are the right ones.
    constants
        Header of the impact table -> the same text in every row.
    earlier_s
        How long before its stated beginning a row begins, >= 0 [s].

    """

    table: Table
    columns: Mapping[str, str]
    constants: Mapping[str, str]
    earlier_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceStated:
    """What controlling a source of a hazard does, as the file states it."""

    id: str
    control: Literal["void", "hold"]
    recession_s: float


@dataclass(frozen=True, slots=True)
class Dates:
    """What the dates of a file mean: the time zone of the place, when the entry is activated.

    Parameters
    ----------
    activated
        In that zone; None = that is a matter of the run.

    """

    zone: str = "UTC"
    activated: datetime | None = None

    @classmethod
    def of(cls, entry: ImpactItem, start: str, zone: str) -> Self:
        """Return those of an entry of a scenario that starts at a date and time of its place."""
        since_s = entry.activate_at
        if entry.activate_at_clock is not None:
            since_s = seconds_until(start, entry.activate_at_clock)
        if since_s is None or since_s < 0.0:
            return cls(zone)
        try:
            at = moment_in(start, zone).astimezone(UTC) + timedelta(seconds=since_s)
            return cls(zone, at.astimezone(ZoneInfo(zone)))
        except OverflowError:  # beyond the calendar no date is ever reached
            return cls(zone)


NO_DATES = Dates()


@dataclass(frozen=True, slots=True, kw_only=True)
class Neighbour:
    """Another entry, of which a hazard takes something.

    Parameters
    ----------
    key, part
        The hazard that it works out; empty and None where it has tables.
    samples
        How many realisations of it are worked out.
    earlier_s
        How long before the hazard it is activated; nan = that is a matter of the run [s].

    """

    key: str = ""
    part: HazardPart | None = None
    samples: int = 1
    earlier_s: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardStated:
    """A hazard that is worked out, as an entry states it, and where it stands.

    Parameters
    ----------
    root, path
        Tree of the scenario, and where the part stands in it.
    files
        By pattern of `HazardPart.FILES`: the files that it names.
    contents
        Hashes of the files' contents, in the same order.
    samples
        How many realisations of it are worked out.
    design
        How the samples of the scenario are laid out; None = each by itself.
    ensemble
        Samples of the scenario, where they are laid out.
    dates
        What dates mean, for a part that is `DATED`.
    neighbours
        By id: the entries that it names under a pattern of `HazardPart.ENTRIES`.

    """

    part: HazardPart
    root: Node
    path: Path
    files: Mapping[str, tuple[NamedFile, ...]]
    contents: tuple[str, ...]
    samples: int = 1
    design: DesignPart | None = None
    ensemble: int = 1
    dates: Dates = NO_DATES
    neighbours: Mapping[str, Neighbour] = field(default_factory=dict)

    def fault(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Fault:
        """Return a fault of a field of the part, by its path in it."""
        mark, name = self._field(inside)
        return fault_at(mark, name, shown, expected, repair, code)

    def remark(self, inside: Path, shown: str, expected: str, repair: str, code: str) -> Remark:
        """Return a remark on a field of the part, by its path in it."""
        mark, name = self._field(inside)
        return remark_at(mark, name, shown, expected, repair, code)

    def _field(self, inside: Path) -> tuple[Mark, str]:
        node, there = nearest(self.root, (*self.path, *inside))
        return node.mark if there else node.place, dotted(self.root, (*self.path, *inside))


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTables:
    """An entry of a scenario's impacts: its tables, or the hazard that is worked out."""

    entry: str
    roads: ImpactTable | None
    people: ImpactTable | None
    sources: tuple[SourceStated, ...]
    hazard: HazardStated | None = None


def impact_tables(
    entry: ImpactItem,
    root: Node,
    path: Path,
    reader: Reader,
    home: str,
    *,
    design: DesignPart | None = None,
    ensemble: int | None = None,
    dates: Dates = NO_DATES,
    neighbours: Mapping[str, Neighbour] = MappingProxyType({}),
) -> ImpactTables:
    """Read the tables of an entry, and find the files that it names.

    Parameters
    ----------
    root, path
        Tree of the scenario, and where the entry stands in it.
    design, ensemble
        How the samples of the scenario are laid out, and how many it states.
    neighbours
        The entries that it names, by id.

    Raises
    ------
    UserFaults
        With what is wrong in both files.

    """
    faults: list[Fault] = []
    node, _there = nearest(root, path)
    tables = {
        side: _table(part, node.value[side], reader, home, faults)
        for side, part in (("roads", entry.roads), ("people", entry.people))
        if part is not None
    }
    hazard = _hazard(entry, root, path, reader, home, faults)
    if hazard is not None:
        samples = samples_of(hazard.part, design, ensemble)
        hazard = replace(hazard, samples=samples, design=design, ensemble=ensemble or samples)
        hazard = replace(hazard, neighbours=neighbours)
        if hazard.part.DATED:
            hazard = replace(hazard, dates=dates)
    if faults:
        raise UserFaults(faults)
    return ImpactTables(
        entry=entry.id,
        roads=tables.get("roads"),
        people=tables.get("people"),
        sources=tuple(
            SourceStated(id=one.id, control=one.control, recession_s=one.recession)
            for one in entry.sources
        ),
        hazard=hazard,
    )


def neighbours_of(
    entry: ImpactItem, model: ScenarioFile, root: Node, path: Path
) -> dict[str, Neighbour]:
    """Return the entries of a scenario that an entry names, by id.

    Parameters
    ----------
    root, path
        Tree of the scenario, and where the entry stands in it.

    """
    if entry.physics is None:
        return {}
    key, part = entry.physics
    inside, _there = nearest(root, (*path, key))
    named = {text_of(node) for pattern in part.ENTRIES for _path, node in at(inside, pattern)}
    found = {}
    for one in model.impacts:
        if one.id in named:
            other, stated = one.physics or ("", None)
            found[one.id] = Neighbour(
                key=other,
                part=stated,
                samples=samples_of(stated, model.design, model.samples) if stated else 1,
                earlier_s=_since(entry, model.start) - _since(one, model.start),
            )
    return found


def _since(entry: ImpactItem, start: str) -> float:
    """Return when an entry is activated, nan = that is a matter of the run [s]."""
    if entry.activate_at_clock is not None:
        return seconds_until(start, entry.activate_at_clock)
    return math.nan if entry.activate_at is None else entry.activate_at


def _hazard(
    entry: ImpactItem, root: Node, path: Path, reader: Reader, home: str, faults: list[Fault]
) -> HazardStated | None:
    if entry.physics is None:
        return None
    key, part = entry.physics
    inside, _there = nearest(root, (*path, key))
    files: dict[str, tuple[NamedFile, ...]] = {}
    contents: list[str] = []
    for pattern in part.FILES:
        found: list[NamedFile] = []
        for where, node in at(inside, pattern):
            for one in _matching(_named(node, reader, home)):
                found.append(one)
                if one.path.is_file():
                    contents += [reader.content(*each) for each in _with_companions(one)]
                else:
                    faults.append(_missing(node, dotted(root, (*path, key, *where))))
        files[pattern] = tuple(found)
    return HazardStated(
        part=part, root=root, path=(*path, key), files=files, contents=tuple(contents)
    )


def _with_companions(named: NamedFile) -> Iterator[tuple[pathlib.Path, str]]:
    """Yield a file and those beside it that GDAL reads with a GeoTIFF: they say where it lies."""
    yield named.path, named.name
    if named.path.suffix.lower() in {".tif", ".tiff"}:
        stem = named.path.stem
        for name in (f"{named.path.name}.aux.xml", f"{stem}.tfw", f"{stem}.tifw", f"{stem}.wld"):
            if (path := named.path.with_name(name)).is_file():
                yield path, posixpath.join(posixpath.dirname(named.name), name)


def _named(node: Node, reader: Reader, home: str) -> NamedFile:
    path, name = reader.beside(node.mark, text_of(node), home)
    return NamedFile(path=path, name=name, node=node)


def _matching(named: NamedFile) -> list[NamedFile]:
    """Return the files that a name with ``*`` or ``?`` in its last part stands for, d2 before d10.

    Where there are none, or the name is a plain one, it is the name itself.
    """
    if not set("*?") & set(named.path.name):
        return [named]
    folder, paths = posixpath.dirname(named.name), named.path.parent.glob(named.path.name)
    return [
        NamedFile(path=path, name=posixpath.join(folder, path.name), node=named.node)
        for path in sorted(paths, key=_counted)
    ] or [named]


def _counted(path: pathlib.Path) -> list[tuple[int, str]]:
    """Return what sorts names by the numbers in them: digits by their value, else by letters."""
    parts = re.findall(r"\d+|\D+", path.name)
    return [(int(part), "") if part.isdecimal() else (-1, part) for part in parts]


def _missing(node: Node, field: str) -> Fault:
    shown = _("'{file}': no such file").format(file=node.value)
    repair = _("Correct the name, or put the file there.")
    return fault_at(node.mark, field, shown, _("a file beside this one"), repair, "named-no-file")


def _table(
    part: ImpactTablePart, node: Node, reader: Reader, home: str, faults: list[Fault]
) -> ImpactTable | None:
    named = node.value["table"]
    path, name = reader.beside(named.mark, part.table, home)
    try:
        table = reader.table(path, name, sheet=part.sheet, english=HEADERS)
    except UserFaults as wrong:
        faults += named_file(named, wrong, name, "table")
        return None
    return ImpactTable(
        table=table,
        columns=part.columns,
        constants=part.constants,
        earlier_s=part.earlier,
    )
