"""What every hazard states that is worked out by physics, and which kinds of them there are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import ClassVar, Literal, TypeVar

from pydantic import ConfigDict, model_validator

from sandtable.files.fields import NO_NAME, Duration, Id, NameText, Part, Samples, or_text


class SourcePart(Part):
    """Where a hazard comes from, and what controlling it does (危险源)."""

    model_config = ConfigDict(json_schema_extra=or_text)

    id: Id
    control: Literal["void", "hold"] = "void"
    recession: Duration | None = None

    @model_validator(mode="before")
    @classmethod
    def of_a_word(cls, value: object) -> object:
        """Let a word alone be its id."""
        return {"id": value} if isinstance(value, str) else value


class WaterSourcePart(SourcePart):
    """A source of water: what is flooded when it is closed stays so (水源)."""

    control: Literal["void", "hold"] = "hold"


class HazardPart(Part):
    """A hazard that is worked out, once per sample (灾害模型).

    A kind of hazard is a subclass with keys of its own, marked with `hazard_kind`, and a way to its
    realisations (`hazards.kinds`). What the keys name elsewhere is told by patterns of
    `dotted_path.at` that begin in the part.

    `REFERENCES` are pairs: a pattern, and what its values must be one of (as in
    `files.references`). `FILES` are the patterns whose values name files beside the scenario.
    `ENTRIES` are the patterns whose values name other entries that it takes something of.
    `DATED` says whether its files hold dates, so that it matters when the entry is activated.
    """

    REFERENCES: ClassVar[tuple[tuple[str, str], ...]] = ()
    FILES: ClassVar[tuple[str, ...]] = ()
    ENTRIES: ClassVar[tuple[str, ...]] = ()
    DATED: ClassVar[bool] = False

    source: SourcePart
    cause: NameText = NO_NAME
    samples: Samples = 1

    @property
    def exposes(self) -> tuple[str, ...]:
        """Kinds of exposure that it tells of, whether or not anybody is reached in a sample."""
        return ()


_KINDS: dict[str, type[HazardPart]] = {}

HAZARD_KINDS: Mapping[str, type[HazardPart]] = MappingProxyType(_KINDS)
"""Kinds of hazards by their key in an entry of ``impacts``."""

_Kind = TypeVar("_Kind", bound=type[HazardPart])


def hazard_kind(key: str) -> Callable[[_Kind], _Kind]:
    """Make a part known as the kind of hazard that stands under a key of an entry.

    Raises
    ------
    ValueError
        If there is one already.

    """

    def known(part: _Kind) -> _Kind:
        if _KINDS.setdefault(key, part) is not part:
            message = f"hazard kind: {key!r} is there already"
            raise ValueError(message)
        return part

    return known
