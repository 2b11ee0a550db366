"""The record tables: their columns, with units, and what null means.

The tables are the only output of a run (design §6). Instants are float64 seconds of model time on
the clock grid; null (nan in memory) means that it did not happen. Derived columns are differences
of instants and are computed once, after the run.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Kind = Literal["text", "seconds", "number", "integer", "boolean"]


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a record table.

    Parameters
    ----------
    kind
        ``text`` (list of str, "" = none), ``seconds`` and ``number`` (float64, nan = null),
        ``integer`` (int64), ``boolean``.
    meaning
        One line for the documentation, with the unit.

    """

    name: str
    kind: Kind
    meaning: str


def _columns(text: str) -> tuple[Column, ...]:
    rows = (line.split(None, 2) for line in text.strip().splitlines())
    return tuple(Column(name, kind, meaning) for name, kind, meaning in rows)  # type: ignore[arg-type]


INCIDENTS = _columns("""
incident           text     id of the incident
type               text     id of its incident type
source             text     id of the list entry, arrival process or exposure that made it
hazard             text     hazard of its type, empty = none
incident_class     text     class by law of its type
grade              text     grade drawn for it
priority           integer  0 = most urgent
headquarters       text     id of the headquarters in charge
zone               text     id of its zone, empty = none
node               integer  number of the network node
persons            integer  persons concerned
counted            boolean  false during the warm-up: not to be used in verdicts
occurred_s         seconds  it happens
detected_s         seconds  somebody notices
reported_s         seconds  the desk is told
graded_s           seconds  the desk has graded it and may order
ordered_s          seconds  the order of the team that arrives first
first_arrival_s    seconds  the first team arrives
full_arrival_s     seconds  all that is needed is on scene
controlled_s       seconds  the work on scene is done
closed_s           seconds  the last team is released
link_up_s          seconds  the first live link from the scene stands
outcome            text     closed | handed_over | expired | failed | cancelled | censored (open)
teams_needed       integer  teams that served it (or were first asked for, if it was never full)
first_team         text     id of the team that arrived first
unreachable        boolean  at some decision no free able team knew an open road to it
detection_s        seconds  occurred to detected
reporting_s        seconds  detected to reported
decision_s         seconds  reported to graded
wait_s             seconds  graded to the order of the team that arrives first
notification_s     seconds  that order to the team having it
turnout_s          seconds  alerted to departed
free_flow_s        seconds  travel of that team on undisturbed roads by the best way
slowed_s           seconds  loss on arcs that were slower than free flow
detour_s           seconds  loss by a longer way
waiting_s          seconds  standing at closed roads, or searching where a report was wrong
on_scene_wait_s    seconds  first to full arrival
""")

MISSIONS = _columns("""
mission            text     team and its running number, team#n
team               text     id of the team
incident           text     id of the incident, empty = move
task               text     respond | move | return
skill              text     requirement that it serves
reason             text     source of the order: policy, player or replay
visit              integer  n-th mission of this team at this incident, from 0
from_node          integer  node at which the order reached it; on the road, the next one
ordered_s          seconds  order given
alerted_s          seconds  order received
departed_s         seconds  wheels rolling
arrived_s          seconds  at the incident
work_began_s       seconds  work on scene begins
released_s         seconds  free of the incident (after transport and hand-over, where there is one)
facility           text     where persons were taken, empty = none
at_facility_s      seconds  arrival there
at_base_s          seconds  back at the base
outcome            text     done | recalled | diverted | cancelled | censored (open at the end)
distance_m         number   driven to the incident [m]
free_flow_s        seconds  as in incidents, for this mission
slowed_s           seconds  as in incidents
detour_s           seconds  as in incidents
waiting_s          seconds  as in incidents
closures_met       text     causes of closures met on the way, blank-separated, in order
ended_by           text     observed | ruled: report that last ended a phase; else simulated
""")

