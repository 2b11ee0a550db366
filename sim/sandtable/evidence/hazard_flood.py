"""Families of floods: a wave, two dam breaks, speeds on wet roads, hazard classes (洪水算例)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.ground.language import _
from sandtable.hazards.flood import effects
from sandtable.hazards.flood.breach import GRAVITY
from sandtable.hazards.flood.domain import OpenEdge, Terrain
from sandtable.hazards.flood.exact import ritter, stoker, wave_depth
from sandtable.hazards.flood.inertial import Inertial
from sandtable.hazards.flood.shallow import Shallow
from sandtable.world.water_limits import SAFE_SPEED, safe_speed_kmh

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.evidence.case_files import Case
    from sandtable.evidence.model import Values

_CELLS = 2000
"""Cells of a dam break: the tip of the water on a dry bed needs many (docs/hazards/flood.md)."""

_MOST_CELLS = 100_000
_INLET_TIMES = 721
_FRONT_PART = 1e-3
"""The tip of the water on a dry bed is where it is deeper than this part of the depth behind: in
the exact solution, too, that is 4.7 % short of where all water ends."""


def wave(case: Case) -> Values:
    """Compute `flood-wave` with the local-inertial scheme as floods use it."""
    given = Inputs(case.inputs)
    given.says("bed", "flat", "dry")
    u, n = given.number("u_m_s", above=0.0), given.number("manning_n", above=0.0)
    end_s, cell_m = given.number("t_end_s", above=0.0), given.number("dx_m", above=0.0)
    limit_m = given.number("front_threshold_depth_m", above=0.0)
    cells = int(np.ceil(1.5 * u * end_s / cell_m))
    if not 2 <= cells <= _MOST_CELLS:
        raise UnknownInputs(_("inputs.dx_m: a cell that divides the way of the wave is expected"))
    times = np.linspace(0.0, end_s, _INLET_TIMES)
    stage = tuple((float(t), float(wave_depth(0.0, t, u, n))) for t in times)
    terrain = Terrain(z_m=np.zeros((1, cells)), cell_m=cell_m, manning=n)
    flood = Inertial(terrain, edges=[OpenEdge(side="left", stage_m=stage)])
    flood.until(end_s)
    # The stage stands in the middle of a cell outside: there x = 0.
    x_m, depth = cell_m * np.arange(1.0, cells + 1.0), flood.frame().values["depth"][0]
    off = depth - wave_depth(x_m, end_s, u, n)
    return {
        "h_x0_m": stage[-1][1],
        "h_x1000_m": float(np.interp(1000.0, x_m, depth)),
        "front_m": _last_above(x_m, depth, limit_m),
        "rmse_depth_m": float(np.sqrt(np.mean(off**2))),
    }


def dam_break_on_water(case: Case) -> Values:
    """Compute `flood-stoker` with the shallow-water scheme: plateau and shock as it finds them."""
    given = Inputs(case.inputs)
    _plain(given)
    left, right = given.number("h_left_m", above=0.0), given.number("h_right_m", above=0.0)
    if left <= right:
        raise UnknownInputs(_("inputs.h_left_m: deeper water than on the right is expected"))
    exact = stoker(left, right)
    x_m, depth, speed, end_s = _let_go(left, right, exact.front_mps)
    middle = 0.5 * (exact.tail_mps + exact.front_mps) * end_s
    mid_m = float(np.interp(middle, x_m, depth))
    return {
        "h_mid_m": mid_m,
        "u_mid_m_s": float(np.interp(middle, x_m, speed)),
        "shock_speed_m_s": _last_above(x_m, depth, 0.5 * (mid_m + right)) / end_s,
        "rarefaction_head_speed_m_s": -((GRAVITY * left) ** 0.5),
    }


def dam_break_on_dry_ground(case: Case) -> Values:
    """Compute `flood-ritter` with the shallow-water scheme."""
    given = Inputs(case.inputs)
    _plain(given)
    given.says("bed", "dry")
    depth_m = given.number("h0_m", above=0.0)
    exact = ritter(depth_m)
    x_m, depth, speed, end_s = _let_go(depth_m, 0.0, exact.front_mps)
    return {
        "h_at_dam_m": float(np.interp(0.0, x_m, depth)),
        "u_at_dam_m_s": float(np.interp(0.0, x_m, speed)),
        "front_speed_m_s": _last_above(x_m, depth, _FRONT_PART * depth_m) / end_s,
    }


def road_speed(case: Case) -> Values:
    """Compute `road-flood-speed`: the fastest safe speed by depth."""
    given = Inputs(case.inputs)
    law = str(given.get("law"))
    if law not in SAFE_SPEED:
        names = ", ".join(SAFE_SPEED)
        raise UnknownInputs(_("inputs.law: one of {names} is expected").format(names=names))
    depth_mm = np.array(given.numbers("depth_mm", above=-1e-12))
    return {"v_max_km_h": safe_speed_kmh(depth_mm, law).tolist()}


def hazard_class(case: Case) -> Values:
    """Compute `flood-hazard-class`: H1 to H6 by depth and velocity."""
    given = Inputs(case.inputs)
    given.says("rule", "aidr 7 3|nsw fb03")
    depth, velocity = np.array(given.pairs("depth_m_velocity_m_s")).T
    return {"hazard_class": effects.hazard_class(depth, velocity).tolist()}


def _plain(given: Inputs) -> None:
    """Insist on a flat bed without friction and on the gravity that the scheme has."""
    given.says("friction", "none")
    given.says("solver", "shallow|hll")
    given.says("bed", "flat")
    if given.number("g_m_s2", above=0.0) != GRAVITY:
        raise UnknownInputs(_("inputs.g_m_s2: {value} is expected").format(value=GRAVITY))


def _let_go(
    left_m: float, right_m: float, front_mps: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64], float]:
    """Take a dam away; return places [m], depths [m] and speeds [m/s], and when that is [s].

    Cells are 1 m for 1 m of water; the front is then at four fifths of the way to the end.
    """
    cell_m = left_m
    x_m = np.array(cell_m * (np.arange(_CELLS) + 0.5 - 0.5 * _CELLS), dtype=np.float64)
    before = np.where(x_m < 0.0, left_m, right_m)[np.newaxis]
    terrain = Terrain(z_m=np.zeros(before.shape), cell_m=cell_m)
    flood = Shallow(terrain, before, has_friction=False)
    end_s = 0.8 * float(x_m[-1]) / front_mps
    flood.until(end_s)
    return x_m, flood.frame().values["depth"][0], flood.velocity()[0][0], end_s


def _last_above(x_m: NDArray[np.float64], depth: NDArray[np.float64], limit_m: float) -> float:
    """Return the last place with water above a depth, between cells [m]; 0 = nowhere."""
    deep = np.flatnonzero(depth > limit_m)
    if not deep.size:
        return 0.0
    last = int(deep[-1])
    if last + 1 >= x_m.size:
        return float(x_m[last])
    part = (depth[last] - limit_m) / (depth[last] - depth[last + 1])
    return float(x_m[last] + part * (x_m[last + 1] - x_m[last]))
