"""What the reference engine has played, as rows: incidents, missions, reports, goods, needs."""

import math

from sandtable.world.records import TABLES

NAN = math.nan


def tables(run):
    """Return the five tables, each as a list of rows in the order of its columns."""
    made = {
        "incidents": [_incident(run, one) for one in _occurred(run)],
        "missions": _missions(run),
        "consignments": [_consignment(run, one) for one in run.goods.consignments],
        "needs": [
            _need(run, need, step) for need in run.goods.needs.values() for step in need.steps
        ],
        "reports": [
            _report(one, number)
            for one in sorted(run.drawn, key=lambda one: one.id)
            for number in range(len(one.kind.needs))
            if one.report is not None
        ],
    }
    return {
        name: [tuple(row[column.name] for column in TABLES[name]) for row in rows]
        for name, rows in made.items()
    }


def _occurred(run):
    happen = [one for one in run.drawn if one.occurred < run.end and not run.prevented(one)]
    return sorted(happen, key=lambda one: (one.occurred, one.id))


def _until(run, instant):
    return instant if instant < run.end else NAN


def _incident(run, one):
    kind, first = one.kind, one.first
    if one.state == "coming" and one.expires < run.end:
        one.closed, one.outcome = one.expires, "expired"
    detected, reported = _until(run, one.detected), _until(run, one.reported)
    graded = _until(run, one.graded)
    parts = first.parts if first else (NAN,) * 6
    ordered, alerted, departed = (
        (first.ordered, first.alerted, first.departed) if first else (NAN,) * 3
    )
    return {
        "incident": one.id,
        "type": kind.id,
        "source": one.source,
        "hazard": kind.hazard,
        "incident_class": kind.incident_class,
        "grade": one.grade,
        "priority": kind.priority,
        "headquarters": one.desk.data.id,
        "zone": one.zone,
        "node": one.site,
        "persons": one.persons,
        "counted": one.occurred >= run.scenario.warm_up_s,
        "occurred_s": one.occurred,
        "detected_s": detected,
        "reported_s": reported,
        "graded_s": graded,
        "ordered_s": ordered,
        "first_arrival_s": one.first_arrival,
        "full_arrival_s": one.full_arrival,
        "controlled_s": one.controlled,
        "closed_s": one.closed,
        "link_up_s": NAN,
        "outcome": one.outcome,
        "teams_needed": one.served,
        "first_team": first.team.id if first else "",
        "unreachable": one.unreachable,
        "detection_s": detected - one.occurred,
        "reporting_s": reported - detected,
        "decision_s": graded - reported,
        "wait_s": ordered - graded,
        "notification_s": alerted - ordered,
        "turnout_s": departed - alerted,
        "free_flow_s": parts[0],
        "slowed_s": parts[1],
        "detour_s": parts[2],
        "waiting_s": parts[3],
        "on_scene_wait_s": one.full_arrival - one.first_arrival,
    }


def _missions(run):
    rows, counts = [], {}
    for one in run.missions:
        counts[one.team.id] = counts.get(one.team.id, 0) + 1
        incident = one.incident
        rows.append(
            {
                "mission": f"{one.team.id}#{counts[one.team.id]}",
                "team": one.team.id,
                "incident": incident.id if incident else "",
                "task": one.task,
                "skill": incident.kind.needs[one.need].skill if incident else "",
                "reason": None,
                "visit": one.visit,
                "from_node": one.from_node,
                "ordered_s": one.ordered,
                "alerted_s": _until(run, one.alerted),
                "departed_s": one.departed,
                "arrived_s": one.arrived,
                "work_began_s": one.began,
                "released_s": one.released,
                "facility": one.facility,
                "at_facility_s": one.at_facility,
                "at_base_s": one.at_base,
                "outcome": one.outcome,
                "distance_m": one.parts[4],
                "free_flow_s": one.parts[0],
                "slowed_s": one.parts[1],
                "detour_s": one.parts[2],
                "waiting_s": one.parts[3],
                "closures_met": " ".join(one.parts[5]),
                "ended_by": one.ended_by,
            }
        )
    return rows


def _report(one, number):
    need, report = one.kind.needs[number], one.report
    return {
        "incident": one.id,
        "skill": need.skill,
        "unit": need.unit,
        "asked": report.asked[number],
        "needed": need.amount,
        "reported_node": report.place,
        "node": one.site,
        "found_s": report.found,
        "place_known_s": report.place_known,
        "force_known_s": report.force_known,
    }


def _consignment(run, one):
    return {
        "consignment": one.name,
        "depot": one.depot.data.id,
        "stock": one.stock.data.id,
        "form": one.stock.data.form,
        "item": one.stock.item.id,
        "quantity": one.part,
        "zone": one.zone,
        "need": one.need.data.id if one.need else "",
        "truck": one.id,
        "ordered_s": one.ordered,
        "released_s": _until(run, one.released),
        "truck_ready_s": _until(run, one.ready),
        "loading_s": one.loading,
        "loaded_s": one.loaded,
        "arrived_s": one.arrived,
        "handed_out_s": one.handed,
        "truck_back_s": one.back,
        "outcome": one.outcome,
        "distance_m": one.parts[4],
    }


def _need(run, need, step):
    data = need.data
    return {
        "need": data.id,
        "zone": data.zone,
        "cohort": data.cohort,
        "kind": data.kind,
        "time_s": step[0],
        "in_need": step[1],
        "met": step[2],
        "counted": need.steps[0][0] >= run.scenario.warm_up_s,
    }
