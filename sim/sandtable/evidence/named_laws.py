"""Laws of durations as case files name them: in a word, a sentence, an object or a list."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any

from sandtable.ground import fitting
from sandtable.ground.language import _
from sandtable.ground.laws import KINDS, Law

HOUR_S = 3600.0

_SAME = {"deterministic": "constant", "fixed": "constant", "log-normal": "lognormal"}
_ANY = re.compile(r"\bany (distribution|law)\b")
_KIND = re.compile(rf"\b({'|'.join((*KINDS, *_SAME))})\b")
_FACT = re.compile(
    r"\b(shape|sigma|scale|low|mode|high|median|sd|half_width|p\d\d?)\b"
    r"\s*(?:of|is|=|:)?\s*(\d+(?:\.\d+)?)"
)
_TYPICAL: dict[str, dict[str, float]] = {
    "gamma": {"shape": 2.0},
    "lognormal": {"sigma": 0.5},
    "weibull": {"shape": 1.5},
    "uniform": {"low": 0.0},
    "triangular": {"low": 0.0, "high": 2.0},
}
"""Forms that serve where any will do; low and high are multiples of the mean."""


class LawUnknown(ValueError):
    """A law that cannot be made from what a case says."""


def laws_of(
    said: Any,  # noqa: ANN401  as JSON has it
    beside: Mapping[str, Any],
    mean_s: float,
    *,
    typical: bool = False,
) -> tuple[Law, ...]:
    """Return the laws that a case names, their values in seconds.

    A sentence that allows any law stands for the two that differ most in practice, constant and
    exponential, and for those that it names besides.

    Parameters
    ----------
    said
        ``"exponential"``, ``"gamma, shape 4"``, ``{"distribution": "gamma", "shape": 4}``, or a
        list of these; durations in hours.
    beside
        Parameters that stand elsewhere in the case; what a law does not understand is not meant
        for it.
    mean_s
        Mean of every law [s].
    typical
        Whether a law named without its form may take a typical one.

    Raises
    ------
    LawUnknown
        If no law is named, or one cannot be made, or has another mean.

    """
    found: dict[tuple[str, tuple[float, ...]], Law] = {}
    for kind, facts in _named(said):
        apt = {name: value for name, value in beside.items() if _understood(kind, name)}
        law = _law(kind, apt | facts, mean_s, typical=typical)
        found.setdefault((law.kind, law.parameters), law)
    if not found:
        text = _("found {found}, expected {expected}")
        raise LawUnknown(text.format(found=said, expected=", ".join(KINDS)))
    return tuple(found.values())


def law_name(law: Law) -> str:
    """Return the kind of a law, with what tells it from others of its kind: ``gamma 4``."""
    if law.kind in {"constant", "exponential"}:
        return law.kind
    family = fitting.FAMILIES.get(law.kind)
    if family is None:
        shown = [value / HOUR_S for value in law.parameters]
    else:
        shown = [law.parameters[0 if family.form_first else 1]]
    return " ".join([law.kind, *(f"{value:.4g}" for value in shown)])


def _named(said: Any) -> Iterator[tuple[str, dict[str, Any]]]:  # noqa: ANN401
    """Yield kind and facts of every law that is named."""
    if isinstance(said, list):
        for one in said:
            yield from _named(one)
    elif isinstance(said, Mapping):
        facts = {name: value for name, value in said.items() if name not in _NOT_FACTS}
        for kind, written in _in_words(str(said.get("distribution", ""))):
            yield kind, written | facts
    else:
        yield from _in_words(str(said))


_NOT_FACTS = frozenset({"distribution", "mean", "mean_h", "note"})


def _in_words(sentence: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the laws of a sentence; what stands behind a name belongs to it."""
    text = sentence.lower()
    if _ANY.search(text):
        yield "constant", {}
        yield "exponential", {}
    named = list(_KIND.finditer(text))
    starts = [match.start() for match in named]
    for match, end in zip(named, [*starts[1:], len(text)], strict=False):
        facts = {name: float(value) for name, value in _FACT.findall(text[match.end() : end])}
        kind = match.group(1)
        yield _SAME.get(kind, kind), dict(facts)


def _understood(kind: str, name: str) -> bool:
    bare = name.removesuffix("_h")
    return name not in _NOT_FACTS and bare in fitting.names(kind)


def _law(kind: str, facts: Mapping[str, Any], mean_s: float, *, typical: bool) -> Law:
    """Return a law of seconds from facts in hours; its mean must be the one that is stated."""
    if kind == "constant":
        return Law.constant(mean_s)
    scaled = {name.removesuffix("_h"): _seconds(name, value) for name, value in facts.items()}
    if not scaled and typical and kind in _TYPICAL:
        scaled = {
            name: value * (mean_s if name in {"low", "high"} else 1.0)
            for name, value in _TYPICAL[kind].items()
        }
    try:
        law = _made(kind, scaled, mean_s)
    except (ValueError, TypeError) as error:
        raise LawUnknown(f"{kind}: {error}") from None
    if not math.isclose(law.mean, mean_s, rel_tol=1e-6):
        text = _("the law {kind} has the mean {found} h, not {expected} h")
        raise LawUnknown(text.format(kind=kind, found=law.mean / HOUR_S, expected=mean_s / HOUR_S))
    return law


def _seconds(name: str, value: Any) -> Any:  # noqa: ANN401  a number or a list of them
    if name in fitting.NUMBERS_WITHOUT_UNIT:
        return value
    return [one * HOUR_S for one in value] if isinstance(value, list) else value * HOUR_S


def _made(kind: str, facts: dict[str, Any], mean_s: float) -> Law:
    if kind in {"empirical", "choice"}:
        return Law.of(kind, **facts)
    try:
        return Law.of(kind, **facts, mean=mean_s)
    except ValueError:
        if not facts:
            raise
        return Law.of(kind, **facts)  # they say all; the mean would be one fact too many
