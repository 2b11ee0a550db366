"""``sandtable hazard export``: what is written is read back as the same hazard."""

import json

import numpy as np
import pytest
from tests.files import sets
from tests.hazards.kinds.geography import write_network

from sandtable.files.areas.features import text_of_value
from sandtable.files.place_builder import Peopled
from sandtable.files.table import Line, Table
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.hazards.area_table import Known, area_rows
from sandtable.hazards.impact_geojson import impact_geojson
from sandtable.report.hazard_cap import convex_hull
from sandtable.study import load_run
from sandtable.world.network import Network

ROADS = """link_id,from_s,to_s,kind,value,cause,source
ab,0,3600.5,speed_factor,0,water & mud,dike
ba,0,3600.5,speed_factor,0,water & mud,dike
bc,60,end,depth,0.35 m,water,dike
cb,60,end,velocity,1.5 m/s,water,dike
cd,1,2,depth_velocity,0.4 m2/s,,dike
cd,1,2,fire,123 kW/m,fire,dike
cd,1,2,smoke,0.123 1/m,smoke,dike
cd,1,2,dose,1.5,gas,dike
cd,1,2,visibility,333.3 m,fog,dike
cd,1,2,wind,17 m/s,wind,dike
ac,7200,10800,speed_factor,0.3333333333333333,slow,dike
ca,7200,10800,speed_factor,0.3333333333333333,slow,dike
"""
PEOPLE = """zone_id,from_s,to_s,kind,share,source
z1,0,3600,water,0.3333333333333333,dike
z2,60,end,water,1,dike
"""


@pytest.fixture
def folder(tmp_path, monkeypatch, four_nodes):
    """Return a folder, and stand in it, with a scenario of one hazard on a network in degrees."""
    monkeypatch.chdir(tmp_path)
    write_network(tmp_path / "net", four_nodes)
    files = sets.a_set()
    files["place.json"]["network"] = "./net"
    tables = {"roads": {"table": "roads.csv"}, "people": {"table": "people.csv"}}
    sources = [{"id": "dike", "control": "hold", "recession": "2 h"}]
    entry = {"id": "flood", "activate_at": "1 h", "sources": sources, **tables}
    files["scenario.json"]["impacts"] = [entry]
    sets.write(tmp_path, files | {"roads.csv": ROADS, "people.csv": PEOPLE})
    return tmp_path


def impacts(name, entry="flood"):
    """Return the realisations of an entry, and the ids of the arcs."""
    case = load_run(name).points[0].case
    return case.impacts[entry], case.world.network.arc_ids


def instead(folder, **entry):
    """Write a scenario like the other one, its entry worked out in another way."""
    scenario = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    scenario["impacts"] = [{"id": "flood", "activate_at": "1 h", **entry}]
    sets.write(folder, {"again.json": scenario | {"id": "again"}})
    return folder / "again.json"


def test_geojson_and_back_again(folder, ask):
    """Every kind of intensity, endless, odd shares: the same to the bit."""
    code, out, _err = ask("hazard", "export", "scenario.json", "--to", "out/flood.geojson")
    assert (code, out) == (0, "out/flood.geojson\n")
    source = {"id": "dike", "control": "hold", "recession": "2 h"}
    again = instead(folder, areas={"file": "out/flood.geojson", "source": source})
    (first,), _ids = impacts(folder / "scenario.json")
    (second,), _ids = impacts(again)
    assert second.content_hash == first.content_hash


def test_what_stands_in_the_geojson(folder, ask):
    """A line per row and arc from tail to head, longitude first; a point per zone."""
    ask("hazard", "export", "scenario.json", "--to", "flood.json")
    found = json.loads((folder / "flood.json").read_text(encoding="utf-8"))
    lines = [one for one in found["features"] if one["geometry"]["type"] == "LineString"]
    points = [one for one in found["features"] if one["geometry"]["type"] == "Point"]
    assert (len(lines), len(points)) == (12, 2)
    (deep,) = (one for one in lines if one["properties"]["link_id"] == "bc")
    assert deep["properties"] == {
        "link_id": "bc",
        "road_id": "mill",
        "from_s": 60.0,
        "to_s": "end",
        "kind": "depth",
        "value": "0.35 m",
        "cause": "water",
        "source": "dike",
    }
    (west, _lat), (east, lat) = deep["geometry"]["coordinates"]
    assert 112 < west < east < 113
    assert 29 < lat < 30
    assert points[0]["properties"]["persons"] == 300
    assert points[0]["properties"]["exposure"] == "water"


