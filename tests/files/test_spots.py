"""Sites that stand on a road or beside one, from files to times."""

import math

import pytest

from sandtable.routing import free_flow_s
from sandtable.routing.trees import adjacency, tree
from sandtable.study import load_run
from sandtable.study.case import operate
from sandtable.world.plan import Profile

PLACE = """\
schema: place/1
id: county
network: roads
zones:
  - {id: village, link: ab, offset: 750 m, population: 100}
  - {id: farm, lon: 112.005, lat: 29.001, population: 10}
bases:
  - {id: station, node: a}
"""
PLAN = """\
schema: plan/1
id: plan
headquarters: [{id: hq, decision: 0 s, notification: 0 s}]
profiles: [{id: engine}]
teams: [{id: t1, base: station, skills: [fire], profile: engine, turnout: 0 s}]
"""
SCENARIO = """\
schema: scenario/1
id: drill
place: place.yaml
plan: plan.yaml
start: "2026-07-01 00:00"
horizon: 2 h
types: [{id: fire, class: fire, needs: [{skill: fire, teams: 1}], work: 10 min}]
incidents:
  - {id: one, type: fire, at: 0 min, zone: village}
  - {id: two, type: fire, at: 60 min, zone: village}
injects:
  - {id: shut, at: 30 min, kind: close_road, arguments: {ROAD, cause: flood}}
"""


@pytest.fixture
def town(tmp_path):
    """Return a function that writes a county with one road of 1,000 m, and loads its drill."""

    def written(road="road: high", place=PLACE):
        roads = tmp_path / "roads"
        roads.mkdir(exist_ok=True)
        (roads / "node.csv").write_text("node_id,x_coord,y_coord\na,112,29\nb,112.01,29\n")
        (roads / "link.csv").write_text(
            "link_id,from_node_id,to_node_id,directed,length,free_speed,road_id\n"
            "ab,a,b,0,1000,36,high\n"
        )
        (roads / "config.csv").write_text("long_length,speed,crs\nm,km/h,EPSG:4326\n")
        (tmp_path / "place.yaml").write_text(place)
        (tmp_path / "plan.yaml").write_text(PLAN)
        (tmp_path / "scenario.yaml").write_text(SCENARIO.replace("ROAD", road))
        return load_run(tmp_path / "scenario.yaml").points[0].case

    return written


def times(world):
    """Return the time from the station to each zone on undisturbed roads [s]."""
    (station,) = world.place.bases
    seconds = free_flow_s(world.network, Profile(id="car"))
    reached = tree(*adjacency(world.network), seconds, station.node, -1)[0]
    return {zone.id: float(reached[zone.node]) for zone in world.place.zones}


def test_a_village_stands_where_the_file_says(town):
    """750 m along the road at 10 m/s."""
    assert times(town().world)["village"] == 75.0


def test_a_farm_stands_beside_the_road_it_is_nearest_to(town):
    """0.001 degrees north of its middle: 50 s by road, and 110.9 m at walking pace."""
    found = times(town().world)["farm"]
    assert found == pytest.approx(50.0 + 110.86 / (5.0 / 3.6), abs=0.2)


def test_an_incident_lies_on_a_road_too(town, tmp_path):
    """A tanker at 200 m: the team drives 20 s; beside it, 40 m off the road, it walks."""
    town()
    scenario = tmp_path / "scenario.yaml"
    text = SCENARIO[: SCENARIO.index("incidents:")]
    scenario.write_text(
        text
        + "incidents:\n"
        + "  - {id: tanker, type: fire, at: 0 min, link: ab, offset: 200 m}\n"
        + "  - {id: barn, type: fire, at: 60 min, lon: 112.002, lat: 29.00036}\n"
    )
    incidents = operate(load_run(scenario).points[0].case, 1, 0)["incidents"]
    arrived = dict(zip(incidents["incident"], incidents["first_arrival_s"], strict=True))
    assert arrived["tanker"] == 20.0
    assert arrived["barn"] - 3600.0 == pytest.approx(20.0 + 39.9 / (5.0 / 3.6), abs=0.2)


@pytest.mark.parametrize("closed", ["road: high", "arc: ab", "arcs: [ab]"])
def test_nobody_reaches_a_village_inside_a_closed_road(town, closed):
    """The first call is answered before the road closes; to the second there is no way."""
    case = town(closed)
    incidents = operate(case, 1, 0)["incidents"]
    first, second = incidents["first_arrival_s"].tolist()
    assert first == 75.0
    assert math.isnan(second)
    assert incidents["unreachable"].tolist() == [False, True]


def test_what_a_table_lays_on_a_link_lies_on_its_parts(town, tmp_path):
    """A row of an impact's table about the link closes the way to the village on it."""
    (tmp_path / "water.csv").write_text("link_id,from,to,speed_factor,cause\nab,0 s,3 h,0,flood\n")
    town()
    scenario = tmp_path / "scenario.yaml"
    text = SCENARIO[: SCENARIO.index("injects:")]
    scenario.write_text(
        text
        + "impacts: [{id: water, hazard: flood, activate_at: 30 min, roads: {table: water.csv}}]\n"
    )
    case = load_run(scenario).points[0].case
    assert operate(case, 1, 0)["incidents"]["unreachable"].tolist() == [False, True]
