"""The policy that matches all waiting incidents and free teams at once (指派)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import scipy  # loads its parts when they are asked for: few plans need this one

from sandtable.dispatch.nearest import NOTHING_SENT, Free, Policy

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sandtable.dispatch.commands import Command
    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.picture import Picture
    from sandtable.dispatch.teams import TeamState


class Assignment(Policy):
    """Match all waiting incidents and free teams at once, with the least total time (指派).

    Requirements counted in teams are matched by the Hungarian method; with more of them than free
    teams, those first in the queue take part. What is still missing then (requirements counted in
    persons, force that no match was found for), and everything under ``all_or_nothing`` or
    ``strict``, is served as by the nearest able team.

    References
    ----------
    Crouse (2016), On implementing 2D rectangular assignment algorithms, IEEE Transactions on
    Aerospace and Electronic Systems 52(4), 1679-1696 (the method of scipy's solver).

    """

    name = "assignment"

    def _serve(
        self,
        picture: Picture,
        waiting: Sequence[Incident],
        free: Free,
        now: float,
        commands: list[Command],
        missing: Mapping[str, list[int]] = NOTHING_SENT,
    ) -> None:
        rules = picture.rules
        if (
            rules.response == "as_they_come"
            and rules.overtaking == "allowed"
            and free.left > 1
            and len(waiting) > 1
        ):
            matched: dict[str, list[int]] = {}
            for incident, number, team in _match(picture, waiting, free.teams()):
                skill = incident.type.needs[number].skill
                commands.append(self._order(picture, now, "order", incident, team, skill))
                free.take(team)
                matched.setdefault(incident.id, incident.missing.copy())[number] -= 1
            missing = matched
        super()._serve(picture, waiting, free, now, commands, missing)


def _match(
    picture: Picture, waiting: Sequence[Incident], free: Sequence[TeamState]
) -> list[tuple[Incident, int, TeamState]]:
    """Return who goes to which requirement of which incident."""
    slots = [
        (incident, number)
        for incident in waiting
        for number, need in enumerate(incident.type.needs)
        if need.unit == "teams"
        for _ in range(max(incident.missing[number], 0))
    ][: len(free)]
    if not slots:
        return []
    seconds = np.full((len(slots), len(free)), np.inf)
    for row, (incident, number) in enumerate(slots):
        skill = incident.type.needs[number].skill
        for column, team in enumerate(free):
            if skill in team.skills:
                seconds[row, column] = picture.seconds(team, incident.node) + picture.turnout_s(
                    team, incident
                )
    possible = np.isfinite(seconds)
    # An impossible pair costs more than all possible ones together, so it is only left over.
    dear = 1.0 + 2.0 * float(seconds[possible].sum()) if possible.any() else 1.0
    rows, columns = scipy.optimize.linear_sum_assignment(np.where(possible, seconds, dear))
    return [
        (*slots[row], free[column])
        for row, column in zip(rows.tolist(), columns.tolist(), strict=True)
        if possible[row, column]
    ]
