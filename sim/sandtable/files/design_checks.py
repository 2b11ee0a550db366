"""Whether the design of an ensemble fits to the entries of the scenario (样本设计)."""

from __future__ import annotations

from collections.abc import Iterator

from sandtable.files.references import did_you_mean
from sandtable.files.scenario_model import ScenarioFile
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _


def design_faults(file: ScenarioFile, root: Node) -> Iterator[Fault]:
    """Yield dimensions of no entry, and hazards with another number of samples."""
    if file.design is None:
        return
    if not any(one.physics for one in file.impacts):
        expected = _("a hazard that is worked out")
        repair = _("Tables hold their samples as they are: take it out.")
        yield _fault(root, ("design",), _("a design"), expected, repair)
    entries = {entry.id: "" for entry in file.impacts}
    for number, text in enumerate(file.design.dimensions):
        entry, dot, what = text.partition(".")
        path: Path = ("design", "dimensions", number)
        if not (dot and what):
            expected, repair = _("an entry and a number of it"), _("Write for example flood.rain.")
            yield _fault(root, path, f"'{text}'", expected, repair)
        elif entry not in entries:
            expected = _("an entry of impacts before the dot")
            yield _fault(root, path, f"'{text}'", expected, did_you_mean(entry, entries))
        elif text in file.design.dimensions[:number]:
            shown = _("'{key}' a second time").format(key=text)
            yield _fault(root, path, shown, _("it once"), _("Take one of them out."))
    for number, one in enumerate(file.impacts):
        if one.physics is None:
            continue
        key, part = one.physics
        path = ("impacts", number, key, "samples")
        # Members of an imported ensemble are counted, not stated.
        if nearest(root, path)[1] and part.samples not in (1, file.samples):
            expected = _("the {number} samples of the scenario, or 1")
            repair = _("A design is laid out over all of them: take it out.")
            expected = expected.format(number=file.samples)
            yield _fault(root, path, str(part.samples), expected, repair)


def _fault(root: Node, path: Path, shown: str, expected: str, repair: str) -> Fault:
    node, there = nearest(root, path)
    mark = node.mark if there else node.place
    return fault_at(mark, dotted(root, path), shown, expected, repair, "design")
