"""Tables and maps of what a hazard does by itself."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from tests.report.test_reach_figures import drawn_town, texts
from tests.study.test_hazard_preview import people
from tests.study.test_reach import flood

from sandtable.ground.language import set_language
from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.hazards.classes import CLASSES
from sandtable.hazards.danger import DangerZone
from sandtable.report.hazard_figure import box_of, hazard_figure, save_hazard_figure, short
from sandtable.report.hazard_layer import MOST_CLASSES, classes_of, harmful, layer_handles
from sandtable.report.hazard_rows import (
    Watch,
    elapsed,
    in_language,
    people_table,
    road_table,
    road_titles,
    shortened,
    waking_words,
)
from sandtable.report.html.hazard_effects import effect_rows, effects_of
from sandtable.study.case import Case, Point
from sandtable.study.hazard_maps import Layer, maps
from sandtable.study.hazard_preview import preview
from sandtable.world.scenario import DormantImpact
from sandtable.world.works import Prevention


def case_of(*impacts, entry="water", **fields):
    """Return a town with coordinates and an entry that begins after an hour."""
    fields = {"activate_at_s": 3600.0, "name": Name("洪水", "flood")} | fields
    built = drawn_town(dormant=(DormantImpact(id=entry, **fields),), start="2026-07-05 23:30")
    return Case(world=built, impacts={entry: list(impacts)})


def layer(kind, *values):
    """Return a layer of 2 x 3 cells over the town."""
    x, y = np.meshgrid(np.arange(4.0), np.array([1.0, 0.5, 0.0]))
    then = tuple(np.broadcast_to(np.array(one, dtype=np.float64), (2, 3)) for one in values)
    return Layer(kind=kind, x=x, y=y, values=then, worst=tuple(np.maximum.accumulate(then)))


def test_times_are_those_of_the_clock():
    """An hour after half past eleven it is past midnight; what never ends stays."""
    watch = Watch(start="2026-07-05 23:30", activated_s=3600.0)
    assert (watch.at(0.0), watch.at(math.inf)) == ("07-06 00:30", "stays")


def test_without_a_known_activation_times_count_from_it():
    """Hours and minutes, and for what is short as in other tables."""
    watch = Watch(start="2026-07-05 23:30", activated_s=math.nan)
    assert [watch.at(one) for one in (0.0, 90.0, 1800.0, 8100.0)] == [
        *("0", "+90 s", "+30 min", "+2 h 15 min")
    ]
    assert elapsed(7200.0) == "2 h"
    assert elapsed(3600.0 + 29.0) == "60 min"


def test_tables_of_one_sample():
    """r2 is slowed to half the speed, then closed; z3's 40 people are exposed."""
    case = case_of(flood((2, 0.0, 60.0, 0.3), (2, 60.0, math.inf, 0.6)))
    found = preview(case, "water")
    assert road_table(found, case.world)[1] == [
        ("r2", "slowed to 50.0 %", "07-06 00:30", "07-06 00:31", "water"),
        ("r2", "road closed", "07-06 00:31", "stays", "water"),
    ]
    case = case_of(people(("z3", 0.0, 60.0, 1.0), ("z3", 120.0, 180.0, 0.001)))
    assert people_table(preview(case, "water"), case.world)[1] == [
        ("z3", "water", "07-06 00:30", "07-06 00:31", "100 %", "40")
    ]


def test_tables_over_samples():
    """r2 is slowed in one sample and closed in the other; r1 is slowed only."""
    case = case_of(flood((2, 0.0, 60.0, 0.3), (1, 0.0, 60.0, 0.3)), flood((2, 60.0, 90.0, 0.6)))
    assert road_table(preview(case, "water"), case.world)[1] == [
        ("r2", "road closed", "50.0 %", *["07-06 00:31"] * 3),
        ("r1", "road slowed", "50.0 %", *["07-06 00:30"] * 3),
    ]
    case = case_of(people(("z3", 0.0, 60.0, 1.0)), people(("z3", 60.0, 90.0, 0.5)))
    assert people_table(preview(case, "water"), case.world)[1] == [
        ("z3", "water", "100 %", "07-06 00:30", "07-06 00:30", "07-06 00:31", "30 / 40")
    ]


def test_long_lists_say_how_many_are_left_out():
    """Of three rows two stand, and one more."""
    rows = [("a",), ("b",), ("c",)]
    assert list(shortened(rows, 2)) == [("a",), ("b",), ("1 more",)]
    assert list(shortened(rows, 3)) == rows


def test_roads_are_called_by_their_names():
    """The id stands beside a name that two roads share."""
    built = drawn_town()
    network = built.network
    names = np.array([*["Dike"] * 4, *["堤 / Levee"] * 2, *[""] * 2])
    object.__setattr__(network, "names", names)
    assert road_titles(built) == {"r0": "Dike (r0)", "r1": "Dike (r1)", "r2": "Levee"}


