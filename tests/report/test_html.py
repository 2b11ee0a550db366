"""The report as a file: its parts, its languages, and that nothing in it comes from outside."""

import html.parser
import json
import math
import re
import zlib
from base64 import b64decode
from itertools import pairwise
from pathlib import Path

import pytest
from tests.report.html_reports import EVIL, leaving, report, town
from tests.report.polder_reports import polder_point
from tests.worlds import network

from sandtable.ground.language import language
from sandtable.ground.names import Name
from sandtable.report.html import RecordedRow, write

MOST_BYTES = 5_000_000
SECTIONS = (
    *("question", "verdicts", "gaps", "alternatives", "distributions", "minutes", "assumed"),
    "repeat",
)
NAMESPACES = ("http://www.w3.org/2000/svg",)


@pytest.fixture(scope="module")
def small(tmp_path_factory):
    """Return the report of the small town."""
    return report(tmp_path_factory.mktemp("town"), town())


def scenes(text):
    """Return the scenes that a report holds, unpacked."""
    packed = re.findall(r'<script type="text/plain" class="scene"[^>]*>([^<]*)</script>', text)
    return [json.loads(zlib.decompress(b64decode(one))) for one in packed]


class Tags(html.parser.HTMLParser):
    """Reads the tags of a page and keeps what is open, all ids, and all scripts."""

    EMPTY = ("meta", "link", "input", "br", "wbr", "img")

    def __init__(self):
        super().__init__()
        self.open, self.ids, self.scripts, self.links, self.handlers = [], [], [], [], []

    def handle_starttag(self, tag, attrs):
        """Note a tag that opens."""
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given[key] for key in ("src", "href") if key in given]
        self.handlers += [key for key in given if key.startswith("on")]
        self.scripts += [given] if tag == "script" else []
        if tag not in self.EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        """Pass over a tag that is closed at once."""

    def handle_endtag(self, tag):
        """Close the innermost tag, which must be the same."""
        assert self.open.pop() == tag


def tags(text):
    """Return the tags of a page."""
    found = Tags()
    found.feed(text)
    assert found.open == []
    return found


def test_every_section_is_there_in_both_languages(huarong):
    """Each section of each language has its anchor, and the map is shared."""
    ids = tags(huarong).ids
    assert {f"{name}-{lang}" for lang in ("zh", "en") for name in SECTIONS} <= set(ids)
    assert "map" in ids
    assert len(ids) == len(set(ids))


def test_the_contents_lead_somewhere(huarong, small):
    """Each link of the contents has its section."""
    for text in (huarong, small):
        found = tags(text)
        links = {link[1:] for link in found.links if link.startswith("#")}
        assert links
        assert links <= set(found.ids)


def test_nothing_comes_from_outside(huarong, small):
    """No address but the namespaces of SVG; links stay in the page; the policy forbids the rest."""
    for text in (huarong, small):
        bare = re.sub(r"<script type=\"text/plain\"[^>]*>[^<]*</script>", "", text)
        for namespace in NAMESPACES:
            bare = bare.replace(namespace, "")
        assert re.findall(r"(?:https?:|wss?:|ftp:|[\"'(=]\s*)//[\w.]", bare) == []
        assert not [one for one in tags(text).links if not one.startswith(("#", "data:"))]
        assert "default-src 'none'" in text
        for word in ("fetch(", "XMLHttpRequest", "WebSocket", "@import", "url("):
            assert word not in bare, word


def test_it_is_small_and_says_it_in_both_languages(huarong):
    """Both languages, replay and all stay far below the limit."""
    assert len(huarong.encode()) < MOST_BYTES
    assert "一小时到场能否做到" in huarong
    assert "Is arrival within one hour kept" in huarong


def test_one_language_has_no_switch(tmp_path):
    """Asked for English only, the page holds no Chinese of the program and no switch."""
    text = report(tmp_path, town(name=Name("", "town")), languages=("en",), title=Name("", "Q"))
    assert 'name="language"' not in text
    assert 'lang="zh"' not in text


def test_the_language_is_as_before(tmp_path):
    """Writing both languages leaves the one in force alone."""
    report(tmp_path, town())
    assert language() == "en"


