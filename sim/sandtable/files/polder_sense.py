"""Whether a drill with a polder makes sense: alarm first, dry ways to shelters, enough samples."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.design_model import samples_of
from sandtable.files.moments import seconds_until
from sandtable.files.place_model import PlaceFile
from sandtable.files.plan_model import PlanFile
from sandtable.files.polder_model import PolderPart
from sandtable.files.reach import matrix_of, nodes_of, reached_from
from sandtable.files.scenario_model import InjectItem, ScenarioFile, Timed
from sandtable.files.targets_model import TargetsFile
from sandtable.files.tree import Node, Path, dotted, fault_at, nearest
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.units import written
from sandtable.world.network import Network

_RARE = 1e-3
"""Levels and heights that are rarer than this are not reckoned with."""


@dataclass(frozen=True, slots=True)
class PolderSense:
    """Looks at a scenario with polders beside its place, plan and targets.

    Parameters
    ----------
    trees
        By kind of file.
    place, plan, targets
        None where they could not be read: what hangs on them is not checked.

    """

    file: ScenarioFile
    trees: Mapping[str, Node]
    place: PlaceFile | None
    plan: PlanFile | None
    targets: TargetsFile | None
    network: Network

    def faults(self) -> Iterator[Fault]:
        """Yield all that makes no sense."""
        if not any(one.polder is not None for one in self.file.impacts):
            return
        yield from self._alarms()
        yield from self._samples()
        yield from self._shelters()

    def _fault(self, kind: str, path: Path, *said: str) -> Fault:
        root = self.trees[kind]
        node, there = nearest(root, path)
        mark = node.mark if there else node.place
        shown, expected, repair, code = said
        return fault_at(mark, dotted(root, path), shown, expected, repair, code)

    # ---- alarm before breach

    def _alarms(self) -> Iterator[Fault]:
        """Yield breaches that are set for a time before anything could warn of them."""
        known = list(self._stated_alarms())
        first_s = min((at_s for at_s, _what in known), default=-math.inf)
        for path, at_s in self._breaches():
            if at_s < first_s:
                expected = _("at least {time}, when the first alarm is given")
                repair = _("A breach that comes before its alarm warns nobody: move one of them.")
                shown, limit = written("duration", at_s), written("duration", first_s)
                expected = expected.format(time=limit)
                yield self._fault("scenario", path, shown, expected, repair, "alarm")

    def _at(self, one: Timed) -> float:
        if one.at_clock is not None:
            return seconds_until(self.file.start, one.at_clock)
        return 0.0 if one.at is None else one.at

    def _stated_alarms(self) -> Iterator[tuple[float, str]]:
        """Yield when an incident occurs or people are told to leave, as far as it is stated."""
        for incident in self.file.incidents:
            if incident.at is None and incident.at_clock is None:
                continue  # it waits for a source
            yield self._at(incident), incident.id
        for inject in self.file.injects:
            if inject.kind == "evacuate":
                yield self._at(inject), inject.id
        for level in self.plan.levels if self.plan is not None else ():
            tells = any(action.kind == "evacuate" for action in level.actions)
            if level.trigger.at is not None and tells:
                yield level.trigger.at, level.id

    def _breaches(self) -> Iterator[tuple[Path, float]]:
        """Yield when polders are breached, as far as it is stated, and where it stands."""
        polders = {one.id for one in self.file.impacts if one.polder is not None}
        for number, one in enumerate(self.file.impacts):
            if one.id not in polders:
                continue
            if one.activate_at_clock is not None:
                at_s = seconds_until(self.file.start, one.activate_at_clock)
                if at_s >= 0.0:
                    yield ("impacts", number, "activate_at_clock"), at_s
            elif one.activate_at is not None:
                yield ("impacts", number, "activate_at"), one.activate_at
        for number, inject in enumerate(self.file.injects):
            if inject.kind == "activate" and inject.arguments.get("entry") in polders:
                yield ("injects", number, _time_key(inject)), self._at(inject)

    # ---- enough samples

    def _samples(self) -> Iterator[Fault]:
        """Yield ensembles of one: nothing can be said about the long run from one flood."""
        targets = self.targets.targets if self.targets is not None else []
        pooled = [one.id for one in targets if one.over == "pooled"]
        if not pooled:
            return
        for number, one in enumerate(self.file.impacts):
            if one.polder is None:
                continue
            path: Path = ("impacts", number, "polder", "samples")
            samples = samples_of(one.polder, self.file.design, self.file.samples)
            if self.file.samples is not None and self.file.samples < samples:
                path, samples = ("samples",), self.file.samples
            if samples < 2:
                expected = _("at least 2 samples for the pooled target '{target}'")
                expected = expected.format(target=pooled[0])
                repair = _("One flood says nothing of the next: add samples, or 'over: each_run'.")
                yield self._fault("scenario", path, str(samples), expected, repair, "samples")

    # ---- dry ways

    def _shelters(self) -> Iterator[Fault]:
        """Yield shelters to which no way leads from an exit but through the water."""
        if self.place is None or self.plan is None:
            return
        nodes = nodes_of(self.place.facilities, self.network)
        matrix = matrix_of(self.network, ~self._drowned())
        for number, one in enumerate(self.plan.evacuations):
            if one.exit not in nodes:
                continue  # told as an unknown name
            dry = reached_from(matrix, nodes[one.exit])
            for place, shelter in enumerate(one.shelters):
                if shelter in nodes and not dry[nodes[shelter]]:
                    shown = _("'{shelter}', to which no dry road leads").format(shelter=shelter)
                    expected = _("a shelter that can be reached from '{exit}' above the water")
                    expected = expected.format(exit=one.exit)
                    repair = _("Choose another shelter or another exit, or check the decks.")
                    path = ("evacuations", number, "shelters", place)
                    yield self._fault("plan", path, shown, expected, repair, "shelter")

    def _drowned(self) -> NDArray[np.bool_]:
        """Say which arcs may come under water, shape ``(n_arcs,)``."""
        numbers = {name: number for number, name in enumerate(self.network.arc_ids.tolist())}
        drowned = np.zeros(self.network.n_arcs, dtype=np.bool_)
        for one in self.file.impacts:
            for link in _drowned_links(one.polder) if one.polder is not None else ():
                if link in numbers:
                    drowned[numbers[link]] = True
        return drowned


def _drowned_links(polder: PolderPart) -> Iterator[str]:
    highest_m = max(polder.outside.values()) + polder.outside_shift.quantile(1.0 - _RARE)
    dry = {cell.zone for cell in polder.cells if cell.dry}
    lower_m = polder.ground_shift.quantile(_RARE)
    for arc in polder.arcs:
        if arc.zone not in dry and arc.deck + lower_m < highest_m:
            yield arc.link_id


def _time_key(inject: InjectItem) -> str:
    return "at" if inject.at is not None else "at_clock"


def polder_sense(
    models: Mapping[str, Any], trees: Mapping[str, Node], network: Network
) -> list[Fault]:
    """Return what makes no sense in a scenario with a polder; models that are missing are None."""
    file = models.get("scenario")
    if file is None:
        return []
    sense = PolderSense(
        file, trees, models.get("place"), models.get("plan"), models.get("targets"), network
    )
    return list(sense.faults())
