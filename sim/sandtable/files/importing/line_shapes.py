"""The lines of features as one array of points, in an order that no order of rows changes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.line_features import Features
from sandtable.files.importing.vector_file import no_lines
from sandtable.files.importing.wkb import KINDS, lines_of
from sandtable.ground.faults import UserFaults
from sandtable.ground.language import _

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shapes:
    """Lines of at least two points, none of them equal to the next.

    Parameters
    ----------
    feature
        The feature that a line belongs to, shape ``(n_lines,)``.
    first
        Where the points of each line begin, shape ``(n_lines + 1,)``.
    x, y, z
        Points in the direction of travel, in the reference system of the file; height, nan = none,
        shape ``(n_points,)``.

    """

    feature: Ints
    first: Ints
    x: Floats
    y: Floats
    z: Floats

    @classmethod
    def read(
        cls,
        wkb: NDArray[Any],
        features: Features,
        name: str,
        told: Counter[str],
    ) -> Shapes:
        """Read the geometries of the features that are used.

        Raises
        ------
        UserFaults
            If there is no line among them.

        """
        lines: list[tuple[int, Floats]] = []
        others = Counter[int]()
        empty = 0
        for at in np.flatnonzero(features.used).tolist():
            found, other = lines_of(wkb[at]) if wkb[at] else ([], 0)
            kept = [one for one in map(_without_repeats, found) if len(one) > 1]
            turn = -1 if features.direction[at] < 0 else 1
            lines += [(at, one[::turn]) for one in kept]
            if other:
                others[other] += 1
            elif not kept:
                empty += 1
        _tell(others, empty, told)
        if not lines:
            raise UserFaults([no_lines(name, _kinds(others))])
        lines.sort(
            key=lambda one: (
                *one[1][:2].ravel().tolist(),
                *one[1][-1].tolist(),
                features.origins[one[0]],
            )
        )
        points = np.concatenate([one for _at, one in lines])
        sizes = [len(one) for _at, one in lines]
        return cls(
            feature=np.array([at for at, _one in lines]),
            first=np.concatenate(([0], np.cumsum(sizes))),
            x=points[:, 0].copy(),
            y=points[:, 1].copy(),
            z=_heights(points[:, 2], told),
        )

    def part_of_feature(self, x_m: Floats, y_m: Floats) -> Floats:
        """Return the part of the length of its feature that a line is; 1 unless it has several.

        Parameters
        ----------
        x_m, y_m
            The points in metres, shape ``(n_points,)``.

        """
        along = np.concatenate(([0.0], np.cumsum(np.hypot(np.diff(x_m), np.diff(y_m)))))
        long = along[self.first[1:] - 1] - along[self.first[:-1]]
        whole = np.bincount(self.feature, weights=long)
        part: Floats = long / whole[self.feature]
        return part


def _tell(others: Counter[int], empty: int, told: Counter[str]) -> None:
    if others:
        text = _("Geometries of type {kinds} were left out").format(kinds=_kinds(others))
        told[text] += others.total()
    if empty:
        told[_("Features without a line, or with one of no length, were left out")] += empty


def _kinds(codes: Iterable[int]) -> str:
    return ", ".join(sorted(KINDS.get(code, str(code)) for code in codes))


def _without_repeats(points: Floats) -> Floats:
    """Return points of which none is equal to the next on the map; none if one is nowhere."""
    if not len(points) or not np.all(np.isfinite(points[:, :2])):
        return points[:0]
    moves = np.any(points[1:, :2] != points[:-1, :2], axis=1)
    return points[np.concatenate(([True], moves))]


def _heights(z: Floats, told: Counter[str]) -> Floats:
    """Return heights, nan where all are 0, which programs write when they know none."""
    if np.any(np.isfinite(z)) and not np.any(np.nan_to_num(z)):
        told[_("All heights in the file are 0 and were taken as not stated")] += int(z.size)
        return np.full(z.size, np.nan)
    return z.copy()
