"""The design that a scenario states, for the numbers of one of its entries (样本设计)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.files.references import did_you_mean
from sandtable.files.tree import Path, dotted, fault_at, nearest
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.hazards.ensemble import Address, Design, SampleLuck

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandtable.hazards.around import Around
    from sandtable.hazards.draws import Draws


def kind_of(around: Around) -> str:
    """Return the key of the kind of hazard of an entry."""
    return str(around.stated.path[-1])


def design_of(around: Around) -> Design:
    """Return the design of the ensemble; dimensions of other entries keep their places."""
    stated = around.stated.design
    if stated is None:
        return Design(samples=around.stated.samples)
    return Design(
        kind=stated.kind,
        samples=around.stated.ensemble,
        randomisations=stated.randomisations or 1,
        dimensions=tuple(_address(around, text) for text in stated.dimensions),
    )


def _address(around: Around, text: str) -> Address:
    entry, _dot, what = text.partition(".")
    if entry == around.entry:
        return f"{kind_of(around)}_{what}", entry
    if entry in around.stated.neighbours:
        return f"{around.stated.neighbours[entry].key}_{what}", entry
    return "", text


def check_dimensions(around: Around, drawn: Sequence[Draws]) -> None:
    """Refuse dimensions of an entry that are no uncertain number of it.

    Raises
    ------
    UserFaults
        With all of them.

    """
    stated = around.stated.design
    if stated is None or not stated.dimensions:
        return
    asked = {of for one in drawn if isinstance(one.luck, SampleLuck) for of in one.luck.asked}
    start = f"{kind_of(around)}_"
    known = {f"{entry}.{purpose.removeprefix(start)}": "" for purpose, entry in sorted(asked)}
    faults = []
    for number, text in enumerate(stated.dimensions):
        entry, _dot, what = text.partition(".")
        told = not what or text in stated.dimensions[:number]
        if entry == around.entry and text not in known and not told:
            path: Path = ("design", "dimensions", number)
            node, _there = nearest(around.stated.root, path)
            expected = _("a number of the entry that is uncertain")
            name = dotted(around.stated.root, path)
            repair = did_you_mean(text, known)
            faults.append(fault_at(node.mark, name, f"'{text}'", expected, repair, "design"))
    if faults:
        raise UserFaults(faults)
