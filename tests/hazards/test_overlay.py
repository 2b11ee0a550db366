"""Hazards over roads and zones: what each arc crosses, when it changes, what is refused."""

import numpy as np
import pytest

from sandtable.hazards.classes import (
    CLASSES,
    class_numbers,
    class_values,
    share_numbers,
    share_values,
)
from sandtable.hazards.crossing import as_they_are, cross
from sandtable.hazards.field import Frame, HazardField
from sandtable.hazards.flood.harm import Harm
from sandtable.hazards.intensity import KINDS
from sandtable.hazards.overlay import Exposing, lay_over
from sandtable.hazards.residents import Residents
from sandtable.hazards.rows import Exposure, HazardSource
from sandtable.world.network import Network
from sandtable.world.raster import Raster, RasterFault

PLACE = {"left": 500_000.0, "top": 3_000_400.0, "width": 100.0, "height": 100.0}
RASTER = Raster(**PLACE, shape=(4, 5), crs="EPSG:4547")
BREACH = HazardSource(id="breach", control="hold")


def roads(*arcs):
    """Return arcs as a network, from lists of points that count from the lower left corner."""
    corner = np.array([500_000.0, 3_000_000.0])
    points = [np.array(arc) + corner for arc in arcs]
    ends = np.array([line[k] for line in points for k in (0, -1)])
    course = np.concatenate(points)
    return Network.from_arrays(
        tail=np.arange(0, 2 * len(arcs), 2),
        head=np.arange(1, 2 * len(arcs), 2),
        length_m=np.ones(len(arcs)),
        n_nodes=2 * len(arcs),
        x=ends[:, 0],
        y=ends[:, 1],
        arc_ids=[f"a{k}" for k in range(len(arcs))],
        arc_shape=[k + 1 if len(arc) > 2 else 0 for k, arc in enumerate(arcs)],
        shape_first=np.cumsum([0, *map(len, arcs)]),
        shape_x=course[:, 0],
        shape_y=course[:, 1],
        crs="EPSG:4547",
    )


def field(*depths, times=None, **change):
    """Return a field of given frames, 10 min apart; speeds are half the depths."""
    times = times or tuple(600.0 * k for k in range(len(depths)))
    depths = [np.broadcast_to(np.array(depth, dtype=np.float64), (4, 5)) for depth in depths]
    stack = [water(t, depth) for t, depth in zip(times, depths, strict=True)]
    change = {"kinds": ("depth",)} | change
    return HazardField(raster=RASTER, times_s=times, frames=lambda: stack, **change)


def water(time_s, depth):
    """Return a frame of water that is half as fast as it is deep."""
    return Frame(time_s, {"depth": depth, "velocity": 0.5 * depth})


def cells(**depths):
    """Return a frame with some wet cells: ``r1c2=0.4``."""
    frame = np.zeros((4, 5))
    for name, depth in depths.items():
        frame[int(name[1]), int(name[3])] = depth
    return frame


ROW = roads([(50, 150), (450, 150)])


def intervals(impact):
    """Return the rows of an Impact as plain tuples."""
    rows = impact.roads
    kinds = [impact.kinds[k] for k in rows.kind]
    columns = (rows.arc.tolist(), rows.from_s.tolist(), rows.to_s.tolist(), kinds)
    return sorted(zip(*columns, rows.value.tolist(), strict=True))


def test_an_arc_crosses_the_cells_below_it():
    """A road along row 2 (from the top), one that bends, and one within a cell."""
    pairs = cross(
        roads([(50, 150), (450, 150)], [(50, 50), (50, 350), (150, 350)], [(210, 10), (290, 90)]),
        RASTER,
    )
    found = [pairs.cell[a:b].tolist() for a, b in zip(pairs.first, pairs.first[1:], strict=False)]
    assert found == [[10, 11, 12, 13, 14], [0, 1, 5, 10, 15], [17]]
    assert not pairs.outside.size


