"""A schematic county: facts, skeleton, lines, bridges, villages, and the folder written (建网)."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from sandtable.files.schematic.assumptions import TERRAINS
from sandtable.files.schematic.courses import Rivers
from sandtable.files.schematic.drawing import draw, make_links
from sandtable.files.schematic.facilities import HEADERS, facilities
from sandtable.files.schematic.facts import Facts
from sandtable.files.schematic.facts_reader import read_facts
from sandtable.files.schematic.layout import laid_out
from sandtable.files.schematic.measures import Measures, measured
from sandtable.files.schematic.readme import Made, readme
from sandtable.files.schematic.tables import LINK_HEADERS, NODE_HEADERS, Tables, write_table
from sandtable.files.schematic.villages import add_villages
from sandtable.ground.luck import Luck

GMNS = "0.96"
SEED = 2026


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """How a network shall be made.

    Parameters
    ----------
    seed
        Root of all luck, 0 <= seed < 2^64.
    terrain
        One of `TERRAINS`.
    detour
        Length of a road over the straight distance, at least 1; None = that of the terrain.
    villages
        Whether there are villages and village roads.
    gabriel_share
        Part of the further Gabriel edges that become township roads, 0 to 1.
    step_m
        Longest piece of road without a node [m].

    """

    seed: int = SEED
    terrain: str = "plain"
    detour: float | None = None
    villages: bool = True
    gabriel_share: float = 0.3
    step_m: float = 1500.0


def build_schematic(source: Path, name: str, to: Path, wishes: Wishes | None = None) -> Measures:
    """Make a network of the facts in a folder and write it.

    The same facts and wishes give the same bytes; the order of the rows decides nothing.

    Parameters
    ----------
    source
        Folder of the tables of facts.
    name
        What faults call that folder.
    to
        Folder of the network; its name is that of the network.

    Raises
    ------
    UserFaults
        With all that is wrong in the tables.

    """
    wishes = wishes or Wishes()
    facts = read_facts(source, name)
    if not wishes.villages:
        bare = tuple(replace(one, villages=0) for one in facts.townships)
        facts = replace(facts, townships=bare)
    return _write(facts, to, wishes)


def _write(facts: Facts, to: Path, wishes: Wishes) -> Measures:
    terrain = TERRAINS[wishes.terrain]
    if wishes.detour is not None:
        terrain = replace(terrain, detour=wishes.detour)
    luck = Luck(wishes.seed, 0)
    layout = laid_out(facts, luck, terrain, gabriel_share=wishes.gabriel_share)
    rivers = Rivers(layout.rivers, [river.width_m for river in facts.rivers])
    draw(layout.sketch, rivers, terrain, luck)
    make_links(layout.sketch, rivers, wishes.step_m)
    lost = add_villages(layout, facts, rivers, luck, terrain)
    tables = Tables(layout, facts, terrain)
    measures = measured(tables, layout, facts)
    to.mkdir(parents=True, exist_ok=True)
    write_table(to / "node.csv", NODE_HEADERS, tables.node_rows())
    write_table(to / "link.csv", LINK_HEADERS, tables.link_rows())
    write_table(to / "geometry.csv", ("geometry_id", "geometry"), tables.geometry_rows())
    write_table(to / "facility.csv", HEADERS, facilities(layout, facts))
    write_table(
        to / "config.csv",
        ("dataset_name", "short_length", "long_length", "speed", "crs", "version_number", "kind"),
        [(to.name, "m", "m", "km/h", "EPSG:4326", GMNS, "schematic")],
    )
    made = Made(
        name=to.name,
        seed=wishes.seed,
        terrain_name=wishes.terrain,
        terrain=terrain,
        gabriel_share=wishes.gabriel_share,
        step_m=wishes.step_m,
        n_lost=lost,
    )
    (to / "README.md").write_text(readme(facts, made, measures), encoding="utf-8")
    return measures
