"""Families of wildland fire: spread, its ellipse, wind on a slope, and containment."""

from __future__ import annotations

import math
from typing import Literal

from sandtable.evidence.inputs import Inputs, UnknownInputs, of_inputs
from sandtable.evidence.model import Values
from sandtable.ground.language import _
from sandtable.hazards.fire.containment import Containment, Resource, contain
from sandtable.hazards.fire.ellipse import Ellipse
from sandtable.hazards.fire.fuel_models import (
    CLASSES,
    FOOT,
    MOISTURES,
    STANDARD,
    FuelModel,
    fuel_model,
)
from sandtable.hazards.fire.midflame import wind_factor
from sandtable.hazards.fire.rothermel import (
    Bed,
    Spread,
    bed,
    fireline_intensity_kw_m,
    flame_length_m,
    spread,
)

_MILE_H = 0.44704  # m/s
_CHAIN = 20.1168  # m
_CHAIN_H = _CHAIN / 3600.0
_ACRE = 10.0 * _CHAIN**2
_HECTARE = 1e4
_TON_ACRE = 2000.0 / 43560.0  # lb/ft2
_CONTAINED, _EXHAUSTED = 3, 5


@of_inputs
def fire_ellipse(given: Inputs) -> Values:
    """Compute `fire-ellipse`: shape, area and perimeter of a fire from a point."""
    _burning, run = _spread(
        given, given.number("midflame_wind_mi_h") * _MILE_H, given.number("slope_tan"), 0.0
    )
    shape = Ellipse.of(float(run.rate_mps), float(run.effective_wind_mps))
    elapsed_s = 3600.0 * given.number("elapsed_h", above=0.0)
    return {
        "length_to_width": shape.ratio,
        "heading_to_backing": shape.heading_to_backing,
        "area_km2": 1e-6 * shape.area_m2(elapsed_s),
        "perimeter_chains": shape.perimeter_m(elapsed_s) / _CHAIN,
    }


@of_inputs
def fire_wind_slope(given: Inputs) -> Values:
    """Compute `fire-wind-slope`: rates under trees, in wind and on a slope."""
    sheltered = wind_factor(
        FOOT * given.number("depth_ft", above=0.0),
        canopy_cover=given.number("canopy_cover_frac"),
        canopy_height_m=FOOT * given.number("canopy_height_ft"),
        crown_ratio=given.number("crown_ratio"),
    )
    _burning, run = _spread(
        given,
        given.number("wind_20ft_mi_h") * _MILE_H * sheltered,
        0.01 * given.number("slope_pct"),
        math.radians(given.number("wind_relative_to_upslope_deg")),
    )
    shape = Ellipse.of(float(run.rate_mps), float(run.effective_wind_mps))
    return {
        "ros_chains_h": shape.head_mps / _CHAIN_H,
        "backing_ros_chains_h": shape.back_mps / _CHAIN_H,
        "flanking_ros_chains_h": shape.flank_mps / _CHAIN_H,
    }


@of_inputs
def fire_contain(given: Inputs) -> Values:
    """Compute `fire-contain`: one resource against one fire, in acres and chains."""
    end = _contain(
        given,
        size_m2=given.number("report_size_acre", above=0.0) * _ACRE,
        head_mps=given.number("report_ros_chains_h") * _CHAIN_H,
        ratio=given.number("length_to_width"),
        line_mps=given.number("line_rate_chains_h_both_flanks") * _CHAIN_H,
        distance_m=given.number("attack_distance_chains") * _CHAIN,
    )
    return {
        "status": "contained" if end.contained else "escaped",
        "final_area_acre": end.area_m2 / _ACRE,
        "final_line_chains": end.line_m / _CHAIN,
        "time_since_report_min": end.since_report_s / 60.0,
    }


