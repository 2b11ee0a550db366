"""When a gas is heavy, and how far it reaches then: Britter and McQuaid's screening (重气)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

import numpy as np

from sandtable.hazards.chemical.checks import positive

GRAVITY = 9.81
AIR_KG_M3 = 1.204
"""Air of 20 C at 1 atm."""

DENSE_PLUME = 0.15
DENSE_PUFF = 0.20
"""A release is dense from these numbers on; unverified, confidence low."""

_LONG, _SHORT = 2.5, 0.6

_Branch = tuple[tuple[float, float, float], ...]
"""Up to which alpha, and slope and constant of beta there."""

_PLUME: tuple[tuple[float, _Branch], ...] = (
    (0.10, ((-0.55, 0.0, 1.75), (-0.14, 0.24, 1.88), (1.0, -0.50, 1.78))),
    (0.05, ((-0.68, 0.0, 1.92), (-0.29, 0.36, 2.16), (-0.18, 0.0, 2.06), (1.0, -0.56, 1.96))),
    (0.02, ((-0.69, 0.0, 2.08), (-0.31, 0.45, 2.39), (-0.16, 0.0, 2.25), (1.0, -0.54, 2.16))),
    (0.01, ((-0.70, 0.0, 2.25), (-0.29, 0.49, 2.59), (-0.20, 0.0, 2.45), (1.0, -0.52, 2.35))),
    (0.005, ((-0.67, 0.0, 2.40), (-0.28, 0.59, 2.80), (-0.15, 0.0, 2.63), (1.0, -0.48, 2.56))),
    (0.002, ((-0.69, 0.0, 2.60), (-0.25, 0.39, 2.87), (-0.13, 0.0, 2.77), (1.0, -0.50, 2.71))),
)
_PUFF: tuple[tuple[float, _Branch], ...] = (
    (0.10, ((-0.44, 0.0, 0.70), (0.43, 0.26, 0.81), (1.0, 0.0, 0.93))),
    (0.05, ((-0.56, 0.0, 0.85), (0.31, 0.26, 1.00), (1.0, -0.12, 1.12))),
    (0.02, ((-0.66, 0.0, 0.95), (0.32, 0.36, 1.19), (1.0, -0.26, 1.38))),
    (0.01, ((-0.71, 0.0, 1.15), (0.37, 0.34, 1.39), (1.0, -0.38, 1.66))),
    (0.005, ((-0.52, 0.0, 1.48), (0.24, 0.26, 1.62), (1.0, -0.30, 1.75))),
    (0.002, ((0.27, 0.0, 1.83), (1.0, -0.32, 1.92))),
    (0.001, ((-0.10, 0.0, 2.075), (1.0, -0.27, 2.05))),
)
_NEAR = 306.0
_NEAR_END = 30.0
_NEAR_PUFF = 3.24


@dataclass(frozen=True, slots=True, kw_only=True)
class HeavyGas:
    """A cloud that may be heavier than air, as it is released (重气云).

    Parameters
    ----------
    density_kg_m3
        Of the cloud at its beginning, droplets included, > 0.
    concentration_kg_m3
        Of the substance in it, > 0.
    temperature_k, air_k
        Of the cloud and of the air.
    air_kg_m3
        Density of the air.

    """

    density_kg_m3: float
    concentration_kg_m3: float
    temperature_k: float
    air_k: float = 293.15
    air_kg_m3: float = AIR_KG_M3

    @property
    def gravity(self) -> float:
        """Reduced gravity g (rho - rho_a) / rho_a, 0 for a light gas [m/s2]."""
        positive(density_kg_m3=self.density_kg_m3, air_kg_m3=self.air_kg_m3)
        return GRAVITY * max(self.density_kg_m3 / self.air_kg_m3 - 1.0, 0.0)

    def diluted(self, fraction: float) -> float:
        """Return the concentration at a volume fraction of the isothermal cloud [kg/m3].

        c = c' T' / (1 - c' + c' T') with T' = T_a / T_0.
        """
        warmer = self.air_k / self.temperature_k
        part = fraction * warmer / (1.0 - fraction + fraction * warmer)
        return part * self.concentration_kg_m3


def is_dense_plume(gas: HeavyGas, flow_m3_s: float, wind_mps: float) -> bool:
    """Tell whether a continuous release is dense: (g' V / (u**3 D)) ** (1/3) >= 0.15."""
    positive(flow_m3_s=flow_m3_s, wind_mps=wind_mps)
    size = math.sqrt(flow_m3_s / wind_mps)
    cubed: float = gas.gravity * flow_m3_s / (wind_mps**3 * size)
    return cubed >= DENSE_PLUME**3


def dense_caution(gas: HeavyGas, flow_kg_s: float, wind_mps: float) -> str:
    """Return what must be said beside puffs or a plume of a dense release; "" = nothing.

    Parameters
    ----------
    flow_kg_s
        Of the cloud as it is released, >= 0.

    """
    if flow_kg_s == 0.0 or not is_dense_plume(gas, flow_kg_s / gas.density_kg_m3, wind_mps):
        return ""
    return (
        f"{flow_kg_s:g} kg/s in {wind_mps:g} m/s is a dense release: near to it the cloud is wider,"
        " lower and slower than a Gaussian formula says. Compare the charts of heavy gas."
    )


def is_dense_puff(gas: HeavyGas, volume_m3: float, wind_mps: float) -> bool:
    """Tell whether a release of a moment is dense: sqrt(g' V0) / (u D) >= 0.20."""
    positive(volume_m3=volume_m3, wind_mps=wind_mps)
    number: float = math.sqrt(gas.gravity * volume_m3) / (wind_mps * volume_m3 ** (1.0 / 3.0))
    return number >= DENSE_PUFF


def duration_kind(
    duration_s: float, distance_m: float, wind_mps: float
) -> Literal["continuous", "instantaneous", "either"]:
    """Tell how a release looks from a distance; of `either`, take the answer that reaches farther.

    Continuous where u T / x >= 2.5, of a moment where it is <= 0.6.
    """
    positive(duration_s=duration_s, distance_m=distance_m, wind_mps=wind_mps)
    number = wind_mps * duration_s / distance_m
    if number >= _LONG:
        return "continuous"
    return "instantaneous" if number <= _SHORT else "either"


def dense_plume_kg_m3(gas: HeavyGas, flow_m3_s: float, wind_mps: float, distance_m: float) -> float:
    """Return the concentration downwind of a continuous dense release, at the ground [kg/m3].

    Flat ground, no obstacles; right within a factor of two at best.

    Parameters
    ----------
    flow_m3_s
        Volume released per second, as the cloud is at its beginning.
    wind_mps
        At 10 m.

    Raises
    ------
    ValueError
        If a number makes no sense, or alpha is above 1, where the charts end.

    References
    ----------
    Britter & McQuaid (1988), Workbook on the dispersion of dense gases, HSE 17/1988; fits as in
    TSCREEN and CCPS (1999).

    """
    positive(flow_m3_s=flow_m3_s, wind_mps=wind_mps, distance_m=distance_m)
    size = math.sqrt(flow_m3_s / wind_mps)
    beta = _betas(_PLUME, _alpha(0.2, gas.gravity**2 * flow_m3_s / wind_mps**5))
    return gas.diluted(plume_fraction(distance_m / size, beta))


def dense_puff_kg_m3(
    gas: HeavyGas, volume_m3: float, wind_mps: float, distance_m: float, since_s: float
) -> float:
    """Return the concentration on the axis of a dense cloud of a moment, 0 outside it [kg/m3].

    The cloud is a disc of radius sqrt(R0**2 + 1.2 t sqrt(g' V0)) whose centre moves with 0.4 u.

    Raises
    ------
    ValueError
        If a number makes no sense, or alpha is above 1, where the charts end.

    References
    ----------
    Britter & McQuaid (1988), HSE 17/1988; fits as in TSCREEN and CCPS (1999).

    """
    positive(volume_m3=volume_m3, wind_mps=wind_mps, distance_m=distance_m, since_s=since_s)
    size = volume_m3 ** (1.0 / 3.0)
    beta = _betas(_PUFF, _alpha(0.5, gas.gravity * size / wind_mps**2))
    start = (3.0 * volume_m3 / (4.0 * math.pi)) ** (1.0 / 3.0)
    radius = math.sqrt(start**2 + 1.2 * since_s * math.sqrt(gas.gravity * volume_m3))
    if abs(distance_m - 0.4 * wind_mps * since_s) > radius:
        return 0.0
    return gas.diluted(puff_fraction(distance_m / size, beta))


def plume_fraction(scaled: float, beta: tuple[float, ...]) -> float:
    """Return c' at x / D, given the betas of the chart, largest c' first."""
    if scaled < _NEAR_END:
        return _near(scaled)
    fractions = [_near(_NEAR_END), *(fraction for fraction, _branch in _PLUME)]
    return _charted(scaled, (math.log10(_NEAR_END), *beta), fractions)


def puff_fraction(scaled: float, beta: tuple[float, ...]) -> float:
    """Return c' at x / V0**(1/3), given the betas of the chart, largest c' first."""
    fractions = [fraction for fraction, _branch in _PUFF]
    if math.log10(scaled) < beta[0]:
        return max(fractions[0], _NEAR_PUFF / (_NEAR_PUFF + scaled**2))
    return _charted(scaled, beta, fractions)


def _near(scaled: float) -> float:
    return _NEAR / (_NEAR + scaled**2)


def _charted(scaled: float, beta: tuple[float, ...], fractions: list[float]) -> float:
    """Return c', linear in beta between the points of a chart, c' x**2 = const beyond the last."""
    at = math.log10(scaled)
    if at > beta[-1]:
        return float(fractions[-1] * 10.0 ** (2.0 * (beta[-1] - at)))
    return float(np.interp(at, beta, fractions))


def _alpha(factor: float, number: float) -> float:
    alpha = factor * math.log10(number) if number > 0.0 else -math.inf
    if alpha > 1.0:
        raise ValueError(
            f"dense gas: found alpha = {alpha:.2f}, expected at most 1, where the charts of Britter"
            " and McQuaid end: too much heavy gas in too little wind."
        )
    return alpha


def _betas(chart: tuple[tuple[float, _Branch], ...], alpha: float) -> tuple[float, ...]:
    """Return beta of every c' of a chart."""
    return tuple(_beta(branch, alpha) for _fraction, branch in chart)


def _beta(branch: _Branch, alpha: float) -> float:
    _upto, slope, constant = next(piece for piece in branch if alpha <= piece[0])
    return constant if slope == 0.0 else slope * alpha + constant
