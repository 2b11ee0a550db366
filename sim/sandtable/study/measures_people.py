"""Measures of people: out of danger, taken in, carried by boat, lost (人员转移实测指标)."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.study.played import Arguments, Played, fraction, since, texts

Rows = NDArray[np.bool_]


def persons_safe(run: Played, arguments: Arguments) -> float:
    """Return how many were out of danger by an instant [persons]."""
    return _persons(run, _by(run, arguments, "safe_s") & run.residents(arguments), arguments)


def share_safe(run: Played, arguments: Arguments) -> float:
    """Return which part of the residents was out of danger by an instant [0-1]."""
    return _share(run, _by(run, arguments, "safe_s"), run.residents(arguments), arguments)


def persons_sheltered(run: Played, arguments: Arguments) -> float:
    """Return how many were in shelters by an instant, not counting relatives [persons].

    ``kinds`` lists kinds of facilities; without it all count.

    """
    rows = _by(run, arguments, "arrived_s") & run.residents(arguments)
    kinds = arguments.get("kinds")
    facilities = run.world.place.facilities
    wanted = [one.id for one in facilities if kinds is None or one.kind in _listed(kinds)]
    inside = np.isin(texts(run.tables["people"], "destination"), wanted)
    return _persons(run, rows & inside, arguments)


def share_sheltered(run: Played, arguments: Arguments) -> float:
    """Return which part of the residents was in a shelter or with relatives by an instant [0-1]."""
    return _share(run, _by(run, arguments, "arrived_s"), run.residents(arguments), arguments)


def share_relatives(run: Played, arguments: Arguments) -> float:
    """Return which part of those who have arrived somewhere is with relatives [0-1].

    Without an instant, at the end of the run.

    """
    arrived = ~np.isnan(run.tables["people"]["arrived_s"])
    if "at" in arguments or "at_clock" in arguments:
        arrived = _by(run, arguments, "arrived_s")
    kin = texts(run.tables["people"], "destination") == "relatives"
    return _share(run, kin, arrived & run.residents(arguments), arguments)


def share_by_boat(run: Played, arguments: Arguments) -> float:
    """Return which part of the residents a boat took out of the water [0-1]."""
    vehicles = run.tables["vehicles"]
    carried = float(vehicles["persons"][texts(vehicles, "why") == "boat"].sum())
    everybody = float(run.tables["people"]["persons"].sum())
    return carried / everybody if everybody and _has_begun(run, arguments) else math.nan


def deaths(run: Played, arguments: Arguments) -> float:
    """Return how many lost their lives [persons]."""
    lost = texts(run.tables["people"], "outcome") == "lost"
    return _persons(run, lost & run.residents(arguments), arguments)


def share_before_water(run: Played, arguments: Arguments) -> float:
    """Return which part of the people of zones that water reached were gone before it [0-1].

    Gone is who was out of danger before the water first came to the zone, or whom it never met and
    who came out of danger without a boat: a zone fills part by part. Who stayed is not gone. nan =
    it reached no zone.

    """
    people = run.tables["people"]
    early = people["safe_s"] <= people["zone_water_s"]
    dry = np.isnan(people["water_s"]) & ~np.isnan(people["safe_s"])
    on_their_own = dry & (texts(people, "by") != "boat")
    reached = ~np.isnan(people["zone_water_s"]) & run.residents(arguments)
    return _share(run, early | on_their_own, reached, arguments)


def zone_dry(run: Played, arguments: Arguments) -> float:
    """Return 1 if water never came to a zone, else 0; nan = no entry began, or nobody lives there.

    A zone without residents is not watched by the records.

    """
    people = run.tables["people"]
    mine = texts(people, "zone") == str(arguments["zone"])
    if not mine.any() or math.isnan(run.after("breach")):
        return math.nan
    return float(np.isnan(people["zone_water_s"][mine]).all())


def share_reached(run: Played, arguments: Arguments) -> float:
    """Return which part of the residents the water reached [0-1]."""
    wet = ~np.isnan(run.tables["people"]["water_s"])
    return _share(run, wet, run.residents(arguments), arguments)


def time_safe(run: Played, arguments: Arguments) -> float:
    """Return when so large a part of the residents was out of danger, ``share`` of 1 = all [s].

    inf = it never was in the run.

    """
    people, rows = run.tables["people"], run.residents(arguments)
    persons, safe_s = people["persons"][rows], people["safe_s"][rows]
    order = np.argsort(safe_s, kind="stable")  # nan, who never was, comes last
    so_far = np.cumsum(persons[order])
    if not so_far.size or not so_far[-1]:
        return math.nan
    # A billionth of a person is rounding.
    wanted = fraction(arguments.get("share", 1.0)) * so_far[-1] - 1e-9
    instant = float(safe_s[order][int(np.searchsorted(so_far, wanted))])
    return since(instant, run.after(str(arguments.get("after", "start"))))


def _by(run: Played, arguments: Arguments, step: str) -> Rows:
    """Say which rows of ``people`` had passed a step by an instant; comparing with nan is false."""
    passed: Rows = run.tables["people"][step] <= run.instant(arguments)
    return passed


def _has_begun(run: Played, arguments: Arguments) -> bool:
    """Say whether what the arguments count from has happened in the run."""
    return not math.isnan(run.after(str(arguments.get("after", "start"))))


def _persons(run: Played, rows: Rows, arguments: Arguments) -> float:
    if not _has_begun(run, arguments):
        return math.nan
    return float(run.tables["people"]["persons"][rows].sum())


def _share(run: Played, rows: Rows, of: Rows, arguments: Arguments) -> float:
    whole = _persons(run, of, arguments)
    return _persons(run, rows & of, arguments) / whole if whole > 0.0 else math.nan


def _listed(value: Any) -> list[str]:  # noqa: ANN401  one word or a list of them
    return [value] if isinstance(value, str) else list(value)