def test_random_lines_against_brute_force():
    """Every cell that a fine walk along a line meets for 20 steps or more is found, no other."""
    random = np.random.default_rng(3)
    ends = random.uniform((1.0, 1.0), (499.0, 399.0), size=(50, 2, 2))
    pairs = cross(roads(*ends.tolist()), RASTER, sample_m=1.0)
    for arc, (begin, end) in enumerate(ends):
        walk = begin + np.linspace(0.0, 1.0, 2000)[:, np.newaxis] * (end - begin)
        number = (3 - walk[:, 1] // 100).astype(int) * 5 + (walk[:, 0] // 100).astype(int)
        known, times = np.unique(number, return_counts=True)
        found = set(pairs.cell[pairs.first[arc] : pairs.first[arc + 1]].tolist())
        assert found <= set(known.tolist())
        assert set(known[times > 20].tolist()) <= found


def test_the_deepest_water_counts_until_it_changes():
    """Depths become classes, rounded up; equal ones in a row are one interval."""
    flood = field(0.0, cells(r2c1=0.12, r2c3=0.3), cells(r2c3=0.29), cells(r2c0=0.31), 0.0)
    impact = lay_over(flood, ROW, source=BREACH, cause="under water")
    assert intervals(impact) == [
        (0, 600.0, 1800.0, "depth", 0.3),
        (0, 1800.0, 2400.0, "depth", 0.4),
    ]
    assert impact.causes == ("under water",)
    assert impact.sources == (BREACH,)


def test_what_holds_at_the_end_stays():
    """Nobody knows when water goes that the last frame still shows."""
    impact = lay_over(field(0.0, 1.2), ROW, source=BREACH, cause="")
    assert intervals(impact) == [(0, 600.0, np.inf, "depth", 1.5)]


def test_of_cells_that_are_equally_deep_the_fastest_counts():
    """0.5 m in two cells, 0.5 and 2.5 m/s in them: 2.5 m/s from whatever side one counts."""
    depth = cells(r2c1=0.5, r2c3=0.5)
    for first, second in ((0.5, 2.5), (2.5, 0.5)):
        frame = Frame(0.0, {"depth": depth, "velocity": cells(r2c1=first, r2c3=second)})
        flood = HazardField(
            raster=RASTER, kinds=("depth", "velocity"), times_s=(0.0,), frames=lambda f=frame: [f]
        )
        impact = lay_over(flood, ROW, source=BREACH, cause="water")
        assert (0, 0.0, np.inf, "velocity", 3.0) in intervals(impact)


def test_velocity_is_that_of_the_deepest_cell():
    """Depth 0.9 flows at 0.45; the product is taken there, too."""
    impact = lay_over(
        field(cells(r2c1=0.9, r2c3=0.2), kinds=("depth", "velocity")),
        ROW,
        source=BREACH,
        cause="",
        kinds=("depth", "velocity", "depth_velocity"),
    )
    assert {(kind, value) for *_rest, kind, value in intervals(impact)} == {
        ("depth", 1.0),
        ("velocity", 0.5),
        ("depth_velocity", 0.45),
    }


@pytest.mark.parametrize(
    ("kind", "harm", "harmless", "stored"),
    [
        ("smoke", 0.05, 0.0, 0.06),
        ("fire", 60_000.0, 0.0, 2e5),
        ("dose", 1.5, 0.0, 2.0),
        ("wind", 12.5, 0.0, 14.0),
        ("visibility", 950.0, 1e5, 800.0),
        ("speed_factor", 0.42, 1.0, 0.4),
    ],
)
def test_the_worst_of_any_kind_counts(kind, harm, harmless, stored):
    """Of visibility and speed factors the least: classes are rounded to the worse side."""
    values = np.full((4, 5), harmless)
    values[2, 3], values[2, 1] = harm, 0.5 * (harm + harmless)  # the second is milder
    values[0, 0], values[2, 2] = np.nan, -1.0  # nothing known does no harm
    stack = [Frame(0.0, {kind: values}), Frame(600.0, {kind: np.full((4, 5), np.nan)})]
    times = (0.0, 600.0)
    any_kind = HazardField(
        raster=RASTER, kinds=(kind,), times_s=times, frames=lambda: stack, nodata=-1.0
    )
    impact = lay_over(any_kind, ROW, source=BREACH, cause="")
    assert intervals(impact) == [(0, 0.0, 600.0, kind, stored)]


@pytest.mark.parametrize("kind", CLASSES)
def test_classes_are_never_milder_than_what_they_stand_for(kind):
    """What is stored is at least as bad, what is harmless is nothing, the worst is a class."""
    high = KINDS[kind].high
    values = np.concatenate([np.geomspace(1e-6, high, 500), CLASSES[kind], [0.0, high]])
    values = values[values <= high]
    numbers = class_numbers(kind, values)
    stored = class_values(kind, numbers)
    sign = -1.0 if KINDS[kind].less_is_worse else 1.0
    assert (sign * stored[numbers > 0] >= sign * values[numbers > 0]).all()
    assert class_numbers(kind, np.array([KINDS[kind].harmless])).tolist() == [0]
    assert set(stored[numbers > 0]) <= set(CLASSES[kind])
    worst = np.array([0.0 if sign < 0 else high])
    assert class_values(kind, class_numbers(kind, worst)) == worst


def test_a_product_that_a_model_tells_itself():
    """Depth times velocity out of a file is kept as it is, and only where the road is wet."""
    values = {"depth": np.full((4, 5), 1.5), "depth_velocity": np.full((4, 5), 2.0)}
    both = HazardField(
        raster=RASTER,
        kinds=tuple(values),
        times_s=(0.0,),
        frames=lambda: [Frame(0.0, values)],
    )
    roads_of = [lay_over(both, ROW, source=BREACH, cause="", lifted_m=one) for one in (0.0, 2.0)]
    assert [row[-2:] for row in intervals(roads_of[0])] == [("depth", 1.5), ("depth_velocity", 2.4)]
    assert intervals(roads_of[1]) == []


def test_a_kind_of_air_is_not_lifted():
    """A bridge over water stands in smoke all the same."""
    values = {"depth": np.full((4, 5), 1.5), "smoke": np.full((4, 5), 0.1)}
    both = HazardField(
        raster=RASTER,
        kinds=("depth", "smoke"),
        times_s=(0.0,),
        frames=lambda: [Frame(0.0, values)],
    )
    impact = lay_over(both, ROW, source=BREACH, cause="", lifted_m=2.0)
    assert intervals(impact) == [(0, 0.0, np.inf, "smoke", 0.1)]


def test_roads_in_another_system_are_brought_into_that_of_the_raster():
    """A network whose places are shifted by 1 km is shifted back."""
    away = roads([(1050, 1150), (1450, 1150)])
    flood = field(cells(r2c3=0.3))
    impact = lay_over(
        flood, away, source=BREACH, cause="", bring=lambda x, y: (x - 1000.0, y - 1000.0)
    )
    assert intervals(impact) == [(0, 0.0, np.inf, "depth", 0.3)]


def test_zones_that_are_points():
    """Who lives in a cell of thick smoke is exposed, who lives outside the raster never is."""
    places = {"v1": (500_050.0, 3_000_150.0), "v2": (500_450.0, 3_000_150.0), "far": (0.0, 0.0)}
    people = Residents.of_points(RASTER, places, as_they_are)
    thick = Exposing(kind="smoke", intensity="visibility", limit=200.0)
    values = np.full((4, 5), 5000.0)
    values[2, 0], values[2, 4], values[3, 4] = 199.0, 200.0, 0.0
    seen = HazardField(
        raster=RASTER,
        kinds=("visibility",),
        times_s=(0.0,),
        frames=lambda: [Frame(0.0, {"visibility": values})],
    )
    impact = lay_over(seen, ROW, source=BREACH, cause="", residents=people, exposing=thick)
    assert list(impact.exposures("smoke")) == [Exposure("v1", 0.0, np.inf, "smoke", 1.0, "breach")]


def test_one_cell_one_road_one_zone_one_frame():
    """All of it by hand; whoever lives on an outer edge or corner lives in the cell, too."""
    cell = Raster(**(PLACE | {"top": 3_000_100.0}), shape=(1, 1), crs="EPSG:4547")
    wet = Frame(60.0, {"depth": np.array([[0.7]])})
    one = HazardField(raster=cell, kinds=("depth",), times_s=(60.0,), frames=lambda: [wet])
    west, south, off = 500_000.0, 3_000_000.0, 1e-3
    inside = {f"z{x}{y}": (west + 50.0 * x, south + 50.0 * y) for x in range(3) for y in range(3)}
    outside = {"e": (west + 100.0 + off, south), "n": (west, south + 100.0 + off)}
    outside |= {"w": (west - off, south), "s": (west, south - off)}
    impact = lay_over(
        one,
        roads([(0, 100), (100, 0)]),
        source=BREACH,
        cause="",
        residents=Residents.of_points(cell, inside | outside, as_they_are),
    )
    assert intervals(impact) == [(0, 60.0, np.inf, "depth", 0.8)]
    assert list(impact.exposures("water")) == [
        Exposure(zone, 60.0, np.inf, "water", 1.0, "breach") for zone in sorted(inside)
    ]


def test_an_edge_belongs_to_the_cell_south_or_east_of_it():
    """One place, one cell: where two or four meet it is that of the later row and column."""
    corner = np.array([500_100.0, 500_100.0]), np.array([3_000_300.0, 3_000_350.0])
    assert RASTER.cells(*corner).tolist() == [6, 1]


@pytest.mark.parametrize(
    ("share", "told"),
    [
        *((0.0, 0.0), (1e-10, 0.0), (0.0004, 0.001), (0.001, 0.001), (0.0125, 0.02)),
        *((0.031, 0.05), (0.05, 0.05), (0.51, 0.55), (1.0, 1.0), (1.0 + 1e-12, 1.0)),
    ],
)
def test_few_of_many_people_are_told_as_few(share, told):
    """Shares are rounded up, small ones in small steps; a billionth is nobody."""
    assert share_values(share_numbers(np.array([share]))).tolist() == [told]


def test_a_lifted_road_stays_dry():
    """A bridge 2 m over the ground has no water on it when 1.5 m stand below."""
    both = roads([(50, 150), (450, 150)], [(50, 150), (450, 150)])
    impact = lay_over(field(1.5), both, source=BREACH, cause="", lifted_m=np.array([2.0, 0.0]))
    assert [row[0] for row in intervals(impact)] == [1]


def test_people_of_a_zone_under_water():
    """Half of the people of one zone live where it floods deeper than 0.3 m."""
    number = np.full((4, 5), -1)
    number[:, 0], number[:, 1] = 0, 1
    people = np.zeros((4, 5))
    people[2, 0], people[3, 0], people[:, 1] = 100.0, 300.0, 1.0
    zones = Residents.of_cells(("v2", "v1"), number, people)
    frames = (0.0, cells(r2c0=0.5, r2c1=0.3), cells(r2c0=0.5, r2c1=0.31))
    impact = lay_over(field(*frames), ROW, source=BREACH, cause="", residents=zones)
    assert set(impact.exposures("water")) == {
        Exposure("v2", 600.0, np.inf, "water", 0.25, "breach"),
        Exposure("v1", 1200.0, np.inf, "water", 0.25, "breach"),
    }


def test_hourly_frames_are_interpolated_where_that_is_accepted():
    """Between 0 and 1 m an hour later: 0.25, 0.5, 0.75 m every 15 min; else it is refused."""
    with pytest.raises(ValueError, match=r"no frame between 0 and 3600 s.*accept_interpolation"):
        field(0.0, 1.0, times=(0.0, 3600.0))
    flood = field(0.0, 1.0, times=(0.0, 3600.0), accepts_interpolation=True)
    impact = lay_over(flood, ROW, source=BREACH, cause="")
    assert [(row[1], row[-1]) for row in intervals(impact)] == [
        (900.0, 0.25),
        (1800.0, 0.5),
        (2700.0, 0.8),
        (3600.0, 1.0),
    ]


def test_the_last_stretch_is_the_one_of_a_plain_loop():
    """Random frames on random arcs: at each instant the factor table is that of a plain maximum."""
    random = np.random.default_rng(5)
    depths = [np.where(random.random((4, 5)) < 0.6, 0.0, random.uniform(0, 2, (4, 5)))] * 1
    depths += [np.where(random.random((4, 5)) < 0.6, 0.0, random.uniform(0, 2, (4, 5)))] * 2
    depths += [np.where(random.random((4, 5)) < 0.6, 0.0, random.uniform(0, 2, (4, 5)))] * 1
    several = roads(*random.uniform((1, 1), (499, 399), size=(30, 2, 2)).tolist())
    impact = lay_over(field(*depths), several, source=BREACH, cause="")
    pairs = cross(several, RASTER)
    for k, depth in enumerate(depths):
        for arc in range(30):
            deepest = depth.ravel()[pairs.cell[pairs.first[arc] : pairs.first[arc + 1]]].max()
            rows = [
                row for row in intervals(impact) if row[0] == arc and row[1] <= 600.0 * k < row[2]
            ]
            assert len(rows) == (deepest > 0.0)
            assert not rows or deepest <= rows[0][-1] <= max(2.0 * deepest, 0.05)


def test_an_impact_is_the_one_of_its_rows():
    """Built from columns it has the same hash as from rows."""
    from sandtable.hazards import Impact, Interval  # noqa: PLC0415  the face of the room

    frames = (0.0, cells(r2c1=0.12), cells(r2c3=0.7))
    impact = lay_over(field(*frames), ROW, source=BREACH, cause="wet")
    rows = [Interval(*row, "breach", "wet") for row in intervals(impact)]
    assert Impact.of(1, rows, sources=[BREACH]).content_hash == impact.content_hash


def test_no_water_is_an_impact_that_does_nothing():
    """Neither roads nor people: the source is still there to be closed."""
    impact = lay_over(field(0.0, 0.0), ROW, source=BREACH, cause="wet")
    assert (len(impact.roads), len(impact.people), impact.source_ids) == (0, 0, ("breach",))


def test_frames_are_drawn_one_by_one():
    """No more frames are computed than are asked for."""
    drawn = []

    def frames():
        for time_s in (0.0, 600.0, 1200.0):
            drawn.append(time_s)
            yield water(time_s, np.full((4, 5), time_s / 600.0))

    flood = HazardField(
        raster=RASTER, kinds=("depth",), times_s=(0.0, 600.0, 1200.0), frames=frames
    )
    assert flood.frame(700.0).values["depth"][0, 0] == 1.0
    assert flood.frame(600.0).values["depth"][0, 0] == 1.0
    assert drawn.count(1200.0) == 1  # seen once, to know that it comes after 700 s
    with pytest.raises(ValueError, match="no frame at -1 s"):
        flood.frame(-1.0)


def test_arcs_outside_are_listed():
    """Twelve of thirteen roads are elsewhere: ten are named, and the share can be allowed."""
    away = [[(9000.0, 100.0), (9100.0, 100.0)]] * 12
    several = roads([(50, 150), (450, 150)], *away)
    with pytest.raises(
        ValueError,
        match=r"12 of 13 arcs outside.*\(a1, a2, .*a10 \.\.\.\).*"
        r"raster: 500000\.\.500500, 3000000\.\.3000400; roads: 500050\.\.509100, 30001",
    ):
        lay_over(field(1.0), several, source=BREACH, cause="")
    impact = lay_over(field(1.0), several, source=BREACH, cause="", most_outside=0.95)
    assert [row[0] for row in intervals(impact)] == [0]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"crs": ""}, "crs: found none"),
        ({"crs": "EPSG:4490", "left": 112.5, "top": 29.5}, "cells of 100 x 100.*degrees through"),
        ({"crs": "EPSG:4490", "width": 0.01, "height": 0.01}, "500000, .*degrees throughout"),
        (
            {"crs": "EPSG:4490", "left": 29.5, "top": 112.5, "width": 0.01, "height": 0.01},
            "corner at 29.5, 112.5 .*at most 90 degrees. They look swapped",
        ),
        ({"left": 112.5, "top": 29.5}, "metres throughout. These are degrees"),
        ({"width": 0.0}, "sides above 0"),
    ],
)
def test_a_raster_that_makes_no_sense(change, words):
    """A raster says where it lies, corner and cells in metres or both in degrees."""
    with pytest.raises(RasterFault, match=words):
        Raster(**(PLACE | {"shape": (4, 5), "crs": "EPSG:4547"} | change))


