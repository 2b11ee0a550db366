"""Networks from GMNS tables: what they may say, and every fault of all files at once."""

import math

import numpy as np
import pytest
from tests.routing.networks import by_scipy

from sandtable.files.network_classes import DEFAULT_SPEED_KMH
from sandtable.files.network_reader import read_network
from sandtable.ground.faults import UserFaults

NODES = "node_id,x_coord,y_coord\na,0,0\nb,1,0\n"
LINKS = "link_id,from_node_id,to_node_id,directed,length,free_speed\n"
CONFIG = "long_length,speed,crs,kind\n"


@pytest.fixture
def folder(tmp_path):
    """Return a function that writes the files of a network and tells its folder."""

    def write(links=LINKS + "ab,a,b,1,100,36\n", nodes=NODES, config=None, readme=None):
        files = {"node.csv": nodes, "link.csv": links, "config.csv": config, "README.md": readme}
        for name, text in files.items():
            if text is not None:
                (tmp_path / name).write_text(text, "utf-8")
        return tmp_path

    return write


def faults(folder):
    """Return the faults of a network: file, line, column, field, found, expected, repair."""
    with pytest.raises(UserFaults) as caught:
        read_network(folder, "n")
    return [
        (f.file, f.line, f.column, f.field, f.found, f.expected, f.repair)
        for f in caught.value.faults
    ]


def places(folder):
    """Return file, line and field of each fault."""
    return [(file, line, field) for file, line, _column, field, *_said in faults(folder)]


def test_the_network_on_paper(four_nodes):
    """Eight arcs of whole kilometres at 60 km/h; the README's table of minutes is right."""
    network = read_network(four_nodes, "four_nodes")
    assert network.node_ids.tolist() == ["a", "b", "c", "d"]
    assert network.arc_ids.tolist() == ["ab", "ac", "ba", "bc", "ca", "cb", "cd", "dc"]
    assert network.length_m.tolist() == [1000, 5000, 1000, 2000, 5000, 2000, 3000, 3000]
    assert set(network.road_ids.tolist()) == {"market", "mill", "ring", "east"}
    assert network.free_speed_mps.tolist() == [60 / 3.6] * 8
    assert network.kind == "schematic"
    rows = [
        line for line in (four_nodes / "README.md").read_text("utf-8").splitlines() if "|" in line
    ]
    for row in rows[2:]:
        roads, *cells = (cell.strip() for cell in row.strip("|").split("|"))
        seconds = (network.length_m / network.free_speed_mps).copy()
        for road in roads.split("`")[1::2]:
            seconds[network.arcs_of_road(road)] = np.inf
        minutes = [math.inf if cell == "–" else float(cell) for cell in cells]
        exact = by_scipy(network, seconds, range(4)) / 60
        for way in (exact, exact.T):
            assert way[np.triu_indices(4, 1)].tolist() == pytest.approx(minutes), row


def test_the_order_of_rows_decides_nothing(folder):
    """Nodes and arcs are numbered by id, so that shuffled files are the same network."""
    links = ["ab,a,b,1,100,36", "ba,b,a,1,100,36", "zz,a,b,1,90,36"]
    first = read_network(folder(LINKS + "\n".join(links)), "n")
    nodes = "node_id,x_coord,y_coord\nb,1,0\na,0,0\n"
    second = read_network(folder(LINKS + "\n".join(reversed(links)), nodes), "n")
    assert first.content_hash == second.content_hash
    assert second.arc_ids.tolist() == ["ab", "ba", "zz"]
    assert second.tail.tolist() == [0, 1, 0]


@pytest.mark.parametrize(
    ("config", "length", "speed"),
    [
        (None, 2.0, 10.0),
        (CONFIG + "km,m/s,,\n", 2000.0, 36.0),
        (CONFIG + "Miles,mph,,\n", 2 * 1609.344, 36 * 1609.344 / 3600),
        (CONFIG + "ft,km/h,,\n", 2 * 0.3048, 10.0),
        ("crs\nepsg:4490\n", 2.0, 10.0),
    ],
    ids=["no config", "km and m/s", "miles and mph", "feet", "only a crs"],
)
def test_units_are_declared(folder, config, length, speed):
    """A length of 2 and a speed of 36 in every unit."""
    network = read_network(folder(LINKS + "ab,a,b,1,2,36\n", config=config), "n")
    assert network.length_m.tolist() == [pytest.approx(length, rel=1e-15)]
    assert network.free_speed_mps.tolist() == [pytest.approx(speed, rel=1e-15)]


