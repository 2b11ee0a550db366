"""Where the residents are at each time: at home, on the way, safe, in a shelter (人员去向)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.report.html.bands import passed

STATES = ("home", "moving", "water", "refuge", "relatives", "shelter", "lost")
"""What a person can be, in the order of the figure from below; each is in one of them."""


def states_over(
    run: Mapping[str, Any], time_s: NDArray[np.float64]
) -> dict[str, NDArray[np.float64]]:
    """Return the residents in each state at each time, shape ``(n,)`` each; they sum to all.

    Parameters
    ----------
    run
        The table ``people`` of a run.

    """
    persons = np.asarray(run["persons"], dtype=np.float64)
    found = {name: np.zeros(time_s.size) for name in STATES}
    found["home"] += persons.sum()
    before = np.full(persons.size, "home", dtype="<U9")
    for when_s, state in _changes(run):
        entered = np.isfinite(when_s)
        for name in np.unique(before[entered]).tolist():
            mine = entered & (before == name)
            found[name] -= passed(when_s[mine], persons[mine], time_s)
        for name in np.unique(state[entered]).tolist():
            mine = entered & (state == name)
            found[name] += passed(when_s[mine], persons[mine], time_s)
        before = np.where(entered, state, before)
    return found


def _changes(
    run: Mapping[str, Any],
) -> Sequence[tuple[NDArray[np.float64], NDArray[np.str_]]]:
    """Return when each group enters its next state, in the order of its life.

    Who is in the water and is taken out by a boat left home with it: the water comes first. Whoever
    loses his life does so when the water comes.

    """
    outcome = np.asarray(run["outcome"], dtype=np.str_)
    left, water = np.array(run["left_s"]), np.array(run["water_s"])
    safe, arrived = np.array(run["safe_s"]), np.array(run["arrived_s"])
    lost = outcome == "lost"
    drowned = np.where(lost, water, np.nan)
    # Water that comes to a place that people have left, or are safe from, is none of theirs.
    wet = np.where(lost | (water >= np.nan_to_num(safe, nan=np.inf)), np.nan, water)
    caught = np.nan_to_num(np.where(lost, water, wet), nan=np.inf)
    gone_first = np.where(left > caught, np.nan, left)
    safe, arrived = (np.where(lost, np.nan, one) for one in (safe, arrived))

    def all_of(name: str) -> NDArray[np.str_]:
        return np.full(outcome.size, name, dtype="<U9")

    ends = np.where(outcome == "relatives", "relatives", "shelter")
    return (
        (gone_first, all_of("moving")),
        (wet, all_of("water")),
        (safe, all_of("refuge")),
        (arrived, ends),
        (drowned, all_of("lost")),
    )
