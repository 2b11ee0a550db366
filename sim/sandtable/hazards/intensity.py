"""Kinds of intensity on a road: their units, and the steps in which an Impact stores them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS, UnitFault, found, quantity

_PLAIN = re.compile(r"(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?")

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.world.plan import Profile

SPEED_FACTOR = "speed_factor"
"""The kind that is a speed factor already; it applies to every vehicle."""

_ROUNDING = 1e-9
"""Part of a step that is forgiven, so that 0.30 m, written or computed, stays 0.30 m."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Intensity:
    """A kind of intensity (强度类型).

    Parameters
    ----------
    dimension
        Dimension of `ground.units`, whose base unit it is held in; empty = a plain number.
    high
        Largest value that makes sense, >= 0 [unit]; the smallest is 0.
    step
        Numerator and denominator of the step in which it is stored [unit]; (0, 1) = as given. Two
        whole numbers, so that a stored 0.3 is the float64 next to 0.3 and a limit there means it.
    less_is_worse
        Whether small values do harm, as of visibility; else large ones do.

    """

    dimension: str = ""
    high: float
    step: tuple[int, int] = (0, 1)
    less_is_worse: bool = False

    @property
    def harmless(self) -> float:
        """What does nothing to anybody [unit]."""
        return self.high if self.less_is_worse else 0.0


KINDS: dict[str, Intensity] = {
    SPEED_FACTOR: Intensity(high=1.0, less_is_worse=True),
    "depth": Intensity(dimension="distance", high=50.0, step=(1, 20)),
    "velocity": Intensity(dimension="speed", high=50.0, step=(1, 10)),
    "depth_velocity": Intensity(dimension="depth_velocity", high=500.0, step=(1, 20)),
    "fire": Intensity(dimension="fireline", high=2e8, step=(50_000, 1)),
    "smoke": Intensity(dimension="extinction", high=1000.0, step=(1, 1000)),
    "dose": Intensity(high=1e9, step=(1, 20)),
    "visibility": Intensity(dimension="distance", high=1e5, less_is_worse=True),
    "wind": Intensity(dimension="speed", high=150.0, step=(1, 2)),
}
"""Every kind by name: water depth (水深), velocity (流速), their product, fireline intensity
(火线强度), smoke as extinction coefficient (消光系数; visibility = 3 to 8 over it), dose as a
multiple of the limit that the hazard names (剂量比), and the weather of helicopters: visibility
(能见度; less is worse, so it is stored as given) and wind (风速). The steps are a choice: coarse
enough that a centimetre of water makes no epoch."""


def parse(kind: str, text: str) -> float:
    """Read an intensity with its unit, e.g. ``0.35 m`` [base unit of its dimension].

    Raises
    ------
    UnitFault
        If the text is no such intensity within its limits.

    """
    if kind == SPEED_FACTOR:
        return fraction(text)
    limits = KINDS[kind]
    value = quantity(limits.dimension, text) if limits.dimension else plain_number(text)
    if value > limits.high:
        unit = DIMENSIONS[limits.dimension].base if limits.dimension else ""
        expected = _("at most {high}").format(high=f"{limits.high:g} {unit}".strip())
        raise UnitFault(found(text), expected, _("Check the number and its unit."))
    return value


def fraction(text: str) -> float:
    """Read a part of something, ``0.4`` or ``40 %`` [0-1].

    Raises
    ------
    UnitFault
        If the text is no number of 0 to 1.

    """
    value = quantity("ratio", text) if text.endswith(("%", "‰")) else plain_number(text)
    if value > 1.0:
        raise UnitFault(
            found(text), _("at most {high}").format(high=1), _("Write 0.4 or 40 % for 40 %.")
        )
    return value


def plain_number(text: str) -> float:
    """Read a number without a unit, >= 0.

    Raises
    ------
    UnitFault
        If the text is none.

    """
    if not _PLAIN.fullmatch(text):
        shown = found(text or None)
        raise UnitFault(shown, _("a number of at least 0"), _("Write a plain number."))
    return float(text)


def quantise(kind: str, value: NDArray[np.float64]) -> NDArray[np.float64]:
    """Round intensities up to the steps of their kind: never milder than stated [unit]."""
    numerator, denominator = KINDS[kind].step
    if numerator == 0:
        return value + 0.0  # + 0.0: no negative zero, which would hash differently
    steps: NDArray[np.float64] = np.ceil(value * denominator / numerator - _ROUNDING)
    return steps * numerator / denominator + 0.0


def speed_factors(kind: str, value: NDArray[np.float64], profile: Profile) -> NDArray[np.float64]:
    """Return the speed factor of a vehicle at intensities of one kind [0-1].

    The curve of the profile is piecewise linear and constant beyond its ends. A kind that the
    profile has no curve for does not slow the vehicle; ``speed_factor`` always applies.

    Parameters
    ----------
    value
        Intensities, shape ``(n,)`` [unit of the kind].

    """
    if kind == SPEED_FACTOR:
        return value
    curve = dict(profile.factors).get(kind)
    if curve is None:
        return np.ones(value.shape)
    factor: NDArray[np.float64] = np.interp(value, curve.x, curve.y)
    return factor
