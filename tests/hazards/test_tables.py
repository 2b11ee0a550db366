"""Reading impact tables: what they may say, and every fault in its place."""

import csv
import math

import pytest

from sandtable.files.table import Line, Table
from sandtable.ground.faults import UserFaults
from sandtable.hazards import HazardSource, read_impacts
from sandtable.world.plan import Profile

ARCS = {"l1": 0, "l2": 1}
ZONES = ("z1", "z2")
CAR = Profile(id="car")


def table(text, file="closures.csv"):
    """Make a table from lines of CSV; the header is line 1."""
    rows = list(csv.reader(text.strip().splitlines()))
    headers = tuple(cell.strip() for cell in rows[0])
    lines = [Line(n, dict(zip(headers, row, strict=True))) for n, row in enumerate(rows[1:], 2)]
    return Table(file=file, headers=headers, lines=tuple(lines))


def faults(text=None, people=None):
    """Return the faults of a table of roads or people: line, field, found, expected, repair."""
    with pytest.raises(UserFaults) as caught:
        read_impacts(
            "fire",
            ARCS,
            ZONES,
            roads=table(text) if text else None,
            people=table(people, "people.csv") if people else None,
        )
    return [(f.line, f.field, f.found, f.expected, f.repair) for f in caught.value.faults]


def test_a_table_without_source_is_one_source():
    """The entry names the source, a missing cause is empty, a control of it voids what follows."""
    (impact,) = read_impacts(
        "fire", ARCS, ZONES, roads=table("link_id,from_s,to_s,speed_factor\nl2,5,9,0\nl1,0,5,0.5")
    )
    assert impact.source_ids == ("fire",)
    assert impact.factors(6.0, CAR).tolist() == [1.0, 0.0]
    assert impact.factors(6.0, CAR, {"fire": 1.0}).tolist() == [1.0, 1.0]
    assert impact.cause(1, 6.0, {}, CAR) == ""


def test_times_come_in_any_stated_unit():
    """0.5 h, 30 min, 1800 s and '30 min' are the same instant, and 'end' is never."""
    texts = [
        "link_id,from_h,to,speed_factor\nl1,0.5,end,0",
        "link_id,from_min,to_s,speed_factor\nl1,30,end,0",
        "link_id,from_s,to_h,speed_factor\nl1,1800,end,0",
        "link_id,from,to,speed_factor\nl1,0 h 30 min,end,0 %",
    ]
    impacts = [read_impacts("fire", ARCS, ZONES, roads=table(text))[0] for text in texts]
    assert len({impact.content_hash for impact in impacts}) == 1
    assert impacts[0].epochs.tolist() == [0.0, 1800.0]
    assert impacts[0].roads.to_s.tolist() == [math.inf]


def test_intensities_carry_their_unit():
    """31 cm of water is stored as 0.35 m, beside a fire of 2 MW/m."""
    text = "link_id,from_s,to_s,kind,value\nl1,0,1,depth,31 cm\nl2,0,1,fire,2000 kW/m"
    (impact,) = read_impacts("fire", ARCS, ZONES, roads=table(text))
    assert impact.roads.value.tolist() == [0.35, 2e6]


def test_sources_keep_what_control_does():
    """A source described in the scenario holds; one that is only named is void."""
    text = "link_id,from_s,to_s,speed_factor,source\nl1,0,9,0,dike\nl2,0,9,0,leak"
    dike = HazardSource(id="dike", control="hold", recession_s=60.0)
    (impact,) = read_impacts("flood", ARCS, ZONES, roads=table(text), sources=[dike])
    assert impact.sources == (dike, HazardSource(id="leak"))


def test_samples_become_impacts_and_a_table_without_is_in_all():
    """Two courses of the fire on the roads, the same people exposed in both."""
    roads = "link_id,from_s,to_s,speed_factor,sample\nl1,0,9,0,1\nl2,0,9,0,0"
    people = "zone_id,from_s,to_s,kind,share\nz1,5,end,fire,40 %"
    first, second = read_impacts("fire", ARCS, ZONES, roads=table(roads), people=table(people))
    assert first.factors(0.0, CAR).tolist() == [1.0, 0.0]
    assert second.factors(0.0, CAR).tolist() == [0.0, 1.0]
    assert first.exposures("fire") == second.exposures("fire")
    assert first.exposures("fire")[0].share == 0.4


