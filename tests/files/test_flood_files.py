"""Residents, preventions, peril, relief, recorded numbers and polders, from files to the World."""

import math
from types import SimpleNamespace

import pytest
from tests.files import sets

from sandtable.files import read_scenario
from sandtable.files.scenario_files import Above
from sandtable.ground.faults import UserFaults
from sandtable.ground.laws import Law
from sandtable.study.measures import MEASURES
from sandtable.world.people import Peril, Relief, Residents

POLDER = {
    "source": "hole",
    "samples": 2,
    "cells": [
        {"zone": "z1", "ground": "-1.5 m", "relief": "60 cm", "area": "5 km2", "far_km": 2},
        {"zone": "z2", "ground": "2 m", "area": "100 ha", "dry": True},
    ],
    "front": "0.5 m/s",
    "outside": {"40 h": "3 m", "0 h": "4 m"},
    "growth": [[{"at": "0 h", "width": "10 m", "bottom": "-2 m"}]],
}
"""A polder below the sea, and a safety zone in it."""


class Drawn:
    """A realisation that puts zone z2 under water, as far as files must know it."""

    exposure_kinds = ("water",)
    source_ids = ("hole",)

    @staticmethod
    def exposures(kind):
        """Return rows with their zone."""
        return [SimpleNamespace(zone="z2")] if kind == "water" else []


def drawn(tables, network, zones):
    """Return two realisations, whatever is stated."""
    del tables, network, zones
    return Drawn(), Drawn()


def files(**scenario):
    """Return a set of files whose scenario has these keys more."""
    a_set = sets.a_set()
    a_set["scenario.json"] |= scenario
    return a_set


def read(folder, above=None, **scenario):
    """Return what a scenario with these keys more becomes."""
    sets.write(folder, files(**scenario))
    above = above or Above(read_impacts=drawn)
    return read_scenario(folder / "scenario.json", "scenario.json", above=above)


def faults_of(folder, above=None, **scenario):
    """Return what is wrong with it: fields and what was found."""
    with pytest.raises(UserFaults) as caught:
        read(folder, above, **scenario)
    return [(one.field, one.found) for one in caught.value.faults]


def handed_up(folder, **changes):
    """Return the polder that is handed to the room above."""
    seen = []

    def take(tables, network, zones):
        seen.append(tables.hazard.part)
        return drawn(tables, network, zones)

    flood = {"id": "flood", "activate_at": "1 h", "polder": POLDER | changes}
    read(folder, Above(read_impacts=take), impacts=[flood])
    (polder,) = seen
    return polder


def test_a_polder_is_handed_up_in_base_units(tmp_path):
    """Heights may be below 0, keys may carry units, a bare source is held and never recedes."""
    polder = handed_up(tmp_path)
    assert (polder.source.id, polder.source.control, polder.source.recession) == (
        "hole",
        "hold",
        None,
    )
    below, dry = polder.cells
    assert (below.ground, below.relief, below.far, below.area) == (-1.5, 0.6, 2000.0, 5.0)
    assert (dry.area, dry.dry, dry.near) == (1.0, True, 0.0)
    assert (polder.depth, polder.calm, polder.duration) == (0.3, 0.2, 5 * 86400.0)
    assert polder.discharge == Law.constant(1.705)


@pytest.mark.parametrize("minus", ["-", "\N{MINUS SIGN}", "\N{FULLWIDTH HYPHEN-MINUS}"])
def test_shifts_may_go_either_way(tmp_path, minus):
    """A law from below to above, however the minus sign was typed."""
    polder = handed_up(tmp_path, ground_shift={"uniform": [f"{minus}0.3 m", "30 cm"]})
    assert polder.ground_shift == Law.uniform(low=-0.3, high=0.3)
    assert handed_up(tmp_path, ground_shift="-20 cm").ground_shift == Law.constant(-0.2)


