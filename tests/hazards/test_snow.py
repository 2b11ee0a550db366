"""Snow and ice on roads, worked out by hand and read from files."""

import math

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.files import sets
from tests.hazards.test_slide_terrain import grid

from sandtable.ground.faults import UserFaults
from sandtable.ground.luck import Luck
from sandtable.hazards.around import Around
from sandtable.hazards.draws import Draws
from sandtable.hazards.kinds import prepared
from sandtable.hazards.kinds.snow import SnowPart
from sandtable.study import load_run
from sandtable.world.network import Network
from sandtable.world.plan import Profile

QUARTER = 900.0
HOUR = 3600.0
CAR = Profile(id="car")


def network(**extras):
    """Return a main road, a lane, a bridge of the main road and one through a tunnel."""
    return Network.from_arrays(
        tail=[0, 1, 2, 3],
        head=[1, 2, 3, 0],
        length_m=[1000.0] * 4,
        n_nodes=4,
        facility_type=["county", "village", "county", "county"],
        is_bridge=[False, False, True, False],
        is_tunnel=[False, False, False, True],
        **extras,
    )


def weather(*rows):
    """Return rows of weather: hour, water in mm, temperature, and rain or snow if it is stated."""
    keys = ("at", "fall", "temperature", "form")
    units = ("{} h", "{} mm", "{} °C", "{}")
    return [
        {key: unit.format(value) for key, unit, value in zip(keys, units, row, strict=False)}
        for row in rows
    ]


def realised(rows, sample=0, roads=None, **keys):
    """Return the realisation of a sample."""
    part = SnowPart.model_validate({"source": "sky", "weather": weather(*rows)} | keys)
    around = Around(entry="cold", network=roads or network(), zones={}, stated=None)
    return prepared(part, around).impact(Draws("snow", "cold", sample, Luck.hazard(7, sample)))


def rows_of(impact, arc):
    """Return the intervals of an arc: begin and end [s], and factor."""
    roads = impact.roads
    return [
        (roads.from_s[row], roads.to_s[row], round(roads.value[row], 9))
        for row in impact.rows_of(arc).tolist()
    ]


def factor(impact, arc, hours):
    """Return the speed factor of an arc at a time."""
    return impact.natural.factor_of(arc, hours * HOUR, CAR)


SNOWS = [(2, 2, -5)]
"""A centimetre of snow an hour, for two hours."""


def test_snow_slows_until_the_plough_has_been_there():
    """A centimetre lies after an hour: 0.65 in the quarter before, too; cleared two hours later."""
    impact = realised(SNOWS, clearing=[{"facility_types": ["county"], "after": "2 h"}])
    assert rows_of(impact, 0) == [(3 * QUARTER, 3 * QUARTER + 2 * HOUR, 0.65)]
    assert rows_of(impact, 1) == [(3 * QUARTER, math.inf, 0.65)]
    assert impact.causes == ("积雪 / snow",)
    assert rows_of(impact, 3) == [], "no snow in a tunnel"


def test_the_plough_comes_again_while_it_snows():
    """A centimetre after the first hour; cleared at 1.75 h, so that the next one lies at 2.75 h."""
    impact = realised([(4, 4, -5)], clearing=[{"after": "1 h"}])
    spans = [(begin / HOUR, end / HOUR) for begin, end, _factor in rows_of(impact, 1)]
    assert spans == [(0.75, 1.75), (2.5, 3.5)]


def test_deep_snow_closes_a_road():
    """30 mm of water are 30 cm of snow, 10 cm after 20 minutes: it stays where it never thaws."""
    assert rows_of(realised([(1, 30, -5)]), 1) == [
        (0.0, QUARTER, 0.65),
        (QUARTER, 3 * QUARTER, 0.4),
        (3 * QUARTER, math.inf, 0.0),
    ]


