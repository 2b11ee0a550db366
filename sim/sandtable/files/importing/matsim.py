"""Roads from a MATSim network: network.xml, network.xml.gz (network_v1.dtd and network_v2.dtd).

Read by expat itself rather than by ElementTree: a fault names its line, and no tree is kept.
"""

from __future__ import annotations

import math
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from xml.parsers import expat

import numpy as np

from sandtable.files.importing.draft import Draft
from sandtable.files.importing.drafting import drafted, positions
from sandtable.files.importing.ids import own_ids, roads_of_twins
from sandtable.files.importing.text_lines import LARGEST, number_of
from sandtable.files.importing.unpacked import broken, read_unpacked
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found as shown

MODE: Final = "car"
_MOST_FAULTS = 100
_NO_SYSTEM = {"Atlantis", "null"}
"""What MATSim writes where nobody has named a reference system."""


@dataclass(slots=True)
class Reading:
    """A network being read, column by column.

    Parameters
    ----------
    nodes
        Position of each node by its id.
    ends
        Of each link its first and last node, and its line in the file.
    ways, types
        Attributes ``origid`` and ``type`` of each link.

    """

    name: str
    parser: expat.XMLParserType
    root: str = ""
    crs: str = ""
    nodes: dict[str, int] = field(default_factory=dict)
    x: list[float] = field(default_factory=list)
    y: list[float] = field(default_factory=list)
    z: list[float] = field(default_factory=list)
    links: dict[str, int] = field(default_factory=dict)
    ends: list[tuple[str, str, int]] = field(default_factory=list)
    length_m: list[float] = field(default_factory=list)
    speed_mps: list[float] = field(default_factory=list)
    lanes: list[float] = field(default_factory=list)
    ways: list[str] = field(default_factory=list)
    types: list[str] = field(default_factory=list)
    told: Counter[str] = field(default_factory=Counter)
    faults: list[Fault] = field(default_factory=list)
    owner: str = ""
    attribute: str = ""
    text: str = ""

    def fault(self, key: str, found: str, expected: str, repair: str = "") -> None:
        """Note what is wrong in the line being read."""
        line = self.parser.CurrentLineNumber
        if len(self.faults) >= _MOST_FAULTS:
            return
        repair = repair or _("Correct it in the program that wrote the network.")
        self.faults.append(
            Fault(
                file=self.name, line=line, field=key, found=found, expected=expected, repair=repair
            )
        )

    def number(self, tags: dict[str, str], key: str, *, least: float = -math.inf) -> float:
        """Return a number, noting a fault where there is none."""
        value = number_of(tags.get(key, ""))
        if abs(value) <= LARGEST and value >= least:
            return value
        expected = _("a number")
        if least == 0.0:
            expected = _("a number, {least} or more").format(least=0)
        self.fault(key, shown(tags.get(key)), expected)
        return math.nan

    def start(self, tag: str, tags: dict[str, str]) -> None:
        """Take up an element that begins."""
        self.root = self.root or tag
        if tag == "node":
            self._node(tags)
        elif tag == "link":
            self._link(tags)
        elif tag == "attribute":
            self.attribute, self.text = tags.get("name", ""), ""
            self.parser.CharacterDataHandler = self.data  # nowhere else does text say anything
        elif tag == "links":
            self.owner = ""

    def data(self, text: str) -> None:
        """Take up the text of an attribute, which may come in pieces."""
        self.text += text

    def end(self, tag: str) -> None:
        """Close an element; a value of an attribute is now whole."""
        if tag == "attribute":
            self._attribute(self.attribute, self.text.strip())
            self.parser.CharacterDataHandler = None
        elif tag in {"link", "node"}:
            self.owner = ""

    def _attribute(self, key: str, text: str) -> None:
        if self.owner == "link" and key == "origid":
            self.ways[-1] = text
        elif self.owner == "link" and key in {"type", "osm:way:highway"}:
            self.types[-1] = text
        elif not self.owner and key == "coordinateReferenceSystem":
            self.crs = "" if text in _NO_SYSTEM else text

    def _node(self, tags: dict[str, str]) -> None:
        one = tags.get("id", "")
        self.owner = "node"
        if not one or one in self.nodes:
            self.fault("id", shown(one or None), _("an id that no other node has"))
            return
        self.nodes[one] = len(self.nodes)
        self.x.append(self.number(tags, "x"))
        self.y.append(self.number(tags, "y"))
        self.z.append(self.number(tags, "z") if "z" in tags else math.nan)

    def _link(self, tags: dict[str, str]) -> None:
        self.owner = "left out"
        one = tags.get("id", "")
        modes = tags.get("modes", MODE).replace(" ", "").split(",")
        if not one or one in self.links:
            self.fault("id", shown(one or None), _("an id that no other link has"))
        elif MODE not in modes:
            self.told[_("Links that carry no cars (modes) left out")] += 1
        else:
            self._car_link(one, tags)

    def _car_link(self, one: str, tags: dict[str, str]) -> None:
        n_faults = len(self.faults)
        length_m = self.number(tags, "length", least=0.0)
        speed_mps = self.number(tags, "freespeed", least=0.0)
        lanes = self.number(tags, "permlanes", least=0.0) if "permlanes" in tags else math.nan
        if len(self.faults) > n_faults:
            return
        if speed_mps == 0.0:
            self.told[_("Links of speed 0 (closed) left out")] += 1
            return
        if length_m == 0.0:
            self.told[_("Lengths of 0 left open")] += 1
            length_m = math.nan
        self.owner = "link"
        self.links[one] = len(self.links)
        self.ends.append((tags.get("from", ""), tags.get("to", ""), self.parser.CurrentLineNumber))
        self.length_m.append(length_m)
        self.speed_mps.append(speed_mps)
        self.lanes.append(lanes)
        self.ways.append(tags.get("origid", ""))
        self.types.append(tags.get("type", ""))


