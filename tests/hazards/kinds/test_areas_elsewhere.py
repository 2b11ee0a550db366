"""Areas that come in another form or reference system than the network's."""

import json
import shutil
import zipfile

import numpy as np
import pytest
from tests.files import sets
from tests.hazards.kinds.geography import box, write_network

from sandtable.files.importing.datum import from_wgs84, to_wgs84
from sandtable.files.importing.gcj02 import wgs84_to_gcj02
from sandtable.study import check_files, load_run

NEAR_B = ["ab", "ac", "ba", "bc", "ca", "cb"]
CLOSED = {"from_h": 0, "to": "end", "speed_factor": 0}
ZONE_38 = "EPSG:4547"
"""CGCS2000, 3-degree zone around 114 E, metres."""


def geojson(*rings, **more):
    """Return a file with one closed area of one or more rings."""
    geometry = {"type": "Polygon", "coordinates": [list(map(list, ring)) for ring in rings]}
    feature = {"type": "Feature", "properties": CLOSED, "geometry": geometry}
    return json.dumps({"type": "FeatureCollection", "features": [feature], **more})


def write(folder, name, **part):
    """Write a set of files on the network of the folder, with one entry of areas."""
    files = sets.a_set()
    files["place.json"]["network"] = "./net"
    areas = {"file": name, "source": "flood", **part}
    files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "1 h", "areas": areas}]
    sets.write(folder, files)


def closed(folder, name, **part):
    """Return the arcs that the areas of a file close."""
    write(folder, name, **part)
    case = load_run(folder / "scenario.json").points[0].case
    return sorted(case.world.network.arc_ids[case.impacts["flood"][0].roads.arc].tolist())


def said(folder, name, **part):
    """Return what is wrong."""
    write(folder, name, **part)
    faults, _remarks = check_files([folder / "scenario.json"])
    return [str(one).replace(f"{folder.as_posix()}/", "") for one in faults]


def moved(ring, move):
    """Return a ring whose longitudes and latitudes were moved by a function of columns."""
    x, y = move(*np.array(ring).T)
    return np.column_stack((x, y)).tolist()


MARKET = box(900, -20, 1100, 20)


def test_degrees_on_degrees(tmp_path, four_nodes):
    """WGS 84 by the standard; the network may be in CGCS2000, which passes as the same."""
    (tmp_path / "a.geojson").write_text(geojson(MARKET))
    for crs in ("EPSG:4326", "EPSG:4490"):
        write_network(tmp_path / "net", four_nodes, crs=crs)
        assert closed(tmp_path, "a.geojson") == NEAR_B


def test_a_hole_is_no_area(tmp_path, four_nodes):
    """A ring around a town closes the roads over its edge, and not those inside."""
    write_network(tmp_path / "net", four_nodes)
    (tmp_path / "a.geojson").write_text(geojson(box(-50, -50, 3500, 50), box(-20, -20, 2900, 20)))
    assert closed(tmp_path, "a.geojson") == ["ac", "bc", "ca", "cb", "cd", "dc"]


def test_a_network_in_metres_and_areas_in_degrees(tmp_path, four_nodes):
    """Areas go where the roads are, and the member of the old standard is understood."""
    pytest.importorskip("pyproj")
    bring = projected
    write_network(tmp_path / "net", four_nodes, crs=ZONE_38, bring=bring)
    (tmp_path / "a.geojson").write_text(geojson(MARKET))
    assert closed(tmp_path, "a.geojson") == NEAR_B
    metres = moved(MARKET, lambda x, y: from_wgs84(ZONE_38, x, y))
    named = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::4547"}}
    (tmp_path / "b.geojson").write_text(geojson(metres, crs=named))
    assert closed(tmp_path, "b.geojson") == NEAR_B
    (tmp_path / "c.geojson").write_text(geojson(metres))
    assert closed(tmp_path, "c.geojson", crs="network") == NEAR_B


def projected(lon, lat):
    """Return metres of the zone for one place."""
    x, y = from_wgs84(ZONE_38, np.array([lon]), np.array([lat]))
    return float(x[0]), float(y[0])


