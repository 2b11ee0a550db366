"""Attacks in the report: over the runs in which the fire began, in hectares."""

import math
from dataclasses import replace

from tests.report.html_reports import report, town
from tests.report.test_html_parts import Runs
from tests.study.worlds import tables

from sandtable.ground.laws import Law
from sandtable.ground.names import Name
from sandtable.hazards import FreeFire, HazardSource, Impact
from sandtable.report.html.attacks import attack_rows, attacks_of
from sandtable.report.html.write import speaking
from sandtable.world.scenario import DormantImpact
from sandtable.world.works import Attack, LineRate

HOUR = 3600.0
FREE = (FreeFire(0.0, 1e4, 1.5, 1.0), FreeFire(2 * HOUR, 9e4, 1.5, 1.0))
"""1 ha as it begins, 9 ha after two hours; the root grows evenly: 4 ha after one."""


def burning():
    """Return a town of two hours with a fire that is attacked."""
    point = town()
    world = point.case.world
    line = LineRate(skill="fire", force="hand_crew", rate=Law.constant(1.0))
    about = {"entry": "blaze", "source": "west", "incident_type": "fire", "lines": (line,)}
    attack = Attack(id="hill", name=Name("山坡", "hillside"), **about)
    dormant = (DormantImpact(id="blaze", activate_at_s=0.0),)
    world = replace(
        world,
        plan=replace(world.plan, attacks=(attack,)),
        scenario=replace(world.scenario, dormant=dormant, horizon_s=2 * HOUR),
    )
    n = world.network.n_arcs
    blaze = Impact.of(n, sources=[HazardSource(id="west", free=FREE)])
    return replace(point, case=replace(point.case, world=world, impacts={"blaze": (blaze,)}))


def run(contained_s, area_m2, *, teams=2, begins=0.0):
    """Return the tables of a run in which the attack came to this."""
    row = {"attack": "hill", "first_s": 600.0, "teams": teams}
    return tables(
        attacks=[row | {"contained_s": contained_s, "area_m2": area_m2}],
        hazards=[{"entry": "blaze", "what": "activated", "time_s": begins}],
    )


def test_an_attack_over_three_runs():
    """Contained in two of three; the fire began an hour later in one; a fourth had none."""
    runs = Runs(run(HOUR, 2e4), run(HOUR, 4e4), run(math.nan, 4e4, begins=HOUR), tables())
    (found,) = attacks_of(runs, burning(), range(4))
    assert (found.runs, found.contained) == (3, 2)
    assert (found.burned_m2.middle, found.contained_s.middle) == (4e4, HOUR)
    assert found.free_m2.middle == 9e4
    assert found.free_m2.low < 9e4, "an hour less of it"
    with speaking("en"):
        (row,) = attack_rows([found])
    assert (row.name, row.teams, row.contained) == ("hillside", "2", "2 of 3 (66.7 %)")
    assert (row.first, row.burned) == ("10 min (10 min … 10 min)", "4 (2.4 … 4)")


def test_a_fire_that_never_began_has_no_row():
    """Runs without the fire, and plans without an attack."""
    assert attacks_of(Runs(tables()), burning(), [0]) == []
    assert attacks_of(Runs(tables()), town(), [0]) == []


def test_the_page_shows_it(tmp_path):
    """A section in both languages, where there is an attack, and nowhere else."""
    text = report(tmp_path / "fought", burning())
    assert 'id="attacks-zh"' in text
    assert "hillside" in text
    assert 'id="attacks-en"' not in report(tmp_path / "quiet", town())
