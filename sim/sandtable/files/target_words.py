"""Words by which targets choose incidents: a slip would make a promise without a case."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from pathlib import Path

from sandtable.files.dotted_path import at
from sandtable.files.tree import Node, dotted, fault_at
from sandtable.files.yaml_reader import read_tree
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.people import Relief

_CHOICES = (
    ("targets[].applies_to.type", ("types[].id",), ()),
    ("targets[].applies_to.class", ("types[].class",), ()),
    ("targets[].applies_to.hazard", ("types[].hazard", "impacts[].hazard"), ()),
    ("targets[].quantity.needs", ("needs[].kind", "relief.needs"), ("items[].need",)),
)
"""Where a target chooses, and where scenario and plan hold the words to choose from."""

_UNSAID = {"relief.needs": Relief().needs}
"""Words that a scenario means where it holds the part and leaves the key out."""

_NEAR = 0.8
"""How like a known word an unknown one must be to be a slip of the pen, of 1."""

_SUFFIXES = (".yaml", ".yml", ".json")


def misspelt_words(trees: Mapping[str, Node], path: Path) -> Iterator[Fault]:
    """Yield words of targets that no scenario knows and that look like one that is known.

    A word that is like no other is no fault: targets are shared by scenarios, and a promise about
    what does not happen here has no case. So the scenarios beside this one are asked too.

    Parameters
    ----------
    trees
        Trees of a set of files by kind.
    path
        The scenario file.

    """
    targets, scenario = trees.get("targets"), trees.get("scenario")
    if targets is None or scenario is None:
        return
    beside: list[Node] | None = None
    for pattern, in_scenario, in_plan in _CHOICES:
        known = _words([scenario], in_scenario)
        if "plan" in trees:
            known |= _words([trees["plan"]], in_plan)
        for place, node in at(targets, pattern):
            if not isinstance(node.value, str) or node.value in known:
                continue
            beside = scenarios_beside(path) if beside is None else beside
            everywhere = known | _words(beside, in_scenario)
            near = get_close_matches(node.value, sorted(everywhere), n=1, cutoff=_NEAR)
            if node.value in everywhere or not near:
                continue
            expected = _("a word of the scenarios")
            repair = _("Did you mean '{near}'?").format(near=near[0])
            name = dotted(targets, place)
            yield fault_at(node.mark, name, f"'{node.value}'", expected, repair, "unknown")


def _words(trees: list[Node], patterns: tuple[str, ...]) -> set[str]:
    found = {
        str(node.value) for tree in trees for pattern in patterns for _at, node in at(tree, pattern)
    }
    for pattern in patterns:
        part, _dot, key = pattern.partition(".")
        parts = [tree.get(part) for tree in trees] if pattern in _UNSAID else []
        if any(one is not None and one.get(key) is None for one in parts):
            found.update(_UNSAID[pattern])
    return found


def scenarios_beside(path: Path) -> list[Node]:
    """Return the other scenarios of a folder as they are written, without what they extend."""
    found = []
    for file in sorted(path.parent.iterdir()):
        if file.suffix.lower() in _SUFFIXES and file != path:
            try:
                tree = read_tree(file, file.name)
            except UserFaults:
                continue  # its own check tells
            kind = tree.get("schema")
            if kind is not None and str(kind.value).startswith("scenario/"):
                found.append(tree)
    return found
