"""Commands from outside, one drill each: what people order, observe, rule and undo."""

import pytest
from tests.drills.town import (
    WAY,
    after,
    arguments,
    call,
    inject,
    kind,
    play,
    team,
    with_rules,
    world,
)


def by_hand(*injects, **fields):
    """Return the town with a call at d in minute 0 and eng at a, without any policy.

    The first inject orders eng to the call in minute 1; with turnout 2 it departs in 3, is at b in
    4, at c in 6 and at d in 9.
    """
    given = {
        "teams": [team("eng", "a", turnout=2)],
        "injects": (inject(1, "order", team="eng", incident="blaze"), *injects),
        **fields,
    }
    calls = given.pop("calls", [call("blaze", "d")])
    return world(*calls, **given)


PHASES = ("ordered", "alerted", "departed", "arrived", "released", "at_base")


def test_an_order_of_a_person():
    """Ordered 1, departs 3, arrives 9, works until 19, home 25; the record says who ordered it."""
    story = play(by_hand(), nobody=True)
    assert story.mission("eng#1", *PHASES) == (1, 1, 3, 9, 19, 25)
    assert story.mission("eng#1", "reason") == "inject:order_1"
    assert story.incident("blaze", "graded", "wait") == (0, 1)


# Rulings and observations


def ruled(minute, phase, by="ruled"):
    """Return a report that a phase of eng ends now."""
    return inject(minute, "ruling", team="eng", phase=phase, by=by)


def test_a_ruling_ends_the_alert():
    """The order takes 5 to reach the team (6); ruled at 3: alerted 3, departs 5, arrives 11."""
    story = play(by_hand(ruled(3, "alert"), notification=after(5)), nobody=True)
    assert story.mission("eng#1", *PHASES) == (1, 3, 5, 11, 21, 27)
    assert story.incident("blaze", "notification", "turnout", "free_flow") == (2, 2, 6)
    assert story.mission("eng#1", "ended_by") == "ruled"


def test_a_ruling_ends_the_turnout():
    """Wheels were seen rolling at 2 instead of 3: arrives 8."""
    story = play(by_hand(ruled(2, "turnout", "observed")), nobody=True)
    assert story.mission("eng#1", *PHASES) == (1, 1, 2, 8, 18, 24)
    assert story.mission("eng#1", "ended_by") == "observed"


def test_a_team_that_was_seen_to_arrive_early():
    """Seen at d in 7, two minutes before its time: travel 4, free flow as far as that goes."""
    story = play(by_hand(ruled(7, "travel", "observed")), nobody=True)
    assert story.mission("eng#1", *PHASES, *WAY) == (1, 1, 3, 7, 17, 23, 4, 0, 0, 0)


def test_a_team_that_was_ruled_to_arrive_late():
    """Nobody knows of a closure: eng stands before the closed east road from 6 on.

    Ruled to be there at 20: 17 of travel = free flow 6, and the rest, 11, counts as slowed.
    """
    shut = inject(0, "close_road", road="east")
    there = by_hand(shut, ruled(20, "travel"))
    story = play(with_rules(there, road_knowledge="uninformed"), nobody=True)
    assert story.mission("eng#1", "departed", "arrived", *WAY) == (3, 20, 6, 11, 0, 0)


def test_a_ruling_ends_the_way_home():
    """Released 19, would be home at 25; seen there at 21."""
    story = play(by_hand(ruled(21, "return", "observed")), nobody=True)
    assert story.mission("eng#1", "released", "at_base", "ended_by") == (19, 21, "observed")


def test_rulings_that_make_no_sense():
    """A team in another phase, one that is at work, one without a mission, one that is unknown."""
    wrong = (
        ruled(2, "travel"),
        ruled(10, "waiting"),
        ruled(30, "return"),
        inject(31, "ruling", team="nobody", phase="travel"),
    )
    story = play(by_hand(*wrong), nobody=True)
    assert [row[3] for row in story.commands("ruling")] == [
        "team is not in this phase",
        "this phase is not ended by a report",
        "team is not in this phase",
        "unknown team",
    ]
    assert story.mission("eng#1", *PHASES, "ended_by") == (1, 1, 3, 9, 19, 25, "simulated")


# Recall, divert, cancel


def test_recall_under_way():
    """Recalled at 5, half way on b-c: on to c (6), and home over b: 9. The call waits again."""
    story = play(by_hand(inject(5, "recall", team="eng")), nobody=True)
    assert story.mission("eng#1", *PHASES, "outcome") == (1, 1, 3, None, 5, 9, "recalled")
    assert story.incident("blaze", "first_arrival", "teams_needed", "outcome") == (
        None,
        0,
        "censored",
    )


