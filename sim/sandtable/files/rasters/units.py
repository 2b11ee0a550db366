"""Units of the values of rasters, in our spelling or in that of other programs."""

from __future__ import annotations

from fractions import Fraction

from sandtable.ground.language import _
from sandtable.ground.units import DIMENSIONS
from sandtable.world.raster import RasterFault

_METRE = ("metre", "metres", "meter", "meters")
_FOOT = Fraction(3048, 10000)

_FOREIGN: dict[str, dict[str, Fraction]] = {
    "distance": dict.fromkeys(_METRE, Fraction(1))
    | dict.fromkeys(("ft", "foot", "feet"), _FOOT)
    | {"dm": Fraction(1, 10), "in": Fraction(254, 10000)}
    | {"inch": Fraction(254, 10000), "kilometre": Fraction(1000), "kilometer": Fraction(1000)},
    "speed": dict.fromkeys(("m s-1", "m.s-1", "m s^-1", "mps"), Fraction(1))
    | dict.fromkeys(("km h-1", "kmh"), Fraction(1000, 3600))
    | dict.fromkeys(("ft/s", "ft s-1"), _FOOT)
    | dict.fromkeys(("kn", "kt", "knot", "knots"), Fraction(1852, 3600))
    | {"mph": Fraction(1609344, 3600 * 1000)},
    "depth_velocity": {"m2 s-1": Fraction(1), "m^2/s": Fraction(1), "ft2/s": _FOOT**2},
    "fireline": {"W m-1": Fraction(1), "kW m-1": Fraction(1000)},
    "extinction": {"m-1": Fraction(1), "m^-1": Fraction(1), "1/km": Fraction(1, 1000)},
    "": {"1": Fraction(1), "-": Fraction(1), "%": Fraction(1, 100), "percent": Fraction(1, 100)},
}
"""Sizes in the base unit of the spellings that CF and hydraulic models have beside ours: metre,
foot, inch and mile exact, by the agreement of 1959; the knot is 1852 m per hour."""


def size_of(dimension: str, unit: str) -> Fraction:
    """Return the size of a unit in the base unit of a dimension.

    Raises
    ------
    RasterFault
        If it is no unit of this dimension.

    """
    known = dict(_FOREIGN[dimension])
    if dimension:
        known |= DIMENSIONS[dimension].units
    size = known.get(unit.strip())
    if size is None:
        ours = DIMENSIONS[dimension].units if dimension else ("1", "%")
        words = [word for word in ours if word.isascii()][:3]
        expected = _("a unit such as {units}").format(units=", ".join(words))
        repair = _("State the unit of the values of the files.")
        raise RasterFault("unit", f"'{unit}'", expected, repair)
    return size
