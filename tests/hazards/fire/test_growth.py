"""Fire on a raster: against the exact ellipse, and what must hold whatever the landscape."""

import math

import numpy as np
import pytest

from sandtable.ground.luck import Luck
from sandtable.hazards.fire.ellipse import Ellipse
from sandtable.hazards.fire.fuel_models import fuel_model
from sandtable.hazards.fire.growth import grow
from sandtable.hazards.fire.ignition import cells_of_area, cells_of_line
from sandtable.hazards.fire.landscape import Landscape
from sandtable.hazards.fire.rothermel import bed, spread
from sandtable.hazards.fire.spotting import Brands, Spotting
from sandtable.hazards.fire.stencil import near, ways
from sandtable.hazards.fire.weather import Weather

MOIST = (0.06, 0.07, 0.08, 0.90, 0.90)
OPEN = dict.fromkeys(range(1, 14), 1.0)
N = 121


def exact(wind, fuel=2):
    """Return the ellipse of a fuel in a midflame wind on flat ground."""
    run = spread(bed(fuel_model(fuel), MOIST), wind)
    return Ellipse.of(float(run.rate_mps), float(run.effective_wind_mps))


def flat(n=N, cell=30.0, fuel=2, **others):
    """Return flat ground of one fuel that lies open to the midflame wind."""
    return Landscape.of(cell, np.full((n, n), fuel), sheltered=OPEN, **others)


