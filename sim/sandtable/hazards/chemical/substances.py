"""Substances that leak: what they weigh, when they boil, how they flash (危险化学品)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import Literal

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, kg_m3_per_ppm

Confidence = Literal["high", "low"]
"""``low``: nobody has checked the number at its source, or a second source does not agree."""

_STATE = "evaluated with CoolProp 8.0.0"


@dataclass(frozen=True, slots=True, kw_only=True)
class Substance:
    """A substance with the constants that a release needs (物质).

    Parameters
    ----------
    name, chinese, formula, cas
        Names people know it by.
    molar_mass_kg_mol
        Molar mass.
    boiling_k, latent_j_kg
        Boiling point and heat of vaporisation at 101 325 Pa.
    liquid_kg_m3, liquid_20_kg_m3
        Density of the saturated liquid at its boiling point and at 20 C.
    cp_liquid_j_kgk
        Specific heat of the liquid at its boiling point.
    cp_gas_j_kgk, gamma
        Specific heat of the dilute gas at 25 C, and its ratio of specific heats.
    vapour_20_pa
        Vapour pressure at 20 C.
    source, valid, confidence
        Of all these numbers together.

    """

    name: str
    chinese: str
    formula: str
    cas: str
    molar_mass_kg_mol: float
    boiling_k: float
    latent_j_kg: float
    liquid_kg_m3: float
    liquid_20_kg_m3: float
    cp_liquid_j_kgk: float
    cp_gas_j_kgk: float
    gamma: float
    vapour_20_pa: float
    source: str = field(repr=False)
    valid: str = field(repr=False, default="boiling point to 40 C; vapour pressure within 3 %")
    confidence: Confidence = "high"

    def vapour_pa(self, temperature_k: float) -> float:
        """Return the vapour pressure at a temperature [Pa].

        ln p is linear in 1 / T through the boiling point and 20 C (Clausius and Clapeyron): within
        3 % from the boiling point to 40 C.

        Raises
        ------
        ValueError
            If the temperature is out of this range.

        """
        if not self.boiling_k - 20.0 <= temperature_k <= 313.15 or not temperature_k > 0.0:
            raise ValueError(
                f"temperature of {self.name}: found {temperature_k:g} K, expected"
                f" {self.boiling_k - 20.0:.1f} K to 313.15 K"
            )
        slope = math.log(self.vapour_20_pa / STANDARD_PRESSURE_PA)
        slope /= 1.0 / self.boiling_k - 1.0 / _TWENTY_K
        lower = 1.0 / self.boiling_k - 1.0 / temperature_k
        return STANDARD_PRESSURE_PA * math.exp(slope * lower)

    def kg_m3_per_ppm(
        self, temperature_k: float = 298.15, pressure_pa: float = STANDARD_PRESSURE_PA
    ) -> float:
        """Return the concentration that one part per million is in air [kg/m3]."""
        return kg_m3_per_ppm(self.molar_mass_kg_mol, temperature_k, pressure_pa)

    def gas_kg_m3(self, temperature_k: float, pressure_pa: float = STANDARD_PRESSURE_PA) -> float:
        """Return the density of the gas, taken as ideal [kg/m3]."""
        return 1e6 * self.kg_m3_per_ppm(temperature_k, pressure_pa)


_TWENTY_K = 293.15

AMMONIA = Substance(
    name="ammonia",
    chinese="氨",
    formula="NH3",
    cas="7664-41-7",
    molar_mass_kg_mol=0.01703052,
    boiling_k=239.834,
    latent_j_kg=1.36967e6,
    liquid_kg_m3=681.63,
    liquid_20_kg_m3=610.39,
    cp_liquid_j_kgk=4465.3,
    cp_gas_j_kgk=2086.8,
    gamma=1.3054,
    vapour_20_pa=857_040.0,
    source=f"Gao et al. 2020, J. Phys. Chem. Ref. Data (equation of state), {_STATE}",
)
CHLORINE = Substance(
    name="chlorine",
    chinese="氯",
    formula="Cl2",
    cas="7782-50-5",
    molar_mass_kg_mol=0.070906,
    boiling_k=239.198,
    latent_j_kg=286_963.0,
    liquid_kg_m3=1563.6,
    liquid_20_kg_m3=1408.2,
    cp_liquid_j_kgk=940.73,
    cp_gas_j_kgk=478.62,
    gamma=1.3245,
    vapour_20_pa=675_697.0,
    source=f"Thol et al. 2021, AIChE Journal (equation of state), {_STATE}",
)
PROPANE = Substance(
    name="propane",
    chinese="丙烷",
    formula="C3H8",
    cas="74-98-6",
    molar_mass_kg_mol=0.04409562,
    boiling_k=231.036,
    latent_j_kg=425_592.0,
    liquid_kg_m3=580.88,
    liquid_20_kg_m3=500.06,
    cp_liquid_j_kgk=2246.0,
    cp_gas_j_kgk=1663.1,
    gamma=1.1279,
    vapour_20_pa=836_461.0,
    source=f"Lemmon, McLinden & Wagner 2009, J. Chem. Eng. Data (equation of state), {_STATE}",
)
HYDROGEN_SULPHIDE = Substance(
    name="hydrogen_sulphide",
    chinese="硫化氢",
    formula="H2S",
    cas="7783-06-4",
    molar_mass_kg_mol=0.03408088,
    boiling_k=212.855,
    latent_j_kg=546_405.0,
    liquid_kg_m3=949.19,
    liquid_20_kg_m3=787.48,
    cp_liquid_j_kgk=1995.1,
    cp_gas_j_kgk=1000.8,
    gamma=1.3223,
    vapour_20_pa=1_780_998.0,
    source=f"Lemmon & Span 2006, J. Chem. Eng. Data (equation of state), {_STATE}",
)

SUBSTANCES = {one.name: one for one in (AMMONIA, CHLORINE, HYDROGEN_SULPHIDE, PROPANE)}


def substance(name: str) -> Substance:
    """Return a substance by its name, its Chinese name, formula or CAS number.

    Raises
    ------
    ValueError
        If it is not in the table.

    """
    for one in SUBSTANCES.values():
        if name in {one.name, one.chinese, one.formula, one.cas}:
            return one
    known = ", ".join(SUBSTANCES)
    raise ValueError(f"substance: found {name!r}, expected one of {known}. Or state its constants.")
