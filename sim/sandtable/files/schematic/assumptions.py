"""What is assumed of roads whose class and country alone are known.

Every number here is ASSUMED and unverified; the README of each network that is made repeats it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

ROAD_CLASSES: Final = ("expressway", "national", "provincial", "county", "township", "village")
"""Classes of named roads, the greatest first."""

RANK: Final = {kind: rank for rank, kind in enumerate((*ROAD_CLASSES, "dike"))}

FREE_SPEED_KMH: Final = {
    "expressway": 90.0,
    "national": 60.0,
    "provincial": 55.0,
    "county": 45.0,
    "township": 35.0,
    "village": 25.0,
    "dike": 25.0,
}
"""Free speed on a plain by class [km/h]."""

LANES: Final = {"expressway": 2}
"""Lanes in each direction; 1 where nothing is said."""

SURFACE: Final = {
    "expressway": "asphalt",
    "national": "asphalt",
    "provincial": "asphalt",
    "county": "asphalt",
    "township": "concrete",
    "village": "concrete",
    "dike": "gravel",
}

BRIDGE_LIMIT_T: Final = {"county": 40.0, "township": 30.0, "village": 15.0, "dike": 15.0}
"""Load limit of a bridge by class of its road [t]; none on greater roads."""

BRIDGE_ABOVE_M = 5.0
"""Height of the deck of a bridge over the ground, where the ground is known [m]."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terrain:
    """How the country shapes its roads (地形).

    Parameters
    ----------
    detour
        Length of a road over the straight distance between its ends.
    speed
        Share of the free speed on a plain.
    swing_m
        Way from one bend to the next [m].

    """

    detour: float
    speed: float
    swing_m: float


TERRAINS: Final = {
    "plain": Terrain(detour=1.2, speed=1.0, swing_m=2500.0),
    "hills": Terrain(detour=1.35, speed=0.9, swing_m=1800.0),
    "mountains": Terrain(detour=1.5, speed=0.75, swing_m=1400.0),
}
