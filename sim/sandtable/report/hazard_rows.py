"""What a hazard does, as a person reads it: rows of tables and sentences (灾害预览的表)."""

from __future__ import annotations

import datetime as dt
import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Self

from sandtable.ground.language import _, language
from sandtable.report.reach_rows import Table, percent
from sandtable.report.verdict_rows import duration
from sandtable.study.hazard_preview import Preview, Waking
from sandtable.study.hazard_spells import RoadSpell
from sandtable.world.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Watch:
    """Writes times since an activation: by the clock of the scenario where that is known (时刻).

    Parameters
    ----------
    start
        Date and time of model time 0.
    activated_s
        The activation, since the start; nan = a matter of the run [s].

    """

    start: str
    activated_s: float

    @classmethod
    def of(cls, preview: Preview, world: World) -> Self:
        """Return the watch of an entry."""
        return cls(start=world.scenario.start, activated_s=preview.activated_s)

    @property
    def is_clock(self) -> bool:
        """Whether it shows clock times."""
        return not math.isnan(self.activated_s)

    def at(self, since_s: float) -> str:
        """Return a time since the activation [s]."""
        if math.isinf(since_s):
            return _("stays")
        if self.is_clock:
            return clock(self.start, self.activated_s + since_s)
        return f"+{elapsed(since_s)}" if since_s else "0"


def elapsed(seconds: float) -> str:
    """Return a time as hours and minutes, shorter ones as `duration` does; rounded to minutes."""
    if seconds < 2 * 3600:
        return duration(round(seconds / 60) * 60 if seconds >= 120 else seconds)
    hours, minutes = divmod(round(seconds / 60), 60)
    if not minutes:
        return _("{number} h").format(number=hours)
    return _("{hours} h {minutes} min").format(hours=hours, minutes=minutes)


def clock(start: str, at_s: float) -> str:
    """Return month, day and time of day at an instant of a run; seconds are cut off [s]."""
    moment = dt.datetime.fromisoformat(start) + dt.timedelta(seconds=at_s)
    return f"{moment:%m-%d %H:%M}"


def waking_words(preview: Preview, world: World) -> list[str]:
    """Return sentences about what wakes an entry, and on what its times count."""
    said = [_waking(one, world) for one in preview.waking if one.by != "prevention"]
    threats = [one.id for one in preview.waking if one.by == "prevention"]
    if threats:
        text = _("It begins where works do not hold an incident: {incidents}.")
        said.append(text.format(incidents=", ".join(_incidents(threats, world))))
    if not said:
        said.append(_("Nothing in the files wakes it; a command of a drill may."))
    if math.isnan(preview.activated_s):
        said.append(_("Times count from the activation."))
    return said


def _waking(one: Waking, world: World) -> str:
    scenario = world.scenario
    if one.by == "time":
        return _("It begins at {clock}.").format(clock=clock(scenario.start, one.at_s))
    if one.by == "inject":
        text = _("Inject {id} begins it at {clock}.")
        return text.format(id=one.id, clock=clock(scenario.start, one.at_s))
    if one.by == "rate":
        return _("It may begin at random.")
    if one.by == "trigger":
        names = {entry.id: entry.name.text(language()) for entry in scenario.dormant}
        text = _("It may begin when '{entry}' passes a limit at a place.")
        return text.format(entry=names.get(one.id) or one.id)
    return _("Response level {id} begins it.").format(id=one.id)


def _incidents(threats: Sequence[str], world: World) -> list[str]:
    """Return the names of the types of incidents that threaten to become an entry."""
    types = {type.id: type.name.text(language()) or type.id for type in world.scenario.types}
    preventions = {one.id: one.incident_type for one in world.scenario.preventions}
    return [types[preventions[id]] for id in threats]


