"""Relief goods: stock, trucks, one loading bay, truckloads, hand-out, and needs as steps."""

import pytest
from tests.drills.town import (
    after,
    inject,
    network,
    place,
    play,
    truck,
    with_plan,
    world,
)

from sandtable.world.plan import Item, Rules, Stock
from sandtable.world.scenario import ReliefNeed

RICE = Item(id="rice", need="food", unit_kg=10.0, persons_per_unit=5.0)
TRUCK = {"capacity_kg": 1000.0, "call_out": after(10), "load": after(4), "unload": after(3)}
STEPS = ("released", "truck_ready", "loading", "loaded", "arrived", "handed_out", "truck_back")


def stock(id, at, quantity, **fields):
    """Return rice in the depot at a node."""
    return Stock(id=id, depot=f"depot_{at}", item="rice", quantity=quantity, **fields)


def hungry(persons=1200, at="d", minute=0, id="food_d"):
    """Return people of a zone who need food."""
    return ReliefNeed(id=id, zone=f"z{at}", kind="food", persons=persons, at_s=60.0 * minute)


def relief(*, bays=1, **fields):
    """Return 1200 hungry people at d, and two trucks and 300 sacks in the depot at a."""
    usual = {
        "needs": (hungry(),),
        "stocks": (stock("rice_a", "a", 300, release=after(5)),),
        "trucks": (truck("lorry_1", **TRUCK), truck("lorry_2", **TRUCK)),
    }
    return world(items=(RICE,), depots="a", bays=bays, **(usual | fields))


def test_two_trucks_and_one_bay():
    """1200 persons need 240 sacks of 10 kg; a lorry takes 100: 100 + 100 + 40.

    ::

        #1  lorry_1: goods at 5, lorry called out for 10: loads 10 to 14, at d (6 away) 20,
            handed out 23: 500 persons; back 29
        #2  lorry_2: ready at 10, the bay is taken until 14: loads 14 to 18, d 24, 27: 1000; back 33
        #3  waits for a lorry: lorry_1 in 29, called out already: loads 29 to 33, d 39, 42: 1200;
            back 48
    """
    story = play(relief())
    rows = story.rows("consignments", "consignment", "truck", "quantity", *STEPS)
    assert rows == [
        ("depot_a#1", "lorry_1", 100, 5, 10, 10, 14, 20, 23, 29),
        ("depot_a#2", "lorry_2", 100, 5, 10, 14, 18, 24, 27, 33),
        ("depot_a#3", "lorry_1", 40, 5, 29, 29, 33, 39, 42, 48),
    ]
    steps = story.rows("needs", "time", "in_need", "met", need="food_d")
    assert steps == [(0, 1200, 0), (23, 1200, 500), (27, 1200, 1000), (42, 1200, 1200)]
    told = story.rows("consignments", "form", "item", "zone", "outcome", "distance_m")
    assert told == [("physical", "rice", "zd", "done", 6 * 960.0)] * 3
    assert story.commands("issue_stock") == [("issue_stock", 0, "accepted", "")]


def test_without_a_limit_of_bays_both_load_at_once():
    """With bays 0 lorry_2 loads from 10 to 14 as well, and hands out at 23; the third as before."""
    story = play(relief(bays=0))
    assert story.rows("consignments", "loading", "handed_out") == [(10, 23), (10, 23), (29, 42)]


def test_goods_are_ready_later_than_the_truck():
    """Release takes 25: both lorries stand there from 10, the bay is taken only from 25 on.

    #1 loads 25 to 29, at d 35, handed out 38, back 44. #2 loads 29 to 33, 42 handed out.
    """
    story = play(relief(stocks=(stock("rice_a", "a", 300, release=after(25)),)))
    rows = story.rows("consignments", "released", "truck_ready", "loading", "handed_out")
    assert rows[:2] == [(25, 10, 25, 38), (25, 10, 29, 42)]


def test_the_nearest_stock_first_and_then_the_next():
    """300 persons at d are 60 sacks: depot c (3 away) has 40, depot a (6 away) gives the other 20.

    One lorry each, nothing takes time but the road: c hands out at 3 for 200 persons, a at 6.
    """
    story = play(
        world(
            items=(RICE,),
            depots="ac",
            needs=(hungry(300),),
            stocks=(stock("rice_a", "a", 90), stock("rice_c", "c", 40)),
            trucks=(truck("lorry_a", "a"), truck("lorry_c", "c")),
        )
    )
    rows = story.rows("consignments", "consignment", "quantity", "handed_out", "truck_back")
    assert rows == [("depot_c#1", 40, 3, 6), ("depot_a#1", 20, 6, 12)]
    assert story.rows("needs", "time", "met") == [(0, 0), (3, 200), (6, 300)]


def test_a_stock_that_does_not_suffice():
    """60 sacks for 1200 persons: 300 are met, and 900 are not, to the end.

    One lorry is enough: loads 10 to 14, d 20, handed out 23.
    """
    story = play(relief(stocks=(stock("rice_a", "a", 60),)))
    assert story.rows("consignments", "quantity", "outcome") == [(60, "done")]
    assert story.rows("needs", "time", "in_need", "met") == [(0, 1200, 0), (23, 1200, 300)]


