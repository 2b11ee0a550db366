"""Charts as SVG of our own: text stays text, nothing is drawn by colour alone (图)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

COLOURS = ("#0072b2", "#c05400", "#00805d", "#a04a80", "#4f5d9b", "#8a5a00")
"""Told apart by colour-blind readers: after Okabe and Ito (2008), darker where text is written."""
DASHES = ("", "7 4", "2 3", "9 3 2 3", "1 2", "12 4")

WIDTH, HEIGHT = 660, 250
_LEFT, _RIGHT, _TOP, _BOTTOM = 52, 16, 14, 42

# Shapes with places; what is put into them is escaped.
_BAND = Markup('<polygon points="{points}" fill="{colour}" fill-opacity="0.13"/>')
_PATH = Markup(
    '<path d="{d}" fill="none" stroke="{colour}" stroke-width="2" stroke-dasharray="{dash}"/>'
)
_DOT = Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>')
_BAR = Markup('<rect x="{x:.1f}" y="{y}" width="{w:.1f}" height="19" fill="{c}" stroke="#fff"/>')
_LINE = Markup('<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" class="{name}"/>')
_TEXT = Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="{a}" class="{n}">{text}</text>')


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What surrounds the lines: ends of the axes and their words."""

    end: float
    x_word: str
    y_word: str
    title: str


@dataclass(frozen=True, slots=True)
class _Frame:
    end: float

    def x(self, value: float) -> float:
        return _LEFT + (WIDTH - _LEFT - _RIGHT) * min(value / self.end, 1.0)

    def y(self, percent: float) -> float:
        return HEIGHT - _BOTTOM - (HEIGHT - _TOP - _BOTTOM) * percent / 103.0


def share_chart(
    lines: Sequence[Line],
    axes: Axes,
    *,
    promise: tuple[float, float] | None = None,
    promise_word: str = "",
    marks: Sequence[Mark | None] = (),
) -> Markup:
    """Return a chart of shares in percent over time.

    Parameters
    ----------
    promise
        Where the promise stands: time in the units of the x axis and share [%], nan = none.
    marks
        One per line.

    """
    frame = _Frame(max(axes.end, 1e-9))
    parts = [_grid(frame, axes)]
    if promise is not None:
        parts.append(_promise(frame, promise, promise_word))
    for number, line in enumerate(lines):
        parts.append(_drawn(frame, line, number))
    for number, mark in enumerate(marks):
        if mark is not None:
            aside = 5.0 * (number - (len(marks) - 1) / 2)  # bars of alternatives stay apart
            parts.append(_marked(frame, mark, number, aside))
    chart = _svg(WIDTH, HEIGHT, axes.title, parts)
    return chart + _legend([line.name for line in lines])


def _svg(width: int, height: int, title: str, parts: Iterable[Markup]) -> Markup:
    head = Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">'
        "<title>{title}</title>"
    ).format(w=width, h=height, title=title)
    return head + Markup("").join(parts) + Markup("</svg>")


def _grid(frame: _Frame, axes: Axes) -> Markup:
    parts = []
    for percent in range(0, 101, 20):
        y = frame.y(percent)
        parts.append(_segment(_LEFT, y, WIDTH - _RIGHT, y, "grid"))
        parts.append(_text(_LEFT - 6, y + 4, str(percent), "end"))
    for value in nice_ticks(frame.end):
        x = frame.x(value)
        parts.append(_segment(x, frame.y(0), x, frame.y(0) + 4, "axis"))
        parts.append(_text(x, frame.y(0) + 17, f"{value:g}", "middle"))
    parts.append(_segment(_LEFT, frame.y(0), WIDTH - _RIGHT, frame.y(0), "axis"))
    parts.append(_text((_LEFT + WIDTH - _RIGHT) / 2, HEIGHT - 6, axes.x_word, "middle"))
    middle = (_TOP + HEIGHT - _BOTTOM) / 2
    turned = Markup('<g transform="translate(13 {y:.1f}) rotate(-90)">').format(y=middle)
    parts.append(turned + _text(0, 0, axes.y_word, "middle") + Markup("</g>"))
    return Markup("").join(parts)


def nice_ticks(end: float) -> list[float]:
    """Return round numbers from 0 to the end, four to eight of them."""
    rough = end / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= rough * 0.999)
    if end > 90 and step in (10.0, 20.0, 50.0, 100.0):  # minutes: 15, 30, 60 are round
        step = {10.0: 15.0, 20.0: 30.0, 50.0: 60.0, 100.0: 120.0}[step]
    return [step * number for number in range(int(end / step) + 1)]


