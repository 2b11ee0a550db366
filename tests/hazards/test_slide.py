"""Landslides by rain, worked out by hand and read from files."""

import math

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.files import sets
from tests.hazards.test_slide_terrain import hillside

from sandtable.files.slide_model import SlidePart
from sandtable.ground.faults import UserFaults
from sandtable.ground.luck import Luck, address
from sandtable.hazards.around import Around
from sandtable.hazards.draws import Draws
from sandtable.hazards.kinds import prepared
from sandtable.hazards.kinds.slide_rain import SlideRain
from sandtable.hazards.slides.rain import THRESHOLDS, part_of_full
from sandtable.study import load_run
from sandtable.world.network import Network
from sandtable.world.plan import Profile

HOUR = 3600.0
CAR = Profile(id="car")


def network(n_roads=3):
    """Return roads of 1 km in both directions: arcs 0 and 1 are road r0."""
    return Network.from_arrays(
        tail=[end for n in range(n_roads) for end in (n, n + 1)],
        head=[end for n in range(n_roads) for end in (n + 1, n)],
        length_m=[1000.0] * 2 * n_roads,
        n_nodes=n_roads + 1,
        road_ids=[f"r{n}" for n in range(n_roads) for _ in "ab"],
        arc_ids=[f"{n}{way}" for n in range(n_roads) for way in "ab"],
    )


def part(rain, **keys):
    """Return the part of hourly rain [mm] above all roads of `network`, by default very high."""
    rows = [{"at": f"{hour} h", "rain": f"{mm} mm"} for hour, mm in enumerate(rain, start=1)]
    roads = [{"link_id": f"{n}a", "susceptibility": "very_high"} for n in range(3)]
    return SlidePart.model_validate({"source": "hill", "rain": rows, "roads": roads} | keys)


def draws(sample=0, entry="rain"):
    """Return the luck of a sample."""
    return Draws("slide", entry, sample, Luck.hazard(7, sample))


def realised(rain, sample=0, on=None, **keys):
    """Return the realisation of a sample."""
    around = Around(entry="rain", network=on or network(), zones={}, stated=None)
    return prepared(part(rain, **keys), around).impact(draws(sample))


def over(rain, **keys):
    """Return how far rain is over its threshold."""
    around = Around(entry="rain", network=network(), zones={}, stated=None)
    return SlideRain(part(rain, **keys), around).over(draws())


