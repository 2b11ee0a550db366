"""Taking people to hospital: the first team goes, the others are released on scene."""

from tests.drills.town import after, call, inject, kind, play, team, world

from sandtable.world.scenario import Requirement, Transport

CRASH = kind(needs=(Requirement(skill="fire", amount=2),), transport=Transport(handover=after(5)))


def crash(**fields):
    """Return a crash at c that needs two teams; hospitals at b and d."""
    teams = [team("amb", "a"), team("eng", "d", turnout=1)]
    return world(call("crash", "c"), teams=teams, types=[CRASH], hospitals="bd", **fields)


def test_to_the_nearest_hospital_and_home():
    """At c, amb is there in 3, eng in 1 + 3 = 4; work until 14; hospitals: b 2 away, d 3.

    The first team, amb, drives to b (16), hands over until 21 and is released there; home in 22.
    eng is released on scene in 14 and home at d in 17. Controlled 14; closed with the last release,
    21.
    """
    story = play(crash())
    columns = ("arrived", "facility", "at_facility", "released", "at_base")
    assert story.mission("amb#1", *columns) == (3, "hospital_b", 16, 21, 22)
    assert story.mission("eng#1", *columns) == (4, "", None, 14, 17)
    assert story.incident("crash", "full_arrival", "controlled", "closed") == (4, 14, 21)


def test_the_way_to_the_hospital_that_is_open():
    """The mill road (b-c) closes at 10: from c to b over the ring is 6, so d (3) is the nearest.

    amb: d in 17, released 22, home: d-c 3, ring 5: 30.
    """
    story = play(crash(injects=(inject(10, "close_road", road="mill"),)))
    columns = ("facility", "at_facility", "released", "at_base")
    assert story.mission("amb#1", *columns) == ("hospital_d", 17, 22, 30)


def test_no_hospital_can_be_reached():
    """All roads at c are closed from 10 on: amb is released on scene at 14 and stands there."""
    shut = [inject(10, "close_road", road, road=road) for road in ("mill", "ring", "east")]
    story = play(crash(injects=tuple(shut)))
    columns = ("facility", "at_facility", "released", "at_base", "outcome")
    assert story.mission("amb#1", *columns) == ("", None, 14, None, "done")
    assert story.incident("crash", "closed", "outcome") == (14, "closed")


def test_nobody_is_hurt():
    """With probability 0 nobody is taken anywhere."""
    unhurt = kind(transport=Transport(probability=0.0, handover=after(5)))
    story = play(world(call("crash", "c"), teams=[team("amb", "a")], types=[unhurt], hospitals="b"))
    assert story.mission("amb#1", "facility", "released", "at_base") == ("", 13, 16)


def test_nobody_is_called_away_with_persons_on_board():
    """Recall on the way to hospital (15) and during the hand-over (17) is refused."""
    recalls = (inject(15, "recall", team="amb"), inject(17, "recall", "r17", team="amb"))
    cancels = (inject(15, "cancel", incident="crash"),)
    story = play(crash(injects=recalls + cancels))
    assert [row[2:] for row in story.commands("recall", "cancel")] == [
        ("refused", "a team has persons on board"),
        ("refused", "team has persons on board"),
        ("refused", "team has persons on board"),
    ]
    assert story.mission("amb#1", "released", "outcome") == (21, "done")


def test_free_only_after_the_hand_over():
    """A second crash at c in 15: eng, free since 14 and on its way home, takes it, and amb from b.

    eng: on cd, 1 of 3 driven; goes on to d (17) and back to c: 20. amb: free at b in 21, c in 23.
    """
    teams = [team("amb", "a"), team("eng", "d", turnout=1)]
    calls = [call("one", "c"), call("two", "c", 15)]
    story = play(world(*calls, teams=teams, types=[CRASH], hospitals="b"))
    rows = story.rows("missions", "team", "ordered", "arrived", incident="two")
    assert rows == [("eng", 15, 20), ("amb", 21, 23)]
    assert story.incident("two", "full_arrival", "controlled") == (23, 33)
