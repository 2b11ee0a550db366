"""Areas of a file in a scenario: what they do, and everything that is said of wrong ones."""

import json

import pytest
from tests.files import sets

from sandtable.hazards import Impact, read_impacts
from sandtable.study import check_files, load_run, load_study

BOX = [[[900, -10], [1100, -10], [1100, 10], [900, 10], [900, -10]]]
"""Around node b, the market: it touches the market, mill and ring roads."""

EAST = [[[5900, -10], [6100, -10], [6100, 10], [5900, 10], [5900, -10]]]
"""Around node d, where the east road ends."""


def feature(coordinates=BOX, shape="Polygon", **beside):
    """Return a feature."""
    geometry = {"type": shape, "coordinates": coordinates}
    return {"type": "Feature", "properties": beside, "geometry": geometry}


def collection(*features, **more):
    """Return the text of a file, a feature on each line."""
    text = ",\n".join(json.dumps(one, ensure_ascii=False) for one in features)
    head = json.dumps({"type": "FeatureCollection", **more})[:-1]
    return f'{head}, "features": [\n{text}\n]}}'


CLOSED = {"from": "1 h", "to": "2026-07-05T12:00", "speed_factor": 0, "cause": "water"}
WET = {"from": "2026-07-05T08:30+08:00", "to": "end", "kind": "depth", "value": "31 cm"}


@pytest.fixture
def check(tmp_path, monkeypatch):
    """Return a way to say what is wrong with a scenario of areas, a text for each fault."""
    monkeypatch.chdir(tmp_path)

    def checked(text, *, name="areas.geojson", entry=(), **part):
        write(tmp_path, text, name, entry, **part)
        faults, _remarks = check_files([tmp_path / "scenario.json"])
        return [str(one).replace(f"{tmp_path.as_posix()}/", "") for one in faults]

    return checked


def write(folder, text, name="areas.geojson", entry=(), **part):
    """Write a set of files with one entry of areas."""
    files = sets.a_set()
    areas = {"file": name, "crs": "network", "source": "flood", **part}
    areas = {key: value for key, value in areas.items() if value is not None}
    files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "1 h", **dict(entry)}]
    files["scenario.json"]["impacts"][0]["areas"] = areas
    sets.write(folder, files)
    if isinstance(text, bytes):
        (folder / name).write_bytes(text)
    else:
        (folder / name).write_text(text, encoding="utf-8")


def read(folder, text, **more):
    """Return the impacts of the entry and its network."""
    write(folder, text, **more)
    case = load_run(folder / "scenario.json").points[0].case
    return case.impacts["flood"], case.world.network


def told(impact, network):
    """Return its rows on roads in words."""
    rows = impact.roads
    columns = zip(rows.from_s, rows.to_s, rows.arc, rows.kind, rows.value, strict=True)
    return {
        (a, b, str(network.arc_ids[arc]), impact.kinds[kind], value)
        for a, b, arc, kind, value in columns
    }


def test_areas_do_what_a_table_of_roads_and_one_of_people_do(tmp_path):
    """Dates count from the activation at 07:00, in the zone of the place; equal to the bit."""
    text = collection(feature(**CLOSED), feature(EAST, exposure="water", share=0.5, **WET))
    (impact,), network = read(tmp_path, text)
    names = {"a": ("ab", "ac", "ba", "bc", "ca", "cb"), "b": ("cd", "dc")}
    arcs = {name: number for number, name in enumerate(network.arc_ids.tolist())}
    closed = {(3600.0, 18000.0, one, "speed_factor", 0.0) for one in names["a"]}
    wet = {(5400.0, float("inf"), one, "depth", 0.35) for one in names["b"]}
    assert told(impact, network) == closed | wet
    roads = "".join(f"{one},60,300,speed_factor,0,water\n" for one in names["a"])
    roads += "".join(f"{one},90,end,depth,0.31 m,\n" for one in names["b"])
    (tmp_path / "roads.csv").write_text("link_id,from_min,to_min,kind,value,cause\n" + roads)
    (tmp_path / "people.csv").write_text("zone_id,from_h,to,kind,share\nz2,1.5,end,water,50 %\n")
    files = sets.a_set()
    tables = {"roads": {"table": "roads.csv"}, "people": {"table": "people.csv"}}
    files["scenario.json"]["impacts"] = [{"id": "flood", "activate_at": "1 h", **tables}]
    sets.write(tmp_path, files)
    (same,) = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"]
    assert same.content_hash == impact.content_hash
    assert isinstance(impact, Impact)
    assert read_impacts("flood", arcs, [])[0].content_hash != impact.content_hash


