"""What a hole in a vessel gives to the air: its phase, jet and droplets, and the pool (源项)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

import numpy as np

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, not_negative, positive
from sandtable.hazards.chemical.outflow import (
    CD_GAS,
    CD_LIQUID,
    airborne_fraction,
    flash_fraction,
    gas_outflow_kg_s,
    hole_area_m2,
    two_phase_outflow_kg_s,
)
from sandtable.hazards.chemical.pool import Ground, boiling, vapour_of
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.vessel import GasVessel, LiquidVessel

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.chemical.substances import Substance

Phase = Literal["gas", "liquid", "two_phase"]

_LONG_PIPE_M = 0.1
"""A boiling liquid reaches equilibrium in a pipe longer than this."""

_SAME = 1e-9

_VESSEL_STEPS = 3600
_POOL_STEPS = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a vessel holds and how (容器内装物).

    Parameters
    ----------
    volume_m3, height_m
        Of the vessel, upright with the same section all the way up, > 0.
    fill
        Part of the volume that is liquid [0-1]; 0 = it holds gas alone.
    temperature_k
        Of what it holds.
    pressure_pa
        Absolute; nan = the vapour pressure, which is the least there is over a liquid.

    """

    substance: Substance
    volume_m3: float
    height_m: float
    fill: float
    temperature_k: float
    pressure_pa: float = math.nan

    def __post_init__(self) -> None:
        """Refuse what no vessel holds.

        Raises
        ------
        ValueError
            If a number makes no sense, a liquid has less than its vapour pressure, or a gas has
            more: it would be liquid.

        """
        positive(volume_m3=self.volume_m3, height_m=self.height_m)
        if not 0.0 <= self.fill <= 1.0:
            raise ValueError(f"fill: found {self.fill:g}, expected a part of 0 to 1")
        if math.isnan(self.pressure_pa):
            if not self.fill:
                raise ValueError("pressure: found nothing, expected that of the gas in the vessel")
            return
        positive(pressure_pa=self.pressure_pa)
        least = self.substance.vapour_pa(self.temperature_k)
        if self.fill and self.pressure_pa < least * (1.0 - _SAME):
            raise ValueError(
                f"pressure: found {self.pressure_pa:g} Pa, expected at least the {least:.0f} Pa"
                f" that {self.substance.name} has over its liquid at {self.temperature_k:g} K"
            )
        if not self.fill and self.pressure_pa > least * (1.0 + _SAME):
            raise ValueError(
                f"pressure: found {self.pressure_pa:g} Pa, expected at most {least:.0f} Pa:"
                f" {self.substance.name} of {self.temperature_k:g} K is liquid above that"
            )

    @property
    def held_pa(self) -> float:
        """Absolute pressure in the vessel [Pa]."""
        if math.isnan(self.pressure_pa):
            return self.substance.vapour_pa(self.temperature_k)
        return self.pressure_pa

    @property
    def plan_m2(self) -> float:
        """Area of the section [m2]."""
        return self.volume_m3 / self.height_m

    @property
    def level_m(self) -> float:
        """Height of the liquid over the bottom [m]."""
        return self.fill * self.height_m

    @property
    def liquid_kg_m3(self) -> float:
        """Density of the liquid, linear between boiling point and 20 C."""
        return self.substance.liquid_at_kg_m3(self.temperature_k)

    @property
    def mass_kg(self) -> float:
        """Mass of the liquid, or of the gas where there is none [kg]."""
        if self.fill:
            return self.volume_m3 * self.fill * self.liquid_kg_m3
        return self.volume_m3 * self.substance.gas_kg_m3(self.temperature_k, self.held_pa)


@dataclass(frozen=True, slots=True, kw_only=True)
class Hole:
    """Where a vessel leaks (泄漏口).

    Parameters
    ----------
    diameter_m
        Of a round, sharp hole, > 0.
    height_m
        Over the bottom of the vessel, >= 0.
    pipe_m
        Length of pipe between vessel and hole, >= 0.

    """

    diameter_m: float
    height_m: float = 0.0
    pipe_m: float = 0.0

    @property
    def area_m2(self) -> float:
        """Its area."""
        return hole_area_m2(self.diameter_m)


