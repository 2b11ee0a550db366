"""Which circle of the guidebook a leak has where its file states none."""

import pytest
from tests.hazards.kinds.test_leak import stated

from sandtable.files.leak_model import LeakPart
from sandtable.hazards.chemical import substance, toxicity
from sandtable.hazards.kinds.leak import _isolation_m


@pytest.mark.parametrize(("volume", "size"), [("208 L", "small"), ("209 L", "rail_car")])
def test_a_drum_is_small_and_more_is_large(volume, size):
    """Ammonia out of a vessel of 208 L has the circle of small spills, out of 209 L not."""
    hole = {"diameter": "1 cm"}
    keys = stated(isolation=None, release=None, vessel={"volume": volume, "fill": "80 %"})
    harm = toxicity("ammonia")
    part = LeakPart.model_validate(keys | {"hole": hole})
    assert _isolation_m(part, substance("ammonia"), harm) == harm.isolation[size].around_m
    assert harm.isolation["small"].around_m < harm.isolation["rail_car"].around_m
