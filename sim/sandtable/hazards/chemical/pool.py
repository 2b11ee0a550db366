"""A pool of spilled liquid: how far it spreads and how fast it evaporates (液池)."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from sandtable.hazards.chemical.checks import GAS_CONSTANT, STANDARD_PRESSURE_PA, positive
from sandtable.hazards.chemical.plume import check_wind
from sandtable.hazards.chemical.release import Release, from_masses

THINNEST_M = 0.01
"""A pool on open ground spreads to this depth at once; unverified, confidence low [m]."""

SCHMIDT = 0.8
"""Schmidt number of a vapour in air, where none is given: a choice, confidence low."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """The ground under a boiling pool (地面).

    Parameters
    ----------
    conductivity_w_mk, diffusivity_m2_s
        Of heat in the ground, > 0. They vary several-fold with soil and water; what counts is
        conductivity over the root of diffusivity.
    temperature_k
        Of the ground before the spill.

    """

    conductivity_w_mk: float
    diffusivity_m2_s: float
    temperature_k: float


GROUNDS = {"soil": (0.96, 4.59e-7), "concrete": (0.92, 4.16e-7)}
"""Conductivity [W/(m K)] and diffusivity [m2/s] by kind of ground; unverified, confidence low."""


def ground(kind: str, temperature_k: float) -> Ground:
    """Return the ground of a kind of `GROUNDS`.

    Raises
    ------
    ValueError
        If there is no such kind.

    """
    if kind not in GROUNDS:
        raise ValueError(f"ground: found {kind!r}, expected one of {', '.join(GROUNDS)}")
    conductivity, diffusivity = GROUNDS[kind]
    return Ground(
        conductivity_w_mk=conductivity, diffusivity_m2_s=diffusivity, temperature_k=temperature_k
    )


def spread_m2(volume_m3: float, bund_m2: float = math.inf, thinnest_m: float = THINNEST_M) -> float:
    """Return the area of a pool: to the bund, or to the least depth [m2]."""
    positive(thinnest_m=thinnest_m)
    if not (volume_m3 >= 0.0 and bund_m2 > 0.0):
        raise ValueError(f"pool: found {volume_m3:g} m3 and a bund of {bund_m2:g} m2")
    return min(bund_m2, volume_m3 / thinnest_m)


def transfer_m_s(wind_mps: float, diameter_m: float, schmidt: float = SCHMIDT) -> float:
    """Return the mass-transfer coefficient over a pool, 0.0048 u**(7/9) d**(-1/9) Sc**(-2/3) [m/s].

    Parameters
    ----------
    wind_mps
        At 10 m, >= 1.
    diameter_m
        Of the pool along the wind.

    References
    ----------
    Mackay & Matsugu (1973), Evaporation rates of liquid hydrocarbon spills on land and water,
    Canadian Journal of Chemical Engineering 51, 434-439. Their 0.0292 u**0.78 x**-0.11 Sc**-0.67 in
    metres and hours is 0.0048 in metres and seconds. Confidence low: the paper was not read.

    """
    check_wind(wind_mps)
    positive(diameter_m=diameter_m, schmidt=schmidt)
    value = 0.0048 * wind_mps ** (7.0 / 9.0) * diameter_m ** (-1.0 / 9.0)
    return float(value * schmidt ** (-2.0 / 3.0))


def evaporation_kg_m2s(
    transfer: float,
    molar_mass_kg_mol: float,
    vapour_pa: float,
    temperature_k: float,
    ambient_pa: float = STANDARD_PRESSURE_PA,
) -> float:
    """Return what a liquid below its boiling point gives off [kg/(m2 s)].

    k M p / (R T) times ln(1 / (1 - p / Pa)) Pa / p, which takes the vapour's own wind into account.

    Parameters
    ----------
    transfer
        Mass-transfer coefficient, see `transfer_m_s`.
    vapour_pa
        Vapour pressure at the temperature of the pool, below that of the air.

    Raises
    ------
    ValueError
        If the pool boils: then heat from the ground rules, see `boiled_kg_m2`.

    """
    positive(
        transfer=transfer,
        molar_mass_kg_mol=molar_mass_kg_mol,
        vapour_pa=vapour_pa,
        temperature_k=temperature_k,
    )
    part = vapour_pa / ambient_pa
    if part >= 1.0:
        raise ValueError(
            f"vapour pressure: found {vapour_pa:g} Pa, expected less than that of the air,"
            f" {ambient_pa:g} Pa: the pool boils. Use the heat from the ground."
        )
    stefan = -math.log1p(-part) / part
    return transfer * molar_mass_kg_mol * vapour_pa / (GAS_CONSTANT * temperature_k) * stefan


def boiled_kg_m2(
    from_s: float, to_s: float, boiling_k: float, latent_j_kg: float, ground: Ground
) -> float:
    """Return what boils off between two times since the ground was covered [kg/m2].

    The integral of k (Tg - Tb) / (L sqrt(pi a t)): heat conducted from deep, even ground.
    Confidence low: spreading, cracks and ice are left out.
    """
    positive(
        boiling_k=boiling_k,
        latent_j_kg=latent_j_kg,
        conductivity=ground.conductivity_w_mk,
        diffusivity=ground.diffusivity_m2_s,
    )
    warmer = max(ground.temperature_k - boiling_k, 0.0)
    scale = ground.conductivity_w_mk * warmer / latent_j_kg
    roots = math.sqrt(to_s) - math.sqrt(from_s)
    return 2.0 * scale * roots / math.sqrt(math.pi * ground.diffusivity_m2_s)


def vapour_of(
    spill: Release,
    density_kg_m3: float,
    gives_off: Callable[[float, float, float], float],
    *,
    until_s: float,
    step_s: float = 10.0,
    bund_m2: float = math.inf,
    thinnest_m: float = THINNEST_M,
) -> Release:
    """Return the vapour of a pool that a spill feeds; what is not vapour yet is left in the pool.

    Parameters
    ----------
    spill
        Liquid that falls on the ground.
    gives_off
        From area [m2] and the two ends of a step [s] to what evaporates in it, >= 0 [kg]; see
        `evaporating` and `boiling`.
    until_s, step_s
        How long the pool is followed, in which steps [s].

    """
    positive(density_kg_m3=density_kg_m3, until_s=until_s, step_s=step_s)
    edges = np.append(np.arange(0.0, until_s - 1e-9 * step_s, step_s), until_s)
    spilled = spill.by(edges)
    vapour = np.zeros(edges.size)
    for k in range(edges.size - 1):
        pool = float(spilled[k + 1] - vapour[k])
        area = spread_m2(max(pool, 0.0) / density_kg_m3, bund_m2, thinnest_m)
        gone = gives_off(area, float(edges[k]), float(edges[k + 1])) if area > 0.0 else 0.0
        vapour[k + 1] = vapour[k] + min(gone, max(pool, 0.0))
    left = float(spilled[-1] - vapour[-1]) + spill.mass_kg - float(spilled[-1]) + spill.left_kg
    given = from_masses(edges, vapour[-1] - vapour)
    return Release(edge_s=edges, rate_kg_s=given.rate_kg_s, left_kg=left)


def evaporating(
    wind_mps: float,
    molar_mass_kg_mol: float,
    vapour_pa: float,
    temperature_k: float,
    schmidt: float = SCHMIDT,
) -> Callable[[float, float, float], float]:
    """Return the law of a volatile pool for `vapour_of`."""

    def gives_off(area_m2: float, from_s: float, to_s: float) -> float:
        transfer = transfer_m_s(wind_mps, math.sqrt(4.0 * area_m2 / math.pi), schmidt)
        flux = evaporation_kg_m2s(transfer, molar_mass_kg_mol, vapour_pa, temperature_k)
        return flux * area_m2 * (to_s - from_s)

    return gives_off


def boiling(
    boiling_k: float, latent_j_kg: float, ground: Ground
) -> Callable[[float, float, float], float]:
    """Return the law of a boiling pool for `vapour_of`; all ground is as old as the spill."""

    def gives_off(area_m2: float, from_s: float, to_s: float) -> float:
        return area_m2 * boiled_kg_m2(from_s, to_s, boiling_k, latent_j_kg, ground)

    return gives_off
