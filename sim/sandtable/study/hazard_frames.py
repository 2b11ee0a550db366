"""Frames of a hazard at the instants of its maps, and the worst until then (灾害场断面).

All frames before an instant must be worked out to know it. So what was drawn once is kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.cache import Cache
from sandtable.hazards.content import key_of
from sandtable.hazards.field import HazardField
from sandtable.hazards.intensity import KINDS
from sandtable.hazards.kinds.realisations import WORTH_S


class Held(NamedTuple):
    """What holds at an instant, and the worst until then [unit of the kind]."""

    then: NDArray[np.float64]
    worst: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frames:
    """One kind of intensity of a field, in blocks of cells of which the worst counts.

    Parameters
    ----------
    step
        Cells of a block in a row or column, >= 1.
    content
        Hash of what the field hangs on, its sample among it.
    cache
        Where what was worked out before is looked for, and kept.

    """

    field: HazardField
    kind: str
    step: int
    content: str
    cache: Cache

    def held(self, instants: Sequence[float]) -> list[Held]:
        """Return what holds at rising instants; all is well at first [s since the activation]."""
        times = np.array(self.field.times_s)
        places = (np.searchsorted(times, np.array(instants), side="right") - 1).tolist()
        known = {place: self._kept(place) for place in places}
        found = {place: one for place, one in known.items() if one is not None}
        if len(found) < len(known):
            begun_s = perf_counter()
            found = self._worked_out(places)
            if perf_counter() - begun_s >= WORTH_S:
                self._keep(found)
        return [found[place] for place in places]

    def _worked_out(self, places: Sequence[int]) -> dict[int, Held]:
        """Return what holds in frames of some numbers, rising; -1 = before the first."""
        then = worst = self._at_first().then
        found = {-1: Held(then, worst)}
        for number, frame in enumerate(self.field.each() if places[-1] >= 0 else ()):
            then = in_blocks(frame.values[self.kind], self.step, self._worse)
            worst = self._worse(worst, then)
            if number in places:
                found[number] = Held(then, worst)
            if number == places[-1]:
                break
        return found

    def _at_first(self) -> Held:
        harmless = np.full(self.field.raster.shape, KINDS[self.kind].harmless)
        calm = in_blocks(harmless, self.step, self._worse)
        return Held(calm, calm)

    @property
    def _worse(self) -> np.ufunc:
        return np.minimum if KINDS[self.kind].less_is_worse else np.maximum

    def _kept(self, place: int) -> Held | None:
        return self._at_first() if place < 0 else self.cache.get(self._key(place), _read)

    def _keep(self, found: dict[int, Held]) -> None:
        for place, held in found.items():
            if place >= 0:
                self.cache.put(self._key(place), partial(_write, held))
        self.cache.trim()

    def _key(self, place: int) -> str:
        return key_of(self.content, "frame", self.kind, self.step, place)


def in_blocks(values: NDArray[np.float64], step: int, worse: np.ufunc) -> NDArray[np.float64]:
    """Return the worst of each block of cells."""
    if step == 1:
        return values
    rows, columns = (np.arange(0, size, step) for size in values.shape)
    by_row: NDArray[np.float64] = worse.reduceat(values, rows, axis=0)
    found: NDArray[np.float64] = worse.reduceat(by_row, columns, axis=1)
    return found


def _write(held: Held, folder: Path) -> None:
    for name, values in held._asdict().items():
        np.save(folder / f"{name}.npy", values, allow_pickle=False)


def _read(folder: Path) -> Held:
    return Held(*(np.load(folder / f"{name}.npy", allow_pickle=False) for name in Held._fields))
