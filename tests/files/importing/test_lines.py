import json
import math
import struct
import sys
import zipfile
from collections import Counter

import numpy as np
import pytest

from sandtable.files.importing.dbf_text import decoded
from sandtable.files.importing.line_mapping import read_mapping
from sandtable.files.importing.lines import read_lines
from sandtable.files.importing.wkb import lines_of
from sandtable.ground.faults import UserFaults

raw = pytest.importorskip("pyogrio", reason="the extra [gis] is not installed").raw

EAST, NORTH = 500_000.0, 3_264_000.0
"""A corner of Huarong in EPSG:4546 (CGCS2000, middle meridian 111 E)."""

ROADS = [
    [(0, 0), (500, 10), (1000, 0)],
    [(500, -500), (500, 500)],
    [(1001, 1), (1500, 300)],
    [(700, -400), (700.3, 5.0)],
    [(200, -300), (200, 300)],
]


def wkb(*parts):
    """Return a line, or several as one geometry; points may have heights."""

    def line(points):
        code = 2 if len(points[0]) == 2 else 1002
        return struct.pack("<BII", 1, code, len(points)) + np.array(points, "<f8").tobytes()

    if len(parts) == 1:
        return line(parts[0])
    code = 5 if len(parts[0][0]) == 2 else 1005
    return struct.pack("<BII", 1, code, len(parts)) + b"".join(map(line, parts))


def moved(points):
    """Return points at their place in the projection."""
    return [(EAST + point[0], NORTH + point[1], *point[2:]) for point in points]


def roads(path, lines=ROADS, *, crs="EPSG:4546", kind="LineString", encoding=None, **columns):
    """Write lines with columns as a file of the kind that its name says, and return its path."""
    geometry = np.array([wkb(moved(one)) for one in lines], dtype=object)
    values = [
        np.array(column, dtype=object if any(isinstance(one, str) for one in column) else None)
        for column in columns.values()
    ]
    raw.write(path, geometry, values, list(columns), geometry_type=kind, crs=crs, encoding=encoding)
    return path


def office(path):
    """Write the roads as an office has them, in GB18030."""
    return roads(
        path,
        encoding="GB18030",
        道路等级=["县道", "乡道", "乡道", "村道", "高速"],
        路名=["华容大道", "", "插旗路", "", "杭瑞高速"],
        道路编号=["X001", "", "", "", "G56"],
        限速=[40, 0, 30, 20, 100],
        单向=["双向", "单向", "", "逆向", "否"],
        桥梁=["", "", "无", "", "是"],
        **{"限重(t)": ["20", "", "15吨", "坏", "55000 kg"]},
    )


def said(path, **options):
    """Return what is wrong with a file."""
    with pytest.raises(UserFaults) as wrong:
        read_lines(path, path.name, **options)
    return str(wrong.value)


def joined(draft):
    """Return each link as the places of its ends, to the metre."""
    x, y = np.round(draft.x - EAST).astype(int), np.round(draft.y - NORTH).astype(int)
    return [
        ((int(x[a]), int(y[a])), (int(x[b]), int(y[b])))
        for a, b in zip(draft.tail, draft.head, strict=True)
    ]