def test_a_link_of_both_directions_becomes_two_arcs(folder):
    """The second has _r at its end and shares the road; everything else is the same."""
    links = (
        "link_id,from_node_id,to_node_id,directed,length,free_speed,road_id,max_weight_t\n"
        "ab,a,b,0,100,36,,12\nloop,b,b,false,5,36,r1,\nc,a,b,1,7,36,r1,\n"
    )
    network = read_network(folder(links), "n")
    assert network.arc_ids.tolist() == ["ab", "ab_r", "c", "loop", "loop_r"]
    assert network.road_ids.tolist() == ["ab", "ab", "r1", "r1", "r1"]
    assert network.tail.tolist() == [0, 1, 0, 1, 1]
    assert network.head.tolist() == [1, 0, 1, 1, 1]
    assert network.max_weight_kg.tolist()[:2] == [12_000.0, 12_000.0]


def test_both_directions_between_two_nodes_are_one_road(folder):
    """Where no road_id is stated, one closure closes both."""
    network = read_network(folder(LINKS + "ab,a,b,1,1,36\nba,b,a,1,1,36\n"), "n")
    assert network.road_ids.tolist() == ["a_b", "a_b"]


def test_numbers_as_ids_get_a_letter(folder):
    """Nodes n, links l, roads r (contracts §1); letters stay."""
    nodes = "node_id,x_coord,y_coord\n1,0,0\n02,1,0\n"
    links = LINKS.replace("\n", ",road_id\n") + "10,1,02,1,5,36,7\nx,02,1,1,5,36,7\n"
    network = read_network(folder(links, nodes), "n")
    assert network.node_ids.tolist() == ["n02", "n1"]
    assert network.arc_ids.tolist() == ["l10", "x"]
    assert network.road_ids.tolist() == ["r7", "r7"]


def test_limits_are_read_in_their_units(folder):
    """Tonnes or kilograms, metres; blank is unknown."""
    links = (
        "link_id,from_node_id,to_node_id,directed,length,free_speed,max_weight,max_weight_t,"
        "max_height_m,max_width_m\nl1,a,b,1,5,36,,12.5,3.5,\nl2,a,b,1,5,36,9000,,,2.2\n"
    )
    network = read_network(folder(links), "n")
    assert network.max_weight_kg.tolist() == [12_500.0, 9000.0]
    assert network.max_height_m[0] == 3.5
    assert np.isnan(network.max_height_m[1])
    assert network.max_width_m[1] == 2.2


def test_speeds_that_nobody_states_are_assumed_by_class(folder):
    """The table of defaults; a stated speed wins, and Chinese classes have English names."""
    links = (
        "路段编号,起点,终点,单向,长度,限速,等级\n"
        "l1,a,b,1,5,,县道\nl2,a,b,1,5,20,county\nl3,a,b,是,5,,primary\nl4,a,b,否,5,,国道\n"
    )
    network = read_network(folder(links), "n")
    assert network.facility_type.tolist() == ["county", "county", "primary", "national", "national"]
    assert (network.free_speed_mps * 3.6).tolist() == pytest.approx([40, 20, 50, 60, 60])
    assert all(5 <= speed <= 120 for speed in DEFAULT_SPEED_KMH.values())


def test_the_page_tells_every_assumed_speed(project):
    """The table of docs/networks.md is that of the code."""
    page = (project / "docs" / "networks.md").read_text("utf-8").split("**Speeds by class**")[1]
    rows = [line.strip("|").split("|") for line in page.splitlines() if line.startswith("| `")]
    told = {name: float(kmh) for names, kmh in rows for name in names.split("`")[1::2]}
    assert told == DEFAULT_SPEED_KMH


def test_where_it_comes_from_is_kept(folder):
    """Reference system, kind, and the line of the README for pictures."""
    network = read_network(
        folder(
            config=CONFIG + "m,km/h,EPSG:4326,schematic\n", readme="# N\n\nAttribution: us, 2026 \n"
        ),
        "n",
    )
    assert (network.crs, network.kind) == ("EPSG:4326", "schematic")
    assert network.attribution == "us, 2026"
    assert read_network(folder(readme="# N\n"), "n").attribution == ""


