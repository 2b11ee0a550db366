"""Which arcs a vehicle may use at all: roads, paths, water or air (通行方式)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandtable.world.network import Network

WATER: Final = "water"
"""Class of arcs that are there while flooded deep enough (水面航线)."""
RAMP: Final = "ramp"
"""Class of arcs between road and water, at which a boat is launched (下水点)."""
AIR: Final = "air"
"""Class of arcs between landing sites (空中航线)."""
PATH: Final = "path"
"""Class of arcs for people on foot (步道)."""

_CLOSED: Final = {
    "road": (PATH, RAMP, WATER, AIR),
    "foot": (RAMP, WATER, AIR),
    "water": (PATH, AIR),
}
"""Classes that are closed to what goes ``on`` something; all others are roads."""


def may_use(network: Network, on: str) -> NDArray[np.bool_]:
    """Return on which arcs a vehicle may go, whatever its size, shape ``(n_arcs,)``.

    Parameters
    ----------
    on
        ``road`` | ``foot`` | ``water`` | ``air``. Who goes on water comes to the ramp by road.

    """
    classes = network.facility_type
    open_: NDArray[np.bool_] = classes == AIR
    if on == "air":
        return open_
    open_ = ~open_
    for kind in _CLOSED[on]:
        open_ &= classes != kind
    return open_
