"""Charts as SVG of our own: text stays text, nothing is drawn by colour alone (图)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from sandtable.report.html.chart_frame import (
    HEIGHT,
    LEFT,
    RIGHT,
    TOP,
    WIDTH,
    Axes,
    Frame,
    colour,
    dash,
    frame_of,
    grid,
    legend,
    nice_ticks,
    segment,
    svg,
    width_of,
    words,
)

# Shapes with places; what is put into them is escaped.
_BAND = Markup('<polygon points="{points}" fill="{colour}" fill-opacity="0.13"/>')
_PATH = Markup(
    '<path d="{d}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
)
_DOT = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
_BAR = Markup('<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="19" fill="{c}" stroke="#fff"/>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A line of a chart, in the units of its axes; nan breaks it.

    Parameters
    ----------
    low, high
        A band around it; None = none.

    """

    name: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    low: NDArray[np.float64] | None = None
    high: NDArray[np.float64] | None = None
    step: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """An estimate with its interval: upright where `upright`, else lying."""

    x: float
    y: float
    low: float
    high: float
    upright: bool = True


def line_chart(
    lines: Sequence[Line],
    axes: Axes,
    *,
    promise: tuple[float, float] | None = None,
    promise_word: str = "",
    marks: Sequence[Mark | None] = (),
    levels: Sequence[tuple[float, str]] = (),
) -> Markup:
    """Return a chart of lines over time: shares in percent, where the axes say nothing else.

    Parameters
    ----------
    promise
        Where the promise stands: time in the units of the x axis and share [%], nan = none.
    marks
        One per line.
    levels
        Values of the y axis at which a dashed line is drawn, each with its words.

    """
    frame = frame_of(axes)
    parts = [grid(frame, axes)]
    for value, word in levels:
        y = frame.y(value)
        parts.append(segment(LEFT, y, WIDTH - RIGHT, y, "promise"))
        parts.append(words(WIDTH - RIGHT, y - 4, word, "end", "promise-word"))
    if promise is not None:
        parts.append(_promise(frame, promise, promise_word))
    for number, line in enumerate(lines):
        parts.append(_drawn(frame, line, number))
    for number, mark in enumerate(marks):
        if mark is not None:
            aside = 5.0 * (number - (len(marks) - 1) / 2)  # bars of alternatives stay apart
            parts.append(_marked(frame, mark, number, aside))
    chart = svg(WIDTH, HEIGHT, axes.title, parts)
    return chart + legend([line.name for line in lines])


def _promise(frame: Frame, promise: tuple[float, float], word: str) -> Markup:
    x, percent = promise
    if not math.isfinite(x):
        return Markup("")
    right = frame.x(x) > WIDTH * 0.72
    at = frame.x(x) + (-5 if right else 5)
    parts = [segment(frame.x(x), TOP - 6, frame.x(x), frame.y(0), "promise")]
    if math.isfinite(percent):
        parts.append(segment(LEFT, frame.y(percent), frame.x(x), frame.y(percent), "promise"))
    parts.append(words(at, frame.y(6), word, "end" if right else "start", "promise-word"))
    return Markup("").join(parts)


def _drawn(frame: Frame, line: Line, number: int) -> Markup:
    parts = []
    if line.low is not None and line.high is not None:
        known = np.isfinite(line.low)
        there = zip(line.x[known], line.high[known], strict=True)
        back = zip(line.x[known][::-1], line.low[known][::-1], strict=True)
        points = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in (*there, *back))
        parts.append(_BAND.format(points=points, colour=colour(number)))
    way = {"d": _path(frame, line), "colour": colour(number), "dash": dash(number)}
    parts.append(_PATH.format(**way))
    return Markup("").join(parts)


def _path(frame: Frame, line: Line) -> str:
    found, pen = [], "M"
    before = 0.0
    for x, y in zip(line.x.tolist(), line.y.tolist(), strict=True):
        if not math.isfinite(y):
            pen = "M"
            continue
        if pen == "L" and line.step:
            found.append(f"H{frame.x(x):.1f}")
            found += [f"V{frame.y(y):.1f}"] if y != before else []
        else:
            found.append(f"{pen}{frame.x(x):.1f} {frame.y(y):.1f}")
        pen, before = "L", y
    return "".join(found)


def _marked(frame: Frame, mark: Mark, number: int, aside: float) -> Markup:
    x, y = frame.x(mark.x), frame.y(mark.y)
    if mark.upright:
        x += aside
        ends = (x, frame.y(mark.low), x, frame.y(mark.high))
    else:
        y += aside
        ends = (frame.x(mark.low), y, frame.x(mark.high), y)
    bar = Markup('<g stroke="{colour}" stroke-width="2">').format(colour=colour(number))
    drawn = bar + (segment(*ends, "") if math.isfinite(mark.low) else Markup("")) + Markup("</g>")
    return drawn + _DOT.format(x=x, y=y, colour=colour(number))


def stacked_bars(rows: Sequence[tuple[str, Sequence[float]]], title: str) -> Markup:
    """Return lying bars of minutes; each segment carries the number of its part, from 1.

    Parameters
    ----------
    rows
        Pairs of a label and the minutes of each part.

    """
    widest = max((width_of(label) for label, _minutes in rows), default=0.0)
    left, height = min(max(110.0, widest + 14), 0.45 * WIDTH), 26 * len(rows) + 30
    most = max((sum(minutes) for _label, minutes in rows), default=0.0) or 1.0
    scale = (WIDTH - left - 60) / most
    parts = []
    for place, (label, minutes) in enumerate(rows):
        y, x = 6 + 26 * place, left
        parts.append(words(left - 8, y + 14, label, "end"))
        for number, value in enumerate(minutes):
            if value * scale > 0.4:
                parts.append(_bar(x, y, value * scale, number))
            x += value * scale
        parts.append(words(x + 6, y + 14, f"{sum(minutes):.1f}", "start"))
    parts += [
        words(left + value * scale, height - 6, f"{value:g}", "middle")
        for value in nice_ticks(most)
    ]
    return svg(WIDTH, height, title, parts)


def _bar(x: float, y: float, width: float, number: int) -> Markup:
    box = _BAR.format(x=x, y=y, w=width, c=colour(number))
    if width < 12:
        return box
    return box + words(x + width / 2, y + 14, str(number + 1), "middle", "on-bar")
