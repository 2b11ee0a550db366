"""Areas laid over roads and zones: the same as tables that say the same."""

import math

import numpy as np

from sandtable.files.place_builder import Peopled
from sandtable.files.table import Line, Table
from sandtable.hazards import Impact, read_impacts
from sandtable.hazards.areas import Area, Stretch, rows_of
from sandtable.world.network import Network

ZONES = {
    "west": Peopled(node=0, x=0.0, y=0.0, persons=10),
    "east": Peopled(node=2, x=2.0, y=0.0, persons=20),
    "nowhere": Peopled(node=-1, x=math.nan, y=math.nan, persons=30),
}


def box(x1, y1, x2, y2):
    """Return a polygon of one ring."""
    return [np.array([(x1, y1), (x2, y1), (x2, y2), (x1, y2)], dtype=np.float64)]


def network(kinds=("", "", "", "air")):
    """Return four nodes in a row, with a flight from the first to the last."""
    return Network.from_arrays(
        tail=[0, 1, 2, 0],
        head=[1, 2, 3, 3],
        length_m=[100.0] * 4,
        n_nodes=4,
        x=[0.0, 1.0, 2.0, 3.0],
        y=[0.0] * 4,
        arc_ids=["a", "b", "c", "fly"],
        facility_type=list(kinds),
    )


def table(file, text):
    """Return a table out of comma-separated lines."""
    head, *rows = (line.split(",") for line in text.split())
    lines = [Line(n, dict(zip(head, row, strict=True))) for n, row in enumerate(rows, 2)]
    return Table(file=file, headers=tuple(head), lines=tuple(lines))


def test_areas_do_what_the_same_tables_do():
    """Water with a depth on two roads, its people, and a closure on one: equal to the bit."""
    areas = [
        Area(
            polygons=[box(-1, -1, 0.5, 1), box(0.6, -1, 1.5, 1)],
            stretches=[Stretch(0.0, 7200.0, "depth", 0.31, "leak", "water", "wet", 0.5)],
        ),
        Area(
            polygons=[box(2.5, -1, 2.6, 1)],
            stretches=[Stretch(600.0, math.inf, "speed_factor", 0.0, "leak", "closed")],
        ),
        Area(
            polygons=[box(1.9, -1, 2.1, 1)],
            stretches=[Stretch(60.0, 120.0, "", 0.0, "leak", "", "wet")],
        ),
    ]
    laid = Impact.of(4, *rows_of(areas, network(kinds=("",) * 4), ZONES))
    roads = table(
        "roads.csv",
        "link_id,from_min,to,kind,value,cause,source\n"
        "a,0,120_min,depth,31_cm,water,leak\n"
        "b,0,120_min,depth,31_cm,water,leak\n"
        "fly,0,120_min,depth,31_cm,water,leak\n"
        "c,10,end,speed_factor,0,closed,leak\n"
        "fly,10,end,speed_factor,0,closed,leak",
    )
    people = table(
        "people.csv",
        "zone_id,from_s,to_s,kind,share,source\nwest,0,7200,wet,0.5,leak\neast,60,120,wet,1,leak",
    )
    roads = Table(
        file=roads.file,
        headers=roads.headers,
        lines=tuple(
            Line(n, {k: v.replace("_", " ") if k in {"to", "value"} else v for k, v in c.items()})
            for n, c in roads.lines
        ),
    )
    arcs = {name: number for number, name in enumerate(("a", "b", "c", "fly"))}
    (read,) = read_impacts("flood", arcs, list(ZONES), roads=roads, people=people)
    assert laid.content_hash == read.content_hash
    assert len(laid.roads) == 5


def test_a_speed_factor_slows_nobody_who_flies():
    """A closed area closes its roads; a flight over it stops in the wind alone."""
    polygons = [box(-1, -1, 4, 1)]
    both = [
        Area(polygons=polygons, stretches=[Stretch(0.0, 60.0, kind, value, "s", "")])
        for kind, value in (("speed_factor", 0.0), ("wind", 20.0))
    ]
    closed, windy = (rows_of([one], network(), ZONES)[0] for one in both)
    assert [row.arc for row in closed] == [0, 1, 2]
    assert [row.arc for row in windy] == [0, 1, 2, 3]
