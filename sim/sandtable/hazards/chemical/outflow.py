"""How fast gas, liquid or both leave a hole in a vessel under pressure (泄漏源强)."""

from __future__ import annotations

import math

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, not_negative, positive

GRAVITY = 9.81

CD_GAS = 0.85
"""Discharge coefficient of a hole that gas leaves; CCPS 1999, p. 47."""

CD_LIQUID = 0.62
"""Discharge coefficient of a sharp hole that liquid leaves: the middle of 0.61 to 0.63."""

_ALL_AIRBORNE = 0.2
"""A liquid of which more flashes is airborne whole; unverified, confidence low."""


def hole_area_m2(diameter_m: float) -> float:
    """Return the area of a round hole [m2]."""
    positive(diameter_m=diameter_m)
    return math.pi * diameter_m**2 / 4.0


def critical_ratio(gamma: float) -> float:
    """Return the ratio of pressures at and below which the flow through a hole is choked.

    (2 / (g + 1)) ** (g / (g - 1)) with the ratio of specific heats g, > 1.
    """
    if not (math.isfinite(gamma) and gamma > 1.0):
        raise ValueError(f"gamma: found {gamma:g}, expected a ratio of specific heats > 1")
    return float((2.0 / (gamma + 1.0)) ** (gamma / (gamma - 1.0)))


def gas_outflow_kg_s(
    area_m2: float,
    pressure_pa: float,
    density_kg_m3: float,
    gamma: float,
    *,
    ambient_pa: float = STANDARD_PRESSURE_PA,
    cd: float = CD_GAS,
) -> float:
    """Return the flow of a gas through a hole, choked or not, 0 without overpressure [kg/s].

    Choked, where Pa / P <= (2 / (g + 1)) ** (g / (g - 1)):
    Cd A sqrt(g rho P (2 / (g + 1)) ** ((g + 1) / (g - 1))). Else:
    Cd A sqrt(2 rho P g / (g - 1) ((Pa / P) ** (2 / g) - (Pa / P) ** ((g + 1) / g))).

    Parameters
    ----------
    pressure_pa, density_kg_m3
        Of the gas in the vessel; pressures are absolute.
    gamma
        Ratio of specific heats, > 1.
    cd
        Discharge coefficient, > 0.

    Raises
    ------
    ValueError
        If a number makes no sense.

    References
    ----------
    CCPS (1999), Guidelines for Consequence Analysis of Chemical Releases, p. 47.

    """
    critical = critical_ratio(gamma)
    positive(
        area_m2=area_m2,
        pressure_pa=pressure_pa,
        density_kg_m3=density_kg_m3,
        ambient_pa=ambient_pa,
        cd=cd,
    )
    ratio = ambient_pa / pressure_pa
    if ratio >= 1.0:
        return 0.0
    if ratio <= critical:
        flux = gamma * (2.0 / (gamma + 1.0)) ** ((gamma + 1.0) / (gamma - 1.0))
    else:
        expansion = ratio ** (2.0 / gamma) - ratio ** ((gamma + 1.0) / gamma)
        flux = 2.0 * gamma / (gamma - 1.0) * expansion
    return cd * area_m2 * math.sqrt(density_kg_m3 * pressure_pa * flux)


def liquid_outflow_kg_s(
    area_m2: float,
    pressure_pa: float,
    density_kg_m3: float,
    *,
    ambient_pa: float = STANDARD_PRESSURE_PA,
    head_m: float = 0.0,
    cd: float = CD_LIQUID,
) -> float:
    """Return the flow of a liquid through a hole, 0 where nothing presses it out [kg/s].

    Cd A sqrt(2 rho (P - Pa) + 2 rho ** 2 g H).

    Parameters
    ----------
    pressure_pa
        On the liquid, absolute.
    head_m
        Height of the liquid over the hole, >= 0 [m].

    Raises
    ------
    ValueError
        If a number makes no sense.

    References
    ----------
    CCPS (1999), p. 40.

    """
    positive(
        area_m2=area_m2,
        pressure_pa=pressure_pa,
        density_kg_m3=density_kg_m3,
        ambient_pa=ambient_pa,
        cd=cd,
    )
    not_negative(head_m=head_m)
    driving = 2.0 * density_kg_m3 * (pressure_pa - ambient_pa + density_kg_m3 * GRAVITY * head_m)
    return cd * area_m2 * math.sqrt(max(driving, 0.0))


def two_phase_outflow_kg_s(
    area_m2: float,
    latent_j_kg: float,
    expansion_m3_kg: float,
    cp_liquid_j_kgk: float,
    temperature_k: float,
) -> float:
    """Return the equilibrium flow of a boiling liquid out of a pipe longer than 0.1 m [kg/s].

    A (L / v_fg) / sqrt(c_p T). Unverified: confidence low.

    Parameters
    ----------
    latent_j_kg
        Heat of vaporisation at the temperature of the vessel, > 0.
    expansion_m3_kg
        Specific volume of the vapour less that of the liquid, > 0.

    Raises
    ------
    ValueError
        If a number makes no sense.

    """
    positive(
        area_m2=area_m2,
        latent_j_kg=latent_j_kg,
        expansion_m3_kg=expansion_m3_kg,
        cp_liquid_j_kgk=cp_liquid_j_kgk,
        temperature_k=temperature_k,
    )
    return area_m2 * latent_j_kg / expansion_m3_kg / math.sqrt(cp_liquid_j_kgk * temperature_k)


def flash_fraction(
    cp_liquid_j_kgk: float, temperature_k: float, boiling_k: float, latent_j_kg: float
) -> float:
    """Return the part of a superheated liquid that evaporates at once [0-1].

    1 - exp(-c_p (T - T_b) / L); 0 for a liquid that is no warmer than its boiling point.
    """
    positive(
        cp_liquid_j_kgk=cp_liquid_j_kgk,
        temperature_k=temperature_k,
        boiling_k=boiling_k,
        latent_j_kg=latent_j_kg,
    )
    superheat = max(temperature_k - boiling_k, 0.0)
    return 1.0 - math.exp(-cp_liquid_j_kgk * superheat / latent_j_kg)


def airborne_fraction(flash: float) -> float:
    """Return the part that is airborne: vapour, and the droplets that it carries [0-1].

    Droplets weigh as much again as the vapour, and nothing rains out where more than a fifth
    flashes. Unverified: confidence low.
    """
    if not 0.0 <= flash <= 1.0:
        raise ValueError(f"flash: found {flash:g}, expected a part of 0 to 1")
    return 1.0 if flash > _ALL_AIRBORNE else 2.0 * flash
