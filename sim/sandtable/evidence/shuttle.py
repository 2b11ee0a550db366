"""The family `relief-shuttle`: truckloads from a depot, by the Operation's supply side."""

from __future__ import annotations

from sandtable.dispatch import Operation, make_decider
from sandtable.evidence.case_files import Case
from sandtable.evidence.inputs import Inputs, UnknownInputs
from sandtable.evidence.model import Values
from sandtable.evidence.named_laws import HOUR_S
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.network import Network
from sandtable.world.place import Depot, Place, Zone
from sandtable.world.plan import Headquarters, Item, Plan, Profile, Stock, Truck
from sandtable.world.scenario import ReliefNeed, Scenario
from sandtable.world.world import World

_SPEED_MPS = 10.0
_UNLIMITED = 0


def relief_shuttle(case: Case) -> Values:
    """Play `relief-shuttle`: one consignment per truckload, nothing in it is random."""
    world = _world(Inputs(case.inputs))
    records = Operation(world, {}, Luck(0, 0), make_decider(world.plan.policy)).run()
    handed_out = records.table("consignments")["handed_out_s"]
    return {"last_unloading_finished_h": float(handed_out.max()) / HOUR_S}


def _world(given: Inputs) -> World:
    loads, trucks = given.whole("truckloads"), given.whole("trucks")
    docks = _UNLIMITED if given.get("loading_docks") is None else given.whole("loading_docks")
    given.says("rules", "first come", "during loading only", "never blocked")
    load, unload = _hours(given, "load_h"), _hours(given, "unload_h")
    there_s, back_s = given.number("drive_loaded_h"), given.number("drive_empty_h")
    if min(there_s, back_s) < 0.0:
        raise UnknownInputs(_("a drive that takes less than no time"))
    hours = loads * (load.mean + unload.mean) / HOUR_S + loads * (there_s + back_s)
    return World(
        place=Place(
            id="case",
            zones=(Zone(id="zone", node=1, population=loads),),
            depots=(Depot(id="depot", node=0, bays=docks),),
        ),
        network=Network.from_arrays(
            tail=[0, 1],
            head=[1, 0],
            length_m=[there_s * HOUR_S * _SPEED_MPS, back_s * HOUR_S * _SPEED_MPS],
            n_nodes=2,
            free_speed_mps=[_SPEED_MPS, _SPEED_MPS],
        ),
        plan=Plan(
            id="case",
            headquarters=(Headquarters(id="desk"),),
            profiles=(Profile(id="truck"),),
            items=(Item(id="load", need="food", unit_kg=1.0),),
            stocks=(Stock(id="stock", depot="depot", item="load", quantity=loads),),
            trucks=tuple(
                Truck(
                    id=f"truck_{number:05d}",
                    depot="depot",
                    profile="truck",
                    capacity_kg=1.0,
                    load=load,
                    unload=unload,
                )
                for number in range(trucks)
            ),
        ),
        scenario=Scenario(
            id="case",
            horizon_s=(hours + 1.0) * HOUR_S,
            needs=(ReliefNeed(id="need", zone="zone", kind="food", persons=loads),),
        ),
    )


def _hours(given: Inputs, key: str) -> Law:
    hours = given.number(key)
    if hours < 0.0:
        raise UnknownInputs(_("inputs.{key}: less than no time").format(key=key))
    return Law.constant(hours * HOUR_S)
