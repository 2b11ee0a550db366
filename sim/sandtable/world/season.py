"""Seasons of forest fires: many fires, each as large as the response lets it become (火险期)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Season:
    """What burns of a forest; its fires are the incidents of the arrivals of the same id (火险期).

    Parameters
    ----------
    head_mps
        Speed of the head of a fire that is lit on each day of the run, >= 0 [m/s].
    ratio
        Length of a fire over its width, >= 1.
    forest_km2
        Forest by number of the node at which fires are lit, > 0 [km2].
    burns_s
        How long a fire burns that nobody fights, > 0 [s].
    stands_for_s
        Time for which the counted part of the run stands: a season may be the year's; nan = for
        itself [s].

    """

    id: str
    head_mps: tuple[float, ...]
    ratio: float
    forest_km2: Mapping[int, float]
    burns_s: float = DAY_S
    stands_for_s: float = float("nan")