def test_order_of_rows_and_columns_decides_nothing():
    """The same table written in another order is the same Impact."""
    one = "link_id,from_s,to_s,speed_factor,cause\nl1,0,5,0.5,smoke\nl2,3,9,0,front"
    two = "cause,speed_factor,to_s,from_s,link_id\nfront,0,9,3,l2\nsmoke,0.5,5,0,l1"
    hashes = {read_impacts("f", ARCS, ZONES, roads=table(t))[0].content_hash for t in (one, two)}
    assert len(hashes) == 1


def test_no_table_is_an_empty_impact():
    """An entry may only stand for its name."""
    (impact,) = read_impacts("fire", ARCS, ZONES)
    assert impact.factors(0.0, CAR).tolist() == [1.0, 1.0]


ROADS = "link_id,from_s,to_s,speed_factor\n"
KINDS = "one of speed_factor, depth, velocity, depth_velocity, fire, smoke, dose, visibility, wind"
NUMBER = "a number of at least 0"
PLAIN = "Write a plain number."
ONE = ("at most 1", "Write 0.4 or 40 % for 40 %.")
NEVER_ENDS = "Write a plain number. Write 'end' for an interval that never ends."
NOT_EMPTY = "An interval holds its beginning and not its end; it must not be empty."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ROADS + "l22,0,1,0",
            (2, "link_id", "'l22'", "a link_id of the network", "Did you mean 'l2'?"),
        ),
        (ROADS + "l1,5,5,0", (2, "to_s", "'5'", "an end after the beginning", NOT_EMPTY)),
        (ROADS + "l1,5,4,0", (2, "to_s", "'4'", "an end after the beginning", NOT_EMPTY)),
        (ROADS + "l1,-1,4,0", (2, "from_s", "'-1'", NUMBER, PLAIN)),
        (ROADS + "l1,nan,4,0", (2, "from_s", "'nan'", NUMBER, PLAIN)),
        (ROADS + "l1,end,4,0", (2, "from_s", "'end'", NUMBER, PLAIN)),
        (ROADS + "l1,0,,0", (2, "to_s", "nothing", NUMBER, NEVER_ENDS)),
        (ROADS + "l1,0,inf,0", (2, "to_s", "'inf'", NUMBER, NEVER_ENDS)),
        (ROADS + "l1,0,1,1.2", (2, "speed_factor", "'1.2'", *ONE)),
        (ROADS + "l1,0,1,-0.1", (2, "speed_factor", "'-0.1'", NUMBER, PLAIN)),
        (ROADS + "l1,0,1,nan", (2, "speed_factor", "'nan'", NUMBER, PLAIN)),
        (ROADS + "l1,0,1,", (2, "speed_factor", "nothing", NUMBER, PLAIN)),
        (
            "link_id,from,to,speed_factor\nl1,5,9 min,0",
            (2, "from", "'5'", "a duration with its unit", 'Write "5 min" or "5 s".'),
        ),
        (
            "link_id,from_s,to_s,kind,value\nl1,0,1,dept,1 m",
            (2, "kind", "'dept'", KINDS, "Did you mean 'depth'?"),
        ),
        (
            "link_id,from_s,to_s,kind,value\nl1,0,1,depth,0.3",
            (2, "value", "'0.3'", "a distance with its unit", 'Write "0.3 km" or "0.3 m".'),
        ),
        (
            "link_id,from_s,to_s,kind,value\nl1,0,1,depth,1 km",
            (2, "value", "'1 km'", "at most 50 m", "Check the number and its unit."),
        ),
        (
            ROADS + "l1,0,1e12,0",
            (2, "to_s", "'1e12'", "an instant within 68 years", "Check the number and its unit."),
        ),
        (
            "link_id,from_s,to_s,speed_factor,source\nl1,0,1,0,Dike 3",
            (
                2,
                "source",
                "'Dike 3'",
                "an id of a-z, 0-9 and _",
                "Begin it with a small letter.",
            ),
        ),
        (
            "link_id,from_s,to_s,speed_factor,sample\nl1,0,1,0,1.5",
            (
                2,
                "sample",
                "'1.5'",
                "a whole number from 0",
                "Number the samples 0, 1, 2 and so on.",
            ),
        ),
        (
            "link_id,from_s,to_s,speed_factor,sample\nl1,0,1,0,0\nl1,0,1,0,3",
            (
                1,
                "sample",
                "no row for 1, 2",
                "every sample from 0 to 3",
                "A sample in which nothing happens has one row with speed_factor 1 or share 0.",
            ),
        ),
        (
            "link_id,from_s,speed_factor\nl1,0,0",
            (1, "to", "no such column", "the columns link_id, from, to", "Add the column."),
        ),
        (
            "link_id,from_s,to_s,speed_factor,souce\nl1,0,1,0,a",
            (
                1,
                "souce",
                "an unknown column",
                "one of link_id, from, to, speed_factor, kind, value, cause, source, sample",
                "Correct the header or take the column out.",
            ),
        ),
        (
            "link_id,from_s,from_min,to_s,speed_factor\nl1,0,0,1,0",
            (
                1,
                "from",
                "two ways to say it",
                "one of them",
                "Keep one unit of a time, and speed_factor or kind with value.",
            ),
        ),
    ],
)
def test_a_wrong_road_row_is_told_as_it_stands(text, expected):
    """One wrong cell, one fault, with its place and its repair."""
    assert faults(text) == [expected]


