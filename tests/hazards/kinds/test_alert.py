"""Warnings in CAP 1.2 in a scenario: what they do, and everything that is said of wrong ones."""

import json

import pytest
from tests.files import sets
from tests.hazards.kinds.geography import box, degrees, write_network

from sandtable.study import check_files, load_run

CAP = "urn:oasis:names:tc:emergency:cap:1.2"
SEVERITY = {"Severe": {"speed_factor": 0.5, "exposure": "storm"}, "Extreme": {"speed_factor": 0}}


def pairs(corners):
    """Return corners as CAP has them, latitude first."""
    return " ".join(f"{lat!r},{lon!r}" for lon, lat in corners)


MARKET = f"<polygon>{pairs(box(900, -20, 1100, 20))}</polygon>"
"""Around node b."""

EAST = f"<circle>{pairs([degrees(6000, 0)])} 0.1</circle>"
"""Around node d."""


def info(severity="Severe", shape=MARKET, event="暴雨", **more):
    """Return an info block; what is None is left out."""
    parts = {
        "language": "zh-CN",
        "category": "Met",
        "event": event,
        "urgency": "Immediate",
        "severity": severity,
        "certainty": "Observed",
        "onset": "2026-07-05T08:00:00+08:00",
        "expires": "2026-07-05T12:00:00+08:00",
    } | more
    text = "".join(f"<{key}>{one}</{key}>\n" for key, one in parts.items() if one is not None)
    area = f"<area><areaDesc>here</areaDesc>{shape}</area>" if shape is not None else ""
    return f"<info>{text}{area}</info>\n"


def alert(*infos, **more):
    """Return an alert; what is None is left out."""
    parts = {
        "identifier": "w1",
        "sender": "weather@example.cn",
        "sent": "2026-07-05T07:30:00+08:00",
        "status": "Exercise",
        "msgType": "Alert",
        "scope": "Public",
    } | more
    text = "".join(f"<{key}>{one}</{key}>\n" for key, one in parts.items() if one is not None)
    head = f'<?xml version="1.0" encoding="UTF-8"?>\n<alert xmlns="{CAP}">\n'
    return f"{head}{text}{''.join(infos)}</alert>"


def write(folder, four_nodes, texts, entry=(), **part):
    """Write a set of files on a network in degrees, with one entry of warnings."""
    write_network(folder / "net", four_nodes)
    files = sets.a_set()
    files["place.json"]["network"] = "./net"
    names = [f"w{number}.xml" for number in range(1, len(texts) + 1)]
    stated = {"file": names[0] if len(names) == 1 else names, "severity": SEVERITY, "source": "sky"}
    warned = {"id": "warned", "activate_at": "1 h", **dict(entry), "alert": stated | part}
    files["scenario.json"]["impacts"] = [warned]
    sets.write(folder, files | dict(zip(names, texts, strict=True)))


@pytest.fixture
def check(tmp_path, monkeypatch, four_nodes):
    """Return a way to say what is wrong with a scenario of warnings, a text for each fault."""
    monkeypatch.chdir(tmp_path)

    def checked(*texts, entry=(), **part):
        write(tmp_path, four_nodes, texts, entry, **part)
        faults, _remarks = check_files([tmp_path / "scenario.json"])
        return [str(one).replace(f"{tmp_path.as_posix()}/", "") for one in faults]

    return checked


@pytest.fixture
def told(tmp_path, four_nodes):
    """Return a way to read warnings: rows of roads in hours, and of people."""

    def read(*texts, entry=(), **part):
        write(tmp_path, four_nodes, texts, entry, **part)
        case = load_run(tmp_path / "scenario.json").points[0].case
        impact, rows = case.impacts["warned"][0], case.impacts["warned"][0].roads
        roads = {
            (a / 3600, b / 3600, str(case.world.network.arc_ids[arc]), v, impact.causes[cause])
            for a, b, arc, v, cause in zip(
                rows.from_s, rows.to_s, rows.arc, rows.value, rows.cause, strict=True
            )
        }
        people = [
            (impact.zones[zone], impact.exposure_kinds[kind], share)
            for zone, kind, share in zip(
                impact.people.zone, impact.people.kind, impact.people.share, strict=True
            )
        ]
        return roads, people

    return read


NEAR_B = ("ab", "ac", "ba", "bc", "ca", "cb")
NEAR_D = ("cd", "dc")


def on(arcs, from_h, to_h, value, cause="暴雨"):
    """Return rows of arcs."""
    return {(from_h, to_h, arc, value, cause) for arc in arcs}


def test_what_a_warning_does_where_and_when(told):
    """A polygon and a circle, latitude first; hours since the activation at 07:00."""
    roads, people = told(alert(info(), info("Extreme", EAST, event="山洪")))
    assert roads == on(NEAR_B, 1, 5, 0.5) | on(NEAR_D, 1, 5, 0.0, "山洪")
    assert people == [("z1", "storm", 1.0)]


