"""Relief of people who had to leave: what they need where they are, and who gets it when."""

import gc
import weakref
from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from tests.dispatch.village import BUS, FOOT, LEAVE, OPEN, OWN, evacuation, play, water, world

from sandtable.dispatch import Operation, Replay, make_decider
from sandtable.dispatch.groups import Group
from sandtable.dispatch.relief import Relief as RunningRelief
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.people import Fleet, Peril, Relief
from sandtable.world.plan import Headquarters, Item, Rules, Stock, Truck

FOOD = Item(id="meal", need="food", unit_kg=1.0)
RELIEF = Relief(needs=("food", "water"))


def goods(form="physical", quantity=500, capacity_kg=60.0, **fields):
    """Return food at the gate and one truck that loads for 5 min and hands out for 10."""
    truck = Truck(
        id="lorry",
        depot="store",
        profile="truck",
        capacity_kg=capacity_kg,
        load=Law.constant(300.0),
        unload=Law.constant(600.0),
    )
    stock = Stock(id="meals", depot="store", item="meal", quantity=quantity, form=form)
    return {"items": (FOOD,), "stocks": (stock,), "trucks": (truck,), "relief": RELIEF} | fields


def two_batches(**fields):
    """Return an evacuation of 40 by loudspeaker at 600 s and 60 by a knock at 900 s."""
    return evacuation(
        OWN,
        heed=0.4,
        pairs=10,
        households_per_h=Law.constant(72.0),
        household_size=1.0,
        **fields,
    )


def rows(table, *names):
    """Return the rows of some columns."""
    return list(
        zip(*(getattr(table[name], "tolist", lambda n=name: table[n])() for name in names),
            strict=True)
    )  # fmt: skip


def test_goods_go_to_groups_in_the_order_of_their_arrival():
    """40 persons come at 1560 s, 60 at 1892 s; the school has water, food must be brought.

    16 vehicles 4 s apart enter the dike by 660 s, are at the gate at 960 and in town at 1560; 24
    vehicles by 992, 1292, 1892. Half an hour after the first were expected, at 2760, the school
    asks for 100 meals. The truck carries 60: loaded at 3060, in town at 3660, handed out at 4260;
    back at 4860, loaded at 5160, in town at 5760, handed out at 6360.
    """
    tables = play(
        world(evacuations=(two_batches(),), provides=("water",), injects=(LEAVE, OPEN), **goods())
    )
    assert tables["people"]["arrived_s"].tolist() == [1560.0, 1892.0]
    assert rows(tables["relief"], "group", "kind", "time_s", "met") == [
        ("people#1", "food", 4260.0, 40),
        ("people#1", "water", 1560.0, 40),
        ("people#2", "food", 4260.0, 20),
        ("people#2", "food", 6360.0, 60),
        ("people#2", "water", 1892.0, 60),
    ]
    assert rows(tables["needs"], "need", "zone", "time_s", "in_need", "met") == [
        ("school.food", "school", 1560.0, 40, 0),
        ("school.food", "school", 1892.0, 100, 0),
        ("school.food", "school", 4260.0, 100, 60),
        ("school.food", "school", 6360.0, 100, 100),
    ]
    assert tables["consignments"]["ordered_s"].tolist() == [2760.0, 2760.0]
    assert tables["consignments"]["quantity"].tolist() == [60, 40]


@pytest.mark.parametrize(("rule", "met"), [("all", 100), ("physical", 0)])
def test_stock_of_an_agreement_counts_as_the_rule_says(rule, met):
    """Food that only an agreement brings feeds all of them, or nobody."""
    a_world = world(
        evacuations=(two_batches(),),
        injects=(LEAVE, OPEN),
        **goods("agreement", rules=Rules(stock_counts=rule)),
    )
    needs = play(a_world)["needs"]
    last = dict(zip(needs["kind"], needs["met"].tolist(), strict=True))
    assert last == {"food": met, "water": 0}


def test_a_need_that_goods_do_not_cover_stays_open():
    """30 meals for 100 persons: the first group has 30, and nobody asks twice for the same."""
    a_world = world(evacuations=(two_batches(),), injects=(LEAVE, OPEN), **goods(quantity=30))
    tables = play(a_world)
    assert rows(tables["relief"], "group", "kind", "met") == [("people#1", "food", 30)]
    assert tables["consignments"]["quantity"].tolist() == [30]


def test_relatives_give_everything_and_those_who_stay_have_nothing():
    """Half of 90 who go drive to kin and have all at once; the ten who refuse have nothing."""
    plan = evacuation(replace(OWN, relatives=0.5), refuse=0.1)
    tables = play(world(evacuations=(plan,), injects=(LEAVE,), relief=RELIEF))
    people = dict(rows(tables["people"], "group", "outcome"))
    got = Counter()
    for group, kind, met in rows(tables["relief"], "group", "kind", "met"):
        assert people[group] == "relatives"
        got[kind] += met
    assert got == {"food": 45, "water": 45}


