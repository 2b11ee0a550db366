"""Exact solutions against what they must satisfy, and the shallow-water scheme against them."""

from itertools import pairwise

import numpy as np
import pytest

from sandtable.hazards.flood import Shallow, Terrain
from sandtable.hazards.flood.exact import ritter, stoker, wave_depth
from sandtable.hazards.flood.shallow import MOST_COURANT


def test_the_wave_keeps_its_speed_and_its_friction():
    """All of it moves at u, so that friction slope n² u² / h^(4/3) equals - dh/dx."""
    x, u, n = np.linspace(0.0, 2000.0, 4001), 0.635, 0.01
    depth = wave_depth(x, 3600.0, u, n)
    assert depth[0] == pytest.approx(0.5176, abs=1e-4)
    assert depth[2000] == pytest.approx(0.4045, abs=1e-4)
    assert np.gradient(depth, x)[1:-1] == pytest.approx(
        -(n**2) * u**2 / depth[1:-1] ** (4.0 / 3.0), rel=1e-4
    )
    assert wave_depth(2287.0, 3600.0, u, n) == 0.0


def test_stoker_as_published():
    """1 m beside 0.1 m: plateau, its speed and the shock, as the shared case has them."""
    one = stoker(1.0, 0.1)
    assert one.mid_m == pytest.approx(0.396175, abs=1e-6)
    assert one.mid_mps == pytest.approx(2.321355, abs=1e-6)
    assert one.front_mps == pytest.approx(3.105134, abs=1e-6)
    assert one.head_mps == pytest.approx(-3.132092, abs=1e-6)


def test_momentum_is_kept_across_the_shock():
    """Rankine and Hugoniot: s [hu] = [hu² + g h² / 2]."""
    one = stoker(3.0, 0.5)
    jump = one.mid_m * one.mid_mps**2 + 0.5 * 9.81 * (one.mid_m**2 - 0.5**2)
    assert one.front_mps * one.mid_m * one.mid_mps == pytest.approx(jump)


def test_ritter_at_the_dam():
    """4/9 of the depth and 2/3 of the wave speed, and all water is still there."""
    one = ritter(1.0)
    depth, speed = one.at(np.array([0.0, 6.2642, 7.0, -4.0]))
    assert depth == pytest.approx([4.0 / 9.0, 0.0, 0.0, 1.0], abs=1e-6)
    assert speed[0] == pytest.approx(2.0881, abs=1e-4)
    x = np.linspace(-5.0, 8.0, 20_001)
    assert np.trapezoid(one.at(x)[0], x) == pytest.approx(5.0, rel=1e-4)


def test_a_dam_break_that_is_none():
    """Deeper water on the left, some on the right."""
    with pytest.raises(ValueError, match="expected left > right > 0"):
        stoker(1.0, 1.0)


def let_go(right_m, cells=800):
    """Return place by time, depths and speeds of a dam break by the scheme, and the water lost."""
    x = np.arange(cells) + 0.5 - cells / 2
    before = np.where(x < 0.0, 1.0, right_m)[np.newaxis]
    flood = Shallow(Terrain(z_m=np.zeros((1, cells)), cell_m=1.0), before, has_friction=False)
    flood.until(50.0)
    depth = flood.frame().values["depth"][0]
    return x / 50.0, depth, flood.velocity()[0][0], float(depth.sum() - before.sum())


@pytest.mark.parametrize("right_m", [0.5, 0.1, 0.0])
def test_dam_breaks_by_the_scheme(right_m):
    """As the shared cases ask: 1 % of the plateau, 2 % else; less than a cell is out of place."""
    exact = stoker(1.0, right_m) if right_m else ritter(1.0)
    x_by_t, depth, speed, lost = let_go(right_m)
    true, _fast = exact.at(x_by_t)
    assert np.abs(depth - true).sum() < 1.0  # cells of the metre of water behind the dam
    at = 0.5 * (exact.tail_mps + exact.front_mps) if right_m else 0.0
    depth_there, speed_there = exact.at(np.array([at]))
    assert np.interp(at, x_by_t, depth) == pytest.approx(
        depth_there[0], rel=0.01 if right_m else 0.02
    )
    assert np.interp(at, x_by_t, speed) == pytest.approx(speed_there[0], rel=0.02)
    assert lost == pytest.approx(0.0, abs=1e-9)
    assert depth.min() >= 0.0


