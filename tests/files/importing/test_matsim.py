"""Roads from MATSim networks."""

import gzip

import numpy as np
import pytest
from tests.files.importing.drafts import broken_copies, said, survives, whole, written

from sandtable.files.importing.matsim import read_matsim

NODES = "<node id='1' x='0' y='0'/>\n<node id='2' x='30.5' y='40' z='7'/>\n"
FIELDS = {"from": "1", "to": "2", "length": "50", "freespeed": "12.5", "permlanes": "1.0"}


def link(one, inside="", **fields):
    """Return a link; what is not said is that of FIELDS."""
    known = {"id": one} | FIELDS | {key.rstrip("_"): value for key, value in fields.items()}
    text = " ".join(f"{key}='{value}'" for key, value in known.items() if value is not None)
    return f"<link {text}>{inside}</link>\n"


def attributes(**values):
    """Return attributes as version 2 of the format nests them."""
    inside = "".join(
        f'<attribute name="{key}" class="java.lang.String">{value}</attribute>'
        for key, value in values.items()
    )
    return f"<attributes>{inside}</attributes>"


def network(links, nodes=NODES, top=""):
    """Return a network file; its first link is in line 4."""
    body = f"<nodes>\n{nodes}</nodes><links capperiod='01:00:00'>\n{links}</links>"
    return f"<network>{top}{body}</network>\n"


@pytest.fixture
def read(tmp_path):
    """Return a function that reads the text of a network."""
    return lambda text: whole(read_matsim(written(tmp_path / "n.xml", text), "n.xml"))


def test_a_link_is_a_directed_arc(read):
    """Length, speed, lanes, class, way and coordinates arrive as they are."""
    inside = attributes(origid="455-455-455", type="highway.primary_link")
    draft = read(network(link("7", inside, permlanes="0.5")))
    assert (draft.node_ids, draft.link_ids, draft.road_ids) == (["n1", "n2"], ["l7"], ["r7"])
    assert (draft.tail.tolist(), draft.head.tolist()) == ([0], [1])
    assert (draft.x.tolist(), draft.y.tolist()) == ([0, 30.5], [0, 40])
    assert np.isnan(draft.z_m[0])
    assert draft.z_m[1] == 7
    assert draft.one_way.all()
    assert (draft.length_m[0], draft.speed_mps[0], draft.lanes[0]) == (50, 12.5, 0.5)
    assert (draft.classes, draft.origins, draft.crs) == (["primary"], ["455"], "")
    assert draft.source == "n.xml (MATSim)"
    assert dict(draft.told) == {}


def test_attributes_of_version_1_and_the_reference_system(read):
    """Way and type may be attributes of the link itself; the system stands above the nodes."""
    top = attributes(coordinateReferenceSystem="EPSG:7855")
    draft = read(network(link("7", type="secondary", origid="9"), top=top))
    assert (draft.classes, draft.origins, draft.crs) == (["secondary"], ["9"], "EPSG:7855")
    nowhere = attributes(coordinateReferenceSystem="Atlantis")
    assert read(network(link("7"), top=nowhere)).crs == ""


def test_two_directions_are_one_road(read):
    """Equal length and ways, in whatever order; a parallel link is a road of its own."""
    back = {"from": "2", "to": "1"}
    there = attributes(origid="8-9-9")
    draft = read(
        network(
            link("1", there)
            + link("2", attributes(origid="9-8"), **back)
            + link("3", there)
            + link("4", there, length="51", **back)
            + link("5", attributes(origid="7"), **back)
        )
    )
    assert draft.road_ids == ["r1", "r1", "r3", "r4", "r5"]


