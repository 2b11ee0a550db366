import dataclasses
import logging
import xml.etree.ElementTree as ET

import numpy as np
import pytest

from sandtable.ground.language import language, set_language
from sandtable.ground.names import Name
from sandtable.report import fonts, response_figure
from sandtable.report.response_figure import Curve, Panel, save_response_figure
from sandtable.world.target import Target

TITLE = Name("华容", "Huarong")


def panel(*times_min, weight=None):
    """Return a panel with one curve: a 10-minute promise and the times given [min]."""
    time_s = 60 * np.array(times_min, dtype=float)
    target = Target(
        id="a",
        name=Name("到达率", "arrival"),
        clock_from="ordered",
        clock_to="first_arrival",
        within_s=600.0,
        threshold=0.9,
        sense="at_least",
    )
    curve = Curve(
        name=Name("现行", "present"),
        time_s=time_s,
        weight=np.ones(time_s.size) if weight is None else np.array(weight, dtype=float),
        share=float(np.mean(time_s <= 600)),
        low=0.4,
        high=0.9,
    )
    return Panel(target=target, curves=[curve])


def line_of(one):
    """Return the corners of the first drawn distribution [min, %]."""
    figure = response_figure.response_figure([one], title=TITLE)
    (axis,) = figure.axes
    return next(line for line in axis.lines if "present" in str(line.get_label())).get_data()


def test_the_curve_is_the_share_of_all_cases():
    """Of 2, 4, 8 and never, the curve steps to 25, 50, 75 % and stays there."""
    minutes, share = line_of(panel(4, 2, np.inf, 8))
    assert minutes[:4].tolist() == [0, 2, 4, 8]
    assert share.tolist() == [0, 25, 50, 75, 75]


def test_cases_count_with_their_weight():
    """Three persons reached at 2 min and one at 4 min make 75 and 100 %."""
    _, share = line_of(panel(2, 4, weight=[3, 1]))
    assert share.tolist() == [0, 75, 100, 100]


def test_nothing_is_drawn_beyond_the_axis():
    """A straggler far beyond the axis leaves the curve monotone and inside."""
    minutes, share = line_of(panel(*range(1, 300), 5000))
    assert np.all(np.diff(minutes) >= 0)
    assert share[-1] == pytest.approx(100 * 299 / 300)


def test_png_and_svg_are_saved_and_the_same_twice(tmp_path):
    """The same result gives the same bytes: no date, no random ids."""
    saved = []
    for name in ("first", "second"):
        folder = tmp_path / name
        folder.mkdir()
        saved.append(
            [f.read_bytes() for f in save_response_figure([panel(1)], folder, title=TITLE)]
        )
    assert saved[0] == saved[1]
    assert saved[0][0].startswith(b"\x89PNG")
    assert ET.fromstring(saved[0][1]).tag.endswith("svg")  # noqa: S314  our own text


def test_chinese_without_a_font_is_english_with_one_warning(tmp_path, monkeypatch, caplog):
    """No boxes in place of characters: labels fall back, and the language is as before."""
    monkeypatch.setattr(response_figure, "chinese_font", lambda: None)
    set_language("zh")
    with caplog.at_level(logging.WARNING):
        files = save_response_figure([panel(1)], tmp_path, title=TITLE)
    assert len(caplog.records) == 1
    assert "Huarong" in files[1].read_text("utf-8")
    assert language() == "zh"


@pytest.mark.skipif(fonts.chinese_font() is None, reason="no font for Chinese is installed")
def test_chinese_with_a_font_has_no_missing_glyph(tmp_path):
    """Matplotlib warns of a missing glyph, and warnings are errors here."""
    set_language("zh")
    files = save_response_figure([panel(1)], tmp_path, title=TITLE)
    text = files[1].read_text("utf-8")
    assert "华容" in text
    assert "下令" in text


def test_a_font_installed_since_the_last_look_is_found(monkeypatch):
    """Matplotlib's list on disk may be old: files are looked at before giving up."""
    added = []
    monkeypatch.setattr(fonts.fontManager, "ttflist", [])
    monkeypatch.setattr(
        fonts, "findSystemFonts", lambda: ["/f/NotoSansCJK-Regular.ttc", "/f/Arial.ttf"]
    )
    monkeypatch.setattr(fonts.fontManager, "addfont", added.append)
    assert fonts.chinese_font.__wrapped__() is None
    assert added == ["/f/NotoSansCJK-Regular.ttc"]


def promised_by(**fields):
    """Return where a target's promise stands in the figure."""
    usual = {"id": "a", "name": Name("", "a"), "clock_from": "ordered", "clock_to": "first_arrival"}
    return response_figure.promised(Target(**usual, **fields))


def test_the_promise_of_a_share_stands_at_its_time():
    """Nine in ten within 10 minutes: a corner at 10 min and 90 %."""
    corner = promised_by(within_s=600.0, threshold=0.9, sense="at_least")
    assert corner == (10.0, 90.0)


def test_the_promise_of_a_quantile_stands_at_its_share():
    """The 80 % quantile is at most 12 minutes: a corner at 12 min and 80 %."""
    assert promised_by(statistic="p80", threshold=720.0, sense="at_most") == (12.0, 80.0)


def test_the_promise_of_a_mean_has_a_time_only():
    """A mean is no point of a distribution: its line is drawn, no corner and no estimate."""
    at_min, share = promised_by(statistic="mean", threshold=720.0, sense="at_most")
    assert at_min == 12.0
    assert np.isnan(share)


def test_the_scenario_is_named_where_there_are_several():
    """A panel about one scenario of two says which."""
    one = dataclasses.replace(panel(1), scenario=Name("洪水", "flood"))
    (axis,) = response_figure.response_figure([one], title=TITLE).axes
    assert axis.get_title(loc="left") == "arrival: at least 90 % within 10 min  (flood)"


def test_the_estimate_of_a_quantile_lies_on_its_share():
    """The found 90 % quantile of 8 minutes is a point at 8 min, 90 %, with a lying bar."""
    times = panel(2, 4, 8, 30)
    target = dataclasses.replace(times.target, statistic="p90", threshold=600.0, sense="at_most")
    curve = dataclasses.replace(times.curves[0], share=480.0, low=420.0, high=600.0)
    drawn = dataclasses.replace(times, target=target, curves=[curve])
    (axis,) = response_figure.response_figure([drawn], title=TITLE).axes
    (bar,) = axis.containers
    assert bar.has_xerr
    assert not bar.has_yerr
    assert [float(one[0]) for one in bar.lines[0].get_data()] == [8.0, 90.0]
