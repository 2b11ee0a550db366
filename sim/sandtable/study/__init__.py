"""Studies: replications, verdicts, comparison, stopping, the result store (研究)."""

from sandtable.study.case import Case, Point
from sandtable.study.check import check_files
from sandtable.study.compare import Difference
from sandtable.study.engines import Engine, cores, given, serial
from sandtable.study.farm import StudyFailed
from sandtable.study.identity import study_id
from sandtable.study.load import Loaded, load_run, load_study
from sandtable.study.lock import FolderInUse
from sandtable.study.run import StudyResult, run_study
from sandtable.study.stopping import Stopping
from sandtable.study.store import DamagedResults, open_results
from sandtable.study.verdict import LowConfidenceInput, Verdict
from sandtable.study.why import Closure, Why, why

__all__ = [
    "Case",
    "Closure",
    "DamagedResults",
    "Difference",
    "Engine",
    "FolderInUse",
    "Loaded",
    "LowConfidenceInput",
    "Point",
    "Stopping",
    "StudyFailed",
    "StudyResult",
    "Verdict",
    "Why",
    "check_files",
    "cores",
    "given",
    "load_run",
    "load_study",
    "open_results",
    "run_study",
    "serial",
    "study_id",
    "why",
]
