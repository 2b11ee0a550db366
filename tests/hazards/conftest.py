"""A small Impact that can be checked on paper, and vehicles that meet it."""

import math

import pytest

from sandtable.hazards import Exposure, HazardSource, Impact, Interval
from sandtable.world.plan import Curve, Profile


@pytest.fixture
def ok_small():
    """Return a fire on arc 0 and water on arcs 1 and 2 of six; nothing on the others.

    Fire (void): arc 0 at half speed in [0, 10), closed in [10, 30); 40 % of zone z1 exposed in
    [8, 30) and 90 % in [20, 30). Breach (hold, recession 7.5 s): arc 1 under 0.2 m in [5, 10) and
    0.5 m from 10 on; arc 2 under 0.2 m in [12, 20).
    """
    rows = [
        Interval(0, 0.0, 10.0, "speed_factor", 0.5, "fire", "smoke"),
        Interval(0, 10.0, 30.0, "speed_factor", 0.0, "fire", "front"),
        Interval(1, 5.0, 10.0, "depth", 0.2, "breach", "water"),
        Interval(1, 10.0, math.inf, "depth", 0.5, "breach", "water"),
        Interval(2, 12.0, 20.0, "depth", 0.2, "breach", "water"),
    ]
    people = [
        Exposure("z1", 8.0, 30.0, "fire", 0.4, "fire"),
        Exposure("z1", 20.0, 30.0, "fire", 0.9, "fire"),
    ]
    breach = HazardSource(id="breach", control="hold", recession_s=7.5)
    return Impact.of(6, rows, people, [breach])


@pytest.fixture
def truck():
    """Return a vehicle that slows down from 0.1 m of water on and stops at 0.5 m."""
    return Profile(id="truck", factors=(("depth", Curve(x=(0.1, 0.5), y=(1.0, 0.0))),))


@pytest.fixture
def boat():
    """Return a vehicle that water does not slow."""
    return Profile(id="boat")
