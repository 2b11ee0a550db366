"""Rows of link.csv becoming arcs: one per direction, in the order of their ids."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.network_classes import DEFAULT_SPEED_KMH, ENGLISH_CLASSES
from sandtable.files.network_columns import YES_OR_NO, NetworkTable
from sandtable.files.network_units import Settings
from sandtable.ground.language import _
from sandtable.ground.names import MAX_ID_BYTES

REVERSE = "_r"
"""What the id of the second arc of a two-way link ends with."""

_KG_PER_T = 1000.0
_LIMITS: Final = (
    ("max_weight", "max_weight_kg", 1.0),
    ("max_weight_t", "max_weight_kg", _KG_PER_T),
    ("max_height_m", "max_height_m", 1.0),
    ("max_width_m", "max_width_m", 1.0),
)
"""Header, column of the network, and one unit of the header."""

_NUMBERS: Final = (("lanes", 0.0), ("road_z_m", -math.inf), ("max_depth_m", 0.0))
"""Header, which is the column of the network, and the smallest number that is right."""

_FLAGS: Final = ("is_bridge", "is_tunnel", "is_ford", "is_dike_road")
_TEXTS: Final = (("name", "names"), ("surface", "surface"), ("origin", "origins"))
"""Header and column of the network."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Links:
    """The rows of link.csv as columns, two-way links still as one row.

    Parameters
    ----------
    ids, roads
        Id of each link and of the road it belongs to.
    tails, heads
        Ids of the nodes at which it begins and ends.
    one_way
        Whether it is directed.
    classes
        Class of the road.
    numbers, texts
        Columns of the network, shape ``(n_links,)`` each: numbers and truth values; texts.

    """

    ids: list[str]
    roads: list[str]
    tails: list[str]
    heads: list[str]
    one_way: list[bool]
    classes: list[str]
    numbers: dict[str, NDArray[Any]]
    texts: dict[str, list[str]]


def read_links(links: NetworkTable, node_ids: Sequence[str] | None, settings: Settings) -> Links:
    """Read the rows of link.csv, adding to the faults of the table.

    Parameters
    ----------
    node_ids
        Ids of the nodes; None = node.csv could not be read, so that no node is said to be missing.

    """
    ids = links.ids("link_id", "l", unique=True)
    ends = [links.ids(header, "n") for header in ("from_node_id", "to_node_id")]
    if node_ids is not None:
        known = set(node_ids)
        for header, nodes in zip(("from_node_id", "to_node_id"), ends, strict=True):
            links.among(header, nodes, known, _("a node_id of node.csv"))
    one_way = _one_way(links)
    _check_reverse_ids(links, ids, one_way)
    classes = [ENGLISH_CLASSES.get(text, text) for text in links.texts("facility_type")]
    numbers = _limits(links) | _extras(links)
    numbers["length_m"] = _lengths(links, settings.metres)
    numbers["free_speed_mps"] = _speeds(links, classes, settings.speed)
    return Links(
        ids=ids,
        roads=_roads(links, ids, ends, one_way),
        tails=ends[0],
        heads=ends[1],
        one_way=one_way,
        classes=classes,
        numbers=numbers,
        texts={name: links.texts(header) for header, name in _TEXTS if header in links.columns},
    )


def arcs(links: Links, node_number: dict[str, int], shapes: NDArray[np.int32]) -> dict[str, Any]:
    """Return the columns of `Network.from_arrays`, arcs in the order of their ids.

    Parameters
    ----------
    shapes
        Shape of each link, as ``arc_shape`` says it, shape ``(n_links,)``.

    """
    back = [at for at, one_way in enumerate(links.one_way) if not one_way]
    row = np.array([*range(len(links.ids)), *back])
    ids = links.ids + [links.ids[at] + REVERSE for at in back]
    tails = [node_number[node] for node in links.tails]
    heads = [node_number[node] for node in links.heads]
    tail = np.array(tails + [heads[at] for at in back], dtype=np.int32)
    head = np.array(heads + [tails[at] for at in back], dtype=np.int32)
    order = np.array(sorted(range(len(ids)), key=ids.__getitem__))
    row = row[order]
    return {
        "arc_ids": [ids[at] for at in order],
        "tail": tail[order],
        "head": head[order],
        "road_ids": [links.roads[at] for at in row],
        "facility_type": [links.classes[at] for at in row],
        "arc_shape": np.concatenate([shapes, -shapes[back]])[order],
        **{name: column[row] for name, column in links.numbers.items()},
        **{name: [column[at] for at in row] for name, column in links.texts.items()},
    }