def test_all_samples_or_one(folder, ask, ask_json):
    """Several samples carry their number, and come back; one alone carries none."""
    sampled = "".join(f"{line},{n % 2}\n" for n, line in enumerate(ROADS.split("\n")[1:-1]))
    header = ROADS.split("\n", maxsplit=1)[0]
    sets.write(folder, {"roads.csv": f"{header},sample\n{sampled}"})
    ask("hazard", "export", "scenario.json", "--to", "all.geojson")
    source = {"id": "dike", "control": "hold", "recession": "2 h"}
    again = instead(folder, areas={"file": "all.geojson", "source": source, "samples": 2})
    before, after = impacts(folder / "scenario.json")[0], impacts(again)[0]
    assert [one.content_hash for one in after] == [one.content_hash for one in before]
    code, told = ask_json(
        "hazard", "export", "scenario.json", "--to", "one.geojson", "--sample", "1"
    )
    assert (code, told["sample"], told["entry"]) == (0, 1, "flood")
    again = instead(folder, areas={"file": "one.geojson", "source": source})
    assert impacts(again)[0][0].content_hash == before[1].content_hash


def test_gas_comes_back_with_its_release():
    """What left the source before it arrives is voided by a control in between, as before."""
    network = Network.from_arrays(
        tail=[0, 1],
        head=[1, 0],
        length_m=[9000.0] * 2,
        n_nodes=2,
        x=[112.0, 112.1],
        y=[29.0] * 2,
        crs="EPSG:4326",
    )
    intervals = [Interval(1, 600.0, 900.0, "dose", 2.0, "tank", "gas", 300.0)]
    exposures = [Exposure("z", 600.5, 900.0, "gas", 0.25, "tank", 0.5)]
    impact = Impact.of(2, intervals, exposures)
    zones = {"z": Peopled(node=0, x=112.0, y=29.0, persons=8)}
    features = impact_geojson({0: impact}, network, zones)["features"]
    rows = [{k: text_of_value(v) for k, v in one["properties"].items()} for one in features]
    headers = tuple(dict.fromkeys(key for row in rows for key in row))
    table = Table(file="f", headers=headers, lines=tuple(Line(1, row) for row in rows))
    (road, people), faults = area_rows(table, Known(arcs={"l0": 0, "l1": 1}, zones=["z"]))
    assert faults == []
    again = Impact.of(2, [road.stretch.on(road.arc)], [people.stretch.exposing("z")])
    assert again.content_hash == impact.content_hash
    assert again.roads.released_s.tolist() == [300.0]


def closed(impact, ids, at_s):
    """Return the arcs that nobody can use at an instant, and the zones that are exposed."""
    rows = impact.roads
    there = (rows.from_s <= at_s) & (at_s < rows.to_s) & (rows.value == 0.0)
    people = impact.people
    exposed = (people.from_s <= at_s) & (at_s < people.to_s)
    return set(ids[rows.arc[there]].tolist()), {impact.zones[n] for n in people.zone[exposed]}


def test_cap_and_back_again(folder, ask):
    """What closes and who is exposed is in the warning, at its time; roads that touch it, too."""
    code, out, _err = ask("hazard", "export", "scenario.json", "--to", "flood.xml")
    assert (code, out) == (0, "flood.xml\n")
    severity = {
        "Severe": {"speed_factor": 0},
        "Moderate": {"speed_factor": 0.5},
        "Extreme": {"exposure": "water"},
    }
    again = instead(folder, alert={"file": "flood.xml", "source": "dike", "severity": severity})
    (first,), ids = impacts(folder / "scenario.json")
    (second,), _ids = impacts(again)
    for at_s in (0.0, 1800.0, 3600.0, 3601.0, 7200.0, 36000.0):
        roads, people = closed(first, ids, at_s)
        told_roads, told_people = closed(second, ids, at_s)
        assert roads <= told_roads
        assert people == told_people
        assert bool(roads) == bool(told_roads)
    assert "water & mud" in second.causes
    assert second.roads.to_s.max() <= 30 * 86400.0


def test_what_stands_in_the_warning(folder, ask):
    """An exercise, with offsets and latitude first; the same bytes each time."""
    texts = []
    for _time in range(2):
        ask("hazard", "export", "scenario.json", "--to", "flood.cap")
        texts.append((folder / "flood.cap").read_text(encoding="utf-8"))
    assert texts[0] == texts[1]
    text = texts[0]
    order = ("identifier", "sender", "sent", "status", "msgType", "scope", "restriction", "note")
    assert sorted(order, key=lambda one: text.index(f"<{one}>")) == list(order)
    of_info = ("language", "category", "event", "urgency", "severity", "certainty", "onset")
    info = text[text.index("<info>") : text.index("</info>")]
    assert sorted(of_info, key=lambda one: info.index(f"<{one}>")) == list(of_info)
    assert "<status>Exercise</status>" in text
    assert "<sent>2026-07-05T07:00:00+08:00</sent>" in text
    assert "<event>water &amp; mud</event>" in text
    assert "<expires>2026-07-05T08:00:01+08:00</expires>" in text
    assert "<polygon>29.5" in text


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("--to", "x.kml"), "--to: found 'x.kml', expected a file that ends with .geojson, .json"),
        (("--to", "x.xml", "--entry", "fire"), "--entry: found 'fire', expected one of flood"),
        (("--to", "x.xml", "--sample", "1"), "--sample: found 1, expected 0 to 0, the samples of"),
    ],
)
def test_what_is_said_of_the_command_line(folder, ask, arguments, expected):
    """Form, entry and sample; nothing is written."""
    code, _out, err = ask("hazard", "export", "scenario.json", *arguments)
    assert code == 2
    assert expected in err
    assert not list(folder.glob("x.*"))


