"""Which reader takes which file: one table for all formats, each loaded when it is wanted."""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable, Mapping
from importlib import import_module
from pathlib import Path
from typing import Any, Final

import numpy as np

from sandtable.files.importing.as_network import draft_of_network
from sandtable.files.importing.draft import Draft
from sandtable.files.importing.line_mapping import read_mapping
from sandtable.files.importing.stated import assumed
from sandtable.files.importing.text_lines import number_of
from sandtable.files.network_columns import YES_OR_NO
from sandtable.files.network_reader import read_network
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _

FORMATS: Final = {
    "gmns": ("read", "read_gmns"),
    "osm": ("osm", "read_osm"),
    "matsim": ("matsim", "read_matsim"),
    "tntp": ("tntp", "read_tntp"),
    "dimacs": ("dimacs", "read_dimacs"),
    "jemss": ("jemss", "read_jemss"),
    "lines": ("lines", "read_lines"),
    "villages": ("village_sheet", "read_village_sheet"),
    "minutes": ("minutes_sheet", "read_minutes_sheet"),
}
"""By format: the file of this folder that reads it, and its function."""

ENDINGS: Final = {
    ".osm.pbf": "osm",
    ".pbf": "osm",
    ".osm": "osm",
    ".osm.gz": "osm",
    ".osm.bz2": "osm",
    ".xml": "matsim",
    ".xml.gz": "matsim",
    ".tntp": "tntp",
    ".gr": "dimacs",
    ".gr.gz": "dimacs",
    ".shp": "lines",
    ".gpkg": "lines",
    ".geojson": "lines",
    ".json": "lines",
    ".zip": "lines",
    ".csv": "villages",
    ".xlsx": "villages",
}
"""Format that the end of a file's name speaks for, where --format does not say it."""


def read_gmns(path: Path, name: str) -> Draft:
    """Read a folder of GMNS tables; what they do not state is not stated in the draft either."""
    network = read_network(path, name)
    draft = draft_of_network(network)
    draft.source = _("{name} (GMNS)").format(name=name)
    missing = assumed(network, path, name)
    arcs = [network.arc_number(link) for link in draft.link_ids]
    draft.speed_mps[missing["speed"][arcs]] = np.nan
    if network.in_degrees:  # else nobody could measure it again
        draft.length_m[missing["length"][arcs]] = np.nan
    draft.classes = [
        "" if unknown else word
        for word, unknown in zip(draft.classes, missing["class"][arcs].tolist(), strict=True)
    ]
    return draft


def read_draft(
    path: Path,
    name: str,
    *,
    form: str = "",
    crs: str = "",
    options: Mapping[str, str] | None = None,
) -> Draft:
    """Read a file of any format.

    Parameters
    ----------
    path
        A file, or a folder of GMNS tables.
    name
        What faults call it.
    form
        One of `FORMATS`; empty = as the end of the name says.
    crs
        For readers that need to know it.
    options
        Further words for the reader by the names of its parameters, such as ``length_unit`` of
        TNTP; for a table the name of its file.

    Raises
    ------
    UserFaults
        With all that is wrong, an unknown format or option included.

    """
    form = form or _form(path, name)
    reader = _reader(form, name)
    known = inspect.signature(reader).parameters
    given: dict[str, Any] = {}
    faults: list[Fault] = []
    words = [one for one in known if one not in ("path", "name", "crs")]
    for key, text in (options or {}).items():
        if key in words:
            given[key] = _value(key, text, known[key].default, name, faults)
        else:
            faults.append(_unknown_option(key, words, form))
    if faults:
        raise UserFaults(faults)
    if crs and "crs" in known:
        given["crs"] = crs
    draft: Draft = reader(path, name, **given)
    return draft


def _form(path: Path, name: str) -> str:
    if path.is_dir():
        return "gmns"
    endings = [end for end in ENDINGS if path.name.lower().endswith(end)]
    if not endings:
        expected = _("a file that ends with one of {names}").format(names=", ".join(ENDINGS))
        repair = _("Name its format with --format.")
        raise UserFaults([_fault(name, "", f"'{path.suffix}'", expected, repair)])
    return ENDINGS[max(endings, key=len)]


def _reader(form: str, name: str) -> Callable[..., Draft]:
    if form not in FORMATS:
        expected = _("one of {names}").format(names=", ".join(FORMATS))
        raise UserFaults([_fault(name, "--format", f"'{form}'", expected, _("Correct it."))])
    module, function = FORMATS[form]
    reader: Callable[..., Draft] = getattr(
        import_module(f"sandtable.files.importing.{module}"), function
    )
    return reader


def _value(key: str, text: str, default: object, name: str, faults: list[Fault]) -> object:
    """Return the value of an option as its reader wants it."""
    if key == "mapping":
        return read_mapping(Path(text), text)
    if key == "places":
        return Path(text)
    if isinstance(default, bool):
        if text.lower() not in YES_OR_NO:
            expected = _("1 for yes, or 0 or nothing")
            faults.append(_fault(name, key, f"'{text}'", expected, _("Write 1 or 0.")))
        return YES_OR_NO.get(text.lower(), default)
    if isinstance(default, float):
        value = number_of(text)
        if not 0.0 < value < math.inf:
            expected = _("a number above 0")
            faults.append(_fault(name, key, f"'{text}'", expected, _("Correct it.")))
        return value
    return text


def _unknown_option(key: str, words: list[str], form: str) -> Fault:
    expected = _("one of {names}").format(names=", ".join(words))
    if not words:
        expected = _("no option: {form} has none").format(form=form)
    return _fault(_("command line"), "--with", f"'{key}'", expected, _("Correct it."))


def _fault(file: str, field: str, found: str, expected: str, repair: str) -> Fault:
    return Fault(file=file, field=field, found=found, expected=expected, repair=repair)
