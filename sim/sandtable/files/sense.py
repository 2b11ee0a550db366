"""What could be meant but looks odd (提示): remarks, which stop nothing."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sandtable.files.civil_sense import civil_remarks
from sandtable.files.dotted_path import at
from sandtable.files.tree import Node, Path, dotted, nearest, remark_at, shown
from sandtable.ground.faults import Remark
from sandtable.ground.language import _
from sandtable.ground.units import UnitFault, quantity, written
from sandtable.world.plan import Plan, Team
from sandtable.world.scenario import GRADES, IncidentType, Requirement
from sandtable.world.target import AppliesTo, Target
from sandtable.world.world import World

SLOWEST_MPS, FASTEST_MPS = 5 / 3.6, 200 / 3.6
"""Speeds outside are no road vehicle's: a choice of ours."""
WALK_MPS = 1 / 3.6, 15 / 3.6
"""The same for people on foot."""
FLIGHT_MPS = 30 / 3.6, 400 / 3.6
"""The same for helicopters."""

MOST_FIRES = 1000
"""Fires of a season in a run that nobody is asked about: a choice of ours."""

_TIMES = ("at", "at_clock", "activate_at", "activate_at_clock")
_PARTS = ("detection", "reporting", "decision", "notification", "turnout")
_FIRST = {"occurred": 0, "exposed": 0, "detected": 1, "reported": 2, "ordered": 3}


