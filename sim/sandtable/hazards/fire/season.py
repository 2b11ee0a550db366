"""A season of fires, thinned from candidates that stay the same under every plan (火险期)."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

    from sandtable.ground.luck import Luck

DAY_S = 86400.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ignition:
    """A fire that begins in a season.

    Parameters
    ----------
    id
        Day and number of the candidate it was: the same under every plan.
    at_s
        Since the begin of the season [s].
    place
        Number of the place, as in the weights.

    """

    id: str
    at_s: float
    place: int


def season(
    name: str,
    luck: Luck,
    rates: Sequence[float],
    *,
    ceiling: float,
    weights: Sequence[float],
) -> tuple[Ignition, ...]:
    """Return the fires of a season, in order of time.

    Each day has a Poisson number of candidates with the ceiling as their mean; a candidate becomes
    a fire with chance rate over ceiling. Prevention that lowers a rate only takes fires away and
    moves none.

    Parameters
    ----------
    name
        Id of the season's entry.
    luck
        That of the hazard sample.
    rates
        Expected fires of each day, by its fire weather, 0 to ceiling [1/day].
    ceiling
        > 0, at most 100 [1/day]; the same under all plans that are compared.
    weights
        How likely each place is, >= 0, some above 0.

    Raises
    ------
    ValueError
        If a rate or weight lies outside its range.

    """
    daily, share = np.asarray(rates, dtype=np.float64), np.asarray(weights, dtype=np.float64)
    if not 0.0 < ceiling <= 100.0:
        raise ValueError(f"season: found a ceiling of {ceiling}, expected above 0, at most 100")
    if not np.all((daily >= 0.0) & (daily <= ceiling)):
        raise ValueError("season: expected rates of at least 0 and at most the ceiling")
    if not (share.size and np.all(share >= 0.0) and share.sum() > 0.0):
        raise ValueError("season: expected weights of at least 0, some above 0")
    edges = np.cumsum(share) / share.sum()
    fires = []
    for day, rate in enumerate(daily.tolist()):
        entity = f"{name}.day{day}"
        candidates = _poisson(ceiling, luck.uniform("fire_candidates", entity))
        for number in range(candidates):
            one = f"{entity}.{number}"
            mark, time, place = (luck.uniform("fire_ignition", one, k=k) for k in range(3))
            if mark * ceiling < rate:
                where = int(np.searchsorted(edges, place, side="right"))
                fires.append(Ignition(id=one, at_s=(day + time) * DAY_S, place=where))
    return tuple(sorted(fires, key=lambda fire: (fire.at_s, fire.id)))


def _poisson(mean: float, u: float) -> int:
    """Return the number of events by inversion."""
    number, term = 0, math.exp(-mean)
    below = term
    while u > below and term > 0.0:
        number += 1
        term *= mean / number
        below += term
    return number


def burned_share(burned_m2: ArrayLike, forest_m2: float) -> NDArray[np.float64]:
    """Return the burned part of the forest (受害率) as a fraction; times 1000 it is ‰.

    Raises
    ------
    ValueError
        If there is no forest.

    """
    if not forest_m2 > 0.0:
        raise ValueError("burned share: expected a forest of more than 0 m2")
    return np.asarray(burned_m2, dtype=np.float64) / forest_m2
