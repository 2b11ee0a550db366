"""Desks: what reaches each headquarters, and when (报告、信息传递)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, NamedTuple

from sandtable.dispatch.picture import Picture
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import SEPARATOR, address

if TYPE_CHECKING:
    from collections.abc import Callable

    from sandtable.dispatch.incidents import Incident
    from sandtable.dispatch.operation import Operation
    from sandtable.dispatch.supply import NeedState
    from sandtable.dispatch.teams import TeamState
    from sandtable.world.plan import Headquarters

K_LOSS, K_DELAY = 0, 1
"""Numbers k of the draws of a message (purpose "message"; entity a team and "free", or a need and
the headquarters; visit = n-th such message)."""


class _Message(NamedTuple):
    """A message from the field, to be recorded as it is."""

    sender: str
    to: Headquarters
    about: str
    subject: str


class _Correction(NamedTuple):
    """What somebody on scene knows better than the first report."""

    sender: str
    incident: Incident
    about: str
    known: Callable[[Incident], None]


def _deliver_correction(told: _Correction, _: int) -> None:
    told.known(told.incident)


class Desks:
    """The pictures of all headquarters, by id, and the messages that feed them."""

    def __init__(self, op: Operation) -> None:
        self._op = op
        plan = op.world.plan
        self._data = {desk.id: desk for desk in plan.headquarters}
        self.pictures = {
            name: Picture(self._data[name], op.world, op.roads, op.traffic.where, op.turnout_s)
            for name in sorted(self._data)
        }
        self._in_charge = dict(self.pictures)
        """By headquarters: the picture of the one that commands its incidents and teams."""
        late = plan.rules.picture == "reported"
        self._late = {desk.id for desk in plan.headquarters if late and not _hears_at_once(desk)}
        """Headquarters to which messages take time, or are lost."""
        self._by_class = plan.rules.queue_order == "priority"
        self._sent: dict[str, int] = {}
        self.rows: list[tuple[str, float, float, str, str, str, str, bool]] = []
        """Messages: id, sent, delivered, sender, headquarters, about, subject, lost."""
        for team in op.teams.values():
            team.picture = self.pictures[team.team.headquarters]
            team.circle = team.picture.circle  # whoever commands it later
            if team.free:
                team.picture.add_free(team)
        for stock in op.supply.stocks.values():
            for picture in self.pictures.values():
                picture.stocks[stock.data.id] = stock

    # Incidents

    def tell(self, incident: Incident) -> None:
        """Tell a headquarters of a graded incident: it enters the queue."""
        if not self._by_class:
            incident.urgency = 0
        self.queue(incident)

    def queue(self, incident: Incident) -> None:
        """Put an incident that lacks force into the queue."""
        self._picture_of(incident).add_waiting(incident)
        self._op.mark()

    def drop(self, incident: Incident) -> None:
        """Take an incident out of the queue, if it stands there."""
        self._picture_of(incident).drop_waiting(incident)

    def leave(self, incident: Incident) -> None:
        """Take an incident that is over out of the queue; who stood behind it may be served now."""
        picture = self._picture_of(incident)
        if picture.drop_waiting(incident) and picture.waiting:
            self._op.mark()

    def look_for_ways(self, picture: Picture) -> None:
        """Note which incidents still wait because no free able team knows a way to them."""
        for incident in picture.waiting:
            self.look_for_way(incident)

    def look_for_way(self, incident: Incident) -> None:
        """Note it if there are free able teams for an incident, but no known way for any."""
        if not incident.unreachable:
            picture = self._picture_of(incident)
            incident.unreachable = any(
                left > 0 and _cut_off(picture, incident.node, need.skill)
                for need, left in zip(incident.type.needs, incident.missing, strict=True)
            )

    def _picture_of(self, incident: Incident) -> Picture:
        """Return the picture of who commands an incident."""
        return self._in_charge[incident.drawn.headquarters[incident.row]]

    # Command

    def take_over(self, area: str, commander: str) -> bool:
        """Put incidents and teams of a headquarters under another one (指挥权移交).

        Its own take them back in the same way. Who was under it for another reason, stays so.

        Parameters
        ----------
        area, commander
            Ids of headquarters.

        Returns
        -------
        bool
            False when it is so already.

        """
        before, now = self._in_charge[area], self.pictures[commander]
        if before is now:
            return False
        self._in_charge[area] = now
        for incident in before.waiting.copy():
            if incident.drawn.headquarters[incident.row] == area:
                before.drop_waiting(incident)
                now.add_waiting(incident)
        for team in self._op.teams.values():
            if team.team.headquarters == area:
                before.hand_over(team, now)
        now.needs.extend(need for need in before.needs if need not in now.needs)
        if before not in self._in_charge.values():
            before.needs.clear()
        self._op.mark()
        return True

    def surplus(self, incident: Incident) -> None:
        """Show a headquarters an incident for which more is on the way than it needs."""
        if min(incident.missing) < 0:
            self._picture_of(incident).surplus.append(incident)

    # Corrections of first reports

    def correct(
        self, sender: str, incident: Incident, about: str, known: Callable[[Incident], None]
    ) -> None:
        """Let somebody on scene correct what a headquarters believes of an incident.

        Parameters
        ----------
        about
            ``place`` | ``force``.
        known
            What follows when the headquarters knows it.

        """
        told = _Correction(sender, incident, about, known)
        name = self._picture_of(incident).headquarters
        if name in self._late:
            self._send_correction(told, 0)
            return
        now, row = self._op.clock.now, f"{incident.id}_{about}_0"
        self.rows.append((row, now, now, sender, name, about, incident.id, False))
        known(incident)

    def _send_correction(self, told: _Correction, _: int) -> None:
        """Send it, again where it was lost, as long as there is anything to be decided."""
        sender, incident, about, _known = told
        if incident.state in {"open", "working"}:
            desk = self._data[self._picture_of(incident).headquarters]
            sent, entity = _Message(sender, desk, about, incident.id), address(incident.id, about)
            self._send(sent, entity, _deliver_correction, self._send_correction, told)

    # Needs

    def need(self, need: NeedState) -> None:
        """Tell all who command of a relief need; the first that provides for it, does."""
        for name in sorted({picture.headquarters for picture in self._in_charge.values()}):
            if name in self._late:
                self._send_need((name, need), 0)
            else:
                self._known_need((name, need), 0)

    def _send_need(self, told: tuple[str, NeedState], _: int) -> None:
        name, need = told
        sent = _Message(need.data.zone, self._data[name], "need", need.data.id)
        self._send(sent, address(need.data.id, name), self._known_need, self._send_need, told)

    def _known_need(self, told: tuple[str, NeedState], _: int) -> None:
        name, need = told
        if need.provided < need.persons:
            needs = self._in_charge[name].needs
            if need not in needs:  # one that has grown may be known
                needs.append(need)
            self._op.mark()

    def provided(self, need: NeedState) -> None:
        """Goods for all persons of a need are on their way."""
        for picture in self.pictures.values():
            if need in picture.needs:
                picture.needs.remove(need)

    # Teams

    def freed(self, team: TeamState) -> None:
        """Free a team in truth; its headquarters knows when the message arrives."""
        if team.picture.keeps_busy:
            team.picture.drop_busy(team)
        if self._late and team.picture.headquarters in self._late:
            self._send_free(team)
        else:
            self._known_free(team)

    def _send_free(self, team: TeamState) -> None:
        sent = _Message(team.id, self._data[team.picture.headquarters], "free", team.id)
        self._send(sent, address(team.id, "free"), self._deliver, self._repeat, team)

    def _send(
        self,
        message: _Message,
        entity: str,
        deliver: Callable[[Any, int], None],
        repeat: Callable[[Any, int], None],
        about: object,
    ) -> None:
        """Send a message from the field; one that is lost is repeated until one arrives."""
        op, now = self._op, self._op.clock.now
        sender, desk, kind, subject = message
        visit = self._sent[entity] = self._sent.get(entity, -1) + 1
        lost = op.luck.uniform("message", entity, visit, K_LOSS) < desk.message_loss
        delay_s = desk.message_delay.quantile(op.luck.uniform("message", entity, visit, K_DELAY))
        arrives = grid(now + (desk.message_repeat_s if lost else delay_s))
        name = f"{entity.replace(SEPARATOR, '_')}_{visit}"
        delivered = math.nan if lost else arrives
        self.rows.append((name, now, delivered, sender, desk.id, kind, subject, lost))
        act = repeat if lost else deliver
        op.clock.at(arrives, priority(Rank.MESSAGE, subject), act, about)

    def _deliver(self, team: TeamState, _: int) -> None:
        if team.free:
            self._known_free(team)

    def _known_free(self, team: TeamState) -> None:
        picture = team.picture
        picture.add_free(team)
        if picture.waiting:
            self._op.mark()
        elif self._op.asks_always:
            self._op.ask()

    def _repeat(self, team: TeamState, _: int) -> None:
        if team.free and team.index not in team.picture.free:
            self._send_free(team)

    def note(self, sender: str, headquarters: str, about: str, subject: str) -> None:
        """Record a message that is there at once."""
        now = self._op.clock.now
        name = f"{sender or 'control'}_{about}_{len(self.rows)}"
        self.rows.append((name, now, now, sender, headquarters, about, subject, False))


def _hears_at_once(desk: Headquarters) -> bool:
    delay = desk.message_delay
    return delay.is_constant and delay.mean == 0.0 and desk.message_loss == 0.0


def _cut_off(picture: Picture, node: int, skill: str) -> bool:
    able = [team for team in picture.idle if skill in team.skills]
    return bool(able) and not any(picture.reachable(team, node) for team in able)
