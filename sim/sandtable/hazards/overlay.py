"""A hazard laid over roads and zones: the worst on each arc, people whom it reaches (叠加)."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.ground.clock import grid_array
from sandtable.ground.language import _
from sandtable.hazards.classes import class_numbers, class_values, share_numbers, share_values
from sandtable.hazards.crossing import as_they_are, cross, deepest, largest, smallest
from sandtable.hazards.field import parts_between
from sandtable.hazards.impact import Impact
from sandtable.hazards.intensity import KINDS, quantise
from sandtable.hazards.residents import Residents
from sandtable.hazards.rows import Exposure, HazardSource, RoadColumns, zone_columns
from sandtable.world.raster import RasterFault

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import ArrayLike, NDArray

    from sandtable.hazards.crossing import Bring, Floats, Pairs
    from sandtable.hazards.field import Frame, HazardField
    from sandtable.world.network import Network
    from sandtable.world.raster import Raster

    Laid = tuple[float, dict[str, Floats], Floats]
    """Time [s], the worst of each kind on the arcs, and the share of each zone's people."""

_FEW = 10
"""Arcs that a message names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Exposing:
    """Who is exposed: people where an intensity is worse than a limit (暴露判据).

    Parameters
    ----------
    kind
        Word that scenarios select exposures by.
    intensity
        Kind of intensity.
    limit
        People are exposed where it is above this; below it, where less is worse [unit].

    """

    kind: str = "water"
    intensity: str = "depth"
    limit: float = 0.3

    def where(self, frame: Frame) -> NDArray[np.bool_]:
        """Return in which cells of a frame people are exposed."""
        value = frame.values[self.intensity]
        is_less: NDArray[np.bool_] = value < self.limit
        return is_less if KINDS[self.intensity].less_is_worse else value > self.limit


@dataclass(slots=True, eq=False)
class _Changes:
    """Codes that stay until they change: stretches of time by what they belong to."""

    codes: NDArray[np.int64]
    since_s: NDArray[np.float64]
    done: list[tuple[NDArray[np.int64], NDArray[np.float64], float, NDArray[np.int64]]] = field(
        default_factory=list
    )

    @classmethod
    def none(cls, size: int) -> Self:
        """Begin with nothing anywhere."""
        return cls(np.zeros(size, dtype=np.int64), np.zeros(size))

    def at(self, time_s: float, codes: NDArray[np.int64]) -> None:
        """Take in the codes from a time on; 0 = nothing."""
        changed = np.flatnonzero(codes != self.codes)
        ended = changed[self.codes[changed] > 0]
        self.done.append((ended, self.since_s[ended], time_s, self.codes[ended]))
        self.codes[changed] = codes[changed]
        self.since_s[changed] = time_s

    def stretches(self) -> tuple[NDArray[np.int64], ...]:
        """Return whose, from, to [s] and code of all stretches; what holds last never ends."""
        self.at(np.inf, np.zeros_like(self.codes))
        whose, since, to_s, codes = zip(*self.done, strict=True)
        ends = np.repeat(np.array(to_s), [one.size for one in whose])
        return np.concatenate(whose), np.concatenate(since), ends, np.concatenate(codes)


def lay_over(
    hazard: HazardField,
    network: Network,
    *,
    source: HazardSource,
    cause: str,
    kinds: Sequence[str] | None = None,
    bring: Bring = as_they_are,
    lifted_m: NDArray[np.float64] | float = 0.0,
    residents: Residents | None = None,
    exposing: Exposing | None = None,
    most_outside: float = 0.0,
) -> Impact:
    """Return what a hazard does to roads and people.

    The worst over the cells that an arc crosses counts: the largest, of visibility and speed
    factors the smallest; the velocity is that in the deepest cell. Intensities are rounded to the
    worse class of `CLASSES`, shares of people up to one of `SHARES`.

    Parameters
    ----------
    kinds
        Intensities to keep; None = those of the field. ``depth_velocity`` may be asked for where
        there are both.
    bring
        Brings places of the network into the reference system of the raster.
    lifted_m
        Height of each road over the ground of the raster, as of a bridge or a dam, shape
        ``(n_arcs,)`` or one number [m]. It counts where the field has depths.
    residents
        People on this raster; None = nobody is exposed.
    exposing
        What exposes them; None = water deeper than 0.3 m.
    most_outside
        Part of the arcs that may leave the raster [0-1]; nothing happens to them there.

    Raises
    ------
    RasterFault
        If too many arcs leave the raster, or the field is faulty.

    """
    pairs = cross(network, hazard.raster, bring=bring)
    check_covered(network, hazard.raster, bring, pairs.outside, most_outside)
    lifted = np.array(np.broadcast_to(np.asarray(lifted_m, dtype=np.float64), (network.n_arcs,)))
    exposing, people = exposing or Exposing(), residents or Residents.nobody()
    kinds = kinds or hazard.kinds
    roads = {kind: _Changes.none(network.n_arcs) for kind in kinds}
    shares = _Changes.none(len(people.ids))
    on_roads = partial(_on_roads, kinds=kinds, pairs=pairs, lifted=lifted)
    for time_s, values, share in _between(hazard, on_roads, people, exposing):
        for kind, changes in roads.items():
            changes.at(time_s, class_numbers(kind, values[kind]))
        shares.at(time_s, share_numbers(share))
    exposures = _exposures(shares, people.ids, exposing.kind, source.id)
    return _impact(roads, exposures, exposing.kind, source, cause)


def _between(
    hazard: HazardField,
    on_roads: Callable[[Frame], dict[str, Floats]],
    people: Residents,
    exposing: Exposing,
) -> Iterator[Laid]:
    """Yield times and what lies on arcs and zones, with steps between frames that are far apart."""
    before: Laid | None = None
    for frame in hazard.each():
        share = people.share(exposing.where(frame)) if people.ids else np.zeros(0)
        now = (frame.time_s, on_roads(frame), share)
        if before is not None:
            yield from _steps(before, now)
        yield now
        before = now


def _steps(before: Laid, now: Laid) -> Iterator[Laid]:
    """Yield what lies between two frames, linearly, where they are far apart."""
    (first_s, old, old_share), (last_s, new, new_share) = before, now
    for part in parts_between(first_s, last_s):
        values = {kind: (1.0 - part) * old[kind] + part * new[kind] for kind in new}
        share = (1.0 - part) * old_share + part * new_share
        yield first_s + part * (last_s - first_s), values, share


def _on_roads(
    frame: Frame, kinds: Sequence[str], pairs: Pairs, lifted: Floats
) -> dict[str, Floats]:
    """Return the worst of some kinds on each arc."""
    flat = {kind: value.ravel() for kind, value in frame.values.items()}
    wet = {"depth", "velocity", "depth_velocity"} if "depth" in flat else set()
    found = _water(flat, pairs, lifted) if wet.intersection(kinds) else {}
    for kind in set(kinds).difference(wet):
        if KINDS[kind].less_is_worse:
            found[kind] = smallest(flat[kind], pairs.cell, pairs.first, KINDS[kind].harmless)
        else:
            found[kind] = largest(flat[kind], pairs.cell, pairs.first)
    return {kind: found[kind] for kind in kinds}


def _water(flat: dict[str, Floats], pairs: Pairs, lifted: Floats) -> dict[str, Floats]:
    """Return depth over the road, and what flows there in the deepest cell."""
    depth = np.maximum(largest(flat["depth"], pairs.cell, pairs.first) - lifted, 0.0)
    found = {"depth": depth}
    if "velocity" in flat:
        speed = deepest(flat["depth"], flat["velocity"], pairs.cell, pairs.first)
        found["velocity"] = np.where(depth > 0.0, speed, 0.0)
        found["depth_velocity"] = depth * found["velocity"]
    if "depth_velocity" in flat:
        product = largest(flat["depth_velocity"], pairs.cell, pairs.first)
        found["depth_velocity"] = np.where(depth > 0.0, product, 0.0)
    return found


def _impact(
    roads: dict[str, _Changes],
    exposures: list[Exposure],
    exposed_kind: str,
    source: HazardSource,
    cause: str,
) -> Impact:
    parts = {kind: changes.stretches() for kind, changes in sorted(roads.items())}
    used = [kind for kind, part in parts.items() if part[0].size]
    sizes = [parts[kind][0].size for kind in used]
    column = [np.concatenate([np.zeros(0), *(parts[kind][k] for kind in used)]) for k in range(3)]
    value = [quantise(kind, class_values(kind, parts[kind][3])) for kind in used]
    zones = tuple(sorted({one.zone for one in exposures}))
    from_s = grid_array(column[1].astype(np.float64))
    return Impact(
        n_arcs=next(iter(roads.values())).codes.size,
        roads=RoadColumns(
            from_s=from_s,
            to_s=grid_array(column[2].astype(np.float64)),
            arc=column[0].astype(np.int32),
            kind=np.repeat(np.arange(len(used), dtype=np.int32), sizes),
            value=np.concatenate(value or [np.zeros(0)]),
            source=np.zeros(sum(sizes), dtype=np.int32),
            cause=np.zeros(sum(sizes), dtype=np.int32),
            released_s=from_s,
        ).canonical(),
        people=zone_columns(exposures, [exposed_kind], [source.id], zones),
        kinds=tuple(used),
        causes=(cause,) if used else (),
        zones=zones,
        exposure_kinds=(exposed_kind,) if exposures else (),
        sources=(source,),
    )


def _exposures(shares: _Changes, ids: tuple[str, ...], kind: str, source: str) -> list[Exposure]:
    *spans, codes = shares.stretches()
    columns = [column.tolist() for column in (*spans, share_values(codes))]
    return [
        Exposure(ids[zone], from_s, to_s, kind, share, source)
        for zone, from_s, to_s, share in zip(*columns, strict=True)
    ]


def check_covered(
    network: Network,
    raster: Raster,
    bring: Bring,
    outside: NDArray[np.int64],
    most_outside: float,
) -> None:
    """Refuse a raster that too many arcs leave.

    Parameters
    ----------
    outside
        Arcs that leave it, as those of `cross`.
    most_outside
        Part of the arcs that may [0-1].

    Raises
    ------
    RasterFault
        With a few of them by id, and where both lie.

    """
    arcs = network.n_arcs
    if outside.size <= most_outside * arcs:
        return
    named = ", ".join(network.arc_ids[outside[:_FEW]].tolist())
    named += " ..." if outside.size > _FEW else ""
    shown = _("{number} of {arcs} arcs outside the raster ({named})")
    expected = _("at most {high}").format(high=f"{100.0 * most_outside:g} %")
    repair = _(
        "Check the reference system (raster: {raster}; roads: {roads}), or state a larger"
        " most_outside."
    )
    rows, columns = raster.shape
    cells = (
        (raster.left, raster.left + columns * raster.width),
        (raster.top - rows * raster.height, raster.top),
    )
    repair = repair.format(raster=_box(*cells), roads=_box(*bring(network.x, network.y)))
    shown = shown.format(number=outside.size, arcs=arcs, named=named)
    raise RasterFault("most_outside", shown, expected, repair)


def _box(x: ArrayLike, y: ArrayLike) -> str:
    """Return between which coordinates places lie, as people read it."""
    (west, east), (south, north) = ((np.nanmin(one), np.nanmax(one)) for one in (x, y))
    return f"{west:.6g}..{east:.6g}, {south:.7g}..{north:.7g}"
