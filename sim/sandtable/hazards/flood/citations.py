"""Constants of the flood laws as data: what they are, where they stand, how far to trust them."""

from __future__ import annotations

from sandtable.hazards.citation import Cited

_TESTS = "tests/hazards/flood/"

CITED = (
    Cited(
        "safe speed pregnolato_2017",
        "0.0009 w² - 0.5529 w + 86.9448 km/h, w mm",
        "Pregnolato et al. 2017, Transp. Res. D 55",
        "0–300 mm, cars",
        "medium",
        f"{_TESTS}test_effects.py::test_safe_speed_as_published",
    ),
    Cited(
        "safe speed conservative, aggressive",
        "see SAFE_SPEED",
        "an open implementation",
        "the same",
        "low",
        f"{_TESTS}test_effects.py::test_deeper_water_is_never_faster",
    ),
    Cited(
        "hazard classes H1–H6",
        "HAZARD_CLASSES",
        "NSW FB03 2023, AIDR 7-3",
        "any flow",
        "medium",
        f"{_TESTS}test_effects.py::test_hazard_classes_at_their_limits",
    ),
    Cited(
        "vehicles",
        "VEHICLES",
        "Shand et al. 2011",
        "cars, v ≤ 3 m/s",
        "low",
        f"{_TESTS}test_effects.py::test_vehicles_by_depth_and_flow",
    ),
    Cited(
        "vehicles by clearance",
        "CLEARANCE",
        "USACE LifeSim technical reference",
        "cars",
        "medium",
        f"{_TESTS}test_effects.py::test_vehicles_of_three_estimates",
    ),
    Cited(
        "people who walk",
        "PEOPLE",
        "AR&R / Shand et al. 2011",
        "d ≤ 1.2 m",
        "low",
        f"{_TESTS}test_effects.py::test_people_who_walk",
    ),
    Cited(
        "boats",
        "≤ 3 m/s",
        "our choice: ask the plan",
        "rescue boats",
        "low",
        f"{_TESTS}test_effects.py::test_boats_where_it_is_slow",
    ),
    Cited(
        "deaths",
        "μ 1.46 σ 0.28 from 2.1 m on; μ 7.60 σ 2.75; all at 7 m²/s and 2 m/s",
        "Jonkman 2007",
        "rapid floods, coastal data",
        "low",
        f"{_TESTS}test_effects.py::test_deaths_by_zone",
    ),
    Cited(
        "breach, Froehlich",
        "0.27 K V^0.32 h^0.04; 63.2 √(V/(g h²)) s",
        "Froehlich 2008, J. Hydraul. Eng. 134",
        "embankment dams, not river dikes",
        "low",
        f"{_TESTS}test_growth.py::test_froehlich_by_hand",
    ),
    Cited(
        "breach, Von Thun & Gillette",
        "2.5 h + C; 0.015 h or 0.020 h + 0.25 h",
        "Wahl 1998, DSO-98-004, from memory",
        "embankment dams",
        "low",
        f"{_TESTS}test_growth.py::test_von_thun_and_gillette_by_hand",
    ),
    Cited(
        "weir",
        "(2/3)^1.5 √g",
        "critical depth on a broad crest, textbook",
        "broad crests",
        "high",
        f"{_TESTS}test_breach.py::test_free_overflow_is_that_of_a_broad_crested_weir",
    ),
    Cited(
        "drowned weir",
        "(1 - r^1.5)^0.385",
        "Villemonte 1947; primary source not read",
        "broad crests",
        "low",
        f"{_TESTS}test_breach.py::test_factor_of_villemonte",
    ),
    Cited(
        "Manning's n by cover",
        "MANNING",
        "order of Chow 1959, table 5-6",
        "floodplains",
        "low",
        f"{_TESTS}test_inertial.py::test_roughness_by_cover",
    ),
    Cited(
        "dry face",
        "1 mm",
        "our choice",
        "all",
        "low",
        f"{_TESTS}test_inertial.py::test_rain_equals_the_plain_scheme",
    ),
    Cited(
        "most Froude number",
        "1, told above 0.5",
        "our choice; de Almeida & Bates 2013",
        "all",
        "low",
        f"{_TESTS}test_inertial.py::test_fast_water_brings_a_caution",
    ),
)
"""Every constant of a flood law that a verdict may turn on; docs/hazards/flood.md shows them."""
