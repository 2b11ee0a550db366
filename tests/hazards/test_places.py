"""Where the sources of a hazard are, out of what its part says."""

from types import SimpleNamespace

import pytest

from sandtable.hazards.places import source_places
from sandtable.world.network import Network

ROAD = Network.from_arrays(
    n_nodes=3,
    tail=[0],
    head=[1],
    length_m=[400.0],
    arc_ids=["ab"],
    node_ids=["a", "b", "c"],
    x=[0.0, 4.0, float("nan")],
    y=[0.0, 0.0, 0.0],
)


def places(**part):
    """Return the places of a part with some keys."""
    stated = SimpleNamespace(part=SimpleNamespace(**part))
    return source_places(SimpleNamespace(stated=stated, network=ROAD))


def at(**keys):
    """Return an item that stands somewhere."""
    return SimpleNamespace(**keys)


@pytest.mark.parametrize(
    ("item", "place"),
    [
        (at(node="b"), (4.0, 0.0)),
        (at(link="ab", offset=100.0), (1.0, 0.0)),
        (at(link="ab", offset=None), (0.0, 0.0)),
        (at(lon=1.0, lat=2.0), (1.0, 2.0)),
        (at(node="", x=1.0, y=2.0), (1.0, 2.0)),
        (at(point=[3.0, 1.0]), (3.0, 1.0)),
        (at(area=[[0.0, 0.0], [3.0, 0.0], [0.0, 3.0]]), (1.0, 1.0)),
    ],
)
def test_a_source_stands_somewhere(item, place):
    """At a node, along a link, at degrees or coordinates, or in the middle of what it covers."""
    assert places(site=item) == [place]


def test_several_sources_and_none():
    """Each of a list is told; barriers, pumps and nodes without coordinates are not."""
    found = places(ignition=[at(node="a"), at(point=[1.0, 1.0])], barriers=[at(node="b")])
    assert found == [(0.0, 0.0), (1.0, 1.0)]
    assert places(site=at(node="c"), breaches=[at(node="nowhere")]) == []
    assert places() == []
