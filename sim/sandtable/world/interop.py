"""The network as a NetworkX graph and back, for analyses that others have written."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any, cast

import networkx as nx
import numpy as np
from numpy.typing import NDArray

from sandtable.world.network import Network
from sandtable.world.network_columns import ARC_EXTRAS, Extras

_ARC_COLUMNS = (
    "length_m",
    "free_speed_mps",
    "facility_type",
    "max_weight_kg",
    "max_height_m",
    "max_width_m",
)
_PLAIN_EXTRAS = tuple(name for name in ARC_EXTRAS if name != "arc_shape")
_NAMES = {"arc_ids": "id", "road_ids": "road"}


def to_networkx(network: Network) -> nx.MultiDiGraph:
    """Return a network as a graph whose nodes are node ids and whose edge keys are arc numbers.

    Edges carry ``id``, ``road``, ``length_m``, ``free_speed_mps``, ``facility_type`` and the limits
    that are known; nodes ``number`` and, where known, ``x`` and ``y``; the graph ``crs``, ``kind``
    and ``attribution``. Columns that may be left out are there, under their names, where they say
    anything; the course of an arc that is not straight is ``points``, pairs of x and y.
    """
    graph = nx.MultiDiGraph(crs=network.crs, kind=network.kind, attribution=network.attribution)
    ids = network.node_ids.tolist()
    places = (network.x.tolist(), network.y.tolist(), network.z_m.tolist())
    for number, (node, x, y, z_m) in enumerate(zip(ids, *places, strict=True)):
        graph.add_node(node, number=number, **_known({"x": x, "y": y, "z_m": z_m}))
    columns = {name: getattr(network, name).tolist() for name in _ARC_COLUMNS}
    columns |= {short: getattr(network, name).tolist() for name, short in _NAMES.items()}
    said = set(network.extras())
    columns |= {name: getattr(network, name).tolist() for name in _PLAIN_EXTRAS if name in said}
    ends = zip(network.tail.tolist(), network.head.tolist(), strict=True)
    for arc, (tail, head) in enumerate(ends):
        values = _known({name: column[arc] for name, column in columns.items()})
        if network.arc_shape[arc]:
            x, y = network.points(arc)
            values["points"] = list(zip(x.tolist(), y.tolist(), strict=True))
        graph.add_edge(ids[tail], ids[head], key=arc, **values)
    return graph


def from_networkx(graph: nx.MultiDiGraph) -> Network:
    """Return a graph of the form that `to_networkx` makes as a network.

    Nodes are numbered by their ``number`` where all have one, else in the order of the graph; arcs
    by their keys, which must be 0, 1, 2 and so on over the whole graph.

    Raises
    ------
    ValueError
        If the keys are no arc numbers, or an edge has no ``length_m``.

    """
    places = dict(graph.nodes(data=True))
    if all("number" in place for place in places.values()):
        places = dict(sorted(places.items(), key=lambda item: item[1]["number"]))
    edges = sorted(graph.edges(keys=True, data=True), key=lambda edge: _arc(edge[2]))
    if [key for _tail, _head, key, _data in edges] != list(range(len(edges))):
        message = f"edge keys: expected the arc numbers 0..{len(edges) - 1}, each once"
        raise ValueError(message)
    number = {node: at for at, node in enumerate(places)}
    data = [edge[3] for edge in edges]
    if any("length_m" not in values for values in data):
        message = "length_m: an edge has none"
        raise ValueError(message)
    return Network.from_arrays(
        n_nodes=len(number),
        node_ids=[str(node) for node in number],
        x=[place.get("x", np.nan) for place in places.values()],
        y=[place.get("y", np.nan) for place in places.values()],
        tail=np.array([number[tail] for tail, _head, _key, _data in edges], dtype=np.int32),
        head=np.array([number[head] for _tail, head, _key, _data in edges], dtype=np.int32),
        length_m=[values["length_m"] for values in data],
        free_speed_mps=_column(data, "free_speed_mps"),
        facility_type=[values.get("facility_type", "") for values in data],
        road_ids=_column(data, "road"),
        arc_ids=_column(data, "id"),
        max_weight_kg=[values.get("max_weight_kg", np.nan) for values in data],
        max_height_m=[values.get("max_height_m", np.nan) for values in data],
        max_width_m=[values.get("max_width_m", np.nan) for values in data],
        crs=graph.graph.get("crs", ""),
        kind=graph.graph.get("kind", "imported"),
        attribution=graph.graph.get("attribution", ""),
        **_extras(list(places.values()), data),
    )


def shortest_times(
    network: Network, seconds: NDArray[np.float64], sources: Sequence[int]
) -> NDArray[np.float64]:
    """Return the shortest times from nodes to all nodes as NetworkX finds them, to compare with.

    Parameters
    ----------
    seconds
        Time on each arc, inf = closed, shape ``(n_arcs,)`` [s].
    sources
        Node numbers.

    Returns
    -------
    numpy.ndarray
        inf = unreachable, shape ``(n_sources, n_nodes)`` [s].

    """
    graph = to_networkx(network)
    ids = network.node_ids.tolist()
    number = {node: at for at, node in enumerate(ids)}

    def weight(_tail: str, _head: str, arcs: dict[int, Any]) -> float | None:
        least = min(float(seconds[arc]) for arc in arcs)
        return least if math.isfinite(least) else None

    found = np.full((len(sources), network.n_nodes), np.inf)
    for row, source in enumerate(sources):
        lengths = nx.single_source_dijkstra_path_length(graph, ids[source], weight=weight)
        for node, second in lengths.items():
            found[row, number[node]] = second
    return found


def _extras(places: list[dict[str, Any]], data: list[dict[str, Any]]) -> Extras:
    """Return the columns that may be left out; what an edge does not say is its default."""
    extras: dict[str, Any] = {"z_m": [place.get("z_m", np.nan) for place in places]}
    for name in _PLAIN_EXTRAS:
        if any(name in values for values in data):
            extras[name] = [values.get(name, ARC_EXTRAS[name]) for values in data]
    shapes = [values["points"] for values in data if values.get("points")]
    if shapes:
        bent = np.array([bool(values.get("points")) for values in data])
        extras["arc_shape"] = np.where(bent, np.cumsum(bent), 0)
        extras["shape_first"] = np.cumsum([0, *map(len, shapes)])
        extras["shape_x"], extras["shape_y"] = np.concatenate(shapes).T
    return cast("Extras", extras)


def _known(values: dict[str, Any]) -> dict[str, Any]:
    """Leave out what is nan: a graph says unknown by saying nothing."""
    return {name: value for name, value in values.items() if value == value}  # noqa: PLR0124  nan


def _arc(key: object) -> int:
    return key if isinstance(key, int) else -1


def _column(data: list[dict[str, Any]], name: str) -> list[Any] | None:
    """Return a column that every edge has; None = the network makes its own."""
    return [values[name] for values in data] if all(name in values for values in data) else None
