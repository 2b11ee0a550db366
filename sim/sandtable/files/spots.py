"""Sites that stand on a road, or beside one: where exactly, and the network with their nodes."""

from __future__ import annotations

from collections.abc import Iterator

from sandtable.files.network_reader import GEOGRAPHIC
from sandtable.files.place_model import PlaceFile, SiteItem
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
    """Return what a site of a file says of the place where it stands."""
    named = (item.get(key) for key in ("node", "link", "lon", "lat"))
    return next((node for node in named if node is not None), item)


def with_sites(file: PlaceFile, root: Node, network: Network, faults: list[Fault]) -> Network:
    """Return the network with a node for each site that stands on a road or beside one.

    Parameters
    ----------
    faults
        Those found so far; what is wrong with a place is added.

    """
    spots: list[Spot] = []
    snapper: Snapper | None = None
    for kind in KINDS:
        for number, site in enumerate(getattr(file, kind)):
            if site.node:
                continue
            node = root.value[kind].value[number]
            if site.link:
                spots += _on_link(site, where_of(node), kind, network, faults)
            elif network.crs not in GEOGRAPHIC:
                faults.append(_no_degrees(site, where_of(node), kind, network))
            else:
                snapper = snapper or Snapper(network)
                spots += _beside(site, where_of(node), kind, snapper, faults)
    return with_spots(network, spots) if spots and not faults else network


def _on_link(
    site: SiteItem, node: Node, kind: str, network: Network, faults: list[Fault]
) -> Iterator[Spot]:
    """Yield the spot of a site on a link; a link that is not there is told with all names."""
    arc, offset_m = network.arc_number(site.link), site.offset or 0.0
    if arc < 0:
        return
    length_m = float(network.length_m[arc])
    if offset_m <= length_m:
        yield Spot(id=site.stands_at, arc=arc, offset_m=offset_m)
        return
    found = _("{offset:g} m along '{link}'").format(offset=offset_m, link=site.link)
    expected = _("at most its length, {length:.1f} m").format(length=length_m)
    repair = _("The offset counts from the first node of the link.")
    name = f"{kind}[{site.id}].offset"
    faults.append(fault_at(node.mark, name, found, expected, repair, "offset"))


def _no_degrees(site: SiteItem, node: Node, kind: str, network: Network) -> Fault:
    found = _("a longitude on a network in {crs}").format(crs=network.crs or _("unknown units"))
    expected = _("a network in degrees (crs EPSG:4326 or EPSG:4490 in its config.csv)")
    repair = _("Name a node or a link instead.")
    return fault_at(node.mark, f"{kind}[{site.id}].lon", found, expected, repair, "no-degrees")


def _beside(
    site: SiteItem, node: Node, kind: str, snapper: Snapper, faults: list[Fault]
) -> Iterator[Spot]:
    assert site.lon is not None  # noqa: S101  the model has seen to it
    assert site.lat is not None  # noqa: S101  the same
    arc, offset_m, metres = snapper.nearest(site.lon, site.lat)
    limit_m = NEAR_M if site.within is None else site.within
    if metres <= limit_m:
        access_m = metres if metres > ON_THE_ROAD_M else 0.0
        yield Spot(id=site.stands_at, arc=arc, offset_m=offset_m, access_m=access_m)
        return
    link = str(snapper.network.arc_ids[arc])
    found = _("{metres:.0f} m from the nearest road, '{link}'").format(metres=metres, link=link)
    expected = _("at most {limit:g} m").format(limit=limit_m)
    repair = _("Correct the coordinates; if it is meant, write for example 'within: 2 km'.")
    name = f"{kind}[{site.id}].lon"
    faults.append(fault_at(node.mark, name, found, expected, repair, "off-road"))
