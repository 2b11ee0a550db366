"""The audit of a network as it lies in its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from sandtable.files.importing.audit import Audit, audit
from sandtable.files.importing.facilities import far_facilities
from sandtable.files.importing.parts import Part
from sandtable.files.importing.stated import assumed
from sandtable.files.network_reader import read_network


def audit_folder(
    folder: Path, name: str, *, parts: Sequence[Part] = (), told: Mapping[str, int] | None = None
) -> Audit:
    """Return what there is to say about a network in a folder.

    Parameters
    ----------
    parts, told
        What an import left out and did, which the folder does not say.

    Raises
    ------
    UserFaults
        With all that is wrong in its tables.

    """
    network = read_network(folder, name)
    return audit(
        network,
        name,
        filled=assumed(network, folder, name),
        far=far_facilities(network, folder, name),
        parts=parts,
        told=told,
    )
