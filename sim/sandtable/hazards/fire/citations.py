"""What the defaults of the fire models rest on: source, range, test and confidence, as data."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sandtable.hazards.fire.projection import Rules
from sandtable.hazards.fire.rothermel import STATION_WIND
from sandtable.hazards.fire.suppression import FLANK_LIMIT_M, HAND_LINE_M_H, HEAD_LIMIT_M

_RULES = Rules()
_OWN = "own choice"
_ROADS = "tests/hazards/fire/test_projection.py"
_CREWS = "tests/hazards/fire/test_season.py::test_flames_decide_who_may_attack"


@dataclass(frozen=True, slots=True)
class Constant:
    """A default and what is known of it.

    Parameters
    ----------
    valid
        Range in which it holds.
    test
        Id of the test that meets it, "" = none.

    """

    name: str
    value: float
    unit: str
    source: str
    valid: str
    test: str
    confidence: Literal["high", "low"]


CONSTANTS = (
    Constant("wind at 10 m over 20 ft", STATION_WIND, "1", "none found", "open ground", "", "low"),
    Constant("burn-out", _RULES.burn_out_s, "s", _OWN, "900 to 3600", _ROADS, "low"),
    Constant("smoke radius", _RULES.smoke_m, "m", _OWN, "", _ROADS, "low"),
    Constant("smoke extinction", _RULES.smoke_per_m, "1/m", f"{_OWN}; Jin", "", _ROADS, "low"),
    Constant("hand crew at head", HEAD_LIMIT_M["hand_crew"], "m", "US practice", "", _CREWS, "low"),
    Constant("machine at head", HEAD_LIMIT_M["machine"], "m", "US practice", "", _CREWS, "low"),
    Constant("hand crew at flank", FLANK_LIMIT_M["hand_crew"], "m", _OWN, "", _CREWS, "low"),
    Constant("machine at flank", FLANK_LIMIT_M["machine"], "m", _OWN, "", _CREWS, "low"),
    Constant("line of 15 in grass", HAND_LINE_M_H[0], "m/h", "NWCG course 9.8", "grass", "", "low"),
)
"""Defaults that nobody has checked, or that are ours. Coefficients of published laws stand with
their equations; docs/hazards/fire.md tells what each law is worth."""