def test_columns_under_other_names_and_the_same_for_all(tmp_path):
    """Names of the file's own, numbers with a unit of their own, what is the same said once."""
    text = collection(feature(start=600, tiefe=0.4, other="x"), feature(EAST, start=0, tiefe=1))
    (impact,), network = read(
        tmp_path,
        text,
        columns={"from_s": "start", "value": "tiefe"},
        set={"to": "end", "kind": "depth"},
        unit="m",
        cause={"zh": "内涝", "en": "rain"},
    )
    assert {row[2:] for row in told(impact, network) if row[0] == 600.0} == {
        (arc, "depth", 0.4) for arc in ("ab", "ac", "ba", "bc", "ca", "cb")
    }
    assert {row[2] for row in told(impact, network) if row[0] == 0.0} == {"cd", "dc"}
    assert impact.causes == ("内涝 / rain",)


def test_roads_and_zones_that_features_name_themselves(tmp_path):
    """A line that says which road it is stands for that alone, wherever it runs."""
    line = feature([[0, 0], [6000, 0]], "LineString", link_id="bc", **CLOSED)
    point = feature([0, 0], "Point", zone_id="z2", exposure="fire", **{"from": "0 s", "to": "end"})
    (impact,), network = read(tmp_path, collection(line, point))
    assert {row[2] for row in told(impact, network)} == {"bc"}
    assert (impact.zones, impact.exposure_kinds) == (("z2",), ("fire",))
    assert impact.people.share.tolist() == [1.0]


def test_samples_are_those_of_the_file(tmp_path):
    """Each sample has its rows; what has begun before the activation begins with it."""
    before = {"from": "2026-07-05T06:30", "to": "2026-07-05T07:10", "speed_factor": 0}
    over = {"from": "2026-07-05T06:30", "to": "2026-07-05T07:00", "speed_factor": 0}
    text = collection(
        feature(sample=0, **before), feature(EAST, sample=1, **CLOSED), feature(sample=1, **over)
    )
    (first, second), network = read(tmp_path, text, samples=2)
    assert {row[:2] for row in told(first, network)} == {(0.0, 600.0)}
    assert {row[2] for row in told(second, network)} == {"cd", "dc"}


def test_a_dormant_entry_states_its_zero(tmp_path):
    """Where an inject activates it, dates need a zero; it goes before the activation too."""
    dated = feature(**WET)
    for zero, since_s in (("2026-07-05 08:00", 1800.0), ("2026-07-04 08:30", 86400.0)):
        (impact,), network = read(tmp_path, collection(dated), time_zero_clock=zero)
        assert {row[0] for row in told(impact, network)} == {since_s}


def test_a_start_on_another_day_is_another_impact(tmp_path):
    """The same file under another start has other times: one desk takes nothing old for it."""
    write(tmp_path, collection(feature(**WET)))
    alternatives = [{"id": "now"}, {"id": "later", "set": ["scenario.start=2026-07-05 05:00"]}]
    study = {"schema": "study/1", "id": "days", "scenarios": ["scenario.json"]}
    sets.write(tmp_path, {"study.json": study | {"alternatives": alternatives}})
    now, later = load_study(tmp_path / "study.json").points
    (first,), (second,) = (one.case.impacts["flood"] for one in (now, later))
    assert (second.roads.from_s - first.roads.from_s).tolist() == [3600.0] * 6


