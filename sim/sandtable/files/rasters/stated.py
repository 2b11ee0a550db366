"""What a user says of rasters, and what a file says of itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.world.raster import RasterFault


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a user says of the files of a stack; what is not said the files must say.

    Parameters
    ----------
    kind, dimension
        What the values are, for faults, and their dimension of `ground.units`; empty = a plain
        number.
    unit
        Unit of the values; empty = not said.
    crs
        Reference system; empty = not said, ``network`` = that of the network.
    nodata
        Number that stands for "nothing known"; nan = there is none, None = not said.
    times_s
        Instants of the frames on their own clock [s]; None = not said.
    every_s
        Or the step from one frame to the next, the first at 0 [s].
    zero_s
        Time on the clock of the frames at which the hazard begins [s]; None = not said.
    zero_clock
        The same as date and time, for files that have dates.
    variable
        Variable of NetCDF files; empty = the only one that fits.

    """

    kind: str
    dimension: str
    unit: str = ""
    crs: str = ""
    nodata: float | None = None
    times_s: tuple[float, ...] | None = None
    every_s: float | None = None
    zero_s: float | None = None
    zero_clock: datetime | None = None
    variable: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """What a file says of itself, and a way to its values.

    Parameters
    ----------
    name
        Of the file, for faults.
    left, top, width, height, shape
        As those of a `Raster`.
    crs, unit
        As the file has them; empty = it says none.
    has_nodata
        Whether it says what stands for "nothing known".
    count
        Frames in it.
    clock
        Date and time from which `times_s` count; None = it has no dates.
    times_s
        Instants of its frames [s]; None = it says none.
    read
        Reads frames by their numbers, one at a time: values in `unit`, nan where the file or the
        user says that nothing is known.

    """

    name: str
    left: float
    top: float
    width: float
    height: float
    shape: tuple[int, int]
    crs: str = ""
    unit: str = ""
    has_nodata: bool = False
    count: int = 1
    clock: datetime | None = None
    times_s: tuple[float, ...] | None = None
    read: Callable[[Iterable[int]], Iterator[NDArray[np.float64]]]


def without_nodata(
    values: NDArray[np.floating], numbers: Iterable[float | None]
) -> NDArray[np.float64]:
    """Return values as float64, with nan where they are a number for "nothing known"."""
    known = values.astype(np.float64)
    for number in numbers:
        if number is not None and not np.isnan(number):
            # In single precision, -3.4e38 is not the number that people write.
            single = values.dtype == np.float32
            known[values == (np.float32(number) if single else number)] = np.nan
    return known


def unreadable(name: str, what: str, expected: str) -> RasterFault:
    """Return the fault of a file that is not what its ending says."""
    repair = _("Export the file anew.")
    return RasterFault("files", f"'{name}': {what}", expected, repair)


def of_fault(key: str, fault: Fault) -> RasterFault:
    """Return a fault of a file as one of a raster, to be put in its place later."""
    return RasterFault(key, fault.found, fault.expected, fault.repair, code=fault.code)
