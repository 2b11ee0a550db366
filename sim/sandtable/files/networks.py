"""The network that a place names: of the library, or a folder beside the file; read once."""

from __future__ import annotations

from pathlib import Path

from sandtable.files import library
from sandtable.files.fields import closest
from sandtable.files.network_reader import read_network
from sandtable.files.reader import Reader
from sandtable.files.tree import Node, fault_at, text_of
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import Network

_FILES = ("node.csv", "link.csv", "config.csv", "geometry.csv", "README.md")
_read: dict[Path, tuple[object, Network]] = {}
"""Networks of this process by folder, with the state of their files; see `network_of`."""


def network_of(node: Node, reader: Reader, home: str) -> Network:
    """Return the network that a value of a place file names.

    It is read once per process, unless its files change.

    Raises
    ------
    UserFaults
        With all that is wrong in its tables, or because there is none.

    """
    text = text_of(node)
    folder, name = reader.beside(node.mark, text, home)
    if "/" not in text and "\\" not in text:
        known = library.find("networks", text)
        if known is not None:
            folder, name = known, f"networks/{text}"
    if not folder.is_dir():
        raise UserFaults([_no_network(node)])
    key, state = folder.resolve(), _state(folder)
    if key not in _read or _read[key][0] != state:
        _read[key] = (state, read_network(folder, name))
    network = _read[key][1]
    reader.note(folder, "network", name, network.content_hash)
    return network


def _state(folder: Path) -> object:
    there = (folder / name for name in _FILES)
    return tuple(
        (file.name, file.stat().st_mtime_ns, file.stat().st_size)
        for file in there
        if file.is_file()
    )


def _no_network(node: Node) -> Fault:
    expected = _("a network of the library, or a folder with node.csv and link.csv")
    repair = closest(text_of(node), library.names("networks")) or _("Correct the name.")
    shown = _("'{name}', which is not there").format(name=node.value)
    return fault_at(node.mark, "network", shown, expected, repair, "no-network")
