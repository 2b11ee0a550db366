"""Kinds of hazards that are worked out, each in a module of this folder (灾害模型).

A new kind is one module: the keys of its part (`files.hazard_part.hazard_kind`) and its way to
realisations (`prepared.register`). It is found here by itself, its key in the JSON Schema too.
"""

from importlib import import_module
from pkgutil import iter_modules

from sandtable.files.schema import json_schema
from sandtable.hazards.kinds.hazard import Hazard, cited, danger_zones, prepared
from sandtable.hazards.kinds.realisations import (
    constants,
    hazard_of,
    realisations,
    season_constants,
)

for _module in iter_modules(__path__):
    import_module(f"{__name__}.{_module.name}")

__all__ = [
    "Hazard",
    "cited",
    "constants",
    "danger_zones",
    "hazard_of",
    "json_schema",
    "prepared",
    "realisations",
    "season_constants",
]
