"""Files of users: read, checked and brought home, with every fault in its place."""

from sandtable.files.library import find, library_folders, names
from sandtable.files.models import KINDS
from sandtable.files.network_reader import read_network
from sandtable.files.reader import Reader, kind_of
from sandtable.files.scenario_files import Above, Instead, ScenarioFiles, read_scenario
from sandtable.files.schema import json_schema
from sandtable.files.study_files import StudyStated, read_study
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import read_table

__all__ = [
    "KINDS",
    "Above",
    "Instead",
    "Line",
    "Reader",
    "ScenarioFiles",
    "StudyStated",
    "Table",
    "find",
    "json_schema",
    "kind_of",
    "library_folders",
    "names",
    "read_network",
    "read_scenario",
    "read_study",
    "read_table",
]
