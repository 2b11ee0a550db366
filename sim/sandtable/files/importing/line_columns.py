"""Which column of a file of lines means what: built-in words, and a user's own (字段对应)."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Final

from sandtable.files.table_reader import plain_header
from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.ground.units import found

UNITS: Final[Mapping[str, Mapping[str, float]]] = {
    "speed": {"km/h": 1 / 3.6, "mph": 0.44704, "m/s": 1.0},
    "max_weight": {"t": 1000.0, "kg": 1.0},
    "max_height": {"m": 1.0},
    "max_width": {"m": 1.0},
    "length": {"m": 1.0, "km": 1000.0},
    "road_z": {"m": 1.0},
    "lanes": {"": 1.0},
    "layer": {"": 1.0},
}
"""Base units in each unit of a quantity, the first where none is stated; a length must state it."""

SAME_UNIT: Final = {
    "公里/小时": "km/h",
    "千米/小时": "km/h",
    "kmh": "km/h",
    "kph": "km/h",
    "公里": "km",
    "千米": "km",
    "米": "m",
    "吨": "t",
    "千克": "kg",
}
"""Our word for a unit as it may be written."""

_CLASSES: Final = ("道路等级", "等级", "技术等级", "行政等级", "道路类型", "类型")

WORDS: Final[Mapping[str, tuple[str, ...]]] = {
    "class": ("highway", "fclass", "class", "facility_type", "road_class", *_CLASSES),
    "name": ("name", "name_zh", "road_name", "道路名称", "路名", "名称", "路线名称"),
    "ref": ("ref", "road_no", "道路编号", "路线编号", "路线编码", "编号"),
    "speed": ("maxspeed", "free_speed", "speed", "speed_limit", "限速", "设计时速", "设计速度"),
    "one_way": ("oneway", "one_way", "单向", "是否单向", "方向", "通行方向"),
    "bridge": ("bridge", "is_bridge", "桥梁", "桥", "是否桥梁"),
    "tunnel": ("tunnel", "is_tunnel", "隧道", "是否隧道"),
    "ford": ("ford", "is_ford", "漫水桥", "过水路面"),
    "dike": ("embankment", "is_dike_road", "堤顶", "堤顶路"),
    "layer": ("layer", "level", "层", "层级"),
    "lanes": ("lanes", "车道", "车道数", "车道数量"),
    "surface": ("surface", "路面", "路面类型", "路面材质"),
    "max_weight": ("maxweight", "max_weight", "限重", "限载"),
    "max_height": ("maxheight", "max_height", "限高"),
    "max_width": ("maxwidth", "max_width", "限宽"),
    "length": ("length", "长度", "里程"),
    "road_z": ("road_z", "路面高程", "高程"),
    "origin": ("osm_id", "link_id", "objectid", "fid_1", "路段编号"),
}
"""Headers of each thing, in small letters; of two columns for one thing the earlier word counts."""

_BY_WORD: Final = {word: key for key, words in WORDS.items() for word in words}
_WITH_UNIT = re.compile(
    r"(.+?)[\s_]*[(（\[]?(km/h|kmh|kph|mph|m/s|公里/小时|千米/小时|公里|千米|km|kg|米|吨|千克|m|t)[)）\]]?"
)


@dataclass(frozen=True, slots=True)
class Column:
    """A column that means something: its header, the key of `WORDS`, its unit, "" = not stated."""

    header: str
    key: str
    unit: str


def find_columns(
    headers: Collection[str],
    mapping: Mapping[str, str],
    name: str,
    told: Counter[str],
    *,
    cut: bool = False,
) -> dict[str, Column]:
    """Return the columns that are read, by what they mean.

    Parameters
    ----------
    headers
        All headers of the file.
    mapping
        A user's own: from header to key (or built-in word), with a unit behind it if needed,
        ``{"XS": "speed km/h"}``; an empty key leaves a column out.
    name
        What faults call the file.
    told
        Every column read is told with its meaning; added to.
    cut
        Whether headers are cut to ten bytes, as in a Shapefile.

    Raises
    ------
    UserFaults
        If the mapping names no column, no key or no unit.

    """
    faults = _mapping_faults(headers, mapping, name)
    if faults:
        raise UserFaults(faults)
    chosen = {
        key: Column(header, key, unit)
        for header, meaning in mapping.items()
        for key, unit in [_meant(meaning)]
        if key
    }
    for column in _built_in([one for one in headers if one not in mapping], cut=cut):
        if column.key not in chosen:
            chosen[column.key] = column
        else:
            text = _("The column '{name}' is not read: '{other}' says the same")
            other = chosen[column.key].header
            told[text.format(name=column.header, other=other)] += 1
    if "class" not in chosen:
        told[_("No column says of which class the roads are")] += 1
    return {key: column for key, column in chosen.items() if _states_its_unit(column, told)}


def _built_in(headers: Iterable[str], *, cut: bool) -> list[Column]:
    """Return the columns whose headers are known, the better known word of a key first."""
    rank = {word: at for words in WORDS.values() for at, word in enumerate(words)}
    known = [(header, *_known(header, cut=cut)) for header in headers]
    ranked = sorted((rank[word], header, word, unit) for header, word, unit in known if word)
    return [Column(header, _BY_WORD[word], unit) for _rank, header, word, unit in ranked]


def _meant(meaning: str) -> tuple[str, str]:
    """Return key and unit of a meaning; a built-in word is as good as its key."""
    key, _blank, unit = meaning.partition(" ")
    return _BY_WORD.get(key.lower(), key), SAME_UNIT.get(unit.strip(), unit.strip())


def _known(header: str, *, cut: bool) -> tuple[str, str]:
    """Return the built-in word of a header and the unit it states; empty = none."""
    plain = plain_header(header).lower()
    if plain in _BY_WORD:
        return plain, ""
    match = _WITH_UNIT.fullmatch(plain)
    if match and match[1] in _BY_WORD and _BY_WORD[match[1]] in UNITS:
        return match[1], SAME_UNIT.get(match[2], match[2])
    # Ten bytes hold five Chinese characters in GBK and three in UTF-8.
    width = {len(plain.encode("gb18030")), len(plain.encode())}
    if cut and width & {9, 10}:
        longer = [word for word in _BY_WORD if word.startswith(plain)]
        if len({_BY_WORD[word] for word in longer}) == 1:
            return longer[0], ""
    return "", ""


def _states_its_unit(column: Column, told: Counter[str]) -> bool:
    """Tell how a column is read, and leave out lengths of an unknown unit."""
    units = UNITS.get(column.key, {})
    if column.key == "length" and not column.unit:
        text = _("The column '{name}' is not read, since no unit is stated: lines are measured")
        told[text.format(name=column.header)] += 1
        return False
    unit = column.unit or next(iter(units), "")
    text = _("The column '{name}' is read as {key}")
    if unit:
        text = _("The column '{name}' is read as {key} in {unit}")
    if unit and not column.unit and column.key not in {"max_height", "max_width", "road_z"}:
        text = _("The column '{name}' is read as {key} in {unit}, since it states no unit")
    told[text.format(name=column.header, key=column.key, unit=unit)] += 1
    return True


def _mapping_faults(headers: Collection[str], mapping: Mapping[str, str], name: str) -> list[Fault]:
    faults = []
    for header, meaning in mapping.items():
        key, unit = _meant(meaning)
        if header not in headers:
            near = get_close_matches(header, headers, n=1)
            repair = _("Did you mean '{near}'?").format(near=near[0]) if near else ""
            repair = repair or _("The columns are: {names}.").format(names=", ".join(headers))
            shown, expected = found(header), _("a column of the file")
        elif key and key not in WORDS:
            shown, expected = found(key), _("one of {names}")
            expected, repair = expected.format(names=", ".join(WORDS)), _("Correct the word.")
        elif unit and unit not in UNITS.get(key, {}):
            units = ", ".join(one for one in UNITS.get(key, {}) if one)
            shown, repair = _("the unit '{name}'").format(name=unit), _("Correct the unit.")
            expected = _("one of {names}").format(names=units) if units else _("no unit")
        else:
            continue
        faults.append(fault_at(Mark(name), f"mapping.{header}", shown, expected, repair, "mapping"))
    return faults