DELAYS = _columns("""
mission            text     team and its running number; it came late by roads, or not at all
road               text     id of a road that was slow or closed
cause              text     why
from_s             seconds  from when on it was so for the reference profile, null = never
to_s               seconds  until when, null = beyond the end of the run
alone_s            seconds  what it adds to the trip when it is the only one, null = no way is left
spared_s           seconds  what the trip takes less without it, null = it has a way only then
foresight_s        seconds  what it takes less if its driver knows beforehand all that will change
""")

CONSIGNMENTS = _columns("""
consignment        text     id, depot#n
depot              text     id of the depot
stock              text     id of the stock it is taken from
form               text     physical | agreement | capacity
item               text     id of the item
quantity           integer  units
zone               text     id of the zone or facility it goes to
need               text     id of the relief need it serves, empty = none
truck              text     id of the truck
ordered_s          seconds  order to issue
released_s         seconds  goods ready to load
truck_ready_s      seconds  a truck stands at the depot for it
loading_s          seconds  loading begins, a bay is taken
loaded_s           seconds  loaded, bay free; departs
arrived_s          seconds  at the zone
handed_out_s       seconds  handed out: needs are met
truck_back_s       seconds  the truck is back at its depot
outcome            text     done | censored (open at the end)
distance_m         number   driven to the zone [m]
""")

NEEDS = _columns("""
need               text     id of the relief need
zone               text     id of the zone, or of the facility where people found refuge
cohort             text     cohort, empty = all
kind               text     food, clothing, water, shelter, medical or another word
time_s             seconds  instant of this step; the first one: the need arises
in_need            integer  persons who need it from here on
met                integer  persons of them whose need is met from here on
counted            boolean  false during the warm-up
""")

MESSAGES = _columns("""
message            text     id
sent_s             seconds  sent
delivered_s        seconds  received; null = lost or still under way
sender             text     id of the incident, team or headquarters
headquarters       text     id of the receiver
about              text     report | place | force | free | need | request | answer | inject
subject            text     id of what it is about
lost               boolean  never arrives
""")

REPORTS = _columns("""
incident           text     id of the incident; only types with ``report_errors`` have rows
skill              text     requirement
unit               text     teams | persons
asked              integer  force that the first report asks for
needed             integer  force that is needed
reported_node      integer  number of the node that the first report names
node               integer  number of the node where it is
found_s            seconds  those who searched at the wrong node know the right one
place_known_s      seconds  the headquarters knows the right node; null = never, or was right
force_known_s      seconds  the headquarters knows what is needed; null = never, or was right
""")

LEVELS = _columns("""
time_s             seconds  instant of the change
headquarters       text     whose response level
hazard             text     of which hazard, empty = all
level              integer  1 (highest) to 4; 0 = normal
source             text     who decided
""")

COMMANDS = _columns("""
seq                integer  running number from 0, in the order of application
time_s             seconds  instant
round              integer  0 = from outside, n = n-th decision round of the instant
headquarters       text     role that decides
kind               text     order, recall, divert, ...
arguments          text     canonical JSON
source             text     policy name, player, inject or scenario
outcome            text     accepted | refused
reason             text     why it was refused, empty = accepted
""")

ROADS = _columns("""
time_s             seconds  instant of the change
arc                integer  arc number
factor             number   speed factor of the reference (first) profile from here on, 0 = closed
cause              text     cause that rules, empty = open again
""")

PEOPLE = _columns("""
group              text     residents and running number, residents#n
zone               text     id of the zone they live in
cohort             text     cohort, empty = all
persons            integer  how many
means              text     id of the means by which they were to leave, empty = were not told
by                 text     what carried them: means, fleet or boat; empty = nothing
destination        text     id of the shelter, relatives, or empty
told_s             seconds  told to leave
left_s             seconds  left where they live
safe_s             seconds  out of danger
arrived_s          seconds  in the shelter, or with relatives
water_s            seconds  the water reached them
zone_water_s       seconds  the water first reached their zone
outcome            text     sheltered, relatives, refuge, refused, stayed, trapped, lost or open
""")

