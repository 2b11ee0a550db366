"""When a random process brings incidents: drawn at its peak rate, thinned by its course."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.clock import grid_array
from sandtable.ground.elementary import sine_of_turn
from sandtable.ground.laws import Law
from sandtable.world.season import DAY_S

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.ground.luck import Luck
    from sandtable.world.onset import RandomOnset
    from sandtable.world.rate import Rate
    from sandtable.world.scenario import Arrivals


def arrival_times(
    arrivals: Arrivals | RandomOnset,
    luck: Luck,
    horizon_s: float,
    day_s: float,
    purposes: tuple[str, str] = ("gap", "keep"),
) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Draw when a random process brings incidents, by thinning at its peak rate.

    Parameters
    ----------
    horizon_s
        End of the run [s]; nothing occurs at or after it.
    day_s
        Local time of day at model time 0 [s], for rates by hour.
    purposes
        Of the draws of the times between candidates, and of which of them become incidents.

    Returns
    -------
    tuple
        Instants on the grid, increasing, shape ``(n,)`` [s], and the numbers of the candidates that
        became incidents, shape ``(n,)``; the number, not the count, makes the id.

    References
    ----------
    Lewis, Shedler (1979), Simulation of nonhomogeneous Poisson processes by thinning, Naval
    Research Logistics Quarterly 26, 403-413.

    """
    rate = arrivals.rate
    end_s = min(arrivals.to_s, horizon_s)
    most = rate.mean_per_s * max(rate.by_hour or rate.by_day, default=1.0) + rate.amplitude_per_s
    peak = max(rate.ceiling_per_s, most)
    if peak <= 0.0 or end_s <= arrivals.from_s:
        return np.empty(0), np.empty(0, dtype=np.int64)
    gap = Law.exponential(mean=1.0 / peak)
    time_s, block = np.empty(0), int((end_s - arrivals.from_s) * peak * 1.05) + 32
    while time_s.size == 0 or time_s[-1] < end_s:
        gaps = gap.quantiles(luck.series(purposes[0], arrivals.id, block, first=time_s.size))
        last = time_s[-1] if time_s.size else arrivals.from_s
        # One running sum from the start, so that the size of the blocks changes no bit.
        time_s = np.concatenate((time_s, np.cumsum(np.concatenate(([last], gaps)))[1:]))
    time_s = time_s[time_s < end_s]
    number = np.arange(time_s.size)
    if rate.amplitude_per_s > 0.0 or rate.by_hour or rate.by_day or peak > most:
        drawn = luck.series(purposes[1], arrivals.id, time_s.size)
        kept = drawn * peak < _rate_at(rate, time_s, day_s)
        time_s, number = time_s[kept], number[kept]
    instants = grid_array(time_s)
    inside = instants < horizon_s
    return instants[inside], number[inside]


def _rate_at(rate: Rate, time_s: NDArray[np.float64], day_s: float) -> NDArray[np.float64]:
    if rate.by_hour:
        hour = ((time_s + day_s) // 3600.0).astype(np.int64) % 24
        return rate.mean_per_s * np.asarray(rate.by_hour)[hour]
    if rate.by_day:
        return rate.mean_per_s * factor_of_day(rate, time_s)
    turns = (time_s - rate.phase_s) / rate.period_s
    return rate.mean_per_s + rate.amplitude_per_s * sine_of_turn(turns - np.floor(turns))


def factor_of_day(rate: Rate, time_s: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the multiplier of the day at instants of the run [s], 0 after the last day."""
    day = np.minimum(time_s // DAY_S, len(rate.by_day)).astype(np.int64)
    return np.append(rate.by_day, 0.0)[day]


def time_of_day(start: str) -> float:
    """Return the local time of day at model time 0 [s]."""
    moment = dt.datetime.fromisoformat(start)
    return float(moment.hour * 3600 + moment.minute * 60 + moment.second)
