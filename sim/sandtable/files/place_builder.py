"""A place out of its file, on the nodes of its network."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeVar

from sandtable.files.place_model import LaneItem, PlaceFile
from sandtable.world.network import Network
from sandtable.world.people import Lane
from sandtable.world.place import Base, Depot, Facility, Place, Zone

T = TypeVar("T")

by_id = attrgetter("id")


def sorted_by_id(items: Iterable[T]) -> tuple[T, ...]:
    """Return items by their ids: the order of rows in a file decides nothing (contracts §1)."""
    return tuple(sorted(items, key=by_id))


@dataclass(frozen=True, slots=True, kw_only=True)
class Peopled:
    """Where a zone's people are: at its node, in the reference system of the network (片区人口)."""

    node: int
    x: float
    y: float
    persons: int


def peopled(file: PlaceFile, network: Network) -> dict[str, Peopled]:
    """Return the zones by id, sorted; where a node is not there, at -1 and nan."""
    numbers = {name: number for number, name in enumerate(network.node_ids.tolist())}
    found = {}
    for zone in sorted(file.zones, key=by_id):
        node = numbers.get(zone.stands_at(zone.id), -1)
        x, y = (float(one[node]) if node >= 0 else math.nan for one in (network.x, network.y))
        found[zone.id] = Peopled(node=node, x=x, y=y, persons=zone.population)
    return found


def place_of(file: PlaceFile, nodes: Mapping[str, int], network: Network) -> Place:
    """Return the place; `nodes` are the numbers of the network's nodes by id."""
    return Place(
        id=file.id,
        name=file.name.name(),
        timezone=file.timezone,
        zones=sorted_by_id(
            Zone(
                id=one.id,
                name=one.name.name(),
                node=nodes[one.stands_at(one.id)],
                population=one.population,
                area_km2=math.nan if one.area is None else one.area,
                tags=tuple(sorted(set(one.tags))),
                headquarters=one.headquarters,
            )
            for one in file.zones
        ),
        bases=sorted_by_id(
            Base(id=one.id, name=one.name.name(), node=nodes[one.stands_at(one.id)])
            for one in file.bases
        ),
        depots=sorted_by_id(
            Depot(id=one.id, name=one.name.name(), node=nodes[one.stands_at(one.id)], bays=one.bays)
            for one in file.depots
        ),
        facilities=sorted_by_id(
            Facility(
                id=one.id,
                name=one.name.name(),
                node=nodes[one.stands_at(one.id)],
                kind=one.kind,
                capacity=one.capacity,
                provides=tuple(sorted(set(one.provides))),
            )
            for one in file.facilities
        ),
        lanes=sorted_by_id(_lane(one, network) for one in file.lanes),
    )


def _lane(one: LaneItem, network: Network) -> Lane:
    """Return a lane; a road stands for all of its arcs."""
    pairs = zip(network.arc_ids.tolist(), network.road_ids.tolist(), strict=True)
    arcs, roads = set(one.arcs), set(one.roads)
    whole = [n for n, (arc, road) in enumerate(pairs) if arc in arcs or road in roads]
    return Lane(
        id=one.id,
        name=one.name.name(),
        arcs=tuple(sorted(network.arc_ids[network.with_parts(whole)].tolist())),
        headway_s=one.headway,
    )
