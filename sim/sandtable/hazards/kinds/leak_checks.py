"""What is wrong with a leak as it is stated, told where it stands (泄漏检查)."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from sandtable.files.fields import closest
from sandtable.ground.language import _
from sandtable.ground.units import found, written
from sandtable.hazards.chemical import SUBSTANCES, TOXICITIES, substance
from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA
from sandtable.hazards.chemical.plume import LEAST_WIND_MPS
from sandtable.hazards.chemical.toxicity import AEGL_MINUTES
from sandtable.hazards.chemical.weather import windiest_mps

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sandtable.files.leak_model import AirItem, LeakPart, VesselPart
    from sandtable.files.tree import Path
    from sandtable.ground.faults import Fault
    from sandtable.ground.laws import Law
    from sandtable.hazards.around import Around
    from sandtable.hazards.chemical.substances import Substance
    from sandtable.hazards.chemical.toxicity import Toxicity

ZERO_C_K = 273.15
LONGEST_S = 6 * 3600.0
"""A cloud is followed so long at most: a choice."""

HIGHEST_M = 300.0
"""A release is so high at most, as a tall chimney: a choice [m]."""

LOWEST_LID_M = 50.0
"""Air is mixed up to this height at least, as in a calm night: a choice [m]."""

STRONGEST_WIND_MPS = 30.0
"""Wind is so strong at most: a choice, below that of a hurricane [m/s]."""

MOST_AIR_CHANGES = 30.0
"""Indoor air changes so often at most: a choice, three times open windows [1/h]."""

_OFTEN_U = 0.99
"""Laws without an end are held to their limits in 99 of 100 samples."""

_TOP_U, _BOTTOM_U = 1.0 - 2.0**-53, 2.0**-53


def highest(law: Law) -> float:
    """Return what a law never exceeds, in its unit."""
    return law.quantile(_TOP_U)


def lowest(law: Law) -> float:
    """Return what a law never falls below, in its unit."""
    return law.quantile(_BOTTOM_U)


def substance_of(part: LeakPart) -> Substance | None:
    """Return the substance whose constants and levels are known; None = it is not."""
    try:
        one = substance(part.substance)
    except ValueError:
        return None
    return one if one.name in TOXICITIES else None


def faults_of(part: LeakPart, around: Around) -> Iterator[Fault]:
    """Yield all that is wrong with a leak, in the order of its keys."""
    one = substance_of(part)
    if one is None:
        yield _unknown_substance(part, around)
        return
    yield from _vessel(part, one, around)
    for number, row in enumerate(part.weather.course):
        yield from _wind(row, ("weather", "course", number), around)
    yield from _heights(part, around)
    yield from _people(part, TOXICITIES[one.name], around)
    if part.followed > LONGEST_S:
        shown = written("duration", part.followed)
        expected = _("at most {high}").format(high=written("duration", LONGEST_S))
        repair = _("A cloud that old is beyond the formulas.")
        yield around.fault(("followed",), shown, expected, repair, "followed")


def _wind(row: AirItem, path: Path, around: Around) -> Iterator[Fault]:
    """Yield winds that formulas have no answer for, and those that a class never has."""
    inside = (*path, "wind")
    if lowest(row.wind) < LEAST_WIND_MPS:
        shown = _("winds of {wind:.2g} m/s").format(wind=lowest(row.wind))
        expected = _("at least {wind:g} m/s in every sample").format(wind=LEAST_WIND_MPS)
        repair = _("Nobody can say where a cloud goes in calm air: raise the low end.")
        yield around.fault(inside, shown, expected, repair, "calm")
    often = row.wind.quantile(_OFTEN_U)
    if often > STRONGEST_WIND_MPS:
        shown = _("winds of {wind:.2g} m/s").format(wind=often)
        expected = _("at most {wind:g} m/s in 99 of 100 samples").format(wind=STRONGEST_WIND_MPS)
        repair = _("Correct the number: it is a mean of ten minutes, at 10 m.")
        yield around.fault(inside, shown, expected, repair, "storm")
    windiest = windiest_mps(row.stability) if row.stability else math.inf
    if row.wind.mean > windiest:
        shown = _("class {stability} in {wind:.2g} m/s on average")
        shown = shown.format(stability=row.stability, wind=row.wind.mean)
        expected = _("at most {wind:g} m/s in that class (Pasquill 1961)").format(wind=windiest)
        repair = _("Wind mixes the air: state D, or 'sky' in place of the class.")
        yield around.fault((*path, "stability"), shown, expected, repair, "stability")


def _heights(part: LeakPart, around: Around) -> Iterator[Fault]:
    """Yield heights at which a cloud would never come down, or have no air to mix with."""
    if part.height > HIGHEST_M:
        expected = _("at most {high}").format(high=written("distance", HIGHEST_M))
        shown = written("distance", part.height)
        yield around.fault(("height",), shown, expected, _("Correct the number."), "height")
    lid_m, least_m = part.weather.lid, max(LOWEST_LID_M, min(part.height, HIGHEST_M))
    if lid_m is not None and lid_m < least_m:
        expected = _("at least {amount}").format(amount=written("distance", least_m))
        repair = _("The lid is that of the mixed air, above the release.")
        path = ("weather", "lid")
        yield around.fault(path, written("distance", lid_m), expected, repair, "lid")


def _unknown_substance(part: LeakPart, around: Around) -> Fault:
    names = [one for one in SUBSTANCES.values() if one.name in TOXICITIES]
    words = [word for one in names for word in (one.name, one.chinese, one.formula, one.cas)]
    expected = _("one of {names}").format(names=", ".join(one.name for one in names))
    repair = closest(part.substance, words) or _(
        "Only these have levels of harm that were looked up."
    )
    if _is_known(part.substance):
        repair = _(
            "It has physical data but no levels of harm here, so nobody could say where its zones"
            " end; how it burns is not modelled."
        )
    return around.fault(("substance",), found(part.substance), expected, repair, "substance")


def _is_known(name: str) -> bool:
    try:
        substance(name)
    except ValueError:
        return False
    return True


def _vessel(part: LeakPart, one: Substance, around: Around) -> Iterator[Fault]:
    vessel, hole = part.vessel, part.hole
    if vessel is None or hole is None:
        return
    yield from _share(vessel.fill, ("vessel", "fill"), around)
    yield from _pressure(vessel, one, around)
    height_m = height_of(vessel)
    if math.pi / 4.0 * highest(hole.diameter) ** 2 >= vessel.volume / height_m:
        shown = f"{highest(hole.diameter):.3g} m"
        expected = _("less than the section of the vessel, {area:.3g} m2")
        expected = expected.format(area=vessel.volume / height_m)
        repair = _("A vessel that bursts is not a hole: state its 'release'.")
        yield around.fault(("hole", "diameter"), shown, expected, repair, "hole")
    if hole.height > height_m:
        expected = _("at most the height of the vessel, {height:.3g} m").format(height=height_m)
        shown = written("distance", hole.height)
        yield around.fault(("hole", "height"), shown, expected, _("Correct the number."), "hole")
    ground = part.ground.temperature
    coldest = one.boiling_k - ZERO_C_K
    if (part.weather.temperature if ground is None else ground) <= coldest:
        path = ("weather", "temperature") if ground is None else ("ground", "temperature")
        expected = _("more than the {boiling:.1f} °C at which it boils").format(boiling=coldest)
        shown = f"{part.weather.temperature if ground is None else ground:g} °C"
        repair = _("Pools that do not boil are left out.")
        yield around.fault(path, shown, expected, repair, "ground")


def height_of(vessel: VesselPart) -> float:
    """Return the height of a vessel; as high as wide where nothing is said [m]."""
    return vessel.volume ** (1.0 / 3.0) if vessel.height is None else vessel.height


def _pressure(vessel: VesselPart, one: Substance, around: Around) -> Iterator[Fault]:
    """Yield a temperature out of the table, and pressures at which it is something else."""
    try:
        least = one.vapour_pa(vessel.temperature + ZERO_C_K)
    except ValueError:
        low = one.boiling_k - 20.0 - ZERO_C_K
        expected = _("{low:.0f} °C to 40 °C, for which its constants hold").format(low=low)
        shown, repair = f"{vessel.temperature:g} °C", _("Correct the number.")
        yield around.fault(("vessel", "temperature"), shown, expected, repair, "temperature")
        return
    is_gas = highest(vessel.fill) == 0.0
    if is_gas and vessel.pressure is None:
        expected = _("the pressure of the gas, or 'fill' for a liquid")
        repair = _("Write for example 'pressure: 5 bar', absolute, or 'fill: 80 %'.")
        yield around.fault(("vessel",), _("neither"), expected, repair, "pressure")
    elif vessel.pressure is not None and is_gas and vessel.pressure <= STANDARD_PRESSURE_PA:
        expected = _("more than the {pressure:.3g} bar of the air")
        expected = expected.format(pressure=STANDARD_PRESSURE_PA / 1e5)
        shown = written("pressure", vessel.pressure)
        repair = _("Pressures are absolute: of such a vessel nothing leaves.")
        yield around.fault(("vessel", "pressure"), shown, expected, repair, "pressure")
    elif vessel.pressure is not None and is_gas and vessel.pressure > least:
        expected = _("at most {pressure:.3g} bar: above it is liquid").format(pressure=least / 1e5)
        shown = written("pressure", vessel.pressure)
        repair = _("Say how full the vessel is of liquid: 'fill'.")
        yield around.fault(("vessel", "pressure"), shown, expected, repair, "pressure")
    elif vessel.pressure is not None and not is_gas and vessel.pressure < least:
        expected = _("at least the {pressure:.3g} bar that it has over its liquid")
        expected = expected.format(pressure=least / 1e5)
        shown = written("pressure", vessel.pressure)
        repair = _("Pressures are absolute. Leave it out to have this one.")
        yield around.fault(("vessel", "pressure"), shown, expected, repair, "pressure")


def _people(part: LeakPart, harm: Toxicity, around: Around) -> Iterator[Fault]:
    people = part.people
    yield from _share(people.indoor, ("people", "indoor"), around)
    least, most = AEGL_MINUTES[0] * 60.0, AEGL_MINUTES[-1] * 60.0
    if not least <= people.time <= most:
        shown = written("duration", people.time)
        expected = _("{low} to {high}, for which levels are published")
        expected = expected.format(low=written("duration", least), high=written("duration", most))
        yield around.fault(("people", "time"), shown, expected, _("Correct the number."), "time")
    changes = people.air_changes.quantile(_OFTEN_U)
    if changes > MOST_AIR_CHANGES:
        shown = _("{changes:.3g} air changes per hour").format(changes=changes)
        expected = _("at most {most:g} in 99 of 100 samples").format(most=MOST_AIR_CHANGES)
        repair = _("Closed windows have about 0.5 per hour, open ones 6.")
        yield around.fault(("people", "air_changes"), shown, expected, repair, "air-changes")
    if part.zone_levels == "erpg" and not harm.erpg:
        expected = _("'aegl': no ERPG of {name} was looked up").format(name=harm.substance)
        repair = _("Leave 'zone_levels' out.")
        yield around.fault(("zone_levels",), found("erpg"), expected, repair, "erpg")
    if people.probit and people.probit not in harm.probits:
        names = ", ".join(harm.probits)
        expected = _("one of {names}").format(names=names) if names else _("nothing")
        repair = closest(people.probit, harm.probits) or _("Correct the name.")
        shown = found(people.probit)
        yield around.fault(("people", "probit"), shown, expected, repair, "probit")
    if part.isolation is None and not harm.isolation:
        expected = _("a distance: none is known for {name}").format(name=harm.substance)
        repair = _("Take it from the guidebook: 'isolation: 60 m'.")
        yield around.fault(("isolation",), _("nothing"), expected, repair, "isolation")


def _share(law: Law, path: Path, around: Around) -> Iterator[Fault]:
    if highest(law) > 1.0:
        shown = f"{100.0 * highest(law):.3g} %"
        expected = _("at most {high}").format(high="100 %")
        yield around.fault(path, shown, expected, _("Correct the number."), "share")
