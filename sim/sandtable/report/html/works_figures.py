"""The figures of the water and of the works on the dike (水情、险情抢护与堵口图表)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.html.bands import Band, Spread
from sandtable.report.html.chart_frame import Axes
from sandtable.report.html.charts import Line, line_chart
from sandtable.report.html.civil_figures import of_point
from sandtable.report.html.figures import run_time
from sandtable.report.html.water_course import WaterCourse
from sandtable.report.html.works_course import ClosingCourse, PointWorks, Threats
from sandtable.report.verdict_rows import duration
from sandtable.study.case import Point

_AT_REST = 0.02
"""Less than this part of the highest inflow is no course to look at any more."""

# Water


def water_charts(courses: Sequence[WaterCourse]) -> list[dict[str, Any]]:
    """Return the charts of each flood: levels, inflow, width of the breach."""
    return [
        of_point(one.point)
        | {
            "samples": one.samples,
            "charts": [
                chart for chart in (_levels(one, end), _inflow(one, end), _width(one, end)) if chart
            ],
            "peak": _peak(one),
        }
        for one, end in ((one, _end_s(one)) for one in courses)
    ]


def _end_s(one: WaterCourse) -> float:
    """Return where the charts end: some time after the water has come to rest [s]."""
    band = next(iter(one.bands.values()))
    if "inflow" not in one.bands:
        return float(band.time_s[-1])
    inflow = one.bands["inflow"].high
    flows = np.flatnonzero(inflow > _AT_REST * inflow.max())
    last = float(band.time_s[flows[-1]]) if flows.size else 0.0
    return min(max(1.5 * last, 12 * 3600.0), float(band.time_s[-1]))


def _levels(one: WaterCourse, end_s: float) -> Any:  # noqa: ANN401  Markup or None
    words = {"level": _("inside the polder"), "outside": _("outside the dike")}
    known = [name for name in words if name in one.bands]
    if not known:
        return None
    low = min(float(one.bands[name].low.min()) for name in known)
    high = max(float(one.bands[name].high.max()) for name in known)
    return _chart(
        [(words[name], one.bands[name]) for name in known],
        y_word=_("level [m]"),
        title=_("Water level inside and outside"),
        end_s=end_s,
        ends=(np.floor(low), np.ceil(high)),
    )


def _inflow(one: WaterCourse, end_s: float) -> Any:  # noqa: ANN401  Markup or None
    if "inflow" not in one.bands:
        return None
    band = one.bands["inflow"]
    return _chart(
        [(_("inflow"), band)],
        y_word=_("inflow [m³/s]"),
        title=_("Inflow through the breach") if "width" in one.bands else _("Inflow, with rain"),
        end_s=end_s,
        ends=(min(0.0, float(band.low.min())), 1.06 * float(band.high.max())),
    )


def _width(one: WaterCourse, end_s: float) -> Any:  # noqa: ANN401  Markup or None
    if "width" not in one.bands:
        return None
    band = one.bands["width"]
    return _chart(
        [(_("width"), band)],
        y_word=_("width [m]"),
        title=_("Width of the breach"),
        end_s=end_s,
        ends=(0.0, 1.06 * float(band.high.max())),
    )


def _chart(
    bands: Sequence[tuple[str, Band]],
    *,
    y_word: str,
    title: str,
    end_s: float,
    ends: tuple[float, float],
) -> dict[str, Any]:
    lines = [
        Line(
            name=name,
            x=band.time_s[seen] / 3600.0,
            y=band.middle[seen],
            low=band.low[seen],
            high=band.high[seen],
        )
        for name, band in bands
        for seen in (band.time_s <= end_s,)
    ]
    axes = Axes(
        end=end_s / 3600.0,
        x_word=_("hours since it began"),
        y_word=y_word,
        title=title,
        low=ends[0],
        high=ends[1],
        ticks=(),
    )
    return {"title": title, "chart": line_chart(lines, axes)}


def _peak(one: WaterCourse) -> str:
    """Say in a sentence how much water came in; nothing where the Impacts do not tell."""
    if "volume" not in one.bands:
        return ""
    volume = one.bands["volume"]
    return _("Water that has come in at the end: {middle} million m³ ({low} … {high}).").format(
        middle=f"{volume.middle[-1] / 1e6:.3g}",
        low=f"{volume.low[-1] / 1e6:.3g}",
        high=f"{volume.high[-1] / 1e6:.3g}",
    )


# Works


def works_charts(works: Sequence[PointWorks]) -> list[dict[str, Any]]:
    """Return table and figures of the works of each design point."""
    return [
        of_point(one.point)
        | {
            "threats": [
                _threat(threats, one.point) for threats in one.threats if threats.threatened
            ],
            "closings": [_closing(closing) for closing in one.closings],
        }
        for one in works
    ]


def _threat(one: Threats, point: Point) -> dict[str, Any]:
    types = {kind.id: kind.name for kind in point.case.world.scenario.types}
    kind = one.prevention.incident_type
    prevented = one.threatened - one.begun
    rows = [
        (
            _("runs in which the hazard was prevented"),
            count_text(prevented, one.threatened),
        ),
        (_("threats held by works"), count_text(*one.held)),
        (_("the hazard begins, since the start"), time_text(one.began_s)),
        (_("threat to failure, nobody at work"), time_text(one.fails_alone_s)),
        (_("threat to failure, in spite of works"), time_text(one.fails_worked_s)),
    ]
    return {
        "name": one.prevention.name.text(language())
        or types.get(kind, Name()).text(language())
        or kind,
        "rows": [(word, value) for word, value in rows if value],
    }


def count_text(number: int, total: int) -> str:
    """Return how many of all there are; nothing where there are none at all."""
    if not total:
        return ""
    return _("{number} of {total} ({percent} %)").format(
        number=number, total=total, percent=f"{100 * number / total:.3g}"
    )


def time_text(spread: Spread) -> str:
    """Return a time with what holds 80 % of the runs; nothing where it never happened."""
    if not np.isfinite(spread.middle):
        return ""
    return f"{duration(spread.middle)} ({duration(spread.low)} … {duration(spread.high)})"


def _closing(one: ClosingCourse) -> dict[str, Any]:
    unit_s, word = run_time(float(one.closed_m.time_s[-1]))
    band, width = one.closed_m, one.closing.width_m
    line = Line(
        name=_("closed"),
        x=band.time_s / unit_s,
        y=band.middle,
        low=band.low,
        high=band.high,
    )
    axes = Axes(
        end=float(band.time_s[-1]) / unit_s,
        x_word=word,
        y_word=_("closed [m]"),
        title=_("Metres closed"),
        high=1.15 * width,
        ticks=(),
    )
    rate = one.rate_mph
    rows = [
        (_("first rock truck at the site, since the start"), time_text(one.first_truck_s)),
        (_("first load tipped, since the start"), time_text(one.first_load_s)),
        (_("closed, since the start"), time_text(one.done_s)),
        (
            _("runs in which it was closed, of those in which it was begun"),
            count_text(one.done, one.runs),
        ),
        (
            _("metres per hour, from the first to the last"),
            f"{rate.middle:.3g} ({rate.low:.3g} … {rate.high:.3g})"
            if np.isfinite(rate.middle)
            else "",
        ),
    ]
    level = _("width of the breach: {width} m").format(width=f"{width:g}")
    return {
        "name": one.closing.name.text(language()) or one.closing.id,
        "chart": line_chart([line], axes, levels=[(width, level)]),
        "rows": [(said, value) for said, value in rows if value],
    }
