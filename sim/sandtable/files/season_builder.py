"""Seasons of fires, from files to the World: random incidents by day, and what burns."""

from __future__ import annotations

import math
from collections.abc import Callable

from sandtable.files.season_model import SeasonItem
from sandtable.world.rate import Rate
from sandtable.world.scenario import Arrivals
from sandtable.world.season import Season


def lit(one: SeasonItem, node_of: Callable[[str, str], int]) -> Arrivals:
    """Return the ignitions of a season.

    Candidates come at the rate of its worst day without prevention, so that prevention only takes
    fires away.

    Parameters
    ----------
    node_of
        Zone and node, one of them empty -> number of the node.

    """
    rates: dict[str, float] = {row.danger: row.fires for row in one.classes}
    by_day = [rates[day.klass] for day in one.days]
    most = max(by_day)
    places = sorted((at.zone, node_of(at.zone, at.node), at.forest) for at in one.where)
    return Arrivals(
        id=one.id,
        type=one.type,
        rate=Rate(
            mean_per_s=most * (1.0 - one.prevented),
            by_day=tuple(rate / most if most else 0.0 for rate in by_day),
            ceiling_per_s=most,
        ),
        nodes=tuple(node for _zone, node, _forest in places),
        weights=tuple(forest for _zone, _node, forest in places),
        zones=tuple(zone for zone, _node, _forest in places),
    )


def season(one: SeasonItem, node_of: Callable[[str, str], int]) -> Season:
    """Return what burns in a season; `node_of` as in `lit`."""
    heads: dict[str, float] = {row.danger: row.head for row in one.classes}
    forest: dict[int, list[float]] = {}
    for at in one.where:
        forest.setdefault(node_of(at.zone, at.node), []).append(at.forest)
    return Season(
        id=one.id,
        head_mps=tuple(heads[day.klass] for day in one.days),
        ratio=one.length_to_width,
        forest_km2={node: math.fsum(areas) for node, areas in sorted(forest.items())},
        burns_s=one.burns,
        stands_for_s=math.nan if one.stands_for is None else one.stands_for,
    )
