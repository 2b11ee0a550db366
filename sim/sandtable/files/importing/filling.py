"""What a draft leaves open: classes in our words, lengths along the course, speeds by class."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.parts import with_links
from sandtable.files.network_classes import DEFAULT_SPEED_KMH, ENGLISH_CLASSES
from sandtable.ground.ellipsoid import distance_m, line_lengths
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.world.network import GEOGRAPHIC

LEAST_M: Final = 0.1
"""Length of a road whose ends are one place [m]: a length of 0 would be no road."""

UNKNOWN_CLASS: Final = "unclassified"
"""Class of a road that has none."""

_FAULTS: Final = 20
"""So many roads of one kind of fault are named."""

_SAME: Final = {"living_street": "residential", "road": UNKNOWN_CLASS}
"""Words of OpenStreetMap for a class that has a word here."""


def classed(draft: Draft) -> Draft:
    """Return a draft with classes in our words: Chinese and link roads named as their class."""
    return replace(draft, classes=[_class_word(word) for word in draft.classes])


def _class_word(word: str) -> str:
    plain = word.strip().removesuffix("_link")
    return ENGLISH_CLASSES.get(plain, _SAME.get(plain, plain))


def open_roads(draft: Draft) -> Draft:
    """Return a draft without the roads of speed 0, which are closed."""
    closed = draft.speed_mps == 0.0
    if not closed.any():
        return draft
    draft.told[_("roads of speed 0 left out: they are closed")] += int(closed.sum())
    return with_links(draft, np.flatnonzero(~closed))


def measured(draft: Draft, name: str, faults: list[Fault]) -> tuple[Draft, NDArray[np.bool_]]:
    """Return a draft with all lengths, and which are assumed.

    A length that is missing or 0 is measured along the course. Where the source knows no courses it
    is that of the straight line, which is too short: an assumption. A negative length is a fault,
    and so is a missing one where nobody knows the places.
    """
    length = draft.length_m.copy()
    _note(draft, length < 0.0, name, faults, "length", _("a length above 0"))
    missing = ~np.isfinite(length)
    zero = length == 0.0
    if not np.any(missing | zero):
        return draft, missing
    along = course_lengths(draft)
    _note(
        draft,
        missing & np.isnan(along),
        name,
        faults,
        "length",
        _("a length, or places and a reference system to measure it by"),
    )
    length = np.where(missing | zero, np.maximum(np.nan_to_num(along), LEAST_M), length)
    if zero.any():
        draft.told[_("roads of length 0, measured along their course")] += int(zero.sum())
    if draft.shape_x.size:
        if missing.any():
            draft.told[_("lengths measured along the course")] += int(missing.sum())
        missing = np.zeros_like(missing)
    return replace(draft, length_m=length), missing


def course_lengths(draft: Draft) -> NDArray[np.float64]:
    """Return the length of each link along its course, nan = unknown, shape ``(n_links,)`` [m]."""
    if draft.crs not in GEOGRAPHIC:
        return np.full(draft.n_links, np.nan)
    straight = distance_m(
        draft.x[draft.tail], draft.y[draft.tail], draft.x[draft.head], draft.y[draft.head]
    )
    along = line_lengths(draft.shape_first, draft.shape_x, draft.shape_y)
    return np.where(np.diff(draft.shape_first) > 0, along, straight)


def speeds(
    draft: Draft, name: str, faults: list[Fault]
) -> tuple[Draft, NDArray[np.bool_], NDArray[np.bool_]]:
    """Return a draft with all speeds and classes, and which speeds and classes were assumed.

    A negative speed is a fault, and so is a missing one of a class that has no usual speed.
    """
    speed = draft.speed_mps
    _note(draft, speed < 0.0, name, faults, "speed", _("a speed above 0"))
    missing = ~np.isfinite(speed)
    no_class = np.array([not word for word in draft.classes], dtype=np.bool_)
    classes = [word or UNKNOWN_CLASS for word in draft.classes]
    usual = np.array([DEFAULT_SPEED_KMH.get(word, np.nan) / 3.6 for word in classes])
    unknown = Counter(classes[at] for at in np.flatnonzero(missing & np.isnan(usual)).tolist())
    faults += [_no_speed(name, word, count) for word, count in sorted(unknown.items())]
    filled = np.where(missing, usual, speed)
    return replace(draft, speed_mps=filled, classes=classes), missing, no_class


def _note(
    draft: Draft,
    wrong: NDArray[np.bool_],
    name: str,
    faults: list[Fault],
    what: str,
    expected: str,
) -> None:
    """Note some roads with a wrong number: the first of them by name, and how many there are."""
    column = draft.length_m if what == "length" else draft.speed_mps
    at = np.flatnonzero(wrong).tolist()
    if len(at) > _FAULTS:
        expected = _("{expected} ({count} such roads)").format(expected=expected, count=len(at))
    for one in at[:_FAULTS]:
        value = float(column[one])
        faults.append(
            Fault(
                file=name,
                field=f"{what}[{draft.link_ids[one]}]",
                found=f"{value:g}" if np.isfinite(value) else _("nothing"),
                expected=expected,
                repair=_("Correct it in the file."),
                code=what,
            )
        )


def _no_speed(name: str, word: str, count: int) -> Fault:
    return Fault(
        file=name,
        field="class",
        found=_("'{word}' for {count} roads without a speed").format(word=word, count=count),
        expected=_("a speed, or a class among {names}").format(names=", ".join(DEFAULT_SPEED_KMH)),
        repair=_("State the speed of every road of this class."),
        code="speed",
    )