def test_offsets_and_what_stands_for_an_onset(told):
    """Onset, else effective, else sent; an hour east is an hour earlier; never before 0."""
    later = {"onset": None, "effective": "2026-07-05T00:30:00+00:00"}
    assert told(alert(info(**later)))[0] == on(NEAR_B, 1.5, 5, 0.5)
    assert told(alert(info(onset=None)))[0] == on(NEAR_B, 0.5, 5, 0.5)
    east = {"onset": "2026-07-05T07:00:00+09:00", "expires": "2026-07-05T09:00:00+09:00"}
    assert told(alert(info(**east)))[0] == on(NEAR_B, 0, 1, 0.5)
    assert told(alert(info(expires=None)), lasts="2 h")[0] == on(NEAR_B, 1, 3, 0.5)


def test_two_languages_are_one_warning(told):
    """What is said of the same areas in another language adds its words alone."""
    both = info(), info(event="rainstorm", language="en-US")
    assert told(alert(*both))[0] == on(NEAR_B, 1, 5, 0.5, "暴雨 / rainstorm")
    assert told(alert(*both), cause="rain")[0] == on(NEAR_B, 1, 5, 0.5, "rain")


def about(sent, **more):
    """Return what a message says that refers to the first one."""
    return {
        "identifier": "w2",
        "sent": f"2026-07-05T{sent}:00+08:00",
        "references": "weather@example.cn,w1,2026-07-05T07:30:00+08:00",
    } | more


def test_an_update_takes_the_place_of_the_first(told):
    """The first ends when the second is sent, wherever that is."""
    second = alert(info("Extreme", EAST, onset=None), **about("09:00", msgType="Update"))
    for order in ((0, 1), (1, 0)):
        texts = [(alert(info()), second)[number] for number in order]
        both = on(NEAR_B, 1, 2, 0.5) | on(NEAR_D, 2, 5, 0.0)
        assert told(*texts)[0] == both
        assert told(*texts, file="w*.xml")[0] == both


def test_a_cancellation_ends_what_is_in_force(told):
    """From its sending on; sent before the onset, nothing happens at all."""
    cancel = alert(**about("09:30", msgType="Cancel"))
    assert told(alert(info()), cancel)[0] == on(NEAR_B, 1, 2.5, 0.5)
    other = alert(info(shape=EAST), identifier="w3")
    early = alert(**about("07:45", msgType="Cancel"))
    assert told(alert(info()), early, other)[0] == on(NEAR_D, 1, 5, 0.5)


@pytest.mark.parametrize("block", [info(onset=None), info(onset=None, shape=None)])
def test_a_cancellation_warns_of_nothing_itself(told, block):
    """What it repeats of the warning, with areas or without, is over and not in force anew."""
    cancel = alert(block, **about("09:30", msgType="Cancel"))
    assert told(alert(info()), cancel)[0] == on(NEAR_B, 1, 2.5, 0.5)


