"""A decider with fixed preference lists, as the hypercube model has it (优先次序调派)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from sandtable.dispatch import Command
from sandtable.evidence.setting import Setting, class_id, team_id

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.picture import Picture
    from sandtable.dispatch.teams import TeamState


class ByPreference:
    """Send the first free team of the list of the incident's class; the queue in its order.

    References
    ----------
    Larson (1974), A hypercube queuing model for facility location and redistricting in urban
    emergency services, Computers and Operations Research 1, 67-95.

    """

    name = "by_preference"
    only_when_waiting = True

    def __init__(self, setting: Setting) -> None:
        digits = len(str(setting.units))
        self._lists = {
            class_id(number): [team_id(one, digits) for one in preferred]
            for number, preferred in enumerate(setting.preferences)
        }

    def decide(
        self, picture: Picture, waiting: Sequence[Incident], idle: Sequence[TeamState], now: float
    ) -> list[Command]:
        """Return an order for each waiting incident while teams are free, else hand it over."""
        free = {team.id for team in idle}
        lost = picture.rules.when_busy == "hand_over"
        commands = []
        for incident in waiting:
            team = next((one for one in self._lists[incident.type.id] if one in free), None)
            if team is not None:
                free.remove(team)
                kind, arguments = "order", {"incident": incident.id, "team": team}
            elif lost:
                kind, arguments = "hand_over", {"incident": incident.id}
            else:
                break
            commands.append(Command(now, picture.headquarters, kind, arguments, self.name))
        return commands