def test_columns_of_others_are_ignored(folder):
    """GMNS tolerates further columns, and so do we, whatever they hold."""
    links = LINKS.replace("\n", ",capacity,grade\n") + "ab,a,b,1,100,36,many,x\n"
    assert read_network(folder(links), "n").n_arcs == 1


def test_all_faults_of_all_files_at_once(folder):
    """Every row has a fault of its own, in reading order, each with what to do."""
    links = LINKS + (
        "ab,a,x,1,100,36\n"
        "ab,a,b,1,0,36\n"
        "cd,a,b,2,-5,0\n"
        "Ef,a,b,1,far,fast\n"
        "gh,a,b,1,,36\n"
        "ij,a,b,1,1_0,inf\n"
    )
    nodes = "node_id,x_coord,y_coord\na,0,0\nb,east,0\na,1,\n"
    config = CONFIG + "yard,km/h,,map\n"
    folder(links, nodes, config)
    assert places(folder(links, nodes, config)) == [
        ("n/config.csv", 2, "long_length"),
        ("n/config.csv", 2, "kind"),
        ("n/link.csv", 2, "to_node_id"),
        ("n/link.csv", 3, "link_id"),
        ("n/link.csv", 3, "length"),
        ("n/link.csv", 4, "directed"),
        ("n/link.csv", 4, "length"),
        ("n/link.csv", 4, "free_speed"),
        ("n/link.csv", 5, "link_id"),
        ("n/link.csv", 5, "length"),
        ("n/link.csv", 5, "free_speed"),
        ("n/link.csv", 6, "length"),
        ("n/link.csv", 7, "length"),
        ("n/link.csv", 7, "free_speed"),
        ("n/node.csv", 3, "x_coord"),
        ("n/node.csv", 4, "node_id"),
        ("n/node.csv", 4, "y_coord"),
    ]


def test_a_fault_says_what_was_found(folder):
    """Place, value, expectation and repair of three kinds of slips."""
    nodes = "node_id,x_coord,y_coord\nstation,0,0\nmarket,1,0\n"
    links = LINKS + "l1,station,markt,1,100,36\nl1,market,station,1,0,36\n"
    assert faults(folder(links, nodes)) == [
        (
            "n/link.csv",
            2,
            3,
            "to_node_id",
            "'markt'",
            "a node_id of node.csv",
            "Did you mean 'market'?",
        ),
        (
            "n/link.csv",
            3,
            1,
            "link_id",
            "'l1'",
            "it once; the first is in line 2",
            "Give each its own id.",
        ),
        ("n/link.csv", 3, 5, "length", "'0'", "a length above 0", "Write a plain number."),
    ]


def test_large_networks_are_not_searched_for_near_names(folder):
    """Among a thousand nodes an unknown one is told without a guess."""
    nodes = "node_id,x_coord,y_coord\n" + "".join(f"{k},0,0\n" for k in range(1000))
    ((*_place, found, _expected, repair),) = faults(folder(LINKS + "l1,1,n1x,1,5,36\n", nodes))
    assert (found, repair) == ("'n1x'", "Correct the name.")


def test_missing_columns_and_files(folder, tmp_path):
    """Each is told; no speed and no class is one fault, not one for each row."""
    found = faults(folder("link_id,to_node_id\nl1,a\n", "node_id,lon,lat\na,1,1\n"))
    assert [(file, line, field) for file, line, _column, field, *_said in found] == [
        ("n/link.csv", 1, "directed"),
        ("n/link.csv", 1, "from_node_id"),
        ("n/link.csv", 1, "length"),
        ("n/node.csv", 1, "x_coord"),
        ("n/node.csv", 1, "y_coord"),
    ]
    no_speed = LINKS.replace(",free_speed", "") + "l1,a,b,1,5\nl2,b,a,1,5\n"
    ((*_place, expected, _repair),) = faults(folder(no_speed, NODES))
    assert expected == "the columns free_speed, facility_type"
    (tmp_path / "node.csv").unlink()
    assert places(tmp_path)[0] == ("n/link.csv", 1, "")
    assert ("n/node.csv", 0, "") in places(tmp_path)
    ((file, *_place, found, _expected, _repair),) = faults(tmp_path / "nowhere")
    assert (file, found) == ("n", "no such folder")


