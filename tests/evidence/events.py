"""A real event made by hand: four runs that hold against a record, but for one row."""

from sandtable.evidence.event import report_of
from sandtable.evidence.tuanzhou import PATROLS
from sandtable.evidence.variants import AS_IT_IS
from sandtable.ground.names import Name
from sandtable.study.case import Case, Point
from sandtable.world.place import Place
from sandtable.world.plan import Headquarters, Plan, Profile
from sandtable.world.recorded import Recorded
from sandtable.world.scenario import Scenario
from sandtable.world.world import World

SAFE = Recorded(
    id="out_by_18",
    name=Name("18时已撤出", "out by 18:00"),
    measure="persons_safe",
    kind="predicted",
    low=3440.0,
    high=5160.0,
    source="4,300 of 5,445",
)
BOATS = Recorded(id="boats", measure="share_by_boat", kind="predicted", high=0.05)
RATE = Recorded(id="rate", measure="closing_rate", kind="calibrated", low=4.0, high=4.4)
DRY = Recorded(id="dry", measure="zone_dry", kind="input", low=1.0, high=1.0)


def report():
    """Return the report on four runs: 4,000 out; a tenth by boat; closed too fast; second breach.

    The late alarm costs 4 to 6 lives; buses and patrols as claimed; without boats nothing changes.

    """
    return report_of("tuanzhou", point(), 7, found(), 1.5)


def point():
    """Return a design point that holds four recorded numbers."""
    world = World(
        place=Place(id="place"),
        network=None,
        plan=Plan(id="plan", headquarters=(Headquarters(id="hq"),), profiles=(Profile(id="car"),)),
        scenario=Scenario(id="flood", horizon_s=1.0, recorded=(SAFE, BOATS, RATE, DRY)),
    )
    return Point(scenario="flood", alternative="present", case=Case(world=world))


def found():
    """Return what every variant answered: recorded numbers, counter-tests, curve."""
    runs = range(4)

    def answered(deaths=0.0, taken_in=0.96, breaches=1.0, safe=1.0, second=0.0):
        recorded = [[4000.0] * 4, [0.1, 0.1, 0.1, 0.01], [5.0] * 4, [1.0] * 4]
        measures = [[deaths + run % 2 for run in runs], [taken_in] * 4, [breaches] * 4, [safe] * 4]
        curve = [second > run for run in runs]
        return [
            {run: float(value) for run, value in enumerate(values)}
            for values in (*recorded, *measures, curve)
        ]

    return {
        AS_IT_IS: answered(),
        "late_alarm": answered(deaths=5.0),
        "fewer_buses": answered(taken_in=0.78),
        "no_patrol": answered(breaches=2.0),
        "no_boats": answered(safe=0.98),
        **{one.id: answered(second=number) for number, one in enumerate(PATROLS)},
    }
