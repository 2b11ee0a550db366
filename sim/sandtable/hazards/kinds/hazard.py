"""What a kind of hazard is: from the part of a file to realisations (灾害模型接口)."""

from __future__ import annotations

import math
import re
from functools import singledispatch
from typing import TYPE_CHECKING, Protocol

from sandtable.files.hazard_part import HazardPart
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.hazards.rows import HazardSource
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sandtable.ground.faults import Remark
    from sandtable.hazards.around import Around
    from sandtable.hazards.citation import Cited
    from sandtable.hazards.danger import DangerZone
    from sandtable.hazards.draws import Draws
    from sandtable.hazards.field import HazardField
    from sandtable.hazards.impact import Impact
    from sandtable.hazards.rows import Control


_SAID = re.compile(
    r"(?P<what>[^:]*): found (?P<found>.*), expected (?P<expected>.*?)\.?", re.DOTALL
)
"""How physics says what is wrong with a number."""


class Hazard(Protocol):
    """A hazard of an entry, its files read: any of its realisations can be worked out."""

    def impact(self, draws: Draws) -> Impact:
        """Return the realisation of a sample.

        Raises
        ------
        ValueError
            If what is stated cannot be, in words for users.

        """

    def field(self, draws: Draws) -> HazardField | None:
        """Return its frames in a sample, for maps; None = it has none."""


@singledispatch
def prepared(part: HazardPart, around: Around) -> Hazard:
    """Return the hazard that a part states; each kind registers its own way.

    Raises
    ------
    UserFaults
        With all that is wrong in the files that it names, or does not fit to the network.

    """
    del around
    message = f"{type(part).__name__}: no way to its realisations is registered"
    raise NotImplementedError(message)


@singledispatch
def cited(part: HazardPart) -> Sequence[Cited]:
    """Return what a part rests on beyond its file; what is ``low`` is told with the verdicts."""
    del part
    return ()


def source_of(part: HazardPart, unstated: Control | None = None) -> HazardSource:
    """Return where a hazard comes from, and what controlling it does.

    What is held and has no recession is held for ever.

    Parameters
    ----------
    unstated
        What controlling it does where the file does not say; None = the default of the part.

    """
    stated = part.source
    said = "control" in stated.model_fields_set
    control = stated.control if said or unstated is None else unstated
    never = math.inf if control == "hold" else 0.0
    recession_s = never if stated.recession is None else stated.recession
    return HazardSource(id=stated.id, control=control, recession_s=recession_s)


def cause_of(part: HazardPart) -> str:
    """Return what people read of a road that it closes, in both languages where both are given."""
    return " / ".join(filter(None, (part.cause.zh, part.cause.en)))


@singledispatch
def remarks(hazard: object, around: Around, impacts: Sequence[Impact]) -> Iterable[Remark]:
    """Return what a user must know of how realisations came about; they stop nothing."""
    del hazard, around, impacts
    return ()


@singledispatch
def danger_zones(hazard: object, draws: Draws) -> Iterable[DangerZone]:
    """Return the zones of danger of a sample, for maps and files; most hazards have none."""
    del hazard, draws
    return ()


def refused(around: Around, wrong: ValueError) -> UserFaults:
    """Return the fault of a hazard that cannot be worked out as it is stated."""
    if isinstance(wrong, RasterFault):
        shown = f"{wrong.key}: {wrong.found}"
        return UserFaults([around.fault((), shown, wrong.expected, wrong.repair, wrong.code)])
    said = _SAID.fullmatch(str(wrong))
    if said is not None:
        shown, expected = f"{said['what']}: {said['found']}", said["expected"]
        repair = _("Correct what the message names.")
        return UserFaults([around.fault((), shown, expected, repair, "hazard")])
    expected = _("what can be worked out")
    repair = _("Correct what the message names.")
    return UserFaults([around.fault((), str(wrong), expected, repair, "hazard")])
