"""Puffs in a wind that changes."""

import math

import numpy as np
import pytest

from sandtable.hazards.chemical.dispersion import BRIGGS_RURAL, SLADE_PUFF
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.puff_kernel import regrown
from sandtable.hazards.chemical.puffs import carry
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.weather import Weather

TURNING = Weather(
    since_s=(0.0, 600.0, 1200.0),
    wind_mps=(2.0, 3.0, 2.0),
    from_deg=(270.0, 240.0, 300.0),
    stability=("D", "C", "E"),
)


def west(stability="D", wind=2.0, **other):
    """Return a steady west wind."""
    return Weather(
        since_s=(0.0,), wind_mps=(wind,), from_deg=(270.0,), stability=(stability,), **other
    )


BESIDE = {"A": 0.05, "B": 0.025, "C": 0.012, "D": 0.005, "E": 0.003, "F": 0.002}
"""How far puffs and plume are apart at 1.5 sigma: the plume formula leaves out what spreads along
the wind, which is much where a cloud is as wide as a fifth of its way."""


@pytest.mark.parametrize("stability", BESIDE)
@pytest.mark.parametrize("beside", [0.0, 1.5])
def test_a_long_train_of_puffs_is_the_plume(stability, beside):
    """100 m to 4 km: within 0.2 % on the axis (asked: 3 %), within what is stated beside it."""
    x = np.array([100.0, 200.0, 500.0, 1000.0, 2000.0, 4000.0])
    y = beside * np.array([BRIGGS_RURAL.at(one, stability)[0] for one in x])
    places = np.stack((x, y), 1)
    cloud = carry(Release.steady(1.0, 3600.0), west(stability), places, until_s=3600.0)
    exact = [plume_kg_m3(1.0, 2.0, (*at, 1.5), BRIGGS_RURAL, stability) for at in places.tolist()]
    assert cloud.until()[-1] == pytest.approx(exact, rel=BESIDE[stability] if beside else 0.002)


@pytest.mark.parametrize("weather", [west(lid_m=120.0), TURNING], ids=["lid", "turning"])
def test_puffs_keep_their_mass(weather):
    """The integral of the cloud over space is what was released, whatever the wind does."""
    release = Release.steady(2.0, 300.0)
    side = np.arange(-5400.0, 5401.0, 90.0)
    places = np.stack([axis.ravel() for axis in np.meshgrid(side, side)], 1)
    heights = np.arange(0.0, 120.0 if weather.lid_m < math.inf else 1000.0, 12.0) + 6.0
    total = 0.0
    for height in heights.tolist():
        cloud = carry(
            release,
            weather,
            places,
            until_s=1860.0,
            breathing_m=height,
            spacing_s=60.0,
            beyond=True,
        )
        total += cloud.until()[-1].sum() * 90.0 * 90.0 * 12.0
    assert total == pytest.approx(600.0, rel=0.005)


def test_half_the_spacing_says_the_same():
    """Between the puffs of the default and twice as many the answer moves by less than 0.1 %."""
    places = np.array([[300.0, 0.0], [800.0, 60.0], [1500.0, -900.0]])
    release = Release.steady(1.0, 1500.0)
    clouds = [
        carry(release, TURNING, places, until_s=2400.0, spacing_s=spacing)
        for spacing in (None, 3.0, 1.5)
    ]
    loads = [cloud.until().sum(axis=0) for cloud in clouds]
    assert loads[1] == pytest.approx(loads[2], rel=1e-3)
    assert loads[0] == pytest.approx(loads[2], rel=5e-3)


def test_both_sides_of_the_wind_are_alike():
    """Places mirrored in the wind get the same."""
    places = np.array([[700.0, 90.0], [700.0, -90.0]])
    cloud = carry(Release.steady(1.0, 600.0), west(), places, until_s=1200.0).until()
    assert cloud[:, 0] == pytest.approx(cloud[:, 1], rel=1e-9)


def test_a_moment_is_one_puff_of_slade():
    """1000 kg at once, D, 3 m/s: at its centre 2 m / ((2 pi)^1.5 s s s_z), nearly."""
    moment = Release.steady(1000.0, 1.0)
    cloud = carry(
        moment,
        west("D", 3.0),
        np.array([[900.0, 0.0]]),
        until_s=600.0,
        step_s=1.0,
        spacing_s=1.0,
        breathing_m=0.0,
        sigmas=SLADE_PUFF,
    )
    s_y, s_z = SLADE_PUFF.at(900.0, "D")
    peak = 2000.0 / ((2 * math.pi) ** 1.5 * s_y**2 * s_z)
    assert cloud.until().max() == pytest.approx(peak, rel=0.01)
    assert abs(cloud.edge_s[np.argmax(cloud.until())] - 300.0) <= 6.0


