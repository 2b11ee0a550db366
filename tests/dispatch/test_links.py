"""Live links from the scene: from when on there is one."""

import math

import pytest
from tests.worlds import call, kind, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.plan import Link
from sandtable.world.scenario import Inject, Requirement

NEED = (Requirement(skill="fire"), Requirement(skill="medic"))


def link(id="drone", **fields):
    """Return a link that fire teams set up in 2 min."""
    return Link(id=id, **({"skill": "fire", "setup": Law.constant(120.0)} | fields))


def up(*links, teams=None, work_s=600.0, replication=0, needs=NEED[:1], **fields):
    """Return from when on the incident at node 2 has a link [s], and the whole table."""
    a_world = world(
        call(node=2),
        teams=teams or [team("t0", 0)],
        types=[kind(work=Law.constant(work_s), needs=needs)],
        links=links,
        **fields,
    )
    luck = Luck(3, replication)
    table = Operation(a_world, {}, luck, make_decider("nearest_able")).run().table("incidents")
    return float(table["link_up_s"][0]), table


def test_a_link_stands_after_arrival_and_setup():
    """180 s to node 2 and 120 s of setup: 300 s; at once where setting up takes no time."""
    assert up(link())[0] == 300.0
    assert up(link(setup=Law.constant(0.0)))[0] == 180.0


def test_no_link_without_one_or_after_control_or_without_the_skill():
    """Work of 60 s is over before the link stands; no plan and no skill give none."""
    assert math.isnan(up()[0])
    assert math.isnan(up(link(), work_s=60.0)[0])
    assert math.isnan(up(link(skill="medic"))[0])
    assert math.isnan(up(link(available=0.0))[0])


def test_the_earliest_of_several_counts():
    """The fire team is there at 180 s, the medic with a quick link at 360 s (node 3, 180 s off).

    The medic leaves with the order and is on scene at 180 s too, from node 3: its link stands at
    190 s, before the one of the fire team at 300 s.
    """
    teams = [team("t0", 0), team("t1", 3, skills=("medic",))]
    quick = link("mast", skill="medic", setup=Law.constant(10.0))
    assert up(link(), quick, teams=teams, needs=NEED)[0] == 190.0
    assert up(link(), teams=teams, needs=NEED)[0] == 300.0


def test_a_second_team_with_the_same_link_is_no_second_chance():
    """Half of the incidents have no network: two teams with the link find just the same ones."""
    two = [team("t0", 0), team("t1", 3)]
    both = (Requirement(skill="fire", amount=2),)
    alone = [math.isnan(up(link(available=0.5), replication=r)[0]) for r in range(60)]
    pair = [
        math.isnan(up(link(available=0.5), teams=two, needs=both, replication=r)[0])
        for r in range(60)
    ]
    assert alone == pair
    assert 15 <= sum(alone) <= 45


def test_the_share_of_links_is_their_availability():
    """Drawn by inversion: a link that works at 0.3 works at 0.6 too, and the share is right."""
    there = {
        p: [not math.isnan(up(link(available=p), replication=r)[0]) for r in range(300)]
        for p in (0.3, 0.6)
    }
    assert all(high >= low for low, high in zip(there[0.3], there[0.6], strict=True))
    for p, found in there.items():
        assert sum(found) / 300 == pytest.approx(p, abs=3.3 * math.sqrt(p * (1 - p) / 300))


def test_a_team_that_is_called_back_takes_its_link_along():
    """Recalled at 200 s, while it sets up: no link."""
    back = Inject(id="i0", at_s=200.0, kind="recall", arguments={"team": "t0"})
    found, table = up(link(), injects=(back,), horizon_s=310.0)
    assert math.isnan(found)
    assert table["first_arrival_s"].tolist() == [180.0]


def test_links_change_nothing_else():
    """All other columns of the incidents are the same with and without."""
    _, without = up()
    _, with_ = up(link())
    for name, column in without.items():
        if name != "link_up_s":
            assert list(map(str, column)) == list(map(str, with_[name])), name
