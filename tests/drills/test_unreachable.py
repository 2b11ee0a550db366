"""Unreachable is a result: nobody is sent, the record says why, and the run goes on."""

from tests.drills.town import call, inject, network, play, slow, team, with_rules, world

from sandtable.hazards import Impact
from sandtable.world.plan import Curve, Profile
from sandtable.world.scenario import DormantImpact

SHUT = inject(0, "close_road", road="east")


def cut_off(*injects, **fields):
    """Return the town whose east road, the only one to d, is closed from the start."""
    teams = fields.pop("teams", [team("eng", "a")])
    return world(call("blaze", "d", 1), teams=teams, injects=(SHUT, *injects), **fields)


def test_nobody_is_sent_where_no_road_leads():
    """The closure is known at once (informed, no delay): no order, unreachable, open at the end."""
    story = play(cut_off())
    columns = ("graded", "ordered", "first_arrival", "outcome", "unreachable", "teams_needed")
    assert story.incident("blaze", *columns) == (1, None, None, "censored", True, 0)
    assert story.rows("missions", "team") == []


def test_somebody_is_sent_as_soon_as_the_road_is_open():
    """Opened at 30: ordered 30, a-d 6: 36. The wait of 29 has its cause beside it: unreachable."""
    story = play(cut_off(inject(30, "open_road", road="east")))
    columns = ("ordered", "wait", "first_arrival", "outcome", "unreachable")
    assert story.incident("blaze", *columns) == (30, 29, 36, "closed", True)


def test_who_is_on_the_right_side_goes():
    """A team at d is there after its turnout of 5; that the one at a cannot come, is no matter."""
    story = play(cut_off(teams=[team("eng", "a"), team("far", "d", turnout=5)]))
    assert story.incident("blaze", "first_team", "first_arrival", "unreachable") == (
        "far",
        6,
        False,
    )


def test_one_that_cannot_be_reached_does_not_stop_the_queue():
    """``blaze`` at d is first and cannot be reached; ``other`` at c is served at once: 4."""
    there = world(
        call("blaze", "d", 1), call("other", "c", 1), teams=[team("eng", "a")], injects=(SHUT,)
    )
    story = play(there)
    assert story.incident("other", "ordered", "first_arrival", "unreachable") == (1, 4, False)
    assert story.incident("blaze", "ordered", "unreachable") == (None, True)


def test_unreachable_for_one_kind_of_vehicle():
    """Half a metre of water on the east road stops the engine and slows the lorry to a half.

    Curves of the profiles: engine 0.3 m = 0; lorry 0.5 m = 0.5, 1 m = 0. The lorry at a is sent,
    though the engine at c is nearer: a-c 3, c-d 6: arrives 10 = 1 + 6 + slowed 3.
    """
    engine = Profile(id="engine", factors=(("depth", Curve(x=(0.0, 0.3), y=(1.0, 0.0))),))
    lorry = Profile(id="lorry", factors=(("depth", Curve(x=(0.0, 0.5, 1.0), y=(1.0, 0.5, 0.0))),))
    water = [row._replace(kind="depth", value=0.5) for row in slow(network(), "east", (0, 90), 0.0)]
    there = world(
        call("blaze", "d", 1),
        teams=[team("eng", "c"), team("lor", "a", profile="lorry")],
        profiles=(engine, lorry),
        dormant=(DormantImpact(id="river", activate_at_s=0.0),),
    )
    story = play(there, {"river": Impact.of(8, water)})
    assert story.mission("lor#1", "arrived", "free_flow", "slowed") == (10, 6, 3)
    assert story.incident("blaze", "first_team", "unreachable") == ("lor", False)


def test_who_does_not_know_goes_and_stands_there():
    """``uninformed``: eng sets out at 1, meets the closure at c in 4, stands until 30, arrives 33.

    Travel 32 = 6 + waiting 26. Nobody knew, so at no decision was it unreachable.
    """
    there = cut_off(inject(30, "open_road", road="east"))
    story = play(with_rules(there, road_knowledge="uninformed"))
    columns = ("ordered", "first_arrival", "free_flow", "waiting", "unreachable")
    assert story.incident("blaze", *columns) == (1, 33, 6, 26, False)
    assert story.mission("eng#1", "closures_met") == "control"
