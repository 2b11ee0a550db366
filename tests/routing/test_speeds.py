"""Free-flow times by what a vehicle goes on."""

import math

import numpy as np
import pytest

from sandtable.hazards.depths import DepthLimits
from sandtable.routing import free_flow_s
from sandtable.world.network import Network
from sandtable.world.plan import Profile

CLASSES = ["county", "path", "ramp", "water", "air"]
NEVER = math.inf


@pytest.fixture
def network():
    """Return one arc of a kilometre of each class, at 10 m/s."""
    return Network.from_arrays(
        n_nodes=6,
        tail=[0, 1, 2, 3, 4],
        head=[1, 2, 3, 4, 5],
        length_m=[1000.0] * 5,
        free_speed_mps=[10.0] * 5,
        facility_type=CLASSES,
        max_depth_m=[0.4, np.nan, np.nan, np.nan, np.nan],
    )


@pytest.mark.parametrize(
    ("fields", "seconds"),
    [
        ({}, [100.0, NEVER, NEVER, NEVER, NEVER]),
        ({"speed_factor": 1.25, "max_speed_mps": 20.0}, [80.0, NEVER, NEVER, NEVER, NEVER]),
        ({"on": "foot", "max_speed_mps": 1.0}, [1000.0, 1000.0, NEVER, NEVER, NEVER]),
        (
            {"on": "water", "launch_s": 600.0, "speed_by_class_mps": (("water", 4.0),)},
            [100.0, NEVER, 700.0, 250.0, NEVER],
        ),
        (
            {"on": "air", "max_speed_mps": 50.0, "start_up_s": 300.0},
            [NEVER, NEVER, NEVER, NEVER, 320.0],
        ),
    ],
)
def test_times_by_hand(network, fields, seconds):
    """1 km: at 10 m/s 100 s, at 12.5 m/s 80, on foot 1000, by air 20 and 300 to start."""
    assert free_flow_s(network, Profile(id="p", **fields)).tolist() == seconds


def test_depths_that_close(network):
    """The lower of the vehicle's wading and the road's depth; a boat needs its draft."""
    depths = np.full(5, 0.5)
    assert DepthLimits.of(network, Profile(id="p")).closed(depths).tolist() == [True] + 4 * [False]
    on_foot = Profile(id="p", on="foot", max_speed_mps=1.0, wading_depth_m=0.5)
    assert not DepthLimits.of(network, on_foot).closed(depths).any()
    boat = Profile(id="p", on="water", draft_m=0.6, wading_depth_m=0.3)
    limits = DepthLimits.of(network, boat)
    assert limits.needs_water
    assert limits.closed(depths).tolist() == [True, True, False, True, True]
    assert not limits.is_closed(3, 0.6)
    assert limits.is_closed(3, 0.0)
    assert DepthLimits.of(network, Profile(id="p", on="air")) is None


def test_no_limits_where_none_are_stated():
    """A network without depths and a vehicle without wading have none: they cost nothing."""
    plain = Network.from_arrays(n_nodes=2, tail=[0], head=[1], length_m=[1.0])
    assert DepthLimits.of(plain, Profile(id="p")) is None
    assert DepthLimits.of(plain, Profile(id="p", on="water", draft_m=0.5)) is None
