"""How wide a breach grows and how fast, by published laws where there is no record (溃口发展).

The laws are of embankment dams. A dike of a lake or a river grows longer and slower: take width and
time from the record of a breach nearby, and state them as a table (`Breach`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, NamedTuple

import numpy as np

from sandtable.hazards.flood.breach import GRAVITY, THEORETICAL_CD, Breach

if TYPE_CHECKING:
    from collections.abc import Iterable

MODES = {"overtopping": 1.3, "piping": 1.0}
"""Factor of Froehlich's width by how the dam fails (漫溢, 管涌)."""

_LEAST_PART = 0.01
"""Part of the final width with which a breach begins: it is never 0 wide."""

_VON_THUN = ((1.23e6, 6.1), (6.17e6, 18.3), (1.23e7, 42.7), (np.inf, 54.9))
"""Added width by storage up to [m3, m]."""


class Final(NamedTuple):
    """What a breach comes to: mean width [m] and the time that it takes [s]."""

    width_m: float
    time_s: float


def froehlich_2008(
    volume_m3: float, height_m: float, mode: Literal["overtopping", "piping"] = "overtopping"
) -> Final:
    """Return 0.27 K V^0.32 h^0.04 and 63.2 √(V / (g h²)); unverified: confidence low.

    Parameters
    ----------
    volume_m3
        Water above the final bottom of the breach, > 0 [m3].
    height_m
        Height of the breach, > 0 [m].

    References
    ----------
    Froehlich (2008), Journal of Hydraulic Engineering 134, 1708-1721.

    """
    width = 0.27 * MODES[mode] * volume_m3**0.32 * height_m**0.04
    return Final(width, 63.2 * (volume_m3 / (GRAVITY * height_m**2)) ** 0.5)


def von_thun_gillette_1990(volume_m3: float, water_m: float, *, is_erodible: bool = False) -> Final:
    """Return 2.5 h + C(V), and 0.015 h or 0.020 h + 0.25 hours; unverified: confidence low.

    Parameters
    ----------
    water_m
        Depth of the water above the final bottom of the breach, > 0 [m].
    is_erodible
        Whether the dam erodes easily.

    References
    ----------
    Von Thun & Gillette (1990), Guidance on breach parameters, U.S. Bureau of Reclamation; as in
    Wahl (1998), Prediction of embankment dam breach parameters, DSO-98-004.

    """
    added = next(width for most, width in _VON_THUN if volume_m3 <= most)
    hours = 0.015 * water_m if is_erodible else 0.020 * water_m + 0.25
    return Final(2.5 * water_m + added, 3600.0 * hours)


LAWS = {"froehlich_2008": froehlich_2008, "von_thun_gillette_1990": von_thun_gillette_1990}
"""Laws by the name that files may give."""


def grown(
    final: Final,
    *,
    crest_m: float,
    bottom_m: float,
    course: Literal["linear", "sine"] = "linear",
    points: int = 21,
    cd: float = THEORETICAL_CD,
) -> Breach:
    """Return a breach that grows from the crest to its final width and bottom.

    Parameters
    ----------
    crest_m, bottom_m
        Height of the dike, and of the breach in the end, crest > bottom [m above datum].
    course
        ``linear``, or ``sine``: slow at first and at last.
    points
        Times of the table, >= 2.

    """
    part = np.linspace(0.0, 1.0, points)
    done = part if course == "linear" else 0.5 * (1.0 - np.cos(np.pi * part))
    width = np.maximum(done, _LEAST_PART) * final.width_m
    return Breach(
        since_s=_floats(part * final.time_s),
        width_m=_floats(width),
        invert_m=_floats(crest_m + (bottom_m - crest_m) * done),
        cd=cd,
    )


def _floats(values: Iterable[float]) -> tuple[float, ...]:
    return tuple(float(value) for value in values)
