"""Landslides on roads and houses, drawn where rain exceeds its threshold (降雨滑坡)."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, ClassVar, Literal

import numpy as np

from sandtable.files.curves import InTime
from sandtable.files.fields import (
    Distance,
    Duration,
    DurationLaw,
    FactorFrom1,
    Id,
    Item,
    Items,
    Number,
    Part,
    PositiveCountLaw,
    PositiveDistance,
    PositiveDuration,
    PositiveFlowLaw,
    PositiveVolumeLaw,
    Share,
    Text,
)
from sandtable.files.hazard_part import HazardPart, SourcePart, hazard_kind
from sandtable.files.references import did_you_mean
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.luck import address
from sandtable.ground.units import written
from sandtable.hazards.around import Around
from sandtable.hazards.citation import Cited
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.kinds.hazard import Hazard, cause_of, cited, prepared, source_of
from sandtable.hazards.rows import Exposure, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.draws import Draws

SLIDE, THREAT = "slide", "slide_threat"
"""Kinds of exposure: buried, and below a slope while the rain is above its threshold."""

_STEP_S = 900.0
_DAY_H = 24.0
"""Below a day rain is compared with its threshold over every number of steps, then of hours."""

_PER_KM = {"low": 0.01, "moderate": 0.05, "high": 0.2, "very_high": 0.5}
_K_SLIDES, _K_VOLUME, _K_DELAY = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Threshold:
    """Mean intensity of rain over a duration D at which slopes begin to fail (降雨阈值).

    ``alpha D^-beta`` [mm/h], D from ``least_h`` to ``most_h`` [h].
    """

    alpha: float
    beta: float
    least_h: float
    most_h: float

    def intensity(self, hours: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the intensity for durations [h], in mm/h."""
        threshold: NDArray[np.float64] = self.alpha * hours**-self.beta
        return threshold


THRESHOLDS = {
    "caine_1980": Threshold(14.82, 0.39, 1.0 / 6.0, 500.0),
    "guzzetti_2008": Threshold(2.20, 0.44, 0.1, 1000.0),
}

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


class RainItem(Item):
    """Rain in the time up to an instant, as a station reports it (降雨)."""

    at: PositiveDuration
    rain: Distance

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "降雨量": "rain",
        "降雨量(毫米)": "rain_mm",
    }


_WORDS = {"低": "low", "中": "moderate", "高": "high", "极高": "very_high"}


class SlideRoadItem(Item):
    """A road below or on a slope, in both directions (易滑路段)."""

    link_id: Text
    susceptibility: Text

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "路段编号": "link_id",
        "易发程度": "susceptibility",
    }
    WORDS: ClassVar[dict[str, str]] = _WORDS


class SlideZoneItem(Item):
    """Houses below a slope (受威胁房屋)."""

    zone: Id
    susceptibility: Text
    share: Share
    length: PositiveDistance = 1000.0

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "片区": "zone",
        "易发程度": "susceptibility",
        "比例": "share",
        "坡长": "length",
        "坡长(米)": "length_m",
    }
    WORDS: ClassVar[dict[str, str]] = _WORDS


class SlideSourcePart(SourcePart):
    """Where slides come from: each is a source of its own, which clearing controls (滑坡体)."""

    control: Literal["void", "hold"] = "hold"
    recession: Duration | None = 0.0


class SlideClearingPart(Part):
    """How a road is cleared when nobody of the plan comes to do it (清障)."""

    delay: DurationLaw
    rate: PositiveFlowLaw


@hazard_kind("slide")
class SlidePart(HazardPart):
    """Landslides that rain sets off (降雨滑坡)."""

    REFERENCES: ClassVar = (("roads[].link_id", "arcs"), ("zones[].zone", "zones"))

    source: SlideSourcePart
    rain: InTime[RainItem]
    begins: Duration = 0.0
    threshold: Literal["caine_1980", "guzzetti_2008"] = "caine_1980"
    full: FactorFrom1 = 3.0
    per_km: dict[Text, Number] = _PER_KM
    roads: Items[SlideRoadItem]
    zones: Items[SlideZoneItem]
    volume: PositiveVolumeLaw = Law.of("lognormal", median=100.0, p90=1000.0)
    clearing: SlideClearingPart | None = None
    rain_factor: PositiveCountLaw = Law.constant(1.0)
    threshold_factor: PositiveCountLaw = Law.constant(1.0)


@cited.register
def _cited(part: SlidePart) -> Sequence[Cited]:
    del part
    return CITED