def test_wind_that_turns_carries_the_gas_round_the_corner():
    """West wind for 20 min at 2 m/s, then south: what is 2.4 km east goes north, not on."""
    weather = Weather(
        since_s=(0.0, 1200.0), wind_mps=(2.0, 2.0), from_deg=(270.0, 180.0), stability=("D", "D")
    )
    places = np.array([[2400.0, 1200.0], [3600.0, 0.0]])
    cloud = carry(Release.steady(1.0, 60.0), weather, places, until_s=2400.0).until()
    assert cloud[:, 0].max() > 1e3 * max(float(cloud[:, 1].max()), 1e-30)


def test_sigma_never_jumps_when_the_class_changes():
    """The virtual distance gives in the new class the sigma of the old one."""
    for old, new in ((1, 2), (5, 0), (3, 4)):
        for rows in (BRIGGS_RURAL.y, BRIGGS_RURAL.z):
            at = regrown(1234.0, rows[old], rows[new])
            back = regrown(at, rows[new], rows[old])
            assert back == pytest.approx(1234.0, rel=1e-6)


def test_a_high_cloud_does_not_sink_when_the_air_becomes_stable():
    """From A to F: sigma_z of F never gets as large as the 200 m of A at 1 km, and need not."""
    places = np.stack((np.arange(100.0, 5000.0, 20.0), np.zeros(245)), 1)
    weather = Weather(
        since_s=(0.0, 500.0), wind_mps=(2.0, 2.0), from_deg=(270.0, 270.0), stability=("A", "F")
    )
    cloud = carry(Release.steady(1.0, 60.0), weather, places, until_s=1800.0, step_s=20.0)
    peak = cloud.until().max(axis=1)
    gone = cloud.edge_s[:-1] > 120.0
    assert np.all(np.diff(peak[gone]) <= 1e-9 * peak.max())


def test_a_control_voids_what_is_released_after_it():
    """Bins add up to the whole; up to a control they equal the release plugged at that time."""
    places = np.array([[400.0, 0.0], [2000.0, 100.0]])
    release = Release.steady(1.0, 1800.0)
    cloud = carry(release, west(), places, until_s=3600.0, bin_s=300.0)
    assert cloud.until() == pytest.approx(cloud.kg_m3.sum(axis=0))
    cut = carry(release.plugged(900.0), west(), places, until_s=3600.0)
    assert cloud.until(899.0) == pytest.approx(cut.until(), abs=1e-12)
    assert cloud.until(899.0)[28].max() < 0.1 * cloud.until()[28].max()
    assert cloud.until(0.0)[5, 0] > 0.0


def test_old_and_far_puffs_are_given_up_and_counted():
    """60 min and 10 km, unless the limits are lifted; nothing disappears in silence."""
    places = np.array([[5000.0, 0.0]])
    release = Release.steady(1.0, 60.0)
    cloud = carry(release, west("D", 5.0), places, until_s=4000.0)
    assert cloud.given_up_kg == pytest.approx(60.0)
    lifted = carry(release, west("D", 5.0), places, until_s=4000.0, beyond=True)
    assert lifted.given_up_kg == 0.0
    assert cloud.until() == pytest.approx(lifted.until())


def test_order_of_receptors_does_not_matter():
    """Receptors are sorted inside; each gets its own number back."""
    rng = np.random.default_rng(5)
    places = rng.uniform(-2000.0, 2000.0, (200, 2))
    places = places[np.hypot(*places.T) > 100.0]
    order = rng.permutation(len(places))
    release = Release.steady(1.0, 600.0)
    one = carry(release, TURNING, places, until_s=1800.0, spacing_s=20.0).kg_m3
    other = carry(release, TURNING, places[order], until_s=1800.0, spacing_s=20.0).kg_m3
    assert one[:, :, order] == pytest.approx(other, rel=1e-12)


@pytest.mark.parametrize(
    ("other", "words"),
    [
        (
            {"receptors_m": np.array([[50.0, 0.0], [20_000.0, 0.0]])},
            "1 nearer than 100 m and 1 far",
        ),
        ({"receptors_m": np.zeros((0, 2))}, "receptors: found shape"),
        ({"receptors_m": np.array([[math.nan, 0.0]])}, "a place is no number"),
        ({"weather": west(wind=0.5)}, "calmer air"),
        ({"until_s": 0.0}, "until_s"),
        ({"height_m": -1.0}, "height_m"),
        ({"spacing_s": -1.0}, "spacing_s"),
    ],
)
def test_out_of_range_is_refused(other, words):
    """The message says which limit is passed."""
    asked = {
        "release": Release.steady(1.0, 60.0),
        "weather": west(),
        "receptors_m": np.array([[500.0, 0.0]]),
        "until_s": 600.0,
    } | other
    with pytest.raises(ValueError, match=words):
        carry(**asked)
