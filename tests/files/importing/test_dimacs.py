"""Roads from the files of the 9th DIMACS challenge."""

import gzip

import numpy as np
import pytest
from tests.files.importing.drafts import broken_copies, said, survives, whole, written

from sandtable.files.importing.dimacs import read_dimacs

ARCS = "c two nodes\np sp 3 4\na 1 2 803\na 2 1 803\na 1 2 900\na 2 2 0\n"
PLACES = (
    "c\np aux sp co 3\nv 1 -73530767 41085396\nv 2 -73530538 41086098\nv 3 -73519366 41048796\n"
)


@pytest.fixture
def read(tmp_path):
    """Return a function that reads arcs, and places beside them if there are any."""

    def read_text(text=ARCS, places=PLACES):
        if places:
            written(tmp_path / "x.co", places)
        return whole(read_dimacs(written(tmp_path / "x.gr", text), "x.gr"))

    return read_text


def test_arcs_and_places(read):
    """Tenths of a metre, millionths of a degree; duplicates stay; node 3 is there without arcs."""
    draft = read()
    assert draft.node_ids == ["n1", "n2", "n3"]
    assert draft.link_ids == ["l1", "l2", "l3", "l4"]
    assert draft.road_ids == ["r1", "r1", "r3", "r4"]
    assert draft.length_m[:3] == pytest.approx([80.3, 80.3, 90.0], rel=1e-15)
    assert np.isnan(draft.length_m[3])
    assert draft.x == pytest.approx([-73.530767, -73.530538, -73.519366], rel=1e-15)
    assert draft.crs == "EPSG:4326"
    assert np.isnan(draft.speed_mps).all()
    assert draft.one_way.all()
    assert dict(draft.told) == {
        "Lengths read as tenths of a metre": 4,
        "Coordinates read as millionths of a degree": 3,
        "Further arcs between the same two nodes kept": 1,
        "Lengths of 0 left open": 1,
    }


def test_without_places(read):
    """Arcs alone are a network without coordinates, and that is told."""
    draft = read(places=None)
    assert draft.crs == ""
    assert np.isnan(draft.x).all()
    assert draft.told["Nodes without coordinates"] == 3


def test_places_that_are_no_degrees(read):
    """Coordinates beyond the Earth are in no reference system that anybody has named."""
    assert read(places="p aux sp co 3\nv 1 500000000 4\n").crs == ""


def test_packed(tmp_path, read):
    """Both files may be packed."""
    for name, text in (("y.gr.gz", ARCS), ("y.co.gz", PLACES)):
        (tmp_path / name).write_bytes(gzip.compress(text.encode()))
    draft = whole(read_dimacs(tmp_path / "y.gr.gz", "y.gr.gz"))
    assert draft.x.tolist() == read().x.tolist()


LINE = "Correct the line, or fetch the file again."


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            "p sp 2 3\na 1 3 5\na 1 2 -5\na x 1\n",
            [
                f"x.gr:2: to: found 3, expected a node of the network. {LINE}",
                f"x.gr:3: length: found '-5', expected a number, 0 or more. {LINE}",
                f"x.gr:4: from: found 'x', expected a number, 1 or more. {LINE}",
                f"x.gr:4: length: found nothing, expected a number, 0 or more. {LINE}",
            ],
        ),
        (
            "p sp 2 3\na 1 2 5\n",
            [
                (
                    "x.gr: found 1 arcs, expected 3, as the line that begins with p says."
                    " Fetch the whole file."
                )
            ],
        ),
        (
            "a 1 2 5\nb\n",
            [
                (
                    "x.gr: found no line 'p sp ...', expected one that says how many nodes"
                    f" there are. {LINE}"
                ),
                f"x.gr:2: found 'b', expected a line that begins with a, c or p. {LINE}",
            ],
        ),
        (
            "p sp 2 0\n",
            [
                (
                    "x.gr: found no such line, expected lines that begin with a."
                    " Name another file, or fetch it again."
                )
            ],
        ),
    ],
)
def test_what_is_said_of_broken_files(tmp_path, text, messages):
    """All faults at once, each in its line."""
    path = written(tmp_path / "x.gr", text)
    assert said(read_dimacs, path, "x.gr").splitlines() == messages


def test_places_are_checked_too(tmp_path):
    """A node that is none, one twice, a coordinate that is no number."""
    written(tmp_path / "x.co", "p aux sp co 3\nv 1 5 5\nv 1 5 5\nv 4 5 5\nv 2 5\n")
    path = written(tmp_path / "x.gr", ARCS)
    assert said(read_dimacs, path, "x.gr").splitlines() == [
        f"x.co:3: node: found 1, expected a number that no other line has. {LINE}",
        f"x.co:4: node: found 4, expected a node of the network. {LINE}",
        f"x.co:5: lat: found nothing, expected a number. {LINE}",
    ]


def test_travel_times_are_refused(tmp_path):
    """The times of the challenge have no unit."""
    path = written(tmp_path / "USA-road-t.NY.gr", ARCS)
    assert said(read_dimacs, path, "t.gr") == (
        "t.gr: found travel times, which are in no unit, expected the file of lengths."
        " Name the file whose name has -d. instead of -t."
    )


def test_broken_files_are_refused_or_read(tmp_path):
    """Broken copies: a fault or a network, never anything else."""
    copies = broken_copies(ARCS.encode(), 300, 7)
    assert not all(survives(read_dimacs, tmp_path / "x.gr", "x.gr", copy) for copy in copies)
