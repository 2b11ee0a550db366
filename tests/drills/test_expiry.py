"""An incident that nobody reaches in time is lost."""

import pytest
from tests.drills.town import after, call, kind, play, team, world

from sandtable.world.scenario import Requirement


def drowning(minutes, **fields):
    """Return a type of incident that is lost after so many minutes without any team."""
    return kind(expires=after(minutes), **fields)


def test_nobody_comes_in_time():
    """Call at d in 2, lost after 5, that is in 7; eng would be there in 2 + 1 + 6 = 9.

    At 7 it is on c-d (6 to 9), goes on to d (9) and home: 15. Its mission is cancelled.
    """
    story = play(world(call("boy", "d", 2), teams=[team("eng", "a", 1)], types=[drowning(5)]))
    assert story.incident("boy", "ordered", "first_arrival", "closed", "outcome") == (
        None,
        None,
        7,
        "expired",
    )
    columns = ("departed", "arrived", "released", "at_base", "outcome")
    assert story.mission("eng#1", *columns) == (3, None, 7, 15, "cancelled")


def test_somebody_is_there_in_time():
    """The same with 8 minutes: lost in 10, eng is there in 9 and works on, however long."""
    story = play(world(call("boy", "d", 2), teams=[team("eng", "a", 1)], types=[drowning(8)]))
    assert story.incident("boy", "first_arrival", "controlled", "outcome") == (9, 19, "closed")


def test_one_team_of_two_is_enough():
    """Two teams are needed, one is there: with a team on scene nothing expires, nor begins."""
    two = drowning(8, needs=(Requirement(skill="fire", amount=2),))
    story = play(world(call("boy", "d"), teams=[team("eng", "d")], types=[two]))
    assert story.incident("boy", "first_arrival", "full_arrival", "outcome") == (
        0,
        None,
        "censored",
    )


@pytest.mark.parametrize(
    ("incident", "outcome", "arrived"), [("boy", "expired", None), ("girl", "closed", 6)]
)
def test_the_team_comes_at_the_last_instant(incident, outcome, arrived):
    """Lost after 6, and the way is 6: two events of the same rank, so the ids decide.

    ``boy`` < ``eng`` < ``girl``: the boy is lost before the team is there, the girl is not.
    """
    story = play(world(call(incident, "d"), teams=[team("eng", "a")], types=[drowning(6)]))
    assert story.incident(incident, "first_arrival", "outcome") == (arrived, outcome)


def test_lost_in_the_queue():
    """The team works at c until 13; the call at b in 1 waits and is lost in 11, nobody was sent."""
    calls = [call("one", "c"), call("two", "b", 1, "boy")]
    types = [kind(), drowning(10, id="boy")]
    story = play(world(*calls, teams=[team("eng", "a")], types=types))
    assert story.incident("two", "closed", "outcome", "teams_needed") == (11, "expired", 0)
    assert story.rows("missions", "incident") == [("one",)]


def test_lost_before_the_desk_has_graded_it():
    """Lost in 5, graded in 8: nobody could be sent in time, and it never enters the queue."""
    late = drowning(5, reporting=after(8))
    story = play(world(call("boy", "b"), teams=[team("eng", "b")], types=[late]))
    assert story.incident("boy", "graded", "ordered", "closed", "outcome") == (
        8,
        None,
        5,
        "expired",
    )
    assert story.rows("missions", "team") == []
