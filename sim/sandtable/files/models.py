"""The five kinds of files and their models."""

from __future__ import annotations

from functools import cache
from types import GenericAlias
from typing import Any

from pydantic import Field, create_model

from sandtable.files.fields import FilePart
from sandtable.files.hazard_part import HAZARD_KINDS, HazardPart
from sandtable.files.impact_model import ImpactItem
from sandtable.files.place_model import PlaceFile
from sandtable.files.plan_model import PlanFile
from sandtable.files.scenario_model import ScenarioFile
from sandtable.files.study_model import StudyFile
from sandtable.files.targets_model import TargetsFile

MODELS: dict[str, type[FilePart]] = {
    "place": PlaceFile,
    "plan": PlanFile,
    "targets": TargetsFile,
    "scenario": ScenarioFile,
    "study": StudyFile,
}
KINDS = tuple(MODELS)
"""Kinds of files, as their first line names them."""


def model_of(kind: str) -> type[FilePart]:
    """Return the model of a kind of file, with the kinds of hazards that are known by now.

    Raises
    ------
    KeyError
        If there is no such kind.

    """
    return _scenario(tuple(HAZARD_KINDS.items())) if kind == "scenario" else MODELS[kind]


@cache
def _scenario(hazards: tuple[tuple[str, type[HazardPart]], ...]) -> type[ScenarioFile]:
    """Return scenarios in whose impacts each kind of hazard has its key."""
    keys: dict[str, Any] = {key: (part | None, None) for key, part in hazards}
    entry = create_model("ImpactItem", __base__=ImpactItem, __doc__=ImpactItem.__doc__, **keys)
    impacts: Any = (GenericAlias(list, (entry,)), Field(default_factory=list))
    return create_model(
        "ScenarioFile", __base__=ScenarioFile, __doc__=ScenarioFile.__doc__, impacts=impacts
    )
