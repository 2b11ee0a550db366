"""Messages that are late or lost: a team that is free, and a headquarters that does not know."""

import pytest
from tests.drills.town import after, call, play, team, world

from sandtable.ground.luck import Luck, address

CALLS = [call("one", "c", 0), call("two", "c", 5)]


def test_a_team_that_is_free_but_not_known_to_be():
    """From a, eng is at c in 3, free in 13. The message takes 2: known in 15, ordered 15.

    By then it is on its way home, at b (c-b 2, 13 to 15): turns back, b-c 2: there in 17 instead of
    13. The wait is 10 and not 8.
    """
    known = play(world(*CALLS, teams=[team("eng", "a")]))
    assert known.incident("two", "ordered", "first_arrival", "wait") == (13, 13, 8)
    late = play(world(*CALLS, teams=[team("eng", "a")], message_delay=after(2)))
    assert late.incident("two", "ordered", "first_arrival", "wait") == (15, 17, 10)
    assert late.mission("eng#1", "released", "at_base", "outcome") == (13, None, "done")
    told = late.rows("messages", "message", "sent", "delivered", "lost", about="free")
    assert told[0] == ("eng_free_0", 13, 15, False)


def test_an_idle_team_waits_beside_a_call():
    """The message takes 10: free in 13, known in 23; eng has been home since 16, a-c 3: 26.

    The call at c lies in sight of the road that it drove home on; nobody knew.
    """
    story = play(world(*CALLS, teams=[team("eng", "a")], message_delay=after(10)))
    assert story.mission("eng#1", "released", "at_base") == (13, 16)
    assert story.incident("two", "ordered", "first_arrival") == (23, 26)


def test_the_other_team_goes_instead():
    """Free and nearer, but not known to be: the far team is sent.

    eng (a) is free at c in 13, known in 23. A call at c in 15: eng would be there in 2, far (d,
    turnout 5) is sent and there in 15 + 5 + 3 = 23.
    """
    calls = [call("one", "c", 0), call("two", "c", 15)]
    teams = [team("eng", "a"), team("far", "d", turnout=5)]
    story = play(world(*calls, teams=teams, message_delay=after(10)))
    assert story.incident("two", "first_team", "first_arrival") == ("far", 23)
    known = play(world(*calls, teams=teams))
    assert known.incident("two", "first_team", "first_arrival") == ("eng", 17)


@pytest.mark.parametrize("replication", range(8))
def test_a_lost_message_is_repeated(replication):
    """Half of the messages are lost; one is repeated after 4 minutes, until it gets through.

    Sent in 13, 17, 21, ..., delay 2: with n losses first, known in 13 + 4 n + 2. What is lost is
    the luck of the message: address (eng, free), visit = number of the message.
    """
    luck = Luck(7, replication)
    entity = address("eng", "free")
    losses = 0
    while luck.uniform("message", entity, losses, 0) < 0.5:
        losses += 1
    lossy = {"message_delay": after(2), "message_loss": 0.5, "message_repeat_s": 240.0}
    story = play(world(*CALLS, teams=[team("eng", "a")], **lossy), replication=replication)
    told = story.rows("messages", "sent", "delivered", "lost", about="free")
    expected = [(13 + 4 * n, None, True) for n in range(losses)]
    known = 15 + 4 * losses
    assert told[: losses + 1] == [*expected, (known - 2, known, False)]
    assert story.incident("two", "ordered") == known


def test_some_messages_were_lost_above():
    """Among the eight replications above a first message is lost, and one is not."""
    entity = address("eng", "free")
    lost = [Luck(7, r).uniform("message", entity, 0, 0) < 0.5 for r in range(8)]
    assert {True, False} == set(lost)


def test_reports_have_their_own_delay():
    """The message delay is that of the field; a call takes the reporting time of its type."""
    story = play(world(call("one", "c", 4), teams=[team("eng", "a")], message_delay=after(9)))
    assert story.rows("messages", "sent", "delivered", about="report") == [(4, 4)]
    assert story.incident("one", "ordered") == 4
