"""Seasons of forest fires: from files to the World, to runs and to a verdict in per mille."""

import math

import pytest
import yaml
from tests.files import sets

from sandtable.dispatch.thinning import arrival_times
from sandtable.ground.faults import UserFaults
from sandtable.ground.luck import Luck
from sandtable.study import load_run
from sandtable.study.case import operate
from sandtable.study.reading import read

DAY = 86400.0
SEASON = {
    "id": "fires",
    "type": "forest_fire",
    "days": {"table": "days.csv"},
    "classes": [
        {"danger": "low", "fires": "0 per_d", "head": "30 m/h"},
        {"danger": "high", "fires": "1 per_d", "head": "120 m/h"},
        {"danger": "extreme", "fires": "4 per_d", "head": "600 m/h"},
    ],
    "where": [{"zone": "z2", "forest": "12 km2"}, {"node": "a", "forest": "300 ha"}],
    "stands_for": "1 y",
}
DAYS = "火险等级,气温(度),相对湿度,风速(米/秒),干旱因子\n一级,,,,\n三级,,,,\n,40,10 %,16.667,10\n"


def files(days=DAYS, **season):
    """Return a set of files with a season of three days, and targets of the year."""
    a_set = sets.a_set()
    a_set["scenario.json"] |= {
        "horizon": "5 d",
        "arrivals": [],
        "types": [{"id": "forest_fire", "needs": [{"skill": "fire"}], "work": "2 h"}],
        "seasons": [SEASON | season],
    }
    a_set["targets.json"]["targets"] = [
        {
            "id": "county.damage",
            "quantity": {"rate": "damaged_forest_area", "over": "forest_area", "period": "1 y"},
            "statistic": "mean",
            "at_most": "0.9 ‰",
        },
        {
            "id": "county.controlled24",
            "clock": {"from": "occurred", "to": "controlled"},
            "within": "24 h",
            "at_least": "95 %",
        },
    ]
    a_set["days.csv"] = days
    return a_set


def loaded(folder, **more):
    """Return the world of these files."""
    sets.write(folder, files(**more))
    return load_run(folder / "scenario.json").points[0].case


def test_danger_and_weather_of_a_day(tmp_path):
    """The worst afternoon of the meter, 60 km/h at 40 °C and 10 %, is extreme: four fires a day."""
    world = loaded(tmp_path).world
    (season,), (fires,) = world.scenario.seasons, world.scenario.arrivals
    assert season.head_mps == pytest.approx((30 / 3600, 120 / 3600, 600 / 3600))
    assert fires.rate.mean_per_s == fires.rate.ceiling_per_s == pytest.approx(4 / DAY)
    assert fires.rate.by_day == (0.0, 0.25, 1.0)
    by_node = {str(world.network.node_ids[node]): km2 for node, km2 in season.forest_km2.items()}
    assert by_node == {"a": 3.0, "d": 12.0}
    assert dict(zip(fires.zones, fires.weights, strict=True)) == {"": 3.0, "z2": 12.0}
    assert season.stands_for_s == 365 * DAY


def test_fires_are_lit_by_the_day(tmp_path):
    """Over 400 runs none on day 0 and after day 2, one on day 1, four on day 2."""
    world = loaded(tmp_path).world
    (fires,) = world.scenario.arrivals
    counts = [0] * 5
    for replication in range(400):
        times, _numbers = arrival_times(fires, Luck(1, replication), 5 * DAY, 0.0)
        for time_s in times.tolist():
            counts[int(time_s // DAY)] += 1
    assert (counts[0], counts[3], counts[4]) == (0, 0, 0)
    assert counts[1] / 400 == pytest.approx(1.0, abs=4 * math.sqrt(1.0 / 400))
    assert counts[2] / 400 == pytest.approx(4.0, abs=4 * math.sqrt(4.0 / 400))


def test_prevention_takes_fires_away_and_moves_none(tmp_path):
    """With a third prevented the fires of a run are some of those of the same luck without."""
    world, fewer = (loaded(tmp_path, prevented=share).world for share in ("0 %", "33 %"))
    lost = 0
    for replication in range(50):
        both = [
            set(zip(*(one.tolist() for one in found), strict=True))
            for found in (
                arrival_times(one.scenario.arrivals[0], Luck(1, replication), 5 * DAY, 0.0)
                for one in (world, fewer)
            )
        ]
        assert both[1] <= both[0]
        lost += len(both[0]) - len(both[1])
    assert 50 < lost < 115, "a third of 250"


def test_a_season_is_played_and_judged(tmp_path):
    """Both targets of the year have cases: fires under control, and forest burned."""
    case = loaded(tmp_path)
    tables = operate(case, 1, 0)
    damage, controlled = (read(tables, target, case.world)[0] for target in case.world.targets)
    fires = len(tables["incidents"]["incident"])
    assert (damage.cases, controlled.cases) == (1, fires)
    assert fires > 0
    assert damage.over_s == 15e6
    assert 0.0 < damage.low_s < 15e6


def test_the_example_of_the_page(tmp_path, project):
    """It is read as it stands; what nobody has checked of it goes with the verdicts."""
    page = (project / "docs" / "hazards" / "fire.md").read_text("utf-8")
    names = ("yaml season.yaml", "csv days.csv", "yaml targets.yaml")
    season, days, targets = (page.split(f"```{name}\n")[1].split("```")[0] for name in names)
    a_set = files(days)
    a_set["scenario.json"] |= yaml.safe_load(season)
    a_set["targets.json"] = yaml.safe_load(targets)
    sets.write(tmp_path, a_set)
    world = load_run(tmp_path / "scenario.json").points[0].case.world
    (spring,) = world.scenario.seasons
    assert spring.head_mps == pytest.approx((60 / 3600, 120 / 3600, 300 / 3600))
    low = {one.path for one in world.assumptions if one.confidence == "low"}
    assert {"hazard.season.fires of a season", "hazard.season.fire weather"} <= low


def test_what_is_wrong_in_the_files(tmp_path):
    """A class that no row states, a day of both kinds, a place twice, a zone misspelt."""
    for season, days, said in (
        ({}, "danger\nvery_high\n", r"days.csv:2.*found 'very_high', expected one of low, high, e"),
        ({}, "danger,wind_mps\nlow,3\n", r"days.csv:2.*found both, expected 'danger', or"),
        ({}, "danger,wind_mps\n,3\n", r"days.csv:2.*found neither, expected 'danger', or"),
        (
            {"classes": [SEASON["classes"][0]] * 2},
            "danger\nlow\n",
            r"classes\[1\].danger: found 'low' a second time, expected each class once",
        ),
        (
            {"where": [{"zone": "z2", "node": "a", "forest": "1 km2"}]},
            DAYS,
            r"where\[0\].*found both, expected 'zone' or 'node'",
        ),
        ({"where": [{"zone": "z9", "forest": "1 km2"}]}, DAYS, r"found 'z9', expected a zone"),
        ({"type": "forest_fir"}, DAYS, r"Did you mean 'forest_fire'"),
    ):
        sets.write(tmp_path, files(days, **season))
        with pytest.raises(UserFaults, match=said):
            load_run(tmp_path / "scenario.json")
