"""Roads and vehicles of the reference engine: naive Dijkstra, and vehicles moved arc by arc.

Written from docs/semantics.md, as plain as possible; nothing of dispatch or routing is used. It
covers one vehicle profile without limits of weight, height or width.
"""

import math
from heapq import heappop, heappush
from types import SimpleNamespace

from sandtable.ground.clock import TICK_S, grid

INF = math.inf


class Graph:
    """Best ways on given times of arcs; of equally fast arcs the one of smaller number counts."""

    def __init__(self, network, seconds):
        self.tail, self.head = network.tail.tolist(), network.head.tolist()
        self.seconds = seconds
        self.trees = {}

    def tree(self, start):
        """Return the time from a node to every node, by node."""
        if start not in self.trees:
            times, heap = {start: 0.0}, [(0.0, start)]
            while heap:
                time_s, node = heappop(heap)
                if time_s > times[node]:
                    continue
                for arc, tail in enumerate(self.tail):
                    then = time_s + self.seconds[arc]
                    if tail == node and then < times.get(self.head[arc], INF):
                        times[self.head[arc]] = then
                        heappush(heap, (then, self.head[arc]))
            self.trees[start] = times
        return self.trees[start]

    def time(self, start, goal):
        """Return the time of the best way; inf = none."""
        return self.tree(start).get(goal, INF)

    def way(self, start, goal):
        """Return the arcs of the best way; [] at the goal and where there is none."""
        times, arcs = self.tree(start), []
        while goal in times and goal != start:
            arc = min(
                arc
                for arc, head in enumerate(self.head)
                if head == goal
                and times.get(self.tail[arc], INF) + self.seconds[arc] == times[goal]
            )
            arcs.insert(0, arc)
            goal = self.tail[arc]
        return arcs


class Roads:
    """What is true on the roads, and what each headquarters knows of it.

    Headquarters that hear with the same delay share a view; trucks have that of the first one.
    """

    def __init__(self, world, impacts):
        self.network, self.rules = world.network, world.plan.rules
        told = self.rules.road_knowledge if self.rules.picture == "reported" else "oracle"
        self.knowledge = told
        (self.profile,) = world.plan.profiles
        speed = self.network.free_speed_mps * self.profile.speed_factor
        self.free = Graph(self.network, (self.network.length_m / speed).tolist())
        self.impacts, self.active, self.overlay = impacts, {}, {}
        self.true = self.free
        self.views, self.view_of = {}, {}
        for desk in world.plan.headquarters:
            delay_s = self.rules.road_report_delay_s
            if desk.road_report_delay_s is not None:
                delay_s = desk.road_report_delay_s
            if delay_s not in self.views:
                view = SimpleNamespace(known=self.free, met=set(), told=(0.0, {}, {}))
                self.views[delay_s] = view
            self.view_of[desk.id] = self.views[delay_s]
        self.first = self.view_of[world.plan.headquarters[0].id]
        self.key = ((), ())
        self.calm = True

    def state(self, now, active, overlay):
        """Return the times of all arcs under active entries and overlay: the smallest rules."""
        factors = [1.0] * len(self.free.seconds)
        for impact, since, controls in active.values():
            laid = impact.factors(now - since, self.profile, controls).tolist()
            factors = list(map(min, factors, laid))
        for arc in overlay:
            factors[arc] = 0.0
        return Graph(
            self.network,
            [s / f if f > 0.0 else INF for s, f in zip(self.free.seconds, factors, strict=True)],
        )

    def refresh(self, now):
        """Bring the true state up to now; True when an epoch or the overlay has changed."""
        epochs = tuple(
            (name, impact.key(now - since, controls))
            for name, (impact, since, controls) in sorted(self.active.items())
        )
        key = (epochs, tuple(sorted(self.overlay)))
        if key == self.key:
            return False
        self.key, self.calm = key, False
        self.true = self.state(now, self.active, self.overlay)
        for view in self.views.values():
            view.met = {arc for arc in view.met if self.true.seconds[arc] == INF}
            if self.knowledge == "uninformed":
                self.learn(view)
            if self.knowledge == "oracle":
                view.known = self.true
        return True

    def next_change(self, now):
        """Return when an active entry changes a road next; inf = never."""
        return min(
            (s + one.next_change(now - s, controls) for one, s, controls in self.active.values()),
            default=INF,
        )

    def learn(self, view, told=None):
        """Let those of a view know a state of the past, and what one of them has run into."""
        view.told = told or view.told
        now, active, overlay = view.told
        view.known = self.state(now, active, {*overlay, *view.met})

    def snapshot(self, now):
        """Return the state of now, to become known later."""
        return now, dict(self.active), dict(self.overlay)

    def meet(self, view, arc):
        """Note that somebody stands before a closed arc."""
        if self.knowledge != "oracle":
            view.met.add(arc)
            self.learn(view)

    def cause(self, arc, now):
        """Return why an arc is slowed or closed."""
        ruling, cause = 1.0, ""
        for name, (impact, since, controls) in sorted(self.active.items()):
            factor = impact.factor_of(arc, now - since, self.profile, controls)
            if factor < ruling:
                told = impact.cause(arc, now - since, controls, self.profile)
                ruling, cause = factor, told or name
        return self.overlay[arc] if arc in self.overlay and ruling > 0.0 else cause


