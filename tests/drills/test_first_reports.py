"""First reports that are wrong: too little or too much force, a wrong place, and who corrects."""

from dataclasses import replace

import pytest
from tests.drills.town import (
    NODES,
    WAY,
    after,
    call,
    inject,
    kind,
    network,
    play,
    team,
    with_rules,
    world,
)

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck, address
from sandtable.world.network import Network
from sandtable.world.scenario import ReportErrors, Requirement

KM_OF = (0.0, 1.0, 3.0, 6.2)
"""Where a, b, c and d lie on a line [km]: from c, b is 2 km, a 3 km and d 3.2 km away."""


def fires(amount, unit="teams", **errors):
    """Return the type of fire that needs so much, with reports that may be wrong."""
    needs = (Requirement(skill="fire", amount=amount, unit=unit),)
    return [kind(needs=needs, report_errors=ReportErrors(**errors))]


def times(factor):
    """Return the law of a force that is always this multiple of what is needed."""
    return Law.constant(factor)


TWO = [team("eng_a", "a"), team("eng_d", "d", turnout=2)]
"""From a to c 3; from d to c 3, and 2 of turnout."""


def told(story, about):
    """Return when a correction was sent and delivered."""
    return story.rows("messages", "sent", "delivered", "sender", about=about)


@pytest.mark.parametrize(("delay", "known", "full"), [(0, 3, 8), (4, 7, 12)])
def test_an_understated_report_is_corrected_on_scene(delay, known, full):
    """A fire at c needs 2 teams, the report asks for 1: eng_a is there in 3 and says so.

    The desk knows in 3 + delay and orders eng_d: turnout 2, d-c 3, full force 5 later. Work begins
    with the full force and takes 10.
    """
    types = fires(2, force=times(0.5))
    town = world(call("blaze", "c"), teams=TWO, types=types, message_delay=after(delay))
    story = play(town)
    assert story.sent("blaze") == [("eng_a", 0), ("eng_d", known)]
    assert story.incident("blaze", "first_arrival", "full_arrival", "on_scene_wait") == (
        3,
        full,
        full - 3,
    )
    assert story.incident("blaze", "controlled") == full + 10
    assert told(story, "force") == [(3, known, "eng_a")]
    seen = story.one("reports", "incident", "skill", "unit", "asked", "needed", "force_known")
    assert seen == ("blaze", "fire", "teams", 1, 2, known)


def test_a_right_report_and_the_oracle():
    """Both teams are sent at 0: full force in 5; nobody corrects anything, and nothing is believed.

    Under `picture: oracle` the same report does no harm, and messages take no time.
    """
    right = world(call("blaze", "c"), teams=TWO, types=fires(2))
    wrong = world(
        call("blaze", "c"), teams=TWO, types=fires(2, force=times(0.5)), message_delay=after(9)
    )
    for town in (right, with_rules(wrong, picture="oracle")):
        story = play(town)
        assert story.incident("blaze", "full_arrival", "controlled") == (5, 15)
        assert told(story, "force") == []
    assert story.rows("reports", "incident") == []
    assert play(right).one("reports", "asked", "needed", "force_known") == (2, 2, None)


def test_a_surplus_is_recalled():
    """A fire at c needs 1 team, the report asks for 2: eng_a is there in 3 and says so.

    eng_d left in 2 and is on c-d: it goes on to c (5) and back, home in 8. Work 3 to 13.
    """
    story = play(world(call("blaze", "c"), teams=TWO, types=fires(1, force=times(2.0))))
    assert story.sent("blaze") == [("eng_a", 0), ("eng_d", 0)]
    assert story.mission("eng_d#1", "released", "outcome", "at_base") == (3, "recalled", 8)
    assert story.incident("blaze", "full_arrival", "controlled") == (3, 13)
    assert story.commands("recall") == [("recall", 3, "accepted", "")]


def test_a_surplus_that_is_known_too_late_stays():
    """The message takes 4: by 7 eng_d is on scene (5), and leaves with eng_a in 13."""
    town = world(
        call("blaze", "c"), teams=TWO, types=fires(1, force=times(2.0)), message_delay=after(4)
    )
    story = play(town)
    assert story.mission("eng_d#1", "arrived", "released", "outcome") == (5, 13, "done")
    assert story.commands("recall") == []


def test_what_is_no_longer_missing_leaves_the_queue():
    """A fire at c needs 1 team, the report asks for 2; eng_d is busy at d from 0 to 6.

    The desk waits for a second team until eng_a has seen it in 4: when eng_d is free, the call at a
    in 3.5 is served, and not the fire at c, which was reported before.
    """
    calls = [call("busy", "d", 0, "short"), call("blaze", "c", 1), call("next", "a", 3.5, "short")]
    types = [*fires(1, force=times(2.0)), kind("short", 6)]
    story = play(world(*calls, teams=[team("eng_a", "a"), team("eng_d", "d")], types=types))
    assert story.sent("blaze") == [("eng_a", 1)]
    assert story.sent("next") == [("eng_d", 6)]


