"""Exact solutions against what they must satisfy, and the shallow-water scheme against them."""

import numpy as np
import pytest

from sandtable.hazards.flood import Shallow, Terrain
from sandtable.hazards.flood.exact import ritter, stoker, wave_depth


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
    depth = flood.frame().depth_m[0]
    return x / 50.0, depth, flood.velocity()[0][0], float(depth.sum() - before.sum())


@pytest.mark.parametrize("right_m", [0.5, 0.1, 0.0])
def test_dam_breaks_by_the_scheme(right_m):
    """Depths within 1.2 cm on average, 2 % at the dam or on the plateau; no water is lost."""
    exact = stoker(1.0, right_m) if right_m else ritter(1.0)
    x_by_t, depth, speed, lost = let_go(right_m)
    true, _fast = exact.at(x_by_t)
    assert np.sqrt(np.mean((depth - true) ** 2)) < 0.012
    at = 0.5 * (exact.tail_mps + exact.front_mps) if right_m else 0.0
    depth_there, speed_there = exact.at(np.array([at]))
    assert np.interp(at, x_by_t, depth) == pytest.approx(depth_there[0], rel=0.02)
    assert np.interp(at, x_by_t, speed) == pytest.approx(speed_there[0], rel=0.02)
    assert lost == pytest.approx(0.0, abs=1e-9)
    assert depth.min() >= 0.0


def test_finer_cells_are_nearer_to_ritter():
    """Twice the cells halve a good part of the error."""
    errors = []
    for cells in (400, 800):
        x = (np.arange(cells) + 0.5 - cells / 2) * 800 / cells
        before = np.where(x < 0.0, 1.0, 0.0)[np.newaxis]
        terrain = Terrain(z_m=np.zeros((1, cells)), cell_m=800 / cells)
        flood = Shallow(terrain, before, has_friction=False)
        flood.until(50.0)
        errors.append(np.abs(flood.frame().depth_m[0] - ritter(1.0).at(x / 50.0)[0]).mean())
    assert errors[1] < 0.7 * errors[0]


def basin(rows=12, columns=18):
    """Return hills [m] and the water of a lake at 2 m around them."""
    z = 3.0 * np.random.default_rng(8).random((rows, columns))
    return z, np.maximum(2.0 - z, 0.0)


def test_a_lake_stays_at_rest():
    """Around islands, to rounding."""
    z, depth = basin()
    flood = Shallow(Terrain(z_m=z, cell_m=10.0), depth)
    flood.until(3600.0)
    assert np.abs(flood.frame().depth_m - depth).max() < 1e-9


def test_fast_water_loses_nothing_and_knows_no_north():
    """A heap of water on hills: the same when turned, none lost, none below 0."""
    z, depth = basin()
    depth[3:6, 3:6] += 2.0
    frames = []
    for turns in range(4):
        terrain = Terrain(z_m=np.rot90(z, turns).copy(), cell_m=10.0, manning=0.03)
        flood = Shallow(terrain, np.rot90(depth, turns))
        flood.until(60.0)
        frames.append(np.rot90(flood.frame().depth_m, -turns))
    for frame in frames:
        assert frame == pytest.approx(frames[0], abs=1e-12)
        assert frame.sum() == pytest.approx(depth.sum(), rel=1e-12)
        assert frame.min() >= 0.0


def test_friction_slows_the_front():
    """The tip on a rough bed is far behind that on a smooth one."""
    before = np.zeros((1, 400))
    before[:, :200] = 1.0
    reach = []
    for has_friction in (False, True):
        terrain = Terrain(z_m=np.zeros((1, 400)), cell_m=1.0, manning=0.05)
        flood = Shallow(terrain, before, has_friction=has_friction)
        flood.until(30.0)
        reach.append(int(np.flatnonzero(flood.frame().depth_m[0] > 0.01)[-1]) - 200)
        assert flood.frame().speed_mps.max() > 1.0
    assert reach[1] < 0.6 * reach[0]
