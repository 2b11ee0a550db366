"""Reading records by a target, and saying why where they cannot answer it."""

from dataclasses import replace

import pytest
from tests.study.worlds import NAN, incident, tables, target, world

from sandtable.study import reading
from sandtable.study.reading import read, tables_for, unanswerable
from sandtable.study.tally import Tally
from sandtable.world.people import Relief
from sandtable.world.target import CLOCK_FROM, CLOCK_TO

NEED = {"clock_from": "exposed", "clock_to": "need_met", "quantity": "persons", "needs": ("food",)}


@pytest.mark.parametrize("start", CLOCK_FROM)
@pytest.mark.parametrize("stop", CLOCK_TO)
def test_every_clock_is_read_or_refused(start, stop):
    """All 45 pairs: an answerable target has cases, the others have none and a reason."""
    aim = target(clock_from=start, clock_to=stop, needs=("food",))
    if stop == "need_met":
        aim = replace(aim, quantity="persons")
    about = world(needs=("food",))
    need = {"zone": "z1", "kind": "food", "need": "n0", "in_need": 9, "met": 9, "counted": True}
    rows = tables(incidents=[incident()], needs=[need | {"time_s": 0.0}])
    (got,) = read(rows, aim, about)
    if unanswerable(aim, about):
        assert got == Tally()
    else:
        assert got.cases > 0
    answerable = (
        {"occurred", "exposed"}
        if stop == "need_met"
        else {"occurred", "detected", "reported", "ordered"}
        if stop in ("first_arrival", "full_arrival", "controlled", "link_up")
        else set()
    )
    assert bool(unanswerable(aim, about)) == (start not in answerable)


@pytest.mark.parametrize(
    "fields",
    [
        {"statistic": "mean"},
        {"within_s": NAN},
        {"needs": ()},
        {"type": "fire"},
        {"grade": "major"},
        {"incident_class": "work_safety"},
        {"quantity": "incidents"},
    ],
)
def test_what_needs_cannot_tell(fields):
    """They come in steps, by zone and kind; nothing else is known of them."""
    about = world(needs=("food",))
    assert not unanswerable(target(**NEED), about)
    assert unanswerable(target(**(NEED | fields)), about)


def test_a_kind_that_the_scenario_lacks_is_named():
    """One missing kind of several makes the promise untestable."""
    aim = target(**(NEED | {"needs": ("food", "shelter")}))
    assert not unanswerable(aim, world(needs=("shelter", "food")))
    assert "food, shelter" in unanswerable(aim, world(needs=("food",)))


def test_reasons_speak_the_language_in_force(monkeypatch):
    """They are translated when they are read, not when the module is imported."""
    monkeypatch.setattr(reading, "_", lambda _message: "说不清 {value}")
    assert unanswerable(target(clock_to="warned"), world()) == "说不清 warned"


@pytest.mark.parametrize(
    ("fields", "more"),
    [
        ({}, {"incidents", "missions"}),
        (NEED, {"needs", "hazards"}),
        ({"quantity": "population"}, {"people", "warnings", "relief", "hazards"}),
        ({"quantity": "rate"}, {"incidents"}),
    ],
)
def test_only_the_tables_that_tell_are_read(fields, more):
    """Nobody pays for people who asks about incidents; a command may end any run."""
    assert set(tables_for([target(**fields)])) == more | {"commands"}
    assert tables_for([]) == ("commands",)


@pytest.mark.parametrize(
    "aim",
    [
        target(),
        target(**NEED, censored="excluded"),
        target(clock_to="link_up"),
        target(clock_from="exposed", clock_to="safe", quantity="population", within_s=0.0),
        target(clock_from="occurred", clock_to="need_met", quantity="population", needs=("food",)),
        target(quantity="rate", rate_of="linked_time", rate_over="on_scene_time", within_s=NAN),
    ],
)
def test_the_tables_named_are_enough(aim):
    """A reading of just these tables is that of all."""
    about = world(needs=("food",))
    about = replace(about, scenario=replace(about.scenario, relief=Relief()))
    assert not unanswerable(aim, about)
    run = tables(
        incidents=[incident()],
        people=[{"group": "r#0", "zone": "z1", "persons": 5, "zone_water_s": 9.0, "left_s": 7.0}],
    )
    few = {name: run[name] for name in tables_for([aim])}
    assert read(few, aim, about) == read(run, aim, about)
