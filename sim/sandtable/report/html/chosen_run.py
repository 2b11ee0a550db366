"""Which run of a design point is shown on the map, and which part of it (所示推演)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from sandtable.ground.names import Name
from sandtable.report.html.findings import Finding
from sandtable.report.html.late_tables import LateTables, PointTables
from sandtable.study.incident_cases import applies, incident_cases
from sandtable.study.reading import subject, unanswerable
from sandtable.study.tally import Tally

WHOLE_S = 3 * 86400.0
"""A run no longer than this is shown whole; of a longer one a day [s]."""
WINDOW_S = 86400.0
LONG_S = 8 * 86400.0
"""A run with residents is shown whole up to this [s]: a breach is closed on its fourth day."""
_AHEAD_S = 2 * 3600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """Which run is shown, and which part of it.

    Parameters
    ----------
    target
        Target by which it was chosen; None = there was nothing to choose by.

    """

    replication: int
    begin_s: float
    end_s: float
    target: Name | None = None


def chosen_run(
    tables: PointTables, findings: Sequence[Finding], done: Sequence[int]
) -> Chosen | None:
    """Choose the run whose share of misses is nearest to the mean, by the first target with cases.

    Of a long run the day around the slowest case is shown. None = no run has been played.

    Parameters
    ----------
    done
        Replications that are there.

    """
    with_cases = (one for one in findings if any(tally.cases for tally in one.runs.values()))
    leading = next(with_cases, None)
    if leading is None:
        began = [i for i in done if len(tables.run(i)["hazards"]["time_s"])]
        first = min(began or done, default=None)
        return None if first is None else Chosen(replication=first, begin_s=0.0, end_s=WHOLE_S)
    shares = {i: _share(tally) for i, tally in leading.runs.items() if tally.cases}
    middle = sum(shares.values()) / len(shares)
    replication = min(shares, key=lambda i: (abs(shares[i] - middle), i))
    begin_s, end_s = _window(leading, tables.run(replication))
    return Chosen(replication=replication, begin_s=begin_s, end_s=end_s, target=leading.target.name)


def _share(tally: Tally) -> float:
    missed = sum(count for _cause, count in tally.causes)
    return missed / tally.cases


def _window(finding: Finding, tables: LateTables) -> tuple[float, float]:
    world, target = finding.world, finding.target
    horizon = world.scenario.horizon_s
    if horizon <= (LONG_S if world.scenario.residents else WHOLE_S):
        return 0.0, horizon
    begin = 0.0
    if subject(target) == "incidents" and not unanswerable(target, world):
        cases = incident_cases(tables, target, world)
        rows = np.flatnonzero(applies(tables["incidents"], target.applies_to, world))
        slowest = int(np.argmax(np.where(cases.counts, cases.low_s, -1.0)))
        begin = float(tables["incidents"]["occurred_s"][rows[slowest]]) - _AHEAD_S
    begin = max(0.0, min(math.floor(begin / 3600.0) * 3600.0, horizon - WINDOW_S))
    return begin, begin + WINDOW_S
