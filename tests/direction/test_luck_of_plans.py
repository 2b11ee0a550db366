"""A plan alternative does not change the luck of incidents: two plans meet the same calls."""

from dataclasses import replace

import numpy as np
import pytest
from tests.drills.town import team
from tests.worlds import RULES, seeded

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.world.plan import Rules

DRAWN = ("ids", "node", "zone", "grade", "persons", "work_s", "handover_s", "amounts", "cause")
INSTANTS = ("occurred_s", "detected_s", "reported_s", "graded_s", "expires_s")


def drawn(world, impacts, replication=3):
    """Play a world and return all incidents that were drawn for it, by their source."""
    op = Operation(world, impacts, Luck(7, replication), make_decider(world.plan.policy))
    op.run()
    return {(one.source, one.ids[0]): one for one in op.timeline.drawn}


def alternative(plan, number):
    """Return quite another plan of the same headquarters and vehicles."""
    base = plan.teams[0].base
    rules = {
        name: positions[number % len(positions)]
        for name, positions in RULES.items()
        if name != "road_report_delay_s"
    }
    others = tuple(
        replace(team(f"z{i}", "a"), base=base, turnout=Law.exponential(mean=50.0))
        for i in range(1 + number % 3)
    )
    return replace(
        plan,
        id="other",
        teams=others + plan.teams[: number % 2],
        rules=Rules(**rules),
        trucks=(),
        agreements=(),
        policy="assignment",
    )


@pytest.mark.parametrize("number", range(30))
def test_two_plans_meet_the_same_incidents(number):
    """Where, when, how severe, how long: all drawn alike, whatever the plan does about it.

    Premise: what the plan decides activates nothing; here only the scenario does.
    """
    made = seeded(number)
    other = replace(made.world, plan=alternative(made.world.plan, number))
    one, two = drawn(made.world, made.impacts), drawn(other, made.impacts)
    assert one.keys() == two.keys()
    for source, left in one.items():
        right = two[source]
        for name in DRAWN:
            assert str(getattr(left, name)) == str(getattr(right, name)), (source, name)
        for name in INSTANTS:
            assert np.array_equal(getattr(left, name), getattr(right, name)), (source, name)


def test_there_is_luck_to_compare():
    """The worlds above have incidents at random and incidents of the list."""
    made = [seeded(number) for number in range(30)]
    counts = [sum(map(len, drawn(one.world, one.impacts).values())) for one in made]
    assert sum(counts) > 100
