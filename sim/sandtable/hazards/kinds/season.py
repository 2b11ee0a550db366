"""What fires of a season burn (火险期)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sandtable.hazards.fire.ellipse import Ellipse

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from sandtable.world.season import Season


def grown_m2(season: Season, reach_m: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the area of fires whose heads have come so far, as ellipses, forest without end [m2].

    Parameters
    ----------
    reach_m
        From where it was lit to its head, >= 0, shape ``(n,)`` [m].

    """
    area: NDArray[np.float64] = Ellipse(1.0, season.ratio).area_m2(1.0) * reach_m**2
    return area
