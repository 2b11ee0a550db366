"""Quantities with their units, as people write them: ``2 h 10 min``, ``3 km``, ``0.9 ‰``.

In memory everything is SI: s, m, m2, kg, m3, m/s, plain fractions and 1/s; area alone is km2, as in
the records, rain mm/h and temperature °C. Arithmetic is exact until one last rounding, so ``0.9 ‰``
is the float64 by 0.0009.
"""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from decimal import Decimal, localcontext
from fractions import Fraction

from sandtable.ground.language import _

_NUMBER = r"\d{1,30}(?:\.\d{1,30})?(?:[eE][+-]?\d{1,3})?"
_PART = re.compile(rf"({_NUMBER})\s*([^\s\d.+-][^\s]*|1/m)?\s*")
_COMPOUND_PART = re.compile(rf"({_NUMBER})\s*([^\s\d.+-]+)\s*")
_BARE = re.compile(rf"[+-]?{_NUMBER}")
_NEGATIVE = re.compile(rf"[-−]\s*{_NUMBER}.*")

_MINUTE, _HOUR, _DAY, _YEAR = 60, 3600, 86400, 365 * 86400


class UnitFault(ValueError):
    """A quantity that cannot be understood, in parts that a reader of files can put in its place.

    Parameters
    ----------
    found, expected, repair
        As in a `Fault`.

    """

    def __init__(self, found: str, expected: str, repair: str) -> None:
        super().__init__(found, expected, repair)
        self.found, self.expected, self.repair = found, expected, repair

    def __str__(self) -> str:
        """Say what was found and what was expected."""
        text = _("found {found}, expected {expected}. {repair}")
        return text.format(found=self.found, expected=self.expected, repair=self.repair)


@dataclass(frozen=True, slots=True, kw_only=True)
class Dimension:
    """A kind of quantity and the units in which files may write it (量纲).

    Parameters
    ----------
    base
        Unit held in memory; a key of `units` of size 1, empty for pure numbers.
    units
        Size of each unit in the base unit, by the words for it.
    examples
        Two ways to write a bare 12: text with ``{n}`` for the number.
    suffixes
        Units that a key may carry, ``turnout_min: 12``, and the unit's word.
    compound
        Whether several parts add up, ``2 h 10 min``.
    most
        Largest value that somebody can mean [base unit]: more is a slip of the pen or of the unit,
        and nothing above it is worked out; a choice.

    """

    base: str
    units: dict[str, Fraction]
    examples: tuple[str, str]
    suffixes: dict[str, str]
    compound: bool = False
    most: float = math.inf


def _units(text: str) -> dict[str, Fraction]:
    """Read lines of ``size word word ...`` into a dictionary from word to size."""
    found: dict[str, Fraction] = {}
    for line in text.strip().splitlines():
        size, *words = line.split()
        found |= dict.fromkeys(words, Fraction(size))
    return found


_DURATION = _units(f"""
1 s sec second seconds 秒 秒钟
{_MINUTE} min mins minute minutes 分 分钟
{_HOUR} h hour hours 小时 时
{_DAY} d day days 天 日
{_YEAR} y year years 年
""")
_RATE = _units(f"""
1/{_MINUTE} per_min 每分钟 次/分钟
1/{_HOUR} per_h 每小时 次/小时
1/{_DAY} per_d 每天 每日 次/天 次/日
1/{_YEAR} per_y 每年 次/年
""")