def test_what_is_said_of_cells_at_once(check):
    """Every wrong cell of every feature, at the line of the feature."""
    bad = {"from": "2026-07-05", "to": "1 h", "speed_factor": 2, "source": "Big"}
    text = collection(feature(**CLOSED), feature(**bad), feature(link_id="abc", **CLOSED))
    assert [one.partition(", expected ")[0] for one in check(text)] == [
        "areas.geojson:3: from: found '2026-07-05'",
        "areas.geojson:3: speed_factor: found '2'",
        "areas.geojson:3: source: found 'Big'",
        "areas.geojson:4: link_id: found 'abc'",
    ]


@pytest.mark.parametrize(
    ("beside", "expected"),
    [
        (
            {"from": "2026-07-05", "to": "1 h", "speed_factor": 1},
            "from: found '2026-07-05', expected a date with its time. Write it as 2026-07-05T06",
        ),
        (
            {"from": "2026-07-05T25:00", "to": "1 h", "speed_factor": 1},
            "from: found '2026-07-05T25:00', expected a date with its time. Write it",
        ),
        (
            {"from": "0001-01-01T00:00+08:00", "to": "1 h", "speed_factor": 1},
            "from: found '0001-01-01T00:00+08:00', expected a date with its time. Write it",
        ),
        ({"from": "1 h", "to": "1 h", "speed_factor": 1}, "to: found '1 h', expected an end after"),
        ({"from": "1", "to": "1 h", "speed_factor": 1}, "from: found '1', expected a duration"),
        ({"from": "0 h", "to": None, "speed_factor": 1}, "to: found nothing, expected a duration"),
        (
            {"from": "0 h", "to": "end", "speed_factor": None},
            (
                "speed_factor: found nothing, expected a speed_factor, a kind with its value, or "
                "an exposure. Say what the area does."
            ),
        ),
        (
            {"from": "0 h", "to": "end", "speed_factor": 0, "kind": "depth", "value": "1 m"},
            (
                "kind: found 'depth', expected nothing beside speed_factor. Keep speed_factor, or "
                "kind with value."
            ),
        ),
        (
            {"from": "0 h", "to": "end", "kind": "wet", "value": "1 m"},
            "kind: found 'wet', expected one of speed_factor, depth",
        ),
        (
            {"from": "0 h", "to": "end", "kind": "depth", "value": 1},
            "value: found '1', expected a distance with its unit",
        ),
        (
            {"from": "0 h", "to": "end", "exposure": "fire", "share": 2},
            "share: found '2', expected at most 1",
        ),
        (
            {"from": "0 h", "to": "end", "exposure": "Fire"},
            "exposure: found 'Fire', expected an id of a-z, 0-9 and _.",
        ),
        (
            {"zone_id": "z9", "from": "0 h", "to": "end", "exposure": "fire"},
            "zone_id: found 'z9', expected a zone of the place. Correct the name.",
        ),
        (
            {"link_id": "abc", "from": "0 h", "to": "end", "speed_factor": 0},
            "link_id: found 'abc', expected a link_id of the network. Did you mean 'bc'?",
        ),
        (
            {"link_id": "bc", "from": "0 h", "to": "end", "exposure": "fire"},
            (
                "link_id: found 'bc', expected no road where people alone are exposed. Name their "
                "zone under zone_id, or draw the area."
            ),
        ),
        (
            {"zone_id": "z1", "from": "0 h", "to": "end", "kind": "depth", "value": "1 m"},
            (
                "zone_id: found 'z1', expected no zone where roads alone are slowed. Name the road "
                "under link_id, or draw the area."
            ),
        ),
        (
            {"released_s": "1 h", "from": "2 h", "to": "end", "speed_factor": 0},
            "released_s: found '1 h', expected a number of at least 0. Write a plain number.",
        ),
        (
            {"released_s": 7201, "from": "2 h", "to": "end", "speed_factor": 0},
            "released_s: found '7201', expected an instant that is not after the beginning.",
        ),
        (
            {"sample": "x", "from": "0 h", "to": "end", "speed_factor": 0},
            "sample: found 'x', expected a whole number from 0.",
        ),
    ],
)
def test_what_is_said_of_a_cell(check, beside, expected):
    """Each cell that cannot be: at the line of its feature, what would be right."""
    (said,) = check(collection(feature(**beside)))
    assert said.startswith(f"areas.geojson:2: {expected}")