def test_two_hazards_and_none_named(folder, ask):
    """Which of them is meant has to be said."""
    scenario = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    scenario["impacts"].append(scenario["impacts"][0] | {"id": "other"})
    sets.write(folder, {"scenario.json": scenario})
    code, _out, err = ask("hazard", "export", "scenario.json", "--to", "x.xml")
    assert (code, "--entry: found nothing, expected one of flood, other." in err) == (2, True)


def test_a_network_without_a_place_on_earth(folder, ask):
    """Neither form can be written: longitude and latitude are not known."""
    place = json.loads((folder / "place.json").read_text(encoding="utf-8"))
    sets.write(folder, {"place.json": place | {"network": "four_nodes"}})
    for name in ("x.xml", "x.json"):
        code, _out, err = ask("hazard", "export", "scenario.json", "--to", name)
        assert code == 2
        assert "network: crs: found a network without a reference system, expected a network" in err


def test_the_hull_of_places():
    """Corners alone, against the clock; places on an edge and inside are left out."""
    places = np.array([(0, 0), (2, 0), (1, 0), (2, 2), (1, 1), (0, 2), (0, 1)], dtype=np.float64)
    assert convex_hull(places).tolist() == [[0, 0], [2, 0], [2, 2], [0, 2]]
    assert convex_hull(places[:2]).tolist() == [[0, 0], [2, 0]]


def area(ring):
    """Return twice the area of a closed ring, > 0 against the clock."""
    x, y = np.array(ring).T - np.array([[112.0], [29.0]])
    return float(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1]))


LEAK = {
    "source": "valve",
    "site": "a",
    "substance": "ammonia",
    "release": {"rate": "4 kg/s", "duration": "20 min"},
    "weather": {"course": [{"wind": "3 m/s", "from": "270 deg", "stability": "D"}]},
    "isolation": "150 m",
    "samples": 2,
    "followed": "30 min",
}


def test_zones_of_danger_are_shapes_that_do_nothing_by_themselves(folder, ask):
    """Hot, warm, cold and isolation are multipolygons with times; `areas` leaves them out."""
    scenario = json.loads((folder / "scenario.json").read_text(encoding="utf-8"))
    scenario["impacts"] = [{"id": "flood", "activate_at": "1 h", "leak": LEAK}]
    sets.write(folder, {"scenario.json": scenario})
    ask("hazard", "export", "scenario.json", "--to", "gas.geojson")
    features = json.loads((folder / "gas.geojson").read_text(encoding="utf-8"))["features"]
    zones = [one for one in features if "danger_zone" in one["properties"]]
    found = {(one["properties"]["danger_zone"], one["properties"]["sample"]) for one in zones}
    assert found == {(kind, n) for kind in ("isolation", "hot", "warm", "cold") for n in (0, 1)}
    told = {key: value for key, value in zones[-1]["properties"].items() if key != "sample"}
    assert told == {
        "danger_zone": "isolation",
        "name_zh": "初始隔离区",
        "name_en": "first isolation",
        "limit": "150 m",
        "from_s": 0.0,
        "to_s": "end",
        "source": "valve",
    }
    for one in zones:
        assert one["geometry"]["type"] == "MultiPolygon"
        for polygon in one["geometry"]["coordinates"]:
            turns = [area(r) for r in polygon]
            assert all(ring[0] == ring[-1] for ring in polygon)
            assert turns[0] > 0.0, "RFC 7946: the outer ring against the clock"
            assert all(turn < 0.0 for turn in turns[1:])
    source = {"id": "valve"}
    again = instead(folder, areas={"file": "gas.geojson", "source": source, "samples": 2})
    before, after = impacts(folder / "scenario.json")[0], impacts(again)[0]
    assert [one.content_hash for one in after] == [one.content_hash for one in before]


def test_a_zone_of_danger_may_be_told_what_it_does(folder):
    """With a speed factor under `set` an exported zone closes the roads in it."""
    ring = [[112.0, 29.0], [113.0, 29.0], [113.0, 30.0], [112.0, 30.0], [112.0, 29.0]]
    told = {"danger_zone": "hot", "from_s": 0, "to_s": "end"}
    shape = {"type": "MultiPolygon", "coordinates": [[ring]]}
    feature = {"type": "Feature", "properties": told, "geometry": shape}
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    (folder / "zone.geojson").write_text(text, encoding="utf-8")
    areas = {"file": "zone.geojson", "source": "leak", "set": {"speed_factor": "0"}}
    ((impact,), ids) = impacts(instead(folder, areas=areas))
    assert closed(impact, ids, 10.0)[0] == set(ids.tolist())