def run(wind, from_deg, *, n=N, cell=30.0, until=None, landscape=None, **how):
    """Return growth from the middle until the head is near the edge, the ellipse and the time."""
    shape = exact(wind)
    until = until or (n // 2 - 3) * cell / shape.head_mps
    weather = Weather.steady(wind, from_deg, MOIST)
    middle = {(n // 2, n // 2): 0.0}
    grown = grow(landscape or flat(n, cell), weather, middle, until_s=until, **how)
    return grown, shape, until


@pytest.mark.parametrize("from_deg", [0, 7, 20, 33, 45, 100])
@pytest.mark.parametrize(
    ("wind", "least"), [(0.0, 0.99), (2.0, 0.99), (3.5, 0.99), (5.0, 0.98), (7.0, 0.95)]
)
def test_area_is_near_that_of_the_ellipse(wind, least, from_deg):
    """Within 1 % to a length over width of 2.2, 2 % to 3.2 and 5 % to 5.4; the aim is 5 %."""
    grown, shape, until = run(wind, from_deg, n=241)
    share = grown.area_m2() / shape.area_m2(until)
    assert least <= share <= 1.02


@pytest.mark.parametrize("wind", [0.0, 2.0, 3.5])
def test_head_flank_and_rear_come_when_they_must(wind):
    """Wind from the south: the axis is exact to single precision, the flank within 2 %."""
    grown, shape, _until = run(wind, 180.0, until=1e5)
    m = N // 2
    assert grown.arrival_s[m - 20, m] == pytest.approx(600.0 / shape.head_mps, rel=1e-5)
    assert grown.arrival_s[m + 5, m] == pytest.approx(150.0 / shape.back_mps, rel=1e-5)
    side = 10 * 30.0 / float(shape.rate_mps(math.pi / 2.0))
    assert grown.arrival_s[m, m + 10] == pytest.approx(side, rel=0.02)


def test_a_quarter_turn_turns_the_fire():
    """Wind from north, east, south and west: the same arrival times, turned."""
    north = run(3.0, 0.0)[0].arrival_s
    for quarters in (1, 2, 3):
        turned = run(3.0, -90.0 * quarters)[0].arrival_s
        assert np.rot90(north, quarters) == pytest.approx(turned, rel=1e-4)


def test_an_eighth_of_a_turn_keeps_the_area():
    """45 degrees: areas agree within the error that is stated for one of them."""
    straight, diagonal = (run(3.0, degrees, n=241)[0].area_m2() for degrees in (0.0, 45.0))
    assert diagonal == pytest.approx(straight, rel=0.03)


def test_both_flanks_are_alike():
    """Wind along a column: left and right mirror each other."""
    arrival = run(3.0, 0.0)[0].arrival_s
    assert arrival == pytest.approx(arrival[:, ::-1], rel=1e-4)


def test_half_the_cell_comes_nearer():
    """The area error falls or stays within a cell's rounding when the cells are halved."""
    errors = []
    for n, cell in ((61, 60.0), (121, 30.0), (241, 15.0)):
        grown, shape, until = run(2.0, 20.0, n=n, cell=cell, until=1600.0 / exact(2.0).head_mps)
        errors.append(abs(grown.area_m2() / shape.area_m2(until) - 1.0))
    assert errors[2] < errors[0]
    assert errors[2] < 0.02


def test_without_wind_it_is_a_circle():
    """Arrival is distance over rate, in every direction, within 0.3 %."""
    grown, shape, _until = run(0.0, 0.0, n=61)
    row, column = np.indices((61, 61)) - 30
    far = 30.0 * np.hypot(row, column)
    there = np.isfinite(grown.arrival_s) & (far > 0.0)
    ratio = grown.arrival_s[there] * shape.head_mps / far[there]
    assert ratio.min() >= 1.0 - 1e-5
    assert ratio.max() < 1.003


def test_more_wind_burns_more_at_the_head():
    """The cell 20 downwind burns earlier in a stronger wind."""
    m = N // 2
    times = [run(wind, 180.0)[0].arrival_s[m - 20, m] for wind in (0.0, 1.0, 2.0, 4.0)]
    assert times == sorted(times, reverse=True)


def test_fire_runs_up_a_slope_and_turns_when_the_slope_does():
    """No wind, ground rising to the north: twice as far upslope; reversed, the other way round."""
    height = -np.arange(61.0)[:, np.newaxis] * 9.0 * np.ones(61)
    fires = []
    for ground in (height, height[::-1]):
        land = Landscape.of(30.0, np.full((61, 61), 2), ground, sheltered=OPEN)
        fires.append(run(0.0, 0.0, n=61, landscape=land, until=2e4)[0].arrival_s)
    assert fires[0][20, 30] < 0.7 * fires[0][40, 30]
    assert fires[1] == pytest.approx(fires[0][::-1], rel=1e-4)


def test_a_diagonal_line_of_blocked_cells_holds():
    """Cells that touch only at their corners stop the fire; with a gap it comes through, later."""
    blocked = np.where(np.eye(41, dtype=bool), -np.inf, np.inf)
    fires = []
    for gap in (False, True):
        line = blocked.copy()
        if gap:
            line[35, 35] = np.inf
        land = Landscape.of(30.0, np.full((41, 41), 2), 0.0, line, sheltered=OPEN)
        weather = Weather.steady(0.0, 0.0, MOIST)
        fires.append(grow(land, weather, {(10, 30): 0.0}, until_s=1e7).arrival_s)
    lower = np.tri(41, k=-1, dtype=bool)
    assert np.isinf(fires[0][lower]).all()
    assert np.isfinite(fires[1][lower]).all()


def test_a_line_that_is_finished_in_time_stops_the_fire():
    """A fireline ahead of the head: finished before it comes it holds, finished later it does not.

    The head needs 20 cells of 30 m; the line lies across the whole raster.
    """
    due = 600.0 / exact(2.0).head_mps
    reached = []
    for done in (0.9 * due, 1.1 * due):
        blocked = np.full((N, N), np.inf)
        blocked[N // 2 - 20] = done
        land = Landscape.of(30.0, np.full((N, N), 2), 0.0, blocked, sheltered=OPEN)
        grown, *_rest = run(2.0, 180.0, landscape=land, until=2.0 * due)
        reached.append(np.isfinite(grown.arrival_s[N // 2 - 25, N // 2]))
    assert reached == [False, True]


def test_weather_turns_on_the_way():
    """Calm for an hour, then wind from the south: distance over the first rate, then the second."""
    calm, windy = exact(0.0), exact(3.0)
    weather = Weather(
        since_s=np.array([0.0, 3600.0]),
        wind_mps=np.array([0.0, 3.0]),
        wind_from_deg=np.array([180.0, 180.0]),
        moisture=np.array([MOIST, MOIST]),
    )
    grown = grow(flat(), weather, {(60, 60): 0.0}, until_s=1e5)
    done = 3600.0 * calm.head_mps
    expected = 3600.0 + (900.0 - done) / windy.head_mps
    assert grown.arrival_s[30, 60] == pytest.approx(expected, rel=1e-3)


def test_a_wet_hour_stops_the_fire_and_a_dry_one_lets_it_go_on():
    """Nothing arrives while the fuel is over its moisture of extinction."""
    wet = (0.3, 0.3, 0.3, 3.0, 3.0)
    weather = Weather(
        since_s=np.array([0.0, 3600.0, 7200.0]),
        wind_mps=np.zeros(3),
        wind_from_deg=np.zeros(3),
        moisture=np.array([MOIST, wet, MOIST]),
    )
    land = Landscape.of(5.0, np.full((81, 81), 1), sheltered=OPEN)
    grown = grow(land, weather, {(40, 40): 0.0}, until_s=1.5e4)
    at = grown.arrival_s[np.isfinite(grown.arrival_s)]
    assert not np.any((at > 3600.0) & (at < 7200.0))
    assert np.any(at > 7200.0)


def test_intensity_is_that_of_the_head_at_the_head_and_less_around():
    """Heat per area times the rate along the normal: head, rear, and in between on the flanks."""
    grown, shape, _until = run(3.0, 180.0)
    heat, m = float(bed(fuel_model(2), MOIST).heat_kj_m2), N // 2
    assert grown.intensity_kw_m[m - 20, m] == pytest.approx(heat * shape.head_mps, rel=1e-4)
    assert grown.intensity_kw_m[m + 4, m] == pytest.approx(heat * shape.back_mps, rel=1e-4)
    assert grown.toward_rad[m - 20, m] == pytest.approx(0.0, abs=1e-6)
    assert abs(grown.toward_rad[m + 4, m]) == pytest.approx(math.pi, abs=1e-6)
    assert heat * shape.back_mps < grown.intensity_kw_m[m - 5, m + 5] < heat * shape.head_mps


def test_a_line_and_an_area_are_lit_as_a_whole():
    """Three cells of a line; the four centres inside a square; both burn from their time on."""
    assert cells_of_line([(1.5, 1.5), (1.5, 3.5)]) == [(1, 1), (1, 2), (1, 3)]
    assert cells_of_line([(2.2, 3.3)]) == [(2, 3)]
    square = cells_of_area([(1, 1), (1, 3), (3, 3), (3, 1)], (5, 5))
    assert square == [(1, 1), (1, 2), (2, 1), (2, 2)]
    lit = dict.fromkeys(square, 60.0)
    grown = grow(flat(21), Weather.steady(0.0, 0.0, MOIST), lit, until_s=1e4)
    assert [grown.arrival_s[cell] for cell in square] == [60.0] * 4


def test_rock_that_is_lit_does_not_burn():
    """Of two cells that are lit one is rock: it never burns, and the fire runs around it."""
    blocked = np.full((9, 9), np.inf)
    blocked[4, 5] = -np.inf
    land = Landscape.of(30.0, np.full((9, 9), 2), 0.0, blocked, sheltered=OPEN)
    lit = {(4, 4): 0.0, (4, 5): 0.0}
    arrival = grow(land, Weather.steady(0.0, 0.0, MOIST), lit, until_s=1e5).arrival_s
    assert np.argwhere(np.isinf(arrival)).tolist() == [[4, 5]]
    assert arrival[4, 6] > 1.05 * arrival[4, 2]


def test_brands_cross_a_river_and_leave_everything_else_alone():
    """A river three cells wide stops the fire; brands light the other bank, always alike."""
    blocked = np.full((N, N), np.inf)
    blocked[40:43] = -np.inf
    land = Landscape.of(30.0, np.full((N, N), 4), 0.0, blocked, sheltered=OPEN)
    weather, lit = Weather.steady(4.0, 180.0, MOIST), {(80, 60): 0.0}
    without = grow(land, weather, lit, until_s=4e3)
    assert np.isinf(without.arrival_s[:40]).all()
    brands = Brands(luck=Luck(7, 0), entry="west", spotting=Spotting(chance=0.2))
    spotted = [grow(land, weather, lit, until_s=4e3, brands=brands) for _ in range(2)]
    assert spotted[0].spots > 0
    assert np.isfinite(spotted[0].arrival_s[:40]).any()
    assert np.array_equal(spotted[0].arrival_s, spotted[1].arrival_s)
    # The search for straight ways is a heuristic: a few cells come later, by up to 1.3 % here.
    assert np.all(spotted[0].arrival_s <= 1.02 * without.arrival_s)
    never = Brands(luck=Luck(7, 0), entry="west", spotting=Spotting(chance=0.0))
    same = grow(land, weather, lit, until_s=4e3, brands=never)
    assert np.array_equal(same.arrival_s, without.arrival_s)


def test_ways_cross_the_cells_that_geometry_says():
    """(1, 2) crosses four cells, a quarter each; (1, 1) two, the second through a corner."""
    every = ways(3)
    number = (1 + 3) * 7 + 2 + 3
    pieces = range(every.first[number], every.first[number + 1])
    assert [(every.row[i], every.column[i]) for i in pieces] == [(0, 0), (0, 1), (1, 1), (1, 2)]
    assert [every.share[i] for i in pieces] == [0.25] * 4
    diagonal = (1 + 3) * 7 + 1 + 3
    pieces = range(every.first[diagonal], every.first[diagonal + 1])
    assert [every.corner[i] for i in pieces] == [False, True]
    assert [len(near(n)) for n in (8, 16, 32)] == [8, 16, 32]


def steady(wind=1.0, moisture=MOIST):
    """Return weather for the refusals."""
    return Weather.steady(wind, 0.0, moisture)


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (lambda: Landscape.of(30.0, np.full((3, 3), 77)), r"fuel \[77\]"),
        (lambda: Landscape.of(0.0, np.full((3, 3), 1)), "cell of 0.0 m"),
        (lambda: Landscape.of(1.0, np.zeros((3, 3)), np.zeros((2, 3))), "broadcast"),
        (lambda: steady(wind=-3.0), "wind of -3.0 m/s"),
        (lambda: steady(moisture=(6, 7, 8, 90, 90)), "6 % is 0.06"),
        (lambda: grow(flat(9), steady(), {}, until_s=1.0), "nothing is lit"),
        (lambda: grow(flat(9), steady(), {(9, 0): 0.0}, until_s=1.0), "not on the raster"),
        (lambda: grow(flat(9, fuel=0), steady(), {(1, 1): 0.0}, until_s=1.0), "does not burn"),
        (
            lambda: grow(flat(9, fuel=1), steady(moisture=(0.13,) * 5), {(1, 1): 0.0}, until_s=1.0),
            "moisture of extinction, 12%",
        ),
        (
            lambda: grow(flat(9), steady(), {(1, 1): 0.0}, until_s=1.0, neighbours=12),
            "neighbours",
        ),
        (lambda: Spotting(chance=2.0), "chances"),
        (lambda: Spotting(distance_m=0.0), "distance"),
    ],
)
def test_what_makes_no_sense_is_refused(call, said):
    """A clear sentence for each."""
    with pytest.raises(ValueError, match=said):
        call()


@pytest.mark.parametrize(
    "wrong",
    [
        {"since_s": np.array([0.0, 0.0])},
        {"wind_mps": np.array([1.0])},
        {"since_s": np.empty(0)},
    ],
)
def test_weather_that_cannot_be_is_refused(wrong):
    """Times that do not increase, and columns of other lengths."""
    good = {
        "since_s": np.array([0.0, 3600.0]),
        "wind_mps": np.ones(2),
        "wind_from_deg": np.zeros(2),
        "moisture": np.array([MOIST, MOIST]),
    }
    with pytest.raises(ValueError, match="weather"):
        Weather(**good | wrong)
