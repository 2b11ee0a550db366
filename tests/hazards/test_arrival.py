"""A front arriving cell by cell, and the roads it closes; checked on paper, and on a real fire."""

import csv
import gzip

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.network_reader import read_network
from sandtable.hazards.arrival import ArrivalRaster, Front, arrival_closures
from sandtable.world.network import Network

NEVER = -3.4028235e38
GRID_SCALE = 1.0007
"""Metres of EPSG:7855 to a metre on the ground at Lithgow: the case was sampled in that plane."""


def road(*ends, shape=()):
    """Return a network of one arc in metres."""
    (x1, y1), (x2, y2) = ends
    bent = {
        "arc_shape": [1],
        "shape_first": [0, len(shape)],
        "shape_x": [x for x, _y in shape],
        "shape_y": [y for _x, y in shape],
    }
    return Network.from_arrays(
        n_nodes=2,
        tail=[0],
        head=[1],
        length_m=[1.0],
        x=[x1, x2],
        y=[y1, y2],
        crs="EPSG:32749",
        **bent if shape else {},
    )


def raster(times):
    """Return cells of 100 m around (0, 0), (100, 0) and so on, rows to the north."""
    rows, columns = np.indices(np.shape(times))
    values = np.array(times, dtype=float).ravel()
    return ArrivalRaster.from_points(100.0 * columns.ravel(), 100.0 * rows.ravel(), values)


GRID = raster([[NEVER, 900.0, 300.0, NEVER], [NEVER, NEVER, NEVER, NEVER]])


def rows(network, front, grid=GRID):
    """Return from, to, factor and cause of each interval."""
    return [(r.from_s, r.to_s, r.value, r.cause) for r in arrival_closures(network, grid, front)]


def test_a_road_closes_from_its_first_burning_cell():
    """From (0, 0) to (300, 0) the cells burn at 900 s and 300 s: closed from 300 s for an hour."""
    assert rows(road((0, 0), (300, 0)), Front()) == [(300.0, 3900.0, 0.0, "fire_front")]
    assert rows(road((300, 0), (0, 0)), Front(burn_over_s=60.0))[0][:2] == (300.0, 360.0)
    assert rows(road((0, 100), (300, 100)), Front()) == []


def test_steps_are_small_enough_to_meet_every_cell():
    """At 90 m a cell of 100 m across the road is met; at 1 km only the ends are looked at."""
    network = road((-40, 0), (-40 + 900, 0))
    assert len(rows(network, Front(step_m=90.0))) == 1
    assert rows(network, Front(step_m=1000.0)) == []


def test_the_course_counts_and_not_the_straight_line():
    """A road that goes round the fire is not closed, and one that goes through it is."""
    ends = (0, 100), (300, 100)
    assert rows(road(*ends, shape=[(0, 100), (150, 180), (300, 100)]), Front()) == []
    through = road(*ends, shape=[(0, 100), (150, 0), (300, 100)])
    assert rows(through, Front()) == [(300.0, 3900.0, 0.0, "fire_front")]


def test_smoke_comes_before_the_fire():
    """Within 120 m of a cell that burns: slow for 200 s before; a road that burns, before that."""
    front = Front(smoke_m=120.0, smoke_lead_s=200.0, smoke_factor=0.25)
    assert rows(road((100, 100), (110, 100)), front) == [(700.0, 900.0, 0.25, "smoke")]
    assert rows(road((200, 100), (210, 100)), front) == [(100.0, 300.0, 0.25, "smoke")]
    assert rows(road((100, 0), (110, 0)), front) == [
        (700.0, 900.0, 0.25, "smoke"),
        (900.0, 4500.0, 0.0, "fire_front"),
    ]


def test_what_burns_at_the_beginning_has_no_smoke_before():
    """Arrival 0 is a value: closed from 0, and smoke never begins before 0."""
    grid = raster([[0.0, NEVER], [NEVER, NEVER]])
    front = Front(smoke_m=150.0)
    assert rows(road((0, 0), (10, 0)), front, grid) == [(0.0, 3600.0, 0.0, "fire_front")]
    assert rows(road((0, 100), (10, 100)), front, grid) == []
    grid = raster([[600.0, NEVER], [NEVER, NEVER]])
    assert rows(road((0, 100), (10, 100)), front, grid) == [(0.0, 600.0, 0.5, "smoke")]


def test_middles_of_cells_make_a_raster():
    """In any order, with holes, and written with few digits; scattered points are none."""
    x = np.array([150.3333, 150.0, 150.1667])
    y = np.array([-33.0, -33.1, -33.0])
    made = ArrivalRaster.from_points(x, y, np.array([7.0, 5.0, np.nan]))
    assert made.arrival_s.tolist() == [[5.0, np.inf, np.inf], [np.inf, np.inf, 7.0]]
    assert made.at(np.array([150.32, 150.0, 151.0]), np.array([-33.01, -33.0, -33.0])).tolist() == [
        7.0,
        np.inf,
        np.inf,
    ]
    holes = ArrivalRaster.from_points(
        np.array([0.0, 1.0, 3.0, 3.0 + 1e-9]), np.arange(4.0), np.ones(4)
    )
    assert holes.arrival_s.shape == (4, 4)
    with pytest.raises(ValueError, match="uneven"):
        ArrivalRaster.from_points(np.array([0.0, 1.0, 2.6]), y, x)
    with pytest.raises(ValueError, match="fewer than two"):
        ArrivalRaster.from_points(np.zeros(3), y, x)


@given(st.lists(st.sampled_from([NEVER, 0.0, 60.0, 500.0]), min_size=8, max_size=8))
def test_smaller_steps_never_close_later(times):
    """Looking at more places finds no later first arrival (each step divides the one before)."""
    grid = raster(np.reshape(times, (2, 4)))
    network = road((-30, -30), (330, 130))
    first = [
        min([r.from_s for r in arrival_closures(network, grid, Front(step_m=step))], default=np.inf)
        for step in (400.0, 200.0, 100.0, 50.0)
    ]
    assert first == sorted(first, reverse=True)


def lithgow_closures(network, shared):
    """Return the closures of a network of Lithgow: ends of the road, whole seconds, cause."""
    name = "timeseries_180m_lithgow_20131017_1159_EPSG4326.csv.gz"
    with gzip.open(shared / "networks" / "ees" / name) as file:
        lon, lat, arrival_s = np.loadtxt(file).T
    grid = ArrivalRaster.from_points(lon, lat, arrival_s)
    assert grid.arrival_s.shape == (256, 306)
    assert np.isfinite(grid.arrival_s).sum() == 4858
    front = Front(step_m=90.0 / GRID_SCALE, smoke_m=400.0 / GRID_SCALE)
    return arrival_closures(network, grid, front)


def test_the_fire_of_lithgow(shared):
    """318 rows, 142 of them closures: those of its closures.csv, which holds whole seconds."""
    folder = shared / "networks" / "lithgow"
    network = read_network(folder, "lithgow")
    found = {
        (str(network.arc_ids[row.arc]), row.cause): (row.from_s, row.to_s, row.value)
        for row in lithgow_closures(network, shared)
    }
    with (folder / "closures.csv").open(encoding="utf-8") as file:
        exact = {
            (row["link_id"], row["cause"]): tuple(
                float(row[name]) for name in ("from_s", "to_s", "speed_factor")
            )
            for row in csv.DictReader(file)
        }
    assert len(exact) == 318
    assert found.keys() == exact.keys()
    for key, row in exact.items():
        assert found[key][:2] == pytest.approx(row[:2], abs=0.5), key
        assert found[key][2] == row[2], key
