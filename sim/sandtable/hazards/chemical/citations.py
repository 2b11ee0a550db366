"""Constants of chemical releases as data: where they stand, where they hold, how far to trust."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

_TESTS = "tests/hazards/chemical/"


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
        Author, year, section or table.
    validity
        Where it holds.
    confidence
        ``high`` = recomputed against published numbers, or read in the source; ``low`` =
        unverified, or a choice of ours: a verdict that turns on it must say so.
    test
        The test that holds it: file and name below the tests of this folder.

    """

    name: str
    value: str
    source: str
    validity: str
    confidence: Literal["high", "low"]
    test: str


def _cited(*row: str) -> Cited:
    name, value, source, validity, confidence, test = row
    return Cited(
        name=name,
        value=value,
        source=source,
        validity=validity,
        confidence="high" if confidence == "high" else "low",
        test=_TESTS + test,
    )


CITED = (
    _cited(
        "gas outflow",
        "Cd 0.85",
        "CCPS 1999, p. 47",
        "ideal gas, sharp hole",
        "high",
        "test_outflow.py::test_choked_gas_as_published",
    ),
    _cited(
        "liquid outflow",
        "Cd 0.62 (0.61-0.63)",
        "CCPS 1999, p. 40",
        "sharp hole, liquid that does not boil in it",
        "high",
        "test_outflow.py::test_liquid_as_published",
    ),
    _cited(
        "two-phase outflow",
        "A L / v_fg / sqrt(c_p T)",
        "homogeneous equilibrium; primary source not read",
        "pipe longer than 0.1 m",
        "low",
        "test_outflow.py::test_two_phase_by_hand",
    ),
    _cited(
        "flash",
        "1 - exp(-c_p dT / L)",
        "textbook heat balance",
        "superheated liquid",
        "high",
        "test_outflow.py::test_flash_by_hand",
    ),
    _cited(
        "airborne droplets",
        "as much again; all above a flash of 0.2",
        "rule of thumb; primary source not read",
        "jets of liquefied gas",
        "low",
        "test_outflow.py::test_droplets_weigh_as_much_again",
    ),
    _cited(
        "pool depth",
        "1 cm",
        "rule of thumb; primary source not read",
        "open, flat ground",
        "low",
        "test_release.py::test_a_bund_holds_the_pool",
    ),
    _cited(
        "evaporation",
        "0.0048 u^(7/9) d^(-1/9) Sc^(-2/3) m/s, Sc 0.8",
        "Mackay & Matsugu 1973; paper not read, units recomputed",
        "wind of at least 1 m/s, liquid below its boiling point",
        "low",
        "test_release.py::test_transfer_over_a_pool_is_that_of_the_paper_in_other_units",
    ),
    _cited(
        "boiling pool",
        "k dT / (L sqrt(pi a t))",
        "conduction into deep ground; primary source not read",
        "all ground as old as the spill; no cracks, no ice",
        "low",
        "test_release.py::test_boiling_by_hand",
    ),
    _cited(
        "substances",
        "ammonia, chlorine, hydrogen sulphide, propane",
        "equations of state named in the table, evaluated with CoolProp 8.0.0",
        "boiling point to 40 C",
        "high",
        "test_substances.py::test_vapour_pressure_within_three_per_cent",
    ),
    _cited(
        "stability class",
        "A to F by wind and sky",
        "Pasquill 1961",
        "flat country, 10 m wind",
        "high",
        "test_weather.py::test_classes_of_pasquill",
    ),
    _cited(
        "wind profile",
        "rural 0.07-0.55, urban 0.15-0.60",
        "CCPS 1999",
        "up to a few hundred metres; below 10 m the wind at 10 m is taken, a choice",
        "high",
        "test_weather.py::test_wind_profile_by_hand",
    ),
    _cited(
        "sigmas",
        "rural and urban",
        "Briggs 1973, ATDL-106; urban as corrected by Griffiths 1994",
        "100 m to 10 km, means of 10 min",
        "high",
        "test_dispersion.py::test_formulas_at_a_kilometre",
    ),
    _cited(
        "sigmas for means of other lengths",
        "power 0.2 of the time",
        "Spicer & Havens 1989; for Briggs a choice",
        "means of seconds to an hour",
        "low",
        "test_dispersion.py::test_longer_means_are_wider",
    ),
    _cited(
        "sigmas of the plume example",
        "Spicer-Havens and Seinfeld",
        "CCPS 1999, p. 97",
        "range not published; that of Briggs is enforced",
        "high",
        "test_plume.py::test_plume_as_published",
    ),
    _cited(
        "puff sigmas",
        "a x^b, c x^d",
        "Slade 1968, TID-24190",
        "releases of a moment; range not published, that of Briggs is enforced",
        "high",
        "test_puffs.py::test_a_moment_is_one_puff_of_slade",
    ),
    _cited(
        "end of puffs",
        "10 km, 60 min",
        "limits of ALOHA; primary source not read",
        "may be lifted",
        "low",
        "test_puffs.py::test_old_and_far_puffs_are_given_up_and_counted",
    ),
    _cited(
        "mixing lid",
        "images from sigma_z > 0.4 lid on, even mixing above 1.6 lid",
        "a choice, without a step",
        "flat country",
        "low",
        "test_plume.py::test_a_lid_makes_no_step",
    ),
    _cited(
        "dense gas",
        "0.15 continuous, 0.20 of a moment",
        "Britter & McQuaid 1988; primary source not read",
        "releases at the ground",
        "low",
        "test_dense.py::test_what_is_dense",
    ),
    _cited(
        "dense-gas charts",
        "c' from 0.10 to 0.001",
        "Britter & McQuaid 1988, HSE 17/1988, fits as in TSCREEN and CCPS 1999",
        "alpha <= 1, flat ground; within a factor of two",
        "high",
        "test_dense.py::test_potchefstroom_as_worked_in_the_reference",
    ),
    _cited(
        "air changes",
        "0.5 closed (0.3-1), 6 open (3-10) per hour",
        "ranges of practice; primary source not read",
        "dwellings",
        "low",
        "test_dose.py::test_indoor_air_of_a_step_by_hand",
    ),
    _cited(
        "chlorine probit",
        "-8.29 + 0.92 ln(C^2 t)",
        "Withers & Lees 1985, abstract",
        "regular population, standard activity",
        "high",
        "test_probit.py::test_half_die_as_withers_and_lees_say",
    ),
    _cited(
        "probits of ammonia and hydrogen sulphide",
        "-35.9 + 1.85 ln(C^2 t); -31.42 + 3.008 ln(C^1.43 t)",
        "compiled in hazard manuals; primary source not read",
        "not known",
        "low",
        "test_substances.py::test_probits_against_other_sources",
    ),
    _cited(
        "AEGL",
        "chlorine, ammonia, hydrogen sulphide, 10 min to 8 h",
        "US EPA 2014; a second, independent table agrees, the master was not read",
        "general population, once in a lifetime",
        "low",
        "test_substances.py::test_levels_at_and_between_the_times_of_the_table",
    ),
    _cited(
        "first isolation",
        "chlorine 60 and 1000 m, ammonia 30 and 300 m",
        "Emergency Response Guidebook 2024, tables 1 and 3; not read",
        "first 30 minutes",
        "low",
        "test_dose.py::test_first_isolation_by_hand",
    ),
)
"""All defaults that a result may turn on. What is ``low`` must be said beside a verdict."""
