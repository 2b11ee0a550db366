"""Faults of civil protection that more than one key makes: tipping places, sources, lanes."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from sandtable.files.civil_references import WITHIN
from sandtable.files.dotted_path import at
from sandtable.files.references import References, did_you_mean, given_twice
from sandtable.files.tree import Node, dotted, fault_at, text_of
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN
from sandtable.world.network import Network

if TYPE_CHECKING:
    from sandtable.files.realisation import Realisation

_CONTROL = (
    ("plan", "closings"),
    ("plan", "attacks"),
    ("scenario", "types[].controls"),
    ("scenario", "incidents[].controls"),
)
"""Kind of file, and path of what names an entry and a source of it."""


def civil_faults(
    checks: References, impacts: Mapping[str, Sequence[Realisation]] | None
) -> Iterator[Fault]:
    """Yield what is wrong in plan and place, and what controls a source that is not there.

    Parameters
    ----------
    checks
        Knows the trees and what can be referred to.
    impacts
        Realisations by entry; None = not known.

    """
    plan, place = checks.trees.get("plan"), checks.trees.get("place")
    if plan is not None:
        yield from _twice_within(plan)
        yield from _tipping_places(plan, checks)
    if impacts is not None:
        sources = {
            entry: {source for one in drawn for source in one.source_ids}
            for entry, drawn in impacts.items()
        }
        for kind, pattern in _CONTROL:
            tree = checks.trees.get(kind)
            if tree is not None:
                yield from _sources(tree, pattern, sources)
        if plan is not None:
            yield from _attacked(plan, sources, impacts)
        scenario = checks.trees.get("scenario")
        if plan is not None and scenario is not None:
            yield from _which_fire(plan, scenario)
    if place is not None and checks.network is not None:
        yield from _lanes(place, checks.network)


def _twice_within(plan: Node) -> Iterator[Fault]:
    for outer, name in WITHIN:
        for path, item in at(plan, outer):
            inner = (((*path, *below), one) for below, one in at(item, name))
            yield from given_twice(plan, inner)


def _tipping_places(plan: Node, checks: References) -> Iterator[Fault]:
    """Yield closings whose trucks have nowhere to tip."""
    names = checks.names("facilities")
    for path, item in at(plan, "closings"):
        node, field_name = item.get("site"), dotted(plan, (*path, "site"))
        if node is None:
            shown = _("a convoy without tipping place")
            expected = _("the facility where trucks tip")
            repair = _("Add 'site', and the facility to the place if it is not there.")
            yield fault_at(item.place, field_name, shown, expected, repair, "tipping-place")
            continue
        site = text_of(node)
        if names is None or site in names.known or not ID_PATTERN.fullmatch(site):
            continue
        shown = _("'{site}': a convoy without tipping place").format(site=site)
        repair = did_you_mean(site, names.known)
        yield fault_at(node.mark, field_name, shown, names.expected, repair, "tipping-place")


def _sources(tree: Node, pattern: str, sources: Mapping[str, Collection[str]]) -> Iterator[Fault]:
    """Yield what controls a source that its entry does not have."""
    for path, item in at(tree, pattern):
        node, entry = item.get("source"), text_of(item.get("entry"))
        known = sources.get(entry)
        if node is None or known is None or text_of(node) in known:
            continue
        expected = _("a source of the impact '{entry}'").format(entry=entry)
        repair = did_you_mean(text_of(node), dict.fromkeys(sorted(known), ""))
        field_name = dotted(tree, (*path, "source"))
        shown = f"'{text_of(node)}'"
        yield fault_at(node.mark, field_name, shown, expected, repair, "unknown")


def _attacked(
    plan: Node,
    sources: Mapping[str, Collection[str]],
    impacts: Mapping[str, Sequence[Realisation]],
) -> Iterator[Fault]:
    """Yield attacks on what nothing is known of to be fought, and second ones on a source."""
    seen: dict[tuple[str, str], str] = {}
    for path, item in at(plan, "attacks"):
        node, entry = item.get("source"), text_of(item.get("entry"))
        if node is None or text_of(node) not in sources.get(entry, ()):
            continue
        source, field_name = text_of(node), dotted(plan, (*path, "source"))
        first = seen.setdefault((entry, source), text_of(item.get("id")))
        if not any(source in one.growing_ids for one in impacts[entry]):
            shown = _("'{source}', whose free growth is not known").format(source=source)
            expected = _("a source of an impact with 'fire'")
            repair = _("State the fire, or let 'controls' of an incident type end the source.")
            yield fault_at(node.mark, field_name, shown, expected, repair, "growth")
        elif first != text_of(item.get("id")):
            shown = _("'{source}', which '{attack}' is about").format(source=source, attack=first)
            expected, repair = _("one attack for each source"), _("Join their lines in one attack.")
            yield fault_at(node.mark, field_name, shown, expected, repair, "twice")


def _which_fire(plan: Node, scenario: Node) -> Iterator[Fault]:
    """Yield incidents of which nobody can tell which of several fires their teams fight."""
    fires = {
        tuple(text_of(item.get(key)) for key in ("incident_type", "entry", "source"))
        for _path, item in at(plan, "attacks")
    }
    types = [fire[0] for fire in fires]
    told = {
        text_of(item.get("id"))
        for _path, item in at(scenario, "types[]")
        if item.get("controls") is not None
    }
    for path, item in at(scenario, "incidents[]"):
        kind = text_of(item.get("type"))
        if types.count(kind) > 1 and item.get("controls") is None and kind not in told:
            shown = _("'{type}', which attacks on {count} sources are about").format(
                type=kind, count=types.count(kind)
            )
            expected = _("'controls': the fire that this incident is of")
            repair = _("Add it: teams build line at the fire of their incident.")
            yield fault_at(
                item.place, dotted(scenario, path), shown, expected, repair, "which-fire"
            )


def _lanes(place: Node, network: Network) -> Iterator[Fault]:
    """Yield lanes that share an arc: nobody could say in which of the queues a vehicle stands."""
    both = list(zip(network.arc_ids.tolist(), network.road_ids.tolist(), strict=True))
    first: dict[str, str] = {}
    for path, item in at(place, "lanes"):
        arcs, roads = (
            {text_of(one) for _path, one in at(item, name)} for name in ("arcs", "roads")
        )
        mine = [arc for arc, road in both if arc in arcs or road in roads]
        shared = next((arc for arc in mine if arc in first), "")
        if shared:
            shown = _("'{arc}', which lane '{lane}' has too")
            shown = shown.format(arc=shared, lane=first[shared])
            expected, repair = _("a link in one lane only"), _("Take it out of one of them.")
            yield fault_at(item.place, dotted(place, path), shown, expected, repair, "lane")
        for arc in mine:
            first.setdefault(arc, text_of(item.get("id")))
