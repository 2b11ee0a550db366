"""Whom closures made late: counted from the tables of a run."""

import importlib
import math

import numpy as np
import pytest
from tests.worlds import team, world

from sandtable.study.case import Case
from sandtable.study.why import why


def delay(mission, road, cause="water", alone_s=60.0):
    """Return a row of the table of delays."""
    numbers = {"from_s": 0.0, "to_s": math.inf, "spared_s": 60.0, "foresight_s": 0.0}
    return {"mission": mission, "road": road, "cause": cause, "alone_s": alone_s, **numbers}


def table(rows, names):
    """Return rows as columns; numbers as arrays."""
    columns = {name: [row[name] for row in rows] for name in names}
    return {
        name: np.array(column, dtype=float) if name.endswith("_s") else column
        for name, column in columns.items()
    }


@pytest.fixture
def told(monkeypatch):
    """Return a function that lets every run tell some missions and delays."""

    def tell(missions, delays):
        heads = ("mission", "task", "arrived_s", "slowed_s", "detour_s", "waiting_s")
        tables = {
            "missions": table([dict(zip(heads, row, strict=True)) for row in missions], heads),
            "delays": table(delays, delay("", "")),
        }

        class Run:
            """A run that was played already."""

            def __init__(self, *_world, **_roads):
                pass

            def run(self):
                return self

            def table(self, name):
                return tables[name]

        monkeypatch.setattr(importlib.import_module("sandtable.study.why"), "Operation", Run)
        return why(Case(world=world(teams=(team(),))), 1, 1)

    return tell


def test_who_is_stranded_did_not_arrive(told):
    """Of a no single closure explains the delay; b is under way at the end; c was in time."""
    missions = [
        ("a", "respond", 500.0, 0.0, 120.0, 0.0),
        ("b", "respond", math.nan, 0.0, 0.0, 0.0),
        ("c", "respond", 300.0, 0.0, 0.0, 0.0),
    ]
    found = told(missions, [delay("b", "r1", alone_s=math.inf)])
    assert (found.trips, found.delayed, found.stranded) == (2, 1, 1)
    assert found.detour_s == 120.0


def test_closures_of_one_cost_stand_in_the_order_of_their_names(told):
    """Whatever the order of the rows: by road, then by cause."""
    missions = [("a", "respond", 500.0, 0.0, 120.0, 0.0)]
    rows = [delay("a", "r2"), delay("a", "r1", "water"), delay("a", "r1", "fire")]
    for order in (rows, rows[::-1]):
        found = told(missions, order).closures
        assert [(one.road, one.cause) for one in found] == [
            ("r1", "fire"),
            ("r1", "water"),
            ("r2", "water"),
        ]
