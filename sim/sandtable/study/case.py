"""What a study runs: cases of one world each, laid out as design points (设计点)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from sandtable.ground.luck import Luck
from sandtable.study.tally import Tables
from sandtable.world.world import World

if TYPE_CHECKING:
    from sandtable.hazards.impact import Impact
    from sandtable.routing.roadbook import RoadBook


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """A world with the realisations that lie dormant in its scenario (算例).

    Parameters
    ----------
    impacts
        By id of the dormant entry: the Impact of each sample. An entry with fewer samples than the
        scenario's ensemble begins again from its first.
    roads
        Travel tables that all replications share; made by the study where missing.

    """

    world: World
    impacts: Mapping[str, Sequence[Impact]] = field(default_factory=dict)
    roads: RoadBook | None = None

    def impacts_of(self, replication: int) -> dict[str, Impact]:
        """Return the realisations that a replication meets: sample i mod N (contracts §3)."""
        sample = replication % max(self.world.scenario.samples, 1)
        return {entry: drawn[sample % len(drawn)] for entry, drawn in self.impacts.items()}


Variant = Callable[[tuple[str, ...]], Case]
"""Loads the case again with other settings, each as ``--set`` takes it: ``path=value``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One alternative in one scenario (设计点).

    Parameters
    ----------
    scenario, alternative
        Ids; verdicts and comparisons name them.
    settings
        What was set over the files, for the manifest.
    variant
        Loads it again with other settings; None = no check of numbers of low confidence.

    """

    scenario: str
    alternative: str
    case: Case
    settings: tuple[str, ...] = ()
    variant: Variant | None = None


Run = Callable[[Case, int, int], Tables]
"""Plays one replication: (case, seed, replication) -> tables. Importable by name."""


def operate(case: Case, seed: int, replication: int) -> Tables:
    """Play one replication of the Operation and return its tables."""
    # Imported where it is used: the farm and the store work with any `Run`.
    from sandtable.dispatch import Operation, make_decider  # noqa: PLC0415

    operation = Operation(
        case.world,
        case.impacts_of(replication),
        Luck(seed, replication),
        make_decider(case.world.plan.policy),
        roads=case.roads,
    )
    return operation.replicate()
