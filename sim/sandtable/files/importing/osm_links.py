"""Ways of OpenStreetMap cut into links where they meet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.drafting import drafted
from sandtable.files.importing.ids import number_ids
from sandtable.files.importing.osm_roads import Road
from sandtable.ground.language import _

_NUMBERS = (
    "speed_mps",
    "lanes",
    "max_weight_kg",
    "max_height_m",
    "max_width_m",
)
_CARRIERS = ("bridge", "tunnel", "dike")


def links_of(
    *,
    source: str,
    roads: Sequence[Road],
    way_ids: NDArray[np.int64],
    sizes: NDArray[np.int64],
    refs: NDArray[np.int64],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    fords: NDArray[np.int64],
    told: Counter[str],
) -> Draft:
    """Return the links of roads: each from one node that is used more than once to the next.

    The k-th link of way 17 is l17_k, from 1, and a road of its own: r17_k.

    Parameters
    ----------
    way_ids, sizes
        Way of each road, and how many of the points are its, shape ``(n_roads,)``.
    refs, x, y
        Node behind each point, longitude and latitude, shape ``(n_points,)``.
    fords
        Nodes at which water crosses the road, increasing, shape ``(n_fords,)``.

    """
    first, last, road = _cut(sizes, refs)
    backward = np.array([one.direction < 0 for one in roads], np.bool_)[road]
    ends = np.where(backward, last, first), np.where(backward, first, last)
    nodes, at = np.unique(refs[np.concatenate(ends)], return_index=True)
    places = np.concatenate(ends)[at]
    if n_back := int(np.count_nonzero(backward)):
        sentence = _("One-way links against the order of their points (oneway=-1) turned round")
        told[sentence] += n_back
    numbers = _numbers(way_ids[road])
    of_road = [roads[one] for one in road.tolist()]
    return drafted(
        source=source,
        crs="EPSG:4326",
        node_ids=number_ids(nodes, "n"),
        x=x[places],
        y=y[places],
        link_ids=["l" + one for one in numbers],
        road_ids=["r" + one for one in numbers],
        tail=np.searchsorted(nodes, refs[ends[0]]).astype(np.int32),
        head=np.searchsorted(nodes, refs[ends[1]]).astype(np.int32),
        told=told,
        origins=list(map(str, way_ids[road].tolist())),
        ford=_fords(of_road, first, last, np.isin(refs, fords)),
        **_stated(of_road),
        **_shapes(first, last, backward, x, y),
    )


def _cut(
    sizes: NDArray[np.int64], refs: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return the first and last point of each link, and its road."""
    last_of_road = np.cumsum(sizes) - 1
    _nodes, which, uses = np.unique(refs, return_inverse=True, return_counts=True)
    is_cut = uses[which] > 1
    is_cut[last_of_road] = True
    is_cut[last_of_road - sizes + 1] = True
    cuts = np.flatnonzero(is_cut)
    road = np.repeat(np.arange(sizes.size), sizes)[cuts]
    same = road[1:] == road[:-1]
    return cuts[:-1][same], cuts[1:][same], road[1:][same]


def _numbers(ways: NDArray[np.int64]) -> list[str]:
    """Return 17_1, 17_2, ... for the links of way 17, which stand together."""
    row = np.arange(ways.size)
    new = np.append(True, ways[1:] != ways[:-1])
    order = row - np.maximum.accumulate(np.where(new, row, 0)) + 1
    texts = zip(number_ids(ways, ""), order.tolist(), strict=True)
    return [f"{way}_{k}" for way, k in texts]


def _stated(
    roads: Sequence[Road],
) -> dict[str, NDArray[np.float64] | NDArray[np.bool_] | list[str]]:
    """Return the columns that the road of each link states."""
    return {
        "one_way": np.array([one.direction != 0 for one in roads], np.bool_),
        "classes": [one.class_ for one in roads],
        "surfaces": [one.surface for one in roads],
        "names": [one.name for one in roads],
        **{key: np.array([getattr(one, key) for one in roads], np.float64) for key in _NUMBERS},
        **{key: np.array([getattr(one, key) for one in roads], np.bool_) for key in _CARRIERS},
    }


def _fords(
    roads: Sequence[Road],
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    wet: NDArray[np.bool_],
) -> NDArray[np.bool_]:
    """Return which links are fords, by their way or by a point on them, ends included."""
    before = np.append(0, np.cumsum(wet))
    by_point = before[last + 1] > before[first]
    ford: NDArray[np.bool_] = by_point | np.array([one.ford for one in roads], np.bool_)
    return ford


def _shapes(
    first: NDArray[np.int64],
    last: NDArray[np.int64],
    backward: NDArray[np.bool_],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
) -> dict[str, NDArray[np.float64] | NDArray[np.int64]]:
    """Return the columns of points, in the order of driving; a straight link has none."""
    n_points = np.where(last - first > 1, last - first + 1, 0)
    shape_first = np.append(0, np.cumsum(n_points))
    step = np.arange(shape_first[-1]) - np.repeat(shape_first[:-1], n_points)
    point = np.where(
        np.repeat(backward, n_points),
        np.repeat(last, n_points) - step,
        np.repeat(first, n_points) + step,
    )
    return {"shape_first": shape_first, "shape_x": x[point], "shape_y": y[point]}
