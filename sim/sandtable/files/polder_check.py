"""Whether a polder fits together: its roads and its people stand on ground that is stated."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandtable.files.polder_model import PolderPart
from sandtable.files.scenario_model import ScenarioFile
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _

WATER = "water"
"""Kind of exposure of people whom the water of a polder has reached."""


@dataclass(frozen=True, slots=True)
class PolderCheck:
    """Checks the polders of a scenario against themselves and its residents.

    Parameters
    ----------
    root
        The scenario's tree.
    zones
        Ids of the zones of the place: others are told as unknown names.
    wet
        Ids of the zones that tables put under water; None = not known, residents are not checked.

    """

    file: ScenarioFile
    root: Node
    zones: Collection[str]
    wet: Collection[str] | None

    def faults(self) -> Iterator[Fault]:
        """Yield what does not fit."""
        for number, entry in enumerate(self.file.impacts):
            if entry.polder is not None:
                path: Path = ("impacts", number, "polder")
                yield from self._twice(path, "cells", "zone", [c.zone for c in entry.polder.cells])
                links = [arc.link_id for arc in entry.polder.arcs]
                yield from self._twice(path, "arcs", "link_id", links)
                yield from self._roads(path, entry.polder)
        yield from self._residents()

    def _twice(self, path: Path, name: str, key: str, values: list[str]) -> Iterator[Fault]:
        first: dict[str, int] = {}
        for number, value in enumerate(values):
            if first.setdefault(value, number) != number:
                before, _there = nearest(self.root, (*path, name, first[value], key))
                expected = _("it once; the first is in line {line}").format(line=before.mark.line)
                shown = _("'{key}' a second time").format(key=value)
                repair = _("Take one of them out.")
                yield self._fault((*path, name, number, key), shown, expected, repair, "twice")

    def _roads(self, path: Path, polder: PolderPart) -> Iterator[Fault]:
        cells = {cell.zone for cell in polder.cells}
        for number, arc in enumerate(polder.arcs):
            if arc.zone in self.zones and arc.zone not in cells:
                shown = _("'{zone}', which is no cell of the polder").format(zone=arc.zone)
                expected = _("a zone whose ground stands under 'cells'")
                repair = _("Give it a cell, or correct where the road lies.")
                yield self._fault((*path, "arcs", number, "zone"), shown, expected, repair, "cell")

    def _residents(self) -> Iterator[Fault]:
        """Yield residents of whose ground nobody knows whether the water comes there."""
        polders = [one.polder for one in self.file.impacts if one.polder is not None]
        if not polders or self.wet is None:
            return
        cells = {cell.zone for polder in polders for cell in polder.cells}.union(self.wet)
        for number, one in enumerate(self.file.residents):
            if one.zone in self.zones and one.zone not in cells:
                shown = _("'{zone}', which is no cell of the polder").format(zone=one.zone)
                expected = _("a zone whose ground stands under 'cells'")
                repair = _("Give it a cell; 'dry: true' where no water comes.")
                yield self._fault(("residents", number, "zone"), shown, expected, repair, "cell")

    def _fault(self, path: Path, shown: str, expected: str, repair: str, code: str) -> Fault:
        node, there = nearest(self.root, path)
        mark = node.mark if there else node.place
        return fault_at(mark, dotted(self.root, path), shown, expected, repair, code)


def is_whole(polder: PolderPart, links: Collection[str]) -> bool:
    """Say whether a polder can be realised: what it names is there."""
    cells = {cell.zone for cell in polder.cells}
    return all(arc.link_id in links and arc.zone in cells for arc in polder.arcs)


def wet_by_tables(
    file: ScenarioFile, impacts: Mapping[str, Sequence[Any]] | None
) -> frozenset[str] | None:
    """Return the zones that tables put under water; None where they could not be read."""
    tables = [one.id for one in file.impacts if one.people is not None]
    if impacts is None:
        return None if tables else frozenset()
    kind = WATER if file.peril is None else file.peril.exposure
    return frozenset(
        row.zone for entry in tables for one in impacts[entry] for row in one.exposures(kind)
    )