def test_there_and_back_again():
    """What is brought to a system comes back, to a tenth of a millimetre."""
    pytest.importorskip("pyproj")
    lon, lat = np.array(MARKET).T
    back = to_wgs84(ZONE_38, *from_wgs84(ZONE_38, lon, lat))
    assert np.abs(np.array(back) - (lon, lat)).max() < 1e-9
    assert [one.tolist() for one in from_wgs84("CGCS2000", lon, lat)] == [
        lon.tolist(),
        lat.tolist(),
    ]


def test_web_map_coordinates(tmp_path, four_nodes):
    """GCJ-02 lies half a kilometre off; stated, it lies right, unstated on other roads."""
    write_network(tmp_path / "net", four_nodes)
    shifted = moved(MARKET, wgs84_to_gcj02)
    (tmp_path / "a.geojson").write_text(geojson(shifted))
    assert closed(tmp_path, "a.geojson", crs="GCJ-02") == NEAR_B
    (said_of,) = said(tmp_path, "a.geojson")
    assert "found areas that touch no road and hold no zone after the activation" in said_of


def test_latitude_before_longitude(tmp_path, four_nodes):
    """Beside the roads as they stand, among them swapped."""
    write_network(tmp_path / "net", four_nodes)
    (tmp_path / "a.geojson").write_text(geojson([(lat, lon) for lon, lat in MARKET]))
    (fault,) = said(tmp_path, "a.geojson")
    assert fault.startswith("a.geojson: crs: found corners such as 29.5")
    assert fault.endswith(
        "that lie beside the roads, and swapped among them, expected longitude before latitude. "
        "Swap the two numbers of each corner."
    )


def test_metres_that_claim_to_be_degrees(tmp_path, four_nodes):
    """GeoJSON is in degrees by the standard: what cannot be is refused."""
    write_network(tmp_path / "net", four_nodes)
    (tmp_path / "a.geojson").write_text(geojson([(5e5, 3e6), (5e5, 4e6), (6e5, 3e6)]))
    (fault,) = said(tmp_path, "a.geojson", crs="GCJ-02")
    assert "expected degrees, longitude first" in fault


# ---- GeoPackage and Shapefile


@pytest.fixture
def gdal():
    """Return the reader and writer of GDAL, or skip."""
    return pytest.importorskip("pyogrio")


def wkb(*polygons):
    """Return a multipolygon in well-known binary, byte by byte."""
    parts = b""
    for rings in polygons:
        parts += np.array([1], "<u1").tobytes() + np.array([3, len(rings)], "<u4").tobytes()
        for ring in rings:
            parts += np.array([len(ring)], "<u4").tobytes() + np.array(ring, "<f8").tobytes()
    return b"\x01" + np.array([6, len(polygons)], "<u4").tobytes() + parts


def save(gdal, path, shapes, crs="EPSG:4326", layer="closed", **columns):
    """Write a layer."""
    gdal.raw.write(
        path,
        geometry=np.array(shapes, dtype=object),
        field_data=[np.array(one) for one in columns.values()],
        fields=list(columns),
        geometry_type="MultiPolygon",
        crs=crs,
        layer=layer,
        append=path.exists(),
    )


def test_geopackage_and_packed_shapefile(tmp_path, four_nodes, gdal):
    """Numbers, texts and dates of columns; several polygons in one feature."""
    write_network(tmp_path / "net", four_nodes)
    shape = wkb([MARKET], [box(5900, -20, 5950, 20)])
    columns = {"begin": np.array(["2026-07-05T08:00"], dtype="datetime64[ms]"), "factor": [0.25]}
    save(gdal, tmp_path / "a.gpkg", [shape], **columns)
    stated = {
        "columns": {"from": "begin", "speed_factor": "factor"},
        "set": {"to": "end", "cause": "rain"},
    }
    assert closed(tmp_path, "a.gpkg", **stated) == sorted([*NEAR_B, "cd", "dc"])
    impact = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert set(impact.roads.from_s.tolist()) == {3600.0}
    assert set(impact.roads.value.tolist()) == {0.25}
    (tmp_path / "shp").mkdir()
    save(gdal, tmp_path / "shp" / "a.shp", [shape], from_h=[1], factor=[0.25])
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for file in (tmp_path / "shp").iterdir():
            packed.write(file, file.name)
    shutil.rmtree(tmp_path / "shp")
    stated["columns"] = {"speed_factor": "factor"}
    assert closed(tmp_path, "a.zip", **stated) == sorted([*NEAR_B, "cd", "dc"])
    again = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"][0]
    assert again.content_hash == impact.content_hash


