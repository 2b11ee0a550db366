"""Toxic load and the probability of death (毒负荷、死亡概率)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from scipy.special import ndtr, ndtri

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.citation import Confidence


@dataclass(frozen=True, slots=True, kw_only=True)
class Probit:
    """Probability of death by toxic load: Y = a + b ln(C**n t), P = Phi(Y - 5) (概率单位).

    Parameters
    ----------
    a, b, n
        Constants for C in ppm and t in minutes; b and n > 0.
    people
        Whom it is meant for.
    source, confidence
        Where the constants come from; ``low`` where nobody has checked them at the source.

    """

    a: float
    b: float
    n: float
    people: str = ""
    source: str = ""
    confidence: Confidence = "low"

    def __post_init__(self) -> None:
        """Refuse constants that make no probit.

        Raises
        ------
        ValueError
            If b or n is not above 0.

        """
        if not (math.isfinite(self.a) and self.b > 0.0 and self.n > 0.0):
            raise ValueError("probit: b and n must be above 0, and a a number")

    def share(self, load: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return the share of people who die of a toxic load, 0 at none [0-1].

        Parameters
        ----------
        load
            C**n t, >= 0, any shape [ppm**n min].

        """
        loads = np.asarray(load, dtype=np.float64)
        if np.any(~(loads >= 0.0)):
            raise ValueError("toxic load: expected numbers >= 0")
        with np.errstate(divide="ignore"):
            units = self.a + self.b * np.log(loads)
        dead: NDArray[np.float64] = ndtr(units - 5.0)
        return dead

    def load(self, share: float) -> float:
        """Return the toxic load of which a share dies, the inverse of `share` [ppm**n min]."""
        if not 0.0 < share < 1.0:
            raise ValueError(f"share: found {share:g}, expected a number inside 0 to 1")
        return math.exp((float(ndtri(share)) + 5.0 - self.a) / self.b)

    def lethal_ppm(self, minutes: float, share: float = 0.5) -> float:
        """Return the steady concentration of which a share dies within a time [ppm]."""
        if not minutes > 0.0:
            raise ValueError(f"minutes: found {minutes:g}, expected a number > 0")
        return float((self.load(share) / minutes) ** (1.0 / self.n))


def toxic_load(
    ppm: NDArray[np.float64], minutes: NDArray[np.float64] | float, n: float
) -> NDArray[np.float64]:
    """Return the toxic load that has come together by the end of each step [ppm**n min].

    Parameters
    ----------
    ppm
        Mean concentration of each step, >= 0, time along the first axis.
    minutes
        Length of the steps: one number or shape ``(n_steps,)``.
    n
        Toxic-load exponent, > 0.

    """
    if not n > 0.0:
        raise ValueError(f"n: found {n:g}, expected a toxic-load exponent > 0")
    if np.any(ppm < 0.0):
        raise ValueError("ppm: expected concentrations >= 0")
    lengths = np.broadcast_to(np.asarray(minutes, dtype=np.float64), ppm.shape[:1])
    if np.any(lengths < 0.0):
        raise ValueError("minutes: expected lengths of steps >= 0")
    steps = lengths.reshape((-1,) + (1,) * (ppm.ndim - 1))
    load: NDArray[np.float64] = np.cumsum(ppm**n * steps, axis=0)
    return load
