"""The Impact itself: canonical content, disk, and what it refuses."""

import csv
import json
import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.hazards import Exposure, FreeFire, HazardSource, Impact, Interval, compose
from sandtable.world.plan import Profile

ROWS = [
    Interval(2, 0.0, 5.0, "speed_factor", 0.5, "fire", "smoke"),
    Interval(2, 5.0, 9.0, "speed_factor", 0.0, "fire", "front"),
    Interval(0, 5.0, 9.0, "depth", 0.3, "dike", "水"),
    Interval(0, 1.0, 2.0, "depth", 0.1, "dike", "水"),
]
PEOPLE = [Exposure("z2", 0.0, 4.0, "fire", 0.5, "fire"), Exposure("z1", 0.0, 4.0, "fire", 0.5, "a")]
DIKE = HazardSource(id="dike", control="hold", recession_s=3600.0)


@given(st.permutations(ROWS), st.permutations(PEOPLE))
def test_order_of_rows_decides_nothing(rows, people):
    """Any order, and a row written twice, give the same columns to the bit."""
    impact = Impact.of(3, [*rows, rows[0]], [*people, people[0]], [DIKE])
    first = Impact.of(3, ROWS, PEOPLE, [DIKE])
    assert impact.content_hash == first.content_hash
    for mine, other in zip(impact.roads.all(), first.roads.all(), strict=True):
        assert mine.tobytes() == other.tobytes()


@pytest.mark.parametrize(
    "other",
    [
        Impact.of(4, ROWS, PEOPLE, [DIKE]),
        Impact.of(3, ROWS[1:], PEOPLE, [DIKE]),
        Impact.of(3, [ROWS[0]._replace(cause="haze"), *ROWS[1:]], PEOPLE, [DIKE]),
        Impact.of(3, [ROWS[0]._replace(to_s=5.0 - 2**-20), *ROWS[1:]], PEOPLE, [DIKE]),
        Impact.of(3, ROWS, PEOPLE[1:], [DIKE]),
        Impact.of(3, ROWS, PEOPLE),
    ],
    ids=["arcs", "row", "cause", "tick", "exposure", "control"],
)
def test_whatever_differs_changes_the_hash(other):
    """No part of the content is left out of the hash that names it."""
    assert other.content_hash != Impact.of(3, ROWS, PEOPLE, [DIKE]).content_hash


def test_saved_and_opened_it_is_the_same(tmp_path, truck):
    """Written, opened and asked, it answers like the one in memory."""
    impact = Impact.of(3, ROWS, PEOPLE, [DIKE])
    impact.save(tmp_path / "one")
    impact.save(tmp_path / "one")  # a second study saves the same
    opened = Impact.open(tmp_path / "one")
    assert not opened.roads.value.flags.writeable
    assert opened.content_hash == impact.content_hash
    assert opened.sources == impact.sources
    assert opened.exposures("fire") == impact.exposures("fire")
    for since_s in impact.epochs.tolist():
        assert np.array_equal(opened.factors(since_s, truck), impact.factors(since_s, truck))
        assert opened.cause(0, since_s, {}, truck) == impact.cause(0, since_s, {}, truck)


def test_large_columns_are_mapped_and_small_ones_hold_no_file(tmp_path):
    """10,000 rows of 8 bytes are mapped, shared by all workers; a column of ten is read."""
    many = [ROWS[0]._replace(from_s=float(k), to_s=k + 1.0) for k in range(10_000)]
    for name, rows, is_mapped in (("large", many, True), ("small", many[:10], False)):
        Impact.of(3, rows).save(tmp_path / name)
        opened = Impact.open(tmp_path / name)
        assert isinstance(opened.roads.value, np.memmap) is is_mapped
        assert not opened.roads.value.flags.writeable


