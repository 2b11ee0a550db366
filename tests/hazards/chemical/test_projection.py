"""A leak as an Impact: roads, people, and a plug that does not call back what is on its way."""

import math
from dataclasses import replace

import numpy as np
import pytest

from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.projection import Harm, Named, Places, project
from sandtable.hazards.chemical.puffs import Cloud
from sandtable.hazards.chemical.realisation import Leak, realise
from sandtable.hazards.chemical.release import Release
from sandtable.hazards.chemical.substances import substance
from sandtable.hazards.chemical.toxicity import toxicity
from sandtable.hazards.chemical.weather import Weather
from sandtable.world.plan import Curve, Profile

PPM = substance("chlorine").kg_m3_per_ppm(293.15)
HARM = Harm(
    toxicity=toxicity("chlorine"),
    kg_m3_per_ppm=PPM,
    probit=toxicity("chlorine").probit(),
    levels=(1, 2, 3),
)
NAMED = Named(source="leak", gas="gas", hot="hot zone")
CAR = Profile(id="car", factors=(("dose", Curve(x=(1.0, 1.05), y=(1.0, 0.0))),))
SUIT = Profile(id="suit")
WEST = Weather(since_s=(0.0,), wind_mps=(3.0,), from_deg=(270.0,), stability=("D",))
LEAK = Leak(
    source="leak",
    gas="氯气 chlorine",
    hot="hot zone",
    release=Release.steady(2.0, 1200.0),
    arcs={
        0: [(500.0, -300.0), (500.0, 300.0)],
        1: [(3000.0, -100.0), (3000.0, 100.0)],
        2: [(-400.0, 0.0), (-900.0, 0.0)],
        3: [(30.0, 0.0), (20.0, 300.0)],
    },
    zones={
        "near": [((300.0, 0.0), 30.0), ((300.0, 400.0), 70.0)],
        "far": [((2800.0, 0.0), 10.0)],
        "away": [((50_000.0, 0.0), 10.0)],
    },
    isolation_m=60.0,
)


@pytest.fixture(scope="module")
def impact():
    """Return 20 min of 2 kg/s of chlorine in a west wind of 3 m/s, followed for an hour."""
    return realise(LEAK, WEST, HARM, n_arcs=5)


def test_rows_by_hand():
    """Two bins of release, one arc, two steps: the second row tells the sum."""
    limit = 2.8 * PPM
    cloud = Cloud(
        edge_s=np.array([0.0, 60.0, 120.0, 180.0]),
        released_s=np.array([0.0, 60.0]),
        kg_m3=np.array([[[0.4], [0.4], [0.0]], [[0.0], [1.2], [4.0]]]) * limit,
        given_up_kg=0.0,
    )
    rows, people = project(cloud, Places(of_arc={7: [0]}), HARM, NAMED)
    assert not people
    assert [(row.from_s, row.to_s, row.value, row.released_s) for row in rows] == [
        (0.0, 120.0, 0.5, 0.0),
        (60.0, 120.0, 2.0, 60.0),
        (120.0, 180.0, 5.0, 60.0),
    ]


def test_hot_zone_closes_to_all_and_gas_to_those_it_stops(impact):
    """At 500 m over 50 ppm: nobody drives. At 3 km over 2.8 ppm: a car stops, a suit does not."""
    ppm = [plume_kg_m3(2.0, 3.0, (x, 0.0, 1.5), WEST.sigmas, "D") / PPM for x in (500.0, 3000.0)]
    assert ppm[0] > 50.0 > ppm[1] > 2.8
    assert impact.factor_of(0, 900.0, SUIT) == 0.0
    assert impact.cause(0, 900.0, {}, SUIT) == "hot zone"
    assert impact.factor_of(1, 1500.0, CAR) == 0.0
    assert impact.cause(1, 1500.0, {}, CAR) == "氯气 chlorine"
    assert impact.factor_of(1, 1500.0, SUIT) == 1.0


def test_upwind_is_free_and_the_circle_is_not(impact):
    """Upwind nothing happens; what enters 60 m around the leak is closed from the beginning."""
    assert impact.factor_of(2, 900.0, CAR) == 1.0
    assert impact.factor_of(3, 0.0, SUIT) == 0.0
    assert impact.cause(3, 0.0, {}, SUIT) == "hot zone"
    assert impact.factor_of(4, 900.0, CAR) == 1.0


def test_a_road_enters_the_circle_between_the_places_at_which_it_is_looked_at():
    """50 m of road that pass the leak at 58 m, their ends 63 m off: inside a circle of 60 m."""
    passing = replace(
        LEAK, arcs={0: [(-25.0, 58.0), (25.0, 58.0)], 1: [(-25.0, 61.0), (25.0, 61.0)]}
    )
    impact = realise(passing, WEST, replace(HARM, hot_level=None), n_arcs=2)
    assert [impact.factor_of(arc, 0.0, SUIT) for arc in (0, 1)] == [0.0, 1.0]


