"""The course of a hazard: an Impact whose sources are controlled at stated times (发展过程)."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

import numpy as np

from sandtable.ground.clock import grid
from sandtable.hazards.rows import Exposure

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from numpy.typing import NDArray

    from sandtable.hazards.impact import Impact
    from sandtable.hazards.rows import HazardSource, RoadColumns, ZoneColumns
    from sandtable.world.plan import Profile

ControlKey = tuple[int, int, bool]
Key = tuple[int, tuple[ControlKey, ...]]
"""Epoch since activation and, for each source controlled by then: its code, the epoch of its
control (releases count as epochs, too), and whether its recession is over."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Course:
    """What an Impact comes to under controls. Make it by `Impact.course`.

    A control at time t acts on the rows of its source. ``void``: rows of what left the source after
    t do not happen; where nothing else is said, that is rows that begin after t. ``hold``: they do
    not happen either, and the rows in force at t, being the last values
    begun, end at t + recession instead of when they would have. Rows that were over stay as they
    were.

    Parameters
    ----------
    to_s, zone_to_s
        Ends of the intervals and exposures, shape ``(n,)`` [s]; not after the beginning where a row
        does not happen.
    epochs
        Instants at which something changes on a road, from 0, increasing [s].
    keys
        Key of the road state from each of them on.

    """

    impact: Impact
    to_s: NDArray[np.float64]
    zone_to_s: NDArray[np.float64]
    epochs: tuple[float, ...]
    keys: tuple[Key, ...]

    @classmethod
    def of(cls, impact: Impact, controls: Mapping[str, float]) -> Self:
        """Work out the ends of all rows and the epochs, given source id -> time of control [s]."""
        known = {source.id for source in impact.sources}
        if not known.issuperset(controls):
            message = f"no such source: {sorted(set(controls) - known)}; there are {sorted(known)}"
            raise ValueError(message)
        at_s = {name: grid(time_s) for name, time_s in controls.items()}
        to_s = _ends(impact.roads, impact.sources, at_s)
        epochs = _epochs(impact.roads.from_s, to_s)
        return cls(
            impact=impact,
            to_s=to_s,
            zone_to_s=_ends(impact.people, impact.sources, at_s),
            epochs=epochs,
            keys=_keys(impact, epochs, at_s),
        )

    def epoch_of(self, since_s: float) -> int:
        """Return the number of the epoch that holds a time since activation; -1 before [s]."""
        return bisect_right(self.epochs, since_s) - 1

    def key(self, since_s: float) -> Key:
        """Return a key of the road state: equal keys mean equal factors, for every profile.

        It changes only when something on a road may, so that courses share what is cached under it.

        Parameters
        ----------
        since_s
            Time since activation, >= 0 [s].

        """
        return self.keys[bisect_right(self.epochs, since_s) - 1]

    def next_change(self, since_s: float) -> float:
        """Return the first instant after `since_s` at which a road changes, inf = none [s]."""
        epoch = bisect_right(self.epochs, since_s)
        return self.epochs[epoch] if epoch < len(self.epochs) else np.inf

    def factors(self, since_s: float, profile: Profile) -> NDArray[np.float64]:
        """Return the speed factor of each arc for a vehicle: the smallest of its intervals rules.

        Parameters
        ----------
        since_s
            Time since activation [s].

        Returns
        -------
        numpy.ndarray
            Shape ``(n_arcs,)`` [0-1]; 1 = undisturbed, 0 = closed.

        """
        factors = np.ones(self.impact.n_arcs)
        now = self._in_force(since_s)
        np.minimum.at(factors, self.impact.roads.arc[now], self.impact.row_factors(profile)[now])
        return factors

    def changes(
        self, before_s: float, after_s: float, profile: Profile
    ) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
        """Return the arcs whose factor differs between two times, and their factors after.

        Parameters
        ----------
        before_s, after_s
            Times since activation [s]; before 0 nothing is disturbed.

        Returns
        -------
        tuple
            Arc numbers, increasing, and the factor of each [0-1], shape ``(n_changed,)``.

        """
        before, after = self.factors(before_s, profile), self.factors(after_s, profile)
        arcs = np.flatnonzero(before != after)
        return arcs, after[arcs]

    def factor_of(self, arc: int, since_s: float, profile: Profile) -> float:
        """Return the speed factor of one arc for a vehicle [0-1]."""
        rows = self._rows_in_force(arc, since_s)
        factors = self.impact.row_factors(profile)[rows]
        return float(factors.min()) if rows.size else 1.0

    def cause(self, arc: int, since_s: float, profile: Profile) -> str:
        """Return the cause of the smallest factor on an arc, "" = undisturbed.

        Of several causes with the same factor the first by name is told.
        """
        impact, rows = self.impact, self._rows_in_force(arc, since_s)
        factors = impact.row_factors(profile)[rows]
        if not rows.size or factors.min() >= 1.0:
            return ""
        ruling = impact.roads.cause[rows[factors == factors.min()]]
        return impact.causes[int(ruling.min())]

    def depths(self, since_s: float) -> NDArray[np.float64]:
        """Return the depth of water on each arc, shape ``(n_arcs,)`` [m]; 0 = dry.

        The deepest of the intervals in force counts.
        """
        roads, depths = self.impact.roads, np.zeros(self.impact.n_arcs)
        now = self._in_force(since_s)
        now = now[roads.kind[now] == self.impact.depth_code]
        np.maximum.at(depths, roads.arc[now], roads.value[now])
        return depths

    def depth_of(self, arc: int, since_s: float) -> tuple[float, str]:
        """Return the depth of water on one arc [m] and its cause, "" = dry."""
        impact, rows = self.impact, self._rows_in_force(arc, since_s)
        rows = rows[impact.roads.kind[rows] == impact.depth_code]
        if not rows.size:
            return 0.0, ""
        values = impact.roads.value[rows]
        deepest = impact.roads.cause[rows[values == values.max()]]
        return float(values.max()), impact.causes[int(deepest.min())]

    def exposures(self, kind: str) -> tuple[Exposure, ...]:
        """Return the exposures of a kind that happen, by beginning, end and zone."""
        impact, people = self.impact, self.impact.people
        happen = self.zone_to_s > people.from_s
        earlier = [
            None if released_s == from_s else released_s
            for released_s, from_s in zip(
                people.released_s.tolist(), people.from_s.tolist(), strict=True
            )
        ]
        return tuple(
            Exposure(
                zone=impact.zones[people.zone[row]],
                from_s=float(people.from_s[row]),
                to_s=float(self.zone_to_s[row]),
                kind=kind,
                share=float(people.share[row]),
                source=impact.sources[people.source[row]].id,
                released_s=earlier[row],
            )
            for row in np.flatnonzero(happen).tolist()
            if impact.exposure_kinds[people.kind[row]] == kind
        )

    def _rows_in_force(self, arc: int, since_s: float) -> NDArray[np.int64]:
        rows = self.impact.rows_of(arc)
        return rows[(self.impact.roads.from_s[rows] <= since_s) & (since_s < self.to_s[rows])]

    def _in_force(self, since_s: float) -> NDArray[np.int64]:
        """Return the rows whose interval holds a time; rows are sorted by their beginning."""
        begun = np.searchsorted(self.impact.roads.from_s, since_s, side="right")
        return np.flatnonzero(self.to_s[:begun] > since_s)


