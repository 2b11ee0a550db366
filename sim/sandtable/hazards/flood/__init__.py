"""Flood: water behind a breach of a dike, as a level pool that spreads from it (洪水)."""

from sandtable.hazards.flood.breach import Breach, inflow_m3s
from sandtable.hazards.flood.polder import Cell, Filling, Polder, fill
from sandtable.hazards.flood.projection import project
from sandtable.hazards.flood.realisation import StatedPolder, realise

__all__ = [
    "Breach",
    "Cell",
    "Filling",
    "Polder",
    "StatedPolder",
    "fill",
    "inflow_m3s",
    "project",
    "realise",
]
