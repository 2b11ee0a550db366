"""Laws of uncertain numbers, drawn by inversion: one uniform in, one value out (contracts §1)."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import accumulate
from numbers import Real

import numpy as np
from numpy.typing import NDArray

from sandtable.ground import fitting, quantiles
from sandtable.ground.fitting import LawFault
from sandtable.ground.language import _

KINDS = (
    "constant",
    "uniform",
    "triangular",
    "exponential",
    "gamma",
    "lognormal",
    "weibull",
    "empirical",
    "choice",
)
"""The laws that files may name."""

_TABLES = frozenset({"empirical", "choice"})
_NUMBERS = {
    "uniform": quantiles.UNIFORM,
    "triangular": quantiles.TRIANGULAR,
    "exponential": quantiles.EXPONENTIAL,
    "gamma": quantiles.GAMMA,
    "lognormal": quantiles.LOGNORMAL,
    "weibull": quantiles.WEIBULL,
}


@dataclass(frozen=True, slots=True)
class Law:
    """The law of an uncertain number (分布), most often of a duration.

    Made by `Law.of` or by the method named after its kind. Two laws are equal when kind and
    parameters are. Values do not fall as `u` rises, but for the last digits of a float64.

    Parameters
    ----------
    kind
        One of `KINDS`.
    parameters
        constant (value); uniform (low, high); triangular (low, mode, high); exponential (mean);
        gamma (shape, mean); lognormal (median, sigma of the logarithm); weibull (shape, scale);
        empirical and choice (values, rising, then their weights, of sum 1).
    mean
        Mean of the law, exact.
    is_constant
        Whether it has one value only; then no luck need be spent on it.

    """

    kind: str
    parameters: tuple[float, ...]
    mean: float = field(init=False, compare=False, repr=False)
    is_constant: bool = field(init=False, compare=False, repr=False)
    _number: int = field(init=False, compare=False, repr=False)
    _three: tuple[float, float, float] = field(init=False, compare=False, repr=False)
    _bounds: tuple[float, ...] = field(init=False, compare=False, repr=False)

    def __post_init__(self) -> None:
        """Derive what every draw needs."""
        put = object.__setattr__
        put(self, "_number", _NUMBERS.get(self.kind, -1))
        put(self, "_three", (*self.parameters, 0.0, 0.0, 0.0)[:3])
        put(self, "_bounds", _bounds(self.kind, self.parameters))
        put(self, "is_constant", self._has_one_value())
        put(self, "mean", self._mean())

    # ---- how laws are made

    @classmethod
    def of(cls, kind: str, **parameters: float | Iterable[float]) -> Law:
        """Return the law of a kind with the given mean, median, quantiles or other parameters.

        Parameters
        ----------
        kind
            One of `KINDS`.
        **parameters
            What is known, e.g. ``median=720, p90=1500`` for a lognormal law; `fitting.names` lists
            what each kind understands.

        Raises
        ------
        LawFault
            A ValueError that says what was found and what was expected.

        """
        if kind not in KINDS:
            raise LawFault("law", repr(kind), _("one of {names}").format(names=", ".join(KINDS)))
        for name in parameters:
            _check_name(kind, name)
        if kind in _TABLES:
            return cls(kind, _table(kind, parameters))
        facts = {name: _finite(name, value) for name, value in parameters.items()}
        found = fitting.fit(kind, facts)
        for value in found:
            if not math.isfinite(value):
                raise LawFault(kind, ", ".join(facts), _("parameters that a float64 can hold"))
        return cls(kind, found)

    @classmethod
    def constant(cls, value: float) -> Law:
        """Return the law that always gives `value`."""
        return cls.of("constant", value=value)

    @classmethod
    def uniform(cls, **parameters: float) -> Law:
        """Return a law with every value of an interval equally likely; by low and high or `of`."""
        return cls.of("uniform", **parameters)

    @classmethod
    def triangular(cls, **parameters: float) -> Law:
        """Return a law between low and high with its peak at mode."""
        return cls.of("triangular", **parameters)

    @classmethod
    def exponential(cls, **parameters: float) -> Law:
        """Return the law of a time without memory; by mean, median or one quantile."""
        return cls.of("exponential", **parameters)

    @classmethod
    def gamma(cls, **parameters: float) -> Law:
        """Return a gamma law; by shape and mean or any other pair of `of`."""
        return cls.of("gamma", **parameters)

    @classmethod
    def lognormal(cls, **parameters: float) -> Law:
        """Return a law whose logarithm is normal; by median and sigma or any other pair of `of`."""
        return cls.of("lognormal", **parameters)

    @classmethod
    def weibull(cls, **parameters: float) -> Law:
        """Return a Weibull law; by shape and scale or any other pair of `of`."""
        return cls.of("weibull", **parameters)

    @classmethod
    def empirical(cls, values: Iterable[float], weights: Iterable[float] | None = None) -> Law:
        """Return the law of observed values: the inverse of their step function."""
        return cls._of_table("empirical", values, weights)

    @classmethod
    def choice(cls, values: Iterable[float], weights: Iterable[float] | None = None) -> Law:
        """Return a law of a few values with weights, equal where none are given."""
        return cls._of_table("choice", values, weights)

    @classmethod
    def _of_table(cls, kind: str, values: Iterable[float], weights: Iterable[float] | None) -> Law:
        if weights is None:
            return cls.of(kind, values=values)
        return cls.of(kind, values=values, weights=weights)

    # ---- what laws give

    def quantile(self, u: float) -> float:
        """Return the value that the law stays at or below with probability `u`, in (0, 1)."""
        if self._number >= 0:
            value: float = quantiles.quantile(self._number, *self._three, u)
            return value
        return self.parameters[bisect_left(self._bounds, u)]

    def quantiles(self, u: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the quantiles at many probabilities, the same bits as `quantile`, any shape."""
        if self._number >= 0:
            flat = np.ascontiguousarray(u, dtype=np.float64).reshape(-1)
            found: NDArray[np.float64] = quantiles.quantile_each(self._number, *self._three, flat)
            return found.reshape(np.shape(u))
        return np.asarray(self.parameters)[np.searchsorted(self._bounds, u)]

    def _has_one_value(self) -> bool:
        if self.kind in _TABLES:
            return len(self.parameters) == 2
        if self.kind in {"uniform", "triangular"}:
            return self.parameters[0] == self.parameters[-1]
        return self.kind == "constant"

    def _mean(self) -> float:
        if self.is_constant:
            return self.parameters[0]
        if self.kind in _TABLES:
            n = len(self.parameters) // 2
            pairs = zip(self.parameters[:n], self.parameters[n:], strict=True)
            return math.fsum(value * weight for value, weight in pairs)
        mean: float = quantiles.mean(self._number, *self._three)
        return mean


