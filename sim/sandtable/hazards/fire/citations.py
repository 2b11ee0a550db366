"""What the laws and defaults of fire rest on, as data: source, range, confidence and test."""

from __future__ import annotations

from sandtable.hazards import classes
from sandtable.hazards.arrival import Front
from sandtable.hazards.citation import Cited
from sandtable.hazards.fire import projection
from sandtable.hazards.fire.dead_fuel import ONE_HOUR, TEN_HOURS
from sandtable.hazards.fire.free import HEAD_SHARE
from sandtable.hazards.fire.midflame import STATION_WIND
from sandtable.hazards.fire.realisation import SERIES_STEP_S
from sandtable.hazards.fire.spotting import Spotting
from sandtable.hazards.fire.stencil import REACH
from sandtable.hazards.fire.suppression import (
    FLANK_LIMIT_M,
    HAND_LINE_M_H,
    HEAD_LIMIT_M,
    SEPARATION,
)
from sandtable.hazards.fire.wang import Ground
from sandtable.world.fire_danger import CLASSES

_TESTS = "tests/hazards/fire/"
_RULES, _FRONT = projection.Rules(), Front()
_SPOTTING = Spotting()
_BANDS = "flame bands of US practice; source not read"
_OWN = "own choice"

CITED = (
    Cited(
        "fuel",
        "13 standard models",
        "Anderson 1982 INT-122; Albini 1976 INT-30",
        "forests of North America; no agreed map from Chinese forest types",
        "high",
        f"{_TESTS}test_rothermel.py::test_all_rows_of_the_table_at_once",
    ),
    Cited(
        "herb that dries out",
        "dead share 1.333 - 1.11 M",
        "Scott & Burgan 2005 RMRS-GTR-153",
        "dynamic models",
        "high",
        f"{_TESTS}test_rothermel.py::test_herb_dries_out_between_its_two_moistures",
    ),
    Cited(
        "rate and intensity",
        "equations of `bed`",
        "Rothermel 1972 INT-115; Albini 1976 INT-30; Andrews 2018 RMRS-GTR-371",
        "surface fire in a uniform bed, moisture 0 to 300 %",
        "high",
        f"{_TESTS}test_rothermel.py::test_all_rows_of_the_table_at_once",
    ),
    Cited(
        "flame length",
        "0.0775 I^0.46 m, I in kW/m",
        "Byram 1959",
        "surface fire",
        "high",
        f"{_TESTS}test_rothermel.py::test_flame_length_and_intensity_by_hand",
    ),
    Cited(
        "wind and slope",
        "sum of vectors",
        "Rothermel 1983 INT-143",
        "slopes and winds of the tables",
        "high",
        f"{_TESTS}test_rothermel.py::test_wind_across_a_slope_runs_between_both",
    ),
    Cited(
        "steep slopes",
        "a remark above 75 %",
        "slopes of the experiments of Rothermel 1972 INT-115, from memory",
        "the first law; the rate is not capped",
        "low",
        "tests/study/test_fires.py::test_steep_ground_and_barriers_elsewhere_are_remarked",
    ),
    Cited(
        "wind limit",
        "0.9 of the reaction intensity, off",
        "Rothermel 1972 INT-115; that it is off is our own choice",
        "contested",
        "low",
        f"{_TESTS}test_rothermel.py::test_the_wind_limit_slows_grass_in_strong_wind",
    ),
    Cited(
        "midflame wind",
        "1.83 and 0.555 over logarithms of the height",
        "Albini & Baughman 1979 INT-221",
        "wind at 6.1 m (20 ft)",
        "high",
        f"{_TESTS}test_rothermel.py::test_midflame_wind_in_the_open_and_under_trees",
    ),
    Cited(
        "wind at 10 m over wind at 20 ft",
        f"{STATION_WIND:g}",
        "none found; unverified",
        "open ground",
        "low",
        f"{_TESTS}test_rothermel.py::test_wind_of_a_station_by_hand",
    ),
    Cited(
        "shape",
        "0.936 exp(0.2566 U) + 0.461 exp(-0.1548 U) - 0.397, no cap",
        "Anderson 1983 INT-305",
        "steady wind, one fuel",
        "high",
        f"{_TESTS}test_ellipse.py::test_length_to_width_by_hand",
    ),
    Cited(
        "second law, initial rate",
        "0.03 T + 0.05 W + 0.01 (100 - RH) - 0.3 m/min",
        "王正非–毛贤敏; primary source not read",
        "-30 to 50 °C, Beaufort 0 to 12",
        "low",
        f"{_TESTS}test_season.py::test_wang_by_hand",
    ),
    Cited(
        "second law, Beaufort",
        "v = 0.836 B^1.5 m/s",
        "WMO; source not read",
        "Beaufort 0 to 12",
        "low",
        f"{_TESTS}test_season.py::test_wang_by_hand",
    ),
    Cited(
        "second law, wind and slope",
        "exp(0.1783 v cos θ); exp(± 3.533 tan^1.2)",
        "王正非–毛贤敏; primary source not read",
        "slope under 60 degrees",
        "low",
        f"{_TESTS}test_season.py::test_wang_by_hand",
    ),
    Cited(
        "second law, fuel",
        ", ".join(f"{kind.name.lower().replace('_', ' ')} {kind.value:g}" for kind in Ground),
        "王正非–毛贤敏; primary source not read",
        "not known",
        "low",
        f"{_TESTS}test_season.py::test_wang_kinds_of_fuel",
    ),
    Cited(
        "second law, shape",
        "ellipse of eccentricity tanh |p|, p the sum of the exponents of wind and slope",
        "own choice, derived here: head, rear and flanks run as the law says",
        "as the law",
        "low",
        f"{_TESTS}test_second_law.py::test_the_flanks_widen_as_the_law_says",
    ),
    Cited(
        "dead fuel in air",
        f"equilibrium of the air; 1-h fuel {ONE_HOUR:g} of it, 10-h fuel {TEN_HOURS:g}",
        "Simard 1968 FF-X-14, as commonly cited; not read",
        "no rain, no sun on the fuel",
        "low",
        f"{_TESTS}test_dead_fuel.py::test_three_airs_by_hand",
    ),
    Cited(
        "moisture that is not stated",
        "coarse 10 %, herb 90 %, woody 90 %",
        "own choice; herb and woody of the middle of the reference tables",
        "dry season",
        "low",
        "tests/study/test_fires.py::test_moisture_that_is_not_stated_is_as_it_is_told",
    ),
    Cited(
        "growth",
        f"32 neighbours, straight ways of up to {REACH} cells",
        "Finney 2002 Can. J. For. Res. 32; Daniel et al. 2010 JAIR 39",
        "see below",
        "high",
        f"{_TESTS}test_growth.py::test_area_is_near_that_of_the_ellipse",
    ),
    Cited(
        "spotting",
        f"off; flames of {_SPOTTING.flame_m:g} m, chance {_SPOTTING.chance:g}, median"
        f" {_SPOTTING.distance_m:g} m, deviation {_SPOTTING.spread:g} in logarithms and"
        f" {_SPOTTING.aside_rad:g} rad aside, catches {_SPOTTING.catches:g}",
        _OWN,
        "not known",
        "low",
        f"{_TESTS}test_growth.py::test_brands_cross_a_river_and_leave_everything_else_alone",
    ),
    Cited(
        "containment",
        "equations of `contain`",
        "Fried & Fried 1996 Forest Science 42",
        "constant rate and shape, line holds, equal flanks",
        "high",
        f"{_TESTS}test_containment.py::test_all_rows_of_the_table",
    ),
    Cited(
        "line at a distance",
        "parallel curve of the edge",
        "own choice, derived here; not compared with the equation of the paper",
        "as containment",
        "low",
        f"{_TESTS}test_containment.py::test_a_line_at_a_distance_runs_around_the_parallel_curve",
    ),
    Cited(
        "free fire of a raster",
        f"ellipse of the same area and moments, told every {SERIES_STEP_S:g} s; flames at its head"
        f" longer than in {HEAD_SHARE:.0%} of the last cells",
        _OWN,
        "one fire that runs in one direction",
        "low",
        f"{_TESTS}test_free.py::test_area_and_shape_are_those_of_the_cells",
    ),
    Cited(
        "flames at an attacked head",
        f"hand crews to {HEAD_LIMIT_M['hand_crew']:g} m, machines to {HEAD_LIMIT_M['machine']:g} m",
        _BANDS,
        "direct attack",
        "low",
        f"{_TESTS}test_season.py::test_flames_decide_who_may_attack",
    ),
    Cited(
        "flames at the head when flanks are attacked",
        f"hand crews to {FLANK_LIMIT_M['hand_crew']:g} m,"
        f" machines to {FLANK_LIMIT_M['machine']:g} m",
        f"{_OWN}, read out of the same bands",
        "direct attack",
        "low",
        f"{_TESTS}test_season.py::test_flames_decide_who_may_attack",
    ),
    Cited(
        "separation of an indirect line",
        f"{SEPARATION:g} flames",
        "Butler & Cohen 1998; that it makes a line indirect is our own choice",
        "flame height, for which the length is taken",
        "low",
        f"{_TESTS}test_season.py::test_flames_decide_who_may_attack",
    ),
    Cited(
        "line of a hand crew",
        f"{HAND_LINE_M_H:g} m/h for 15 people",
        "NWCG, course 9.8; studies differ severalfold (Haven 1982; Broyles 2011)",
        "3 ft wide, in grass",
        "low",
        f"{_TESTS}test_season.py::test_line_of_a_hand_crew_by_hand",
    ),
    Cited(
        "fire weather",
        "2 exp(-0.450 + 0.987 ln D - 0.0345 H + 0.0338 T + 0.0234 V)",
        "Noble, Bary & Gill 1980 Austral. J. Ecol. 5; paper not read",
        "FFDI Mark 5, eucalypt forest; elsewhere a ranking",
        "low",
        f"{_TESTS}test_season.py::test_danger_index_by_hand",
    ),
    Cited(
        "classes of fire weather",
        ", ".join(f"{name.replace('_', ' ')} from {least:g}" for name, least in CLASSES),
        "McArthur 1967; source not read",
        "eucalypt forest",
        "low",
        f"{_TESTS}test_season.py::test_danger_index_by_hand",
    ),
    Cited(
        "burn-out",
        f"{_RULES.burn_out_s / 60.0:g} min (15 to 60 by fuel)",
        _OWN,
        "roads in forest",
        "low",
        f"{_TESTS}test_projection.py::test_a_road_is_closed_while_one_of_its_cells_burns",
    ),
    Cited(
        "smoke",
        f"{_RULES.smoke_m:g} m around a burning cell, {_RULES.smoke_per_m:g} 1/m in the middle,"
        " a tenth of it at the edge",
        f"{_OWN}; visibility 3 over extinction after Jin",
        "not known",
        "low",
        f"{_TESTS}test_projection.py::test_smoke_reaches_further_than_fire_and_drifts_with_the_wind",
    ),
    Cited(
        "steps of roads",
        f"{_RULES.step_s:g} s, points every {projection.SAMPLE_M:g} m, intensity and extinction in"
        f" {len(classes.CLASSES['fire'])} and {len(projection.SMOKE_CLASSES)} classes",
        _OWN,
        "cells of 15 m and more",
        "low",
        f"{_TESTS}test_projection.py::test_begins_are_rounded_down_and_ends_up",
    ),
    Cited(
        "fires of a season",
        "an ellipse; its speed falls evenly from the first arrival to nothing at control",
        _OWN,
        "one speed a day; initial attack of small fires",
        "low",
        "tests/study/test_burned_cases.py::test_a_fire_by_hand",
    ),
    Cited(
        "front of a given raster",
        f"closed for {_FRONT.burn_over_s / 60.0:g} min; smoke, where asked for,"
        f" {_FRONT.smoke_lead_s / 60.0:g} min before, at {_FRONT.smoke_factor:g} of the speed",
        _OWN,
        "rasters of arrival alone",
        "low",
        "tests/hazards/test_arrival.py::test_smoke_comes_before_the_fire",
    ),
)
"""All laws and defaults of fire. What is ``low`` must be said beside a verdict."""

SEASON = ("fire weather", "classes of fire weather", "fires of a season")
"""Names of those behind what burns in a season."""