DIMENSIONS: dict[str, Dimension] = {
    "duration": Dimension(
        base="s",
        units=_DURATION,
        examples=("{n} min", "{n} s"),
        suffixes={"s": "s", "min": "min", "h": "h", "d": "d"},
        compound=True,
        most=1000.0 * _YEAR,
    ),
    "distance": Dimension(
        base="m",
        units=_units("1 m 米\n1/1000 mm 毫米\n1/100 cm 厘米\n1000 km 公里 千米"),
        examples=("{n} km", "{n} m"),
        suffixes={"mm": "mm", "m": "m", "km": "km"},
        most=40_000_000.0,
    ),
    "area": Dimension(
        base="km2",
        units=_units("1 km2 平方公里 平方千米\n1/100 ha 公顷\n1/1000000 m2 平方米\n1/1500 亩"),
        examples=("{n} km2", "{n} ha"),
        suffixes={"km2": "km2", "ha": "ha", "m2": "m2"},
    ),
    "mass": Dimension(
        base="kg",
        units=_units("1 kg 公斤 千克\n1/1000 g 克\n1000 t 吨"),
        examples=("{n} kg", "{n} t"),
        suffixes={"kg": "kg", "t": "t"},
    ),
    "volume": Dimension(
        base="m3",
        units=_units("1 m3 立方米 方\n1/1000 L 升"),
        examples=("{n} m3", "{n} L"),
        suffixes={"m3": "m3", "l": "L"},
    ),
    "speed": Dimension(
        base="m/s",
        units=_units("1 m/s 米/秒\n1000/3600 km/h 公里/小时 千米/小时\n1/3600 m/h 米/小时"),
        examples=("{n} km/h", "{n} m/s"),
        suffixes={"mps": "m/s", "kmh": "km/h"},
        most=1000.0,
    ),
    "flow": Dimension(
        base="m3/s",
        units=_units("1 m3/s 立方米/秒\n1/3600 m3/h 立方米/小时\n1/1000 L/s 升/秒"),
        examples=("{n} m3/s", "{n} L/s"),
        suffixes={"m3s": "m3/s"},
        most=10_000_000.0,
    ),
    "rain": Dimension(
        base="mm/h",
        units=_units("1 mm/h 毫米/小时\n1/24 mm/d 毫米/天 毫米/日"),
        examples=("{n} mm/h", "{n} mm/d"),
        suffixes={"mmh": "mm/h"},
        most=10_000.0,
    ),
    "angle": Dimension(
        base="deg",
        units=_units("1 deg ° 度"),
        examples=("{n} deg", "{n} deg"),
        suffixes={},
        most=720.0,
    ),
    "temperature": Dimension(
        base="°C",
        units=_units("1 °C 度 摄氏度"),
        examples=("{n} °C", "{n} °C"),
        suffixes={"c": "°C"},
        most=2000.0,
    ),
    "ratio": Dimension(
        base="",
        units=_units("1/100 %\n1/1000 ‰"),
        examples=("{n} %", "{n} ‰"),
        suffixes={},
    ),
    "rate": Dimension(
        base="per_s",
        units=_units("1 per_s 每秒") | _RATE,
        examples=("{n} per_h", "{n} per_d"),
        suffixes={"per_h": "per_h", "per_d": "per_d", "per_y": "per_y"},
    ),
    "money": Dimension(
        base="CNY",
        units=_units("1 CNY 元\n10000 万元"),
        examples=("{n} CNY", "{n} 万元"),
        suffixes={"cny": "CNY"},
    ),
    "depth_velocity": Dimension(
        base="m2/s", units=_units("1 m2/s"), examples=("{n} m2/s", "{n} m2/s"), suffixes={}
    ),
    "fireline": Dimension(
        base="W/m",
        units=_units("1 W/m\n1000 kW/m"),
        examples=("{n} kW/m", "{n} W/m"),
        suffixes={},
    ),
    "extinction": Dimension(
        base="1/m", units=_units("1 1/m"), examples=("{n} 1/m", "{n} 1/m"), suffixes={}
    ),
    "pressure": Dimension(
        base="Pa",
        units=_units("1 Pa\n1000 kPa 千帕\n100000 bar\n101325 atm\n1000000 MPa 兆帕"),
        examples=("{n} bar", "{n} MPa"),
        suffixes={"kpa": "kPa", "mpa": "MPa", "bar": "bar"},
        most=1e9,
    ),
    "mass_flow": Dimension(
        base="kg/s",
        units=_units("1 kg/s 公斤/秒 千克/秒\n1/1000 g/s\n1/60 kg/min\n1000/3600 t/h 吨/小时"),
        examples=("{n} kg/s", "{n} kg/min"),
        suffixes={},
        most=1_000_000.0,
    ),
}
"""Every kind of quantity by name. A year is 365 days, an area of 15 mu (亩) one hectare."""


def dimension_name(dimension: str) -> str:
    """Return what a quantity of a dimension is called in a fault."""
    return {
        "duration": _("a duration with its unit"),
        "distance": _("a distance with its unit"),
        "area": _("an area with its unit"),
        "mass": _("a mass with its unit"),
        "volume": _("a volume with its unit"),
        "speed": _("a speed with its unit"),
        "flow": _("a flow with its unit"),
        "rain": _("a depth of rain by time with its unit"),
        "angle": _("an angle in degrees"),
        "temperature": _("a temperature with its unit"),
        "ratio": _("a ratio with % or ‰"),
        "rate": _("a rate with its unit"),
        "money": _("an amount of money with its unit"),
        "depth_velocity": _("a depth times velocity with its unit"),
        "fireline": _("a fireline intensity with its unit"),
        "extinction": _("an extinction coefficient with its unit"),
        "pressure": _("a pressure with its unit"),
        "mass_flow": _("a mass per time with its unit"),
    }[dimension]


