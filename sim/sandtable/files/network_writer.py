"""Road networks as GMNS tables: what `read_network` reads again as the same network (路网文件)."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from sandtable import __version__
from sandtable.files.importing.as_network import draft_of_network
from sandtable.files.importing.draft import Draft
from sandtable.world.network import Network

_FORBIDDEN: Final = re.compile(r"[\x00-\x1f\x7f]+")
_KG_PER_T: Final = 1000.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a network comes from, for its README.md and config.csv.

    Parameters
    ----------
    name
        Name of the network; empty = that of its folder.
    kind
        ``imported`` or ``schematic``; empty = that of the network, ``imported`` for a draft.
    attribution, licence
        Line to print with every picture; under what terms it may be used. Empty = unknown.
    source
        What it was made from.
    notes
        Sentences for the README.md: what was filled, left out or mended.

    """

    name: str = ""
    kind: str = ""
    attribution: str = ""
    licence: str = ""
    source: str = ""
    notes: Sequence[str] = ()


def write_gmns(
    network: Network | Draft,
    folder: Path,
    origin: Origin | None = None,
    *,
    filled: Sequence[str] | None = None,
) -> None:
    """Write a network into a folder: node.csv, link.csv, config.csv, geometry.csv and README.md.

    Lengths are in m and speeds in m/s. Read again, it is the same network, if its nodes and arcs
    are numbered in the order of their ids, as those of every network that was read are. Two arcs
    ``ab`` and ``ab_r`` that differ in nothing but their way become one row for both directions.

    Parameters
    ----------
    folder
        Made if it is not there; files of these names are replaced.
    origin
        Where it comes from; None = as much as the network itself knows.
    filled
        What is assumed about each link of a draft, for the column of that name; None = nothing is
        known of it.

    """
    origin = origin or Origin()
    if isinstance(network, Network):
        draft = draft_of_network(network)
        kind = origin.kind or network.kind
        attribution = origin.attribution or network.attribution
    else:
        draft, kind, attribution = network, origin.kind or "imported", origin.attribution
    folder.mkdir(parents=True, exist_ok=True)
    name = origin.name or folder.resolve().name
    geometry, courses = _courses(draft)
    _write(folder / "node.csv", _node_columns(draft))
    notes = {"filled": list(filled)} if filled and any(filled) else {}
    _write(folder / "link.csv", _link_columns(draft) | geometry | notes)
    _write(folder / "config.csv", _config(name, draft.crs, kind))
    if courses["geometry_id"]:
        _write(folder / "geometry.csv", courses)
    else:
        (folder / "geometry.csv").unlink(missing_ok=True)
    readme = _readme(name, kind, _line(attribution), draft, origin)
    (folder / "README.md").write_text(readme, "utf-8")