def test_shapefile_of_an_office(tmp_path):
    """Chinese columns in GBK are read, lines cut at crossings and ends, the expressway passes."""
    draft = read_lines(office(tmp_path / "路.shp"), "路.shp")
    assert draft.source == "路.shp, lines of ESRI Shapefile, layer 路"
    assert draft.crs == "EPSG:4546"
    assert joined(draft) == [
        ((0, 0), (500, 10)),
        ((500, 10), (700, 6)),
        ((700, 6), (1000, 0)),
        ((200, -300), (200, 300)),
        ((500, -500), (500, 10)),
        ((500, 10), (500, 500)),
        ((700, 6), (700, -400)),
        ((1000, 0), (1500, 300)),
    ]
    assert draft.one_way.tolist() == [False] * 4 + [True] * 3 + [False]
    assert draft.classes == ["县道"] * 3 + ["高速"] + ["乡道"] * 2 + ["村道", "乡道"]
    assert draft.names[0] == "X001 华容大道"
    assert draft.names[3:5] == ["G56 杭瑞高速", ""]
    assert draft.origins == ["0", "0", "0", "4", "1", "1", "3", "2"]
    assert draft.bridge.tolist() == [False] * 3 + [True] + [False] * 4
    speeds = [40.0, 40.0, 40.0, 100.0, math.nan, math.nan, 20.0, 30.0]
    assert np.allclose(draft.speed_mps * 3.6, speeds, equal_nan=True)
    tonnes = [20.0, 20.0, 20.0, 55.0, math.nan, math.nan, math.nan, 15.0]
    assert np.allclose(draft.max_weight_kg / 1000.0, tonnes, equal_nan=True)
    assert np.isnan(draft.length_m).all()
    assert draft.told == {
        "Texts of the .dbf were read as GB18030, as its .cpg says": 21,
        "The column '道路等级' is read as class": 1,
        "The column '路名' is read as name": 1,
        "The column '道路编号' is read as ref": 1,
        "The column '限速' is read as speed in km/h, since it states no unit": 1,
        "The column '单向' is read as one_way": 1,
        "The column '桥梁' is read as bridge": 1,
        "The column '限重(t)' is read as max_weight in t": 1,
        "Values of '限重(t)' that nobody can read were left out, such as '坏'": 1,
        "Ends of lines were moved onto a junction nearby": 2,
        "Junctions were made where lines cross": 1,
        "Junctions were made where a line ends on another": 1,
        "Pairs of lines pass one above the other and are not joined": 1,
    }


def same(one, other):
    """Return whether two drafts are equal but for where they come from."""
    return all(
        np.array_equal(
            getattr(one, name), getattr(other, name), equal_nan=name.endswith(("_kg", "s"))
        )
        for name in ("x", "y", "tail", "head", "one_way", "speed_mps", "max_weight_kg", "bridge")
    ) and (one.classes, one.names, one.node_ids) == (other.classes, other.names, other.node_ids)


def test_shapefile_without_dbf(tmp_path):
    """Lines alone are read, and that nothing says a class is told; without .shx nothing is."""
    path = office(tmp_path / "a.shp")
    (tmp_path / "a.dbf").unlink()
    draft = read_lines(path, "a.shp")
    assert set(draft.classes) == {""}
    assert draft.told["No column says of which class the roads are"] == 1
    (tmp_path / "a.shx").unlink()
    assert "found a file that GDAL cannot read" in said(path)


def test_encodings_of_a_dbf(tmp_path):
    """Without a .cpg, or with a wrong one, the encoding is found, and told."""
    path = office(tmp_path / "a.shp")
    good = read_lines(path, "a.shp")
    for cpg in (None, "UTF-8"):
        (tmp_path / "a.cpg").unlink()
        if cpg:
            (tmp_path / "a.cpg").write_text(cpg)
        again = read_lines(path, "a.shp")
        assert same(good, again)
        assert again.told["Texts of the .dbf were read as GB18030, found by trying"] == 21
        (tmp_path / "a.cpg").write_text("936")
    assert (
        read_lines(path, "a.shp").told["Texts of the .dbf were read as GB18030, as its .cpg says"]
        == 21
    )


def test_utf8_without_cpg_and_headers_cut(tmp_path):
    """In UTF-8 ten bytes hold three characters of a header: 道路等 still means the class."""
    columns = {"道路等级": ["县道"] * 5, "max_weight_t": [8] * 5}
    with pytest.warns(RuntimeWarning, match="Normalized/laundered field name"):
        path = roads(tmp_path / "b.shp", encoding="UTF-8", **columns)
    (tmp_path / "b.cpg").unlink()
    draft = read_lines(path, "b.shp")
    assert set(draft.classes) == {"县道"}
    assert set(draft.max_weight_kg) == {8000.0}
    assert draft.told["Texts of the .dbf were read as UTF-8, found by trying"] == 2


