"""Playing the commands of a run back gives the same records; and nobody moves anybody's luck."""

import json
import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dispatch.test_conservation import any_command, play
from tests.worlds import call, kind, network, place, seeded, team, world, worlds

from sandtable.dispatch import Command, Operation, Replay, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.plan import Rules
from sandtable.world.scenario import Inject


def same_bytes(one, other):
    """Assert that two sets of tables are equal byte for byte."""
    assert one.keys() == other.keys()
    for name, table in one.items():
        assert table.keys() == other[name].keys()
        for column, values in table.items():
            left, right = (np.asarray(part) for part in (values, other[name][column]))
            assert left.dtype == right.dtype, (name, column)
            assert left.tobytes() == right.tobytes(), (name, column)


def replayed(made, tables, luck):
    """Return the tables of the same run, played back from its commands as a file has them."""
    rows = json.loads(json.dumps({k: list(np.asarray(v).tolist()) for k, v in tables.items()}))
    again = Replay(rows)
    op = Operation(made.world, made.impacts, luck, again)
    again.start(op)
    return op.run().tables(events=True)


@given(worlds())
@settings(max_examples=30)
def test_any_run_plays_back(made):
    """Runs of the automatic policy, with injects of all kinds in them."""
    luck = Luck(13, 0)
    op = Operation(made.world, made.impacts, luck, make_decider("nearest_able"))
    tables = op.run().tables(events=True)
    same_bytes(tables, replayed(made, tables["commands"], luck))


@given(worlds(), st.data())
@settings(max_examples=30)
def test_a_run_with_players_plays_back(made, data):
    """Players who order sense and nonsense in the middle of the run, applied and submitted."""

    def pick(options):
        return data.draw(st.sampled_from(list(options)))

    _, tables = play(made, [any_command(pick) for _ in range(pick((2, 0, 6)))])
    same_bytes(tables, replayed(made, tables["commands"], Luck(13, 0)))


@pytest.mark.parametrize("first", range(0, 120, 30))
def test_a_fixed_batch_plays_back(first):
    """The same with twenty commands on worlds of fixed seeds."""
    for seed in range(first, first + 30):
        dice = random.Random(2000 + seed)  # noqa: S311  commands, no secrets

        def pick(options, dice=dice):
            return dice.choice(list(options))

        made = seeded(seed)
        _, tables = play(made, [any_command(pick) for _ in range(20)], seed)
        same_bytes(tables, replayed(made, tables["commands"], Luck(13, seed)))


class Everything:
    """A decider that is asked always and does something of every kind, in every round."""

    only_when_waiting = False

    def decide(self, picture, waiting, idle, now):
        """Return orders for whatever waits, and some nonsense."""
        desk = picture.headquarters
        orders = [
            Command(now, desk, "order", {"team": one.id, "incident": each.id}, "all")
            for each in waiting
            for one in idle
        ]
        return [*orders, Command(now, desk, "no_such_kind", {"x": object()}, "all")]


@pytest.mark.parametrize("seed", range(20))
def test_a_decider_of_ones_own_plays_back(seed):
    """Rounds are found again although the replay is asked at other instants than a policy is."""
    made = seeded(seed)
    op = Operation(made.world, made.impacts, Luck(1, seed), Everything())
    tables = op.run().tables(events=True)
    same_bytes(tables, replayed(made, tables["commands"], Luck(1, seed)))


def test_order_of_players_and_injects_at_one_instant():
    """Two players are obeyed as they spoke, before an inject of the instant, also in a replay."""
    scene = world(
        call(),
        teams=[team()],
        headquarters=(*world().plan.headquarters, replace(world().plan.headquarters[0], id="a")),
        injects=(Inject(id="a0", at_s=60.0, kind="set_level", arguments={"level": 3}),),
    )
    op = Operation(scene, {}, Luck(1, 0), make_decider("nearest_able"))
    op.submit(Command(59.9999999, "hq", "set_level", {"level": 4}, "player"))
    op.run_until(59.9999999)
    op.apply(Command(60.0, "hq", "set_level", {"level": 1}, "player"))
    op.apply(Command(60.0, "a", "set_level", {"level": 2}, "player"))
    tables = op.run().tables(events=True)
    assert tables["levels"]["level"].tolist() == [1, 2, 3, 4]
    assert set(tables["levels"]["time_s"].tolist()) == {60.0}
    commands = tables["commands"]
    again = Replay(commands)
    second = Operation(scene, {}, Luck(1, 0), again)
    again.start(second)
    same_bytes(tables, second.run().tables(events=True))


def test_stop_from_outside_ends_behind_its_instant():
    """What happens at the instant of the stop has happened; what would be later, has not."""
    scene = world(call(node=0), call("c1", node=1, at_s=600.0), teams=[team()])
    stopped = []
    for applied in (True, False):
        op = Operation(scene, {}, Luck(1, 0), make_decider("nearest_able"))
        command = Command(600.0, "hq", "stop", {}, "player")
        if applied:
            op.run_until(600.0)
            op.apply(command)
        else:
            op.submit(command)
        stopped.append(op.run().tables(events=True))
    same_bytes(*stopped)
    incidents = stopped[0]["incidents"]
    assert incidents["outcome"] == ["closed", "censored"]
    assert incidents["graded_s"].tolist() == [0.0, 600.0]
    assert stopped[0]["missions"]["ordered_s"].tolist() == [0.0, 600.0]


# Luck


def drawn(scene, **replaced):
    """Return what is random about the incidents of a world, by id, whatever was decided."""
    scene = replace(scene, **replaced)
    op = Operation(scene, {}, Luck(9, 0), make_decider("nearest_able"))
    table = op.run().table("incidents")
    columns = ("incident", "occurred_s", "detected_s", "reported_s", "grade", "persons", "node")
    return {row[0]: row[1:] for row in zip(*(table[name] for name in columns), strict=True)}


@pytest.mark.parametrize("seed", range(10))
def test_no_alternative_moves_the_luck_of_incidents(seed):
    """Other rules, other teams, one more process or entry: everybody else meets the same luck."""
    made = seeded(seed, roads=False, goods=False, injects=False)
    before = drawn(made.world)
    plan, scenario = made.world.plan, made.world.scenario
    fewer = replace(plan, teams=plan.teams[:1], rules=Rules(when_busy="hand_over"))
    assert drawn(made.world, plan=fewer) == before
    more = replace(scenario, listed=(*scenario.listed, call("a_new_one", type="k0")))
    after = drawn(made.world, scenario=more)
    assert {id: row for id, row in after.items() if id != "a_new_one"} == before


def test_a_new_team_moves_nobody_elses_turnout():
    """The turnout of a team at an incident is its own, whoever else is sent."""
    two = replace(kind(needs=(replace(kind().needs[0], amount=2),)))
    late = Law.exponential(mean=60.0)
    teams = [team(f"t{n}", n, turnout=late) for n in range(3)]
    turnouts = []
    for several in (teams[:2], teams):
        scene = world(call(node=0), teams=several, types=[two], network=network(), place=place())
        op = Operation(scene, {}, Luck(3, 0), make_decider("nearest_able"))
        missions = op.run().table("missions")
        took = (missions["departed_s"] - missions["alerted_s"]).tolist()
        turnouts.append(dict(zip(missions["team"], took, strict=True)))
    assert turnouts[0] == turnouts[1]
