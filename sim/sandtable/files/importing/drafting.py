"""A draft from what a source states; all that it never states is filled with unknown."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft

_UNKNOWN_NUMBERS = (
    "length_m",
    "speed_mps",
    "lanes",
    "max_weight_kg",
    "max_height_m",
    "max_width_m",
    "road_z_m",
    "max_depth_m",
)
_UNKNOWN_TEXTS = ("classes", "surfaces", "names", "origins")
_CARRIERS = ("bridge", "tunnel", "ford", "dike")


def drafted(
    *,
    source: str,
    crs: str,
    node_ids: list[str],
    x: NDArray[np.float64],
    y: NDArray[np.float64],
    link_ids: list[str],
    road_ids: list[str],
    tail: NDArray[np.int32],
    head: NDArray[np.int32],
    told: Counter[str],
    **stated: Any,  # noqa: ANN401  columns of `Draft`, each of its own kind
) -> Draft:
    """Return a draft; of the other columns those that are not stated are unknown everywhere.

    Parameters
    ----------
    stated
        Any further columns of a `Draft`, by name; without `one_way` every link is one-way, as in
        formats whose rows are directed arcs.

    """
    n = len(link_ids)
    columns: dict[str, Any] = {name: np.full(n, np.nan) for name in _UNKNOWN_NUMBERS}
    columns |= {name: [""] * n for name in _UNKNOWN_TEXTS}
    columns |= {name: np.zeros(n, np.bool_) for name in _CARRIERS}
    columns |= {
        "z_m": np.full(len(node_ids), np.nan),
        "one_way": np.ones(n, np.bool_),
        "shape_first": np.zeros(n + 1, np.int64),
        "shape_x": np.empty(0),
        "shape_y": np.empty(0),
    }
    columns |= stated
    return Draft(
        source=source,
        crs=crs,
        node_ids=node_ids,
        x=x,
        y=y,
        link_ids=link_ids,
        road_ids=road_ids,
        tail=tail,
        head=head,
        told=told,
        **columns,
    )


def positions(ids: Sequence[str], wanted: Sequence[str]) -> NDArray[np.int32]:
    """Return where each wanted id stands among ids, shape ``(n_wanted,)``; all are there."""
    at = {one: place for place, one in enumerate(ids)}
    return np.array([at[one] for one in wanted], np.int32)
