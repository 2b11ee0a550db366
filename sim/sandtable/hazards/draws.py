"""Uncertain numbers of a hazard: what each of them is in a sample (不确定参数)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandtable.ground.laws import Law
    from sandtable.ground.luck import Luck


@dataclass(frozen=True, slots=True)
class Draws:
    """What is drawn for one sample of an entry: each number has an address of its own.

    Parameters
    ----------
    kind
        Key of the kind of hazard.
    entry
        Id of the entry.
    sample
        Number of the sample.
    luck
        That of the hazard sample: the same whatever the plan.

    """

    kind: str
    entry: str
    sample: int
    luck: Luck

    def of(self, law: Law, what: str) -> float:
        """Return the number of a law, in its unit; what is certain is not drawn."""
        if law.is_constant:
            return law.mean
        return law.quantile(self.luck.uniform(f"{self.kind}_{what}", self.entry))