def test_recall_before_departure():
    """Recalled at 2, in its turnout: it is free at once and at its base; ordered anew at 4.

    Turnout 2 once more: departs 6, arrives 12.
    """
    more = (inject(2, "recall", team="eng"), inject(4, "order", team="eng", incident="blaze"))
    story = play(by_hand(*more), nobody=True)
    assert story.mission("eng#1", "departed", "released", "outcome") == (None, 2, "recalled")
    assert story.mission("eng#2", "visit", *PHASES) == (1, 4, 4, 6, 12, 22, 28)


def test_recall_from_the_scene():
    """On scene from 9, recalled at 12: home 18. The work goes on without it until 19."""
    story = play(by_hand(inject(12, "recall", team="eng")), nobody=True)
    assert story.mission("eng#1", "arrived", "released", "at_base", "outcome") == (
        9,
        12,
        18,
        "recalled",
    )
    assert story.incident("blaze", "first_arrival", "full_arrival") == (9, 9)


def test_a_policy_sends_a_recalled_team_again():
    """With nearest_able the call is served again at once: recalled at 5 on b-c, goes on to d: 9.

    The new order reaches it where it is, so it has no turnout and loses nothing.
    """
    there = by_hand(inject(5, "recall", team="eng"), injects=(inject(5, "recall", team="eng"),))
    story = play(there)
    assert story.mission("eng#1", "ordered", "departed", "outcome") == (0, 2, "recalled")
    assert story.mission("eng#2", "ordered", "departed", "arrived") == (5, 5, 8)


@pytest.mark.parametrize(
    ("rule", "minute", "reason"),
    [
        ("none", 5, "the rules do not let teams be diverted"),
        ("under_way", 12, "the rules do not let a team be diverted in this phase"),
        ("at_work", 30, "team is on no mission that it could be taken from"),
    ],
)
def test_divert_where_the_rules_forbid_it(rule, minute, reason):
    """No rule, a team at work under ``under_way``, a team at home: refused, nothing changes."""
    there = by_hand(
        inject(minute, "divert", team="eng", incident="other"),
        calls=[call("blaze", "d"), call("other", "a", 4)],
    )
    story = play(with_rules(there, diversion=rule), nobody=True)
    assert story.commands("divert") == [("divert", minute, "refused", reason)]
    assert story.mission("eng#1", *PHASES) == (1, 1, 3, 9, 19, 25)


def test_divert_under_way():
    """At 5, half way on b-c, eng is sent to a instead: on to c (6), back to a: 9, no turnout.

    It works there until 19 and is at home. The first call waits again.
    """
    there = by_hand(
        inject(5, "divert", team="eng", incident="other"),
        calls=[call("blaze", "d"), call("other", "a", 4)],
    )
    story = play(with_rules(there, diversion="under_way"), nobody=True)
    assert story.mission("eng#1", "arrived", "released", "outcome") == (None, 5, "diverted")
    assert story.mission("eng#2", *PHASES) == (5, 5, 5, 9, 19, 19)
    assert story.incident("other", "turnout", "free_flow", "detour") == (0, 4, 0)


def test_divert_from_work():
    """At work at d since 9, sent to c at 12: there in 15; the work at d ends at 19 all the same."""
    there = by_hand(
        inject(12, "divert", team="eng", incident="other"),
        calls=[call("blaze", "d"), call("other", "c", 4)],
    )
    story = play(with_rules(there, diversion="at_work"), nobody=True)
    assert story.mission("eng#1", "arrived", "released", "outcome") == (9, 12, "diverted")
    assert story.mission("eng#2", "departed", "arrived", "released") == (12, 15, 25)


def test_cancel_sends_everybody_home():
    """Called off at 5, half way on b-c: on to c (6), home 9."""
    story = play(by_hand(inject(5, "cancel", incident="blaze")), nobody=True)
    assert story.mission("eng#1", "released", "at_base", "outcome") == (5, 9, "cancelled")
    assert story.incident("blaze", "closed", "outcome") == (5, "cancelled")


def test_cancel_on_scene_and_twice():
    """Called off at 12, on scene: home 18. It is over then, so a second cancel finds nothing."""
    twice = (inject(12, "cancel", incident="blaze"), inject(13, "cancel", incident="blaze"))
    story = play(by_hand(*twice), nobody=True)
    assert story.mission("eng#1", "released", "at_base", "outcome") == (12, 18, "cancelled")
    assert story.incident("blaze", "controlled", "closed", "outcome") == (None, 12, "cancelled")
    assert [row[2] for row in story.commands("cancel")] == ["accepted", "refused"]


def test_hand_over():
    """Two calls: the one that nobody was sent to is given away, the other one is not."""
    there = by_hand(
        inject(5, "hand_over", "h1", incident="other"),
        inject(5, "hand_over", "h2", incident="blaze"),
        inject(6, "order", team="eng", incident="other"),
        calls=[call("blaze", "d"), call("other", "a", 4)],
    )
    story = play(there, nobody=True)
    assert story.incident("other", "closed", "outcome") == (5, "handed_over")
    assert [row[2:] for row in story.commands("hand_over")] == [
        ("accepted", ""),
        ("refused", "teams are on their way or on scene"),
    ]
    assert [row[3] for row in story.commands("order")] == ["", "team is not free"]