def read_matsim(path: Path, name: str) -> Draft:
    """Read the links of a MATSim network that carry cars; each is a directed arc.

    Two links of opposite direction, equal length and the same ways of the source (``origid``) are
    one road. Coordinates are in the reference system that the network names, or an unknown one.

    Parameters
    ----------
    path
        XML file, packed or not.
    name
        What faults call it.

    Raises
    ------
    UserFaults
        With all that is wrong: broken XML, unknown nodes, ids given twice, negative numbers.

    """
    parser = expat.ParserCreate()
    parser.buffer_text = True
    read = Reading(name, parser)
    parser.StartElementHandler = read.start
    parser.EndElementHandler = read.end
    parser.EntityDeclHandler = lambda *_entity: read.fault(
        "", _("an entity declared in the file"), _("plain XML"), _("Write it out.")
    )
    try:
        parser.Parse(read_unpacked(path, name), True)  # noqa: FBT003  expat's own: the last piece
    except expat.ExpatError as error:
        reason = expat.ErrorString(error.code)
        read.faults.append(broken(name, reason, line=error.lineno))
    _check(read)
    if read.faults:
        raise UserFaults(read.faults[:_MOST_FAULTS])
    return _draft(read)


def _check(read: Reading) -> None:
    """Add the faults that only the whole file shows."""
    if read.root not in {"network", ""}:
        repair = _("Name the network's file, network.xml or network.xml.gz.")
        found = _("a file of {root}").format(root=shown(read.root))
        fault = Fault(file=read.name, found=found, expected=_("a MATSim network"), repair=repair)
        read.faults.append(fault)
    elif not read.links and not read.faults:
        fault = Fault(
            file=read.name,
            found=_("no link that carries cars"),
            expected=_("nodes and links"),
            repair=_("Name a network with roads."),
            code="no-roads",
        )
        read.faults.append(fault)
    for tail, head, line in read.ends:
        for key, one in (("from", tail), ("to", head)):
            if one not in read.nodes:
                fault = Fault(
                    file=read.name,
                    line=line,
                    field=key,
                    found=shown(one or None),
                    expected=_("a node of the network"),
                    repair=_("Correct it in the program that wrote the network."),
                )
                read.faults.append(fault)


def _draft(read: Reading) -> Draft:
    nodes, links = list(read.nodes), list(read.links)
    tail = positions(nodes, [tail for tail, _head, _line in read.ends])
    head = positions(nodes, [head for _tail, head, _line in read.ends])
    length_m = np.array(read.length_m)
    link_ids = own_ids(links, "l")
    if n_changed := sum(not one.endswith(text) for one, text in zip(link_ids, links, strict=True)):
        read.told[_("Ids of links rewritten by our rules (a-z, 0-9, _)")] += n_changed
    ways = [" ".join(sorted({way for way in text.split("-") if way})) for text in read.ways]
    return drafted(
        source=_("{name} (MATSim)").format(name=read.name),
        crs=read.crs,
        node_ids=own_ids(nodes, "n"),
        x=np.array(read.x),
        y=np.array(read.y),
        z_m=np.array(read.z),
        link_ids=link_ids,
        road_ids=roads_of_twins(link_ids, tail, head, length_m, ways),
        tail=tail,
        head=head,
        told=read.told,
        length_m=length_m,
        speed_mps=np.array(read.speed_mps),
        lanes=np.array(read.lanes),
        classes=[_class(text) for text in read.types],
        origins=[way or link for way, link in zip(ways, links, strict=True)],
    )


def _class(text: str) -> str:
    return text.strip().lower().removeprefix("highway.").removesuffix("_link")
