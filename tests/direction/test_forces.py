"""One more team makes no call later while nobody queues; and what becomes of that beyond."""

import random

import pytest
from tests.drills.town import call, play, team, with_plan, with_rules, world


def calls_far_apart(rng):
    """Return six calls so far apart (an hour) that every team is home when the next one comes."""
    return [call(f"c{i}", rng.choice("abcd"), 60 * i) for i in range(6)]


def arrivals(world):
    """Return when each call was reached first."""
    story = play(world, replay=False)
    assert all(wait == 0 for (wait,) in story.rows("incidents", "wait"))
    return [row[0] for row in story.rows("incidents", "first_arrival")]


@pytest.mark.parametrize("number", range(20))
@pytest.mark.parametrize("free_again", ["on_clearing", "at_base"])
def test_one_more_team_makes_no_call_later(number, free_again):
    """Premises: nobody queues, every team is at home when a call comes, turnouts are fixed.

    Then each call is served from the same set of teams, and the least of more is no greater.
    """
    rng = random.Random(number)  # noqa: S311  worlds, no secrets
    teams = [team(f"t{i}", rng.choice("abcd"), rng.randint(0, 5)) for i in range(3)]
    there = world(*calls_far_apart(rng), teams=teams, hours=8.0)
    there = with_rules(there, free_again=free_again)
    more = (*teams, team(rng.choice(("s9", "u9")), rng.choice("abcd"), rng.randint(0, 5)))
    before, after = arrivals(there), arrivals(with_plan(there, teams=more))
    assert all(late <= early for late, early in zip(after, before, strict=True))


def test_without_the_premise_one_more_team_may_cost_a_call():
    """Nobody queues, but teams are away: the new team shifts the others, and a later call loses.

    ::

        t_b (b), t_d (d, turnout 9). one at a in 0; two at b in 5; three at b in 12; work 10.
        before: one gets t_b (1), until 11, home 12. two: t_b is away; t_d 9 + 5: 19. three in 12:
                t_b, home again: 12
        after, with t_a (a): one gets t_a (0). two gets t_b (5), until 15. three: t_a is free at a
                since 10: 13, one minute later than before
    """
    calls = [call("one", "a", 0), call("two", "b", 5), call("three", "b", 12)]
    teams = (team("t_b", "b"), team("t_d", "d", 9))
    there = world(*calls, teams=teams)
    assert arrivals(there) == [1, 19, 12]
    assert arrivals(with_plan(there, teams=(*teams, team("t_a", "a")))) == [0, 5, 13]
