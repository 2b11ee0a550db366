"""What a leak gives to the air over time, and what plugging it leaves of that (泄漏过程)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from itertools import pairwise
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Release:
    """Rates of a release, constant within each step; nothing before the first and after the last.

    Parameters
    ----------
    edge_s
        Ends of the steps since the leak began, increasing, shape ``(n + 1,)`` [s].
    rate_kg_s
        Rate in each step, >= 0, shape ``(n,)`` [kg/s].
    left_kg
        What has not been released by the end [kg].

    """

    edge_s: NDArray[np.float64]
    rate_kg_s: NDArray[np.float64]
    left_kg: float = 0.0

    def __post_init__(self) -> None:
        """Refuse what is no course of a release.

        Raises
        ------
        ValueError
            If times do not increase from 0 or later, or a rate is negative.

        """
        if self.edge_s.ndim != 1 or self.edge_s.shape != (self.rate_kg_s.size + 1,):
            raise ValueError("release: one rate for each step between two times is expected")
        if not self.rate_kg_s.size or not np.all(np.diff(self.edge_s) > 0.0):
            raise ValueError("release: times must increase")
        if not (self.edge_s[0] >= 0.0 and np.isfinite(self.edge_s[-1])):
            raise ValueError("release: times must be finite and not before 0")
        if not np.all((self.rate_kg_s >= 0.0) & np.isfinite(self.rate_kg_s)):
            raise ValueError("release: a rate is negative or no number")

    @classmethod
    def steady(cls, rate_kg_s: float, duration_s: float) -> Self:
        """Return a release of one rate from the beginning on."""
        return cls(edge_s=np.array([0.0, duration_s]), rate_kg_s=np.array([rate_kg_s]))

    @property
    def mass_kg(self) -> float:
        """All that is released [kg]."""
        return math.fsum(self.rate_kg_s * np.diff(self.edge_s))

    def by(self, since_s: NDArray[np.float64] | float) -> NDArray[np.float64]:
        """Return what has been released by times since the leak began [kg]."""
        whole = np.concatenate(([0.0], np.cumsum(self.rate_kg_s * np.diff(self.edge_s))))
        gone: NDArray[np.float64] = np.interp(np.asarray(since_s), self.edge_s, whole)
        return gone

    def resampled(self, edge_s: NDArray[np.float64]) -> Release:
        """Return the same release in other steps: each gets the mass that falls into it."""
        return Release(
            edge_s=edge_s,
            rate_kg_s=np.maximum(np.diff(self.by(edge_s)), 0.0) / np.diff(edge_s),
            left_kg=self.left_kg,
        )

    @property
    def ends_s(self) -> float:
        """When the last of it has left its vessel [s]."""
        return float(self.edge_s[-1])

    def by_bin(self, bin_s: NDArray[np.float64]) -> tuple[Release, ...]:
        """Return what the air gets of each bin of time in which it left: here, at once.

        Parameters
        ----------
        bin_s
            Ends of the bins, increasing, shape ``(n_bins + 1,)`` [s].

        """
        cut = self.resampled(np.unique(np.concatenate((self.edge_s, bin_s))))
        return tuple(
            Release(edge_s=cut.edge_s, rate_kg_s=np.where(mine, cut.rate_kg_s, 0.0))
            for mine in (
                (cut.edge_s[:-1] >= from_s) & (cut.edge_s[:-1] < to_s)
                for from_s, to_s in pairwise(bin_s.tolist())
            )
        )

    def series(self, edge_s: NDArray[np.float64]) -> dict[str, NDArray[np.float64]]:
        """Return what reports show: what has been released by some times [kg]."""
        return {"released": self.by(edge_s)}

    def scaled(self, factor: float) -> Release:
        """Return a part of the release, such as what is airborne of it [0-1]."""
        if not 0.0 <= factor <= 1.0:
            raise ValueError(f"factor: found {factor:g}, expected a part of 0 to 1")
        return Release(
            edge_s=self.edge_s,
            rate_kg_s=self.rate_kg_s * factor,
            left_kg=self.left_kg + self.mass_kg * (1.0 - factor),
        )

    def plugged(self, at_s: float, factor: float = 0.0) -> Release:
        """Return the release with the leak plugged at a time (堵漏).

        Parameters
        ----------
        at_s
            When plugging is done, since the leak began, >= 0 [s].
        factor
            Part of the rate that still comes, 0 = tight [0-1].

        Raises
        ------
        ValueError
            If the time or the factor makes no sense.

        """
        if not at_s >= 0.0 or not 0.0 <= factor <= 1.0:
            raise ValueError(f"plugging: found {at_s:g} s and {factor:g}, expected >= 0 and 0 to 1")
        if at_s >= self.edge_s[-1]:
            return self
        edges = np.unique(np.concatenate((self.edge_s, [max(at_s, float(self.edge_s[0]))])))
        cut = self.resampled(edges)
        rate = np.where(edges[:-1] >= at_s, cut.rate_kg_s * factor, cut.rate_kg_s)
        held = math.fsum((cut.rate_kg_s - rate) * np.diff(edges))
        return Release(edge_s=edges, rate_kg_s=rate, left_kg=self.left_kg + held)


def from_masses(edge_s: NDArray[np.float64], mass_kg: NDArray[np.float64]) -> Release:
    """Return the release of a vessel whose content at the ends of steps is known.

    Parameters
    ----------
    edge_s, mass_kg
        Times [s] and what is in the vessel then, not increasing [kg], shape ``(n + 1,)``.

    """
    return Release(
        edge_s=edge_s, rate_kg_s=-np.diff(mass_kg) / np.diff(edge_s), left_kg=float(mass_kg[-1])
    )
