"""What one run of a case says, read from its records and small enough to be sent home."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from sandtable.dispatch import Records
from sandtable.evidence.named_laws import HOUR_S
from sandtable.evidence.setting import Setting, Span, class_id, team_id

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """Sums over what counts of one or more runs; tallies add (计数).

    Parameters
    ----------
    window_h
        Length of what counts [h].
    incidents, lost, waited, beyond
        By class: incidents that count, those handed over, those that waited, and those that waited
        longer than the threshold, shape ``(n_classes,)``.
    wait_h, response_h, system_h
        By class: sums of occurred -> ordered, -> first arrival, -> closed of those not lost [h].
    waits_h
        Every wait, where a quantile of them is asked, shape ``(n,)`` [h].
    queue_h
        Time integral of the incidents that wait [h].
    busy_h
        By team: time integral of being busy, shape ``(units,)`` [h].
    full_h
        Time at which all teams are busy and nobody waits, where that is asked [h].
    missions, mission_h, mission_h2
        Missions ordered in the window, the sums of their durations and of the squares [h, h2].
    sent
        By team and class: missions, shape ``(units, n_classes)``.
    sampled, periods
        Busy teams at the sample times, summed over periods, shape ``(n_times,)``; and the periods.
    events
        Incidents played in all, start-up included: what it cost.

    """

    window_h: float
    incidents: Floats
    lost: Floats
    waited: Floats
    beyond: Floats
    wait_h: Floats
    response_h: Floats
    system_h: Floats
    waits_h: Floats
    queue_h: float
    busy_h: Floats
    full_h: float
    missions: int
    mission_h: float
    mission_h2: float
    sent: Floats
    sampled: Floats
    periods: int
    events: int

    @classmethod
    def total(cls, tallies: Iterable[Self]) -> Self:
        """Return the sum of tallies, in their order, so that it is the same to the last bit."""
        every = list(tallies)
        summed: dict[str, Any] = {}
        for one in fields(cls):
            values = [getattr(tally, one.name) for tally in every]
            summed[one.name] = np.concatenate(values) if one.name == "waits_h" else sum(values)
        return cls(**summed)


def tally_of(records: Records, setting: Setting, span: Span) -> Tally:
    """Read the records of a run."""
    incidents, missions = records.table("incidents"), records.table("missions")
    window = span.window_s
    starts, frees = missions["ordered_s"], missions[setting.free_at]
    inside = (starts >= window[0]) & (starts < window[1])
    took_h = (frees - starts)[inside] / HOUR_S
    busy_h, sent = _by_team(missions, incidents, setting, window)
    sampled, periods = _sampled(starts, frees, setting, window)
    return Tally(
        **_of_incidents(incidents, setting, window),
        window_h=(window[1] - window[0]) / HOUR_S,
        busy_h=busy_h,
        full_h=_full(incidents, starts, frees, setting, window),
        missions=int(inside.sum()),
        mission_h=float(took_h.sum()),
        mission_h2=float((took_h * took_h).sum()),
        sent=sent,
        sampled=sampled,
        periods=periods,
    )


def _of_incidents(
    incidents: dict[str, Any], setting: Setting, window: tuple[float, float]
) -> dict[str, Any]:
    """Return what the incidents alone tell."""
    occurred, ordered = incidents["occurred_s"], incidents["ordered_s"]
    number = _classes(incidents, setting)
    counted = incidents["counted"] & (occurred < window[1])
    lost = counted & (np.array(incidents["outcome"]) == "handed_over")
    served = counted & ~lost

    def by_class(rows: NDArray[np.bool_], values: Floats | None = None) -> Floats:
        weights = None if values is None else values[rows] / HOUR_S
        sums: Floats = np.bincount(number[rows], weights, len(setting.calls)).astype(np.float64)
        return sums

    wait_s = ordered - incidents["graded_s"]
    queued = ~np.isnan(ordered)
    waits = _overlap(incidents["graded_s"][queued], ordered[queued], window)
    return {
        "incidents": by_class(counted),
        "lost": by_class(lost),
        "waited": by_class(served & (wait_s > 0.0)),
        "beyond": by_class(served & (wait_s > setting.threshold_h * HOUR_S)),
        "wait_h": by_class(served, wait_s),
        "response_h": by_class(served, incidents["first_arrival_s"] - occurred),
        "system_h": by_class(served, incidents["closed_s"] - occurred),
        "waits_h": wait_s[served] / HOUR_S if setting.keeps_waits else np.empty(0),
        "queue_h": float(waits.sum()) / HOUR_S,
        "events": occurred.size,
    }


def _classes(incidents: dict[str, Any], setting: Setting) -> NDArray[np.int64]:
    """Return the number of each incident's class, shape ``(n_incidents,)``."""
    numbers = {class_id(number): number for number in range(len(setting.calls))}
    return np.array([numbers[name] for name in incidents["type"]], dtype=np.int64)


