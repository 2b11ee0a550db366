"""Laws that every run keeps, whatever was ordered in it: assertions on its tables and its state."""

import math
from itertools import pairwise

import numpy as np

from sandtable.ground.clock import TICK_S

PARTS = ("detection", "reporting", "decision", "wait", "notification", "turnout")
WAY = ("free_flow", "slowed", "detour", "waiting")
OUTCOMES = {
    "incidents": {"closed", "handed_over", "expired", "cancelled", "censored"},
    "missions": {"done", "recalled", "diverted", "cancelled", "censored"},
    "consignments": {"done", "censored"},
}
MISSION = ("ordered_s", "alerted_s", "departed_s", "arrived_s", "work_began_s", "at_facility_s")


def check(op, tables):
    """Assert all laws."""
    check_instants(op, tables)
    check_sums(tables["incidents"], tables["missions"])
    check_outcomes(tables)
    check_teams(op, tables["missions"])
    check_incidents(tables)
    check_goods(op, tables)


def check_instants(op, tables):
    """Instants lie on the grid, inside the run, and in the order of the phases."""
    for name, table in tables.items():
        for column, values in table.items():
            if column.endswith("_s") and isinstance(values, np.ndarray):
                there = values[~np.isnan(values)]
                assert np.array_equal(there, np.round(there / TICK_S) * TICK_S), (name, column)
    for name in ("incidents", "missions", "consignments", "roads", "commands", "needs", "levels"):
        for column, values in tables[name].items():
            if column.endswith("ed_s") or column in {"time_s", "first_arrival_s", "at_base_s"}:
                there = values[~np.isnan(values)]
                assert ((there >= 0.0) & (there < op.horizon_s)).all(), (name, column)
    incidents = ("occurred_s", "detected_s", "reported_s", "graded_s", "ordered_s")
    in_order(tables["incidents"], (*incidents, "first_arrival_s", "full_arrival_s"))
    in_order(tables["incidents"], ("first_arrival_s", "controlled_s", "closed_s"))
    in_order(tables["missions"], (*MISSION, "released_s", "at_base_s"))
    goods = ("ordered_s", "loading_s", "loaded_s", "arrived_s", "handed_out_s", "truck_back_s")
    in_order(tables["consignments"], goods)
    in_order(tables["consignments"], ("released_s", "loading_s"))
    in_order(tables["consignments"], ("truck_ready_s", "loading_s"))


def in_order(table, columns):
    """Of the instants that are there, none lies before one of an earlier column."""
    for row in zip(*(table[column].tolist() for column in columns), strict=True):
        there = [instant for instant in row if not math.isnan(instant)]
        assert there == sorted(there), (columns, row)


def check_sums(incidents, missions):
    """Parts sum to their whole to the bit: those of a response, and those of every trip."""
    parts = [incidents[f"{part}_s"] for part in (*PARTS, *WAY, "on_scene_wait")]
    total = incidents["full_arrival_s"] - incidents["occurred_s"]
    full = ~np.isnan(total)
    assert np.array_equal(np.sum(parts, axis=0)[full], total[full])
    first = ~np.isnan(incidents["first_arrival_s"])
    assert np.array_equal(
        np.sum(parts[:-1], axis=0)[first],
        (incidents["first_arrival_s"] - incidents["occurred_s"])[first],
    )
    way = np.sum([missions[f"{part}_s"] for part in WAY], axis=0)
    there = ~np.isnan(way)
    assert np.array_equal(way[there], (missions["arrived_s"] - missions["departed_s"])[there])
    for part in ("free_flow_s", "waiting_s"):
        assert (missions[part][there] >= 0.0).all(), part


def check_outcomes(tables):
    """Everything has one outcome, out of those that the pages name."""
    for name, known in OUTCOMES.items():
        assert set(tables[name]["outcome"]) <= known, name
    names = tables["incidents"]["incident"]
    assert len(set(names)) == len(names)
    incidents = tables["incidents"]
    for outcome, closed, controlled in zip(
        incidents["outcome"],
        incidents["closed_s"].tolist(),
        incidents["controlled_s"].tolist(),
        strict=True,
    ):
        assert math.isnan(closed) == (outcome == "censored")
        assert outcome != "closed" or not math.isnan(controlled)


def check_teams(op, missions):
    """Missions of a team do not overlap, and a team that is not free is on one."""
    ends = []
    rows = zip(
        missions["team"],
        missions["ordered_s"].tolist(),
        missions["released_s"].tolist(),
        missions["at_base_s"].tolist(),
        missions["task"],
        missions["arrived_s"].tolist(),
        missions["outcome"],
        strict=True,
    )
    at_base = op.world.plan.rules.free_again == "at_base"
    busy_until = {}
    for team, ordered, released, back, task, arrived, outcome in rows:
        ends.append(team)
        assert ordered >= busy_until.get(team, 0.0), (team, ordered)
        done = arrived if task == "move" else released
        if at_base and task == "respond" and outcome != "diverted" and not math.isnan(back):
            done = max(done, back)
        busy_until[team] = math.inf if math.isnan(done) else done
    assert set(ends) <= set(op.teams)
    for one in op.teams.values():
        under_way = one.mission is not None
        assert one.free or under_way or not one.there, one.id


def check_incidents(tables):
    """No team works two incidents at a time, and no incident knows of teams that it never had."""
    missions = tables["missions"]
    spans = {}
    for team, incident, arrived, released in zip(
        missions["team"],
        missions["incident"],
        missions["arrived_s"].tolist(),
        missions["released_s"].tolist(),
        strict=True,
    ):
        if incident and not math.isnan(arrived):
            spans.setdefault(team, []).append((arrived, released))
    for team, on_scene in spans.items():
        for (_, left), (came, _) in pairwise(on_scene):
            assert left <= came, team
    known = set(tables["incidents"]["incident"]) | {""}
    assert set(missions["incident"]) <= known
    sent = set(zip(missions["incident"], missions["team"], strict=True))
    for incident, first in zip(
        tables["incidents"]["incident"], tables["incidents"]["first_team"], strict=True
    ):
        assert not first or (incident, first) in sent


def check_goods(op, tables):
    """No goods are made or lost, in any stock, at the end and at every instant."""
    goods = tables["consignments"]
    for stock in op.supply.stocks.values():
        mine = [one == stock.data.id for one in goods["stock"]]
        taken = int(goods["quantity"][mine].sum()) if mine else 0
        assert min(stock.on_hand, stock.in_transit, stock.handed_out) >= 0
        assert stock.on_hand + stock.in_transit + stock.handed_out == stock.data.quantity
        assert taken == stock.in_transit + stock.handed_out
    needs = tables["needs"]
    met = {}
    for need, in_need, now in zip(
        needs["need"], needs["in_need"].tolist(), needs["met"].tolist(), strict=True
    ):
        assert met.get(need, -1) < now <= in_need
        met[need] = now
    for depot in op.world.place.depots:
        mine = np.array([name == depot.id for name in goods["depot"]], dtype=np.bool_)
        begun, done = (goods[column][mine] for column in ("loading_s", "loaded_s"))
        steps = sorted(
            (instant, step)
            for column, step in ((begun, 1), (done, -1))
            for instant in column[~np.isnan(column)]  # nan has no place in an order
        )
        at_bays = np.cumsum([step for _, step in steps])
        assert depot.bays == 0 or max(at_bays, default=0) <= depot.bays
