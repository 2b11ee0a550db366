"""How dangerous deep and fast water is (洪水影响).

All functions take depths [m] and velocities [m/s] as arrays of one shape and return arrays of it.
Velocity may be unknown (level pool, HAND): pass 0 and say "depth only" in the cause.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from sandtable.world.water_limits import Limits

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Water = NDArray[np.float64]


HAZARD_CLASSES = (
    Limits(dv_m2s=0.3, depth_m=0.3, velocity_mps=2.0),
    Limits(dv_m2s=0.6, depth_m=0.5, velocity_mps=2.0),
    Limits(dv_m2s=0.6, depth_m=1.2, velocity_mps=2.0),
    Limits(dv_m2s=1.0, depth_m=2.0, velocity_mps=2.0),
    Limits(dv_m2s=4.0, depth_m=4.0, velocity_mps=4.0),
)
"""H1 to H5; what is beyond H5 is H6."""


def hazard_class(depth_m: Water, velocity_mps: Water) -> NDArray[np.int64]:
    """Return the flood hazard class H1 ... H6 as 1 ... 6: the first whose limits all hold.

    References
    ----------
    New South Wales, Flood risk management guideline FB03 (2023); AIDR guideline 7-3.

    """
    beyond = [~limits.withstands(depth_m, velocity_mps) for limits in HAZARD_CLASSES]
    return 1 + np.asarray(np.sum(beyond, axis=0, dtype=np.int64))
