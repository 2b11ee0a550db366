"""The report in a real browser: it opens, unpacks its replay, and neither complains nor asks."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from matplotlib.image import imread
from tests.report.html_reports import EVIL, leaving, report, town

from sandtable.ground.names import Name

BROWSER = next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)
FLAGS = (
    *("--headless", "--no-sandbox", "--disable-gpu", "--no-first-run"),
    *("--disable-background-networking", "--hide-scrollbars", "--enable-logging=stderr"),
    "--virtual-time-budget=6000",
)

pytestmark = pytest.mark.skipif(
    BROWSER is None, reason="no Chromium is installed: the page cannot be opened"
)


def opened(file, folder, *options, moment=""):
    """Open a page in a fresh profile; return what it printed and what its console said."""
    shown = subprocess.run(
        [
            BROWSER,
            *FLAGS,
            f"--user-data-dir={folder / 'profile'}",
            *options,
            f"{file.as_uri()}#{moment}",
        ],
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
        env=os.environ | {"LANG": "C.UTF-8"},
    )
    return shown.stdout, [line for line in shown.stderr.splitlines() if "CONSOLE" in line]


@pytest.fixture(scope="module")
def page(huarong, tmp_path_factory):
    """Return the report of Huarong as a file of its own, as on a USB stick."""
    file = tmp_path_factory.mktemp("stick") / "report.html"
    file.write_text(huarong, "utf-8")
    return file


def test_it_opens_without_a_word(page, tmp_path):
    """The replay is unpacked, the clock shows local time, and the console stays silent."""
    document, console = opened(page, tmp_path, "--dump-dom", moment="scene=2&at=3600&speak=en")
    assert console == []
    assert 'data-ready="yes"' in document
    assert 'data-at="3600"' in document
    assert re.search(r'<output id="clock">2026-05-\d\d \d\d:00</output>', document)
    assert document.count("<option") >= 4
    assert "Play" in document


def test_it_speaks_chinese_first(page, tmp_path):
    """Without being asked it shows the first language, on the map too."""
    document, console = opened(page, tmp_path, "--dump-dom")
    assert console == []
    assert '<html lang="zh-CN"' in document
    assert "▶ 播放" in document


def test_the_picture_is_not_empty(page, tmp_path):
    """The page and its map are drawn: the roads in their colours are somewhere in the picture."""
    picture = tmp_path / "page.png"
    opened(page, tmp_path, f"--screenshot={picture}", "--window-size=1280,9000")
    pixels = (255 * imread(picture)[:, :, :3]).round().astype(int)
    green = abs(pixels - [11, 122, 67]).max(axis=2) < 12
    paper = abs(pixels - [252, 252, 250]).max(axis=2) < 1
    assert paper.sum() > 100_000, "no map"
    assert green.sum() > 500, "no road within 15 minutes"


def test_what_asks_for_more_is_refused(page, tmp_path):
    """The silence means something: an address or script smuggled in is refused, aloud."""
    text = page.read_text("utf-8")
    smuggled = (
        '<img src="http://example.org/x.png"><script>document.title = "taken"</script></body>'
    )
    file = tmp_path / "smuggled.html"
    file.write_text(text.replace("</body>", smuggled), "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom")
    assert len([line for line in console if "Content Security Policy" in line]) == 2
    assert "<title>taken" not in document


def test_damaged_replay_is_told(page, tmp_path):
    """A replay that cannot be unpacked leaves a sentence in its place; the tables stay."""
    text = page.read_text("utf-8")
    file = tmp_path / "damaged.html"
    file.write_text(re.sub(r'(class="scene"[^>]*>)[^<]{40}', r"\1", text), "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom", moment="speak=en")
    assert console
    assert "The replay data of this file is damaged" in document
    assert 'id="verdicts-en"' in document


def test_an_evil_name_does_nothing(tmp_path):
    """A town whose names look like scripts is drawn, and runs nothing."""
    text = report(tmp_path / "results", town(name=Name(EVIL, EVIL)), title=Name(EVIL, EVIL))
    file = Path(tmp_path / "evil.html")
    file.write_text(text, "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom")
    assert console == []
    assert 'data-ready="yes"' in document


def test_people_are_counted_at_each_moment(tmp_path):
    """At the end of the evacuation the line below the slider has all 400 in safety."""
    file = Path(tmp_path / "leaving.html")
    file.write_text(report(tmp_path / "results", leaving()), "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom", moment="at=7000&speak=en")
    assert console == []
    assert "told 400, out of danger 400, taken in 400 persons" in document