def test_text_cut_in_the_middle_of_a_character():
    """A field that is too narrow cuts a character in half: the half goes, the text stays."""
    half = np.array(
        [text.decode("latin-1") for text in ("华容县".encode()[:-1], b"ok")], dtype=object
    )
    told = Counter()
    assert decoded({"name": half}, "", told)["name"].tolist() == ["华容", "ok"]
    assert told == {"Texts of the .dbf were read as UTF-8, found by trying": 1}


def test_text_that_fits_no_encoding():
    """Bytes that are no text in any of the encodings are told, and stop nothing."""
    told = Counter()
    broken = np.array([b"\xff\xff\x80".decode("latin-1"), None], dtype=object)
    assert decoded({"name": broken}, "", told)["name"][1] is None
    assert told["Texts of the .dbf hold characters that fit no encoding"] == 1


@pytest.mark.parametrize("folder", ["", "路网/"])
def test_zip_of_a_shapefile(tmp_path, folder):
    """A Shapefile as it is sent, packed, is the same network."""
    path = office(tmp_path / "a.shp")
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        for one in sorted(tmp_path.glob("a.*")):
            if one.suffix != ".zip":
                packed.write(one, f"{folder}{one.name}")
    draft = read_lines(tmp_path / "a.zip", "a.zip")
    assert same(draft, read_lines(path, "a.shp"))
    assert draft.told["Texts of the .dbf were read as GB18030, as its .cpg says"] == 21


@pytest.mark.parametrize("suffix", ["gpkg", "geojson"])
def test_other_forms(tmp_path, suffix):
    """English columns as others write them, in a GeoPackage and a GeoJSON."""
    path = roads(
        tmp_path / f"a.{suffix}",
        fclass=["primary", "footway", "tertiary", "residential", "motorway"],
        maxspeed=["60", "", "30 mph", "walk", "none"],
        oneway=["B", "F", "F", "T", "B"],
        layer=[0, 0, 0, 0, 2],
        bridge=["F", "F", "F", "F", "T"],
        LANES=[2, 1, 1, None, 4],
        surface=["asphalt", "", "gravel", "", ""],
        osm_id=["11", "12", "13", "14", "15"],
    )
    draft = read_lines(path, path.name)
    by = dict(zip(draft.origins, range(draft.n_links), strict=True))
    assert set(by) == {"11", "13", "14", "15"}
    assert draft.speed_mps[by["13"]] == pytest.approx(30 * 0.44704)
    assert np.isnan(draft.speed_mps[[by["14"], by["15"]]]).all()
    assert draft.one_way[[by["13"], by["14"], by["15"]]].tolist() == [True, True, False]
    assert joined(draft)[by["14"]] == ((700, 6), (700, -400))
    assert draft.lanes[by["15"]] == 4.0
    assert np.isnan(draft.lanes[by["14"]])
    assert draft.surfaces[by["13"]] == "gravel"
    told = draft.told
    text = "Lines were left out on which no vehicle drives: footpaths, building sites"
    assert told[text] == 1
    assert told["Values of 'maxspeed' that nobody can read were left out, such as 'walk'"] == 1
    assert told["Pairs of lines pass one above the other and are not joined"] == 1


def test_order_of_features_decides_nothing(tmp_path):
    """The same lines in another order make the same nodes and links."""
    names = [f"way {k}" for k in range(len(ROADS))]
    first = read_lines(roads(tmp_path / "a.gpkg", name=names), "a")
    order = [3, 0, 4, 2, 1]
    lines, named = [ROADS[k] for k in order], [names[k] for k in order]
    again = read_lines(roads(tmp_path / "b.gpkg", lines, name=named), "b")
    assert same(first, again)
    assert np.array_equal(first.shape_x, again.shape_x)