def test_goods_for_a_place_that_no_road_reaches():
    """The east road closes at 15 for good; lorry_1 has left at 14, lorry_2 is still in the bay.

    Nobody arrives: both stand at c, nothing is handed out, nothing is lost (`play` checks).
    """
    story = play(relief(injects=(inject(15, "close_road", road="east"),)))
    assert story.rows("needs", "time", "met") == [(0, 0)]
    rows = story.rows("consignments", "loaded", "arrived", "handed_out")
    assert rows == [(14, None, None), (18, None, None), (None, None, None)]


def test_a_player_issues_goods_by_hand():
    """What a person may order by mistake is refused with its reason and stays in the record."""
    by_hand = (
        inject(1, "issue_stock", "i1", stock="rice_a", quantity=301, zone="zd"),
        inject(1, "issue_stock", "i2", stock="rice_b", quantity=1, zone="zd"),
        inject(1, "issue_stock", "i3", stock="rice_a", quantity=1, zone="ze"),
        inject(1, "issue_stock", "i4", stock="rice_a", quantity=0, zone="zd"),
        inject(1, "issue_stock", "i5", stock="rice_a", quantity=20, zone="zc"),
    )
    story = play(relief(needs=(), injects=by_hand))
    assert [row[3] for row in story.commands("issue_stock")] == [
        "not enough on hand",
        "unknown stock",
        "unknown need, zone or facility",
        "quantity is not a whole number above 0",
        "",
    ]
    # Ordered 1, called out 10: loads 11 to 15, a-c 3: 18, handed out 21 to nobody in particular.
    rows = story.rows("consignments", "need", "zone", "ordered", "loading", "handed_out")
    assert rows == [("", "zc", 1, 11, 21)]


def test_a_load_that_no_truck_carries():
    """A sack of 10 kg, a lorry for 9 kg: refused when a person orders it; the need stays open."""
    small = {**TRUCK, "capacity_kg": 9.0}
    by_hand = relief(injects=(inject(1, "issue_stock", stock="rice_a", quantity=1, need="food_d"),))
    story = play(with_plan(by_hand, trucks=(truck("lorry_1", **small),)))
    refusal = ("issue_stock", 1, "refused", "no truck of the depot can carry it")
    assert refusal in story.commands("issue_stock")
    assert {row[2] for row in story.commands("issue_stock")} == {"refused"}
    assert story.rows("needs", "time", "met") == [(0, 0)]


SHUTTLES = {
    "unlimited": (12, 3, 0, 13.5),
    "unlimited, more trucks": (12, 5, 0, 9.75),
    "one bay": (12, 5, 1, 10.0),
    "one bay, many trucks": (20, 8, 1, 10.5),
    "two bays": (20, 8, 2, 10.0),
}
"""Truckloads, trucks, bays (0 = no limit), hours to the end of the last unloading."""


@pytest.mark.parametrize(("loads", "trucks", "bays", "hours"), SHUTTLES.values(), ids=SHUTTLES)
def test_relief_shuttle(loads, trucks, bays, hours):
    """Load 0.25 h, drive 1.5 h, unload 0.5 h, drive back 1.5 h: a round of 3.75 h.

    * 12 loads, 3 trucks: 4 rounds; the last is unloaded at 3 x 3.75 + 2.25 = 13.5.
    * 12 loads, 5 trucks: the third round of two trucks: 2 x 3.75 + 2.25 = 9.75.
    * one bay: truck k loads from 0.25 (k - 1) on, every round; the 12th load is the second truck's
      third: 0.25 + 7.5 + 2.25 = 10.
    * 20 loads, 8 trucks, one bay: the 20th is the fourth truck's third: 0.75 + 7.5 + 2.25 = 10.5.
    * two bays: the trucks start in pairs, so the fourth one is only 0.25 behind: 10.
    """
    roads = network({"market": 30, "mill": 30, "ring": 90, "east": 30})
    times = {"load": after(15), "unload": after(30), "capacity_kg": 10.0}
    story = play(
        world(
            network=roads,
            place=place(depots="a", bays=bays),
            items=(RICE,),
            needs=(hungry(5 * loads),),
            stocks=(stock("rice_a", "a", loads),),
            trucks=tuple(truck(f"lorry_{i}", **times) for i in range(trucks)),
            hours=24.0,
        )
    )
    handed_out = [row[0] for row in story.rows("consignments", "handed_out")]
    assert len(handed_out) == loads
    assert max(handed_out) == 60.0 * hours


def test_needs_of_two_kinds_are_met_from_their_own_goods():
    """Water and food for d: each from stock of its kind, over one bay, in the order of the needs.

    lorry_1 takes food (need ``a_food`` before ``b_water``) and loads 10 to 14, lorry_2 14 to 18.
    """
    water = Item(id="water", need="water", unit_kg=1.0, persons_per_unit=1.0)
    both = relief(
        needs=(
            ReliefNeed(id="b_water", zone="zd", kind="water", persons=50),
            hungry(100, id="a_food"),
        ),
        stocks=(
            stock("rice_a", "a", 300),
            Stock(id="water_a", depot="depot_a", item="water", quantity=80),
        ),
    )
    story = play(with_plan(both, items=(RICE, water), rules=Rules()))
    rows = story.rows("consignments", "need", "truck", "item", "quantity", "handed_out")
    assert rows == [
        ("a_food", "lorry_1", "rice", 20, 23),
        ("b_water", "lorry_2", "water", 50, 27),
    ]
    assert story.rows("needs", "need", "time", "met") == [
        ("a_food", 0, 0),
        ("a_food", 23, 100),
        ("b_water", 0, 0),
        ("b_water", 27, 50),
    ]
