"""One call and one team: every phase of a response, worked out by hand."""

from dataclasses import replace

from tests.drills.town import WAY, after, call, kind, play, team, world

PHASES = ("occurred", "detected", "reported", "graded", "ordered", "first_arrival")
FIRE = replace(kind(work=20), detection=after(1), reporting=after(2))


def one_call():
    """Return a call at d in minute 10, for a team at a; all phases take their time."""
    return world(
        call("blaze", "d", 10),
        teams=[team("eng", "a", turnout=2)],
        types=[FIRE],
        decision=after(1.5),
        notification=after(0.5),
    )


def test_phases_of_one_call():
    """Detection, report, decision, order, alert, turnout, travel, work, return.

    ::

        occurred 10 + detection 1 = detected 11 + reporting 2 = reported 13 + decision 1.5 = 14.5
        ordered 14.5 + notification 0.5 = alerted 15 + turnout 2 = departed 17
        a-b-c-d = 1 + 2 + 3 = 6: arrived 23; the whole force, so work begins at 23
        work 20: controlled and released 43, the incident is closed; home 6 later: 49
    """
    story = play(one_call())
    assert story.incident("blaze", *PHASES) == (10, 11, 13, 14.5, 14.5, 23)
    assert story.incident("blaze", "full_arrival", "controlled", "closed") == (23, 43, 43)
    assert story.incident("blaze", "outcome", "teams_needed", "first_team") == ("closed", 1, "eng")
    instants = ("ordered", "alerted", "departed", "arrived", "work_began", "released", "at_base")
    assert story.mission("eng#1", *instants) == (14.5, 15, 17, 23, 23, 43, 49)
    assert story.mission("eng#1", "incident", "outcome", "ended_by") == (
        "blaze",
        "done",
        "simulated",
    )
    assert story.mission("eng#1", "distance_m") == 6 * 960.0


def test_parts_of_the_response_time():
    """10 to 23 = 1 + 2 + 1.5 + 0 (wait) + 0.5 + 2 + 6 (free flow) + 0 + 0 + 0 + 0 (on scene)."""
    story = play(one_call())
    parts = ("detection", "reporting", "decision", "wait", "notification", "turnout")
    assert story.incident("blaze", *parts) == (1, 2, 1.5, 0, 0.5, 2)
    assert story.incident("blaze", *WAY, "on_scene_wait") == (6, 0, 0, 0, 0)


def test_log_of_one_call():
    """The log tells the same in order; at one instant messages come first, then phases, decisions.

    The team and the incident share the instants 23 and 43; ``blaze`` < ``eng`` decides the tie.
    """
    assert play(one_call()).events() == [
        (10, "INCIDENT_OCCURRED", "blaze"),
        (11, "INCIDENT_DETECTED", "blaze"),
        (13, "INCIDENT_REPORTED", "blaze"),
        (14.5, "INCIDENT_GRADED", "blaze"),
        (14.5, "TEAM_ORDERED", "eng"),
        (14.5, "COMMAND_GIVEN", "hq"),
        (15, "TEAM_ALERTED", "eng"),
        (17, "TEAM_DEPARTED", "eng"),
        (23, "INCIDENT_FULL_FORCE", "blaze"),
        (23, "TEAM_ARRIVED", "eng"),
        (23, "TEAM_BEGAN_WORK", "eng"),
        (43, "INCIDENT_CONTROLLED", "blaze"),
        (43, "INCIDENT_ENDED", "blaze"),
        (43, "TEAM_RELEASED", "eng"),
        (49, "TEAM_AT_BASE", "eng"),
    ]


def test_phases_of_no_length_are_passed_at_once():
    """A team at a, a call at a, nothing takes time: all instants are the minute of the call, 5."""
    story = play(world(call("blaze", "a", 5), teams=[team("eng", "a")], types=[kind(work=0)]))
    instants = (*PHASES, "full_arrival", "controlled", "closed")
    assert story.incident("blaze", *instants) == (5,) * 9
    assert story.mission("eng#1", "ordered", "arrived", "released", "at_base") == (5, 5, 5, 5)


def test_an_incident_that_nobody_can_serve():
    """No team has the skill that is needed: reported and graded, and then it waits for ever."""
    story = play(world(call("blaze", "d"), teams=[team("eng", "a", skills=("boat",))]))
    assert story.incident("blaze", "graded", "ordered", "outcome") == (0, None, "censored")
    assert story.incident("blaze", "unreachable", "first_team", "teams_needed") == (False, "", 0)
