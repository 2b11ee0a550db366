"""Playing a table of commands back (复盘): the same run without its decider."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sandtable.dispatch.commands import Command

if TYPE_CHECKING:
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.picture import Picture
    from sandtable.dispatch.teams import TeamState


class Replay:
    """Returns recorded commands in their decision rounds; feed it to an Operation as its decider.

    Parameters
    ----------
    commands
        The ``commands`` table of a run: column name -> values, in the order of ``seq``.

    """

    only_when_waiting = False

    def __init__(self, commands: Mapping[str, Any]) -> None:
        self.outside: list[Command] = []
        """Commands of round 0, injects among them; `start` gives them to the Operation."""
        self._rounds: dict[tuple[float, int, str], list[Command]] = {}
        columns = ("time_s", "round", "headquarters", "kind", "arguments", "source")
        for time_s, round_, desk, kind, arguments, source in zip(
            *(list(commands[name]) for name in columns), strict=True
        ):
            command = Command(float(time_s), desk, kind, json.loads(arguments), source)
            if round_ > 0:
                self._rounds.setdefault((float(time_s), int(round_), desk), []).append(command)
            else:
                self.outside.append(command)

    def start(self, op: Operation) -> None:
        """Give the Operation what came from outside, each at its own instant, in its order."""
        op.play_back(self.outside)

    def decide(
        self,
        picture: Picture,
        waiting: Sequence[Incident],  # noqa: ARG002  the record knows
        idle: Sequence[TeamState],  # noqa: ARG002  the record knows
        now: float,
    ) -> list[Command]:
        """Return what this headquarters decided in this round."""
        return self._rounds.get((now, picture.round, picture.headquarters), [])
