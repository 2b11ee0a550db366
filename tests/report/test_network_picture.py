"""The picture of a network: what is drawn, what is written, and the same bytes each time."""

import numpy as np
import pytest
from matplotlib.collections import LineCollection

from sandtable.files.network_reader import read_network
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.network_picture import network_picture, save_network_picture
from sandtable.report.roads_picture import square
from sandtable.world.network import Network


def network(**more):
    """Return a bridge, a tunnel, a ford and a dike road around a square, one of them one-way."""
    columns = {
        "n_nodes": 4,
        "x": [112.50, 112.52, 112.52, 112.50],
        "y": [29.50, 29.50, 29.52, 29.52],
        "tail": [0, 1, 1, 2, 3, 3, 0],
        "head": [1, 0, 2, 3, 2, 0, 3],
        "length_m": [2000.0] * 7,
        "facility_type": ["national"] * 2 + ["county"] * 3 + ["village"] * 2,
        "is_bridge": [True] * 2 + [False] * 5,
        "is_tunnel": [False] * 2 + [True] + [False] * 4,
        "is_ford": [False] * 3 + [True] * 2 + [False] * 2,
        "is_dike_road": [False] * 5 + [True] * 2,
        "names": ["东风大桥"] * 2 + [""] * 5,
        "crs": "EPSG:4326",
        "kind": "imported",
        "attribution": "us",
    }
    return Network.from_arrays(**columns | more)


def texts(figure):
    """Return all texts of a figure."""
    return [one.get_text() for one in figure.findobj(lambda artist: hasattr(artist, "get_text"))]


def test_everything_has_its_sign(tmp_path):
    """Classes, one-way, bridge, tunnel, ford, dike road, scale, north, name, attribution."""
    said = texts(network_picture(network(), title="Qinghe"))
    for word in (
        "Qinghe",
        "national road",
        "county road",
        "village road",
        "one-way",
        "bridge",
        "tunnel",
        "ford",
        "dike road",
        "N",
        "东风大桥",
        "us",
    ):
        assert word in said, word
    assert sum(text.endswith((" m", " km")) for text in said) == 1
    assert not any("not a map" in text for text in said)


def test_the_bar_is_as_long_as_it_says():
    """A bar of 500 m spans 500 m of longitude at this latitude, to 0.5 %."""
    figure = network_picture(network(), title="n")
    (axis,) = figure.axes
    (text,) = [one for one in texts(figure) if one.endswith((" m", " km"))]
    number, unit = text.split()
    metres = float(number) * (1000.0 if unit == "km" else 1.0)
    bar = next(line for line in axis.lines if line.get_linewidth() == 2.0)
    degrees = float(np.ptp(bar.get_xdata()))
    east_m = 6_378_137.0 * np.pi / 180.0 * np.cos(np.radians(29.51))
    assert degrees * east_m == pytest.approx(metres, rel=5e-3)


def test_a_schematic_network_says_that_it_is_no_map():
    """In the head line, above all else."""
    figure = network_picture(network(kind="schematic"), title="Qinghe")
    assert "Qinghe (schematic, not a map)" in texts(figure)


def test_both_directions_are_drawn_once():
    """Seven arcs are four roads; the two that have no way back are dashed."""
    (axis,) = network_picture(network(is_dike_road=None), title="n").axes
    lines = [one for one in axis.collections if isinstance(one, LineCollection)]
    assert sum(len(one.get_segments()) for one in lines) == 4
    dashed = [one for one in lines if one.get_linestyle()[0][1] is not None]
    assert sum(len(one.get_segments()) for one in dashed) == 1


def test_without_places_there_is_no_picture():
    """And without a datum no scale."""
    with pytest.raises(ValueError, match="place"):
        network_picture(network(x=None, y=None), title="n")
    said = texts(network_picture(network(crs=""), title="n"))
    assert not any(text.endswith((" m", " km")) for text in said)


def test_the_same_network_gives_the_same_bytes(project, tmp_path):
    """PNG and SVG of Huarong, whose roads have Chinese names."""
    huarong = read_network(project / "networks" / "huarong", "huarong")
    for suffix in (".png", ".svg"):
        pictures = []
        for number in range(2):
            file = tmp_path / f"{number}{suffix}"
            save_network_picture(huarong, file, title="huarong")
            pictures.append(file.read_bytes())
        assert pictures[0] == pictures[1]
    assert "AreaCity" in pictures[0].decode("utf-8")


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:4490"])
def test_degrees_are_shrunk_in_every_picture(crs):
    """WGS 84 and CGCS2000: 0.02 degrees to the east are 0.0174 to the north at 29.51 N."""
    made = network(crs=crs)
    narrow = 0.02 * np.cos(np.radians(29.51))
    assert np.ptp(square(made)[0]) == pytest.approx(narrow)
    assert network_picture(made, title="").axes[0].get_aspect() == pytest.approx(0.02 / narrow)
    drawn = DrawnNetwork(made)
    assert np.ptp(drawn.x) / np.ptp(drawn.y) == pytest.approx(narrow / 0.02, rel=1e-4)
    assert drawn.data["metres"] > 0.0