def spot(node, arc=-1, left=0.0):
    """Return a place: a node, or an arc to that node with a part of it still ahead."""
    return SimpleNamespace(node=node, arc=arc, left=left)


class Trip:
    """A vehicle on its way. Until roads change it is one event; then it is followed arc by arc."""

    def __init__(self, roads, view, start, goal, now):
        self.roads, self.view, self.start, self.goal = roads, view, start, goal
        self.begun = self.since = now
        self.at = start
        self.watched = False
        self.seconds = roads.free.seconds
        self.ahead = roads.free.way(start.node, goal)
        self.via = -1
        self.stands = self.held = None
        self.waited = self.driven_free = self.metres = 0.0
        self.causes = []
        self.seen = False

    def best(self):
        """Return the free-flow time of the best way from the start."""
        seconds = self.roads.free.time(self.start.node, self.goal)
        if self.start.arc >= 0:
            seconds += self.start.left * self.roads.free.seconds[self.start.arc]
        return seconds

    def drive(self, arc, part):
        """Account for a part of an arc."""
        self.driven_free += part * self.roads.free.seconds[arc]
        self.metres += part * float(self.roads.network.length_m[arc])

    def advance(self, now):
        """Bring the place up to now, at the speeds since the last time."""
        if self.held is not None and now < self.held:
            return
        if self.stands is not None:
            self.waited += now - self.stands
            self.stands, self.since = None, now
            return
        budget = now - max(self.since, self.held or -INF)
        self.since = now
        while budget > 0.0:
            if self.at.arc < 0:
                if not self.ahead or self.seconds[self.ahead[0]] == INF:
                    return
                arc = self.ahead.pop(0)
                self.at = spot(self.roads.free.head[arc], arc, 1.0)
            needs = self.at.left * self.seconds[self.at.arc]
            if needs > budget:
                gone = budget / self.seconds[self.at.arc]
                self.drive(self.at.arc, gone)
                self.at = spot(self.at.node, self.at.arc, self.at.left - gone)
                return
            self.drive(self.at.arc, self.at.left)
            budget -= needs
            self.at = spot(self.at.node)

    def copy_at(self, now):
        """Return the place at an instant and change nothing."""
        twin = Trip(self.roads, self.view, self.start, self.goal, self.begun)
        twin.__dict__.update(self.__dict__, ahead=list(self.ahead), causes=list(self.causes))
        twin.advance(now)
        return twin.at

    # On roads that have changed: what to do next

    def is_touched(self, before):
        """Tell whether an arc ahead has changed or is known to be closed, or there is none."""
        on_it = [self.at.arc] if self.at.arc >= 0 else []
        now, known = self.roads.true.seconds, self.view.known.seconds
        return (
            self.stands is not None
            or any(now[arc] != before[arc] for arc in on_it + self.ahead)
            or any(known[arc] == INF for arc in self.ahead)
            or (not self.ahead and self.at.node != self.aim())
        )

    def decide(self, now):
        """Return the instant of the next stop, None = stands until a road changes, or "there"."""
        self.watched = True
        if self.held is not None and now < self.held:
            return self.held
        self.seconds = self.roads.true.seconds
        if self.at.arc >= 0 and self.seconds[self.at.arc] == INF:
            return self.caught(now)
        self.choose(now)
        while True:
            stop = self.passable()
            first = self.at.left * self.seconds[self.at.arc] if self.at.arc >= 0 else 0.0
            instant = grid(now + first + sum(self.seconds[arc] for arc in self.ahead[:stop]))
            if instant > now:
                return instant
            closed = self.ahead[stop] if stop < len(self.ahead) else -1
            self.skip(now)
            if closed < 0 and self.there():
                return "there"
            if not (self.turns_off(closed, now) if closed >= 0 else self.ahead):
                self.stands = now
                return None

    def there(self):
        """Tell whether it is at its goal; where it turned back to, and elsewhere, it goes on."""
        if self.at.node == self.via:
            self.via = -1
        if self.at.node == self.goal and self.via < 0:
            return True
        self.ahead = self.way()
        return False

    def passable(self):
        """Return how many arcs ahead are open."""
        for number, arc in enumerate(self.ahead):
            if self.seconds[arc] == INF:
                return number
        return len(self.ahead)

    def skip(self, now):
        """Put the vehicle where it was to be by now."""
        stop = self.passable()
        if self.at.arc >= 0:
            self.drive(self.at.arc, self.at.left)
        for arc in self.ahead[:stop]:
            self.drive(arc, 1.0)
            self.at = spot(self.roads.free.head[arc])
        self.at, self.ahead, self.since = spot(self.at.node), self.ahead[stop:], now

    def aim(self):
        """Return where it goes first."""
        return self.via if self.via >= 0 else self.goal

    def choose(self, now):
        """Take another way where the one ahead is known to be closed, or where there is none."""
        if not self.ahead:
            self.ahead = self.way()
            return
        closed = [arc for arc in self.ahead if self.view.known.seconds[arc] == INF]
        if self.at.arc < 0 and self.seconds[self.ahead[0]] < INF:
            closed = [arc for arc in closed if arc != self.ahead[0]]  # it sees that it is open
        if closed and self.roads.rules.closed_road != "wait":
            self.note(closed[0], now)
            self.turn()
            self.ahead = self.way()

    def way(self):
        """Return the best known way; who knows none at a node takes an arc that is seen open."""
        known, node, aim = self.view.known, self.at.node, self.aim()
        way = known.way(node, aim)
        if way or node == aim or self.at.arc >= 0:
            return way
        open_arcs = [
            (self.seconds[arc] + known.time(head, aim), arc, head)
            for arc, (tail, head) in enumerate(zip(known.tail, known.head, strict=True))
            if tail == node and self.seconds[arc] < INF
        ]
        best = min(open_arcs, default=(INF,))
        return [best[1], *known.way(best[2], aim)] if best[0] < INF else []

    def turn(self):
        """Go back to the beginning first, under that rule."""
        if self.roads.rules.closed_road == "turn_back" and self.at.node != self.start.node:
            self.via = self.start.node

    def turns_off(self, arc, now):
        """Stand before a closed arc; True when there is another way to go."""
        self.note(arc, now)
        self.roads.meet(self.view, arc)
        if self.roads.rules.closed_road == "wait":
            return False
        self.turn()
        self.ahead = self.way()
        return bool(self.ahead)

    def caught(self, now):
        """Wait on an arc that closed under the vehicle, or turn round to its beginning."""
        arc, gone = self.at.arc, 1.0 - self.at.left
        self.note(arc, now)
        if self.roads.rules.closed_road == "wait":
            self.stands = now
            return None
        self.drive(arc, gone)
        self.at, self.ahead = spot(self.roads.free.tail[arc]), []
        self.turn()
        self.held = max(grid(now + gone * self.roads.free.seconds[arc]), now + TICK_S)
        return self.held

    def note(self, arc, now):
        """Remember the cause of a closure."""
        cause = self.roads.cause(arc, now)
        if cause and cause not in self.causes:
            self.causes.append(cause)

    # When it is over

    def parts(self, now):
        """Return free flow, slowed, detour, waiting, metres and causes of the finished trip."""
        total = now - self.begun
        metres = sum(float(self.roads.network.length_m[a]) for a in self.way_at_first())
        if self.start.arc >= 0:
            metres += self.start.left * float(self.roads.network.length_m[self.start.arc])
        if not self.watched and not self.seen:
            return total, 0.0, 0.0, 0.0, metres, []
        best = self.best()
        if self.seen:
            free = min(grid(min(best, 2.0**30)), total)
            reached = best < INF
            return free, total - free, 0.0, 0.0, metres if reached else math.nan, self.causes
        best = grid(best)
        detour = grid(self.driven_free) - best
        slowed = total - best - self.waited - detour
        if abs(slowed) <= 4 * TICK_S:
            detour, slowed = detour + slowed, 0.0
        if abs(detour) <= 4 * TICK_S:
            detour, slowed = 0.0, slowed + detour
        if abs(slowed) <= 4 * TICK_S:
            best, slowed = best + slowed, 0.0
        return best, slowed, detour, self.waited, self.metres, self.causes

    def way_at_first(self):
        """Return the best undisturbed way from the start."""
        return self.roads.free.way(self.start.node, self.goal)
