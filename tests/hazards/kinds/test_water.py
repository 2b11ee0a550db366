"""Slow water on a terrain as a kind of hazard: keys, faults, what reaches roads and people."""

import numpy as np
import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.study import load_run

ROWS, COLUMNS, CELL = 12, 80, 100.0


def valley():
    """Return a valley along the road of the four nodes: 0 m at the road, 1 m a cell to the sides.

    It falls to the east by 0.1 m a cell; the road lies in the middle of row 6.
    """
    side = np.abs(np.arange(ROWS) - 6)[:, np.newaxis]
    return 20.0 + 1.0 * side - 0.1 * np.arange(COLUMNS)


def grid(values, west=-550.0, south=-550.0, cell=CELL):
    """Return an ESRI ASCII grid as text."""
    head = f"ncols {values.shape[1]}\nnrows {values.shape[0]}\nxllcorner {west}\n"
    head += f"yllcorner {south}\ncellsize {cell}\nNODATA_value -9999\n"
    return head + "\n".join(" ".join(f"{one:.2f}" for one in row) for row in values)


def water(**more):
    """Return an entry of heavy rain for two hours on the valley."""
    stated = {
        "source": "rain",
        "cause": {"zh": "暴雨", "en": "heavy rain"},
        "terrain": "valley.asc",
        "crs": "network",
        "rain": [
            {"at": "0 h", "rain": "60 mm/h"},
            {"at": "2 h", "rain": "60 mm/h"},
            {"at": "2 h 1 min", "rain": "0 mm/h"},
        ],
        "until": "6 h",
    }
    stated |= more
    return {key: value for key, value in stated.items() if value is not None}


def load(tmp_path, stated, kind="water", **files):
    """Return the run of a scenario with one entry."""
    all_files = sets.a_set()
    all_files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "1 h", kind: stated}]
    all_files |= {"valley.asc": grid(valley())} | files
    sets.write(tmp_path, all_files)
    return load_run(tmp_path / "scenario.json")


def impacts(tmp_path, stated, **more):
    """Return the realisations of an entry and the network."""
    case = load(tmp_path, stated, **more).points[0].case
    return case.impacts["flood"], case.world.network


