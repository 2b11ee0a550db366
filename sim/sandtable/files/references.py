"""Whether what one file uses of another, or of itself, is there, and there once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from sandtable.files.civil_references import ARGUMENTS, CIVIL_LISTS, CIVIL_REFERENCES
from sandtable.files.dotted_path import at
from sandtable.files.hazard_part import HAZARD_KINDS
from sandtable.files.recorded_files import ASKED_OF
from sandtable.files.target_words import scenarios_beside
from sandtable.files.tree import Node, Step, dotted, fault_at
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.names import ID_PATTERN
from sandtable.world.network import Network

SITES = ("zones", "bases", "depots", "facilities")

REFERENCES = (
    ("place", "zones[].node", "nodes"),
    ("place", "bases[].node", "nodes"),
    ("place", "depots[].node", "nodes"),
    ("place", "facilities[].node", "nodes"),
    ("place", "zones[].link", "arcs"),
    ("place", "bases[].link", "arcs"),
    ("place", "depots[].link", "arcs"),
    ("place", "facilities[].link", "arcs"),
    ("place", "zones[].headquarters", "headquarters"),
    ("plan", "teams[].base", "bases"),
    ("plan", "teams[].headquarters", "headquarters"),
    ("plan", "teams[].profile", "profiles"),
    ("plan", "teams[].territory", "zones"),
    ("plan", "teams[].agreement", "agreements"),
    ("plan", "stocks[].depot", "depots"),
    ("plan", "stocks[].item", "items"),
    ("plan", "trucks[].depot", "depots"),
    ("plan", "trucks[].profile", "profiles"),
    ("plan", "policy", "policies"),
    ("scenario", "types[].needs[].skill", "skills"),
    ("scenario", "types[].transport.kind", "facility_kinds"),
    ("scenario", "types[].controls.entry", "impacts"),
    ("scenario", "incidents[].type", "types"),
    ("scenario", "incidents[].zone", "zones"),
    ("scenario", "incidents[].node", "nodes"),
    ("scenario", "incidents[].link", "arcs"),
    ("scenario", "incidents[].controls.entry", "impacts"),
    ("scenario", "arrivals[].type", "types"),
    ("scenario", "arrivals[].where[]", "zones"),
    ("scenario", "arrivals[].where[].zone", "zones"),
    ("scenario", "arrivals[].where[].node", "nodes"),
    ("scenario", "seasons[].type", "types"),
    ("scenario", "seasons[].where[].zone", "zones"),
    ("scenario", "seasons[].where[].node", "nodes"),
    ("scenario", "exposed[].type", "types"),
    ("scenario", "exposed[].exposure", "exposures"),
    ("scenario", "exposed[].zones", "zones"),
    ("scenario", "needs[].zone", "zones"),
    ("scenario", "residents[].zone", "zones"),
    ("scenario", "impacts[].activate.when.entry", "impacts"),
    ("scenario", "preventions[].entry", "impacts"),
    ("scenario", "preventions[].incident_type", "types"),
    ("scenario", "peril.exposure", "exposures"),
    ("scenario", "recorded[].measure", "measures"),
    *(("scenario", f"recorded[].{name}", what) for name, what in ASKED_OF),
    ("scenario", "injects[].kind", "commands"),
    *(("scenario", f"injects[].arguments.{name}", what) for name, what in ARGUMENTS),
    ("targets", "targets[].applies_to.area", "tags"),
    *CIVIL_REFERENCES,
)
"""Kind of file, path, and what it must be one of."""


def _of_hazards() -> Iterator[tuple[str, str, str]]:
    """Yield the references of every kind of hazard, where its part stands."""
    for key, part in HAZARD_KINDS.items():
        for pattern, what in part.REFERENCES:
            yield "scenario", f"impacts[].{key}.{pattern}", what


UNIQUE = (
    ("place", SITES),
    *(("plan", (one,)) for one in ("headquarters", "profiles", "teams", "items", "stocks")),
    *(("plan", (one,)) for one in ("trucks", "agreements")),
    ("targets", ("targets",)),
    ("scenario", ("types",)),
    ("scenario", ("incidents", "arrivals", "seasons", "exposed")),
    *(("scenario", (one,)) for one in ("needs", "impacts", "preventions", "residents")),
    *(("scenario", (one,)) for one in ("recorded", "injects")),
    ("study", ("alternatives",)),
    *CIVIL_LISTS,
)
"""Lists whose ids must differ, kind by kind; some share one set of ids."""

_MANY = 2000
"""Nearest names are not looked for among more: it would take too long."""


@dataclass(frozen=True, slots=True)
class Names:
    """Things that can be referred to, by id, with what people call them.

    Parameters
    ----------
    known
        Id -> name, empty where it has none.
    expected
        What a fault says was expected.

    """

    known: Mapping[str, str]
    expected: str


@dataclass(slots=True)
class References:
    """Checks the references of a set of files; trees that could not be read are None.

    Parameters
    ----------
    trees
        By kind; numbers marked as uncertain are taken out.
    files
        By kind: what faults call the file.
    network
        None where it could not be read: nodes are not checked then.
    broken
        Pairs of kind and list whose table could not be read: nobody knows what they hold.
    above
        What rooms above know: names of policies, commands, exposures, measures; None = not known.
    path
        The scenario file; a plan may be made for those beside it too.

    """

    trees: Mapping[str, Node | None]
    files: Mapping[str, str]
    network: Network | None = None
    broken: Collection[tuple[str, str]] = ()
    above: Mapping[str, Collection[str] | None] = field(default_factory=dict)
    path: Path | None = None
    _beside: list[Node] | None = None

    def faults(self) -> Iterator[Fault]:
        """Yield what is not there, and what is there twice."""
        for kind, lists in UNIQUE:
            tree = self.trees.get(kind)
            if tree is not None:
                yield from twice(tree, lists)
        references = (*REFERENCES, *_of_hazards())
        sets = {name: self.names(name) for name in {what for _k, _p, what in references}}
        for kind, pattern, what in references:
            tree, names = self.trees.get(kind), sets[what]
            if tree is None or names is None:
                continue
            for value, fault in _unknown(tree, pattern, names, is_id=what in _IDS):
                if kind != "plan" or not self._is_of_another_scenario(what, value):
                    yield fault

    def _is_of_another_scenario(self, what: str, value: str) -> bool:
        """Tell whether a plan means another scenario: it is made for several disasters."""
        if what not in _OF_SCENARIOS or self.path is None:
            return False
        if self._beside is None:
            self._beside = scenarios_beside(self.path)
        lists = (f"{what}[].id", f"add.{what}[].id")
        return any(
            node.value == value
            for tree in self._beside
            for pattern in lists
            for _path, node in at(tree, pattern)
        )

    # ---- what there is

    def names(self, what: str) -> Names | None:
        """Return what there is of a sort; None where nobody can tell."""
        if what == "yards":
            return self._of_lists("place", SITES[1:], _("a base, depot or facility of {file}"))
        if what == "goals":
            lists = ("zones", "facilities")
            return self._of_lists("place", lists, _("a zone or facility of {file}"))
        if what in _LISTS:
            kind, expected = _LISTS[what]
            return self._of_lists(kind, (what,), expected())
        return self._of_network(what) or self._of_values(what) or self._from_above(what)

    def _of_lists(self, kind: str, lists: Sequence[str], expected: str) -> Names | None:
        tree = self.trees.get(kind)
        if tree is None or any((kind, name) in self.broken for name in lists):
            return None
        known = {}
        for name in lists:
            for _path, item in at(tree, name):
                node = item.get("id")
                if node is not None and isinstance(node.value, str):
                    known[node.value] = _name(item)
        return Names(known, expected.format(file=self.files[kind]))

    def _of_values(self, what: str) -> Names | None:
        if what not in _VALUES:
            return None
        kind, pattern, expected = _VALUES[what]
        tree = self.trees.get(kind)
        if tree is None or (kind, pattern.partition("[")[0]) in self.broken:
            return None
        known = {str(node.value): "" for _path, node in at(tree, pattern)}
        if what == "facility_kinds" and any(
            item.get("kind") is None for _path, item in at(tree, "facilities")
        ):
            known["hospital"] = ""
        return Names(known, expected().format(file=self.files[kind]))

    def _of_network(self, what: str) -> Names | None:
        network = self.network
        if what not in ("nodes", "arcs", "roads", "facility_types") or network is None:
            return None
        ids, expected = {
            "nodes": (network.node_ids, _("a node of the network")),
            "arcs": (network.arc_ids, _("a link of the network")),
            "roads": (network.road_ids, _("a road of the network")),
            "facility_types": (network.facility_type, _("a facility_type of the network")),
        }[what]
        return Names(dict.fromkeys(ids.tolist(), ""), expected)

    def _from_above(self, what: str) -> Names | None:
        known = self.above.get(what)
        if known is None:
            return None
        expected = {
            "policies": _("a registered policy"),
            "commands": _("a kind of command"),
            "exposures": _("a kind of exposure of the impacts"),
            "measures": _("a measure"),
        }[what]
        return Names(dict.fromkeys(sorted(known), ""), expected)


_LISTS: dict[str, tuple[str, Callable[[], str]]] = {
    "zones": ("place", lambda: _("a zone of {file}")),
    "bases": ("place", lambda: _("a base of {file}")),
    "depots": ("place", lambda: _("a depot of {file}")),
    "facilities": ("place", lambda: _("a facility of {file}")),
    "headquarters": ("plan", lambda: _("a headquarters of {file}")),
    "profiles": ("plan", lambda: _("a vehicle profile of {file}")),
    "teams": ("plan", lambda: _("a team of {file}")),
    "items": ("plan", lambda: _("an item of {file}")),
    "stocks": ("plan", lambda: _("a stock of {file}")),
    "agreements": ("plan", lambda: _("an agreement of {file}")),
    "evacuations": ("plan", lambda: _("an evacuation of {file}")),
    "fleets": ("plan", lambda: _("a fleet of {file}")),
    "closings": ("plan", lambda: _("a closing of {file}")),
    "types": ("scenario", lambda: _("an incident type of {file}")),
    "needs": ("scenario", lambda: _("a relief need of {file}")),
    "impacts": ("scenario", lambda: _("an impact of {file}")),
}
_VALUES: dict[str, tuple[str, str, Callable[[], str]]] = {
    "skills": ("plan", "teams[].skills", lambda: _("a skill of a team of {file}")),
    "tags": ("place", "zones[].tags", lambda: _("an area tag of {file}")),
    "shelters": (
        "plan",
        "evacuations[].shelters",
        lambda: _("a shelter of an evacuation of {file}"),
    ),
    "facility_kinds": (
        "place",
        "facilities[].kind",
        lambda: _("a kind of facility of {file}"),
    ),
    "convoys": ("plan", "closings[].convoys[].id", lambda: _("a convoy of {file}")),
    "hazards": ("scenario", "impacts[].hazard", lambda: _("a hazard of an impact of {file}")),
}
_OF_SCENARIOS = frozenset({"types", "impacts", "needs"})
"""What a plan names of the scenarios that it is made for."""
_IDS = frozenset(_LISTS) | frozenset(_VALUES) | {"exposures", "commands", "measures", "yards"}


def _name(item: Node) -> str:
    """Return what people call an item, in both languages."""
    node = item.get("name")
    if node is None:
        return ""
    if isinstance(node.value, dict):
        parts = (node.get("en"), node.get("zh"))
        return " ".join(str(part.value) for part in parts if part is not None and part.value)
    return str(node.value)


def _unknown(tree: Node, pattern: str, names: Names, *, is_id: bool) -> Iterator[tuple[str, Fault]]:
    """Yield the values that are not there, each with its fault."""
    for path, node in at(tree, pattern):
        value = node.value
        if isinstance(value, int) and not isinstance(value, bool) and not is_id:
            value = str(value)
        if not isinstance(value, str) or value in names.known:
            continue
        if is_id and not ID_PATTERN.fullmatch(value):
            continue  # told already, as a wrong id
        repair = did_you_mean(value, names.known)
        shown = f"'{value}'"
        name = dotted(tree, path)
        yield value, fault_at(node.mark, name, shown, names.expected, repair, "unknown")


def did_you_mean(value: str, known: Mapping[str, str]) -> str:
    """Return what may have been meant, or what there is."""
    near = [f"{letter}{value}" for letter in "nlr" if f"{letter}{value}" in known]
    if not near and len(known) <= _MANY:
        near = get_close_matches(value, list(known), n=1)
    if near:
        name = known[near[0]]
        if name:
            return _("Did you mean '{near}' ({name})?").format(near=near[0], name=name)
        return _("Did you mean '{near}'?").format(near=near[0])
    if 0 < len(known) <= 10:
        return _("There are {names}.").format(names=", ".join(known))
    return _("Correct the name.") if known else _("There is none yet: add it.")


def twice(tree: Node, lists: Sequence[str]) -> Iterator[Fault]:
    """Yield the ids of some lists that are used twice."""
    yield from given_twice(tree, (pair for name in lists for pair in at(tree, name)))


def given_twice(tree: Node, items: Iterable[tuple[tuple[Step, ...], Node]]) -> Iterator[Fault]:
    """Yield the ids of some items that are used twice."""
    first: dict[str, Node] = {}
    for path, item in items:
        node = item.get("id")
        if node is None or not isinstance(node.value, str):
            continue
        before = first.setdefault(node.value, node)
        if before is not node:
            expected = _("it once; the first is in line {line}")
            if before.mark.file != node.mark.file:
                expected = _("it once; the first is in {file}, line {line}")
            expected = expected.format(line=before.mark.line, file=before.mark.file)
            found = _("'{key}' a second time").format(key=node.value)
            repair = _("Give one of them another id.")
            field_name = dotted(tree, (*path, "id"))
            yield fault_at(node.mark, field_name, found, expected, repair, "twice")
