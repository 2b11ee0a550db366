"""The scenario: what happens, when and where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.world.onset import Cascade, RandomOnset
from sandtable.world.people import NO_TIME, Peril, Relief, Residents
from sandtable.world.rate import Rate
from sandtable.world.recorded import Recorded
from sandtable.world.season import Season
from sandtable.world.works import Prevention

GRADES = ("general", "considerable", "major", "particularly_major")
"""Grades of an incident, mildest first (一般、较大、重大、特别重大)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """Force that an incident needs (力量需求).

    Parameters
    ----------
    skill
        Skill that a team must have.
    amount
        How many, >= 1.
    unit
        Counted in ``teams`` or in ``persons`` (sum of headcounts).

    """

    skill: str
    amount: int = 1
    unit: Literal["teams", "persons"] = "teams"


@dataclass(frozen=True, slots=True, kw_only=True)
class Transport:
    """Persons are taken to a facility after the work on scene (转送).

    Parameters
    ----------
    kind
        Kind of facility; the one that is nearest by network time is taken.
    probability
        Probability that an incident needs it [0-1].
    handover
        Law of the time at the facility [s].

    """

    kind: str = "hospital"
    probability: float = 1.0
    handover: Law = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class Controls:
    """The source of a hazard that the work on scene brings under control (控制险情).

    Parameters
    ----------
    entry, source
        Dormant entry, and its source; controlled when the work is done, if the entry is active.

    """

    entry: str
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportErrors:
    """How the first report of an incident may be wrong, until a team has seen it (初报误差).

    Parameters
    ----------
    force
        Law of the force that it asks for, as a multiple of what is needed, > 0; each requirement is
        rounded to whole teams or persons, at least 1.
    wrong_place
        Probability that it names another place [0-1].
    distance
        Law of how far that place lies from the right one in a straight line [m]; the node nearest
        to this distance is named. None = no place is wrong.
    search
        Law of the time that it takes to learn the right place at the wrong one [s].

    """

    force: Law = field(default_factory=lambda: Law.constant(1.0))
    wrong_place: float = 0.0
    distance: Law | None = None
    search: Law = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentType:
    """A class of incidents that need the same response (事件类型).

    Parameters
    ----------
    hazard
        ``flood``, ``forest_fire``, ``chemical`` or another word; empty = none.
    incident_class
        Class by law, e.g. ``work_safety``, ``natural_disaster``; targets select by it.
    grades
        Pairs (grade of `GRADES`, weight); one is drawn per incident.
    priority
        0 = most urgent.
    needs
        What must come, all of it.
    detection, reporting
        Laws of occurred -> detected -> reported [s].
    work
        Law of the work on scene [s].
    persons
        Law of the persons concerned; rounded to whole persons.
    transport
        Taking persons to a facility, or None.
    expires
        Law of the time after which an incident without any team is lost [s]; None = never.
    controls
        What the work on scene brings under control when it is done, or None.
    report_errors
        How its first reports may be wrong; None = they are right.

    """

    id: str
    name: Name = Name()
    hazard: str = ""
    incident_class: str = ""
    grades: tuple[tuple[str, float], ...] = (("general", 1.0),)
    priority: int = 0
    needs: tuple[Requirement, ...]
    detection: Law = NO_TIME
    reporting: Law = NO_TIME
    work: Law = NO_TIME
    persons: Law = field(default_factory=lambda: Law.constant(1.0))
    transport: Transport | None = None
    expires: Law | None = None
    controls: Controls | None = None
    report_errors: ReportErrors | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An incident at a stated time and node (给定事件); the zone may be empty.

    What it controls goes before what its type does. With ``at_s`` nan it occurs when the source
    that it controls first acts on a road or on people, in the samples in which it does: a slide
    that must be cleared.
    """

    id: str
    type: str
    at_s: float
    node: int
    zone: str = ""
    controls: Controls | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedEach:
    """An incident for each source of an entry that closes or slows a road (逐处险情).

    Each occurs as a `Listed` one that waits for its source, at the end of the road that those who
    are needed reach first.
    """

    id: str
    type: str
    entry: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrivals:
    """Incidents at random in time (随机事件): a Poisson process, thinned where its rate varies.

    Parameters
    ----------
    nodes, weights, zones
        Where: node numbers, weights (>= 0, any scale), and the zone id of each (may be empty).
    from_s, to_s
        Window of occurrence; ``to_s`` inf = the horizon [s].

    """

    id: str
    type: str
    rate: Rate
    nodes: tuple[int, ...]
    weights: tuple[float, ...]
    zones: tuple[str, ...]
    from_s: float = 0.0
    to_s: float = float("inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposed:
    """Incidents born of exposure: people whom an impact reaches and who then need help (受困).

    Candidates are fixed beforehand, ``per_person`` for each resident and zone, so a plan that
    protects some moves nobody else's luck (contracts §1).

    Parameters
    ----------
    exposure
        Kind of exposure, as in the zone exposures of an Impact.
    per_person
        Candidates per resident, > 0; 0.1 = one candidate for ten residents (at least one per zone).
    probability
        Probability that an exposed candidate becomes an incident [0-1].
    lead
        Law of the time from the start of exposure to the occurrence [s].
    zones
        Ids of the zones where they may occur; empty = everywhere.

    """

    id: str
    type: str
    exposure: str
    zones: tuple[str, ...] = ()
    per_person: float
    probability: float = 1.0
    lead: Law = NO_TIME


@dataclass(frozen=True, slots=True, kw_only=True)
class ReliefNeed:
    """People of a zone who come to need something (需求).

    Parameters
    ----------
    cohort
        Name of the cohort within the zone; empty = all its people.
    kind
        ``food``, ``clothing``, ``water``, ``shelter``, ``medical`` or another word of the items.
    persons
        How many, >= 0 [persons].
    at_s
        When the need arises [s].

    """

    id: str
    zone: str
    cohort: str = ""
    kind: str
    persons: int
    at_s: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class DormantImpact:
    """One entry of the library of dormant realisations (潜在情景实现), contracts §3.

    Parameters
    ----------
    id
        Key of the realisations in the scenario's impacts: sample i of entry ``id``.
    name
        What people call it; empty = its id.
    activate_at_s
        When it becomes active [s]; nan = otherwise or never.
    random, cascade
        What wakes it at random, or when another entry passes a limit; None = nothing of the kind.
        Commands (injects) and preventions that fail wake it, too; what comes first counts.

    """

    id: str
    name: Name = Name()
    hazard: str = ""
    site: str = ""
    activate_at_s: float = float("nan")
    random: RandomOnset | None = None
    cascade: Cascade | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Inject:
    """A command put in by the designer at a time (情景注入)."""

    id: str
    at_s: float
    kind: str
    arguments: Mapping[str, Any] = field(default_factory=dict)
    text: Name = Name()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scenario:
    """Horizon, hazard, incidents, injects (情景).

    Parameters
    ----------
    start
        Local date and time of model time 0, ``YYYY-MM-DD HH:MM``.
    horizon_s
        End of the run, > 0 [s].
    warm_up_s
        Incidents that occur before are simulated but not counted [s].
    samples
        Ensemble size N: replication i meets sample i mod N of every dormant entry.
    randomisations
        Independent repetitions of the design of the ensemble, each of so many samples in a row. 1 =
        the samples are independent of each other.

    """

    id: str
    name: Name = Name()
    start: str = "2026-01-01 00:00"
    horizon_s: float
    warm_up_s: float = 0.0
    samples: int = 1
    randomisations: int = 1
    types: tuple[IncidentType, ...] = ()
    listed: tuple[Listed, ...] = ()
    listed_each: tuple[ListedEach, ...] = ()
    arrivals: tuple[Arrivals, ...] = ()
    seasons: tuple[Season, ...] = ()
    exposed: tuple[Exposed, ...] = ()
    needs: tuple[ReliefNeed, ...] = ()
    dormant: tuple[DormantImpact, ...] = ()
    preventions: tuple[Prevention, ...] = ()
    residents: tuple[Residents, ...] = ()
    peril: Peril | None = None
    relief: Relief | None = None
    recorded: tuple[Recorded, ...] = ()
    injects: tuple[Inject, ...] = ()

    @property
    def points(self) -> int:
        """Samples in a row that depend on each other: one unit of the ensemble (contracts §5)."""
        return self.samples // self.randomisations if self.randomisations > 1 else 1
