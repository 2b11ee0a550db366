"""Forest fire: spread, growth, containment and what they do to roads and people (森林火灾)."""

from sandtable.hazards.fire.containment import Containment, Resource, contain
from sandtable.hazards.fire.ellipse import Ellipse
from sandtable.hazards.fire.fuel_models import STANDARD, FuelModel, fuel_model
from sandtable.hazards.fire.growth import Growth, grow
from sandtable.hazards.fire.ignition import cells_of_area, cells_of_line
from sandtable.hazards.fire.landscape import Landscape
from sandtable.hazards.fire.projection import Frame, Rules, project
from sandtable.hazards.fire.rothermel import Bed, Spread, bed, spread
from sandtable.hazards.fire.spotting import Brands, Spotting
from sandtable.hazards.fire.wang import Ground, GroundFuel
from sandtable.hazards.fire.weather import Weather

__all__ = [
    "STANDARD",
    "Bed",
    "Brands",
    "Containment",
    "Ellipse",
    "Frame",
    "FuelModel",
    "Ground",
    "GroundFuel",
    "Growth",
    "Landscape",
    "Resource",
    "Rules",
    "Spotting",
    "Spread",
    "Weather",
    "bed",
    "cells_of_area",
    "cells_of_line",
    "contain",
    "fuel_model",
    "grow",
    "project",
    "spread",
]