def _ends(
    rows: RoadColumns | ZoneColumns, sources: Sequence[HazardSource], at_s: Mapping[str, float]
) -> NDArray[np.float64]:
    """Return the ends of rows, shape ``(n,)`` [s], under the rule that the class states."""
    if not at_s:
        return rows.to_s
    to_s = rows.to_s.copy()
    for code, source in enumerate(sources):
        if source.id in at_s:
            control_s = at_s[source.id]
            mine = rows.source == code
            left = rows.released_s
            if source.control == "hold":
                left = rows.from_s
                held = mine & (rows.from_s <= control_s) & (control_s < rows.to_s)
                to_s[held] = grid(control_s + source.recession_s)
            to_s[mine & (left > control_s)] = -np.inf
    to_s.setflags(write=False)
    return to_s


def _epochs(from_s: NDArray[np.float64], to_s: NDArray[np.float64]) -> tuple[float, ...]:
    happen = to_s > from_s
    ends = to_s[happen]
    changes = np.concatenate(([0.0], from_s[happen], ends[np.isfinite(ends)]))
    return tuple(np.unique(changes).tolist())


def _keys(impact: Impact, epochs: Sequence[float], at_s: Mapping[str, float]) -> tuple[Key, ...]:
    if not at_s:
        return tuple((epoch, ()) for epoch in range(len(epochs)))
    natural = impact.natural
    releases = np.unique(np.concatenate((natural.epochs, impact.roads.released_s)))
    controlled = [
        (code, at_s[source.id], source.recession_s if source.control == "hold" else np.inf)
        for code, source in enumerate(impact.sources)
        if source.id in at_s
    ]
    return tuple(
        (
            natural.epoch_of(epoch_s),
            tuple(
                (
                    code,
                    int(np.searchsorted(releases, time_s, side="right")) - 1,
                    grid(time_s + recession_s) <= epoch_s,
                )
                for code, time_s, recession_s in controlled
                if time_s <= epoch_s
            ),
        )
        for epoch_s in epochs
    )
