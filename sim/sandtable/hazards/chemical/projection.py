"""A cloud on roads and people: multiples of a limit on arcs, shares of a zone that are harmed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

from sandtable.hazards.chemical.dose import ACH_CLOSED, indoors
from sandtable.hazards.chemical.probit import toxic_load
from sandtable.hazards.classes import (
    CLASSES,
    class_numbers,
    class_values,
    share_numbers,
    share_values,
    thousandths,
)
from sandtable.hazards.rows import Exposure, Interval

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from sandtable.hazards.chemical.probit import Probit
    from sandtable.hazards.chemical.puffs import Cloud
    from sandtable.hazards.chemical.toxicity import Toxicity

LETHAL = "lethal"
"""Kind of exposure: the share of a zone's people who die, were nobody treated."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harm:
    """What counts as harm, and where people are meanwhile (伤害判据).

    Parameters
    ----------
    toxicity
        Levels of the substance.
    kg_m3_per_ppm
        Concentration of one part per million in the air of the day.
    levels
        Of the AEGL that are told, as kinds ``aegl_1`` to ``aegl_3``.
    minutes
        Time of exposure for which the levels count: the toxic load of a level is that of this time.
    probit
        Law of death; None = deaths are not told.
    indoor
        Share of people who are indoors behind closed windows [0-1].
    ach
        Air changes per hour there.
    road_level, road_minutes
        A dose of 1 on a road is this AEGL for this time.
    hot_level
        Roads are closed to all where this AEGL for `road_minutes` is exceeded: the hot zone.

    """

    toxicity: Toxicity
    kg_m3_per_ppm: float
    levels: tuple[int, ...] = (2, 3)
    minutes: float = 60.0
    probit: Probit | None = None
    indoor: float = 0.0
    ach: float = ACH_CLOSED
    road_level: int = 2
    road_minutes: float = 10.0
    hot_level: int | None = 3

    @property
    def road_kg_m3(self) -> float:
        """Concentration that is a dose of 1 on a road [kg/m3]."""
        return self.toxicity.aegl_ppm(self.road_level, self.road_minutes) * self.kg_m3_per_ppm

    def __post_init__(self) -> None:
        """Refuse what is no share.

        Raises
        ------
        ValueError
            If the share of people indoors is not one.

        """
        if not 0.0 <= self.indoor <= 1.0:
            raise ValueError(f"indoor: found {self.indoor:g}, expected a share of 0 to 1")


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Places:
    """Which receptors stand for which arcs and zones (受体).

    Parameters
    ----------
    of_arc
        Arc number -> receptors along it.
    of_zone
        Zone -> receptors and the part of its people that each stands for; what they lack to 1 is
        out of reach.
    isolated
        Arcs that are closed whatever is measured, being inside the circle of first isolation.

    """

    of_arc: Mapping[int, Sequence[int]] = field(default_factory=dict)
    of_zone: Mapping[str, tuple[Sequence[int], Sequence[float]]] = field(default_factory=dict)
    isolated: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """What the rows of an Impact say of their origin.

    Parameters
    ----------
    source
        Hazard source: one leak.
    gas, hot
        Causes that people read, of gas on a road and of the hot zone.

    """

    source: str
    gas: str
    hot: str


def project(
    cloud: Cloud, places: Places, harm: Harm, named: Named
) -> tuple[list[Interval], list[Exposure]]:
    """Return the intervals on arcs and the exposures of zones that a cloud makes.

    Rows are sums up to a bin of release: the row of bin k tells what all gas released until the end
    of the bin does, and is void when the leak is controlled before the bin begins. So the rows that
    are left after a control tell what is left of the cloud, and the larger rules. A bin that adds
    nothing to a stored value makes no row.
    """
    rows: list[Interval] = []
    exposed: list[Exposure] = []
    told: dict[tuple[object, str], NDArray[np.float64]] = {}
    whole = np.zeros(cloud.kg_m3.shape[1:])
    for number, released_s in enumerate(cloud.released_s.tolist()):
        whole += cloud.kg_m3[number]
        ppm = whole / harm.kg_m3_per_ppm
        for arc, kind, cause, value in _on_arcs(ppm, places, harm, named):
            for from_s, to_s, one in _news(told, (arc, kind), value, cloud.edge_s):
                rows.append(Interval(arc, from_s, to_s, kind, one, named.source, cause, released_s))
        for zone, kind, value in _on_people(ppm, places, harm, cloud.edge_s):
            for from_s, to_s, one in _news(told, (zone, kind), value, cloud.edge_s, lasts=True):
                exposed.append(Exposure(zone, from_s, to_s, kind, one, named.source, released_s))
    return rows + _isolated(cloud, places, named), exposed


