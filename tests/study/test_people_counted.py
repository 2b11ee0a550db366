"""Targets on people against a count person by person, on any table; later is never better."""

from dataclasses import replace

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tests.dispatch import test_civil as civil
from tests.study.test_people_cases import BEGAN, HOUR, KINDS, NAN, WORLD, aim
from tests.study.worlds import tables

from sandtable.study.reading import read
from sandtable.world.people import Peril

INSTANTS = st.one_of(st.just(NAN), st.integers(0, 30).map(lambda hours: hours * HOUR))
GROUPS = st.builds(
    dict,
    zone=st.sampled_from(("z1", "z2")),
    persons=st.integers(1, 9),
    means=st.sampled_from(("", "own", "foot", "bus")),
    told_s=INSTANTS,
    left_s=INSTANTS,
    safe_s=INSTANTS,
    arrived_s=INSTANTS,
    water_s=INSTANTS,
    zone_water_s=INSTANTS,
    outcome=st.sampled_from(
        ("sheltered", "relatives", "refuge", "refused", "stayed", "trapped", "lost", "open")
    ),
)
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3),
        st.sampled_from((*KINDS, "shelter")),
        st.integers(0, 30),
        st.integers(0, 9),
    ),
    max_size=12,
)
RUNS = st.fixed_dictionaries(
    {
        "people": st.lists(GROUPS, max_size=4),
        "warnings": st.lists(
            st.builds(dict, zone=st.sampled_from(("z1", "z2")), ordered_s=INSTANTS), max_size=3
        ),
        "steps": STEPS,
        "began_s": INSTANTS,
    }
)
AIMS = st.builds(
    aim,
    start=st.sampled_from(("occurred", "exposed", "ordered")),
    stop=st.sampled_from(("warned", "safe", "sheltered", "need_met")),
    within_s=st.integers(0, 30).map(lambda hours: hours * HOUR),
    area=st.sampled_from(("", "service")),
    censored=st.sampled_from(("missed", "excluded")),
    needs=st.sampled_from((("food",), KINDS)),
)


def happened(value):
    """Say whether an instant is one."""
    return value == value  # noqa: PLR0124  nan is not itself


def by_hand(run, about):
    """Count person by person in plain Python: cases, hits, censored; slow and obvious."""
    cases = hits = censored = 0
    for number, one in enumerate(run["people"]):
        for person in range(one["persons"]):
            start = start_of(one, run, about)
            if not happened(start) or (about.applies_to.area and one["zone"] != "z1"):
                continue
            limit = start + about.within_s
            if about.clock_to == "need_met":
                roots = [t for t in (one["left_s"], one["water_s"]) if happened(t)]
                if not roots or min(roots) > limit:
                    continue
                has_all = all(
                    person < met_by(run, number, kind, min(limit, 24 * HOUR))
                    for kind in about.needs
                )
                hit, never = has_all and one["outcome"] != "lost", one["outcome"] == "lost"
            else:
                column = {"warned": "told_s", "safe": "safe_s", "sheltered": "arrived_s"}
                stop = one[column[about.clock_to]]
                hit = happened(stop) and stop - start <= about.within_s
                never = happened(stop) or one["outcome"] in ("lost", "refused")
            cut = not hit and not never and limit > 24 * HOUR
            censored += cut
            if not (cut and about.censored == "excluded"):
                cases += 1
                hits += hit
    return cases, hits, censored


def start_of(one, run, about):
    """Return when the clock of one person begins."""
    orders = [
        row["ordered_s"]
        for row in run["warnings"]
        if row["zone"] == one["zone"] and happened(row["ordered_s"])
    ]
    if about.clock_from == "ordered":
        return min(orders) if orders else one["told_s"]
    if about.clock_from == "exposed":
        if about.clock_to != "need_met":
            return one["zone_water_s"]
        known = [t for t in (one["left_s"], one["water_s"]) if happened(t)]
        return min(known) if known else NAN
    touched = ("told_s", "left_s", "water_s", "zone_water_s")
    affected = orders or any(happened(one[name]) for name in touched)
    return run["began_s"] if affected else NAN