def test_gas_arrives_with_the_wind_and_passes(impact):
    """At 3 km not before 10 min, there at 25 min, gone by an hour."""
    assert impact.factor_of(1, 600.0, CAR) == 1.0
    assert impact.factor_of(1, 1500.0, CAR) == 0.0
    assert impact.factor_of(1, 3540.0, CAR) == 1.0


def test_people_on_the_axis_are_harmed_and_their_share_only_grows(impact):
    """30 of 100 live on the axis: 0.3 of the zone; nobody who is beyond 10 km."""
    for kind in ("aegl_1", "aegl_2", "aegl_3"):
        shares = [row.share for row in impact.exposures(kind) if row.zone == "near"]
        assert shares == sorted(shares)
        assert shares[-1] == pytest.approx(0.3 if kind == "aegl_3" else shares[-1])
    assert impact.exposures("aegl_3")[-1].to_s == math.inf
    assert {row.zone for row in impact.exposures("aegl_1")} == {"near", "far"}


@pytest.mark.parametrize(("step_s", "off"), [(60.0, 0.003), (10.0, 0.0012)])
def test_deaths_are_those_of_the_probit(step_s, off):
    """Twenty minutes of the plume at 300 m: the share of the probit, to the passage's edges.

    Loads are of means over the steps: a minute that the cloud fills in part counts for less.
    """
    impact = realise(LEAK, WEST, HARM, n_arcs=5, step_s=step_s)
    ppm = plume_kg_m3(2.0, 3.0, (300.0, 0.0, 1.5), WEST.sigmas, "D") / PPM
    expected = 0.3 * float(HARM.probit.share(ppm**2 * 20.0))
    dead = max(row.share for row in impact.exposures("lethal") if row.zone == "near")
    assert expected > 0.0
    assert dead == pytest.approx(expected, abs=off)


def test_whoever_stays_inside_is_harmed_less():
    """Closed windows: fewer deaths while the cloud passes in an hour."""
    inside = realise(LEAK, WEST, replace(HARM, indoor=1.0), n_arcs=5)
    outside = realise(LEAK, WEST, HARM, n_arcs=5)
    worst = [
        max((r.share for r in one.exposures("lethal")), default=0.0) for one in (inside, outside)
    ]
    assert worst[0] < 0.2 * worst[1]


@pytest.mark.parametrize("plugged_s", [0.0, 310.0, 700.0])
def test_a_plug_is_as_if_no_more_had_been_released(impact, plugged_s):
    """The Impact under control equals that of the leak plugged at the end of the bin begun."""
    end_s = (plugged_s // 300.0 + 1.0) * 300.0
    cut = replace(LEAK, release=LEAK.release.plugged(end_s))
    short = realise(cut, WEST, HARM, n_arcs=5)
    controls = {"leak": plugged_s}
    for at_s in range(0, 3600, 60):
        for profile in (CAR, SUIT):
            controlled = impact.factors(at_s, profile, controls)
            assert controlled.tolist() == short.factors(at_s, profile).tolist(), at_s
    for kind in ("aegl_1", "aegl_2", "aegl_3", "lethal"):
        assert worst(impact.exposures(kind, controls)) == worst(short.exposures(kind))


def worst(exposures):
    """Return the largest share of each zone at each minute."""
    shares = {}
    for row in exposures:
        for minute in range(60):
            if row.from_s <= minute * 60.0 < row.to_s:
                key = (row.zone, minute)
                shares[key] = max(shares.get(key, 0.0), row.share)
    return shares


def test_an_earlier_plug_never_exposes_more(impact):
    """Each bin that is not released spares people and roads, or changes nothing."""
    dead = [
        max((row.share for row in impact.exposures("lethal", {"leak": t})), default=0.0)
        for t in (0.0, 300.0, 600.0, 900.0, 1200.0)
    ]
    assert dead == sorted(dead)
    assert dead[0] < dead[-1]


def test_the_same_leak_is_the_same_to_the_bit(impact):
    """Equal inputs, equal hash; and the Impact says when the gas left."""
    again = realise(LEAK, WEST, HARM, n_arcs=5)
    assert again.content_hash == impact.content_hash
    assert impact.source_ids == ("leak",)
    assert impact.series["released"][1][-1] == pytest.approx(2400.0)


def test_an_arc_over_the_leak_and_people_at_it():
    """The site itself stands for four places around it: nobody is lost there."""
    leak = replace(LEAK, arcs={0: [(-100.0, 0.0), (100.0, 0.0)]}, zones={"z": [((0.0, 0.0), 40.0)]})
    impact = realise(leak, WEST, HARM, n_arcs=1)
    assert max(row.share for row in impact.exposures("aegl_3")) == 0.25
    assert impact.factor_of(0, 0.0, SUIT) == 0.0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: replace(HARM, indoor=1.5), "indoor: found 1.5"),
        (lambda: realise(replace(LEAK, arcs={}, zones={}), WEST, HARM, n_arcs=1), "nobody within"),
        (
            lambda: realise(LEAK, replace(WEST, wind_mps=(0.3,)), HARM, n_arcs=5),
            "calmer air",
        ),
    ],
)
def test_nonsense_is_refused(call, words):
    """The message says what is wrong."""
    with pytest.raises(ValueError, match=words):
        call()
