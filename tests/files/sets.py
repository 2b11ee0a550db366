"""Small sets of files for the tests of the reader, as plain values and on disk."""

import json

from sandtable.files import read_scenario
from sandtable.files.scenario_files import Above


def a_set():
    """Return a right set of files as plain values, by name; every call returns new ones."""
    return {
        "place.json": {
            "schema": "place/1",
            "id": "county",
            "network": "four_nodes",
            "zones": [
                {"id": "z1", "node": "b", "population": 900, "tags": ["town"]},
                {"id": "z2", "node": "d", "population": 100, "area": "2 km2"},
            ],
            "bases": [{"id": "b1", "node": "a"}, {"id": "b2", "node": "c"}],
            "depots": [{"id": "d1", "node": "a", "bays": 2}],
            "facilities": [{"id": "clinic", "node": "b"}],
        },
        "plan.json": {
            "schema": "plan/1",
            "id": "present",
            "headquarters": [{"id": "hq", "decision": "1 min"}],
            "profiles": [{"id": "engine", "max_speed": "80 km/h"}, {"id": "car"}],
            "teams": [
                {"id": "t1", "base": "b1", "skills": ["fire"], "profile": "engine"},
                {"id": "t2", "base": "b2", "skills": ["fire", "rescue"], "profile": "car"},
            ],
            "rules": {"free_again": "at_base"},
        },
        "targets.json": {
            "schema": "targets/1",
            "targets": [
                {
                    "id": "county.arrive15",
                    "clock": {"from": "reported", "to": "first_arrival"},
                    "within": "15 min",
                    "at_least": "90 %",
                }
            ],
        },
        "scenario.json": {
            "schema": "scenario/1",
            "id": "calls",
            "place": "place.json",
            "plan": "plan.json",
            "targets": "targets.json",
            "start": "2026-07-05 06:00",
            "horizon": "30 d",
            "types": [{"id": "fire_call", "needs": [{"skill": "fire"}], "work": "40 min"}],
            "arrivals": [
                {"id": "calls", "type": "fire_call", "rate": "2 per_d", "where": "population"}
            ],
        },
    }


def write(folder, files):
    """Write plain values (as JSON) and texts into a folder."""
    for name, content in files.items():
        text = content if isinstance(content, str) else json.dumps(content, ensure_ascii=False)
        (folder / name).write_text(text, encoding="utf-8")


def read(folder, name="scenario.json", **more):
    """Return what a scenario of a folder becomes."""
    return read_scenario(folder / name, name, above=Above(), **more)
