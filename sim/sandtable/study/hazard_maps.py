"""What maps of a hazard show: roads, people and its field at some instants (灾害图)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from sandtable.files.rasters.systems import way
from sandtable.hazards.around import Around
from sandtable.hazards.cache import NOTHING_KEPT, Cache
from sandtable.hazards.content import content_of, key_of
from sandtable.hazards.crossing import Bring, as_they_are
from sandtable.hazards.danger import DangerZone
from sandtable.hazards.field import HazardField
from sandtable.hazards.kinds import danger_zones, hazard_of
from sandtable.hazards.kinds.realisations import draws_of
from sandtable.hazards.places import source_places
from sandtable.study.case import Case
from sandtable.study.hazard_frames import Frames
from sandtable.study.hazard_preview import Preview, exposure_kinds
from sandtable.study.hazard_spells import Roads, shares_at
from sandtable.world.raster import Raster

MOST_INSTANTS = 4
"""Maps that are drawn where no instants are asked for."""

FIRST_KINDS = ("depth", "fire", "dose", "smoke", "wind")
"""Of several intensities of a field the first of these is drawn, else its own first one."""

_NO_ZONES: tuple[DangerZone, ...] = ()

_MOST_CELLS = 400
"""Cells of a drawn field in a row or column; of more the worst of a block stands for it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapState:
    """A hazard at an instant.

    Parameters
    ----------
    since_s
        Since the activation [s].
    states
        Numbers in `hazard_spells.STATES`, shape ``(n_arcs,)``.
    shares
        Exposed part of the people by zone [0-1]; zones where nobody is exposed are not there.
    persons
        All exposed persons.

    """

    since_s: float
    states: NDArray[np.int8]
    shares: dict[str, float]
    persons: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Layer:
    """The field of a hazard at the same instants, in the reference system of the network.

    Parameters
    ----------
    kind
        Kind of intensity.
    x, y
        Corners of the cells, shape ``(n_rows + 1, n_columns + 1)``.
    values
        One per instant, shape ``(n_rows, n_columns)`` [unit of the kind].
    worst
        The same, the worst until then.

    """

    kind: str
    x: NDArray[np.float64]
    y: NDArray[np.float64]
    values: tuple[NDArray[np.float64], ...]
    worst: tuple[NDArray[np.float64], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Maps:
    """One sample of a hazard, ready to be drawn.

    Parameters
    ----------
    sources
        Where its sources are, as far as its file says so, in the reference system of the network.
    zones
        Its zones of danger, likewise.

    """

    preview: Preview
    sample: int
    states: tuple[MapState, ...]
    layer: Layer | None
    sources: tuple[tuple[float, float], ...] = ()
    zones: tuple[DangerZone, ...] = ()


def maps(
    case: Case,
    preview: Preview,
    *,
    at_s: Sequence[float] = (),
    around: Around | None = None,
    seed: int = 0,
    cache: Cache = NOTHING_KEPT,
) -> Maps:
    """Return what maps of the first sample of a preview show; no instant = it does nothing.

    Parameters
    ----------
    at_s
        Instants since the activation; empty = some at which it has grown worse [s].
    around
        Surroundings of a hazard that is worked out, for its field.
    seed
        Root of all luck of its samples.
    cache
        Where frames of the field that take long are looked for, and kept.

    """
    world, sampled = case.world, preview.samples[0]
    impact = case.impacts[preview.entry][sampled.sample]
    (profile,) = (one for one in world.plan.profiles if one.id == preview.profile)
    roads = Roads(world.network, profile)
    field, danger = None, _NO_ZONES
    if around is not None:
        hazard, draws = hazard_of(around), draws_of(around, seed, sampled.sample)
        field, danger = hazard.field(draws), tuple(danger_zones(hazard, draws))
    begun = [*(one.from_s for one in sampled.roads), *(one.from_s for one in sampled.people)]
    instants = sorted(set(at_s)) or _instants(begun, () if field is None else field.times_s)
    kinds = exposure_kinds(world, [impact])
    zones = {zone.id: zone.population for zone in world.place.zones}
    states = []
    for since_s in instants:
        shares = shares_at(impact.natural, kinds, since_s)
        states.append(
            MapState(
                since_s=since_s,
                states=roads.states(roads.factors(impact.natural, since_s)),
                shares=shares,
                persons=sum(round(part * zones.get(zone, 0)) for zone, part in shares.items()),
            )
        )
    layer = None
    if field is not None and around is not None and instants:
        content = key_of(content_of(around, seed), sampled.sample)
        layer = _layer(field, around, instants, content, cache)
    return Maps(
        preview=preview,
        sample=sampled.sample,
        states=tuple(states),
        layer=layer,
        sources=tuple(source_places(around)) if around is not None else (),
        zones=tuple(_in_network(one, around) for one in danger) if around is not None else (),
    )


def _in_network(zone: DangerZone, around: Around) -> DangerZone:
    """Return a zone in the reference system of the network."""
    plane = around.plane
    return zone if plane is None else replace(zone, polygons=zone.brought(plane.degrees))


def _instants(begun_s: Sequence[float], frames_s: Sequence[float]) -> list[float]:
    """Return instants to draw: at which roads or people change, and where few do, of frames [s]."""
    found = spread_out(begun_s)
    for many in range(MOST_INSTANTS, 2 * MOST_INSTANTS):
        if len(found) < MOST_INSTANTS:
            found = sorted({*spread_out(begun_s), *spread_out(frames_s, many)[1:]})
    return spread_out(found)


def spread_out(begun_s: Sequence[float], most: int = MOST_INSTANTS) -> list[float]:
    """Return the first and last of some instants, and others that part them evenly [s]."""
    ordered = sorted(set(begun_s))
    if not ordered:
        return []
    places = np.linspace(0, len(ordered) - 1, most).round().astype(int)
    return sorted({ordered[place] for place in places.tolist()})


def _layer(
    field: HazardField, around: Around, instants: Sequence[float], content: str, cache: Cache
) -> Layer:
    kind = next((one for one in FIRST_KINDS if one in field.kinds), field.kinds[0])
    step = max(1, -(-max(field.raster.shape) // _MOST_CELLS))
    x, y = _corners(field.raster, around)
    rows, columns = (_edges(size, step) for size in field.raster.shape)
    frames = Frames(field=field, kind=kind, step=step, content=content, cache=cache)
    then, until_then = zip(*frames.held(instants), strict=True)
    places = np.ix_(rows, columns)
    return Layer(kind=kind, x=x[places], y=y[places], values=then, worst=until_then)


def _corners(raster: Raster, around: Around) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the corners of the cells in the system of the network."""
    rows, columns = raster.shape
    x, y = np.meshgrid(
        raster.left + raster.width * np.arange(columns + 1.0),
        raster.top - raster.height * np.arange(rows + 1.0),
    )
    bring = _bring(raster, around)
    if bring is as_they_are:
        return x, y
    network = around.network
    west, east = float(np.nanmin(network.x)), float(np.nanmax(network.x))
    south, north = float(np.nanmin(network.y)), float(np.nanmax(network.y))
    back = brought_back(bring, (west, south, east, north), np.column_stack((x.ravel(), y.ravel())))
    return back[:, 0].reshape(x.shape), back[:, 1].reshape(y.shape)


def _bring(raster: Raster, around: Around) -> Bring:
    """Return what brings places of the network into the system of a raster."""
    ours = around.network.crs
    if raster.crs == ours or not ours:
        return as_they_are
    if around.plane is not None and not raster.in_degrees and ":" not in raster.crs:
        return around.metres  # the plane of the roads, a system without a code
    return way(ours, raster.crs)


def brought_back(
    bring: Bring, box: tuple[float, float, float, float], places: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return the places that are brought to some places, shape ``(n, 2)``.

    Parameters
    ----------
    bring
        Smooth, and nearly even over the box.
    box
        West, south, east and north end of where such places are.
    places
        Where they are brought to, shape ``(n, 2)``.

    """
    corners = np.array([(x, y) for x in box[::2] for y in box[1::2]])
    brought = np.column_stack(bring(corners[:, 0], corners[:, 1]))
    even = np.column_stack((brought, np.ones(len(brought))))
    slope = np.linalg.lstsq(even, corners, rcond=None)[0]
    found: NDArray[np.float64] = np.column_stack((places, np.ones(len(places)))) @ slope
    for _again in range(4):  # each time the error shrinks a hundredfold or more
        off = places - np.column_stack(bring(found[:, 0], found[:, 1]))
        found = found + off @ slope[:2]
    return found


def _edges(size: int, step: int) -> NDArray[np.int64]:
    """Return every n-th corner of a row of cells, and the last."""
    return np.unique(np.append(np.arange(0, size, step), size))
