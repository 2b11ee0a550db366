"""Civil protection in files: what becomes of it in place and plan, and whether roads lead there."""

import math

import pytest
from tests.files import sets

from sandtable.files import read_scenario
from sandtable.files.set_option import read_settings
from sandtable.ground.faults import UserFaults
from sandtable.ground.laws import Law
from sandtable.study.desk import Desk
from sandtable.world.people import Lane, Means
from sandtable.world.plan import Link
from sandtable.world.works import Action, Convoy, Patrol, Trigger


def evacuation(**more):
    """Return a right evacuation, out of zone z1."""
    return {
        "id": "town",
        "zones": ["z1"],
        "exit": "gate",
        "shelters": ["school"],
        "means": [{"id": "own", "kind": "own", "share": "100 %", "profile": "car"}],
    } | more


def closing(**more):
    """Return a right closing with one convoy."""
    convoy = {"id": "near", "trucks": 3, "payload": "17 t", "from": "d1", "profile": "engine"}
    return {
        "id": "rock",
        "entry": "breach",
        "source": "breach",
        "site": "bank",
        "width": "226 m",
        "tip": "8 min",
        "rock_per_m": "60 t",
        "convoys": [convoy],
    } | more


@pytest.fixture
def files(tmp_path):
    """Return a right set of files with a breach, residents and places for them to go."""
    files = sets.a_set()
    files["place.json"]["facilities"] += [
        {"id": "gate", "node": "c", "kind": "gate"},
        {"id": "school", "node": "a", "kind": "shelter", "provides": ["water", "shelter"]},
        {"id": "bank", "node": "d", "kind": "works"},
    ]
    files["scenario.json"] |= {
        "residents": [{"id": "town", "zone": "z1", "persons": 900}],
        "impacts": [{"id": "breach", "activate_at": "3 h", "people": {"table": "people.csv"}}],
    }
    files["people.csv"] = "zone_id,from_h,to,kind,share\nz1,1,end,water,100 %\n"
    return files


def read(folder, **more):
    """Return what a set of files becomes, its impacts read too."""
    return read_scenario(folder / "scenario.json", "scenario.json", above=Desk(()).above, **more)


def world_of(tmp_path, files, **more):
    """Return the world of a set of files."""
    sets.write(tmp_path, files)
    return read(tmp_path, **more).world


def said(tmp_path, files):
    """Return what is wrong with a set of files."""
    sets.write(tmp_path, files)
    with pytest.raises(UserFaults) as caught:
        read(tmp_path)
    return [f"{one.field}: {one.found}" for one in caught.value.faults]


def test_without_any_of_it_nothing_is_there(tmp_path):
    """The lists are empty, as they were before there were such keys."""
    sets.write(tmp_path, sets.a_set())
    world = sets.read(tmp_path).world
    plan = world.plan
    assert (plan.evacuations, plan.fleets, plan.closings) == ((), (), ())
    assert (plan.levels, plan.patrols, plan.links, world.place.lanes) == ((), (), (), ())
    assert world.place.facilities[0].provides == ()


def test_an_evacuation(tmp_path, files):
    """Times are laws in seconds, shares plain numbers, sets of ids are sorted."""
    means = [
        {"id": "w", "kind": "foot", "share": "30 %", "profile": "car", "refuges": "clinic"},
        {"id": "b", "kind": "bus", "share": "20 %"},
        {"id": "o", "kind": "own", "share": "50 %", "profile": "car", "relatives": "60 %"},
    ]
    files["plan.json"]["evacuations"] = [
        evacuation(
            shelters=["school", "clinic"],
            broadcast="5 min",
            acknowledge={"uniform": ["1 min", "3 min"]},
            heed="40 %",
            pairs=12,
            households_per_hour={"triangular": [15, 20, 25]},
            household_size=3.5,
            mobilise="20 min",
            refuse="0.5 %",
            means=means,
        )
    ]
    (one,) = world_of(tmp_path, files).plan.evacuations
    assert (one.zones, one.exit, one.shelters) == (("z1",), "gate", ("clinic", "school"))
    assert one.broadcast == Law.constant(300.0)
    assert (one.acknowledge.mean, one.mobilise.mean) == (120.0, 1200.0)
    assert (one.heed, one.pairs, one.household_size, one.refuse) == (0.4, 12, 3.5, 0.005)
    assert one.households_per_h == Law.of("triangular", low=15.0, mode=20.0, high=25.0)
    assert one.means == (
        Means(id="b", kind="bus", share=0.2, profile=""),
        Means(id="o", kind="own", share=0.5, profile="car", relatives=0.6),
        Means(id="w", kind="foot", share=0.3, profile="car", refuges=("clinic",)),
    )


