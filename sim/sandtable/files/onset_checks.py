"""Whether what wakes a hazard is there: the other entry, its kind, the place; no circles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandtable.files.dotted_path import at
from sandtable.files.onset_model import ROAD_KINDS
from sandtable.files.references import Names, References, did_you_mean
from sandtable.files.tree import Node, Path, dotted, fault_at, text_of
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN

_WHEN = "impacts[].activate.when"


def onset_faults(checks: References) -> Iterator[Fault]:
    """Yield kinds and places that are not there, and entries that wait for each other."""
    tree = checks.trees.get("scenario")
    if tree is None:
        return
    exposures = checks.names("exposures")
    for path, when in at(tree, _WHEN):
        kind = when.get("kind")
        if not isinstance(when.value, dict) or kind is None:
            continue
        if exposures is not None:
            known = dict.fromkeys((*ROAD_KINDS, *exposures.known), "")
            expected = _("a kind of intensity on roads, or of exposure")
            yield from _unknown(tree, (*path, "kind"), kind, Names(known, expected))
        place = when.get("at")
        places = _places(checks, on_roads=text_of(kind) in ROAD_KINDS)
        if place is not None and places is not None:
            yield from _unknown(tree, (*path, "at"), place, places)
    yield from _circles(tree)


def _places(checks: References, *, on_roads: bool) -> Names | None:
    """Return where an intensity can be looked at, or an exposure."""
    if not on_roads:
        return checks.names("zones")
    known: dict[str, str] = {}
    for what in ("arcs", "roads", "goals"):
        names = checks.names(what)
        if names is None:
            return None
        known |= names.known
    return Names(known, _("a zone or facility, a link or a road"))


def _unknown(tree: Node, path: Path, node: Node, names: Names) -> Iterator[Fault]:
    value = text_of(node)
    if value in names.known or not ID_PATTERN.fullmatch(value):
        return
    repair = did_you_mean(value, names.known)
    said = (f"'{value}'", names.expected, repair)
    yield fault_at(node.mark, dotted(tree, path), *said, "unknown")


def _circles(tree: Node) -> Iterator[Fault]:
    """Yield entries that wait, one after the other, for themselves: once each circle."""
    waits: dict[str, str] = {}
    where: dict[str, tuple[Path, Node]] = {}
    for path, item in at(tree, "impacts[]"):
        id_, names = item.get("id"), list(at(item, "activate.when.entry"))
        if id_ is not None and names:
            below, node = names[0]
            waits[text_of(id_)] = text_of(node)
            where[text_of(id_)] = (*path, *below), node
    told: set[str] = set()
    for first in waits:
        circle = _circle(first, waits)
        if circle and told.isdisjoint(circle):
            told.update(circle)
            path, node = where[first]
            shown = " → ".join((*circle, first))
            expected = _("entries that do not wait for themselves")
            repair = _("None of them would ever begin: let one begin otherwise.")
            yield fault_at(node.mark, dotted(tree, path), shown, expected, repair, "circle")


def _circle(first: str, waits: Mapping[str, str]) -> tuple[str, ...]:
    """Return the entries of a circle from the first on; empty = it is in none."""
    found = [first]
    while (entry := waits.get(found[-1])) is not None:
        if entry == first:
            return tuple(found)
        if entry in found:
            return ()
        found.append(entry)
    return ()