def test_cells_roads_and_growth_may_stand_in_tables(tmp_path):
    """With Chinese headers, heights and distances with their unit in the header."""
    headers = "片区,地面高程(米),面积(平方公里),近边(米),远边(米),不进水"
    cells = [headers, "z1,27.6,5.9,0,2000,", "z2,30,2.7,,,true", ""]
    (tmp_path / "cells.csv").write_text("\n".join(cells), encoding="utf-8")
    roads = "link_id,zone,deck_m\nab,z1,28.4\nba,z1,28.4\n"
    (tmp_path / "roads.csv").write_text(roads, encoding="utf-8")
    growth = "at_h,width_m,bottom_m\n0,10,26\n1,100,24\n"
    (tmp_path / "growth.csv").write_text(growth, encoding="utf-8")
    polder = handed_up(
        tmp_path,
        cells={"table": "cells.csv"},
        arcs={"table": "roads.csv"},
        growth=[{"table": "growth.csv"}],
    )
    assert [(one.zone, one.ground, one.far, one.dry) for one in polder.cells] == [
        ("z1", 27.6, 2000.0, False),
        ("z2", 30.0, 0.0, True),
    ]
    assert [(one.link_id, one.deck) for one in polder.arcs] == [("ab", 28.4), ("ba", 28.4)]
    assert [(one.at, one.width) for one in polder.growth[0]] == [(0.0, 10.0), (3600.0, 100.0)]


def test_people_and_works_become_the_world(tmp_path):
    """Points of curves rise, whatever the order in which they are written."""
    world = read(
        tmp_path,
        impacts=[],
        residents=[
            {"id": "r2", "zone": "z2", "persons": 100},
            {"id": "r1", "zone": "z1", "persons": 30, "cohort": "old"},
        ],
        relief={},
    ).world
    assert world.scenario.residents == (
        Residents(id="r1", zone="z1", persons=30, cohort="old"),
        Residents(id="r2", zone="z2", persons=100),
    )
    assert world.scenario.relief == Relief()
    assert world.scenario.peril is None


def test_preventions_and_peril_refer_to_a_polder(tmp_path):
    """Outflow by time and success by outflow, in base units."""
    works = {
        "id": "works",
        "entry": "flood",
        "incident_type": "fire_call",
        "outflow": {"2 h": "2 m3/s", "0 min": "50 L/s"},
        "success": {"2 m3/s": "0 %", "0.1 m3/s": "90 %"},
        "fails": {"triangular": ["1 h", "2 h", "3 h"]},
    }
    scenario = read(
        tmp_path,
        impacts=[{"id": "flood", "polder": POLDER}],
        preventions=[works],
        peril={"exposure": "water", "told": "0.1 %", "untold": "2 %"},
    ).world.scenario
    (one,) = scenario.preventions
    assert one.outflow_m3s == ((0.0, 0.05), (7200.0, 2.0))
    assert one.success == ((0.1, 0.9), (2.0, 0.0))
    assert one.delay == Law.constant(0.0)
    assert scenario.peril == Peril(exposure="water", told=0.001, untold=0.02)
    assert scenario.samples == 2


def test_recorded_numbers_are_in_the_unit_of_their_measure(tmp_path):
    """Shares, heads and flows with their units, plain persons; an end that is not said is open."""
    recorded = [
        {"id": "dead", "measure": "deaths", "kind": "predicted", "high": 3, "zones": ["z1"]},
        {"id": "flow", "measure": "peak_inflow", "kind": "predicted", "entry": "flood"}
        | {"low": "4000 m3/s", "high": 9000},
        {"id": "out", "measure": "share_safe", "kind": "calibrated", "at": "5 h", "low": "95 %"},
        {"id": "when", "measure": "entry_begins", "kind": "input", "entry": "flood", "low": "2 h"},
    ]
    flood = {"id": "flood", "activate_at": "1 h", "polder": POLDER}
    above = Above(measures=MEASURES, read_impacts=drawn)
    found = read(tmp_path, above, recorded=recorded, impacts=[flood]).world.scenario.recorded
    dead, flow, out, when = found
    assert math.isnan(dead.low)
    assert (dead.high, dict(dead.arguments)) == (3.0, {"zones": ["z1"]})
    assert (flow.low, flow.high) == (4000.0, 9000.0)
    assert (out.low, out.kind, dict(out.arguments)) == (0.95, "calibrated", {"at": "5 h"})
    assert when.low == 7200.0