def test_shapes_of_links(tmp_path):
    """A bent link holds its points from end to end; one drawn against its way is turned round."""
    bent = [(0, 0), (50, 40), (100, 0)]
    path = roads(tmp_path / "a.gpkg", [bent, [(100, 0), (200, 0)]], oneway=["-1", ""])
    draft = read_lines(path, "a")
    assert draft.shape_first.tolist() == [0, 3, 3]
    assert (draft.shape_x - EAST).tolist() == [100.0, 50.0, 0.0]
    assert (draft.shape_y - NORTH).tolist() == [0.0, 40.0, 0.0]
    assert draft.one_way.tolist() == [True, False]
    assert joined(draft) == [((100, 0), (0, 0)), ((100, 0), (200, 0))]


def test_lines_with_heights_and_several_parts(tmp_path):
    """Heights come to the nodes; the parts of one feature share its length by theirs."""
    path = tmp_path / "a.gpkg"
    parts = [moved([(0, 0, 30), (300, 0, 33)]), moved([(300, 0, 33), (400, 0, 31)])]
    geometry = np.array(
        [wkb(*parts), wkb(moved([(150, -90, 1), (150, 90, 2)])), None], dtype=object
    )
    values = [np.array([0.8, 0.2, 1.0])]
    raw.write(
        path,
        geometry,
        values,
        ["长度_km"],
        geometry_type="Unknown",
        crs="EPSG:4546",
    )
    draft = read_lines(path, "a")
    assert dict(zip(joined(draft), np.round(draft.length_m, 6), strict=True)) == {
        ((0, 0), (150, 0)): 300.0,
        ((150, 0), (300, 0)): 300.0,
        ((300, 0), (400, 0)): 200.0,
        ((150, -90), (150, 0)): 100.0,
        ((150, 0), (150, 90)): 100.0,
    }
    heights = dict(zip(np.round(draft.x - EAST), draft.z_m, strict=True))
    assert (heights[0.0], heights[300.0], heights[400.0]) == (30.0, 33.0, 31.0)
    text = "Features without a line, or with one of no length, were left out"
    assert draft.told[text] == 1


def test_heights_that_are_all_0(tmp_path):
    """Programs write 0 where they know no height: taken as unknown, and told."""
    path = roads(tmp_path / "a.gpkg", [[(0, 0, 0), (90, 0, 0)]], kind="LineString Z", n=[1])
    draft = read_lines(path, "a")
    assert np.isnan(draft.z_m).all()
    assert draft.told["All heights in the file are 0 and were taken as not stated"] == 2
    assert draft.told["No column says of which class the roads are"] == 1


def test_a_mapping_of_ones_own(tmp_path):
    """A person says what columns mean, in which unit, and which to leave out."""
    columns = {"XS": [60] * 5, "LX": ["a"] * 5, "highway": ["b"] * 5, "length": [7] * 5}
    path = roads(tmp_path / "a.gpkg", **columns)
    mapping = {"XS": "speed mph", "LX": "class", "highway": ""}
    draft = read_lines(path, "a", mapping=mapping)
    assert set(draft.speed_mps) == {60 * 0.44704}
    assert set(draft.classes) == {"a"}
    assert np.isnan(draft.length_m).all()
    text = "The column 'length' is not read, since no unit is stated: lines are measured"
    assert draft.told[text] == 1
    mapping = {"length": "length km"}
    assert read_lines(path, "a", mapping=mapping).length_m.sum() == pytest.approx(35_000.0)


def test_a_mapping_from_a_table(tmp_path):
    """The same mapping as a table with Chinese headers and words."""
    path = roads(tmp_path / "a.gpkg", XS=[60] * 5, LX=["a"] * 5, highway=["b"] * 5)
    table = tmp_path / "map.csv"
    table.write_text("字段,含义,单位\nXS,限速,公里/小时\nLX,class,\nhighway,,\n", encoding="utf-8")
    draft = read_lines(path, "a", mapping=read_mapping(table, "map.csv"))
    assert np.allclose(draft.speed_mps * 3.6, 60.0)
    assert set(draft.classes) == {"a"}
    table.write_text("字段,含义\nXS,限速\nXS,等级\n", encoding="utf-8")
    with pytest.raises(UserFaults) as wrong:
        read_mapping(table, "map.csv")
    assert str(wrong.value) == (
        "map.csv:3: column: found 'XS', expected every column once. Take one of the rows out."
    )
    table.write_text("XS,限速\n", encoding="utf-8")
    with pytest.raises(UserFaults, match="expected the columns column, meaning"):
        read_mapping(table, "map.csv")


