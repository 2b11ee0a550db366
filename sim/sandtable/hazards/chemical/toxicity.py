"""What is known of how much of a substance harms: AEGL, ERPG, probits, first isolation (毒性)."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from itertools import pairwise
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal

from sandtable.hazards.chemical.probit import Probit

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sandtable.hazards.citation import Confidence

AEGL_MINUTES = (10.0, 30.0, 60.0, 240.0, 480.0)
"""Times of exposure for which levels are published [min]."""

_AEGL_SOURCE = "US EPA, Final AEGLs, 3 October 2014"


@dataclass(frozen=True, slots=True, kw_only=True)
class Isolation:
    """First distances for a spill before anything is measured (初始隔离、防护距离) [m].

    Parameters
    ----------
    around_m
        Isolate in all directions.
    day_m, night_m
        Protect downwind: a square of this side that begins at the spill.

    """

    around_m: float
    day_m: float
    night_m: float
    source: str = "Emergency Response Guidebook 2024, tables 1 and 3"
    confidence: Confidence = "low"


@dataclass(frozen=True, slots=True, kw_only=True)
class Toxicity:
    """Limits and laws of harm of one substance (毒性数据).

    Parameters
    ----------
    aegl
        Level 1, 2, 3 -> ppm for `AEGL_MINUTES`; None = not entered.
    n
        Exponent of the toxic load below death.
    erpg
        ERPG-1, -2, -3: ppm for an hour; empty = not entered.
    probits
        By name; the first one is used where none is named.
    isolation
        By size of the spill.
    confidence
        Of AEGL, ERPG and exponent.

    """

    substance: str
    aegl: Mapping[int, tuple[float | None, ...]]
    n: float = 1.0
    erpg: tuple[float, ...] = ()
    probits: Mapping[str, Probit] = field(default_factory=dict)
    isolation: Mapping[Literal["small", "rail_car"], Isolation] = field(default_factory=dict)
    source: str = _AEGL_SOURCE
    confidence: Confidence = "low"

    def aegl_ppm(self, level: int, minutes: float) -> float:
        """Return the steady concentration that reaches a level within a time [ppm].

        Between the times of the table C**n t = const with the n that both ends give.

        Parameters
        ----------
        level
            1 = discomfort, 2 = lasting harm or no escape, 3 = danger to life.
        minutes
            10 to 480.

        Raises
        ------
        ValueError
            If the level is not known, or the time out of the table.

        """
        known = [
            (math.log(time), math.log(ppm))
            for time, ppm in zip(AEGL_MINUTES, self.aegl.get(level, ()), strict=False)
            if ppm is not None
        ]
        if not known:
            raise ValueError(f"AEGL-{level} of {self.substance}: not entered. State the limit.")
        first, last = math.exp(known[0][0]), math.exp(known[-1][0])
        if not first * (1 - 1e-9) <= minutes <= last * (1 + 1e-9):
            raise ValueError(
                f"AEGL-{level} of {self.substance}: found {minutes:g} min, expected"
                f" {first:.0f} to {last:.0f} min"
            )
        return _between(known, math.log(minutes))

    def by_erpg(self) -> Toxicity:
        """Return the same with the ERPG in place of the AEGL, for an hour alone.

        Raises
        ------
        ValueError
            If no ERPG is entered.

        """
        if not self.erpg:
            raise ValueError(f"ERPG of {self.substance}: not entered. State the limit.")
        return replace(self, aegl=_hour(*self.erpg))

    def load(self, level: int, minutes: float) -> float:
        """Return the toxic load that reaches a level, for people exposed so long [ppm**n min]."""
        return float(self.aegl_ppm(level, minutes) ** self.n * minutes)

    def probit(self, name: str = "") -> Probit:
        """Return a probit by its name; without one, the first.

        Raises
        ------
        ValueError
            If there is none.

        """
        found = self.probits.get(name or next(iter(self.probits), ""))
        if found is None:
            known = ", ".join(self.probits) or "none"
            raise ValueError(f"probit of {self.substance}: found {name!r}, expected one of {known}")
        return found


def _between(points: list[tuple[float, float]], log_minutes: float) -> float:
    """Return the ppm on the straight line between points of log time and log ppm."""
    for (t0, c0), (t1, c1) in pairwise(points):
        if log_minutes <= t1:
            part = min(max((log_minutes - t0) / (t1 - t0), 0.0), 1.0)
            return math.exp(c0 + part * (c1 - c0))
    return math.exp(points[-1][1])


def _levels(*rows: tuple[float | None, ...]) -> Mapping[int, tuple[float | None, ...]]:
    return MappingProxyType(dict(enumerate(rows, start=1)))


def _hour(*ppm: float | None) -> Mapping[int, tuple[float | None, ...]]:
    return _levels(*((None, None, one, None, None) for one in ppm))


_WITHERS = "Withers & Lees 1985, J. Hazardous Materials 12, abstract"
_GREEN_BOOK = "as compiled in hazard manuals; primary source not read"

CHLORINE = Toxicity(
    substance="chlorine",
    aegl=_levels((0.5,) * 5, (2.8, 2.8, 2.0, 1.0, 0.71), (50.0, 28.0, 20.0, 10.0, 7.1)),
    n=2.75,
    erpg=(1.0, 3.0, 20.0),
    probits=MappingProxyType(
        {
            "regular": Probit(
                a=-8.29,
                b=0.92,
                n=2.0,
                people="regular population, standard activity",
                source=_WITHERS,
                confidence="high",
            )
        }
    ),
    isolation=MappingProxyType(
        {
            "small": Isolation(around_m=60.0, day_m=300.0, night_m=1100.0),
            "rail_car": Isolation(around_m=1000.0, day_m=10_000.0, night_m=11_000.0),
        }
    ),
)
AMMONIA = Toxicity(
    substance="ammonia",
    aegl=_levels(
        (30.0,) * 5, (220.0, 220.0, 160.0, 110.0, 110.0), (2700.0, 1600.0, 1100.0, 550.0, 390.0)
    ),
    n=2.0,
    erpg=(25.0, 150.0, 1500.0),
    probits=MappingProxyType({"general": Probit(a=-35.9, b=1.85, n=2.0, source=_GREEN_BOOK)}),
    isolation=MappingProxyType(
        {
            "small": Isolation(around_m=30.0, day_m=100.0, night_m=200.0),
            "rail_car": Isolation(around_m=300.0, day_m=2000.0, night_m=4500.0),
        }
    ),
)
HYDROGEN_SULPHIDE = Toxicity(
    substance="hydrogen_sulphide",
    aegl=_levels(
        (0.75, 0.60, 0.51, 0.36, 0.33),
        (41.0, 32.0, 27.0, 20.0, 17.0),
        (76.0, 59.0, 50.0, 37.0, 31.0),
    ),
    n=4.36,
    probits=MappingProxyType({"general": Probit(a=-31.42, b=3.008, n=1.43, source=_GREEN_BOOK)}),
)
PHOSGENE = Toxicity(substance="phosgene", aegl=_hour(None, 0.3, 0.75), confidence="high")
HYDROGEN_CYANIDE = Toxicity(
    substance="hydrogen_cyanide", aegl=_hour(2.0, 7.1, 15.0), confidence="high"
)
BENZENE = Toxicity(substance="benzene", aegl=_hour(52.0, 800.0, 4000.0), confidence="high")

TOXICITIES = {
    one.substance: one
    for one in (AMMONIA, BENZENE, CHLORINE, HYDROGEN_CYANIDE, HYDROGEN_SULPHIDE, PHOSGENE)
}
"""No Chinese emergency limit is entered: state it where a plan names one."""


def toxicity(name: str) -> Toxicity:
    """Return what is known of a substance's toxicity, by its name.

    Raises
    ------
    ValueError
        If nothing is entered.

    """
    if name not in TOXICITIES:
        raise ValueError(f"toxicity: found {name!r}, expected one of {', '.join(TOXICITIES)}")
    return TOXICITIES[name]