@pytest.mark.parametrize(
    ("factor", "amount", "asked"), [(0.1, 3, 1), (0.5, 3, 2), (1.0, 3, 3), (1.5, 3, 5), (0.4, 6, 2)]
)
def test_believed_force_is_whole_and_never_nothing(factor, amount, asked):
    """The multiple is rounded, halves up, at least 1: 0.3 -> 1, 1.5 -> 2, 4.5 -> 5, 2.4 -> 2."""
    story = play(world(call("blaze", "c"), teams=TWO, types=fires(amount, force=times(factor))))
    assert story.one("reports", "asked", "needed") == (asked, amount)


def test_force_in_persons():
    """A search at c needs 10 persons, the report asks for 4: the team of 5 is enough, it seems.

    It is there in 3 and says so: 5 are missing, the other team of 5 comes in 3 + 2 + 3.
    """
    teams = [replace(one, headcount=5) for one in TWO]
    story = play(
        world(call("blaze", "c"), teams=teams, types=fires(10, "persons", force=times(0.4)))
    )
    assert story.sent("blaze") == [("eng_a", 0), ("eng_d", 3)]
    assert story.incident("blaze", "full_arrival") == 8


@pytest.mark.parametrize("replication", range(4))
def test_a_lost_correction_is_repeated(replication):
    """Half of the messages are lost and repeated after 4: known in 3 + 4 n + 2 after n losses."""
    luck, entity, losses = Luck(7, replication), address("blaze", "force"), 0
    while luck.uniform("message", entity, losses, 0) < 0.5:
        losses += 1
    lossy = {"message_delay": after(2), "message_loss": 0.5, "message_repeat_s": 240.0}
    types = fires(2, force=times(0.5))
    story = play(
        world(call("blaze", "c"), teams=TWO, types=types, **lossy), replication=replication
    )
    assert story.sent("blaze")[1] == ("eng_d", 5 + 4 * losses)
    assert len(told(story, "force")) == losses + 1


def test_the_luck_of_a_report():
    """The multiple is the draw 13 of the incident: a half below 0.5, else a whole."""
    law = Law.choice([0.5, 1.0], [1.0, 1.0])
    seen = set()
    for replication in range(8):
        story = play(
            world(call("blaze", "c"), teams=TWO, types=fires(2, force=law)), replication=replication
        )
        half = Luck(7, replication).uniform("incident", "blaze", 0, 13) < 0.5
        asked = story.one("reports", "asked")
        assert asked == (1 if half else 2)
        seen.add(asked)
    assert seen == {1, 2}


# A wrong place


def mapped():
    """Return the roads with the nodes on a line, as `KM_OF` says."""
    roads = network()
    names = ("tail", "head", "length_m", "free_speed_mps", "arc_ids", "road_ids", "node_ids")
    columns = {name: getattr(roads, name) for name in names}
    return Network.from_arrays(n_nodes=4, x=[1000.0 * km for km in KM_OF], y=[0.0] * 4, **columns)


def mislaid(amount=1, off_km=3.2, search=4, probability=1.0, **fields):
    """Return a world in which the report of a fire at c names a place so far away."""
    errors = {"wrong_place": probability, "distance": Law.constant(1000.0 * off_km)}
    types = fires(amount, search=after(search), **errors)
    usual = {"teams": [team("eng", "a"), team("slow", "a", turnout=8)]}
    return world(call("blaze", "c"), types=types, network=mapped(), **(usual | fields))


def test_a_wrong_place_is_searched_and_left():
    """The fire is at c, the report says d: eng drives a-d 6, searches 4, drives back d-c 3: 13.

    The best way is 3: detour 6, waiting 4. Work 10 at c; home from c.
    """
    story = play(mislaid())
    assert story.mission("eng#1", "departed", "arrived", *WAY) == (0, 13, 3, 0, 6, 4)
    assert story.mission("eng#1", "distance_m", "released", "at_base") == (9 * 960, 23, 26)
    assert story.incident("blaze", "node", "first_arrival", *WAY) == (2, 13, 3, 0, 6, 4)
    seen = story.one("reports", "reported_node", "node", "found", "place_known", "force_known")
    assert seen == (3, 2, 10, 10, None)
    assert told(story, "place") == [(10, 10, "eng")]