def met_by(run, number, kind, at):
    """Return how many of a group have a need met: its last step by then, in the order given."""
    met, last = 0, -1.0
    for who, what, hours, count in run["steps"]:
        if who == number and what == kind and last <= hours * HOUR <= at:
            met, last = count, hours * HOUR
    return met


def tables_of(run):
    """Return a run as record tables."""
    began = run["began_s"]
    return tables(
        people=[one | {"group": f"r#{i}"} for i, one in enumerate(run["people"])],
        warnings=run["warnings"],
        relief=[
            {"group": f"r#{who}", "kind": kind, "time_s": hours * HOUR, "met": met}
            for who, kind, hours, met in run["steps"]
        ],
        hazards=[BEGAN | {"time_s": began}] if happened(began) else [],
    )


@given(RUNS, AIMS)
def test_the_same_as_a_count_person_by_person(run, about):
    """Any table, any clock, any limit: cases, hits and what the horizon cut."""
    (got,) = read(tables_of(run), about, WORLD)
    cases, hits, censored = by_hand(run, about)
    assert (got.cases, got.hits, got.censored) == (cases, hits, censored)
    assert sum(count for _cause, count in got.causes) == cases - hits


@given(RUNS, AIMS, st.integers(0, 3), st.integers(1, 30))
def test_later_is_never_better(run, about, which, hours):
    """Whoever is told, safe, sheltered or cared for later raises no share."""
    about = replace(about, censored="missed")
    later = {name: list(rows) if isinstance(rows, list) else rows for name, rows in run.items()}
    if about.clock_to == "need_met":
        later["steps"] = [
            (who, kind, at + hours * (who == which), met) for who, kind, at, met in run["steps"]
        ]
        later["steps"] = growing(later["steps"])
        run = run | {"steps": growing(run["steps"])}
    else:
        column = {"warned": "told_s", "safe": "safe_s", "sheltered": "arrived_s"}[about.clock_to]
        if about.clock_from == "ordered" and column == "told_s":
            about = replace(about, clock_from="exposed")  # told_s would begin the clock as well
        later["people"] = [
            one | {column: one[column] + hours * HOUR * (i == which)}
            for i, one in enumerate(run["people"])
        ]
    (before,), (after,) = (read(tables_of(one), about, WORLD) for one in (run, later))
    assert after.cases == before.cases
    assert after.hits <= before.hits


def growing(steps):
    """Return steps that hand out and take nothing back."""
    counts = {}
    found = []
    for who, kind, hours, met in sorted(steps, key=lambda step: step[2]):
        counts[who, kind] = max(met, counts.get((who, kind), 0))
        found.append((who, kind, hours, counts[who, kind]))
    return found


def test_a_run_of_the_operation_is_read():
    """By own car from a village that floods after two hours: what the table `people` says."""
    polder = civil.world(
        persons=400,
        entry=True,
        evacuations=(civil.evacuation(civil.OWN, refuse=0.1),),
        peril=Peril(exposure="water", told=0.5),
        injects=(civil.LEAVE, civil.OPEN, (HOUR, "activate", {"entry": "breach"})),
    )
    run = civil.play(polder, civil.water(at_s=HOUR))
    people = run["people"]
    (before,) = read(run, aim("exposed", "safe", 0.0), polder)
    dry = people["safe_s"] <= people["zone_water_s"]
    assert (before.cases, before.hits) == (400, people["persons"][dry].sum())
    assert 0 < before.hits < 400
    (sheltered,) = read(run, aim("occurred", "sheltered", 20 * HOUR), polder)
    assert sheltered.hits == people["persons"][~np.isnan(people["arrived_s"])].sum()
    assert dict(sheltered.causes).keys() <= {"lost", "trapped"}
    (told,) = read(run, aim("ordered", "warned", 600.0), polder)
    assert told.hits == 400


@given(RUNS, AIMS)
def test_the_order_of_rows_tells_nothing(run, about):
    """Groups and orders may stand in any order."""
    (got,) = read(tables_of(run), about, WORLD)
    turned = tables_of(run)
    for name in ("people", "warnings"):
        turned[name] = {
            key: values[::-1] if isinstance(values, list) else np.flip(values)
            for key, values in turned[name].items()
        }
    assert read(turned, about, WORLD) == (got,)
