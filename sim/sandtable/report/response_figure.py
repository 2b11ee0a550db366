"""One figure: how long it took, for all cases of a target, beside the promise."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from numpy.typing import NDArray

from sandtable.ground.language import _, language, set_language
from sandtable.ground.names import Name
from sandtable.report.fonts import chinese_font
from sandtable.report.verdict_rows import estimated, promise
from sandtable.world.target import Target

_COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#56b4e9", "#e69f00")
"""Told apart by colour-blind readers: Okabe and Ito (2008), Color universal design."""

_DASHES = ("solid", "dashed", "dashdot", "dotted")
_PROMISE = "#444444"

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """The cases of one target under one alternative.

    Parameters
    ----------
    time_s
        Time on the target's clock of each case, ``inf`` = did not happen, shape ``(n_cases,)`` [s].
    weight
        What each case counts, >= 0 (1 for incidents, persons otherwise), shape ``(n_cases,)``.
    share, low, high
        Estimate and interval of the verdict: share at the promised time [0-1], or for other
        statistics a time [s]; nan where there is none.

    """

    name: Name
    time_s: NDArray[np.float64]
    weight: NDArray[np.float64]
    share: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """A target with one curve per alternative.

    Parameters
    ----------
    scenario
        Name of the scenario, where the figure is about several.

    """

    target: Target
    curves: list[Curve]
    scenario: Name = Name()


def save_response_figure(panels: Sequence[Panel], folder: Path, *, title: Name) -> list[Path]:
    """Draw the figure and save it as ``response.png`` and ``response.svg``; return the files."""
    with readable_language(), rc_context(figure_style()):
        figure = response_figure(panels, title=title)
        files = [folder / "response.png", folder / "response.svg"]
        for file in files:
            save_figure(figure, file)
    return files


def save_figure(figure: Figure, file: Path) -> None:
    """Save a figure as PNG or SVG, as the name ends.

    Without a date, and with the fixed salt of `figure_style`, the same result gives the same bytes.
    """
    metadata: dict[str, Any] = {"Date": None} if file.suffix == ".svg" else {"Software": None}
    figure.savefig(file, metadata=metadata)


def response_figure(panels: Sequence[Panel], *, title: Name) -> Figure:
    """Return the figure: for each target the share of cases that had happened by each time.

    A case that never happened keeps its curve below 100 %. The promise is the grey step: the share
    asked for, at the promised time; the point with its bar is the estimate with its interval.
    """
    figure = Figure(figsize=(7.2, 1.0 + 2.9 * len(panels)), layout="constrained")
    FigureCanvasAgg(figure)
    figure.suptitle(title.text(language()), fontsize="large")
    axes: NDArray[np.object_] = figure.subplots(len(panels), 1, squeeze=False)[:, 0]
    for axis, panel in zip(axes, panels, strict=True):
        _draw(axis, panel)
    return figure


def _draw(axis: Axes, panel: Panel) -> None:
    target = panel.target
    end_min = _end_min(panel)
    axis.set_title(_title(panel), loc="left")
    _draw_promise(axis, target)
    for number, curve in enumerate(panel.curves):
        colour, dashes = _COLOURS[number % 6], _DASHES[number % 4]
        minutes, share = _steps(curve, end_min)
        (line,) = axis.step(minutes, 100 * share, where="post", color=colour, linestyle=dashes)
        line.set_label(_label(curve, target))
        aside = end_min * 0.006 * (number - (len(panel.curves) - 1) / 2)  # bars stay apart
        _draw_estimate(axis, curve, target, aside_min=aside, color=colour)
    axis.set(xlim=(0.0, end_min), ylim=(0.0, 103.0))
    axis.set_xlabel(_("minutes since {clock}").format(clock=clock_word(target.clock_from)))
    axis.set_ylabel(_("share of {cases} [%]").format(cases=quantity_word(target.quantity)))
    axis.legend(loc="lower right", framealpha=1.0, edgecolor="none")


def _title(panel: Panel) -> str:
    target = panel.target
    name = target.name.text(language()) or target.id
    title = _("{target}: {promise}").format(target=name, promise=promise(target))
    story = panel.scenario.text(language())
    return f"{title}  ({story})" if story else title


def promised(target: Target) -> tuple[float, float]:
    """Return where the promise stands in the figure: minutes and share [%]; nan where it has none.

    A share promised within a time stands at that time; a quantile of times at its share.
    """
    if target.statistic == "proportion":
        return target.within_s / 60, 100 * target.threshold
    if target.statistic.startswith("p"):
        return target.threshold / 60, float(target.statistic[1:])
    return target.threshold / 60, np.nan  # a mean or a largest value has no share


def _draw_promise(axis: Axes, target: Target) -> None:
    at_min, share = promised(target)
    if np.isfinite(at_min):
        axis.axvline(at_min, color=_PROMISE, linewidth=1.0)
    if np.isfinite(at_min) and np.isfinite(share):
        axis.plot([0.0, at_min], [share, share], color=_PROMISE, linewidth=1.0)


def _draw_estimate(
    axis: Axes, curve: Curve, target: Target, *, aside_min: float, color: str
) -> None:
    """Draw the estimate as a point, with its interval: upright for shares, lying for times."""
    at_min, share = promised(target)
    if target.over == "each_run" or not np.isfinite([curve.share, at_min, share]).all():
        return  # of a promise for every event the estimate is a share of events, not of cases
    is_share = target.statistic == "proportion"
    scale = 100.0 if is_share else 1 / 60
    bar = None
    if np.isfinite([curve.low, curve.high]).all():
        below, above = curve.share - curve.low, curve.high - curve.share
        bar = [[scale * max(below, 0.0)], [scale * max(above, 0.0)]]
    axis.errorbar(
        at_min + aside_min if is_share else scale * curve.share,
        scale * curve.share if is_share else share,
        xerr=None if is_share else bar,
        yerr=bar if is_share else None,
        color=color,
        marker="o",
        markersize=5,
        capsize=4,
    )


def _steps(curve: Curve, end_min: float) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of the weighted share of cases done by each time, shapes ``(n + 2,)``."""
    order = np.argsort(curve.time_s, kind="stable")
    happened = curve.time_s[order] <= 60 * end_min
    minutes = curve.time_s[order][happened] / 60
    total = curve.weight.sum() or 1.0
    share = np.cumsum(curve.weight[order][happened]) / total
    last = share[-1] if share.size else 0.0
    return np.concatenate(([0.0], minutes, [end_min])), np.concatenate(([0.0], share, [last]))