def _promise(frame: _Frame, promise: tuple[float, float], word: str) -> Markup:
    x, percent = promise
    if not math.isfinite(x):
        return Markup("")
    right = frame.x(x) > WIDTH * 0.72
    at = frame.x(x) + (-5 if right else 5)
    parts = [_segment(frame.x(x), _TOP - 6, frame.x(x), frame.y(0), "promise")]
    if math.isfinite(percent):
        parts.append(_segment(_LEFT, frame.y(percent), frame.x(x), frame.y(percent), "promise"))
    parts.append(_text(at, frame.y(6), word, "end" if right else "start", "promise-word"))
    return Markup("").join(parts)


def _drawn(frame: _Frame, line: Line, number: int) -> Markup:
    parts = []
    if line.low is not None and line.high is not None:
        known = np.isfinite(line.low)
        there = zip(line.x[known], line.high[known], strict=True)
        back = zip(line.x[known][::-1], line.low[known][::-1], strict=True)
        points = " ".join(f"{frame.x(x):.1f},{frame.y(y):.1f}" for x, y in (*there, *back))
        parts.append(_BAND.format(points=points, colour=_colour(number)))
    way = {"d": _path(frame, line), "colour": _colour(number), "dash": _dash(number)}
    parts.append(_PATH.format(**way))
    return Markup("").join(parts)


def _path(frame: _Frame, line: Line) -> str:
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


def _marked(frame: _Frame, mark: Mark, number: int, aside: float) -> Markup:
    x, y = frame.x(mark.x), frame.y(mark.y)
    if mark.upright:
        x += aside
        ends = (x, frame.y(mark.low), x, frame.y(mark.high))
    else:
        y += aside
        ends = (frame.x(mark.low), y, frame.x(mark.high), y)
    bar = Markup('<g stroke="{colour}" stroke-width="2">').format(colour=_colour(number))
    drawn = bar + (_segment(*ends, "") if math.isfinite(mark.low) else Markup("")) + Markup("</g>")
    return drawn + _DOT.format(x=x, y=y, colour=_colour(number))


def _legend(names: Sequence[str]) -> Markup:
    if len(names) < 2:
        return Markup("")
    return Markup("<ul class='legend'>{}</ul>").format(
        Markup("").join(
            Markup(
                '<li><svg width="36" height="10" aria-hidden="true"><path d="M1 5H35" stroke="{c}" '
                'stroke-width="2.5" stroke-dasharray="{d}"/></svg> {name}</li>'
            ).format(c=_colour(number), d=_dash(number), name=name)
            for number, name in enumerate(names)
        )
    )


def stacked_bars(rows: Sequence[tuple[str, Sequence[float]]], title: str) -> Markup:
    """Return lying bars of minutes; each segment carries the number of its part, from 1.

    Parameters
    ----------
    rows
        Pairs of a label and the minutes of each part.

    """
    widest = max((_width_of(label) for label, _minutes in rows), default=0.0)
    left, height = min(max(110.0, widest + 14), 0.45 * WIDTH), 26 * len(rows) + 30
    most = max((sum(minutes) for _label, minutes in rows), default=0.0) or 1.0
    scale = (WIDTH - left - 60) / most
    parts = []
    for place, (label, minutes) in enumerate(rows):
        y, x = 6 + 26 * place, left
        parts.append(_text(left - 8, y + 14, label, "end"))
        for number, value in enumerate(minutes):
            if value * scale > 0.4:
                parts.append(_bar(x, y, value * scale, number))
            x += value * scale
        parts.append(_text(x + 6, y + 14, f"{sum(minutes):.1f}", "start"))
    parts += [
        _text(left + value * scale, height - 6, f"{value:g}", "middle")
        for value in nice_ticks(most)
    ]
    return _svg(WIDTH, height, title, parts)


def _width_of(text: str) -> float:
    """Return about how wide a text is in a chart: Chinese signs are as wide as high."""
    return sum(12.5 if ord(sign) > 0x2E80 else 6.4 for sign in text)


def _bar(x: float, y: float, width: float, number: int) -> Markup:
    box = _BAR.format(x=x, y=y, w=width, c=_colour(number))
    if width < 12:
        return box
    return box + _text(x + width / 2, y + 14, str(number + 1), "middle", "on-bar")


def _colour(number: int) -> str:
    return COLOURS[number % len(COLOURS)]


def _dash(number: int) -> str:
    return DASHES[number % len(DASHES)]


def _segment(x1: float, y1: float, x2: float, y2: float, name: str) -> Markup:
    return _LINE.format(a=x1, b=y1, c=x2, d=y2, name=name)


def _text(x: float, y: float, text: str, anchor: str, name: str = "") -> Markup:
    return _TEXT.format(x=x, y=y, a=anchor, n=name, text=text)
