"""A release carried by a wind that turns and changes, as a train of Gaussian puffs (烟团)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import numpy as np

from sandtable.hazards.chemical.checks import not_negative, positive
from sandtable.hazards.chemical.dispersion import BRIGGS_RURAL
from sandtable.hazards.chemical.plume import check_wind
from sandtable.hazards.chemical.puff_kernel import carry_puffs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.chemical.dispersion import SigmaSet
    from sandtable.hazards.chemical.release import Release
    from sandtable.hazards.chemical.weather import Weather

NEAREST_M = BRIGGS_RURAL.low_m
"""Receptors nearer than this are left to the isolation distances [m]."""

FARTHEST_M = BRIGGS_RURAL.high_m
"""Puffs are given up after so much travel: Briggs and ALOHA end here [m]."""

OLDEST_S = 3600.0
"""Puffs are given up at this age, as ALOHA does; unverified, confidence low [s]."""

BREATHING_M = 1.5
"""Height at which people breathe [m]."""

_LONGEST_SPACING_S = 60.0
_SHORTEST_SPACING_S = 1.0
_PER_CELL = 8


class Source(Protocol):
    """What gives gas to the air: a `Release`, or a leak with a pool (源)."""

    @property
    def ends_s(self) -> float:
        """When the last of it has left its vessel [s]."""

    def by_bin(self, bin_s: NDArray[np.float64]) -> tuple[Release, ...]:
        """Return what the air gets, and when, of what left the vessel in each bin of time."""

    def series(self, edge_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return what reports show, by name: sums by some times [kg]."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Cloud:
    """Concentrations at receptors, kept apart by when the gas was released (云团).

    Parameters
    ----------
    edge_s
        Ends of the steps since the leak began, shape ``(n_steps + 1,)`` [s].
    released_s
        Since when each bin is released, increasing, shape ``(n_bins,)`` [s].
    kg_m3
        Mean concentration in a step of what a bin released, shape
        ``(n_bins, n_steps, n_receptors)``.
    given_up_kg
        Mass that passed the limits of distance or age, and was not followed farther.

    """

    edge_s: NDArray[np.float64]
    released_s: NDArray[np.float64]
    kg_m3: NDArray[np.float64]
    given_up_kg: float

    def until(self, control_s: float = math.inf) -> NDArray[np.float64]:
        """Return the concentrations that what was released by a control makes, as `kg_m3`.

        A control voids the bins that begin after it.

        Returns
        -------
        numpy.ndarray
            Shape ``(n_steps, n_receptors)`` [kg/m3].

        """
        happen = self.released_s <= control_s
        whole: NDArray[np.float64] = self.kg_m3[happen].sum(axis=0)
        return whole


def carry(
    release: Source,
    weather: Weather,
    receptors_m: NDArray[np.float64],
    *,
    until_s: float,
    step_s: float = 60.0,
    bin_s: float = 300.0,
    height_m: float = 0.0,
    breathing_m: float = BREATHING_M,
    sigmas: SigmaSet | None = None,
    spacing_s: float | None = None,
    beyond: bool = False,
) -> Cloud:
    """Carry a release with the wind; the site is the origin, x is east and y is north.

    Every `spacing_s` a puff takes along what was released meanwhile. It moves with the wind and
    grows with the distance that it has travelled; when the class changes it goes on from the
    distance at which it would be as large.

    Parameters
    ----------
    receptors_m
        Places, shape ``(n, 2)``, 100 m to 10 km from the site [m].
    until_s, step_s
        End of what is followed, and length of the steps of the answer [s].
    bin_s
        Length of the bins of release [s].
    height_m, breathing_m
        Heights of the release and of the receptors [m].
    sigmas
        None: those of the terrain. `SLADE_PUFF` for a release of a moment.
    spacing_s
        Time between puffs; None: at most sigma / wind at the nearest receptor, 1 to 60 s. It is
        shortened until it divides a step.
    beyond
        Lift the limits of distance, age and calm.

    Raises
    ------
    ValueError
        If a number makes no sense, a receptor is out of range, or the air is too calm.

    References
    ----------
    Briggs (1973), ATDL-106, for the sigmas; Slade (1968), TID-24190, for puffs.

    """
    not_negative(height_m=height_m, breathing_m=breathing_m)
    positive(until_s=until_s, step_s=step_s, bin_s=bin_s)
    places = _places(receptors_m, beyond=beyond)
    velocity = _velocity(weather, height_m, beyond=beyond)
    chosen = sigmas or weather.sigmas
    spacing = spacing_s or _spacing(places, weather, velocity, chosen)
    positive(spacing_s=spacing)
    steps, per_step = (math.ceil(ratio - 1e-9) for ratio in (until_s / step_s, step_s / spacing))
    every = step_s / per_step
    bins = _bins(min(release.ends_s, until_s), bin_s)
    order, cells = _cells(places)
    out = np.zeros((steps, len(places), bins.size - 1))
    limits = (math.inf, math.inf) if beyond else (FARTHEST_M, OLDEST_S)
    given_up = carry_puffs(
        (out, np.ascontiguousarray(places[order]), cells),
        _puffs(release.by_bin(bins), np.arange(steps * per_step + 1, dtype=np.float64) * every),
        (every, per_step, steps * per_step),
        (np.array(weather.since_s), velocity, weather.classes),
        (chosen.y, chosen.z),
        (breathing_m, height_m, weather.lid_m, *limits),
    )
    return Cloud(
        edge_s=np.arange(steps + 1, dtype=np.float64) * step_s,
        released_s=bins[:-1],
        kg_m3=out[:, np.argsort(order)].transpose(2, 0, 1),
        given_up_kg=float(given_up),
    )


def _velocity(weather: Weather, height_m: float, *, beyond: bool) -> NDArray[np.float64]:
    velocity = weather.velocity(height_m)
    for wind in np.hypot(*velocity.T).tolist():
        check_wind(wind, beyond=beyond)
    return velocity


def _bins(end_s: float, bin_s: float) -> NDArray[np.float64]:
    """Return the ends of bins of release, one at least, up to an end [s]."""
    n_bins = max(math.ceil(end_s / bin_s - 1e-9), 1)
    return np.arange(n_bins + 1, dtype=np.float64) * bin_s


def _places(receptors_m: NDArray[np.float64], *, beyond: bool) -> NDArray[np.float64]:
    places = np.asarray(receptors_m, dtype=np.float64)
    if places.ndim != 2 or places.shape[1] != 2 or not len(places):
        raise ValueError(f"receptors: found shape {places.shape}, expected (n, 2) with n > 0")
    if not np.all(np.isfinite(places)):
        raise ValueError("receptors: a place is no number")
    apart = np.hypot(*places.T)
    near, far = int((apart < NEAREST_M).sum()), int((apart > FARTHEST_M).sum())
    if not beyond and near + far:
        raise ValueError(
            f"receptors: found {near} nearer than {NEAREST_M:g} m and {far} farther than"
            f" {FARTHEST_M / 1000.0:g} km, where the"
            " formulas are not meant. Leave them to the isolation distances, or lift the limit."
        )
    return places


def _spacing(
    places: NDArray[np.float64],
    weather: Weather,
    velocity: NDArray[np.float64],
    sigmas: SigmaSet,
) -> float:
    """Return sigma / wind at the nearest receptor, the least over the weather [s]."""
    nearest = max(float(np.hypot(*places.T).min()), 1.0)
    times = [
        sigmas.at(nearest, stability, beyond=True)[0] / max(float(np.hypot(*wind)), 1e-9)
        for wind, stability in zip(velocity, weather.stability, strict=True)
    ]
    return min(max(min(times), _SHORTEST_SPACING_S), _LONGEST_SPACING_S)


def _puffs(
    parts: Sequence[Release], edges: NDArray[np.float64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return time of each puff and its mass by bin: half an interval after it begins to fill."""
    masses = [np.maximum(np.diff(part.by(edges)), 0.0) for part in parts]
    return (edges[:-1] + edges[1:]) / 2.0, np.column_stack(masses)


def _cells(
    places: NDArray[np.float64],
) -> tuple[NDArray[np.int64], tuple[NDArray[np.int64], float, float, float, int, int]]:
    """Sort receptors into square cells, so that a puff meets those near to it only."""
    west, south = places.min(axis=0).tolist()
    wide, high = (np.ptp(places, axis=0) + 1.0).tolist()
    side = max(math.sqrt(wide * high * _PER_CELL / len(places)), max(wide, high) / 1000.0)
    columns, rows = int(wide // side) + 1, int(high // side) + 1
    column = ((places[:, 0] - west) // side).astype(np.int64)
    row = ((places[:, 1] - south) // side).astype(np.int64)
    cell = row * columns + column
    order = np.argsort(cell, kind="stable")
    first = np.searchsorted(cell[order], np.arange(columns * rows + 1))
    return order, (first, west, south, side, columns, rows)