def test_recorded_numbers_without_a_range_say_nothing(tmp_path):
    """A record that gives neither end is no record."""
    one = {"id": "dead", "measure": "deaths", "kind": "predicted"}
    assert faults_of(tmp_path, recorded=[one]) == [("recorded[dead]", "nothing")]


def test_an_alarm_at_the_breach_is_no_fault(tmp_path):
    """The counter-test of a drill, alarm with the breach, may be played; a minute later may not."""
    flood = {"id": "flood", "activate_at": "1 h", "polder": POLDER}
    alarm = {"id": "seepage", "type": "fire_call", "zone": "z1"}
    read(tmp_path, impacts=[flood], incidents=[alarm | {"at": "1 h"}])
    wrong = faults_of(tmp_path, impacts=[flood], incidents=[alarm | {"at": "61 min"}])
    assert wrong == [("impacts[flood].activate_at", "1 h")]


def test_one_flood_is_enough_where_every_run_must_hold(tmp_path):
    """A target of each run needs no ensemble; a scenario that plays one sample of many is told."""
    a_set = files(
        impacts=[{"id": "flood", "activate_at": "1 h", "polder": POLDER | {"samples": 1}}]
    )
    sets.write(tmp_path, a_set)
    with pytest.raises(UserFaults, match="at least 2 samples"):
        sets.read(tmp_path)
    a_set["targets.json"]["targets"][0]["over"] = "each_run"
    sets.write(tmp_path, a_set)
    above = Above(read_impacts=drawn)
    assert read_scenario(tmp_path / "scenario.json", "scenario.json", above=above).remarks == ()
    many = [{"id": "flood", "activate_at": "1 h", "polder": POLDER}]
    assert faults_of(tmp_path, impacts=many, samples=1) == [("samples", "1")]


def test_residents_whom_a_table_puts_under_water_need_no_cell(tmp_path):
    """Of two floods one may be a table: it says itself whom it reaches."""
    cell = POLDER["cells"][0]
    flood = {"id": "flood", "activate_at": "1 h", "polder": POLDER | {"cells": [cell]}}
    people = [{"id": "r", "zone": "z2", "persons": 5}]
    wrong = faults_of(tmp_path, impacts=[flood], residents=people)
    assert wrong == [("residents[r].zone", "'z2', which is no cell of the polder")]
    rows = "zone_id,from_min,to,kind,share\nz2,0,end,water,1\n"
    (tmp_path / "rows.csv").write_text(rows, encoding="utf-8")
    table = {"id": "other", "activate_at": "2 h", "people": {"table": "rows.csv"}}
    read(tmp_path, impacts=[flood, table], residents=people)


LEVEL = {
    "id": "first",
    "headquarters": "hq",
    "level": 1,
    "trigger": {"at": "4 h"},
    "actions": [{"kind": "evacuate", "arguments": {"evacuation": "leave"}}],
}


def test_orders_to_leave_are_alarms_too(tmp_path):
    """An inject or a level that sends people away at a stated time; the earliest one counts."""
    flood = {"id": "flood", "activate_at_clock": "09:00", "polder": POLDER}
    a_set = files(impacts=[flood])
    a_set["place.json"]["facilities"] += [{"id": "school", "node": "c", "kind": "shelter"}]
    means = [{"id": "cars", "kind": "own", "share": "100 %", "profile": "car"}]
    leave = {"id": "leave", "exit": "clinic", "shelters": ["school"], "means": means}
    a_set["plan.json"] |= {"evacuations": [leave], "levels": [LEVEL]}
    sets.write(tmp_path, a_set)
    above = Above(read_impacts=drawn)
    with pytest.raises(UserFaults, match="at least 4 h, when the first alarm is given"):
        read_scenario(tmp_path / "scenario.json", "scenario.json", above=above)
    order = {"id": "order", "at": "3 h", "kind": "evacuate", "arguments": {"evacuation": "leave"}}
    a_set["scenario.json"]["injects"] = [order]
    sets.write(tmp_path, a_set)
    read_scenario(tmp_path / "scenario.json", "scenario.json", above=above)