def test_what_a_shelter_has_is_met_when_it_opens_and_goods_reach_those_before_it():
    """People stand before a closed school: they are fed there, and have water once inside."""
    late = (20_000.0, "open_shelter", {"shelter": "school"})
    a_world = world(
        evacuations=(evacuation(OWN),), provides=("water",), injects=(LEAVE, late), **goods()
    )
    relief = rows(play(a_world)["relief"], "kind", "time_s", "met")
    assert relief[-1] == ("water", 20_000.0, 100)
    assert relief[1][:2] < ("food", 20_000.0)
    assert relief[1][2] == 100


def crown(issue_s, capacity_kg=1000.0, units=100):
    """Return a world in which a bus takes 50 of 100 from the crown at 1890 s, 50 at 3870 s."""
    bus = Fleet(
        id="buses",
        kind="bus",
        count=1,
        capacity=50,
        base="town",
        profile="car",
        call_out=Law.constant(900.0),
        load=Law.constant(60.0),
    )
    send = {"stock": "meals", "quantity": units, "zone": "crown"}
    return world(
        evacuations=(evacuation(FOOT),),
        fleets=(bus,),
        injects=(
            LEAVE,
            OPEN,
            (0.0, "call_out", {"fleet": "buses"}),
            (issue_s, "issue_stock", send),
        ),
        **goods(capacity_kg=capacity_kg),
    )


def test_goods_that_come_late_are_for_those_who_are_still_there():
    """100 meals ordered at 1000 s: loaded at 1300, on the crown at 1630, handed out at 2230 s.

    By then the bus has gone with 50; 50 are fed, and 50 meals stay on the crown. The 50 who went
    first are expected at the school from 2220 s on, which asks at 4020 s, loads by 4320 and hands
    out at 5520 s; the others bring their meals with them.
    """
    op = Operation(crown(1000.0), {}, Luck(7, 0), make_decider("nearest_able"))
    tables = op.run().tables()
    needs = {
        need.data.id: need for needs in op.civil.people.relief.needs.values() for need in needs
    }
    on_crown = needs["crown.food"]
    assert (on_crown.provided, on_crown.given, on_crown.store) == (100, 50, 50)
    assert (on_crown.present, on_crown.met) == (0, 0)
    fed = [row for row in rows(tables["relief"], "kind", "time_s", "met") if row[0] == "food"]
    assert sorted(fed) == [("food", 2230.0, 50), ("food", 5520.0, 50)]
    assert (needs["school.food"].present, needs["school.food"].met) == (100, 100)
    assert needs["school.food"].provided == 50


def on_their_way(shelter):
    """Return the persons for whom a shelter keeps room and who have not come to it yet."""
    return shelter.expected - shelter.inside - sum(group.persons for group in shelter.outside)


def check_relief(op, tables):
    """No meal is made or lost, nobody has more than one, and the tables agree with the state."""
    relief = op.civil.people.relief
    persons = dict(rows(tables["people"], "group", "persons"))
    got, last = Counter(), {}
    for group, kind, time_s, met in rows(tables["relief"], "group", "kind", "time_s", "met"):
        before_s, before = last.get((group, kind), (0.0, 0))
        assert before < met <= persons[group]
        assert before_s <= time_s
        last[group, kind] = (time_s, met)
    for (_, kind), (_, met) in last.items():
        got[kind] += met
    at_home = Counter(group.place for group in op.civil.people.groups for _ in range(group.persons))
    for needs in relief.needs.values():
        for need in needs:
            mine = [one for one in op.supply.consignments if one.need is need]
            on_way = [one for one in mine if one.handed_out_s != one.handed_out_s]  # nan: not yet
            coming = sum(
                int(one.quantity * one.stock.item.persons_per_unit + 1e-9) for one in on_way
            )
            assert need.provided == coming + need.store + need.given
            assert need.present == at_home[need.data.zone]
            assert 0 <= need.met <= need.present
            shelter = op.civil.people.shelters.by_id.get(need.data.zone)
            # Who finds no room stands before the shelter and is present there, though not expected.
            assert 0 <= need.coming <= (on_their_way(shelter) if shelter else 0)
            assert not (need.store and need.lacking)
            lacking = sum(one.persons - one.has(need.data.kind) for one in need.lacking)
            assert lacking == need.present - need.met
    given = sum(need.given for needs in relief.needs.values() for need in needs)
    assert given == got["food"]  # nobody provides food but the trucks
    for stock in op.supply.stocks.values():
        assert stock.on_hand + stock.in_transit + stock.handed_out == stock.data.quantity


