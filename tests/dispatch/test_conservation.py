"""What no run may break: teams and goods are conserved, times add up, queues obey Little."""

import math
import random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.dispatch.laws import check
from tests.worlds import PHASES, call, kind, seeded, team, world, worlds

from sandtable.dispatch import KINDS, Command, Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.rate import Rate
from sandtable.world.records import TABLES
from sandtable.world.scenario import Arrivals


def operation(made, replication=0):
    """Return the Operation of a world made at random."""
    policy = make_decider(made.world.plan.policy)
    return Operation(made.world, made.impacts, Luck(13, replication), policy)


@given(worlds())
@settings(max_examples=40)
def test_every_run_keeps_the_laws(made):
    """Whatever the world and its rules: all laws hold."""
    op = operation(made)
    check(op, op.run().tables(events=True))


@pytest.mark.parametrize("first", range(0, 200, 50))
def test_the_laws_hold_on_a_fixed_batch(first):
    """The same 200 worlds everywhere, under the policy that matches all at once too."""
    for seed in range(first, first + 50):
        made = seeded(seed)
        policy = make_decider("assignment" if seed % 2 else "nearest_able")
        op = Operation(made.world, made.impacts, Luck(13, seed), policy)
        check(op, op.run().tables())


# Commands of all kinds, with sense and without

NONSENSE = (
    None, True, -1, 0, 3, 2**200, -(2**70), 10**5000, 1.5, math.nan, math.inf, "", "x" * 200,
    "\ud800", "险情", [], ["l0", 1], {}, {"a": 1}, ("l0",), {"t0"}, b"t0", object(), 1j, [[]],
)  # fmt: skip
"""What nobody should send, and somebody will; the surrogate and the giant fit into no file."""
NAMES = (
    "team", "incident", "skill", "to", "agreement", "stock", "quantity", "need", "zone", "road",
    "arc", "arcs", "cause", "level", "hazard", "entry", "source", "id", "type", "node", "about",
    "phase", "by", "evacuation", "shelter", "fleet", "closing", "note",
)  # fmt: skip
SENSE = {
    "team": ("t0", "t1"),
    "incident": ("c0", "c1", "x1"),
    "skill": ("fire", "medic"),
    "to": ("b0", "z1"),
    "agreement": ("aid",),
    "stock": ("s0",),
    "quantity": (1, 5, 1000),
    "need": ("n0",),
    "zone": ("z0", "z1"),
    "road": ("r0",),
    "arc": ("l0", "l1"),
    "arcs": (["l0", "l1"], []),
    "cause": ("police",),
    "level": (0, 4),
    "hazard": ("flood",),
    "entry": ("flood",),
    "source": ("river",),
    "id": ("x1", "x2"),
    "type": ("k0",),
    "node": (0, 1),
    "about": ("exercise",),
    "phase": PHASES,
    "by": ("ruled", "observed"),
    "evacuation": ("out",),
    "shelter": ("h0",),
    "fleet": ("bus",),
    "closing": ("breach",),
    "note": ("nothing that anybody reads",),
}
UNKNOWN = ("warn", "dike_work", "take_over", "", "Order", None, 7, ["order"], {"order"})


def any_command(pick):
    """Return a command: mostly of a known kind, its arguments with and without sense."""
    arguments = {
        name: pick(SENSE[name] if pick((True, True, True, False)) else NONSENSE)
        for name in NAMES
        if pick((True, False))
    }
    sane = pick((True, True, True, True, False))
    if not sane and pick((True, False)):
        arguments = pick((None, [], "team=t0", 5, {1: 2}, {("a",): 1}, {"a": {"b": object()}}))
    return Command(
        pick((0.0, 100.0, 33.3, 700.0)) if sane else pick((*NONSENSE, -5.0, 1e300)),
        pick(("hq", "", "hq", "hq")) if sane else pick(("mars", *NONSENSE)),
        pick([kind for kind in KINDS if kind != "stop"]) if sane else pick((*UNKNOWN, "stop")),
        arguments,
        pick(("player", "观察员")) if sane else pick(("player", *NONSENSE)),
    )


def play(made, commands, replication=0):
    """Play a run with commands between its steps and beforehand; return it and its tables."""
    op = operation(made, replication)
    for number, command in enumerate(commands):
        if number % 3:
            op.submit(command)
        else:
            op.run_until(77.7 * number)
            outcome = op.apply(command)
            assert outcome.accepted != bool(outcome.reason)
    return op, op.run().tables(events=True)


def check_commands(commands, op, tables):
    """Every command that was within the run is a row, accepted or refused with its reason."""
    table = tables["commands"]
    for outcome, reason in zip(table["outcome"], table["reason"], strict=True):
        assert (outcome == "accepted") == (reason == "")
    for column in TABLES["commands"]:
        values = table[column.name]
        if column.kind == "text":
            assert all(isinstance(text, str) and text.encode() is not None for text in values)
    assert sum(source == "policy" for source in table["source"]) == 0
    assert len(table["seq"]) <= len(commands) + len(op.command_rows)


