"""The whole scenario later: everything happens later by as much, and is the same else."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from tests.direction.runs import run, same, some_town
from tests.drills.town import PARTS, WAY
from tests.worlds import seeded

from sandtable.world.records import TABLES

SHIFT_S = 7200.0
"""Two hours: on the clock grid, so that rounding goes with it."""

INSTANTS = {
    "attacks": ("first_s", "contained_s"),
    "incidents": (
        *("occurred_s", "detected_s", "reported_s", "graded_s", "ordered_s", "first_arrival_s"),
        *("full_arrival_s", "controlled_s", "closed_s", "link_up_s"),
    ),
    "missions": (
        *("ordered_s", "alerted_s", "departed_s", "arrived_s", "work_began_s", "released_s"),
        *("at_facility_s", "at_base_s"),
    ),
    "consignments": (
        *("ordered_s", "released_s", "truck_ready_s", "loading_s", "loaded_s", "arrived_s"),
        *("handed_out_s", "truck_back_s"),
    ),
    "needs": ("time_s",),
    "messages": ("sent_s", "delivered_s"),
    "reports": ("found_s", "place_known_s", "force_known_s"),
    "levels": ("time_s",),
    "commands": ("time_s",),
    "roads": ("time_s",),
    "people": ("told_s", "left_s", "safe_s", "arrived_s", "water_s", "zone_water_s"),
    "warnings": ("warned_s", "ordered_s", "broadcast_s", "acknowledged_s"),
    "works": ("time_s",),
    "trucks": ("first_s",),
    "relief": ("time_s",),
    "hazards": ("time_s",),
    "threats": ("from_s", "to_s"),
    "vehicles": ("left_s", "arrived_s"),
}
"""Columns that are instants; the other seconds are durations."""


def later(world):
    """Return the same world whose clock begins two hours sooner, so that all happens later."""
    scenario = world.scenario
    start = datetime.fromisoformat(scenario.start) - timedelta(seconds=SHIFT_S)

    def moved(entries, *names):
        return tuple(
            replace(one, **{name: getattr(one, name) + SHIFT_S for name in names})
            for one in entries
        )

    arrivals = [
        replace(one, rate=replace(one.rate, phase_s=one.rate.phase_s + SHIFT_S))
        for one in moved(scenario.arrivals, "from_s", "to_s")
    ]
    return replace(
        world,
        scenario=replace(
            scenario,
            start=start.isoformat(sep=" ", timespec="minutes"),
            horizon_s=scenario.horizon_s + SHIFT_S,
            warm_up_s=scenario.warm_up_s + SHIFT_S,
            listed=moved(scenario.listed, "at_s"),
            arrivals=tuple(arrivals),
            needs=moved(scenario.needs, "at_s"),
            dormant=moved(scenario.dormant, "activate_at_s"),
            injects=moved(scenario.injects, "at_s"),
        ),
    )


def change(name, column, values):
    """Return what a column must be two hours later."""
    if column.name == "time_tick":
        return values + int(SHIFT_S) * 2**20
    return values + SHIFT_S if column.name in INSTANTS.get(name, ()) else values


@pytest.mark.parametrize("number", range(20))
def test_a_town_two_hours_later(number):
    """Premise: nothing in the town asks for the time of day."""
    there, impacts = some_town(number)
    same(run(there, impacts), run(later(there), impacts), change)


@pytest.mark.parametrize("number", range(30))
def test_any_world_two_hours_later(number):
    """The start of the clock moves with it, so rates by hour see the same hours."""
    made = seeded(number)
    same(run(made.world, made.impacts), run(later(made.world), made.impacts), change)


def test_every_column_of_seconds_is_an_instant_or_a_duration():
    """A column that is added to the records must be given its place here."""
    known = {(name, column) for name, columns in INSTANTS.items() for column in columns}
    known |= {("incidents", f"{part}_s") for part in (*PARTS, *WAY, "on_scene_wait")}
    known |= {("missions", f"{part}_s") for part in WAY}
    there = {(name, c.name) for name, table in TABLES.items() for c in table if c.kind == "seconds"}
    assert there == known
