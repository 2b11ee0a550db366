"""The field of a hazard on a map: classes of intensity as filled cells, with their legend."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from matplotlib import colormaps
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from numpy.typing import NDArray

from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.hazards.classes import CLASSES
from sandtable.hazards.intensity import KINDS
from sandtable.report.roads_picture import shrunk
from sandtable.study.hazard_maps import Layer
from sandtable.world.network import Network

MOST_CLASSES = 6

_PALETTES = {
    "depth": "Blues",
    "velocity": "Blues",
    "depth_velocity": "Blues",
    "fire": "YlOrRd",
    "dose": "RdPu",
    "wind": "BuPu",
}
_GREY = "Greys"
_SHOWN_IN = {"fire": (1000.0, "kW/m")}
"""Units of a map where they are not those of `KINDS`: how many of these, and name."""


def classes_of(layer: Layer) -> tuple[float, ...]:
    """Return the limits of the classes of a map, rising: some of those of `CLASSES` [unit].

    They reach from the least that does harm to the worst that is there.
    """
    known, values = np.array(CLASSES[layer.kind]), np.stack(layer.values)
    if KINDS[layer.kind].less_is_worse:
        limits = known[np.searchsorted(known, values.min(), side="right") - 1 :]
    else:
        limits = known[: np.searchsorted(known, values.max(), side="left") + 1]
    if limits.size > MOST_CLASSES + 1:
        limits = limits[np.linspace(0, limits.size - 1, MOST_CLASSES + 1).round().astype(int)]
    return tuple(limits.tolist())


def harmful(kind: str, value: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Return which intensities do harm: those in any class, of the shape of the values."""
    limits, less = CLASSES[kind], KINDS[kind].less_is_worse
    harm: NDArray[np.bool_] = value < limits[-1] if less else value > limits[0]
    return harm


def draw_layer(
    axis: Axes, layer: Layer, number: int, limits: Sequence[float], network: Network
) -> None:
    """Fill the cells of a map where the hazard does harm, by class.

    Parameters
    ----------
    number
        Which of the instants of the layer.
    limits
        As `classes_of` returns them.

    """
    if len(limits) < 2:
        return
    value = layer.values[number]
    inside = np.searchsorted(limits, value, side="left").astype(np.float64) - 1.0
    inside[(inside < 0.0) | (inside > len(limits) - 2.0)] = np.nan
    if np.isnan(inside).all():
        return
    axis.pcolormesh(
        layer.x * shrunk(network),
        layer.y,
        inside,
        cmap=ListedColormap(_colours(layer.kind, len(limits) - 1)),
        vmin=-0.5,
        vmax=len(limits) - 1.5,
        zorder=1.0,
        rasterized=True,
    )


def layer_handles(layer: Layer, limits: Sequence[float]) -> list[Artist]:
    """Return what the legend says of the classes: first what they are of, then each of them."""
    if len(limits) < 2:
        return []
    scale, unit = shown_in(layer.kind)
    word = intensity_word(layer.kind)
    title = _("{kind} [{unit}]:").format(kind=word, unit=unit) if unit else f"{word}:"
    return [
        Line2D([], [], linestyle="none", label=title),
        *(
            Patch(facecolor=colour, label=f"{low / scale:g}–{high / scale:g}")
            for colour, (low, high) in zip(
                _colours(layer.kind, len(limits) - 1), pairwise(limits), strict=True
            )
        ),
    ]


def shown_in(kind: str) -> tuple[float, str]:
    """Return how many base units a shown unit is, and its name; of a dose: of its limit."""
    if kind in _SHOWN_IN:
        return _SHOWN_IN[kind]
    dimension = KINDS[kind].dimension
    return 1.0, DIMENSIONS[dimension].base if dimension else ""


def intensity_word(kind: str) -> str:
    """Return the words for a kind of intensity."""
    return {
        "depth": _("depth of water"),
        "velocity": _("velocity of water"),
        "depth_velocity": _("depth times velocity"),
        "fire": _("fireline intensity"),
        "smoke": _("smoke"),
        "dose": _("dose over its limit"),
        "visibility": _("visibility"),
        "wind": _("wind"),
        "speed_factor": _("speed factor"),
    }.get(kind, kind)


def _colours(kind: str, many: int) -> NDArray[np.float64]:
    """Return one colour per class, darker where it is worse."""
    palette = colormaps[_PALETTES.get(kind, _GREY)]
    colours: NDArray[np.float64] = palette(np.linspace(0.22, 0.85, max(many, 1)))[:many]
    return colours[::-1] if KINDS[kind].less_is_worse else colours