WARNINGS = _columns("""
evacuation         text     id of the evacuation
zone               text     id of the zone
warned_s           seconds  told to get ready; null in the row of an order
ordered_s          seconds  order to leave; null in the row of a warning
broadcast_s        seconds  loudspeakers
acknowledged_s     seconds  answer of the zone
""")

WORKS = _columns("""
closing            text     id of the closing
time_s             seconds  a load was tipped
tipped_t           number   rock tipped by now [t]
closed_m           number   metres closed by now [m]
""")

ATTACKS = _columns("""
attack             text     id of the attack; a row for each whose fire has begun
entry              text     its fire
source             text     its ignition
first_s            seconds  the first team on its line
teams              integer  teams that came to its line
contained_s        seconds  under control: line closed, or something else ended it
area_m2            number   burned in the line; never closed = `free_m2` [m2]
line_m             number   line built until it was closed, both flanks [m]; null = never closed
free_m2            number   burned by control or the end if nobody had fought it [m2]
""")

TRUCKS = _columns("""
closing            text     id of the closing
truck              text     id of the rock truck
convoy             text     id of its convoy
first_s            seconds  first time at the site
loads              integer  loads that it has tipped and fetched anew
""")

RELIEF = _columns("""
group              text     residents and running number, as in people
kind               text     food, clothing, water, shelter, medical or another word
time_s             seconds  instant of this step
met                integer  persons of the group who have it from here on
""")

HAZARDS = _columns("""
time_s             seconds  instant
entry              text     id of the dormant entry of the scenario
source             text     hazard source that was controlled, empty = the entry began
what               text     activated | controlled
by                 text     time, command, rate, trigger or prevention; empty = controlled
cause              text     source of the command, entry or incident behind it; empty = none
""")

THREATS = _columns("""
mission            text     team and its running number; only teams that say what they bear
team               text     id of the team
entry              text     id of the entry of the scenario
source             text     its hazard source
kind               text     kind of intensity: dose, fire, smoke, depth, ...
place              text     on_scene | on_way
from_s             seconds  past its limit from here on
to_s               seconds  until here: the hazard, or the team, has gone; or the run is over
worst              number   worst intensity [m, m/s, m2/s, W/m, 1/m; dose: multiple of the limit]
limit              number   what the team bears [as worst]
""")

VEHICLES = _columns("""
vehicle            text     fleet or convoy and running number of the bus, boat or rock truck
fleet              text     id of its fleet or convoy
from_node          integer  node at which the trip begins
to_node            integer  node at which it ends
left_s             seconds  set out
arrived_s          seconds  arrived
persons            integer  persons on board
why                text     fetch | deliver | boat | return | rock
""")

EVENTS = _columns("""
time_tick          integer  instant in ticks of 2^-20 s
rank               integer  rank of the event kind (contracts §1)
id                 text     id that decides ties
kind               text     INCIDENT_OCCURRED, TEAM_DEPARTED, ROAD_CLOSED, ...
subject            text     incident, arc, stock or zone concerned
""")

TABLES: dict[str, tuple[Column, ...]] = {
    "incidents": INCIDENTS,
    "missions": MISSIONS,
    "consignments": CONSIGNMENTS,
    "needs": NEEDS,
    "messages": MESSAGES,
    "reports": REPORTS,
    "levels": LEVELS,
    "commands": COMMANDS,
    "roads": ROADS,
    "people": PEOPLE,
    "warnings": WARNINGS,
    "works": WORKS,
    "attacks": ATTACKS,
    "trucks": TRUCKS,
    "relief": RELIEF,
    "hazards": HAZARDS,
    "threats": THREATS,
    "vehicles": VEHICLES,
    "events": EVENTS,
}
"""Every table of a run by name. In memory a
table is a dict from column name to a numpy array, or to a list of str for text; on disk Parquet
with the same columns behind ``point``, ``alternative`` and ``replication``."""

ON_REQUEST = {"delays": DELAYS}
"""Tables that are made when asked for by name, since they take long."""
