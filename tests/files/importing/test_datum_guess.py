from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from sandtable.files.importing.datum_guess import draft_looks_shifted, looks_shifted
from sandtable.files.importing.gcj02 import gcj02_to_bd09, wgs84_to_gcj02
from sandtable.files.importing.sheet_draft import Road, Spot, sheet_draft

LUCK = np.random.default_rng(7)
EAST, NORTH = np.meshgrid(np.linspace(112.4, 112.8, 6), np.linspace(29.4, 29.8, 6))


def roads():
    """Return a wide grid of roads of a county, five seats on them a few metres beside."""
    lines = [np.column_stack((EAST[k], NORTH[k])) for k in range(6)]
    lines += [np.column_stack((EAST[:, k], NORTH[:, k])) for k in range(6)]
    points = np.concatenate(lines)
    first = np.arange(0, len(points) + 1, 6)
    seats = LUCK.choice(36, 12, replace=False)
    lon = EAST.ravel()[seats] + LUCK.normal(0.0, 3e-4, 12)
    lat = NORTH.ravel()[seats] + LUCK.normal(0.0, 3e-4, 12)
    return first, points[:, 0].copy(), points[:, 1].copy(), lon, lat


def test_roads_where_they_belong():
    """Seats lie beside the roads as they are: nothing is said."""
    assert looks_shifted(*roads()) == ""


@pytest.mark.parametrize("name", ["GCJ-02", "BD-09"])
def test_roads_of_a_web_map(name):
    """Roads that were taken from a web map fit the seats only after the shift: named."""
    first, x, y, lon, lat = roads()
    shifted = wgs84_to_gcj02(x, y)
    if name == "BD-09":
        shifted = gcj02_to_bd09(*shifted)
    said = looks_shifted(first, *shifted, lon, lat)
    assert said.startswith(f"Roads look as if they were in {name}: 12 known places lie ")
    assert said.endswith(" m (medians)")


def test_too_few_places_say_nothing():
    """Four places may lie nearer by chance; places without coordinates do not count."""
    first, x, y, lon, lat = roads()
    shifted = wgs84_to_gcj02(x, y)
    lon[4:] = np.nan
    assert looks_shifted(first, *shifted, lon, lat) == ""


def test_seats_far_from_all_roads_say_nothing():
    """Places that fit no road fit no shift: no guess is made."""
    first, x, y, _lon, _lat = roads()
    lon, lat = LUCK.uniform(112.44, 112.46, 9), LUCK.uniform(29.44, 29.46, 9)
    assert looks_shifted(first, x, y, lon, lat) == ""


def test_roads_outside_china_are_never_shifted():
    """Where web maps shift nothing, nothing can look shifted."""
    first, x, y, lon, lat = roads()
    assert looks_shifted(first, x - 112.0, y, lon - 112.005, lat) == ""


def test_draft_with_straight_and_bent_roads():
    """A draft is looked at along its shapes, and from end to end where a road has none."""
    _first, x, y, lon, lat = roads()
    x, y = wgs84_to_gcj02(x, y)
    spots = {f"p{k}": Spot(x=x[k], y=y[k]) for k in range(x.size)}
    pairs = [Road(start=f"p{k}", end=f"p{k + 1}") for k in range(x.size - 1) if (k + 1) % 6]
    draft = sheet_draft("a", "WGS-84", pairs, spots, Counter())
    said = draft_looks_shifted(draft, lon, lat)
    assert said.startswith("Roads look as if they were in GCJ-02")
    tail, head = draft.tail[:9], draft.head[:9]
    shape = np.column_stack((tail, head)).ravel()
    first = np.concatenate((np.arange(0, 19, 2), np.full(draft.n_links - 9, 18)))
    bent = replace(draft, shape_first=first, shape_x=draft.x[shape], shape_y=draft.y[shape])
    assert draft_looks_shifted(bent, lon, lat) == said
    assert draft_looks_shifted(replace(draft, x=np.full(draft.n_nodes, np.nan)), lon, lat) == ""
