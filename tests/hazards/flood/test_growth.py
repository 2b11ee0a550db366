"""Breaches that grow by published laws, and heights out of tiles."""

import zipfile

import numpy as np
import pytest

from sandtable.ground.plane import Plane
from sandtable.hazards.crossing import as_they_are
from sandtable.hazards.flood.grids import Layer
from sandtable.hazards.flood.ground import ground_in, middles
from sandtable.hazards.flood.growth import LAWS, froehlich_2008, grown, von_thun_gillette_1990
from sandtable.hazards.flood.heights import VOID, read_hgt
from sandtable.world.raster import RasterFault


def test_froehlich_by_hand():
    """10 million m³ behind 20 m: 0.27 x 1.3 x 1e7^0.32 x 20^0.04 = 68.8 m in 53 min."""
    final = froehlich_2008(1e7, 20.0)
    assert final.width_m == pytest.approx(68.78, abs=0.05)
    assert final.time_s == pytest.approx(63.2 * (1e7 / (9.81 * 400.0)) ** 0.5)
    assert froehlich_2008(1e7, 20.0, "piping").width_m == pytest.approx(final.width_m / 1.3)


def test_von_thun_and_gillette_by_hand():
    """5 million m³, 12 m of water: 2.5 x 12 + 18.3 m, in 0.18 h or 0.49 h."""
    assert von_thun_gillette_1990(5e6, 12.0) == pytest.approx((48.3, 0.49 * 3600.0))
    assert von_thun_gillette_1990(5e6, 12.0, is_erodible=True).time_s == pytest.approx(648.0)


@pytest.mark.parametrize("law", LAWS.values())
def test_more_water_never_makes_a_smaller_breach(law):
    """Width and time do not fall with the volume."""
    several = [law(volume, 10.0) for volume in (1e5, 1e6, 1e7, 1e8, 1e9)]
    assert several == sorted(several)


@pytest.mark.parametrize("course", ["linear", "sine"])
def test_growth_from_crest_to_bottom(course):
    """Half way at half the time, by either course; a sine begins slower."""
    breach = grown(froehlich_2008(1e7, 20.0), crest_m=35.0, bottom_m=25.0, course=course)
    end_s = breach.since_s[-1]
    width, invert = breach.at(0.5 * end_s)
    assert (width, invert) == pytest.approx((0.5 * breach.width_m[-1], 30.0))
    assert breach.at(2.0 * end_s)[1] == 25.0
    quarter = breach.at(0.25 * end_s)[0] / breach.width_m[-1]
    assert quarter == pytest.approx(0.25 if course == "linear" else 0.1464, abs=1e-3)


def tile(folder, heights, name="N42E001.hgt"):
    """Write heights as a tile."""
    file = folder / name
    file.write_bytes(np.array(heights).astype(">i2").tobytes())
    return file


def test_a_tile_with_voids(tmp_path):
    """A hole is filled from its rim inwards, and its points are counted."""
    heights = np.full((1201, 1201), 100)
    heights[3:7, 3:8] = VOID
    heights[0, 0] = 140
    found = read_hgt(tile(tmp_path, heights))
    assert (found.voids, found.north, found.west, found.step) == (20, 43.0, 1.0, 1 / 1200)
    assert found.z_m[5, 5] == 100.0
    assert found.z_m[0, 0] == 140.0


def test_a_packed_tile_of_the_south_west(tmp_path):
    """The corner is the south-west one, in whatever hemisphere."""
    file = tmp_path / "S31W052.hgt.zip"
    with zipfile.ZipFile(file, "w") as packed:
        heights = np.arange(1201 * 1201) % 1000
        packed.writestr("S31W052.hgt", heights.astype(">i2").tobytes())
    found = read_hgt(file)
    assert (found.north, found.west, found.z_m[0, 0], found.z_m[2, 2]) == (-30.0, -52.0, 0, 404)


def test_square_cells_of_a_slope(tmp_path):
    """A plane in degrees is the same plane in square cells; points fall where they belong."""
    row, column = np.mgrid[0:1201, 0:1201] / 12.0
    found = read_hgt(tile(tmp_path, 1000 + 3 * row + 2 * column))
    plane, layer = Plane(1.45, 42.5), Layer(found, "EPSG:4326", as_they_are)
    ground = ground_in(layer, (1.2, 42.2, 1.7, 42.8), 500.0, plane=plane, network_crs="EPSG:4326")
    z, raster = ground.z_m, ground.raster
    ((x, y),) = plane.metres(np.array([[1.4, 42.5]])).tolist()
    at = int((raster.top - y) / 500.0), int((x - raster.left) / 500.0)
    assert z[at] == pytest.approx(1000.0 + 3 * 50 + 2 * 40, abs=3.0)
    assert z.shape == raster.shape == (133, 81)


def test_ground_ends_where_the_heights_do(tmp_path):
    """A box that goes beyond a tile has cells within it alone, and none if it lies elsewhere."""
    layer = Layer(read_hgt(tile(tmp_path, np.ones((1201, 1201)))), "EPSG:4326", as_they_are)
    plane = Plane(1.9, 42.9)
    wide = ground_in(layer, (1.8, 42.8, 2.5, 43.5), 500.0, plane=plane, network_crs="EPSG:4326")
    lon, lat = middles(wide.raster, plane)
    assert (lon.max() <= 2.0, lat.max() <= 43.0) == (True, True)
    assert min(wide.raster.shape) > 20
    with pytest.raises(RasterFault, match="where the roads are"):
        ground_in(layer, (5.0, 50.0, 5.5, 50.5), 500.0, plane=plane, network_crs="EPSG:4326")


@pytest.mark.parametrize(
    ("name", "heights", "words"),
    [
        ("tile.hgt", [[1, 2], [3, 4]], "no corner in the name"),
        ("N01E001.hgt", [1, 2, 3], "found 3 heights, expected a square"),
        ("N01E001.hgt", np.zeros((1200, 1200)), "found 1440000 heights, expected a square, 1201"),
        ("N01E001.hgt", np.full((1201, 1201), VOID), "no height at all"),
    ],
)
def test_tiles_that_make_no_sense(tmp_path, name, heights, words):
    """Name, size and content are checked."""
    with pytest.raises(ValueError, match=words):
        read_hgt(tile(tmp_path, heights, name))


def test_a_packed_file_without_a_tile(tmp_path):
    """Which of none, or of several, nobody can say."""
    file = tmp_path / "N01E001.hgt.zip"
    with zipfile.ZipFile(file, "w"):
        pass
    with pytest.raises(ValueError, match=r"0 files \.hgt inside"):
        read_hgt(file)
