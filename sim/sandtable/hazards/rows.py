"""Rows of an Impact, as people write them and as columns of arrays in one canonical order."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, Literal, NamedTuple, Self

import numpy as np

from sandtable.ground.clock import grid, grid_array
from sandtable.hazards.intensity import KINDS, quantise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray


Control = Literal["void", "hold"]
"""What controlling a source does; see `HazardSource`."""


class FreeFire(NamedTuple):
    """A fire that nobody fights, as it is from a time on: what an attack meets (自由蔓延).

    ``since_s`` counts from the activation [s]; ``area_m2`` is burned by then, > 0 [m2]; ``ratio``
    is its length over its width, >= 1; ``flame_m`` is the length of flames at its head [m].
    """

    since_s: float
    area_m2: float
    ratio: float
    flame_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardSource:
    """Where a hazard comes from (ignition, leak, breach) and what controlling it does (危险源).

    Parameters
    ----------
    control
        ``void``: what begins after the control does not happen (fire, leak). ``hold``: what is in
        force at the control stays until the recession is over, and nothing begins after it (water).
    recession_s
        Time from control to normal under ``hold``, >= 0 [s].
    free
        Of a fire: how it grows while nobody fights it, times rising; empty = nobody can.

    """

    id: str
    control: Control = "void"
    recession_s: float = 0.0
    free: tuple[FreeFire, ...] = ()


class Interval(NamedTuple):
    """An intensity on an arc for a time (路段影响).

    ``arc`` is the arc number; ``from_s`` and ``to_s`` [s] count from the activation, half-open,
    inf = never ends; ``kind`` is one of `KINDS` and ``value`` in its unit; ``cause`` is what people
    read. ``released_s`` [s] is when what does it left the source, for a source whose control voids
    what leaves it later: gas arrives after its release. None = at ``from_s``.
    """

    arc: int
    from_s: float
    to_s: float
    kind: str
    value: float
    source: str
    cause: str
    released_s: float | None = None


class Exposure(NamedTuple):
    """People of a zone exposed to something for a time (人员暴露).

    ``from_s`` and ``to_s`` [s] count from the activation, half-open, inf = never ends; ``share`` is
    the part of the zone's people [0-1]; ``kind`` is a word that scenarios select by;
    ``released_s`` as that of `Interval`.
    """

    zone: str
    from_s: float
    to_s: float
    kind: str
    share: float
    source: str
    released_s: float | None = None

    def released(self, at_s: float) -> float:
        """Return when what exposes at an instant left its source, on the same clock [s]."""
        return at_s if self.released_s is None else grid(at_s - self.from_s + self.released_s)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Columns:
    """Columns of equal length, read-only, their rows sorted by one column after the other."""

    def __post_init__(self) -> None:
        for column in self.all():
            column.setflags(write=False)

    def __len__(self) -> int:
        return int(self.all()[0].size)

    def all(self) -> tuple[NDArray[Any], ...]:
        """Return the columns in the order in which they sort."""
        return tuple(getattr(self, column.name) for column in fields(self))

    def canonical(self) -> Self:
        """Return the same rows in canonical order, equal ones once."""
        order = np.lexsort(self.all()[::-1])
        columns = [column[order] for column in self.all()]
        new = np.zeros(order.size, dtype=np.bool_)
        new[:1] = True
        for column in columns:
            new[1:] |= column[1:] != column[:-1]
        names = (column.name for column in fields(self))
        return type(self)(
            **{name: column[new] for name, column in zip(names, columns, strict=True)}
        )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class RoadColumns(Columns):
    """Intervals as columns, shape ``(n_intervals,)`` each.

    Parameters
    ----------
    from_s, to_s
        Half-open interval on the clock grid [s]; ``to_s`` inf = never ends.
    arc
        Arc number.
    kind, source, cause
        Codes, see the name tables of the Impact.
    value
        Quantised intensity [unit of the kind].
    released_s
        When what does it left the source, not after ``from_s`` [s].

    """

    from_s: NDArray[np.float64]
    to_s: NDArray[np.float64]
    arc: NDArray[np.int32]
    kind: NDArray[np.int32]
    value: NDArray[np.float64]
    source: NDArray[np.int32]
    cause: NDArray[np.int32]
    released_s: NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class ZoneColumns(Columns):
    """Exposures as columns, shape ``(n_exposures,)`` each.

    Parameters
    ----------
    from_s, to_s
        Half-open interval on the clock grid [s]; ``to_s`` inf = never ends.
    zone, kind, source
        Codes, see the name tables of the Impact.
    share
        Part of the zone's people [0-1].
    released_s
        When what does it left the source, not after ``from_s`` [s].

    """

    from_s: NDArray[np.float64]
    to_s: NDArray[np.float64]
    zone: NDArray[np.int32]
    kind: NDArray[np.int32]
    share: NDArray[np.float64]
    source: NDArray[np.int32]
    released_s: NDArray[np.float64]


def road_columns(
    rows: Sequence[Interval], kinds: Sequence[str], sources: Sequence[str], causes: Sequence[str]
) -> RoadColumns:
    """Turn intervals into columns, with codes for names and intensities in steps."""
    value = np.array([row.value for row in rows], dtype=np.float64)
    kind = _codes((row.kind for row in rows), kinds)
    for code, name in enumerate(kinds):
        value[kind == code] = quantise(name, value[kind == code])
    return RoadColumns(
        from_s=_instants(row.from_s for row in rows),
        to_s=_instants(row.to_s for row in rows),
        arc=np.array([row.arc for row in rows], dtype=np.int32),
        kind=kind,
        value=value,
        source=_codes((row.source for row in rows), sources),
        cause=_codes((row.cause for row in rows), causes),
        released_s=_instants(map(_released, rows)),
    ).canonical()


def zone_columns(
    rows: Sequence[Exposure], kinds: Sequence[str], sources: Sequence[str], zones: Sequence[str]
) -> ZoneColumns:
    """Turn exposures into columns, with codes for names."""
    return ZoneColumns(
        from_s=_instants(row.from_s for row in rows),
        to_s=_instants(row.to_s for row in rows),
        zone=_codes((row.zone for row in rows), zones),
        kind=_codes((row.kind for row in rows), kinds),
        share=np.array([row.share for row in rows], dtype=np.float64) + 0.0,  # no negative zero
        source=_codes((row.source for row in rows), sources),
        released_s=_instants(map(_released, rows)),
    ).canonical()


def check_interval(row: Interval, n_arcs: int) -> None:
    """Raise ValueError for an interval that makes no sense."""
    _check_times(row)
    if row.kind not in KINDS:
        message = f"{row}: no such kind of intensity; there are {', '.join(KINDS)}"
        raise ValueError(message)
    limits = KINDS[row.kind]
    if not (0 <= row.arc < n_arcs and 0.0 <= row.value <= limits.high):
        message = f"{row}: arc not in 0..{n_arcs - 1} or value not in 0..{limits.high:g}"
        raise ValueError(message)


def check_exposure(row: Exposure) -> None:
    """Raise ValueError for an exposure that makes no sense."""
    _check_times(row)
    if not 0.0 <= row.share <= 1.0:
        message = f"{row}: share not in 0..1"
        raise ValueError(message)


def _check_times(row: Interval | Exposure) -> None:
    first_s, last_s = _instants((row.from_s, row.to_s)).tolist()
    if not 0.0 <= first_s < last_s:
        message = f"{row}: needs 0 <= from < to"
        raise ValueError(message)
    if not 0.0 <= _released(row) <= row.from_s:
        message = f"{row}: needs 0 <= released <= from"
        raise ValueError(message)


def _released(row: Interval | Exposure) -> float:
    return row.from_s if row.released_s is None else row.released_s


def _instants(time_s: Iterable[float]) -> NDArray[np.float64]:
    return grid_array(np.array(list(time_s), dtype=np.float64)) + 0.0


def _codes(names: Iterable[str], known: Sequence[str]) -> NDArray[np.int32]:
    code = {name: number for number, name in enumerate(known)}
    return np.array([code[name] for name in names], dtype=np.int32)
