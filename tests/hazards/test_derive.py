"""Impact tables out of tables that were made for something else."""

import csv

import pytest

from sandtable.files.table import Line, Table
from sandtable.hazards import derive, read_impacts

FIRE = {"kind": "fire", "share": "1", "to": "end"}
ARRIVAL = {"zone_id": "zone_id", "from_s": "fire_arrival_s"}


def zones(*rows):
    """Make a table of zones: id, persons, arrival of the fire."""
    headers = ("zone_id", "persons", "fire_arrival_s")
    lines = [Line(n, dict(zip(headers, row, strict=True))) for n, row in enumerate(rows, 2)]
    return Table(file="zones.csv", headers=headers, lines=tuple(lines))


def test_people_at_risk_come_out_of_a_zone_table():
    """Half an hour before the front stands there; where it never comes, nobody is exposed."""
    table, faults = derive(
        zones(("z1", "9", "3600"), ("z2", "9", ""), ("z3", "9", "0"), ("z4", "9", "600")),
        ARRIVAL,
        FIRE,
        earlier_s=1800.0,
    )
    assert not faults
    (impact,) = read_impacts("fire", {}, ("z1", "z2", "z3", "z4"), people=table)
    found = [(row.zone, row.from_s, row.share) for row in impact.exposures("fire")]
    assert found == [("z3", 0.0, 1.0), ("z4", 0.0, 1.0), ("z1", 1800.0, 1.0)]


def test_a_wrong_cell_is_told_where_it_stands_in_the_original():
    """Line 3 of the zone table holds no number; its reader says so with that line."""
    table, _none = derive(zones(("z1", "9", "5"), ("z2", "9", "soon")), ARRIVAL, FIRE, 60.0)
    with pytest.raises(ValueError, match="soon") as caught:
        read_impacts("fire", {}, ("z1", "z2"), people=table)
    assert [(f.line, f.field, f.found) for f in caught.value.faults] == [(3, "from_s", "'soon'")]


def test_a_column_that_is_not_there_is_told():
    """A misspelled column of the other table is a fault of the mapping."""
    _same, faults = derive(zones(), {"from_s": "arrival"}, FIRE)
    assert [(f.field, f.found, f.repair) for f in faults] == [
        ("arrival", "no such column", "The columns are zone_id, persons, fire_arrival_s.")
    ]


def test_lithgow_puts_eight_zones_at_risk(shared):
    """8 zones with 334 persons are touched by the fire, one of them from the start."""
    file = shared / "networks" / "lithgow" / "zones.csv"
    if not file.is_file():
        pytest.skip("../shared/networks/lithgow is not there")
    rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
    lines = tuple(Line(number, row) for number, row in enumerate(rows, 2))
    table = Table(file="zones.csv", headers=tuple(rows[0]), lines=lines)
    people, _none = derive(table, ARRIVAL, FIRE)
    (impact,) = read_impacts("fire", {}, [row["zone_id"] for row in rows], people=people)
    exposed = impact.exposures("fire")
    persons = {row["zone_id"]: int(row["persons"]) for row in rows}
    assert len(exposed) == 8
    assert sum(persons[row.zone] for row in exposed) == 334
    assert (exposed[0].zone, exposed[0].from_s) == ("z052", 0.0)
