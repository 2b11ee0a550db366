"""What a hole in a vessel gives to the air: phase, jet, pool, and what plugging leaves."""

import math

import numpy as np
import pytest

from sandtable.hazards.chemical import (
    airborne_fraction,
    flash_fraction,
    gas_outflow_kg_s,
    liquid_outflow_kg_s,
    substance,
)
from sandtable.hazards.chemical.outflow import two_phase_outflow_kg_s
from sandtable.hazards.chemical.pool import GROUNDS, ground
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.source_term import Contents, Floor, Hole, outflow_of, phase_of

WARM_K = 293.15
AMMONIA = substance("ammonia")
SOIL = Floor(ground=ground("soil", WARM_K))
COLD = Floor(ground=ground("soil", 230.0))
HOUR = 3600.0


def tank(**other):
    """Return a tank of 30 m3, 2 m high, four fifths full of liquid ammonia at 20 C."""
    usual = {"volume_m3": 30.0, "height_m": 2.0, "fill": 0.8, "temperature_k": WARM_K}
    return Contents(substance=AMMONIA, **(usual | other))


def bins(until_s=HOUR, bin_s=300.0):
    """Return the ends of bins of five minutes."""
    return np.arange(0.0, until_s + bin_s, bin_s)


@pytest.mark.parametrize(
    ("contents", "hole", "phase"),
    [
        (tank(), Hole(diameter_m=0.02), "liquid"),
        (tank(), Hole(diameter_m=0.02, height_m=1.7), "gas"),
        (tank(), Hole(diameter_m=0.02, pipe_m=0.5), "two_phase"),
        (tank(temperature_k=235.0), Hole(diameter_m=0.02, pipe_m=0.5), "liquid"),
        (tank(fill=0.0, pressure_pa=5e5), Hole(diameter_m=0.02), "gas"),
    ],
)
def test_physics_decides_the_phase(contents, hole, phase):
    """Over the liquid gas leaves; below it liquid, in a long pipe both where it is superheated."""
    assert phase_of(contents, hole) == phase
    assert outflow_of(contents, hole, SOIL, HOUR).phase == phase


def test_rates_are_those_of_the_formulas():
    """At the first instant the vessel gives what the outflow formulas say of its state."""
    area = math.pi * 0.02**2 / 4.0
    vapour = AMMONIA.vapour_pa(WARM_K)
    liquid = liquid_outflow_kg_s(area, vapour, AMMONIA.liquid_20_kg_m3, head_m=1.6)
    gas_kg_m3 = AMMONIA.gas_kg_m3(WARM_K, vapour)
    both = two_phase_outflow_kg_s(
        area,
        AMMONIA.latent_j_kg,
        1.0 / gas_kg_m3 - 1.0 / AMMONIA.liquid_20_kg_m3,
        AMMONIA.cp_liquid_j_kgk,
        WARM_K,
    )
    for hole, expected in (
        (Hole(diameter_m=0.02), liquid),
        (Hole(diameter_m=0.02, height_m=1.8), gas_outflow_kg_s(area, vapour, gas_kg_m3, 1.3054)),
        (Hole(diameter_m=0.02, pipe_m=0.5), both),
    ):
        rates = outflow_of(tank(), hole, SOIL, HOUR).spill.rate_kg_s
        assert rates[0] == pytest.approx(expected, rel=1e-3)


def test_mass_is_kept():
    """What has leaked and what is left are what was there over the hole."""
    leak = outflow_of(tank(), Hole(diameter_m=0.03, height_m=0.5), SOIL, HOUR)
    over = (1.6 - 0.5) * 15.0 * AMMONIA.liquid_20_kg_m3
    assert leak.spill.mass_kg + leak.spill.left_kg == pytest.approx(over, rel=1e-9)


