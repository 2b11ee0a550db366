"""A flood as frames of depth and velocity over a raster, each looked at once (灾害场)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

import numpy as np

from sandtable.ground.language import _
from sandtable.hazards.flood.inertial import Frame
from sandtable.world.network import GEOGRAPHIC

LONGEST_STEP_S = 900.0
"""Frames farther apart leave out what traffic would notice [s]."""

DEEPEST_M = 50.0
"""Deeper water is a mistake of unit, datum or nodata [m]."""

_IN_DEGREES = {*GEOGRAPHIC, "EPSG:4258", "EPSG:4269", "EPSG:4610", "EPSG:4214"}
"""Systems in degrees that rasters come in: those of networks and older ones."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Raster:
    """Where the square cells of a raster lie; row 0 is the northernmost (栅格).

    Parameters
    ----------
    left_m, top_m
        Coordinates of the outer corner of row 0, column 0, in `crs` [m].
    cell_m
        Side of a cell, > 0 [m].
    shape
        Rows and columns.
    crs
        Reference system in metres, e.g. ``EPSG:4547``, as that of the roads.

    """

    left_m: float
    top_m: float
    cell_m: float
    shape: tuple[int, int]
    crs: str

    def __post_init__(self) -> None:
        """Refuse a raster that does not say where it lies, or not in metres.

        Raises
        ------
        ValueError
            If there is no reference system, it is in degrees, or the cell is not above 0.

        """
        if not self.crs:
            text = _("crs: found none, expected one such as EPSG:4547. State that of the raster.")
            raise ValueError(text)
        in_degrees = abs(self.left_m) <= 360.0 and abs(self.top_m) <= 90.0
        if self.crs.upper() in _IN_DEGREES or (in_degrees and self.crs.startswith("EPSG:")):
            text = _(
                "crs: found {crs} with its corner at {left:g}, {top:g} and cells of {cell:g} m,"
                " expected metres. These are degrees: project the raster first."
            )
            values = {"left": self.left_m, "top": self.top_m, "cell": self.cell_m}
            raise ValueError(text.format(crs=self.crs, **values))
        if not self.cell_m > 0.0:
            text = _("cell: found {cell:g} m, expected a size above 0.")
            raise ValueError(text.format(cell=self.cell_m))


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class HazardField:
    """Water over a raster in time; what a frame says holds until the next (洪水场).

    Parameters
    ----------
    times_s
        Instants of the frames since the activation, from 0 or later, increasing [s].
    frames
        Makes an iterator over the frames, in this order: computed, or read from files.
    nodata
        Number that stands for "nothing known" in them and is taken as dry; None = there is none.
    accepts_interpolation
        Whether frames may be farther apart than 15 min; depths between them are interpolated.
    name
        File or model, for messages.

    """

    raster: Raster
    times_s: tuple[float, ...]
    frames: Callable[[], Iterable[Frame]]
    nodata: float | None = None
    accepts_interpolation: bool = False
    name: str = "field"

    def __post_init__(self) -> None:
        """Refuse times that make no sense.

        Raises
        ------
        ValueError
            If there are none, they do not increase, or lie too far apart.

        """
        times = np.array(self.times_s, dtype=np.float64)
        steps = np.diff(times)
        if not times.size or times[0] < 0.0 or (steps <= 0.0).any():
            text = _("{name}: times: found {times}, expected times from 0 on that increase.")
            raise ValueError(text.format(name=self.name, times=self.times_s[:5]))
        if not self.accepts_interpolation and (steps > LONGEST_STEP_S).any():
            gap = int(np.argmax(steps > LONGEST_STEP_S))
            text = _(
                "{name}: times: found no frame between {first:g} and {last:g} s, expected one every"
                " 15 min. Add frames, or state accept_interpolation: true."
            )
            ends = {"first": times[gap], "last": times[gap + 1]}
            raise ValueError(text.format(name=self.name, **ends))

    def each(self) -> Iterator[Frame]:
        """Yield the frames, checked, with dry cells where nothing is known.

        Raises
        ------
        ValueError
            If a frame is missing, has another shape or instant, or depths that cannot be.

        """
        number = 0
        for number, frame in enumerate(self.frames(), start=1):
            if number > len(self.times_s) or frame.time_s != self.times_s[number - 1]:
                text = _("{name}: found a frame at {time:g} s, expected those of its times.")
                raise ValueError(text.format(name=self.name, time=frame.time_s))
            yield self._checked(frame)
        if number < len(self.times_s):
            text = _("{name}: found {found} frames, expected {expected}.")
            raise ValueError(text.format(name=self.name, found=number, expected=len(self.times_s)))

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
            text = _("{name}: found no frame at {time:g} s, expected one at or before it.")
            raise ValueError(text.format(name=self.name, time=time_s))
        return held

    def _checked(self, frame: Frame) -> Frame:
        if frame.depth_m.shape != self.raster.shape:
            text = _("{name}: found a frame of {found} cells, expected {expected}.")
            shapes = {"found": frame.depth_m.shape, "expected": self.raster.shape}
            raise ValueError(text.format(name=self.name, **shapes))
        unknown = ~np.isfinite(frame.depth_m)
        if self.nodata is not None:
            unknown |= frame.depth_m == self.nodata
        depth = np.where(unknown, 0.0, frame.depth_m)
        wrong = (depth < 0.0) | (depth > DEEPEST_M)
        if wrong.any():
            row, column = np.unravel_index(int(np.argmax(wrong)), depth.shape)
            text = _(
                "{name}: depth: found {depth:g} m at {time:g} s in row {row}, column {column}"
                " ({number} such cells), expected 0 to 50 m. Check unit, datum and nodata."
            )
            where = {"row": int(row), "column": int(column), "number": int(wrong.sum())}
            found = {"depth": float(depth[row, column]), "time": frame.time_s}
            raise ValueError(text.format(name=self.name, **where, **found))
        return Frame(frame.time_s, depth, np.where(unknown, 0.0, frame.speed_mps))
