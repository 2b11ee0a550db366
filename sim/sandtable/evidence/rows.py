"""The report on case files: one row per compared number."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sandtable.evidence.case_files import Case, flat
from sandtable.evidence.model import Values
from sandtable.evidence.tolerance import Rule, Sample, allowed, is_near, is_number, is_precise
from sandtable.ground.language import _

SCHEMA = "verification-report/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One compared number and what the program makes of it.

    Parameters
    ----------
    quantity
        Name with zero-based indexes; None where a case has no numbers that are compared here.
    expected, got
        The number of the file, and the program's; None where it has none.
    limit
        Allowed absolute difference.
    ok
        None where the program cannot say; then `reason` says why.
    half_width, standard_error, replications
        Of a simulated number; no replications where time was up before it was played.

    """

    id: str
    family: str
    quantity: str | None
    expected: Any = None
    got: Any = None
    limit: float | None = None
    ok: bool | None = None
    half_width: float | None = None
    standard_error: float | None = None
    replications: int | None = None
    reason: str = ""

    def as_json(self) -> dict[str, Any]:
        """Return the row as programs read it; what does not apply is left out."""
        row = {
            "id": self.id,
            "family": self.family,
            "quantity": self.quantity,
            "expected": self.expected,
            "got": _finite(self.got),
            "limit": _finite(self.limit),
            "ok": self.ok,
        }
        if self.replications is not None:
            row |= {
                "half_width": _finite(self.half_width),
                "standard_error": _finite(self.standard_error),
                "replications": self.replications,
            }
        return row | ({"reason": self.reason} if self.reason else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a run over case files has shown (核验报告).

    Parameters
    ----------
    seconds
        Wall-clock time of the whole run [s].
    incidents
        Incidents that were simulated for it, start-up phases included.
    cpu_seconds
        What they cost, over all processes [s].
    skipped
        Cases that ask for what is not here, with the reason; they have no rows.
    sources
        Where the expected numbers of each family are from, as far as the files say so.

    """

    room: str
    seed: int
    seconds: float
    rows: tuple[Row, ...]
    incidents: int = 0
    cpu_seconds: float = 0.0
    skipped: tuple[str, ...] = ()
    sources: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @property
    def passed(self) -> int:
        """Rows that hold."""
        return sum(row.ok is True for row in self.rows)

    @property
    def failed(self) -> int:
        """All other rows: what does not hold, and what the program cannot say."""
        return len(self.rows) - self.passed

    @property
    def unsaid(self) -> int:
        """Rows of which the program cannot say whether they hold."""
        return sum(row.ok is None for row in self.rows)

    @property
    def stands(self) -> bool:
        """Say whether the cases hold, as far as the program knows their families.

        Nothing is off, nothing was cut off before it could be told, and something holds.
        """
        unknown = sum(row.ok is None and row.replications is None for row in self.rows)
        return self.failed == unknown and (self.passed > 0 or not self.rows)

    def as_json(self) -> dict[str, Any]:
        """Return the report as programs read it."""
        report = {
            "schema": SCHEMA,
            "room": self.room,
            "seed": self.seed,
            "seconds": round(self.seconds, 3),
            "rows": [row.as_json() for row in self.rows],
            "passed": self.passed,
            "failed": self.failed,
        }
        return report | ({"skipped": list(self.skipped)} if self.skipped else {})


def unsaid(case: Case, reason: str) -> Iterator[Row]:
    """Yield the rows of a case of which the program cannot say anything."""
    for _key, name, expected in case.quantities():
        yield unsaid_number(case, name, expected, reason)
    if not case.expected:
        yield Row(id=case.id, family=case.family, quantity=None, reason=reason)


def computed(case: Case, values: Values) -> Iterator[Row]:
    """Yield the rows of a case whose numbers were computed, without any luck."""
    got = {name: one for key, value in values.items() for name, one in flat(key, value)}
    for key, name, expected in case.quantities():
        tolerance = case.tolerances[key]
        if name not in got:
            yield unsaid_number(case, name, expected, _("this number is not in this version"))
        elif isinstance(tolerance, Rule):
            reason = _("computed, not simulated: the rule asks for replications")
            yield unsaid_number(case, name, expected, reason)
        else:
            yield Row(
                id=case.id,
                family=case.family,
                quantity=name,
                expected=expected,
                got=got[name],
                limit=tolerance.limit(expected),
                ok=tolerance.holds(expected, got[name]),
            )


def simulated(case: Case, key: str, name: str, samples: Mapping[str, Sample]) -> Row:
    """Return the row of a simulated number: of the law that does worst, where there are several.

    All laws must hold; so the first that fails is shown, else the one that is farthest off.

    Parameters
    ----------
    key, name
        Of the number: ``mean_wait_h_by_class`` and ``mean_wait_h_by_class[0]``.
    samples
        By what the reason says of them: the law, where there are several.

    """
    expected = next(value for _key, one, value in case.quantities() if one == name)
    if not is_number(expected):
        return unsaid_number(case, name, expected, _("a simulated number cannot equal this"))
    rows = [
        (
            _judged(
                case,
                key,
                Row(id=case.id, family=case.family, quantity=name, expected=expected),
                law,
                sample,
            ),
            _distance(expected, sample),
        )
        for law, sample in samples.items()
    ]
    rows.sort(key=lambda pair: (pair[0].ok is True, -pair[1]))
    return rows[0][0]


def _judged(case: Case, key: str, row: Row, law: str, sample: Sample) -> Row:
    """Fill a row that has its expected number with what the replications under one law say."""
    tolerance, expected = case.tolerances[key], row.expected
    if isinstance(tolerance, Rule):
        limit = allowed(tolerance, expected, sample)
        near = is_near(tolerance, expected, sample)
        precise = is_precise(tolerance, key, expected, sample)
    else:
        limit = tolerance.limit(expected) or 0.0
        near, precise = tolerance.holds(expected, sample.mean), sample.half_width <= limit
    reasons = [law] if law else []
    if not math.isfinite(sample.mean):
        reasons.append(_("no number: something did not end within the run"))
    elif not precise:
        reasons.append(_imprecise(sample))
    return replace(
        row,
        got=sample.mean,
        limit=limit,
        ok=_said(near=near, precise=precise, known=math.isfinite(sample.mean)),
        half_width=sample.half_width,
        standard_error=sample.standard_error,
        replications=sample.replications,
        reason="; ".join(reasons),
    )


def _said(*, near: bool, precise: bool, known: bool) -> bool | None:
    """Say whether a number holds; None where it is near and nobody could tell if it were not."""
    return near and known if precise or not near else None


def _imprecise(sample: Sample) -> str:
    if sample.standard_error == 0.0:
        return _("all replications agree to the last digit, which the rule does not accept")
    return _("the interval is still too wide: the run was cut off at its limit")


def _distance(expected: float, sample: Sample) -> float:
    error = sample.standard_error
    return abs(sample.mean - expected) / error if error > 0.0 else 0.0


def unsaid_number(case: Case, name: str, expected: Any, reason: str) -> Row:  # noqa: ANN401
    """Return the row of one number of which the program cannot say anything."""
    return Row(id=case.id, family=case.family, quantity=name, expected=expected, reason=reason)


def _finite(value: Any) -> Any:  # noqa: ANN401
    """Return null for what JSON has no number for."""
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value