def test_flash_and_droplets_are_in_the_air_and_the_rest_boils_on_the_ground():
    """The air gets the airborne part at once, and what the pool boils off."""
    leak = outflow_of(tank(), Hole(diameter_m=0.02), SOIL, HOUR)
    flash = flash_fraction(AMMONIA.cp_liquid_j_kgk, WARM_K, AMMONIA.boiling_k, AMMONIA.latent_j_kg)
    assert leak.airborne == airborne_fraction(flash) < 1.0
    told = leak.series(np.array([0.0, HOUR]))
    parts = leak.by_bin(bins())
    in_air = sum(part.mass_kg for part in parts)
    assert in_air == pytest.approx(
        leak.airborne * told["released"][-1] + told["evaporated"][-1], rel=1e-9
    )
    assert told["evaporated"][-1] > 0.0


@pytest.mark.parametrize("end", [1, 4, 8])
def test_a_plugged_leak_leaves_its_pool(end):
    """The first bins together are the leak plugged at their end, its pool going on after that."""
    edges = bins()
    leak = outflow_of(tank(), Hole(diameter_m=0.02), Floor(ground=SOIL.ground, bund_m2=60.0), HOUR)
    cut = outflow_of(tank(), Hole(diameter_m=0.02), Floor(ground=SOIL.ground, bund_m2=60.0), HOUR)
    object.__setattr__(cut, "spill", leak.spill.plugged(float(edges[end])))
    times = np.linspace(0.0, HOUR, 50)
    first = sum(part.by(times) for part in leak.by_bin(edges)[:end])
    alone = sum(part.by(times) for part in cut.by_bin(edges))
    assert first == pytest.approx(alone, rel=1e-6, abs=1e-6)
    assert first[-1] > first[times <= edges[end]][-1], "the pool gives off more after plugging"


def test_a_larger_hole_never_gives_less():
    """More leaves by every time through a larger hole, until the tank is empty."""
    times = np.linspace(0.0, HOUR, 25)
    given = [
        outflow_of(tank(), Hole(diameter_m=one), SOIL, HOUR).spill.by(times)
        for one in (0.01, 0.02, 0.04)
    ]
    assert np.all(given[0] <= given[1] + 1e-9)
    assert np.all(given[1] <= given[2] + 1e-9)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda: tank(fill=1.2), "fill: found 1.2"),
        (lambda: tank(fill=0.0), "expected that of the gas"),
        (lambda: tank(pressure_pa=3e5), "expected at least"),
        (lambda: tank(fill=0.0, pressure_pa=2e6), "liquid above that"),
        (lambda: outflow_of(tank(), Hole(diameter_m=9.0), SOIL, HOUR), "section of the vessel"),
        (lambda: outflow_of(tank(), Hole(diameter_m=0.1, height_m=3.0), SOIL, HOUR), "above the"),
        (
            lambda: outflow_of(tank(), Hole(diameter_m=0.1), COLD, HOUR),
            "ground: found 230 K",
        ),
        (
            lambda: outflow_of(
                tank(temperature_k=235.0), Hole(diameter_m=0.1, height_m=1.9), SOIL, HOUR
            ),
            "nothing leaks",
        ),
        (lambda: ground("ice", 270.0), "one of soil, concrete"),
    ],
)
def test_what_cannot_be_is_refused(make, words):
    """The message names the number and what would be right."""
    with pytest.raises(ValueError, match=words):
        make()


def test_ground_gives_heat_as_that_of_buildings():
    """What counts is k over the root of a: within 15 % of soil and concrete under buildings.

    Those are 1.5 and 1.4 W/(m K), 1800 and 2240 kg/m3, 800 and 840 J/(kg K), from memory too: this
    finds a slip of a digit and is no second source.
    """
    second = {"soil": (1.5, 1800.0 * 800.0), "concrete": (1.4, 2240.0 * 840.0)}
    for kind, (conductivity, per_m3) in second.items():
        k, a = GROUNDS[kind]
        assert k / math.sqrt(a) == pytest.approx(math.sqrt(conductivity * per_m3), rel=0.15)


def test_a_plain_release_is_cut_at_the_ends_of_bins():
    """Each bin gets what was released in it, and all of them are the whole."""
    plain = Release.steady(2.0, 700.0)
    parts = plain.by_bin(np.array([0.0, 300.0, 600.0, 900.0]))
    assert [part.mass_kg for part in parts] == [600.0, 600.0, 200.0]
    assert plain.ends_s == 700.0
