"""The ellipse that stands for a fire of a raster."""

import numpy as np
import pytest

from sandtable.hazards.fire import Growth
from sandtable.hazards.fire.free import free_fire


def ellipse(ratio, n=201, turn=0.6):
    """Return a fire that grows as an ellipse from the middle, flames longer in its later cells."""
    north, east = np.indices((n, n)) - n // 2
    along = east * np.cos(turn) + north * np.sin(turn)
    across = north * np.cos(turn) - east * np.sin(turn)
    arrival = 60.0 * np.hypot(along / ratio, across)
    return Growth(
        cell_m=10.0,
        arrival_s=np.where(arrival <= 1200.0, arrival, np.inf),
        intensity_kw_m=arrival.astype(np.float32),
        toward_rad=np.zeros((n, n), np.float32),
    )


@pytest.mark.parametrize("ratio", [1.0, 2.0, 4.0])
def test_area_and_shape_are_those_of_the_cells(ratio):
    """An ellipse of 20 cells half its width: area to 1 %, length over width to 1 %."""
    last = free_fire(ellipse(ratio), [0.0, 600.0, 1200.0])[-1]
    assert last.area_m2 == pytest.approx(np.pi * ratio * 200.0**2, rel=0.01)
    assert last.ratio == pytest.approx(ratio, rel=0.01)


def test_a_single_cell_is_round():
    """The cell that was lit has length over width 1 and its own area."""
    first = free_fire(ellipse(2.0), [0.0])[0]
    assert (first.area_m2, first.ratio) == (100.0, pytest.approx(1.0))


def test_flames_are_those_of_what_burned_last():
    """Later cells burn more fiercely; when nothing new burns the flames stay as they were."""
    fire = free_fire(ellipse(2.0), [300.0, 600.0, 1200.0, 1800.0])
    flames = [one.flame_m for one in fire]
    assert flames[0] < flames[1] < flames[2] == flames[3]
    assert flames[2] == pytest.approx(0.0775 * 1170.0**0.46, rel=0.01)


def test_nothing_is_told_before_it_is_lit():
    """Times before the first arrival have no ellipse."""
    fire = ellipse(2.0)
    later = Growth(
        cell_m=10.0,
        arrival_s=fire.arrival_s + 900.0,
        intensity_kw_m=fire.intensity_kw_m,
        toward_rad=fire.toward_rad,
    )
    assert [one.since_s for one in free_fire(later, [0.0, 600.0, 1200.0])] == [1200.0]
