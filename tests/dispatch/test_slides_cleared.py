"""A slide closes a road; whoever clears it opens the road again, from files to records."""

import math

import pytest
from tests.files import sets

from sandtable.ground.faults import UserFaults
from sandtable.study import load_run
from sandtable.study.case import operate
from sandtable.world.plan import Profile

CAR = Profile(id="car")


def case(folder, rain="60 mm", links=("ab",), samples=1, **incident):
    """Return a storm at 1 h over roads, and who clears them, the road ab from a."""
    files = sets.a_set()
    clearing = {"id": "clear_ab", "type": "clearing"}
    controls = {"entry": "storm"}
    if len(links) == 1:
        clearing["node"] = "a"
        controls["source"] = "hill_market"
    files["scenario.json"] |= {
        "horizon": "1 d",
        "arrivals": [],
        "types": [{"id": "clearing", "needs": [{"skill": "rescue"}], "work": "40 min"}],
        "incidents": [clearing | {"controls": controls} | incident],
        "impacts": [
            {
                "id": "storm",
                "activate_at": "1 h",
                "slide": {
                    "source": "hill",
                    "rain": [{"at": "1 h", "rain": rain}],
                    "per_km": {"steep": 100},
                    "roads": [{"link_id": one, "susceptibility": "steep"} for one in links],
                    "samples": samples,
                },
            }
        ],
    }
    files.pop("targets.json")
    files["scenario.json"].pop("targets")
    sets.write(folder, files)
    return load_run(folder / "scenario.json").points[0].case


def test_a_road_is_opened_by_those_who_clear_it(tmp_path):
    """The incident occurs as the slide comes down; when its work is done the road is open."""
    about = case(tmp_path)
    (impact,) = about.impacts["storm"]
    tables = operate(about, 1, 0)
    (occurred,), (done,) = (tables["incidents"][name] for name in ("occurred_s", "controlled_s"))
    assert occurred == 3600.0 + impact.begins_s("hill_market")
    (controlled,) = [n for n, what in enumerate(tables["hazards"]["what"]) if what == "controlled"]
    assert tables["hazards"]["time_s"][controlled] == done
    assert tables["hazards"]["source"][controlled] == "hill_market"
    ab = about.world.network.arc_number("ab")
    controls = {"hill_market": done - 3600.0}
    factors = [impact.factor_of(ab, at - 3600.0, CAR, controls) for at in (done - 1.0, done)]
    assert factors == [0.0, 1.0]


def test_where_nothing_slides_nobody_is_called(tmp_path):
    """Rain below its threshold: no incident, in a run as long."""
    about = case(tmp_path, rain="10 mm")
    assert about.impacts["storm"][0].begins_s("hill_market") == math.inf
    assert len(operate(about, 1, 0)["incidents"]["incident"]) == 0


def test_a_stated_time_still_counts(tmp_path):
    """With a time the incident occurs then, whatever the rain does."""
    tables = operate(case(tmp_path, rain="10 mm", at="2 h"), 1, 0)
    assert tables["incidents"]["occurred_s"] == pytest.approx([7200.0])


def test_each_slide_calls_for_those_who_clear_it(tmp_path):
    """Without a source: one for each road that closes, at the end that the team of c reaches first.

    From c the nearer end of ab (market) is b, that of bc (mill) and of cd (east) is c itself.
    """
    about = case(tmp_path, links=("ab", "bc", "cd"))
    tables = operate(about, 1, 0)["incidents"]
    network = about.world.network
    at = {
        name: str(network.node_ids[node])
        for name, node in zip(tables["incident"], tables["node"], strict=True)
    }
    assert at == {
        "clear_ab_hill_east": "c",
        "clear_ab_hill_market": "b",
        "clear_ab_hill_mill": "c",
    }
    assert all(not math.isnan(one) for one in tables["controlled_s"])


def test_only_where_something_slides(tmp_path):
    """A weak rain lets some roads slide in some samples: only these have an incident there."""
    about = case(tmp_path, rain="15.5 mm", links=("ab", "bc", "cd"), samples=8)
    counts = set()
    for sample, impact in enumerate(about.impacts["storm"]):
        slid = {impact.source_ids[code] for code in impact.roads.source.tolist()}
        tables = operate(about, 1, sample)["incidents"]
        assert {f"clear_ab_{one}" for one in slid} == set(tables["incident"])
        counts.add(len(slid))
    assert len(counts) > 1


def test_each_has_its_own_time_and_place(tmp_path):
    """Who names no source names no place: it is that of each road."""
    with pytest.raises(UserFaults) as wrong:
        case(tmp_path, links=("ab", "bc"), node="a")
    assert "found 'node', expected no time and no place without 'controls.source'" in str(
        wrong.value
    )
