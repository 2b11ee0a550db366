"""The race of each village against its water, as bars over time (村组转移与来水对照)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from sandtable.report.html.chart_frame import (
    WIDTH,
    plain,
    segment,
    svg,
    ticks_between,
    width_of,
    words,
)

_ROW = 27
_TOP = 20
_RIGHT = 96

_BAR = Markup('<rect x="{x:.1f}" y="{y:.1f}" width="{w:.1f}" height="{h}" class="{name}"/>')
_SHAPES = {
    "told": Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="4.2" class="told"/>'),
    "left": Markup('<path d="M{x:.1f} {y:.1f}m0 -5.5l5.5 5.5l-5.5 5.5l-5.5 -5.5z" class="left"/>'),
    "safe": Markup('<circle cx="{x:.1f}" cy="{y:.1f}" r="4.8" class="safe"/>'),
    "water": Markup('<path d="M{x:.1f} {y:.1f}m-6 -9h12l-6 9zm6 9v9" class="water"/>'),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class VillageBar:
    """A village on its line; instants in the unit of the axis, nan = does not happen.

    Parameters
    ----------
    share
        What is written at the right end.
    told, left, safe
        Instants at which nearly all its people have been told, have left, are safe.
    water
        Instant at which its water comes, with the ends of its band.

    """

    name: str
    share: str
    told: float
    left: float
    safe: float
    water: tuple[float, float, float]


def village_chart(
    rows: Sequence[VillageBar],
    *,
    span: tuple[float, float],
    x_word: str,
    share_word: str,
    title: str,
) -> Markup:
    """Return one line per village: told, left, safe, and the water that comes.

    Parameters
    ----------
    span
        Ends of the time axis.

    """
    left = min(max(90.0, max(width_of(row.name) for row in rows) + 14), 0.36 * WIDTH)
    begin, end = span
    height, scale = _TOP + _ROW * len(rows) + 40, (WIDTH - left - _RIGHT) / max(end - begin, 1e-9)
    zero = left - scale * begin
    floor = _TOP + _ROW * len(rows)
    parts = [words(WIDTH - 4, 13, share_word, "end")]
    for value in ticks_between(begin, max(end, begin + 1e-9)):
        x = zero + scale * value
        parts.append(segment(x, _TOP, x, floor, "grid"))
        parts.append(words(x, floor + 16, plain(value), "middle"))
    parts.append(segment(left, floor, WIDTH - _RIGHT, floor, "axis"))
    parts.append(words((left + WIDTH - _RIGHT) / 2, height - 6, x_word, "middle"))
    for place, row in enumerate(rows):
        y = _TOP + _ROW * (place + 0.5)
        parts.append(words(left - 8, y + 4, row.name, "end"))
        parts.append(_line(row, zero, scale, y))
    return svg(WIDTH, height, title, parts)


def _line(row: VillageBar, zero: float, scale: float, y: float) -> Markup:
    def at(value: float) -> float:
        return zero + scale * value

    parts = [words(WIDTH - 4, y + 4, row.share, "end")]
    middle, low, high = row.water
    if math.isfinite(middle):
        wide = max(scale * (high - low), 1.0)
        parts.append(_BAR.format(x=at(low), y=y - 9, w=wide, h=18, name="water-band"))
    known = [value for value in (row.told, row.left, row.safe) if math.isfinite(value)]
    if len(known) > 1:
        wide = scale * (max(known) - min(known))
        parts.append(_BAR.format(x=at(min(known)), y=y - 2, w=wide, h=4, name="course"))
    marks = {"told": row.told, "left": row.left, "safe": row.safe, "water": middle}
    for word, value in marks.items():
        if math.isfinite(value):
            parts.append(_SHAPES[word].format(x=at(value), y=y))
    return Markup("").join(parts)


def village_key(names: Sequence[tuple[str, str]]) -> Markup:
    """Return which sign is which; pairs of a sign and its words."""
    item = Markup(
        '<li><svg class="chart" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">'
        "{shape}</svg> {name}</li>"
    )
    rows = [item.format(shape=_SHAPES[sign].format(x=10, y=10), name=name) for sign, name in names]
    return Markup("<ul class='legend keys'>{}</ul>").format(Markup("").join(rows))