def test_names_from_files_are_inert(tmp_path):
    """A zone, plan, target or quotation that looks like a script is text in the page."""
    evil = Name(EVIL, EVIL)
    row = RecordedRow(name=evil, simulated=EVIL, recorded=EVIL, kind="input", note=evil)
    text = report(tmp_path, town(name=evil), title=evil, compared=[row])
    found = tags(text)
    assert "<script>alert" not in text
    assert "<img src" not in text
    assert "&lt;script&gt;alert(1)" in text
    assert found.handlers == []
    kinds = [one.get("type", "") for one in found.scripts]
    assert kinds.count("") == 6  # our own six, which the policy names by their hash
    assert scenes(text)[0]["zones"][0]["name"] == [EVIL, EVIL]  # drawn as text by the script


def test_only_scripts_named_by_their_hash_may_run(small):
    """The policy holds one hash for each script that runs, and no permission for others."""
    policy = re.search(r"script-src ([^\"]*)\"", small).group(1)
    assert len(re.findall(r"'sha256-[A-Za-z0-9+/]+=*'", policy)) == 6
    assert "unsafe" not in policy


def test_no_case_says_why(small, huarong):
    """A target without a case names what was looked for."""
    assert "no incident in this scenario with class work-safety accident, grade major" in small
    assert "no incident in this scenario with class work-safety accident" in huarong
    assert "all plans" in huarong  # said once, not for each alternative


def test_gap_list_has_cause_and_options(small):
    """The fire beyond the closed road is a gap, with its cause and what may help."""
    gaps = small[small.index('id="gaps-en"') : small.index('id="map"')]
    assert "standing at closed roads" in gaps or "detour" in gaps or "no open road" in gaps
    assert "teams and goods placed beyond the road before it closes" in gaps
    assert "fixed table" in gaps


def test_external_forces_are_added_up(small):
    """Teams of an agreement bear its name in tables and on the map, never their own."""
    assert "mutual aid" in small
    assert "secret team" not in small
    assert "密队" not in small
    unpacked = json.dumps(scenes(small), ensure_ascii=False)
    assert "first team" in unpacked
    assert "secret team" not in unpacked
    assert "密队" not in unpacked


def test_needs_and_assumptions_are_shown(small):
    """Water over time has its chart, and what was assumed its row."""
    needs = small[small.index('id="needs-en"') : small.index('id="minutes-en"')]
    assert "<svg" in needs
    assert "plan.<wbr>teams<wbr>[t0].<wbr>turnout" in small


def test_recorded_rows_are_shown_with_their_kind(tmp_path):
    """The slot for a real event shows kind and verdict, and is left out where there is none."""
    rows = [
        RecordedRow(name=Name("水位", "level"), simulated="31.2", recorded="31 … 33", kind="input"),
        RecordedRow(
            name=Name("闭合", "closed"), simulated="70 h", recorded="60", kind="predicted", ok=False
        ),
    ]
    text = report(tmp_path, town(), compared=rows)
    part = text[text.index('id="recorded-en"') : text.index('id="assumed-en"')]
    assert "predicted" in part
    assert "✗ outside" in part
    assert 'id="recorded-en"' not in report(tmp_path, town())


def test_people_are_on_the_map_and_counted(tmp_path):
    """All 400 leave by car: 300 end in the school, 100 with relatives; nobody is lost."""
    text = report(tmp_path, leaving())
    (scene,) = scenes(text)
    school = [one["name"][1] for one in scene["facilities"]].index("school")
    assert sum(group["persons"] for group in scene["people"]) == 400
    assert sum(one["persons"] for one in scene["people"] if one["shelter"] == school) == 300
    assert all(leg[0] <= leg[1] for one in scene["people"] for leg in one["legs"])
    assert "told_to_leave" in [line[1] for line in scene["happenings"]]
    part = text[text.index('id="people-en"') : text.index('id="needs-en"')]
    assert re.findall(r"<td>(in a shelter|with relatives)</td><td class=\"n\">([\d.]+)", part) == [
        ("in a shelter", "300.0"),
        ("with relatives", "100.0"),
    ]


def test_how_to_repeat_it(huarong):
    """Seed, command and hashes are there; the folder it was given in is not."""
    part = huarong[huarong.index('id="repeat-en"') :]
    assert "<pre>sandtable study huarong</pre>" in part
    assert "2026" in part
    assert "experiments/huarong.yaml" in part
    assert "/x/y" not in huarong


def test_marks_stand_in_the_page(huarong):
    """Internal use, schematic, and the line of the network's makers."""
    for text in ("internal use", "内部资料", "Schematic, not a map", "AreaCity"):
        assert text in huarong


