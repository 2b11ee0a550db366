"""Families with a queue: `mmc`, `one-unit`, `priority`, and `queue` of the statistics room."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

import numpy as np

from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.lengths import moments_watch_h, queue_start_up_h, queue_watch_h
from sandtable.evidence.model import Model, Plan, Values
from sandtable.evidence.named_laws import law_name
from sandtable.evidence.setting import Calls, Setting
from sandtable.evidence.tally import Tally
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.world.plan import Rules

_OTHER_QUEUE = re.compile(
    r"loss|lost|(?<!in)finite|last come|processor|random order"
    r"|(?<!no )(?<!non-)(?<!without )pre-?empt"
)
"""Words that speak of a queue in which calls are lost, overtaken or interrupted."""

_LAST_CLASS = 1.5
"""Who is least urgent waits in longer spells than all together; a guess, which looks correct."""


def own_name(case: Case, law: Law) -> str:
    """Return an id that belongs to a case and a law: no two of them share their luck."""
    return "c_" + re.sub(r"[^a-z0-9]+", "_", f"{case.id} {law_name(law)}".lower())


def must_be_stable(setting_load: float, units: int) -> None:
    """Insist on a load below the number of units: else the queue grows for ever."""
    if setting_load >= units:
        text = _("a load of {load:g} on {units} units: the queue grows for ever")
        raise UnknownInputs(text.format(load=setting_load, units=units))


def must_not_travel(given: Inputs) -> None:
    """Insist that a family of co-located units has no travel."""
    if given.get("travel_h", 0) != 0:
        text = _("inputs.{key}: found {found}, expected {expected}")
        raise UnknownInputs(text.format(key="travel_h", found=given.get("travel_h"), expected=0))


def _must_queue(given: Inputs) -> None:
    """Insist on an endless queue in which nobody is interrupted."""
    found = given.get("queue")
    if _OTHER_QUEUE.search(str(found).lower()):
        text = _("inputs.{key}: found {found}, expected {expected}")
        expected = _("an endless queue without pre-emption")
        raise UnknownInputs(text.format(key="queue", found=found, expected=expected))


def mmc(case: Case) -> Model:
    """Build `mmc`: co-located units, calls in the order in which they come."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("queue", "first come")
    _must_queue(given)
    must_not_travel(given)
    rate = given.number("arrival_rate_per_h", above=0.0)
    service_h = 1.0 / given.number("service_rate_per_unit_per_h", above=0.0)
    laws = given.laws("service", service_h)
    asked = "probability_wait_exceeds_threshold" in case.expected
    threshold_h = given.number("wait_threshold_h", above=-1e-300) if asked else 0.0
    return _queue(
        case,
        given.whole("units"),
        (Calls(rate_per_h=rate),),
        laws,
        _of_mmc,
        threshold_h=threshold_h,
        keeps_waits="wait_p90_h" in case.expected,
    )


def _of_mmc(tally: Tally, units: int) -> Values:
    served = float(tally.incidents.sum() - tally.lost.sum())
    return {
        "utilisation": tally.busy_h.sum() / tally.window_h / units,
        "probability_of_wait": tally.waited.sum() / served,
        "mean_wait_h": tally.wait_h.sum() / served,
        "mean_queue_length": tally.queue_h / tally.window_h,
        "mean_time_in_system_h": tally.system_h.sum() / served,
        "probability_wait_exceeds_threshold": tally.beyond.sum() / served,
        "wait_p90_h": float(np.quantile(tally.waits_h, 0.9)) if tally.waits_h.size else np.nan,
    }


