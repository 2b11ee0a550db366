"""The hazards of a scenario as GeoJSON, with the people of its place (导出)."""

from __future__ import annotations

from typing import Any

from sandtable.files.place_builder import Peopled
from sandtable.hazards.impact_geojson import impact_geojson
from sandtable.study.case import Case


def geojson_of(case: Case, entry: str, *, sample: int | None = None) -> dict[str, Any]:
    """Return what an entry does as a GeoJSON object; see `impact_geojson`.

    Parameters
    ----------
    sample
        One of its samples; None = all.

    Raises
    ------
    KeyError
        If the scenario has no such entry.
    IndexError
        If it has no such sample.
    UserFaults
        If the network has no place on Earth.

    """
    drawn, network = case.impacts[entry], case.world.network
    wanted = range(len(drawn)) if sample is None else [sample]
    zones = {
        zone.id: Peopled(
            node=zone.node,
            x=float(network.x[zone.node]),
            y=float(network.y[zone.node]),
            persons=zone.population,
        )
        for zone in case.world.place.zones
    }
    return impact_geojson({number: drawn[number] for number in wanted}, network, zones)