def test_scene_drives_on_the_network(small):
    """Every route is a chain of arcs, every leg of a team begins no sooner than the one before."""
    (scene,) = scenes(small)
    arcs = {tuple(sorted(pair)) for pair in ((0, 1), (1, 2), (2, 3))}
    roads = network()
    known = {
        tuple(sorted(pair)) for pair in zip(roads.tail.tolist(), roads.head.tolist(), strict=True)
    }
    assert arcs <= known
    assert scene["routes"]
    for nodes, thousandths in scene["routes"]:
        steps = pairwise(nodes)
        assert all(tuple(sorted(step)) in known for step in steps)
        assert thousandths == sorted(thousandths)
        assert (thousandths[0], thousandths[-1]) == (0, 1000)
    for vehicle in scene["teams"]:
        starts = [leg[0] for leg in vehicle["legs"]]
        assert starts == sorted(starts)


def test_scene_tells_what_the_records_tell(small):
    """The road closes at 100 s and opens at 1500 s; the fire of 60 s is there with its times."""
    (scene,) = scenes(small)
    states = dict.fromkeys((at, percent) for at, _road, percent in scene["roads"])
    assert next(iter(states)) == (100, 0)
    assert list(states)[-1] == (1500, 100)
    assert scene["incidents"][0]["times"][0] == 60
    assert [line[1] for line in scene["happenings"] if line[1] in ("closed", "opened")] == [
        "closed",
        "opened",
    ]
    assert scene["length"] == 7200
    assert not [leg for one in scene["teams"] for leg in one["legs"] if math.isnan(leg[0])]


def test_same_records_give_the_same_bytes(tmp_path):
    """The report depends on the records and the manifest only."""
    first = report(tmp_path, town())
    second = report(tmp_path, town())
    assert strip_time(first) == strip_time(second)


def strip_time(text):
    """Return the page without the time at which the study ended."""
    return re.sub(r"<dt>[^<]*UTC[^<]*</dt><dd>[^<]*</dd>", "", text)


def test_assets_name_no_machine():
    """Script and style are our own: no licence text of others, no address."""
    for file in (Path(write.__file__).parent / "assets").iterdir():
        text = file.read_text("utf-8")
        assert "://" not in text
        assert len(text.splitlines()) <= 500, file.name


@pytest.fixture(scope="module")
def polder(tmp_path_factory):
    """Return the report of the small polder that floods."""
    return report(tmp_path_factory.mktemp("polder"), polder_point(hours=30.0))


def test_a_flood_has_its_sections(polder):
    """Water, works, people and needs have their sections and figures, in both languages."""
    found = tags(polder)
    for lang in ("zh", "en"):
        assert {f"{name}-{lang}" for name in ("water", "works", "people", "needs")} <= set(
            found.ids
        )
    part = polder[polder.index('id="water-en"') : polder.index('id="assumed-en"')]
    assert part.count("<svg") >= 9
    for words in (
        "north village (900)",
        "room for 1,100",
        "runs in which the hazard was prevented",
    ):
        assert words in part


def test_a_flood_is_on_the_map(polder):
    """Zones get wet one after the other, roads deeper; buses, boats and rock trucks drive."""
    (scene,) = scenes(polder)
    names = [zone["name"][1] for zone in scene["zones"]]
    first = {names[area["zone"]]: area["wet"][0][0] for area in scene["water"]}
    assert min(first, key=first.get) == "north village"
    assert max(first, key=first.get) == "street"
    assert "safety zone" not in first
    for area in scene["water"]:
        shares = [row[2] for row in area["wet"]]
        assert all(0 < share <= 100 for share in shares)
    assert [row[0] for row in scene["flooded"]] == sorted(row[0] for row in scene["flooded"])
    assert {one["kind"] for one in scene["fleets"]} >= {"bus", "rock"}
    loaded = [leg for one in scene["fleets"] for leg in one["legs"] if leg[5]]
    assert loaded
    assert "密船" not in polder
    assert "secret boats" not in json.dumps(scene)
    lines = [line[1] for line in scene["happenings"]]
    assert lines.count("water_reaches") == len(first)
    assert lines.count("shelter_opens") == 2
    assert scene["opens"] == min(first.values()) + 3600
    assert len(scene["view"]) == 4


def test_nothing_of_a_flood_comes_from_outside(polder):
    """The same policy and the same silence hold for the sections of a flood."""
    found = tags(polder)
    assert len(found.ids) == len(set(found.ids))
    assert {link[1:] for link in found.links if link.startswith("#")} <= set(found.ids)
    assert not [one for one in found.links if not one.startswith(("#", "data:"))]
    assert len(polder.encode()) < MOST_BYTES
    assert " NaN" not in polder
    assert ">nan" not in polder
