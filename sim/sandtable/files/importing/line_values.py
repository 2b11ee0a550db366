"""Values of files of lines: numbers with units, one-way, bridge and tunnel as people write them."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.line_columns import SAME_UNIT, UNITS, Column
from sandtable.ground.language import _

Floats = NDArray[np.float64]

_NUMBER = re.compile(r"([-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+))\s*(\S*)")

FORWARD: Final = {"yes", "true", "1", "f", "ft", "y", "单向", "是", "正向", "顺向", "forward"}
BACKWARD: Final = {"-1", "2", "t", "tf", "逆向", "反向", "backward", "reverse"}
BOTH: Final = {"", "no", "false", "0", "b", "n", "双向", "否", "both", "reversible", "alternating"}
"""Words for one-way; who may drive which way by turns may drive both ways."""

NOT: Final = {"", "no", "false", "0", "f", "n", "否", "无", "非桥梁", "非隧道"}
"""Words for no bridge, no tunnel; any other word names its kind or its name."""

_SILENT: Final = {"", "none", "no", "default", "unsigned", "signals", "无", "不限", "-"}
"""Words of a limit that is not stated."""

LEFT_OUT: Final = {
    *("footway", "path", "steps", "cycleway", "bridleway", "pedestrian", "corridor", "platform"),
    *("construction", "proposed", "planned", "abandoned", "razed", "raceway", "elevator"),
    *("人行道", "步行街", "步道", "在建", "规划", "废弃"),
}
"""Classes on which no vehicle drives, or not yet, or no longer."""


def texts_of(values: NDArray[Any] | None, count: int) -> list[str]:
    """Return a column as texts, 60.0 as 60, nothing and nan as empty."""
    if values is None:
        return [""] * count
    if values.dtype.kind == "f":
        return ["" if one != one else f"{one:.15g}" for one in values.tolist()]  # noqa: PLR0124  nan
    return ["" if one is None else str(one).strip() for one in values.tolist()]


def numbers_of(
    texts: Sequence[str], column: Column | None, told: Counter[str], *, above: float = 0.0
) -> Floats:
    """Return a column of numbers in base units; nan = not stated, or told as unreadable.

    Parameters
    ----------
    above
        What is not above it counts as not stated: files write 0 for an unknown limit.

    """
    if column is None:
        return np.full(len(texts), np.nan)
    units = UNITS[column.key]
    bare = column.unit or next(iter(units))
    known = {text: _number(text, units, bare) for text in set(texts)}
    odd = sorted(text for text, value in known.items() if _is_odd(text, value))
    if odd:
        times = Counter(texts)
        text = _("Values of '{name}' that nobody can read were left out, such as '{text}'")
        told[text.format(name=column.header, text=odd[0][:30])] += sum(times[one] for one in odd)
    return np.array([known[text] if known[text] > above else np.nan for text in texts])


def _is_odd(text: str, value: float) -> bool:
    return math.isnan(value) and text.lower() not in _SILENT


def _number(text: str, units: Mapping[str, float], bare: str) -> float:
    match = _NUMBER.fullmatch(text.strip())
    if not match:
        return math.nan
    word = match[2].lower()
    return float(match[1]) * units.get(SAME_UNIT.get(word, word) or bare, math.nan)


def directions_of(
    texts: Sequence[str], column: Column | None, told: Counter[str]
) -> NDArray[np.int8]:
    """Return 1 = one-way as drawn, -1 = against it, 0 = both ways, shape ``(n_rows,)``."""
    words = [text.lower() for text in texts]
    times = Counter(words)
    known = dict.fromkeys(FORWARD, 1) | dict.fromkeys(BACKWARD, -1) | dict.fromkeys(BOTH, 0)
    if column and times["t"] and not times["b"]:
        text = _("'{name}' says T or F and never B: read as against and along the line as drawn")
        told[text.format(name=column.header)] += times["t"] + times["f"]
    if odd := sorted(set(words) - set(known)):
        text = _("Words for one-way that nobody knows were read as both ways, such as '{text}'")
        told[text.format(text=odd[0][:30])] += sum(times[one] for one in odd)
    return np.array([known.get(word, 0) for word in words], dtype=np.int8)


def flags_of(texts: Sequence[str]) -> NDArray[np.bool_]:
    """Return where something is said to be so: any word but those for no."""
    return np.array([text.lower() not in NOT for text in texts], dtype=np.bool_)


def levels_of(
    layer: Floats, bridge: NDArray[np.bool_], tunnel: NDArray[np.bool_]
) -> NDArray[np.int64]:
    """Return the level of each line: its layer, else 1 on bridges, -1 in tunnels, 0 elsewhere."""
    stated = np.nan_to_num(layer).astype(np.int64)
    return np.where(stated != 0, stated, bridge.astype(np.int64) - tunnel.astype(np.int64))