def sloshing(cells, across):
    """Return the depths of smooth waves over a smooth bed between walls, after 20 s."""
    x = (np.arange(cells) + 0.5) / cells
    z = 0.2 * np.cos(2.0 * np.pi * x)[np.newaxis]
    depth = 1.0 + 0.1 * np.cos(np.pi * x) - z
    if across:
        z, depth = z.T.copy(), depth.T
    flood = Shallow(Terrain(z_m=z, cell_m=100.0 / cells), depth, has_friction=False)
    flood.until(20.0)
    return flood.frame().values["depth"].ravel()


@pytest.mark.parametrize("across", [False, True])
def test_smooth_water_is_second_order(across):
    """Half the cell divides the error by 4; by more than 2^1.5 it is nearer to that than to 2."""
    depth = [sloshing(cells, across) for cells in (50, 100, 200)]
    errors = [np.abs(b.reshape(-1, 2).mean(axis=1) - a).mean() for a, b in pairwise(depth)]
    assert errors[1] < errors[0] / 2.0**1.5


def basin(rows=12, columns=18):
    """Return hills [m] and the water of a lake at 2 m around them."""
    z = 3.0 * np.random.default_rng(8).random((rows, columns))
    return z, np.maximum(2.0 - z, 0.0)


def test_a_lake_stays_at_rest():
    """Around islands, to rounding."""
    z, depth = basin()
    flood = Shallow(Terrain(z_m=z, cell_m=10.0), depth)
    flood.until(3600.0)
    assert np.abs(flood.frame().values["depth"] - depth).max() < 1e-9


def test_fast_water_loses_nothing_and_knows_no_north():
    """A heap of water on hills: the same to the bit when turned, none lost, none below 0."""
    z, depth = basin()
    depth[3:6, 3:6] += 2.0
    frames = []
    for turns in range(4):
        terrain = Terrain(z_m=np.rot90(z, turns).copy(), cell_m=10.0, manning=0.03)
        flood = Shallow(terrain, np.rot90(depth, turns))
        flood.until(60.0)
        frames.append(np.rot90(flood.frame().values["depth"], -turns))
    for frame in frames:
        assert np.array_equal(frame, frames[0])
        assert frame.sum() == pytest.approx(depth.sum(), rel=1e-12)
        assert frame.min() >= 0.0


@pytest.mark.parametrize("seed", [0, 1, 768, 2949])
def test_no_depth_below_0_at_the_longest_step(seed):
    """Columns of water fall on random ground, flat to very steep: none is lost, none below 0.

    In the last two a second step as long as the first would take more from a cell than it holds.
    """
    random = np.random.default_rng(seed)
    z = 10.0 ** random.uniform(-1, 3) * random.random((5, 5))
    part = random.uniform(0.1, 0.9)
    depth = np.where(random.random((5, 5)) < part, 10.0 ** random.uniform(-4, 2, (5, 5)), 0.0)
    flood = Shallow(Terrain(z_m=z, cell_m=5.0), depth, has_friction=False, courant=MOST_COURANT)
    for wait_s in 0.02 * np.arange(1, 13):
        flood.until(flood.time_s + wait_s)
        assert flood.frame().values["depth"].min() >= 0.0
    assert flood.frame().values["depth"].sum() == pytest.approx(depth.sum(), rel=1e-12)


@pytest.mark.parametrize("courant", [0.0, 0.3])
def test_steps_that_make_no_sense(courant):
    """They would never end, or take more from a cell than it holds."""
    with pytest.raises(ValueError, match=r"at most 0\.25"):
        Shallow(Terrain(z_m=np.zeros((1, 2)), cell_m=1.0), np.ones((1, 2)), courant=courant)


def test_friction_slows_the_front():
    """The tip on a rough bed is far behind that on a smooth one."""
    before = np.zeros((1, 400))
    before[:, :200] = 1.0
    reach = []
    for has_friction in (False, True):
        terrain = Terrain(z_m=np.zeros((1, 400)), cell_m=1.0, manning=0.05)
        flood = Shallow(terrain, before, has_friction=has_friction)
        flood.until(30.0)
        reach.append(int(np.flatnonzero(flood.frame().values["depth"][0] > 0.01)[-1]) - 200)
        assert flood.frame().values["velocity"].max() > 1.0
    assert reach[1] < 0.6 * reach[0]
