"""A way in several legs: to a place that was wrong, and on to the right one (多段行程)."""

from __future__ import annotations

from sandtable.dispatch.drives import Trip
from sandtable.ground.clock import TICK_S

_ROUNDING_S = 4.0 * TICK_S
"""Instants on the way are rounded to the grid: less than this is no detour."""


class Legs:
    """What was driven before a vehicle knew where to go.

    Parameters
    ----------
    best_s
        Free-flow time of the best way from the first start to the last goal [s].

    """

    def __init__(self, best_s: float) -> None:
        self._best_s = best_s
        self._trips: list[Trip] = []

    def add(self, trip: Trip) -> None:
        """Add a leg."""
        self._trips.append(trip)

    def joined_with(self, last: Trip, total_s: float) -> Trip:
        """Return the way as one trip, whose four times sum exactly to its duration.

        What was driven is free flow as far as the best way takes, and else detour. Time between
        the legs went into the search: it is waiting.

        Parameters
        ----------
        last
            The leg that ended at the right place.
        total_s
            Duration of all [s].

        """
        trips = [*self._trips, last]
        driven_s = sum(trip.free_flow_s + trip.detour_s for trip in trips)
        slowed_s = sum(trip.slowed_s for trip in trips)
        free_s = min(self._best_s, driven_s)
        if driven_s - free_s <= _ROUNDING_S:
            free_s = driven_s
        met = [cause for trip in trips for cause in trip.closures]
        return Trip(
            free_flow_s=free_s,
            slowed_s=slowed_s,
            detour_s=driven_s - free_s,
            waiting_s=total_s - driven_s - slowed_s,
            distance_m=sum(trip.distance_m for trip in trips),
            closures=tuple(dict.fromkeys(met)),
        )