def _one_way(links: NetworkTable) -> list[bool]:
    read = [YES_OR_NO.get(text.lower()) if text else None for text in links.columns["directed"]]
    for at, one in enumerate(read):
        if one is None:
            expected = _("1 for one direction or 0 for both")
            links.fault(at, "directed", expected, _("Write 1 or 0."))
    return [one is not False for one in read]


def _check_reverse_ids(links: NetworkTable, ids: list[str], one_way: list[bool]) -> None:
    """Note where the id of a second arc is too long or belongs to another link."""
    known = set(ids)
    for at in (at for at, directed in enumerate(one_way) if not directed):
        one = ids[at]
        if one + REVERSE in known or len(one) > MAX_ID_BYTES - len(REVERSE):
            expected = _("an id for which '{id}' is free and short enough").format(id=one + REVERSE)
            repair = _("The way back of a link with directed 0 needs that id: rename one of them.")
            links.fault(at, "link_id", expected, repair)


def _lengths(links: NetworkTable, metres: float) -> NDArray[np.float64]:
    expected = _("a length above 0")
    return links.quantities("length", metres, expected, blank_is_a_fault=True)


def _speeds(
    links: NetworkTable, classes: list[str], unit: tuple[float, float]
) -> NDArray[np.float64]:
    """Return the free speeds, assumed by class where none is stated."""
    speeds = links.quantities("free_speed", unit[0], _("a speed above 0"), per=unit[1])
    said: set[str] = set()
    stated = links.texts("free_speed")
    for at in np.flatnonzero(np.isnan(speeds)).tolist():
        kind = classes[at]
        if kind in DEFAULT_SPEED_KMH:
            speeds[at] = DEFAULT_SPEED_KMH[kind] / 3.6
        elif not stated[at] and kind not in said:  # once for each class: there may be thousands
            said.add(kind)
            header = "free_speed" if "free_speed" in links.columns else "facility_type"
            if header not in links.columns:
                _no_speeds(links)
                break
            expected = _("a free_speed, or a facility_type among {names}").format(
                names=", ".join(DEFAULT_SPEED_KMH)
            )
            links.fault(at, header, expected, _("State the speed of every road of this class."))
    return speeds


def _no_speeds(links: NetworkTable) -> None:
    expected = _("the columns {names}").format(names="free_speed, facility_type")
    repair = _("Add one of the columns: a speed is stated or assumed by class.")
    links.faults.append(links.table.fault(1, "", _("no such column"), expected, repair))


def _extras(links: NetworkTable) -> dict[str, NDArray[Any]]:
    """Return numbers and truth values that the table states and few tables have."""
    expected = {
        0.0: _("a number of at least 0, or nothing"),
        -math.inf: _("a number, or nothing"),
    }
    columns: dict[str, NDArray[Any]] = {
        header: links.quantities(header, 1.0, expected[least], least=least)
        for header, least in _NUMBERS
        if header in links.columns
    }
    return columns | {header: links.flags(header) for header in _FLAGS if header in links.columns}


def _limits(links: NetworkTable) -> dict[str, NDArray[Any]]:
    """Return the limits that the table states, nan = unknown."""
    columns: dict[str, NDArray[Any]] = {}
    for header, name, unit in _LIMITS:
        if header in links.columns:
            read = links.quantities(header, unit, _("a limit above 0, or nothing"))
            before = columns.get(name, read)
            columns[name] = np.where(np.isnan(read), before, read)
    return columns


def _roads(
    links: NetworkTable, ids: list[str], ends: list[list[str]], one_way: list[bool]
) -> list[str]:
    """Return the road of each link: as stated, else both directions between two nodes are one."""
    stated = (
        links.ids("road_id", "r", blank=True) if "road_id" in links.columns else [""] * len(ids)
    )
    if all(stated):
        return stated
    roads = []
    for road, link, tail, head, directed in zip(stated, ids, *ends, one_way, strict=True):
        pair = f"{min(tail, head)}_{max(tail, head)}"
        if road or not directed or len(pair) > MAX_ID_BYTES:
            roads.append(road or link)
        else:
            roads.append(pair)
    return roads
