"""Fuel: what lies on the ground and how it burns, the 13 standard models (可燃物模型)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import ArrayLike, NDArray

LB_FT2 = 4.88243
"""Kilograms per square metre in a pound per square foot."""

FOOT = 0.3048
"""Metres in a foot."""

BTU_LB = 2.326
"""Kilojoules per kilogram in a Btu per pound."""

CLASSES = ("1h", "10h", "100h", "dead_herb", "live_herb", "live_woody")
"""Size classes of fuel, in the order of all columns here: four dead ones, then two live ones."""

DEAD = 4
"""So many of the classes are dead."""

MOISTURES = ("1h", "10h", "100h", "live_herb", "live_woody")
"""Columns of fuel moisture; dead herb is as moist as the 1-h fuel."""

DEAD_MOISTURES = 3
"""So many of them are of dead fuel."""

MOST_MOISTURE = 3.0
"""Moisture above this is a mistake of unit, not fuel: 300 % of the dry weight."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FuelModel:
    """A kind of fuel bed for surface fire (可燃物模型).

    Parameters
    ----------
    name, name_zh
        English and Chinese name.
    load_kg_m2
        Oven-dry load of the six `CLASSES`, >= 0, some above 0 [kg/m2].
    sav_per_m
        Surface of a particle over its volume, > 0 where there is load [1/m].
    depth_m
        Depth of the bed, > 0 [m].
    extinction
        Moisture of the dead fuel at which fire no longer spreads, > 0 [fraction of dry weight].
    heat_kj_kg
        Low heat content, > 0 [kJ/kg].
    dynamic
        Live herb dries out: see `loads`.

    """

    name: str
    name_zh: str = ""
    load_kg_m2: tuple[float, ...]
    sav_per_m: tuple[float, ...]
    depth_m: float
    extinction: float
    heat_kj_kg: float = 8000.0 * BTU_LB
    dynamic: bool = False

    def __post_init__(self) -> None:
        """Refuse what is no fuel bed.

        Raises
        ------
        ValueError
            If a number makes no sense.

        """
        load, sav = np.array(self.load_kg_m2), np.array(self.sav_per_m)
        if load.shape != (len(CLASSES),) or sav.shape != (len(CLASSES),):
            raise ValueError(f"fuel {self.name}: expected six loads and six surfaces")
        if not (load.min() >= 0.0 < load.max() and np.all(sav[load > 0.0] > 0.0)):
            raise ValueError(f"fuel {self.name}: a load or a surface is not above 0")
        if not min(self.depth_m, self.extinction, self.heat_kj_kg) > 0.0:
            raise ValueError(f"fuel {self.name}: depth, extinction and heat must be above 0")

    @classmethod
    def published(
        cls,
        name: str,
        load_lb_ft2: Sequence[float],
        sav_per_ft: Sequence[float],
        *,
        depth_ft: float,
        extinction_pct: float,
        name_zh: str = "",
        heat_btu_lb: float = 8000.0,
        dynamic: bool = False,
    ) -> Self:
        """Return a model from the units in which fuel models are published."""
        return cls(
            name=name,
            name_zh=name_zh,
            load_kg_m2=tuple(LB_FT2 * load for load in load_lb_ft2),
            sav_per_m=tuple(sav / FOOT for sav in sav_per_ft),
            depth_m=FOOT * depth_ft,
            extinction=0.01 * extinction_pct,
            heat_kj_kg=BTU_LB * heat_btu_lb,
            dynamic=dynamic,
        )

    def loads(self, herb_moisture: ArrayLike) -> NDArray[np.float64]:
        """Return the loads at a moisture of the live herb, shape ``(..., 6)`` [kg/m2].

        In a dynamic model the share 1.333 - 1.11 M of the herb is dead, all of it from M = 0.30
        down and none from 1.20 up.

        Parameters
        ----------
        herb_moisture
            Shape ``(...)`` [fraction of dry weight].

        References
        ----------
        Scott and Burgan (2005), Standard fire behavior fuel models, RMRS-GTR-153.

        """
        moisture = np.asarray(herb_moisture, dtype=np.float64)
        load = np.broadcast_to(np.array(self.load_kg_m2), (*moisture.shape, len(CLASSES))).copy()
        if self.dynamic:
            dead = np.clip(1.333 - 1.11 * moisture, 0.0, 1.0)
            load[..., 3] += dead * load[..., 4]
            load[..., 4] *= 1.0 - dead
        return load

    def require_burnable(self, moisture: ArrayLike) -> None:
        """Refuse moisture at which no fire spreads: an ignition there is a mistake.

        Parameters
        ----------
        moisture
            By `MOISTURES`, shape ``(5,)`` [fraction of dry weight].

        Raises
        ------
        ValueError
            If the fine dead fuel is not drier than the moisture of extinction.

        """
        fine = float(checked_moisture(moisture)[0])
        if fine >= self.extinction:
            raise ValueError(
                f"fuel {self.name}: found a 1-h moisture of {fine:.0%}, expected less than its "
                f"moisture of extinction, {self.extinction:.0%}: nothing would burn"
            )