@prepared.register
def _prepared(part: SlidePart, around: Around) -> Hazard:
    stated = [(("roads", row), one.susceptibility) for row, one in enumerate(part.roads)]
    stated += [(("zones", row), one.susceptibility) for row, one in enumerate(part.zones)]
    known = dict.fromkeys(part.per_km, "")
    faults = [
        around.fault(
            (*at, "susceptibility"),
            f"'{name}'",
            _("a class of 'per_km'"),
            did_you_mean(name, known),
            "unknown",
        )
        for at, name in stated
        if name not in known
    ]
    if not stated:
        expected, repair = _("'roads' or 'zones'"), _("Say what lies below a slope.")
        faults.append(around.fault((), _("neither"), expected, repair, "slopes"))
    if part.begins >= part.rain[-1].at:
        shown, last = (written("duration", one) for one in (part.begins, part.rain[-1].at))
        expected = _("less than the {time} of the last row of rain").format(time=last)
        repair = _("It says how long before the activation the rain began.")
        faults.append(around.fault(("begins",), shown, expected, repair, "begins"))
    if faults:
        raise UserFaults(faults)
    return _Slides(part, around, _slopes(part, around))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slope:
    """A slope that may slide once: its name, slides expected at full rain, what is below it."""

    id: str
    expected: float
    arcs: tuple[int, ...] = ()
    zone: str = ""
    share: float = 0.0


def _slopes(part: SlidePart, around: Around) -> tuple[_Slope, ...]:
    """Return the slopes above roads and above houses; of a road stated twice the worse counts."""
    network = around.network
    roads: dict[str, float] = {}
    for one in part.roads:
        arc = network.arc_number(one.link_id)
        expected = part.per_km[one.susceptibility] * float(network.length_m[arc]) / 1000.0
        road = str(network.road_ids[arc])
        roads[road] = max(expected, roads.get(road, 0.0))
    above_roads = (
        _Slope(
            id=road,
            expected=expected,
            arcs=tuple(network.with_parts(network.arcs_of_road(road))),
        )
        for road, expected in sorted(roads.items())
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
    slopes: tuple[_Slope, ...]

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing: slopes are roads and zones, no raster."""
        del draws

    def impact(self, draws: Draws) -> Impact:
        """Return the slides of a sample."""
        rain = exceedance(self.part, draws)
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
                to_s = float(rain.time_s[end - 1]) + _STEP_S
                yield Exposure(zone, since_s, to_s, THREAT, share, self.part.source.id)
            if from_s < math.inf:
                yield Exposure(zone, from_s, math.inf, SLIDE, share, source)


def part_of_full(ratio: NDArray[np.float64], full: float) -> NDArray[np.float64]:
    """Return which part of all slides a rain sets off: 0 at the threshold, 1 from full on."""
    if full == 1.0:
        return (ratio >= 1.0).astype(np.float64)
    part: NDArray[np.float64] = np.clip((ratio - 1.0) / (full - 1.0), 0.0, 1.0)
    return part


@dataclass(frozen=True, slots=True)
class Exceedance:
    """Rain over its threshold, from the activation on, shape ``(n_steps + 1,)`` each.

    ``highest`` is the highest ratio so far, that before the activation among them.
    """

    time_s: NDArray[np.float64]
    ratio: NDArray[np.float64]
    highest: NDArray[np.float64]


def exceedance(part: SlidePart, draws: Draws) -> Exceedance:
    """Return how far the rain of a sample is over its threshold.

    At each instant that duration counts over which the rain up to then is highest above the
    threshold: so the hours of a cloudburst count, and so do the weeks of rain before it.
    """
    at_s = np.array([0.0, *(one.at for one in part.rain)])
    amount = draws.of(part.rain_factor, "rain_factor")
    fallen_mm = np.cumsum([0.0, *(1000.0 * amount * one.rain for one in part.rain)])
    steps = np.arange(-(part.begins // _STEP_S), (at_s[-1] - part.begins) // _STEP_S + 2.0)
    threshold = THRESHOLDS[part.threshold]
    short_h = np.arange(_STEP_S, _DAY_H * 3600.0, _STEP_S) / 3600.0
    hours = np.append(short_h, np.arange(_DAY_H, threshold.most_h + 1.0))
    now_s = steps * _STEP_S + part.begins
    before_s = now_s - hours[:, np.newaxis] * 3600.0
    fell_mm = np.interp(now_s, at_s, fallen_mm) - np.interp(before_s, at_s, fallen_mm)
    factor = draws.of(part.threshold_factor, "threshold_factor")
    limit_mm = factor * threshold.intensity(hours) * hours
    ratio = (fell_mm / limit_mm[:, np.newaxis]).max(axis=0)
    here = steps >= 0.0
    highest = np.maximum.accumulate(ratio)
    return Exceedance(steps[here] * _STEP_S, ratio[here], highest[here])