@settings(max_examples=60)
@example(237, 0.0, 1.0, 0, 0, 1022)  # a family for whom the school has no room stands before it
@given(
    st.integers(0, 300),
    st.sampled_from([0.0, 0.3, 1.0]),
    st.sampled_from([1.0, 0.3, 2.5]),
    st.integers(0, 4),
    st.sampled_from([0, 60, 400]),
    st.integers(0, 10_000),
)
def test_no_meal_is_made_or_lost(persons, share, per_unit, boats, quantity, replication):
    """Whoever goes where, by whatever: goods and the people who have them add up."""
    fleet = Fleet(
        id="boats",
        kind="boat",
        count=boats,
        capacity=7,
        base="town",
        profile="car",
        trip=Law.exponential(mean=900.0),
    )
    buses = replace(fleet, id="buses", kind="bus", count=2, capacity=11)
    plan = evacuation(
        replace(OWN, share=0.4),
        replace(FOOT, share=0.3),
        replace(BUS, share=0.3),
        heed=0.3,
        pairs=4,
        households_per_h=Law.exponential(mean=20.0),
        mobilise=Law.exponential(mean=900.0),
        refuse=0.05,
    )
    given_goods = goods(quantity=quantity, items=(replace(FOOD, persons_per_unit=per_unit),))
    a_world = world(
        persons=persons,
        capacity=60,
        entry=True,
        evacuations=(plan,),
        fleets=(fleet, buses),
        peril=Peril(exposure="water", told=0.1, untold=0.3),
        provides=("water",),
        injects=(
            LEAVE,
            (0.0, "call_out", {"fleet": "boats"}),
            (0.0, "call_out", {"fleet": "buses"}),
            (1200.0, "activate", {"entry": "breach"}),
            (2000.0, "issue_stock", {"stock": "meals", "quantity": 20, "zone": "crown"}),
            (4000.0, "open_shelter", {"shelter": "school"}),
        ),
        **given_goods,
    )
    luck = Luck(7, replication)
    op = Operation(a_world, {"breach": water(600.0, share)}, luck, make_decider("nearest_able"))
    check_relief(op, op.run().tables())


def test_a_replay_of_relief_gives_the_same_bytes():
    """Orders of goods come back from the table at the instants of the reports."""
    a_world = crown(1000.0)
    first = Operation(a_world, {}, Luck(7, 0), make_decider("nearest_able")).run().tables()
    assert set(first["commands"]["round"].tolist()) == {0, 1}
    again = Replay(first["commands"])
    op = Operation(a_world, {}, Luck(7, 0), again)
    again.start(op)
    second = op.run().tables()
    for name, table in first.items():
        for column, values in table.items():
            same = np.asarray(values).tobytes() == np.asarray(second[name][column]).tobytes()
            assert same, f"{name}.{column}"


def test_headquarters_far_away_know_of_needs_later():
    """With a message delay of 1000 s the goods are ordered at 2760 + 1000 s, else as above."""
    desk = Headquarters(id="hq", message_delay=Law.constant(1000.0))
    a_world = world(
        evacuations=(two_batches(),), injects=(LEAVE, OPEN), headquarters=(desk,), **goods()
    )
    tables = play(a_world)
    assert set(tables["consignments"]["ordered_s"].tolist()) == {3760.0}
    assert tables["messages"]["subject"] == ["school.food", "school.water"]


def test_a_run_that_is_let_go_of_leaves_nothing_behind():
    """Groups, vehicles and needs of a run are freed with it, without the garbage collector."""
    op = Operation(crown(1000.0), {}, Luck(7, 0), make_decider("nearest_able"))
    op.run_until(op.horizon_s)
    people = weakref.ref(op.civil.people)
    gc.disable()
    try:
        op.dissolve()
        assert people() is None
    finally:
        gc.enable()


def test_who_left_the_served_behind_still_gets_all_with_relatives():
    """Of ten persons the first four have food; the six behind them leave, and have it at 50 s."""
    group = Group("r", "z", "", 0, 10)
    group.had["food"] = [(10.0, 4)]
    behind = group.split(6)
    assert (group.has("food"), behind.has("food")) == (4, 0)
    op = SimpleNamespace(clock=SimpleNamespace(now=50.0), supply=SimpleNamespace(needs={}))
    relief = RunningRelief(op, ("food", "water"), [])
    relief.with_relatives(behind)
    assert behind.had == {"food": [(50.0, 6)], "water": [(50.0, 6)]}
    relief.with_relatives(group)
    assert group.had == {"food": [(10.0, 4)], "water": [(50.0, 4)]}
