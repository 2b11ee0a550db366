"""Vessels that empty through a hole, step by step, and lose no kilogram (容器泄放)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, positive
from sandtable.hazards.chemical.outflow import (
    CD_GAS,
    CD_LIQUID,
    gas_outflow_kg_s,
    liquid_outflow_kg_s,
)
from sandtable.hazards.chemical.release import Release, from_masses


@dataclass(frozen=True, slots=True, kw_only=True)
class GasVessel:
    """A vessel full of gas that cools as it expands (气罐).

    Parameters
    ----------
    volume_m3, pressure_pa, density_kg_m3
        Volume, and absolute pressure and density of the gas at the beginning.
    gamma
        Ratio of specific heats, > 1.
    hole_m2
        Area of the hole.
    cd
        Discharge coefficient.

    """

    volume_m3: float
    pressure_pa: float
    density_kg_m3: float
    gamma: float
    hole_m2: float
    cd: float = CD_GAS
    ambient_pa: float = STANDARD_PRESSURE_PA

    def empties(self, until_s: float, step_s: float = 1.0) -> Release:
        """Return the release through the hole: isentropic, P ~ rho ** gamma.

        Choked all the way it is m0 (1 + (g - 1) / 2 (q0 / m0) t) ** (-2 / (g - 1)).
        """
        positive(volume_m3=self.volume_m3, pressure_pa=self.pressure_pa)
        start = self.volume_m3 * self.density_kg_m3

        def rate(mass_kg: float) -> float:
            full = mass_kg / start
            return gas_outflow_kg_s(
                self.hole_m2,
                self.pressure_pa * full**self.gamma,
                self.density_kg_m3 * full,
                self.gamma,
                ambient_pa=self.ambient_pa,
                cd=self.cd,
            )

        return _emptied(start, rate, until_s, step_s)


@dataclass(frozen=True, slots=True, kw_only=True)
class LiquidVessel:
    """An upright vessel of liquid with a hole below its level (液罐).

    Parameters
    ----------
    mass_kg
        Liquid over the hole: what lies lower stays.
    plan_m2
        Area of its horizontal section: the level falls by q / (rho plan_m2).
    density_kg_m3
        Of the liquid.
    pressure_pa
        On the liquid, absolute. It stays, as the vapour pressure over a liquefied gas does while
        liquid remains; that the vessel cools is left out, which is on the safe side.
    hole_m2, cd
        Area and discharge coefficient of the hole.

    """

    mass_kg: float
    plan_m2: float
    density_kg_m3: float
    pressure_pa: float
    hole_m2: float
    cd: float = CD_LIQUID
    ambient_pa: float = STANDARD_PRESSURE_PA

    def empties(self, until_s: float, step_s: float = 1.0) -> Release:
        """Return the release of liquid through the hole, until none is left over it."""
        positive(mass_kg=self.mass_kg, plan_m2=self.plan_m2, density_kg_m3=self.density_kg_m3)

        def rate(mass_kg: float) -> float:
            return liquid_outflow_kg_s(
                self.hole_m2,
                self.pressure_pa,
                self.density_kg_m3,
                ambient_pa=self.ambient_pa,
                head_m=max(mass_kg, 0.0) / self.density_kg_m3 / self.plan_m2,
                cd=self.cd,
            )

        return _emptied(self.mass_kg, rate, until_s, step_s)


def _emptied(
    mass_kg: float, rate: Callable[[float], float], until_s: float, step_s: float
) -> Release:
    """Empty a vessel in steps by the classical Runge-Kutta method; never below nothing.

    Each step releases what the content has lost, so released and left make up the whole.
    """
    positive(mass_kg=mass_kg, until_s=until_s, step_s=step_s)
    edges = _edges(until_s, step_s)
    left = np.empty(edges.size)
    left[0] = mass_kg
    for k, step in enumerate(np.diff(edges).tolist()):
        now = float(left[k])
        if now <= 0.0:
            left[k + 1] = 0.0
            continue
        one = rate(now)
        two = rate(max(now - step / 2.0 * one, 1e-12 * mass_kg))
        three = rate(max(now - step / 2.0 * two, 1e-12 * mass_kg))
        four = rate(max(now - step * three, 1e-12 * mass_kg))
        gone = step / 6.0 * (one + 2.0 * two + 2.0 * three + four)
        left[k + 1] = max(now - gone, 0.0)
    return from_masses(edges, left)


def _edges(until_s: float, step_s: float) -> NDArray[np.float64]:
    """Return the ends of equal steps, the last one shorter where it must be."""
    edges = np.arange(0.0, until_s, step_s)
    return np.append(edges[edges < until_s - 1e-9 * step_s], until_s)
