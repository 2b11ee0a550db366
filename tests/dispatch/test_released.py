"""People reached by what left its source before a control, and by what would have left after."""

from sandtable.dispatch.incidents import _causes
from sandtable.hazards import Exposure

LATE = (100.0, 0.6, "leak", 50.0)
EARLY = (130.0, 0.4, "leak", 0.0)
FIRE = (120.0, 1.0, "fire", 120.0)


def test_a_source_comes_again_only_with_what_left_it_earlier():
    """At 100 s comes gas of 50 s; plugged before 50 s, only that of the beginning at 130 s."""
    found = _causes("plant", [LATE, FIRE, EARLY, (140.0, 0.9, "leak", 60.0)], 0.3)
    assert found == [
        (("plant", "leak", 50.0), 100.0),
        (("plant", "fire", 120.0), 120.0),
        (("plant", "leak", 0.0), 130.0),
    ]


def test_a_share_that_does_not_reach_a_place_is_no_cause():
    """At place 0.5 of the zone the early gas, with 40 %, reaches nobody."""
    assert _causes("plant", [LATE, EARLY], 0.5) == [(("plant", "leak", 50.0), 100.0)]


def test_without_a_release_time_the_exposure_counts():
    """A row that says nothing has left its source when it reaches people."""
    plain = Exposure("z", 30.0, 60.0, "gas", 0.5, "leak")
    assert plain.released(1030.0) == 1030.0
    assert plain._replace(released_s=10.0).released(1030.0) == 1010.0
