import numpy as np
import pytest

from sandtable.ground.ellipsoid import line_lengths, local_metres, step_lengths

LUCK = np.random.default_rng(4)


def geod():
    """Return the reference, or skip."""
    pyproj = pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    return pyproj.Geod(ellps="WGS84")


@pytest.mark.parametrize(("longest_m", "error"), [(1_000.0, 1e-7), (10_000.0, 1e-5)])
def test_lengths_of_steps(longest_m, error):
    """Steps are as long as the geodesics of Karney's method in PROJ, anywhere up to 75 degrees."""
    n = 20_000
    lon, lat = LUCK.uniform(-180.0, 180.0, n), LUCK.uniform(-75.0, 75.0, n)
    far = LUCK.uniform(1.0, longest_m, n)
    lon2, lat2, _back = geod().fwd(lon, lat, LUCK.uniform(0.0, 360.0, n), far)
    steps = step_lengths(np.column_stack((lon, lon2)).ravel(), np.column_stack((lat, lat2)).ravel())
    assert np.abs(steps[::2] / far - 1.0).max() < error


def test_lengths_of_lines():
    """A line is the sum of its steps, and a line without points has no length."""
    lon = np.array([112.0, 112.1, 112.1, 113.0, 113.0])
    lat = np.array([29.0, 29.0, 29.1, 30.0, 30.05])
    lengths = line_lengths(np.array([0, 3, 3, 5]), lon, lat)
    expected = [geod().line_length(lon[:3], lat[:3]), 0.0, geod().line_length(lon[3:], lat[3:])]
    assert lengths == pytest.approx(expected, rel=1e-5)
    none = np.zeros(0)
    assert line_lengths(np.array([0, 0]), none, none).tolist() == [0.0]


def test_plane_is_the_transverse_mercator_of_proj():
    """The plane of a county is PROJ's to a millimetre, three degrees to either side."""
    pyproj = pytest.importorskip("pyproj", reason="the extra [gis] is not installed")
    lon, lat = LUCK.uniform(109.0, 115.0, 1000), LUCK.uniform(-50.0, 70.0, 1000)
    middle = ((lon.min() + lon.max()) / 2, (lat.min() + lat.max()) / 2)
    proj = pyproj.Proj(proj="tmerc", lon_0=middle[0], lat_0=middle[1], ellps="WGS84")
    assert np.allclose(local_metres(lon, lat), proj(lon, lat), rtol=0.0, atol=1e-3)


def test_plane_keeps_what_is_unknown():
    """Unknown places stay unknown, and do not move the middle."""
    x, y = local_metres(np.array([112.0, np.nan, 112.2]), np.array([29.0, np.nan, 29.2]))
    assert np.isnan(x[1])
    assert np.isnan(y[1])
    assert x[0] == pytest.approx(-x[2], rel=5e-3)
    none = local_metres(np.array([np.nan]), np.array([np.nan]))
    assert np.isnan(none).all()
