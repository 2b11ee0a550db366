"""Pictures and tables of reach and of roads that cost most when lost."""

import math
import xml.etree.ElementTree as ET
from dataclasses import replace

import numpy as np
import pytest
from tests.study.test_reach import WADING, flood, town
from tests.worlds import FOUR, network

from sandtable.ground.language import set_language
from sandtable.ground.names import Name
from sandtable.report import roads_picture
from sandtable.report.critical_figure import critical_figure, save_critical_figure
from sandtable.report.critical_rows import critical_table, groups, remarks
from sandtable.report.fonts import chinese_font
from sandtable.report.reach_figure import bands, reach_figure, save_reach_figure
from sandtable.report.reach_rows import course_table, now_table, percent, thinned
from sandtable.study.answering import answerers
from sandtable.study.case import Case
from sandtable.study.critical import Loss, Ranking, rank_roads
from sandtable.study.reach_findings import Question, look
from sandtable.world.network import Network


def nowhere():
    """Return the town of four zones on a network that nobody has placed."""
    roads = network(FOUR)
    placed = {"x": np.full(4, np.nan), "y": np.full(4, np.nan)}
    return replace(town(), network=replace(roads, **placed))


def drawn_town(**fields):
    """Return the town of four zones on a network that has coordinates and somebody to name."""
    built = town(profiles=(WADING,), **fields)
    plain = network(FOUR)
    roads = Network.from_arrays(
        n_nodes=4,
        tail=plain.tail,
        head=plain.head,
        length_m=plain.length_m,
        free_speed_mps=plain.free_speed_mps,
        road_ids=plain.road_ids.tolist(),
        x=[0.0, 1.0, 2.0, 3.0],
        y=[0.0, 1.0, 0.0, 1.0],
        attribution="Schematic network, not a map. Somebody (CC BY 4.0)",
    )
    return replace(built, network=roads)


def found(built, *impacts, **question):
    """Return what is found about a town, with a hazard where there are samples of one."""
    case = Case(world=built, impacts={"water": list(impacts)} if impacts else {})
    return look(case, Question(limits_s=(200.0,), **question))


def texts(figure):
    """Return everything that is written in a figure."""
    written = [text.get_text() for axis in figure.axes for text in axis.texts]
    written += [axis.get_title() for axis in figure.axes]
    return [*written, *(text.get_text() for text in figure.texts)]


def test_bands_hold_their_ends():
    """Five minutes are in the first band, a second more in the next; no way has its own band."""
    assert bands(np.array([0.0, 300.0, 301.0, 3600.0, 3601.0, math.inf])).tolist() == [
        *(0, 0, 1, 4, 5, 6)
    ]


def test_the_picture_names_who_is_outside_and_the_sources():
    """z3 with its 40 people is beyond 200 s; the picture is no map and names its sources."""
    figure = reach_figure(found(drawn_town()), drawn_town())
    written = "\n".join(texts(figure))
    assert "z3: 40" in written
    assert "60.0 % within 200 s" in written or "60.0 % within 3.333 min" in written
    assert "Schematic network, not a map." in written
    assert "Somebody (CC BY 4.0)" in written
    assert written.count("Schematic") == 1


def test_the_worst_moment_stands_beside():
    """Two maps: undisturbed, and the one in which r2 is closed and 40 people are cut off."""
    built = drawn_town()
    figure = reach_figure(found(built, flood((2, 100.0, math.inf, 0.6)), entry="water"), built)
    assert len(figure.axes) == 2
    assert "no way to 40" in "\n".join(texts(figure))


def test_names_in_chinese_alone_are_written_in_english_too(tmp_path):
    """A zone without an English name bears its Chinese one, in a font that has it."""
    if chinese_font() is None:
        pytest.skip("no font for Chinese is installed")
    built = drawn_town()
    zones = tuple(replace(zone, name=Name("石岭村")) for zone in built.place.zones)
    built = replace(built, place=replace(built.place, zones=zones))
    assert len(save_reach_figure(found(built), built, tmp_path)) == 2


def test_words_do_not_lie_on_each_other():
    """Of four words at one point four find a place around it, the fifth none."""
    paper = roads_picture.canvas(1, drawn_town().network)
    axis = paper.maps[0]
    axis.set(xlim=(0, 2), ylim=(0, 2))
    labels = roads_picture.Labels(axis)
    assert [labels.put(1.0, 1.0, "Huarong") for _ in range(5)] == [True] * 4 + [False]