def test_a_layer_has_to_be_named(tmp_path, four_nodes, gdal):
    """Two layers of areas: one is named, by a name that is there."""
    write_network(tmp_path / "net", four_nodes)
    for layer in ("closed", "other"):
        save(gdal, tmp_path / "a.gpkg", [wkb([MARKET])], layer=layer, from_h=[0], speed_factor=[0])
    always = {"set": {"to": "end"}}
    assert closed(tmp_path, "a.gpkg", layer="other", **always) == NEAR_B
    assert said(tmp_path, "a.gpkg", **always) == [
        (
            "a.gpkg: layer: found 2 layers that may hold areas, expected one of closed, other. "
            "Name the layer with 'layer'."
        )
    ]
    (fault,) = said(tmp_path, "a.gpkg", layer="closd", **always)
    assert fault.endswith("Did you mean 'closed'?")


def test_rows_of_a_layer_by_their_number(tmp_path, four_nodes, gdal):
    """A wrong cell is told with layer and row; a file without a system is refused."""
    write_network(tmp_path / "net", four_nodes)
    both = [wkb([MARKET]), wkb([MARKET])]
    save(gdal, tmp_path / "a.gpkg", both, from_h=[0, 0], to=["end", "soon"], speed_factor=[0, 0])
    (fault,) = said(tmp_path, "a.gpkg")
    assert fault.startswith("a.gpkg[closed]:2: to: found 'soon', expected a duration")
    with pytest.warns(UserWarning, match="crs"):
        save(
            gdal, tmp_path / "b.gpkg", both[:1], crs=None, from_h=[0], to=["end"], speed_factor=[0]
        )
    (fault,) = said(tmp_path, "b.gpkg")
    assert fault.startswith("b.gpkg[closed]: crs: found no reference system, expected WGS-84")
    assert closed(tmp_path, "b.gpkg", crs="WGS-84") == NEAR_B


def test_lines_are_no_areas(tmp_path, four_nodes, gdal):
    """A layer of lines, an empty one, a file that is none."""
    write_network(tmp_path / "net", four_nodes)
    line = b"\x01" + np.array([2, 2], "<u4").tobytes() + np.zeros(4, "<f8").tobytes()
    gdal.raw.write(
        tmp_path / "a.gpkg",
        geometry=np.array([line], dtype=object),
        field_data=[],
        fields=[],
        geometry_type="LineString",
        crs="EPSG:4326",
    )
    assert said(tmp_path, "a.gpkg") == [
        (
            "a.gpkg: found geometries of type LineString, expected polygons, one for each area. "
            "Export the areas; lines and points cover nothing."
        )
    ]
    save(gdal, tmp_path / "b.gpkg", [], from_h=np.array([], dtype=np.int64))
    (fault,) = said(tmp_path, "b.gpkg")
    assert fault.startswith("b.gpkg: found no geometries, expected polygons")
    save(gdal, tmp_path / "d.gpkg", [wkb([[(0, 0), (1, 1), (0, 0)]])], from_h=[0])
    (fault,) = said(tmp_path, "d.gpkg")
    assert fault.startswith(
        "d.gpkg[closed]:1: geometry: found a ring with fewer than three corners"
    )
    (tmp_path / "c.gpkg").write_text("no")
    (fault,) = said(tmp_path, "c.gpkg")
    assert fault.startswith("c.gpkg: found a file that GDAL cannot read")
