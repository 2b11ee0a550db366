"""Designs of an ensemble: where the samples of a hazard lie among all that is possible (样本设计).

Independent points leave gaps and make heaps. Latin hypercubes and Sobol points spread out, so that
means over the samples err less. They are drawn several times over, independently: only from the
spread of these randomisations can one tell how much they err (`study.clusters`).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, Self

import numpy as np

from sandtable.ground.luck import Luck, address

if TYPE_CHECKING:
    from numpy.typing import NDArray

Address = tuple[str, str]
"""Purpose and entity of a draw, as `Luck.uniform` takes them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Design:
    """How the samples of an ensemble are laid out.

    Within each randomisation of n points, ``lhs`` and ``sobol`` put one point into each of the n
    equal parts of the range of every uncertain number. Which part sample j has of a number hangs on
    seed, randomisation and the address of that number alone, so a new number, entry or plan moves
    nobody else's luck. ``lhs`` shuffles the parts of each number by themselves. ``sobol`` does so
    too, but for the numbers in `dimensions`: these take the dimensions of the Sobol sequence in
    their order, each scrambled by itself, so that the parts of two and more of them together are
    evenly filled as well. A number put at the end of the list moves nobody; one that is put in
    before others moves these, and them alone.

    Parameters
    ----------
    samples
        Size of the ensemble, >= 1; a multiple of `randomisations`.
    randomisations
        Independent repetitions of the design, >= 1. Sample s is point s mod points of number
        s // points: what alternates from sample to sample does so within each of them.
    dimensions
        Addresses of the numbers that matter most, under ``sobol`` alone.

    Raises
    ------
    ValueError
        If the parts do not fit. Files are checked before.

    References
    ----------
    McKay, Beckman, Conover (1979), A comparison of three methods for selecting values of input
    variables, Technometrics 21, 239-245. Owen (1995), Randomly permuted (t, m, s)-nets and (t,
    s)-sequences, Lecture Notes in Statistics 106, 299-317: nested uniform scrambling. Joe, Kuo
    (2008), Constructing Sobol sequences with better two-dimensional projections, SIAM Journal on
    Scientific Computing 30, 2635-2654: the numbers behind it, those of SciPy.

    """

    kind: Literal["random", "lhs", "sobol"] = "random"
    samples: int = 1
    randomisations: int = 1
    dimensions: tuple[Address, ...] = ()

    def __post_init__(self) -> None:
        """Refuse what does not fit."""
        if self.samples < 1 or self.randomisations < 1 or self.samples % self.randomisations:
            message = f"{self.samples} samples in {self.randomisations} randomisations"
            raise ValueError(message)
        if self.kind == "sobol" and self.points & (self.points - 1):
            message = f"{self.points} points of a Sobol sequence, no power of 2"
            raise ValueError(message)

    @property
    def points(self) -> int:
        """Samples of one randomisation."""
        return self.samples // self.randomisations

    def luck(self, seed: int, sample: int) -> Luck:
        """Return the luck of a hazard sample, 0 <= sample < samples."""
        if self.kind == "random":
            return Luck.hazard(seed, sample)
        return SampleLuck.of(self, seed, sample)

    def parts(self, seed: int, randomisation: int, of: Address) -> NDArray[np.int64]:
        """Return which part of the range each point of a randomisation has.

        Returns
        -------
        numpy.ndarray
            Every number of 0 to points - 1 once, shape ``(points,)``.

        """
        if self.kind == "sobol" and of in self.dimensions:
            dimension = self.dimensions.index(of)
            return _scrambled(seed, randomisation, of, self.points, dimension)
        return _shuffled(seed, randomisation, of, self.points)


class SampleLuck(Luck):
    """The luck of a sample that is a point of a design: single uncertain numbers lie in its parts.

    What an entity draws beyond its first number (``visit``, ``k``, ``series``) is as random as
    without a design.
    """

    __slots__ = ("_design", "_sample", "_seed", "asked")

    asked: set[Address]
    """Numbers that were drawn so far."""
    _design: Design
    _sample: int
    _seed: int

    @classmethod
    def of(cls, design: Design, seed: int, sample: int) -> Self:
        """Return the luck of a sample of a design."""
        return cls.hazard(seed, sample).within(design, seed, sample)

    def within(self, design: Design, seed: int, sample: int) -> Self:
        """Let it be a point of a design."""
        self._design, self._seed, self._sample = design, seed, sample
        self.asked = set()
        return self

    def uniform(self, purpose: str, entity: str, visit: int = 0, k: int = 0) -> float:
        """Return one draw, uniform in (0, 1); the first of an address lies in its part."""
        within = super().uniform(purpose, entity, visit, k)
        if visit or k:
            return within
        self.asked.add((purpose, entity))
        randomisation, point = divmod(self._sample, self._design.points)
        part = int(self._design.parts(self._seed, randomisation, (purpose, entity))[point])
        return placed(part, within, self._design.points)


def placed(part: int, within: float, points: int) -> float:
    """Return the place of a point in (0, 1) from its part, 0 to points - 1, and where in it [0-1].

    Rounding never carries it over the ends of its part.
    """
    end: float = np.nextafter((part + 1) / points, 0.0)
    return min(max((part + within) / points, part / points), end)


@lru_cache(maxsize=2048)
def _shuffled(seed: int, randomisation: int, of: Address, points: int) -> NDArray[np.int64]:
    """Return the parts in random order, shape ``(points,)``."""
    drawn = _common(seed).series("shuffle", address(*of), points, visit=randomisation)
    return np.argsort(drawn, kind="stable").astype(np.int64)


@lru_cache(maxsize=2048)
def _scrambled(
    seed: int, randomisation: int, of: Address, points: int, dimension: int
) -> NDArray[np.int64]:
    """Return the parts that a dimension of the Sobol sequence has, scrambled, shape ``(points,)``.

    Each binary digit is turned over or not, by a draw that hangs on the digits before it.
    """
    part = _sobol(points, dimension)
    turned = _common(seed).series("scramble", address(*of), points, visit=randomisation) < 0.5
    found = np.zeros_like(part)
    for digit in range(points.bit_length() - 1):
        behind = points.bit_length() - 2 - digit
        before = part >> (behind + 1)
        bit = (part >> behind & 1) ^ turned[(1 << digit) - 1 + before]
        found |= bit << behind
    return found


@lru_cache(maxsize=256)
def _sobol(points: int, dimension: int) -> NDArray[np.int64]:
    """Return the parts of a dimension, from 0, of the first points of the Sobol sequence."""
    # Imported where it is used: `scipy.stats` takes a second, and few scenarios need it.
    from scipy.stats import qmc  # noqa: PLC0415

    sequence = qmc.Sobol(dimension + 1, scramble=False)
    first = sequence.random_base2(points.bit_length() - 1)[:, dimension]
    return (first * points).astype(np.int64)


def _common(seed: int) -> Luck:
    """Return the luck that all samples of a seed have in common."""
    return Luck.hazard(seed, 0)
