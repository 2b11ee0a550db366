"""The report in a real browser: it opens, unpacks its replay, and neither complains nor asks."""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest
from matplotlib.image import imread
from tests.report.html_reports import EVIL, leaving, report, town
from tests.report.polder_reports import polder_point

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


@pytest.fixture(scope="module")
def flood(tmp_path_factory):
    """Return the report of the small polder as a file."""
    folder = tmp_path_factory.mktemp("flood")
    file = folder / "flood.html"
    file.write_text(report(folder / "results", polder_point(hours=30.0)), "utf-8")
    return file


SLIDE = """
<script>
addEventListener("load", () => setTimeout(() => {
  const canvas = document.getElementById("canvas"), slider = document.getElementById("slider");
  const before = canvas.toDataURL();
  slider.value = 40000;
  slider.dispatchEvent(new Event("input"));
  document.body.dataset.moved = String(before !== canvas.toDataURL());
}, 2000));
</script></body>"""


def test_the_slider_moves_the_picture(flood, tmp_path):
    """A hand on the slider changes the clock and what is drawn; nothing is said or asked for."""
    file = tmp_path / "slid.html"
    # Our policy refuses the hand's script, as it should: this copy of the page lets it in.
    text = re.sub(r"script-src [^\"]*", "script-src 'unsafe-inline'", flood.read_text("utf-8"))
    file.write_text(text.replace("</body>", SLIDE), "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom", moment="at=100&speak=en")
    assert console == []
    assert 'data-moved="true"' in document
    assert 'data-at="40000"' in document


def test_a_flood_is_blue_and_its_vehicles_are_there(flood, tmp_path):
    """Before the water no zone is blue; ten hours later much of the map is, and zones are named."""
    blue = []
    for at in (0, 36000):
        picture = tmp_path / f"{at}.png"
        size = "--window-size=1280,9000"
        _document, console = opened(
            flood, tmp_path, f"--screenshot={picture}", size, moment=f"at={at}&speak=zh"
        )
        assert console == []
        pixels = (255 * imread(picture)[:, :, :3]).round().astype(int)
        # Half see-through blue on paper: red well below blue.
        blue.append(int((pixels[:, :, 2] - pixels[:, :, 0] > 70).sum()))
    assert blue[1] > blue[0] + 20_000


def test_a_cause_is_told_in_the_language_that_is_spoken(flood, tmp_path):
    """Roads close for one cause with two names: in the list stands the one of the language."""
    for speak, word in (("zh", "(洪水)"), ("en", "(flood)")):
        document, console = opened(flood, tmp_path, "--dump-dom", moment=f"at=40000&speak={speak}")
        assert console == []
        assert word in document
        assert "洪水 / flood" not in document


def test_it_fits_a_narrow_screen(flood, tmp_path):
    """At 500 px no part is wider than the screen: only figures and wide tables scroll inside."""
    probe = """
<script>
addEventListener("load", () => setTimeout(() => {
  document.body.dataset.wide = document.documentElement.scrollWidth;
}, 2000));
</script></body>"""
    file = tmp_path / "narrow.html"
    text = re.sub(r"script-src [^\"]*", "script-src 'unsafe-inline'", flood.read_text("utf-8"))
    framed = text.replace("</body>", probe)
    file.write_text(framed, "utf-8")
    document, console = opened(file, tmp_path, "--dump-dom", "--window-size=500,900")
    assert console == []
    assert int(re.search(r'data-wide="(\d+)"', document).group(1)) <= 500
