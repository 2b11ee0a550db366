"""Heights above the nearest drainage: valleys drawn by hand, random ground by brute force."""

import numpy as np
import pytest

from sandtable.hazards.flood.hand import drain, height_above, rating


def around(cell, shape):
    """Yield the neighbours of a cell and their distances."""
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            row, column = cell[0] + down, cell[1] + right
            inside = 0 <= row < shape[0] and 0 <= column < shape[1]
            if (down or right) and inside:
                yield (row, column), np.hypot(down, right)


def filled_by_brute_force(z):
    """Lower a flood from above until nothing changes: what stays is the filled ground."""
    filled = np.full(z.shape, np.inf)
    edge = np.ones(z.shape, dtype=bool)
    edge[1:-1, 1:-1] = False
    filled[edge] = z[edge]
    while True:
        lower = filled.copy()
        for cell in np.ndindex(z.shape):
            least = min(filled[near] for near, _far in around(cell, z.shape))
            lower[cell] = min(lower[cell], max(z[cell], least))
        if np.array_equal(lower, filled):
            return filled
        filled = lower


def valley(rows=9, columns=7):
    """Return a valley that falls to the south by 1 per row, its sides rising by 2 per column."""
    row, column = np.mgrid[0:rows, 0:columns]
    return 10.0 - row + 2.0 * np.abs(column - columns // 2)


def test_a_valley_drawn_by_hand():
    """The middle column is the river; its sides stand above the cell that they drain to."""
    z = valley()
    found = height_above(z, drain(z), 8)
    assert found.hand_m[4].tolist() == [9.0, 6.0, 3.0, 0.0, 3.0, 6.0, 9.0]
    assert (found.hand_m[3:, 3] == 0.0).all()
    for row in range(3, 8):
        for side in (2, 4):
            drop = z[row, side] - z.ravel()[found.drain[row, side]]
            assert found.hand_m[row, side] == drop in (2.0, 3.0)


def test_depths_by_stage():
    """At 2.5 m the river and the cells up to 2.5 m above it are wet, no others."""
    z = valley()
    found = height_above(z, drain(z), 8)
    depth = found.depth_m(2.5)
    assert np.array_equal(depth > 0.0, found.hand_m < 2.5)
    assert depth[5, 3] == 2.5
    stage = np.where(np.arange(9)[:, np.newaxis] < 6, 0.0, 2.5) * np.ones(7)
    assert (found.depth_m(stage)[:4, 3] == 0.0).all()
    assert (found.depth_m(stage)[6:, 3] == 2.5).all()


@pytest.mark.parametrize("seed", range(6))
def test_random_ground_against_brute_force(seed):
    """Pits, steepest ways down, numbers upstream and heights above rivers, one by one."""
    random = np.random.default_rng(seed)
    z = random.integers(0, 6 if seed % 2 else 60, size=(11, 13)).astype(float)
    found = drain(z)
    assert np.array_equal(found.filled_m, filled_by_brute_force(z))
    upstream = np.zeros(z.shape, dtype=int)
    hand = height_above(z, found, 5)
    for cell in np.ndindex(z.shape):
        path = [cell]
        while found.down[path[-1]] >= 0:
            path.append(tuple(int(k) for k in divmod(found.down[path[-1]], z.shape[1])))
            assert len(path) <= z.size  # no way goes in a circle
        for passed in path:
            upstream[passed] += 1
        river = [at for at in path if found.upstream[at] >= 5]
        near = river[0] if river else path[-1]
        assert hand.hand_m[cell] == max(z[cell] - z[near], 0.0)
        drops = {
            near: (found.filled_m[cell] - found.filled_m[near]) / far
            for near, far in around(cell, z.shape)
        }
        if max(drops.values()) > 0.0:
            assert drops[path[1]] == max(drops.values())
    assert np.array_equal(upstream, found.upstream)


@pytest.mark.parametrize("seed", range(4))
def test_ground_filled_for_four_ways_has_no_diagonal_outlets(seed):
    """Each inner cell has a neighbour across a face that is not higher."""
    z = np.random.default_rng(seed).normal(size=(20, 30))
    filled = drain(z, ways=4).filled_m
    across = np.minimum.reduce([filled[:-2, 1:-1], filled[2:, 1:-1], filled[1:-1, :-2]])
    assert (np.minimum(across, filled[1:-1, 2:]) <= filled[1:-1, 1:-1]).all()
    assert (filled >= drain(z).filled_m).all()


def test_all_water_leaves():
    """Every cell drains through one of the cells that drain out of the raster."""
    z = np.random.default_rng(9).normal(size=(40, 50))
    found = drain(z)
    assert found.upstream[found.down < 0].sum() == z.size


def test_rating_of_a_rectangular_channel():
    """20 m wide and flat: R is the stage, Q = b h^(5/3) √S / n."""
    hand = np.repeat([[0.0, 0.0, 50.0]], 30, axis=0)  # 30 cells of 10 m along, two of them bed
    stages = np.array([0.0, 1.0, 3.0])
    flow = rating(hand, cell_m=10.0, length_m=300.0, slope=0.0009, manning=0.03, stages_m=stages)
    assert flow == pytest.approx(20.0 * stages ** (5.0 / 3.0))
