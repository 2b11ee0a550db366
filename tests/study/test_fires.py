"""Fires of a scenario: from the file to what they do, and what is wrong in the file."""

import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.study import load_run

WEATHER = {
    "at": "0 h",
    "wind": "6 m/s",
    "wind_from": "270 deg",
    "moisture": {"fine": "6 %", "medium": "7 %"},
}
FIRE = {
    "source": "west",
    "cause": {"zh": "山火", "en": "fire"},
    "ignition": [{"point": [2500, 0]}],
    "within": "1 km",
    "fuel": 2,
    "weather": [WEATHER],
    "until": "2 h",
    "smoke": "0 m",
}
GRID = "ncols 3\nnrows 2\nxllcorner 0\nyllcorner -2000\ncellsize 2000\nNODATA_value -9999\n"


def put(folder, fire=None, grids=(), **keys):
    """Write a scenario of a fire west of node c, and return its path."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [
        {"id": "blaze", "activate_at": "1 h", "fire": (fire or FIRE) | keys}
    ]
    sets.write(folder, files | dict(grids))
    return folder / "scenario.json"


def first(folder, *args, **keys):
    """Return the first realisation of a fire, and the network."""
    case = load_run(put(folder, *args, **keys), seed=1).points[0].case
    return case.impacts["blaze"][0], case.world.network


def faults(folder, *args, **keys):
    """Return what is wrong in a scenario, line by line."""
    with pytest.raises(UserFaults) as wrong:
        load_run(put(folder, *args, **keys), seed=1)
    return str(wrong.value).replace(str(folder), ".")


def test_a_fire_closes_the_road_before_it(tmp_path):
    """West wind: the road to c burns, that beyond d does not; what people read; how it grows."""
    impact, network = first(tmp_path)
    arcs = {str(network.arc_ids[arc]) for arc in impact.roads.arc}
    assert {"bc", "cb"} <= arcs
    assert not {"ab", "ba"} & arcs
    assert impact.causes == ("山火 / fire",)
    (source,) = impact.sources
    assert (source.id, source.control) == ("west", "void")
    assert source.free[-1].area_m2 == impact.series["burned"][1][-1]


def test_people_at_a_node_are_reached_and_spread_people_bit_by_bit(tmp_path):
    """Zone z1 at node b, lit 100 m west of it: all at once; spread over 300 m: in steps."""
    near = {"ignition": [{"point": [900, 0]}]}
    at_once = first(tmp_path, **near)[0].exposures("fire")
    assert [one.share for one in at_once] == [1.0]
    spread = first(tmp_path, **near, spread="300 m")[0].exposures("fire")
    assert len(spread) > 1
    assert spread[0].share < 1.0


def test_a_grid_of_fuel_is_read_with_its_codes(tmp_path):
    """Code 7 stands for grass, 5 for nothing that burns: the fire stops at x = 4000."""
    grid = GRID + "7 7 5\n7 7 5\n"
    fuel = {"file": "fuel.asc", "codes": {"7": 2, "5": 0}}
    keys = {"fuel": fuel, "within": "3 km", "until": "6 h", "ignition": [{"point": [3800, 0]}]}
    impact, _network = first(tmp_path, grids=[("fuel.asc", grid)], **keys)
    free, _network = first(tmp_path, **(keys | {"fuel": 2}))
    assert impact.series["burned"][1][-1] < free.series["burned"][1][-1]


def test_uphill_it_runs_faster(tmp_path):
    """Heights that rise to the east: the road burns earlier than on flat ground."""
    rows = "\n".join(" ".join(str(40 * k) for k in range(80)) for _ in range(50))
    head = "ncols 80\nnrows 50\nxllcorner 0\nyllcorner -2500\ncellsize 100\n"
    # 40 m in 100 m
    steep = first(tmp_path, grids=[("z.asc", head + rows)], heights="z.asc")[0]
    flat = first(tmp_path)[0]
    assert steep.series["burned"][1][-1] > flat.series["burned"][1][-1]


def test_a_turned_fire_burns_as_much(tmp_path):
    """Wind of four directions that drives it off a square of 1 km in cells of 50 m: one course."""
    areas = []
    for one in (270, 0, 90, 180):
        rows = [WEATHER | {"wind_from": f"{one} deg"}]
        impact, _network = first(tmp_path, within="500 m", cell="50 m", until="1 h", weather=rows)
        areas.append(impact.series["burned"][1].tolist())
    assert areas[0][-1] > 0.0
    assert areas[1:] == [areas[0]] * 3


def test_steep_ground_and_barriers_elsewhere_are_remarked(tmp_path):
    """Ground of 80 %, told with its cells; of 40 % nothing; a river 6 km off; one in it is not."""
    head = "ncols 80\nnrows 50\nxllcorner 0\nyllcorner -2500\ncellsize 100\n"
    rivers = [{"line": [[x, -900], [x, 900]]} for x in (9000, 2900)]
    told = []
    for rise in (80, 40):
        rows = "\n".join(" ".join(str(rise * k) for k in range(80)) for _ in range(50))
        keys = {"heights": "z.asc", "barriers": rivers, "cell": "100 m", "until": "10 min"}
        path = put(tmp_path, grids=[("z.asc", head + rows)], **keys)
        told.append(" ".join(str(one) for one in load_run(path, seed=1).remarks))
    assert "fire.heights: found 441 cells steeper than 75%" in told[0]
    assert "steeper" not in told[1]
    assert "fire.barriers[0]: found a barrier outside the landscape" in told[1]
    assert "barriers[1]" not in told[1]


def test_a_barrier_stops_it(tmp_path):
    """A river along x = 2800: node c is never reached."""
    river = {"barriers": [{"line": [[2800, -2000], [2800, 2000]]}]}
    assert (
        first(tmp_path, **river)[0].series["burned"][1][-1]
        < first(tmp_path)[0].series["burned"][1][-1]
    )


def test_moisture_that_is_not_stated_is_as_it_is_told(tmp_path):
    """10 % of coarse fuel, 90 % of live fuel: the same fire; left out it is told as low."""
    usual = WEATHER["moisture"] | {"coarse": "10 %", "herb": "90 %", "woody": "90 %"}
    cases = [
        load_run(put(tmp_path, weather=[WEATHER | more], fuel=10), seed=1).points[0].case
        for more in ({}, {"moisture": usual})
    ]
    left, said = (case.impacts["blaze"][0].content_hash for case in cases)
    assert left == said
    low = [{one.path for one in case.world.assumptions} for case in cases]
    assert low[0] - low[1] == {"hazard.fire.moisture that is not stated"}


def test_the_air_tells_how_moist_fuel_is(tmp_path):
    """Warm dry air burns more than cool moist air."""
    areas = []
    for temperature, humidity in (("35 °C", "15 %"), ("15 °C", "70 %")):
        row = {name: WEATHER[name] for name in ("at", "wind", "wind_from")}
        row |= {"temperature": temperature, "humidity": humidity}
        areas.append(first(tmp_path, weather=[row])[0].series["burned"][1][-1])
    assert areas[0] > areas[1]


def test_the_second_law_burns_too(tmp_path):
    """Fuels by kind, the air for the rate."""
    row = WEATHER | {"temperature": "25 °C", "humidity": "30 %"}
    grounds = [{"code": 1, "ground": "pasture", "load": 0.4}]
    impact, _network = first(tmp_path, law="wang", fuel=1, grounds=grounds, weather=[row])
    assert impact.series["burned"][1][-1] > 900.0
    assert len(impact.roads)


def test_what_is_uncertain_differs_by_sample(tmp_path):
    """Three samples of a wind factor and of a turn: three fires."""
    keys = {"samples": 3, "wind": {"uniform": [0.5, 1.5]}}
    keys["wind_turn"] = {"uniform": ["-20 deg", "20 deg"]}
    case = load_run(put(tmp_path, **keys), seed=1).points[0].case
    assert len({one.content_hash for one in case.impacts["blaze"]}) == 3


def test_what_rests_on_choices_is_told_with_verdicts(tmp_path):
    """Burn-out and growth are behind every fire, smoke only where there is some."""
    for smoke, there in (("0 m", False), ("300 m", True)):
        case = load_run(put(tmp_path, smoke=smoke), seed=1).points[0].case
        paths = {one.path for one in case.world.assumptions}
        assert "hazard.fire.burn-out" in paths
        assert ("hazard.fire.smoke" in paths) == there


WRONG = {
    "negative wind": ({"weather": [WEATHER | {"wind": "-3 m/s"}]}, "found '-3 m/s'"),
    "wet": (
        {"weather": [WEATHER | {"moisture": {"fine": "20 %", "medium": "20 %"}}]},
        "found weather in which fuel 2 never burns, expected an hour with less than its moisture",
    ),
    "fuel": ({"fuel": 77}, "found fuel 77, expected one of 1, 2, 3"),
    "sheltered": ({"sheltered": {"77": "40 %"}}, "found fuel 77, expected one of 1, 2, 3"),
    "two fuels": (
        {"fuel": {"everywhere": 2, "file": "f.asc"}},
        "found both, expected 'everywhere'",
    ),
    "unburnable": ({"fuel": 98}, "found ground that does not burn, expected a place with fuel"),
    "outside": (
        {"ignition": [{"point": [0, 0]}, {"line": [[50000, 0], [90000, 0]]}], "cell": "300 m"},
        "found a place outside the landscape",
    ),
    "barrier": (
        {"barriers": [{"area": [[2000, -500], [3000, -500], [3000, 500], [2000, 500]]}]},
        "found a place on a barrier, expected a place with fuel",
    ),
    "place": ({"ignition": [{}]}, "expected one of 'node', 'point', 'line', 'area'"),
    "node": ({"ignition": [{"node": "nowhere"}]}, "found 'nowhere', expected a node"),
    "late": ({"weather": [WEATHER | {"at": "1 h"}]}, "expected a first row at 0 h"),
    "back": ({"weather": [WEATHER, WEATHER]}, "expected more than the 0 s before it"),
    "gap": (
        {"weather": [WEATHER, WEATHER | {"at": "9 h"}]},
        "found nothing between 0 s and 9 h, expected a row at least every 6 h",
    ),
    "moisture": (
        {"weather": [{name: WEATHER[name] for name in ("at", "wind", "wind_from")}]},
        "expected 'moisture' of 'fine' and 'medium', or 'temperature' and 'humidity'",
    ),
    "cells": ({"within": "100 km", "cell": "1 m"}, "expected at most 9000000"),
    "no grid": ({"fuel": {"file": "fuel.asc"}}, "'fuel.asc': no such file"),
    "no grounds": ({"law": "wang"}, "found nothing, expected the fuels of the second law"),
    "first law's grounds": (
        {"grounds": [{"code": 1, "ground": "sedge", "load": 0.3}]},
        "found fuels of the second law, expected nothing",
    ),
    "second law's air": (
        {"law": "wang", "fuel": 1, "grounds": [{"code": 1, "ground": "sedge", "load": 0.3}]},
        "expected 'temperature' and 'humidity'",
    ),
    "second law's keys": (
        {
            "law": "wang",
            "fuel": 1,
            "grounds": [{"code": 1, "ground": "sedge", "load": 0.3}],
            "weather": [WEATHER | {"temperature": "20 °C", "humidity": "30 %"}],
            "moisture": 1.2,
        },
        "found a key of the first law",
    ),
    "soaked fuel": (
        {"weather": [WEATHER | {"moisture": {"fine": "310 %", "medium": "7 %"}}]},
        "fire.weather[0].moisture.fine: found '310 %', expected at most 300 %.",
    ),
    "storm": (
        {"weather": [WEATHER | {"wind": "800 m/s"}]},
        "fire.weather[0].wind: found '800 m/s', expected at most 113 m/s.",
    ),
    "hot air": (
        {"weather": [WEATHER | {"temperature": "200 °C", "humidity": "20 %"}]},
        "fire.weather[0].temperature: found '200 °C', expected at most 60 °C.",
    ),
    "lit too late": (
        {"ignition": [{"point": [0, 0], "start": "5 h"}], "until": "5 h"},
        "fire.ignition[0].start: found 5 h, expected earlier than 'until', 5 h.",
    ),
    "air that the second law does not know": (
        {
            "law": "wang",
            "fuel": 1,
            "grounds": [{"code": 1, "ground": "sedge", "load": 0.3}],
            "weather": [WEATHER | {"temperature": "55 °C", "humidity": "30 %", "moisture": {}}],
        },
        "fire: found temperature: [55.], expected -30 to 50 °C. Correct what the message names.",
    ),
}


@pytest.mark.parametrize("name", WRONG)
def test_what_is_wrong_is_told(tmp_path, name):
    """A fault of the right field each, with its line."""
    keys, said = WRONG[name]
    told = faults(tmp_path, **keys)
    assert said in told
    assert "scenario.json:" in told


@pytest.mark.parametrize(
    ("grid", "said"),
    [
        ("hello", "expected a header of ncols, nrows, xllcorner, yllcorner, cellsize"),
        (GRID + "1 2 3", "3 values, expected 2 rows of 3"),
        (GRID + "1 2 x 1 1 1", "values that are no numbers, expected plain numbers"),
        (GRID.replace("xllcorner 0", "xllcorner 90000") + "1 1 1 1 1 1", "found a grid elsewhere"),
        (GRID + "1 1 1 44 44 44", "found fuel 44"),
        (GRID + "1 1 1 1.5 1.5 1.5", "found 1.5, expected whole numbers"),
    ],
)
def test_a_wrong_grid_is_told(tmp_path, grid, said):
    """Header, number of values, no numbers, another place, codes nobody describes."""
    fuel = {"file": "fuel.asc"}
    assert said in faults(tmp_path, fuel=fuel, within="3 km", grids=[("fuel.asc", grid)])


def test_heights_must_cover_the_landscape(tmp_path):
    """A grid that ends within it."""
    told = faults(tmp_path, grids=[("z.asc", GRID + "1 1 1 1 1 1")], heights="z.asc", within="3 km")
    assert "found heights of a part of it" in told


def test_the_shipped_fire_closes_roads_and_threatens_people(project):
    """Ten samples, fires of several sizes; in most of them roads burn and people are reached."""
    case = load_run(project / "scenarios" / "forest_fire" / "fire.yaml", seed=1).points[0].case
    fires = case.impacts["hill_fire"]
    assert len(fires) == 10
    assert len({round(one.series["burned"][1][-1]) for one in fires}) > 5
    assert sum("fire" in one.kinds for one in fires) > 5
    assert sum(len(one.people) > 0 for one in fires) > 5
    assert [one.id for one in case.world.plan.attacks] == ["hillside"]


def test_all_places_that_cannot_burn_are_told_at_once(tmp_path):
    """One outside the landscape, one on a river: two faults."""
    told = faults(
        tmp_path,
        ignition=[{"point": [0, 0]}, {"point": [9000, 0]}, {"point": [4500, 0]}],
        barriers=[{"line": [[4500, -900], [4500, 900]]}],
    )
    assert "ignition[0]: found a place outside" in told
    assert "ignition[1]: found a place outside" in told
    assert "ignition[2]: found a place on a barrier" in told


ATTACK = {
    "id": "crews",
    "entry": "blaze",
    "source": "west",
    "incident_type": "fire_call",
    "lines": [{"skill": "fire", "force": "hand_crew", "rate": "270 m/h"}],
}


@pytest.mark.parametrize(
    ("keys", "said"),
    [
        ({"entry": "blase"}, "attacks[crews].entry: found 'blase', expected an impact of"),
        (
            {"source": "east"},
            "attacks[crews].source: found 'east', expected a source of the impact",
        ),
        ({"incident_type": "call"}, "attacks[crews].incident_type: found 'call'"),
        ({"lines": []}, "attacks[crews].lines"),
        (
            {"lines": [ATTACK["lines"][0] | {"skill": "swim"}]},
            "found 'swim', expected a skill of a team of",
        ),
        ({"lines": [ATTACK["lines"][0] | {"rate": "-3 m/h"}]}, "found '-3 m/h'"),
    ],
)
def test_what_is_wrong_in_an_attack_is_told(tmp_path, keys, said):
    """Entry, source, type, no line at all, a skill that nobody has, a rate below 0."""
    put(tmp_path)
    plan = sets.a_set()["plan.json"] | {"attacks": [ATTACK | keys]}
    sets.write(tmp_path, {"plan.json": plan})
    with pytest.raises(UserFaults) as wrong:
        load_run(tmp_path / "scenario.json", seed=1)
    assert said in str(wrong.value)


def attacked(folder, *attacks, source="west"):
    """Return what is wrong in a plan with attacks; a source that is not west is in a table."""
    put(folder)
    files = sets.a_set()
    if source != "west":
        files["scenario.json"]["impacts"] = [{"id": "blaze", "roads": {"table": "roads.csv"}}]
        files["roads.csv"] = f"link_id,from,to,kind,value,source\nab,0 s,60 s,depth,1 m,{source}\n"
        sets.write(folder, {name: files[name] for name in ("scenario.json", "roads.csv")})
    sets.write(folder, {"plan.json": files["plan.json"] | {"attacks": list(attacks)}})
    with pytest.raises(UserFaults) as wrong:
        load_run(folder / "scenario.json", seed=1)
    return str(wrong.value)


def test_an_attack_needs_a_source_that_grows(tmp_path):
    """Intervals of a table do not tell how a fire grows while nobody fights it."""
    told = attacked(tmp_path, ATTACK | {"source": "hole"}, source="hole")
    assert (
        "plan.json:1: attacks[crews].source: found 'hole', whose free growth is not known, "
        "expected a source of an impact with 'fire'. State the fire, or let 'controls' of an "
        "incident type end the source."
    ) in told.replace(f"{tmp_path}/", "")


def test_a_source_is_attacked_once(tmp_path):
    """Lines of two attacks do not join: the second is told."""
    told = attacked(tmp_path, ATTACK, ATTACK | {"id": "others"})
    assert "attacks[others].source: found 'west', which 'crews' is about, expected one" in told


def of_two_fires(folder, **incident):
    """Write a scenario of two fires that are attacked, and an incident; return its path."""
    put(folder)
    files = sets.a_set()
    scenario, plan = files["scenario.json"], files["plan.json"]
    scenario["impacts"] = [{"id": one, "activate_at": "1 h", "fire": FIRE} for one in ("a", "b")]
    scenario["incidents"] = [
        {"id": "seen", "type": "fire_call", "at": "1 h", "zone": "z1"} | incident
    ]
    plan["attacks"] = [ATTACK | {"id": f"crews_{one}", "entry": one} for one in ("a", "b")]
    sets.write(folder, {"scenario.json": scenario, "plan.json": plan})
    return folder / "scenario.json"


def test_an_incident_among_two_fires_says_of_which_it_is(tmp_path):
    """Else nobody knows which line its teams build; a fire that it controls says it."""
    with pytest.raises(UserFaults) as wrong:
        load_run(of_two_fires(tmp_path), seed=1)
    assert str(wrong.value).replace(f"{tmp_path.as_posix()}/", "") == (
        "scenario.json:1: incidents[seen]: found 'fire_call', which attacks on 2 sources are "
        "about, expected 'controls': the fire that this incident is of. Add it: teams build line "
        "at the fire of their incident."
    )
    said = of_two_fires(tmp_path, controls={"entry": "a", "source": "west"})
    (listed,) = load_run(said, seed=1).points[0].case.world.scenario.listed
    assert listed.controls.entry == "a"


def test_an_attack_of_a_plan_is_part_of_the_world(tmp_path):
    """Its line in metres per second."""
    put(tmp_path)
    plan = sets.a_set()["plan.json"] | {"attacks": [ATTACK]}
    sets.write(tmp_path, {"plan.json": plan})
    (attack,) = load_run(tmp_path / "scenario.json", seed=1).points[0].case.world.plan.attacks
    assert (attack.entry, attack.source, attack.tactic) == ("blaze", "west", "rear")
    assert attack.lines[0].rate.mean == pytest.approx(0.075)
