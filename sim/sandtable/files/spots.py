"""Sites that stand on a road, or beside one: where exactly, and the network with their nodes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from sandtable.files.place_model import PlaceFile
from sandtable.files.placed import Placed
from sandtable.files.scenario_model import ScenarioFile
from sandtable.files.snapping import Snapper
from sandtable.files.tree import Node, fault_at
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.world.network import Network
from sandtable.world.network_spots import Spot, with_spots

NEAR_M = 500.0
"""A place given by its coordinates may stand so far from the nearest road, if nothing is said."""
ON_THE_ROAD_M = 1.0
"""What is so near stands on it."""


KINDS = ("zones", "bases", "depots", "facilities")
"""Lists of a place file whose items stand somewhere."""


def where_of(item: Node) -> Node:
    """Return what an item of a file says of the place where it is."""
    named = (item.get(key) for key in ("node", "link", "lon", "lat"))
    return next((node for node in named if node is not None), item)


def placed_in(
    place: PlaceFile, root: Node, scenario: ScenarioFile | None, scenario_root: Node | None
) -> Iterator[tuple[str, Placed, Node]]:
    """Yield what may stand on roads, with its id and what the file says: sites and incidents."""
    for kind in KINDS:
        for site, node in zip(getattr(place, kind), _rows(root, kind), strict=True):
            yield f"{kind}[{site.id}]", site, node
    if scenario is not None and scenario_root is not None:
        rows = _rows(scenario_root, "incidents")
        for incident, node in zip(scenario.incidents, rows, strict=True):
            yield f"incidents[{incident.id}]", incident, node


def _rows(root: Node, kind: str) -> list[Node]:
    rows = root.get(kind)
    return [] if rows is None else list(rows.value)


def with_sites(
    placed: Iterable[tuple[str, Placed, Node]], network: Network, faults: list[Fault]
) -> Network:
    """Return the network with a node for each item that is on a road or beside one.

    Parameters
    ----------
    placed
        What faults call an item, the item, and what the file says of it.
    faults
        Those found so far; what is wrong with a place is added.

    """
    spots: list[Spot] = []
    snapper: Snapper | None = None
    for name, item, node in placed:
        own = item.stands_at(name.partition("[")[2][:-1])
        if item.link:
            spots += _on_link(item, own, (name, where_of(node)), network, faults)
        elif item.lon is not None and not network.in_degrees:
            faults.append(_no_degrees(name, where_of(node), network))
        elif item.lon is not None:
            snapper = snapper or Snapper(network)
            spots += _beside(item, own, (name, where_of(node)), snapper, faults)
    return with_spots(network, spots) if spots and not faults else network


def _on_link(
    item: Placed, own: str, at: tuple[str, Node], network: Network, faults: list[Fault]
) -> Iterator[Spot]:
    """Yield the spot of an item on a link; a link that is not there is told with all names."""
    arc, offset_m = network.arc_number(item.link), item.offset or 0.0
    if arc < 0:
        return
    length_m = float(network.length_m[arc])
    if offset_m <= length_m:
        yield Spot(id=own, arc=arc, offset_m=offset_m)
        return
    found = _("{offset:g} m along '{link}'").format(offset=offset_m, link=item.link)
    expected = _("at most its length, {length:.1f} m").format(length=length_m)
    repair = _("The offset counts from the first node of the link.")
    name, node = at
    faults.append(fault_at(node.mark, f"{name}.offset", found, expected, repair, "offset"))


def _no_degrees(name: str, node: Node, network: Network) -> Fault:
    found = _("a longitude on a network in {crs}").format(crs=network.crs or _("unknown units"))
    expected = _("a network in degrees (crs EPSG:4326 or EPSG:4490 in its config.csv)")
    repair = _("Name a node or a link instead.")
    return fault_at(node.mark, f"{name}.lon", found, expected, repair, "no-degrees")


def _beside(
    item: Placed, own: str, at: tuple[str, Node], snapper: Snapper, faults: list[Fault]
) -> Iterator[Spot]:
    assert item.lon is not None  # noqa: S101  the model has seen to it
    assert item.lat is not None  # noqa: S101  the same
    arc, offset_m, metres = snapper.nearest(item.lon, item.lat)
    limit_m = NEAR_M if item.within is None else item.within
    if metres <= limit_m:
        access_m = metres if metres > ON_THE_ROAD_M else 0.0
        yield Spot(id=own, arc=arc, offset_m=offset_m, access_m=access_m)
        return
    link = str(snapper.network.arc_ids[arc])
    found = _("{metres:.0f} m from the nearest road, '{link}'").format(metres=metres, link=link)
    expected = _("at most {limit:g} m").format(limit=limit_m)
    repair = _("Correct the coordinates; if it is meant, write for example 'within: 2 km'.")
    name, node = at
    faults.append(fault_at(node.mark, f"{name}.lon", found, expected, repair, "off-road"))