def test_a_class_without_speed_is_told_once(folder):
    """A hundred rows of an unknown class are one repair."""
    header = LINKS.replace("free_speed", "free_speed,facility_type")
    rows = "".join(f"l{k},a,b,1,5,,lane\n" for k in range(100))
    ((file, line, _column, field, found, expected, _repair),) = faults(folder(header + rows))
    assert (file, line, field, found) == ("n/link.csv", 2, "free_speed", "nothing")
    assert expected.startswith("a free_speed, or a facility_type among motorway, ")


def test_an_empty_network_is_no_network(folder):
    """Headers alone are not enough, in either file."""
    found = faults(folder(LINKS, "node_id,x_coord,y_coord\n"))
    assert [(file, text) for file, *_place, text, _expected, _repair in found] == [
        ("n/link.csv", "no rows"),
        ("n/node.csv", "no rows"),
    ]


@pytest.mark.parametrize(
    ("nodes", "expected"),
    [
        ("a,29.5,112.5\nb,29.6,112.6\n", [(2, "y_coord", "a latitude between -90 and 90")]),
        ("a,112.5,29.5\nb,1125,29.6\n", [(3, "x_coord", "degrees between -180 and 180")]),
        ("a,112.5,29.5\nb,112.6,112.6\n", [(3, "y_coord", "degrees between -90 and 90")]),
        ("a,112.5,29.5\nb,112.6,29.6\n", None),
    ],
    ids=["exchanged", "no longitude", "no latitude", "right"],
)
def test_coordinates_out_of_range(folder, nodes, expected):
    """Exchanged columns are told once, single slips in their rows; metres have no range."""
    text = "node_id,x_coord,y_coord\n" + nodes
    degrees = folder(nodes=text, config=CONFIG + "m,km/h,EPSG:4326,\n")
    if expected is None:
        assert read_network(degrees, "n").x.tolist() == [112.5, 112.6]
    else:
        found = [(line, field, said) for _f, line, _c, field, _found, said, _r in faults(degrees)]
        assert found == expected
        assert read_network(folder(nodes=text, config=CONFIG + "m,km/h,,\n"), "n").n_nodes == 2


def test_the_id_of_a_way_back_must_be_free(folder):
    """A two-way link whose second id belongs to another, or would be too long."""
    links = (
        LINKS + f"ab,a,b,0,5,36\nab_r,b,a,1,5,36\n{'x' * 62},a,b,0,5,36\n{'y' * 64},a,b,1,5,36\n"
    )
    assert places(folder(links)) == [
        ("n/link.csv", 2, "link_id"),
        ("n/link.csv", 4, "link_id"),
        ("n/link.csv", 5, "link_id"),
    ]


def test_a_config_has_one_row(folder):
    """Two would contradict each other."""
    ((file, *_place, found, _expected, _repair),) = faults(folder(config=CONFIG + "m,,,\nkm,,,\n"))
    assert (file, found) == ("n/config.csv", "2 rows")


def test_lithgow(shared):
    """The real one: counts and lengths of its README, one strong component, known minutes."""
    network = read_network(shared / "networks" / "lithgow", "lithgow")
    assert (network.n_nodes, network.n_arcs) == (6502, 14919)
    assert len(set(network.road_ids.tolist())) == 7924
    first = {road: at for at, road in reversed(list(enumerate(network.road_ids.tolist())))}
    assert network.length_m[list(first.values())].sum() / 1000 == pytest.approx(2339, abs=1)
    start, goal = (_nearest(network, *at) for at in ((150.157, -33.483), (150.504, -33.5035)))
    seconds = by_scipy(network, network.length_m / network.free_speed_mps, [start])[0]
    assert np.all(np.isfinite(seconds))
    assert seconds[goal] / 60 == pytest.approx(37.7, abs=0.05)


def _nearest(network, x, y):
    """Return the node nearest to a place."""
    return int(np.argmin(np.hypot((network.x - x) * math.cos(math.radians(y)), network.y - y)))


RICH = (
    "路段编号,起点,终点,单向,长度,限速,桥梁,隧道,漫水,堤顶,路面,车道数,路面高程,允许水深,名称,来源编号\n"
    "l1,a,b,否,100,36,是,,0,1,沥青,2,-1.5,0.3,东 桥,way 7\n"
    "l2,a,b,是,100,36,否,1,,,,,,,,\n"
)


