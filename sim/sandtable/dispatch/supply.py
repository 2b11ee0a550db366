"""Goods on their way from a depot to a need (物资调运): stocks, bays, trucks, consignments."""

from __future__ import annotations

import math
from bisect import insort
from typing import TYPE_CHECKING, Any

from sandtable.dispatch.commands import ACCEPTED, Outcome, refused
from sandtable.dispatch.drives import Drive, at_node
from sandtable.ground.clock import Rank, grid, priority
from sandtable.ground.luck import address

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from sandtable.dispatch.clockwork import Clock
    from sandtable.dispatch.travel import Traffic
    from sandtable.ground.laws import Law
    from sandtable.ground.luck import Luck
    from sandtable.world.place import Depot, Site
    from sandtable.world.plan import Item, Stock, Truck
    from sandtable.world.scenario import ReliefNeed
    from sandtable.world.world import World

NAN = math.nan
K_RELEASE, K_CALL_OUT, K_LOAD, K_UNLOAD = 0, 1, 2, 3
"""Numbers k of the draws of a consignment (purpose "consignment")."""


class NeedState:
    """A relief need in a run: persons in need, met and provided for (需求状态)."""

    __slots__ = ("data", "met", "node", "order", "persons", "provided", "steps")

    def __init__(self, data: ReliefNeed, node: int) -> None:
        self.data = data
        self.node = node
        self.order = priority(Rank.ARRIVAL, data.id)
        self.persons = data.persons
        """Persons for whom goods are asked, as the headquarters know it."""
        self.met = 0
        self.provided = 0
        """Persons for whom goods are on their way or have come."""
        self.steps: list[tuple[float, int, int]] = []
        """Instant [s], persons in need, persons met."""

    @property
    def arisen(self) -> bool:
        """Whether goods can be sent for it by now."""
        return bool(self.steps)

    def receive(self, persons: int, now_s: float) -> None:
        """Hand out goods for so many persons."""
        met = min(self.persons, self.met + persons)
        if met > self.met:
            self.met = met
            self.steps.append((now_s, self.persons, met))


class StockState:
    """A stock in a run: units on hand, in transit, handed out."""

    __slots__ = ("data", "handed_out", "in_transit", "item", "node", "on_hand")

    def __init__(self, data: Stock, item: Item, node: int) -> None:
        self.data = data
        self.item = item
        self.node = node
        self.on_hand = data.quantity
        self.in_transit = 0
        self.handed_out = 0


class TruckState:
    """A truck in a run."""

    __slots__ = ("called", "data", "order", "visits")

    def __init__(self, data: Truck) -> None:
        self.data = data
        self.order = priority(Rank.ARRIVAL, data.id)
        self.called = False
        self.visits: dict[str, int] = {}


class Consignment:
    """Goods on their way from a depot to a zone or facility (调运批次); a carrier for `Traffic`."""

    __slots__ = (
        "arrived_s",
        "circle",
        "depot",
        "drive",
        "handed_out_s",
        "last",
        "life",
        "loaded_s",
        "loading_s",
        "need",
        "node",
        "number",
        "order",
        "ordered_s",
        "outcome",
        "phase",
        "profile",
        "quantity",
        "released_s",
        "stock",
        "token",
        "trip_m",
        "truck",
        "truck_back_s",
        "truck_ready_s",
        "zone",
    )

    def __init__(self, depot: DepotState, number: int, stock: StockState, quantity: int) -> None:
        self.depot = depot
        self.number = number
        self.stock = stock
        self.quantity = quantity
        self.zone = ""
        self.node = -1
        self.need: NeedState | None = None
        self.truck: TruckState | None = None
        self.life: Generator[float | None, None, None] | None = None
        self.drive: Drive | None = None
        self.last: Drive | None = None
        self.profile = ""
        self.circle = 0  # what the first headquarters knows of the roads
        self.order = 0
        self.token = 0
        self.phase = "waiting"
        self.outcome = "censored"
        self.ordered_s = self.released_s = self.truck_ready_s = NAN
        self.loading_s = self.loaded_s = self.arrived_s = NAN
        self.handed_out_s = self.truck_back_s = NAN
        self.trip_m = NAN

    @property
    def id(self) -> str:
        """Return depot and running number."""
        return f"{self.depot.data.id}#{self.number}"

    @property
    def mass_kg(self) -> float:
        """Mass of the goods [kg]."""
        return self.quantity * self.stock.item.unit_kg