def test_how_a_fire_grows_is_saved_and_part_of_the_hash(tmp_path):
    """A source with its free fire comes back as it was; without it the hash is another."""
    free = (FreeFire(0.0, 900.0, 1.0, 0.5), FreeFire(600.0, 1e4, 1.8, 1.5))
    fire = Impact.of(3, sources=[HazardSource(id="west", free=free)])
    fire.save(tmp_path / "fire")
    assert Impact.open(tmp_path / "fire").sources[0].free == free
    assert Impact.of(3, sources=[HazardSource(id="west")]).content_hash != fire.content_hash


def test_the_same_content_is_saved_to_the_same_bytes(tmp_path):
    """Files differ no more than their content does."""
    for name, rows in (("one", ROWS), ("two", ROWS[::-1])):
        Impact.of(3, rows, PEOPLE, [DIKE]).save(tmp_path / name)
    names = sorted(file.name for file in (tmp_path / "one").iterdir())
    assert names == sorted(file.name for file in (tmp_path / "two").iterdir())
    for name in names:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_folder_with_something_else_is_left_alone(tmp_path):
    """Another Impact under the same name is neither overwritten nor taken for this one."""
    Impact.of(3, ROWS).save(tmp_path / "one")
    with pytest.raises(FileExistsError, match="something else"):
        Impact.of(3, ROWS[1:]).save(tmp_path / "one")
    assert Impact.open(tmp_path / "one").content_hash == Impact.of(3, ROWS).content_hash
    assert [folder.name for folder in tmp_path.iterdir()] == ["one"], "no draft stays behind"


@pytest.mark.parametrize("name", ["road_value.npy", "zone_share.npy"])
def test_a_damaged_file_is_reported(tmp_path, name):
    """One flipped bit in a column is noticed on opening."""
    Impact.of(3, ROWS, PEOPLE).save(tmp_path / "one")
    file = tmp_path / "one" / name
    content = bytearray(file.read_bytes())
    content[-1] ^= 1
    file.write_bytes(content)
    with pytest.raises(ValueError, match="damaged"):
        Impact.open(tmp_path / "one")


def test_a_changed_head_is_reported(tmp_path):
    """A cause renamed by hand is noticed on opening."""
    Impact.of(3, ROWS).save(tmp_path / "one")
    file = tmp_path / "one" / "impact.json"
    head = json.loads(file.read_text(encoding="utf-8"))
    head["causes"] = ["a", "b", "c"]
    file.write_text(json.dumps(head), encoding="utf-8")
    with pytest.raises(ValueError, match="damaged"):
        Impact.open(tmp_path / "one")


def test_the_empty_impact_does_nothing(tmp_path, truck):
    """No epoch but the first, no exposure, every road free; on disk too."""
    Impact.empty(4).save(tmp_path / "none")
    for impact in (Impact.empty(4), Impact.open(tmp_path / "none")):
        assert impact.epochs.tolist() == [0.0]
        assert impact.next_change(0.0) == math.inf
        assert impact.factors(12.0, truck).tolist() == [1.0] * 4
        assert impact.cause(0, 12.0, {}, truck) == ""
        assert impact.exposures("fire") == ()
        assert impact.source_ids == ()


def test_epochs_count_from_activation_and_number_the_intervals_between(ok_small):
    """Six instants in the small Impact; an epoch holds its first instant and not its last."""
    assert ok_small.epochs.tolist() == [0.0, 5.0, 10.0, 12.0, 20.0, 30.0]
    assert [ok_small.epoch_of(t) for t in (-1.0, 0.0, 4.9, 5.0, 31.0)] == [-1, 0, 0, 1, 5]


def test_instants_lie_on_the_clock_grid():
    """A tenth of a second is no whole number of ticks; the stored one is."""
    impact = Impact.of(1, [Interval(0, 0.1, 0.7, "speed_factor", 0.5, "fire", "")])
    assert impact.roads.from_s[0] == round(0.1 * 2**20) / 2**20
    assert impact.next_change(0.0) == impact.roads.from_s[0]