def test_two_columns_for_one_thing(tmp_path):
    """Of two columns that mean the same the better known counts, and the other is told."""
    path = roads(tmp_path / "a.gpkg", 等级=["x"] * 5, highway=["y"] * 5)
    draft = read_lines(path, "a")
    assert set(draft.classes) == {"y"}
    assert draft.told["The column '等级' is not read: 'highway' says the same"] == 1


def test_faults_of_a_mapping(tmp_path):
    """A column, a meaning and a unit that do not exist, all at once."""
    path = roads(tmp_path / "a.gpkg", XS=[60] * 5, LX=["a"] * 5)
    mapping = {"XS": "speed knots", "LX": "kind", "XZ": "speed"}
    lines = said(path, mapping=mapping).splitlines()
    assert lines[0].startswith("a.gpkg: mapping.LX: found 'kind', expected one of class, name, ")
    assert lines[1:] == [
        (
            "a.gpkg: mapping.XS: found the unit 'knots', expected one of km/h, mph, m/s. "
            "Correct the unit."
        ),
        "a.gpkg: mapping.XZ: found 'XZ', expected a column of the file. The columns are: XS, LX.",
    ]


def test_words_for_one_way_that_are_doubtful(tmp_path):
    """T and F without B may be true and false; unknown words are both ways: told."""
    path = roads(tmp_path / "a.gpkg", oneway=["T", "F", "F", "maybe", ""])
    told = read_lines(path, "a").told
    text = "'oneway' says T or F and never B: read as against and along the line as drawn"
    assert told[text] == 3
    text = "Words for one-way that nobody knows were read as both ways, such as 'maybe'"
    assert told[text] == 1


def test_reference_system(tmp_path):
    """It must be stated somewhere; what a person states counts, and a difference is told."""
    path = roads(tmp_path / "a.shp", n=[1] * 5)
    (tmp_path / "a.prj").unlink()
    assert said(path) == (
        "a.shp: crs: found no reference system (a Shapefile has it in its .prj), expected one, "
        "stated in the file or with --crs. Ask whoever made the file and write --crs EPSG:4490, "
        "GCJ-02 or another."
    )
    assert read_lines(path, "a", crs="EPSG:4546").crs == "EPSG:4546"
    assert "expected degrees, longitude first" in said(path, crs="unknown")
    other = roads(tmp_path / "b.gpkg", n=[1] * 5)
    draft = read_lines(other, "b", crs="EPSG:4547")
    assert draft.crs == "EPSG:4547"
    text = "The reference system EPSG:4547 was stated and counts; the file says EPSG:4546"
    assert draft.told[text] == 1


def geojson(path, *geometries):
    """Write geometries as GeoJSON."""
    features = [
        {"type": "Feature", "properties": {"n": k}, "geometry": one}
        for k, one in enumerate(geometries)
    ]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


AREA = {"type": "Polygon", "coordinates": [[[1, 1], [2, 1], [2, 2], [1, 1]]]}
SPOT = {"type": "Point", "coordinates": [1, 1]}
LINE = {"type": "LineString", "coordinates": [[1, 1], [1.1, 1]]}


def test_areas_and_points_are_no_roads(tmp_path):
    """A file without lines is refused, one with some is read and the rest told."""
    no_roads = (
        "expected lines, one for each road. "
        "Export the middle lines of the roads; areas and points are no roads."
    )
    path = geojson(tmp_path / "a.geojson", AREA)
    assert said(path) == f"a.geojson: found geometries of type Polygon, {no_roads}"
    path = geojson(tmp_path / "a.geojson", AREA, SPOT)
    assert said(path) == f"a.geojson: found geometries of type Point, Polygon, {no_roads}"
    draft = read_lines(geojson(tmp_path / "a.geojson", AREA, LINE, SPOT), "a")
    assert draft.n_links == 1
    assert draft.told["Geometries of type Point, Polygon were left out"] == 2


