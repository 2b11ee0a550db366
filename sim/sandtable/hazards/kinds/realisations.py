"""Realisations of hazards that are worked out: one per sample, whatever the kind (情景实现)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.ground.faults import UserFaults
from sandtable.hazards.around import Around
from sandtable.hazards.designed import check_dimensions, design_of, kind_of
from sandtable.hazards.draws import Draws
from sandtable.hazards.fire.citations import CITED as FIRE
from sandtable.hazards.fire.citations import SEASON
from sandtable.hazards.kinds.hazard import Hazard, cited, prepared, refused, remarks
from sandtable.world.world import CONSTANTS, Assumption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from sandtable.files.impact_files import HazardStated
    from sandtable.files.place_builder import Peopled
    from sandtable.ground.faults import Remark
    from sandtable.hazards.citation import Cited
    from sandtable.hazards.impact import Impact
    from sandtable.world.network import Network


def realisations(
    entry: str,
    stated: HazardStated,
    network: Network,
    zones: Mapping[str, Peopled],
    seed: int,
    *,
    tell: Callable[[Remark], None] | None = None,
) -> tuple[Impact, ...]:
    """Return one realisation per sample of a hazard.

    Parameters
    ----------
    seed
        Of the study: sample i is the same whatever the plan.
    tell
        Is told what a user must know of how they came about.

    Raises
    ------
    UserFaults
        With all that is wrong in what it names, or if it cannot be worked out as it is stated.

    """
    around = Around(entry=entry, network=network, zones=zones, stated=stated)
    hazard = hazard_of(around)
    drawn = [draws_of(around, seed, sample) for sample in range(stated.samples)]
    try:
        found = tuple(hazard.impact(draws) for draws in drawn)
    except UserFaults:
        raise
    except ValueError as wrong:
        raise refused(around, wrong) from wrong
    check_dimensions(around, drawn)
    if tell is not None:
        for remark in remarks(hazard, around, found):
            tell(remark)
    return found


def hazard_of(around: Around) -> Hazard:
    """Return the hazard of an entry, its files read.

    Raises
    ------
    UserFaults
        As `realisations`.

    """
    try:
        return prepared(around.stated.part, around)
    except UserFaults:
        raise
    except ValueError as wrong:
        raise refused(around, wrong) from wrong


def draws_of(around: Around, seed: int, sample: int) -> Draws:
    """Return what is drawn for a sample of an entry."""
    return Draws(kind_of(around), around.entry, sample, design_of(around).luck(seed, sample))


def constants(stated: HazardStated) -> tuple[Assumption, ...]:
    """Return the constants behind a hazard as assumptions: what is ``low`` goes with verdicts."""
    return _assumptions(str(stated.path[-1]), cited(stated.part))


def season_constants() -> tuple[Assumption, ...]:
    """Return the constants behind what burns in a season of fires, likewise."""
    return _assumptions("season", (one for one in FIRE if one.name in SEASON))


def _assumptions(kind: str, rows: Iterable[Cited]) -> tuple[Assumption, ...]:
    return tuple(
        Assumption(
            path=f"{CONSTANTS}{kind}.{one.name}",
            value=one.value,
            confidence=one.confidence,
            source=one.source,
        )
        for one in rows
    )