@pytest.mark.parametrize(
    ("row", "expected"),
    [
        ("z22,0,1,fire,0.5", (2, "zone_id", "'z22'", "a zone of the place", "Did you mean 'z2'?")),
        ("z1,0,1,fire,40", (2, "share", "'40'", *ONE)),
        (
            "z1,0,1,,1",
            (
                2,
                "kind",
                "nothing",
                "a word",
                "Scenarios select exposures by it, for example 'fire'.",
            ),
        ),
    ],
)
def test_a_wrong_row_of_people_is_told_as_it_stands(row, expected):
    """One wrong cell, one fault, with its place and its repair."""
    assert faults(people="zone_id,from_s,to_s,kind,share\n" + row) == [expected]


def test_all_faults_of_both_tables_come_at_once():
    """Three wrong cells in one row and one in the other table: four faults, in reading order."""
    found = faults(ROADS + "l9,-1,1,2\nl1,0,1,0", "zone_id,from_s,to_s,kind,share\nz9,0,1,fire,1")
    assert [(line, name) for line, name, *_rest in found] == [
        (2, "link_id"),
        (2, "from_s"),
        (2, "speed_factor"),
        (2, "zone_id"),
    ]


def test_a_slip_of_a_digit_in_a_sample_is_told_at_once():
    """Sample 1000000000 beside sample 0 names the first missing ones and takes no memory."""
    text = "link_id,from_s,to_s,speed_factor,sample\nl1,0,1,0,0\nl1,0,1,0,1000000000"
    assert faults(text)[0][2] == "no row for 1, 2, 3, 4, 5"


def test_lithgow_loads_unchanged(shared):
    """The closures of the shared case: 318 rows of one source with two causes."""
    folder = shared / "networks" / "lithgow"
    if not folder.is_dir():
        pytest.skip("../shared/networks/lithgow is not there")
    with (folder / "link.csv").open(encoding="utf-8") as file:
        arcs = {row["link_id"]: number for number, row in enumerate(csv.DictReader(file))}
    closures = table((folder / "closures.csv").read_text(encoding="utf-8"))
    (impact,) = read_impacts("fire", arcs, (), roads=closures)
    assert len(impact.roads) == 318
    assert impact.causes == ("fire_front", "smoke")
    assert impact.source_ids == ("fire",)
    assert max((impact.factors(t, CAR) == 0.0).sum() for t in impact.epochs.tolist()) == 86
