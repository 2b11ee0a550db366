"""The Impact: one realisation of a hazard, projected on the arcs and zones (影响), contracts §3."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from hashlib import blake2b
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Self

import numpy as np
from numpy.typing import NDArray

from sandtable.hazards import store
from sandtable.hazards.course import Course
from sandtable.hazards.intensity import speed_factors
from sandtable.hazards.onset import passes
from sandtable.hazards.rows import (
    FreeFire,
    HazardSource,
    RoadColumns,
    ZoneColumns,
    check_exposure,
    check_interval,
    road_columns,
    zone_columns,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from sandtable.hazards.course import Key
    from sandtable.hazards.rows import Exposure, Interval
    from sandtable.world.onset import Cascade
    from sandtable.world.plan import Curve, Profile

FORMAT = "impact/2"

NO_CONTROLS: Mapping[str, float] = MappingProxyType({})

Series = Mapping[str, tuple[NDArray[np.float64], NDArray[np.float64]]]
"""What reports show of a course: name -> times since activation [s] and values."""

_COURSES_KEPT = 64
"""Controlled courses that an Impact remembers: every run controls at times of its own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Impact:
    """What a realisation of a hazard does to roads and people; it knows no plan (影响).

    Make it with `Impact.of`. Rows stand in one canonical order, and name tables hold just the names
    in use, sorted: whatever the order of the rows it was made from, it is the same to the bit. All
    times count from the activation of the entry that it belongs to [s].

    Parameters
    ----------
    n_arcs
        Arcs of the network that it is projected on.
    roads, people
        Intensities on arcs and exposures of zones, as columns with codes.
    kinds, causes, zones, exposure_kinds
        Names behind the codes, sorted.
    sources
        Sources behind their codes, by id.
    series
        How it came about, for reports and measures alone: no run reads it, and it is no part of the
        hash.
    content_hash
        blake2b-128 of all of the above but the series, hexadecimal.
    natural
        The course that it takes when nothing is controlled.

    """

    n_arcs: int
    roads: RoadColumns
    people: ZoneColumns
    kinds: tuple[str, ...]
    causes: tuple[str, ...]
    zones: tuple[str, ...]
    exposure_kinds: tuple[str, ...]
    sources: tuple[HazardSource, ...]
    series: Series = field(repr=False, default_factory=dict)
    content_hash: str = field(init=False)
    natural: Course = field(init=False, repr=False)
    _by_arc: NDArray[np.int64] = field(init=False, repr=False)
    _courses: dict[tuple[tuple[str, float], ...], Course] = field(
        init=False, repr=False, default_factory=dict
    )
    _row_factors: dict[tuple[tuple[str, Curve], ...], NDArray[np.float64]] = field(
        init=False, repr=False, default_factory=dict
    )

    def __post_init__(self) -> None:
        object.__setattr__(self, "content_hash", _content_hash(self))
        object.__setattr__(self, "_by_arc", np.argsort(self.roads.arc, kind="stable"))
        object.__setattr__(self, "natural", Course.of(self, NO_CONTROLS))

    @classmethod
    def of(
        cls,
        n_arcs: int,
        intervals: Iterable[Interval] = (),
        exposures: Iterable[Exposure] = (),
        sources: Iterable[HazardSource] = (),
        *,
        series: Series | None = None,
    ) -> Self:
        """Make an Impact from rows in any order; equal rows count once.

        Parameters
        ----------
        n_arcs
            Arcs of the network, >= 0.
        sources
            What controlling a source does; a source that is not listed is ``void``.

        Raises
        ------
        ValueError
            If an arc, a time, a kind, a value or a share makes no sense. Rows of files are checked
            before, all at once, by `hazards.tables`.

        """
        roads, people = list(intervals), list(exposures)
        for interval in roads:
            check_interval(interval, n_arcs)
        for exposure in people:
            check_exposure(exposure)
        known = {source.id: source for source in sources}
        kinds, causes = _names(row.kind for row in roads), _names(row.cause for row in roads)
        zones, exposed = _names(row.zone for row in people), _names(row.kind for row in people)
        origins = _names((*known, *(row.source for row in roads), *(row.source for row in people)))
        return cls(
            n_arcs=n_arcs,
            roads=road_columns(roads, kinds, origins, causes),
            people=zone_columns(people, exposed, origins, zones),
            kinds=kinds,
            causes=causes,
            zones=zones,
            exposure_kinds=exposed,
            sources=tuple(known.get(name, HazardSource(id=name)) for name in origins),
            series=series or {},
        )

    @classmethod
    def empty(cls, n_arcs: int) -> Self:
        """Return the Impact that does nothing."""
        return cls.of(n_arcs)

    @classmethod
    def open(cls, folder: Path) -> Self:
        """Open a saved Impact, its columns read-only, large ones memory-mapped.

        Raises
        ------
        ValueError
            If the content is not what was saved: a damaged file is never half-read.

        """
        head, columns = store.read(folder, _files())
        _none, series = store.read(folder, _series_files(head.get("series", ())))
        impact = cls(
            n_arcs=head["n_arcs"],
            roads=RoadColumns(**{name: columns[f"road_{name}"] for name in _names_of(RoadColumns)}),
            people=ZoneColumns(
                **{name: columns[f"zone_{name}"] for name in _names_of(ZoneColumns)}
            ),
            kinds=tuple(head["kinds"]),
            causes=tuple(head["causes"]),
            zones=tuple(head["zones"]),
            exposure_kinds=tuple(head["exposure_kinds"]),
            sources=tuple(map(_source, head["sources"])),
            series={
                name: (series[f"series_{name}_s"], series[f"series_{name}"])
                for name in head.get("series", ())
            },
        )
        if _full_head(impact) != head:
            message = f"{folder}: the Impact is damaged: its content does not match its hash"
            raise ValueError(message)
        return impact

    def save(self, folder: Path) -> None:
        """Write the Impact into a folder of its own, whole or not at all."""
        columns = dict(zip(_files(), _arrays(self), strict=True))
        columns |= {
            file: column
            for name, both in self.series.items()
            for file, column in zip(_series_files([name]), both, strict=True)
        }
        store.write(folder, _full_head(self), columns)

    @property
    def source_ids(self) -> tuple[str, ...]:
        """Ids of the sources that can be controlled."""
        return tuple(source.id for source in self.sources)

    @property
    def growing_ids(self) -> tuple[str, ...]:
        """Ids of the sources whose free growth is known: line can be built around them."""
        return tuple(source.id for source in self.sources if source.free)

    @property
    def epochs(self) -> NDArray[np.float64]:
        """Instants at which something changes on a road, from 0, increasing, shape ``(n,)`` [s]."""
        return np.array(self.natural.epochs)

    def epoch_of(self, since_s: float) -> int:
        """Return the number of the epoch that holds a time since activation; -1 before [s]."""
        return self.natural.epoch_of(since_s)

    def course(self, controls: Mapping[str, float] = NO_CONTROLS) -> Course:
        """Return the course that the hazard takes when sources are controlled.

        Parameters
        ----------
        controls
            Source id -> time since activation at which it was controlled [s].

        Raises
        ------
        ValueError
            If there is no such source.

        """
        if not controls:
            return self.natural
        name = tuple(sorted(controls.items()))
        course = self._courses.get(name)
        if course is None:
            if len(self._courses) >= _COURSES_KEPT:
                del self._courses[next(iter(self._courses))]
            course = self._courses[name] = Course.of(self, controls)
        return course

    def key(self, since_s: float, controls: Mapping[str, float] = NO_CONTROLS) -> Key:
        """Return the key of the road state; see `Course.key`."""
        return self.course(controls).key(since_s)

    def next_change(self, since_s: float, controls: Mapping[str, float] = NO_CONTROLS) -> float:
        """Return the first instant after `since_s` at which a road changes, inf = none [s]."""
        return self.course(controls).next_change(since_s)

    def factors(
        self, since_s: float, profile: Profile, controls: Mapping[str, float] = NO_CONTROLS
    ) -> NDArray[np.float64]:
        """Return the speed factor of each arc, shape ``(n_arcs,)`` [0-1]; see `Course.factors`."""
        return self.course(controls).factors(since_s, profile)

    def factor_of(
        self,
        arc: int,
        since_s: float,
        profile: Profile,
        controls: Mapping[str, float] = NO_CONTROLS,
    ) -> float:
        """Return the speed factor of one arc [0-1]."""
        return self.course(controls).factor_of(arc, since_s, profile)

    def cause(
        self, arc: int, since_s: float, controls: Mapping[str, float], profile: Profile
    ) -> str:
        """Return the cause of the smallest factor on an arc; see `Course.cause`."""
        return self.course(controls).cause(arc, since_s, profile)

    @property
    def depth_code(self) -> int:
        """Code of the kind of intensity that is a depth of water; -1 = there is none."""
        return self.kinds.index("depth") if "depth" in self.kinds else -1

    def exposures(
        self, kind: str, controls: Mapping[str, float] = NO_CONTROLS
    ) -> tuple[Exposure, ...]:
        """Return the exposures of a kind; see `Course.exposures`."""
        return self.course(controls).exposures(kind)

    def passes(self, cascade: Cascade, controls: Mapping[str, float] = NO_CONTROLS) -> float:
        """Return when it passes the limit of a cascade, inf = never [s]; see `onset.passes`."""
        return passes(self.course(controls), cascade)

    def begins_s(self, source: str) -> float:
        """Return when a source first acts on a road or on people, inf = never [s]."""
        if source not in self.source_ids:
            return np.inf
        code = self.source_ids.index(source)
        begins = [rows.from_s[rows.source == code] for rows in (self.roads, self.people)]
        return float(np.concatenate(begins).min(initial=np.inf))

    def rows_of(self, arc: int) -> NDArray[np.int64]:
        """Return the rows of an arc in `roads`, in their order."""
        first, last = np.searchsorted(self.roads.arc, (arc, arc + 1), sorter=self._by_arc)
        return self._by_arc[first:last]

    def row_factors(self, profile: Profile) -> NDArray[np.float64]:
        """Return what each interval alone lets a vehicle do, shape ``(n_intervals,)`` [0-1]."""
        factors = self._row_factors.get(profile.factors)
        if factors is None:
            factors = np.ones(len(self.roads))
            for code, kind in enumerate(self.kinds):
                mine = self.roads.kind == code
                factors[mine] = speed_factors(kind, self.roads.value[mine], profile)
            factors.setflags(write=False)
            self._row_factors[profile.factors] = factors
        return factors


