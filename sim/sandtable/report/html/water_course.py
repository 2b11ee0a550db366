"""The course of a flood over its samples: levels, inflow, width of the breach (水情过程)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from sandtable.report.html.bands import INSTANTS, Band, band_of
from sandtable.study.case import Point

SERIES = ("level", "outside", "inflow", "width", "volume")
"""What an Impact may carry for reports, since it began."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WaterCourse:
    """The water of one dormant entry over the samples, by name of the series, since it began."""

    point: Point
    entry: str
    samples: int
    bands: dict[str, Band]


def water_of(point: Point) -> list[WaterCourse]:
    """Return the course of each entry of a design point whose Impacts carry one."""
    found = []
    for entry, impacts in point.case.impacts.items():
        drawn = [impact.series for impact in impacts if impact.series]
        names = [name for name in SERIES if drawn and all(name in one for one in drawn)]
        if names:  # a fire has series, too, and no water
            bands = {name: _band([one[name] for one in drawn]) for name in names}
            found.append(WaterCourse(point=point, entry=entry, samples=len(drawn), bands=bands))
    return found


def _band(drawn: list[tuple[np.ndarray, np.ndarray]]) -> Band:
    """Return the band of one series; beyond its end a sample keeps its last value."""
    end = max(float(times[-1]) for times, _values in drawn)
    time_s = np.linspace(0.0, end, INSTANTS)
    return band_of(time_s, [np.interp(time_s, times, values) for times, values in drawn])
