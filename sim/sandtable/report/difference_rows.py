"""Comparisons as a person reads them: by how much an alternative changes what a target measures."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.verdict_rows import NOTHING, duration, span
from sandtable.study.compare import Difference
from sandtable.world.target import Target

Rows = list[tuple[str, ...]]


def difference_rows(
    differences: Iterable[Difference],
    targets: Iterable[Target],
    *,
    alternatives: Mapping[str, Name],
    scenarios: Mapping[str, Name],
) -> tuple[tuple[str, ...], Rows]:
    """Return the heads and the rows of the table of comparisons; what cannot be told has no row.

    Parameters
    ----------
    alternatives, scenarios
        Names by id; the scenario is shown where there are several.

    """
    by_id = {target.id: target for target in targets}
    heads = (_("Target"), _("Alternative"), _("Difference"), _("Interval"))
    several = len(scenarios) > 1
    return heads, [
        _row(one, by_id[one.target], alternatives, scenarios if several else {})
        for one in differences
        if not math.isnan(one.estimate)
    ]


def _row(
    one: Difference,
    target: Target,
    alternatives: Mapping[str, Name],
    scenarios: Mapping[str, Name],
) -> tuple[str, ...]:
    name = target.name.text(language()) or target.id
    if scenarios:
        name = f"{name} / {_named(one.scenario, scenarios)}"
    interval = span(change(one.low, target), change(one.high, target))
    interval = "\n".join(filter(None, (interval, left_out(one))))
    return (name, _named(one.alternative, alternatives), change(one.estimate, target), interval)


def left_out(one: Difference) -> str:
    """Say how many runs are not compared, because one of the two plans has no case in them."""
    runs = one.only_baseline + one.only_alternative
    if not runs:
        return ""
    text = _("without {number} runs in which only one of the two plans has a case")
    return text.format(number=runs)


def _named(id: str, names: Mapping[str, Name]) -> str:
    return names.get(id, Name()).text(language()) or id


def change(value: float, target: Target) -> str:
    """Return a difference with its sign: of shares in percentage points, of times in minutes."""
    if math.isnan(value):
        return NOTHING
    sign = "+" if value > 0 else "−" if value < 0 else "±"
    return sign + amount_of_change(abs(value), target)


def amount_of_change(value: float, target: Target) -> str:
    """Return a difference >= 0 without a sign."""
    a_share = target.statistic == "proportion" or target.quantity == "rate"
    if a_share or target.over == "each_run":
        return _("{number} points").format(number=f"{100 * value:.3g}")
    return duration(value)
