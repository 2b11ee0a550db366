"""Numbers that make no sense are refused, with the name of the number in the message."""

from __future__ import annotations

import math

STANDARD_PRESSURE_PA = 101_325.0
"""Pressure of the air where nothing else is said [Pa]."""

GAS_CONSTANT = 8.314462
"""Universal gas constant [J/(mol K)]."""


def positive(**numbers: float) -> None:
    """Raise ValueError for the first number that is not finite and > 0; its name is the keyword."""
    for name, value in numbers.items():
        if not (math.isfinite(value) and value > 0.0):
            raise ValueError(f"{name}: found {value:g}, expected a number > 0")


def not_negative(**numbers: float) -> None:
    """Raise ValueError for the first number that is not finite and >= 0."""
    for name, value in numbers.items():
        if not (math.isfinite(value) and value >= 0.0):
            raise ValueError(f"{name}: found {value:g}, expected a number >= 0")


def kg_m3_per_ppm(
    molar_mass_kg_mol: float, temperature_k: float, pressure_pa: float = STANDARD_PRESSURE_PA
) -> float:
    """Return the concentration that one part per million by volume is [kg/m3].

    C = 1e-6 M P / (R T), an ideal gas. Chlorine at 25 C and 1 atm: 2.90 mg/m3.

    Parameters
    ----------
    temperature_k, pressure_pa
        Of the air.

    Raises
    ------
    ValueError
        If a number is not above 0.

    """
    positive(
        molar_mass_kg_mol=molar_mass_kg_mol, temperature_k=temperature_k, pressure_pa=pressure_pa
    )
    return 1e-6 * molar_mass_kg_mol * pressure_pa / (GAS_CONSTANT * temperature_k)
