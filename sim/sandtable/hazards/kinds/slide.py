"""Landslides on roads and houses, drawn where rain exceeds its threshold (降雨滑坡)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.references import did_you_mean
from sandtable.files.slide_model import SlidePart
from sandtable.ground.faults import Fault, Remark, UserFaults
from sandtable.ground.language import _
from sandtable.ground.luck import address
from sandtable.hazards.around import Around
from sandtable.hazards.citation import Cited
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.kinds.hazard import (
    Hazard,
    cause_of,
    cited,
    prepared,
    remarks,
    source_of,
)
from sandtable.hazards.kinds.slide_ground import SlideGround
from sandtable.hazards.kinds.slide_rain import SlideRain
from sandtable.hazards.rows import Exposure, Interval
from sandtable.hazards.slides.rain import STEP_S, Exceedance, part_of_full

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.files.tree import Path
    from sandtable.hazards.draws import Draws

SLIDE, THREAT = "slide", "slide_threat"
"""Kinds of exposure: buried, and below a slope while the rain is above its threshold."""

_K_SLIDES, _K_VOLUME, _K_DELAY = 0, 1, 2


_TEST = "tests/hazards/test_slide.py::"
CITED = (
    Cited(
        "threshold caine_1980",
        "14.82 D^-0.39 mm/h, D in hours",
        "Caine 1980 Geogr. Ann. 62A; paper not read",
        "0.167 to 500 h; shallow landslides and debris flows of the whole world",
        "low",
        f"{_TEST}test_thresholds_by_hand",
    ),
    Cited(
        "threshold guzzetti_2008",
        "2.20 D^-0.44 mm/h, D in hours",
        "Guzzetti et al. 2008 Landslides 5; paper not read",
        "0.1 to 1000 h; lower bound of rain that triggered shallow landslides and debris flows",
        "low",
        f"{_TEST}test_thresholds_by_hand",
    ),
    Cited(
        "slides per km of road",
        "low 0.01, moderate 0.05, high 0.2, very_high 0.5",
        "own choice",
        "when the rain is as high as full; local records should replace it",
        "low",
        f"{_TEST}test_a_slide_by_hand",
    ),
    Cited(
        "class by slope",
        "low from 10, moderate from 15, high from 20, very_high from 30 degrees",
        "Wills, Perez, Gutierrez 2011 California Geological Survey Map Sheet 58, strong rock:"
        " classes 3, 6, 7, 8; page of the map service read, names of the classes ours",
        "deep slides in strong rock; weak rock and clay slide on gentler slopes",
        "low",
        "tests/hazards/test_slide_terrain.py::test_classes_by_slope",
    ),
    Cited(
        "from threshold to full",
        "linear, all at 3 times the threshold",
        "own choice",
        "not known",
        "low",
        f"{_TEST}test_a_slide_by_hand",
    ),
    Cited(
        "volume",
        "lognormal, median 100 m3, nine of ten below 1000 m3",
        "own choice",
        "slides that reach a road",
        "low",
        f"{_TEST}test_a_road_is_closed_until_it_is_cleared",
    ),
)


_NAMED = {
    "threshold caine_1980": "caine_1980",
    "threshold guzzetti_2008": "guzzetti_2008",
}


@cited.register
def _cited(part: SlidePart) -> Sequence[Cited]:
    used = set() if part.own_threshold is not None else {part.threshold}
    unused = {name for name, key in _NAMED.items() if key not in used}
    unused |= set() if part.terrain else {"class by slope"}
    return [one for one in CITED if one.name not in unused]


@prepared.register
def _prepared(part: SlidePart, around: Around) -> Hazard:
    rain = SlideRain(part, around)
    faults = [*_unknown_classes(part, around), *rain.faults()]
    if not (part.roads or part.zones or part.terrain):
        expected, repair = _("'roads', 'zones' or 'terrain'"), _("Say what lies below a slope.")
        faults.append(around.fault((), _("none of them"), expected, repair, "slopes"))
    on = SlideGround(part, around, faults)
    ground = on.ground() if part.terrain else None
    if faults or not rain.is_known:
        raise UserFaults(faults)
    if ground is None:
        return _Slides(part, around, rain, _slopes(part, around, {}), ())
    expected_of = on.expected(ground)
    told = tuple(on.remarks(ground, expected_of))
    return _Slides(part, around, rain, _slopes(part, around, expected_of), told)


def _unknown_classes(part: SlidePart, around: Around) -> Iterator[Fault]:
    """Yield the classes of susceptibility that are used and not there."""
    used: list[tuple[Path, str]] = [
        (("roads", row, "susceptibility"), one.susceptibility) for row, one in enumerate(part.roads)
    ]
    used += [
        (("zones", row, "susceptibility"), one.susceptibility) for row, one in enumerate(part.zones)
    ]
    if part.terrain:
        used += [(("by_slope", at), name) for at, name in part.by_slope.items()]
    known = dict.fromkeys(part.per_km, "")
    expected = _("a class of 'per_km'")
    for at, name in used:
        if name not in known:
            yield around.fault(at, f"'{name}'", expected, did_you_mean(name, known), "unknown")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slope:
    """A slope that may slide once: its name, slides expected at full rain, what is below it."""

    id: str
    expected: float
    arcs: tuple[int, ...] = ()
    zone: str = ""
    share: float = 0.0


def _slopes(part: SlidePart, around: Around, on_terrain: Mapping[str, float]) -> tuple[_Slope, ...]:
    """Return the slopes above roads and above houses.

    What is stated of a road goes before what its terrain tells; of a road stated twice the worse
    counts.

    Parameters
    ----------
    on_terrain
        By road: the slides that its terrain lets expect.

    """
    network = around.network
    stated: dict[str, float] = {}
    for one in part.roads:
        arc = network.arc_number(one.link_id)
        expected = part.per_km[one.susceptibility] * float(network.length_m[arc]) / 1000.0
        road = str(network.road_ids[arc])
        stated[road] = max(expected, stated.get(road, 0.0))
    above_roads = (
        _Slope(
            id=road,
            expected=expected,
            arcs=tuple(network.with_parts(network.arcs_of_road(road))),
        )
        for road, expected in sorted({**on_terrain, **stated}.items())
    )
    above_houses = (
        _Slope(
            id=f"houses_{one.zone}",
            expected=part.per_km[one.susceptibility] * one.length / 1000.0,
            zone=one.zone,
            share=one.share,
        )
        for one in sorted(part.zones, key=lambda one: one.zone)
    )
    return (*above_roads, *above_houses)


@dataclass(frozen=True, slots=True)
class _Slides:
    part: SlidePart
    around: Around
    rain: SlideRain
    slopes: tuple[_Slope, ...]
    told: tuple[Remark, ...]

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing: slopes are roads and zones, no raster."""
        del draws

    def impact(self, draws: Draws) -> Impact:
        """Return the slides of a sample."""
        rain = self.rain.over(draws)
        at_s = self._slides(rain, draws)
        source = source_of(self.part)
        sources = [replace(source, id=self._source(slope)) for slope in self.slopes]
        sources += [source] if any(slope.zone for slope in self.slopes) else []
        roads, people = self._roads(at_s, draws), self._people(at_s, rain)
        return Impact.of(self.around.network.n_arcs, roads, people, sources)

    def _source(self, slope: _Slope) -> str:
        return f"{self.part.source.id}_{slope.id}"

    def _luck(self, draws: Draws, k: int) -> NDArray[np.float64]:
        """Return a draw of each slope, the same whatever the rain and the plan."""
        slopes = [address(draws.entry, one.id) for one in self.slopes]
        return draws.luck.uniforms(f"{draws.kind}_slope", slopes, k=k)

    def _slides(self, rain: Exceedance, draws: Draws) -> NDArray[np.float64]:
        """Return when each slope slides, inf = it holds, shape ``(n_slopes,)`` [s].

        The slides expected of a slope rise with the highest exceedance so far; it slides when they
        reach what luck gave it, an exponential of mean 1. So it has slid with the chance
        1 - exp(-expected), and with more rain the same slopes slide, no later, and more of them.
        """
        raised = part_of_full(rain.highest, self.part.full)
        raised -= raised[0]  # what slid before the activation is not here
        at_s = np.full(len(self.slopes), np.inf)
        holds = -np.log1p(-self._luck(draws, _K_SLIDES))
        for number, (slope, held) in enumerate(zip(self.slopes, holds.tolist(), strict=True)):
            course = slope.expected * raised
            if course[-1] >= held:
                end = int(np.searchsorted(course, held)) + 1
                span = slice(end - 2, end)
                at_s[number] = np.interp(held, course[span], rain.time_s[span])
        return at_s

    def _roads(self, at_s: NDArray[np.float64], draws: Draws) -> Iterator[Interval]:
        part, cause = self.part, cause_of(self.part) or "滑坡 / landslide"
        volume_m3 = part.volume.quantiles(self._luck(draws, _K_VOLUME))
        cleared_s = np.full(len(self.slopes), np.inf)
        if part.clearing is not None:
            rate = draws.of(part.clearing.rate, "rate")
            delay_s = part.clearing.delay.quantiles(self._luck(draws, _K_DELAY))
            cleared_s = at_s + delay_s + volume_m3 / rate
        for number in np.flatnonzero(np.isfinite(at_s)).tolist():
            slope, told = self.slopes[number], f"{cause}, {volume_m3[number]:.0f} m3"
            from_s, to_s = float(at_s[number]), float(cleared_s[number])
            for arc in slope.arcs:
                yield Interval(arc, from_s, to_s, SPEED_FACTOR, 0.0, self._source(slope), told)

    def _people(self, at_s: NDArray[np.float64], rain: Exceedance) -> Iterator[Exposure]:
        """Yield who is buried, and who lives below a slope while rain is above its threshold.

        The threat comes from the hill, not from a slide, and clearing ends it not. The step in
        which the threshold is passed belongs to it, so that no slide comes before its threat.
        """
        above = np.concatenate(([False], rain.ratio >= 1.0, [False]))
        edges = np.flatnonzero(np.diff(above)).reshape(-1, 2).tolist()
        for slope, from_s in zip(self.slopes, at_s.tolist(), strict=True):
            if not slope.zone:
                continue
            zone, share, source = slope.zone, slope.share, self._source(slope)
            for first, end in edges:
                since_s = float(rain.time_s[max(first - 1, 0)])
                to_s = float(rain.time_s[end - 1]) + STEP_S
                yield Exposure(zone, since_s, to_s, THREAT, share, self.part.source.id)
            if from_s < math.inf:
                yield Exposure(zone, from_s, math.inf, SLIDE, share, source)


@remarks.register(_Slides)
def _remarks(hazard: _Slides, around: Around, impacts: Sequence[Impact]) -> Iterator[Remark]:
    """Yield what was done to the terrain."""
    del around, impacts
    yield from hazard.told
