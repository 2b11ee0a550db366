"""What is reached, as a person reads it: rows of tables (可达范围的表)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import groupby

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.response_figure import quantity_word
from sandtable.report.verdict_rows import NOTHING, duration
from sandtable.study.demand import Kind
from sandtable.study.reach import Clock, Share
from sandtable.study.reach_findings import Findings, ZoneReach
from sandtable.world.world import World

Table = tuple[tuple[str, ...], list[tuple[str, ...]]]
"""Heads and rows."""

MOST_MOMENTS = 24
"""Rows of the course of a hazard on the screen; the object for programs has all of them."""


def clock_name(clock: str) -> str:
    """Return the words for a clock of reach."""
    return {
        "travel": _("driving alone"),
        "arrival": _("alert to first arrival"),
        "full_force": _("alert to full force"),
    }.get(clock, clock)


def now_table(findings: Findings) -> Table:
    """Return what is reached on undisturbed roads; by day and night where they differ."""
    times = [(_("any time"), findings.now)]
    if differs_by_night(findings):
        times += [(_("by day"), findings.day), (_("by night"), findings.night)]
    limits = [duration(limit) for limit in findings.question.limits_s]
    heads = (_("When"), _("Share of"), _("Clock"), *limits, _("unreachable"))
    return heads, [row for when, found in times for row in _share_rows(when, found)]


def differs_by_night(findings: Findings) -> bool:
    """Tell whether a share by night is another one than by day."""
    pairs = zip(findings.day, findings.night, strict=True)
    return any(
        not math.isclose(a.share, b.share, abs_tol=1e-9)
        for a, b in pairs
        if not (math.isnan(a.share) or math.isnan(b.share))
    )


def _share_rows(when: str, found: Iterable[Share]) -> list[tuple[str, ...]]:
    rows = []
    for (of, clock), group in groupby(found, lambda one: (one.of, one.clock)):
        mine = list(group)
        if mine[0].total:
            shown = [percent(one.share) for one in mine]
            lost = percent(mine[0].unreachable)
            rows.append((when, quantity_word(of), clock_name(clock), *shown, lost))
    return rows


def busy_table(findings: Findings, clock: Clock, world: World) -> Table:
    """Return what is still reached while stations are busy, by one clock."""
    names = {base.id: base.name for base in world.place.bases}
    heads = (
        *(_("Busy"), _("Share of"), _("within"), _("on average"), _("at worst")),
        *(_("whichever"), _("Worst when busy")),
    )
    return heads, [
        (
            str(one.busy),
            quantity_word(one.of),
            duration(one.limit_s),
            percent(one.mean),
            percent(one.worst) if one.is_exact else f"≤ {percent(one.worst)}",
            percent(one.sure),
            ", ".join(_named(id, names[id]) for id in one.stations) if one.worst < one.mean else "",
        )
        for one in findings.busy
        if one.clock == clock and not math.isnan(one.mean)
    ]


def zone_table(findings: Findings, world: World) -> Table:
    """Return the zones, the farthest first."""
    names = {zone.id: zone.name for zone in world.place.zones}
    k = findings.question.busy
    following = (_("from the base number {k}").format(k=k + 1),) if k else ()
    heads = (
        *(_("Zone"), _("Persons"), clock_name("travel"), clock_name("arrival")),
        *following,
    )
    rows = [
        (
            _named(one.zone, names[one.zone]),
            str(one.persons),
            _time(one.travel_s),
            _time(one.arrival_s),
            *((_time(one.next_s),) if k else ()),
        )
        for one in sorted(findings.zones, key=_far)
    ]
    return heads, rows


def _far(one: ZoneReach) -> tuple[float, str]:
    return -one.travel_s, one.zone


def _time(seconds: float) -> str:
    return (
        _("no way")
        if math.isinf(seconds)
        else _("{number} min").format(number=f"{seconds / 60:.1f}")
    )


def course_table(findings: Findings, clock: Clock, of: Kind = "population") -> Table:
    """Return the course of a hazard for people or incidents: of one sample, or mean and worst."""
    if findings.over_samples:
        return _spread_table(findings, clock, of)
    limits = [duration(limit) for limit in findings.question.limits_s]
    heads = (_("Since activation"), *limits, _("cut off"))
    (moments,) = findings.courses.values()
    rows = []
    for moment in moments:
        mine = [one for one in moment.shares if (one.of, one.clock) == (of, clock)]
        lost = _number(mine[0].unreachable * mine[0].total)
        rows.append((since(moment.since_s), *(percent(one.share) for one in mine), lost))
    return heads, thinned(rows)


def _spread_table(findings: Findings, clock: Clock, of: Kind) -> Table:
    limits = [duration(limit) for limit in findings.question.limits_s]
    of_all = [_("{limit}:\nmean / worst").format(limit=limit) for limit in (*limits, _("cut off"))]
    heads = (_("Since activation"), *of_all)
    rows = []
    wanted = [one for one in findings.over_samples if (one.of, one.clock) == (of, clock)]
    for since_s, group in groupby(wanted, lambda one: one.since_s):
        mine = list(group)
        lost = f"{_number(mine[0].mean_cut_off)} / {_number(mine[0].worst_cut_off)}"
        rows.append((since(since_s), *(_pair(one.mean, one.worst) for one in mine), lost))
    return heads, thinned(rows)


def _number(value: float) -> str:
    """Return persons or incidents, with a decimal where there are few; a dash where none are."""
    if math.isnan(value):
        return NOTHING
    return f"{value:,.0f}" if value >= 10.0 else f"{value:.2g}"


def _pair(mean: float, worst: float) -> str:
    return f"{percent(mean)} / {percent(worst)}"


def percent(value: float) -> str:
    """Return a share with one decimal [0-1]; 0 and 100 only where it is nothing and all."""
    if math.isnan(value):
        return NOTHING
    if 0.0 < value < 0.0005:
        return "< 0.1 %"
    if 0.9995 <= value < 1.0:
        return "> 99.9 %"
    return f"{100 * value:.1f} %" if 0.0 < value < 1.0 else f"{100 * value:.0f} %"


def since(seconds: float) -> str:
    """Return a time since activation; 0 is the activation itself."""
    return duration(seconds) if seconds else "0"


def thinned(rows: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """Return rows without those that repeat the one before, and at most so many of them.

    The first and the last stay; where some are left out, a row at the end says how many.
    """
    kept = [row for number, row in enumerate(rows) if not number or row[1:] != rows[number - 1][1:]]
    if len(kept) <= MOST_MOMENTS:
        return kept
    step = -(-len(kept) // (MOST_MOMENTS - 1))
    some = [*kept[:-1:step], kept[-1]]
    return [*some, (_("{number} more").format(number=len(kept) - len(some)),)]


def _named(id: str, name: Name) -> str:
    return name.text(language()) or id
