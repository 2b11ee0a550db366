"""A hazard as frames of intensities over a raster, each looked at once (灾害场)."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.intensity import KINDS
from sandtable.world.raster import Raster, RasterFault

LONGEST_STEP_S = 900.0
"""Frames farther apart leave out what traffic would notice [s]."""


class Frame(NamedTuple):
    """Intensities at an instant since the activation [s]: by kind, each of the raster's shape."""

    time_s: float
    values: Mapping[str, NDArray[np.float64]]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HazardField:
    """Intensities over a raster in time; what a frame says holds until the next (灾害场).

    Parameters
    ----------
    kinds
        Kinds of `KINDS` that each frame holds.
    times_s
        Instants of the frames since the activation, from 0 or later, increasing [s].
    frames
        Makes an iterator over the frames, in this order: computed, or read from files.
    nodata
        Number that stands for "nothing known" and is taken as harmless; None = there is none. What
        is no number is harmless, too.
    accepts_interpolation
        Whether frames may be farther apart than 15 min; what lies between is interpolated.
    name
        File or model, for messages.

    """

    raster: Raster
    kinds: tuple[str, ...]
    times_s: tuple[float, ...]
    frames: Callable[[], Iterable[Frame]]
    nodata: float | None = None
    accepts_interpolation: bool = False
    name: str = "field"

    def __post_init__(self) -> None:
        """Refuse times that make no sense.

        Raises
        ------
        RasterFault
            If there are none, they do not increase, or lie too far apart.

        """
        check_times(self.times_s, accepts_interpolation=self.accepts_interpolation)

    def each(self) -> Iterator[Frame]:
        """Yield the frames, checked, with harmless cells where nothing is known.

        Raises
        ------
        RasterFault
            If a frame has values that cannot be.
        ValueError
            If a frame or kind is missing, or a frame has another shape or instant.

        """
        number = 0
        for number, frame in enumerate(self.frames(), start=1):
            if number > len(self.times_s) or frame.time_s != self.times_s[number - 1]:
                text = f"{self.name}: found a frame at {frame.time_s:g} s, expected its times"
                raise ValueError(text)
            yield Frame(frame.time_s, {kind: self._checked(kind, frame) for kind in self.kinds})
        if number < len(self.times_s):
            text = f"{self.name}: found {number} frames, expected {len(self.times_s)}"
            raise ValueError(text)

    def frame(self, time_s: float) -> Frame:
        """Return the frame that holds at a time; all before it are computed, none after it.

        Raises
        ------
        ValueError
            If it lies before the first.

        """
        held = None
        for frame, since_s in zip(self.each(), self.times_s, strict=False):
            if since_s > time_s:
                break
            held = frame
            if since_s == time_s:
                break
        if held is None:
            raise ValueError(f"{self.name}: found no frame at {time_s:g} s, expected one before")
        return held

    def _checked(self, kind: str, frame: Frame) -> NDArray[np.float64]:
        values = frame.values.get(kind)
        if values is None:
            raise ValueError(f"{self.name}: found a frame without {kind}")
        if values.shape != self.raster.shape:
            shapes = f"{values.shape} cells, expected {self.raster.shape}"
            raise ValueError(f"{self.name}: found a frame of {shapes}")
        known = values.astype(np.float64, copy=False)
        if self.nodata is not None or not np.isfinite([known.min(), known.max()]).all():
            unknown = ~np.isfinite(known) | (known == self.nodata)
            known = np.where(unknown, KINDS[kind].harmless, known)
        if known.min() < 0.0 or known.max() > KINDS[kind].high:
            raise _impossible(kind, frame.time_s, known)
        return known


def parts_between(first_s: float, last_s: float) -> tuple[float, ...]:
    """Return the parts of the way between two frames at which what lies between is told (0-1).

    Those ends are not among them; frames that are close to each other have nothing between.
    """
    steps = math.ceil((last_s - first_s) / LONGEST_STEP_S)
    return tuple(step / steps for step in range(1, steps))


def check_times(times_s: tuple[float, ...], *, accepts_interpolation: bool) -> None:
    """Refuse instants of frames that make no sense [s].

    Raises
    ------
    RasterFault
        If there are none, they do not increase from 0 or later, or lie too far apart.

    """
    times = np.array(times_s, dtype=np.float64)
    steps = np.diff(times)
    if not times.size or times[0] < 0.0 or (steps <= 0.0).any():
        shown = ", ".join(f"{one:g}" for one in times_s[:5]) or _("none")
        shown = _("frames at {times} s").format(times=shown)
        expected = _("times from 0 on that increase")
        repair = _("Check time zero and the order of the frames.")
        raise RasterFault("times", shown, expected, repair)
    if not accepts_interpolation and (steps > LONGEST_STEP_S).any():
        gap = int(np.argmax(steps > LONGEST_STEP_S))
        shown = _("no frame between {first:g} and {last:g} s")
        raise RasterFault(
            "times",
            shown.format(first=times[gap], last=times[gap + 1]),
            _("one every 15 min"),
            _("Add frames, or state accept_interpolation: true."),
        )


def _impossible(kind: str, time_s: float, values: NDArray[np.float64]) -> RasterFault:
    limits = KINDS[kind]
    unit = DIMENSIONS[limits.dimension].base if limits.dimension else ""
    wrong = (values < 0.0) | (values > limits.high)
    row, column = np.unravel_index(int(np.argmax(wrong)), values.shape)
    shown = _("{value:g} {unit} at {time:g} s in row {row}, column {column} ({number} such cells)")
    shown = shown.format(
        value=float(values[row, column]),
        unit=unit,
        time=time_s,
        row=int(row),
        column=int(column),
        number=int(wrong.sum()),
    )
    expected = _("0 to {high} {unit}").format(high=f"{limits.high:g}", unit=unit).rstrip()
    repair = _("Check unit, datum and nodata.")
    return RasterFault(kind, shown.replace("  ", " "), expected, repair)