def compose(factors: Sequence[NDArray[np.float64]]) -> NDArray[np.float64]:
    """Compose speed factors of several Impacts: the smallest rules, shape ``(n_arcs,)`` [0-1]."""
    smallest: NDArray[np.float64] = np.minimum.reduce(factors)
    return smallest


def _names(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(set(names)))


def _names_of(columns: type[RoadColumns | ZoneColumns]) -> list[str]:
    return [column.name for column in fields(columns)]


def _files() -> list[str]:
    roads = [f"road_{name}" for name in _names_of(RoadColumns)]
    return roads + [f"zone_{name}" for name in _names_of(ZoneColumns)]


def _series_files(names: Iterable[str]) -> list[str]:
    return [file for name in names for file in (f"series_{name}_s", f"series_{name}")]


def _arrays(impact: Impact) -> tuple[NDArray[Any], ...]:
    return impact.roads.all() + impact.people.all()


def _head(impact: Impact) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "n_arcs": impact.n_arcs,
        "kinds": list(impact.kinds),
        "causes": list(impact.causes),
        "zones": list(impact.zones),
        "exposure_kinds": list(impact.exposure_kinds),
        "sources": [_source_head(source) for source in impact.sources],
    }


def _source_head(source: HazardSource) -> dict[str, Any]:
    """Return a source as it is saved; only a fire says how it grows."""
    head = asdict(source)
    if source.free:
        return head | {"free": [list(one) for one in source.free]}
    del head["free"]
    return head


def _source(head: dict[str, Any]) -> HazardSource:
    return HazardSource(**head | {"free": tuple(FreeFire(*one) for one in head.get("free", ()))})


def _full_head(impact: Impact) -> dict[str, Any]:
    """Return the head as it is saved; series have hashes of their own, where there are any."""
    head = _head(impact) | {"content_hash": impact.content_hash}
    if impact.series:
        head["series"] = {name: _digest(both) for name, both in sorted(impact.series.items())}
    return head


def _content_hash(impact: Impact) -> str:
    head = json.dumps(_head(impact), ensure_ascii=False, sort_keys=True)
    return _digest(_arrays(impact), head)


def _digest(columns: Iterable[NDArray[Any]], head: str = "") -> str:
    digest = blake2b(digest_size=16)
    digest.update(head.encode())
    for column in columns:
        little = column.astype(column.dtype.newbyteorder("<"), copy=False)
        digest.update(f"\x1f{little.dtype.str}{little.size}\x1f".encode())
        digest.update(np.ascontiguousarray(little).data)
    return digest.hexdigest()
