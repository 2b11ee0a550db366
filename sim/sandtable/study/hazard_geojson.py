"""The hazards of a scenario as GeoJSON, with the people of its place (导出)."""

from __future__ import annotations

from typing import Any

from sandtable.files.place_builder import Peopled
from sandtable.hazards.around import Around
from sandtable.hazards.impact_geojson import danger_geojson, impact_geojson
from sandtable.hazards.kinds import danger_zones, hazard_of
from sandtable.hazards.kinds.realisations import draws_of
from sandtable.study.case import Case


def geojson_of(
    case: Case,
    entry: str,
    *,
    sample: int | None = None,
    around: Around | None = None,
    seed: int = 0,
) -> dict[str, Any]:
    """Return what an entry does as a GeoJSON object, with its zones of danger.

    Its roads and people are those of `impact_geojson`, its zones those of `danger_geojson`.

    Parameters
    ----------
    sample
        One of its samples; None = all.
    around
        Surroundings of a hazard that is worked out, for its zones of danger.
    seed
        Root of all luck of its samples.

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
    found = impact_geojson({number: drawn[number] for number in wanted}, network, zones)
    if around is not None:
        hazard = hazard_of(around)
        by_sample = {
            number: tuple(danger_zones(hazard, draws_of(around, seed, number))) for number in wanted
        }
        found["features"] += danger_geojson(by_sample, around)
    return found