# Moves


def moved(kind, *injects, **fields):
    """Return the town with eng (a, turnout 1) moved to base c in 0, and a call at d in 10."""
    given = {"teams": [team("eng", "a", turnout=1)], **fields}
    go = inject(0, kind, team="eng", to="at_c")
    return world(call("blaze", "d", 10), injects=(go, *injects), **given)


@pytest.mark.parametrize(("kind", "home"), [("move_up", 30), ("pre_position", 27)])
def test_a_team_that_was_moved_stands_ready_there(kind, home):
    """Departs 1, at c in 4 and free. The call at d in 10: turnout 1, c-d 3: 14, works until 24.

    After ``move_up`` it goes home to a: 30; after ``pre_position`` its home is c: 27.
    """
    story = play(moved(kind))
    assert story.mission("eng#1", "task", "ordered", "departed", "arrived") == ("move", 0, 1, 4)
    assert story.mission("eng#1", "incident", "outcome") == ("", "done")
    assert story.mission("eng#2", "from_node", "departed", "arrived", "released", "at_base") == (
        2,
        11,
        14,
        24,
        home,
    )


def test_moves_that_make_no_sense():
    """A team that is not free (it is moving already), an unknown place, an unknown team."""
    wrong = (
        inject(2, "move_up", team="eng", to="at_d"),
        inject(5, "move_up", "m2", team="eng", to="nowhere"),
        inject(6, "move_up", "m3", team="nobody", to="at_d"),
    )
    story = play(moved("move_up", *wrong))
    assert [row[3] for row in story.commands("move_up")] == [
        "",
        "team is not free",
        "unknown base, depot, facility or zone",
        "unknown team",
    ]


def test_a_team_is_sent_from_its_way_home_to_another_base():
    """Released at c in 13 (a-c 3, work 10), moved up to d in 14, when it is half way on c-b.

    On to b (15), back over c to d: 5: arrives 20 and stands there.
    """
    there = world(
        call("blaze", "c"),
        teams=[team("eng", "a")],
        injects=(inject(14, "move_up", team="eng", to="at_d"),),
    )
    story = play(there)
    assert story.mission("eng#1", "released", "at_base") == (13, None)
    assert story.mission("eng#2", "departed", "arrived", "outcome") == (14, 20, "done")


# Injects of the designer


def test_an_inject_lets_an_incident_occur():
    """A second fire at c in minute 5, of the type of the list, served like any other."""
    story = play(
        world(
            teams=[team("eng", "a")],
            types=[kind("second", work=10, detection=after(1))],
            injects=(
                inject(5, "incident", id="second", type="second", zone="zc"),
                inject(6, "incident", "again", id="second", type="second", zone="zc"),
                inject(6, "incident", "odd", id="third", type="unheard_of", zone="zc"),
                inject(6, "incident", "lost", id="third", type="second", zone="zx"),
            ),
        )
    )
    assert story.incident("second", "occurred", "detected", "first_arrival") == (5, 6, 9)
    assert [row[3] for row in story.commands("incident")] == [
        "",
        "the incident needs an id of its own",
        "unknown zone or node",
        "unknown incident type",
    ]


def test_levels_messages_and_what_this_engine_does_not_do_yet():
    """A level is recorded, a message is recorded, an unknown kind is refused: a row each."""
    story = play(
        world(
            injects=(
                inject(1, "set_level", level=2, hazard="flood"),
                inject(2, "set_level", level=7),
                inject(3, "message", to="hq", about="gauge"),
                inject(4, "dike_work", zone="zd"),
            )
        )
    )
    assert story.rows("levels", "time", "hazard", "level") == [(1, "flood", 2)]
    assert story.rows("messages", "about", "subject", "delivered") == [("inject", "gauge", 3)]
    assert story.commands("set_level", "message", "dike_work") == [
        ("set_level", 1, "accepted", ""),
        ("set_level", 2, "refused", "level is not 0 to 4"),
        ("message", 3, "accepted", ""),
        ("dike_work", 4, "refused", "unknown kind of command"),
    ]
    assert arguments(story, "dike_work") == [{"zone": "zd"}]


def test_roads_that_nobody_knows():
    """Closing or opening a road by a name that is not on the map is refused."""
    story = play(
        world(
            injects=(
                inject(1, "close_road", road="highway"),
                inject(2, "open_road", arc="zz"),
                inject(3, "one_way"),
            )
        )
    )
    rows = story.commands("close_road", "open_road", "one_way")
    assert [row[3] for row in rows] == ["unknown road or arc"] * 3
