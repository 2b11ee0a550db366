"""Leaks as a kind of hazard: from the keys of a file to roads, people, maps and remarks."""

from dataclasses import replace

import numpy as np
import pytest
from tests.files import sets
from tests.hazards.chemical.test_stated import certain, leak

from sandtable.ground.luck import Luck
from sandtable.hazards.chemical.stated import StatedAir, StatedRelease, StatedWeather
from sandtable.hazards.draws import Draws
from sandtable.hazards.kinds import danger_zones
from sandtable.hazards.kinds.leak import Leak
from sandtable.hazards.polygons import Pieces, touching
from sandtable.hazards.spread import around as homes
from sandtable.study import check_files, load_run

AIR = [{"at": "0 h", "wind": "3 m/s", "from": "270 deg", "stability": "D"}]


def stated(**more):
    """Return a leak of ammonia at the west end of the four nodes' road, the wind along it."""
    keys = {
        "source": "valve",
        "site": "a",
        "substance": "ammonia",
        "release": {"rate": "2 kg/s", "duration": "30 min"},
        "weather": {"course": AIR},
        "isolation": "50 m",
        "people": {"time": "30 min"},
        "followed": "1 h",
    } | more
    return {key: value for key, value in keys.items() if value is not None}


def load(tmp_path, keys):
    """Return the run of a scenario with one leak."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [{"id": "spill", "activate_at": "1 h", "leak": keys}]
    sets.write(tmp_path, files)
    return load_run(tmp_path / "scenario.json")


def impacts(tmp_path, **more):
    """Return the realisations of a leak and the network."""
    case = load(tmp_path, stated(**more)).points[0].case
    return case.impacts["spill"], case.world.network


def closed(impact, network):
    """Return the links that are closed to all at some time."""
    code = impact.kinds.index("speed_factor")
    rows = impact.roads.kind == code
    return set(network.arc_ids[impact.roads.arc[rows]].tolist())


def test_roads_at_the_site_are_closed_and_people_down_the_wind_reached(tmp_path):
    """Roads that begin at the site are closed; the people 1 km off in the plume are told."""
    (impact,), network = impacts(tmp_path, release={"rate": "8 kg/s", "duration": "30 min"})
    assert {"ab", "ba", "ac", "ca"} <= closed(impact, network)
    assert {row.zone for row in impact.exposures("aegl_2")} == {"z1"}
    assert impact.source_ids == ("valve",)


def test_the_wind_the_other_way_reaches_nobody(tmp_path):
    """With the wind from the east the plume leaves the network."""
    air = [AIR[0] | {"from": "90 deg"}]
    (impact,), _network = impacts(tmp_path, weather={"course": air})
    assert impact.exposures("aegl_2") == ()


def test_samples_have_luck_of_their_own(tmp_path):
    """Three samples of an uncertain wind are three courses; loaded again they are the same."""
    air = [AIR[0] | {"wind": {"uniform": ["2 m/s", "9 m/s"]}}]
    drawn, _network = impacts(tmp_path, weather={"course": air}, samples=3)
    again, _network = impacts(tmp_path, weather={"course": air}, samples=3)
    hashes = [one.content_hash for one in drawn]
    assert len(set(hashes)) == 3
    assert hashes == [one.content_hash for one in again]


def test_north_may_be_written_beyond_a_turn(tmp_path):
    """A wind around north is a law from 350 to 370 degrees: 370 is 10."""
    one, other = (
        impacts(tmp_path, weather={"course": [AIR[0] | {"from": text}]})[0][0].content_hash
        for text in ("370 deg", "10 deg")
    )
    assert one == other


def test_a_site_on_a_link_lies_between_its_ends(tmp_path):
    """Half way along the market road the isolated circle holds that road alone."""
    (impact,), network = impacts(tmp_path, site={"link": "ab", "offset": "500 m"})
    assert {"ab", "ba"} <= closed(impact, network)
    assert not {"bc", "cb"} & closed(impact, network)


def test_people_may_live_around_their_node(tmp_path):
    """Spread over a disc, only a part of the zone lies in the plume."""
    rate = {"rate": "8 kg/s", "duration": "30 min"}
    (at_node,), _n = impacts(tmp_path, release=rate)
    (around,), _n = impacts(tmp_path, release=rate, people={"time": "30 min", "spread": "500 m"})
    largest = [max(row.share for row in one.exposures("aegl_2")) for one in (at_node, around)]
    assert largest[0] == 1.0
    assert 0.0 < largest[1] < 1.0
    places = homes(500.0)
    assert np.hypot(*places.T).max() <= 500.0
    assert places.mean(axis=0) == pytest.approx([0.0, 0.0], abs=10.0)


def test_the_plan_may_close_roads_in_place_of_the_hot_zone(tmp_path):
    """With `hot_zone: by_profile` only the isolated circle closes roads to all."""
    rate = {"rate": "8 kg/s", "duration": "30 min"}
    far = {"link": "bc", "offset": "1 km"}
    own = {"site": far, "isolation": "1 m", "release": rate}
    (hot,), network = impacts(tmp_path, **own)
    (by_profile,), _n = impacts(tmp_path, hot_zone="by_profile", **own)
    assert closed(by_profile, network) <= closed(hot, network)
    assert len(by_profile.roads) < len(hot.roads)


def test_a_map_of_doses():
    """The field holds the site in its middle and lies down the wind of it."""
    origin = StatedRelease(rate_kg_s=certain(2.0), duration_s=certain(1800.0))
    made = Leak(leak(origin=origin), 3, np.zeros(2), "plane of the roads")
    field = made.field(Draws("leak", "spill", 0, Luck.hazard(1, 0)))
    frame = field.frame(1500.0)
    values = frame.values["dose"]
    rows, columns = values.shape
    assert values[:, columns // 2 :].sum() > 100.0 * values[:, : columns // 2 - 2].sum()
    cell = field.raster.cells(np.array([650.0]), np.array([50.0]))[0]
    assert values.ravel()[cell] == values[:, cell % columns].max() > 0.0
    assert rows == columns


def held(zone, place):
    """Return whether a place lies in a zone."""
    polygons = [[ring[:-1] for ring in polygon] for polygon in zone.polygons]
    return bool(touching(Pieces.points(*np.array([place], dtype=float).T), polygons)[0])


def test_hot_warm_and_cold_are_shapes():
    """Down the wind hot, then warm, then cold, each place in one of them; isolation beside them."""
    origin = StatedRelease(rate_kg_s=certain(8.0), duration_s=certain(1800.0))
    stated_leak = leak(origin=origin, isolation_m=150.0)
    made = Leak(stated_leak, 3, np.array([1e5, 2e5]), "plane of the roads")
    zones = list(danger_zones(made, Draws("leak", "spill", 0, Luck.hazard(1, 0))))
    assert {one.kind for one in zones} == {"hot", "warm", "cold", "isolation"}
    last = {one.kind: one for one in zones if one.to_s == np.inf}
    assert last["hot"].limit == "AEGL-3, 30 min"
    assert last["isolation"].limit == "150 m"
    order = []
    for x in np.arange(50.0, 6900.0, 50.0):
        (kind,) = [
            one for one in ("hot", "warm", "cold", "") if not one or held(last[one], (1e5 + x, 2e5))
        ][:1]
        others = [one for one in ("hot", "warm", "cold") if one != kind]
        assert not any(held(last[one], (1e5 + x, 2e5)) for one in others)
        order += [kind] if order[-1:] != [kind] else []
    assert order in (["hot", "warm", "cold"], ["hot", "warm", "cold", ""])
    assert held(last["hot"], (1e5 - 100.0, 2e5)), "the circle of isolation is hot against the wind"
    assert not held(last["cold"], (1e5 - 1000.0, 2e5))


def test_zones_begin_in_time_and_only_grow():
    """Before the gas is there only the isolated circle is hot; later hot is no smaller."""
    origin = StatedRelease(rate_kg_s=certain(8.0), duration_s=certain(1800.0))
    made = Leak(leak(origin=origin, isolation_m=150.0), 3, np.zeros(2), "plane of the roads")
    zones = list(danger_zones(made, Draws("leak", "spill", 0, Luck.hazard(1, 0))))
    hot = [one for one in zones if one.kind == "hot"]
    assert hot[0].from_s == 0.0
    assert [one.to_s for one in hot] == [*(one.from_s for one in hot[1:]), np.inf]
    far = [held(one, (400.0, 0.0)) for one in hot]
    assert far == sorted(far)
    assert not far[0]
    assert far[-1]


def test_people_in_the_warm_zone_are_those_above_aegl_2():
    """What is told of a village by `aegl_2` is told by the zone: the same law, out of doors."""
    zones = {f"v{x}": [((float(x), 0.0), 10.0)] for x in range(200, 1000, 25)}
    stated_leak = leak(zones=zones)
    made = Leak(stated_leak, 3, np.zeros(2), "plane of the roads")
    draws = Draws("leak", "spill", 0, Luck.hazard(1, 0))
    told = {int(row.zone[1:]) for row in made.impact(draws).exposures("aegl_2")}
    last = [one for one in danger_zones(made, draws) if one.to_s == np.inf]
    shapes = [one for one in last if one.kind in {"hot", "warm"}]
    inside = {x for x in range(200, 1000, 25) if any(held(one, (x, 0.0)) for one in shapes)}
    assert 3 < len(told) < len(zones) - 3
    assert len(told ^ inside) <= 2, "a cell is 50 m long"


def test_what_is_low_goes_with_the_verdicts(tmp_path):
    """Constants that nobody has checked are told as assumptions, those that are used alone."""
    told = {one.path for one in load(tmp_path, stated()).points[0].case.world.assumptions}
    assert "hazard.leak.AEGL" in told
    assert "hazard.leak.boiling pool" not in told
    tank = {
        "release": None,
        "vessel": {"volume": "10 m3", "fill": "80 %"},
        "hole": {"diameter": "1 cm"},
    }
    told = {one.path for one in load(tmp_path, stated(**tank)).points[0].case.world.assumptions}
    assert "hazard.leak.boiling pool" in told


def test_a_leak_beyond_ten_kilometres_is_refused(tmp_path, monkeypatch):
    """Nothing is silently nothing: a leak with no road and nobody near is a fault."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [{"id": "spill", "activate_at": "1 h", "leak": stated()}]
    sets.write(tmp_path, files)
    monkeypatch.setattr("sandtable.hazards.kinds.leak._arcs", lambda *_: {})
    monkeypatch.setattr("sandtable.hazards.kinds.leak._homes", lambda *_: {})
    faults, _remarks = check_files([tmp_path / "scenario.json"])
    assert any("within 10 km" in str(one) for one in faults)


