"""A Gaussian plume: a steady release in a steady wind (高斯烟羽)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from numba import njit

from sandtable.hazards.chemical.checks import not_negative, positive

if TYPE_CHECKING:
    from sandtable.hazards.chemical.dispersion import SigmaSet

LEAST_WIND_MPS = 1.0
"""Gaussian formulas have no answer in calmer air [m/s]."""

_LID_FELT = 0.4
"""A mixing lid is felt once sigma_z is above this part of its height: a choice."""

_IMAGES = 4
_WELL_MIXED = 1.6
"""Above this part of the height of the lid the air below is taken as evenly mixed."""


@njit(cache=True)
def vertical(z_m: float, height_m: float, sigma_m: float, lid_m: float) -> float:
    """Return the vertical term of a Gaussian formula, reflected at the ground and at a lid.

    exp(-(z - H)**2 / 2 s**2) + exp(-(z + H)**2 / 2 s**2), and the images at +-2 j lid once sigma is
    above 0.4 of the lid; sqrt(2 pi) s / lid where the air below the lid is evenly mixed.

    Parameters
    ----------
    lid_m
        Height of the mixing lid, inf = none [m].

    """
    if sigma_m > _WELL_MIXED * lid_m:
        return math.sqrt(2.0 * math.pi) * sigma_m / lid_m
    double = 2.0 * sigma_m * sigma_m
    below, above = z_m - height_m, z_m + height_m
    value = math.exp(-below * below / double) + math.exp(-above * above / double)
    if sigma_m > _LID_FELT * lid_m:
        for j in range(1, _IMAGES + 1):
            for shift in (-2.0 * j * lid_m, 2.0 * j * lid_m):
                value += math.exp(-((below + shift) ** 2) / double)
                value += math.exp(-((above + shift) ** 2) / double)
    return value


def plume_kg_m3(
    rate_kg_s: float,
    wind_mps: float,
    at_m: tuple[float, float, float],
    sigmas: SigmaSet,
    stability: str,
    *,
    height_m: float = 0.0,
    lid_m: float = math.inf,
    beyond: bool = False,
) -> float:
    """Return the concentration in a steady plume, 0 upwind [kg/m3].

    Q / (2 pi u s_y s_z) exp(-y**2 / 2 s_y**2) times `vertical`. Ground is flat, nothing settles.

    Parameters
    ----------
    rate_kg_s
        Steady release, >= 0.
    wind_mps
        At the height of the release, >= 1 [m/s].
    at_m
        Distance downwind, across the wind and above the ground [m].
    height_m
        Of the release above the ground, >= 0.
    lid_m
        Height of the mixing lid, inf = none.
    beyond
        Use the formula where it is not meant, too: nearer, farther or calmer.

    Raises
    ------
    ValueError
        If a number makes no sense, the air is too calm, or the distance is out of the range of the
        sigmas.

    References
    ----------
    CCPS (1999), p. 97; Turner (1970), Workbook of Atmospheric Dispersion Estimates, AP-26.

    """
    downwind_m, across_m, z_m = at_m
    not_negative(rate_kg_s=rate_kg_s, height_m=height_m, z_m=z_m)
    check_wind(wind_mps, beyond=beyond)
    if not lid_m > height_m:
        raise ValueError(f"lid: found {lid_m:g} m, expected a height above the release")
    if downwind_m <= 0.0:
        return 0.0
    s_y, s_z = sigmas.at(downwind_m, stability, beyond=beyond)
    across = math.exp(-(across_m**2) / (2.0 * s_y**2))
    upright = vertical(z_m, height_m, s_z, lid_m)
    return float(rate_kg_s / (2.0 * math.pi * wind_mps * s_y * s_z) * across * upright)


def check_wind(wind_mps: float, *, beyond: bool = False) -> None:
    """Raise ValueError for a wind that is negative, or too calm for a Gaussian formula."""
    positive(wind_mps=wind_mps)
    if not beyond and wind_mps < LEAST_WIND_MPS:
        raise ValueError(
            f"wind: found {wind_mps:g} m/s, expected at least {LEAST_WIND_MPS:g} m/s: in calmer air"
            " a Gaussian formula has no answer. Use the isolation distances, or 1 m/s knowingly."
        )
