"""A river that rises over a terrain as a kind of hazard."""

import numpy as np
import pytest
from tests.hazards.kinds.test_water import faults, grid, impacts, load, valley

RISE = [
    {"at": "0 h", "level": "0 m"},
    {"at": "6 h", "level": "3 m"},
    {"at": "12 h", "level": "0 m"},
]


@pytest.fixture
def tmp_path(tmp_path, four_nodes):
    """Return a folder beside which the small network lies."""
    (tmp_path / "four_nodes").symlink_to(four_nodes)
    return tmp_path


def stage(**more):
    """Return an entry of a river that rises by 3 m and falls again."""
    stated = {
        "source": "river",
        "cause": "high water",
        "terrain": "valley.asc",
        "crs": "network",
        "river": "10 ha",
        "stage": RISE,
        "until": "13 h",
    }
    return stated | more


def test_the_road_beside_the_river_is_under_its_stage(tmp_path):
    """The road lies on the river: its depth is the stage, in classes; dry in the end."""
    (impact,), network = impacts(tmp_path, stage(), kind="stage")
    roads = impact.roads
    on = roads.arc == network.arc_number("bc")
    at_6h = on & (roads.from_s <= 6 * 3600.0) & (roads.to_s > 6 * 3600.0)
    assert roads.value[at_6h].tolist() == [3.0]
    assert np.isfinite(roads.to_s).all()
    assert impact.kinds == ("depth",)
    assert "depth only" in impact.causes[0]
    assert impact.exposure_kinds == ("water",)


def test_a_crest_between_two_frames_is_not_lost(tmp_path):
    """The river is up for ten minutes between two quarters of an hour: the road drowns."""
    levels = {"0 min": "0 m", "16 min": "0 m", "20 min": "2 m", "26 min": "0 m"}
    flash = [{"at": at, "level": level} for at, level in levels.items()]
    (impact,), network = impacts(tmp_path, stage(stage=flash, until="1 h"), kind="stage")
    on = impact.roads.arc == network.arc_number("bc")
    rows = np.column_stack((impact.roads.from_s, impact.roads.to_s, impact.roads.value))[on]
    assert rows.tolist() == [[1200.0, 1800.0, 2.0]]


def test_stages_have_a_law(tmp_path):
    """A factor of 0.5 and 0.4 m more: 3 m become 1.9 m, told as the class of 2 m."""
    half = stage(stage_factor=0.5, stage_shift="0.4 m")
    (impact,), _network = impacts(tmp_path, half, kind="stage")
    assert impact.roads.value.max() == 2.0


def test_a_terrain_without_a_river(tmp_path):
    """Nothing drains so much: a fault, beside that of the roads."""
    told = faults(
        tmp_path, stage(river="100 km2"), kind="stage", **{"valley.asc": grid(valley()[:, :40])}
    )
    assert [one.partition(": ")[0] for one in told] == [
        "impacts[flood].stage.terrain",
        "impacts[flood].stage.river",
    ]
    assert "found no cell through which 100 km2 drain" in told[1]


def test_people_by_a_raster_of_persons(tmp_path):
    """One in four of a zone lives at the river, the others 5 m above it: a quarter is wet.

    Nobody lives near the other zone, so all of it lives in its place, on the road.
    """
    persons = np.zeros(valley().shape)
    persons[6, :30], persons[1, :30] = 1.0, 3.0
    by_raster = stage(population={"file": "p.asc", "within": "20 km", "crs": "network"})
    (impact,), _network = impacts(tmp_path, by_raster, kind="stage", **{"p.asc": grid(persons)})
    told = {(row.zone, row.share) for row in impact.exposures("water")}
    assert told == {("z1", 0.25), ("z2", 1.0)}


def test_zones_off_the_terrain_are_remarked(tmp_path):
    """Whoever lives beyond is told by id."""
    half = {"valley.asc": grid(valley()[:, :40])}
    run = load(tmp_path, stage(most_outside="50 %"), kind="stage", **half)
    assert any("found zones outside the terrain: z2" in str(one) for one in run.remarks)
