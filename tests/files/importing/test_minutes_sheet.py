import numpy as np
import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.importing.minutes_sheet import SPEED_MPS, read_minutes_sheet
from sandtable.ground.faults import UserFaults


@pytest.fixture
def sheet(tmp_path):
    """Return a function that writes a text as a CSV and reads it as minutes."""

    def read(text):
        path = tmp_path / "minutes.csv"
        path.write_text(text, encoding="utf-8")
        return read_minutes_sheet(path, "minutes.csv")

    return read


def minutes(draft):
    """Return minutes from place to place, in both directions of two-way roads."""
    times = {}
    for k, (origin, length) in enumerate(zip(draft.origins, draft.length_m, strict=True)):
        start, end = origin.split(" - ")
        times[start, end] = length / draft.speed_mps[k] / 60.0
        if not draft.one_way[k]:
            times[end, start] = times[start, end]
    return times


def said(sheet, text):
    """Return what is wrong with a sheet, line by line."""
    with pytest.raises(UserFaults) as wrong:
        sheet(text)
    return str(wrong.value).splitlines()


SQUARE = "至,甲,乙,丙\n甲,0,10,12.5\n乙,11,,\n丙,12.5,7 分钟,0\n"


@pytest.mark.parametrize("corner", ["", "至", "从\\到"])
def test_square(sheet, corner):
    """A square is read from the row to the column; a blank cell is no road."""
    draft = sheet(SQUARE.replace("至", corner, 1))
    assert minutes(draft) == {
        ("甲", "乙"): 10.0,
        ("乙", "甲"): 11.0,
        ("甲", "丙"): 12.5,
        ("丙", "甲"): 12.5,
        ("丙", "乙"): 7.0,
    }
    assert draft.classes == ["given"] * 4
    assert set(draft.speed_mps) == {SPEED_MPS}
    assert draft.one_way.sum() == 3
    assert len(set(draft.road_ids)) == 3


def test_square_in_a_workbook(tmp_path):
    """The first sheet of a workbook is read as a CSV is."""
    book = openpyxl.Workbook()
    for row in ([None, "甲", "乙"], ["甲", 0, 5], ["乙", 6.5, None]):
        book.active.append(row)
    path = tmp_path / "时间.xlsx"
    book.save(path)
    assert minutes(read_minutes_sheet(path, "时间.xlsx")) == {("甲", "乙"): 5.0, ("乙", "甲"): 6.5}


def test_half_a_square(sheet):
    """A square of which one half alone is filled holds in both directions, and that is told."""
    draft = sheet(",甲,乙,丙\n甲,,,\n乙,5,,\n丙,6,7,\n")
    assert minutes(draft) == minutes(sheet(",甲,乙,丙\n甲,,5,6\n乙,,,7\n丙,,,\n"))
    text = "Only one half of the square is filled: its times hold in both directions"
    assert draft.told[text] == 3
    assert not draft.one_way.any()


def test_list(sheet):
    """A pair that stands in one direction holds in both, unless its row says one-way."""
    draft = sheet("起点,终点,分钟,单向\n甲,乙,5,\n乙,丙,6,是\n丙,甲,7,\n甲,丙,8,\n丁,甲,,\n")
    assert minutes(draft) == {
        ("甲", "乙"): 5.0,
        ("乙", "甲"): 5.0,
        ("乙", "丙"): 6.0,
        ("丙", "甲"): 7.0,
        ("甲", "丙"): 8.0,
    }
    assert draft.told["Times that stand in one direction only hold in both"] == 1
    assert draft.told["Rows without minutes are no road"] == 1


@given(st.floats(0.1, 1e4))
def test_the_time_is_the_one_given(given_minutes):
    """Length by speed is the seconds given, to the last bits of a float."""
    length = given_minutes * 60.0 * SPEED_MPS
    assert length / SPEED_MPS == pytest.approx(given_minutes * 60.0, rel=3e-16)


