"""Nobody's luck moves when something is added: a stream, a team, a zone, a type, a replication."""

from dataclasses import replace

import numpy as np
import pytest
from tests.determinism.worlds import case, scenario, team

from sandtable.ground.laws import Law
from sandtable.study.case import operate
from sandtable.world.place import Zone
from sandtable.world.rate import Rate
from sandtable.world.scenario import Arrivals, Listed

SEED, REPLICATION = 2026, 5

OWN = (
    *("type", "source", "grade", "priority", "zone", "node", "persons", "counted"),
    *("occurred_s", "detected_s", "reported_s", "graded_s"),
)
"""Columns of an incident that are its own luck, whatever the response does."""


def played(one):
    """Return the tables of a replication."""
    return operate(one, SEED, REPLICATION)


def incidents(tables):
    """Return the luck of each incident by id."""
    table = tables["incidents"]
    rows = zip(*(table[name] for name in OWN), strict=True)
    return {name: repr(row) for name, row in zip(table["incident"], rows, strict=True)}


def turnouts(tables):
    """Return how long each first mission of a team from its base took to turn out, by both ids."""
    table = tables["missions"]
    found = {}
    for row, (incident, name) in enumerate(zip(table["incident"], table["team"], strict=True)):
        seconds = table["departed_s"][row] - table["alerted_s"][row]
        if (incident, name) not in found and seconds > 0.0:
            found[incident, name] = float(seconds)
    return found


def with_scenario(**fields):
    """Return the case with something else in its scenario."""
    return case(about=replace(scenario(), **fields))


def another_stream(id, **fields):
    """Return the arrivals of the town with a second process, whose id comes first or last."""
    (calls,) = scenario().arrivals
    more = replace(calls, id=id, rate=Rate(mean_per_s=1 / 2000.0), **fields)
    return (more, calls) if id < calls.id else (calls, more)


@pytest.mark.parametrize(
    "other",
    [
        with_scenario(arrivals=another_stream("a_market")),
        with_scenario(arrivals=another_stream("z_market", type="trapped")),
        with_scenario(arrivals=another_stream("a_market")[::-1]),
        with_scenario(listed=(Listed(id="big_one", type="call", at_s=600.0, node=2),)),
        with_scenario(needs=()),
        with_scenario(types=scenario().types[::-1]),
        with_scenario(types=(replace(scenario().types[0], id="new"), *scenario().types)),
        case("more"),
    ],
    ids=["stream before", "stream after", "order", "listed", "no needs", "types", "type", "team"],
)
def test_incidents_keep_their_luck(other):
    """Whatever is added, and wherever in the file: times, place, grade and persons stay."""
    before, after = incidents(played(case())), incidents(played(other))
    assert len(before) > 10
    common = before.keys() & after.keys()
    expected = {name for name in before if not name.startswith("wet")}  # exposure may be prevented
    assert expected <= common
    assert {name: after[name] for name in common} == {name: before[name] for name in common}


def test_a_new_zone_moves_nobody():
    """It has people of its own, who may be exposed; the others stay exposed as they were."""
    one = case()
    place = one.world.place
    zones = (Zone(id="a_new", node=2, population=500), *place.zones)
    other = replace(one, world=replace(one.world, place=replace(place, zones=zones)))
    before, after = incidents(played(one)), incidents(played(other))
    assert before.items() <= after.items()


def test_a_team_keeps_its_luck_at_an_incident():
    """A third team joins: where the first two still serve, they turn out as they did."""
    before, after = turnouts(played(case())), turnouts(played(case("more")))
    common = before.keys() & after.keys()
    assert len(common) >= 3
    assert {pair: after[pair] for pair in common} == {pair: before[pair] for pair in common}
    assert {name for _incident, name in after} > {name for _incident, name in before}


def test_another_law_moves_only_its_own_draws():
    """Turnouts of one team follow another law: incidents stay, and so do the other team's draws."""
    one = case()
    plan = one.world.plan
    slow = replace(team("fire_1", "west"), turnout=Law.constant(500.0))
    other = replace(one, world=replace(one.world, plan=replace(plan, teams=(slow, plan.teams[1]))))
    tables = played(one), played(other)
    assert incidents(tables[0]) == incidents(tables[1])
    before, after = (turnouts(each) for each in tables)
    for pair in before.keys() & after.keys():
        assert (after[pair] == before[pair]) == (pair[1] != "fire_1")


def test_more_replications_move_none_of_the_first():
    """The luck of a replication knows nothing of how many there are, nor of the horizon."""
    longer = with_scenario(horizon_s=2 * scenario().horizon_s)
    before, after = incidents(played(case())), incidents(played(longer))
    assert before.items() <= after.items()
    assert len(after) > len(before)


def test_common_luck_makes_plans_comparable():
    """Over 40 replications: arrivals of both plans go together (correlation of mean response)."""
    means = []
    for id in ("plan", "more"):
        one = case(id)
        tables = [operate(one, SEED, replication)["incidents"] for replication in range(40)]
        means.append([np.nanmean(t["first_arrival_s"] - t["occurred_s"]) for t in tables])
    assert np.corrcoef(means)[0, 1] > 0.5


def test_a_process_of_another_name_has_other_luck():
    """Else the tests above would prove nothing."""
    (calls,) = scenario().arrivals
    other = with_scenario(arrivals=(Arrivals(**{**_fields(calls), "id": "calls_b"}),))
    before, after = incidents(played(case())), incidents(played(other))
    times = {row for name, row in before.items() if name.startswith("calls")}
    assert not times & set(after.values())


def _fields(one):
    return {name: getattr(one, name) for name in one.__dataclass_fields__}