def test_snow_melts_by_degree_days():
    """At 4 °C 16 mm of water a day: of 2 mm a half is gone, and less than 1 cm left, in 1.5 h."""
    (row,) = rows_of(realised([(1, 2, -1), (9, 0, 4)]), 1)
    assert row[1] == 1 * HOUR + 1.5 * HOUR + QUARTER


def test_bridges_freeze_first():
    """Rain at 1.5 °C freezes on the bridge alone, and thaws there when the air has 5 °C."""
    impact = realised([(1, 1, 1.5), (3, 0, 1.5), (5, 0, 5)])
    assert rows_of(impact, 2) == [(0.0, 3 * HOUR + QUARTER, 0.5)]
    assert rows_of(impact, 0) == []
    assert impact.causes == ("结冰 / ice",)


def test_freezing_rain_is_stated():
    """Below 0 °C the word rain makes ice at once where snow would fall otherwise."""
    assert rows_of(realised([(1, 1, -3, "rain")]), 1) == [(0.0, math.inf, 0.5)]


@pytest.mark.parametrize(("hours", "freezes"), [(5, True), (6, False)])
def test_a_dry_road_does_not_freeze(hours, freezes):
    """After rain a road is wet for six hours."""
    impact = realised([(1, 1, 3), (1 + hours, 0, 3), (12, 0, -3)])
    assert bool(rows_of(impact, 0)) is freezes


def test_it_snows_on_the_pass_and_rains_in_the_valley():
    """3 °C at the station are -3.5 °C a thousand metres above it; an unknown height is its own."""
    roads = network(z_m=[100.0, 100.0, 2100.0, math.nan])
    impact = realised([(2, 2, 3)], roads=roads, station="100 m")
    assert [bool(rows_of(impact, arc)) for arc in range(3)] == [False, True, False]
    everywhere = realised([(2, 2, 3)], roads=roads)
    assert not len(everywhere.roads), "without a station the weather is the same everywhere"


def test_warmer_weather_brings_rain():
    """Two degrees more than the most at which it snows, and the roads are wet."""
    assert len(realised([(2, 2, 1)]).roads)
    assert not len(realised([(2, 2, 1)], temperature_shift="2 °C").roads)


@settings(max_examples=25)
@given(
    st.lists(st.tuples(st.integers(0, 20), st.integers(-10, 10)), min_size=1, max_size=6),
    st.floats(1.0, 5.0),
)
def test_more_snow_is_never_faster(rows, more):
    """Nobody clears; the same weather with more water in it."""
    course = [(3 * n, fall, warm) for n, (fall, warm) in enumerate(rows, start=1)]
    less, heavy = realised(course), realised(course, amount_factor=more)
    hours = range(0, 72, 3)
    assert all(factor(heavy, 0, hour) <= factor(less, 0, hour) for hour in hours)


def test_uncertain_weather_is_drawn_number_by_number():
    """The amount of a sample is the same whether the temperature is uncertain or not."""
    amounts = {"amount_factor": {"uniform": [0.5, 1.5]}}
    one, two = (realised(SNOWS, sample, **amounts) for sample in (0, 1))
    assert one.content_hash != two.content_hash
    frozen = {"temperature_shift": {"uniform": ["-3 °C", "-2 °C"]}}
    assert realised(SNOWS, 0, **amounts, **frozen).content_hash == one.content_hash


