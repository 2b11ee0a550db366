"""A queue before one team: who is next, and how long everybody waits."""

from tests.drills.town import call, kind, play, team, world

TYPES = [kind("car_fire", priority=2), kind("fire", priority=1), kind("gas_leak", priority=0)]


def test_queue_with_priorities():
    """One team at a (turnout 1), four calls; the most urgent first, then the oldest, then by id.

    ::

        one   (prio 1) at c, minute 0: ordered 0, departs 1, arrives 4, free at c 14
        three (prio 0) at d, minute 2: ordered 14 (wait 12), rolls at once, c-d 3: 17, free at d 27
        then `four_a` and `four_b` (prio 2), both in minute 1: by id
        four_a at b: ordered 27 (wait 26), d-c-b 5: 32, free 42
        four_b at c: ordered 42 (wait 41), b-c 2: 44, free 54, home 3 later: 57
    """
    calls = [
        call("four_b", "c", 1, "car_fire"),
        call("one", "c", 0, "fire"),
        call("three", "d", 2, "gas_leak"),
        call("four_a", "b", 1, "car_fire"),
    ]
    story = play(world(*calls, teams=[team("eng", "a", turnout=1)], types=TYPES))
    columns = ("incident", "ordered", "wait", "turnout", "first_arrival", "closed")
    assert story.rows("incidents", *columns) == [
        ("one", 0, 0, 1, 4, 14),
        ("four_a", 27, 26, 0, 32, 42),
        ("four_b", 42, 41, 0, 44, 54),
        ("three", 14, 12, 0, 17, 27),
    ]
    # Only the last mission ends at home; from the others the team was sent on at their end.
    assert story.rows("missions", "mission", "from_node", "released", "at_base") == [
        ("eng#1", 0, 14, None),
        ("eng#2", 2, 27, None),
        ("eng#3", 3, 42, None),
        ("eng#4", 1, 54, 57),
    ]


def test_two_teams_share_a_queue_by_nearness():
    """Two calls in the same minute, two teams: each call in turn takes the nearest that is left.

    ``one`` at c (first by id): eng_d is 3 away, eng_a 3 as well: lowest id, eng_a. ``two`` at d
    takes eng_d, which is there at once.
    """
    teams = [team("eng_a", "a"), team("eng_d", "d")]
    story = play(world(call("two", "d"), call("one", "c"), teams=teams))
    assert story.rows("incidents", "incident", "first_team", "first_arrival") == [
        ("one", "eng_a", 3),
        ("two", "eng_d", 0),
    ]


def test_assignment_looks_at_all_calls_at_once():
    """Nearest serves the queue in order, assignment the whole of it with the least total time.

    Calls ``one`` at b and ``two`` at a; teams x at a, y at d. Nearest: one takes x (1), two takes y
    (6): 7 in all. Assignment: x to two (0) and y to one (5): 5 in all.
    """
    teams = [team("x", "a"), team("y", "d")]
    calls = [call("one", "b"), call("two", "a")]
    columns = ("incident", "first_team", "first_arrival")
    nearest = play(world(*calls, teams=teams))
    assert nearest.rows("incidents", *columns) == [("one", "x", 1), ("two", "y", 6)]
    matched = play(world(*calls, teams=teams, policy="assignment"))
    assert matched.rows("incidents", *columns) == [("one", "y", 5), ("two", "x", 0)]


def test_a_team_on_its_way_home_is_sent_from_where_it_is():
    """Released at d in 16, on its way home to a; a call at b comes in 18, when it is on dc.

    Out: a-d 6, work 10: free at d in 16. At 18 it has driven 2 of the 3 minutes of dc: 1 + 2 (c-b)
    are left: arrives 21. Its first mission never came home.
    """
    calls = [call("one", "d", 0), call("two", "b", 18)]
    story = play(world(*calls, teams=[team("eng", "a", turnout=5)], types=[kind(work=5)]))
    assert story.mission("eng#1", "departed", "arrived", "released", "at_base") == (5, 11, 16, None)
    assert story.mission("eng#2", "ordered", "departed", "arrived", "at_base") == (18, 18, 21, 27)
    assert story.incident("two", "turnout", "free_flow", "slowed", "detour") == (0, 3, 0, 0)