def _overlap(begins: Floats, ends: Floats, window: tuple[float, float]) -> Floats:
    """Return how long intervals lie inside the window, never below 0."""
    inside: Floats = np.maximum(np.minimum(ends, window[1]) - np.maximum(begins, window[0]), 0.0)
    return inside


def _by_team(
    missions: dict[str, Any],
    incidents: dict[str, Any],
    setting: Setting,
    window: tuple[float, float],
) -> tuple[Floats, Floats]:
    """Return busy time by team [h], and missions by team and class; one sum where none is asked."""
    busy_h = _overlap(missions["ordered_s"], missions[setting.free_at], window) / HOUR_S
    units, classes = setting.units, len(setting.calls)
    if not setting.preferences:
        return np.array([busy_h.sum()]), np.zeros((1, 1))
    numbers = {team_id(one, len(str(units))): one - 1 for one in range(1, units + 1)}
    team = np.array([numbers[name] for name in missions["team"]], dtype=np.int64)
    rows = dict(zip(incidents["incident"], range(len(incidents["incident"])), strict=True))
    row = np.array([rows[name] for name in missions["incident"]], dtype=np.int64)
    number, counted = _classes(incidents, setting)[row], incidents["counted"][row]
    cells = np.bincount(team[counted] * classes + number[counted], minlength=units * classes)
    sent = cells.reshape(units, classes).astype(np.float64)
    return np.bincount(team, busy_h, units).astype(np.float64), sent


def _full(
    incidents: dict[str, Any],
    starts: Floats,
    frees: Floats,
    setting: Setting,
    window: tuple[float, float],
) -> float:
    """Return how long all teams are busy while nobody waits [h], where that is asked."""
    if not setting.preferences:
        return 0.0
    units = setting.units
    waits = incidents["ordered_s"] > incidents["graded_s"]
    begins, ends = incidents["graded_s"][waits], incidents["ordered_s"][waits]
    times = np.concatenate((starts, frees, begins, ends))
    size, queue = np.ones(starts.size), np.full(begins.size, units + 1.0)
    # Whoever waits counts for more than all teams together, so one running sum tells both.
    steps = np.concatenate((size, -size, queue, -queue))
    order = np.argsort(times, kind="stable")
    level = np.cumsum(steps[order])[:-1]
    lasted = _overlap(times[order][:-1], times[order][1:], window)
    return float(lasted[level == units].sum()) / HOUR_S


def _sampled(
    starts: Floats, frees: Floats, setting: Setting, window: tuple[float, float]
) -> tuple[Floats, int]:
    """Return busy teams at the sample times, summed over the periods of the window."""
    if not setting.sample_times_h:
        return np.zeros(1), 0
    period_s = setting.calls[0].period_h * HOUR_S
    periods = round((window[1] - window[0]) / period_s)
    begun, ended = np.sort(starts), np.sort(frees)
    sums = []
    for time_h in setting.sample_times_h:
        instants = window[0] + (time_h * HOUR_S) % period_s + period_s * np.arange(periods)
        busy = np.searchsorted(begun, instants, "right") - np.searchsorted(ended, instants, "right")
        sums.append(float(busy.sum()))
    return np.array(sums), periods
