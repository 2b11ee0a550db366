"""What the realisations of a hazard hang on, as one hash: equal hash, equal realisation (指纹)."""

from __future__ import annotations

import platform
from functools import cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

from sandtable.files.tree import content_hash
from sandtable.ground.sources import source_hash

if TYPE_CHECKING:
    from sandtable.hazards.around import Around

_ROOMS = ("hazards", "files", "world", "ground")
"""Rooms whose code takes part in a realisation."""

_LIBRARIES = ("numpy", "scipy", "numba", "pyproj", "rasterio", "netCDF4")
"""Those that compute, read and place the numbers of a realisation."""


def content_of(around: Around, seed: int) -> str:
    """Return the hash of what an entry states, and of all around it that counts.

    That is its part, names and contents of the files that it names, entries of which it takes
    something, design, dates, network, people and the root of all luck; not where in which file it
    stands, nor the plan.
    """
    stated = around.stated
    return content_hash(
        [
            around.entry,
            stated.path[-1],
            repr(stated.part),
            {pattern: [one.path.name for one in named] for pattern, named in stated.files.items()},
            stated.contents,
            stated.samples,
            [repr(stated.design), stated.ensemble],
            repr(stated.dates),
            {entry: repr(one) for entry, one in stated.neighbours.items()},
            around.network.content_hash,
            {zone: repr(where) for zone, where in around.zones.items()},
            seed,
        ]
    )


def key_of(content: str, *what: str | int) -> str:
    """Return the key of a part of it that is kept on disk: another program keeps another one."""
    return content_hash([content, what, _program()])


@cache
def _program() -> list[str]:
    """Return what computes: sources, libraries, kind of processor."""
    return [source_hash(*_ROOMS), platform.machine(), *map(_version, _LIBRARIES)]


def _version(library: str) -> str:
    try:
        return version(library)
    except PackageNotFoundError:
        return ""
