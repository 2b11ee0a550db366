"""Realisations of hazards that are worked out: one per sample, whatever the kind (情景实现)."""

from __future__ import annotations

import json
from functools import partial
from time import perf_counter
from typing import TYPE_CHECKING

from sandtable.ground.faults import UserFaults
from sandtable.hazards.around import Around
from sandtable.hazards.cache import NOTHING_KEPT, Cache
from sandtable.hazards.content import content_of, key_of
from sandtable.hazards.designed import check_dimensions, design_of, kind_of
from sandtable.hazards.draws import Draws
from sandtable.hazards.ensemble import SampleLuck
from sandtable.hazards.fire.citations import CITED as FIRE
from sandtable.hazards.fire.citations import SEASON
from sandtable.hazards.impact import Impact
from sandtable.hazards.kinds.hazard import Hazard, cited, prepared, refused, remarks
from sandtable.world.world import CONSTANTS, Assumption

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from pathlib import Path

    from sandtable.files.impact_files import HazardStated
    from sandtable.ground.faults import Remark
    from sandtable.hazards.citation import Cited

WORTH_S = 0.2
"""What took less is not kept: finding it again takes some hundredths of this [s]."""

_IMPACT, _ASKED = "impact", "asked.json"


def realisations(
    around: Around,
    seed: int,
    *,
    tell: Callable[[Remark], None] | None = None,
    cache: Cache = NOTHING_KEPT,
) -> tuple[Impact, ...]:
    """Return one realisation per sample of a hazard.

    Parameters
    ----------
    seed
        Of the study: sample i is the same whatever the plan.
    tell
        Is told what a user must know of how they came about.
    cache
        Where those are looked for, and kept, that take long.

    Raises
    ------
    UserFaults
        With all that is wrong in what it names, or if it cannot be worked out as it is stated.

    """
    hazard = hazard_of(around)
    drawn = [draws_of(around, seed, sample) for sample in range(around.stated.samples)]
    try:
        found = _all_of(hazard, around, drawn, seed, cache)
    except UserFaults:
        raise
    except ValueError as wrong:
        raise refused(around, wrong) from wrong
    check_dimensions(around, drawn)
    if tell is not None:
        for remark in remarks(hazard, around, found):
            tell(remark)
    return found


def _all_of(
    hazard: Hazard, around: Around, drawn: Sequence[Draws], seed: int, cache: Cache
) -> tuple[Impact, ...]:
    """Return the realisations of all samples, those that are kept and those that are worked out."""
    content, found, is_new = content_of(around, seed), [], False
    for draws in drawn:
        key = key_of(content, _IMPACT, draws.sample)
        impact = cache.get(key, partial(_opened, draws=draws))
        if impact is None:
            begun_s = perf_counter()
            impact = hazard.impact(draws)
            if perf_counter() - begun_s >= WORTH_S:
                cache.put(key, partial(_save, impact, draws))
                is_new = True
        found.append(impact)
    if is_new:
        cache.trim()
    return tuple(found)


def _save(impact: Impact, draws: Draws, folder: Path) -> None:
    """Write a realisation, and which numbers were drawn for it: checks of a design ask for them."""
    impact.save(folder / _IMPACT)
    asked = sorted(draws.luck.asked) if isinstance(draws.luck, SampleLuck) else []
    (folder / _ASKED).write_text(json.dumps(asked), encoding="utf-8")


def _opened(folder: Path, draws: Draws) -> Impact:
    """Open a realisation, as if it had been worked out from these draws."""
    impact = Impact.open(folder / _IMPACT)
    if isinstance(draws.luck, SampleLuck):
        asked = json.loads((folder / _ASKED).read_bytes())
        draws.luck.asked.update((purpose, entity) for purpose, entity in asked)
    return impact


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
