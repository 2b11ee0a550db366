"""What all charts share: the frame with its axes, texts, colours, and the legend (图框)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from markupsafe import Markup

COLOURS = ("#0072b2", "#c05400", "#00805d", "#a04a80", "#4f5d9b", "#8a5a00")
"""Told apart by colour-blind readers: after Okabe and Ito (2008), darker where text is written."""
DASHES = ("", "7 4", "2 3", "9 3 2 3", "1 2", "12 4")

WIDTH, HEIGHT = 660, 250
LEFT, RIGHT, TOP, BOTTOM = 64, 16, 14, 42

# Shapes with places; what is put into them is escaped.
_LINE = Markup('<line x1="{a:.1f}" y1="{b:.1f}" x2="{c:.1f}" y2="{d:.1f}" class="{name}"/>')
_TEXT = Markup('<text x="{x:.1f}" y="{y:.1f}" text-anchor="{a}" class="{n}">{text}</text>')


@dataclass(frozen=True, slots=True, kw_only=True)
class Axes:
    """What surrounds the lines: ends of the axes and their words.

    Parameters
    ----------
    end
        Last value of the x axis, which begins at 0.
    low, high
        Ends of the y axis.
    ticks
        Values written at the y axis; empty = round ones.

    """

    end: float
    x_word: str
    y_word: str
    title: str
    low: float = 0.0
    high: float = 103.0
    ticks: tuple[float, ...] = (0.0, 20.0, 40.0, 60.0, 80.0, 100.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """Turns values into places of the picture."""

    end: float
    low: float = 0.0
    high: float = 103.0

    def x(self, value: float) -> float:
        """Return the place of a value of the x axis; what lies beyond its end is put there."""
        return LEFT + (WIDTH - LEFT - RIGHT) * min(value / self.end, 1.0)

    def y(self, value: float) -> float:
        """Return the place of a value of the y axis."""
        part = (value - self.low) / (self.high - self.low)
        return HEIGHT - BOTTOM - (HEIGHT - TOP - BOTTOM) * part


def frame_of(axes: Axes) -> Frame:
    """Return the frame of some axes; axes of no length get a little."""
    high = axes.high if axes.high > axes.low else axes.low + 1.0
    return Frame(end=max(axes.end, 1e-9), low=axes.low, high=high)


def grid(frame: Frame, axes: Axes) -> Markup:
    """Return axes, ticks and words of a chart."""
    parts = []
    for value in axes.ticks or ticks_between(frame.low, frame.high):
        y = frame.y(value)
        parts.append(segment(LEFT, y, WIDTH - RIGHT, y, "grid"))
        parts.append(words(LEFT - 6, y + 4, plain(value), "end"))
    floor = frame.y(frame.low)
    for value in nice_ticks(frame.end):
        x = frame.x(value)
        parts.append(segment(x, floor, x, floor + 4, "axis"))
        parts.append(words(x, floor + 17, plain(value), "middle"))
    parts.append(segment(LEFT, floor, WIDTH - RIGHT, floor, "axis"))
    parts.append(words((LEFT + WIDTH - RIGHT) / 2, HEIGHT - 6, axes.x_word, "middle"))
    middle = (TOP + HEIGHT - BOTTOM) / 2
    turned = Markup('<g transform="translate(12 {y:.1f}) rotate(-90)">').format(y=middle)
    parts.append(turned + words(0, 0, axes.y_word, "middle") + Markup("</g>"))
    return Markup("").join(parts)


def plain(value: float) -> str:
    """Return a number of an axis as it is written."""
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def ticks_between(low: float, high: float) -> list[float]:
    """Return three to six round numbers between two values."""
    span = high - low
    power = 10.0 ** math.floor(math.log10(span / 5))
    step = next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= 0.999 * span / 5)
    first = math.ceil(low / step - 1e-9)
    count = math.floor(high / step + 1e-9) - first + 1
    return [round(step * (first + number), 9) for number in range(count)]


def nice_ticks(end: float) -> list[float]:
    """Return round numbers from 0 to the end, four to eight of them."""
    rough = end / 6
    power = 10.0 ** math.floor(math.log10(rough))
    step = next(n * power for n in (1.0, 2.0, 5.0, 10.0) if n * power >= rough * 0.999)
    if end > 90 and step in (10.0, 20.0, 50.0, 100.0):  # minutes: 15, 30, 60 are round
        step = {10.0: 15.0, 20.0: 30.0, 50.0: 60.0, 100.0: 120.0}[step]
    return [step * number for number in range(int(end / step) + 1)]


def svg(width: float, height: float, title: str, parts: Iterable[Markup]) -> Markup:
    """Return the picture made of some parts."""
    head = Markup(
        '<svg class="chart" viewBox="0 0 {w} {h}" width="{w}" height="{h}" role="img">'
        "<title>{title}</title>"
    ).format(w=width, h=height, title=title)
    return head + Markup("").join(parts) + Markup("</svg>")


def segment(x1: float, y1: float, x2: float, y2: float, name: str) -> Markup:
    """Return a straight line of a class of the style sheet."""
    return _LINE.format(a=x1, b=y1, c=x2, d=y2, name=name)


def words(x: float, y: float, text: str, anchor: str, name: str = "") -> Markup:
    """Return a text of a class of the style sheet."""
    return _TEXT.format(x=x, y=y, a=anchor, n=name, text=text)


def width_of(text: str) -> float:
    """Return about how wide a text is in a chart: Chinese signs are as wide as high."""
    return sum(12.5 if ord(sign) > 0x2E80 else 6.4 for sign in text)


def colour(number: int) -> str:
    """Return the colour of the n-th line."""
    return COLOURS[number % len(COLOURS)]


def dash(number: int) -> str:
    """Return the dashes of the n-th line."""
    return DASHES[number % len(DASHES)]


def legend(names: Sequence[str]) -> Markup:
    """Return which line is which; of one line nothing needs to be said."""
    if len(names) < 2:
        return Markup("")
    return Markup("<ul class='legend'>{}</ul>").format(
        Markup("").join(
            Markup(
                '<li><svg width="36" height="10" aria-hidden="true"><path d="M1 5H35" stroke="{c}" '
                'stroke-width="2.5" stroke-dasharray="{d}"/></svg> {name}</li>'
            ).format(c=colour(number), d=dash(number), name=name)
            for number, name in enumerate(names)
        )
    )
