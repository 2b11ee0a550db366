"""Better vehicles are never later: wading, draft, launch, start."""

import math
import random
from dataclasses import replace
from itertools import pairwise

import pytest
from tests.direction.runs import run
from tests.drills.town import KM, call, team, world

from sandtable.hazards import Impact, Interval
from sandtable.world.network import Network
from sandtable.world.plan import Profile
from sandtable.world.scenario import DormantImpact

N = 12
LEVELS = (0.0, 0.2, 0.4, 0.6, 0.8)


def county(seed):
    """Return a network of roads, ramps and water at random, and water that lies from the start."""
    rng = random.Random(seed)  # noqa: S311  worlds, no secrets
    pairs = [(one, one + 1) for one in range(N - 1)]
    pairs += [tuple(rng.sample(range(N), 2)) for _ in range(2 * N)]
    classes = [rng.choice(("county", "county", "ramp", "water")) for _ in pairs]
    n = len(pairs)
    network = Network.from_arrays(
        n_nodes=N,
        tail=[a for a, _ in pairs] + [b for _, b in pairs],
        head=[b for _, b in pairs] + [a for a, _ in pairs],
        length_m=[KM * rng.randint(1, 9) for _ in pairs] * 2,
        free_speed_mps=[16.0] * (2 * n),
        facility_type=classes * 2,
    )
    rows = []
    for arc in range(n):
        depth = rng.choice(LEVELS)
        if depth:
            rows += [
                Interval(way, 0.0, 1e9, "depth", depth, "r", "water") for way in (arc, arc + n)
            ]
    return network, Impact.of(2 * n, rows)


def arrivals(seed, **fields):
    """Return when a vehicle from node 0 is at each of three nodes, one world each [s]."""
    network, impact = county(seed)
    found = []
    for node in (3, 7, 11):
        there = world(
            replace(call("blaze", ""), node=node),
            teams=[team("crew", "a", profile="vehicle")],
            network=network,
            profiles=(Profile(id="vehicle", **fields),),
            dormant=(DormantImpact(id="flood", hazard="flood", activate_at_s=0.0),),
        )
        arrived = float(run(there, {"flood": impact})["incidents"]["first_arrival_s"][0])
        found.append(math.inf if math.isnan(arrived) else arrived)
    return found


def assert_never_later(better, worse):
    """Assert that no arrival of the first is later."""
    assert all(one <= other for one, other in zip(better, worse, strict=True))


@pytest.mark.parametrize("seed", range(12))
def test_deeper_wading_is_never_later(seed):
    """On water that lies still every depth that it may wade opens roads and closes none."""
    by_depth = [arrivals(seed, wading_depth_m=wading) for wading in (0.1, 0.3, 0.5, 1.0)]
    for shallower, deeper in pairwise(by_depth):
        assert_never_later(deeper, shallower)


@pytest.mark.parametrize("seed", range(12))
def test_more_draft_is_never_sooner(seed):
    """A boat that needs more water has fewer arcs, and a longer launch makes no way shorter."""
    usual = {"on": "water", "wading_depth_m": 0.3}
    by_draft = [arrivals(seed, draft_m=draft, **usual) for draft in (0.1, 0.3, 0.5, 0.9)]
    for less, more in pairwise(by_draft):
        assert_never_later(less, more)
    longer = arrivals(seed, draft_m=0.1, launch_s=1200.0, **usual)
    assert_never_later(by_draft[0], longer)


def test_it_makes_a_difference_at_all():
    """Over the seeds some arrivals are later: the tests above do not compare equals alone."""
    usual = {"on": "water", "wading_depth_m": 0.3}
    less = [arrivals(seed, draft_m=0.1, **usual) for seed in range(12)]
    more = [arrivals(seed, draft_m=0.9, **usual) for seed in range(12)]
    wade = [arrivals(seed, wading_depth_m=1.0) for seed in range(12)]
    none = [arrivals(seed, wading_depth_m=0.1) for seed in range(12)]
    assert sum(a != b for a, b in zip(less, more, strict=True)) >= 4
    assert sum(a != b for a, b in zip(wade, none, strict=True)) >= 4
