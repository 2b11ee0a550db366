"""A leak in a run: the work of the team plugs it, and what would have leaked later is not there."""

from dataclasses import replace

from tests.hazards.chemical.test_stated import EAST, certain, draws, leak, west
from tests.worlds import call, kind, team, world

from sandtable.dispatch import Operation, make_decider
from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards.chemical.stated import StatedRelease, StatedWeather
from sandtable.world.scenario import Controls, DormantImpact, Exposed, Inject

PLUG = Controls(entry="spill", source="valve")
TURNS = (west(), replace(west(from_deg=certain(180.0)), since_s=1800.0))
"""First from the west, over nobody; after half an hour from the south, over the village."""


def spill():
    """Return two hours of ammonia: a road lies down each wind, the village down the second."""
    stated = leak(
        origin=StatedRelease(rate_kg_s=certain(2.0), duration_s=certain(7200.0)),
        weather=StatedWeather(rows=TURNS),
        zones={"z3": [((0.0, 300.0), 50.0), ((0.0, 500.0), 50.0)]},
        arcs={0: EAST, 2: [(-200.0, 130.0), (200.0, 130.0)]},
        until_s=7200.0,
    )
    return stated.impact(draws(), 8)


def play(work_s, *, controls=PLUG, injects=()):
    """Play the spill at n2, reached after 3 min; the work takes so long; return the tables."""
    a_world = world(
        call(node=2),
        teams=[team(node=0)],
        types=[kind(work=Law.constant(work_s), controls=controls), kind("ill")],
        exposed=(Exposed(id="ill", type="ill", exposure="aegl_2", per_person=0.2),),
        dormant=(DormantImpact(id="spill", hazard="chemical", activate_at_s=0.0),),
        injects=injects,
        horizon_s=4 * 3600.0,
    )
    op = Operation(a_world, {"spill": spill()}, Luck(7, 0), make_decider("nearest_able"))
    return op.run().tables()


def ill(tables):
    """Return how many fell ill."""
    return tables["incidents"]["source"].count("ill")


def last_change(tables):
    """Return when a road changed for the last time [s]."""
    return max(tables["roads"]["time_s"])


def test_the_sooner_it_is_plugged_the_fewer_fall_ill():
    """Plugged before the wind turns nobody is reached; later some, and never all of the zone."""
    soon, late, never = play(600.0), play(3300.0), play(600.0, controls=None)
    assert ill(soon) == 0
    assert ill(soon) < ill(late) <= ill(never)
    assert ill(never) > 0


def test_roads_are_free_sooner_too():
    """The last change of a road comes with the end of the gas that had left by then."""
    ends = [last_change(play(work_s)) for work_s in (600.0, 2400.0)]
    assert ends[0] < ends[1] < last_change(play(600.0, controls=None))


def test_the_command_does_what_the_work_does():
    """Controlled by an inject at the instant at which the work would end, the run is the same."""
    order = Inject(id="plug", at_s=780.0, kind="control", arguments=vars_of(PLUG))
    by_work, by_order = play(600.0), play(600.0, controls=None, injects=(order,))
    for name in ("roads", "hazards"):
        assert str(by_work[name]) == str(by_order[name])


def vars_of(controls):
    """Return the arguments of the command."""
    return {"entry": controls.entry, "source": controls.source}
