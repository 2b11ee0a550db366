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

CLASSES = (("low", 0.0), ("moderate", 5.0), ("high", 12.0), ("very_high", 24.0), ("extreme", 50.0))
"""Classes of the forest fire danger index, each from its value up (McArthur 1967)."""


def danger_index(
    temperature_c: ArrayLike,
    humidity_pct: ArrayLike,
    wind_km_h: ArrayLike,
    drought_factor: ArrayLike,
) -> NDArray[np.float64]:
    """Return the forest fire danger index Mark 5, FFDI (森林火险指数).

    2 exp(-0.450 + 0.987 ln D - 0.0345 H + 0.0338 T + 0.0234 V).

    Parameters
    ----------
    temperature_c, humidity_pct, wind_km_h
        Of the early afternoon: T [°C], relative humidity H, 0 to 100 [%], and wind V at 10 m, >= 0
        [km/h].
    drought_factor
        D, above 0 to 10.

    Raises
    ------
    ValueError
        If a number lies outside its range.

    References
    ----------
    Noble, Bary and Gill (1980), McArthur's fire-danger meters expressed as equations, Australian
    Journal of Ecology 5, 201-203. Made for eucalypt forest; elsewhere a ranking, confidence low.

    """
    warm, humid, wind, drought = (
        np.asarray(value, dtype=np.float64)
        for value in (temperature_c, humidity_pct, wind_km_h, drought_factor)
    )
    if not (np.all((humid >= 0.0) & (humid <= 100.0)) and np.all(wind >= 0.0)):
        raise ValueError("fire weather: expected a humidity of 0 to 100 % and a wind of at least 0")
    if not np.all((drought > 0.0) & (drought <= 10.0)):
        raise ValueError("fire weather: expected a drought factor above 0, at most 10")
    return 2.0 * np.exp(
        -0.450 + 0.987 * np.log(drought) - 0.0345 * humid + 0.0338 * warm + 0.0234 * wind
    )


def danger_class(index: float) -> str:
    """Return the class of a danger index, one of `CLASSES`."""
    return [name for name, least in CLASSES if index >= least][-1]


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
