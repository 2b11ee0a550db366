"""Heights out of rasters, tiles side by side, codes of cover."""

import numpy as np
import pytest

from sandtable.files.reader import NamedFile
from sandtable.hazards.flood.grids import joined, read_codes, read_layer
from sandtable.hazards.flood.heights import Heights
from sandtable.world.raster import RasterFault


def named(file):
    """Return a file as an entry names it."""
    return NamedFile(path=file, name=file.name)


def tile(west, north, value, step=0.5):
    """Return three by three heights of one value."""
    return Heights(z_m=np.full((3, 3), value), north=north, west=west, step=step, voids=1)


def test_tiles_side_by_side_are_one():
    """Two tiles of one degree: five columns; the shared one is that of the second; voids add up."""
    both = joined([tile(1.0, 43.0, 5.0), tile(2.0, 43.0, 7.0)])
    assert both.z_m.tolist() == [[5.0, 5.0, 7.0, 7.0, 7.0]] * 3
    assert (both.box, both.voids) == ((1.0, 42.0, 3.0, 43.0), 2)


def test_tiles_with_a_gap_or_of_two_steps():
    """Corner to corner leaves two corners empty."""
    with pytest.raises(ValueError, match="a gap between tiles"):
        joined([tile(1.0, 43.0, 5.0), tile(2.0, 42.0, 7.0)])
    with pytest.raises(ValueError, match="different steps"):
        joined([tile(1.0, 43.0, 5.0), tile(2.0, 43.0, 7.0, step=0.25)])


def grid(folder, values, name="z.asc", corner=(0.0, 0.0), cell=100.0):
    """Write an ESRI ASCII grid."""
    head = f"ncols {len(values[0])}\nnrows {len(values)}\nxllcorner {corner[0]}\n"
    head += f"yllcorner {corner[1]}\ncellsize {cell}\n"
    file = folder / name
    file.write_text(head + "\n".join(" ".join(map(str, row)) for row in values))
    return named(file)


def test_a_grid_of_middles_of_cells(tmp_path):
    """Corner at 0, 0: the first point lies half a cell in; -9999 is void and filled."""
    layer = read_layer([grid(tmp_path, [[1, 2], [3, -9999]])], "network", "")
    heights = layer.heights
    assert (heights.west, heights.north, heights.box) == (50.0, 150.0, (0.0, 0.0, 200.0, 200.0))
    assert (heights.voids, heights.z_m[1, 1]) == (1, 2.0)
    assert heights.at(np.array([100.0]), np.array([150.0])) == pytest.approx([1.5])


def test_codes_are_those_of_the_cell(tmp_path):
    """No code is between two; a place outside is refused."""
    file = grid(tmp_path, [[10, 20], [30, 40]])
    x, y = np.array([99.0, 101.0]), np.array([101.0, 99.0])
    assert read_codes(file, "network", "", x, y).tolist() == [10, 40]
    with pytest.raises(RasterFault, match="nothing in 1 cells"):
        read_codes(file, "network", "", x + 100.0, y)


def test_a_geotiff_in_degrees_says_its_system(tmp_path):
    """Nothing need be stated: the network's degrees are brought into it as they are."""
    rasterio = pytest.importorskip("rasterio", reason="the extra [gis] is not installed")
    file = tmp_path / "z.tif"
    z = np.arange(6, dtype=np.float32).reshape(2, 3)
    place = rasterio.Affine(0.01, 0.0, 112.0, 0.0, -0.01, 30.0)
    shape = {"width": 3, "height": 2, "count": 1, "dtype": "float32", "nodata": -1.0}
    with rasterio.open(file, "w", driver="GTiff", crs="EPSG:4326", transform=place, **shape) as out:
        out.write(z, 1)
    layer = read_layer([named(file)], "", "EPSG:4490")
    assert layer.crs == "EPSG:4326"
    assert layer.heights.at(np.array([112.005]), np.array([29.985])) == pytest.approx([3.0])
