"""How every fuel burns in every epoch, as the kernel of growth takes it (蔓延速度表)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.fire import wang
from sandtable.hazards.fire.midflame import wind_factor
from sandtable.hazards.fire.rothermel import Bed, bed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.fire.fuel_models import FuelModel
    from sandtable.hazards.fire.landscape import Landscape
    from sandtable.hazards.fire.weather import Weather

# Columns: law, rate, wind coefficient and exponent, slope coefficient, push of the wind to east and
# north, heat per area, wind limit.
LAW, RATE, WIND_C, WIND_B, SLOPE_C, PUSH_E, PUSH_N, HEAT, LIMIT = range(9)

FIRST_LAW, SECOND_LAW = 0.0, 1.0


def paces(
    landscape: Landscape, weather: Weather, *, wind_limit: bool = False, factor: float = 1.0
) -> NDArray[np.float64]:
    """Return the table, fuels in the order of their codes, shape ``(n_epochs, n_fuels, 9)``.

    Parameters
    ----------
    wind_limit
        Whether the wind stops driving the fire at the limit of Rothermel (1972).
    factor
        On all rates of spread, > 0.

    Raises
    ------
    ValueError
        If the second law lacks temperature or humidity.

    """
    columns = []
    for code, fuel in sorted(landscape.fuels.items()):
        if isinstance(fuel, wang.GroundFuel):
            columns.append(_second(fuel, weather, factor))
        else:
            share = landscape.sheltered.get(code)
            columns.append(_first(fuel, share, weather, factor, wind_limit=wind_limit))
    return np.ascontiguousarray(np.stack(columns, axis=1))


def _first(
    fuel: FuelModel, share: float | None, weather: Weather, factor: float, *, wind_limit: bool
) -> NDArray[np.float64]:
    """Return the rows of a fuel that burns by the law of Rothermel, shape ``(n_epochs, 9)``."""
    burns: Bed = bed(fuel, weather.moisture)
    midflame = weather.wind_mps * (wind_factor(fuel.depth_m) if share is None else share)
    push = burns.wind_c * midflame**burns.wind_b
    return _rows(
        FIRST_LAW,
        factor * burns.rate_mps,
        burns.wind_c,
        burns.wind_b,
        burns.slope_c,
        push * np.sin(weather.toward_rad),
        push * np.cos(weather.toward_rad),
        burns.heat_kj_m2,
        burns.wind_limit_mps if wind_limit else np.inf,
    )


def _second(fuel: wang.GroundFuel, weather: Weather, factor: float) -> NDArray[np.float64]:
    """Return the rows of a fuel that burns by the second law: its pushes are exponents."""
    warm, humid, wind = weather.temperature_c, weather.humidity_pct, weather.wind_mps
    if warm is None or humid is None:
        raise ValueError("second law: found no temperature or humidity, which it asks for")
    initial = wang.initial_rate_m_min(warm, wind, humid) / 60.0
    push = wang.WIND_PER_M_S * wind
    return _rows(
        SECOND_LAW,
        factor * fuel.ground.value * initial,
        wang.WIND_PER_M_S,
        1.0,
        wang.SLOPE_C,
        push * np.sin(weather.toward_rad),
        push * np.cos(weather.toward_rad),
        fuel.load_kg_m2 * fuel.heat_kj_kg,
        np.inf,
    )


def _rows(*columns: NDArray[np.float64] | float) -> NDArray[np.float64]:
    return np.stack(np.broadcast_arrays(*columns), axis=-1)