@dataclass(frozen=True, slots=True)
class Sense:
    """Looks at a world that is free of faults, beside the files that it came from.

    Parameters
    ----------
    impacts
        By entry: its realisations.
    trees
        By kind of file, with settings, without the marks of uncertain numbers.

    """

    world: World
    impacts: Mapping[str, Sequence[Any]]
    trees: Mapping[str, Node]
    _numbers: dict[tuple[str, str], dict[str, int]] = field(default_factory=dict)

    def remarks(self) -> Iterator[Remark]:
        """Yield all that looks odd."""
        yield from self._place()
        yield from self._speeds()
        yield from self._no_arcs()
        yield from self._forces()
        yield from self._arrivals()
        yield from self._seasons()
        yield from self._never()
        yield from civil_remarks(self.world, self.impacts, self.trees)
        for target in self.world.targets:
            yield from self._target(target)

    def _remark(
        self, kind: str, path: Path, found: str, expected: str, repair: str, *, code: str
    ) -> Remark:
        node, there = nearest(self.trees[kind], path)
        mark = node.mark if there else node.place
        name = dotted(self.trees[kind], path)
        return remark_at(mark, name, found, expected, repair, code)

    # ---- the place

    def _place(self) -> Iterator[Remark]:
        for pattern in ("facilities[].capacity", "depots[].bays"):
            for path, node in at(self.trees["place"], pattern):
                if node.value == 0:
                    expected, repair = _("a number above 0"), _("0 means that there is no limit.")
                    yield self._remark("place", path, "0", expected, repair, code="no-limit")
        desks = self.world.plan.headquarters
        if len(desks) > 1:
            for number, item in _items(self.trees["place"], "zones"):
                if item.get("headquarters") is None:
                    expected = _("a headquarters")
                    repair = _("There are several: '{id}', the first, is taken to be in charge.")
                    said = (_("nothing"), expected, repair.format(id=desks[0].id))
                    path = ("zones", number, "headquarters")
                    yield self._remark("place", path, *said, code="which-headquarters")

    # ---- the plan

    def _speeds(self) -> Iterator[Remark]:
        tree = self.trees["plan"]
        ways = [means for one in self.world.plan.evacuations for means in one.means]
        walkers = {means.profile for means in ways if means.kind == "foot"}
        kinds = {one.id: one.on for one in self.world.plan.profiles}
        limits = {"foot": WALK_MPS, "air": FLIGHT_MPS}
        said = {"foot": _("1 to 15 km/h on foot"), "air": _("30 to 400 km/h in the air")}
        for number, item in _items(tree, "profiles"):
            id_ = str(item.value["id"].value)
            on = "foot" if id_ in walkers else kinds[id_]
            slowest, fastest = limits.get(on, (SLOWEST_MPS, FASTEST_MPS))
            speeds: list[Path] = [("max_speed",)]
            speeds += [("speed_by_class", key) for key in _keys(item)]
            for keys in speeds:
                node, there = nearest(item, keys)
                if not there or slowest <= _quantity("speed", node) <= fastest:
                    continue
                expected = said.get(on) or _("5 to 200 km/h")
                repair = _("Check the number and its unit.")
                path = ("profiles", number, *keys)
                yield self._remark("plan", path, shown(node), expected, repair, code="speed")

    def _no_arcs(self) -> Iterator[Remark]:
        """Yield boats without water and helicopters without landing sites, where a team has one."""
        classes, plan = set(self.world.network.facility_type.tolist()), self.world.plan
        used = {one.profile for one in plan.teams} | {one.profile for one in plan.trucks}
        kinds = {one.id: one.on for one in plan.profiles if one.id in used}
        for number, item in _items(self.trees["plan"], "profiles"):
            on = kinds.get(str(item.value["id"].value), "")
            if on in ("water", "air") and on not in classes:
                expected = _("arcs of class '{on}' in the network").format(on=on)
                repair = {
                    "water": _("Add arcs of class water, and of class ramp to reach them."),
                    "air": _("Add two facilities of kind landing_site, and crs to config.csv."),
                }[on]
                said = (_("none"), expected, repair)
                path = ("profiles", number, "on")
                yield self._remark("plan", path, *said, code="no-arcs")

    def _forces(self) -> Iterator[Remark]:
        """Yield needs that all teams together cannot serve."""
        plan = self.world.plan
        types = {one.id: one for one in self.world.scenario.types}
        for number, item in _items(self.trees["scenario"], "types"):
            kind = types[str(item.value["id"].value)]
            for which, need in enumerate(kind.needs):
                force = strength(plan, need)
                if force >= need.amount:
                    continue
                unit = "teams" if need.unit == "teams" else "persons"
                path = ("types", number, "needs", which, unit)
                expected = {
                    "teams": _("at most {number} teams, as the plan has of this skill"),
                    "persons": _("at most {number} persons, as the plan has of this skill"),
                }[unit].format(number=force)
                repair = _("Such an incident never has its full force.")
                yield self._remark(
                    "scenario", path, str(need.amount), expected, repair, code="too-few"
                )

    # ---- the scenario

    def _arrivals(self) -> Iterator[Remark]:
        known = {one.id for one in self.world.scenario.arrivals}
        for number, item in _items(self.trees["scenario"], "arrivals"):
            if str(item.value["id"].value) not in known:
                expected, repair = _("a weight above 0"), _("No incident of these ever occurs.")
                said = (_("weights of sum 0"), expected, repair)
                yield self._remark("scenario", ("arrivals", number, "where"), *said, code="weights")
            node, there = nearest(item, ("rate", "by_hour"))
            if not there:
                continue
            mean = math.fsum(float(one.value) for one in node.value) / len(node.value)
            if abs(mean - 1.0) > 0.02:
                expected = _("factors of mean 1")
                repair = _(
                    "As they are, there are {factor} times as many incidents as 'mean' says."
                )
                path = ("arrivals", number, "rate", "by_hour")
                said = (f"{mean:.3g}", expected, repair.format(factor=f"{mean:.3g}"))
                yield self._remark("scenario", path, *said, code="by-hour")

    def _seasons(self) -> Iterator[Remark]:
        """Yield seasons that light more fires than a county is likely to have."""
        lit = {one.id: one.rate for one in self.world.scenario.arrivals}
        days = self.world.scenario.horizon_s / 86400.0
        for number, item in _items(self.trees["scenario"], "seasons"):
            rate = lit.get(str(item.value["id"].value))
            if rate is None:
                continue
            run = rate.by_day[: math.ceil(days)]
            fires = rate.mean_per_s * 86400.0 * math.fsum(run) * min(days / len(run), 1.0)
            if fires > MOST_FIRES:
                expected = _("at most {number}").format(number=MOST_FIRES)
                repair = _("Each of them is played: check the rates under 'classes'.")
                said = (_("about {number} fires in a run").format(number=f"{fires:.0f}"), expected)
                yield self._remark(
                    "scenario", ("seasons", number, "classes"), *said, repair, code="fires"
                )

    def _never(self) -> Iterator[Remark]:
        """Yield what lies outside the run, and impacts that nothing wakes."""
        scenario = self.world.scenario
        happen = [("incidents", one.id, one.at_s) for one in scenario.listed]
        happen += [("injects", one.id, one.at_s) for one in scenario.injects]
        happen += [("needs", one.id, one.at_s) for one in scenario.needs]
        happen += [("impacts", one.id, one.activate_at_s) for one in scenario.dormant]
        woken = {one.arguments.get("entry") for one in scenario.injects if one.kind == "activate"}
        woken |= {one.entry for one in scenario.preventions}
        woken |= {one.id for one in scenario.dormant if one.random or one.cascade}
        for name, id_, at_s in happen:
            path = self._path_of("scenario", name, id_)
            if at_s < 0.0 or at_s >= scenario.horizon_s:
                expected = _("a time within the run of {horizon}")
                expected = expected.format(horizon=written("duration", scenario.horizon_s))
                when = written("duration", at_s) if at_s >= 0.0 else _("a time before the start")
                repair = _("It never happens.")
                yield self._remark("scenario", path, when, expected, repair, code="never")
            elif name == "impacts" and math.isnan(at_s) and id_ not in woken:
                expected = _("'activate_at', 'activate' or an inject that activates it")
                repair = _("It stays dormant in every run.")
                said = (_("nothing"), expected, repair)
                yield self._remark("scenario", path, *said, code="dormant")
        yield from self._never_passed()
        for entry, drawn in self.impacts.items():
            if drawn and scenario.samples % len(drawn):
                path = self._path_of("scenario", "impacts", entry)
                expected = _("a number that divides the {number} samples of the scenario")
                repair = _("Some of its samples come up more often than others.")
                said = (str(len(drawn)), expected.format(number=scenario.samples), repair)
                yield self._remark("scenario", path, *said, code="samples")

    def _never_passed(self) -> Iterator[Remark]:
        """Yield limits that the other hazard passes in none of its samples."""
        for one in self.world.scenario.dormant:
            if one.cascade is None:
                continue
            drawn = self.impacts.get(one.cascade.entry, ())
            if drawn and all(math.isinf(each.passes(one.cascade)) for each in drawn):
                path = (*self._path_of("scenario", "impacts", one.id), "activate", "when")
                expected = _("a limit that '{entry}' passes there in one of its samples")
                expected = expected.format(entry=one.cascade.entry)
                said = (_("one that it never passes"), expected, _("It never happens."))
                yield self._remark("scenario", path, *said, code="never")

    def _path_of(self, kind: str, name: str, id_: str) -> Path:
        """Return the path of an item of a list, of its time if it has one."""
        numbers = self._numbers.setdefault((kind, name), {})
        if not numbers:
            items = _items(self.trees[kind], name)
            numbers |= {str(item.value["id"].value): number for number, item in items}
        item, _there = nearest(self.trees[kind], (name, numbers[id_]))
        return (name, numbers[id_], *[key for key in _TIMES if key in item.value][:1])

    # ---- the targets

    def _target(self, target: Target) -> Iterator[Remark]:
        path = self._path_of("targets", "targets", target.id)
        yield from self._percent_or_per_mille(target, path)
        if math.isnan(target.within_s):
            return
        limit = written("duration", target.within_s)
        horizon_s = self.world.scenario.horizon_s
        if target.within_s > horizon_s:
            expected = _("at most the horizon of {horizon}")
            expected = expected.format(horizon=written("duration", horizon_s))
            repair = _("The run ends before anybody can tell: lengthen it.")
            where = (*path, "within")
            yield self._remark("targets", where, limit, expected, repair, code="horizon")
        least_s = self._least(target)
        if target.within_s < least_s:
            expected = _("more than the {time} that pass before anybody rolls")
            expected = expected.format(time=_rounded(least_s))
            repair = _("Which clock does the clause mean, and is the number right?")
            where = (*path, "within")
            yield self._remark("targets", where, limit, expected, repair, code="too-short")

    def _percent_or_per_mille(self, target: Target, path: Path) -> Iterator[Remark]:
        node, there = nearest(self.trees["targets"], (*path, target.sense))
        text = str(node.value).strip()
        small_share = (
            target.quantity != "rate" and target.sense == "at_least" and target.threshold < 0.1
        )
        percent = (
            text.endswith(("%", "％")) and target.threshold < 0.01 and target.quantity == "rate"
        )
        per_mille = text.endswith("‰") and (small_share or target.threshold >= 0.01)
        if not there or not (percent or per_mille or small_share):
            return
        number = text.rstrip("%％‰ ")
        other = f"{number} %" if text.endswith("‰") else f"{number} ‰"
        expected = _("perhaps '{text}'").format(text=other)
        repair = _("Is the sign meant? Then note so under 'source'.")
        where = (*path, target.sense)
        yield self._remark("targets", where, f"'{text}'", expected, repair, code="per-mille")

    def _least(self, target: Target) -> float:
        """Return the mean time that passes at least on the target's clock before a team rolls."""
        if target.clock_to not in ("first_arrival", "full_arrival", "controlled"):
            return 0.0
        first = _FIRST[target.clock_from]
        kinds = [one for one in self.world.scenario.types if is_about(target.applies_to, one)]
        least = [self._before_rolling(kind, _PARTS[first:]) for kind in kinds]
        return min(least, default=0.0)

    def _before_rolling(self, kind: IncidentType, parts: Sequence[str]) -> float:
        plan = self.world.plan
        skills = {need.skill for need in kind.needs}
        teams = [team for team in plan.teams if skills & set(team.skills)]
        desks = {desk.id: desk for desk in plan.headquarters}
        times = {
            "detection": kind.detection.mean,
            "reporting": kind.reporting.mean,
            "decision": min(desk.decision.mean for desk in desks.values()),
        }
        known = math.fsum(times[part] for part in parts if part in times)
        return known + min((_team_time(team, desks) for team in teams), default=0.0)


