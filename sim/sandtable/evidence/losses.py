"""Families without a queue: `erlang-loss`, `multi-unit-loss` and `time-of-day`."""

from __future__ import annotations

import math

from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.lengths import (
    RELAXATIONS,
    goals,
    loss_watch_h,
    service_variation,
)
from sandtable.evidence.model import Model, Plan, Values
from sandtable.evidence.queues import own_name
from sandtable.evidence.setting import Calls, Setting
from sandtable.evidence.tally import Tally
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.world.plan import Rules


def erlang_loss(case: Case) -> Model:
    """Build `erlang-loss`: co-located units; a call that finds none free is handed over."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("when_all_busy", "lost|loss|handed")
    busy_h = given.number("busy_time_mean_h", above=0.0)
    calls = (Calls(rate_per_h=_rate(given, busy_h)),)
    laws = given.laws("busy_time", busy_h, typical=True)
    return _loss(case, given.whole("units"), calls, laws, "probability_of_loss")


def multi_unit_loss(case: Case) -> Model:
    """Build `multi-unit-loss`: all teams of an incident at once, for one duration, or none."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("response", "all or nothing")
    given.says("when_not_enough_idle", "lost|loss|handed")
    units = given.whole("units")
    busy_h = given.number("busy_time_mean_h", above=0.0)
    calls = tuple(
        Calls(rate_per_h=_rate(one, busy_h), teams=one.whole("units_per_incident"))
        for one in given.each("classes")
    )
    laws = given.laws("busy_time", busy_h, typical=True)
    return _loss(case, units, calls, laws, "probability_of_loss_by_class")


def _rate(given: Inputs, busy_h: float) -> float:
    """Return the rate of arrival [1/h], stated itself or as a load; where both are, they agree."""
    if given.get("offered_load_erlang") is None:
        return given.number("arrival_rate_per_h", above=0.0)
    load = given.number("offered_load_erlang", above=0.0)
    rate = given.number("arrival_rate_per_h", above=0.0) if given.get("arrival_rate_per_h") else 0.0
    if rate and not math.isclose(rate * busy_h, load, rel_tol=1e-6):
        text = _("arrival_rate_per_h x busy_time_mean_h is {product:g}, not the load {load:g}")
        raise UnknownInputs(text.format(product=rate * busy_h, load=load))
    return rate or load / busy_h


def _loss(
    case: Case, units: int, calls: tuple[Calls, ...], laws: tuple[Law, ...], key: str
) -> Model:
    rules = Rules(
        when_busy="hand_over",
        response="all_or_nothing",
        work_shared="incident",
        queue_order="first_come",
    )
    settings = tuple(
        Setting(name=own_name(case, law), units=units, calls=calls, work=law, rules=rules)
        for law in laws
    )
    plans = tuple(
        Plan(start_up_h=_settled_h(setting), watch_h=loss_watch_h(setting, case, key))
        for setting in settings
    )
    return Model(settings=settings, plans=plans, values=_of_loss)


def _of_loss(tally: Tally) -> Values:
    return {
        "probability_of_loss": tally.lost.sum() / tally.incidents.sum(),
        "probability_of_loss_by_class": tally.lost / tally.incidents,
        "mean_busy_units": tally.busy_h.sum() / tally.window_h,
    }


def _settled_h(setting: Setting) -> float:
    """Return the start-up phase of a system without queue: so many mean busy times [h].

    Who is busy at first is gone after his own busy time; heavy tails stretch that by (1 + v) / 2.
    """
    service_h, variation = service_variation(setting)
    return RELAXATIONS * service_h * max(1.0, 0.5 * (1.0 + variation))


def time_of_day(case: Case) -> Model:
    """Build `time-of-day`: a daily cycle of calls, and units enough for all of them."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson", "sin")
    if "phase" in str(given.get("arrivals")).lower():
        raise UnknownInputs(_("inputs.arrivals: a phase is not understood"))
    mean = given.number("mean_arrival_rate_per_h", above=0.0)
    amplitude = given.number("amplitude_per_h", above=-1e-300)
    if amplitude > mean:
        raise UnknownInputs(_("the amplitude exceeds the mean: the rate would be negative"))
    period_h = given.number("period_h", above=0.0)
    busy_h = given.number("busy_time_mean_h", above=0.0)
    times = given.numbers("sample_times_h")
    calls = (Calls(rate_per_h=mean, amplitude_per_h=amplitude, period_h=period_h),)
    settings = tuple(
        Setting(
            name=own_name(case, law),
            units=_units(given, (mean + amplitude) * busy_h),
            calls=calls,
            work=law,
            sample_times_h=times,
        )
        for law in given.laws("busy_time", busy_h)
    )
    plans = tuple(_days(setting, case) for setting in settings)
    return Model(settings=settings, plans=plans, values=_of_time_of_day)


def _units(given: Inputs, most: float) -> int:
    """Return the stated units, or so many that the next one is never needed (10^-20)."""
    if given.get("units") not in {"unlimited", None}:
        return given.whole("units")
    return math.ceil(most + 10.0 * math.sqrt(most) + 15.0)


def _of_time_of_day(tally: Tally) -> Values:
    return {"mean_busy_units_at_sample_times": tally.sampled / tally.periods}


def _days(setting: Setting, case: Case) -> Plan:
    """Watch whole periods, after at least two of them; a Poisson number has its mean as variance.

    Samples of neighbouring periods share only who is busy at both, nobody where busy times are
    short beside the period; what that leaves open, the runs themselves tell.
    """
    period_h = setting.calls[0].period_h
    start_up_h = max(2.0 * period_h, _settled_h(setting))
    periods = max((value * (2.2 / limit) ** 2 for _key, value, limit in goals(case)), default=1.0)
    return Plan(
        start_up_h=math.ceil(start_up_h / period_h - 1e-9) * period_h,
        watch_h=math.ceil(periods) * period_h,
        period_h=period_h,
    )
