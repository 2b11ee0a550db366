"""Verdicts as a person reads them: words, symbols, units and reasons in the language in force."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import groupby

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.no_case import no_case_text
from sandtable.study.rate_cases import BURNED, RATES
from sandtable.study.verdict import Verdict
from sandtable.world.target import Target

SYMBOLS = {"met": "✓", "not_met": "✗", "undecided": "?", "no_case": "–"}
"""One sign per verdict, so that colour never speaks alone."""

NOTHING = "–"


@dataclass(frozen=True, slots=True, kw_only=True)
class VerdictRow:
    """One verdict, ready to be printed (判定).

    Parameters
    ----------
    promise
        What the target asks for, e.g. ``at least 95 % within 60 min``.
    scenario, alternative
        Names of the scenario and of the plan alternative; empty where there is only one.
    verdict
        ``met`` | ``not_met`` | ``undecided`` | ``no_case``: for colours.
    word
        Symbol and word of the verdict.
    confidence
        Of the interval, e.g. ``95 %``.
    sample
        Replications and, where these are the unit, hazard samples, or these and the randomisations
        of their design: one text each.
    remarks
        Leading cause of the misses, what is still open, how many more runs are wanted.

    """

    target: str
    promise: str
    scenario: str
    alternative: str
    verdict: str
    word: str
    estimate: str
    interval: str
    confidence: str
    sample: tuple[str, ...]
    remarks: tuple[str, ...]


def verdict_rows(
    verdicts: Iterable[Verdict],
    targets: Iterable[Target],
    *,
    alternatives: Mapping[str, Name] | None = None,
    scenarios: Mapping[str, Name] | None = None,
) -> list[VerdictRow]:
    """Return one row per verdict, in the order given.

    Parameters
    ----------
    alternatives, scenarios
        Names by id; each is shown where the verdicts are about more than one.

    """
    by_id = {target.id: target for target in targets}
    found = list(verdicts)
    plans = alternatives or {}
    stories = scenarios or {}
    several_plans = len({one.alternative for one in found}) > 1
    several_stories = len({one.scenario for one in found}) > 1
    return [
        VerdictRow(
            target=by_id[one.target].name.text(language()) or one.target,
            promise=promise(by_id[one.target]),
            scenario=_named(one.scenario, stories) if several_stories else "",
            alternative=_named(one.alternative, plans) if several_plans else "",
            verdict=one.verdict,
            word=f"{SYMBOLS[one.verdict]} {verdict_word(one.verdict)}",
            estimate=estimated(one.estimate, by_id[one.target]),
            interval=_interval(one, by_id[one.target]),
            confidence=share(one.confidence),
            sample=_sample(one),
            remarks=tuple(_remarks(one, by_id[one.target])),
        )
        for one in found
    ]


def for_all_plans(rows: Iterable[VerdictRow]) -> list[VerdictRow]:
    """Return the rows with one for all plans where none of them has a case, for one reason."""
    found: list[VerdictRow] = []
    for _target, group in groupby(rows, key=lambda row: (row.scenario, row.target, row.promise)):
        mine = list(group)
        first = replace(mine[0], alternative=_("all plans"))
        alike = all(replace(row, alternative=first.alternative) == first for row in mine)
        one = len(mine) > 1 and alike and first.verdict == "no_case"
        found += [first] if one else mine
    return found


def _named(id: str, names: Mapping[str, Name]) -> str:
    return names.get(id, Name()).text(language()) or id


def estimated(value: float, target: Target) -> str:
    """Return an estimate; of a promise for every event it is the share of events that kept it."""
    return share(value) if target.over == "each_run" else amount(value, target)


def verdict_word(verdict: str) -> str:
    """Return the word for a verdict in the language in force."""
    return {
        "met": _("met"),
        "not_met": _("not met"),
        "undecided": _("undecided"),
        "no_case": _("no case"),
    }[verdict]


def promise(target: Target) -> str:
    """Return what a target asks for, in a few words."""
    form = _("at least {amount}") if target.sense == "at_least" else _("at most {amount}")
    asked = form.format(amount=amount(target.threshold, target))
    if math.isnan(target.within_s):
        return asked
    if target.within_s == 0.0 and target.clock_from == "exposed":
        return _("{asked} before exposure").format(asked=asked)
    return _("{asked} within {limit}").format(asked=asked, limit=duration(target.within_s))


def amount(value: float, target: Target) -> str:
    """Return a number of a target in its own unit: share in percent, time in minutes, rate."""
    if target.rate_of in RATES and target.rate_of != BURNED:  # a part of a time
        return share(value)
    if target.quantity == "rate":
        return NOTHING if math.isnan(value) else f"{value * 1000:.3g} ‰"
    return share(value) if target.statistic == "proportion" else duration(value)


def share(value: float) -> str:
    """Return a share in percent [0-1]."""
    return NOTHING if math.isnan(value) else f"{100 * value:.4g} %"


def duration(seconds: float) -> str:
    """Return a time in the unit that suits its size [s]."""
    if math.isnan(seconds):
        return NOTHING
    if math.isinf(seconds):
        return _("never")
    if abs(seconds) < 120:
        return _("{number} s").format(number=f"{seconds:.3g}")
    if abs(seconds) < 3 * 3600:
        return _("{number} min").format(number=f"{seconds / 60:.4g}")
    return _("{number} h").format(number=f"{seconds / 3600:.4g}")


def _interval(verdict: Verdict, target: Target) -> str:
    low, high = estimated(verdict.low, target), estimated(verdict.high, target)
    return "" if NOTHING in (low, high) else span(low, high)


def span(low: str, high: str) -> str:
    """Return two numbers with units as an interval; a unit that they share is said once."""
    number, _blank, unit = low.partition(" ")
    return f"{number if high.endswith(f' {unit}') else low} … {high}"


def _sample(verdict: Verdict) -> tuple[str, ...]:
    runs = _("{number} runs").format(number=verdict.replications)
    if verdict.units == verdict.replications:
        return (runs,)
    samples = _("{number} samples").format(number=verdict.samples or verdict.units)
    if not _is_designed(verdict):
        return runs, samples
    return runs, samples, _("{number} randomisations").format(number=verdict.units)


def _is_designed(verdict: Verdict) -> bool:
    """Tell whether the unit is a randomisation of several samples."""
    return verdict.samples > verdict.units


def _remarks(verdict: Verdict, target: Target) -> Iterable[str]:
    if verdict.verdict == "no_case" and verdict.cause:
        yield no_case_text(verdict, target)
    elif verdict.cause:
        yield _("main cause: {cause}").format(cause=cause_text(verdict.cause))
    if verdict.censored:
        yield _("open at the end: {number}").format(number=verdict.censored)
    if verdict.more:
        yield _more(verdict).format(number=verdict.more)
    for one in verdict.low_confidence_inputs:
        word = verdict_word(one.verdict)
        yield _("{verdict} if {input} is {value}").format(
            verdict=word, input=one.path, value=one.at
        )


def _more(verdict: Verdict) -> str:
    if verdict.units == verdict.replications:
        return _("about {number} more runs needed")
    if _is_designed(verdict):
        return _("about {number} more randomisations needed")
    return _("about {number} more samples needed")


def cause_text(cause: str) -> str:
    """Return the words for a cause of delay; a cause that the user named stays as it is."""
    words = {
        "detection": _("detection"),
        "reporting": _("reporting"),
        "decision": _("decision at headquarters"),
        "wait": _("waiting for a free team"),
        "notification": _("notification of the team"),
        "turnout": _("turnout"),
        "free_flow": _("distance"),
        "slowed": _("slow roads"),
        "detour": _("detour"),
        "waiting": _("standing at closed roads"),
        "on_scene_wait": _("waiting for full force"),
        "work": _("work on scene"),
        "unreachable": _("no open road"),
        "never_ordered": _("no team was ever ordered"),
        "under_way": _("no team arrived in time"),
        "never_full": _("full force never arrived"),
        "never_controlled": _("never brought under control"),
        "handed_over": _("handed over for want of a free team"),
        "expired": _("lost before any team came"),
        "cancelled": _("cancelled"),
        "need_open": _("the need was never met"),
        "link_setup": _("setting up the live link"),
        "no_link": _("no live link from the scene"),
        "not_told": _("not told yet"),
        "mobilising": _("getting ready to leave"),
        "waiting_for_bus": _("waiting for a bus"),
        "on_the_way": _("still on the way"),
        "trapped": _("cut off by the water"),
        "no_room": _("no open shelter with room"),
        "refused": _("did not want to leave"),
        "lost": _("lost their lives"),
        "in_the_hazard": _("in what it cannot bear"),
    }
    return words.get(cause, cause)