class DepotState:
    """A depot in a run: idle trucks, loading bays, consignments that wait for one or the other."""

    def __init__(self, data: Depot) -> None:
        self.data = data
        self.fleet: list[TruckState] = []
        self.idle: list[TruckState] = []
        self.waiting: list[Consignment] = []
        self.matching = False
        self.loading = 0
        self.before_bay: list[tuple[float, int, Consignment]] = []
        self.count = 0


class Supply:
    """All goods of a run. Stock is conserved: on hand + in transit + handed out = initial."""

    def __init__(
        self,
        world: World,
        luck: Luck,
        clock: Clock,
        traffic: Traffic,
        resume: Callable[[Any], None],
    ) -> None:
        self._luck = luck
        self._clock = clock
        self._traffic = traffic
        self._resume = resume
        plan, place = world.plan, world.place
        self._form = world.plan.rules.stock_counts
        self.depots = {depot.id: DepotState(depot) for depot in place.depots}
        items = {item.id: item for item in plan.items}
        nodes = {depot.id: depot.node for depot in place.depots}
        goals: tuple[Site, ...] = (*place.zones, *place.facilities)
        self._goal_node = {site.id: site.node for site in goals}
        self.stocks = {
            stock.id: StockState(stock, items[stock.item], nodes[stock.depot])
            for stock in sorted(plan.stocks, key=lambda stock: stock.id)
        }
        for truck in sorted(plan.trucks, key=lambda truck: truck.id):
            self.depots[truck.depot].fleet.append(TruckState(truck))
        for depot in self.depots.values():
            depot.idle = depot.fleet.copy()
        self.needs = {
            need.id: NeedState(need, self._goal_node[need.zone])
            for need in sorted(world.scenario.needs, key=lambda need: need.id)
        }
        self.consignments: list[Consignment] = []

    def counts(self, stock: StockState) -> bool:
        """Tell whether a stock may be issued under the rule ``stock_counts``."""
        return self._form == "all" or stock.data.form == "physical"

    def issue(self, arguments: dict[str, Any]) -> Outcome:  # noqa: PLR0911  one line per refusal
        """Send goods: ``stock``, ``quantity``, and ``need`` or ``zone``; in truckloads."""
        stock = self.stocks.get(arguments.get("stock", ""))
        need = self.needs.get(arguments.get("need", ""))
        if "need" in arguments and (need is None or not need.arisen):
            return refused("unknown need")
        zone = need.data.zone if need else arguments.get("zone", "")
        quantity = arguments.get("quantity", 0)
        if stock is None:
            return refused("unknown stock")
        if zone not in self._goal_node:
            return refused("unknown need, zone or facility")
        if quantity < 1:
            return refused("quantity is not a whole number above 0")
        if not self.counts(stock):
            return refused("stock of this form does not count")
        if quantity > stock.on_hand:
            return refused("not enough on hand")
        depot = self.depots[stock.data.depot]
        largest = self._truckload(depot, stock)
        if largest < 1:
            return refused("no truck of the depot can carry it")
        if need is None:  # people who found refuge there may need it
            need = self.needs.get(facility_need(zone, stock.item.need))
        while quantity:
            part = min(quantity, largest)
            self._consign(depot, stock, part, zone, need)
            quantity -= part
        self._match(depot)
        return ACCEPTED

    def _truckload(self, depot: DepotState, stock: StockState) -> int:
        """Return the units that every truck of a depot can carry; 0 without trucks."""
        if not depot.fleet:
            return 0
        smallest = min(truck.data.capacity_kg for truck in depot.fleet)
        unit_kg = stock.item.unit_kg
        if unit_kg <= 0.0 or math.isinf(smallest):
            return stock.on_hand
        return int(smallest / unit_kg + 1e-9)

    def _consign(
        self, depot: DepotState, stock: StockState, quantity: int, zone: str, need: NeedState | None
    ) -> None:
        depot.count += 1
        one = Consignment(depot, depot.count, stock, quantity)
        one.zone, one.node, one.need = zone, self._goal_node[zone], need
        one.ordered_s = self._clock.now
        stock.on_hand -= quantity
        stock.in_transit += quantity
        if need is not None:
            need.provided += self._persons(stock, quantity)
        self.consignments.append(one)
        depot.waiting.append(one)

    @staticmethod
    def _persons(stock: StockState, quantity: int) -> int:
        return int(quantity * stock.item.persons_per_unit + 1e-9)

    def _match(self, depot: DepotState) -> None:
        """Give idle trucks to waiting consignments: the oldest first, the truck of lowest id."""
        if depot.matching:  # a truck is back in the same breath: the loop below goes on with it
            return
        depot.matching = True
        while depot.waiting and depot.idle:
            one, truck = depot.waiting.pop(0), depot.idle.pop(0)
            one.truck, one.order, one.profile = truck, truck.order, truck.data.profile
            one.life = self._haul(one, depot, truck)
            self._resume(one)
        depot.matching = False

    def _draw(self, law: Law, one: Consignment, k: int) -> float:
        """Draw a duration of a consignment [s], by need (or zone), truck and stock."""
        if law.is_constant:
            return law.mean
        assert one.truck is not None  # noqa: S101  a consignment lives only with a truck
        subject = one.need.data.id if one.need else one.zone
        entity = address(subject, one.truck.data.id, one.stock.data.id)
        visit = one.truck.visits.get(entity, 0)
        return law.quantile(self._luck.uniform("consignment", entity, visit, k))

    def _haul(
        self, one: Consignment, depot: DepotState, truck: TruckState
    ) -> Generator[float | None, None, None]:
        """Release, call out, load, drive, hand out, drive back: the life of a consignment."""
        clock, data, stock = self._clock, truck.data, one.stock
        one.phase = "release"
        one.released_s = grid(one.ordered_s + self._draw(stock.data.release, one, K_RELEASE))
        call_out_s = 0.0 if truck.called else self._draw(data.call_out, one, K_CALL_OUT)
        truck.called = True
        one.truck_ready_s = grid(clock.now + call_out_s)
        ready = max(one.released_s, one.truck_ready_s)
        if ready > clock.now:
            yield ready
        one.phase = "bay"
        if depot.data.bays and depot.loading >= depot.data.bays:
            insort(depot.before_bay, (clock.now, one.number, one))
            yield None
        else:
            depot.loading += 1
        one.phase, one.loading_s = "loading", clock.now
        loaded = grid(clock.now + self._draw(data.load, one, K_LOAD))
        if loaded > clock.now:
            yield loaded
        one.phase, one.loaded_s = "travel", clock.now
        self._free_bay(depot)
        arrives = self._traffic.set_out(one, at_node(depot.data.node), one.node, clock.now)
        if arrives != clock.now:
            yield arrives
        drive, one.drive = one.drive or one.last, None
        one.phase, one.arrived_s = "handing_out", clock.now
        assert drive is not None  # noqa: S101  it has just arrived
        one.trip_m = self._traffic.trip(drive).distance_m
        done = grid(clock.now + self._draw(data.unload, one, K_UNLOAD))
        if done > clock.now:
            yield done
        one.phase, one.handed_out_s = "return", clock.now
        self._hand_out(one)
        arrives = self._traffic.set_out(one, at_node(one.node), depot.data.node, clock.now)
        if arrives != clock.now:
            yield arrives
        one.drive = None
        one.phase, one.truck_back_s, one.outcome = "done", clock.now, "done"
        entity = address(one.need.data.id if one.need else one.zone, data.id, stock.data.id)
        truck.visits[entity] = truck.visits.get(entity, 0) + 1
        insort(depot.idle, truck, key=_truck_id)
        self._match(depot)

    def _free_bay(self, depot: DepotState) -> None:
        if depot.before_bay:
            _, _, other = depot.before_bay.pop(0)
            self._resume(other)
        else:
            depot.loading -= 1

    def _hand_out(self, one: Consignment) -> None:
        stock, need = one.stock, one.need
        stock.in_transit -= one.quantity
        stock.handed_out += one.quantity
        if need is not None:
            need.receive(self._persons(stock, one.quantity), self._clock.now)


def facility_need(facility: str, kind: str) -> str:
    """Return the id of a need of those who found refuge in a facility; no other id is dotted."""
    return f"{facility}.{kind}"


def _truck_id(truck: TruckState) -> str:
    return truck.data.id
