"""Targets and measures on teams in what they cannot bear, on small tables by hand."""

import math
from dataclasses import replace

import pytest
from tests.study.worlds import incident, tables, target, world

from sandtable.study.measures import MEASURES
from sandtable.study.played import Played
from sandtable.study.reading import read, tables_for, unanswerable
from sandtable.world.plan import Team

TARGET = target(
    quantity="rate",
    rate_of="teams_threatened",
    rate_over="teams_sent",
    clock_from="",
    clock_to="",
    within_s=math.nan,
    statistic="mean",
    threshold=0.0,
    sense="at_most",
)


def some_world(*, bears=(("dose", 1.0),)):
    """Return a world with two teams that say what they bear, and one that does not."""
    there = world()
    usual = {"base": "b", "headquarters": "hq", "skills": ("fire",), "profile": "car"}
    teams = [Team(id=name, bears=bears, **usual) for name in ("a", "b")]
    teams.append(Team(id="c", **usual))
    return replace(there, plan=replace(there.plan, teams=tuple(teams)))


def mission(name, at="call#0", departed_s=100.0):
    """Return a mission of a team."""
    team, _number = name.split("#")
    return {"mission": name, "team": team, "incident": at, "departed_s": departed_s}


def threat(name, from_s=200.0, to_s=1100.0, **columns):
    """Return a threat to the team of a mission, of a quarter of an hour."""
    usual = {"entry": "leak", "source": "valve", "kind": "dose", "place": "on_scene"}
    own = {"mission": name, "team": name.split("#")[0], "from_s": from_s, "to_s": to_s}
    return usual | own | columns


MISSIONS = (
    mission("a#1"),
    mission("a#2", "call#1"),
    mission("b#1"),
    mission("b#2", departed_s=math.nan),
    mission("c#1"),
    mission("a#3", ""),
)
"""Three count: who never set out, says nothing of what it bears, or only moves is no case."""

THREATS = (threat("a#1"), threat("a#1", 1200.0, 1300.0, place="on_way"), threat("a#3", 0.0, 9.0))
RUN = tables(incidents=[incident(0), incident(1)], missions=MISSIONS, threats=THREATS)


def test_one_of_three_missions_was_threatened():
    """Twice in one mission is one; the two runs together have a third of six."""
    (found,) = read(RUN, TARGET, some_world())
    assert (found.cases, found.hits, found.low_s, found.over_s) == (3, 2, 1.0, 3.0)
    assert (found.runs_kept, found.causes) == (0, (("in_the_hazard", 1),))
    both = found + found
    assert both.low_s / both.over_s == pytest.approx(1 / 3)


def test_without_a_threat_the_promise_is_kept():
    """None of the three; and without an incident there is no case."""
    (found,) = read(RUN | {"threats": tables()["threats"]}, TARGET, some_world())
    assert (found.runs_kept, found.low_s) == (1, 0.0)
    (none,) = read(tables(incidents=[incident(0)]), TARGET, some_world())
    assert (none.cases, none.nothing) == (0, "never_on_scene")


def test_the_choice_of_incidents_chooses_missions():
    """Of another type there is no mission."""
    about = replace(TARGET, applies_to=replace(TARGET.applies_to, type="flood"))
    assert read(RUN, about, some_world())[0].cases == 0


def test_it_reads_missions_and_threats():
    """Other rates need the incidents alone."""
    assert tables_for([TARGET]) == ("incidents", "missions", "commands", "threats")
    other = replace(TARGET, rate_of="linked_time", rate_over="on_scene_time")
    assert tables_for([other]) == ("incidents", "commands")


def test_nobody_who_says_what_it_bears_is_no_case():
    """Then no number is made up: the target says why."""
    assert unanswerable(TARGET, some_world()) == ""
    assert "no team of the plan says" in unanswerable(TARGET, some_world(bears=()))


def test_measures_count_teams_and_hours():
    """One team, for 900, 100 and 9 s; on scene for 909 s; by another entry none."""
    played = Played(tables=RUN, world=some_world(), impacts={})

    def measured(name, **arguments):
        return MEASURES[name].read(played, arguments)

    assert measured("teams_threatened") == 1.0
    assert measured("teams_threatened", entry="fire") == 0.0
    assert measured("threatened_time") == pytest.approx(1009.0 / 3600.0)
    assert measured("threatened_time", place="on_scene", entry="leak") == 0.2525
    silent = replace(played, world=some_world(bears=()))
    for name in ("teams_threatened", "threatened_time"):
        assert math.isnan(MEASURES[name].read(silent, {}))
