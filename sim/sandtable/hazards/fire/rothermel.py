"""Surface fire spread after Rothermel (1972) with Albini (1976): rate, direction, intensity."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from sandtable.hazards.fire.fuel_models import (
    BTU_LB,
    DEAD,
    FOOT,
    LB_FT2,
    FuelModel,
    checked_moisture,
)

if TYPE_CHECKING:
    from numpy.typing import ArrayLike, NDArray

FT_MIN = 0.00508
"""Metres per second in a foot per minute."""

BTU_FT2 = BTU_LB * LB_FT2
"""Kilojoules per square metre in a Btu per square foot."""

_DENSITY = 32.0  # of a particle, lb/ft3
_TOTAL_MINERAL = 0.0555
_EFFECTIVE_MINERAL = 0.010
_SIZES = (16.0, 48.0, 96.0, 192.0, 1200.0)  # lower ends of the size classes, 1/ft
_ROUNDING = 1e-12  # the mean of equal moistures may fall this short of them
_DEAD, _LIVE = slice(0, DEAD), slice(DEAD, None)


class Bed(NamedTuple):
    """A fuel at a moisture: all that spread needs beside wind and slope, shape ``(...)`` each.

    ``rate_mps`` is the rate on flat ground without wind [m/s], ``reaction_kw_m2`` the reaction
    intensity [kW/m2] and ``heat_kj_m2`` the heat per area [kJ/m2]. A midflame wind U [m/s] adds
    ``wind_c`` · U ^ ``wind_b`` times the rate, a slope ``slope_c`` · tan² times.
    ``wind_limit_mps`` is the wind above which Rothermel (1972) sees no further growth [m/s].
    """

    rate_mps: NDArray[np.float64]
    reaction_kw_m2: NDArray[np.float64]
    heat_kj_m2: NDArray[np.float64]
    wind_c: NDArray[np.float64]
    wind_b: NDArray[np.float64]
    slope_c: NDArray[np.float64]
    wind_limit_mps: NDArray[np.float64]


class Spread(NamedTuple):
    """How a fire runs at its head, shape ``(...)`` each.

    ``rate_mps`` [m/s]; ``angle_rad`` from upslope to where it runs, turning as the wind's does
    [rad]; ``effective_wind_mps`` is the wind that alone would drive it so [m/s].
    """

    rate_mps: NDArray[np.float64]
    angle_rad: NDArray[np.float64]
    effective_wind_mps: NDArray[np.float64]


def bed(fuel: FuelModel, moisture: ArrayLike) -> Bed:
    """Return how a fuel burns at a moisture, one or many at once.

    Moisture at or above extinction gives a rate of 0, which is an answer and no mistake.

    Parameters
    ----------
    moisture
        Columns 1-h, 10-h, 100-h, live herb, live woody, shape ``(..., 5)`` [fraction of dry
        weight].

    Raises
    ------
    ValueError
        If a moisture lies outside 0 to 3.

    References
    ----------
    Rothermel (1972), INT-115; Albini (1976), INT-30; restated by Andrews (2018), RMRS-GTR-371,
    whose symbols stand here. Its coefficients want lb, ft, min and Btu.

    """
    given = checked_moisture(moisture)
    m = given[..., [0, 1, 2, 0, 3, 4]]
    w = fuel.loads(given[..., 3]) / LB_FT2
    sav = np.array(fuel.sav_per_m) * FOOT
    depth = fuel.depth_m / FOOT

    area = w * sav / _DENSITY
    of_category = _by_category(area)
    f = _share(area, np.repeat(of_category, (DEAD, 2), axis=-1))
    f_category = of_category / of_category.sum(axis=-1, keepdims=True)
    sigma = (f_category * _by_category(f * sav)).sum(axis=-1)
    bulk = w.sum(axis=-1) / depth
    beta = bulk / _DENSITY
    relative = beta / (3.348 * sigma**-0.8189)

    net = _by_category(_of_size(f, sav) * w) * (1.0 - _TOTAL_MINERAL)
    damping = _damping(_by_category(f * m), _extinctions(fuel.extinction, w, m, sav))
    heat = fuel.heat_kj_kg / BTU_LB * min(1.0, 0.174 * _EFFECTIVE_MINERAL**-0.19)
    reaction = _velocity(sigma, relative) * heat * (net * damping).sum(axis=-1)
    flux = np.exp((0.792 + 0.681 * sigma**0.5) * (beta + 0.1)) / (192.0 + 0.2595 * sigma)
    heating = _by_category(f * np.exp(-138.0 / sav) * (250.0 + 1116.0 * m))
    sink = bulk * (f_category * heating).sum(axis=-1)

    wind_b = 0.02526 * sigma**0.54
    wind_c = 7.47 * np.exp(-0.133 * sigma**0.55) * relative ** (-0.715 * np.exp(-3.59e-4 * sigma))
    return Bed(
        rate_mps=FT_MIN * reaction * flux / sink,
        reaction_kw_m2=BTU_FT2 / 60.0 * reaction,
        heat_kj_m2=BTU_FT2 * reaction * 384.0 / sigma,
        wind_c=wind_c * FT_MIN**-wind_b,
        wind_b=wind_b,
        slope_c=5.275 * beta**-0.3,
        wind_limit_mps=FT_MIN * 0.9 * reaction,
    )


def _by_category(of_class: NDArray[np.float64]) -> NDArray[np.float64]:
    """Sum classes into dead and live, shape ``(..., 2)``."""
    return np.stack([of_class[..., _DEAD].sum(-1), of_class[..., _LIVE].sum(-1)], axis=-1)


def _share(part: NDArray[np.float64], whole: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return parts of wholes, 0 where there is nothing to share."""
    return np.divide(part, whole, out=np.zeros_like(part), where=whole > 0.0)


