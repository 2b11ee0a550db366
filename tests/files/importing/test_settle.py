"""Drafts becoming networks: what is filled, mended, left out and refused."""

import json

import numpy as np
import pytest
from tests.files.importing.by_hand import LINE, draft

from sandtable.files.importing.clip import in_rings, read_rings
from sandtable.files.importing.settle import Wishes, settle
from sandtable.ground.ellipsoid import distance_m
from sandtable.ground.faults import UserFaults

ROADS = [("ab", "a", "b"), ("bc", "b", "c"), ("cd", "c", "d")]


def said(roads, **wishes):
    """Return field, found and expected of each fault of a draft."""
    with pytest.raises(UserFaults) as caught:
        settle(roads, Wishes(**wishes))
    return [(fault.field, fault.found, fault.expected) for fault in caught.value.faults]


def test_lengths_are_measured_along_the_course():
    """A missing length and a length of 0 are that of the points, or of the straight line."""
    nothing = [np.nan, 0.0, 55.0]
    shape = {"ab": [(0.0, 0.0), (0.0, 0.001), (0.001, 0.0)]}
    done = settle(draft(ROADS, LINE, length_m=nothing, shapes=shape), Wishes(merge=False))
    degree_m = 6_378_137.0 * np.pi / 180.0
    north_m = degree_m * (1 - 6.69437999014e-3)
    bent = 0.001 * (north_m + np.hypot(north_m, degree_m))
    assert done.draft.length_m.tolist() == pytest.approx([bent, 0.001 * degree_m, 55.0], rel=1e-7)
    assert not done.filled["length"].any()  # measured is not assumed
    assert list(done.draft.told.values()) == [1, 1]  # the length of 0, and the one missing
    straight = settle(draft(ROADS, LINE, length_m=nothing), Wishes(merge=False))
    assert straight.filled["length"].tolist() == [True, False, False]


def test_two_places_in_one_are_a_decimetre_apart():
    """A road of length 0 between two nodes of one place keeps a length above 0."""
    places = {"a": (0, 0), "b": (0, 0)}
    done = settle(draft([("ab", "a", "b")], places, length_m=[0.0]), Wishes())
    assert done.draft.length_m.tolist() == [0.1]


@pytest.mark.parametrize("ends", [(112.5, 29.5, 112.6, 29.3), (-71.2, -33.0, -71.1, -33.2)])
def test_distances_are_those_of_the_ellipsoid(ends):
    """Against pyproj, 24 km: equal to 1e-6."""
    geod = pytest.importorskip("pyproj").Geod(ellps="WGS84")
    exact = geod.inv(*ends)[2]
    values = [np.array([value]) for value in ends]
    assert distance_m(*values)[0] == pytest.approx(exact, rel=1e-6)


def test_the_antimeridian_is_no_way_around_the_world():
    """From 179.9995 E to 179.9995 W it is 111 m."""
    ends = [np.array([value]) for value in (179.9995, 0.0, -179.9995, 0.0)]
    assert distance_m(*ends)[0] == pytest.approx(111.3, abs=0.1)


def test_speeds_are_filled_by_class_and_counted():
    """Chinese words, link roads and words of OpenStreetMap are ours; no class is unclassified."""
    roads = [*ROADS, ("da", "d", "a"), ("ac", "a", "c")]
    done = settle(
        draft(
            roads,
            LINE,
            classes=["县道", "motorway_link", "living_street", "", "track"],
            speed_mps=[np.nan, np.nan, np.nan, np.nan, 5.0],
        ),
        Wishes(merge=False),
    )
    assert done.draft.classes == ["county", "motorway", "residential", "unclassified", "track"]
    assert (done.draft.speed_mps * 3.6).tolist() == pytest.approx([40, 90, 25, 30, 18])
    assert done.filled["speed"].tolist() == [True, True, True, True, False]
    assert done.filled["class"].tolist() == [False, False, False, True, False]
    assert done.words() == ["speed", "speed", "speed", "speed class", ""]


def test_what_is_filled_survives_merging_and_leaving_out():
    """A merged road counts as filled if any of its pieces is; parts take their marks along."""
    roads = draft([*ROADS, ("zy", "z", "y")], LINE | {"z": (1, 1), "y": (1, 2)})
    roads.length_m = np.array([100.0, np.nan, 100.0, np.nan])
    done = settle(roads, Wishes())
    assert done.draft.link_ids == ["ab"]
    assert done.filled["length"].tolist() == [True]
    assert [(part.node, part.nodes, part.links) for part in done.parts] == [("z", 2, 1)]


def test_a_road_of_speed_0_is_closed():
    """It is left out and told; a negative speed or length is a fault with the road's name."""
    done = settle(draft(ROADS, LINE, speed_mps=[10.0, 10.0, 0.0]), Wishes())
    assert done.draft.node_ids == ["a", "c"]
    assert list(done.draft.told.values()) == [1, 1]
    wrong = draft(ROADS, LINE, speed_mps=[-1.0, 10.0, 10.0], length_m=[1.0, -5.0, 1.0])
    assert said(wrong) == [
        ("length[bc]", "-5", "a length above 0"),
        ("speed[ab]", "-1", "a speed above 0"),
    ]


