"""Roads for the routing cases, drawn by seed or real, and what happens to them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from sandtable.evidence.inputs import UnknownInputs
from sandtable.files.library import find, library_folders
from sandtable.files.network_reader import read_network
from sandtable.ground.language import _
from sandtable.world.network import Network

TIMES = ("fractions", "whole", "zeros")


class Skipped(Exception):
    """A case that cannot be run here; the text says why."""


class Roads(NamedTuple):
    """A network and the time on each arc, inf = closed [s]."""

    network: Network
    seconds: NDArray[np.float64]


class Round(NamedTuple):
    """Arcs that change at one time, and their new times [s]."""

    arcs: NDArray[np.int64]
    seconds: NDArray[np.float64]


class Course(NamedTuple):
    """Node numbers of the sources, and the rounds one after another."""

    sources: NDArray[np.int64]
    rounds: list[Round]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sequence:
    """What happens to roads.

    Parameters
    ----------
    sources
        Number of sources, drawn among the nodes; one may come twice.
    rounds
        Updates in a row.
    arcs_changed
        At most so many arcs change in one round.
    times
        How the times of arcs are drawn: ``fractions``, ``whole`` (many ties) or ``zeros`` (whole,
        with nought).

    """

    sources: int
    rounds: int
    arcs_changed: int
    times: str = "fractions"


def town(draw: np.random.Generator, nodes: int, arcs: int, times: str) -> Roads:
    """Draw a town: roads mostly to neighbours, with parallel arcs, self-loops and dead ends."""
    tail = draw.integers(nodes, size=arcs)
    near = np.clip(tail + draw.integers(-3, 4, size=arcs), 0, nodes - 1)
    head = np.where(draw.random(arcs) < 0.9, near, draw.integers(nodes, size=arcs))
    network = Network.from_arrays(n_nodes=nodes, tail=tail, head=head, length_m=np.ones(arcs))
    seconds = _times(draw, arcs, times)
    return Roads(network, np.where(draw.random(arcs) < 0.1, np.inf, seconds))


def real_roads(name: str) -> Roads:
    """Return a network of the library, or of ../shared/networks, in free flow.

    Raises
    ------
    Skipped
        If it is in neither.

    """
    folder = find("networks", name) or _shared(name)
    if folder is None:
        reason = _("there is no network {name} in the library nor in ../shared/networks")
        raise Skipped(reason.format(name=name))
    network = read_network(folder, name)
    return Roads(network, network.length_m / network.free_speed_mps)


def rounds_of(roads: Roads, shape: Sequence, draw: np.random.Generator) -> Course:
    """Draw the sources and all rounds: arcs close, get other times, and reopen."""
    sources = draw.integers(roads.network.n_nodes, size=shape.sources)
    return Course(sources, list(_rounds(roads, shape, draw)))


def _rounds(roads: Roads, shape: Sequence, draw: np.random.Generator) -> Iterator[Round]:
    free, closed = roads.seconds.copy(), np.isinf(roads.seconds)
    for _round in range(shape.rounds):
        most = min(shape.arcs_changed, free.size)
        count = int(draw.integers(1, most + 1)) if most else 0
        # Half of them near each other in number, as floods close roads; the rest anywhere.
        begin = int(draw.integers(free.size)) if count else 0
        near = np.arange(begin, min(begin + count // 2, free.size))
        arcs = np.union1d(near, draw.integers(free.size, size=count - near.size))
        slowed = np.where(np.isinf(free[arcs]), 1.0, free[arcs]) * draw.integers(1, 5, arcs.size)
        shut = draw.random(arcs.size) < 0.5
        shut &= ~closed[arcs]  # what is closed reopens, while others close
        closed[arcs] = shut
        yield Round(arcs, np.where(shut, np.inf, slowed))


def _times(draw: np.random.Generator, count: int, times: str) -> NDArray[np.float64]:
    if times not in TIMES:
        text = _("inputs.{key}: found {found}, expected {expected}")
        expected = " | ".join(TIMES)
        raise UnknownInputs(text.format(key="times", found=repr(times), expected=expected))
    if times == "fractions":
        return draw.uniform(0.1, 60.0, size=count)
    return draw.integers(0 if times == "zeros" else 1, 5, size=count).astype(np.float64)


def _shared(name: str) -> Path | None:
    for folder in reversed(library_folders()):
        shared = folder.parent / "shared" / "networks" / name
        if (shared / "node.csv").is_file():
            return shared
    return None
