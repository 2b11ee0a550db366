"""First reports that are wrong, and how the first team on scene puts them right (初报、核报)."""

from __future__ import annotations

import math
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from sandtable.dispatch.commands import Command
from sandtable.dispatch.delays import Way
from sandtable.dispatch.drives import Drive, Trip, at_node
from sandtable.dispatch.foresight import look_at
from sandtable.dispatch.incidents import K_DISTANCE, K_FORCE, K_SEARCH, K_WRONG_PLACE
from sandtable.dispatch.legs import Legs
from sandtable.dispatch.wrong_places import nodes_of
from sandtable.ground.clock import grid

if TYPE_CHECKING:
    from collections.abc import Generator, Iterable, Iterator

    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.picture import Picture
    from sandtable.dispatch.teams import Mission
    from sandtable.ground.laws import Law

NAN = math.nan
_OPEN = frozenset({"open", "working"})
_by_order = attrgetter("order")


class FirstReport:
    """What the first report of an incident asks for, and where; instants [s], nan = not yet.

    Parameters
    ----------
    asked
        Force that it asks for, by requirement.
    place, site
        Node that it names, and node where the incident is.
    search_s
        Time that the search for the site takes at the place [s].

    """

    __slots__ = (
        "asked",
        "force_known_s",
        "found_s",
        "place",
        "place_known_s",
        "search_s",
        "searching",
        "site",
        "token",
    )

    def __init__(self, asked: list[int], place: int, site: int, search_s: float) -> None:
        self.asked, self.place, self.site, self.search_s = asked, place, site, search_s
        self.searching: list[Mission] = []
        self.token = 0
        """Which search still holds."""
        self.found_s = self.place_known_s = self.force_known_s = NAN