def test_what_cannot_be_filled_is_refused():
    """No speed for a class that has none; no length where nobody knows the datum."""
    wrong = draft(ROADS, LINE, speed_mps=[np.nan] * 3, classes=["canal", "canal", "county"])
    ((field, found, expected),) = said(wrong)
    assert (field, found) == ("class", "'canal' for 2 roads without a speed")
    assert "county" in expected
    wrong = draft(ROADS, LINE, crs="", length_m=[np.nan, 1.0, 1.0])
    assert [field for field, *_rest in said(wrong)] == ["length[ab]"]


def test_no_roads_are_a_fault():
    """An empty file, an extent without roads, and roads that never lead back."""
    assert said(draft([], {}))[0][1] == "no roads"
    assert said(draft(ROADS, LINE), box=(5, 5, 6, 6))[0][1] == "no roads inside the extent"
    one = draft([("ab", "a", "b", True)], LINE)
    assert said(one)[0][1] == "no two places with a way there and back"
    assert settle(one, Wishes(keep_parts=True)).draft.n_links == 1


def test_only_the_largest_part_is_kept():
    """Two components: the smaller one is listed with its road's name, size and length."""
    roads = draft(
        [*ROADS, ("zy", "z", "y"), ("az", "a", "z", True)],
        LINE | {"z": (0.01, 0), "y": (0.02, 0)},
        names=["", "", "", "Island Road", ""],
    )
    done = settle(roads, Wishes(merge=False))
    assert done.draft.link_ids == ["ab", "bc", "cd"]
    (part,) = done.parts
    assert (part.name, part.nodes, part.links, part.length_m) == ("Island Road", 2, 1, 100.0)
    assert settle(roads, Wishes(merge=False, keep_parts=True)).draft.n_links == 5


def test_exchanged_coordinates_are_named():
    """Latitude first is said to be so; numbers of another datum are asked for their name."""
    places = {"a": (29.5, 112.5), "b": (29.6, 112.6)}
    with pytest.raises(UserFaults, match="exchanged"):
        settle(draft([("ab", "a", "b")], places), Wishes())
    places = {"a": (4e5, 3e6), "b": (4e5, 3.1e6)}
    with pytest.raises(UserFaults, match="--crs"):
        settle(draft([("ab", "a", "b")], places), Wishes())


def test_an_unknown_datum_stays_unknown():
    """Nothing is guessed; numbers that look like degrees are told. A contradiction is a fault."""
    done = settle(draft(ROADS, LINE, crs=""), Wishes())
    assert done.draft.crs == ""
    assert any("--crs" in told for told in done.draft.told)
    assert settle(draft(ROADS, LINE, crs=""), Wishes(crs="epsg:4490")).draft.crs == "EPSG:4490"
    assert said(draft(ROADS, LINE), crs="EPSG:4490")[0][0] == "--crs"


def test_a_box_keeps_roads_with_both_ends_inside():
    """Its edges belong to it; what is left out is counted."""
    done = settle(draft(ROADS, LINE), Wishes(box=(0.0, 0.0, 0.002, 1.0), merge=False))
    assert done.draft.link_ids == ["ab", "bc"]
    assert done.draft.told["roads outside the extent left out"] == 1


def test_a_polygon_may_have_holes_and_several_parts(tmp_path):
    """Inside is where a ray crosses an odd number of edges."""
    square = [[0, 0], [4, 0], [4, 4], [0, 4], [0, 0]]
    hole = [[1, 1], [2, 1], [2, 2], [1, 2], [1, 1]]
    away = [[8, 8], [9, 8], [9, 9]]  # not closed: closed in silence
    shape = {"type": "MultiPolygon", "coordinates": [[square, hole], [away]]}
    feature = {"type": "FeatureCollection", "features": [{"type": "Feature", "geometry": shape}]}
    (tmp_path / "o.geojson").write_text(json.dumps(feature), "utf-8")
    rings = read_rings(tmp_path / "o.geojson", "o.geojson")
    x, y = np.array([3.0, 1.5, 8.8, 5.0]), np.array([3.0, 1.5, 8.2, 5.0])
    assert in_rings(x, y, rings).tolist() == [True, False, True, False]
    done = settle(draft(ROADS, LINE), Wishes(rings=[np.array([[-1, -1], [0.0015, -1], [0, 9]])]))
    assert done.draft.link_ids == ["ab"]


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "7",
        '{"type": "Point", "coordinates": [1, 2]}',
        '{"type": "Polygon", "coordinates": [[[1, 2]]]}',
    ],
)
def test_what_is_no_polygon_is_a_fault(tmp_path, text):
    """Neither nonsense nor other geometry passes for an outline."""
    (tmp_path / "o.geojson").write_text(text, "utf-8")
    with pytest.raises(UserFaults, match="no polygon"):
        read_rings(tmp_path / "o.geojson", "o.geojson")
