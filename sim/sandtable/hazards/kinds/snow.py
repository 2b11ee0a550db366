"""Snow and ice on roads: slower, closed where it lies deep, until they are cleared (雪、冰)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, ClassVar, Literal, Self

import numpy as np

from sandtable.files.curves import InTime, ShareByDepth, points
from sandtable.files.fields import (
    AirTemperature,
    Distance,
    Height,
    Item,
    Items,
    PositiveCountLaw,
    PositiveDuration,
    Share,
    TemperatureLaw,
    Text,
)
from sandtable.files.ground_part import GroundPart
from sandtable.files.hazard_part import hazard_kind
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.ground.units import written
from sandtable.hazards.around import Around
from sandtable.hazards.citation import Cited
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import SPEED_FACTOR
from sandtable.hazards.kinds.hazard import Hazard, cause_of, cited, prepared, source_of
from sandtable.hazards.kinds.on_ground import OnGround
from sandtable.hazards.rows import Interval
from sandtable.world.going import AIR, WATER

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.draws import Draws
    from sandtable.world.network import Network

_STEP_S = 900.0
"""What lies on a road is followed in steps of this [s]."""

_CALM_S = 30 * 86400.0
"""How long what lies is followed after the last row of the weather [s]."""

_SPEED_BY_DEPTH = {"0 cm": 1.0, "1 cm": 0.65, "10 cm": 0.4, "30 cm": 0.0}
_LAPSE_C_PER_M = 0.0065
_SNOW_BELOW_C = 1.0
_SNOW_PER_WATER = 10.0
_MELT_M_PER_C_S = 0.004 / 86400.0
_BRIDGE_COLDER_C = 2.0
_DRIES_S = 6 * 3600.0
_BAND_M = 100.0
_ROUNDING_M = 1e-9

_TEST = "tests/hazards/test_snow.py::"
CITED = (
    Cited(
        "snow on the road",
        "0.65 from 1 cm on",
        "FHWA Road Weather Management, Snow and Ice: arterials lose 30 to 40 %",
        "snowy or slushy pavement; the depth from which it counts is ours",
        "medium",
        f"{_TEST}test_snow_slows_until_the_plough_has_been_there",
    ),
    Cited(
        "deep snow",
        "0.4 from 10 cm, closed from 30 cm on",
        "own choice",
        "not known",
        "low",
        f"{_TEST}test_deep_snow_closes_a_road",
    ),
    Cited(
        "ice",
        "0.5",
        "own choice: the square root of 0.15 over 0.6, the frictions of ice and of a wet road",
        "drivers who keep their braking distance",
        "low",
        f"{_TEST}test_bridges_freeze_first",
    ),
    Cited(
        "snow or rain",
        "snow up to 1 °C",
        "own choice",
        "where the weather does not say which",
        "low",
        f"{_TEST}test_warmer_weather_brings_rain",
    ),
    Cited(
        "depth of snow",
        "10 times the water in it",
        "rule of thumb; primary source not read",
        "fresh snow, 100 kg/m3",
        "low",
        f"{_TEST}test_deep_snow_closes_a_road",
    ),
    Cited(
        "melting",
        "4 mm of water per °C and day",
        "Hock 2003 J. Hydrol. 282; paper not read",
        "degree days; roads without salt",
        "low",
        f"{_TEST}test_snow_melts_by_degree_days",
    ),
    Cited(
        "colder with height",
        "6.5 °C per km",
        "ICAO standard atmosphere",
        "mean of the lower atmosphere; no inversion",
        "high",
        f"{_TEST}test_it_snows_on_the_pass_and_rains_in_the_valley",
    ),
    Cited(
        "bridges",
        "2 °C colder than other roads",
        "own choice",
        "open below",
        "low",
        f"{_TEST}test_bridges_freeze_first",
    ),
    Cited(
        "a wet road dries",
        "in 6 h",
        "own choice",
        "not known",
        "low",
        f"{_TEST}test_a_dry_road_does_not_freeze",
    ),
)


class SnowWeatherItem(Item):
    """The weather in the time up to an instant, as a station reports it (天气)."""

    at: PositiveDuration
    fall: Distance
    temperature: AirTemperature
    form: Literal["", "rain", "snow"] = ""

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "时间": "at",
        "时间(小时)": "at_h",
        "降水量": "fall",
        "降水量(毫米)": "fall_mm",
        "气温": "temperature",
        "气温(度)": "temperature_c",
        "降水类型": "form",
    }
    WORDS: ClassVar[dict[str, str]] = {"雨": "rain", "雪": "snow"}


class ClearingItem(Item):
    """Roads that are cleared and gritted so long after they have become slow (除雪)."""

    facility_types: Items[Text]
    after: PositiveDuration

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "道路等级": "facility_types",
        "时间": "after",
        "时间(小时)": "after_h",
    }


@hazard_kind("snow")
class SnowPart(GroundPart):
    """Snow and ice on all roads of the network (雪、冰)."""

    REFERENCES: ClassVar = (("clearing[].facility_types[]", "facility_types"),)
    FILES: ClassVar = ("terrain",)

    weather: InTime[SnowWeatherItem]
    station: Height | None = None
    clearing: Items[ClearingItem]
    speed_by_depth: ShareByDepth = _SPEED_BY_DEPTH
    speed_on_ice: Share = 0.5
    amount_factor: PositiveCountLaw = Law.constant(1.0)
    temperature_shift: TemperatureLaw = Law.constant(0.0)


@cited.register
def _cited(part: SnowPart) -> Sequence[Cited]:
    del part
    return CITED


@prepared.register
def _prepared(part: SnowPart, around: Around) -> Hazard:
    faults = list(_faster_where_deeper(part, around))
    if faults:
        raise UserFaults(faults)
    return _Snow(part, around.network, _heights_m(part, around))


def _faster_where_deeper(part: SnowPart, around: Around) -> Iterator[Fault]:
    """Yield where roads would become faster with the depth of the snow."""
    for (less_m, before), (more_m, after) in pairwise(points("distance", part.speed_by_depth)):
        if after > before:
            shown = _("{share:.0%} at {depth}")
            shown = shown.format(share=after, depth=written("distance", more_m))
            expected = _("at most {share:.0%}, that of {depth}")
            expected = expected.format(share=before, depth=written("distance", less_m))
            repair = _("Deeper snow makes no road faster: correct one of the two.")
            yield around.fault(("speed_by_depth",), shown, expected, repair, "curve")


def _heights_m(part: SnowPart, around: Around) -> NDArray[np.float64]:
    """Return the height of each node, that of the network before that of a terrain [m]."""
    network = around.network
    if not part.terrain:
        return network.z_m
    on = OnGround(part, around)
    if part.station is None:
        expected, repair = _("'station'"), _("Say how high the station of the weather lies.")
        shown = _("a terrain alone")
        on.faults.append(around.fault(("terrain",), shown, expected, repair, "station"))
    ground = on.ground()
    on.raise_faults()
    cell = ground.raster.cells(*around.metres(network.x, network.y))
    z_m = np.where(cell >= 0, ground.z_m.ravel()[cell], np.nan)
    return np.where(np.isnan(network.z_m), z_m, network.z_m)


@dataclass(frozen=True, slots=True)
class _Surface:
    """What lies on groups of roads that fare alike, shape ``(n_groups,)`` each.

    ``water_m`` is the water in the snow, ``wet_s`` how long it will be wet, ``slow_s`` how long
    it has been slow.
    """

    water_m: NDArray[np.float64]
    wet_s: NDArray[np.float64]
    ice: NDArray[np.bool_]
    slow_s: NDArray[np.float64]

    @classmethod
    def bare(cls, n_groups: int) -> Self:
        """Return dry roads."""
        none = np.zeros(n_groups)
        return cls(none, none, np.zeros(n_groups, dtype=np.bool_), none)

    def after(
        self,
        fall_m: float,
        is_snow: NDArray[np.bool_],
        air_c: NDArray[np.float64],
        road_c: NDArray[np.float64],
    ) -> _Surface:
        """Return what lies a step later, before anything is cleared."""
        water = self.water_m + np.where(is_snow, fall_m, 0.0)
        melted = np.minimum(water, _MELT_M_PER_C_S * np.maximum(air_c, 0.0) * _STEP_S)
        thaws = self.ice & (road_c > 0.0)
        wetted = (melted > 0.0) | thaws | (~is_snow & (fall_m > 0.0))
        wet = np.where(wetted, _DRIES_S, np.maximum(0.0, self.wet_s - _STEP_S))
        ice = (self.ice | (wet > 0.0)) & (road_c <= 0.0)
        return replace(self, water_m=water - melted, wet_s=wet, ice=ice)

    def cleared(self, slow: NDArray[np.bool_], after_s: NDArray[np.float64]) -> _Surface:
        """Return the same roads, bare and dry where they have been slow for so long."""
        slow_s = np.where(slow, self.slow_s + _STEP_S, 0.0)
        done = slow_s >= after_s
        return _Surface(
            water_m=np.where(done, 0.0, self.water_m),
            wet_s=np.where(done, 0.0, self.wet_s),
            ice=self.ice & ~done,
            slow_s=np.where(done, 0.0, slow_s),
        )

    def stays(self, before: _Surface, after_s: NDArray[np.float64]) -> bool:
        """Return whether all is as a step before and nobody comes to clear it."""
        awaited = (self.slow_s > 0.0) & np.isfinite(after_s)
        same = (self.water_m == before.water_m) & (self.ice == before.ice)
        return not (awaited.any() or self.wet_s.any()) and bool(same.all())


@dataclass(frozen=True, slots=True)
class _Snow:
    part: SnowPart
    network: Network
    z_m: NDArray[np.float64]

    @staticmethod
    def field(draws: Draws) -> None:
        """Return nothing: the weather is one for all roads."""
        del draws

    def impact(self, draws: Draws) -> Impact:
        """Return the roads under the weather of a sample."""
        amount = draws.of(self.part.amount_factor, "amount_factor")
        warmer_c = draws.of(self.part.temperature_shift, "temperature_shift")
        groups, arcs_of = self._groups()
        by_depth, on_ice = self._factors(groups, amount, warmer_c)
        rows = (
            row._replace(arc=arc)
            for group, arcs in enumerate(arcs_of)
            for row in self._rows(by_depth[:, group], on_ice[:, group])
            for arc in arcs
        )
        return Impact.of(self.network.n_arcs, rows, sources=[source_of(self.part)])

    def _groups(self) -> tuple[NDArray[np.float64], list[list[int]]]:
        """Return what roads differ by, shape ``(n_groups, 3)``, and the arcs of each group.

        The columns are the time to clearing [s], the height above the station [m], and whether it
        is a bridge.
        """
        network, part = self.network, self.part
        after_s = np.full(network.n_arcs, np.inf)
        for one in reversed(part.clearing):
            everywhere = not one.facility_types
            after_s[np.isin(network.facility_type, one.facility_types) | everywhere] = one.after
        above_m = np.zeros(network.n_arcs)
        if part.station is not None:
            height_m = (self.z_m[network.tail] + self.z_m[network.head]) / 2.0
            above_m = np.nan_to_num(np.round((height_m - part.station) / _BAND_M) * _BAND_M)
        columns = np.column_stack((after_s, above_m + 0.0, network.is_bridge))
        under = ~network.is_tunnel & ~np.isin(network.facility_type, (WATER, AIR))
        arcs = np.flatnonzero(under)
        groups, of_arc = np.unique(columns[arcs], axis=0, return_inverse=True)
        return groups, [arcs[of_arc.ravel() == one].tolist() for one in range(len(groups))]

    def _factors(
        self, groups: NDArray[np.float64], amount: float, warmer_c: float
    ) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return speed factors by depth and by ice from step to step, ``(n_steps, n_groups)``.

        A step has the worse of what lies at its beginning and at its end.
        """
        after_s, above_m, is_bridge = groups.T
        surface = _Surface.bare(len(groups))
        begins, ends = [self._factor(surface)], []
        for fall_m, air_c, form in self._steps(amount):
            air = air_c + warmer_c - _LAPSE_C_PER_M * above_m
            is_snow = np.full(air.shape, form == "snow") if form else air <= _SNOW_BELOW_C
            before = surface
            surface = surface.after(fall_m, is_snow, air, air - _BRIDGE_COLDER_C * is_bridge)
            ends.append(self._factor(surface))
            surface = surface.cleared(ends[-1].min(axis=0) < 1.0, after_s)
            begins.append(self._factor(surface))
            is_past = len(ends) * _STEP_S > self.part.weather[-1].at + _STEP_S
            if is_past and surface.stays(before, after_s):
                break
        worse = np.minimum(begins, [*ends, begins[-1]])
        return worse[:, 0], worse[:, 1]

    def _steps(self, amount: float) -> Iterator[tuple[float, float, str]]:
        """Yield water that falls [m], temperature of the air [°C] and form of each step."""
        rows = self.part.weather
        at_s = np.array([0.0, *(one.at for one in rows)])
        fallen_m = np.cumsum([0.0, *(amount * one.fall for one in rows)])
        edges_s = np.arange(0.0, at_s[-1] + _CALM_S + _STEP_S, _STEP_S)
        falls = np.diff(np.interp(edges_s, at_s, fallen_m))
        row_of = np.minimum(np.searchsorted(at_s[1:], edges_s[:-1], side="right"), len(rows) - 1)
        for fall_m, row in zip(falls.tolist(), row_of.tolist(), strict=True):
            yield fall_m, rows[row].temperature, rows[row].form

    def _factor(self, surface: _Surface) -> NDArray[np.float64]:
        """Return speed factors by class of depth and by ice, shape ``(2, n_groups)``."""
        from_m, factor = zip(*points("distance", self.part.speed_by_depth), strict=True)
        depth_m = surface.water_m * _SNOW_PER_WATER + _ROUNDING_M
        by_depth = np.take(factor, np.searchsorted(from_m, depth_m, side="right") - 1)
        return np.stack((by_depth, np.where(surface.ice, self.part.speed_on_ice, 1.0)))

    def _rows(self, by_depth: NDArray[np.float64], on_ice: NDArray[np.float64]) -> list[Interval]:
        """Return the intervals of one group, for arc 0."""
        stated, source = cause_of(self.part), self.part.source.id
        factor, ice = np.minimum(by_depth, on_ice), on_ice < by_depth
        new = np.flatnonzero((np.diff(factor) != 0.0) | (np.diff(ice) != 0)) + 1
        begins = [0, *new.tolist()]
        ends_s = [*(new * _STEP_S).tolist(), np.inf]
        return [
            Interval(
                arc=0,
                from_s=begin * _STEP_S,
                to_s=end_s,
                kind=SPEED_FACTOR,
                value=float(factor[begin]),
                source=source,
                cause=stated or ("结冰 / ice" if ice[begin] else "积雪 / snow"),
            )
            for begin, end_s in zip(begins, ends_s, strict=True)
            if factor[begin] < 1.0
        ]
