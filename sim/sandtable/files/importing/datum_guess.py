"""Whether roads look shifted: places that are known to lie on roads tell."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from sandtable.ground.ellipsoid import local_metres
from sandtable.ground.language import _

Floats = NDArray[np.float64]

FEWEST_ANCHORS = 5
"""So many places at least, for a smaller number may lie nearer to shifted roads by chance."""

_STEP_M = 25.0
"""How densely roads are sampled."""


def looks_shifted(
    first: NDArray[np.int64], lon: Floats, lat: Floats, anchor_lon: Floats, anchor_lat: Floats
) -> str:
    """Return a warning if roads look as if they were in GCJ-02 or BD-09; empty = they do not.

    Places that should lie on roads (township seats, stations) in WGS-84 are moved as a web map
    would move them. Roads look shifted if the median distance of the moved places to the nearest
    road is below half of what it is unmoved, and three quarters of the places come nearer.

    Parameters
    ----------
    first, lon, lat
        Where each line of points begins, shape ``(n_lines + 1,)``, and the points that are
        supposed to be in WGS-84, shape ``(n_points,)`` [deg].
    anchor_lon, anchor_lat
        Places in WGS-84, at least `FEWEST_ANCHORS`, shape ``(n_anchors,)`` [deg].

    """
    known = np.isfinite(anchor_lon) & np.isfinite(anchor_lat)
    here = (anchor_lon[known], anchor_lat[known])
    if known.sum() < FEWEST_ANCHORS or not lon.size:
        return ""
    shifted = wgs84_to_gcj02(*here)
    moved = {"GCJ-02": shifted, "BD-09": gcj02_to_bd09(*shifted)}
    as_is, *others = _distances(first, lon, lat, [here, *moved.values()])
    best, name = min((float(np.median(one)), name) for one, name in zip(others, moved, strict=True))
    nearer = np.mean(others[list(moved).index(name)] < as_is)
    if best >= 0.5 * float(np.median(as_is)) or nearer < 0.75:
        return ""
    return _(
        "Roads look as if they were in {name}: {count} known places lie {metres:.0f} m from the "
        "nearest road, moved as in {name} {moved:.0f} m (medians)"
    ).format(name=name, count=known.sum(), metres=float(np.median(as_is)), moved=best)


def draft_looks_shifted(draft: Draft, anchor_lon: Floats, anchor_lat: Floats) -> str:
    """Return the warning of `looks_shifted` about a draft in WGS-84; straight roads count, too."""
    bent = np.diff(draft.shape_first) > 0
    ends = np.column_stack((draft.tail, draft.head))[~bent].ravel()
    first = np.concatenate(
        (draft.shape_first[:-1][bent], draft.shape_x.size + np.arange(0, ends.size + 1, 2))
    )
    x, y = (
        np.concatenate((draft.shape_x, draft.x[ends])),
        np.concatenate((draft.shape_y, draft.y[ends])),
    )
    if not np.all(np.isfinite(x)):
        return ""  # a sheet of roads between villages need not know where all of them lie
    return looks_shifted(first, x, y, anchor_lon, anchor_lat)


def _distances(
    first: NDArray[np.int64], lon: Floats, lat: Floats, places: list[tuple[Floats, Floats]]
) -> list[Floats]:
    """Return the distance of each set of places to the nearest road [m]."""
    sizes = [one.size for one, _lat in places]
    x, y = local_metres(
        np.concatenate((lon, *(one for one, _lat in places))),
        np.concatenate((lat, *(one for _lon, one in places))),
    )
    roads = np.column_stack(_dense(first, x[: lon.size], y[: lon.size]))
    spots = np.column_stack((x[lon.size :], y[lon.size :]))
    far = cKDTree(roads).query(spots)[0]
    return np.split(far, np.cumsum(sizes)[:-1])


def _dense(first: NDArray[np.int64], x: Floats, y: Floats) -> tuple[Floats, Floats]:
    """Return points on the lines, none farther than a step from the next."""
    inner = np.ones(x.size, dtype=np.bool_)
    inner[first[1:][first[1:] > first[:-1]] - 1] = False  # no step leads from a line's last point
    at = np.flatnonzero(inner)
    dx, dy = x[at + 1] - x[at], y[at + 1] - y[at]
    parts = np.maximum(1, np.ceil(np.hypot(dx, dy) / _STEP_M)).astype(np.int64)
    step = np.repeat(np.arange(at.size), parts)
    share = (np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)) / parts[step]
    last = np.flatnonzero(~inner)
    return (
        np.concatenate((x[at][step] + share * dx[step], x[last])),
        np.concatenate((y[at][step] + share * dy[step], y[last])),
    )
