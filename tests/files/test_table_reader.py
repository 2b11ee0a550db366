"""Tables of users: CSV as spreadsheets write it, XLSX, and every fault in its place."""

import datetime as dt
import zipfile

import openpyxl
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from sandtable.files import raw
from sandtable.files.table import Line, Table
from sandtable.files.table_reader import plain_header, read_columns, read_table
from sandtable.ground.faults import UserFaults

GOOD = "id,name,headcount\nt1,一队,8\nt2,二队,30\n"


@pytest.fixture
def csv_file(tmp_path):
    """Return a function that writes a CSV and tells its path."""

    def write(text, encoding="utf-8"):
        path = tmp_path / "teams.csv"
        path.write_bytes(text.encode(encoding))
        return path

    return write


@pytest.fixture
def xlsx_file(tmp_path):
    """Return a function that writes a workbook of sheets given as rows and tells its path."""

    def write(change=None, **sheets):
        book = openpyxl.Workbook()
        book.remove(book.active)
        for title, rows in sheets.items():
            sheet = book.create_sheet(title)
            for row in rows:
                sheet.append(row)
        if change:
            change(book)
        path = tmp_path / "teams.xlsx"
        book.save(path)
        return path

    return write


def faults(path, **options):
    """Return the faults of a table: sheet, line, column, code and the whole text."""
    with pytest.raises(UserFaults) as caught:
        read_table(path, path.name, **options)
    return [(f.sheet, f.line, f.column, f.code, str(f)) for f in caught.value.faults]


def rows(table):
    """Return the texts of a table, row by row."""
    return [list(line.cells.values()) for line in table.lines]


def test_a_plain_table(csv_file):
    """Headers, texts and the line of each row."""
    table = read_table(csv_file(GOOD), "teams.csv")
    assert table == Table(
        file="teams.csv",
        headers=("id", "name", "headcount"),
        lines=(
            Line(2, {"id": "t1", "name": "一队", "headcount": "8"}),
            Line(3, {"id": "t2", "name": "二队", "headcount": "30"}),
        ),
    )


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("separator", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_line_ends_do_not_matter(csv_file, encoding, separator, end):
    """A Chinese office saves GB18030, others semicolons; some end a line with CR alone."""
    path = csv_file(GOOD.replace(",", separator).replace("\n", end), encoding)
    assert read_table(path, "teams.csv") == read_table(csv_file(GOOD), "teams.csv")


def test_quoted_cells_hold_separators_quotes_and_lines(csv_file):
    """The line of a row is where it begins, also after a cell of three lines."""
    text = 'id,name\nt1,"a,b ""c"""\nt2,"one\ntwo\nthree"\nt3,d\n'
    table = read_table(csv_file(text), "teams.csv")
    assert rows(table) == [["t1", 'a,b "c"'], ["t2", "one\ntwo\nthree"], ["t3", "d"]]
    assert [line.number for line in table.lines] == [2, 3, 6]


def test_the_separator_is_that_of_the_header_outside_quotes(csv_file):
    """A quoted header with three commas does not make a comma table."""
    table = read_table(csv_file('"a,b,c,d";id\n1,5;2\n'), "t.csv")
    assert table.headers == ("a,b,c,d", "id")
    assert rows(table) == [["1,5", "2"]]


def test_one_column_needs_no_separator(csv_file):
    """A list of ids is a table too."""
    assert rows(read_table(csv_file("id\nt1\nt2\n"), "t.csv")) == [["t1"], ["t2"]]


def test_blank_rows_and_blank_ends_are_no_part_of_the_table(csv_file):
    """Rows of separators, lines before the header, columns without header and content."""
    table = read_table(
        csv_file("\n,,,\nid, name ,,\n\n t1 ,\u3000一队 ,,\n,,,\nt2,x,,\n\n"), "t.csv"
    )
    assert table.headers == ("id", "name")
    assert [(line.number, *line.cells.values()) for line in table.lines] == [
        (5, "t1", "一队"),
        (7, "t2", "x"),
    ]


def by_columns(path):
    """Return the columns a and b, lines and headers of a table, or all that is wrong with it."""
    try:
        table, numbers, columns = read_columns(path, "t.csv", only={"a", "b"}, english={"甲": "a"})
    except UserFaults as wrong:
        return str(wrong)
    return table.headers, numbers, columns


def by_lines(path):
    """Return the same, read line by line."""
    try:
        table = read_table(path, "t.csv", english={"甲": "a"})
    except UserFaults as wrong:
        return str(wrong)
    wanted = [header for header in table.headers if header in {"a", "b"}]
    columns = {header: [line.cells[header] for line in table.lines] for header in wanted}
    return table.headers, [line.number for line in table.lines], columns


@given(st.text('ab甲,;\t \n\r"\x0c', max_size=20))
@example("a,b\n1,2\n,\n3,4\n\n\n")
@example("a,b,\n1,2,\n")
@example("a,b,c\r\n 1 ,2,3\r\n,5,6\r\n")
@example("\na,b\n1,2\n")
@example("a,甲\n1,2\n")
@example("a,b\n1\n")
@example(f"a,b\n1,{'2' * 131_073}\n")
def test_columns_are_what_the_lines_say(tmp_path_factory, text):
    """However a table is written: read by columns it is the same, and so is what is wrong."""
    path = tmp_path_factory.getbasetemp() / "t.csv"
    path.write_bytes(text.encode())
    assert by_columns(path) == by_lines(path)


def test_headers_are_half_width_with_single_blanks():
    """Full-width letters, digits, brackets and blanks of a Chinese keyboard."""
    assert plain_header("\u3000ｈｅａｄ  count（人）１\n") == "head count(人)1"


def test_chinese_headers_become_english_keys(csv_file):
    """Through the list's own dictionary, however wide they are typed; others stay."""
    path = csv_file("编号,驻地（节点）,note\nt1,n1,x\n")
    table = read_table(path, "t.csv", english={"编号": "id", "驻地(节点)": "base"})
    assert table.headers == ("id", "base", "note")


def test_a_table_makes_faults_that_know_their_column(csv_file):
    """A fault in a cell stands in file, line and column."""
    table = read_table(csv_file(GOOD), "teams.csv")
    fault = table.fault(3, "headcount", "'30'", "a team", "Do.")
    assert (fault.file, fault.sheet, fault.line, fault.column) == ("teams.csv", "", 3, 3)
    assert table.fault(1, "base", "nothing", "a column", "Do.").column == 0


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a,b\n1,2,3\n4\n5,6,,\n", [(1, 3, "no-header"), (3, 2, "ragged")]),
        ("a,b\n1\n2,3\n", [(2, 2, "ragged")]),
        ("a,,c\n1,2,3\n", [(1, 2, "no-header")]),
        ("a,b, a\n1,2,3\n", [(1, 3, "twice")]),
        ("a,编号,id\n1,2,3\n", [(1, 3, "twice")]),
        ("", [(0, 0, "no-header")]),
        ("\n , \n", [(0, 0, "no-header")]),
        ('a,b\n1,2\n"3,4\n', [(3, 0, "quotes")]),
        ('a,b\n"1"x,2\n', [(2, 0, "quotes")]),
        ("a,b\n1,\x012\n", [(2, 0, "character")]),
        ("a\n" + "x" * 140_000 + "\n", [(2, 0, "quotes")]),
    ],
    ids=[
        "more and fewer cells",
        "fewer cells",
        "empty header",
        "header twice",
        "header twice by its English name",
        "empty file",
        "blank file",
        "quotes do not end",
        "quotes end too early",
        "invisible character",
        "endless cell",
    ],
)
def test_faults_of_a_csv(csv_file, text, expected):
    """Each with its line and column."""
    found = faults(csv_file(text), english={"编号": "id"})
    assert [(line, column, code) for _sheet, line, column, code, _text in found] == expected


