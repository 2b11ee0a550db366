"""What is still reached while stations are busy: every choice of them, or many (占用)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.luck import Luck
from sandtable.study.demand import Demand
from sandtable.study.reach import Clock, TeamTimes, part

MOST_CHOICES = 20_000
"""Up to so many choices of busy stations all are tried; beyond, so many that luck picks."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Busy:
    """What is reached while k stations are busy, each with all its teams.

    Parameters
    ----------
    busy
        How many stations.
    mean
        Over all choices of them, each as likely as any other: exact [0-1]; nan = no such demand.
    worst
        Of the choices that were tried [0-1].
    sure
        Part that more than k stations reach: it is reached whichever k of them are busy [0-1].
    stations
        Bases that are busy in the worst case.
    choices
        How many choices were tried.
    is_exact
        All were tried. Otherwise the true worst case may be worse.

    """

    of: str
    clock: Clock
    limit_s: float
    busy: int
    mean: float
    worst: float
    sure: float
    stations: tuple[str, ...]
    choices: int
    is_exact: bool


def busy_shares(
    reach: TeamTimes,
    demand: Demand,
    limit_s: float,
    busy: int,
    *,
    seed: int = 0,
    travel: bool = True,
    most: int = MOST_CHOICES,
) -> Busy:
    """Return what is reached while k stations are busy.

    The mean has a closed form. A node that c of n stations reach within the limit is lost when all
    of them are among the k busy ones, with probability C(n - c, k - c) / C(n, k) (hypergeometric).
    The worst case is found among all choices where they are few; else among as many as `most` that
    luck picks, and one made by taking away the station that is missed most, again and again.

    Raises
    ------
    ValueError
        If there are fewer stations than shall be busy.

    """
    n = len(reach.sites)
    if not 0 <= busy <= n:
        message = f"busy: found {busy}, expected 0 to {n}"
        raise ValueError(message)
    covers = reach.by_site_s(demand.nodes, travel=travel) <= limit_s
    is_exact = math.comb(n, busy) <= most
    if is_exact:
        tried = list(combinations(range(n), busy))
    else:
        picked = _picked(reach.sites, busy, Luck(seed, 0), most)
        tried = [*picked, _most_missed(covers, demand, busy)]
    kept = [_kept(covers, demand, gone) for gone in tried]
    worst = int(np.argmin(kept))
    total = demand.total
    return Busy(
        of=demand.kind,
        clock="travel" if travel else "arrival",
        limit_s=limit_s,
        busy=busy,
        mean=_mean(covers, demand, busy),
        worst=kept[worst] / total if total > 0.0 else math.nan,
        sure=part(demand, covers.sum(axis=0) > busy),
        stations=tuple(reach.sites[site] for site in tried[worst]),
        choices=len(tried),
        is_exact=is_exact,
    )


def next_nearest_s(
    reach: TeamTimes, nodes: NDArray[np.int64], k: int, *, travel: bool = True
) -> NDArray[np.float64]:
    """Return the time of the (k + 1)-th nearest base to each node, shape ``(n,)`` [s].

    Whatever k bases are busy, somebody is there by then; inf = not even k + 1 bases reach it.
    """
    times = reach.by_site_s(nodes, travel=travel)
    if k >= times.shape[0]:
        return np.full(nodes.size, np.inf)
    nearest: NDArray[np.float64] = np.partition(times, k, axis=0)[k]
    return nearest


def _mean(covers: NDArray[np.bool_], demand: Demand, busy: int) -> float:
    n, total = covers.shape[0], demand.total
    if total <= 0.0:
        return math.nan
    # math.comb of more than there are is 0, of a negative number of things an error.
    lost = np.array([math.comb(n - c, busy - c) if c <= busy else 0 for c in range(n + 1)], object)
    weights = demand.weights * (lost / math.comb(n, busy))[covers.sum(axis=0)].astype(np.float64)
    return 1.0 - math.fsum(weights.tolist()) / total


def _kept(covers: NDArray[np.bool_], demand: Demand, gone: tuple[int, ...]) -> float:
    free = np.ones(covers.shape[0], np.bool_)
    free[list(gone)] = False
    return float(demand.weights[covers[free].any(axis=0)].sum())


def _picked(sites: Sequence[str], busy: int, luck: Luck, count: int) -> list[tuple[int, ...]]:
    """Return choices that luck picks: the busy ones are those with the least draws."""
    return [
        tuple(sorted(np.argsort(luck.uniforms("busy", sites, visit))[:busy].tolist()))
        for visit in range(count)
    ]


def _most_missed(covers: NDArray[np.bool_], demand: Demand, busy: int) -> tuple[int, ...]:
    """Return the choice made by taking away the station that is missed most, again and again."""
    gone: tuple[int, ...] = ()
    for _ in range(busy):
        left = [site for site in range(covers.shape[0]) if site not in gone]
        missed = min(left, key=lambda site: _kept(covers, demand, (*gone, site)))
        gone = (*gone, missed)
    return tuple(sorted(gone))