@pytest.mark.parametrize(
    ("off_km", "node", "arrived", "way"),
    [
        (1.0, "b", 7, (3, 0, 0, 4)),
        (2.4, "b", 7, (3, 0, 0, 4)),
        (2.9, "a", 7, (3, 0, 0, 4)),
        (9.0, "d", 13, (3, 0, 6, 4)),
    ],
)
def test_which_place_is_named(off_km, node, arrived, way):
    """From c, b is 2 km away, a 3 and d 3.2: the nearest to the distance is named, never c.

    b is on the way (a-b 1, search 4, b-c 2); at a the search is at the base.
    """
    story = play(mislaid(off_km=off_km))
    assert story.one("reports", "reported_node") == NODES.index(node)
    assert story.mission("eng#1", "arrived", *WAY) == (arrived, *way)


def test_those_under_way_are_told():
    """Two teams are needed; slow departs in 8. The place is found and known in 10.

    slow is half way from b to c, bound for d; it stops at c: there in 11, travel 3, no detour.
    """
    story = play(mislaid(2))
    assert story.mission("slow#1", "departed", "arrived", *WAY) == (8, 11, 3, 0, 0, 0)
    assert story.incident("blaze", "first_team", "first_arrival") == ("slow", 11)
    assert story.incident("blaze", "full_arrival") == 13


def test_who_comes_to_the_wrong_place_later_need_not_search():
    """The desk knows in 10 + 5: slow is at d in 14, where nobody searches any more; at c in 17."""
    story = play(mislaid(2, message_delay=after(5)))
    assert story.mission("slow#1", "departed", "arrived", *WAY) == (8, 17, 3, 0, 6, 0)
    assert story.one("reports", "found", "place_known") == (10, 15)


def test_a_later_correction_is_a_later_full_arrival():
    """Known in 10.5, slow is still before c: there in 11. In 12 it is on c-d: to d, and back in 17.

    Known in 15 it has heard at d in 14: 17 as well. eng is at c in 13 whatever the desk knows.
    """
    slow, full = [], []
    for minutes in (0, 0.5, 2, 5):
        story = play(mislaid(2, message_delay=after(minutes)))
        slow.append(story.mission("slow#1", "arrived"))
        full.append(story.incident("blaze", "full_arrival"))
    assert slow == [11, 11, 17, 17]
    assert full == [13, 13, 17, 17]


def test_a_search_that_is_recalled_begins_anew():
    """Called back in 8, when it searches at d since 6, eng is free at once and sent again from d.

    It searches from 8 to 12, and is at c in 15.
    """
    story = play(mislaid(teams=[team("eng", "a")], injects=(inject(8, "recall", team="eng"),)))
    assert story.mission("eng#1", "released", "outcome") == (8, "recalled")
    assert story.mission("eng#2", "departed", "arrived", *WAY) == (8, 15, 3, 0, 0, 4)


def test_a_search_that_is_ended_by_a_report_from_outside():
    """Somebody sees in 8 where it is: eng drives on at once and is at c in 11."""
    seen = inject(8, "ruling", team="eng", phase="search", by="observed")
    story = play(mislaid(injects=(seen,)))
    assert story.mission("eng#1", "arrived", *WAY) == (11, 3, 0, 6, 2)
    assert story.one("reports", "found") == 8


def test_roads_that_change_on_the_way_to_a_wrong_place():
    """The east road (c-d) closes at 4, when eng is a third of the way on it, until 30.

    It turns round, is at c in 5, knows no other way to d and stands there: it passes its goal and
    does not know. From 30 on: d in 33, search 4, c in 40. Driven 3 + 1 + 1 + 3 + 3 = 11.
    """
    roads = (inject(4, "close_road", road="east"), inject(30, "open_road", road="east"))
    story = play(mislaid(injects=roads, teams=[team("eng", "a")]))
    assert story.mission("eng#1", "arrived", *WAY) == (40, 3, 0, 8, 29)


def test_oracle_knows_the_place():
    """Under `picture: oracle` eng drives to c at once: there in 3."""
    story = play(with_rules(mislaid(), picture="oracle"))
    assert story.mission("eng#1", "arrived", *WAY) == (3, 3, 0, 0, 0)


def test_more_errors_never_help():
    """Less force asked for, a likelier wrong place, a longer search: full force no sooner."""
    by_force = [
        play(world(call("blaze", "c"), teams=TWO, types=fires(2, force=times(f)))).incident(
            "blaze", "full_arrival"
        )
        for f in (1.0, 0.5)
    ]
    assert by_force == [5, 8]
    by_search = [play(mislaid(search=m)).incident("blaze", "full_arrival") for m in (0, 4, 9)]
    assert by_search == [9, 13, 18]
    for replication in range(6):
        arrived = [
            play(mislaid(probability=p), replication=replication).incident("blaze", "full_arrival")
            for p in (0.0, 0.3, 0.6, 1.0)
        ]
        assert arrived == sorted(arrived)
        assert (arrived[0], arrived[-1]) == (3, 13)
