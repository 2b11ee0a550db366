"""Old files stay readable: one pure step per number, consecutive."""

import pytest
from tests.files import sets

from sandtable.files import KINDS, reader
from sandtable.files.migrations import MIGRATIONS, migrated, newest
from sandtable.ground.faults import UserFaults


def with_unit(values):
    """Step from 1 to 2 of a made-up history: a number got its unit."""
    return {**values, "horizon": f"{values['horizon']} h"}


def renamed(values):
    """Step from 2 to 3: a key got another name."""
    values = dict(values)
    return {"end": values.pop("horizon"), **values}


STEPS = {"scenario": (with_unit, renamed)}


def test_every_kind_has_its_history():
    """The newest number is one more than there are steps, so numbers are consecutive."""
    assert tuple(MIGRATIONS) == KINDS
    assert [newest(kind) for kind in KINDS] == [1 + len(MIGRATIONS[kind]) for kind in KINDS]
    assert newest("scenario", STEPS) == 3


@pytest.mark.parametrize(
    ("number", "old"), [(1, {"horizon": 5}), (2, {"horizon": "5 h"}), (3, {"end": "5 h"})]
)
def test_a_file_of_any_number_takes_the_steps_that_follow(number, old):
    """And the values that were given stay as they are."""
    before = dict(old)
    assert migrated("scenario", number, old, STEPS) == {"end": "5 h"}
    assert old == before


def test_an_old_file_is_read_in_the_newest_form_with_its_lines(tmp_path, monkeypatch):
    """A plan of number 1 whose teams had no list of skills; a fault in it keeps its line."""

    def with_skills(values):
        teams = [{"skills": team.pop("skill"), **team} for team in values["teams"]]
        return {**values, "teams": teams}

    steps = {**MIGRATIONS, "plan": (with_skills,)}
    monkeypatch.setattr(reader, "newest", lambda kind: newest(kind, steps))
    monkeypatch.setattr(reader, "migrated", lambda *given: migrated(*given, steps))
    files = sets.a_set()
    files["scenario.json"]["plan"] = "plan.yaml"
    files["plan.yaml"] = (
        "schema: plan/1\nid: old\nheadquarters: [{id: hq}]\nprofiles: [{id: car}]\nteams:\n"
        "  - {id: t1, skill: fire, base: b1, profile: car}\n"
        "  - {id: t2, skill: fire, base: b1, profile: car, turnout: 3}\n"
    )
    sets.write(tmp_path, files)
    with pytest.raises(UserFaults) as caught:
        sets.read(tmp_path)
    assert [(one.line, one.field) for one in caught.value.faults] == [(7, "teams[t2].turnout")]
    files["plan.yaml"] = files["plan.yaml"].replace(", turnout: 3", "")
    sets.write(tmp_path, files)
    assert [team.skills for team in sets.read(tmp_path).world.plan.teams] == [("fire",)] * 2
