"""Water that stands on a terrain at first, and that which cannot."""

import numpy as np
import pytest
from tests.hazards.kinds.test_water import COLUMNS, ROWS, faults, grid, impacts, water

PIT = np.full((ROWS, COLUMNS), 10.0)
PIT[6, 15] = 5.0


@pytest.fixture
def tmp_path(tmp_path, four_nodes):
    """Return a folder beside which the small network lies."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    return tmp_path


def pond(level, **more):
    """Return an entry of a pond at node b, in a pit of 5 m."""
    standing = [{"node": "b", "within": "600 m", "level": level}]
    return water(rain=None, edges=[], until="15 min", standing=standing, **more)


def test_water_below_the_ground_is_a_fault(tmp_path):
    """A level of 7 m: a pond in the pit if it is kept, below the ground once it is filled."""
    files = {"valley.asc": grid(PIT)}
    (impact,), _network = impacts(tmp_path, pond("7 m", keep_pits=True), **files)
    assert impact.series["stored"][1][0] > 0.0
    (told,) = faults(tmp_path, pond("7 m"), **files)
    assert "standing[0].level: found 7.00 m, expected more than the ground there, 10.00 m" in told
    low = pond({"uniform": ["3 m", "4 m"]}, keep_pits=True)
    (told,) = faults(tmp_path, low, **files)
    assert "found 4.00 m, expected more than the ground there, 5.00 m" in told