def test_zones_by_erpg_are_those_of_an_hour():
    """Their limits are ERPG; ammonia's third is above its AEGL-3 of an hour, its zone no larger."""
    origin = StatedRelease(rate_kg_s=certain(8.0), duration_s=certain(1800.0))
    cells = {}
    for scale in ("aegl", "erpg"):
        one = leak(origin=origin, isolation_m=0.0)
        one = replace(one, harm=replace(one.harm, minutes=60.0, scale=scale))
        made = Leak(one, 3, np.zeros(2), "plane of the roads")
        draws = Draws("leak", "spill", 0, Luck.hazard(1, 0))
        limits = {zone.kind: zone.limit for zone in danger_zones(made, draws)}
        assert limits["hot"] == f"{scale.upper()}-3, 60 min"
        places = np.column_stack((np.arange(100.0, 4000.0, 10.0), np.zeros(390)))
        _since_s, levels = one.danger(draws, places, 300.0)
        cells[scale] = np.sum(levels[-1] == 3)
    assert 0 < cells["erpg"] < cells["aegl"]


@pytest.mark.parametrize(("minutes", "isolation_m"), [(1, 30.0), (10, 300.0)])
def test_first_isolation_goes_by_what_is_released(tmp_path, minutes, isolation_m):
    """Of ammonia 208 L are 127 kg: 60 kg are a small spill, 600 kg a large one."""
    release = {"rate": "1 kg/s", "duration": f"{minutes} min"}
    case = load(tmp_path, stated(release=release, isolation=None)).points[0].case
    (impact,) = case.impacts["spill"]
    again = load(tmp_path, stated(release=release, isolation=f"{isolation_m:g} m")).points[0].case
    assert impact.content_hash == again.impacts["spill"][0].content_hash


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_the_share_reached_does_not_hang_on_the_compass(turn):
    """Site and wind turned together round the people, as many are reached."""
    reached = []
    for degrees in (0, turn):
        angle = np.radians(degrees)
        site = 400.0 * np.array([np.cos(angle), np.sin(angle)])
        people = {"z": [((x, y), 1.0) for x, y in (homes(600.0) + site).tolist()]}
        air = StatedAir(
            since_s=0.0,
            wind_mps=certain(3.0),
            from_deg=certain((270.0 - degrees) % 360.0),
            stability="D",
        )
        origin = StatedRelease(rate_kg_s=certain(8.0), duration_s=certain(1800.0))
        one = leak(origin=origin, zones=people, weather=StatedWeather(rows=(air,)))
        impact = one.impact(Draws("leak", "spill", 0, Luck.hazard(1, 0)), 3)
        reached.append(max(row.share for row in impact.exposures("aegl_2")))
    assert reached[0] == reached[1]
    assert 0.0 < reached[0] < 1.0
