"""A draft becoming a network that can be driven: datum, extent, lengths, speeds, parts, chains."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.chains import merged
from sandtable.files.importing.clip import Box, Ring, in_box, in_rings
from sandtable.files.importing.draft import Draft
from sandtable.files.importing.filling import classed, measured, open_roads, speeds
from sandtable.files.importing.parts import Part, largest_part, with_links
from sandtable.files.importing.places import in_degrees
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What is to become of a draft.

    Parameters
    ----------
    name
        What faults call the file.
    crs
        Reference system of the file, where it does not say it itself; empty = as it says.
    box, rings
        Where roads are kept: with both ends inside; None = everywhere.
    merge
        Whether chains become one link.
    keep_parts
        Whether parts stay that hang together with the rest in one direction only, or not at all.

    """

    name: str = "roads"
    crs: str = ""
    box: Box | None = None
    rings: list[Ring] | None = None
    merge: bool = True
    keep_parts: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """A draft that can be driven, and what was done to it.

    Parameters
    ----------
    draft
        In degrees where the datum is known; every length and speed is there, above 0.
    filled
        Which links have an assumed ``length``, ``speed`` or ``class``, shape ``(n_links,)`` each.
    parts
        What was left out since no way leads from it and back to it, largest first.

    """

    draft: Draft
    filled: Mapping[str, NDArray[np.bool_]]
    parts: list[Part] = field(default_factory=list)

    def words(self) -> list[str]:
        """Return for each link what is assumed, words between blanks, as link.csv says it."""
        columns = {name: column.tolist() for name, column in self.filled.items()}
        return [
            " ".join(name for name, column in columns.items() if column[at])
            for at in range(self.draft.n_links)
        ]


def settle(draft: Draft, wishes: Wishes) -> Settled:
    """Return a draft as a network that can be driven.

    Parallel links and loops stay. What is done and worth telling is counted in `told`.

    Raises
    ------
    UserFaults
        With all that keeps it from being driven: no roads, roads of negative length or speed,
        exchanged coordinates, an unknown datum where one is needed.

    """
    draft = replace(draft, told=draft.told.copy())
    faults: list[Fault] = []
    draft = classed(open_roads(draft))
    draft = in_degrees(draft, wishes.crs, wishes.name, faults)
    draft = _clipped(draft, wishes) if not faults else draft
    draft, no_length = measured(draft, wishes.name, faults)
    draft, no_speed, no_class = speeds(draft, wishes.name, faults)
    if not draft.n_links and not faults:
        faults.append(_no_roads(wishes))
    if faults:
        raise UserFaults(faults)
    filled = {"length": no_length, "speed": no_speed, "class": no_class}
    parts: list[Part] = []
    if not wishes.keep_parts:
        kept, parts = largest_part(draft)
        draft = with_links(draft, kept)
        filled = {name: column[kept] for name, column in filled.items()}
    if not draft.n_links:
        raise UserFaults([_no_way_back(wishes)])
    if wishes.merge:
        before = draft.n_links
        draft, groups = merged(draft)
        filled = {name: _any(column, groups) for name, column in filled.items()}
        if draft.n_links < before:
            draft.told[_("roads joined with the next, alike in everything")] += (
                before - draft.n_links
            )
    return Settled(draft=draft, filled=filled, parts=parts)


def _any(column: NDArray[np.bool_], groups: list[list[int]]) -> NDArray[np.bool_]:
    return np.array([bool(column[group].any()) for group in groups], dtype=np.bool_)


def _clipped(draft: Draft, wishes: Wishes) -> Draft:
    inside = np.ones(draft.n_nodes, dtype=np.bool_)
    if wishes.box is not None:
        inside &= in_box(draft.x, draft.y, wishes.box)
    if wishes.rings is not None:
        inside &= in_rings(draft.x, draft.y, wishes.rings)
    kept = np.flatnonzero(inside[draft.tail] & inside[draft.head])
    if kept.size == draft.n_links:
        return draft
    draft.told[_("roads outside the extent left out")] += draft.n_links - kept.size
    return with_links(draft, kept)


def _no_roads(wishes: Wishes) -> Fault:
    clipped = wishes.box is not None or wishes.rings is not None
    return Fault(
        file=wishes.name,
        found=_("no roads inside the extent") if clipped else _("no roads"),
        expected=_("at least one road"),
        repair=_("Check --box, --clip and --crs.") if clipped else _("Name another file."),
        code="no-roads",
    )


def _no_way_back(wishes: Wishes) -> Fault:
    return Fault(
        file=wishes.name,
        found=_("no two places with a way there and back"),
        expected=_("roads that lead back"),
        repair=_("Check the directions, or keep all parts with --keep-parts."),
        code="no-roads",
    )