def checked_moisture(moisture: ArrayLike) -> NDArray[np.float64]:
    """Return moistures as an array, shape ``(..., 5)`` [fraction of dry weight].

    Raises
    ------
    ValueError
        If there are not five columns, or a moisture lies outside 0 to 3.

    """
    array = np.asarray(moisture, dtype=np.float64)
    if array.ndim == 0 or array.shape[-1] != len(MOISTURES):
        raise ValueError(f"moisture: found shape {array.shape}, expected columns {MOISTURES}")
    if not np.all((array >= 0.0) & (array <= MOST_MOISTURE)):
        raise ValueError("moisture: expected fractions of the dry weight, 0 to 3 (6 % is 0.06)")
    return array


def fuel_model(number: int) -> FuelModel:
    """Return one of the 13 standard models by its number.

    Raises
    ------
    ValueError
        If there is no such model.

    """
    if number not in STANDARD:
        raise ValueError(f"fuel model: found {number!r}, expected a whole number of 1 to 13")
    return STANDARD[number]


def _standard(
    name: str,
    name_zh: str,
    load: tuple[float, float, float, float, float],
    bed: tuple[float, float],
    sav: tuple[float, float],
) -> FuelModel:
    """Return a standard model: loads 1-h, 10-h, 100-h, herb, woody; depth, extinction; SAV."""
    one, ten, hundred, herb, woody = load
    fine, live = sav
    return FuelModel.published(
        name,
        (one, ten, hundred, 0.0, herb, woody),
        (fine, 109.0, 30.0, live, live, live),
        depth_ft=bed[0],
        extinction_pct=bed[1],
        name_zh=name_zh,
    )


_LIVE = 1500.0

STANDARD = {
    1: _standard("short grass", "矮草", (0.034, 0, 0, 0, 0), (1.0, 12), (3500, _LIVE)),
    2: _standard(
        "timber grass and understory",
        "林下草",
        (0.092, 0.046, 0.023, 0.023, 0),
        (1.0, 15),
        (3000, _LIVE),
    ),
    3: _standard("tall grass", "高草", (0.138, 0, 0, 0, 0), (2.5, 25), (1500, _LIVE)),
    4: _standard("chaparral", "密灌丛", (0.230, 0.184, 0.092, 0, 0.230), (6.0, 20), (2000, _LIVE)),
    5: _standard("brush", "灌丛", (0.046, 0.023, 0, 0, 0.092), (2.0, 20), (2000, _LIVE)),
    6: _standard(
        "dormant brush, hardwood slash",
        "休眠灌丛",
        (0.069, 0.115, 0.092, 0, 0),
        (2.5, 25),
        (1750, _LIVE),
    ),
    7: _standard(
        "southern rough", "南方灌木", (0.052, 0.086, 0.069, 0, 0.017), (2.5, 40), (1750, _LIVE)
    ),
    8: _standard(
        "closed, short-needle litter",
        "短针叶枯落物",
        (0.069, 0.046, 0.115, 0, 0),
        (0.2, 30),
        (2000, _LIVE),
    ),
    9: _standard(
        "hardwood or long-needle litter",
        "阔叶、长针叶枯落物",
        (0.134, 0.019, 0.007, 0, 0),
        (0.2, 25),
        (2500, _LIVE),
    ),
    10: _standard(
        "timber litter and understory",
        "枯落物与下木",
        (0.138, 0.092, 0.230, 0, 0.092),
        (1.0, 25),
        (2000, _LIVE),
    ),
    11: _standard(
        "light logging slash", "轻采伐剩余物", (0.069, 0.207, 0.253, 0, 0), (1.0, 15), (1500, _LIVE)
    ),
    12: _standard(
        "medium logging slash",
        "中采伐剩余物",
        (0.184, 0.644, 0.759, 0, 0),
        (2.3, 20),
        (1500, _LIVE),
    ),
    13: _standard(
        "heavy logging slash", "重采伐剩余物", (0.322, 1.058, 1.288, 0, 0), (3.0, 25), (1500, _LIVE)
    ),
}
"""The 13 standard models by number. Anderson (1982), INT-122; Albini (1976), INT-30."""
