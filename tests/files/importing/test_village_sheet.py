import math

import numpy as np
import openpyxl
import pytest

from sandtable.files.importing.village_sheet import read_village_sheet
from sandtable.ground.faults import UserFaults

HEADER = "起点村,终点村,公里,等级,桥梁/堤顶,限重,限速,单向,车道,路名"
ROWS = [
    "红旗村,团洲村,3.2,村道,堤顶,10,,,,",
    "团洲村,新洲村,1.5 km,乡道,桥梁,20吨,30,,2,团新路",
    "新洲村,红旗村,2,乡道,,,,是,,",
    "东湖村,西湖村,800米,县道,桥梁、堤顶,不限,40 km/h,否,,",
]


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes texts as CSV files and reads the first as a sheet."""

    def read(text, places="", encoding="utf-8", **options):
        path = tmp_path / "roads.csv"
        path.write_bytes(text.encode(encoding))
        if places:
            options["places"] = tmp_path / "villages.csv"
            options["places"].write_text(places, encoding="utf-8")
        return read_village_sheet(path, "roads.csv", **options)

    return read


def said(sheet, *rows, header="起点村,终点村,公里,等级,桥梁/堤顶,限重,单向", places=""):
    """Return what is wrong with rows below a header, line by line."""
    with pytest.raises(UserFaults) as wrong:
        sheet("\n".join([header, *rows]), places)
    return str(wrong.value).splitlines()


def test_what_a_row_says(sheet):
    """Every column of a row comes out in our units; what is blank stays unknown."""
    draft = sheet("\n".join([HEADER, *ROWS]))
    assert draft.source == "roads.csv, roads between villages"
    assert draft.node_ids == ["n1", "n2", "n3", "n4", "n5"]
    assert draft.origins == [
        "东湖村 - 西湖村",
        "团洲村 - 新洲村",
        "团洲村 - 红旗村",
        "新洲村 - 红旗村",
    ]
    assert draft.names == ["东湖村 - 西湖村", "团新路", "团洲村 - 红旗村", "新洲村 - 红旗村"]
    assert draft.link_ids == ["l1", "l2", "l3", "l4"]
    assert draft.road_ids == ["r1", "r2", "r3", "r4"]
    assert (draft.tail.tolist(), draft.head.tolist()) == ([0, 1, 1, 2], [4, 2, 3, 3])
    assert draft.length_m.tolist() == [800.0, 1500.0, 3200.0, 2000.0]
    assert draft.one_way.tolist() == [False, False, False, True]
    assert draft.classes == ["县道", "乡道", "村道", "乡道"]
    assert draft.bridge.tolist() == [True, True, False, False]
    assert draft.dike.tolist() == [True, False, True, False]
    assert not draft.tunnel.any()
    assert np.allclose(draft.speed_mps[:2] * 3.6, [40.0, 30.0])
    assert np.isnan(draft.speed_mps[2:]).all()
    assert np.array_equal(draft.max_weight_kg, [math.nan, 20e3, 10e3, math.nan], equal_nan=True)
    assert np.array_equal(draft.lanes, [math.nan, 2.0, math.nan, math.nan], equal_nan=True)
    assert np.isnan(draft.x).all()
    assert draft.shape_first.tolist() == [0] * 5


def test_places_apart_are_listed(sheet):
    """Villages that no road joins to the larger part are named."""
    told = sheet("\n".join([HEADER, *ROWS])).told
    assert told["Places that no road joins to the others: 东湖村, 西湖村"] == 2


def test_english_headers_and_gbk(sheet):
    """English headers mean the same, and so does a file in the encoding of a Chinese office."""
    english = "from village,to village,km,class,bridge or dike crown,weight limit"
    one = sheet(f"{english}\n甲,乙,3,village,bridge + dike,8 t")
    other = sheet(
        "起点村,终点村,里程（公里）,等级,桥梁/堤顶,限重(t)\n甲,乙,3,village,桥和堤,8",
        encoding="gb18030",
    )
    for draft in (one, other):
        assert draft.length_m.tolist() == [3000.0]
        assert draft.max_weight_kg.tolist() == [8000.0]
        assert draft.bridge.all()
        assert draft.dike.all()


def test_order_of_rows_decides_nothing(sheet):
    """Shuffled rows make the same draft, ids and all."""
    first = sheet("\n".join([HEADER, *ROWS]))
    for seed in range(5):
        rows = np.random.default_rng(seed).permutation(ROWS)
        again = sheet("\n".join([HEADER, *rows]))
        assert again.origins == first.origins
        assert again.link_ids == first.link_ids
        assert again.told == first.told
        for name in ("tail", "head", "length_m", "one_way", "max_weight_kg", "bridge"):
            assert np.array_equal(getattr(again, name), getattr(first, name), equal_nan=True)


def test_a_road_in_both_directions_counts_once(sheet):
    """An office writes a road from both villages: one road, told."""
    draft = sheet("起点村,终点村,公里\n甲,乙,3\n乙,甲,3\n甲,乙,3")
    assert draft.n_links == 1
    assert draft.told["Rows repeat a road, mostly in the other direction: it counts once"] == 2


def test_two_one_way_roads_share_a_road(sheet):
    """Two directions may differ in length if both are one-way; one closure then closes both."""
    draft = sheet("起点村,终点村,公里,单向\n甲,乙,3,是\n乙,甲,4,是")
    assert draft.one_way.all()
    assert draft.road_ids == ["r1", "r1"]
    assert sorted(draft.length_m) == [3000.0, 4000.0]


def test_two_roads_between_two_villages_have_names(sheet):
    """An old and a new road may join the same villages if their names tell them apart."""
    draft = sheet("起点村,终点村,公里,路名\n甲,乙,3,老路\n甲,乙,2,新路")
    assert dict(zip(draft.names, draft.length_m.tolist(), strict=True)) == {
        "老路": 3000.0,
        "新路": 2000.0,
    }
    assert len(set(draft.road_ids)) == 2


def test_blank_kilometres_are_unknown(sheet):
    """A road of unknown length stays one; what follows decides about it."""
    assert np.isnan(sheet("起点村,终点村,公里\n甲,乙,").length_m).all()


def test_what_is_told(sheet):
    """Columns that nobody reads, and names that differ by one word, are told."""
    told = sheet("起点村,终点村,公里,备注\n红旗,甲,1,x\n红旗村,甲,2,").told
    assert told["The column '备注' is not read"] == 2
    assert told["Names of villages differ only by 村 and count as two villages: 红旗"] == 1


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            ["甲,甲,1,,,,"],
            [
                (
                    "roads.csv:2: to: found '甲', expected another village than the first. "
                    "Correct one of the names."
                )
            ],
        ),
        (
            ["甲,乙,0,,,,", "甲,丙,-3,,,,", "甲,丁,三,,,,"],
            [
                f"roads.csv:{line}: km: found '{text}', expected kilometres above 0. "
                "Write a plain number."
                for line, text in ((2, "0"), (3, "-3"), (4, "三"))
            ],
        ),
        (
            ["甲,乙,3,,,,", "乙,甲,4,,,,"],
            [
                (
                    "roads.csv:3: km: found '4', expected the same as in line 2 for the same two "
                    "places. Correct one of them, or name both roads (路名) if there are two."
                )
            ],
        ),
        (
            ["甲,乙,3,,,8,", "乙,甲,3,,,,"],
            [
                (
                    "roads.csv:3: max_weight_t: found nothing, expected the same "
                    "as in line 2 for the "
                    "same two places. Correct one of them, or name both roads "
                    "(路名) if there are two."
                )
            ],
        ),
        (
            ["甲,,3,,,,", "甲,乙,3,,渡口,重,也许"],
            [
                (
                    "roads.csv:2: to: found nothing, expected the name of a place. "
                    "Write it, or take the row out."
                ),
                (
                    "roads.csv:3: carrier: found '渡口', expected 桥梁, 堤顶, 隧道, 漫水桥 "
                    "(bridge, dike, tunnel, ford) or blank. Correct the word."
                ),
                (
                    "roads.csv:3: max_weight_t: found '重', expected tonnes above 0. "
                    "Write a plain number."
                ),
                (
                    "roads.csv:3: one_way: found '也许', expected 是 or 否 (yes or no). "
                    "Correct the word."
                ),
            ],
        ),
        (
            [],
            ["roads.csv: found no rows, expected at least one row. Write one road per row."],
        ),
    ],
)
def test_faults_of_rows(sheet, rows, expected):
    """What cannot be meant is a fault in its cell, all at once."""
    assert said(sheet, *rows) == expected


def test_columns_that_are_not_there(sheet):
    """Without its three columns nothing of a sheet can be read."""
    assert said(sheet, "甲,3", header="起点村,里程") == [
        "roads.csv:1: to: found no such column, expected the columns from, to, km. Add the column."
    ]


PLACES = "村,经度,纬度,编号\n甲,112.5,29.5,101\n乙,112.6,29.6,102\n"


def test_places_of_a_second_table(sheet):
    """Places and codes come from a table of villages; a numeric code gets an n in front."""
    draft = sheet("起点村,终点村,公里\n甲,乙,3", PLACES, crs="GCJ-02")
    assert draft.crs == "GCJ-02"
    assert draft.node_ids == ["n102", "n101"]
    assert draft.x.tolist() == [112.6, 112.5]
    assert draft.y.tolist() == [29.6, 29.5]


def test_places_of_some(sheet):
    """A village without a place or code is told, and then all are numbered."""
    draft = sheet("起点村,终点村,公里\n甲,乙,3\n乙,丙,3", PLACES)
    assert draft.told["The table of villages has no place of: 丙"] == 1
    text = "Places have no code, so that all places are numbered in the order of their names"
    assert draft.told[text] == 1
    assert draft.node_ids == ["n1", "n2", "n3"]
    assert np.isnan(draft.x).tolist() == [True, False, False]


def test_faults_of_places(sheet):
    """A village of no road, twice, with half a place, or with a wrong or foreign code."""
    places = "村,经度,纬度,编号\n甲,112.5,,7\n乙,东,29,7\n甲,1,1,\n红旗,1,1,\n丙,1,1,A-1\n"
    lines = said(
        sheet, "甲,乙,3", "乙,丙,1", "丙,红旗村,1", header="起点村,终点村,公里", places=places
    )
    assert lines == [
        (
            "villages.csv:2: y: found nothing, expected both coordinates or none. "
            "Write the other, too."
        ),
        "villages.csv:3: x: found '东', expected a coordinate in digits. Write a plain number.",
        (
            "villages.csv:3: code: found '7', expected it once; the first is in line 2. "
            "Give each its own id."
        ),
        (
            "villages.csv:4: village: found '甲', expected it once; the first is in line 2. "
            "Take one of the rows out."
        ),
        (
            "villages.csv:5: village: found '红旗', expected a village of the sheet of roads. "
            "Did you mean '红旗村'?"
        ),
        (
            "villages.csv:6: code: found 'A-1', expected an id of a-z, 0-9 and _, or a number. "
            "Begin it with a small letter."
        ),
    ]


def test_workbook_with_two_sheets(tmp_path):
    """In a workbook the sheets 道路 and 村庄 are found wherever they stand."""
    book = openpyxl.Workbook()
    book.active.title = "说明"
    for title, rows in (
        ("村庄", [["村", "经度", "纬度"], ["甲", 112.5, 29.5], ["乙", 112.6, 29.6]]),
        ("道路", [["起点村", "终点村", "公里", "限重"], ["甲", "乙", 3.25, 15]]),
    ):
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    path = tmp_path / "县.xlsx"
    book.save(path)
    draft = read_village_sheet(path, "县.xlsx")
    assert draft.length_m.tolist() == [3250.0]
    assert draft.max_weight_kg.tolist() == [15000.0]
    assert draft.x.tolist() == [112.6, 112.5]


def test_file_that_is_not_there(tmp_path):
    """A name that no file has is a fault."""
    with pytest.raises(UserFaults, match="no such file"):
        read_village_sheet(tmp_path / "nothing.csv", "nothing.csv")
