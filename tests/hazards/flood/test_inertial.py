"""The local-inertial scheme against exact and plain solutions, and what it must conserve."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from tests.hazards.flood.plain_inertial import run

from sandtable.hazards.flood import Breach, DikeBreach, Inertial, Inlet, OpenEdge, Terrain
from sandtable.hazards.flood.domain import manning_of
from sandtable.hazards.flood.exact import wave_depth
from sandtable.hazards.flood.sources import cube_root

HOUR_S = 3600.0


def hills(rows=40, columns=55, seed=1, height=8.0):
    """Return smooth random ground [m]."""
    rough = np.random.default_rng(seed).normal(size=(rows, columns))
    smooth = gaussian_filter(rough, 4.0)
    return height * (smooth - smooth.min()) / np.ptp(smooth)


def wave(theta=0.8, alpha=0.55, cell_m=25.0):
    """Return places, depths and exact depths of the wave of Hunter et al. after an hour."""
    u, n, end_s = 0.635, 0.01, HOUR_S
    cells = int(1.5 * u * end_s / cell_m)
    stage = tuple((t, float(wave_depth(0.0, t, u, n))) for t in np.linspace(0.0, end_s, 361))
    flood = Inertial(
        Terrain(z_m=np.zeros((1, cells)), cell_m=cell_m, manning=n),
        edges=[OpenEdge(side="left", stage_m=stage)],
        theta=theta,
        alpha=alpha,
    )
    flood.until(end_s)
    x = cell_m * np.arange(1.0, cells + 1.0)
    return x, flood.frame().values["depth"][0], wave_depth(x, end_s, u, n)


@pytest.mark.parametrize("theta", [0.7, 0.8, 1.0])
def test_wave_over_a_dry_bed(theta):
    """RMSE at most 0.03 m, 1000 m from the inlet within 2 %: the tolerances of the shared case."""
    x, depth, exact = wave(theta)
    assert np.sqrt(np.mean((depth - exact) ** 2)) <= 0.03
    assert np.interp(1000.0, x, depth) == pytest.approx(np.interp(1000.0, x, exact), rel=0.02)


def test_half_the_step_halves_what_the_step_changes():
    """First order in time at theta = 1: below 1 / √2 it is nearer to half than to no less."""
    depths = [wave(theta=1.0, alpha=alpha)[1] for alpha in (0.6, 0.3, 0.15, 0.075)]
    changed = [np.abs(b - a).sum() for a, b in pairwise(depths)]
    assert all(b < a / np.sqrt(2.0) for a, b in pairwise(changed))


def test_shallow_water_runs_steadily_down_steep_ground():
    """Steady rain on a slope of 0.1: depths stand still at normal depth, within 1 %.

    With the friction of the discharge before the step they swing by a third of it for ever.
    """
    columns, slope, n, rain = 60, 0.1, 0.1, 3e-5
    z = np.repeat(slope * 10.0 * np.arange(columns)[np.newaxis, ::-1], 2, axis=0)
    normal = (rain * 10.0 * np.arange(1.0, columns + 1.0) * n / np.sqrt(slope)) ** 0.6
    flood = Inertial(
        Terrain(z_m=z, cell_m=10.0, manning=n),
        rain_mps=((0.0, rain),),
        edges=[OpenEdge(side="right", slope=slope)],
    )
    flood.until(2 * HOUR_S)
    for frame in flood.frames(flood.time_s + np.arange(1.0, 60.0)):
        assert frame.values["depth"][0, 10:-2] == pytest.approx(normal[10:-2], rel=0.01)


def test_waves_in_a_basin_die_down():
    """A heap of water in a closed basin sloshes less and less, at the step that is the default."""
    depth = np.full((10, 10), 2.0)
    depth[0, 4:6] = 3.0
    flood = Inertial(Terrain(z_m=np.zeros((10, 10)), cell_m=50.0), depth_m=depth)
    heights = [
        np.ptp(frame.values["depth"]) for frame in flood.frames([60.0, 600.0, HOUR_S, 4 * HOUR_S])
    ]
    assert all(b < 0.5 * a for a, b in pairwise(heights))
    assert heights[-1] < 1e-3


def test_a_step_too_long_is_refused():
    """At 0.7 and theta = 0.8 the waves of that basin would grow to 2.5 m within the hour."""
    with pytest.raises(ValueError, match=r"found 0\.7, expected below"):
        Inertial(Terrain(z_m=np.zeros((3, 3)), cell_m=10.0), alpha=0.7)


def test_lake_at_rest():
    """A lake around islands moves by no more than 1e-9 m in 72 hours."""
    z = hills()
    depth = np.maximum(4.0 - z, 0.0)
    flood = Inertial(Terrain(z_m=z, cell_m=100.0), depth_m=depth)
    flood.until(72 * HOUR_S)
    assert np.abs(flood.frame().values["depth"] - depth).max() < 1e-9
    assert np.abs(flood.frame().values["velocity"]).max() < 1e-9


@pytest.mark.parametrize("seed", range(4))
def test_tiles_equal_the_whole_domain(seed):
    """A heap of water runs down random hills: the same as in plain NumPy without any tiles."""
    z = hills(seed=seed, height=20.0)
    depth = np.zeros(z.shape)
    depth[2:9, 3:8] = 3.0
    rough = 0.03 + 0.02 * np.random.default_rng(seed).random(z.shape)
    flood = Inertial(Terrain(z_m=z, cell_m=30.0, manning=rough), depth_m=depth)
    flood.until(1500.0)
    assert np.abs(flood.frame().values["depth"] - run(z, depth, rough, 30.0, 1500.0)).max() < 1e-9
    assert flood.cell_steps < flood.steps * 3 * 4 * 256


def test_rain_equals_the_plain_scheme():
    """Rain on hills, where every cell is wet, for an hour."""
    z, rough = hills(), np.full((40, 55), 0.05)
    flood = Inertial(Terrain(z_m=z, cell_m=50.0, manning=0.05), rain_mps=((0.0, 2e-5),))
    flood.until(HOUR_S)
    plain = run(z, np.zeros(z.shape), rough, 50.0, HOUR_S, rain_mps=2e-5)
    assert np.abs(flood.frame().values["depth"] - plain).max() < 1e-9


def test_rain_on_a_plane_runs_off_as_it_falls():
    """Steady rain on a plane of slope 0.01: at the foot q = rain x length, at normal depth."""
    columns, slope, n, rain = 60, 0.01, 0.05, 3e-5
    z = np.repeat(slope * 10.0 * np.arange(columns)[np.newaxis, ::-1], 2, axis=0)
    flood = Inertial(
        Terrain(z_m=z, cell_m=10.0, manning=n),
        rain_mps=((0.0, rain),),
        edges=[OpenEdge(side="right", slope=slope)],
    )
    flood.until(4 * HOUR_S)
    right, _down = flood.flows()
    assert right[:, -1] == pytest.approx(rain * 10.0 * columns, rel=1e-3)
    x = 10.0 * np.arange(1.0, columns + 1.0)
    normal = (rain * x * n / np.sqrt(slope)) ** 0.6
    assert flood.frame().values["depth"][0, 10:-2] == pytest.approx(normal[10:-2], rel=0.03)


def test_mass_and_no_negative_depth():
    """All ways in and out at once: volumes agree to 1e-9, and no depth is below 0."""
    z = hills(height=30.0)
    flood = Inertial(
        Terrain(
            z_m=z, cell_m=50.0, soak_mps=1e-6, soak_first_mps=1e-5, soak_decay_hz=1e-3, manning=0.03
        ),
        rain_mps=((0.0, 1e-5), (HOUR_S, 3e-5), (2 * HOUR_S, 0.0)),
        inlets=[
            Inlet(cells=((3, 3), (3, 4)), m3s=((0.0, 0.0), (1800.0, 80.0), (7200.0, 0.0))),
            Inlet(cells=((30, 30),), m3s=((0.0, -2.0),)),
        ],
        breaches=[
            DikeBreach(
                cells=((20, 1), (21, 1)),
                outside_m=((0.0, float(z[20, 1]) + 3.0),),
                breach=Breach(
                    since_s=(0.0, 1800.0),
                    width_m=(10.0, 50.0),
                    invert_m=(float(z[20, 1]), float(z[20, 1])),
                ),
                opens_s=900.0,
            )
        ],
        edges=[OpenEdge(side="bottom", slope=0.01), OpenEdge(side="top", stage_m=((0.0, 12.0),))],
    )
    lowest = [
        frame.values["depth"].min() for frame in flood.frames(np.arange(0.0, 6 * HOUR_S, 600.0))
    ]
    budget = flood.budget()
    assert min(lowest) >= 0.0
    assert abs(budget.error) < 1e-9
    assert min(budget[2:]) > 1000.0  # each way was used


def test_series_come_in_whole():
    """A hydrograph with corners between the steps brings exactly its volume."""
    flood = Inertial(
        Terrain(z_m=np.zeros((5, 5)), cell_m=100.0),
        inlets=[Inlet(cells=((2, 2),), m3s=((0.0, 0.0), (7.0, 100.0), (11.0, 100.0), (13.0, 0.0)))],
    )
    flood.until(600.0)
    assert flood.budget().flowed_in_m3 == pytest.approx(350.0 + 400.0 + 100.0, rel=1e-12)


@pytest.mark.parametrize("turns", [1, 2, 3])
def test_turned_ground_floods_the_same_to_the_bit(turns):
    """North, east, south and west are nothing to water."""
    z = hills(32, 32, seed=3, height=20.0)
    depth = np.zeros(z.shape)
    depth[4:10, 20:28] = 4.0
    frames = []
    for k in (0, turns):
        flood = Inertial(
            Terrain(z_m=np.rot90(z, k).copy(), cell_m=30.0), depth_m=np.rot90(depth, k)
        )
        flood.until(1200.0)
        frames.append(np.rot90(flood.frame().values["depth"], -k))
    assert np.array_equal(*frames)


def test_mirrored_ground_floods_the_same_to_the_bit():
    """A valley that is its own mirror image keeps its water symmetric."""
    half = hills(30, 20, seed=5)
    z = np.hstack([half, half[:, ::-1]])
    depth = np.zeros(z.shape)
    depth[10:14, 18:22] = 3.0
    flood = Inertial(Terrain(z_m=z, cell_m=20.0), depth_m=depth)
    flood.until(1000.0)
    after = flood.frame().values["depth"]
    assert np.array_equal(after, after[:, ::-1])


def test_frames_are_the_same_whenever_they_are_asked_for():
    """Frames are computed as they are drawn, in order, and are copies."""
    z, depth = hills(), np.zeros((40, 55))
    depth[5:10, 5:10] = 2.0
    flood = Inertial(Terrain(z_m=z, cell_m=50.0), depth_m=depth)
    frames = flood.frames([300.0, 600.0])
    first = next(frames)
    kept = first.values["depth"].copy()
    assert (first.time_s, flood.time_s) == (300.0, 300.0)
    assert next(frames).time_s == flood.time_s == 600.0
    assert np.array_equal(first.values["depth"], kept)


def test_polder_behind_a_breach_fills_to_the_level_outside():
    """Inflow dies as the polder fills; inside never rises above outside."""
    flood = Inertial(
        Terrain(z_m=np.zeros((10, 10)), cell_m=50.0),
        breaches=[
            DikeBreach(
                cells=((0, 4), (0, 5)),
                outside_m=((0.0, 2.0),),
                breach=Breach(since_s=(0.0,), width_m=(60.0,), invert_m=(0.0,)),
                opens_s=600.0,
            )
        ],
    )
    flood.until(600.0)
    assert flood.budget().stored_m3 == pytest.approx(0.0, abs=1.0)
    flood.until(48 * HOUR_S)
    assert flood.frame().values["depth"] == pytest.approx(np.full((10, 10), 2.0), abs=1e-3)


def test_soaking_stops_the_water():
    """Ground that takes more than it rains stays dry, and all rain is in it."""
    flood = Inertial(
        Terrain(z_m=np.zeros((20, 20)), cell_m=10.0, soak_mps=2e-5), rain_mps=((0.0, 1e-5),)
    )
    flood.until(HOUR_S)
    budget = flood.budget()
    assert flood.frame().values["depth"].max() == 0.0
    assert budget.soaked_m3 == pytest.approx(budget.rained_m3) == pytest.approx(0.036 * 40_000)


def test_horton_takes_less_and_less():
    """On deep water the ground takes f_c t + (f_0 - f_c) / k (1 - e^-kt)."""
    first, last, decay = 1e-5, 1e-6, 1e-3
    flood = Inertial(
        Terrain(
            z_m=np.zeros((4, 4)),
            cell_m=10.0,
            soak_mps=last,
            soak_first_mps=first,
            soak_decay_hz=decay,
        ),
        depth_m=np.ones((4, 4)),
    )
    flood.until(HOUR_S)
    exact = last * HOUR_S + (first - last) / decay * (1.0 - np.exp(-decay * HOUR_S))
    assert flood.budget().soaked_m3 / 1600.0 == pytest.approx(exact, rel=2e-3)


def test_fast_water_brings_a_caution():
    """A dam break is far too fast for the scheme, which says so; slow water is not."""
    depth = np.full((1, 200), 0.1)
    depth[:, :100] = 1.0
    flood = Inertial(Terrain(z_m=np.zeros((1, 200)), cell_m=5.0, manning=0.01), depth_m=depth)
    assert not flood.caution()
    flood.until(60.0)
    assert flood.fast_share > 0.05
    assert "Froude 0.5" in flood.caution()


def test_a_dam_break_is_refused():
    """What is declared one needs the other scheme."""
    with pytest.raises(ValueError, match="shallow-water"):
        DikeBreach(
            cells=((0, 0),),
            outside_m=((0.0, 5.0),),
            breach=Breach(since_s=(0.0,), width_m=(60.0,), invert_m=(0.0,)),
            is_dam_break=True,
        )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"z_m": np.array([[1.0, np.nan]])}, "without gaps"),
        ({"cell_m": 0.0}, "not above 0"),
        ({"manning": 0.0}, "not above 0"),
        ({"soak_mps": -1.0}, "below 0"),
    ],
)
def test_terrain_that_makes_no_sense(change, words):
    """Voids, cells and roughnesses are checked."""
    with pytest.raises(ValueError, match=words):
        Terrain(**({"z_m": np.zeros((1, 2)), "cell_m": 10.0} | change))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"inlets": [Inlet(cells=((0, 9),), m3s=((0.0, 1.0),))]}, "outside the terrain"),
        ({"rain_mps": ((0.0, 1.0), (0.0, 2.0))}, "times increasing"),
    ],
)
def test_forcing_that_makes_no_sense(change, words):
    """Cells lie on the terrain and times increase."""
    with pytest.raises(ValueError, match=words):
        Inertial(Terrain(z_m=np.zeros((3, 3)), cell_m=10.0), **change)


def test_roughness_by_cover():
    """Codes become roughnesses by the names of their classes; unknown ones are told."""
    cover = np.array([[10, 20], [20, 10]])
    rough = manning_of(cover, {20: "forest", 10: "water"})
    assert rough.tolist() == [[0.03, 0.12], [0.12, 0.03]]
    with pytest.raises(ValueError, match=r"codes \[20\].*\['lava'\]"):
        manning_of(cover, {10: "lava"})


def test_cube_roots():
    """As the library has them, from a tenth of a millimetre to a kilometre."""
    for depth in np.geomspace(1e-4, 1e3, 200):
        assert cube_root(depth) == pytest.approx(np.cbrt(depth), rel=1e-13)