def test_a_fault_says_what_to_do(csv_file):
    """The whole text of two faults of one file, in reading order."""
    first, second = (text for *_place, text in faults(csv_file("a,b,a\n1,2,3\n1,2\n")))
    assert first == (
        "teams.csv:1: a: found 'a' a second time, expected every header once."
        " Take one of the columns out."
    )
    assert second == (
        "teams.csv:3: found 2 cells, expected 3 cells, as there are headers."
        " Put a text that holds the separator in quotes, or fill up the row."
    )


def test_what_is_no_text_is_refused(csv_file, tmp_path):
    """UTF-16, and bytes of no encoding, with the line of the first."""
    assert faults(csv_file(GOOD, "utf-16"))[0][3] == "encoding"
    path = tmp_path / "broken.csv"
    path.write_bytes(b"id\nt1\n\xff\xff\xff\n")
    ((_sheet, line, _column, code, _text),) = faults(path)
    assert (line, code) == (3, "encoding")


def test_a_file_that_is_not_there(csv_file, tmp_path):
    """Its neighbour is offered; a folder is no file."""
    csv_file(GOOD)
    ((*_place, code, text),) = faults(tmp_path / "team.csv")
    assert code == "no-file"
    assert text.endswith("Did you mean 'teams.csv'?")
    assert faults(tmp_path)[0][3] == "no-file"


def test_a_file_may_be_only_so_large(csv_file, monkeypatch):
    """The limit is told with the size."""
    monkeypatch.setattr(raw, "MAX_BYTES", 20)
    assert faults(csv_file(GOOD))[0][3] == "too-large"


def test_a_csv_has_no_sheets(csv_file):
    """Naming one is a slip."""
    assert faults(csv_file(GOOD), sheet="队伍")[0][3] == "sheet"


