"""Substances that leak: what they weigh, when they boil, how they flash (危险化学品)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA, kg_m3_per_ppm

_COLDER_K = 20.0
_WARMEST_K = 313.15
_TWENTY_K = 293.15


@dataclass(frozen=True, slots=True)
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
    source
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

    def vapour_pa(self, temperature_k: float) -> float:
        """Return the vapour pressure at a temperature [Pa].

        ln p is linear in 1 / T through the boiling point and 20 C (Clausius and Clapeyron): within
        3 % from the boiling point to 40 C, and within 6 % down to 20 K below it, for cold pools.

        Raises
        ------
        ValueError
            If the temperature is out of this range.

        """
        coldest = self.boiling_k - _COLDER_K
        if not coldest <= temperature_k <= _WARMEST_K:
            raise ValueError(
                f"temperature of {self.name}: found {temperature_k:g} K, expected"
                f" {coldest:.1f} K to {_WARMEST_K:g} K"
            )
        slope = math.log(self.vapour_20_pa / STANDARD_PRESSURE_PA)
        slope /= 1.0 / self.boiling_k - 1.0 / _TWENTY_K
        lower = 1.0 / self.boiling_k - 1.0 / temperature_k
        return STANDARD_PRESSURE_PA * math.exp(slope * lower)

    def liquid_at_kg_m3(self, temperature_k: float) -> float:
        """Return the density of the liquid, linear through its boiling point and 20 C [kg/m3].

        Raises
        ------
        ValueError
            If the temperature is out of the range of `vapour_pa`.

        """
        self.vapour_pa(temperature_k)
        part = (temperature_k - self.boiling_k) / (_TWENTY_K - self.boiling_k)
        return self.liquid_kg_m3 + part * (self.liquid_20_kg_m3 - self.liquid_kg_m3)

    def kg_m3_per_ppm(
        self, temperature_k: float = 298.15, pressure_pa: float = STANDARD_PRESSURE_PA
    ) -> float:
        """Return the concentration that one part per million is in air [kg/m3]."""
        return kg_m3_per_ppm(self.molar_mass_kg_mol, temperature_k, pressure_pa)

    def gas_kg_m3(self, temperature_k: float, pressure_pa: float = STANDARD_PRESSURE_PA) -> float:
        """Return the density of the gas, taken as ideal [kg/m3]."""
        return 1e6 * self.kg_m3_per_ppm(temperature_k, pressure_pa)


_NAMES = (
    ("ammonia", "氨", "NH3", "7664-41-7"),
    ("chlorine", "氯", "Cl2", "7782-50-5"),
    ("hydrogen_sulphide", "硫化氢", "H2S", "7783-06-4"),
    ("propane", "丙烷", "C3H8", "74-98-6"),
)
_NUMBERS = {
    "molar_mass_kg_mol": (0.01703052, 0.070906, 0.03408088, 0.04409562),
    "boiling_k": (239.834, 239.198, 212.855, 231.036),
    "latent_j_kg": (1.36967e6, 286_963.0, 546_405.0, 425_592.0),
    "liquid_kg_m3": (681.63, 1563.6, 949.19, 580.88),
    "liquid_20_kg_m3": (610.39, 1408.2, 787.48, 500.06),
    "cp_liquid_j_kgk": (4465.3, 940.73, 1995.1, 2246.0),
    "cp_gas_j_kgk": (2086.8, 478.62, 1000.8, 1663.1),
    "gamma": (1.3054, 1.3245, 1.3223, 1.1279),
    "vapour_20_pa": (857_040.0, 675_697.0, 1_780_998.0, 836_461.0),
}
"""By field of `Substance`, a column for each name. Evaluated with CoolProp 8.0.0."""

_EQUATIONS_OF_STATE = (
    "Gao et al. 2020, J. Phys. Chem. Ref. Data",
    "Thol et al. 2021, AIChE Journal",
    "Lemmon & Span 2006, J. Chem. Eng. Data",
    "Lemmon, McLinden & Wagner 2009, J. Chem. Eng. Data",
)

SUBSTANCES = {
    names[0]: Substance(
        *names, **dict(zip(_NUMBERS, column, strict=True)), source=f"equation of state of {source}"
    )
    for names, column, source in zip(
        _NAMES, zip(*_NUMBERS.values(), strict=True), _EQUATIONS_OF_STATE, strict=True
    )
}
"""By name. A further substance is stated in the same fields."""


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
