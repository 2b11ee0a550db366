"""One possible course of a fire: laws become numbers, it burns, roads close (火灾情景实现)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.laws import Law
from sandtable.hazards.fire.free import free_fire
from sandtable.hazards.fire.growth import Growth, grow
from sandtable.hazards.fire.projection import Rules, project
from sandtable.hazards.fire.spotting import Brands
from sandtable.hazards.rows import HazardSource

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.draws import Draws
    from sandtable.hazards.fire.landscape import Landscape
    from sandtable.hazards.fire.projection import Frame
    from sandtable.hazards.fire.spotting import Spotting
    from sandtable.hazards.fire.weather import Weather
    from sandtable.hazards.impact import Impact, Series

SERIES_STEP_S = 600.0
"""Area and shape are told every so many seconds."""

_AS_STATED = Law.constant(1.0)
_NO_SHIFT = Law.constant(0.0)
_RULES = Rules()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class StatedFire:
    """A fire as a scenario states it, laws and all (森林火灾).

    Parameters
    ----------
    source
        Id of the ignition: controlling it voids what burns later.
    cause
        What people read of a road in the fire.
    landscape, frame
        What can burn, and where that lies.
    weather
        As stated, before anything is drawn.
    lit_s
        (Row, column) of the landscape -> time at which it is lit [s].
    arcs, zones
        Arc number -> its course, and zone -> places of its people, shape ``(n, 2)`` [m].
    until_s
        Nothing burns after it, > 0 [s].
    wind, rate
        Laws of the factors on all winds, >= 0, and on all rates of spread, > 0.
    wind_shift
        Law of what is added to all directions of the wind [degrees].
    moisture
        Law of the factor on the moisture of dead fuel, >= 0; the second law knows none.
    wind_limit
        Whether the wind stops driving the fire at the limit of Rothermel (1972).
    spotting
        Rules of brands, None = none fly.
    rules
        How fire and smoke reach roads and people.

    """

    source: str
    cause: str
    landscape: Landscape
    frame: Frame
    weather: Weather
    lit_s: Mapping[tuple[int, int], float]
    arcs: Mapping[int, ArrayLike]
    zones: Mapping[str, ArrayLike]
    until_s: float
    wind: Law = _AS_STATED
    rate: Law = _AS_STATED
    wind_shift: Law = _NO_SHIFT
    moisture: Law = _AS_STATED
    wind_limit: bool = False
    spotting: Spotting | None = None
    rules: Rules = _RULES


def weather_of(stated: StatedFire, draws: Draws) -> Weather:
    """Return the weather of a sample."""
    return stated.weather.varied(
        wind=draws.of(stated.wind, "wind"),
        shift_deg=draws.of(stated.wind_shift, "wind_shift"),
        moisture=draws.of(stated.moisture, "moisture"),
    )


def burned(stated: StatedFire, draws: Draws) -> Growth:
    """Return how the fire of a sample grows.

    A sample that is too wet for any spread burns where it was lit and nowhere else: that is a
    result. That the weather as stated lets nothing burn is a mistake, which `grow` refuses.
    """
    brands = None
    if stated.spotting is not None:
        brands = Brands(luck=draws.luck, entry=draws.entry, spotting=stated.spotting)
    return grow(
        stated.landscape,
        weather_of(stated, draws),
        stated.lit_s,
        until_s=stated.until_s,
        wind_limit=stated.wind_limit,
        rate_factor=draws.of(stated.rate, "rate"),
        brands=brands,
        must_spread=False,
    )


def realise(stated: StatedFire, draws: Draws, *, n_arcs: int) -> Impact:
    """Return one realisation of a fire.

    Parameters
    ----------
    n_arcs
        Arcs of the network.

    """
    growth, weather = burned(stated, draws), weather_of(stated, draws)
    toward = zip(weather.since_s.tolist(), weather.toward_rad.tolist(), strict=True)
    return project(
        growth,
        stated.frame,
        stated.arcs,
        stated.zones,
        n_arcs=n_arcs,
        source=HazardSource(id=stated.source, free=free_fire(growth, times_of(stated.until_s))),
        cause=stated.cause,
        rules=replace(stated.rules, smoke_toward=tuple(toward)),
        series=_series(growth, stated.until_s),
    )


def intensities(
    growth: Growth, times_s: NDArray[np.float64], burn_out_s: float
) -> Iterator[NDArray[np.float64]]:
    """Yield the fireline intensity of all cells that burn at a time, one time after the other.

    Yields
    ------
    numpy.ndarray
        0 where nothing burns, or no more, shape ``(rows, columns)`` [W/m].

    """
    for at_s in times_s.tolist():
        burns = (growth.arrival_s <= at_s) & (at_s < growth.arrival_s + burn_out_s)
        yield np.where(burns, 1000.0 * growth.intensity_kw_m.astype(np.float64), 0.0)


def _series(growth: Growth, until_s: float) -> Series:
    """Return what reports show of a fire: the burned area [m2]."""
    times = times_of(until_s)
    came = np.sort(growth.arrival_s[np.isfinite(growth.arrival_s)])
    cells = np.searchsorted(came, times, side="right")
    return {"burned": (times, cells.astype(np.float64) * growth.cell_m**2)}


def times_of(until_s: float) -> NDArray[np.float64]:
    """Return the times at which a fire is told, to the end [s]."""
    n = int(np.ceil(until_s / SERIES_STEP_S)) + 1
    times: NDArray[np.float64] = np.minimum(np.arange(n) * SERIES_STEP_S, until_s)
    return times
