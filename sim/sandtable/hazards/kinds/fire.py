"""Forest fires, with the roads and people around them (森林火灾)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.fire_model import FirePart
from sandtable.ground.faults import Remark
from sandtable.hazards import spread
from sandtable.hazards.around import Around
from sandtable.hazards.citation import Cited
from sandtable.hazards.draws import Draws
from sandtable.hazards.field import Frame as FieldFrame
from sandtable.hazards.field import HazardField
from sandtable.hazards.fire.citations import CITED
from sandtable.hazards.fire.dead_fuel import ONE_HOUR, TEN_HOURS, equilibrium
from sandtable.hazards.fire.midflame import wind_20ft_mps
from sandtable.hazards.fire.projection import Frame, Rules
from sandtable.hazards.fire.realisation import StatedFire, burned, intensities, realise, times_of
from sandtable.hazards.fire.spotting import Spotting
from sandtable.hazards.fire.weather import Weather
from sandtable.hazards.impact import Impact
from sandtable.hazards.kinds.fire_ground import FireGround
from sandtable.hazards.kinds.hazard import Hazard, cause_of, cited, prepared, remarks
from sandtable.world.raster import Raster

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from sandtable.files.fire_model import FireWeatherItem


@dataclass(frozen=True, slots=True)
class _Fire:
    stated: StatedFire
    n_arcs: int
    crs: str
    on_ground: tuple[Remark, ...] = ()

    def impact(self, draws: Draws) -> Impact:
        return realise(self.stated, draws, n_arcs=self.n_arcs)

    def field(self, draws: Draws) -> HazardField:
        """Return the fireline intensity of what burns, every ten minutes."""
        stated = self.stated
        land, times = stated.landscape, times_of(stated.until_s)

        def frames() -> Iterator[FieldFrame]:
            shown = intensities(burned(stated, draws), times, stated.rules.burn_out_s)
            for at_s, values in zip(times.tolist(), shown, strict=True):
                yield FieldFrame(at_s, {"fire": values})

        raster = Raster(
            left=stated.frame.west_m,
            top=stated.frame.north_m,
            width=land.cell_m,
            height=land.cell_m,
            shape=(land.fuel.shape[0], land.fuel.shape[1]),
            crs=self.crs,
        )
        return HazardField(
            raster=raster, kinds=("fire",), times_s=tuple(times.tolist()), frames=frames
        )


@prepared.register
def _prepared(part: FirePart, around: Around) -> Hazard:
    ground = FireGround(part, around)
    weather = _weather(part)
    landscape, lit_s = ground.landscape, ground.lit(weather)
    ground.raise_faults()
    stated = StatedFire(
        source=part.source.id,
        cause=cause_of(part) or "山火 forest fire",
        landscape=landscape,
        frame=Frame(west_m=ground.west_m, north_m=ground.north_m),
        weather=weather,
        lit_s=lit_s,
        arcs=_arcs(around, ground),
        zones=_homes(around, part.spread),
        until_s=part.until,
        wind=part.wind,
        rate=part.rate,
        wind_shift=part.wind_turn,
        moisture=part.moisture,
        wind_limit=part.wind_limit,
        spotting=_spotting(part),
        rules=Rules(
            burn_out_s=part.burn_out,
            lead_s=part.lead,
            smoke_m=part.smoke,
            smoke_shift_m=part.smoke_drift,
        ),
    )
    crs = around.network.crs if around.plane is None else "plane of the roads"
    crs = crs or "plane of the roads"
    return _Fire(stated, around.network.n_arcs, crs, tuple(ground.remarks()))


@remarks.register(_Fire)
def _remarks(hazard: _Fire, around: Around, impacts: Sequence[Impact]) -> Sequence[Remark]:
    del around, impacts
    return hazard.on_ground


@cited.register
def _cited(part: FirePart) -> Sequence[Cited]:
    second = part.law == "wang"
    behind = {"burn-out", "growth", "steps of roads"}
    behind |= {"smoke"} if part.smoke else set()
    behind |= {"steep slopes"} if part.heights and not second else set()
    behind |= {"spotting"} if part.spotting else set()
    behind |= (
        {"wind at 10 m over wind at 20 ft"} if part.wind_at == "10 m" and not second else set()
    )
    behind |= {"dead fuel in air"} if _is_reckoned(part) else set()
    behind |= {"moisture that is not stated"} if _is_left_out(part) else set()
    laws = ("second law",) if second else ("rate and intensity", "wind and slope", "shape")
    return [one for one in CITED if one.name in behind or one.name.startswith(laws)]


def _is_reckoned(part: FirePart) -> bool:
    """Whether the moisture of some fuel comes out of the air."""
    rows = (one.moisture for one in part.weather)
    return part.law == "rothermel" and any(None in (one.fine, one.medium) for one in rows)


def _is_left_out(part: FirePart) -> bool:
    """Whether the moisture of some fuel is the usual one."""
    stated = [one.moisture.model_fields_set for one in part.weather]
    return part.law == "rothermel" and not all({"coarse", "herb", "woody"} <= one for one in stated)


def _weather(part: FirePart) -> Weather:
    """Return the weather in the wind that the law wants: at 6.1 m, or as the station has it."""
    wind = np.array([row.wind for row in part.weather])
    at_20ft = part.law == "rothermel" and part.wind_at == "10 m"
    warm, humid = _air(part.weather)
    return Weather(
        since_s=np.array([row.at for row in part.weather]),
        wind_mps=wind_20ft_mps(wind) if at_20ft else wind,
        wind_from_deg=np.array([row.wind_from for row in part.weather]),
        moisture=np.array([_moisture(row) for row in part.weather]),
        temperature_c=warm,
        humidity_pct=humid,
    )


def _air(
    rows: list[FireWeatherItem],
) -> tuple[NDArray[np.float64] | None, NDArray[np.float64] | None]:
    """Return temperature [°C] and humidity [%], None where a row has none."""
    if any(row.temperature is None or row.humidity is None for row in rows):
        return None, None
    warm = np.array([row.temperature for row in rows], dtype=np.float64)
    return warm, 100.0 * np.array([row.humidity for row in rows], dtype=np.float64)


def _moisture(row: FireWeatherItem) -> tuple[float, ...]:
    """Return the moistures of a row; what it does not state comes from its air."""
    stated, fine, medium = row.moisture, row.moisture.fine, row.moisture.medium
    if fine is None or medium is None:
        assert row.temperature is not None  # noqa: S101  the model has seen to it
        assert row.humidity is not None  # noqa: S101  the same
        balance = float(equilibrium(row.temperature, 100.0 * row.humidity))
        fine = ONE_HOUR * balance if fine is None else fine
        medium = TEN_HOURS * balance if medium is None else medium
    return fine, medium, stated.coarse, stated.herb, stated.woody


def _spotting(part: FirePart) -> Spotting | None:
    one = part.spotting
    if one is None:
        return None
    return Spotting(
        flame_m=one.flame, chance=one.chance, distance_m=one.distance, catches=one.catches
    )


def _arcs(around: Around, ground: FireGround) -> dict[int, NDArray[np.float64]]:
    """Return the courses of the arcs that may be touched by fire or smoke [m]."""
    network = around.network
    x, y = around.metres(network.x, network.y)
    far = ground.half_m + 2.0 * (ground.part.smoke + ground.part.smoke_drift)
    apart = np.maximum(np.abs(x - ground.middle[0]), np.abs(y - ground.middle[1]))
    nearest = np.minimum(apart[network.tail], apart[network.head]) - network.length_m
    return {arc: around.course(arc) for arc in np.flatnonzero(nearest <= far).tolist()}


def _homes(around: Around, spread_m: float) -> dict[str, NDArray[np.float64]]:
    """Return where the people of each zone are: at its node, or evenly around it [m]."""
    homes = spread.around(spread_m)
    found = {}
    for zone, people in around.zones.items():
        if people.node >= 0:
            x, y = around.metres(np.array([people.x]), np.array([people.y]))
            found[zone] = np.array([x[0], y[0]]) + homes
    return found
