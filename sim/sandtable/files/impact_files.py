"""The tables of an impact, as a scenario names them; rooms above read what is in them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from sandtable.files.impact_model import ImpactItem, ImpactTablePart
from sandtable.files.polder_model import PolderPart
from sandtable.files.reader import Reader
from sandtable.files.settling import named_file
from sandtable.files.table import Table
from sandtable.files.tree import Node
from sandtable.ground.faults import Fault, UserFaults

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


@dataclass(frozen=True, slots=True, kw_only=True)
class ImpactTables:
    """An entry of a scenario's impacts: its tables, or the polder that is realised."""

    entry: str
    roads: ImpactTable | None
    people: ImpactTable | None
    sources: tuple[SourceStated, ...]
    polder: PolderPart | None = None


def impact_tables(entry: ImpactItem, node: Node, reader: Reader, home: str) -> ImpactTables:
    """Read the tables of an entry.

    Raises
    ------
    UserFaults
        With what is wrong in both files.

    """
    faults: list[Fault] = []
    tables = {
        side: _table(part, node.value[side], reader, home, faults)
        for side, part in (("roads", entry.roads), ("people", entry.people))
        if part is not None
    }
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
        polder=entry.polder,
    )


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