def test_fire_grid_of_mount_alexander_is_refused(shared):
    """A real file of areas, packed, is refused for what it holds."""
    path = shared / "networks" / "ees" / "20181109_mountalex_evac_ffdi75d_grid.shp.json.gz"
    assert "found geometries of type Polygon, expected lines" in said(path)


def test_layers(tmp_path):
    """A layer is named where several hold lines; a slip in its name is a fault."""
    path = tmp_path / "a.gpkg"
    geometry = np.array([wkb(moved([(0, 0), (90, 0)]))], dtype=object)
    for title, append in (("roads", False), ("rivers", True)):
        raw.write(
            path,
            geometry,
            [np.array([1])],
            ["n"],
            layer=title,
            append=append,
            geometry_type="LineString",
            crs="EPSG:4546",
        )
    assert said(path) == (
        "a.gpkg: layer: found 2 layers that may hold lines, expected one of roads, rivers. "
        "Name the layer with --with layer=NAME."
    )
    assert said(path, layer="road") == (
        "a.gpkg: layer: found no layer 'road', expected one of roads, rivers. Did you mean 'roads'?"
    )
    assert read_lines(path, "a.gpkg", layer="roads").n_links == 1


def test_files_that_cannot_be_read(tmp_path):
    """A broken file, a missing one, and lines that all vanish in the tolerance."""
    path = tmp_path / "a.shp"
    path.write_bytes(b"no shapefile")
    assert said(path) == (
        "a.shp: found a file that GDAL cannot read, expected a Shapefile (with its .shx and "
        ".dbf), GeoPackage or GeoJSON. Export it again; a Shapefile is copied with all its files."
    )
    for suffix in ("zip", "gpkg", "geojson", "json.gz"):
        broken = tmp_path / f"a.{suffix}"
        broken.write_bytes(b"nothing of the kind")
        assert "found a file that GDAL cannot read" in said(broken)
    assert "no such file" in said(tmp_path / "b.gpkg")
    short = roads(tmp_path / "c.gpkg", [[(0, 0), (1, 0)]], n=[1])
    assert said(short) == (
        "c.gpkg: found lines that are all shorter than 4 m, expected roads. "
        "Check the reference system, or lower the tolerance."
    )


def test_without_the_extra(tmp_path, monkeypatch):
    """Without pyogrio a person reads what to install."""
    path = roads(tmp_path / "a.gpkg", n=[1] * 5)
    monkeypatch.setitem(sys.modules, "pyogrio", None)
    assert said(path) == (
        "a.gpkg: found .gpkg, expected the libraries that read it. "
        'Install them: pip install "sandtable[gis]", or in a checkout: '
        "python requirements/install.py core build gis."
    )


@pytest.mark.parametrize("order", ["<", ">"])
@pytest.mark.parametrize(
    ("code", "width"), [(2, 2), (1002, 3), (2002, 3), (3002, 4), (2 | 1 << 31, 3)]
)
def test_binary_geometries(order, code, width):
    """Lines of both byte orders, with heights, measures or both, and collections of them."""
    points = np.arange(3.0 * width).reshape(3, width)
    line = bytes([order == "<"]) + struct.pack(f"{order}II", code, 3)
    line += points.astype(f"{order}f8").tobytes()
    many = bytes([order == "<"]) + struct.pack(f"{order}II", 7, 2) + line + line
    for binary, count in ((line, 1), (many, 2)):
        lines, other = lines_of(binary)
        assert (len(lines), other) == (count, 0)
        assert np.array_equal(lines[-1][:, :2], points[:, :2])
        has_z = code in {1002, 3002, 2 | 1 << 31}
        assert np.array_equal(
            lines[-1][:, 2], points[:, 2] if has_z else [math.nan] * 3, equal_nan=True
        )