def _of_size(f: NDArray[np.float64], sav: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return g: for each class the share of all classes of its category that are of its size."""
    size = np.searchsorted(_SIZES, sav, side="right")
    dead = np.arange(sav.size) < DEAD
    same = (size[:, None] == size) & (dead[:, None] == dead) & (size > 0)
    shares: NDArray[np.float64] = f @ same.T.astype(np.float64)
    return shares


def _extinctions(
    dead: float, w: NDArray[np.float64], m: NDArray[np.float64], sav: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the moistures of extinction of dead and live fuel, shape ``(..., 2)``.

    Live fuel burns the better, the more fine and dry dead fuel there is to heat it.
    """
    fine = w[..., _DEAD] * np.exp(-138.0 / sav[_DEAD])
    live = (w[..., _LIVE] * np.exp(-500.0 / sav[_LIVE])).sum(-1)
    ratio = _share(fine.sum(-1), live)
    fine_moisture = _share((fine * m[..., _DEAD]).sum(-1), fine.sum(-1))
    of_live = np.maximum(dead, 2.9 * ratio * (1.0 - fine_moisture / dead) - 0.226)
    return np.stack([np.full_like(of_live, dead), of_live], axis=-1)


def _damping(moisture: NDArray[np.float64], extinction: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the part of the reaction that moisture leaves, 0 from extinction up [0-1]."""
    x = moisture / extinction
    return np.where(x < 1.0 - _ROUNDING, 1.0 - 2.59 * x + 5.11 * x**2 - 3.52 * x**3, 0.0)


def _velocity(sigma: NDArray[np.float64], relative: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the optimum reaction velocity with Albini's exponent [1/min]."""
    most = sigma**1.5 / (495.0 + 0.0594 * sigma**1.5)
    a = 133.0 * sigma**-0.7913
    velocity: NDArray[np.float64] = most * relative**a * np.exp(a * (1.0 - relative))
    return velocity


def spread(
    fuel_bed: Bed,
    wind_mps: ArrayLike,
    slope_tan: ArrayLike = 0.0,
    angle_rad: ArrayLike = 0.0,
    *,
    wind_limit: bool = False,
) -> Spread:
    """Return how a fire runs in wind and on a slope, each pushing its own way.

    Parameters
    ----------
    wind_mps
        Midflame wind, >= 0, shape ``(...)`` [m/s].
    slope_tan
        Tangent of the steepest slope, >= 0.
    angle_rad
        From upslope to where the wind blows to [rad].
    wind_limit
        Whether the effective wind stops at the limit of Rothermel (1972).

    Raises
    ------
    ValueError
        If wind or slope is below 0: turn the angle instead.

    References
    ----------
    Rothermel (1983), How to predict the spread and intensity of forest and range fires, INT-143,
    for the sum of the vectors.

    """
    wind, slope = _not_below_0("wind", wind_mps), _not_below_0("slope", slope_tan)
    by_wind = fuel_bed.wind_c * wind**fuel_bed.wind_b
    by_slope = fuel_bed.slope_c * slope**2
    up, across = by_slope + by_wind * np.cos(angle_rad), by_wind * np.sin(angle_rad)
    push = np.hypot(up, across)
    effective = (push / fuel_bed.wind_c) ** (1.0 / fuel_bed.wind_b)
    if wind_limit:
        effective = np.minimum(effective, fuel_bed.wind_limit_mps)
        push = fuel_bed.wind_c * effective**fuel_bed.wind_b
    return Spread(fuel_bed.rate_mps * (1.0 + push), np.arctan2(across, up), effective)


def _not_below_0(name: str, value: ArrayLike) -> NDArray[np.float64]:
    array = np.asarray(value, dtype=np.float64)
    if not np.all((array >= 0.0) & np.isfinite(array)):
        raise ValueError(f"{name}: found {array.min()}, expected at least 0; a direction turns it")
    return array


def fireline_intensity_kw_m(heat_kj_m2: ArrayLike, rate_mps: ArrayLike) -> NDArray[np.float64]:
    """Return what a metre of fire front releases (火线强度), Byram (1959) [kW/m].

    Parameters
    ----------
    heat_kj_m2
        Heat per area [kJ/m2].
    rate_mps
        Rate of spread normal to the front [m/s].

    """
    heat, rate = np.asarray(heat_kj_m2, np.float64), np.asarray(rate_mps, np.float64)
    intensity: NDArray[np.float64] = heat * rate
    return intensity


def flame_length_m(intensity_kw_m: ArrayLike) -> NDArray[np.float64]:
    """Return the flame length (火焰长度), Byram (1959): 0.0775 I^0.46 [m].

    Parameters
    ----------
    intensity_kw_m
        Fireline intensity, >= 0 [kW/m].

    """
    length: NDArray[np.float64] = 0.0775 * np.asarray(intensity_kw_m, dtype=np.float64) ** 0.46
    return length
