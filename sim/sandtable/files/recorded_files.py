"""What a real event recorded, held to what its measures ask for (实录指标)."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Protocol

from sandtable.files.dotted_path import at
from sandtable.files.fields import closest
from sandtable.files.people_model import RecordedItem
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, found, quantity
from sandtable.world.recorded import Recorded


class Measured(Protocol):
    """What a measure is and asks for, as far as files must know it."""

    @property
    def dimension(self) -> str:
        """Dimension of its number; empty = a plain number in `unit`."""

    @property
    def unit(self) -> str:
        """Unit of its number."""

    @property
    def required(self) -> tuple[str, ...]:
        """Arguments that it must have; of a pair joined by ``|`` one."""

    @property
    def arguments(self) -> Collection[str]:
        """Arguments that it knows."""


Measures = Mapping[str, Measured]

ASKED_OF = (
    ("zone", "zones"),
    ("zones", "zones"),
    ("area", "tags"),
    ("kinds", "facility_kinds"),
    ("entry", "impacts"),
    ("hazard", "hazards"),
    ("agreement", "agreements"),
    ("skill", "skills"),
    ("closing", "closings"),
    ("convoy", "convoys"),
)
"""Arguments of measures that are names of things, and what they must be one of."""

_AMOUNTS = {"at": "duration", "until": "duration", "share": "ratio"}
"""Arguments that carry a unit."""

_CLOCKS = ("at_clock", "until_clock")

_AFTER = ("start", "alarm", "order", "breach")
"""Words for instants of a run, beside the ids of impacts."""


def recorded_of(one: RecordedItem, measures: Measures | None) -> Recorded:
    """Return a number of a real event; an end in a unit that nobody knows is open."""
    measure = (measures or {}).get(one.measure)
    return Recorded(
        id=one.id,
        name=one.name.name(),
        measure=one.measure,
        arguments=one.arguments,
        kind=one.kind,
        low=_end(one.low, measure),
        high=_end(one.high, measure),
        source=one.source,
    )


def _end(value: object, measure: Measured | None) -> float:
    if value is None:
        return math.nan
    try:
        return in_unit(value, measure)
    except UnitFault:
        return math.nan


def in_unit(value: object, measure: Measured | None) -> float:
    """Return an end of a range in the unit of its measure.

    Raises
    ------
    UnitFault
        If it is in no such unit.

    """
    if measure is not None and measure.dimension:
        return quantity(measure.dimension, value)
    text = str(value) if isinstance(value, int | float) and not isinstance(value, bool) else value
    unit = measure.unit if measure is not None else ""
    if isinstance(text, str):
        plain = text.strip().removesuffix(unit).rstrip()
        try:
            number = float(plain)
        except ValueError:
            number = math.nan
        if 0.0 <= number < math.inf:
            return number
    expected = _("a number of at least 0")
    if unit:
        expected = _("a number of at least 0, in {unit}").format(unit=unit)
    raise UnitFault(found(value), expected, _("Correct the number."))


def recorded_faults(
    items: Collection[RecordedItem], root: Node, measures: Measures
) -> Iterator[Fault]:
    """Yield what of the recorded numbers their measures do not understand.

    Parameters
    ----------
    root
        The scenario's tree.

    """
    for number, one in enumerate(items):
        measure = measures.get(one.measure)
        if measure is not None:  # else told as an unknown name
            yield from _Check(one, measure, root, number).faults()


@dataclass(frozen=True, slots=True)
class _Check:
    """Checks one recorded number; `number` is its place in the list."""

    one: RecordedItem
    measure: Measured
    root: Node
    number: int

    def faults(self) -> Iterator[Fault]:
        """Yield what is wrong with its arguments and its range."""
        yield from self._arguments()
        yield from self._amounts()
        yield from self._instants()
        ends = {}
        for end in ("low", "high"):
            value = getattr(self.one, end)
            if value is None:
                continue
            try:
                ends[end] = in_unit(value, self.measure)
            except UnitFault as wrong:
                yield self._fault(end, wrong.found, wrong.expected, wrong.repair)
        if len(ends) == 2 and ends["low"] > ends["high"]:
            expected = _("at most {value}").format(value=self.one.high)
            repair = _("'low' is the low end of the range.")
            yield self._fault("low", found(self.one.low), expected, repair)

    def _arguments(self) -> Iterator[Fault]:
        known, given = sorted(self.measure.arguments), self.one.arguments
        for key in given:
            if key not in known:
                names = ", ".join(known) or _("no arguments")
                repair = closest(key, known) or _("Correct the key or take it out.")
                yield self._fault(key, f"'{key}'", _("one of {names}").format(names=names), repair)
        for wanted in self.measure.required:
            if not any(name in given for name in wanted.split("|")):
                names = " | ".join(f"'{name}'" for name in wanted.split("|"))
                repair = _("The measure '{name}' asks for it.").format(name=self.one.measure)
                yield self._fault("", _("nothing"), names, repair)

    def _amounts(self) -> Iterator[Fault]:
        for key, dimension in _AMOUNTS.items():
            if key in self.one.arguments and key in self.measure.arguments:
                try:
                    quantity(dimension, self.one.arguments[key])
                except UnitFault as wrong:
                    yield self._fault(key, wrong.found, wrong.expected, wrong.repair)

    def _instants(self) -> Iterator[Fault]:
        given = self.one.arguments
        for key in _CLOCKS:
            if key in given and not _is_clock(given[key]):
                repair = _('Write for example "{first}".').format(first="08:30")
                yield self._fault(key, found(given[key]), _("a clock time"), repair)
        entries = [str(node.value) for _path, node in at(self.root, "impacts[].id")]
        after = given.get("after", "start")
        if after not in (*_AFTER, *entries):
            names = ", ".join((*_AFTER, *entries))
            repair = closest(str(after), (*_AFTER, *entries)) or _("Correct the name.")
            yield self._fault(
                "after", found(after), _("one of {names}").format(names=names), repair
            )

    def _fault(self, key: str, shown: str, expected: str, repair: str) -> Fault:
        path: Path = ("recorded", self.number)
        if key:
            path = (*path, key)
        node, there = nearest(self.root, path)
        mark = node.mark if there else node.place
        return fault_at(mark, dotted(self.root, path), shown, expected, repair, "recorded")


def _is_clock(value: object) -> bool:
    """Say whether a value is a clock time, with its date or without."""
    if not isinstance(value, str):
        return False
    try:
        dt.datetime.fromisoformat(value if " " in value else f"2000-01-01 {value}")
    except ValueError:
        return False
    return True