def remarks_on(
    world: World, impacts: Mapping[str, Sequence[Any]] | None, trees: Mapping[str, Node]
) -> list[Remark]:
    """Return what looks odd in a world that is free of faults."""
    return list(Sense(world, impacts or {}, trees).remarks())


def strength(plan: Plan, need: Requirement) -> int:
    """Return what all teams of a skill amount to, in the unit of a need."""
    able = [team for team in plan.teams if need.skill in team.skills]
    return len(able) if need.unit == "teams" else sum(team.headcount for team in able)


def _team_time(team: Team, desks: Mapping[str, Any]) -> float:
    notification: float = desks[team.headquarters].notification.mean
    return notification + team.turnout.mean


def is_about(about: AppliesTo, kind: IncidentType) -> bool:
    """Say whether a target may be about incidents of a type, wherever they are."""
    grades = {grade for grade, weight in kind.grades if weight > 0.0}
    if about.grade:
        wanted = {about.grade}
        if about.grade_match == "at_least" and about.grade in GRADES:
            wanted = set(GRADES[GRADES.index(about.grade) :])
        if not grades & wanted:
            return False
    return (
        about.hazard in ("", kind.hazard)
        and about.incident_class in ("", kind.incident_class)
        and about.type in ("", kind.id)
    )


def _items(tree: Node, name: str) -> Iterator[tuple[int, Node]]:
    node = tree.get(name)
    if node is not None and isinstance(node.value, list):
        yield from enumerate(node.value)


def _keys(item: Node) -> list[str]:
    node = item.get("speed_by_class")
    return list(node.value) if node is not None and isinstance(node.value, dict) else []


def _quantity(dimension: str, node: Node) -> float:
    try:
        return quantity(dimension, node.value)
    except UnitFault:  # pragma: no cover  the world is free of faults
        return math.nan


def _rounded(seconds: float) -> str:
    return written("duration", float(round(seconds))) if seconds >= 1.0 else f"{seconds:.2g} s"
