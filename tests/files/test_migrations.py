"""Old files stay readable: one pure step per number, consecutive."""

import pytest

from sandtable.files import KINDS
from sandtable.files.migrations import MIGRATIONS, migrated, newest


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
