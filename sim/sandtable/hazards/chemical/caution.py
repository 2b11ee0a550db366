"""What must be said beside the puffs of a stated leak: heavy gas, and what goes on (限制说明)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandtable.hazards.chemical.dense import HeavyGas, dense_plume_kg_m3, is_dense_plume
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.source_term import Outflow

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandtable.ground.laws import Law
    from sandtable.hazards.chemical.release import Release
    from sandtable.hazards.chemical.stated import StatedLeak

_NEAR_M, _FAR_M = 100.0, 10_000.0


class Means:
    """Stands for the draws of a sample in which everything is as it is on average."""

    @staticmethod
    def of(law: Law, what: str) -> float:
        """Return the mean of a law."""
        del what
        return law.mean


@dataclass(frozen=True, slots=True, kw_only=True)
class Heavy:
    """A release that is heavier than air near to its source (重气).

    Parameters
    ----------
    flow_kg_s, wind_mps
        At its beginning, on average.
    puffs_m, charts_m
        How far the limit is reached by the plume that puffs tend to, and by the charts of heavy
        gas; nan = they have no answer.

    """

    flow_kg_s: float
    wind_mps: float
    puffs_m: float
    charts_m: float


def heavy(stated: StatedLeak, level: int = 2) -> Heavy | None:
    """Return what the charts of heavy gas say of the average sample; None = it is no heavy gas."""
    release = stated.release(Means())
    weather = stated.weather.drawn(Means())
    wind = weather.wind_mps[0]
    flow, gas = _cloud(stated, release)
    if flow <= 0.0 or not is_dense_plume(gas, flow / gas.density_kg_m3, wind):
        return None
    ppm = stated.substance.kg_m3_per_ppm(weather.temperature_k, weather.pressure_pa)
    limit = stated.toxicity.aegl_ppm(level, stated.harm.minutes) * ppm

    def puffs(distance_m: float) -> float:
        at = (distance_m, 0.0, 0.0)
        return plume_kg_m3(flow, wind, at, weather.sigmas, weather.stability[0])

    def charts(distance_m: float) -> float:
        return dense_plume_kg_m3(gas, flow / gas.density_kg_m3, wind, distance_m)

    return Heavy(
        flow_kg_s=flow,
        wind_mps=wind,
        puffs_m=_reach_m(puffs, limit),
        charts_m=_reach_m(charts, limit),
    )


def _cloud(stated: StatedLeak, release: Release | Outflow) -> tuple[float, HeavyGas]:
    """Return what goes into the air at first [kg/s], and the cloud that it makes."""
    one, air_k = stated.substance, stated.weather.temperature_k
    if not isinstance(release, Outflow):
        density = one.gas_kg_m3(air_k)
        gas = HeavyGas(
            density_kg_m3=density, concentration_kg_m3=density, temperature_k=air_k, air_k=air_k
        )
        return float(release.rate_kg_s[0]), gas
    flow = float(release.spill.rate_kg_s[0]) * release.airborne
    density = one.gas_kg_m3(one.boiling_k)
    if release.phase != "gas" and flow > 0.0:
        part = min(release.flash / release.airborne, 1.0)  # vapour; the rest is droplets
        density = 1.0 / (part / density + (1.0 - part) / one.liquid_kg_m3)
    gas = HeavyGas(
        density_kg_m3=density,
        concentration_kg_m3=density,
        temperature_k=min(one.boiling_k, air_k),
        air_k=air_k,
    )
    return flow, gas


def _reach_m(at: Callable[[float], float], limit: float) -> float:
    """Return how far a limit is reached, 100 m to 10 km; nan where there is no answer [m]."""
    try:
        if at(_NEAR_M) < limit:
            return _NEAR_M
        if at(_FAR_M) >= limit:
            return _FAR_M
        low, high = _NEAR_M, _FAR_M
        while high - low > 1.0:
            middle = math.sqrt(low * high)
            low, high = (middle, high) if at(middle) >= limit else (low, middle)
    except ValueError:
        return math.nan
    return low


def goes_on(stated: StatedLeak) -> bool:
    """Tell whether the average leak still gives gas when its cloud is followed no longer."""
    release = stated.release(Means())
    end_s = release.ends_s
    return end_s > stated.until_s or (end_s == stated.until_s and release.left_kg > 0.0)
