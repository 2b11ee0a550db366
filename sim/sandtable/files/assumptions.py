"""Numbers that a file marks as uncertain in themselves (假定): taken out and recorded."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from sandtable.files.dotted_path import at
from sandtable.files.fields import COUNT, Part, Quantity, Uncertain, Wrong, closest
from sandtable.files.shapes import Shape, inner
from sandtable.files.tree import Node, Path, dotted, fault_at, plain, remark_at, shown
from sandtable.ground.faults import Fault, Remark
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import DIMENSIONS, found
from sandtable.world.water_limits import SOURCES
from sandtable.world.world import Assumption

KEYS = ("value", "low", "high", "confidence", "source")
CONFIDENCES = ("high", "medium", "low")


@dataclass(slots=True)
class Assumptions:
    """Takes the uncertain numbers of one file out of its tree and leaves their values.

    Parameters
    ----------
    kind
        Kind of the file; their paths begin with it, as ``--set`` takes them.

    """

    kind: str
    root: Node
    found: list[Assumption] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)

    def take(self, model: type[Part]) -> None:
        """Take out all of them."""
        self._walk(self.root, Shape("part", part=model), ())

    def _walk(self, node: Node, shape: Shape, path: Path) -> None:
        if shape.form == "number":
            if isinstance(node.value, dict) and "value" in node.value:
                self._take(node, shape, path)
            return
        if isinstance(node.value, dict) and shape.form in ("part", "mapping"):
            for key, child in node.value.items():
                self._walk(child, inner(shape, key), (*path, key))
        elif isinstance(node.value, list) and shape.form == "list":
            for number, child in enumerate(node.value):
                self._walk(child, inner(shape, number), (*path, number))
        elif shape.form == "part" and shape.part is not None:
            return

    def _take(self, node: Node, shape: Shape, path: Path) -> None:
        parts: dict[str, Node] = node.value
        name = dotted(self.root, path)
        self._check_keys(parts, name)
        confidence = parts.get("confidence")
        said = confidence.value if confidence is not None else "medium"
        if confidence is not None and said not in CONFIDENCES:
            expected = _("one of {names}").format(names=", ".join(CONFIDENCES))
            repair = closest(str(said), CONFIDENCES) or _("Write one of them.")
            self._fault(confidence, f"{name}.confidence", found(said), expected, repair)
            said = "medium"
        self._check_range(parts, shape, name)
        if said == "low" and not ("low" in parts and "high" in parts):
            self._no_range(node, name)
        self.found.append(
            Assumption(
                path=f"{self.kind}.{name}",
                value=shown(parts["value"]),
                confidence=said,
                low=shown(parts["low"]) if "low" in parts else "",
                high=shown(parts["high"]) if "high" in parts else "",
                source=shown(parts["source"]) if "source" in parts else "",
            )
        )
        node.value, node.flow = parts["value"].value, parts["value"].flow
        node.mark = parts["value"].mark

    def _check_keys(self, parts: dict[str, Node], name: str) -> None:
        for key, child in parts.items():
            if key not in KEYS:
                expected = _("one of {names}").format(names=", ".join(KEYS))
                repair = closest(key, KEYS) or _("Correct the key or take it out.")
                fault = fault_at(child.place, f"{name}.{key}", f"'{key}'", expected, repair, "key")
                self.faults.append(fault)

    def _check_range(self, parts: dict[str, Node], shape: Shape, name: str) -> None:
        ends = {}
        for end in ("low", "high"):
            if end in parts:
                try:
                    ends[end] = _read(shape, plain(parts[end]))
                except Wrong as wrong:
                    told = wrong.context or {}
                    said = [str(told[key]) for key in ("found", "expected", "repair")]
                    self._fault(parts[end], f"{name}.{end}", *said)
        low, high = ends.get("low"), ends.get("high")
        if low is not None and high is not None and low.mean > high.mean:
            expected = _("at most {value}").format(value=shown(parts["high"]))
            repair = _("'low' is the low end of the range.")
            self._fault(parts["low"], f"{name}.low", found(plain(parts["low"])), expected, repair)

    def _fault(self, node: Node, name: str, shown: str, expected: str, repair: str) -> None:
        self.faults.append(fault_at(node.mark, name, shown, expected, repair, "assumption"))

    def _no_range(self, node: Node, name: str) -> None:
        expected = _("'low' and 'high'")
        repair = _("Without a range nobody can say whether it turns a verdict.")
        remark = remark_at(node.place, name, _("no range"), expected, repair, "no-range")
        self.remarks.append(remark)


def _read(shape: Shape, value: object) -> Law:
    """Return an end of a range as a law, so that ends can be compared."""
    if shape.is_law:
        return Uncertain(shape.dimension, signed=shape.signed).read(value)
    if shape.dimension in DIMENSIONS:
        return Law.constant(Quantity(shape.dimension, signed=shape.signed).read(value))
    if isinstance(value, str):  # a threshold: its own field decides about its unit
        return Law.constant(0.0)
    return Uncertain(COUNT).read(value)


def named_curves(plan: Node) -> Iterator[Assumption]:
    """Yield the curves of speed in water that the profiles of a plan name instead of writing them.

    Parameters
    ----------
    plan
        Tree of the plan.

    """
    for path, factors in at(plan, "profiles[].factors"):
        for kind, node in factors.value.items() if isinstance(factors.value, dict) else ():
            if isinstance(node.value, str) and node.value in SOURCES:
                confidence, source = SOURCES[node.value]
                yield Assumption(
                    path=f"plan.{dotted(plan, (*path, kind))}",
                    value=node.value,
                    confidence=confidence,
                    source=source,
                )
