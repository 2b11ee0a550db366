"""A leak as a scenario states it, laws and all, and what it is in one sample (给定泄漏)."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Literal, Protocol

import numpy as np

from sandtable.ground.laws import Law
from sandtable.hazards.chemical.dose import ACH_CLOSED
from sandtable.hazards.chemical.plume import LEAST_WIND_MPS
from sandtable.hazards.chemical.projection import Harm
from sandtable.hazards.chemical.puffs import carry
from sandtable.hazards.chemical.realisation import Leak, Point, not_nearer, realise
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.source_term import Contents, Floor, Hole, Outflow, outflow_of
from sandtable.hazards.chemical.weather import Sky, Terrain, Weather, stability_class
from sandtable.hazards.chemical.zones import ZONE_LEVELS, danger_levels

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.chemical.substances import Substance
    from sandtable.hazards.chemical.toxicity import Toxicity
    from sandtable.hazards.impact import Impact

_FINE_S = 7200.0
"""A cloud that is followed longer is told in longer steps and bins, as many as in this time."""

_LEAST_U = 2.0**-53
"""Below every number that luck gives: what a law is there, it never falls below."""


class Numbers(Protocol):
    """What uncertain numbers are: those of a sample (`Draws`), or others."""

    def of(self, law: Law, what: str) -> float:
        """Return the number of a law, in its unit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedRelease:
    """A release that is stated itself: one rate for some time, all of it gas (给定源强)."""

    rate_kg_s: Law
    duration_s: Law

    def drawn(self, draws: Numbers) -> Release:
        """Return the release of a sample."""
        return Release.steady(
            draws.of(self.rate_kg_s, "rate"), draws.of(self.duration_s, "duration")
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedVessel:
    """A vessel with a hole (容器破口).

    Parameters
    ----------
    contents
        What it holds; its fill is that of a vessel of liquid, 0 where it holds gas alone.
    fill
        Law of the part of the volume that is liquid [0-1].
    hole
        Its diameter is not looked at.
    diameter_m
        Law of the diameter of the hole, > 0.
    floor
        What falls down falls on this.

    """

    contents: Contents
    fill: Law
    hole: Hole
    diameter_m: Law
    floor: Floor

    def drawn(self, draws: Numbers, until_s: float) -> Outflow:
        """Return what the hole of a sample gives to the air."""
        contents = replace(self.contents, fill=draws.of(self.fill, "fill"))
        hole = replace(self.hole, diameter_m=draws.of(self.diameter_m, "diameter"))
        return outflow_of(contents, hole, self.floor, until_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedAir:
    """A row of the weather: it holds until the next one (天气时段).

    Parameters
    ----------
    since_s
        Time since the leak began [s].
    wind_mps, from_deg
        Laws of the wind at 10 m and of the direction it comes from, 0 = north, any turns [degrees].
    stability
        Class A to F; "" = it follows from wind and sky.
    sky
        How the sun shines, or how the night is.

    """

    since_s: float
    wind_mps: Law
    from_deg: Law
    stability: str = ""
    sky: Sky = "overcast"

    @property
    def least_mps(self) -> float:
        """Return the wind that no sample falls below [m/s]."""
        return self.wind_mps.quantile(_LEAST_U)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedWeather:
    """The course of the weather, laws and all (天气过程).

    A sample draws wind and direction once for all rows: a windy day is windy from the first row to
    the last.
    """

    rows: Sequence[StatedAir]
    temperature_k: float = 293.15
    lid_m: float = math.inf
    terrain: Terrain = "rural"

    @property
    def is_calm(self) -> bool:
        """Whether a sample may meet air too calm for Gaussian formulas."""
        return any(row.least_mps < LEAST_WIND_MPS for row in self.rows)

    def drawn(self, draws: Numbers) -> Weather:
        """Return the weather of a sample."""
        winds = [draws.of(row.wind_mps, "wind") for row in self.rows]
        return Weather(
            since_s=tuple(row.since_s for row in self.rows),
            wind_mps=tuple(winds),
            from_deg=tuple(draws.of(row.from_deg, "from") % 360.0 for row in self.rows),
            stability=tuple(
                row.stability or stability_class(wind, row.sky)
                for row, wind in zip(self.rows, winds, strict=True)
            ),
            temperature_k=self.temperature_k,
            lid_m=self.lid_m,
            terrain=self.terrain,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedHarm:
    """What counts as harm, and where people are meanwhile (伤害判据).

    Parameters
    ----------
    levels, minutes
        AEGL that are told, for this time of exposure [min].
    probit
        Name of the law of death; "" = the first one of the substance, if it has any.
    indoor, ach
        Laws of the share of people indoors [0-1] and of the air changes there [1/h].
    hot_level
        As in `Harm`; None = only the plan's profiles close roads in gas.
    scale
        Whose levels make the zones of danger; those of the ERPG are for an hour.

    """

    levels: tuple[int, ...] = (2, 3)
    minutes: float = 60.0
    probit: str = ""
    indoor: Law = field(default_factory=lambda: Law.constant(0.0))
    ach: Law = field(default_factory=lambda: Law.constant(ACH_CLOSED))
    hot_level: int | None = 3
    scale: Literal["aegl", "erpg"] = "aegl"

    @property
    def zone_minutes(self) -> float:
        """Return the time of exposure for which the zones of danger count [min]."""
        return 60.0 if self.scale == "erpg" else self.minutes

    def drawn(self, draws: Numbers, toxicity: Toxicity, kg_m3_per_ppm: float) -> Harm:
        """Return what counts in a sample."""
        return Harm(
            toxicity=toxicity,
            kg_m3_per_ppm=kg_m3_per_ppm,
            levels=self.levels,
            minutes=self.minutes,
            probit=toxicity.probit(self.probit) if self.probit or toxicity.probits else None,
            indoor=draws.of(self.indoor, "indoor"),
            ach=draws.of(self.ach, "ach"),
            hot_level=self.hot_level,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedLeak:
    """A leak as a scenario states it; the site is the origin, x is east and y is north (泄漏).

    Parameters
    ----------
    source
        Id of the leak.
    gas, hot
        Causes that people read, of gas on a road and of the hot zone.
    origin
        Where the release comes from.
    height_m
        Of the release over the ground [m].
    arcs, zones, isolation_m
        As in `Leak`.
    until_s
        How long the cloud is followed [s].

    """

    source: str
    gas: str
    hot: str
    substance: Substance
    toxicity: Toxicity
    origin: StatedRelease | StatedVessel
    weather: StatedWeather
    harm: StatedHarm
    height_m: float = 0.0
    arcs: Mapping[int, Sequence[Point]]
    zones: Mapping[str, Sequence[tuple[Point, float]]]
    isolation_m: float
    until_s: float

    @property
    def zone_toxicity(self) -> Toxicity:
        """Return the limits that make the zones of danger."""
        return self.toxicity.by_erpg() if self.harm.scale == "erpg" else self.toxicity

    def release(self, draws: Numbers) -> Release | Outflow:
        """Return what leaks in a sample."""
        if isinstance(self.origin, StatedRelease):
            return self.origin.drawn(draws)
        return self.origin.drawn(draws, self.until_s)

    def doses(
        self, draws: Numbers, places_m: NDArray[np.float64], step_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the multiple of the limit of roads at some places, whatever is controlled.

        Parameters
        ----------
        places_m
            East and north of the site, at most 10 km off, shape ``(n, 2)`` [m].

        Returns
        -------
        tuple
            Since when [s], shape ``(n_steps,)``, and means of the steps, shape ``(n_steps, n)``.

        """
        since_s, kg_m3, harm = self._air(draws, places_m, step_s)
        return since_s, kg_m3 / harm.road_kg_m3

    def danger(
        self, draws: Numbers, places_m: NDArray[np.float64], step_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.int8]]:
        """Return the levels of danger at some places, out of doors; parameters as in `doses`.

        Within the circle of first isolation the danger is that of the hot zone from the first step
        on: it is held until it is measured.

        Returns
        -------
        tuple
            Since when [s], shape ``(n_steps,)``, and `danger_levels`, shape ``(n_steps, n)``.

        """
        since_s, kg_m3, harm = self._air(draws, places_m, step_s)
        levels = danger_levels(
            kg_m3 / harm.kg_m3_per_ppm,
            self.zone_toxicity,
            step_minutes=step_s / 60.0,
            minutes=self.harm.zone_minutes,
        )
        levels[:, np.hypot(*places_m.T) <= self.isolation_m] = ZONE_LEVELS["hot"]
        return since_s, levels

    def _air(
        self, draws: Numbers, places_m: NDArray[np.float64], step_s: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64], Harm]:
        """Return beginnings of the steps, concentrations [kg/m3], and what counts as harm."""
        weather = self.weather.drawn(draws)
        cloud = carry(
            self.release(draws),
            weather,
            not_nearer(places_m),
            until_s=self.until_s,
            step_s=step_s,
            bin_s=self.until_s,
            height_m=self.height_m,
        )
        return cloud.edge_s[:-1], cloud.until(), self._harm(draws, weather)

    def _harm(self, draws: Numbers, weather: Weather) -> Harm:
        ppm = self.substance.kg_m3_per_ppm(weather.temperature_k, weather.pressure_pa)
        return self.harm.drawn(draws, self.toxicity, ppm)

    def impact(self, draws: Numbers, n_arcs: int) -> Impact:
        """Return the realisation of a sample.

        Raises
        ------
        ValueError
            If what is drawn cannot be, or is beyond what the formulas are meant for.

        """
        leak = Leak(
            source=self.source,
            gas=self.gas,
            hot=self.hot,
            release=self.release(draws),
            height_m=self.height_m,
            arcs=self.arcs,
            zones=self.zones,
            isolation_m=self.isolation_m,
        )
        weather = self.weather.drawn(draws)
        longer = math.ceil(self.until_s / _FINE_S)
        return realise(
            leak,
            weather,
            self._harm(draws, weather),
            n_arcs=n_arcs,
            until_s=self.until_s,
            step_s=60.0 * longer,
            bin_s=300.0 * longer,
        )