def test_what_few_tables_know_is_read(folder):
    """Bridges, tunnels, fords, dike roads, surface, lanes, heights, names: in Chinese too."""
    network = read_network(folder(RICH, "节点编号,经度,纬度,高程\na,0,0,12.5\nb,1,0,\n"), "n")
    assert network.arc_ids.tolist() == ["l1", "l1_r", "l2"]
    assert network.is_bridge.tolist() == [True, True, False]
    assert network.is_tunnel.tolist() == [False, False, True]
    assert network.is_ford.tolist() == [False] * 3
    assert network.is_dike_road.tolist() == [True, True, False]
    assert network.surface.tolist() == ["沥青", "沥青", ""]
    assert network.names.tolist() == ["东 桥", "东 桥", ""]
    assert network.origins.tolist() == ["way 7", "way 7", ""]
    assert network.lanes.tolist()[:2] == [2.0, 2.0]
    assert network.road_z_m.tolist()[:2] == [-1.5, -1.5]
    assert network.max_depth_m.tolist()[:2] == [0.3, 0.3]
    assert np.isnan([network.lanes[2], network.road_z_m[2], network.z_m[1]]).all()
    assert network.z_m[0] == 12.5


BENT = "link_id,from_node_id,to_node_id,directed,length,free_speed,geometry_id,dir_flag,geometry\n"


def test_courses_are_read_and_shared(folder):
    """By name from geometry.csv, along or against it; in link.csv itself; 3-D points lose z."""
    links = BENT + (
        "l1,a,b,0,1,36,g1,,\n"
        "l2,b,a,1,1,36,g1,-1,\n"
        'l3,a,b,1,1,36,,,"linestring z (0 0 5, 1 3 5, 1 0 5)"\n'
        "l4,a,b,1,1,36,,,\n"
    )
    where = folder(links)
    geometry = 'geometry_id,geometry\ng1,"LINESTRING (0 0, 0.5 2e0, 1 0)"\n'
    (where / "geometry.csv").write_text(geometry, "utf-8")
    network = read_network(where, "n")
    assert network.arc_ids.tolist() == ["l1", "l1_r", "l2", "l3", "l4"]
    assert network.arc_shape.tolist() == [1, -1, -1, 2, 0]
    assert network.points(2)[0].tolist() == [1.0, 0.5, 0.0]
    assert network.points(3)[1].tolist() == [0.0, 3.0, 0.0]


def test_names_of_courses_without_a_table_mean_nothing(folder):
    """A folder of others without geometry.csv has straight roads."""
    assert read_network(folder(BENT + "l1,a,b,1,1,36,g1,,\n"), "n").arc_shape.tolist() == [0]


def test_what_few_tables_know_can_be_wrong(folder):
    """A fault for each cell, in the links and in the courses."""
    links = BENT.replace("\n", ",is_bridge,lanes,road_z_m\n") + (
        "l1,a,b,1,1,36,g1,2,,perhaps,-1,high\nl2,a,b,1,1,36,g3,,LINESTRING (0 0),,,\n"
    )
    where = folder(links)
    geometry = (
        "geometry_id,geometry\ng1,POINT (0 0)\ng2,LINESTRING (0 0; 1 1)\ng2,\n"
        ',"LINESTRING (0 0, 1 1)"\n'
    )
    (where / "geometry.csv").write_text(geometry, "utf-8")
    assert sorted(places(where)) == [
        ("n/geometry.csv", 2, "geometry"),
        ("n/geometry.csv", 3, "geometry"),
        ("n/geometry.csv", 4, "geometry"),
        ("n/geometry.csv", 4, "geometry_id"),
        ("n/geometry.csv", 5, "geometry_id"),
        ("n/link.csv", 2, "dir_flag"),
        ("n/link.csv", 2, "is_bridge"),
        ("n/link.csv", 2, "lanes"),
        ("n/link.csv", 2, "road_z_m"),
        ("n/link.csv", 3, "geometry"),
        ("n/link.csv", 3, "geometry_id"),
    ]


def test_a_table_of_courses_may_be_wrong_as_a_whole(folder):
    """Without its columns there is a fault for each."""
    where = folder(BENT + "l1,a,b,1,1,36,g1,,\n")
    (where / "geometry.csv").write_text("id,wkt\ng1,x\n", "utf-8")
    assert [field for _file, _line, field in places(where)] == ["geometry", "geometry_id"]