def test_cells_of_a_workbook_are_what_a_person_would_type(xlsx_file):
    """Whole numbers without .0, percent, dates, times, durations, truth values; 15 digits."""
    cells = [
        "t1 ",
        3,
        3.0,
        0.1 + 0.2,
        0.12,
        dt.date(2026, 5, 1),
        dt.datetime(2026, 5, 1, 8, 30),  # noqa: DTZ001  a sheet knows no zones
        dt.datetime(2026, 5, 1, 8, 30, 7),  # noqa: DTZ001
        dt.time(8, 30),
        dt.timedelta(hours=30),
        True,
        1e300,
    ]

    def percent(book):
        book["队伍"]["E2"].number_format = "0.0%"

    path = xlsx_file(percent, 队伍=[[f"c{k}" for k in range(len(cells))], cells])
    assert rows(read_table(path, "teams.xlsx")) == [
        [
            "t1",
            "3",
            "3",
            "0.3",
            "12 %",
            "2026-05-01",
            "2026-05-01 08:30",
            "2026-05-01 08:30:07",
            "08:30",
            "108000 s",
            "true",
            "1e+300",
        ]
    ]


def test_a_percent_sign_in_quotes_is_no_format(xlsx_file):
    """Only what the spreadsheet shows times 100 is a percentage."""

    def quoted(book):
        book["a"]["A2"].number_format = '0.0" % done"'

    assert rows(read_table(xlsx_file(quoted, a=[["x"], [0.5]]), "t.xlsx")) == [["0.5"]]


def test_blank_ends_of_a_sheet_are_no_part_of_the_table(xlsx_file):
    """A short row is blank at its end; blank rows keep the numbers of those below."""
    path = xlsx_file(a=[[], ["id", "n", None], ["t1"], [], ["t2", 5], [None, None, " "]])
    table = read_table(path, "t.xlsx")
    assert (table.sheet, table.headers) == ("a", ("id", "n"))
    assert [(line.number, *line.cells.values()) for line in table.lines] == [
        (3, "t1", ""),
        (5, "t2", "5"),
    ]


def test_a_sheet_is_named_or_the_first(xlsx_file):
    """A name that is nearly right is offered."""
    path = xlsx_file(队伍=[["id"], ["t1"]], 物资=[["id"], ["s1"]])
    assert rows(read_table(path, "t.xlsx")) == [["t1"]]
    assert rows(read_table(path, "t.xlsx", sheet="物资")) == [["s1"]]
    ((*_place, code, text),) = faults(path, sheet="物资表")
    assert code == "sheet"
    assert text.endswith("expected one of 队伍, 物资. Did you mean '物资'?")


def test_faults_of_a_sheet_stand_in_row_and_column(xlsx_file):
    """A formula never computed, an error value, merged cells, an empty header: all at once."""

    def merge(book):
        book["队伍"].merge_cells("A3:A4")

    path = xlsx_file(merge, 队伍=[["id", "n", None], ["t1", "=1+1", "x"], ["t2", "#N/A"], ["", 2]])
    assert [place[:4] for place in faults(path)] == [
        ("队伍", 1, 3, "no-header"),
        ("队伍", 2, 2, "formula"),
        ("队伍", 3, 1, "merged"),
        ("队伍", 3, 2, "formula"),
    ]


def test_a_merge_outside_the_table_does_no_harm(xlsx_file):
    """Nobody asks for cells below the last row."""
    path = xlsx_file(lambda book: book["a"].merge_cells("A8:B9"), a=[["id"], ["t1"]])
    assert rows(read_table(path, "t.xlsx")) == [["t1"]]


def _without(path, part):
    """Take a part out of a workbook."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist() if name != part}
    with zipfile.ZipFile(path, "w") as book:
        for name, data in parts.items():
            book.writestr(name, data)


def test_damaged_workbooks_are_refused(xlsx_file):
    """Cut off, without its sheet, with broken XML, no workbook at all: one fault, no traceback."""
    path = xlsx_file(a=[["id"], ["t1"]])
    whole = path.read_bytes()
    for damaged in (whole[:200], whole[: len(whole) // 2], whole[:-30], b"PK\x03\x04"):
        path.write_bytes(damaged)
        assert [place[3] for place in faults(path)] == ["workbook"]
    for part in ("xl/worksheets/sheet1.xml", "xl/workbook.xml", "[Content_Types].xml"):
        path.write_bytes(whole)
        _without(path, part)
        assert [place[3] for place in faults(path)] == ["workbook"]
    path.write_bytes(whole)
    _without(path, "xl/worksheets/sheet1.xml")
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/worksheets/sheet1.xml", "<worksheet><sheetData><row>")
    assert [place[3] for place in faults(path)] == ["workbook"]


def test_old_and_encrypted_workbooks_are_told(tmp_path):
    """Both begin alike; the repair is to save as .xlsx."""
    path = tmp_path / "teams.xls"
    path.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(100))
    ((*_place, code, text),) = faults(path)
    assert code == "workbook"
    assert text.endswith("Save it as .xlsx without a password.")


def test_a_workbook_made_to_do_harm_is_not_unpacked(xlsx_file, monkeypatch):
    """What unpacks to far more than it may is refused before it is read."""
    monkeypatch.setattr("sandtable.files.workbook._MAX_UNPACKED", 1000)
    assert faults(xlsx_file(a=[["id"], ["t1"]]))[0][3] == "too-large"