def test_order_of_rows_decides_nothing(sheet):
    """Shuffled rows make the same draft."""
    rows = ["甲,乙,5", "乙,丙,6", "丙,甲,7", "甲,丙,8"]
    first = sheet("\n".join(["起点,终点,分钟", *rows]))
    for seed in range(4):
        again = sheet("\n".join(["起点,终点,分钟", *np.random.default_rng(seed).permutation(rows)]))
        assert again.origins == first.origins
        assert np.array_equal(again.length_m, first.length_m)


def test_detours_that_are_faster(sheet):
    """A direct time longer than the way through a third place is told with the third place."""
    told = sheet(",甲,乙,丙\n甲,0,10,50\n乙,10,0,20\n丙,50,20,0\n").told
    assert told["From 甲 to 丙 it is 20.0 min shorter through 乙"] == 1
    assert told["From 丙 to 甲 it is 20.0 min shorter through 乙"] == 1
    text = "Direct times are longer than the way through a third place, which is then taken"
    assert told[text] == 2


def test_no_detour_is_told_of_where_there_is_none(sheet):
    """Times that keep the triangle inequality, if only just, are not spoken of."""
    assert not any("third" in one for one in sheet(",a,b,c\na,0,1,3\nb,1,0,2\nc,3,2,0\n").told)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            ",甲,乙\n甲,3,5\n乙,-1,x\n",
            [
                (
                    "minutes.csv:2: 甲: found '3', expected 0 or blank, from a place to itself. "
                    "Empty the cell."
                ),
                (
                    "minutes.csv:3: 甲: found '-1', expected minutes above 0, or blank: no road. "
                    "Write a plain number."
                ),
                (
                    "minutes.csv:3: 乙: found 'x', expected 0 or blank, from a place to itself. "
                    "Write a plain number."
                ),
            ],
        ),
        (
            ",甲,乙,乙\n甲,,5,5\n丙,4,,\n,1,2,3\n",
            [
                (
                    "minutes.csv:1: found '乙', expected every place once. "
                    "Give each place its own name."
                ),
                (
                    "minutes.csv:1: found '乙', expected every place once. "
                    "Give each place its own name."
                ),
                (
                    "minutes.csv:3: found '丙', expected the same places in the first row and the "
                    "first column. Add the place to the other, or correct the name."
                ),
                "minutes.csv:4: found nothing, expected the name of a place. Write it.",
            ],
        ),
        (
            ",甲,乙\n甲,,5,7\n乙,4,\n",
            [
                (
                    "minutes.csv:2: found '7', expected the name of a place above it. "
                    "Write it, or empty the cell."
                )
            ],
        ),
        (
            "起点,终点,分钟\n甲,甲,3\n甲,乙,0\n甲,丙,5\n甲,丙,6\n",
            [
                (
                    "minutes.csv:2: to: found '甲', expected another place than the first. "
                    "Take the row out."
                ),
                (
                    "minutes.csv:3: minutes: found '0', expected minutes above "
                    "0, or blank: no road. "
                    "Write a plain number."
                ),
                (
                    "minutes.csv:5: minutes: found '6', expected the same as in line 4. "
                    "Take one of the rows out."
                ),
            ],
        ),
        (
            "起点,分钟\n甲,3\n",
            [
                (
                    "minutes.csv:1: to: found no such column, expected the "
                    "columns from, to, minutes. "
                    "Add the column."
                )
            ],
        ),
        (
            "甲\n乙\n",
            [
                (
                    "minutes.csv: found no minutes, expected minutes between "
                    "places, as a list or a "
                    "square. Write the columns 起点, 终点, 分钟, or the names of all "
                    "places down and "
                    "across."
                )
            ],
        ),
    ],
)
def test_faults(sheet, text, expected):
    """What cannot be meant is a fault in its cell, all at once."""
    assert said(sheet, text) == expected
