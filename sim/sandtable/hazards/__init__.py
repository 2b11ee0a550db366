"""What hazards do to roads and people, as one product for all of them: the Impact (影响)."""

from sandtable.hazards.arrival import ArrivalRaster, Front, arrival_closures
from sandtable.hazards.course import Course
from sandtable.hazards.derive import derive
from sandtable.hazards.impact import NO_CONTROLS, Impact, compose
from sandtable.hazards.intensity import KINDS
from sandtable.hazards.rows import Exposure, FreeFire, HazardSource, Interval
from sandtable.hazards.tables import read_impacts

__all__ = [
    "KINDS",
    "NO_CONTROLS",
    "ArrivalRaster",
    "Course",
    "Exposure",
    "FreeFire",
    "Front",
    "HazardSource",
    "Impact",
    "Interval",
    "arrival_closures",
    "compose",
    "derive",
    "read_impacts",
]
