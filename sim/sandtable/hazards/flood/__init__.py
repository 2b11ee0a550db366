"""Flood: level pools behind breaches, slow and fast water in two dimensions, HAND (洪水)."""

from sandtable.hazards.flood.breach import Breach, inflow_m3s
from sandtable.hazards.flood.domain import DikeBreach, Inlet, OpenEdge, Terrain
from sandtable.hazards.flood.inertial import Inertial
from sandtable.hazards.flood.polder import Cell, Filling, Polder, fill
from sandtable.hazards.flood.projection import project
from sandtable.hazards.flood.realisation import StatedPolder, realise
from sandtable.hazards.flood.shallow import Shallow

__all__ = [
    "Breach",
    "Cell",
    "DikeBreach",
    "Filling",
    "Inertial",
    "Inlet",
    "OpenEdge",
    "Polder",
    "Shallow",
    "StatedPolder",
    "Terrain",
    "fill",
    "inflow_m3s",
    "project",
    "realise",
]
