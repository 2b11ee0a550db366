"""Threatened teams in the report: over the runs in which they were."""

from dataclasses import replace

from tests.report.html_reports import report, town
from tests.report.test_html_parts import Runs
from tests.study.worlds import tables

from sandtable.ground.names import Name
from sandtable.hazards import Impact, Interval
from sandtable.report.html.threatened import threatened_of, threatened_rows
from sandtable.report.html.write import speaking
from sandtable.world.plan import Team
from sandtable.world.scenario import DormantImpact


def leaking():
    """Return a town with a leak, and a team that bears no more than the limit."""
    point = town()
    world = point.case.world
    crew = Team(
        id="crew",
        name=Name("一班", "crew 1"),
        base=world.place.bases[0].id,
        headquarters=world.plan.headquarters[0].id,
        skills=("fire",),
        profile=world.plan.profiles[0].id,
        bears=(("dose", 1.0), ("visibility", 50.0)),
    )
    leak = DormantImpact(id="leak", name=Name("泄漏", "the leak"), activate_at_s=0.0)
    world = replace(
        world,
        plan=replace(world.plan, teams=(crew,)),
        scenario=replace(world.scenario, dormant=(leak,)),
    )
    return replace(point, case=replace(point.case, world=world))


def threatening():
    """Return the same where the crew is called to node 3 while gas lies before it."""
    point = leaking()
    case = point.case
    gas = Interval(3, 0.0, 7200.0, "dose", 2.0, "valve", "gas")
    leak = Impact.of(case.world.network.n_arcs, [gas, gas._replace(arc=4)])
    return replace(point, case=replace(case, impacts={"leak": (leak,)}))


def threat(from_s, to_s, worst=2.0, **columns):
    """Return a threat to the crew."""
    usual = {"mission": "crew#1", "team": "crew", "entry": "leak", "source": "valve"}
    place = {"kind": "dose", "place": "on_scene", "limit": 1.0}
    return usual | place | {"from_s": from_s, "to_s": to_s, "worst": worst} | columns


def test_a_team_over_three_runs():
    """Two stretches of ten minutes in one run, one of 20 min in the next, none in the third."""
    runs = Runs(
        tables(threats=[threat(600.0, 1200.0), threat(2400.0, 3000.0, 5.0)]),
        tables(threats=[threat(600.0, 1800.0)]),
        tables(),
    )
    (found,) = threatened_of(runs, leaking(), range(3))
    with speaking("en"):
        (row,) = threatened_rows([found])
    assert (row.team, row.by, row.where) == ("crew 1", "the leak, dose over its limit", "on scene")
    assert (row.runs, row.first) == ("2 of 3 (66.7 %)", "10 min (10 min … 10 min)")
    assert (row.lasted, row.worst) == ("20 min (20 min … 20 min)", "5")


def test_who_sees_least_is_worst_off():
    """Of 40 m and 10 m the second is the worst: a fifth of what the team needs."""
    seen = [threat(0.0, 9.0, of, kind="visibility", limit=50.0) for of in (40.0, 10.0)]
    (found,) = threatened_of(Runs(tables(threats=seen)), leaking(), [0])
    assert found.worst == 0.2


def test_those_in_most_runs_come_first():
    """On the way in two runs, on scene in one."""
    way = threat(0.0, 60.0, place="on_way")
    runs = Runs(tables(threats=[threat(60.0, 90.0), way]), tables(threats=[way]))
    found = threatened_of(runs, leaking(), range(2))
    assert [one.key[3] for one in found] == ["on_way", "on_scene"]


def test_nobody_says_what_it_bears():
    """Then the section is not there."""
    assert threatened_of(Runs(tables()), town(), [0]) == []


def test_the_page_shows_it(tmp_path):
    """A section in both languages, where a team is threatened, and nowhere else."""
    text = report(tmp_path / "leak", threatening())
    assert 'id="threatened-zh"' in text
    assert "crew 1" in text
    assert 'id="threatened-en"' not in report(tmp_path / "quiet", town())