def test_causes_are_told_in_one_language():
    """The half in the language in force; what is no pair stays whole."""
    assert in_language("洪水 / flood") == "flood"
    assert in_language("a / b / c") == "a / b / c"
    set_language("zh")
    assert in_language("洪水 / flood") == "洪水"


def test_nothing_wakes_an_entry():
    """That is said, and that times count from the activation."""
    case = case_of(flood(), activate_at_s=math.nan)
    assert waking_words(preview(case, "water"), case.world) == [
        "Nothing in the files wakes it; a command of a drill may.",
        "Times count from the activation.",
    ]
    assert waking_words(preview(case_of(flood()), "water"), case.world) == [
        "It begins at 07-06 00:30."
    ]


def test_works_that_fail_wake_an_entry():
    """The incidents that threaten to become it are named in one sentence."""
    case = case_of(flood(), activate_at_s=math.nan)
    works = {
        "entry": "water",
        "outflow_m3s": ((0.0, 1.0),),
        "success": ((0.0, 1.0),),
        "fails": Law.constant(60.0),
    }
    preventions = tuple(Prevention(id=id, incident_type="fire", **works) for id in ("a", "b"))
    scenario = replace(case.world.scenario, preventions=preventions)
    world = replace(case.world, scenario=scenario)
    assert waking_words(preview(replace(case, world=world), "water"), world) == [
        "It begins where works do not hold an incident: fire, fire.",
        "Times count from the activation.",
    ]


def test_a_hazard_in_a_row_of_the_report():
    """One and no road close, 40 and 20 persons are exposed; what does nothing has no row."""
    wet = flood((2, 600.0, math.inf, 0.6))
    rows = [Exposure("z3", 60.0, 90.0, kind, share, "") for kind, share in (("a", 0.5), ("b", 1.0))]
    both = Impact.of(8, list(intervals(wet)), rows)
    half = people(("z3", 120.0, 180.0, 0.5))
    point = Point(scenario="drill", alternative="plan", case=case_of(both, half))
    (row,) = effect_rows(effects_of(point))
    assert (row.name, row.scenario, row.samples, row.profile) == ("flood", "drill", 2, "engine")
    assert (row.roads, row.first_road) == ("0 (0 … 1)", "07-06 00:40")
    assert (row.persons, row.first_person) == ("30 (20 … 40)", "07-06 00:31")
    assert row.waking == ("It begins at 07-06 00:30.",)
    nothing = Point(scenario="drill", alternative="plan", case=case_of(flood()))
    assert effects_of(nothing) == []


def intervals(impact):
    """Yield the intervals of an Impact again."""
    roads = impact.roads
    for arc, a, b, value in zip(roads.arc, roads.from_s, roads.to_s, roads.value, strict=True):
        yield Interval(int(arc), float(a), float(b), "depth", float(value), "", "water")


def test_the_maps_say_what_and_when():
    """Title, time, counts, the exposed zone, the legend, and that nobody responds."""
    rows = Case(world=case_of().world, impacts={"water": [flood((2, 600.0, math.inf, 0.6))]})
    figure = hazard_figure(maps(rows, preview(rows, "water")), rows.world)
    written = "\n".join(texts(figure))
    assert "07-06 00:40  (10 min after the activation)" in written
    assert "roads closed: 1 · persons exposed: 0" in written
    assert "drill: flood, sample 0 of 1, roads for 'engine'" in written
    assert "Nobody responds" in written
    legend = [one.get_text() for one in figure.legends[0].get_texts()]
    assert legend == ["no change", "road closed"]
    exposed = case_of(people(("z3", 0.0, 60.0, 0.5)))
    figure = hazard_figure(maps(exposed, preview(exposed, "water")), exposed.world)
    assert "z3: 50.0 %" in "\n".join(texts(figure))


def test_the_maps_show_what_is_touched():
    """r2 joins n2 (2, 0) and n3 (3, 1): both are on the map with a margin, n0 (0, 0) is not."""
    case = case_of(flood((2, 0.0, math.inf, 0.6)))
    left, low, right, high = box_of(maps(case, preview(case, "water")), case.world)
    assert 1.5 < left < 2.0
    assert (right - 3.0, high - 1.0) == (pytest.approx(2.0 - left), pytest.approx(-low))