def test_intensity_is_stored_in_steps_and_never_milder(truck):
    """0.31 m counts as 0.35 m, 0.30 m stays 0.30 m and passes a limit of just 0.30 m."""
    rows = [
        Interval(arc, 0.0, 1.0, "depth", depth, "dike", "")
        for arc, depth in enumerate((0.31, 0.30, 0.1 + 0.2, 0.0))
    ]
    impact = Impact.of(4, rows)
    by_arc = impact.roads.value[np.argsort(impact.roads.arc)]
    assert by_arc.tolist() == [0.35, 0.3, 0.3, 0.0]


def test_a_given_speed_factor_is_kept_as_it_is():
    """Imported tables keep their factors to the bit."""
    impact = Impact.of(1, [Interval(0, 0.0, 1.0, "speed_factor", 1 / 3, "fire", "")])
    assert impact.factors(0.0, Profile(id="any"))[0] == 1 / 3


def test_the_smallest_factor_of_several_impacts_rules(ok_small, truck):
    """A second hazard on the same arc counts where it is worse."""
    other = Impact.of(6, [Interval(0, 0.0, 9.0, "speed_factor", 0.2, "ice", "ice")])
    composed = compose([ok_small.factors(1.0, truck), other.factors(1.0, truck)])
    assert composed.tolist() == [0.2, 1.0, 1.0, 1.0, 1.0, 1.0]


@pytest.mark.parametrize(
    ("row", "message"),
    [
        (ROWS[0]._replace(arc=3), r"arc not in 0\.\.2"),
        (ROWS[0]._replace(arc=-1), r"arc not in 0\.\.2"),
        (ROWS[0]._replace(value=1.5), r"value not in 0\.\.1"),
        (ROWS[0]._replace(value=math.nan), "value not in"),
        (ROWS[0]._replace(kind="mud"), "no such kind of intensity"),
        (ROWS[0]._replace(to_s=0.0), "needs 0 <= from < to"),
        (ROWS[0]._replace(from_s=-1.0), "needs 0 <= from < to"),
        (ROWS[0]._replace(to_s=math.nan), "needs 0 <= from < to"),
        (ROWS[0]._replace(from_s=1.0, to_s=1.0 + 2**-30), "needs 0 <= from < to"),
    ],
)
def test_a_row_that_makes_no_sense_is_refused(row, message):
    """Whoever builds an Impact in code hears of a wrong row at once."""
    with pytest.raises(ValueError, match=message):
        Impact.of(3, [row])


def test_a_share_above_one_is_refused():
    """More than all people of a zone cannot be exposed."""
    with pytest.raises(ValueError, match=r"share not in 0\.\.1"):
        Impact.of(3, (), [PEOPLE[0]._replace(share=1.01)])


def test_lithgow_is_what_its_readme_says(shared):
    """318 rows on 182 arcs, 157 distinct times, at most 86 arcs closed at once."""
    folder = shared / "networks" / "lithgow"
    if not folder.is_dir():
        pytest.skip("../shared/networks/lithgow is not there")
    with (folder / "link.csv").open(encoding="utf-8") as file:
        arcs = {row["link_id"]: number for number, row in enumerate(csv.DictReader(file))}
    with (folder / "closures.csv").open(encoding="utf-8") as file:
        rows = [
            Interval(
                arc=arcs[row["link_id"]],
                from_s=float(row["from_s"]),
                to_s=float(row["to_s"]),
                kind="speed_factor",
                value=float(row["speed_factor"]),
                source="fire",
                cause=row["cause"],
            )
            for row in csv.DictReader(file)
        ]
    impact, car = Impact.of(len(arcs), rows), Profile(id="car")
    assert len(impact.roads) == 318
    assert np.unique(impact.roads.arc).size == 182
    assert impact.epochs.size == 157
    assert max((impact.factors(t, car) == 0.0).sum() for t in impact.epochs.tolist()) == 86
