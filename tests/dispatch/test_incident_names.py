"""Names of incidents that replications share: whatever is kept, they are the same."""

import numpy as np
import pytest

from sandtable.dispatch import incident_names
from sandtable.dispatch.incident_names import Candidates, Names


def check(names, numbers):
    """Compare the names of candidates with those made afresh."""
    fresh = Names.of([f"calls_{number:07d}" for number in numbers])
    assert names.ids == fresh.ids
    assert names.orders == fresh.orders
    assert np.array_equal(names.hashed, fresh.hashed)


@pytest.mark.parametrize("kept", [0, 3, 1000])
def test_kept_or_not_the_names_are_the_same(monkeypatch, kept):
    """All candidates, some, none, then more than before: with room for none, few or all of them."""
    monkeypatch.setattr(incident_names, "KEPT", kept)
    candidates = Candidates("calls")
    for numbers in ([0, 1, 2], [1, 5], [], [0, 1], [2, 3, 9], [0]):
        check(candidates.names(np.array(numbers, dtype=np.int64)), numbers)
