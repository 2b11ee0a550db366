"""What the standard says of a message in CAP 1.2, held against what is written.

OASIS (2010), Common Alerting Protocol version 1.2, section 3.2 and the schema beside it.
"""

import itertools
import re
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from tests.report.test_hazard_preview import case_of
from tests.study.test_hazard_preview import people
from tests.study.test_reach import flood

from sandtable.ground.language import set_language
from sandtable.ground.names import Name
from sandtable.report.hazard_cap import cap_alert
from sandtable.study.case import Case
from sandtable.study.hazard_preview import preview

CAP = "{urn:oasis:names:tc:emergency:cap:1.2}"

# Children in their order: ! once, ? at most once, + once or more, * any number of times.
CHILDREN = {
    "alert": "identifier! sender! sent! status! msgType! source? scope! restriction? addresses?"
    " code* note? references? incidents? info*",
    "info": "language? category+ event! responseType* urgency! severity! certainty! audience?"
    " eventCode* effective? onset? expires? senderName? headline? description? instruction? web?"
    " contact? parameter* resource* area*",
    "area": "areaDesc! polygon* circle* geocode* altitude? ceiling?",
}
WORDS = {
    "status": "Actual Exercise System Test Draft",
    "msgType": "Alert Update Cancel Ack Error",
    "scope": "Public Restricted Private",
    "category": "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other",
    "urgency": "Immediate Expected Future Past Unknown",
    "severity": "Extreme Severe Moderate Minor Unknown",
    "certainty": "Observed Likely Possible Unlikely Unknown",
}
TIME = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[-+]\d\d:\d\d"
TIMES = ("sent", "effective", "onset", "expires")
OFTEN = {"!": "", "?": "?", "+": "+", "*": "*"}


def parsed(text):
    """Return a message that was written here as a tree."""
    return ET.fromstring(text)  # noqa: S314  nothing in it comes from elsewhere


def wrong_in(element):
    """Yield what the standard forbids in an element and all within."""
    name = element.tag.removeprefix(CAP)
    text = (element.text or "").strip()
    if name in CHILDREN:
        inside = "".join(f"<{one.tag.removeprefix(CAP)}>" for one in element)
        parts = CHILDREN[name].split()
        pattern = "".join(f"(<{part[:-1]}>){OFTEN[part[-1]]}" for part in parts)
        if not re.fullmatch(pattern, inside):
            yield f"{name}: {inside}"
        yield from itertools.chain.from_iterable(wrong_in(one) for one in element)
    elif len(element) or not text or not allowed(name, text):
        yield f"{name}: {text}"


def allowed(name, text):
    """Return whether an element may say this."""
    if name in WORDS:
        return text in WORDS[name].split()
    if name in TIMES:
        return re.fullmatch(TIME, text) and not text.endswith("+00:00")
    if name in {"identifier", "sender"}:
        return not re.search(r"[\s,<&]", text)
    if name == "polygon":
        pairs = [tuple(map(float, pair.split(","))) for pair in text.split(" ")]
        on_earth = all(abs(lat) <= 90.0 and abs(lon) <= 180.0 for lat, lon in pairs)
        return len(pairs) >= 4 and pairs[0] == pairs[-1] and on_earth
    return True


def message(zone="Asia/Shanghai", start="2026-07-05 23:30", name=None):
    """Return a message: a road closed, one slowed, people exposed, on degrees."""
    case = case_of(
        flood((2, 600.0, 7200.0, 0.6), (0, 0.0, 60.5, 0.3)), people(("z3", 0.0, 60.0, 0.5))
    )
    world = case.world
    network = replace(
        world.network, x=112.5 + world.network.x / 100, y=29.5 + world.network.y / 100
    )
    network = replace(network, crs="EPSG:4326", names=np.array([name or ""] * network.n_arcs))
    place = replace(world.place, timezone=zone)
    zones = tuple(replace(one, name=Name("", name or "")) for one in place.zones)
    world = replace(
        world,
        network=network,
        place=replace(place, zones=zones),
        scenario=replace(world.scenario, start=start),
    )
    case = Case(world=world, impacts=case.impacts)
    found = preview(case, "water")
    return [cap_alert(found, one, world) for one in found.samples]


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_order_words_times_and_polygons_are_those_of_the_standard(tongue):
    """Whatever is said, in both languages, nothing is there that the standard forbids."""
    set_language(tongue)
    for text in message():
        root = parsed(text)
        assert root.tag == f"{CAP}alert"
        assert list(wrong_in(root)) == []
        assert root.find(f"{CAP}info/{CAP}area/{CAP}polygon") is not None
        assert root.find(f"{CAP}restriction") is not None, "a must where the scope is Restricted"


def test_the_check_sees_what_is_wrong():
    """Another order, a word of no list, Z, an open polygon and one of three corners are told."""
    text = message()[0]
    assert list(wrong_in(parsed(text))) == []
    for old, new in (
        ("<status>Exercise</status>", ""),
        ("Exercise", "Drill"),
        ("+08:00</sent>", "Z</sent>"),
        ("<category>", "<event>x</event><category>"),
        ("</polygon>", " 1,2</polygon>"),
        ("<polygon>", "<polygon>120.5,29 "),
    ):
        assert list(wrong_in(parsed(text.replace(old, new, 1)))), old


def test_latitude_stands_before_longitude():
    """The town lies at 29.5 north, 112.5 east."""
    for polygon in parsed(message()[0]).iter(f"{CAP}polygon"):
        for pair in polygon.text.split():
            lat, lon = map(float, pair.split(","))
            assert 29.0 < lat < 30.0
            assert 112.0 < lon < 113.0


@pytest.mark.parametrize(
    ("zone", "start", "sent"),
    [
        ("UTC", "2026-07-05 23:30", "2026-07-06T00:30:00-00:00"),
        ("Asia/Kathmandu", "2026-07-05 23:30", "2026-07-06T00:30:00+05:45"),
        ("Europe/Amsterdam", "1930-01-05 23:30", "1930-01-06T00:10:28-00:00"),
    ],
)
def test_offsets_are_whole_minutes_and_that_of_utc_is_negative(zone, start, sent):
    """CAP 1.2, 3.3.2; the 1930 offset of Amsterdam is 00:19:32, which no offset can say."""
    assert f"<sent>{sent}</sent>" in message(zone, start)[0]


def test_a_name_with_control_characters_makes_no_broken_file():
    """XML 1.0 has no way to write them; what else is special is escaped."""
    text = message(name="a\x01<b>&c")[0]
    names = {one.text for one in parsed(text).iter(f"{CAP}areaDesc")}
    assert names == {"a<b>&c"}