def test_what_is_left_out_is_told(read):
    """Links for others than cars and those of speed 0; a length of 0 is left open."""
    draft = read(
        network(
            link("1")
            + link("2", attributes(type="rail"), modes="pt")
            + link("3", modes="bike, walk")
            + link("4", freespeed="0.0")
            + link("5", modes="bus, car", length="0")
            + link("A-1")
        )
    )
    assert draft.link_ids == ["l1", "l5", "a_1"]
    assert draft.origins == ["1", "5", "A-1"]
    assert np.isnan(draft.length_m).tolist() == [False, True, False]
    assert draft.classes == ["", "", ""]
    assert dict(draft.told) == {
        "Links that carry no cars (modes) left out": 2,
        "Links of speed 0 (closed) left out": 1,
        "Lengths of 0 left open": 1,
        "Ids of links rewritten by our rules (a-z, 0-9, _)": 1,
    }


def test_packed_or_not(tmp_path, read):
    """The packed file is the same network."""
    text = network(link("1"))
    path = tmp_path / "n.xml.gz"
    path.write_bytes(gzip.compress(text.encode()))
    assert read_matsim(path, "n").length_m.tolist() == read(text).length_m.tolist()


REPAIR = "Correct it in the program that wrote the network."


@pytest.mark.parametrize(
    ("text", "messages"),
    [
        (
            network(link("1", to="3")),
            [f"n.xml:5: to: found '3', expected a node of the network. {REPAIR}"],
        ),
        (
            network(link("1", length="-3", freespeed="fast") + link("1", length=None)),
            [
                "n.xml:5: freespeed: found 'fast', expected a number, 0 or more. " + REPAIR,
                "n.xml:5: length: found '-3', expected a number, 0 or more. " + REPAIR,
                "n.xml:6: length: found nothing, expected a number, 0 or more. " + REPAIR,
            ],
        ),
        (
            network(link("1") + link("1")),
            [f"n.xml:6: id: found '1', expected an id that no other link has. {REPAIR}"],
        ),
        (
            network(link("1"), NODES + "<node id='1' x='NaN' y='0'/>\n<node id='3' x='' y='0'/>\n"),
            [
                f"n.xml:4: id: found '1', expected an id that no other node has. {REPAIR}",
                f"n.xml:5: x: found '', expected a number. {REPAIR}",
            ],
        ),
        (
            network(""),
            [
                (
                    "n.xml: found no link that carries cars, expected nodes and links."
                    " Name a network with roads."
                )
            ],
        ),
        (
            "<population/>",
            [
                (
                    "n.xml: found a file of 'population', expected a MATSim network."
                    " Name the network's file, network.xml or network.xml.gz."
                )
            ],
        ),
        (
            network(link("1"))[:-12],
            [
                (
                    "n.xml:6: found a broken file (unclosed token), expected a whole file in the"
                    " format that its name says. Fetch the file again."
                )
            ],
        ),
        (
            "<!DOCTYPE n [<!ENTITY a 'b'>]>" + network(link("1")),
            [("n.xml:1: found an entity declared in the file, expected plain XML. Write it out.")],
        ),
        (
            " \n",
            ["n.xml: found an empty file, expected a road network. Fetch the file again."],
        ),
    ],
)
def test_what_is_said_of_broken_files(tmp_path, text, messages):
    """All faults of a file at once, each in its line."""
    assert said(read_matsim, written(tmp_path / "n.xml", text), "n.xml").splitlines() == messages


def test_a_packed_file_cut_off(tmp_path):
    """A download that broke off says so."""
    path = tmp_path / "n.xml.gz"
    path.write_bytes(gzip.compress(network(link("1")).encode())[:-20])
    assert said(read_matsim, path, "n.xml.gz").startswith("n.xml.gz: found a broken file (")


@pytest.mark.parametrize("name", ["n.xml", "n.xml.gz"])
def test_broken_files_are_refused_or_read(tmp_path, name):
    """Broken copies: a fault or a network, never anything else."""
    text = network(link("1", attributes(origid="4")) + link("2", **{"from": "2", "to": "1"}))
    content = gzip.compress(text.encode()) if name.endswith("gz") else text.encode()
    copies = broken_copies(content, 300, 5)
    assert not all(survives(read_matsim, tmp_path / name, name, copy) for copy in copies)
