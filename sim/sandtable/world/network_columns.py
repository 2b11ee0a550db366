"""Columns of a network as arrays: checked, copied, and free of charge where they say nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, TypedDict

import numpy as np
from numpy.typing import ArrayLike, NDArray

from sandtable.world.network_shapes import shared_shapes


class Extras(TypedDict, total=False):
    """Columns of a network that may be left out, each then as its default says everywhere.

    Per node ``z_m``: height, default nan = unknown [m]. Per arc:

    * ``lanes``: lanes of this direction, >= 0, default nan = unknown;
    * ``surface``, ``names``, ``origins``: surface, name, id in the source, default "" = unknown;
    * ``is_bridge``, ``is_tunnel``, ``is_ford``, ``is_dike_road``: what carries it, default False;
    * ``road_z_m``: height of the carriageway, default nan = unknown [m];
    * ``max_depth_m``: water in which it is still driven, >= 0, default nan = the vehicle decides
      [m];
    * ``part_of``: number of the arc that this one is a part of, default -1 = none; what lies on an
      arc lies on its parts, which are there for places on the road (`network_spots`);
    * ``arc_shape``: k + 1 for shape k, -(k + 1) for the same from its end to its beginning,
      default 0 = straight.

    ``shape_first``, shape ``(n_shapes + 1,)``, says where the points of each shape begin in
    ``shape_x`` and ``shape_y``, shape ``(n_points,)``, which are in the network's `crs`.
    """

    z_m: ArrayLike | None
    lanes: ArrayLike | None
    surface: Sequence[str] | None
    is_bridge: ArrayLike | None
    is_tunnel: ArrayLike | None
    is_ford: ArrayLike | None
    is_dike_road: ArrayLike | None
    road_z_m: ArrayLike | None
    max_depth_m: ArrayLike | None
    names: Sequence[str] | None
    origins: Sequence[str] | None
    part_of: ArrayLike | None
    arc_shape: ArrayLike | None
    shape_first: ArrayLike | None
    shape_x: ArrayLike | None
    shape_y: ArrayLike | None


NODE_EXTRAS: Final[Mapping[str, Any]] = {"z_m": np.float64(np.nan)}
ARC_EXTRAS: Final[Mapping[str, Any]] = {
    "lanes": np.float64(np.nan),
    "surface": np.str_(""),
    "is_bridge": np.bool_(0),
    "is_tunnel": np.bool_(0),
    "is_ford": np.bool_(0),
    "is_dike_road": np.bool_(0),
    "road_z_m": np.float64(np.nan),
    "max_depth_m": np.float64(np.nan),
    "names": np.str_(""),
    "origins": np.str_(""),
    "arc_shape": np.int32(0),
    "part_of": np.int32(-1),
}
"""Columns that may be left out, and what they hold then."""

SHAPES: Final = ("shape_first", "shape_x", "shape_y")
EXTRAS: Final = (*NODE_EXTRAS, *ARC_EXTRAS, *SHAPES)
"""All columns that may be left out; one that says nothing is neither saved nor hashed."""

_DEFAULTS: Final = {**NODE_EXTRAS, **ARC_EXTRAS}
_NOT_NEGATIVE: Final = ("lanes", "max_depth_m")


def extra_columns(given: Mapping[str, Any], n_nodes: int, n_arcs: int) -> dict[str, NDArray[Any]]:
    """Return all columns that may be left out, as arrays of the right type and shape.

    Raises
    ------
    ValueError
        If one has another shape, a negative or infinite number, or shapes that do not fit.
    TypeError
        If there is no column of a name.

    """
    if unknown := sorted(set(given) - set(EXTRAS)):
        message = f"{unknown[0]}: a network has no such column"
        raise TypeError(message)
    columns = {
        name: _extra(name, given.get(name), n_nodes if name in NODE_EXTRAS else n_arcs)
        for name in _DEFAULTS
    }
    first, x, y = (given.get(name) for name in SHAPES)
    return columns | shared_shapes(columns["arc_shape"], first, x, y)


def says_nothing(name: str, column: NDArray[Any]) -> bool:
    """Return whether a column that may be left out holds its default everywhere."""
    if name in SHAPES:
        return column.size <= (name == "shape_first")
    if column.strides == (0,) or not column.size:
        return True
    default = _DEFAULTS[name]
    if column.dtype.kind == "f":
        return bool(np.isnan(column).all())
    return bool(np.all(column == default))


def integers(name: str, values: ArrayLike, n_nodes: int) -> NDArray[np.int32]:
    """Return node numbers, shape ``(n_arcs,)``."""
    array = np.asarray(values)
    if array.ndim != 1 or (array.size and not np.issubdtype(array.dtype, np.integer)):
        found = f"{array.dtype} of shape {array.shape}"
        message = f"{name}: found {found}, expected whole numbers (n_arcs,)"
        raise ValueError(message)
    if array.size and (array.min() < 0 or array.max() >= n_nodes):
        message = f"{name}: found a node outside 0..{n_nodes - 1}"
        raise ValueError(message)
    return array.astype(np.int32)


def numbers(name: str, values: ArrayLike | None, n: int, default: float) -> NDArray[np.float64]:
    """Return a copy of a column of numbers, shape ``(n,)``."""
    array = np.full(n, default) if values is None else np.array(values, dtype=np.float64)
    if array.shape != (n,):
        message = f"{name}: found shape {array.shape}, expected ({n},)"
        raise ValueError(message)
    return array


def texts(
    name: str, values: Sequence[str] | None, n: int, default: Callable[[], list[str]]
) -> NDArray[np.str_]:
    """Return a column of texts, shape ``(n,)``."""
    array = np.array(default() if values is None else list(values), dtype=np.str_)
    if array.size != n:
        message = f"{name}: found {array.size} values, expected {n}"
        raise ValueError(message)
    return array


def _extra(name: str, values: Any, n: int) -> NDArray[Any]:  # noqa: ANN401  any column
    """Return one column; a single value stands for all where it is the default."""
    default = _DEFAULTS[name]
    if values is None:
        return np.broadcast_to(default, n)
    array = np.array(values, dtype=default.dtype if default.dtype.kind != "U" else np.str_)
    if array.shape != (n,):
        message = f"{name}: found shape {array.shape}, expected ({n},)"
        raise ValueError(message)
    if array.dtype.kind == "f" and np.isinf(array).any():
        message = f"{name}: found an infinite number"
        raise ValueError(message)
    if name in _NOT_NEGATIVE and np.any(array < 0.0):
        message = f"{name}: found a negative number"
        raise ValueError(message)
    return np.broadcast_to(default, n) if says_nothing(name, array) else array
