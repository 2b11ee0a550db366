"""Measures of the hazard: when it began, how much came in, how it was closed (溃口实测指标)."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from sandtable.study.played import Arguments, Played, earliest, since, texts
from sandtable.world.works import Closing


def entry_begins(run: Played, arguments: Arguments) -> float:
    """Return how long after the alarm an entry began [s]; nan = it was prevented."""
    begun = run.activated(str(arguments["entry"]))
    return begun - run.after(str(arguments.get("after", "alarm")))


def entry_began(run: Played, arguments: Arguments) -> float:
    """Return 1 if an entry began in the run, else 0: over the runs, its probability."""
    return float(not math.isnan(run.activated(str(arguments["entry"]))))


def breaches(run: Played, arguments: Arguments) -> float:
    """Return how many entries began, of one ``hazard`` or of all."""
    hazard, table = arguments.get("hazard"), run.tables["hazards"]
    wanted = [one.id for one in run.world.scenario.dormant if hazard in (None, one.hazard)]
    begun = texts(table, "entry")[texts(table, "what") == "activated"]
    return float(np.unique(begun[np.isin(begun, wanted)]).size)


# The course of the water, which the realisation carries


def mean_inflow(run: Played, arguments: Arguments) -> float:
    """Return the mean inflow from the opening until an instant [m3/s]."""
    age_s, times, volume = _course(run, arguments, "volume", at="until")
    if not 0.0 < age_s <= times[-1]:
        return math.nan
    return float(np.interp(age_s, times, volume) - volume[0]) / age_s


def peak_inflow(run: Played, arguments: Arguments) -> float:
    """Return the largest inflow [m3/s]."""
    _age_s, _times, inflow = _course(run, arguments, "inflow")
    return float(inflow.max())


def head(run: Played, arguments: Arguments) -> float:
    """Return the difference of the levels outside and inside at an instant [m]."""
    return _value(run, arguments, "outside") - _value(run, arguments, "level")


def breach_width(run: Played, arguments: Arguments) -> float:
    """Return the width of the opening at an instant, before anybody closes it [m]."""
    return _value(run, arguments, "width")


def water_inside(run: Played, arguments: Arguments) -> float:
    """Return the water that has come in by an instant [m3]."""
    return _value(run, arguments, "volume")


def _value(run: Played, arguments: Arguments, name: str) -> float:
    age_s, times, values = _course(run, arguments, name)
    return float(np.interp(age_s, times, values)) if 0.0 <= age_s <= times[-1] else math.nan


def _course(
    run: Played, arguments: Arguments, name: str, at: str = "at"
) -> tuple[float, NDArray[np.float64], NDArray[np.float64]]:
    """Return the age of an entry at an instant [s], and one of its series: times [s], values.

    An entry that never began, or that carries no series, has nan in all of them.

    """
    entry = str(arguments["entry"])
    begun = run.activated(entry)
    series = run.impacts[entry].series if entry in run.impacts else {}
    if math.isnan(begun) or name not in series:
        return math.nan, np.array([math.nan]), np.array([math.nan])
    times, values = series[name]
    return run.instant(arguments, at=at, after=entry) - begun, times, values


# Closing


def closing_rate(run: Played, arguments: Arguments) -> float:
    """Return how fast a breach was closed from 10 to 90 % of its width [m/h]; nan = it was not."""
    closing, time_s, closed_m = _works(run, arguments)
    first, last = (closed_m >= part * closing.width_m for part in (0.1, 0.9))
    if not last.any():
        return math.nan
    begin, end = int(first.argmax()), int(last.argmax())
    return float(closed_m[end] - closed_m[begin]) * 3600.0 / float(time_s[end] - time_s[begin])


def closed(run: Played, arguments: Arguments) -> float:
    """Return how long after an instant a breach was closed [s]; inf = not within the run."""
    closing, time_s, closed_m = _works(run, arguments)
    done = earliest(time_s[closed_m >= closing.width_m])
    return since(done, run.after(str(arguments.get("after", closing.entry))))


def metres_closed(run: Played, arguments: Arguments) -> float:
    """Return how many metres of a breach were closed by an instant [m]; nan = it never opened."""
    closing, time_s, closed_m = _works(run, arguments)
    if math.isnan(run.activated(closing.entry)):
        return math.nan
    return float(closed_m[time_s <= run.instant(arguments)].max(initial=0.0))


def _works(
    run: Played, arguments: Arguments
) -> tuple[Closing, NDArray[np.float64], NDArray[np.float64]]:
    """Return a closing, and the instant [s] and the metres closed after each of its loads."""
    name, table = str(arguments["closing"]), run.tables["works"]
    (closing,) = (one for one in run.world.plan.closings if one.id == name)
    mine = texts(table, "closing") == name
    return closing, table["time_s"][mine], table["closed_m"][mine]