@pytest.mark.parametrize("tongue", ["en", "zh"])
def test_files_are_written_and_are_the_same_again(tmp_path, tongue):
    """PNG and SVG of both pictures, the same bytes each time, in both languages."""
    set_language(tongue)
    built = drawn_town()
    findings = found(built)
    ranking = rank_roads(built, ["r0", "r2"], answerers(built))
    for folder in ("a", "b"):
        files = save_reach_figure(findings, built, tmp_path / folder)
        files += save_critical_figure(ranking, built, findings.teams, tmp_path / folder, {})
        assert [file.name for file in files] == [
            *("reach.png", "reach.svg", "critical.png", "critical.svg")
        ]
    for file in files:
        assert file.read_bytes() == (tmp_path / "a" / file.name).read_bytes()
    assert ET.parse(tmp_path / "a" / "reach.svg").getroot().tag.endswith("svg")  # noqa: S314  ours


def test_a_network_without_coordinates_has_no_picture(tmp_path):
    """Nothing is drawn, and nothing is written."""
    built = nowhere()
    assert save_reach_figure(found(built), built, tmp_path) == []
    ranking = rank_roads(built, ["r0"], answerers(built))
    assert save_critical_figure(ranking, built, answerers(built), tmp_path, {}) == []
    assert list(tmp_path.iterdir()) == []


def test_the_dearest_roads_bear_their_numbers_and_names():
    """The list beside the map has the names of roads where there are any."""
    built = drawn_town()
    ranking = rank_roads(built, ["r0", "r1", "r2", "r3"], answerers(built))
    figure = critical_figure(ranking, built, answerers(built), {"r2": "East road"})
    written = "\n".join(texts(figure))
    assert "1  r2\n    East road\n    cuts off 40" in written
    assert "r3" not in written


def loss(road, **costs):
    """Return a loss; circles are one."""
    return Loss(road=road, **({"leave": (0.0,)} | costs))


def ranking(*losses, unreachable=0.0):
    """Return a ranking for one circle of 15 min."""
    return Ranking(limits_s=(900.0,), persons=100.0, unreachable=unreachable, losses=losses)


def test_roads_of_equal_cost_share_a_row():
    """Two pieces of one way are one row; what costs nothing has none."""
    one = ranking(
        loss("a", unreachable=5.0),
        loss("b", unreachable=5.0),
        loss("c", person_minutes=3.0),
        loss("d"),
        unreachable=7.0,
    )
    assert [(group.rank, group.roads) for group in groups(one)] == [(1, ("a", "b")), (2, ("c",))]
    heads, rows = critical_table(one, 9, {"c": "High street"})
    assert len(heads) == len(rows[0]) == 6
    assert rows[0] == ("1!", "a (+1)", "5", "–", "–", "–")
    assert rows[1][:2] == ("2", "c\nHigh street")
    _heads, rows = critical_table(one, 9, {}, with_free=True)
    assert rows[2] == ("", "d", "–", "–", "–", "–")
    said = remarks(one, ["a", "b", "c", "d"])
    assert said[0].startswith("3 of 4 roads cost something when lost; 2 are the only way")
    assert said[-1].startswith("7 persons are reached by nobody")


def test_shelters_have_a_column_where_there_are_any():
    """A depot's way to a shelter that is cut off is told in words."""
    heads, rows = critical_table(ranking(loss("a", shelters_cut_off=2)), 9, {})
    assert heads[-1] == "shelters"
    assert rows[0][-1] == "2 cut off, +0 min"


def test_nearly_all_is_not_all():
    """Only nothing is 0 and only all is 100 %."""
    assert [percent(one) for one in (0.0, 1e-5, 0.5, 0.99996, 1.0, math.nan)] == [
        *("0 %", "< 0.1 %", "50.0 %", "> 99.9 %", "100 %", "–")
    ]


def test_a_long_course_is_thinned():
    """Rows that repeat the one before go; of a hundred others some stay, the ends among them."""
    assert thinned([("0", "a"), ("1", "a"), ("2", "b")]) == [("0", "a"), ("2", "b")]
    rows = thinned([(str(number), str(number)) for number in range(100)])
    assert len(rows) <= 25
    assert rows[0] == ("0", "0")
    assert rows[-2] == ("99", "99")
    assert rows[-1] == (f"{100 - len(rows) + 1} more",)


def test_the_course_of_one_sample_and_of_all():
    """One sample has its shares and the persons cut off, several have mean and worst."""
    built = drawn_town()
    wet, dry = flood((2, 100.0, math.inf, 0.6)), flood()
    _heads, rows = course_table(found(built, wet, entry="water", sample=0), "travel")
    assert rows == [("0", "60.0 %", "0"), ("100 s", "60.0 %", "40")]
    _heads, rows = course_table(found(built, wet, dry, entry="water"), "travel")
    assert rows[-1] == ("100 s", "60.0 % / 60.0 %", "20 / 40")


def test_by_night_has_rows_where_it_differs():
    """At half the speed fewer are reached by night; without the factor nothing is said of it."""
    _heads, rows = now_table(found(town(), night_factor=0.5))
    assert {row[0] for row in rows} == {"any time", "by day", "by night"}
    _heads, rows = now_table(found(town()))
    assert {row[0] for row in rows} == {"any time"}