def districts(*rows):
    """Return a GeoJSON text of districts: their codes and boxes."""
    features = [
        {
            "type": "Feature",
            "properties": {"adcode": code},
            "geometry": {"type": "Polygon", "coordinates": [[list(one) for one in corners]]},
        }
        for code, corners in rows
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


def coded(*codes, name="ADCODE"):
    """Return what an area says that is known by its codes alone."""
    texts = (
        f"<geocode><valueName>{name}</valueName><value>{code}</value></geocode>" for code in codes
    )
    return "".join(texts)


AT_B, AT_D = box(900, -20, 1100, 20), box(5900, -20, 6100, 20)
COUNTY = districts((430623, AT_B), (430624, AT_D))
GEOCODES = {"file": "county.geojson", "column": "adcode"}


def test_areas_known_by_their_codes(tmp_path, told):
    """A district stands for its code, two for two; what is drawn goes before a code."""
    sets.write(tmp_path, {"county.geojson": COUNTY})
    assert told(alert(info(shape=coded(430623))), geocodes=GEOCODES)[0] == on(NEAR_B, 1, 5, 0.5)
    both = on((*NEAR_B, *NEAR_D), 1, 5, 0.5)
    assert told(alert(info(shape=coded(430623, 430624))), geocodes=GEOCODES)[0] == both
    drawn = EAST + coded(430623)
    assert told(alert(info(shape=drawn)), geocodes=GEOCODES)[0] == on(NEAR_D, 1, 5, 0.5)


def test_only_codes_of_the_stated_name_count(tmp_path, told):
    """Two ways of counting may use one number: with `name` only the stated one is looked at."""
    sets.write(tmp_path, {"county.geojson": COUNTY})
    mixed = coded(430624, name="POST") + coded(430623)
    stated = GEOCODES | {"name": "ADCODE"}
    assert told(alert(info(shape=mixed)), geocodes=stated)[0] == on(NEAR_B, 1, 5, 0.5)


@pytest.mark.parametrize(
    ("shape", "stated", "expected"),
    [
        (
            coded(1),
            {},
            "w1.xml:17: geocode: found '1', expected a code of county.geojson. Add the district",
        ),
        (
            coded(430623),
            {"name": "POST"},
            "w1.xml:17: area: found 'here' without a shape, expected a polygon or a circle. Name a",
        ),
        (
            coded(430623),
            {"column": "code"},
            (
                "scenario.json:1: impacts[warned].alert.geocodes.column: found no column 'code' in "
                "county.geojson, expected one of adcode. Correct the name."
            ),
        ),
        (
            coded(430623),
            {"layer": "x"},
            (
                "scenario.json:1: impacts[warned].alert.geocodes.layer: found 'x' of "
                "county.geojson, expected no layer: GeoJSON has none. Take it out."
            ),
        ),
        (
            coded(430623),
            {"file": "*.geojson"},
            "scenario.json:1: impacts[warned].alert.geocodes.file: found '*.geojson', which stands",
        ),
        (
            coded(430623),
            {"file": "none.geojson"},
            "scenario.json:1: impacts[warned].alert.geocodes.file: found 'none.geojson': no such",
        ),
    ],
)
def test_what_is_said_of_codes(tmp_path, check, shape, stated, expected):
    """A code that is not there, of another name, a column and a file that are not there."""
    sets.write(tmp_path, {"county.geojson": COUNTY, "other.geojson": COUNTY})
    (said,) = check(alert(info(shape=shape)), geocodes=GEOCODES | stated)
    assert said.startswith(expected), said


def test_severities_by_the_colour_of_the_warning(told):
    """Orange is severe; several intensities of one warning lie on the same roads."""
    orange = {"橙": {"wind": "20 m/s", "visibility": "500 m", "share": "50 %", "exposure": "fog"}}
    roads, people = told(alert(info()), severity=orange)
    assert roads == on(NEAR_B, 1, 5, 20.0) | on(NEAR_B, 1, 5, 500.0)
    assert people == [("z1", "fog", 0.5)]


def test_latitude_and_longitude_swapped(check):
    """Beside the roads as they stand, among them swapped: told before anything is run."""
    swapped = " ".join(f"{lon!r},{lat!r}" for lon, lat in box(900, -20, 1100, 20))
    lon, lat = degrees(6000, 0)
    for shape in (f"<polygon>{swapped}</polygon>", f"<circle>{lon},{lat} 0.1</circle>"):
        (said,) = check(alert(info(shape=shape)))
        assert said.startswith("w1.xml: crs: found corners such as 112.")
        assert said.endswith(
            "that lie beside the roads, and swapped among them, expected latitude before "
            "longitude. Swap the two numbers of each corner."
        )


def test_everything_wrong_in_two_files_at_once(check):
    """Faults of each file and of the scenario, in one go."""
    said = check(
        alert(info(severity="Bad", expires="soon"), status="Real"),
        alert(info(event=None), msgType="Ack"),
        severity={"Grave": {}},
    )
    assert [one.partition(", expected ")[0] for one in said] == [
        "scenario.json:1: impacts[warned].alert.severity.Grave: found 'Grave'",
        "w1.xml:6: status: found 'Real'",
        "w1.xml:13: severity: found 'Bad'",
        "w1.xml:16: expires: found 'soon'",
        "w2.xml:7: msgType: found 'Ack'",
        "w2.xml:9: event: found nothing",
    ]


ASK = "Ask whoever issued the warning, or correct the file."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<alert", "w1.xml:1: found unclosed token, expected XML. Get the file again from where"),
        ("<a/>", f"w1.xml:1: found <a xmlns=''>, expected <alert xmlns='{CAP}'>. Ask for the"),
        (
            '<?xml version="1.0" encoding="klingon"?><a/>',
            "w1.xml:1: found an unknown encoding, expected XML.",
        ),
        (
            '<!DOCTYPE a [<!ENTITY b "c">]>\n<a>&b;</a>',
            "w1.xml:1: DOCTYPE: found a DTD, expected an XML file without one. Take the line out;",
        ),
        (
            alert(info(), sent="2026-07-05 07:30"),
            (
                "w1.xml:5: sent: found '2026-07-05 07:30', expected a date and time with its "
                "offset, as "
                f"2026-07-05T06:00:00+08:00. {ASK}"
            ),
        ),
        (
            alert(info(onset="2026-07-05T08:00:00")),
            "w1.xml:15: onset: found '2026-07-05T08:00:00', expected a date and time with its",
        ),
        (
            alert(info(onset="2026-07-45T08:00:00+08:00")),
            "w1.xml:15: onset: found '2026-07-45T08:00:00+08:00', expected a date and time with",
        ),
        (
            alert(info(expires="2026-07-05T08:00:00+08:00")),
            (
                "w1.xml:9: expires: found '2026-07-05T08:00:00+08:00', expected an instant after "
                "2026-07-05T08:00:00+08:00."
            ),
        ),
        (alert(), "w1.xml:2: info: found nothing, expected at least one info."),
        (
            alert(info(), msgType="Update"),
            (
                "w1.xml:2: references: found nothing, expected the messages that it is about: "
                "sender,identifier,sent."
            ),
        ),
        (
            alert(msgType="Cancel", references="w1"),
            "w1.xml:9: references: found 'w1', expected sender,identifier,sent.",
        ),
        (alert(info(shape=None)), "w1.xml:9: area: found nothing, expected at least one area."),
        (
            alert(info(shape="<geocode><valueName>x</valueName><value>1</value></geocode>")),
            (
                "w1.xml:17: area: found 'here' without a shape, expected a polygon or a circle. "
                "Name a file of districts under 'geocodes', or draw the area."
            ),
        ),
        (
            alert(info(shape="<polygon>1,2 3,4 1,2</polygon>")),
            (
                "w1.xml:17: polygon: found '1,2 3,4 1,2', expected four or more pairs "
                "latitude,longitude, the last like the first."
            ),
        ),
        (
            alert(info(shape="<polygon>1,2 3,4 5,9 1,3</polygon>")),
            "w1.xml:17: polygon: found '1,2 3,4 5,9 1,3', expected four or more pairs",
        ),
        (
            alert(info(shape="<circle>29.5 112.5 3</circle>")),
            (
                "w1.xml:17: circle: found '29.5 112.5 3', expected latitude,longitude and a "
                "radius in km, as 29.5,112.5 3.2."
            ),
        ),
        (
            alert(info(shape="<circle>29.5,112.5 0</circle>")),
            "w1.xml:17: circle: found '29.5,112.5 0', expected latitude,longitude and a radius in",
        ),
        (
            alert(info("Minor")),
            (
                "w1.xml:9: severity: found 'Minor', expected one of Severe, Extreme. State under "
                "'severity' what it does; {} = nothing."
            ),
        ),
        (
            alert(info(expires=None)),
            (
                "w1.xml:9: expires: found nothing, expected an end. State 'lasts', for warnings "
                "without an end."
            ),
        ),
        (
            alert(**about("09:00", msgType="Cancel")),
            (
                "w1.xml: references: found a cancellation of w1, expected that message among the "
                "files. Name its file under 'file', too."
            ),
        ),
        (
            alert(info(shape="<circle>10,10 1</circle>")),
            "scenario.json:1: impacts[warned].alert.file: found areas that touch no road and hold",
        ),
        (
            alert(info(onset="2026-07-05T01:00:00+08:00", expires="2026-07-05T07:00:00+08:00")),
            "scenario.json:1: impacts[warned].alert.file: found areas that touch no road and hold",
        ),
    ],
)
def test_what_is_said_of_a_message(check, text, expected):
    """One fault, at its line."""
    (said,) = check(text)
    assert said.startswith(expected)


