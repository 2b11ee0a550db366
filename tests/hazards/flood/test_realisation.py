"""A polder as a scenario states it, and its realisations."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.ground.laws import Law
from sandtable.ground.luck import Luck
from sandtable.hazards import HazardSource, Impact
from sandtable.hazards.draws import Draws
from sandtable.hazards.flood import Breach, Cell, Polder, StatedPolder, fill, realise
from sandtable.hazards.flood.projection import ROADS_CHANGE

HOURS_15 = 15.2 * 3600.0
WIDTHS = ((0.0, 10.0), (3600.0, 100.0), (18000.0, 150.0), (HOURS_15, 223.0))


def growth(bottom_m):
    """Return the breach of Tuanzhou with its recorded widths, scoured from 26 m to a bottom."""
    times, widths = zip(*WIDTHS, strict=True)
    return Breach(since_s=times, width_m=widths, invert_m=(26.0, *[bottom_m] * 3))


def stated(**changes):
    """Return eight villages of the polder of Tuanzhou with 64 roads, nothing uncertain."""
    cells = tuple(
        Cell(
            zone=f"v{n}",
            ground_m=27.6 + 0.1 * n,
            relief_m=0.6,
            area_km2=47.64 / 8,
            near_m=1000.0 * n,
            far_m=2000.0 + 1100.0 * n,
        )
        for n in range(8)
    )
    arcs = {arc: (f"v{arc % 8}", 27.9 + 0.4 * math.sin(arc)) for arc in range(64)}
    return StatedPolder(
        **{
            "source": HazardSource(id="breach", control="hold", recession_s=math.inf),
            "cause": "water",
            "cells": cells,
            "arcs": arcs,
            "front": Law.constant(0.5),
            "outside_m": ((0.0, 33.2), (40 * 3600.0, 33.15), (80 * 3600.0, 33.05)),
            "growth": (growth(24.0),),
        }
        | changes
    )


def realised(sample=0, seed=1, entry="flood", **changes):
    """Return a realisation."""
    draws = Draws("polder", entry, sample, Luck.hazard(seed, sample))
    return realise(stated(**changes), draws, n_arcs=64)


def at(impact, name, time_s):
    """Return a value of a series at a time since the breach opened."""
    return float(np.interp(time_s, *impact.series[name]))


@pytest.mark.parametrize(
    ("bottom_m", "mean", "peak", "head"),
    [(24.0, (4000, 4600), (5000, 6500), 0.25), (18.0, (4000, 4600), (7000, 9500), 0.01)],
)
def test_tuanzhou_fills_as_recorded(bottom_m, mean, peak, head):
    """Mean inflow to 09:00 of 3,000-5,000 m3/s, a peak of 4,000-9,500, no head left by then."""
    impact = realised(growth=(growth(bottom_m),))
    assert mean[0] < at(impact, "volume", HOURS_15) / HOURS_15 < mean[1]
    assert peak[0] < impact.series["inflow"][1].max() < peak[1]
    assert at(impact, "outside", HOURS_15) - at(impact, "level", HOURS_15) <= head


def test_a_shallower_breach_takes_longer():
    """With its bottom at 26 m the polder is not full by 09:00, and works must wait longer."""
    deep, shallow = (realised(growth=(growth(bottom_m),)) for bottom_m in (24.0, 26.0))
    assert at(shallow, "outside", HOURS_15) - at(shallow, "level", HOURS_15) > 0.4
    (first,), (second,) = (one.exposures("slow_water") for one in (deep, shallow))
    assert first.from_s < HOURS_15 < second.from_s


def test_slow_water_is_told_at_the_breach_once_the_levels_stay_near():
    """In the cell nearest to the breach, from when the head is 0.2 m or less for good, for ever."""
    impact = realised()
    (slow,) = impact.exposures("slow_water")
    assert (slow.zone, slow.share, slow.to_s, slow.source) == ("v0", 1.0, math.inf, "breach")
    head = impact.series["outside"][1] - impact.series["level"][1]
    times = impact.series["level"][0]
    assert head[times >= slow.from_s].max() <= 0.2
    assert head[times < slow.from_s - 60.0].min() > 0.2


def test_water_that_never_slows_is_never_told():
    """Within an hour of a breach no works can begin."""
    assert realised(duration_s=3600.0).exposures("slow_water") == ()


def test_a_realisation_hangs_on_seed_entry_and_sample_alone():
    """The same sample is the same to the bit; another one, another seed, another entry is not."""
    uncertain = {
        "front": Law.triangular(low=0.3, mode=0.5, high=0.8),
        "outside_shift": Law.uniform(low=-0.1, high=0.1),
    }
    first = realised(**uncertain).content_hash
    assert realised(**uncertain).content_hash == first
    others = {
        realised(sample=1, **uncertain).content_hash,
        realised(seed=2, **uncertain).content_hash,
        realised(entry="other", **uncertain).content_hash,
    }
    assert len({first} | others) == 4


def test_each_number_is_drawn_for_itself():
    """Making the bottom uncertain moves neither the level outside nor the width of the breach."""
    shift = {"outside_shift": Law.uniform(low=-0.5, high=0.5)}
    one = realised(**shift)
    other = realised(bottom_shift=Law.uniform(low=-2.0, high=2.0), **shift)
    assert np.array_equal(one.series["outside"][1], other.series["outside"][1])
    assert np.array_equal(one.series["width"][1], other.series["width"][1])
    assert not np.array_equal(one.series["inflow"][1], other.series["inflow"][1])


def test_constants_shift_and_stretch_what_is_stated():
    """Half a metre higher outside, twice as wide."""
    plain = realised()
    changed = realised(outside_shift=Law.constant(0.5), width_factor=Law.constant(2.0))
    assert changed.series["outside"][1] == pytest.approx(plain.series["outside"][1] + 0.5)
    assert changed.series["width"][1] == pytest.approx(2.0 * plain.series["width"][1])


def test_heights_of_ground_and_roads_shift_together():
    """A whole survey that is off by a metre leaves the water on roads as deep over the ground."""
    low = realised(
        ground_shift=Law.constant(-1.0),
        outside_shift=Law.constant(-1.0),
        bottom_shift=Law.constant(-1.0),
    )
    plain = realised()
    assert np.array_equal(low.roads.arc, plain.roads.arc)
    assert low.roads.value == pytest.approx(plain.roads.value, abs=0.051)  # a step of rounding
    assert low.series["level"][1] == pytest.approx(plain.series["level"][1] - 1.0, abs=1e-6)


def test_samples_take_the_ways_of_growing_in_turn():
    """Of two chronologies sample 0 and 2 take the first, sample 1 the second."""
    both = (growth(24.0), growth(26.0))
    widest = [realised(sample=n, growth=both).content_hash for n in range(3)]
    assert widest[0] == widest[2] != widest[1]


def test_safety_zone_stays_dry():
    """Neither people nor roads of a dry cell meet any water."""
    cells = tuple(
        Cell(zone=f"v{n}", ground_m=27.0, area_km2=5.0, far_m=1000.0, dry=n == 1) for n in range(8)
    )
    impact = realised(cells=cells)
    assert "v1" not in {one.zone for one in impact.exposures("water")}
    wet = {int(arc) % 8 for arc in impact.roads.arc}
    assert wet == {0, 2, 3, 4, 5, 6, 7}


def test_roads_make_few_states():
    """64 roads at as many heights drown at no more than about 60 instants, never too late."""
    impact = realised()
    assert len(impact.epochs) <= 70
    last_s = max(time_s for time_s in impact.epochs.tolist())
    grid = {
        time_s
        for from_s, every_s in ROADS_CHANGE
        for time_s in np.arange(from_s, last_s + every_s, every_s).tolist()
    }
    assert set(impact.epochs.tolist()) <= grid
    exact = _depth_by_hand(impact, arc=5)
    for time_s, depth_m in exact:
        rows = impact.rows_of(5)
        now = rows[(impact.roads.from_s[rows] <= time_s) & (time_s < impact.roads.to_s[rows])]
        told_m = impact.roads.value[now].max() if now.size else 0.0
        assert told_m >= depth_m - 1e-9


def _depth_by_hand(impact, arc):
    """Return the water on a road of village 5, which the front reaches after 5 km at 0.5 m/s."""
    deck_m = 27.9 + 0.4 * math.sin(arc)
    for time_s, level_m in zip(*impact.series["level"], strict=True):
        if time_s > 10_000.0:
            yield time_s, max(level_m - deck_m, 0.0)


CELLS = st.lists(
    st.builds(
        lambda ground, relief, area, near, across: Cell(
            zone="z",
            ground_m=ground,
            relief_m=relief,
            area_km2=area,
            near_m=near,
            far_m=near + across,
        ),
        st.floats(-5.0, 5.0),
        st.floats(0.0, 3.0),
        st.floats(0.01, 50.0),
        st.sampled_from([0.0, 800.0]),
        st.floats(0.0, 5000.0),
    ),
    min_size=1,
    max_size=5,
)


@given(CELLS, st.floats(5.0, 9.0), st.floats(1.0, 300.0), st.floats(0.1, 3.0))
def test_no_water_is_lost_and_none_made(cells, outside_m, width_m, front_mps):
    """What came in is the volume, and once there is room for it all of it stands on the ground."""
    polder = Polder(cells=tuple(cells), front_mps=front_mps)
    breach = Breach(since_s=(0.0,), width_m=(width_m,), invert_m=(-6.0,))
    filling = fill(polder, breach, lambda _: outside_m, until_s=43200.0)
    came = np.concatenate(([0.0], np.cumsum(filling.inflow_m3s)[:-1])) * 60.0
    assert filling.volume_m3 == pytest.approx(came, rel=1e-9, abs=1e-3)
    for step in range(0, filling.since_s.size, 60):
        stands = polder.volume_m3(filling.level_m[step], filling.reached[step])
        room = polder.volume_m3(outside_m, filling.reached[step])
        there = min(filling.volume_m3[step], room)
        assert stands == pytest.approx(there, rel=1e-6, abs=1e-3)
    if filling.reached[-1].min() >= 1.0:
        full = polder.volume_m3(outside_m, np.ones(len(cells)))
        assert filling.volume_m3[-1] <= full * (1.0 + 1e-9)


def test_series_go_with_an_impact_and_are_no_part_of_it(tmp_path):
    """They are saved and opened, a damaged one is told, and no hash hangs on them."""
    impact = realised()
    bare = Impact.of(3)
    with_series = Impact.of(3, series=impact.series)
    assert bare.content_hash == with_series.content_hash
    impact.save(tmp_path / "flood")
    again = Impact.open(tmp_path / "flood")
    assert again.content_hash == impact.content_hash
    assert sorted(again.series) == ["inflow", "level", "outside", "volume", "width"]
    for name, (time_s, value) in impact.series.items():
        assert np.array_equal(again.series[name][0], time_s)
        assert np.array_equal(again.series[name][1], value)
    file = tmp_path / "flood" / "series_level.npy"
    level = np.load(file)
    np.save(file, level + 0.01)
    with pytest.raises(ValueError, match="damaged"):
        Impact.open(tmp_path / "flood")
