"""Files of areas and of warnings that are broken in any way: faults, and never an error of ours."""

import json
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sandtable.files.areas.cap import read_cap
from sandtable.files.areas.geojson import read_geojson
from sandtable.ground.faults import UserFaults

CAP = """<alert xmlns="urn:oasis:names:tc:emergency:cap:1.2"><identifier>1</identifier>
<sender>s</sender><sent>2026-07-05T06:00:00+08:00</sent><status>Actual</status>
<msgType>Update</msgType><references>s,0,2026-07-05T05:00:00+08:00</references>
<info><event>e</event><severity>Minor</severity><expires>2026-07-05T09:00:00+08:00</expires>
<area><areaDesc>a</areaDesc><polygon>1,2 3,4 5,0 1,2</polygon><circle>1,2 3</circle></area>
</info></alert>"""

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
    max_leaves=12,
)
shapes = st.sampled_from(["Polygon", "MultiPolygon", "GeometryCollection", "Point", "", 3])


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    """Return a file to write into."""
    return tmp_path_factory.mktemp("areas") / "file"


def refused_or_read(read, path, content):
    """Read a file; whatever is wrong with it is told as faults."""
    path.write_bytes(content)
    with suppress(UserFaults):
        read(path, "file")


@given(shape=shapes, coordinates=values, beside=values, crs=values)
def test_any_values_in_a_geojson(file, shape, coordinates, beside, crs):
    """Numbers, texts and lists where others belong."""
    geometry = {"type": shape, "coordinates": coordinates, "geometries": coordinates}
    feature = {"type": "Feature", "geometry": geometry, "properties": {"a": beside}}
    whole = {"type": "FeatureCollection", "features": [feature], "crs": crs}
    refused_or_read(read_geojson, file, json.dumps(whole).encode("utf-8", "surrogatepass"))


@pytest.mark.parametrize(
    "coordinates",
    [5, "abc", [[[10**400, 1], [2, 2], [3, 1]]], [[{"x": 1}]], [5], [[1, 2, 3]], None, {}],
)
@pytest.mark.parametrize("shape", ["Polygon", "MultiPolygon"])
def test_coordinates_that_are_none(file, shape, coordinates):
    """One fault at the shape."""
    geometry = {"type": shape, "coordinates": coordinates}
    feature = {"type": "Feature", "geometry": geometry, "properties": None}
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    with pytest.raises(UserFaults) as wrong:
        read_geojson(file, "file")
    assert [(one.code, one.line) for one in wrong.value.faults] == [("ring", 1)]


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b'{"type": ["FeatureCollection"], "features": []}', 1),
        (b'{"type": "Feature",\n "id": ' + b"1" * 5000 + b"}", 1),
        (b"[" * 100_000, 1),
        ('{"type":\n "要素"}'.encode("gbk"), 2),
    ],
)
def test_what_is_no_geojson(file, content, line):
    """A list for a word, a number without end, lists too deep, another encoding: with a line."""
    file.write_bytes(content)
    with pytest.raises(UserFaults) as wrong:
        read_geojson(file, "file")
    assert [(one.code, one.line) for one in wrong.value.faults] == [("geojson", line)]


@pytest.mark.parametrize(
    ("was", "instead", "field"),
    [
        ("s,0,2026-07-05", "s,0,2026-77-05", "references"),
        ("<sent>2026-07-05T06:00:00+08:00", "<sent>0001-01-01T00:00:00+08:00", "sent"),
        ("2026-07-05T09:00:00+08:00", "9999-12-31T23:59:59-12:00", "expires"),
        ("2026-07-05T09:00:00+08:00", "2026-07-05T09:00:00+99:00", "expires"),
    ],
)
def test_dates_beyond_the_calendar(file, was, instead, field):
    """One fault where the date stands, also where it is none in UTC alone."""
    assert was in CAP
    file.write_text(CAP.replace(was, instead))
    with pytest.raises(UserFaults) as wrong:
        read_cap(file, "file")
    assert [(one.code, one.field) for one in wrong.value.faults] == [("cap", field)]


@given(
    begin=st.integers(0, len(CAP)),
    length=st.integers(0, 40),
    instead=st.binary(max_size=4)
    | st.text(alphabet="0123456789,.<>/ -T:e", max_size=6).map(str.encode),
)
def test_any_bytes_in_a_warning(file, begin, length, instead):
    """A stretch cut out, something else in its place."""
    raw = CAP.encode()
    refused_or_read(read_cap, file, raw[:begin] + instead + raw[begin + length :])


def test_the_warning_itself_is_right(file):
    """What the tests break is read: an update with two areas."""
    file.write_text(CAP)
    alert = read_cap(file, "file")
    assert (alert.message, len(alert.references), len(alert.infos[0].polygons)) == ("Update", 1, 2)
