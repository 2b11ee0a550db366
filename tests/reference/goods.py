"""Goods of the reference engine: needs, stocks, trucks, bays, consignments."""

import math
from types import SimpleNamespace

from tests.reference.roads import spot

from sandtable.ground.clock import grid
from sandtable.ground.luck import address

NAN = math.nan
ARRIVAL = 3


class Goods:
    """All goods of a run."""

    def __init__(self, run):
        self.run, plan = run, run.plan
        items = {item.id: item for item in plan.items}
        self.stocks = {
            stock.id: SimpleNamespace(data=stock, item=items[stock.item], left=stock.quantity)
            for stock in sorted(plan.stocks, key=lambda stock: stock.id)
        }
        self.depots = {depot.id: SimpleNamespace(data=depot) for depot in run.place.depots}
        for id, depot in self.depots.items():
            trucks = sorted((t for t in plan.trucks if t.depot == id), key=lambda t: t.id)
            depot.fleet = depot.idle = trucks
            depot.idle, depot.waiting, depot.queue, depot.busy = list(trucks), [], [], 0
            depot.count, depot.matching = 0, False
        self.called, self.visits, self.consignments = set(), {}, []
        self.needs = {
            need.id: SimpleNamespace(data=need, met=0, promised=0, steps=[])
            for need in sorted(run.scenario.needs, key=lambda need: need.id)
        }

    def prepare(self):
        """Let the needs arise."""
        for need in self.needs.values():
            self.run.call(grid(need.data.at_s), ARRIVAL, need.data.id, self.arises, need)

    def arises(self, need):
        """Tell every desk of a need."""
        need.steps.append((self.run.now, need.data.persons, 0))
        commanding = {desk.data.id for desk in self.run.in_charge.values()}
        for desk in [self.run.desks[name] for name in sorted(commanding)]:
            if self.run.instant(desk):
                self.known((desk, need))
            else:
                entity = address(need.data.id, desk.data.id)
                self.run.send(desk, entity, need.data.id, self.known, (desk, need))

    def known(self, about):
        """Let a desk know of a need that is not provided for."""
        desk, need = self.run.in_charge[about[0].data.id], about[1]
        if need.promised < need.data.persons:
            if not any(known is need for known in desk.needs):
                desk.needs.append(need)
            self.run.mark()

    def wanted(self, desk):
        """Return what to issue for the open needs: the nearest stock that counts, then the next."""
        run, orders = self.run, []
        left = {name: stock.left for name, stock in self.stocks.items()}
        for need in desk.needs:
            persons = need.data.persons - need.promised
            node, near = run.sites[need.data.zone], []
            for stock in self.stocks.values():
                depot = self.depots[stock.data.depot]
                fleet, start = depot.fleet, depot.data.node
                counts = run.rules.stock_counts == "all" or stock.data.form == "physical"
                carried = fleet and min(t.capacity_kg for t in fleet) >= stock.item.unit_kg
                seconds = grid(run.roads.view_of[desk.data.id].known.time(start, node))
                if stock.item.need == need.data.kind and counts and carried and seconds < math.inf:
                    near.append((seconds, stock.data.id))
            for _, id in sorted(near):
                each = self.stocks[id].item.persons_per_unit
                units = min(left[id], math.ceil(persons / each - 1e-9))
                if persons > 0 and units > 0:
                    left[id] -= units
                    persons -= int(units * each + 1e-9)
                    orders.append((self.issue, id, units, "", need.data.id))
        return orders

    def issue(self, stock, quantity, zone="", need=""):
        """Split an order into truckloads that every truck of the depot can carry."""
        stock, need = self.stocks.get(stock), self.needs.get(need)
        if stock is None or quantity > stock.left:
            return
        if self.run.rules.stock_counts != "all" and stock.data.form != "physical":
            return
        depot = self.depots[stock.data.depot]
        load = stock.left
        if depot.fleet and stock.item.unit_kg > 0.0:
            smallest = min(truck.capacity_kg for truck in depot.fleet)
            load = load if smallest == math.inf else int(smallest / stock.item.unit_kg + 1e-9)
        if not depot.fleet or load < 1:
            return
        while quantity:
            part = min(quantity, load)
            quantity -= part
            self.consign(depot, stock, part, need.data.zone if need else zone, need)
        if need is not None and need.promised >= need.data.persons:
            for desk in self.run.desks.values():
                desk.needs = [other for other in desk.needs if other is not need]
        self.match(depot)

    def consign(self, depot, stock, part, zone, need):
        """Take a truckload from a stock."""
        depot.count += 1
        one = SimpleNamespace(
            name=f"{depot.data.id}#{depot.count}", number=depot.count, depot=depot, stock=stock,
            part=part, zone=zone, need=need, truck=None, id="", token=0, trip=None, at=None,
            ordered=self.run.now, released=NAN, ready=NAN, loading=NAN, loaded=NAN, arrived=NAN,
            handed=NAN, back=NAN, phase="travel", parts=(NAN,) * 6, outcome="censored", then=None,
        )  # fmt: skip
        stock.left -= part
        if need is not None:
            need.promised += int(part * stock.item.persons_per_unit + 1e-9)
        self.consignments.append(one)
        depot.waiting.append(one)

    def match(self, depot):
        """Give idle trucks to waiting consignments."""
        if depot.matching:
            return
        depot.matching = True
        while depot.waiting and depot.idle:
            one = depot.waiting.pop(0)
            one.truck = depot.idle.pop(0)
            one.id = one.truck.id
            self.called_out(one)
        depot.matching = False

    def of(self, one, law, k):
        """Draw a duration of a consignment."""
        name = one.need.data.id if one.need else one.zone
        entity = address(name, one.truck.id, one.stock.data.id)
        return self.run.draw(law, "consignment", entity, self.visits.get(entity, 0), k)

    def called_out(self, one):
        """Wait for goods and truck."""
        run, first = self.run, one.truck.id not in self.called
        self.called.add(one.truck.id)
        one.released = grid(one.ordered + self.of(one, one.stock.data.release, 0))
        one.ready = grid(run.now + (self.of(one, one.truck.call_out, 1) if first else 0.0))
        self.after(one, max(one.released, one.ready, run.now), self.before_bay)

    def after(self, one, instant, then):
        """End a phase at an instant; one of no length at once."""
        if instant > self.run.now:
            self.run.call(instant, ARRIVAL, one.id, then, one)
        else:
            then(one)

    def before_bay(self, one):
        """Take a bay or wait for one."""
        depot = one.depot
        if depot.data.bays and depot.busy >= depot.data.bays:
            depot.queue.append((self.run.now, one.number, one))
            depot.queue.sort(key=lambda row: row[:2])
            return
        depot.busy += 1
        self.load(one)

    def load(self, one):
        """Load at a bay."""
        one.loading = self.run.now
        self.after(one, grid(self.run.now + self.of(one, one.truck.load, 2)), self.set_out)

    def set_out(self, one):
        """Leave the bay to the next one and drive."""
        depot = one.depot
        one.loaded, one.at = self.run.now, spot(depot.data.node)
        if depot.queue:
            self.load(depot.queue.pop(0)[2])
        else:
            depot.busy -= 1
        self.run.travel(one, self.run.sites[one.zone], self.unload)

    def unload(self, one):
        """Hand out."""
        one.arrived, one.phase = self.run.now, "handing_out"
        self.after(one, grid(self.run.now + self.of(one, one.truck.unload, 3)), self.handed_out)

    def handed_out(self, one):
        """Meet the need and drive back."""
        one.handed, one.phase, need = self.run.now, "return", one.need
        if need is not None:
            persons = int(one.part * one.stock.item.persons_per_unit + 1e-9)
            met = min(need.data.persons, need.met + persons)
            if met > need.met:
                need.met = met
                need.steps.append((self.run.now, need.data.persons, met))
        one.at = spot(self.run.sites[one.zone])
        self.run.travel(one, one.depot.data.node, self.back)

    def back(self, one):
        """Be free at the depot."""
        one.back, one.outcome = self.run.now, "done"
        name = one.need.data.id if one.need else one.zone
        entity = address(name, one.truck.id, one.stock.data.id)
        self.visits[entity] = self.visits.get(entity, 0) + 1
        one.depot.idle.append(one.truck)
        one.depot.idle.sort(key=lambda truck: truck.id)
        self.match(one.depot)
