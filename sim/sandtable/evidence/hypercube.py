"""The family `hypercube`: districts with preference lists of units, solved by simulation."""

from __future__ import annotations

from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.lengths import goals, queue_start_up_h, queue_watch_h, service_variation
from sandtable.evidence.model import Model, Plan, Values
from sandtable.evidence.queues import must_be_stable, own_name
from sandtable.evidence.setting import Calls, Setting
from sandtable.evidence.tally import Tally
from sandtable.ground.language import _
from sandtable.world.plan import Rules

_Z = 2.2


def hypercube(case: Case) -> Model:
    """Build `hypercube`: the first free unit of a list, else a queue or a loss.

    No unit travels: its busy time is one duration, and it is idle at home on completion.
    """
    given = Inputs(case.inputs)
    given.says("arrivals", "poisson")
    given.says("dispatch", "preference list")
    units = given.whole("units")
    classes = list(given.each("classes"))
    lists = tuple(_preference(one, units) for one in classes)
    calls = tuple(Calls(rate_per_h=one.number("arrival_rate_per_h", above=0.0)) for one in classes)
    given.says("when_all_busy", "queue|lost|loss")
    queues = "queue" in str(given.get("when_all_busy")).lower()
    rules = Rules(when_busy="queue" if queues else "hand_over", queue_order="first_come")
    settings = tuple(
        Setting(
            name=own_name(case, law),
            units=units,
            calls=calls,
            work=law,
            rules=rules,
            preferences=lists,
        )
        for law in given.laws("busy_time", given.number("busy_time_mean_h", above=0.0))
    )
    if queues:
        must_be_stable(settings[0].rate_per_h * settings[0].work.mean / 3600.0, units)
    plans = tuple(_plan(setting, case, queues=queues) for setting in settings)
    return Model(settings=settings, plans=plans, values=lambda tally: _values(tally, lists))


def _preference(one: Inputs, units: int) -> tuple[int, ...]:
    numbers = tuple(int(number) for number in one.numbers("preference", above=0.0))
    if sorted(numbers) != list(range(1, units + 1)):
        raise UnknownInputs(_("a preference list that does not name every unit once"))
    return numbers


def _plan(setting: Setting, case: Case, *, queues: bool) -> Plan:
    """Watch the queue as M/M/c, and every share as if its cases came in pairs."""
    service_h, _variation = service_variation(setting)
    shares = [
        2.0 * value * (1.0 - value) * (_Z / limit) ** 2 / setting.rate_per_h
        for key, value, limit in goals(case)
        if ("fraction" in key or "probability" in key) and 0.0 < value < 1.0
    ]
    watch_h = max(shares, default=0.0)
    if not queues:
        return Plan(start_up_h=20.0 * service_h, watch_h=watch_h)
    return Plan(
        start_up_h=queue_start_up_h(setting), watch_h=max(watch_h, queue_watch_h(setting, case))
    )


def _values(tally: Tally, lists: tuple[tuple[int, ...], ...]) -> Values:
    calls, served = tally.incidents.sum(), (tally.incidents - tally.lost).sum()
    by_first = sum(tally.sent[numbers[0] - 1, k] for k, numbers in enumerate(lists))
    return {
        "workload_by_unit": tally.busy_h / tally.window_h,
        "probability_of_queue": tally.full_h / tally.window_h,
        "probability_of_wait": tally.waited.sum() / served,
        "probability_of_loss": tally.lost.sum() / calls,
        "mean_wait_h": tally.wait_h.sum() / served,
        "mean_queue_length": tally.queue_h / tally.window_h,
        "dispatch_fraction_by_unit_and_class": tally.sent / tally.sent.sum(),
        "fraction_not_served_by_first_preference": 1.0 - by_first / tally.sent.sum(),
    }
