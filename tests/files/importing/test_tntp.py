"""Roads from TNTP files."""

import numpy as np
import pytest
from tests.files.importing.drafts import broken_copies, said, survives, whole, written

from sandtable.files.importing.tntp import read_tntp

METADATA = """<NUMBER OF ZONES> 2
<NUMBER OF NODES> 3
<FIRST THRU NODE> 3
<NUMBER OF LINKS> 3
<END OF METADATA>

~\tinit_node\tterm_node\tcapacity\tlength\tfree_flow_time\tb\tpower\tspeed\ttoll\tlink_type\t;
"""
ROWS = (
    "\t1\t3\t900\t6\t6\t0.15\t4\t60\t0\t1\t;\n"
    "\t3\t1\t900\t6\t4\t0.15\t4\t90\t0\t1\t;\n"
    "\t2\t3\t900\t0\t0\t0.15\t4\t0\t0\t1\t;\n"
)
UNITS = {"length_unit": "km", "time_unit": "min"}


@pytest.fixture
def read(tmp_path):
    """Return a function that reads links, and nodes beside them if there are any."""

    def read_text(text=METADATA + ROWS, nodes=None, **units):
        if nodes:
            written(tmp_path / "x_node.tntp", nodes)
        path = written(tmp_path / "x_net.tntp", text)
        return whole(read_tntp(path, "x_net.tntp", **(units or UNITS)))

    return read_text


def test_rows_are_directed_arcs(read):
    """Length over free-flow time is the speed; what is 0 is left open; twins are one road."""
    draft = read()
    assert draft.node_ids == ["n1", "n2", "n3"]
    assert (draft.tail.tolist(), draft.head.tolist()) == ([0, 2, 1], [2, 0, 2])
    assert draft.length_m[:2].tolist() == [6000, 6000]
    assert draft.speed_mps[:2] == pytest.approx([60 / 3.6, 90 / 3.6], rel=1e-15)
    assert np.isnan([draft.length_m[2], draft.speed_mps[2]]).all()
    assert draft.road_ids == ["r1", "r1", "r3"]
    assert draft.one_way.all()
    assert draft.crs == ""
    assert np.isnan(draft.x).all()
    assert dict(draft.told) == {
        "Lengths of 0 left open": 1,
        "Speeds left open: the speed, the time or the length is 0": 1,
        "Nodes without coordinates": 3,
        "Centres of zones, no through road in the source, may be driven through": 2,
    }


def test_the_column_of_speeds(read):
    """With its unit given it counts instead of the times."""
    draft = read(length_unit="mi", speed_unit="mph")
    assert draft.length_m[0] == 6 * 1609.344
    assert draft.speed_mps[0] == pytest.approx(60 * 1609.344 / 3600, rel=1e-15)


def test_coordinates_beside(read):
    """Nodes of the second file take their places; one that no link uses is no node."""
    nodes = "Node\tX\tY\t;\n1\t10\t20\t;\n3\t-5.5\t4\t;\n9\t0\t0\t;\n"
    draft = read(nodes=nodes)
    assert draft.x[[0, 2]].tolist() == [10, -5.5]
    assert draft.y[[0, 2]].tolist() == [20, 4]
    assert np.isnan(draft.x[1])
    assert draft.told["Nodes without coordinates"] == 1


LINE = "Correct the line, or fetch the file again."
NOTHING = f"found nothing, expected a number, 0 or more. {LINE}"
SAY = "TNTP files do not state their units: give them, as their source says."


@pytest.mark.parametrize(
    ("text", "units", "messages"),
    [
        (
            METADATA + ROWS,
            {"speed_unit": ""},
            [
                f"x_net.tntp: length_unit: found nothing, expected one of m, km, mi, ft. {SAY}",
                f"x_net.tntp: time_unit: found nothing, expected one of s, min, h. {SAY}",
            ],
        ),
        (
            METADATA + ROWS,
            {"length_unit": "m", "speed_unit": "knots"},
            [f"x_net.tntp: speed_unit: found 'knots', expected one of km/h, m/s, mph. {SAY}"],
        ),
        (
            METADATA + ROWS[:-40],
            UNITS,
            [
                (
                    "x_net.tntp: NUMBER OF LINKS: found 2 links, expected 3, as the metadata say."
                    " Fetch the whole file."
                )
            ],
        ),
        (
            "1 2 900 -6 x\n0 1.5 900\n",
            UNITS,
            [
                f"x_net.tntp:1: free_flow_time: found 'x', expected a number, 0 or more. {LINE}",
                f"x_net.tntp:1: length: found '-6', expected a number, 0 or more. {LINE}",
                f"x_net.tntp:2: free_flow_time: {NOTHING}",
                f"x_net.tntp:2: init_node: found '0', expected a number, 1 or more. {LINE}",
                f"x_net.tntp:2: length: {NOTHING}",
                f"x_net.tntp:2: term_node: found '1.5', expected a whole number. {LINE}",
            ],
        ),
        (
            METADATA,
            UNITS,
            [
                (
                    "x_net.tntp: found no link, expected a row for each link below the metadata."
                    " Name another file, or fetch it again."
                )
            ],
        ),
    ],
)
def test_what_is_said_of_broken_files(tmp_path, text, units, messages):
    """All faults at once, units that nobody gave included."""
    path = written(tmp_path / "x_net.tntp", text)
    assert said(read_tntp, path, "x_net.tntp", **units).splitlines() == messages


def test_the_second_file_is_checked_too(tmp_path):
    """A node twice, and a coordinate that is none, with the name of their own file."""
    written(tmp_path / "x_node.tntp", "1 0 0\n1 0 east\n")
    path = written(tmp_path / "x_net.tntp", METADATA + ROWS)
    assert said(read_tntp, path, "nets/x_net.tntp", **UNITS).splitlines() == [
        f"nets/x_node.tntp:2: node: found 1, expected a number that no other line has. {LINE}",
        f"nets/x_node.tntp:2: y: found 'east', expected a number. {LINE}",
    ]


def test_bytes_that_are_no_text(tmp_path):
    """The line of the first byte that is not UTF-8 is named."""
    (tmp_path / "x_net.tntp").write_bytes(b"<A> 1\n\xff\n")
    assert said(read_tntp, tmp_path / "x_net.tntp", "x", **UNITS) == (
        "x:2: found the byte 0xff, expected text in UTF-8. Save the file as UTF-8, or fetch it"
        " again."
    )


def test_broken_files_are_refused_or_read(tmp_path):
    """Broken copies: a fault or a network, never anything else."""

    def read(path, name):
        return read_tntp(path, name, **UNITS)

    copies = broken_copies((METADATA + ROWS).encode(), 300, 6)
    assert not all(survives(read, tmp_path / "x_net.tntp", "x", copy) for copy in copies)
