"""What files must know of the possible courses of a hazard, which are read above them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sandtable.world.onset import Cascade


class Realisation(Protocol):
    """One possible course of a hazard, as far as files must know it."""

    @property
    def exposure_kinds(self) -> tuple[str, ...]:
        """Kinds of exposure of people."""

    def exposures(self, kind: str) -> Sequence[Any]:
        """Return the exposures of a kind, each with its zone."""

    def passes(self, cascade: Cascade) -> float:
        """Return when it passes the limit of a cascade, inf = never [s]."""

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources that can be controlled."""

    @property
    def growing_ids(self) -> tuple[str, ...]:
        """Ids of those that line can be built around."""
