"""All verdicts and differences of a study, from the tallies of its design points."""

from dataclasses import replace

from tests.study.worlds import SAMPLES, calls, points, target

from sandtable.study.compare import difference
from sandtable.study.judgement import differences_of, verdicts_of
from sandtable.study.work import tallies

AIMS = (
    target(),
    target(id="county.arrive5", within_s=300.0, threshold=0.5),
    target(id="county.told", clock_to="message_received"),
)


def played(point, runs=12):
    """Return the tallies of the first replications of a design point."""
    return {i: tallies(point.case, calls(point.case, 5, i)) for i in range(runs)}


def test_every_target_has_its_verdict_in_order():
    """With the names of its point, the unit of its scenario, and a reason where there is none."""
    (point,) = points(*AIMS, plans=("plan",))
    found = verdicts_of(point, played(point))
    assert [(aim.id, one.target) for aim, one in found] == [(aim.id, aim.id) for aim in AIMS]
    for _aim, one in found:
        assert (one.scenario, one.alternative) == ("calm", "plan")
        assert (one.units, one.replications) == (SAMPLES, 12)
    assert [one.verdict == "no_case" for _aim, one in found] == [False, False, True]
    assert "message_received" in found[2][1].cause


def test_each_alternative_is_compared_with_the_first_of_its_scenario():
    """By target id, not by place; a target that cannot be answered, or is missing, is left out."""
    first, second = points(*AIMS)
    third = points(*AIMS[1::-1], plans=("third",))[0]
    elsewhere = replace(points(AIMS[0], plans=("other",))[0], scenario="storm")
    both = [elsewhere, first, second, replace(elsewhere, alternative="last"), third]
    runs = {number: played(point) for number, point in enumerate(both)}
    found = list(differences_of(both, runs))
    assert [(one.scenario, one.baseline, one.alternative, one.target) for one in found] == [
        ("calm", "plan", "forward", "county.arrive10"),
        ("calm", "plan", "forward", "county.arrive5"),
        ("storm", "other", "last", "county.arrive10"),
        ("calm", "plan", "third", "county.arrive10"),
        ("calm", "plan", "third", "county.arrive5"),
    ]
    by_hand = difference(
        AIMS[0],
        {i: run[0] for i, run in runs[1].items()},
        {i: run[1] for i, run in runs[4].items()},
        samples=SAMPLES,
        names=("plan", "third"),
        scenario="calm",
    )
    assert found[3] == by_hand


def test_one_alternative_is_compared_with_nobody():
    """A plain run."""
    only = points(*AIMS, plans=("plan",))
    assert list(differences_of(only, {0: played(only[0])})) == []
