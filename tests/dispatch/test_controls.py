"""Work on scene that brings the source of a hazard under control."""

import math

from tests.worlds import call, kind, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import Exposure, Impact, Interval
from sandtable.world.plan import Rules
from sandtable.world.scenario import Controls, DormantImpact, Exposed

PLUG = Controls(entry="leak", source="valve")


def gas():
    """Return gas on road n2-n3 in three shares: released at 0, at 10 min and at 30 min."""
    rows = [
        Interval(
            arc, at_s + 300.0, at_s + 1500.0, "speed_factor", 0.0, "valve", "gas", released_s=at_s
        )
        for arc in (4, 5)
        for at_s in (0.0, 600.0, 1800.0)
    ]
    people = [
        Exposure("z3", 300.0, math.inf, "gas", 0.2, "valve", released_s=0.0),
        Exposure("z3", 2100.0, math.inf, "gas", 1.0, "valve", released_s=1800.0),
    ]
    return Impact.of(8, rows, people)


def play(*, listed=None, work_s=600.0, at_s=0.0, controls=PLUG, rules=None, **fields):
    """Play a leak at n2; the team takes 3 min to it and works so long; return the tables."""
    types = [kind(work=Law.constant(work_s), controls=controls), kind("ill")]
    drawn = Exposed(id="ill", type="ill", exposure="gas", per_person=0.1)
    a_world = world(
        call(node=2) if listed is None else listed,
        teams=[team(node=0)],
        types=types,
        exposed=(drawn,),
        dormant=(DormantImpact(id="leak", hazard="chemical", activate_at_s=at_s),),
        rules=rules or Rules(),
        **fields,
    )
    op = Operation(a_world, {"leak": gas()}, Luck(7, 0), make_decider("nearest_able"))
    return op.run().tables()


def hazards(tables):
    """Return the rows of the table of hazards."""
    columns = ("time_s", "entry", "source", "what")
    return list(zip(*(list(tables["hazards"][name]) for name in columns), strict=True))


def last_change(tables):
    """Return when a road changed for the last time [s]."""
    return max(tables["roads"]["time_s"])


def test_work_that_is_done_plugs_the_leak():
    """Three minutes of road and ten of work: plugged at 780 s, and the roads end with that gas."""
    tables = play()
    assert hazards(tables)[1:] == [(780.0, "leak", "valve", "controlled")]
    assert last_change(tables) == 600.0 + 1500.0
    never = play(controls=None)
    assert hazards(never)[1:] == []
    assert last_change(never) == 1800.0 + 1500.0


def test_who_would_be_reached_by_later_gas_is_not():
    """The gas of 30 min reaches the other four fifths of the zone, unless the leak is plugged."""
    plugged, slow = play(), play(work_s=3600.0)
    reached = [tables["incidents"]["source"].count("ill") for tables in (plugged, slow)]
    assert reached[0] < reached[1] == 10


def test_the_listed_incident_goes_before_its_type():
    """What an incident controls may be said of it alone."""
    listed = call(node=2)
    tables = play(
        listed=type(listed)(id="c0", type="fire", at_s=0.0, node=2, zone="z2", controls=PLUG),
        controls=Controls(entry="leak", source="nothing"),
    )
    assert hazards(tables)[1:] == [(780.0, "leak", "valve", "controlled")]


def test_work_done_before_it_leaks_controls_nothing():
    """A source that is not active is not controlled; it leaks when it begins."""
    assert [row[3] for row in hazards(play(at_s=1000.0))] == ["activated"]


def test_each_team_s_own_work_counts_with_the_last_one():
    """Where teams work one by one, the source is controlled as the incident is."""
    tables = play(rules=Rules(work_shared="team"))
    controlled_s = tables["incidents"]["controlled_s"][0]
    assert hazards(tables)[1:] == [(controlled_s, "leak", "valve", "controlled")]
