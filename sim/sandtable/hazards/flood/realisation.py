"""One possible course of a flooded polder: laws become numbers, water fills it, roads drown."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.laws import Law
from sandtable.hazards.flood.breach import THEORETICAL_CD, Breach
from sandtable.hazards.flood.polder import Cell, Filling, Polder, fill
from sandtable.hazards.flood.projection import ROADS_CHANGE, project
from sandtable.hazards.impact import Impact
from sandtable.hazards.rows import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandtable.hazards.draws import Draws
    from sandtable.hazards.impact import Series
    from sandtable.hazards.rows import HazardSource

WATER = "water"
"""Kind of exposure of people whom deep water has reached."""

SLOW_WATER = "slow_water"
"""Kind of exposure that says from when on works can close the breach."""

_STEP_S = 60.0
_KEPT_STEP_S = 300.0
_NO_SHIFT = Law.constant(0.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPolder:
    """A polder as a scenario states it, laws and all (圩垸).

    Parameters
    ----------
    source
        The breach, and what closing it does.
    cause
        What people read of a road under water.
    cells
        Parts of the polder, each in a zone of its own.
    arcs
        Arc number -> zone it lies in and height of its lowest point [m above datum].
    front
        Law of the speed of the front on dry ground, > 0 [m/s].
    outside_m
        Pairs (time since the breach opened [s], level outside [m above datum]), from 0, rising.
    outside_shift, ground_shift, bottom_shift
        Laws of what is added to all levels outside, to all heights in the polder, roads too, and to
        the bottom of the breach [m].
    width_factor
        Law of the factor on the width of the breach, > 0.
    discharge
        Law of the discharge coefficient, > 0 [m^0.5/s].
    growth
        Ways in which the breach may grow; sample i takes the one of number i mod their number.
    depth_m
        People are exposed where the water is deeper [m].
    calm_m
        Works can close the breach once the levels differ by no more than this [m].
    duration_s
        How long the filling is followed, > 0 [s]; what holds then stays.

    """

    source: HazardSource
    cause: str
    cells: tuple[Cell, ...]
    arcs: Mapping[int, tuple[str, float]]
    front: Law
    outside_m: tuple[tuple[float, float], ...]
    outside_shift: Law = _NO_SHIFT
    ground_shift: Law = _NO_SHIFT
    bottom_shift: Law = _NO_SHIFT
    width_factor: Law = Law.constant(1.0)
    discharge: Law = Law.constant(THEORETICAL_CD)
    growth: tuple[Breach, ...]
    depth_m: float = 0.3
    calm_m: float = 0.2
    duration_s: float = 5 * 86400.0


def realise(stated: StatedPolder, draws: Draws, *, n_arcs: int) -> Impact:
    """Return one realisation of a polder that fills through a breach.

    Parameters
    ----------
    draws
        Its uncertain numbers in this sample, whose number decides how the breach grows.
    n_arcs
        Arcs of the network.

    """
    polder, shift = _polder(stated, draws)
    times, levels = np.array(stated.outside_m).T
    levels = levels + draws.of(stated.outside_shift, "outside")
    filling = fill(
        polder,
        _breach(stated, draws),
        lambda since_s: np.interp(since_s, times, levels),
        until_s=stated.duration_s,
        step_s=_STEP_S,
    )
    arcs = {arc: (zone, deck_m + shift) for arc, (zone, deck_m) in stated.arcs.items()}
    intervals, exposures = project(
        filling,
        polder,
        arcs,
        source=stated.source.id,
        cause=stated.cause,
        depth_m=stated.depth_m,
        kind=WATER,
        roads_change=ROADS_CHANGE,
    )
    exposures += _slow_water(stated, filling)
    return Impact.of(n_arcs, intervals, exposures, [stated.source], series=_series(filling))


def _polder(stated: StatedPolder, draws: Draws) -> tuple[Polder, float]:
    """Return the polder of a sample, and by how much its ground and its roads were shifted [m]."""
    shift = draws.of(stated.ground_shift, "ground")
    cells = tuple(replace(cell, ground_m=cell.ground_m + shift) for cell in stated.cells)
    return Polder(cells=cells, front_mps=draws.of(stated.front, "front")), shift


def _breach(stated: StatedPolder, draws: Draws) -> Breach:
    """Return the breach of a sample."""
    grown = stated.growth[draws.sample % len(stated.growth)]
    factor = draws.of(stated.width_factor, "width")
    shift = draws.of(stated.bottom_shift, "bottom")
    return replace(
        grown,
        width_m=tuple(factor * width for width in grown.width_m),
        invert_m=tuple(bottom + shift for bottom in grown.invert_m),
        cd=draws.of(stated.discharge, "discharge"),
    )


def _slow_water(stated: StatedPolder, filling: Filling) -> list[Exposure]:
    """Return from when on the water at the breach is slow for good; nothing if it never is.

    Soon after the opening both levels may be one for a moment, while little ground is reached: so
    it counts from the last instant at which they differ by more.
    """
    fast = np.flatnonzero(filling.outside_m - filling.level_m > stated.calm_m)
    first = int(fast[-1]) + 1 if fast.size else 0
    if first >= filling.since_s.size:
        return []
    nearest = min((cell.dry, cell.near_m, cell.zone) for cell in stated.cells)
    since_s = float(filling.since_s[first])
    return [Exposure(nearest[-1], since_s, np.inf, SLOW_WATER, 1.0, stated.source.id)]


def _series(filling: Filling) -> Series:
    """Return what reports show of a filling, step by step."""
    every = int(_KEPT_STEP_S / _STEP_S)
    time_s = filling.since_s[::every].copy()
    columns = {
        "level": filling.level_m,
        "outside": filling.outside_m,
        "inflow": filling.inflow_m3s,
        "width": filling.width_m,
        "volume": filling.volume_m3,
    }
    return {name: (time_s, column[::every].copy()) for name, column in columns.items()}
