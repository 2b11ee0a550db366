"""Flights between the landing sites of a place, which nobody has to write (空中航线)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import permutations
from typing import Any, Final

import numpy as np

from sandtable.files.place_model import PlaceFile
from sandtable.files.plan_model import PlanFile
from sandtable.files.tree import Node, fault_at
from sandtable.ground.ellipsoid import step_lengths
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.world.going import AIR
from sandtable.world.network import Network
from sandtable.world.network_columns import ARC_EXTRAS

LANDING_SITE: Final = "landing_site"
"""Kind of facility at which a helicopter lands."""

_made: dict[tuple[str, tuple[tuple[str, int], ...]], Network] = {}
"""Networks of this process with their flights, by what they were made from."""


def with_flights(network: Network, place: PlaceFile | None) -> Network:
    """Return a network with an arc for each flight between two landing sites of a place.

    They are of the class ``air`` and come after all arcs of the files, in the order of the ids of
    the facilities, so that the numbers of those stay. Their length is that of the geodesic on the
    WGS-84 ellipsoid, by Gauss' mid-latitude formulas. A flight that the files have stays alone.
    Nothing is added where the network is not in degrees.
    """
    sites = tuple(_sites(network, place)) if place is not None else ()
    if not network.in_degrees or len({node for _id, node in sites}) < 2:
        return network
    key = (network.content_hash, sites)
    if key not in _made:
        _made[key] = _with_arcs(network, list(_missing(network, sites)))
    return _made[key]


def night_faults(network: Network, plan: PlanFile | None, root: Node) -> Iterator[Fault]:
    """Yield profiles that may not fly at night where nobody knows when it is night."""
    flights = bool(np.any(network.facility_type == AIR))
    if plan is None or not flights or network.in_degrees:
        return
    for number, one in enumerate(plan.profiles):
        if one.on == "air" and not one.flies_at_night:
            node = root.value["profiles"].value[number]
            expected = _("a network in degrees, since the sun rises by them")
            repair = _("State crs in config.csv (EPSG:4326), or write 'flies_at_night: true'.")
            shown = _("a network in {crs}").format(crs=network.crs or _("an unknown crs"))
            name = f"profiles[{one.id}].flies_at_night"
            yield fault_at(node.place, name, shown, expected, repair, "no-degrees")


def _sites(network: Network, place: PlaceFile) -> Iterator[tuple[str, int]]:
    """Yield id and node of the landing sites, by id; one whose node is wrong is told elsewhere."""
    numbers: dict[str, int] = {}
    for site in sorted(place.facilities, key=lambda one: one.id):
        if site.kind == LANDING_SITE:
            numbers = numbers or {name: at for at, name in enumerate(network.node_ids.tolist())}
            node = site.stands_at(site.id)
            if node in numbers:
                yield site.id, numbers[node]


def _missing(
    network: Network, sites: Iterable[tuple[str, int]]
) -> Iterator[tuple[str, str, int, int]]:
    """Yield id, road, tail and head of the flights that the files do not have."""
    flights = np.flatnonzero(network.facility_type == AIR)
    known = set(zip(network.tail[flights].tolist(), network.head[flights].tolist(), strict=True))
    for (one, tail), (other, head) in permutations(sites, 2):
        if tail != head and (tail, head) not in known:
            known.add((tail, head))
            first, second = sorted((one, other))
            yield f"air_{one}_{other}", f"air_{first}_{second}", tail, head


def _with_arcs(network: Network, arcs: list[tuple[str, str, int, int]]) -> Network:
    if not arcs:
        return network
    ids, roads, tails, heads = (list(column) for column in zip(*arcs, strict=True))
    n = len(arcs)
    lengths = [
        float(step_lengths(network.x[[tail, head]], network.y[[tail, head]])[0])
        for tail, head in zip(tails, heads, strict=True)
    ]
    unknown = np.full(n, np.nan)

    def grown(column: Any, more: Any) -> Any:  # noqa: ANN401  any column
        return np.concatenate([column, more])

    extras: dict[str, Any] = {name: getattr(network, name) for name in network.extras()}
    for name in extras.keys() & ARC_EXTRAS.keys():
        extras[name] = grown(extras[name], np.full(n, ARC_EXTRAS[name]))
    return Network.from_arrays(
        n_nodes=network.n_nodes,
        node_ids=network.node_ids.tolist(),
        x=network.x,
        y=network.y,
        arc_ids=[*network.arc_ids.tolist(), *ids],
        road_ids=[*network.road_ids.tolist(), *roads],
        tail=grown(network.tail, np.array(tails, np.int32)),
        head=grown(network.head, np.array(heads, np.int32)),
        length_m=grown(network.length_m, lengths),
        free_speed_mps=grown(network.free_speed_mps, np.ones(n)),
        facility_type=[*network.facility_type.tolist(), *[AIR] * n],
        max_weight_kg=grown(network.max_weight_kg, unknown),
        max_height_m=grown(network.max_height_m, unknown),
        max_width_m=grown(network.max_width_m, unknown),
        crs=network.crs,
        kind=network.kind,
        attribution=network.attribution,
        **extras,
    )
