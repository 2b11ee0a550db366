"""How often something begins, by time (发生率)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate:
    """How often incidents occur, by time (发生率).

    mean + amplitude sin(2 pi (t - phase) / period), or the mean times a factor by hour or day.

    Parameters
    ----------
    mean_per_s
        Mean rate, >= 0 [1/s].
    amplitude_per_s
        Amplitude of the daily or yearly cycle, 0 <= amplitude <= mean [1/s].
    period_s, phase_s
        Period of the cycle, > 0 [s], and the time at which the sine rises through 0 [s].
    by_hour
        24 multipliers of the mean by local hour of the day, >= 0; empty = none. Excludes a cycle.
    by_day
        Multipliers of the mean by day of the run, >= 0, 0 after the last; empty = none. Excludes a
        cycle and factors by hour.
    ceiling_per_s
        Rate of the candidates that are thinned, where it is above all rates [1/s]: under one
        ceiling a lower rate takes incidents away and moves none.

    """

    mean_per_s: float
    amplitude_per_s: float = 0.0
    period_s: float = 86400.0
    phase_s: float = 0.0
    by_hour: tuple[float, ...] = ()
    by_day: tuple[float, ...] = ()
    ceiling_per_s: float = 0.0
