"""Roads of JEMSS, the ambulance simulator."""

import io
import zipfile

import numpy as np
import pytest
from tests.files.importing.drafts import broken_copies, said, survives, whole, written

from sandtable.files.importing.jemss import read_jemss

NODES = "nodes,,,\nindex,x,y,offRoadAccess,\n1.0,174.7,-36.76,0.0\n2.0,174.71,-36.75,1.0\n,\n"
FORM = "miscData,,,\narcForm,numModes\ndirected,2\n,\n"
ARCS = (
    "arcs,,,\nindex,fromNode,toNode,distance,mode_1,mode_2,\n"
    "1.0,1.0,2.0,0.36,0.0001,0.00025\n2.0,2.0,1.0,0.36,0.0001,0.0005\n,\n"
)


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes the two files and tells their folder."""

    def write(arcs=FORM + ARCS, nodes=NODES):
        written(tmp_path / "nodes.csv", nodes)
        written(tmp_path / "arcs.csv", arcs)
        return tmp_path

    return write


def zipped(**files):
    """Return a .zip of files, a folder in front of their names."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, text in files.items():
            packed.writestr(f"roads/{name}.csv", text)
    return content.getvalue()


def test_kilometres_and_days(folder):
    """0.36 km in 0.00025 days are 60 km/h; two directions are one road."""
    draft = whole(read_jemss(folder(), "m"))
    assert (draft.node_ids, draft.link_ids) == (["n1", "n2"], ["l1", "l2"])
    assert draft.road_ids == ["r1", "r1"]
    assert draft.length_m.tolist() == [360, 360]
    assert draft.speed_mps * 3.6 == pytest.approx([60, 30], rel=1e-12)
    assert draft.x.tolist() == [174.7, 174.71]
    assert draft.crs == "EPSG:4326"
    assert draft.one_way.all()
    assert dict(draft.told) == {
        "Whether vehicles may leave the road (offRoadAccess) left out, by node": 2,
        "Travel times of other modes left out, by mode": 1,
    }


def test_another_mode(folder):
    """The speeds are those of the mode that is asked for."""
    draft = read_jemss(folder(), "m", mode="mode_1")
    assert draft.speed_mps[0] * 3.6 == pytest.approx(150, rel=1e-12)


def test_arcs_of_both_directions(folder):
    """An undirected arc is a two-way road, each one of its own."""
    draft = whole(read_jemss(folder(FORM.replace("directed", "undirected") + ARCS), "m"))
    assert not draft.one_way.any()
    assert draft.road_ids == ["r1", "r2"]


def test_zeros_are_left_open(folder):
    """A time of 0 is no speed, a length of 0 no length."""
    arcs = ARCS.replace("0.36,0.0001,0.00025", "0,0.0001,0.00025").replace("0.0005", "0.0")
    draft = whole(read_jemss(folder(FORM + arcs), "m"))
    assert np.isnan(draft.speed_mps).all()
    assert np.isnan(draft.length_m).tolist() == [True, False]


def test_numbers_beyond_all_measure(folder):
    """What no road can be is a fault; a speed that no number can be is left open."""
    arcs = FORM + ARCS.replace("0.0005", "1e-320").replace("0.36,", "1e14,")
    assert np.isnan(whole(read_jemss(folder(arcs), "m")).speed_mps[1])
    message = said(read_jemss, folder(arcs.replace("1e14", "1e300")), "m")
    assert message.splitlines()[0] == (
        f"m/arcs.csv:7: distance: found '1e300', expected a number, 0 or more. {LINE}"
    )


def test_folder_file_and_zip(folder, tmp_path):
    """One of the files, their folder or a .zip of both: the same network."""
    first = read_jemss(folder(), "m")
    (tmp_path / "m.zip").write_bytes(zipped(nodes=NODES, arcs=FORM + ARCS))
    for path in (tmp_path / "arcs.csv", tmp_path / "m.zip"):
        draft = whole(read_jemss(path, path.name))
        assert draft.speed_mps.tolist() == first.speed_mps.tolist()
    written(tmp_path / "arcs.csv", FORM)
    message = said(read_jemss, tmp_path / "nodes.csv", "nets/nodes.csv")
    assert message.startswith("nets/arcs.csv: found no table arcs")


LINE = "Correct the line, or fetch the file again."


@pytest.mark.parametrize(
    ("arcs", "messages"),
    [
        (
            FORM + ARCS.replace("2.0,1.0,0.36", "2.0,9.0,-1").replace("\n2.0", "\n1.5"),
            [
                f"m/arcs.csv:8: distance: found '-1', expected a number, 0 or more. {LINE}",
                f"m/arcs.csv:8: index: found '1.5', expected a whole number. {LINE}",
                f"m/arcs.csv:8: toNode: found 9, expected a node of the network. {LINE}",
            ],
        ),
        (
            FORM + ARCS.replace("mode_2", "night"),
            [
                (
                    "m/arcs.csv: mode_2: found no such column, expected the column mode_2 among"
                    f" index, fromNode, toNode, distance, mode_1, night. {LINE}"
                )
            ],
        ),
        (
            FORM.replace("directed", "both") + ARCS,
            [f"m/arcs.csv:3: arcForm: found 'both', expected directed or undirected. {LINE}"],
        ),
        (
            FORM,
            [
                (
                    "m/arcs.csv: found no table arcs, expected its name, its headers and its rows."
                    " Name another file, or fetch it again."
                )
            ],
        ),
    ],
)
def test_what_is_said_of_broken_files(folder, arcs, messages):
    """All faults at once, each in its file and line."""
    assert said(read_jemss, folder(arcs), "m").splitlines() == messages


def test_files_that_are_not_there(tmp_path):
    """A folder without the files, a .zip without one of them, a .zip that is none."""
    assert said(read_jemss, tmp_path, "m") == (
        "m/nodes.csv: found no such file, expected a file. Correct the name."
    )
    path = tmp_path / "m.zip"
    path.write_bytes(zipped(nodes=NODES))
    assert said(read_jemss, path, "m.zip") == (
        "m.zip: arcs.csv: found no such file, expected nodes.csv and arcs.csv inside."
        " Name the folder or the .zip that holds both."
    )
    path.write_bytes(b"nonsense")
    assert said(read_jemss, path, "m.zip").startswith("m.zip: found a broken file (")


def test_broken_files_are_refused_or_read(tmp_path):
    """Broken copies of the .zip: a fault or a network, never anything else."""
    content = zipped(nodes=NODES, arcs=FORM + ARCS)
    copies = broken_copies(content, 300, 8)
    assert not all(survives(read_jemss, tmp_path / "m.zip", "m.zip", copy) for copy in copies)


def test_broken_tables_are_refused_or_read(tmp_path):
    """Broken copies of the arcs: a fault or a network, never anything else."""
    written(tmp_path / "nodes.csv", NODES)
    copies = broken_copies((FORM + ARCS).encode(), 200, 9)
    path = tmp_path / "arcs.csv"
    assert not all(survives(read_jemss, path, "arcs.csv", copy) for copy in copies)
