"""A draft as a network, and a network as a draft: the one holds arcs, the other whole roads."""

from __future__ import annotations

from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.network_geometry import Shapes
from sandtable.files.network_links import REVERSE, Links
from sandtable.files.network_reader import network_of
from sandtable.files.network_units import Settings
from sandtable.world.network import Network

_SAME_BOTH_WAYS: Final = (
    "length_m",
    "free_speed_mps",
    "facility_type",
    "road_ids",
    "max_weight_kg",
    "max_height_m",
    "max_width_m",
    "lanes",
    "surface",
    "is_bridge",
    "is_tunnel",
    "is_ford",
    "is_dike_road",
    "road_z_m",
    "max_depth_m",
    "names",
    "origins",
)


def network_of_draft(draft: Draft, *, kind: str = "imported", attribution: str = "") -> Network:
    """Return a draft as the network that it would be if it were written and read.

    Parameters
    ----------
    draft
        Lengths and speeds of all roads are stated, above 0.

    """
    bent = np.diff(draft.shape_first) > 0
    nodes = draft.node_ids
    links = Links(
        ids=draft.link_ids,
        roads=draft.road_ids,
        tails=[nodes[at] for at in draft.tail.tolist()],
        heads=[nodes[at] for at in draft.head.tolist()],
        one_way=draft.one_way.tolist(),
        classes=draft.classes,
        numbers={
            "length_m": draft.length_m,
            "free_speed_mps": draft.speed_mps,
            "lanes": draft.lanes,
            "max_weight_kg": draft.max_weight_kg,
            "max_height_m": draft.max_height_m,
            "max_width_m": draft.max_width_m,
            "is_bridge": draft.bridge,
            "is_tunnel": draft.tunnel,
            "is_ford": draft.ford,
            "is_dike_road": draft.dike,
            "road_z_m": draft.road_z_m,
            "max_depth_m": draft.max_depth_m,
        },
        texts={"names": draft.names, "surface": draft.surfaces, "origins": draft.origins},
    )
    shapes = Shapes(
        of_link=np.where(bent, np.cumsum(bent), 0).astype(np.int32),
        first=np.concatenate(([0], draft.shape_first[1:][bent])),
        x=draft.shape_x,
        y=draft.shape_y,
    )
    places = {"x": draft.x, "y": draft.y, "z_m": draft.z_m}
    settings = Settings(crs=draft.crs, kind=kind)
    return network_of(nodes, places, links, shapes, settings, attribution)


def draft_of_network(network: Network) -> Draft:
    """Return a network as a draft; two arcs that differ in nothing but their way are one road."""
    one_way, rows = _rows(network)
    courses = [network.points(arc) if network.arc_shape[arc] else ((), ()) for arc in rows]

    def column(name: str) -> Any:  # noqa: ANN401  numbers or texts
        return getattr(network, name)[rows]

    return Draft(
        source="",
        crs=network.crs,
        node_ids=network.node_ids.tolist(),
        x=np.array(network.x),
        y=np.array(network.y),
        z_m=np.array(network.z_m),
        link_ids=column("arc_ids").tolist(),
        road_ids=column("road_ids").tolist(),
        tail=column("tail"),
        head=column("head"),
        one_way=one_way[rows],
        length_m=column("length_m"),
        speed_mps=column("free_speed_mps"),
        lanes=column("lanes"),
        classes=column("facility_type").tolist(),
        surfaces=column("surface").tolist(),
        names=column("names").tolist(),
        origins=column("origins").tolist(),
        bridge=column("is_bridge"),
        tunnel=column("is_tunnel"),
        ford=column("is_ford"),
        dike=column("is_dike_road"),
        max_weight_kg=column("max_weight_kg"),
        max_height_m=column("max_height_m"),
        max_width_m=column("max_width_m"),
        road_z_m=column("road_z_m"),
        max_depth_m=column("max_depth_m"),
        shape_first=np.cumsum([0, *(len(x) for x, _y in courses)]),
        shape_x=np.concatenate([np.empty(0), *(x for x, _y in courses)]),
        shape_y=np.concatenate([np.empty(0), *(y for _x, y in courses)]),
    )


def _rows(network: Network) -> tuple[NDArray[np.bool_], NDArray[np.int64]]:
    """Return whether each arc is a road of one direction, and the arcs that stand for a road."""
    ids = network.arc_ids.tolist()
    back = np.array([network.arc_number(one + REVERSE) for one in ids], dtype=np.int64)
    there = np.flatnonzero(back >= 0)
    twins = there[_are_twins(network, there, back[there])]
    one_way = np.ones(network.n_arcs, dtype=np.bool_)
    kept = np.ones(network.n_arcs, dtype=np.bool_)
    for arc in sorted(twins.tolist(), key=ids.__getitem__):
        if kept[arc]:  # of ab, ab_r and ab_r_r the first two are one road
            one_way[arc] = False
            kept[back[arc]] = False
    return one_way, np.flatnonzero(kept)


def _are_twins(
    network: Network, arcs: NDArray[np.int64], others: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which of some arcs are the other direction of the one beside them."""
    same = (network.tail[arcs] == network.head[others]) & (
        network.head[arcs] == network.tail[others]
    )
    same &= network.arc_shape[arcs] == -network.arc_shape[others]
    for name in _SAME_BOTH_WAYS:
        column = getattr(network, name)
        one, other = column[arcs], column[others]
        unknown = np.isnan(one) & np.isnan(other) if one.dtype.kind == "f" else False
        same &= (one == other) | unknown
    return np.asarray(same)
