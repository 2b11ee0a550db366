"""Chemical release: what leaks, where the wind carries it, and whom it harms (危化品泄漏)."""

from sandtable.hazards.chemical.citations import CITED
from sandtable.hazards.chemical.dense import (
    HeavyGas,
    dense_caution,
    dense_plume_kg_m3,
    is_dense_plume,
)
from sandtable.hazards.chemical.dose import Walk, indoors
from sandtable.hazards.chemical.outflow import (
    airborne_fraction,
    flash_fraction,
    gas_outflow_kg_s,
    hole_area_m2,
    liquid_outflow_kg_s,
)
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.probit import Probit, toxic_load
from sandtable.hazards.chemical.projection import Harm
from sandtable.hazards.chemical.puffs import Cloud, carry
from sandtable.hazards.chemical.realisation import Leak, realise
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.substances import SUBSTANCES, substance
from sandtable.hazards.chemical.toxicity import TOXICITIES, toxicity
from sandtable.hazards.chemical.vessel import GasVessel, LiquidVessel
from sandtable.hazards.chemical.weather import Weather, stability_class
from sandtable.hazards.chemical.zones import aegl_zones, reach_of

__all__ = [
    "CITED",
    "SUBSTANCES",
    "TOXICITIES",
    "Cloud",
    "GasVessel",
    "Harm",
    "HeavyGas",
    "Leak",
    "LiquidVessel",
    "Probit",
    "Release",
    "Walk",
    "Weather",
    "aegl_zones",
    "airborne_fraction",
    "carry",
    "dense_caution",
    "dense_plume_kg_m3",
    "flash_fraction",
    "gas_outflow_kg_s",
    "hole_area_m2",
    "indoors",
    "is_dense_plume",
    "liquid_outflow_kg_s",
    "plume_kg_m3",
    "reach_of",
    "realise",
    "stability_class",
    "substance",
    "toxic_load",
    "toxicity",
]
