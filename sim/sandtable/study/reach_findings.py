"""All that is asked about reach: now, by day and night, with busy stations, in a disaster."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards import Impact
from sandtable.study.answering import ALL, Answerer, Answering, answerers, type_of
from sandtable.study.case import Case
from sandtable.study.demand import demands, exposed
from sandtable.study.reach import LIMITS_S, Share, TeamTimes, shares
from sandtable.study.reach_busy import Busy, busy_shares, next_nearest_s
from sandtable.study.reach_hazard import Moment, Spread, course, spread
from sandtable.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What is asked about reach.

    Parameters
    ----------
    limits_s
        Limits, increasing [s].
    busy
        Up to how many stations are busy at once; 0 = that is not asked.
    night_factor
        Factor on all speeds by night, > 0: an assumption; 1 = as by day.
    entry, sample
        Hazard whose course is followed; empty = none. Sample None = all of them.
    at_s
        Times since its activation, instead of its epochs [s].
    seed
        Root of the luck that picks busy stations where they are too many to try all.

    """

    answering: Answering = ALL
    limits_s: tuple[float, ...] = LIMITS_S
    busy: int = 0
    night_factor: float = 1.0
    entry: str = ""
    sample: int | None = None
    at_s: tuple[float, ...] | None = None
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class ZoneReach:
    """A zone and when somebody is there, inf = unreachable [s].

    Parameters
    ----------
    travel_s, arrival_s
        Driving time of the nearest team; time from the alert to the first arrival.
    next_s
        Driving time from the (k + 1)-th nearest base, where k stations may be busy.

    """

    zone: str
    persons: int
    travel_s: float
    arrival_s: float
    next_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """What a drawn state of the roads needs.

    Parameters
    ----------
    since_s
        Time since activation of the hazard; nan = undisturbed [s].
    sample
        Sample of the hazard; -1 = undisturbed.
    node_s
        Driving time of the nearest team to each node, shape ``(n_nodes,)`` [s].
    closed
        Arcs that no vehicle of the teams passes, though one could before, shape ``(n_arcs,)``.

    """

    since_s: float
    sample: int
    node_s: NDArray[np.float64]
    closed: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True)
class Findings:
    """What was found about reach.

    Parameters
    ----------
    now, day, night
        On undisturbed roads: over the whole day; incidents of the hours of day, or of night with
        the night's speeds, and without aircraft that fly by day alone.
    busy
        For 1 to k busy stations.
    courses, over_samples
        By sample: the course of the hazard; and mean and worst of all samples.
    pictures
        Undisturbed, then the worst moment of the hazard, where one is followed.

    """

    question: Question
    teams: tuple[Answerer, ...]
    stations: int
    now: tuple[Share, ...]
    day: tuple[Share, ...]
    night: tuple[Share, ...]
    zones: tuple[ZoneReach, ...]
    pictures: tuple[Picture, ...]
    unknown_areas: int
    busy: tuple[Busy, ...] = ()
    courses: Mapping[int, list[Moment]] = field(default_factory=dict)
    over_samples: tuple[Spread, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return what programs read; pictures are left out."""
        return {
            "teams": [one.team.id for one in self.teams],
            "stations": self.stations,
            "limits_s": self.question.limits_s,
            "night_factor": self.question.night_factor,
            "unknown_areas": self.unknown_areas,
            "now": self.now,
            "day": self.day,
            "night": self.night,
            "zones": self.zones,
            "busy": self.busy,
            "entry": self.question.entry,
            "samples": [
                {"sample": sample, "moments": moments} for sample, moments in self.courses.items()
            ],
            "over_samples": self.over_samples,
        }


def look(case: Case, question: Question) -> Findings:
    """Answer a question about reach.

    Raises
    ------
    KeyError
        If the scenario has no such incident type or hazard.
    IndexError
        If the hazard has no such sample.
    ValueError
        If there are fewer stations than shall be busy.

    """
    world, type = case.world, question.answering.type
    teams = answerers(world, question.answering)
    reach = TeamTimes(world, teams)
    slow = TeamTimes(world, _by_night(world, teams), speed=question.night_factor)
    needs = type_of(world, type).needs if type else ()
    limits = question.limits_s
    wanted = demands(world, type=type)
    chosen = _chosen(case, question)
    courses = {
        sample: course(
            reach,
            impact,
            (*wanted, exposed(world, impact, type=type)),
            limits,
            at_s=question.at_s,
            needs=needs,
        )
        for sample, impact in chosen.items()
    }
    pictures = [_picture(reach, world, None, -1, math.nan)]
    if courses:
        sample, since_s = _worst(courses)
        pictures.append(_picture(reach, world, chosen[sample], sample, since_s))
    return Findings(
        question=question,
        teams=teams,
        stations=len(reach.sites),
        now=tuple(shares(reach, wanted, limits, needs=needs)),
        day=tuple(shares(reach, demands(world, "day", type=type), limits, needs=needs)),
        night=tuple(shares(slow, demands(world, "night", type=type), limits, needs=needs)),
        zones=_zones(world, reach, question.busy),
        pictures=tuple(pictures),
        unknown_areas=sum(one.unknown for one in wanted),
        busy=tuple(
            busy_shares(reach, demand, limit, k, seed=question.seed, travel=travel)
            for k in range(1, question.busy + 1)
            for demand in wanted
            for travel in (True, False)
            for limit in limits
        ),
        courses=courses,
        over_samples=tuple(spread(courses)) if len(courses) > 1 else (),
    )


def _by_night(world: World, teams: Sequence[Answerer]) -> list[Answerer]:
    """Return the teams without those whose aircraft fly by day alone."""
    profiles = world.plan.profiles
    grounded = {one.id for one in profiles if one.on == "air" and not one.flies_at_night}
    return [one for one in teams if one.team.profile not in grounded]


def _chosen(case: Case, question: Question) -> dict[int, Impact]:
    """Return the realisations to follow by sample."""
    if not question.entry:
        return {}
    drawn = case.impacts[question.entry]
    samples = range(len(drawn)) if question.sample is None else [question.sample]
    return {sample: drawn[sample] for sample in samples}


def _zones(world: World, reach: TeamTimes, busy: int) -> tuple[ZoneReach, ...]:
    nodes = np.array([zone.node for zone in world.place.zones], dtype=np.int64)
    times = zip(
        world.place.zones,
        reach.first_s(nodes).tolist(),
        reach.first_s(nodes, travel=False).tolist(),
        next_nearest_s(reach, nodes, busy).tolist(),
        strict=True,
    )
    return tuple(
        ZoneReach(zone=zone.id, persons=zone.population, travel_s=a, arrival_s=b, next_s=c)
        for zone, a, b, c in times
    )


def _worst(courses: Mapping[int, list[Moment]]) -> tuple[int, float]:
    """Return sample and instant at which the fewest people are reached within the first limit.

    Of equals the one with the most unreachable, then the first.
    """

    def badness(moment: Moment) -> tuple[float, float]:
        first = moment.shares[0]
        return first.share, -first.unreachable

    sample, moment = min(
        ((sample, moment) for sample, moments in courses.items() for moment in moments),
        key=lambda pair: badness(pair[1]),
    )
    return sample, moment.since_s


def _picture(
    reach: TeamTimes, world: World, impact: Impact | None, sample: int, since_s: float
) -> Picture:
    if impact is not None:
        reach.lay(impact.natural, since_s)
    nodes = np.arange(world.network.n_nodes)
    picture = Picture(
        since_s=since_s, sample=sample, node_s=reach.first_s(nodes), closed=reach.closed()
    )
    reach.lay()
    return picture
