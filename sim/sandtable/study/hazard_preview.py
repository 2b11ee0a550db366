"""What the hazards of a scenario do by themselves, before anybody responds (灾害预览)."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any, Literal, TypeVar

from sandtable.ground.names import Name
from sandtable.hazards import Impact
from sandtable.study.case import Case
from sandtable.study.hazard_spells import (
    STATES,
    PeopleSpell,
    Roads,
    RoadSpell,
    State,
    people_spells,
)
from sandtable.world.plan import Plan, Profile
from sandtable.world.scenario import Inject
from sandtable.world.works import Action
from sandtable.world.world import World

By = Literal["time", "inject", "level", "rate", "trigger", "prevention"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Waking:
    """What may wake a dormant entry (激活).

    Parameters
    ----------
    id
        Of the inject, level, prevention or other entry (trigger); empty = there is none.
    at_s
        When, since the start; nan = that is a matter of the run [s].

    """

    by: By
    id: str = ""
    at_s: float = math.nan


@dataclass(frozen=True, slots=True, kw_only=True)
class Sampled:
    """What a hazard does in one of its samples."""

    sample: int
    roads: tuple[RoadSpell, ...]
    people: tuple[PeopleSpell, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class RoadSpread:
    """A state of a road over the samples.

    Parameters
    ----------
    share
        Of the samples, in how many the road comes into this state [0-1].
    earliest_s, median_s, latest_s
        When first, in the samples in which it does, since the activation [s].

    """

    road: str
    state: State
    share: float
    earliest_s: float
    median_s: float
    latest_s: float


@dataclass(frozen=True, slots=True, kw_only=True)
class PeopleSpread:
    """The exposed people of a zone over the samples; times and share as those of `RoadSpread`.

    Parameters
    ----------
    median_persons, most_persons
        At the worst of a sample: the median of the samples in which any are exposed, and the most.

    """

    zone: str
    kind: str
    share: float
    earliest_s: float
    median_s: float
    latest_s: float
    median_persons: float
    most_persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Preview:
    """What an entry does, in one sample or several.

    Parameters
    ----------
    activated_s
        Since the start: the first time or inject that wakes it; nan = a matter of the run [s].
    profile
        Id of the vehicle whose roads are told.
    drawn
        Samples that it has.
    samples
        Those looked at.

    """

    entry: str
    title: Name
    waking: tuple[Waking, ...]
    activated_s: float
    profile: str
    drawn: int
    samples: tuple[Sampled, ...]

    @property
    def roads(self) -> tuple[RoadSpread, ...]:
        """The states of roads over the samples looked at: closed first, then by time."""
        found = [
            RoadSpread(road=road, state=state, **times)
            for (road, state), _mine, times in self._spread(_roads, _road_key)
        ]
        return tuple(sorted(found, key=_by_state))

    @property
    def people(self) -> tuple[PeopleSpread, ...]:
        """The exposed people over the samples looked at, by time."""
        found = []
        for (zone, kind), mine, times in self._spread(_people, _people_key):
            worst = [max(one.persons for one in spells) for spells in mine]
            found.append(
                PeopleSpread(
                    zone=zone,
                    kind=kind,
                    **times,
                    median_persons=median(worst),
                    most_persons=max(worst),
                )
            )
        return tuple(sorted(found, key=lambda one: (one.median_s, -one.share, one.zone)))

    def _spread(
        self, spells_of: Callable[[Sampled], Sequence[_Spell]], key: Callable[[_Spell], _Key]
    ) -> Iterator[tuple[_Key, list[list[_Spell]], dict[str, float]]]:
        """Yield what has spells: its key, its spells by sample, and its share and times."""
        found: dict[_Key, list[list[_Spell]]] = {}
        for sampled in self.samples:
            mine: dict[_Key, list[_Spell]] = {}
            for spell in spells_of(sampled):
                mine.setdefault(key(spell), []).append(spell)
            for name, spells in mine.items():
                found.setdefault(name, []).append(spells)
        for name, by_sample in found.items():
            first_s = [min(one.from_s for one in spells) for spells in by_sample]
            times = {
                "share": len(first_s) / len(self.samples),
                "earliest_s": min(first_s),
                "median_s": median(first_s),
                "latest_s": max(first_s),
            }
            yield name, by_sample, times

    def as_json(self) -> dict[str, Any]:
        """Return what programs read."""
        return {
            "entry": self.entry,
            "name": self.title,
            "waking": self.waking,
            "activated_s": self.activated_s,
            "profile": self.profile,
            "drawn": self.drawn,
            "samples": self.samples,
            "roads": self.roads,
            "people": self.people,
        }


def _by_state(one: RoadSpread) -> tuple[int, float, float, str]:
    return -STATES.index(one.state), one.median_s, -one.share, one.road


_Spell = TypeVar("_Spell", RoadSpell, PeopleSpell)
_Key = TypeVar("_Key", bound=Hashable)


def _roads(sampled: Sampled) -> Sequence[RoadSpell]:
    return sampled.roads


def _people(sampled: Sampled) -> Sequence[PeopleSpell]:
    return sampled.people


def _road_key(spell: RoadSpell) -> tuple[str, State]:
    return spell.road, spell.state


def _people_key(spell: PeopleSpell) -> tuple[str, str]:
    return spell.zone, spell.kind


def preview(
    case: Case, entry: str, *, profile: Profile | None = None, sample: int | None = None
) -> Preview:
    """Return what an entry does when nobody responds.

    Parameters
    ----------
    profile
        The vehicle whose roads are told; None = that of most teams.
    sample
        One of its samples; None = all.

    Raises
    ------
    KeyError
        If the scenario has no such entry.
    IndexError
        If it has no such sample.

    """
    world, drawn = case.world, case.impacts[entry]
    vehicle = profile or most_driven(world.plan)
    roads = Roads(world.network, vehicle)
    waking = tuple(_waking(world, entry))
    known = [one.at_s for one in waking if not math.isnan(one.at_s)]
    return Preview(
        entry=entry,
        title=next((one.name for one in world.scenario.dormant if one.id == entry), Name()),
        waking=waking,
        activated_s=min(known, default=math.nan),
        profile=vehicle.id,
        drawn=len(drawn),
        samples=tuple(
            Sampled(
                sample=number,
                roads=roads.spells(drawn[number].natural),
                people=people_spells(world, drawn[number].natural, signs(world)),
            )
            for number in ([sample] if sample is not None else range(len(drawn)))
        ),
    )


def most_driven(plan: Plan) -> Profile:
    """Return the vehicle of most teams, of equals the first by id; of a plan without teams too."""
    driven = Counter(team.profile for team in plan.teams)
    return min(plan.profiles, key=lambda one: (-driven[one.id], one.id))


def signs(world: World) -> frozenset[str]:
    """Return the kinds of exposure that are no danger but a sign for works (slow water)."""
    return frozenset(closing.calm for closing in world.plan.closings)


def exposure_kinds(world: World, impacts: Iterable[Impact]) -> tuple[str, ...]:
    """Return the kinds of exposure that are a danger, sorted."""
    found = {kind for impact in impacts for kind in impact.exposure_kinds}
    return tuple(sorted(found - signs(world)))


def _waking(world: World, entry: str) -> Iterator[Waking]:
    (dormant,) = (one for one in world.scenario.dormant if one.id == entry)
    if not math.isnan(dormant.activate_at_s):
        yield Waking(by="time", at_s=dormant.activate_at_s)
    for inject in world.scenario.injects:
        if _activates(inject, entry):
            yield Waking(by="inject", id=inject.id, at_s=inject.at_s)
    for level in world.plan.levels:
        if any(_activates(action, entry) for action in level.actions):
            yield Waking(by="level", id=level.id)
    if dormant.random is not None:
        yield Waking(by="rate")
    if dormant.cascade is not None:
        yield Waking(by="trigger", id=dormant.cascade.entry)
    for prevention in world.scenario.preventions:
        if prevention.entry == entry:
            yield Waking(by="prevention", id=prevention.id)


def _activates(command: Inject | Action, entry: str) -> bool:
    return command.kind == "activate" and command.arguments.get("entry") == entry
