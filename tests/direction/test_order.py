"""The order of entries in files decides nothing; names decide ties and nothing else."""

import random
from dataclasses import replace

import pytest
from tests.direction.runs import run, same, some_town
from tests.drills.town import (
    call,
    kind,
    network,
    place,
    play,
    team,
    truck,
    with_plan,
    world,
)
from tests.worlds import seeded

from sandtable.world.plan import Agreement, Item, Profile, Stock
from sandtable.world.scenario import ReliefNeed

PLAN = ("teams", "items", "stocks", "trucks", "agreements")
PLACE = ("zones", "bases", "depots", "facilities")
SCENARIO = ("types", "listed", "arrivals", "exposed", "needs", "dormant", "injects")


def shuffled(world, seed):
    """Return the same world with the entries of its lists in another order.

    Not headquarters and profiles, whose first entries have a meaning, nor what an incident needs,
    which is asked for in its order.
    """
    rng = random.Random(seed)  # noqa: S311  worlds, no secrets

    def mixed(part, names):
        lists = {name: list(getattr(part, name)) for name in names}
        for entries in lists.values():
            rng.shuffle(entries)
        return replace(part, **{name: tuple(entries) for name, entries in lists.items()})

    return replace(
        world,
        plan=mixed(world.plan, PLAN),
        place=mixed(world.place, PLACE),
        scenario=mixed(world.scenario, SCENARIO),
    )


@pytest.mark.parametrize("number", range(40))
def test_the_order_of_entries_in_any_world(number):
    """Teams, zones, bases, calls, stocks, trucks, injects, ... in any order: the same bytes."""
    made = seeded(number)
    same(run(made.world, made.impacts), run(shuffled(made.world, number), made.impacts))


@pytest.mark.parametrize("number", range(20))
def test_the_order_of_entries_in_towns_full_of_ties(number):
    """The towns of whole minutes have many events at one instant; ids decide them, not places."""
    there, impacts = some_town(number)
    same(run(there, impacts), run(shuffled(there, number), impacts))


def test_the_order_of_agreements():
    """Two neighbours can help; both are asked, in the order of their ids."""
    treaties = (Agreement(id="north"), Agreement(id="east"))
    guests = [team("g1", "a", agreement="north"), team("g2", "d", agreement="east")]
    there = world(call("blaze", "c"), teams=guests, agreements=treaties)
    turned = with_plan(there, agreements=treaties[::-1])
    asked = play(there).rows("messages", "sender", "subject", about="request")
    assert asked == [("hq", "east"), ("hq", "north")]
    same(play(there).tables, play(turned).tables)


def test_the_order_of_trucks():
    """What is the nearest stock to b is told by the truck of lowest id at each depot.

    At a that is the jeep v1: 4 minutes; at c the lorry v3: 2. So the rice of c is sent.
    """
    lorry, jeep = Profile(id="lorry"), Profile(id="jeep", speed_factor=0.25)
    trucks = (truck("v2", "a"), replace(truck("v1", "a"), profile="jeep"), truck("v3", "c"))
    there = world(
        depots="ac",
        profiles=(Profile(id="engine"), lorry, jeep),
        items=(Item(id="rice", need="food"),),
        stocks=(
            Stock(id="rice_a", depot="depot_a", item="rice", quantity=9),
            Stock(id="rice_c", depot="depot_c", item="rice", quantity=9),
        ),
        trucks=trucks,
        needs=(ReliefNeed(id="food", zone="zb", kind="food", persons=5),),
    )
    assert play(there).rows("consignments", "stock", "truck") == [("rice_c", "v3")]
    same(play(there).tables, play(with_plan(there, trucks=trucks[::-1])).tables)


def test_the_order_of_arcs():
    """Arcs in another order: other arc numbers, the same story."""
    turned = network(order=("dc", "ba", "cb", "ac", "cd", "ab", "bc", "ca"))
    assert turned.arc_number("ab") == 5
    there, _ = some_town(3)
    there = replace(there, scenario=replace(there.scenario, dormant=(), exposed=()))
    one, other = run(there), run(replace(there, network=turned))
    for name in ("incidents", "missions", "consignments", "needs", "commands"):
        for column, values in one[name].items():
            assert str(list(values)) == str(list(other[name][column])), (name, column)


# Names


def without_ties(names):
    """Return a town in which nothing happens at the same instant as anything of another name.

    Four teams with turnouts of their own, seven calls at odd seconds, work of odd seconds.
    """
    rng = random.Random(11)  # noqa: S311  worlds, no secrets
    teams = [
        replace(team(names[f"t{i}"], "abcd"[i]), turnout=kind(work=0.37 * i + 0.11).work)
        for i in range(4)
    ]
    calls = [
        replace(
            call(names[f"c{i}"], rng.choice("abcd"), type=names[f"k{i % 3}"]),
            at_s=97.0 * i + 3.0 * i * i,
        )
        for i in range(7)
    ]
    types = [kind(names[f"k{i}"], work=7.13 + 1.77 * i, priority=i) for i in range(3)]
    return world(*calls, teams=teams, types=types)


IDS = [f"t{i}" for i in range(4)] + [f"c{i}" for i in range(7)] + [f"k{i}" for i in range(3)]


def told(names):
    """Return the story of this town under other names, told with the old ones."""
    story = play(without_ties(names))
    old = {new: name for name, new in names.items()}
    instants = ("ordered", "departed", "arrived", "released", "at_base", "outcome")
    rows = story.rows("missions", "team", "incident", *instants)
    return [(old[who], old[where], *rest) for who, where, *rest in rows]


@pytest.mark.parametrize("seed", range(6))
def test_names_change_nothing_but_ties(seed):
    """Premises: laws of one value (luck belongs to names), and no two events at one instant."""
    rng = random.Random(seed)  # noqa: S311  worlds, no secrets
    letters = rng.sample("bcdefghijklmnopqrstuvwxyz", len(IDS))
    names = {name: f"{letter}_{name}" for letter, name in zip(letters, IDS, strict=True)}
    plain = told({name: name for name in IDS})
    assert told(names) == plain
    assert len(plain) == 7
    assert any(ordered > 0 for _, _, ordered, *_ in plain)


def test_names_decide_ties():
    """Two teams equally near: the lower id goes; renamed, the other one does."""
    for low, high in (("t1", "t2"), ("x", "y")):
        for first, second in ((low, high), (high, low)):
            teams = [team(first, "b"), team(second, "b")]
            there = world(call("blaze", "c"), teams=teams, place=place())
            assert play(there).incident("blaze", "first_team") == low