def test_a_time_in_two_columns(check):
    """Two columns for one time are refused, whatever they say."""
    (said,) = check(collection(feature(from_s=0, **CLOSED)))
    assert said == (
        "areas.geojson: from: found two ways to say it, expected one of them. Keep one unit of a "
        "time."
    )


@pytest.mark.parametrize(
    ("part", "entry", "expected"),
    [
        (
            {"columns": {"value": "tiefe", "speed": "x"}},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.columns.speed: found 'speed', expected "
                    "one of link_id"
                ),
                (
                    "scenario.json:1: impacts[flood].areas.columns.speed: found no column 'x' in "
                    "areas.geojson, expected one of from, to, kind, value. Correct the name."
                ),
                (
                    "scenario.json:1: impacts[flood].areas.columns.value: found no column 'tiefe' "
                    "in areas.geojson, expected one of from, to, kind, value. Correct the name."
                ),
            ],
        ),
        (
            {"samples": 3, "set": {"sample": "1"}},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.samples: found 3, expected 2, the "
                    "samples in areas.geojson. State as many as there are."
                )
            ],
        ),
        (
            {"samples": 3},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.samples: found 3, expected 1, or a "
                    "column 'sample' in areas.geojson. All samples would be the same: state 1."
                )
            ],
        ),
        (
            {"layer": "roads"},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.layer: found 'roads' of areas.geojson, "
                    "expected no layer: GeoJSON has none. Take it out."
                )
            ],
        ),
        (
            {"samples": 2, "set": {"sample": "1"}},
            {},
            ["areas.geojson:1: sample: found no row for 0, expected every sample from 0 to 1."],
        ),
        (
            {},
            {"activate_at": None},
            [
                (
                    "areas.geojson:2: from: found '2026-07-05T08:30+08:00', expected a time since "
                    "the activation, which no date is known of. State 'time_zero_clock', the date "
                    "and time of the activation."
                )
            ],
        ),
        (
            {"unit": "furlong"},
            {},
            ["scenario.json:1: impacts[flood].areas.unit: found 'furlong', expected a unit such"],
        ),
        (
            {"crs": "EPSG:4326"},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.crs: found a network without a "
                    "reference system, expected a network that says where on Earth it "
                    "lies. State 'crs' in the network's config.csv."
                )
            ],
        ),
        (
            {"time_zero_clock": "2026-07-05 06:00:30pm"},
            {},
            [
                (
                    "scenario.json:1: impacts[flood].areas.time_zero_clock: found '2026-07-05 "
                    "06:00:30pm', expected a date and time."
                )
            ],
        ),
    ],
    ids=["columns", "samples", "same", "layer", "gap", "dormant", "unit", "no-crs", "zero"],
)
def test_what_is_said_of_the_part(check, part, entry, expected):
    """Columns, samples, dates and systems that do not fit to the file or the network."""
    said = check(collection(feature(**WET)), entry=entry, **part)
    assert len(said) == len(expected)
    for line, beginning in zip(sorted(said), expected, strict=True):
        assert line.startswith(beginning)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            '{"type": "FeatureCollection",\n "features": [}',
            (
                "areas.geojson:2: found Expecting value, expected GeoJSON: a FeatureCollection "
                "with at least one feature. Save the areas as GeoJSON in WGS 84."
            ),
        ),
        ("[1]", "areas.geojson:1: found no type, expected GeoJSON"),
        ("[" * 100_000, "areas.geojson:1: found lists too deep in lists, expected GeoJSON"),
        ('{"type": "Topology"}', "areas.geojson:1: found the type 'Topology', expected GeoJSON"),
        (collection(), "areas.geojson:1: found no feature, expected GeoJSON"),
        (
            '{"type": "FeatureCollection", "features": [3]}',
            "areas.geojson:1: found something else among the features, expected GeoJSON",
        ),
        ("ä".encode("latin-1"), "areas.geojson:1: found no text in UTF-8, expected GeoJSON"),
        (
            collection(feature([[0, 0], [1, 1]], "LineString", **CLOSED)),
            (
                "areas.geojson:2: geometry: found a LineString, expected a polygon, or the road "
                "or zone under link_id or zone_id. Draw the area, for example a buffer around the "
                "line or point."
            ),
        ),
        (
            collection({"type": "Feature", "geometry": None, "properties": CLOSED}),
            "areas.geojson:2: geometry: found no geometry, expected a polygon",
        ),
        (
            collection(feature([[[0, 0], [1, 1], [0, 0]]], **CLOSED)),
            (
                "areas.geojson:2: geometry: found a ring with fewer than three corners, or with "
                "one that is no number, expected a closed line around an area. Correct the shape "
                "in the program that wrote the file."
            ),
        ),
        (
            collection(feature([[[0, 0], [1, None], [0, 3]]], **CLOSED)),
            "areas.geojson:2: geometry: found a ring with fewer than three corners",
        ),
        (
            collection(feature(to="1 h", speed_factor=0)),
            (
                "areas.geojson: from: found no such column, expected the columns from, to, and "
                "speed_factor, kind or exposure. Name it under 'columns', or give all areas the "
                "same under 'set'."
            ),
        ),
        (
            collection(feature(**{"from": "0 h", "to": "1 h"})),
            "areas.geojson: speed_factor: found no such column, expected the columns from, to,",
        ),
        (
            collection(feature([[[9, 9], [9, 10], [10, 9]]], **CLOSED)),
            (
                "scenario.json:1: impacts[flood].areas.file: found areas that touch no road and "
                "hold no zone after the activation, expected an area on the roads of the place, "
                "at a time of the scenario. Check the reference system, the dates and the place."
            ),
        ),
    ],
    ids=[
        *("broken", "no-type", "deep", "topology", "empty", "no-feature", "latin", "line", "null"),
        *("two-corners", "no-number", "no-from", "no-effect", "nowhere"),
    ],
)
def test_what_is_said_of_a_file(check, text, expected):
    """One fault, and no trace of ours."""
    (said,) = check(text)
    assert said.startswith(expected)


