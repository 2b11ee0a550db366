"""Mutual aid: an agreement is asked once, its answer comes after a delay and may be a refusal."""

import pytest
from tests.drills.town import after, call, inject, play, team, world

from sandtable.world.plan import Agreement


def aided(*calls, refusal=0.0, **fields):
    """Return a town without teams of its own; the neighbour's stand at d, half an hour away."""
    teams = (team("guest_1", "d", 1, agreement="north"), team("guest_2", "d", 1, agreement="north"))
    treaty = Agreement(id="north", delay=after(30), refusal=refusal)
    return world(*calls, teams=fields.pop("teams", teams), agreements=(treaty,), **fields)


def test_help_comes_after_its_delay():
    """Call at c in minute 2: asked at 2, granted 32; turnout 1, d-c 3: arrives 36; back at d 49.

    The wait for a free team is the delay of the agreement: 30.
    """
    story = play(aided(call("blaze", "c", 2)))
    assert story.incident("blaze", "graded", "ordered", "first_arrival") == (2, 32, 36)
    assert story.incident("blaze", "wait", "turnout", "free_flow") == (30, 1, 3)
    assert story.mission("guest_1#1", "released", "at_base") == (46, 49)
    told = story.rows("messages", "about", "subject", "sent", headquarters="hq")
    assert told == [("report", "blaze", 2), ("request", "north", 2), ("answer", "granted", 32)]


def test_help_that_has_come_stays():
    """Asked once for two calls; both guests stand ready from 30 on, and a third call finds them.

    one (c) and two (c) in minute 0: guest_1 and guest_2 arrive 30 + 1 + 3 = 34, work until 44, home
    47. three (d) in minute 50: guest_1 is there after its turnout, 51.
    """
    story = play(aided(call("one", "c"), call("two", "c"), call("three", "d", 50)))
    columns = ("incident", "first_team", "first_arrival")
    assert story.rows("incidents", *columns) == [
        ("one", "guest_1", 34),
        ("two", "guest_2", 34),
        ("three", "guest_1", 51),
    ]
    assert story.commands("request_aid") == [("request_aid", 0, "accepted", "")]


def test_own_forces_first():
    """An own team at a does the first call (3 away); only the second one asks for help.

    one (c, minute 0): own, arrives 3, works until 13. two (c, minute 5) asks at 5; the own team is
    free at 13 before any guest, which would come in 35: two is reached at 13, it stands at c. The
    answer comes all the same.
    """
    own = (team("own", "a"), team("guest", "d", agreement="north"))
    story = play(aided(call("one", "c"), call("two", "c", 5), teams=own))
    columns = ("incident", "first_team", "first_arrival")
    assert story.rows("incidents", *columns) == [("one", "own", 3), ("two", "own", 13)]
    assert story.rows("messages", "about", "sent", about="answer") == [("answer", 35)]


def test_help_that_is_refused():
    """A neighbour who always refuses: the answer comes after 30 as well, and nobody ever goes."""
    story = play(aided(call("blaze", "c", 2), refusal=1.0))
    assert story.incident("blaze", "ordered", "outcome") == (None, "censored")
    assert story.rows("messages", "subject", "sent", about="answer") == [("refused", 32)]
    assert story.commands("request_aid") == [("request_aid", 2, "accepted", "")]


def test_asking_again_by_hand():
    """A person may ask again: another answer after another delay, 10 + 30 = 40."""
    story = play(
        aided(
            call("blaze", "c", 2),
            refusal=1.0,
            injects=(inject(10, "request_aid", agreement="north"),),
        )
    )
    assert story.rows("messages", "subject", "sent", about="answer") == [
        ("refused", 32),
        ("refused", 40),
    ]


@pytest.mark.parametrize(("skill", "asked"), [("fire", True), ("boat", False)])
def test_only_those_who_can_help_are_asked(skill, asked):
    """The neighbour's fire teams are asked for, its boats would be of no use."""
    guests = (team("guest", "d", skills=(skill,), agreement="north"),)
    story = play(aided(call("blaze", "c"), teams=guests))
    assert bool(story.commands("request_aid")) == asked


def test_an_agreement_that_nobody_has():
    """Asking for help that is not agreed on is refused, and is no error."""
    story = play(aided(injects=(inject(1, "request_aid", agreement="south"),)))
    assert story.commands("request_aid") == [("request_aid", 1, "refused", "unknown agreement")]