def slid_s(impact, n_roads=3):
    """Return when each road was closed, inf = never [s]."""
    first = np.full(n_roads, np.inf)
    np.minimum.at(first, impact.roads.arc // 2, impact.roads.from_s)
    return first


def test_thresholds_by_hand():
    """An hour of 14.82 or 2.2 mm; a day of 14.82 x 24^0.61 = 102.99 or 2.2 x 24^0.56 = 13.04 mm."""
    hours = np.array([1.0, 24.0])
    sums = [THRESHOLDS[name].intensity(hours) * hours for name in sorted(THRESHOLDS)]
    assert sums[0] == pytest.approx([14.82, 102.99], abs=0.005)
    assert sums[1] == pytest.approx([2.20, 13.04], abs=0.005)


def test_rain_over_its_threshold_by_hand():
    """29.64 mm in an hour: after the time t it is 2 t^0.39 times the threshold; then it falls."""
    rain = over([29.64, 0])
    quarters = np.array([0.25, 0.5, 0.75, 1.0])
    assert rain.ratio[0] == 0.0
    assert rain.ratio[1:5] == pytest.approx(2.0 * quarters**0.39)
    assert rain.ratio[8] == pytest.approx(2.0 * 2.0**-0.61), "over two hours the same rain is less"
    assert rain.highest[-1] == pytest.approx(2.0)


def test_rain_before_counts():
    """Ten days of 2 mm an hour are 480 mm, over 14.82 x 240^0.61: more than the last hour alone."""
    days = [2.0] * 240
    rain = over([*days, 10.0], begins="240 h")
    assert rain.ratio[0] == pytest.approx(480.0 / (14.82 * 240.0**0.61))
    assert rain.ratio[4] > rain.ratio[0]
    assert over([10.0]).ratio[4] == pytest.approx(10.0 / 14.82)


def test_a_slide_by_hand():
    """Expected 0.5 a km at three times the threshold; the slope slides when luck's number is met.

    Of the rain above a quarter of it is there at the end: twice the threshold is half way to full.
    """
    u = Luck.hazard(7, 0).uniform("slide_slope", address("rain", "r0"))
    impact = realised([29.64], per_km={"very_high": 40.0})
    hours = np.array([0.0, 0.25, 0.5, 0.75, 1.0])
    expected = 40.0 * np.clip((2.0 * hours**0.39 - 1.0) / 2.0, 0.0, 1.0)
    due_s = float(np.interp(-math.log1p(-u), expected, hours)) * HOUR
    assert slid_s(impact)[0] == pytest.approx(due_s, abs=0.01)
    assert impact.natural.factor_of(0, due_s + 1.0, CAR) == 0.0
    assert impact.natural.factor_of(1, due_s + 1.0, CAR) == 0.0, "both directions"


def test_as_many_slide_as_are_expected():
    """Of 2000 roads with 2 x 0.5 slides expected 1 - 1/e slide; 1.08 % is a standard deviation."""
    stated = [{"link_id": f"{n}a", "susceptibility": "steep"} for n in range(2000)]
    impact = realised([29.64], roads=stated, per_km={"steep": 2.0}, on=network(2000))
    share = np.isfinite(slid_s(impact, 2000)).mean()
    assert share == pytest.approx(1.0 - math.exp(-1.0), abs=0.035)


@settings(max_examples=30)
@given(
    st.lists(st.integers(0, 60), min_size=1, max_size=48),
    st.floats(1.0, 3.0),
    st.integers(0, 5),
)
def test_more_rain_more_slides(rain, more, sample):
    """The same luck: with more rain no road slides later, with a higher threshold none earlier."""
    keys = {"per_km": {"very_high": 3.0}}
    present = slid_s(realised(rain, sample, **keys))
    assert np.all(slid_s(realised(rain, sample, rain_factor=more, **keys)) <= present)
    assert np.all(slid_s(realised(rain, sample, threshold_factor=more, **keys)) >= present)


def test_what_slid_before_is_not_there():
    """A cloudburst a day before the activation, and drizzle since: nothing is left to slide."""
    rain = [60.0, *[0.0] * 23, 1.0]
    assert np.isfinite(slid_s(realised(rain, per_km={"very_high": 50.0}))).all()
    later = realised(rain, per_km={"very_high": 50.0}, begins="23 h")
    assert not np.isfinite(slid_s(later)).any()


def test_below_the_threshold_nothing_slides():
    """14 mm an hour is below 14.82; at a threshold of full alone all of it slides there."""
    assert not np.isfinite(slid_s(realised([14.0], per_km={"very_high": 1e6}))).any()
    assert part_of_full(np.array([0.99, 1.0, 2.0]), 1.0).tolist() == [0.0, 1.0, 1.0]


def test_a_road_is_closed_until_it_is_cleared():
    """600 m3 at 200 m3/h, begun after an hour, take four hours; without clearing it stays."""
    rain, keys = [60.0], {"per_km": {"very_high": 50.0}, "volume": "600 m3"}
    slid = realised(rain, **keys)
    cleared = realised(rain, **keys, clearing={"delay": "1 h", "rate": "200 m3/h"})
    assert np.isinf(slid.roads.to_s).all()
    assert cleared.roads.to_s - cleared.roads.from_s == pytest.approx([4 * HOUR] * 6)
    assert slid.causes == ("滑坡 / landslide, 600 m3",)


def test_each_slide_is_cleared_by_itself():
    """A team clears r1 an hour after the rain: that road opens, the others stay closed."""
    impact = realised([60.0], per_km={"very_high": 50.0})
    assert impact.source_ids == ("hill_r0", "hill_r1", "hill_r2")
    controls = {"hill_r1": 2 * HOUR}
    factors = [impact.factor_of(arc, 2 * HOUR, CAR, controls) for arc in range(6)]
    assert factors == [0.0, 0.0, 1.0, 1.0, 0.0, 0.0]
    assert impact.factor_of(2, 1.9 * HOUR, CAR, controls) == 0.0
    nothing = realised([1.0])
    assert nothing.source_ids == impact.source_ids, "what may be controlled is there in any sample"


def test_people_below_a_slope():
    """They are threatened while the rain is above the threshold, and buried when it slides."""
    zones = [{"zone": "z1", "susceptibility": "very_high", "share": "5 %", "length": "2 km"}]
    impact = realised([29.64, 0, 0], zones=zones, per_km={"very_high": 50.0})
    (threat,) = impact.exposures("slide_threat")
    assert (threat.from_s, threat.share) == (0.0, 0.05)
    last_h = 2.0 ** (1.0 / 0.61)  # 2 D^-0.61 is 1 then: 3.1 h after the rain began
    assert threat.to_s == (last_h * HOUR // 900.0 + 1.0) * 900.0
    (buried,) = impact.exposures("slide")
    assert 0.0 < buried.from_s < HOUR
    assert buried.source == "hill_houses_z1"
    assert impact.begins_s("hill_houses_z1") == buried.from_s >= threat.from_s
    cleared = impact.course({"hill_houses_z1": buried.from_s + 60.0})
    (ends,) = (end for end in cleared.zone_to_s.tolist() if end != threat.to_s)
    assert ends == buried.from_s + 60.0, "the threat goes on"


def test_nobody_is_threatened_between_two_cloudbursts():
    """Rain of ten hours before is forgotten after 3.1 h: it threatens twice, not all the day."""
    zones = [{"zone": "z1", "susceptibility": "low", "share": "5 %"}]
    rain = [29.64, *[0.0] * 9, 29.64, 0.0]
    threats = realised(rain, zones=zones).exposures("slide_threat")
    assert [one.from_s for one in threats] == [0.0, 10 * HOUR]
    assert threats[0].to_s == 3.25 * HOUR


SCENARIO = {
    "id": "storm",
    "activate_at": "1 h",
    "slide": {
        "source": "hill",
        "cause": {"zh": "滑坡", "en": "slide"},
        "samples": 2,
        "rain": {"table": "rain.csv"},
        "per_km": {"high": 40},
        "roads": {"table": "slopes.csv"},
        "volume": "300 m3",
    },
}


def folder(path, **slide):
    """Write a scenario with rain and slopes in tables."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [SCENARIO | {"slide": SCENARIO["slide"] | slide}]
    files["rain.csv"] = "时间(小时),降雨量(毫米)\n1,45\n2,10\n"
    files["slopes.csv"] = "路段编号,易发程度\nab,高\n"
    sets.write(path, files)
    return path / "scenario.json"


def test_a_storm_from_files(tmp_path):
    """Tables with Chinese headers and words; both directions of the road are closed."""
    case = load_run(folder(tmp_path)).points[0].case
    for impact in case.impacts["storm"]:
        arcs = {str(case.world.network.arc_ids[arc]) for arc in impact.roads.arc}
        assert arcs == {"ab", "ba"}
        assert impact.causes == ("滑坡 / slide, 300 m3",)


def test_the_example_of_the_page(tmp_path, project):
    """Twenty samples of it: some roads slide, in some of them, and each is cleared."""
    page = (project / "docs" / "hazards" / "slide.md").read_text("utf-8")
    files = sets.a_set()
    files["scenario.json"] |= yaml.safe_load(page.split("```yaml\n")[1].split("```")[0])
    files["scenario.json"] |= yaml.safe_load(page.split("```yaml clearing\n")[1].split("```")[0])
    files["scenario.json"]["arrivals"] = []
    files["rain.csv"] = page.split("```csv rain.csv\n")[1].split("```")[0]
    sets.write(tmp_path, files)
    impacts = load_run(tmp_path / "scenario.json").points[0].case.impacts["storm"]
    slides = [len(one.roads) // 2 for one in impacts]
    assert len(slides) == 20
    assert 0 < sum(slides) < 40
    assert all(np.isfinite(one.roads.to_s).all() for one in impacts)


def test_what_is_wrong_in_the_files(tmp_path):
    """All at once: a class without a rate, and rain that is over before the entry begins."""
    with pytest.raises(UserFaults) as told:
        load_run(folder(tmp_path, per_km={"hi": 1}, begins="2 h"))
    first, second = sorted(map(str, told.value.faults))
    assert "slide.begins: found 2 h, expected less than the 2 h of the last row of rain." in first
    assert "slopes.csv:2: 易发程度: found 'high', expected a class of 'per_km'." in second
    assert "Did you mean 'hi'?" in second


def test_the_second_example_of_the_page(tmp_path, project):
    """A hillside of 30 degrees under the rain of a flood: four samples, some roads slide."""
    page = (project / "docs" / "hazards" / "slide.md").read_text("utf-8")
    files = sets.a_set()
    files["scenario.json"] |= yaml.safe_load(page.split("```yaml terrain\n")[1].split("```")[0])
    files["heights.asc"] = hillside(30.0)
    sets.write(tmp_path, files)
    case = load_run(tmp_path / "scenario.json").points[0].case
    assert [len(case.impacts[name]) for name in ("rain", "storm")] == [4, 4]
    assert sum(len(one.roads) for one in case.impacts["storm"]) > 0
