"""What is printed, for people and for programs."""

import io
import json
import math
import sys

import numpy as np
from rich.cells import cell_len

from sandtable.app.progress import progress
from sandtable.app.screen import Screen, dumped
from sandtable.report.verdict_rows import VerdictRow

ROW = VerdictRow(
    target="1小时到达现场率",
    promise="60 分钟内不低于 95 %",
    scenario="",
    alternative="现行",
    verdict="met",
    word="✓ 达标",
    estimate="97 %",
    interval="96 … 98 %",
    confidence="95 %",
    sample=("40 次", "10 个样本"),
    remarks=("主要原因：路程",),
)


def test_programs_get_plain_json():
    """Numbers of NumPy are numbers, what is not finite is null, Chinese stands as it is."""
    found = {"a": np.float64(1.5), "b": [math.nan, math.inf, np.array([1, 2])], "c": "华容"}
    assert dumped(found) == '{"a": 1.5, "b": [null, null, [1, 2]], "c": "华容"}'
    assert json.loads(dumped({"a": (1, True, None)})) == {"a": [1, True, None]}


def test_columns_stand_under_their_heads_in_chinese(capsys):
    """A Chinese character is two cells wide; the columns know that."""
    Screen().verdicts([ROW, ROW])
    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    head, numbers = lines[0], next(line for line in lines if "97 %" in line)
    assert cell_len(head[: head.index("Estimate")]) == cell_len(numbers[: numbers.index("97 %")])
    assert any("主要原因：路程" in line for line in lines)


def test_long_names_are_folded_and_nothing_is_cut_off(capsys, monkeypatch):
    """On 80 columns a long target takes two lines and no number is lost."""
    monkeypatch.setenv("COLUMNS", "80")
    long = "arrival of the first team at the place of a particularly major accident within 1 h"
    row = VerdictRow(**{f: getattr(ROW, f) for f in ROW.__slots__} | {"target": long})
    Screen().verdicts([row])
    out = capsys.readouterr().out
    assert max(map(cell_len, out.splitlines())) <= 80
    assert "96 … 98 %" in out
    assert "10 个样本" in out
    assert all(word in out for word in long.split())


def test_a_text_in_brackets_is_no_markup(capsys):
    """What a user writes is printed as he wrote it."""
    Screen().table(("[bold]a[/bold]",), [("[red]b[/red]",)])
    assert capsys.readouterr().out == "[bold]a[/bold]\n[red]b[/red]\n"


def test_with_json_nothing_else_is_printed(capsys):
    """Texts, tables and verdicts keep quiet."""
    screen = Screen(as_json=True)
    screen.say("a")
    screen.explain("a")
    screen.heading("a")
    screen.table((), [("a",)])
    screen.verdicts([ROW])
    screen.give({"a": 1})
    assert capsys.readouterr().out == '{"a": 1}\n'


class Terminal(io.StringIO):
    """A standard error that says it is a terminal."""

    def isatty(self):
        """Say so."""
        return True


def test_progress_is_shown_on_a_terminal_only(monkeypatch, capsys):
    """Into a file goes no bar; on a terminal there is one, on standard error, unless quiet."""
    with progress(shown=True) as report:
        report(1, 2)
    assert capsys.readouterr() == ("", "")
    for shown in (True, False):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stderr", terminal)
        with progress(shown=shown) as report:
            report(1, 2)
        assert ("1/2" in terminal.getvalue()) == shown


def test_no_color_is_honoured(monkeypatch):
    """A terminal gets colours unless NO_COLOR is set."""
    seen = []
    for value in ("", "1"):
        terminal = Terminal()
        monkeypatch.setattr(sys, "stdout", terminal)
        monkeypatch.setenv("NO_COLOR", value)
        monkeypatch.setenv("TERM", "xterm")
        Screen().verdicts([ROW])
        seen.append("\x1b[32m" in terminal.getvalue())
    assert seen == [True, False]
