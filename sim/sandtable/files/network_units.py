"""config.csv of a network: units of length and speed, reference system."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from sandtable.files.table import Table
from sandtable.files.table_reader import read_table
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

METRES: Final = {"m": 1.0, "km": 1000.0, "mi": 1609.344, "ft": 0.3048}
SPEEDS: Final = {"km/h": (1000.0, 3600.0), "m/s": (1.0, 1.0), "mph": (1609.344, 3600.0)}
"""Metres and seconds of each unit of speed."""

_T = TypeVar("_T")
KINDS: Final = ("imported", "schematic")

_SAME: Final = {
    "meter": "m",
    "meters": "m",
    "metre": "m",
    "metres": "m",
    "kilometer": "km",
    "kilometers": "km",
    "kilometre": "km",
    "kilometres": "km",
    "mile": "mi",
    "miles": "mi",
    "foot": "ft",
    "feet": "ft",
    "km/hr": "km/h",
    "kmh": "km/h",
    "kph": "km/h",
    "mps": "m/s",
    "mi/h": "mph",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """What config.csv says; the values here hold where it says nothing.

    Parameters
    ----------
    metres
        One unit of ``length`` (GMNS: ``long_length``) [m].
    speed
        One unit of ``free_speed``: so many metres in so many seconds [m, s].
    crs
        Reference system of the coordinates, "" = unknown.
    kind
        ``imported`` or ``schematic``.

    """

    metres: float = 1.0
    speed: tuple[float, float] = SPEEDS["km/h"]
    crs: str = ""
    kind: str = "imported"


def read_settings(folder: Path, name: str, faults: list[Fault]) -> Settings:
    """Read config.csv if there is one, adding to the faults."""
    path = folder / "config.csv"
    if not path.is_file():
        return Settings()
    try:
        table = read_table(path, f"{name}/config.csv")
    except UserFaults as wrong:
        faults += wrong.faults
        return Settings()
    if len(table.lines) != 1:
        shown = _("{count} rows").format(count=len(table.lines))
        repair = _("Say each setting once.")
        faults.append(table.fault(0, "", shown, _("one row below the headers"), repair))
        return Settings()
    kinds = {kind: kind for kind in KINDS}
    return Settings(
        metres=_one_of(table, "long_length", METRES, 1.0, faults),
        speed=_one_of(table, "speed", SPEEDS, SPEEDS["km/h"], faults),
        crs=table.lines[0].cells.get("crs", "").upper(),
        kind=_one_of(table, "kind", kinds, "imported", faults),
    )


def _one_of(
    table: Table, header: str, known: Mapping[str, _T], default: _T, faults: list[Fault]
) -> _T:
    line = table.lines[0]
    text = line.cells.get(header, "")
    word = _SAME.get(text.lower(), text.lower())
    if word and word not in known:
        expected = _("one of {names}").format(names=", ".join(known))
        faults.append(table.fault(line.number, header, found(text), expected, _("Correct it.")))
    return known.get(word, default)
