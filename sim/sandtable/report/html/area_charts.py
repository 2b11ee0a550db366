"""Charts of what adds up and what is counted: stacked areas, upright columns (面积图、柱状图)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from markupsafe import Markup
from numpy.typing import NDArray

from sandtable.report.html.chart_frame import (
    HEIGHT,
    LEFT,
    RIGHT,
    WIDTH,
    Axes,
    Frame,
    frame_of,
    grid,
    segment,
    svg,
    words,
)

STATE_COLOURS = (
    *("#c9d3dc", "#e0a000", "#7a5aa6", "#00805d", "#57b08f", "#2b8cc4", "#5a6673", "#a11919"),
    *("#a04a80", "#8a5a00"),
)
"""Of areas, from below: told apart by lightness too, and each carries its number."""
_DARK_TEXT = ("#c9d3dc", "#e0a000", "#57b08f")
_LEAST_HEIGHT = 15.0

_AREA = Markup(
    '<polygon points="{points}" fill="{colour}" stroke="#fff" stroke-width="0.8">'
    "<title>{name}</title></polygon>"
)
_COLUMN = Markup('<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h:.1f}" class="column"/>')
_NUMBER = Markup(
    '<text x="{x:.1f}" y="{y:.1f}" text-anchor="middle" class="area-number" fill="{c}">{n}</text>'
)
_KEY = Markup(
    '<li><span class="digit" style="background:{colour};color:{ink}">{number}</span> {name}</li>'
)


def stacked_areas(
    x: NDArray[np.float64], areas: Sequence[tuple[str, NDArray[np.float64]]], axes: Axes
) -> Markup:
    """Return areas on top of each other, from below, each with its number and name.

    Parameters
    ----------
    x
        Places on the x axis, shape ``(n,)``.
    areas
        Pairs of a name and its height at each place, shape ``(n,)``.

    """
    frame = frame_of(axes)
    below, parts, keys = np.zeros(x.size), [], []
    for number, (name, height) in enumerate(areas):
        shade = STATE_COLOURS[number % len(STATE_COLOURS)]
        ink = "#1d2733" if shade in _DARK_TEXT else "#fff"
        above = below + height
        points = _outline(frame, x, below, above)
        parts.append(_AREA.format(points=points, colour=shade, name=name))
        parts.append(_number_in(frame, x, below, above, (number + 1, ink)))
        keys.append(_KEY.format(colour=shade, ink=ink, number=number + 1, name=name))
        below = above
    chart = svg(WIDTH, HEIGHT, axes.title, [*parts, grid(frame, axes)])
    return chart + Markup("<ul class='legend keys'>{}</ul>").format(Markup("").join(keys))


def _outline(
    frame: Frame, x: NDArray[np.float64], below: NDArray[np.float64], above: NDArray[np.float64]
) -> str:
    there = zip(x.tolist(), above.tolist(), strict=True)
    back = zip(x[::-1].tolist(), below[::-1].tolist(), strict=True)
    return " ".join(f"{frame.x(a):.1f},{frame.y(b):.1f}" for a, b in (*there, *back))


def _number_in(
    frame: Frame,
    x: NDArray[np.float64],
    below: NDArray[np.float64],
    above: NDArray[np.float64],
    sign: tuple[int, str],
) -> Markup:
    """Write the number of an area where it is highest; nothing where it is too thin."""
    inside = (x > 0.02 * frame.end) & (x < 0.98 * frame.end)
    if not inside.any():
        return Markup("")
    at = int(np.argmax(np.where(inside, above - below, -1.0)))
    top, floor = frame.y(float(above[at])), frame.y(float(below[at]))
    if floor - top < _LEAST_HEIGHT:
        return Markup("")
    number, ink = sign
    return _NUMBER.format(x=frame.x(float(x[at])), y=(top + floor) / 2 + 4, c=ink, n=number)


def columns(counts: Sequence[tuple[str, float]], title: str, x_word: str) -> Markup:
    """Return upright columns of shares in percent, each with its share above it.

    Parameters
    ----------
    counts
        Pairs of what is below a column and its share [%].

    """
    frame = Frame(end=1.0, high=max(10.0, 1.18 * max(value for _label, value in counts)))
    wide = (WIDTH - LEFT - RIGHT) / max(len(counts), 4)
    floor, parts = frame.y(0.0), []
    for place, (label, value) in enumerate(counts):
        x, y = LEFT + wide * (place + 0.15), frame.y(value)
        if value > 0.0:
            parts.append(_COLUMN.format(x=x, y=y, w=0.7 * wide, h=floor - y))
        middle = x + 0.35 * wide
        parts.append(words(middle, y - 5, f"{value:.3g} %", "middle"))
        parts.append(words(middle, floor + 17, label, "middle"))
    parts.append(segment(LEFT, floor, WIDTH - RIGHT, floor, "axis"))
    parts.append(words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, x_word, "middle"))
    return svg(WIDTH, HEIGHT, title, parts)