def _bounds(kind: str, parameters: tuple[float, ...]) -> tuple[float, ...]:
    """Return up to which `u` each value of a table but the last is drawn; a constant has none."""
    if kind not in _TABLES:
        return ()
    weights = parameters[len(parameters) // 2 :]
    return tuple(accumulate(weights))[:-1]


def _check_name(kind: str, name: str) -> None:
    accepted = fitting.names(kind)
    if name in accepted or ("pNN" in accepted and 0.0 < fitting.probability(name) < 1.0):
        return
    raise LawFault(kind, name, _("parameters among {names}").format(names=", ".join(accepted)))


def _finite(name: str, value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, Real) or not math.isfinite(value):
        raise LawFault(name, repr(value), _("a finite number"))
    return float(value) + 0.0  # -0.0 becomes 0.0: equal laws have equal bits


def _table(kind: str, parameters: Mapping[str, float | Iterable[float]]) -> tuple[float, ...]:
    """Return the values of a table in rising order, each once, and their weights of sum 1."""
    if "values" not in parameters:
        raise LawFault(kind, ", ".join(parameters) or _("nothing"), _("values"))
    values = _several("values", parameters["values"])
    weights = _several("weights", parameters.get("weights", [1.0] * len(values)))
    if len(weights) != len(values):
        expected = _("{count} numbers, one for each value").format(count=len(values))
        raise LawFault("weights", str(len(weights)), expected)
    for weight in weights:
        if weight < 0.0:
            raise LawFault("weights", fitting.number(weight), _("numbers of at least 0"))
    total = math.fsum(weights)
    if not 0.0 < total < math.inf:
        raise LawFault("weights", fitting.number(total), _("a finite sum above 0"))
    shares: dict[float, list[float]] = {}
    for value, weight in zip(values, weights, strict=True):
        if weight > 0.0:
            shares.setdefault(value, []).append(weight)
    rising = sorted(shares)
    return (*rising, *(math.fsum(shares[value]) / total for value in rising))


def _several(name: str, numbers: object) -> list[float]:
    if isinstance(numbers, str) or not isinstance(numbers, Iterable):
        raise LawFault(name, repr(numbers), _("a list of numbers"))
    found = [_finite(name, value) for value in numbers]
    if not found:
        raise LawFault(name, _("nothing"), _("a list of numbers"))
    return found
