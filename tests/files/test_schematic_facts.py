"""Tables of facts: what is read from them, and every fault in its place."""

import math
from pathlib import Path

import pytest
from tests.files.counties import DIKES, RIVERS, ROADS, TOWNSHIPS, write_county

from sandtable.files.schematic.facts_reader import read_facts
from sandtable.ground.faults import UserFaults


def said(folder):
    """Return the faults of a folder as they are printed, one a line."""
    with pytest.raises(UserFaults) as caught:
        read_facts(folder, "facts")
    return str(caught.value).splitlines()


def test_all_that_is_stated(tmp_path):
    """Seven townships, four roads, a river and a dike, each with what its row says."""
    facts = read_facts(write_county(tmp_path), "facts")
    assert [one.code[-3:] for one in facts.townships] == [
        "100",
        "101",
        "102",
        "103",
        "104",
        "200",
        "201",
    ]
    seat = facts.townships[0]
    assert (seat.name.zh, seat.villages, seat.is_county_seat) == ("城关镇", 12, True)
    assert (seat.population, seat.county, seat.ground_z_m) == (120_000.0, "430001", 30.0)
    kinds = {road.name: road.kind for road in facts.roads}
    assert kinds["S90 北线"] == "provincial"
    lengths = {road.name: road.length_m for road in facts.roads}
    assert lengths["G900 东西线"] == 20_500.0
    assert math.isnan(lengths["县道"])
    (river,) = facts.rivers
    assert [stop[0] for stop in river.course] == ["", "430001100", ""]
    assert (facts.dikes[0].crest_m, facts.dikes[0].max_weight_t) == (36.0, 20.0)
    assert facts.notice.startswith("Attribution: Invented.")


def test_townships_alone_are_enough(tmp_path):
    """Without the other tables there is nothing else to know."""
    only = write_county(tmp_path, roads=None, rivers=None, dikes=None, NOTICE=None)
    facts = read_facts(only, "facts")
    assert (facts.roads, facts.rivers, facts.dikes, facts.outline, facts.notice) == (
        (),
        (),
        (),
        (),
        "",
    )


def test_chinese_headers(tmp_path):
    """A county office writes its own words."""
    text = "代码,中文名称,经度,纬度,村数\n1,甲,112.1,29.1,3\n2,乙,112.2,29.1,\n3,丙,112.1,29.2,\n"
    only = write_county(tmp_path, townships=text, roads=None, rivers=None, dikes=None)
    facts = read_facts(only, "facts")
    assert [(one.name.zh, one.villages) for one in facts.townships] == [
        ("甲", 3),
        ("乙", 0),
        ("丙", 0),
    ]


FIRST = "430001100,城关镇,Chengguan Town,112.5000,29.5000,120000,12,1,30\n"
WRONG = {
    "no-townships": {"townships": None},
    "code": {"townships": TOWNSHIPS.replace("430001104", "43A")},
    "code-twice": {"townships": TOWNSHIPS.replace("430001104", "430001103")},
    "swapped": {"townships": TOWNSHIPS.replace("112.5000,29.5000", "29.5000,112.5000")},
    "no-place-on-earth": {"townships": TOWNSHIPS.replace("112.5000,29.5000", "1125000,29.5000")},
    "far": {"townships": TOWNSHIPS.replace("112.5800,29.5100", "102.5800,29.5100")},
    "same-place": {"townships": TOWNSHIPS.replace("112.4900,29.5900", "112.5050,29.4201")},
    "blank-place": {"townships": TOWNSHIPS.replace("112.4900,29.5900", ",29.5900")},
    "villages": {"townships": TOWNSHIPS.replace("20000,8,,32", "20000,1.5,,32")},
    "population": {"townships": TOWNSHIPS.replace("20000,8,,32", "-5,8,,32")},
    "county-seat": {"townships": TOWNSHIPS.replace("20000,8,,32", "20000,8,perhaps,32")},
    "few": {
        "townships": "code,lon,lat\n1,112.1,29.1\n2,112.2,29.1\n",
        "roads": None,
        "rivers": None,
        "dikes": None,
    },
    "no-column": {"roads": ROADS.replace("chain", "way")},
    "unknown-code": {"roads": ROADS.replace(">430001104", ">430001105")},
    "one-code": {"roads": ROADS.replace("430001101>430001200", "430001101")},
    "code-in-a-row": {"roads": ROADS.replace("430001101>430001200", "430001101>430001101")},
    "class": {"roads": ROADS.replace("national", "motorway")},
    "too-short": {"roads": ROADS.replace("20.5", "12")},
    "course": {"rivers": RIVERS.replace("112.35 29.45", "112.35/29.45 0")},
    "course-swapped": {"rivers": RIVERS.replace("112.35 29.45", "29.45 112.35")},
    "course-of-one": {"dikes": "name,chain\n东堤,112.56 29.40\n"},
    "width": {"rivers": RIVERS.replace(",200", ",0")},
    "limit": {"dikes": DIKES.replace(",36,20", ",36,none")},
}
"""What is changed in the tables of the county; schematic_faults.txt holds what is said of it."""


def expected_faults():
    """Return the fault of each change by its name."""
    lines = Path(__file__).with_name("schematic_faults.txt").read_text("utf-8").splitlines()
    return {name: text.strip() for name, text in zip(lines[::2], lines[1::2], strict=True)}


@pytest.mark.parametrize("name", WRONG)
def test_faults(name, tmp_path):
    """Each is told with file, line and field, what was found and what to do; nothing else is."""
    assert said(write_county(tmp_path, **WRONG[name])) == [expected_faults()[name]]


def test_an_outline_has_corners(tmp_path):
    """Two corners are no outline."""
    folder = write_county(tmp_path)
    (folder / "outline.csv").write_text("lon,lat\n112.1,29.1\n112.9,29.1\n", encoding="utf-8")
    assert said(folder) == [
        "facts/outline.csv: found 2 rows, expected at least 3 corners. Go once around the county."
    ]


def test_all_faults_at_once(tmp_path):
    """Three tables, three faults, in reading order."""
    folder = write_county(
        tmp_path,
        townships=TOWNSHIPS.replace("20000,8,,32", "20000,many,,32"),
        roads=ROADS.replace("national", "great"),
        rivers=RIVERS.replace(",200", ",wide"),
    )
    assert [line.split(": ")[0] for line in said(folder)] == [
        "facts/rivers.csv:2",
        "facts/roads.csv:2",
        "facts/townships.csv:6",
    ]


def test_no_folder(tmp_path):
    """The folder itself is missing."""
    assert said(tmp_path / "none") == [
        "facts: found no such folder, expected a folder with townships.csv. Correct the name."
    ]