@of_inputs
def fire_containment(given: Inputs) -> Values:
    """Compute `fire_containment`: one resource against one fire, in hectares and metres."""
    end = _contain(
        given,
        size_m2=given.number("report_size_ha", above=0.0) * _HECTARE,
        head_mps=given.number("report_ros_m_h") / 3600.0,
        ratio=given.number("lw_ratio"),
        line_mps=given.number("line_rate_m_h") / 3600.0,
    )
    return {
        "status": _CONTAINED if end.contained else _EXHAUSTED,
        "final_area_ha": end.area_m2 / _HECTARE,
        "final_line_m": end.line_m,
        "time_since_report_min": end.since_report_s / 60.0,
    }


@of_inputs
def rothermel13(given: Inputs) -> Values:
    """Compute `rothermel13`: behaviour of one of the 13 standard fuel models."""
    number = given.whole("fuel_model")
    if number not in STANDARD:
        raise UnknownInputs(_("inputs.fuel_model: a number of 1 to 13 is expected"))
    columns = ("m1h_pct", "m10h_pct", "m100h_pct", "mherb_pct", "mwoody_pct")
    burning = bed(fuel_model(number), [0.01 * given.number(name) for name in columns])
    wind_mps = given.number("midflame_wind_kmh") / 3.6
    run = spread(burning, wind_mps, given.number("slope_tan"))
    shape = Ellipse.of(float(run.rate_mps), float(run.effective_wind_mps))
    intensity = fireline_intensity_kw_m(burning.heat_kj_m2, run.rate_mps)
    return {
        "ros_m_min": 60.0 * shape.head_mps,
        "backing_ros_m_min": 60.0 * shape.back_mps,
        "flame_length_m": float(flame_length_m(intensity)),
        "fireline_intensity_kW_m": float(intensity),
        "heat_per_area_kJ_m2": float(burning.heat_kj_m2),
        "reaction_intensity_kW_m2": float(burning.reaction_kw_m2),
        "length_to_width": shape.ratio,
    }


def _spread(
    given: Inputs, wind_mps: float, slope_tan: float, angle_rad: float
) -> tuple[Bed, Spread]:
    """Return how the fuel of a case burns and how it runs."""
    fuel, moisture = _fuel(given), _by_class(given, "moisture_pct", MOISTURES)
    burning = bed(fuel, [0.01 * percent for percent in moisture])
    return burning, spread(burning, wind_mps, slope_tan, angle_rad)


def _fuel(given: Inputs) -> FuelModel:
    """Return the fuel of a case; a rule of herb transfer is that of Scott and Burgan, or none."""
    given.says("herb_transfer", "1.333 - 1.11")
    return FuelModel.published(
        str(given.get("fuel_model", "")),
        [_TON_ACRE * load for load in _by_class(given, "load_ton_acre", CLASSES, absent=0.0)],
        _by_class(given, "sav_per_ft", CLASSES, absent=1.0),
        depth_ft=given.number("depth_ft"),
        extinction_pct=given.number("dead_moisture_of_extinction_pct"),
        heat_btu_lb=given.number("heat_content_Btu_lb"),
        dynamic=given.get("herb_transfer") is not None,
    )


def _by_class(
    given: Inputs, key: str, names: tuple[str, ...], absent: float | None = None
) -> list[float]:
    """Return the numbers of an object by size class; `absent` for those that it does not have."""
    value = given.get(key)
    if not isinstance(value, dict):
        raise UnknownInputs(_("inputs.{key}: numbers by size class are expected").format(key=key))
    held = Inputs({name: absent for name in names if absent is not None} | value)
    return [held.number(name) for name in names]


def _contain(
    given: Inputs,
    *,
    size_m2: float,
    head_mps: float,
    ratio: float,
    line_mps: float,
    distance_m: float = 0.0,
) -> Containment:
    tactic: Literal["head", "rear"] = given.get("tactic")
    crew = Resource(
        arrival_s=3600.0 * given.number("arrival_h"),
        duration_s=3600.0 * given.number("duration_h"),
        rate_mps=line_mps,
    )
    return contain(
        [crew],
        report_size_m2=size_m2,
        head_mps=head_mps,
        ratio=ratio,
        tactic=tactic,
        distance_m=distance_m,
    )
