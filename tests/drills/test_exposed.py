"""People whom a hazard reaches, and who are spared when its source is controlled in time."""

import pytest
from tests.drills.town import after, call, inject, kind, place, play, team, with_scenario, world

from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, Impact
from sandtable.world.scenario import DormantImpact, Exposed


def exposure(first, last=60.0, share=1.0, zone="zd", source="dike"):
    """Return the exposure of a zone to water between two minutes since the breach."""
    return Exposure(zone, 60.0 * first, 60.0 * last, "water", share, source)


def flooded(*injects, at=0.0, lead=10, per_person=1.0, population=2, **fields):
    """Return the town with two people in each zone, whom the water may reach."""
    usual = {"teams": [team("boat", "c")], "types": [kind("trapped", work=1)]}
    process = Exposed(
        id="wet",
        type="trapped",
        exposure="water",
        per_person=per_person,
        lead=after(lead),
        **fields,
    )
    return world(
        place=place(population=population),
        exposed=(process,),
        dormant=(DormantImpact(id="breach", hazard="flood", activate_at_s=60.0 * at),),
        injects=injects,
        **usual,
    )


def breach(*exposures):
    """Return the impact of a breach."""
    return {"breach": Impact.of(8, (), exposures or (exposure(5),))}


def born(story):
    """Return the incidents that occurred, and when."""
    return story.rows("incidents", "incident", "occurred")


def control(minute, source="dike"):
    """Return a command that the source is under control."""
    return inject(minute, "control", entry="breach", source=source)


BOTH = [("wet_breach_zd_00000", 15), ("wet_breach_zd_00001", 15)]


def test_people_whom_the_water_reaches():
    """The dike breaks at 0, the water is at zone d in 5, people call for help 10 later, in 15.

    Two residents, one candidate each, all of the zone exposed: two incidents of the source
    ``wet``. The boat at c (3 away) takes the first by id: there in 18, works 1, and the second: 19.
    """
    story = play(flooded(), breach())
    assert born(story) == BOTH
    assert story.rows("incidents", "zone", "source", "first_arrival") == [
        ("zd", "wet", 18),
        ("zd", "wet", 19),
    ]


@pytest.mark.parametrize(("minute", "spared"), [(3, True), (5, False), (7, False), (20, False)])
def test_control_of_the_source(minute, spared):
    """Closed in 3, before the water reaches the zone: nobody is trapped. In 5 it has begun.

    From then on control comes too late for these people, even if their call (15) is still to come.
    """
    story = play(flooded(control(minute)), breach())
    assert born(story) == ([] if spared else BOTH)
    assert story.commands("control") == [("control", minute, "accepted", "")]


@pytest.mark.parametrize(
    ("minute", "occurred"), [(1, [22, 22]), (2, [15, 15]), (3, [15, 15]), (4, [15, 15])]
)
def test_gas_on_its_way_arrives_though_the_leak_is_plugged(minute, occurred):
    """Gas of minute 2 is at zone d in 5, that of the beginning alone would be so thick in 12.

    A plug in 1 is before the gas of minute 2: calls come in 12 + 10. From 2 on it has left, and
    the plug in 3 or 4 calls back nothing, though nobody has been reached by then.
    """
    gas = breach(
        exposure(5)._replace(released_s=120.0),
        exposure(12)._replace(released_s=0.0),
    )
    assert [time for _id, time in born(play(flooded(control(minute)), gas))] == occurred


def test_time_counts_from_the_breach():
    """The dike breaks at 20: zone d is reached in 25, calls in 35; control in 24 prevents it."""
    assert [row[1] for row in born(play(flooded(at=20.0), breach()))] == [35, 35]
    assert born(play(flooded(control(24), at=20.0), breach())) == []


def test_control_of_one_source_of_two():
    """Zone d floods from the dike, zone b from the sluice: closing the sluice spares b only."""
    both = breach(exposure(5), exposure(8, zone="zb", source="sluice"))
    story = play(flooded(control(6, "sluice")), both)
    assert born(story) == BOTH
    late = play(flooded(control(9, "sluice")), both)
    assert [row[0] for row in born(late)][2:] == ["wet_breach_zb_00000", "wet_breach_zb_00001"]


def test_control_of_what_is_not_there():
    """An entry that is dormant, an unknown source, one that is controlled already: refused."""
    wrong = (
        control(1),
        control(6, "sluice"),
        control(7),
        inject(8, "control", "again", entry="breach", source="dike"),
    )
    story = play(flooded(*wrong, at=5.0), breach())
    assert [row[2] for row in story.commands("control")] == [
        "refused",
        "refused",
        "accepted",
        "refused",
    ]


def test_an_inject_lets_the_dike_break():
    """Dormant without a time; activated in 2: reached 7, calls 17. A second time is refused."""
    there = flooded(
        inject(2, "activate", entry="breach"),
        inject(3, "activate", entry="breach"),
        inject(4, "activate", entry="volcano"),
        at=float("nan"),
    )
    story = play(there, breach())
    assert [row[1] for row in born(story)] == [17, 17]
    assert [row[2] for row in story.commands("activate")] == ["accepted", "refused", "refused"]


def test_the_share_decides_who_is_reached():
    """100 people; a candidate is reached when its own luck is below the share. 0.3, from 20 on 0.6.

    Those below 0.3 call in 5 + 10 = 15, those between in 20 + 10 = 30; nobody calls twice, and a
    later smaller share reaches nobody new.
    """
    steps = breach(exposure(5, share=0.3), exposure(20, share=0.6), exposure(30, share=0.5))
    story = play(flooded(population=100), steps)
    names = [f"wet_breach_zd_{c:05d}" for c in range(100)]
    own = dict(zip(names, Luck(7, 0).uniforms("incident", names, k=10).tolist(), strict=True))
    expected = {name: 15 if u < 0.3 else 30 for name, u in own.items() if u < 0.6}
    assert dict(born(story)) == expected
    assert set(expected.values()) == {15, 30}


def test_only_some_of_the_exposed_are_trapped():
    """With probability 0 nobody, with 1 everybody; one candidate for ten people, at least one."""
    assert born(play(flooded(probability=0.0), breach())) == []
    few = play(flooded(population=30, per_person=0.1), breach())
    assert len(born(few)) == 3
    one = play(flooded(population=2, per_person=0.1), breach())
    assert len(born(one)) == 1


def test_two_sources_reach_the_same_people():
    """Zone d is reached by the dike in 5 and by the sluice in 8, the whole zone each time.

    With the dike closed in 3 the sluice still reaches them: calls in 18. With both closed: nobody.
    """
    both = breach(exposure(5), exposure(8, source="sluice"))
    assert born(play(flooded(), both)) == BOTH
    story = play(flooded(control(3)), both)
    assert [row[1] for row in born(story)] == [18, 18]
    assert born(play(flooded(control(3), control(7, "sluice")), both)) == []


def test_a_call_that_has_nothing_to_do_with_the_water():
    """Another incident at d goes on as it is, whatever is prevented: the boat is there in 3."""
    there = flooded(control(3))
    there = with_scenario(there, listed=(call("fire", "d", type="trapped"),))
    assert play(there, breach()).rows("incidents", "incident", "first_arrival") == [("fire", 3)]
