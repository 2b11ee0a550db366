"""Civil protection in a run: levels, early works, people who leave, closing a breach (民众防护).

One object for all of it, made only where the world has any of it, so that it costs others nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.dispatch.attack import Attacks
from sandtable.dispatch.closing import Closings
from sandtable.dispatch.levels import Levels
from sandtable.dispatch.people import People
from sandtable.dispatch.prevention import Preventions

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Drawn, Incident
    from sandtable.dispatch.lanes import Column
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.teams import Mission
    from sandtable.world.world import World


def is_used(world: World) -> bool:
    """Tell whether a world has anything of civil protection."""
    plan, scenario = world.plan, world.scenario
    return bool(
        plan.evacuations
        or plan.fleets
        or plan.levels
        or plan.closings
        or plan.attacks
        or scenario.preventions
        or scenario.residents
    )


class Civil:
    """What the Operation tells civil protection, and what may be ordered of it."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        self.people = People(op)
        self.closings = Closings(op, self.people)
        self.attacks = Attacks(op)
        self.levels = Levels(op)
        self.preventions = Preventions(op)
        self._evacuations = {one.id: one for one in op.world.plan.evacuations}

    def dissolve(self) -> None:
        """Untie what a run leaves behind, so that its memory is free at once."""
        people, closings = self.people, self.closings
        columns: list[Column] = [*people.groups, *people.fleets.all()]
        for work in closings.works.values():
            columns.extend(work.trucks)
        for column in columns:
            column.life = None
        for part in (people.warnings, people.fleets, people.shelters, people, closings, self):
            part.__dict__.clear()

    # What happens

    def begin(self) -> None:
        """Begin the run."""
        self.levels.begin()

    def drawn(self, drawn: Drawn) -> None:
        """Take note of incidents before they happen."""
        self.preventions.watch(drawn)

    def known(self, incident: Incident) -> None:
        """Take note of an incident that a desk has graded."""
        self.levels.graded(incident.type.id)
        if self.preventions.has_failed(incident.id):
            self._op.scene.call_off(incident, "failed")

    def works_began(self, incident: Incident) -> None:
        """Take note of the beginning of work on scene."""
        self.preventions.works_began(incident)

    def at_work(self, mission: Mission) -> None:
        """Take note of a team that begins to work on scene."""
        self.attacks.join(mission)

    def off_scene(self, mission: Mission) -> None:
        """Take note of a team that leaves its incident."""
        self.attacks.leave(mission)

    def holds(self, incident: Incident) -> bool:
        """Tell whether work on an incident goes on until something else ends it."""
        return self.preventions.gives_way(incident.id) or self.attacks.burns(incident)

    def controlled(self, entry: str, source: str) -> None:
        """Take note of a source that has come under control."""
        self.attacks.controlled(entry, source)

    def activated(self, entry: str) -> None:
        """Take note of an entry that has begun."""
        self.attacks.activated(entry)
        self.people.threaten(entry, self._op.clock.now)
        self.closings.activated(entry)
        self.levels.activated(entry)

    def granted(self, agreement: str) -> None:
        """Take note of an agreement that brings what it promises."""
        self.people.fleets.granted(agreement)

    def roads_changed(self) -> None:
        """Take note of roads that have changed."""
        self.people.roads_changed()

    # What may be ordered; False = refused

    def warn(self, name: str) -> bool:
        """Tell the zones of an evacuation to get ready."""
        plan = self._evacuations.get(name)
        return plan is not None and self.people.warnings.warn(plan)

    def evacuate(self, name: str) -> bool:
        """Order the zones of an evacuation to leave."""
        plan = self._evacuations.get(name)
        return plan is not None and self.people.warnings.order(plan)

    def open_shelter(self, name: str) -> bool:
        """Open a shelter."""
        return self.people.shelters.open(name)

    def call_out(self, name: str) -> bool:
        """Call out a fleet of buses or boats."""
        return self.people.fleets.call_out(name)

    def close_breach(self, name: str) -> bool:
        """Call the convoys of a closing."""
        return self.closings.start(name)
