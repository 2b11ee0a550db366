"""What looks odd in civil protection: orders that nobody gives, people whom nobody fetches."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sandtable.files.dotted_path import at
from sandtable.files.tree import Node, Path, dotted, nearest, remark_at, shown
from sandtable.ground.faults import Remark
from sandtable.ground.language import _
from sandtable.world.people import Evacuation, Fleet
from sandtable.world.scenario import Inject
from sandtable.world.works import Action, Closing
from sandtable.world.world import World


@dataclass(frozen=True, slots=True)
class CivilSense:
    """Looks at the civil protection of a world that is free of faults.

    Parameters
    ----------
    impacts
        By entry: its realisations.
    trees
        By kind of file.
    given
        Pairs of a kind of command and what it names, as levels and injects give them.

    """

    world: World
    impacts: Mapping[str, Sequence[Any]]
    trees: Mapping[str, Node]
    given: frozenset[tuple[str, str]]

    def remarks(self) -> Iterator[Remark]:
        """Yield all that looks odd."""
        plan = self.world.plan
        for one in plan.evacuations:
            yield from self._evacuation(one)
        for fleet in plan.fleets:
            yield from self._fleet(fleet)
        for closing in plan.closings:
            yield from self._closing(closing)
        yield from self._untold()
        yield from self._provides()

    def _evacuation(self, one: Evacuation) -> Iterator[Remark]:
        path = self._path("plan", "evacuations", one.id)
        if ("evacuate", one.id) not in self.given:
            repair = _("Nobody leaves unless a player orders it.")
            yield self._never("plan", path, "evacuate", repair)
        if not any(("open_shelter", name) in self.given for name in one.shelters):
            repair = _("All of its shelters stay closed unless a player opens them.")
            yield self._never("plan", (*path, "shelters"), "open_shelter", repair)
        buses = any(fleet.kind == "bus" and fleet.count for fleet in self.world.plan.fleets)
        for means in one.means:
            if buses or means.kind == "own" or not means.share:
                continue
            there = self._path_within((*path, "means"), means.id)
            expected = _("a fleet of buses")
            repair = {
                "bus": _("These people wait where they gather until the run ends."),
                "foot": _("These people wait at their refuges until the run ends."),
            }[means.kind]
            yield self._remark("plan", there, _("no bus"), expected, repair, code="no-bus")

    def _fleet(self, one: Fleet) -> Iterator[Remark]:
        path = self._path("plan", "fleets", one.id)
        if ("call_out", one.id) not in self.given:
            repair = _("It never moves unless a player calls it out.")
            yield self._never("plan", path, "call_out", repair)
        brings_teams = any(team.agreement == one.agreement for team in self.world.plan.teams)
        if one.agreement and not brings_teams and ("request_aid", one.agreement) not in self.given:
            repair = _("It is never there: the agreement brings no team for which anybody asks.")
            yield self._never("plan", (*path, "agreement"), "request_aid", repair)

    def _closing(self, one: Closing) -> Iterator[Remark]:
        path = self._path("plan", "closings", one.id)
        if ("close_breach", one.id) not in self.given:
            repair = _("The breach stays open unless a player begins it.")
            yield self._never("plan", path, "close_breach", repair)
        drawn = self.impacts.get(one.entry, ())
        kinds = {kind for realisation in drawn for kind in realisation.exposure_kinds}
        if drawn and one.calm not in kinds:
            expected = _("a kind of exposure of the impact '{entry}'").format(entry=one.entry)
            repair = _("Without it the water is never slow enough to tip: trucks only wait.")
            found = f"'{one.calm}'"
            yield self._remark("plan", (*path, "calm"), found, expected, repair, code="calm")

    def _untold(self) -> Iterator[Remark]:
        """Yield residents of zones that no evacuation is about."""
        evacuations = self.world.plan.evacuations
        if not evacuations or not all(one.zones for one in evacuations):
            return
        zones = {zone for one in evacuations for zone in one.zones}
        for one in self.world.scenario.residents:
            if one.persons and one.zone not in zones:
                path = (*self._path("scenario", "residents", one.id), "zone")
                expected = _("a zone of an evacuation of the plan")
                repair = _("Nobody ever tells these people to leave.")
                said = (f"'{one.zone}'", expected, repair)
                yield self._remark("scenario", path, *said, code="untold")

    def _provides(self) -> Iterator[Remark]:
        """Yield needs that a facility meets and nobody has."""
        scenario = self.world.scenario
        if scenario.relief is None:
            return
        needs = {*scenario.relief.needs, *(one.kind for one in scenario.needs)}
        for path, node in at(self.trees["place"], "facilities[].provides"):
            if shown(node) not in needs:
                expected = _("one of {names}").format(names=", ".join(sorted(needs)))
                repair = _("Nobody needs it in this scenario.")
                said = (f"'{shown(node)}'", expected, repair)
                yield self._remark("place", path, *said, code="provides")

    # ---- saying it

    def _never(self, kind: str, path: Path, command: str, repair: str) -> Remark:
        expected = _("'{command}' of a level or an inject").format(command=command)
        found = _("a command that is never given")
        return self._remark(kind, path, found, expected, repair, code="never-ordered")

    def _remark(
        self, kind: str, path: Path, found: str, expected: str, repair: str, *, code: str
    ) -> Remark:
        node, there = nearest(self.trees[kind], path)
        mark = node.mark if there else node.place
        name = dotted(self.trees[kind], path)
        return remark_at(mark, name, found, expected, repair, code)

    def _path(self, kind: str, name: str, id_: str) -> Path:
        return _path_of(self.trees[kind], (name,), id_)

    def _path_within(self, path: Path, id_: str) -> Path:
        return _path_of(self.trees["plan"], path, id_)


def _path_of(tree: Node, path: Path, id_: str) -> Path:
    """Return the path of an item of a list."""
    items, _there = nearest(tree, path)
    ids = [str(item.value["id"].value) for item in items.value]
    return (*path, ids.index(id_))


_NAMED = {
    "evacuate": "evacuation",
    "open_shelter": "shelter",
    "call_out": "fleet",
    "close_breach": "closing",
    "request_aid": "agreement",
}
"""Kinds of commands of civil protection, and the argument that says of what."""


def civil_remarks(
    world: World, impacts: Mapping[str, Sequence[Any]], trees: Mapping[str, Node]
) -> Iterator[Remark]:
    """Yield what looks odd in the civil protection of a world."""
    orders: list[Action | Inject] = list(world.scenario.injects)
    orders += [action for level in world.plan.levels for action in level.actions]
    given = {
        (one.kind, str(one.arguments.get(_NAMED[one.kind]))) for one in orders if one.kind in _NAMED
    }
    yield from CivilSense(world, impacts, trees, frozenset(given)).remarks()
