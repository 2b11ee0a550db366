"""Incidents: drawn before they happen, as arrays, and then one object each while they are open."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.dispatch.incident_names import Names, candidates_of
from sandtable.dispatch.patrols import Patrols
from sandtable.dispatch.thinning import arrival_times, time_of_day
from sandtable.ground.clock import grid, grid_array
from sandtable.ground.laws import Law

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from sandtable.dispatch.first_reports import FirstReport
    from sandtable.dispatch.teams import Mission
    from sandtable.ground.luck import Luck
    from sandtable.hazards.impact import Impact
    from sandtable.hazards.rows import Exposure
    from sandtable.world.place import Zone
    from sandtable.world.scenario import Arrivals, Controls, Exposed, IncidentType, Listed
    from sandtable.world.world import World

NAN = math.nan

# Numbers k of the draws of an incident (purpose "incident"). A new draw gets a new number at the
# end, so that it moves nobody else's luck.
K_PLACE, K_GRADE, K_DETECTION, K_REPORTING, K_DECISION = 0, 1, 2, 3, 4
K_PERSONS, K_WORK, K_TRANSPORT, K_HANDOVER, K_EXPIRES = 5, 6, 7, 8, 9
K_SHARE, K_BORN, K_LEAD = 10, 11, 12
K_FORCE, K_WRONG_PLACE, K_DISTANCE, K_SEARCH = 13, 14, 15, 16


Cause = tuple[str, str, float]
"""Entry, source of the hazard, and instant at which what reaches somebody left the source [s]; a
control before it is in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Incidents of one source, drawn as columns; row i of every column belongs to ``ids[i]``.

    All instants are on the grid [s]; ``expires_s`` is inf where an incident never expires.
    """

    type: IncidentType
    source: str
    ids: list[str]
    orders: list[int]
    node: list[int]
    zone: list[str]
    headquarters: list[str]
    grade: list[str]
    persons: list[int]
    occurred_s: NDArray[np.float64]
    detected_s: NDArray[np.float64]
    reported_s: NDArray[np.float64]
    graded_s: NDArray[np.float64]
    expires_s: NDArray[np.float64]
    asked_s: list[float]
    """The same as ``reported_s``, to be read one by one."""
    work_s: list[float]
    handover_s: list[float]
    amounts: list[int]
    """What each requirement of the type asks for."""
    lone_skill: str
    """Of the one team that is asked for; empty where it is more, or counted in persons."""
    cause: tuple[tuple[Cause, ...], ...] = ()
    """If born of exposure: its cause, behind those that would have come before it, row by row."""
    controls: Controls | None = None
    """What the work on scene brings under control."""

    def __len__(self) -> int:
        return len(self.ids)


class Incident:
    """Something that needs a response, while it is open (险情); instants [s], nan = not yet."""

    __slots__ = (
        "absent",
        "carrier",
        "closed_s",
        "controlled_s",
        "drawn",
        "first",
        "first_arrival_s",
        "full_arrival_s",
        "handover_s",
        "id",
        "lacking",
        "missing",
        "missions",
        "node",
        "order",
        "outcome",
        "report",
        "row",
        "served",
        "state",
        "token",
        "type",
        "unreachable",
        "urgency",
        "work_began_s",
    )

    def __init__(self, drawn: Drawn, row: int, order: int) -> None:
        self.drawn = drawn
        self.row = row
        self.id = drawn.ids[row]
        self.type = kind = drawn.type
        self.node = drawn.node[row]  # where it is believed to be; `drawn` has the truth
        self.handover_s = drawn.handover_s[row]  # nan = nobody is taken anywhere
        self.order = order  # priority of its completions
        self.urgency = kind.priority  # in the queue
        # By requirement: what nobody is believed to be under way for yet, and what is not yet on
        # scene.
        self.missing = drawn.amounts.copy()
        self.absent = drawn.amounts.copy()
        self.lacking = len(drawn.amounts)  # requirements that somebody must still be sent for
        self.missions: list[Mission] = []  # open missions, in the order of their orders
        self.first = -1  # number of the mission that arrived first; -1 = none
        self.carrier: Mission | None = None  # takes persons away: the first that is still there
        self.served = 0  # teams that were ordered and not taken away again
        self.state = "open"  # open | working | controlled | expired | ended
        self.outcome = "censored"
        self.unreachable = False
        self.report: FirstReport | None = None  # None = what is believed is so
        self.token = 0
        self.first_arrival_s = self.full_arrival_s = self.work_began_s = NAN
        self.controlled_s = self.closed_s = NAN

    def let_go(self) -> None:
        """Keep only what is recorded: a run has many that are over."""
        self.missing = self.absent = _NOTHING
        self.missions, self.carrier = _NOBODY, None

    @property
    def key(self) -> tuple[int, float, str]:
        """Place in the queue."""
        return self.urgency, self.drawn.asked_s[self.row], self.id

    @property
    def zone(self) -> str:
        """Id of its zone, empty = none."""
        return self.drawn.zone[self.row]

    @property
    def graded_s(self) -> float:
        """Instant from which orders are possible [s]."""
        return float(self.drawn.graded_s[self.row])


_NOTHING: list[int] = []
_NOBODY: list[Mission] = []


class Drawing:
    """Draws the incidents of a world; knows its zones and desks."""

    def __init__(self, world: World, luck: Luck) -> None:
        self._world = world
        self._luck = luck
        self._zones: dict[str, Zone] = {zone.id: zone for zone in world.place.zones}
        self._decision = {desk.id: desk.decision for desk in world.plan.headquarters}
        self._first_desk = world.plan.headquarters[0].id
        self.types = {kind.id: kind for kind in world.scenario.types}
        self._patrols = Patrols(world.plan.patrols, luck) if world.plan.patrols else None

    def all_known(self) -> Iterator[Drawn]:
        """Yield the incidents that do not wait for an activation: random ones, then listed ones."""
        scenario = self._world.scenario
        day_s = time_of_day(scenario.start)
        for process in scenario.arrivals:
            drawn = self.random(process, day_s)
            if len(drawn):
                yield drawn
        for entry in scenario.listed:
            if entry.at_s < scenario.horizon_s:
                yield self.listed(entry)

    def random(self, process: Arrivals, day_s: float) -> Drawn:
        """Draw the incidents of a random process."""
        occurred_s, number = arrival_times(
            process, self._luck, self._world.scenario.horizon_s, day_s
        )
        names = candidates_of(process.id).names(number)
        if len(process.nodes) == 1:
            chosen = [0] * number.size
        else:
            u = self._luck.drawn(names.hashed, (K_PLACE,))[:, 0]
            chosen = _choose(u, process.weights).tolist()
        return self.attributes(
            self.types[process.type],
            process.id,
            names,
            occurred_s,
            [process.nodes[c] for c in chosen],
            [process.zones[c] for c in chosen],
        )

    def listed(self, entry: Listed) -> Drawn:
        """Draw what is random about an incident of the list."""
        occurred_s = np.array([grid(entry.at_s)])
        kind, names = self.types[entry.type], Names.of([entry.id])
        drawn = self.attributes(kind, entry.id, names, occurred_s, [entry.node], [entry.zone])
        return replace(drawn, controls=entry.controls or kind.controls)

    def following(self, entry: str, now_s: float, impact: Impact) -> Iterator[Drawn]:
        """Yield the listed incidents that wait for a source of an entry that has become active."""
        for one in self._world.scenario.listed:
            controls = one.controls
            if controls is None or controls.entry != entry or not math.isnan(one.at_s):
                continue
            at_s = now_s + impact.begins_s(controls.source)
            if at_s < self._world.scenario.horizon_s:
                why: tuple[Cause, ...] = ((entry, controls.source, at_s),)
                yield replace(self.listed(replace(one, at_s=at_s)), cause=(why,))

    def exposed(
        self,
        process: Exposed,
        entry: str,
        now_s: float,
        exposures: Sequence[Exposure],
    ) -> Drawn:
        """Draw the incidents born of the exposure to an entry that has become active.

        The candidates of a zone are fixed. One is reached when the exposed share of its zone
        first exceeds its own draw, so that a larger share reaches the same people and more. Where
        several sources would reach one, there is a row for each: the second is for the case that
        the first source is controlled in time.

        Parameters
        ----------
        now_s
            Instant of the activation [s].
        exposures
            Exposures of one kind, their times since activation [s].

        """
        reached: dict[str, list[tuple[float, float, str, float]]] = {}
        for exposure in sorted(exposures, key=lambda one: (one.from_s, -one.share, one.source)):
            at_s = now_s + exposure.from_s
            step = (at_s, exposure.share, exposure.source, exposure.released(at_s))
            reached.setdefault(exposure.zone, []).append(step)
        ids: list[str] = []
        times: list[float] = []
        zones: list[str] = []
        causes: list[tuple[Cause, ...]] = []
        for zone in sorted(set(reached).intersection(process.zones or reached)):
            count = max(1, round(process.per_person * self._zones[zone].population))
            names = [f"{process.id}_{entry}_{zone}_{c:05d}" for c in range(count)]
            luck = self._luck.draws("incident", names, [K_SHARE, K_BORN, K_LEAD])
            leads = process.lead.quantiles(luck[:, 2])
            for name, (place, born, _), lead_s in zip(
                names, luck.tolist(), leads.tolist(), strict=True
            ):
                if born >= process.probability:
                    continue
                whys = _causes(entry, reached[zone], place)
                for rank, (_cause, exposed_s) in enumerate(whys):
                    at_s = grid(exposed_s + lead_s)
                    if at_s < self._world.scenario.horizon_s:
                        ids.append(name)
                        times.append(max(at_s, 0.0))
                        zones.append(zone)
                        causes.append(tuple(cause for cause, _ in whys[: rank + 1]))
        kind, nodes = self.types[process.type], [self._zones[zone].node for zone in zones]
        return self.attributes(
            kind, process.id, Names.of(ids), np.array(times), nodes, zones, tuple(causes)
        )

    def attributes(  # noqa: PLR0917  the columns that make an incident
        self,
        kind: IncidentType,
        source: str,
        names: Names,
        occurred_s: NDArray[np.float64],
        nodes: list[int],
        zones: list[str],
        cause: tuple[tuple[Cause, ...], ...] = (),
    ) -> Drawn:
        """Draw all that is random about incidents of one type, whatever will be decided."""
        desks = [self._desk(zone) for zone in zones]
        draw = _Attributes(self._luck, names.hashed, self._laws(kind, desks))
        detected_s = grid_array(occurred_s + draw.law(kind.detection, K_DETECTION))
        if self._patrols is not None:
            detected_s = self._patrols.detected(kind.id, names.ids, zones, occurred_s, detected_s)
        reported_s = grid_array(detected_s + draw.law(kind.reporting, K_REPORTING))
        graded_s = reported_s + 0.0
        for desk in set(desks):
            law = self._decision[desk]
            if not (law.is_constant and law.mean == 0.0):
                mine = np.array([other == desk for other in desks])
                graded_s[mine] = grid_array(reported_s + draw.law(law, K_DECISION))[mine]
        return Drawn(
            type=kind,
            source=source,
            ids=names.ids,
            orders=names.orders,
            node=nodes,
            zone=zones,
            headquarters=desks,
            grade=draw.choice(kind.grades, K_GRADE),
            persons=np.rint(draw.law(kind.persons, K_PERSONS)).astype(np.int64).tolist(),
            occurred_s=occurred_s,
            detected_s=detected_s,
            reported_s=reported_s,
            graded_s=graded_s,
            asked_s=reported_s.tolist(),
            expires_s=self._expiry(kind, occurred_s, draw),
            work_s=draw.law(kind.work, K_WORK).tolist(),
            handover_s=_handover(kind, draw).tolist(),
            amounts=[need.amount for need in kind.needs],
            lone_skill=_lone_skill(kind),
            cause=cause,
            controls=kind.controls,
        )

    def _laws(self, kind: IncidentType, desks: list[str]) -> list[tuple[int, Law | None]]:
        """Return what must be drawn: number of the draw and its law, None = a plain uniform."""
        laws: list[tuple[int, Law | None]] = [
            (K_DETECTION, kind.detection),
            (K_REPORTING, kind.reporting),
            (K_WORK, kind.work),
            (K_PERSONS, kind.persons),
        ]
        laws.extend((K_DECISION, self._decision[desk]) for desk in sorted(set(desks)))
        if len(kind.grades) > 1:
            laws.append((K_GRADE, None))
        if kind.expires is not None:
            laws.append((K_EXPIRES, kind.expires))
        if kind.transport is not None:
            laws.append((K_HANDOVER, kind.transport.handover))
            if kind.transport.probability < 1.0:
                laws.append((K_TRANSPORT, None))
        return laws

    def _desk(self, zone: str) -> str:
        return (zone and self._zones[zone].headquarters) or self._first_desk

    @staticmethod
    def _expiry(
        kind: IncidentType, occurred_s: NDArray[np.float64], draw: _Attributes
    ) -> NDArray[np.float64]:
        if kind.expires is None:
            return np.full(occurred_s.size, np.inf)
        return grid_array(occurred_s + draw.law(kind.expires, K_EXPIRES))


def _lone_skill(kind: IncidentType) -> str:
    needs = [need for need in kind.needs if (need.amount, need.unit) == (1, "teams")]
    return needs[0].skill if needs and len(kind.needs) == 1 else ""


def _causes(
    entry: str, steps: Sequence[tuple[float, float, str, float]], place: float
) -> list[tuple[Cause, float]]:
    """Return what reaches a candidate and when [s], in the order of time.

    A source comes again only with what left it earlier: a control in between leaves just that.
    """
    earliest: dict[str, float] = {}
    found: list[tuple[Cause, float]] = []
    for exposed_s, share, source, released_s in steps:
        if place < share and released_s < earliest.get(source, math.inf):
            earliest[source] = released_s
            found.append(((entry, source, released_s), exposed_s))
    return found


def _handover(kind: IncidentType, draw: _Attributes) -> NDArray[np.float64]:
    """Return durations of the hand-over [s], nan for incidents that take nobody anywhere."""
    if kind.transport is None:
        return np.full(len(draw), np.nan)
    handover_s = draw.law(kind.transport.handover, K_HANDOVER)
    if kind.transport.probability >= 1.0:
        return handover_s
    return np.where(draw.uniform(K_TRANSPORT) < kind.transport.probability, handover_s, np.nan)


class _Attributes:
    """The draws of all attributes of the same incidents; constants cost no luck."""

    def __init__(
        self, luck: Luck, hashed: NDArray[np.int64], laws: Sequence[tuple[int, Law | None]]
    ) -> None:
        self._n = len(hashed)
        ks = [k for k, law in laws if law is None or not law.is_constant]
        drawn = luck.drawn(hashed, ks) if ks else np.empty((self._n, 0))
        self._by_k = {k: drawn[:, column] for column, k in enumerate(ks)}

    def __len__(self) -> int:
        return self._n

    def uniform(self, k: int) -> NDArray[np.float64]:
        return np.ascontiguousarray(self._by_k[k])

    def law(self, law: Law, k: int) -> NDArray[np.float64]:
        if law.is_constant:
            return np.full(self._n, law.mean)
        return law.quantiles(self.uniform(k))

    def choice(self, weighted: Sequence[tuple[str, float]], k: int) -> list[str]:
        if len(weighted) == 1:
            return [weighted[0][0]] * self._n
        chosen = _choose(self.uniform(k), [weight for _, weight in weighted])
        return [weighted[c][0] for c in chosen.tolist()]


def _choose(u: NDArray[np.float64], weights: Sequence[float]) -> NDArray[np.int64]:
    bounds = np.cumsum(np.asarray(weights, dtype=np.float64))
    found = np.searchsorted(bounds, u * bounds[-1], side="right")
    chosen: NDArray[np.int64] = np.minimum(found, len(weights) - 1).astype(np.int64)
    return chosen