def _write(path: Path, columns: dict[str, list[str]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(zip(*columns.values(), strict=True))


def _node_columns(draft: Draft) -> dict[str, list[str]]:
    columns = {
        "node_id": list(draft.node_ids),
        "x_coord": _numbers(draft.x),
        "y_coord": _numbers(draft.y),
        "z_coord": _numbers(draft.z_m),
    }
    return _without_blank(columns, ("z_coord",))


def _link_columns(draft: Draft) -> dict[str, list[str]]:
    must = {
        "link_id": list(draft.link_ids),
        "from_node_id": [draft.node_ids[at] for at in draft.tail.tolist()],
        "to_node_id": [draft.node_ids[at] for at in draft.head.tolist()],
        "directed": _flags(draft.one_way, no="0"),
        "length": _numbers(draft.length_m),
        "free_speed": _numbers(draft.speed_mps),
        "road_id": list(draft.road_ids),
    }
    may = {
        "name": _texts(draft.names),
        "facility_type": _texts(draft.classes),
        "lanes": _numbers(draft.lanes),
        "surface": _texts(draft.surfaces),
        "is_bridge": _flags(draft.bridge),
        "is_tunnel": _flags(draft.tunnel),
        "is_ford": _flags(draft.ford),
        "is_dike_road": _flags(draft.dike),
        **_weights(draft.max_weight_kg),
        "max_height_m": _numbers(draft.max_height_m),
        "max_width_m": _numbers(draft.max_width_m),
        "road_z_m": _numbers(draft.road_z_m),
        "max_depth_m": _numbers(draft.max_depth_m),
        "origin": _texts(draft.origins),
    }
    return _without_blank(must | may, tuple(may))


def _weights(kg: NDArray[np.float64]) -> dict[str, list[str]]:
    """Return the weight limits in tonnes, or in kilograms where tonnes would not be exact."""
    tonnes = kg / _KG_PER_T
    if np.array_equal(tonnes * _KG_PER_T, kg, equal_nan=True):
        return {"max_weight_t": _numbers(tonnes)}
    return {"max_weight": _numbers(kg)}


def _courses(draft: Draft) -> tuple[dict[str, list[str]], dict[str, list[str]]]:
    """Return the columns of link.csv about courses, and those of geometry.csv, each course once."""
    ids, ways = [""] * draft.n_links, [""] * draft.n_links
    courses: dict[str, list[str]] = {"geometry_id": [], "geometry": []}
    seen: dict[tuple[str, ...], str] = {}
    for at, points in enumerate(_points(draft)):
        if not points:
            continue
        ids[at] = seen.get(points, "")
        if not ids[at] and (other := seen.get(points[::-1])):
            ids[at], ways[at] = other, "-1"
        elif not ids[at]:
            ids[at] = seen[points] = draft.link_ids[at]
            courses["geometry_id"].append(ids[at])
            courses["geometry"].append(f"LINESTRING ({', '.join(points)})")
    columns = {"geometry_id": ids, "dir_flag": ways}
    return _without_blank(columns, tuple(columns)), courses


def _points(draft: Draft) -> Iterator[tuple[str, ...]]:
    """Yield the points of each link as texts, none where it is straight."""
    texts = [
        f"{x!r} {y!r}" for x, y in zip(draft.shape_x.tolist(), draft.shape_y.tolist(), strict=True)
    ]
    bounds = draft.shape_first.tolist()
    for first, last in pairwise(bounds):
        yield tuple(texts[first:last])


def _config(name: str, crs: str, kind: str) -> dict[str, list[str]]:
    values = {
        "dataset_name": name,
        "short_length": "m",
        "long_length": "m",
        "speed": "m/s",
        "crs": crs,
        "geometry_field_format": "WKT",
        "version_number": "0.96",
        "id_type": "string",
        "kind": kind,
    }
    return {header: [value] for header, value in values.items()}


def _readme(name: str, kind: str, attribution: str, draft: Draft, origin: Origin) -> str:
    unknown = "unknown"
    lines = [f"# {name}", ""]
    if kind == "schematic":
        lines += ["**Schematic, not a map**: never for navigation or real operations.", ""]
    lines += [f"Attribution: {attribution}", ""] if attribution else []
    lines += [
        f"* Licence: {_line(origin.licence) or unknown}",
        f"* Source: {_line(origin.source or draft.source) or unknown}",
        f"* Reference system: {draft.crs or unknown}",
        f"* {draft.n_nodes} nodes, {draft.n_links} rows of link.csv",
        *(f"* {_line(note)}" for note in origin.notes),
        f"* Made by sandtable {__version__}",
    ]
    return "\n".join(lines) + "\n"


def _without_blank(columns: dict[str, list[str]], may: Sequence[str]) -> dict[str, list[str]]:
    """Leave out columns that may be missing and say nothing."""
    return {name: column for name, column in columns.items() if name not in may or any(column)}


def _numbers(values: NDArray[np.float64]) -> list[str]:
    """Return numbers so that they are read as the same ones, nan as nothing."""
    return ["" if value != value else repr(value) for value in values.tolist()]  # noqa: PLR0124  nan


def _flags(values: NDArray[np.bool_], *, no: str = "") -> list[str]:
    return ["1" if value else no for value in values.tolist()]


def _texts(values: Sequence[str]) -> list[str]:
    return [_line(value) for value in values]


def _line(text: str) -> str:
    """Return a text as one line without characters that no table may hold."""
    return _FORBIDDEN.sub(" ", text).strip()