def test_a_field_lies_under_the_roads():
    """Four classes at the most that there is, in colours of the legend, and what was wet before."""
    case = case_of(flood((2, 0.0, math.inf, 0.6), (1, 60.0, math.inf, 0.6)))
    drawn = maps(case, preview(case, "water"))
    wet = layer("depth", [[0.0, 0.2, 0.7], [0.0, 0.0, 0.01]], [[0.0, 0.0, 0.3], [0.0, 0.0, 0.0]])
    figure = hazard_figure(replace(drawn, layer=wet, sources=((1.0, 1.0),)), case.world)
    meshes = [
        [one for one in axis.collections if hasattr(one, "get_coordinates")] for axis in figure.axes
    ]
    assert [len(one) for one in meshes] == [1, 2]
    words = [one.get_text() for legend in figure.legends for one in legend.get_texts()]
    assert words[0] == "depth of water [m]:"
    assert {"passed over before", "source of the hazard"} <= set(words)


def test_classes_reach_from_the_least_harm_to_the_worst():
    """0.7 m lies in 0.6-0.8 m; at most six classes; of visibility the small ones count."""
    limits = classes_of(layer("depth", 0.7, 0.1))
    assert (limits[0], limits[-1]) == (0.05, 0.8)
    assert len(classes_of(layer("depth", 40.0))) == MOST_CLASSES + 1
    limits = classes_of(layer("visibility", 150.0))
    assert (limits[0], limits[-1]) == (100.0, CLASSES["visibility"][-1])
    assert classes_of(layer("fire", 1e4))[:2] == (0.0, 5e4)


def test_what_does_harm():
    """Water above 5 cm, any fire, sight below 10 km."""
    assert harmful("depth", np.array([0.05, 0.06])).tolist() == [False, True]
    assert harmful("fire", np.array([0.0, 1.0])).tolist() == [False, True]
    assert harmful("visibility", np.array([1e5, 9e3])).tolist() == [False, True]


def test_units_of_the_legend():
    """Fireline intensity stands in kW/m; a dose has no unit."""
    (title, first, *_rest) = layer_handles(fire := layer("fire", 3e6), classes_of(fire))
    assert (title.get_label(), first.get_label()) == ("fireline intensity [kW/m]:", "0–50")
    (title, *_rest) = layer_handles(dose := layer("dose", 3.0), classes_of(dose))
    assert title.get_label() == "dose over its limit:"


def test_long_names_fit_on_a_map():
    """Brackets go first, then the end; a Chinese sign takes two places."""
    assert short("Tuanbei village") == "Tuanbei village"
    assert short("street community (fictitious)") == "street community"
    assert short("注滋口镇团北村民委员会") == "注滋口镇团北村民…"
    assert short("二村(虚构)") == "二村(虚构)"


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_files_are_written_and_are_the_same_again(tmp_path, tongue):
    """PNG and SVG named after the entry, the same bytes each time, in both languages."""
    set_language(tongue)
    case = case_of(flood((2, 0.0, math.inf, 0.6)))
    drawn = replace(maps(case, preview(case, "water")), layer=layer("depth", 0.5))
    for folder in ("a", "b"):
        files = save_hazard_figure(drawn, case.world, tmp_path / folder)
        assert [file.name for file in files] == ["water.png", "water.svg"]
    for file in files:
        assert file.read_bytes() == (tmp_path / "a" / file.name).read_bytes()
    assert ET.parse(tmp_path / "a" / "water.svg").getroot().tag.endswith("svg")  # noqa: S314  ours


def test_what_does_nothing_has_no_picture(tmp_path):
    """No road, nobody, no field: nothing is written."""
    case = case_of(flood())
    assert save_hazard_figure(maps(case, preview(case, "water")), case.world, tmp_path) == []
    assert list(tmp_path.iterdir()) == []


def test_zones_of_danger_are_outlines_with_their_names():
    """What holds at an instant is drawn and stands in the legend, the worst first."""
    case = case_of(flood((2, 0.0, math.inf, 0.6)))
    ring = np.array([(0.0, 0.0), (1.0, 0.0), (0.0, 1.0), (0.0, 0.0)])
    zones = [
        DangerZone(kind=kind, limit=limit, from_s=from_s, to_s=math.inf, polygons=((ring,),))
        for kind, limit, from_s in (("warm", "AEGL-2", 0.0), ("hot", "AEGL-3", 0.0))
    ]
    later = replace(zones[0], kind="cold", from_s=1e9)
    drawn = replace(maps(case, preview(case, "water")), zones=(*zones, later))
    figure = hazard_figure(drawn, case.world)
    words = [one.get_text() for legend in figure.legends for one in legend.get_texts()]
    assert [one for one in words if "zone" in one] == ["hot zone (AEGL-3)", "warm zone (AEGL-2)"]
    colours = [line.get_color() for line in figure.axes[0].lines]
    assert {"#d1121f", "#e8710a"} <= set(colours)
    assert "#d9b300" not in colours