def road_table(preview: Preview, world: World) -> Table:
    """Return what becomes of roads when: in one sample, or over all of them.

    Over samples a road that closes in any of them is not told to be slowed, too.
    """
    names, watch = road_titles(world), Watch.of(preview, world)
    if len(preview.samples) > 1:
        return _road_spread(preview, names, watch)
    heads = (_("Road"), _("State"), _("From"), _("To"), _("Cause"))
    return heads, [
        (
            names.get(one.road, one.road),
            state_words(one),
            watch.at(one.from_s),
            watch.at(one.to_s),
            in_language(one.cause),
        )
        for one in preview.samples[0].roads
    ]


def _road_spread(preview: Preview, names: Mapping[str, str], watch: Watch) -> Table:
    roads = preview.roads
    closing = {one.road for one in roads if one.state == "closed"}
    return (_("Road"), _("State"), _("In\nsamples"), *_times()), [
        (
            names.get(one.road, one.road),
            state_word(one.state),
            percent(one.share),
            *map(watch.at, (one.earliest_s, one.median_s, one.latest_s)),
        )
        for one in roads
        if one.state != "slowed" or one.road not in closing
    ]


def people_table(preview: Preview, world: World) -> Table:
    """Return who is exposed when, where anybody lives: in one sample, or over all of them."""
    names = {zone.id: zone.name.text(language()) or zone.id for zone in world.place.zones}
    watch = Watch.of(preview, world)
    if len(preview.samples) > 1:
        return _people_spread(preview, names, watch)
    heads = (_("Zone"), _("Exposed\nto"), _("From"), _("To"), _("At most"), _("Persons"))
    return heads, [
        (
            names.get(one.zone, one.zone),
            one.kind,
            watch.at(one.from_s),
            watch.at(one.to_s),
            percent(one.share),
            f"{one.persons:,}",
        )
        for one in preview.samples[0].people
        if one.persons
    ]


def _people_spread(preview: Preview, names: Mapping[str, str], watch: Watch) -> Table:
    persons = _("Persons:\nmedian / most")
    heads = (_("Zone"), _("Exposed\nto"), _("In\nsamples"), *_times(), persons)
    return heads, [
        (
            names.get(one.zone, one.zone),
            one.kind,
            percent(one.share),
            *map(watch.at, (one.earliest_s, one.median_s, one.latest_s)),
            f"{one.median_persons:,.0f} / {one.most_persons:,}",
        )
        for one in preview.people
        if one.most_persons
    ]


def _times() -> tuple[str, str, str]:
    return _("Earliest"), _("Median"), _("Latest")


def state_words(one: RoadSpell) -> str:
    """Return the state of a road, with the speed that is left where it is slowed."""
    if one.state != "slowed":
        return state_word(one.state)
    return _("slowed to {share}").format(share=percent(one.factor))


def state_word(state: str) -> str:
    """Return the word for a state of a road."""
    return {"closed": _("road closed"), "slowed": _("road slowed"), "opened": _("open to boats")}[
        state
    ]


def road_titles(world: World) -> dict[str, str]:
    """Return what roads are called, by their ids: the name, and the id where several share it."""
    network = world.network
    both = zip(network.road_ids.tolist(), network.names.tolist(), strict=True)
    names = {road: in_language(name) for road, name in both}
    often = Counter(names.values())
    return {
        road: name if often[name] == 1 else " ".join(filter(None, (name, f"({road})")))
        for road, name in names.items()
        if name
    }


def in_language(text: str) -> str:
    """Return the half of a text ``中文 / English`` in the language in force; else all of it."""
    halves = text.split(" / ")
    if len(halves) != 2:
        return text
    return halves[0] if language() == "zh" else halves[1]


def shortened(rows: Sequence[tuple[str, ...]], most: int) -> Iterator[tuple[str, ...]]:
    """Yield the first rows; where some are left out, a row at the end says how many."""
    yield from rows[:most]
    if len(rows) > most:
        yield (_("{number} more").format(number=len(rows) - most),)
