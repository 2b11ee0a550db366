"""Who is reached from the bases in free flow, and in how many minutes (可达范围)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sandtable.study.answering import answerers
from sandtable.study.reach import TeamTimes
from sandtable.world.world import World


def reach_s(world: World) -> NDArray[np.float64]:
    """Return the driving time from the nearest own team to each node, shape ``(n_nodes,)`` [s].

    Every team drives its own vehicle, on undisturbed roads; turnout is not in it. inf = no way.

    """
    return TeamTimes(world, answerers(world)).first_s(np.arange(world.network.n_nodes))
