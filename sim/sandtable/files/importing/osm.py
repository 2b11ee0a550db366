"""Roads from OpenStreetMap: .osm.pbf, .osm, .osm.gz, .osm.bz2, by the library osmium (导入).

Who edited what and when is personal data: no name and no date of the file is read.
"""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.extras import without_gis
from sandtable.files.importing.osm_links import links_of
from sandtable.files.importing.osm_roads import Road, no_road, road_of_tags
from sandtable.files.importing.osm_tags import class_of
from sandtable.files.importing.unpacked import broken, check_file
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

if TYPE_CHECKING:
    from osmium.osm import Node, Way

_PER_DEGREE: Final = 1e7
ENDINGS: Final = (".pbf", ".osm", ".osm.gz", ".osm.bz2")


@dataclass(slots=True)
class Found:
    """Roads and their points as they stand in the file.

    Parameters
    ----------
    roads
        One per stretch of a way whose points are all there.
    way_ids, sizes
        Of each road its way, and how many points it has.
    refs, x, y
        Node behind each point of all roads; longitude and latitude in units of 1e-7 degrees, as
        they are stored; shape ``(n_points,)``.
    fords, barriers
        Nodes at which water crosses a way, or a gate or bollard bars it.
    n_without_place
        Points of roads whose node is not in the file.
    n_unsaved
        Points of roads whose node has a number below 0: osmium keeps no place of those.

    """

    roads: list[Road] = field(default_factory=list)
    way_ids: array[int] = field(default_factory=lambda: array("q"))
    sizes: array[int] = field(default_factory=lambda: array("q"))
    refs: array[int] = field(default_factory=lambda: array("q"))
    x: array[int] = field(default_factory=lambda: array("q"))
    y: array[int] = field(default_factory=lambda: array("q"))
    fords: set[int] = field(default_factory=set)
    barriers: set[int] = field(default_factory=set)
    n_without_place: int = 0
    n_unsaved: int = 0
    told: Counter[str] = field(default_factory=Counter)


def read_osm(path: Path, name: str, *, keep_closed: bool = False) -> Draft:
    """Read the roads that motor vehicles may drive on.

    A way is split at each node that another way, or itself elsewhere, goes through. Slip roads take
    the class of their road. Lengths are left to be measured along the shape.

    Parameters
    ----------
    path
        File of OpenStreetMap; its name says the format.
    name
        What faults call it.
    keep_closed
        Whether roads that motor vehicles may not use (access, vehicle or motor_vehicle: no or
        private) are read too: who is on duty may drive there.

    Raises
    ------
    UserFaults
        If osmium is missing, the file cannot be read, or there is no road in it.

    """
    if find_spec("osmium") is None:
        raise UserFaults([without_gis(Mark(name), _("a file of OpenStreetMap"))])
    check_file(path, name)
    if not path.name.lower().endswith(ENDINGS):
        raise UserFaults([_no_ending(name)])
    found = _found(path, name, keep_closed=keep_closed)
    if found.n_unsaved:
        raise UserFaults([_unsaved(name)])
    if not found.sizes:
        raise UserFaults([_no_nodes(name) if found.n_without_place else _no_roads(name)])
    if found.n_without_place:
        sentence = _("Points of roads outside the file left out; the road ends or breaks there")
        found.told[sentence] += found.n_without_place
    if n_barred := len(found.barriers.intersection(found.refs)):
        sentence = _("Barriers (gates, bollards) on roads left out: nothing bars the way")
        found.told[sentence] += n_barred
    return links_of(
        source=_("{name} (OpenStreetMap)").format(name=name),
        roads=found.roads,
        way_ids=_integers(found.way_ids),
        sizes=_integers(found.sizes),
        refs=_integers(found.refs),
        x=_integers(found.x) / _PER_DEGREE,
        y=_integers(found.y) / _PER_DEGREE,
        fords=np.array(sorted(found.fords), np.int64),
        told=found.told,
    )