def test_shares_of_three_means_may_be_thirds(tmp_path, files):
    """Shares that add up but for the last bit are whole; one in a thousand is missed."""
    three = [{"id": f"m{n}", "kind": "bus", "share": "10 %"} for n in range(10)]
    files["plan.json"]["evacuations"] = [evacuation(means=three)]
    files["plan.json"]["fleets"] = [
        {"id": "b", "kind": "bus", "count": 1, "capacity": 9, "base": "b1", "profile": "car"}
    ]
    assert len(world_of(tmp_path, files).plan.evacuations[0].means) == 10
    three[0]["share"] = "9.9 %"
    assert said(tmp_path, files) == ["evacuations[town].means: 99.9 %"]


def test_fleets_in_a_table(tmp_path, files):
    """Chinese headers and words; a boat needs no profile, a blank cell is no key."""
    files["plan.json"]["fleets"] = {"table": "fleets.csv"}
    files["fleets.csv"] = (
        "编号,类型,数量,载客,驻地,车辆类型,到位,上下客,往返,夜间系数\n"
        "buses,客车,10,45,b1,car,30 min,5 min,,\n"
        "boats,冲锋舟,6,9,b2,,75 min,,40 min,2\n"
    )
    boats, buses = world_of(tmp_path, files).plan.fleets
    assert (buses.kind, buses.count, buses.capacity, buses.base) == ("bus", 10, 45, "b1")
    assert (buses.call_out.mean, buses.load.mean, buses.night_factor) == (1800.0, 300.0, 1.0)
    assert (boats.kind, boats.profile, boats.trip.mean) == ("boat", "", 2400.0)
    assert (boats.night_factor, boats.agreement) == (2.0, "")


def test_a_closing(tmp_path, files):
    """Rock is in tonnes, the width in metres; slow water and one berth if nothing is said."""
    files["plan.json"]["closings"] = [closing(platform="900 t")]
    (one,) = world_of(tmp_path, files).plan.closings
    assert (one.entry, one.source, one.site, one.width_m) == ("breach", "breach", "bank", 226.0)
    assert (one.platform_t, one.tonnes_per_m, one.berths) == (900.0, 60.0, 1)
    assert (one.calm, one.tip) == ("slow_water", Law.constant(480.0))
    none = Law.constant(0.0)
    assert one.convoys == (
        Convoy(
            id="near",
            trucks=3,
            load_t=17.0,
            from_="d1",
            profile="engine",
            ready=none,
            load=none,
        ),
    )


def test_levels_keep_the_order_of_their_actions(tmp_path, files):
    """The first headquarters raises a level that names none; commands stay as they are written."""
    files["plan.json"]["levels"] = [
        {"id": "two", "level": 2, "trigger": {"at": "1 h"}, "signature": "10 min"},
        {
            "id": "one",
            "level": 1,
            "hazard": "flood",
            "trigger": {"entry": "breach"},
            "actions": [
                {"kind": "set_level", "arguments": {"level": 1}},
                {"kind": "close_road", "arguments": {"road": "mill"}},
            ],
        },
    ]
    one, two = world_of(tmp_path, files).plan.levels
    assert (one.headquarters, one.level, one.hazard) == ("hq", 1, "flood")
    assert one.trigger.entry == "breach"
    assert math.isnan(one.trigger.at_s)
    assert one.actions == (
        Action(kind="set_level", arguments={"level": 1}),
        Action(kind="close_road", arguments={"road": "mill"}),
    )
    assert two.trigger == Trigger(at_s=3600.0)
    assert two.signature == Law.constant(600.0)


def test_patrols_and_links(tmp_path, files):
    """A patrol without zones walks everywhere; a link without a number always works."""
    files["plan.json"]["patrols"] = [{"id": "dike", "incident_type": "fire_call", "every": "12 h"}]
    files["plan.json"]["links"] = [{"id": "camera", "skill": "fire", "available": "85 %"}]
    plan = world_of(tmp_path, files).plan
    every = Law.constant(43200.0)
    assert plan.patrols == (Patrol(id="dike", incident_type="fire_call", every=every),)
    assert plan.links == (Link(id="camera", skill="fire", available=0.85),)


def test_a_lane_of_a_road_has_both_directions(tmp_path, files):
    """A road stands for all of its arcs, and arcs may be named beside it."""
    files["place.json"]["lanes"] = [
        {"id": "bridge", "arcs": "ab", "roads": ["east"], "headway": "8 s"}
    ]
    world = world_of(tmp_path, files)
    assert world.place.lanes == (Lane(id="bridge", arcs=("ab", "cd", "dc"), headway_s=8.0),)
    provides = {one.id: one.provides for one in world.place.facilities}
    assert provides["school"] == ("shelter", "water")