@pytest.fixture
def tmp_path(tmp_path, four_nodes):
    """Return a folder beside which the small network lies."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    return tmp_path


def test_rain_drowns_the_road_in_the_valley_and_runs_off(tmp_path):
    """The road in the valley is deep under water after two hours and nearly dry in the end."""
    (impact,), network = impacts(tmp_path, water())
    times, stored = impact.series["stored"]
    assert times[-1] == 6 * 3600.0
    assert stored.max() > 3 * stored[-1]
    depth = impact.roads.value[impact.roads.kind == impact.kinds.index("depth")]
    assert depth.max() > 0.3
    assert set(impact.kinds) == {"depth", "depth_velocity"}
    assert impact.causes == ("暴雨 / heavy rain",)
    assert impact.sources[0].control == "hold"
    assert impact.sources[0].recession_s == np.inf
    assert {"ab", "cd"} <= {str(one) for one in network.arc_ids[impact.roads.arc]}
    assert "water" in impact.exposure_kinds


def faults(tmp_path, stated, **more):
    """Return the faults of an entry, as text lines."""
    with pytest.raises(UserFaults) as wrong:
        load(tmp_path, stated, **more)
    return [str(one).partition(": ")[2] for one in wrong.value.faults]


FLAT = np.full((ROWS, COLUMNS), 10.0)


def test_an_inlet_fills_and_pumps_empty(tmp_path):
    """1 m3/s for an hour into a hollow; then a pump of 2 m3/s takes 2 400 m3 in 20 minutes."""
    closed = {
        "rain": None,
        "keep_pits": True,
        "edges": [],
        "until": "2 h",
        "inlets": [
            {
                "node": "b",
                "flow": [
                    {"at": "0 h", "flow": "1 m3/s"},
                    {"at": "1 h", "flow": "1 m3/s"},
                    {"at": "1 h 1 s", "flow": "0 m3/s"},
                ],
            }
        ],
    }
    hollow = FLAT.copy()
    hollow[6, 15] = 9.0
    files = {"valley.asc": grid(hollow)}
    (impact,), _network = impacts(tmp_path, water(**closed), **files)
    assert impact.series["stored"][1][-1] == pytest.approx(3600.5, abs=0.1)
    pumps = [{"node": "b", "flow": "2 m3/s", "from": "1 h", "to": "1 h 20 min"}]
    (pumped,), _network = impacts(tmp_path, water(**closed, pumps=pumps), **files)
    assert pumped.series["stored"][1][-1] == pytest.approx(3600.5 - 2400.0, abs=3.0)
    assert pumped.series["volume"][1][-1] == pytest.approx(3600.5, abs=0.1)  # all that came in


def test_roads_open_again_when_the_water_falls(tmp_path):
    """A road under more than 0.3 m is under less at the end: its last interval has an end."""
    (impact,), _network = impacts(tmp_path, water())
    deep = (impact.roads.kind == impact.kinds.index("depth")) & (impact.roads.value > 0.3)
    assert deep.any()
    assert np.isfinite(impact.roads.to_s[deep]).all()


def test_courses_may_stand_in_tables(tmp_path):
    """A table with Chinese headers says the same rain as the list."""
    rows = "时间(小时),雨强(毫米/小时)\n0,60\n2,60\n2.5,0\n"
    (of_table,), _network = impacts(
        tmp_path, water(rain={"table": "rain.csv"}, until="4 h"), **{"rain.csv": rows}
    )
    hours = ((0, 60), (2, 60), (2.5, 0))
    listed = [{"at": f"{hour} h", "rain": f"{mm} mm/h"} for hour, mm in hours]
    (of_list,), _network = impacts(tmp_path, water(rain=listed, until="4 h"))
    assert of_table.content_hash == of_list.content_hash


def test_a_breach_fills_up_to_the_level_outside(tmp_path):
    """Closed ground of 10 m, 500 m around the roads, is under water up to the 11 m outside."""
    breach = {
        "node": "a",
        "within": "500 m",
        "outside": [{"at": "0 h", "level": "11 m"}],
        "growth": [{"at": "0 h", "width": "400 m", "bottom": "10 m"}],
    }
    stated = water(rain=None, edges=[], breaches=[breach], until="24 h", keep_pits=True)
    (impact,), _network = impacts(tmp_path, stated, **{"valley.asc": grid(FLAT)})
    assert impact.series["stored"][1][-1] == pytest.approx(7000 * 1000.0, rel=0.001)
    level = impact.people.share[impact.people.to_s == np.inf]
    assert level.tolist() == [1.0, 1.0]


def test_a_breach_by_the_law_of_froehlich(tmp_path):
    """Width 0.27 x 1.3 x V^0.32 x h^0.04: what flows in is told as a course; the law is low."""
    breach = {
        "node": "a",
        "outside": [{"at": "0 h", "level": "12 m"}],
        "froehlich": {"volume": "1000000 m3", "crest": "12 m", "bottom": "10 m"},
    }
    stated = water(rain=None, breaches=[breach], until="3 h")
    run = load(tmp_path, stated, **{"valley.asc": grid(FLAT)}).points[0].case
    assert run.impacts["flood"][0].series["inflow"][1].max() > 1.0
    low = {one.path for one in run.world.assumptions if one.confidence == "low"}
    assert "hazard.water.breach, Froehlich" in low


def test_samples_differ_by_their_laws_alone(tmp_path):
    """A law for the rain: three floods, the deeper the more rain; without it, three times one."""
    law = {"uniform": [0.5, 2]}
    found, _network = impacts(tmp_path, water(samples=3, rain_factor=law, until="2 h"))
    volumes = [one.series["stored"][1][-1] for one in found]
    assert len(set(volumes)) == 3
    rained = [one.series["inflow"][1].max() for one in found]
    assert np.argsort(volumes).tolist() == np.argsort(rained).tolist()
    same, _network = impacts(tmp_path, water(samples=2, until="2 h"))
    assert len({one.content_hash for one in same}) == 1


@pytest.mark.parametrize("within", ["0 m", "350 m"])
def test_standing_water_lies_around_its_place_alone(tmp_path, within):
    """A lake in one of two hollows, though a bank be near its place: the other one stays dry."""
    hollows = FLAT.copy()
    hollows[4:8, 3:8] = hollows[4:8, 60:70] = 8.0
    lake = {"x": 0.0, "y": 0.0, "within": within, "level": "9.5 m"}
    stated = water(rain=None, standing=[lake], keep_pits=True, edges=[], until="15 min")
    (impact,), _network = impacts(tmp_path, stated, **{"valley.asc": grid(hollows)})
    assert impact.series["stored"][1][0] == pytest.approx(4 * 5 * CELL**2 * 1.5)


def test_what_is_not_stated_is_as_it_is_told(tmp_path):
    """A roughness of 0.04, edges of 0.001, people in 0.3 m: said or not, it is the same flood.

    What is left out goes with the verdicts as a number of low confidence, what is said does not.
    """
    sides = ("north", "south", "east", "west")
    said = {
        "manning": 0.04,
        "edges": [{"side": side, "slope": 0.001} for side in sides],
        "depth": "0.3 m",
    }
    left, stated = (
        load(tmp_path, water(until="2 h", **more)).points[0].case for more in ({}, said)
    )
    assert left.impacts["flood"][0].content_hash == stated.impacts["flood"][0].content_hash
    low = [
        {one.path for one in case.world.assumptions if one.confidence == "low"}
        for case in (left, stated)
    ]
    assert {one.removeprefix("hazard.water.") for one in low[0] - low[1]} == {
        "roughness that is not stated",
        "open edges that are not stated",
        "people in water",
    }


def test_rough_ground_holds_the_water_longer(tmp_path):
    """Ten times the roughness by cover: more water is left after the rain."""
    left = []
    for cover in ("bare", "forest"):
        ground = {"file": "cover.asc", "classes": {"1": cover}}
        files = {"cover.asc": grid(np.ones((ROWS, COLUMNS)))}
        (impact,), _network = impacts(tmp_path, water(cover=ground, until="4 h"), **files)
        left.append(impact.series["stored"][1][-1])
    assert left[1] > 1.2 * left[0]


def test_a_lifted_road_is_dry(tmp_path):
    """A bridge of 30 m over all water has no depth on it."""
    arcs = [{"link_id": name, "by": "30 m"} for name in ("ab", "ba")]
    (impact,), network = impacts(tmp_path, water(lifted=arcs))
    wet = {str(one) for one in network.arc_ids[impact.roads.arc]}
    assert "cd" in wet
    assert not {"ab", "ba"} & wet


def test_people_by_class_of_water_and_who_may_die(tmp_path):
    """Worse classes hold no more people than milder ones; deaths are told in thousandths."""
    kinds = ["water", "h2", "h3", "h5", "lethal"]
    stated = water(exposures=kinds, spread="300 m", rain=[{"at": "0 h", "rain": "300 mm/h"}])
    (impact,), _network = impacts(tmp_path, stated)
    people = impact.people
    most = {
        name: people.share[people.kind == code].max(initial=0.0)
        for code, name in enumerate(impact.exposure_kinds)
    }
    assert 0.0 < most["h3"] <= most["h2"] <= 1.0
    assert most.get("h5", 0.0) <= most["h3"]
    assert most["lethal"] == pytest.approx(round(most["lethal"], 3), abs=1e-12)
    assert 0.0 < most["lethal"] < most["h2"]


def test_an_exposure_that_reaches_nobody_is_known(tmp_path):
    """Incidents may be of people in fast deep water, though in this rain there is none."""
    files = sets.a_set()
    files["scenario.json"] |= {
        "exposed": [
            {"id": "wet", "type": "fire_call", "exposure": "h6", "per_person": 0.1},
        ],
        "impacts": [{"id": "flood", "activate_at": "0 h", "water": water(exposures=["h6"])}],
    }
    sets.write(tmp_path, files | {"valley.asc": grid(valley())})
    assert not len(load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0].people)


def test_fast_water_and_filled_pits_are_remarked(tmp_path):
    """What a user must see: flow over Froude 0.5, pits that were filled, voids."""
    steep = valley() - 2.0 * np.arange(COLUMNS)
    steep[6, 40] -= 5.0
    steep[0, 0] = -9999
    remarks = [str(one) for one in load(tmp_path, water(), **{"valley.asc": grid(steep)}).remarks]
    assert any("faster than Froude 0.5, expected slow water" in one for one in remarks)
    assert any("found pits in" in one for one in remarks)
    assert any("found 1 heights that are void" in one for one in remarks)
    assert not [one for one in load(tmp_path, water()).remarks if "Froude" in str(one)]


def test_all_that_is_wrong_with_the_keys_at_once(tmp_path):
    """Times that do not increase, rain below 0, a long step, a place stated in no way."""
    stated = water(
        rain=[{"at": "2 h", "rain": "1 mm/h"}, {"at": "1 h", "rain": "1 mm/h"}],
        soak="-1 mm/h",
        inlets=[{"flow": [{"at": "0 h", "flow": "1 m3/s"}]}],
        breaches=[
            {
                "node": "a",
                "outside": [{"at": "0 h", "level": "12 m"}],
                "froehlich": {"volume": "1 m3", "crest": "9 m", "bottom": "10 m"},
            }
        ],
    )
    told = faults(tmp_path, stated)
    fields = dict(one.split(": ", 1) for one in told)
    assert sorted(fields) == [
        "impacts[flood].water.breaches[0].froehlich.bottom",
        "impacts[flood].water.inlets[0]",
        "impacts[flood].water.rain[1].at",
        "impacts[flood].water.soak",
    ]
    assert fields["impacts[flood].water.rain[1].at"] == (
        "found 1 h, expected more than the 2 h before it. Put the points in order of time."
    )
    assert "with its unit, at least 0" in fields["impacts[flood].water.soak"]


def test_rain_below_0_is_refused(tmp_path):
    """It says so at the point of the course."""
    (told,) = faults(tmp_path, water(rain=[{"at": "0 h", "rain": "-5 mm/h"}]))
    assert told.startswith("impacts[flood].water.rain[0].rain: found '-5 mm/h', expected")


def test_frames_far_apart_must_be_accepted(tmp_path):
    """An hour between frames leaves out what traffic notices."""
    (told,) = faults(tmp_path, water(every="1 h"))
    assert "water.every: found 1 h, expected at most 15 min." in told
    assert impacts(tmp_path, water(every="1 h", accept_interpolation=True))[0]


def test_a_dam_break_is_refused(tmp_path):
    """The scheme makes no claim on waves behind dams."""
    breach = {
        "node": "a",
        "outside": [{"at": "0 h", "level": "12 m"}],
        "growth": [{"at": "0 h", "width": "10 m", "bottom": "10 m"}],
        "dam_break": True,
    }
    (told,) = faults(tmp_path, water(breaches=[breach]))
    assert "found a dam break, expected a breach that grows slowly" in told


def test_a_terrain_must_say_its_system(tmp_path):
    """An ASCII grid does not tell it."""
    (told,) = faults(tmp_path, water(crs=None))
    assert told.startswith("impacts[flood].water.crs: found ")
    assert "expected" in told
    assert "crs: network" in told


@pytest.mark.parametrize(
    ("crs", "cell", "west", "found"),
    [
        ("EPSG:4326", 100.0, 400000.0, "crs: found EPSG:4326 with a corner at 400000"),
        ("EPSG:4547", 0.001, 112.0, "crs: found EPSG:4547 with a corner at 112"),
        ("EPSG:4326", 0.001, 112.0, "crs: found EPSG:4326, and a network without a"),
    ],
)
def test_degrees_and_metres_do_not_mix(tmp_path, crs, cell, west, found):
    """Cells of 100 degrees, metres that are degrees, a network in metres on degrees."""
    text = grid(valley(), west=west, south=30.0, cell=cell)
    (told,) = faults(tmp_path, water(crs=crs), **{"valley.asc": text})
    assert told.startswith(f"impacts[flood].water.{found}")


def test_places_and_roads_off_the_terrain_are_told_at_once(tmp_path):
    """Half the valley: the roads that leave it by name, an inlet outside."""
    stated = water(inlets=[{"node": "d", "flow": [{"at": "0 h", "flow": "1 m3/s"}]}])
    half = grid(valley()[:, :40])
    told = faults(tmp_path, stated, **{"valley.asc": half})
    assert [one.partition(": ")[0] for one in told] == [
        "impacts[flood].water.terrain",
        "impacts[flood].water.inlets[0]",
    ]
    assert "found 2 of 8 arcs outside the raster (cd, dc), expected at most 0 %" in told[0]
    assert "found a place outside the terrain, expected a place on it" in told[1]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ncols 3\n1 2 3", "valley.asc': ncols, expected a header of ncols, nrows"),
        ("ncols x\n1 2 3", "valley.asc': ncols x, expected a header of ncols, nrows"),
        (grid(valley()) + " 7", "961 values, expected 12 rows of 80"),
        (grid(valley())[:-1] + "x", "values that are no numbers"),
        (grid(np.full((3, 3), -9999.0)), "found no height at all"),
    ],
)
def test_a_grid_that_cannot_be_read(tmp_path, text, said):
    """Header, number of values, words among them, nothing but voids."""
    (told,) = faults(tmp_path, water(), **{"valley.asc": text})
    assert said in told


def test_a_code_of_cover_without_a_class(tmp_path):
    """It says which."""
    ground = {"file": "cover.asc", "classes": {"1": "forest"}}
    files = {"cover.asc": grid(np.full((ROWS, COLUMNS), 7.0))}
    (told,) = faults(tmp_path, water(cover=ground), **files)
    assert told == (
        "impacts[flood].water.cover.classes: found 7 in the file, expected each code of the file."
        " Say what it stands for."
    )


def test_covers_that_cannot_be(tmp_path):
    """A name without a roughness, a code that is no number, a mixed one: each where it stands."""
    ground = {"file": "cover.asc", "classes": {"1": "lawn", "x": "forest", "7": "grass"}}
    files = {"cover.asc": grid(np.full((ROWS, COLUMNS), 7.0))}
    told = faults(tmp_path, water(cover=ground), **files)
    assert [one.partition(": ")[0] for one in told] == [
        "impacts[flood].water.cover.classes.1",
        "impacts[flood].water.cover.classes.x",
    ]
    mixed = {"cover.asc": grid(np.full((ROWS, COLUMNS), 6.5))}
    ground = {"file": "cover.asc", "classes": {"7": "grass"}}
    (told,) = faults(tmp_path, water(cover=ground), **mixed)
    assert "water.cover.file: found 6.5, expected whole numbers" in told


def test_places_at_nodes_that_are_not_there(tmp_path):
    """They are told by name, and nothing is worked out of them."""
    flow = [{"at": "0 h", "flow": "1 m3/s"}]
    stated = water(inlets=[{"node": "zz", "flow": flow}], pumps=[{"node": "yy", "flow": "1 m3/s"}])
    told = faults(tmp_path, stated)
    assert [one.partition(", expected")[0] for one in told] == [
        "impacts[flood].water.inlets[0].node: found 'zz'",
        "impacts[flood].water.pumps[0].node: found 'yy'",
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (
            {"pumps": [{"node": "b", "flow": "1 m3/s", "from": "2 h", "to": "1 h"}]},
            "pumps[0].to: found 1 h, expected later than 'from', 2 h. Correct one of the two.",
        ),
        (
            {
                "edges": [
                    {"side": "east", "slope": 0.01, "level": [{"at": "0 h", "level": "9 m"}]},
                ]
            },
            (
                "edges[0]: found both, expected 'slope' or 'level'. Say how water goes over it, in"
                " one way."
            ),
        ),
        (
            {"manning": 0.03, "cover": {"file": "valley.asc", "classes": {"1": "forest"}}},
            "found both, expected 'manning' or 'cover'. Say how rough the ground is, in one way.",
        ),
        (
            {"manning": 25},
            (
                "manning: found 25, expected at most 1. That is Manning's n; Strickler's"
                " coefficient is 1 over it."
            ),
        ),
        (
            {"soak": "5 mm/h", "soak_first": "1 mm/h"},
            (
                "soak_first: found 1 mm/h, expected at least 'soak', 5 mm/h. Dry ground takes more"
                " than wet."
            ),
        ),
        (
            {"soak": "5 mm/h", "soak_decay": "1 per_h"},
            (
                "found no 'soak_first', expected one with 'soak_decay'. Say what dry ground takes"
                " at first."
            ),
        ),
        (
            {"rain": None},
            (
                "found no water, expected 'rain', 'inlets', 'breaches', 'standing', or edges with a"
                " 'level'. Say where the water comes from."
            ),
        ),
    ],
)
def test_keys_that_do_not_go_together(tmp_path, more, said):
    """Each is told where it stands, with what to do."""
    (told,) = faults(tmp_path, water(**more))
    assert told.startswith("impacts[flood].water")
    assert told.endswith(said)


def test_heights_that_are_marks_of_voids(tmp_path):
    """32 767 m is no mountain."""
    odd = valley()
    odd[0, 0] = 32767.0
    (told,) = faults(tmp_path, water(), **{"valley.asc": grid(odd)})
    assert "terrain: found heights of 12.1 to 32767 m, expected -500 to 9000 m. Check unit" in told


def test_a_terrain_that_is_not_there(tmp_path):
    """The name of the file, where it stands."""
    (told,) = faults(tmp_path, water(terrain="no.asc"))
    assert "'no.asc': no such file" in told


def test_the_example_of_the_page_plays(tmp_path, project):
    """What docs/hazards/flood.md shows is right and makes two kinds of floods."""
    page = (project / "docs" / "hazards" / "flood.md").read_text(encoding="utf-8")
    text = page.partition("```yaml rain.yaml\n")[2].partition("```")[0]
    files = sets.a_set() | {"rain.yaml": text, "heights.asc": grid(valley())}
    sets.write(tmp_path, files)
    case = load_run(tmp_path / "rain.yaml").points[0].case
    assert {name: len(drawn) for name, drawn in case.impacts.items()} == {"rain": 2, "river": 1}
    assert all(len(drawn[0].roads) for drawn in case.impacts.values())