def _integers(values: array[int]) -> NDArray[np.int64]:
    return np.frombuffer(values, np.int64)


def _found(path: Path, name: str, *, keep_closed: bool) -> Found:
    import osmium  # noqa: PLC0415  an optional extra, and slow to load

    bits = osmium.osm
    kinds = bits.NODE | bits.WAY | bits.RELATION
    tagged = osmium.filter.KeyFilter("highway", "route", "ford", "barrier", "restriction")
    found, seen = Found(), set[int]()
    try:
        for item in osmium.FileProcessor(str(path), kinds).with_locations().with_filter(tagged):
            if isinstance(item, bits.Way):
                if item.id in seen:
                    found.told[_("Ways that stand there more than once read once")] += 1
                    continue
                seen.add(item.id)
                _add_way(found, item, keep_closed=keep_closed)
            elif isinstance(item, bits.Node):
                _add_node(found, item)
            elif "restriction" in item.tags:
                found.told[_("Bans of turns left out: every turn is allowed")] += 1
    except (
        osmium.InvalidLocationError,
        RuntimeError,
        ValueError,  # a text that is not UTF-8, too
        LookupError,
        OSError,
        MemoryError,
    ) as error:
        raise UserFaults([broken(name, str(error).replace(str(path), name))]) from None
    return found


def _add_node(found: Found, node: Node) -> None:
    tags = node.tags
    if tags.get("ford", "no") != "no" or tags.get("highway") == "ford":
        found.fords.add(node.id)
    if "barrier" in tags:
        found.barriers.add(node.id)


def _add_way(found: Found, way: Way, *, keep_closed: bool) -> None:
    """Add the stretches of a way whose points are all there."""
    highway = way.tags.get("highway")
    if highway and not class_of(highway):  # half of all ways: their other tags are not looked at
        found.told[no_road(highway)] += 1
        return
    road = road_of_tags(dict(way.tags), found.told, keep_closed=keep_closed)
    if road is None:
        return
    size, last = 0, None
    for node in way.nodes:
        place = node.location
        if not place.valid():
            found.n_without_place += 1
            found.n_unsaved += node.ref < 0
            _end_stretch(found, road, way.id, size)
            size, last = 0, None
        elif node.ref != last:
            size, last = size + 1, node.ref
            found.refs.append(last)
            found.x.append(place.x)
            found.y.append(place.y)
    _end_stretch(found, road, way.id, size)


def _end_stretch(found: Found, road: Road, way_id: int, size: int) -> None:
    if size >= 2:
        found.roads.append(road)
        found.way_ids.append(way_id)
        found.sizes.append(size)
    elif size:  # a single point is no road
        for column in (found.refs, found.x, found.y):
            column.pop()


def _no_ending(name: str) -> Fault:
    found, expected = _("a name that says no format"), _("one that ends in {endings}")
    repair = _("Give the file the ending of its format.")
    expected = expected.format(endings=", ".join(ENDINGS))
    return fault_at(Mark(name), "", found, expected, repair, "no-format")


def _unsaved(name: str) -> Fault:
    found = _("points with numbers below 0, as editors give them before they upload")
    expected = _("numbers of OpenStreetMap, from 1")
    repair = _("Number the file anew: osmium renumber.")
    return fault_at(Mark(name), "", found, expected, repair, "negative-ids")


def _no_roads(name: str) -> Fault:
    found = _("no road that motor vehicles may drive on")
    expected = _("ways with the tag highway, such as highway=residential")
    repair = _("Fetch an extract that holds the roads of your area.")
    return fault_at(Mark(name), "", found, expected, repair, "no-roads")


def _no_nodes(name: str) -> Fault:
    found = _("roads whose points have no coordinates")
    expected = _("nodes with coordinates before the ways that use them")
    repair = _("Sort the file (osmium sort), or fetch a whole extract.")
    return fault_at(Mark(name), "", found, expected, repair, "no-roads")
