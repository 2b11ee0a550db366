"""The end of the run: what has not happened by then is censored, not guessed."""

from dataclasses import replace

from tests.drills.town import after, call, inject, kind, play, team, world

SLOW = replace(kind(work=10), detection=after(1), reporting=after(2))


def until(minute, *calls, **fields):
    """Return the town with a team at a and a run that ends at a minute."""
    fields.setdefault("teams", [team("eng", "a", turnout=1)])
    return world(*calls, types=[SLOW], decision=after(1), hours=minute / 60.0, **fields)


def instants(story, id="blaze"):
    """Return all instants of an incident and its outcome."""
    columns = ("detected", "reported", "graded", "ordered", "first_arrival", "controlled")
    return story.incident(id, *columns, "outcome")


def test_what_is_known_at_the_end():
    """A call at c in 0: detected 1, reported 3, graded 4, departs 5, arrives 8, controlled 18.

    The run ends in 10, in the middle of the work.
    """
    story = play(until(10, call("blaze", "c")))
    assert instants(story) == (1, 3, 4, 4, 8, None, "censored")
    columns = ("arrived", "work_began", "released", "at_base", "outcome")
    assert story.mission("eng#1", *columns) == (8, 8, None, None, "censored")


def test_what_would_happen_at_the_end_itself_does_not():
    """The run covers [0, 8): the arrival in 8 is outside. With one second more it is inside."""
    story = play(until(8, call("blaze", "c")))
    assert instants(story) == (1, 3, 4, None, None, None, "censored")
    assert story.mission("eng#1", "ordered", "departed", "arrived") == (4, 5, None)
    later = play(until(8 + 1 / 60, call("blaze", "c")))
    assert instants(later) == (1, 3, 4, 4, 8, None, "censored")


def test_an_incident_of_which_nobody_knows_yet():
    """Reported in 3, the run ends in 2: occurred, detected, no more; what is in 2 has no row."""
    story = play(until(2, call("blaze", "c"), call("later", "c", 2)))
    assert instants(story) == (1, None, None, None, None, None, "censored")
    assert story.rows("incidents", "incident") == [("blaze",)]


def test_a_message_under_way_is_not_delivered():
    """The report is sent in 1 and would arrive in 3; the run ends in 2."""
    story = play(until(2, call("blaze", "c")))
    assert story.rows("messages", "about", "sent", "delivered", "lost") == [
        ("report", 1, None, False)
    ]


def test_an_alert_after_the_end():
    """Ordered in 4, the alert would take until 9; the run ends in 8."""
    story = play(until(8, call("blaze", "c"), notification=after(5)))
    assert story.mission("eng#1", "ordered", "alerted", "departed") == (4, None, None)


def test_incidents_of_the_warm_up_are_not_counted():
    """Warm-up 5: a call in 4 is played and not counted, one in 5 is counted."""
    story = play(until(60, call("one", "c", 4), call("two", "c", 5), warm_up_s=300.0))
    assert story.rows("incidents", "incident", "counted") == [("one", False), ("two", True)]


def test_stop_ends_the_run_behind_its_instant():
    """Stopped in 8: the arrival in 8 has happened, and so has the call of this minute; 9 has not.

    ``now`` is detected in 9; ``later`` is not even known to have occurred.
    """
    calls = [call("blaze", "c"), call("now", "c", 8), call("later", "c", 9)]
    story = play(until(60, *calls, injects=(inject(8, "stop"),)))
    assert instants(story) == (1, 3, 4, 4, 8, None, "censored")
    assert story.incident("now", "occurred", "detected", "outcome") == (8, None, "censored")
    assert story.rows("incidents", "incident") == [("blaze",), ("now",)]


def test_stop_at_the_instant_of_an_order():
    """Stopped in 4, when the call is graded: it is, and its team is ordered, behind the stop."""
    story = play(until(60, call("blaze", "c"), injects=(inject(4, "stop"),)))
    assert story.incident("blaze", "reported", "graded", "outcome") == (3, 4, "censored")
    assert story.mission("eng#1", "ordered", "alerted", "departed") == (4, 4, None)