def test_a_file_of_another_form(check):
    """What cannot be read says what can be."""
    (said,) = check("x", name="areas.kml")
    assert said.startswith(
        "areas.kml: found the file 'areas.kml', expected a file that ends with .geojson, .json, "
        ".gpkg, .zip. Export the areas as GeoJSON or GeoPackage, or pack the Shapefile as .zip."
    )


def test_a_star_that_stands_for_several_files(check, tmp_path):
    """An entry has one file of areas; warnings may have several."""
    for name in ("a1.geojson", "a2.geojson"):
        (tmp_path / name).write_text(collection(feature(**CLOSED)), encoding="utf-8")
    (said,) = check("", name="none.txt", file="a*.geojson")
    assert said == (
        "scenario.json:1: impacts[flood].areas.file: found 'a*.geojson', which stands for 2 files, "
        "expected one file. Write an entry for each of them."
    )
    assert check("", name="none.txt", file="a1*.geojson") == []


def test_samples_of_other_hazards_are_not_those_of_areas(tmp_path):
    """A scenario whose samples are laid out draws nothing here: each sample is that of the file."""
    write(tmp_path, collection(feature(**CLOSED)))
    scenario = json.loads((tmp_path / "scenario.json").read_text(encoding="utf-8"))
    design = {"samples": 4, "design": {"kind": "lhs", "randomisations": 2}}
    sets.write(tmp_path, {"scenario.json": scenario | design})
    assert len(load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"]) == 1
    four = [{"sample": n, "from_s": n, "to": "end", "speed_factor": 0} for n in range(4)]
    given, _network = read(tmp_path, collection(*(feature(**one) for one in four)), samples=4)
    scenario = json.loads((tmp_path / "scenario.json").read_text(encoding="utf-8"))
    sets.write(tmp_path, {"scenario.json": scenario | design})
    laid_out = load_run(tmp_path / "scenario.json").points[0].case.impacts["flood"]
    assert [one.content_hash for one in laid_out] == [one.content_hash for one in given]
    assert len({one.content_hash for one in given}) == 4
