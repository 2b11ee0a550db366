"""The five kinds of files and their models."""

from __future__ import annotations

from sandtable.files.fields import FilePart
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