@pytest.mark.parametrize(
    ("depth", "words"),
    [
        (cells(r1c2=50.1), "found 50.1 m at 0 s in row 1, column 2.*nodata"),
        (cells(r3c4=-9999.0), "found -9999 m"),
    ],
)
def test_depths_that_cannot_be(depth, words):
    """Too deep and below 0: unit, datum or nodata are wrong."""
    with pytest.raises(ValueError, match=words):
        lay_over(field(depth), ROW, source=BREACH, cause="")


def test_nodata_is_dry():
    """What is stated as nodata, and what is no number, is dry."""
    depth = cells(r2c1=-9999.0, r2c2=np.nan, r2c3=0.3)
    impact = lay_over(field(depth, nodata=-9999.0), ROW, source=BREACH, cause="")
    assert [row[-1] for row in intervals(impact)] == [0.3]


@pytest.mark.parametrize("times", [(0.0, 0.0), (600.0, 0.0), (-1.0, 5.0), ()])
def test_times_that_make_no_sense(times):
    """Times begin at 0 or later and increase."""
    with pytest.raises(ValueError, match="from 0 on that increase"):
        HazardField(raster=RASTER, kinds=("depth",), times_s=times, frames=list)


@pytest.mark.parametrize(
    ("frames", "words"),
    [
        ([], "found 0 frames, expected 1"),
        ([water(5.0, np.zeros((4, 5)))], "a frame at 5 s"),
        ([Frame(0.0, {"smoke": np.zeros((4, 5))})], "a frame without depth"),
        ([water(0.0, np.zeros((4, 4)))], r"\(4, 4\) cells, expected \(4, 5\)"),
    ],
)
def test_frames_that_do_not_come(frames, words):
    """Frames come at their times and in the shape of the raster."""
    flood = HazardField(raster=RASTER, kinds=("depth",), times_s=(0.0,), frames=lambda: frames)
    with pytest.raises(ValueError, match=words):
        lay_over(flood, ROW, source=BREACH, cause="")


def test_people_of_slow_water_meet_what_people_of_a_raster_meet():
    """Frames an hour apart: shares go on in the same steps for both ways to count people."""
    depths = [0.0, cells(r2c1=0.9, r2c3=0.5), 0.2]
    flood = field(*depths, times=(0.0, 3600.0, 9000.0), accepts_interpolation=True)
    people = Residents(
        ids=("z",), zone=np.zeros(4, np.int64), cell=np.array([11, 12, 13, 14]), people=np.ones(4)
    )
    by_raster = lay_over(flood, ROW, source=BREACH, cause="", residents=people).exposures("water")
    harm = Harm(people, ["water"], 0.3)
    for frame in flood.each():
        harm.take(frame)
    assert tuple(harm.exposures("breach")) == tuple(by_raster)
    assert [(row.from_s, row.share) for row in by_raster][:3] == [
        (900.0, 0.15),
        (1800.0, 0.25),
        (2700.0, 0.4),
    ]
