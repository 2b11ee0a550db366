"""Constants of the flood laws as data: what they are, where they stand, how far to trust them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A law or a set of constants and where it comes from (出处).

    Parameters
    ----------
    name
        What it is called in files and reports.
    value
        The constants as a reader would write them, with units.
    source
        Author, year, title, section or table.
    validity
        Where it holds.
    confidence
        ``high`` = recomputed or read in the source; ``medium`` = several independent copies agree;
        ``low`` = unverified, or a choice of ours: a verdict that turns on it must say so.
    test
        The test that holds it, file and name.

    """

    name: str
    value: str
    source: str
    validity: str
    confidence: Literal["high", "medium", "low"]
    test: str


CONSTANTS = (
    Cited(
        name="safe speed pregnolato_2017",
        value="0.0009 w² - 0.5529 w + 86.9448 km/h, w mm",
        source="Pregnolato et al. 2017, Transp. Res. D 55",
        validity="0–300 mm, cars",
        confidence="medium",
        test="test_effects.py::test_safe_speed_as_published",
    ),
    Cited(
        name="safe speed conservative, aggressive",
        value="see SAFE_SPEED",
        source="an open implementation",
        validity="the same",
        confidence="low",
        test="test_effects.py::test_deeper_water_is_never_faster",
    ),
    Cited(
        name="hazard classes H1–H6",
        value="HAZARD_CLASSES",
        source="NSW FB03 2023, AIDR 7-3",
        validity="any flow",
        confidence="medium",
        test="test_effects.py::test_hazard_classes_at_their_limits",
    ),
    Cited(
        name="vehicles",
        value="VEHICLES",
        source="Shand et al. 2011",
        validity="cars, v ≤ 3 m/s",
        confidence="low",
        test="test_effects.py::test_vehicles_by_depth_and_flow",
    ),
    Cited(
        name="vehicles by clearance",
        value="CLEARANCE",
        source="USACE LifeSim technical reference",
        validity="cars",
        confidence="medium",
        test="test_effects.py::test_vehicles_of_three_estimates",
    ),
    Cited(
        name="drivers who enter",
        value="WILLING_M",
        source="LifeSim technical reference, appendix G",
        validity="civil drivers",
        confidence="medium",
        test="test_effects.py::test_drivers_who_enter",
    ),
    Cited(
        name="people who walk",
        value="PEOPLE",
        source="AR&R / Shand et al. 2011",
        validity="d ≤ 1.2 m",
        confidence="low",
        test="test_effects.py::test_people_who_walk",
    ),
    Cited(
        name="boats",
        value="≥ 0.5 m, ≤ 3 m/s",
        source="our choice: ask the plan",
        validity="rescue boats",
        confidence="low",
        test="test_effects.py::test_boats_where_it_is_deep_and_slow",
    ),
    Cited(
        name="refuge",
        value="below H5 and not > 2 m with > 2 m/s",
        source="our choice",
        validity="houses",
        confidence="low",
        test="test_effects.py::test_a_house_that_is_no_refuge",
    ),
    Cited(
        name="hazard rating",
        value="d (v + 0.5) + DF; 0.75, 1.25, 2.0",
        source="Defra FD2321",
        validity="people",
        confidence="low",
        test="test_effects.py::test_hazard_rating",
    ),
    Cited(
        name="deaths",
        value="μ 1.46 σ 0.28; μ 7.60 σ 2.75; all at 7 m²/s and 2 m/s",
        source="Jonkman 2007",
        validity="rapid floods, coastal data",
        confidence="low",
        test="test_effects.py::test_deaths_by_zone",
    ),
    Cited(
        name="breach, Froehlich",
        value="0.27 K V^0.32 h^0.04; 63.2 √(V/(g h²)) s",
        source="Froehlich 2008, J. Hydraul. Eng. 134",
        validity="embankment dams, not river dikes",
        confidence="low",
        test="test_growth.py::test_froehlich_by_hand",
    ),
    Cited(
        name="breach, Von Thun & Gillette",
        value="2.5 h + C; 0.015 h or 0.020 h + 0.25 h",
        source="Wahl 1998, DSO-98-004, from memory",
        validity="embankment dams",
        confidence="low",
        test="test_growth.py::test_von_thun_and_gillette_by_hand",
    ),
    Cited(
        name="weir, drowned weir",
        value="(2/3)^1.5 √g; (1 - r^1.5)^0.385",
        source="theory; Villemonte 1947",
        validity="broad crests",
        confidence="low",
        test="test_breach.py",
    ),
    Cited(
        name="Manning's n by cover",
        value="MANNING",
        source="order of Chow 1959, table 5-6",
        validity="floodplains",
        confidence="low",
        test="test_inertial.py::test_roughness_by_cover",
    ),
    Cited(
        name="dry face",
        value="1 mm",
        source="our choice",
        validity="all",
        confidence="low",
        test="test_inertial.py::test_rain_equals_the_plain_scheme",
    ),
    Cited(
        name="most Froude number",
        value="1, told above 0.5",
        source="our choice; de Almeida & Bates 2013",
        validity="all",
        confidence="low",
        test="test_inertial.py::test_fast_water_brings_a_caution",
    ),
)
"""Every constant of a flood law that a verdict may turn on; docs/hazards/flood.md shows them."""
