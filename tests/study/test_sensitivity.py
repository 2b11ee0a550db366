"""Numbers of low confidence: which of them turn which verdict, and what is no turn."""

from dataclasses import replace

import pytest
from tests.study.worlds import NAN, incident, tables, target, world

from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.laws import Law
from sandtable.study.case import Case, Point
from sandtable.study.engines import serial
from sandtable.study.farm import Stop
from sandtable.study.sensitivity import Trials, turning_inputs, variations
from sandtable.study.verdict import LowConfidenceInput
from sandtable.study.work import tallies
from sandtable.world.plan import Team
from sandtable.world.world import Assumption

TURNOUT = Assumption(
    path="plan.teams[a].turnout", value="9 min", confidence="low", low="5 min", high="15 min"
)
AIM = target(id="t.ten", within_s=600.0, threshold=0.9)
EASY = target(id="t.hour", within_s=3600.0, threshold=0.9)


def town(turnout="9 min", assumptions=(TURNOUT,), targets=(AIM, EASY)):
    """Return a case whose arrivals are the turnout of its only team."""
    seconds = 60.0 * float(turnout.split()[0])
    team = Team(
        id="a",
        base="b",
        headquarters="hq",
        skills=(),
        profile="engine",
        turnout=Law.constant(seconds),
    )
    about = world(*targets)
    plan = replace(about.plan, teams=(team,))
    return Case(world=replace(about, plan=plan, assumptions=assumptions))


def turnout_only(case, _seed, _replication):
    """Play one incident whose first arrival is the turnout after the order."""
    seconds = case.world.plan.teams[0].turnout.quantile(0.5)
    return tables(incidents=[incident(ordered_s=0.0, first_arrival_s=seconds)])


def varied(settings):
    """Load the case again as ``--set`` would have it."""
    path, _, value = settings[-1].partition("=")
    assert path == TURNOUT.path
    return town(value)


def point(**fields):
    """Return the design point of the town."""
    return Point(
        **({"scenario": "calm", "alternative": "plan", "case": town(), "variant": varied} | fields)
    )


def seen(one, runs):
    """Return the tallies of the case as it stands."""
    return {i: tallies(one.case, turnout_only(one.case, 0, i)) for i in range(runs)}


def turning(one, *, runs=40, trials=40, run=turnout_only, stop=None):
    """Return what turns which verdict of a design point, and the failures."""
    how = Trials(replications=trials, seed=0, run=run)
    tried = variations([one])
    return turning_inputs(tried, [one], {0: seen(one, runs)}, how, serial(), stop or Stop())


def test_the_end_that_turns_the_verdict_is_named():
    """9 min is in time, 15 min is not, 5 min changes nothing; an hour is met either way."""
    found, failures = turning(point())
    expected = LowConfidenceInput("plan.teams[a].turnout", "9 min", "15 min", "not_met")
    assert (dict(found), failures) == ({(0, "t.ten"): (expected,)}, [])


def test_both_ends_may_turn_it():
    """A target in the middle of the range: met at one end is no turn from met."""
    found, _failures = turning(point(case=town("12 min")))
    (only,) = found[0, "t.ten"]
    assert (only.at, only.verdict) == ("5 min", "met")


def test_what_only_repeats_the_verdict_of_all_runs_is_no_turn():
    """40 runs say met. Four trials leave the case undecided, and all but 15 min with it."""
    found, _failures = turning(point(), trials=4)
    assert [one.at for one in found[0, "t.ten"]] == ["15 min"]
    proud = replace(AIM, threshold=0.95)  # 40 runs without a miss do not prove 95 %
    found, _failures = turning(
        point(
            case=town(targets=(proud,)), variant=lambda s: town(s[-1].split("=")[1], (), (proud,))
        )
    )
    assert [one.verdict for one in found[0, "t.ten"]] == ["not_met"]


def test_only_numbers_of_low_confidence_are_tried():
    """Neither high confidence nor an end that nobody gave; nothing where nobody can load again."""
    high, open_ended = replace(TURNOUT, confidence="high"), replace(TURNOUT, low="")
    assert variations([point(case=town(assumptions=(high,)))]) == []
    assert [one.at for one in variations([point(case=town(assumptions=(open_ended,)))])] == [
        "15 min"
    ]
    assert variations([point(variant=None)]) == []


def test_settings_of_the_point_stay():
    """What was set over the files is set in the trial too, before the end that is tried."""
    told = []

    def listening(settings):
        told.append(settings)
        return town("9 min")

    variations([point(settings=("plan.policy=assignment",), variant=listening)])
    assert told == [
        ("plan.policy=assignment", "plan.teams[a].turnout=5 min"),
        ("plan.policy=assignment", "plan.teams[a].turnout=15 min"),
    ]


def test_a_range_that_the_files_refuse_is_a_fault():
    """It is said when the variations are made, before anything is played."""

    def refusing(_settings):
        fault = Fault(file="plan.yaml", line=3, found="x", expected="y", repair="z", field="t")
        raise UserFaults([fault])

    with pytest.raises(UserFaults):
        variations([point(variant=refusing)])


def test_a_target_that_the_variation_lacks_is_passed_over():
    """Setting a number may take a target away."""
    found, _failures = turning(point(variant=lambda s: town(s[-1].split("=")[1], targets=(EASY,))))
    assert not found


def test_a_trial_that_cannot_be_played_is_told():
    """With what was set; the others are compared without it."""
    found, failures = turning(point(), run=failing_late)
    assert [one.at for one in found[0, "t.ten"]] == ["15 min"]
    assert len(failures) == 1
    assert (failures[0].point, failures[0].replication) == (0, 7)
    assert failures[0].what.startswith("plan.teams[a].turnout=15 min\n")
    assert "ZeroDivisionError" in failures[0].what


def failing_late(case, seed, replication):
    """Fail once, at the upper end of the range."""
    if replication == 7 and case.world.plan.teams[0].turnout == Law.constant(900.0):
        raise ZeroDivisionError
    return turnout_only(case, seed, replication)


def test_a_stopped_trial_says_nothing():
    """Half a trial would be read from whatever came first."""
    assert turning(point(), stop=Stop(asked=True)) == ({}, [])


def test_open_clocks_are_turned_too():
    """A mean of times: at 15 min it is above 10 min."""
    aim = target(id="t.mean", statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    found, _failures = turning(point(case=town(targets=(aim,)), variant=mean_only))
    assert [(one.at, one.verdict) for one in found[0, "t.mean"]] == [("15 min", "not_met")]


def mean_only(settings):
    """Load the case again with a target on the mean."""
    aim = target(id="t.mean", statistic="mean", within_s=NAN, threshold=600.0, sense="at_most")
    return town(settings[-1].split("=")[1], targets=(aim,))
