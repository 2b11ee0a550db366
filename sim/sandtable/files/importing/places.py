"""Coordinates of a draft in degrees of WGS 84, and whether they can be meant."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from sandtable.files.importing.datum import WGS84, crs_name, draft_to_wgs84
from sandtable.files.importing.draft import Draft
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.world.network import GEOGRAPHIC


def in_degrees(draft: Draft, crs: str, name: str, faults: list[Fault]) -> Draft:
    """Return a draft in WGS 84, adding to the faults; as it is where nobody knows the datum.

    Parameters
    ----------
    crs
        Reference system, where the file does not say it; one that contradicts it is a fault.

    """
    stated, wished = _plain(draft.crs), _plain(crs)
    if stated and wished and wished != stated:
        faults.append(_two_datums(name, wished, stated))
        return draft
    known = stated or wished
    if not known:
        if _look_like_degrees(draft):
            told = _("the datum is unknown, and the numbers look like degrees: name it with --crs")
            draft.told[told] += 1
        return draft
    draft = replace(draft, crs=known)
    if known not in GEOGRAPHIC:  # CGCS2000 differs from WGS 84 by less than a road's width
        try:
            draft = replace(draft_to_wgs84(draft, file=name), crs=WGS84)
        except UserFaults as wrong:
            faults += wrong.faults
            return draft
    _check(draft, name, faults)
    return draft


def _plain(crs: str) -> str:
    """Return the name of a reference system as everybody here writes it, empty = unknown."""
    return crs_name(crs) if crs else ""


def _look_like_degrees(draft: Draft) -> bool:
    places = np.concatenate([np.abs(draft.x), np.abs(draft.y)])
    return bool(draft.n_nodes and np.isfinite(places).any() and np.nanmax(places) <= 180.0)


def _check(draft: Draft, name: str, faults: list[Fault]) -> None:
    """Note coordinates that no place on Earth has, as exchanged where they are."""
    x, y = draft.x, draft.y
    if not np.any((np.abs(x) > 180.0) | (np.abs(y) > 90.0)):
        return
    exchanged = np.all(np.abs(x) <= 90.0) and np.all(np.abs(y) <= 180.0)
    wrong = int(np.flatnonzero((np.abs(x) > 180.0) | (np.abs(y) > 90.0))[0])
    faults.append(
        Fault(
            file=name,
            field=draft.node_ids[wrong],
            found=f"{x[wrong]:g}, {y[wrong]:g}",
            expected=_("longitude, latitude in degrees"),
            repair=_("Longitude and latitude are exchanged: exchange them in the file.")
            if exchanged
            else _("Name the reference system of the file with --crs."),
            code="coordinates",
        )
    )


def _two_datums(name: str, crs: str, stated: str) -> Fault:
    return Fault(
        file=name,
        field="--crs",
        found=f"'{crs}'",
        expected=_("{crs}, as the file says").format(crs=stated),
        repair=_("Leave --crs out, or correct the file."),
        code="datum",
    )