def _on_arcs(
    ppm: NDArray[np.float64], places: Places, harm: Harm, named: Named
) -> Iterator[tuple[int, str, str, NDArray[np.float64]]]:
    """Yield arc, kind, cause and value by step: the worst receptor of an arc rules."""
    limit = harm.toxicity.aegl_ppm(harm.road_level, harm.road_minutes)
    hot = math.inf
    if harm.hot_level is not None:
        hot = harm.toxicity.aegl_ppm(harm.hot_level, harm.road_minutes)
    for arc, receptors in sorted(places.of_arc.items()):
        worst = ppm[:, list(receptors)].max(axis=1)
        yield arc, "dose", named.gas, _classes(worst / limit)
        yield arc, "speed_factor", named.hot, np.where(worst >= hot, 1.0, 0.0)


def _on_people(
    ppm: NDArray[np.float64], places: Places, harm: Harm, edge_s: NDArray[np.float64]
) -> Iterator[tuple[str, str, NDArray[np.float64]]]:
    """Yield zone, kind and share by step: a load never goes down, so neither does a share."""
    minutes = np.diff(edge_s) / 60.0
    step_s = float(edge_s[1] - edge_s[0])
    for zone, (receptors, weights) in sorted(places.of_zone.items()):
        outside = ppm[:, list(receptors)]
        inside = indoors(outside, step_s, harm.ach) if harm.indoor > 0.0 else outside
        weight = np.asarray(weights, dtype=np.float64)
        parts = ((1.0 - harm.indoor, outside), (harm.indoor, inside))
        for level in harm.levels:
            limit = harm.toxicity.load(level, harm.minutes)
            share = sum(
                part * ((toxic_load(air, minutes, harm.toxicity.n) >= limit) @ weight)
                for part, air in parts
            )
            yield zone, f"aegl_{level}", share_values(share_numbers(np.asarray(share)))
        if harm.probit is not None:
            law = harm.probit
            dead = sum(
                part * (law.share(toxic_load(air, minutes, law.n)) @ weight) for part, air in parts
            )
            yield zone, LETHAL, thousandths(np.asarray(dead))


def _news(
    told: dict[tuple[object, str], NDArray[np.float64]],
    name: tuple[object, str],
    value: NDArray[np.float64],
    edge_s: NDArray[np.float64],
    *,
    lasts: bool = False,
) -> Iterator[tuple[float, float, float]]:
    """Yield the stretches in which a value is larger than the bins before have told.

    A closure is told as 1 and stored as the speed factor 0.
    """
    before = told.get(name)
    told[name] = value
    new = value if before is None else np.where(value > before, value, 0.0)
    edges = np.concatenate(([0], np.flatnonzero(np.diff(new)) + 1, [new.size]))
    for first, last in zip(edges[:-1].tolist(), edges[1:].tolist(), strict=True):
        if new[first] > 0.0:
            to_s = math.inf if lasts and last == new.size else float(edge_s[last])
            stored = 0.0 if name[1] == "speed_factor" else float(new[first])
            yield float(edge_s[first]), to_s, stored


def _isolated(cloud: Cloud, places: Places, named: Named) -> list[Interval]:
    """Return the closures of arcs inside the circle of first isolation, while anything leaks.

    They begin with the leak and last as long as the cloud is followed, plugged or not: the circle
    is held until it is measured.
    """
    end_s = float(cloud.edge_s[-1])
    return [
        Interval(arc, 0.0, end_s, "speed_factor", 0.0, named.source, named.hot)
        for arc in sorted(places.isolated)
    ]


def _classes(multiple: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return what stands for multiples of the limit.

    A puff has no edge: below half of the first class a road is clear.
    """
    told = np.where(multiple < CLASSES["dose"][0] / 2.0, 0.0, multiple)
    return class_values("dose", class_numbers("dose", told))
