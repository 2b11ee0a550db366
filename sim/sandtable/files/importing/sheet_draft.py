"""Roads between named places becoming a draft: what both sheets of an office share."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from sandtable.files.importing.draft import Draft
from sandtable.ground.language import _

SHOWN = 12
"""So many names at most stand in one sentence."""


_FLAGS = ("one_way", "bridge", "tunnel", "ford", "dike")
_STATED = (*_FLAGS, "length_m", "speed_mps", "lanes", "max_weight_kg")
"""Columns of a draft that a road of a sheet has under the same name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Road:
    """A road between two places; nan or empty = not stated, units in the names."""

    start: str
    end: str
    one_way: bool = False
    length_m: float = math.nan
    speed_mps: float = math.nan
    lanes: float = math.nan
    kind: str = ""
    name: str = ""
    bridge: bool = False
    tunnel: bool = False
    ford: bool = False
    dike: bool = False
    max_weight_kg: float = math.nan

    @property
    def order(self) -> tuple[str, str, str, float, bool]:
        """Return what sorts roads, so that the order of rows decides nothing."""
        return self.start, self.end, self.name, self.length_m, self.one_way


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """Where a place lies and the id an office gives it; nan or empty = not stated."""

    x: float = math.nan
    y: float = math.nan
    code: str = ""


def sheet_draft(
    source: str, crs: str, roads: Sequence[Road], spots: Mapping[str, Spot], told: Counter[str]
) -> Draft:
    """Return a draft of roads between places.

    Ids of places are their codes, or numbers in the order of their names; links are numbered in
    the order of the names of their ends. A road without a name is called after its ends.

    Parameters
    ----------
    roads
        At least one; two directions of one name between two places share a road.
    spots
        What is known of places, by name; those that no road names are left out.
    told
        What was told so far; added to.

    """
    names = sorted({name for road in roads for name in (road.start, road.end)})
    known = [spots.get(name, Spot()) for name in names]
    at = {name: position for position, name in enumerate(names)}
    ordered = sorted(roads, key=lambda road: road.order)
    tail = np.array([at[road.start] for road in ordered], dtype=np.int32)
    head = np.array([at[road.end] for road in ordered], dtype=np.int32)
    _tell_parts(names, tail, head, told)
    unknown = np.full(len(ordered), np.nan)
    ends = [f"{road.start} - {road.end}" for road in ordered]
    stated = {key: np.array([getattr(road, key) for road in ordered]) for key in _STATED}
    return Draft(
        source=source,
        crs=crs,
        node_ids=_ids(known, told),
        x=np.array([one.x for one in known]),
        y=np.array([one.y for one in known]),
        z_m=np.full(len(names), np.nan),
        link_ids=[f"l{k}" for k in range(1, len(ordered) + 1)],
        road_ids=_road_ids(ordered),
        tail=tail,
        head=head,
        classes=[road.kind for road in ordered],
        surfaces=[""] * len(ordered),
        names=[road.name or end for road, end in zip(ordered, ends, strict=True)],
        origins=ends,
        max_height_m=unknown,
        max_width_m=unknown.copy(),
        road_z_m=unknown.copy(),
        max_depth_m=unknown.copy(),
        shape_first=np.zeros(len(ordered) + 1, dtype=np.int64),
        shape_x=np.zeros(0),
        shape_y=np.zeros(0),
        told=told,
        **stated,
    )


def listed(names: Sequence[str]) -> str:
    """Return names for a sentence, the first few of many."""
    shown = ", ".join(names[:SHOWN])
    return f"{shown}, ..." if len(names) > SHOWN else shown


def _ids(spots: Sequence[Spot], told: Counter[str]) -> list[str]:
    codes = [f"n{one.code}" if one.code.isdigit() else one.code for one in spots]
    if all(codes):
        return codes
    if any(codes):
        text = _("Places have no code, so that all places are numbered in the order of their names")
        told[text] += codes.count("")
    return [f"n{k}" for k in range(1, len(spots) + 1)]


def _road_ids(roads: Sequence[Road]) -> list[str]:
    numbers: dict[tuple[str, ...], int] = {}
    return [
        f"r{numbers.setdefault((*sorted((road.start, road.end)), road.name), len(numbers) + 1)}"
        for road in roads
    ]


def _tell_parts(
    names: Sequence[str],
    tail: np.ndarray[tuple[int], np.dtype[np.int32]],
    head: np.ndarray[tuple[int], np.dtype[np.int32]],
    told: Counter[str],
) -> None:
    """List the places of every part but the largest (of equal ones, the first)."""
    joined = coo_array((np.ones(len(tail)), (tail, head)), shape=(len(names), len(names)))
    count, part = connected_components(joined, directed=False)
    largest = int(np.argmax(np.bincount(part)))
    for one in range(count):
        if one != largest:
            apart = [names[at] for at in np.flatnonzero(part == one).tolist()]
            text = _("Places that no road joins to the others: {names}")
            told[text.format(names=listed(apart))] += len(apart)