def phase_of(contents: Contents, hole: Hole) -> Phase:
    """Tell what leaves a hole.

    Gas where the hole lies over the liquid. Below the level a liquid that is warmer than its
    boiling point leaves a pipe longer than 0.1 m as both; else liquid leaves, and flashes outside.
    """
    if hole.height_m >= contents.level_m:
        return "gas"
    superheated = contents.temperature_k > contents.substance.boiling_k
    return "two_phase" if superheated and hole.pipe_m > _LONG_PIPE_M else "liquid"


@dataclass(frozen=True, slots=True, kw_only=True)
class Floor:
    """What a spilled liquid falls on (地面、围堰).

    Parameters
    ----------
    ground
        It gives the heat by which the pool boils.
    bund_m2
        Largest area of the pool, inf = no bund.

    """

    ground: Ground
    bund_m2: float = math.inf


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Outflow:
    """A leak that gives vapour, droplets and a pool to the air; a `puffs.Source` (泄漏).

    Parameters
    ----------
    spill
        What leaves the vessel.
    flash
        Part of it that is vapour at once [0-1].
    floor
        Where it falls.
    until_s
        How long the pool is followed, > 0 [s].

    """

    substance: Substance
    phase: Phase
    spill: Release
    flash: float
    floor: Floor
    until_s: float

    @property
    def airborne(self) -> float:
        """Part of the spill that is in the air at once; the rest falls to the ground [0-1]."""
        return airborne_fraction(self.flash)

    @property
    def left_kg(self) -> float:
        """What could have leaked and did not [kg]."""
        return self.spill.left_kg

    @property
    def ends_s(self) -> float:
        """When the last of it has left the vessel [s]."""
        gone = np.flatnonzero(self.spill.rate_kg_s)
        return float(self.spill.edge_s[gone[-1] + 1]) if gone.size else 0.0

    def by_bin(self, bin_s: NDArray[np.float64]) -> tuple[Release, ...]:
        """Return what the air gets of each bin in which it left the vessel, the pool's part too.

        The pool's part of a bin is what it gives off with the bin, less what it gives off without:
        a leak that is plugged at the end of a bin leaves a pool that goes on.
        """
        jets = self.spill.scaled(self.airborne).by_bin(bin_s)
        if self.airborne >= 1.0:
            return jets
        pools = [self._vapour(self.spill.plugged(to_s)) for to_s in bin_s[1:].tolist()]
        first = Release(edge_s=pools[0].edge_s, rate_kg_s=np.zeros_like(pools[0].rate_kg_s))
        return tuple(
            _added(jet, Release(edge_s=with_bin.edge_s, rate_kg_s=_more(with_bin, without)))
            for jet, (without, with_bin) in zip(jets, pairwise([first, *pools]), strict=True)
        )

    def series(self, edge_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return what has left the vessel and what the pool has given off by some times [kg]."""
        told = {"released": self.spill.by(edge_s)}
        if self.airborne < 1.0:
            told["evaporated"] = self._vapour(self.spill).by(edge_s)
        return told

    def _vapour(self, spill: Release) -> Release:
        one = self.substance
        return vapour_of(
            spill.scaled(1.0 - self.airborne),
            one.liquid_kg_m3,
            boiling(one.boiling_k, one.latent_j_kg, self.floor.ground),
            until_s=self.until_s,
            step_s=max(self.until_s / _POOL_STEPS, 10.0),
            bund_m2=self.floor.bund_m2,
        )


def outflow_of(contents: Contents, hole: Hole, floor: Floor, until_s: float) -> Outflow:
    """Return what a hole in a vessel gives to the air.

    Parameters
    ----------
    until_s
        How long it is followed [s].

    Raises
    ------
    ValueError
        If a number makes no sense, the hole is larger than the section of the vessel, lies above
        it, or the ground is colder than the boiling point.

    """
    not_negative(height_m=hole.height_m, pipe_m=hole.pipe_m)
    if not hole.area_m2 < contents.plan_m2:
        raise ValueError(
            f"hole: found {hole.area_m2:g} m2, expected less than the {contents.plan_m2:g} m2 of"
            " the section of the vessel"
        )
    if hole.height_m > contents.height_m:
        raise ValueError(f"hole: found {hole.height_m:g} m, above the vessel")
    phase, one = phase_of(contents, hole), contents.substance
    if phase == "gas":
        spill, flash = _gas(contents, hole, until_s), 1.0
    else:
        spill = _liquid(contents, hole, phase, until_s)
        flash = flash_fraction(
            one.cp_liquid_j_kgk, contents.temperature_k, one.boiling_k, one.latent_j_kg
        )
    if airborne_fraction(flash) < 1.0 and floor.ground.temperature_k <= one.boiling_k:
        raise ValueError(
            f"ground: found {floor.ground.temperature_k:g} K, expected more than the boiling point"
            f" of {one.name}, {one.boiling_k:g} K: pools that do not boil are not modelled here"
        )
    return Outflow(
        substance=one, phase=phase, spill=spill, flash=flash, floor=floor, until_s=until_s
    )


def _gas(contents: Contents, hole: Hole, until_s: float) -> Release:
    """Return the release of gas: that of a vessel that empties, or of a liquid that boils in it."""
    one, pressure = contents.substance, contents.held_pa
    density = one.gas_kg_m3(contents.temperature_k, pressure)
    if not contents.fill:
        vessel = GasVessel(
            volume_m3=contents.volume_m3,
            pressure_pa=pressure,
            density_kg_m3=density,
            gamma=one.gamma,
            hole_m2=hole.area_m2,
            cd=CD_GAS,
        )
        return vessel.empties(until_s, _vessel_step_s(until_s))
    # The vessel cools as its liquid boils; that the pressure stays is on the safe side.
    rate = gas_outflow_kg_s(hole.area_m2, pressure, density, one.gamma)
    return _at_rate(rate, contents.mass_kg, until_s)


def _liquid(contents: Contents, hole: Hole, phase: Phase, until_s: float) -> Release:
    """Return the release of the liquid over the hole; what lies lower stays."""
    one, density = contents.substance, contents.liquid_kg_m3
    over = (contents.level_m - hole.height_m) * contents.plan_m2 * density
    if phase == "two_phase":
        gas = one.gas_kg_m3(contents.temperature_k, one.vapour_pa(contents.temperature_k))
        rate = two_phase_outflow_kg_s(
            hole.area_m2,
            one.latent_j_kg,
            1.0 / gas - 1.0 / density,
            one.cp_liquid_j_kgk,
            contents.temperature_k,
        )
        return _at_rate(rate, over, until_s)
    vessel = LiquidVessel(
        mass_kg=over,
        plan_m2=contents.plan_m2,
        density_kg_m3=density,
        pressure_pa=max(contents.held_pa, STANDARD_PRESSURE_PA),
        hole_m2=hole.area_m2,
        cd=CD_LIQUID,
    )
    return vessel.empties(until_s, _vessel_step_s(until_s))


def _vessel_step_s(until_s: float) -> float:
    """Return the step in which a vessel empties: seconds in an hour, longer over many hours [s]."""
    return max(until_s / _VESSEL_STEPS, 1.0)


def _at_rate(rate_kg_s: float, mass_kg: float, until_s: float) -> Release:
    """Return a release of one rate until a mass is gone, or the end [s]."""
    if rate_kg_s <= 0.0:
        raise ValueError("pressure: found no more than that of the air, so nothing leaks")
    ends = min(mass_kg / rate_kg_s, until_s)
    return Release(
        edge_s=np.array([0.0, ends]),
        rate_kg_s=np.array([rate_kg_s]),
        left_kg=mass_kg - ends * rate_kg_s,
    )


def _more(with_bin: Release, without: Release) -> NDArray[np.float64]:
    """Return how much more one release gives than another in the same steps [kg/s]."""
    more: NDArray[np.float64] = np.maximum(with_bin.rate_kg_s - without.rate_kg_s, 0.0)
    return more


def _added(one: Release, other: Release) -> Release:
    """Return the sum of two releases."""
    edges = np.union1d(one.edge_s, other.edge_s)
    rates = [each.resampled(edges).rate_kg_s for each in (one, other)]
    return Release(edge_s=edges, rate_kg_s=rates[0] + rates[1])
