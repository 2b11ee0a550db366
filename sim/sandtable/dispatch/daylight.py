"""When a helicopter may take off: between sunrise and sunset of the place (昼间飞行)."""

from __future__ import annotations

import math
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Final, Self
from zoneinfo import ZoneInfo

import numpy as np

from sandtable.ground.sun import sun_times
from sandtable.world.going import AIR
from sandtable.world.network import GEOGRAPHIC

if TYPE_CHECKING:
    from sandtable.world.world import World

_MINUTE_S: Final = 60.0
_YEAR: Final = 366


class Daylight:
    """Day and night of a run.

    Parameters
    ----------
    start_s
        Instant of model time 0 [s since 1970-01-01 00:00 UTC].
    latitude, longitude
        Where the sun rises and sets [deg].

    """

    def __init__(self, start_s: float, latitude: float, longitude: float) -> None:
        self._start_s, self._at = start_s, (latitude, longitude)

    @classmethod
    def of(cls, world: World) -> Self | None:
        """Return the daylight in the midst of the landing sites; None = no vehicle heeds it.

        Raises
        ------
        ValueError
            If somebody heeds it and nobody knows where the place lies.

        """
        heeds = any(one.on == "air" and not one.flies_at_night for one in world.plan.profiles)
        network = world.network
        flights = np.flatnonzero(network.facility_type == AIR) if heeds else ()
        if not len(flights):
            return None
        sites = np.unique(network.tail[flights])
        latitude, longitude = float(network.y[sites].mean()), float(network.x[sites].mean())
        if not network.in_degrees or math.isnan(latitude + longitude):
            message = (
                f"crs: found {network.crs!r}, expected one of {', '.join(GEOGRAPHIC)} and"
                " coordinates of all landing sites: the sun rises by them"
            )
            raise ValueError(message)
        local = datetime.fromisoformat(world.scenario.start)
        start = local.replace(tzinfo=ZoneInfo(world.place.timezone))
        return cls(start.timestamp(), latitude, longitude)

    def is_night(self, now_s: float) -> bool:
        """Tell whether the sun is down at an instant [s]."""
        today = self._day_of(now_s)
        return not any(rise <= now_s < set_ for rise, set_ in map(self._day, _around(today)))

    def next_change(self, now_s: float) -> float:
        """Return the next sunrise or sunset after an instant [s]; inf = none within a year."""
        today, night = self._day_of(now_s), self.is_night(now_s)
        for day in range(today - 1, today + _YEAR):
            for at_s in self._day(day):
                if at_s > now_s and self.is_night(at_s) != night:
                    return at_s
        return math.inf

    def _day_of(self, now_s: float) -> int:
        return datetime.fromtimestamp(self._start_s + now_s, UTC).date().toordinal()

    def _day(self, ordinal: int) -> tuple[float, float]:
        """Return sunrise and sunset of a day, given as its number [s]."""
        day = date.fromordinal(ordinal)
        midnight = datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp() - self._start_s
        rise, set_ = sun_times(day, *self._at)
        return midnight + _MINUTE_S * rise, midnight + _MINUTE_S * set_


def _around(day: int) -> tuple[int, int, int]:
    """Return the numbers of a day and its neighbours: local days lie across two of UTC."""
    return day - 1, day, day + 1