@given(worlds(), st.data())
@settings(max_examples=40)
def test_any_command_is_a_row_and_never_an_error(made, data):
    """Commands of all kinds with senseless arguments: nothing raises, and all laws still hold."""

    def pick(options):
        return data.draw(st.sampled_from(list(options)))

    commands = [any_command(pick) for _ in range(pick((2, 0, 5, 12)))]
    op, tables = play(made, commands)
    check_commands(commands, op, tables)
    check(op, tables)


@pytest.mark.parametrize("first", range(0, 150, 50))
def test_any_command_on_a_fixed_batch(first):
    """The same on worlds and commands of fixed seeds, thirty commands each."""
    for seed in range(first, first + 50):
        dice = random.Random(1000 + seed)  # noqa: S311  commands, no secrets
        commands = [any_command(_picking(dice)) for _ in range(30)]
        op, tables = play(seeded(seed), commands, seed)
        check_commands(commands, op, tables)
        check(op, tables)


def _picking(dice):
    return lambda options: dice.choice(list(options))


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "stop"])
def test_each_argument_of_the_wrong_type_is_refused_or_ignored(kind):
    """Every argument of every wrong type, the others with sense: a row each time, no error."""
    op = operation(seeded(7))
    op.run_until(200.0)
    sense = {other: options[0] for other, options in SENSE.items()}
    for name in NAMES:
        for value in NONSENSE:
            before = len(op.command_rows)
            outcome = op.apply(Command(200.0, "hq", kind, sense | {name: value}, "player"))
            assert len(op.command_rows) == before + 1
            if name != "note" and isinstance(value, list | dict | set | bytes) and name != "arcs":
                assert not outcome.accepted, (name, value)
    check(op, op.run().tables(events=True))


def test_behind_the_end_nothing_is_carried_out():
    """A command after the run is refused and leaves no row; one at the horizon never acts."""
    op = Operation(world(call(), teams=[team()]), {}, Luck(1, 0), make_decider("nearest_able"))
    op.submit(Command(7200.0, "hq", "set_level", {"level": 1}, "player"))
    records = op.run()
    assert op.apply(Command(7200.0, "hq", "stop", {}, "player")).reason == "the run is over"
    assert set(records.tables()["commands"]["kind"]) == {"order"}


# Little's law: on a window that starts and ends empty it is an identity


def test_littles_law_of_queue_and_teams():
    """L = lambda W for the queue and for the busy teams, by counting over time and by summing."""
    town = world(
        teams=[team("t0", 0), team("t1", 2)],
        types=[kind(work=Law.exponential(mean=400.0))],
        arrivals=(
            Arrivals(
                id="p",
                type="fire",
                rate=Rate(mean_per_s=1 / 300.0),
                nodes=(0, 1, 2, 3),
                weights=(1.0,) * 4,
                zones=("",) * 4,
                to_s=40_000.0,
            ),
        ),
        horizon_s=200_000.0,
    )
    tables = Operation(town, {}, Luck(2, 0), make_decider("nearest_able")).run().tables()
    incidents, missions = tables["incidents"], tables["missions"]
    assert set(incidents["outcome"]) == {"closed"}
    assert len(incidents["incident"]) > 80
    waits = list(zip(incidents["graded_s"], incidents["ordered_s"], strict=True))
    jobs = list(zip(missions["ordered_s"], missions["released_s"], strict=True))
    for spans in (waits, jobs):
        assert area_under(spans) == sum(end - begin for begin, end in spans)
    on_scene = (incidents["closed_s"] - incidents["ordered_s"]).sum()
    assert (missions["released_s"] - missions["ordered_s"]).sum() == on_scene


def area_under(spans):
    """Return the integral of how many are there over time, step by step."""
    steps = sorted([(begin, 1) for begin, _ in spans] + [(end, -1) for _, end in spans])
    there, area, since = 0, 0.0, 0.0
    for instant, step in steps:
        area += there * (instant - since)
        there, since = there + step, instant
    assert there == 0
    return area


def test_load_is_conserved_by_the_order_of_the_queue():
    """One team, the same luck: the mean wait over classes is that of the undivided queue.

    Nobody is thrown out and all services have one law (here: constant), so only who waits changes,
    never for how long in all.
    """
    sums = []
    for urgent in (0, 1):
        types = [kind("soon", priority=urgent), kind("later", priority=1)]
        arrivals = tuple(
            Arrivals(
                id=one.id,
                type=one.id,
                rate=Rate(mean_per_s=1 / 1800.0),
                nodes=(0,),
                weights=(1.0,),
                zones=("",),
                to_s=90_000.0,
            )
            for one in types
        )
        town = world(teams=[team()], types=types, arrivals=arrivals, horizon_s=400_000.0)
        op = Operation(town, {}, Luck(4, 0), make_decider("nearest_able"))
        incidents = op.run().table("incidents")
        assert set(incidents["outcome"]) == {"closed"}
        sums.append(float(np.sum(incidents["wait_s"])))
    assert sums[0] == sums[1] > 0.0