def test_a_snowy_day_from_files(tmp_path):
    """Weather in a table with Chinese headers; slow from 45 min on, cleared three hours later."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [
        {
            "id": "cold",
            "activate_at": "1 h",
            "snow": {
                "source": "sky",
                "cause": {"zh": "大雪", "en": "heavy snow"},
                "weather": {"table": "weather.csv"},
                "clearing": [{"facility_types": ["county"], "after": "3 h"}],
            },
        }
    ]
    files["weather.csv"] = "时间(小时),降水量(毫米),气温(度),降水类型\n2,2,-5,雪\n3,0,-6,\n"
    sets.write(tmp_path, files)
    (impact,) = load_run(tmp_path / "scenario.json").points[0].case.impacts["cold"]
    assert impact.causes == ("大雪 / heavy snow",)
    assert impact.epochs[-1] == 3.75 * HOUR


def test_the_example_of_the_page(tmp_path, project):
    """Twenty samples of it: snow first, ice on all roads from the freezing rain on, then thaw."""
    page = (project / "docs" / "hazards" / "snow.md").read_text("utf-8")
    files = sets.a_set()
    files["scenario.json"] |= yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    files["weather.csv"] = page.split("```csv weather.csv\n")[1].split("```")[0]
    sets.write(tmp_path, files)
    impacts = load_run(tmp_path / "scenario.json").points[0].case.impacts["cold_wave"]
    assert len(impacts) == 20
    assert {cause for one in impacts for cause in one.causes} == {"积雪 / snow", "结冰 / ice"}
    assert all(factor(one, 0, 17.9) < 1.0 and factor(one, 0, 90) == 1.0 for one in impacts)


def test_what_is_wrong_in_the_files(tmp_path):
    """A class of road that the network does not have; weather that goes back in time."""
    files = sets.a_set()
    snow = {"source": "sky", "weather": weather((2, 1, -1), (1, 1, -1))}
    files["scenario.json"]["impacts"] = [{"id": "cold", "snow": snow}]
    sets.write(tmp_path, files)
    with pytest.raises(
        UserFaults, match=r"weather\[1\].at: found '?1 h'?, expected more than the 2"
    ):
        load_run(tmp_path / "scenario.json")
    snow |= {
        "weather": weather((2, 1, -1)),
        "clearing": [{"facility_types": ["conty"], "after": "3 h"}],
    }
    sets.write(tmp_path, files)
    with pytest.raises(UserFaults, match=r"facility_types\[0\]: found 'conty'.*mean 'county'"):
        load_run(tmp_path / "scenario.json")


def test_heights_out_of_a_terrain(tmp_path):
    """East Road lies 900 m up and is 5.85 °C colder: it snows there and rains in the west."""
    files = sets.a_set()
    snow = {"source": "sky", "weather": weather((2, 4, 4)), "station": "0 m"}
    snow |= {"terrain": "hills.asc", "crs": "network"}
    files["scenario.json"]["impacts"] = [{"id": "cold", "activate_at": "0 h", "snow": snow}]
    files["hills.asc"] = grid(lambda x, y: 0.2 * x + 0.0 * y)
    sets.write(tmp_path, files)
    case = load_run(tmp_path / "scenario.json").points[0].case
    (impact,) = case.impacts["cold"]
    arcs = {str(case.world.network.arc_ids[arc]) for arc in impact.roads.arc}
    assert arcs == {"cd", "dc"}, "Mill Road, 400 m up, has 1.4 °C"
    for wrong, told in (
        (snow | {"station": None}, "snow.terrain: found a terrain alone, expected 'station'"),
        (snow | {"terrain": []}, "snow.crs: found no terrain, expected 'terrain'"),
    ):
        files["scenario.json"]["impacts"][0]["snow"] = wrong
        sets.write(tmp_path, files)
        with pytest.raises(UserFaults) as faults:
            load_run(tmp_path / "scenario.json")
        assert told in str(faults.value)


def test_deeper_snow_makes_no_road_faster(tmp_path):
    """A curve that rises with the depth is refused, by the two depths; a flat one is not."""
    files = sets.a_set()
    curve = {"0 cm": "100 %", "20 cm": "50 %", "5 cm": "40 %"}
    snow = {"source": "sky", "weather": weather((2, 4, -4)), "speed_by_depth": curve}
    files["scenario.json"]["impacts"] = [{"id": "cold", "snow": snow}]
    sets.write(tmp_path, files)
    told = r"speed_by_depth: found 50% at 20 cm, expected at most 40%, that of 5 cm"
    with pytest.raises(UserFaults, match=told):
        load_run(tmp_path / "scenario.json")
    curve["20 cm"] = "40 %"
    sets.write(tmp_path, files)
    load_run(tmp_path / "scenario.json")