def test_numbers_of_it_may_be_uncertain_and_set(tmp_path, files):
    """A range is kept as an assumption, and the command line changes a number deep inside."""
    heed = {"value": "40 %", "low": "10 %", "high": "70 %", "confidence": "low"}
    files["plan.json"]["evacuations"] = [evacuation(heed=heed)]
    files["plan.json"]["closings"] = [closing()]
    settings, wrong = read_settings(["plan.closings[rock].convoys[near].trucks=8"])
    assert wrong == []
    world = world_of(tmp_path, files, settings=settings)
    assert world.plan.closings[0].convoys[0].trucks == 8
    (assumption,) = world.assumptions
    assert (assumption.path, assumption.value) == ("plan.evacuations[town].heed", "40 %")


def test_the_order_of_rows_decides_nothing(tmp_path, files):
    """Two plans with the same rows in another order are one plan."""
    plan = files["plan.json"]
    plan["evacuations"] = [evacuation(), evacuation(id="other", shelters=["clinic", "school"])]
    plan["closings"] = [closing()]
    plan["closings"][0]["convoys"].append(plan["closings"][0]["convoys"][0] | {"id": "far"})
    first = world_of(tmp_path, files).plan
    plan["evacuations"].reverse()
    plan["evacuations"][0]["shelters"].reverse()
    plan["closings"][0]["convoys"].reverse()
    assert world_of(tmp_path, files).plan == first


@pytest.mark.parametrize(
    ("weight", "wrong"),
    [
        ("16 t", []),
        ("60 t", ["evacuations[town].exit"]),
    ],
)
def test_limits_of_roads_count(tmp_path, files, weight, wrong):
    """A vehicle that is too heavy for all roads gets nowhere; others do."""
    (tmp_path / "weak").mkdir()
    files["weak/node.csv"] = "node_id,x_coord,y_coord\na,0,0\nb,1,0\nc,2,0\nd,3,0\n"
    files["weak/link.csv"] = (
        "link_id,from_node_id,to_node_id,directed,length,free_speed,max_weight_t\n"
        "ab,a,b,0,100,60,\nbc,b,c,0,100,60,20\ncd,c,d,0,100,60,\n"
    )
    files["place.json"]["network"] = "weak"
    files["plan.json"]["profiles"][0]["weight"] = weight
    means = [{"id": "own", "kind": "own", "share": "100 %", "profile": "engine"}]
    files["plan.json"]["evacuations"] = [evacuation(means=means)]
    if wrong:
        assert [one.partition(":")[0] for one in said(tmp_path, files)] == wrong
    else:
        assert world_of(tmp_path, files).plan.evacuations


def test_roads_are_not_asked_for_people_who_are_not_there(tmp_path, files):
    """Without residents nobody has to get anywhere: an exit on an island is no fault."""
    (tmp_path / "isle").mkdir()
    files["isle/node.csv"] = "node_id,x_coord,y_coord\na,0,0\nb,1,0\nc,2,0\nd,3,0\n"
    files["isle/link.csv"] = (
        "link_id,from_node_id,to_node_id,directed,length,free_speed\n"
        "ab,a,b,0,100,60\ncd,c,d,0,100,60\n"
    )
    files["place.json"]["network"] = "isle"
    files["plan.json"]["evacuations"] = [evacuation()]
    assert any("no road leads" in one for one in said(tmp_path, files))
    files["scenario.json"]["residents"][0]["persons"] = 0
    assert world_of(tmp_path, files).plan.evacuations


def test_one_plan_serves_several_scenarios(tmp_path, files):
    """What a plan says of a type that only a scenario beside has is no fault; of no type it is."""
    plan = files["plan.json"]
    plan["levels"] = [{"id": "one", "level": 1, "trigger": {"entry": "burst"}}]
    plan["patrols"] = [{"id": "dike", "incident_type": "piping", "every": "12 h"}]
    both = ["levels[one].trigger.entry: 'burst'", "patrols[dike].incident_type: 'piping'"]
    assert said(tmp_path, files) == both
    other = files["scenario.json"] | {"id": "flood"}
    other["types"] = [{"id": "piping", "needs": [{"skill": "fire"}]}]
    other["impacts"] = [files["scenario.json"]["impacts"][0] | {"id": "burst"}]
    files["flood.json"] = other
    assert world_of(tmp_path, files).plan.patrols[0].incident_type == "piping"
    other["impacts"] = []
    assert said(tmp_path, files) == both[:1]
