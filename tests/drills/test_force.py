"""Incidents that need several kinds of force: skills, headcounts, full force, on-scene wait."""

from tests.drills.town import call, kind, play, team, world

from sandtable.world.scenario import Requirement

COLLAPSE = kind(
    "collapse",
    work=15,
    needs=(
        Requirement(skill="fire", amount=2),
        Requirement(skill="rescue", amount=10, unit="persons"),
    ),
)


def rescuers(id, at, headcount, turnout=3):
    """Return a rescue team."""
    return team(id, at, turnout, skills=("rescue",), headcount=headcount)


TEAMS = [
    team("eng_a", "a", 1),
    team("eng_d", "d", 1, headcount=9),
    rescuers("res_b", "b", 4),
    rescuers("res_c", "c", 4),
    rescuers("res_d", "d", 8),
]


def test_two_needs_with_different_skills_and_headcounts():
    """Two fire teams and ten rescuers at c: the work waits for the last team.

    Expected on scene (turnout + travel): eng_a 1 + 3 = 4, eng_d 1 + 3 = 4: both, as two teams,
    whatever their headcount. Rescuers, nearest first: res_c 3 + 0 = 3 brings 4, res_b 3 + 2 = 5
    makes 8, res_d 3 + 3 = 6 makes 16 >= 10. The first is there at 3, the whole force at 6: on-scene
    wait 3.
    Work 15: controlled 21. Home: eng_a 24, eng_d 24, res_b 23, res_c 21 (lives here), res_d 24.
    """
    story = play(world(call("house", "c", type="collapse"), teams=TEAMS, types=[COLLAPSE]))
    sent = [("eng_a", 0), ("eng_d", 0), ("res_c", 0), ("res_b", 0), ("res_d", 0)]
    assert story.sent("house") == sent
    assert story.incident("house", "first_arrival", "full_arrival", "on_scene_wait") == (3, 6, 3)
    assert story.incident("house", "controlled", "closed", "teams_needed") == (21, 21, 5)
    assert story.incident("house", "first_team", "turnout", "free_flow") == ("res_c", 3, 0)
    instants = ("skill", "arrived", "work_began", "released", "at_base")
    assert story.rows("missions", "team", *instants) == [
        ("eng_a", "fire", 4, 6, 21, 24),
        ("eng_d", "fire", 4, 6, 21, 24),
        ("res_c", "rescue", 3, 6, 21, 21),
        ("res_b", "rescue", 5, 6, 21, 23),
        ("res_d", "rescue", 6, 6, 21, 24),
    ]


def test_a_team_with_two_skills_serves_one_requirement():
    """One fire and one rescue team are needed; ``both`` can do either, and counts once.

    At c: both (at c) is there at 0 and nearest for fire, which is asked for first. For rescue
    res_d is left: 3. So the whole force is there at 3, and not at 0.
    """
    needs = (Requirement(skill="fire"), Requirement(skill="rescue"))
    teams = [team("both", "c", skills=("rescue", "fire")), rescuers("res_d", "d", 1, turnout=0)]
    story = play(world(call("house", "c"), teams=teams, types=[kind(needs=needs)]))
    rows = story.rows("missions", "team", "skill", "arrived")
    assert rows == [("both", "fire", 0), ("res_d", "rescue", 3)]
    assert story.incident("house", "first_arrival", "full_arrival") == (0, 3)


def test_too_little_force_comes_as_it_is_and_waits_for_the_rest():
    """Three teams are needed, two are there, the third is busy until 20.

    eng_d is sent to ``small`` at d in minute 0 and works there until 20. ``big`` at c in minute 1
    gets eng_a (arrives 4) and eng_b (arrives 3). At 20 eng_d is free at d, rolls at once, arrives
    23: full force. First team eng_b: wait 0; on-scene wait 23 - 3 = 20. Work 10: 33.
    """
    teams = [team("eng_a", "a"), team("eng_b", "b"), team("eng_d", "d")]
    big = kind("big", needs=(Requirement(skill="fire", amount=3),))
    small = kind("small", work=20)
    calls = [call("small", "d", 0, "small"), call("big", "c", 1, "big")]
    story = play(world(*calls, teams=teams, types=[big, small]))
    assert story.sent("big") == [("eng_b", 1), ("eng_a", 1), ("eng_d", 20)]
    assert story.incident("big", "first_arrival", "full_arrival", "controlled") == (3, 23, 33)
    assert story.incident("big", "wait", "free_flow", "on_scene_wait") == (0, 2, 20)


def test_more_persons_than_all_teams_bring():
    """Ten rescuers are needed, all teams together are eight: they stand there and never begin.

    res_c is there at 0 and res_b at 2; two rescuers stay missing to the end of the run.
    """
    needs = (Requirement(skill="rescue", amount=10, unit="persons"),)
    teams = [rescuers("res_b", "b", 4, 0), rescuers("res_c", "c", 4, 0)]
    story = play(world(call("house", "c"), teams=teams, types=[kind(needs=needs)]))
    assert story.incident("house", "first_arrival", "full_arrival", "controlled") == (0, None, None)
    assert story.incident("house", "outcome", "teams_needed") == ("censored", 2)
    rows = story.rows("missions", "arrived", "work_began", "outcome")
    assert rows == [(0, None, "censored"), (2, None, "censored")]