@pytest.mark.parametrize(
    ("part", "entry", "expected"),
    [
        (
            {"severity": {"Severe": {"depth": "60 m"}}},
            {},
            (
                "scenario.json:1: impacts[warned].alert.severity.Severe.depth: found 60, expected "
                "at most 50. Check the number and its unit."
            ),
        ),
        (
            {"severity": {"Severe": {}, "橙": {}}},
            {},
            (
                "scenario.json:1: impacts[warned].alert.severity.橙: found '橙', expected one of "
                "Extreme, Severe, Moderate, Minor, Unknown, 红, 橙, 黄, 蓝, once each. Write it as "
                "in the warning."
            ),
        ),
        (
            {},
            {"activate_at": None},
            (
                "scenario.json:1: impacts[warned].alert.time_zero_clock: found nothing, expected "
                "the date and time of the activation. State it as 'time_zero_clock', or when the "
                "entry is activated."
            ),
        ),
        (
            {"severity": {"Severe": {"speed_factor": 2}}},
            {},
            (
                "scenario.json:1: impacts[warned].alert.severity.Severe.speed_factor: found 2, "
                "expected"
            ),
        ),
    ],
)
def test_what_is_said_of_the_part(check, part, entry, expected):
    """What severities do, and when the entry is activated."""
    said = check(alert(info()), entry=entry, **part)
    assert [one for one in said if one.startswith(expected)], said
