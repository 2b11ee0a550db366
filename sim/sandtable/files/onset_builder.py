"""What wakes dormant hazards, from the parts of a file on the arcs of a network (触发条件)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from sandtable.files.onset_model import ROAD_KINDS, ActivatePart, WhenPart
from sandtable.files.rate_model import rate_of
from sandtable.world.onset import Cascade, RandomOnset

if TYPE_CHECKING:
    from sandtable.world.network import Network
    from sandtable.world.place import Place, Site


def random_onset(entry: str, part: ActivatePart | None) -> RandomOnset | None:
    """Return at which rate an entry begins; None = nothing of the kind."""
    if part is None or part.rate is None:
        return None
    to_s = math.inf if part.to is None else part.to
    return RandomOnset(id=entry, rate=rate_of(part.rate), from_s=part.start, to_s=to_s)


def cascade(part: ActivatePart | None, place: Place, network: Network) -> Cascade | None:
    """Return which other entry lets one begin; None = nothing of the kind."""
    if part is None or part.when is None:
        return None
    when = part.when
    on_roads = when.kind in ROAD_KINDS
    return Cascade(
        entry=when.entry,
        kind=when.kind,
        limit=when.limit,
        below=when.below is not None,
        arcs=_arcs(when, _nodes(place), network) if on_roads else (),
        zone="" if on_roads else when.at,
        lasting_s=when.lasting,
        delay=part.delay,
        probability=part.probability,
    )


def _nodes(place: Place) -> Mapping[str, int]:
    sites: tuple[Site, ...] = (*place.zones, *place.facilities)
    return {site.id: site.node for site in sites}


def _arcs(when: WhenPart, nodes: Mapping[str, int], network: Network) -> tuple[int, ...]:
    """Return the arcs of a link or road, or all that meet at the node of a zone or facility."""
    if when.at in nodes:
        node = nodes[when.at]
        return tuple(np.flatnonzero((network.tail == node) | (network.head == node)).tolist())
    arc = network.arc_number(when.at)
    return tuple(network.with_parts([arc] if arc >= 0 else network.arcs_of_road(when.at)))