class FirstReports:
    """What is believed of incidents in a run, until somebody has seen them."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self._believed = op.world.plan.rules.picture == "reported"
        self.incidents: list[Incident] = []
        """Those whose report may be wrong, in the order in which they became known."""
        self._legs: dict[Mission, Legs] = {}

    def dissolve(self) -> None:
        """Untie what a run leaves behind, so that its memory is free at once."""
        for incident in self.incidents:
            incident.report = None
        self.__dict__.clear()

    def receive(self, incident: Incident) -> None:
        """Let a headquarters believe what the first report of an incident says."""
        errors = incident.type.report_errors
        if errors is None or not self._believed:
            return
        factor = self._draw(incident, errors.force, K_FORCE)
        asked = [max(1, math.floor(need.amount * factor + 0.5)) for need in incident.type.needs]
        place, search_s = incident.node, 0.0
        wrong = self._op.luck.uniform("incident", incident.id, 0, K_WRONG_PLACE)
        if errors.distance is not None and wrong < errors.wrong_place:
            away_m = self._draw(incident, errors.distance, K_DISTANCE)
            place = nodes_of(self._op.world.network).away_from(place, away_m)
            search_s = self._draw(incident, errors.search, K_SEARCH)
        incident.report = FirstReport(asked, place, incident.node, search_s)
        incident.missing, incident.node = asked.copy(), place
        self.incidents.append(incident)

    def _draw(self, incident: Incident, law: Law, k: int) -> float:
        if law.is_constant:
            return law.mean
        return law.quantile(self._op.luck.uniform("incident", incident.id, 0, k))

    # The force

    def arrived(self, mission: Mission) -> None:
        """Account for the way of a team that is on scene; the first one tells what is needed."""
        incident, legs = mission.incident, self._legs.pop(mission, None)
        assert incident is not None  # noqa: S101  a response has an incident
        report = incident.report
        assert report is not None  # noqa: S101  else nobody asks
        if legs is not None:
            assert mission.trip is not None  # noqa: S101  it has just arrived
            mission.trip = legs.joined_with(mission.trip, mission.arrived_s - mission.departed_s)
        if incident.first == mission.number and report.asked != incident.drawn.amounts:
            self._op.desks.correct(mission.team.id, incident, "force", self._force_known)

    def _force_known(self, incident: Incident) -> None:
        """Let the headquarters know what is needed: more is ordered, or what is too much recalled.

        What nobody is under way for changes by what the report got wrong.
        """
        op, report, missing = self._op, incident.report, incident.missing
        assert report is not None  # noqa: S101  else nobody corrects it
        report.force_known_s = op.clock.now
        if incident.state not in _OPEN:
            return
        waited = incident.lacking > 0
        for number, need in enumerate(incident.type.needs):
            before = missing[number]
            missing[number] = before + need.amount - report.asked[number]
            incident.lacking += (missing[number] > 0) - (before > 0)
        if waited and not incident.lacking:
            op.desks.leave(incident)
        elif incident.lacking and not waited:
            op.desks.queue(incident)
        op.desks.surplus(incident)
        op.mark()

    # The place

    def find(self, mission: Mission) -> Generator[float | None, None, None]:
        """Let a team that has come to a wrong place search, and drive on to where it is needed."""
        op, incident, drive = self._op, mission.incident, mission.drive or mission.last
        assert incident is not None  # noqa: S101  a response has an incident
        report = incident.report
        assert report is not None  # noqa: S101  else nobody searches
        assert drive is not None  # noqa: S101  it has just arrived
        if drive.goal == report.site:
            return
        mission.phase = "search"
        self._note(mission, drive, op.traffic.trip(drive))
        if math.isnan(report.found_s) and self._search(mission, report):
            yield None
            if math.isnan(report.found_s):  # a report from outside has ended the search
                others = _searching(incident, report)
                others.remove(mission)
                self._found(incident, report, mission, others)
        mission.phase = "travel"
        arrives = op.traffic.set_out(mission, at_node(drive.goal), report.site, op.clock.now)
        if arrives != op.clock.now:
            yield arrives

    def _note(self, mission: Mission, drive: Drive, trip: Trip) -> None:
        """Note a leg of a way that has ended where the incident is not."""
        if trip.slowed_s or trip.detour_s or trip.waiting_s:
            self._op.delayed.append(Way(mission, drive.start, drive.start_s, drive.goal))
        self._leg(mission, drive, trip)

    def _leg(self, mission: Mission, drive: Drive, trip: Trip) -> None:
        legs = self._legs.get(mission)
        if legs is None:
            incident = mission.incident
            assert incident is not None  # noqa: S101  a response has an incident
            assert incident.report is not None  # noqa: S101  else the place is right
            best_s = self._op.traffic.best_s(drive.profile, drive.start, incident.report.site)
            legs = self._legs[mission] = Legs(best_s)
        legs.add(trip)

    def _search(self, mission: Mission, report: FirstReport) -> bool:
        """Let a team search, alone or with those who do so; False when all is clear at once."""
        op, incident = self._op, mission.incident
        assert incident is not None  # noqa: S101  a response has an incident
        here = mission.drive or mission.last
        assert here is not None  # noqa: S101  it has just arrived
        searching = _searching(incident, report)
        if not searching:
            ends = grid(op.clock.now + report.search_s)
            if ends == op.clock.now:
                self._found(incident, report, mission, ())
                return False
            report.token += 1
            op.clock.at(ends, incident.order, self._search_ends, incident, report.token)
        # A vehicle that stands is on a trip that has ended: whoever orders it finds it there.
        stands = mission.drive = Drive(at_node(here.goal), here.goal, here.profile, op.clock.now)
        stands.arrival_s = op.clock.now
        report.searching = [*searching, mission]
        return True

    def _search_ends(self, incident: Incident, token: int) -> None:
        report = incident.report
        if report is None or token != report.token or not (there := _searching(incident, report)):
            return
        self._found(incident, report, min(there, key=_by_order), there)

    def _found(
        self, incident: Incident, report: FirstReport, by: Mission, there: Iterable[Mission]
    ) -> None:
        """Let one that searched report the right place; those who stand there drive on to it."""
        report.found_s = self._op.clock.now
        report.token += 1
        self._op.desks.correct(by.team.id, incident, "place", self._place_known)
        for one in sorted(there, key=_by_order):
            self._op.resume(one)

    def _place_known(self, incident: Incident) -> None:
        """Let the headquarters know the place, and tell those who are on the way to another one."""
        op, report = self._op, incident.report
        assert report is not None  # noqa: S101  else nobody corrects it
        report.place_known_s = op.clock.now
        if incident.state not in _OPEN:
            return
        incident.node = report.site
        for mission in sorted(incident.missions, key=_by_order):
            look_at(op, mission)
            drive = mission.drive
            if mission.phase == "travel" and drive is not None and drive.goal != report.site:
                self._redirect(mission, drive, report.site)
        op.mark()

    def _redirect(self, mission: Mission, drive: Drive, site: int) -> None:
        """Let a team under way drive to another node from where it is."""
        op = self._op
        spot = op.traffic.halt(mission)
        self._leg(mission, drive, op.traffic.driven(drive))
        arrives = op.traffic.set_out(mission, spot, site, op.clock.now)
        if arrives == op.clock.now:
            op.resume(mission)
        elif arrives is not None:
            mission.token += 1
            op.clock.at(arrives, mission.order, self._there, mission, mission.token)

    def _there(self, mission: Mission, token: int) -> None:
        if token == mission.token:
            self._op.resume(mission)

    # Records

    def rows(self) -> list[tuple[Any, ...]]:
        """Return the rows of the table ``reports``, by incident and requirement."""
        return [
            (
                *(incident.id, need.skill, need.unit, asked, need.amount),
                *(report.place, report.site),
                *(report.found_s, report.place_known_s, report.force_known_s),
            )
            for incident in sorted(self.incidents, key=attrgetter("id"))
            if (report := incident.report) is not None
            for need, asked in zip(incident.type.needs, report.asked, strict=True)
        ]


def _searching(incident: Incident, report: FirstReport) -> list[Mission]:
    """Return the missions that still search; others were called away, or have found it."""
    missions = incident.missions
    return [one for one in report.searching if one.phase == "search" and one in missions]


def recalls(picture: Picture, now: float, source: str) -> Iterator[Command]:
    """Yield the recalls of teams that are too many for incidents: the last ordered under way."""
    for incident in picture.surplus:
        left = incident.missing.copy()
        for mission in reversed(incident.missions):
            if math.isnan(mission.arrived_s) and left[mission.need] + mission.counts <= 0:
                left[mission.need] += mission.counts
                team = {"team": mission.team.id}
                yield Command(now, picture.headquarters, "recall", team, source)