def _end_min(panel: Panel) -> float:
    """Return where the time axis ends: past the promise and past nearly all cases [min]."""
    late = [
        float(np.quantile(finite, 0.99))
        for curve in panel.curves
        if (finite := curve.time_s[np.isfinite(curve.time_s)]).size
    ]
    limit = 60 * float(np.nan_to_num(promised(panel.target)[0]))
    return 1.1 * max(limit, *late, 60.0) / 60


def _label(curve: Curve, target: Target) -> str:
    shown = estimated(curve.share, target)
    return f"{curve.name.text(language())}  {shown}"


def clock_word(clock: str) -> str:
    """Return the words for the start of a clock."""
    return {
        "occurred": _("occurrence"),
        "exposed": _("exposure"),
        "detected": _("detection"),
        "reported": _("the report"),
        "ordered": _("the order"),
    }.get(clock, clock)


def quantity_word(quantity: str) -> str:
    """Return the words for what a share is of."""
    return {
        "incidents": _("incidents"),
        "persons": _("persons"),
        "population": _("population"),
        "area": _("area"),
        "messages": _("messages"),
    }.get(quantity, quantity)


def figure_style() -> dict[Any, Any]:
    """Return the style of all figures: a font for the language in force, the same bytes."""
    # In English too: what has no English name bears its Chinese one.
    fonts = [chinese_font(), "DejaVu Sans"]
    families = [font for font in (fonts if language() == "zh" else fonts[::-1]) if font]
    return {
        "font.family": families,
        "font.size": 9,
        "axes.spines.top": False,
        "axes.spines.right": False,
        "axes.titlesize": "medium",
        "axes.grid": True,
        "grid.alpha": 0.25,
        "savefig.dpi": 200,
        "svg.fonttype": "none",
        "svg.hashsalt": "sandtable",
    }


@contextmanager
def readable_language() -> Iterator[None]:
    """Speak English inside, with one warning, where no installed font can write Chinese."""
    before = language()
    if before == "zh" and chinese_font() is None:
        _log.warning(_("no font for Chinese was found: the figure is in English"))
        set_language("en")
    try:
        yield
    finally:
        set_language(before)
