"""A polder that fills: volumes, levels, fronts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards.flood.breach import Breach
from sandtable.hazards.flood.polder import Cell, Polder, fill

STEADY = Breach(since_s=(0.0,), width_m=(10.0,), invert_m=(0.0,))


def polder(**changes):
    """Return one flat cell of 1 km2 at height 1 m, reached at once."""
    return Polder(
        cells=(Cell(**({"zone": "a", "ground_m": 1.0, "area_km2": 1.0} | changes)),), front_mps=1.0
    )


def test_volume_and_level_on_flat_and_on_uneven_ground():
    """2 m on 1 km2 are 2 Mm3; with 2 m of relief a level 1 m above the lowest point holds 0.25."""
    all_of_it = np.ones(1)
    assert polder().volume_m3(3.0, all_of_it) == pytest.approx(2e6)
    uneven = polder(relief_m=2.0)  # ground from 0 to 2 m
    assert uneven.volume_m3(1.0, all_of_it) == pytest.approx(0.25e6)
    assert uneven.volume_m3(3.0, all_of_it) == pytest.approx(2e6)
    assert uneven.cells[0].wet_share(1.0) == pytest.approx(0.5)


@given(st.floats(0.0, 4.0), st.floats(0.0, 3.0), st.floats(0.01, 1.0))
def test_level_is_the_inverse_of_volume(level, relief, reached):
    """Water poured in and measured comes to the level that it was taken from."""
    ground, share = polder(relief_m=relief), np.array([reached])
    volume = ground.volume_m3(level, share)
    again = ground.volume_m3(ground.level_m(volume, share, 10.0), share)
    assert again == pytest.approx(volume, rel=1e-9, abs=1e-3)


def test_mass_is_kept_and_the_level_never_rises_above_the_water_outside():
    """What came through the breach is what stands inside, until both levels are one."""
    filling = fill(polder(), STEADY, lambda _: 3.0, until_s=86400.0, step_s=10.0)
    came = np.concatenate(([0.0], np.cumsum(filling.inflow_m3s)[:-1])) * 10.0
    assert filling.volume_m3 == pytest.approx(came)
    assert filling.level_m.max() <= 3.0
    assert filling.level_m[-1] == pytest.approx(3.0, abs=1e-2)
    assert np.all(np.diff(filling.volume_m3) >= 0.0)


def test_first_hour_by_hand():
    """Free overflow of 1.7049 · 10 · 3^1.5 = 88.6 m3/s for an hour is 0.319 Mm3, 0.319 m deep."""
    low = polder(ground_m=-5.0)  # so low that nothing stands behind the breach
    filling = fill(low, STEADY, lambda _: 3.0, until_s=3600.0, step_s=60.0)
    assert filling.volume_m3[-1] == pytest.approx(0.3189e6, rel=1e-3)
    assert filling.level_m[-1] == pytest.approx(-5.0 + 0.3189, abs=1e-3)


def test_front_reaches_cells_by_their_distance_and_never_a_dry_one():
    """At 1 m/s a cell from 100 to 300 m is half crossed after 200 s; a safety zone never is."""
    cells = (
        Cell(zone="near", ground_m=0.0, area_km2=1.0, near_m=100.0, far_m=300.0),
        Cell(zone="safe", ground_m=0.0, area_km2=1.0, near_m=0.0, far_m=10.0, dry=True),
    )
    there = Polder(cells=cells, front_mps=1.0).reached(200.0)
    assert there.tolist() == [0.5, 0.0]


def test_half_the_step_changes_little():
    """Level after six hours agrees within 2 mm between steps of 60 and 30 s."""
    levels = [
        fill(polder(), STEADY, lambda _: 3.0, until_s=21600.0, step_s=step).level_m[-1]
        for step in (60.0, 30.0)
    ]
    assert levels[0] == pytest.approx(levels[1], abs=2e-3)


def test_recorded_breach_of_tuanzhou_fills_its_polder_as_recorded():
    """47.64 km2 at about 28 m behind the recorded widths: mean inflow to 09:00 of 3,000-5,000 m3/s.

    The bottom, which nobody measured, is scoured to 24 m here; the head is then gone by 09:00.
    """
    cells = tuple(
        Cell(
            zone=f"v{n}",
            ground_m=27.6 + 0.1 * n,
            relief_m=1.0,
            area_km2=47.64 / 8,
            near_m=1000.0 + 1200.0 * n,
            far_m=2500.0 + 1300.0 * n,
        )
        for n in range(8)
    )
    breach = Breach(
        since_s=(0.0, 3600.0, 18000.0, 54720.0),
        width_m=(10.0, 100.0, 150.0, 223.0),
        invert_m=(30.0, 24.0, 24.0, 24.0),
    )
    filling = fill(Polder(cells=cells, front_mps=0.5), breach, lambda _: 33.2, until_s=72000.0)
    assert 3000.0 < filling.mean_inflow_m3s(54720.0) < 5000.0
    assert 4000.0 < filling.inflow_m3s.max() < 9000.0
    assert filling.head_m(54720.0) <= 0.25
