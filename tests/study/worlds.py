"""Small worlds, hand-made tables and stand-ins for the Operation, importable by workers."""

import math
import os
import signal
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from sandtable.ground.luck import Luck
from sandtable.study.case import Case, Point
from sandtable.world.place import Place, Zone
from sandtable.world.plan import Headquarters, Plan, Profile
from sandtable.world.records import TABLES
from sandtable.world.scenario import ReliefNeed, Scenario
from sandtable.world.target import AppliesTo, Target
from sandtable.world.world import World

NAN = math.nan
_ARRAYS = {"seconds": np.float64, "number": np.float64, "integer": np.int64, "boolean": np.bool_}
_EMPTY = {"text": "", "seconds": NAN, "number": NAN, "integer": 0, "boolean": False}


def table(name, rows=()):
    """Return a record table from rows that name just the columns that matter."""
    found = {}
    for column in TABLES[name]:
        values = [row.get(column.name, _EMPTY[column.kind]) for row in rows]
        text = column.kind == "text"
        found[column.name] = values if text else np.array(values, dtype=_ARRAYS[column.kind])
    return found


def tables(**rows):
    """Return all record tables but the event log; those not named are empty."""
    return {name: table(name, rows.get(name, ())) for name in TABLES if name != "events"}


def incident(number=0, **columns):
    """Return the row of an incident that is all right: order at 60 s, arrival at 360 s."""
    usual = {
        "incident": f"call#{number}",
        "type": "fire",
        "hazard": "urban_fire",
        "incident_class": "work_safety",
        "grade": "general",
        "zone": "z1",
        "persons": 3,
        "counted": True,
        "occurred_s": 0.0,
        "detected_s": 0.0,
        "reported_s": 30.0,
        "graded_s": 60.0,
        "ordered_s": 60.0,
        "first_arrival_s": 360.0,
        "full_arrival_s": 480.0,
        "controlled_s": 4000.0,
        "closed_s": 4000.0,
        "outcome": "closed",
        "detection_s": 0.0,
        "reporting_s": 30.0,
        "decision_s": 30.0,
        "wait_s": 0.0,
        "notification_s": 0.0,
        "turnout_s": 100.0,
        "free_flow_s": 150.0,
        "slowed_s": 0.0,
        "detour_s": 50.0,
        "waiting_s": 0.0,
        "on_scene_wait_s": 120.0,
    }
    return usual | columns


NOT_ARRIVED = dict.fromkeys(
    (
        *("first_arrival_s", "full_arrival_s", "controlled_s", "closed_s", "turnout_s"),
        *("free_flow_s", "slowed_s", "detour_s", "waiting_s", "on_scene_wait_s"),
    ),
    NAN,
)
"""Columns of an incident that nobody has reached."""


def target(**fields):
    """Return a target: 95 % of the incidents within 10 minutes of the order."""
    usual = {
        "id": "county.arrive10",
        "clock_from": "ordered",
        "clock_to": "first_arrival",
        "within_s": 600.0,
        "threshold": 0.95,
        "sense": "at_least",
    }
    about = {key: fields.pop(key) for key in list(fields) if key in AppliesTo.__dataclass_fields__}
    return Target(**(usual | fields), applies_to=AppliesTo(**about))


def world(*targets, needs=(), dormant=(), samples=1, horizon_s=7200.0):
    """Return a world of two zones without roads: enough to read records by."""
    zones = (
        Zone(id="z1", node=0, population=900, tags=("service",)),
        Zone(id="z2", node=1, population=100),
    )
    kinds = tuple(
        ReliefNeed(id=f"n{i}", zone="z1", kind=kind, persons=1) for i, kind in enumerate(needs)
    )
    return World(
        place=Place(id="county", zones=zones),
        network=None,
        plan=Plan(
            id="plan", headquarters=(Headquarters(id="hq"),), profiles=(Profile(id="engine"),)
        ),
        scenario=Scenario(
            id="calm", horizon_s=horizon_s, samples=samples, needs=kinds, dormant=dormant
        ),
        targets=targets,
    )


# Stand-ins for the Operation

SAMPLES = 4
POISON = 5
"""The replication that some stand-ins do not survive."""


def calls(case, seed, replication):
    """Play up to four calls by the luck of the replication; a named plan arrives a minute sooner.

    The sample moves all calls of a run, so replications of one sample are alike.
    """
    luck = Luck(seed, replication)
    road_s = 300.0 * Luck.hazard(seed, replication % SAMPLES).uniform("road", "z1")
    gain_s = 60.0 if case.world.plan.id == "forward" else 0.0
    rows = []
    for number in range(int(5.0 * luck.uniform("calls", "z1"))):
        drive_s = 500.0 * luck.uniform("drive", f"call_{number}") + road_s - gain_s
        arrival = {"first_arrival_s": 60.0 + drive_s, "full_arrival_s": 60.0 + drive_s}
        rows.append(incident(number, free_flow_s=drive_s, zone=f"z{1 + number % 2}", **arrival))
    return tables(incidents=rows)


def failing(case, seed, replication):
    """Raise at one replication."""
    if replication == POISON:
        raise ZeroDivisionError("poison")
    return calls(case, seed, replication)


def always_failing(_case, _seed, _replication):
    """Raise at every replication."""
    raise ZeroDivisionError("poison")


def exiting(case, seed, replication):
    """End the worker at one replication, whenever it is tried."""
    if replication == POISON:
        os._exit(3)
    return calls(case, seed, replication)


def killed_once(marker, case, seed, replication):
    """Kill the worker at one replication, the first time only."""
    if replication == POISON and not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return calls(case, seed, replication)


def endless(case, seed, replication):
    """Never come back from one replication."""
    if replication == POISON:
        time.sleep(3600.0)
    return calls(case, seed, replication)


def slow(case, seed, replication):
    """Take a while, so that somebody may interrupt."""
    time.sleep(0.005)
    return calls(case, seed, replication)


def case(*targets, plan="plan", samples=SAMPLES, **fields):
    """Return a case for the stand-ins."""
    about = world(*(targets or (target(),)), samples=samples, **fields)
    return Case(world=replace(about, plan=replace(about.plan, id=plan)))


def points(*targets, plans=("plan", "forward"), **fields):
    """Return design points of one scenario: the plan and a faster one."""
    return [
        Point(scenario="calm", alternative=plan, case=case(*targets, plan=plan, **fields))
        for plan in plans
    ]
