"""What tests of the readers share: checks that hold for every draft, and small files of OSM."""

import re
from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from sandtable.files.importing.draft import Draft
from sandtable.ground.faults import UserFaults
from sandtable.ground.names import ID_PATTERN, MAX_ID_BYTES

IDS = re.compile(rf"{ID_PATTERN.pattern}(\n{ID_PATTERN.pattern})*+")
PER_NODE = {"node_ids", "x", "y", "z_m"}
POINTS = {"shape_first", "shape_x", "shape_y"}
OTHER = {"source", "crs", "told"}


def whole(draft):
    """Return a draft after checking what every reader promises."""
    for one in fields(Draft):
        if one.name not in OTHER | POINTS:
            n = draft.n_nodes if one.name in PER_NODE else draft.n_links
            assert len(getattr(draft, one.name)) == n, one.name
    for ids in (draft.node_ids, draft.link_ids):
        assert len(set(ids)) == len(ids)
    for ids in (draft.node_ids, draft.link_ids, draft.road_ids):
        assert IDS.fullmatch("\n".join(ids))
        assert max(map(len, ids)) <= MAX_ID_BYTES - 2
    for ends in (draft.tail, draft.head):
        assert ends.dtype == np.int32
        assert ends.min() >= 0
        assert ends.max() < draft.n_nodes
    for name in ("length_m", "speed_mps", "max_weight_kg", "max_height_m", "max_width_m"):
        stated = getattr(draft, name)
        assert not np.any(stated <= 0.0), name
        assert not np.any(np.isinf(stated)), name
    assert all(count > 0 for count in draft.told.values())
    assert draft.source
    _check_shapes(draft)
    return draft


def _check_shapes(draft):
    first = draft.shape_first
    assert first.shape == (draft.n_links + 1,)
    assert first[0] == 0
    assert first[-1] == draft.shape_x.size == draft.shape_y.size
    sizes = np.diff(first)
    assert np.all((sizes == 0) | (sizes >= 2))
    bent = np.flatnonzero(sizes)
    for ends, points in ((draft.tail, first[:-1]), (draft.head, first[1:] - 1)):
        assert np.array_equal(draft.x[ends[bent]], draft.shape_x[points[bent]])
        assert np.array_equal(draft.y[ends[bent]], draft.shape_y[points[bent]])


def same(one, other):
    """Tell whether two drafts hold the same, the source aside."""
    return all(
        np.array_equal(np.array(a), np.array(b), equal_nan=np.array(a).dtype.kind == "f")
        for field in fields(Draft)
        if field.name not in {"source", "told"}
        for a, b in [(getattr(one, field.name), getattr(other, field.name))]
    ) and dict(one.told) == dict(other.told)


def said(read, *args, **options):
    """Return what a reader says of a file that it refuses."""
    with pytest.raises(UserFaults) as caught:
        read(*args, **options)
    return str(caught.value)


def survives(read, path, name, content):
    """Tell whether a broken file is read or refused, and nothing else; True = it was read."""
    path.write_bytes(content)
    try:
        whole(read(path, name))
    except UserFaults as refused:
        return not refused.faults
    return True


def broken_copies(content, count, seed):
    """Yield a content cut off somewhere, or with one to three bytes changed, by turns."""
    luck = np.random.default_rng(seed)
    for at in range(count):
        if at % 2:
            yield content[: luck.integers(len(content))]
        else:
            copy = bytearray(content)
            for place in luck.integers(len(content), size=luck.integers(1, 4)):
                copy[place] = luck.integers(256)
            yield bytes(copy)


def osm_text(nodes, ways, more=""):
    """Return a file of OpenStreetMap: nodes id -> (lon, lat[, tags]), ways id -> (refs, tags)."""
    lines = ["<osm version='0.6'>"]
    for one, (lon, lat, *tags) in nodes.items():
        lines.append(f"<node id='{one}' lon='{lon}' lat='{lat}'>{_tags(*tags)}</node>")
    for one, (refs, tags) in ways.items():
        points = "".join(f"<nd ref='{ref}'/>" for ref in refs)
        lines.append(f"<way id='{one}' user='Mallory' uid='7'>{points}{_tags(tags)}</way>")
    return "\n".join([*lines, more, "</osm>\n"])


def _tags(tags=None):
    return "".join(f"<tag k='{k}' v='{_quoted(v)}'/>" for k, v in (tags or {}).items())


def _quoted(text):
    return text.replace("&", "&amp;").replace("'", "&apos;").replace('"', "&quot;")


def written(path: Path, text):
    """Write a text to a file and return its path."""
    path.write_text(text, "utf-8")
    return path