def priority(case: Case) -> Model:
    """Build `priority`: classes, the most urgent first, nobody is interrupted."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("class_order", "first", "urgent")
    given.says("queue", "class")
    _must_queue(given)
    must_not_travel(given)
    rates = given.numbers("arrival_rate_per_h_by_class", above=0.0)
    service_h = 1.0 / given.number("service_rate_per_unit_per_h", above=0.0)
    calls = tuple(Calls(rate_per_h=rate, priority=k) for k, rate in enumerate(rates))
    laws = given.laws("service", service_h)
    return _queue(case, given.whole("units"), calls, laws, _of_priority, order="priority")


def _of_priority(tally: Tally, _units: int) -> Values:
    served = tally.incidents - tally.lost
    return {
        "probability_of_wait": tally.waited.sum() / served.sum(),
        "mean_wait_h_by_class": tally.wait_h / served,
        "mean_wait_h_all": tally.wait_h.sum() / served.sum(),
    }


def one_unit(case: Case) -> Model:
    """Build `one-unit`: one team on a star of roads, back at its base before the next call."""
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("busy_time", "2|twice", "travel", "scene")
    given.says("free_again", "at base")
    _must_queue(given)
    if given.whole("units") != 1:
        raise UnknownInputs(_("this family has one unit"))
    rate = given.number("arrival_rate_per_h", above=0.0)
    ways = given.numbers("one_way_travel_h", above=-1e-300)
    shares = given.numbers("one_way_travel_probability", above=-1e-300)
    if len(ways) != len(shares) or abs(sum(shares) - 1.0) > 1e-6:
        raise UnknownInputs(_("one probability for each travel time, of sum 1, is expected"))
    scene = given.get("on_scene")
    if not isinstance(scene, dict):
        raise UnknownInputs(_("inputs.on_scene: a law with its mean is expected"))
    laws = given.laws("on_scene", Inputs(scene).number("mean_h", above=0.0))
    travel = tuple(zip(ways, shares, strict=True))
    return _queue(
        case, 1, (Calls(rate_per_h=rate),), laws, _of_one_unit, travel_h=travel, home=True
    )


def _of_one_unit(tally: Tally, _units: int) -> Values:
    served = float(tally.incidents.sum())
    return {
        "utilisation": tally.busy_h.sum() / tally.window_h,
        "probability_of_wait": tally.waited.sum() / served,
        "mean_busy_time_h": tally.mission_h / tally.missions,
        "second_moment_busy_time_h2": tally.mission_h2 / tally.missions,
        "mean_wait_h": tally.wait_h.sum() / served,
        "mean_response_h": tally.response_h.sum() / served,
    }


def queue(case: Case) -> Model:
    """Build `queue` of the statistics room: M/M/1, its time unit played as one hour."""
    given = Inputs(case.inputs)
    given.says("queue", "first come", "infinite")
    rate = given.number("arrival_rate", above=0.0)
    law = Law.exponential(mean=3600.0 / given.number("service_rate", above=0.0))
    return _queue(case, 1, (Calls(rate_per_h=rate),), (law,), _of_queue)


def _of_queue(tally: Tally, _units: int) -> Values:
    served = float(tally.incidents.sum())
    return {
        "mean_wait_in_queue": tally.wait_h.sum() / served,
        "probability_no_wait": 1.0 - tally.waited.sum() / served,
    }


def _queue(
    case: Case,
    units: int,
    calls: tuple[Calls, ...],
    laws: tuple[Law, ...],
    values: Callable[[Tally, int], Values],
    *,
    order: str = "first_come",
    home: bool = False,
    **more: Any,  # noqa: ANN401  further fields of a setting
) -> Model:
    rules = Rules(
        queue_order="priority" if order == "priority" else "first_come",
        free_again="at_base" if home else "on_clearing",
    )
    settings = tuple(
        Setting(name=own_name(case, law), units=units, calls=calls, work=law, rules=rules, **more)
        for law in laws
    )
    busy_h = settings[0].work.mean / 3600.0 + 2.0 * sum(h * p for h, p in settings[0].travel_h)
    must_be_stable(settings[0].rate_per_h * busy_h, units)
    plans = tuple(
        Plan(
            start_up_h=queue_start_up_h(setting),
            watch_h=max(
                queue_watch_h(setting, case) * (_LAST_CLASS if len(calls) > 1 else 1.0),
                moments_watch_h(setting, case),
            ),
        )
        for setting in settings
    )
    return Model(settings=settings, plans=plans, values=lambda tally: values(tally, units))