def quantity(dimension: str, text: object) -> float:
    """Read a quantity with its unit.

    Parameters
    ----------
    dimension
        One of `DIMENSIONS`.
    text
        What a file holds; a bare number is refused.

    Returns
    -------
    float
        In the base unit of the dimension, >= 0, at most the `most` of the dimension.

    Raises
    ------
    UnitFault
        With what was found, what was expected and what to write instead.

    """
    if not isinstance(text, str):
        raise _not_understood(dimension, text)
    plain = unicodedata.normalize("NFKC", text).strip()  # １２ and ％ are what they look like
    total = _sum_of_parts(DIMENSIONS[dimension], plain)
    if total is None:
        raise _not_understood(dimension, text)
    try:
        value = float(total)
    except OverflowError:
        raise _not_understood(dimension, text) from None
    most = DIMENSIONS[dimension].most
    if value > most:
        expected = _("at most {limit}").format(limit=written(dimension, most))
        raise UnitFault(found(text), expected, _("Correct the number."))
    return value


def _sum_of_parts(dimension: Dimension, text: str) -> Fraction | None:
    """Return the sum of all parts in the base unit; None if any part is no quantity."""
    pattern = _COMPOUND_PART if dimension.compound else _PART
    total, at, smallest = Fraction(0), 0, None
    while at < len(text):
        part = pattern.match(text, at)
        size = dimension.units.get(part[2]) if part and part[2] else None
        if part is None or size is None:
            return None
        if smallest is not None and (size >= smallest or not dimension.compound):
            return None  # 10 min 2 h, 5 min 5 min: a slip of the pen, not a sum
        total += Fraction(part[1]) * size
        at, smallest = part.end(), size
    return total if smallest is not None else None


def _not_understood(dimension: str, value: object) -> UnitFault:
    """Say what was wrong with a quantity, most often that its unit is missing."""
    examples = DIMENSIONS[dimension].examples
    expected = dimension_name(dimension)
    shown = found(value)
    if isinstance(value, str) and _NEGATIVE.fullmatch(value.strip()):
        expected = _("{quantity}, at least 0").format(quantity=expected)
        return UnitFault(shown, expected, _("Take the minus sign out."))
    number = _bare_number(value)
    if number is None:
        number = "12"
        units = ", ".join(_common_units(DIMENSIONS[dimension]))
        repair = _('Write for example "{first}"; units are {units}.')
        first = examples[0].format(n=number)
        return UnitFault(shown, expected, repair.format(first=first, units=units))
    first, second = (example.format(n=number) for example in examples)
    if first == second:
        return UnitFault(shown, expected, _('Write "{first}".').format(first=first))
    repair = _('Write "{first}" or "{second}".').format(first=first, second=second)
    return UnitFault(shown, expected, repair)


def _bare_number(value: object) -> str | None:
    if isinstance(value, str) and _BARE.fullmatch(value.strip()):
        return value.strip()
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return f"{value:.15g}" if value >= 0 else None


def _common_units(dimension: Dimension) -> list[str]:
    """Return one ASCII word for each size of unit."""
    words: dict[Fraction, str] = {}
    for word, size in dimension.units.items():
        words.setdefault(size, word)
    return list(words.values())


def found(value: object) -> str:
    """Return a value of a file as faults show it: texts in quotes, nothing as the word for it."""
    if value is None:
        return _("nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, int):
        return str(value)
    if isinstance(value, str):
        return f"'{value if len(value) <= 60 else value[:57] + '...'}'"
    return _("a mapping") if isinstance(value, dict) else _("a list")


def written(dimension: str, value: float) -> str:
    """Write a quantity so that reading it gives the same bits: in whole units where it can be.

    Parameters
    ----------
    value
        In the base unit of the dimension, >= 0, finite.

    """
    kind = DIMENSIONS[dimension]
    exact = Fraction(value)
    sizes = sorted({size: word for word, size in reversed(kind.units.items())}.items())
    for size, word in reversed(sizes):
        number = round(exact / size)
        if number and float(number * size) == value:
            return f"{number} {word}"
    size, word = next((pair for pair in sizes if pair[1] == kind.base), sizes[-1])
    for digits in range(1, 18):
        number_text = _rounded(exact / size, digits)
        if float(Fraction(number_text) * size) == value:
            break
    return f"{number_text} {word}"


def _rounded(number: Fraction, digits: int) -> str:
    """Write a number in so many significant digits; 17 tell any float64 from its neighbours."""
    with localcontext() as context:
        context.prec = digits
        return str(Decimal(number.numerator) / Decimal(number.denominator)).replace("E", "e")
