"""Families of chemical releases: outflow, plume, probit."""

from __future__ import annotations

import numpy as np

from sandtable.evidence.inputs import Inputs, of_inputs
from sandtable.evidence.model import Values
from sandtable.hazards.chemical.checks import STANDARD_PRESSURE_PA
from sandtable.hazards.chemical.dispersion import SigmaSet, sigma_set
from sandtable.hazards.chemical.outflow import (
    CD_GAS,
    CD_LIQUID,
    gas_outflow_kg_s,
    hole_area_m2,
    liquid_outflow_kg_s,
)
from sandtable.hazards.chemical.plume import plume_kg_m3
from sandtable.hazards.chemical.probit import Probit


@of_inputs
def choked(given: Inputs) -> Values:
    """Compute `chem-choked`: a gas jet out of a round hole, choked or not."""
    rate = gas_outflow_kg_s(
        hole_area_m2(given.number("d_m")),
        given.number("p_abs_Pa"),
        given.number("rho_kg_m3"),
        given.number("gamma"),
        ambient_pa=_or(given, "p_ambient_Pa", STANDARD_PRESSURE_PA),
        cd=_or(given, "Cd", CD_GAS),
    )
    return {"mdot_kg_s": rate}


@of_inputs
def liquid(given: Inputs) -> Values:
    """Compute `chem-liquid`: a liquid jet out of a round hole, with or without a head over it."""
    rate = liquid_outflow_kg_s(
        hole_area_m2(given.number("d_m")),
        given.number("p_abs_Pa"),
        given.number("rho_kg_m3"),
        ambient_pa=_or(given, "p_ambient_Pa", STANDARD_PRESSURE_PA),
        head_m=_or(given, "head_m", 0.0),
        cd=_or(given, "Cd", CD_LIQUID),
    )
    return {"mdot_kg_s": rate}


@of_inputs
def plume(given: Inputs) -> Values:
    """Compute `chem-plume`; a case asks for the formula, so its limits of use are lifted."""
    concentration = plume_kg_m3(
        given.number("Q_kg_s"),
        given.number("u_m_s"),
        (given.number("x_m"), _or(given, "y_m", 0.0), _or(given, "z_m", 0.0)),
        _sigmas(given),
        str(given.get("stability")),
        height_m=_or(given, "release_height_m", 0.0),
        beyond=True,
    )
    return {"c_kg_m3": concentration}


@of_inputs
def probit(given: Inputs) -> Values:
    """Compute `chem-probit`: shares who die of steady exposures."""
    law = Probit(a=given.number("a"), b=given.number("b"), n=given.number("n"))
    ppm, minutes = np.array(given.pairs("C_ppm_t_min")).T
    with np.errstate(over="ignore"):
        return {"P_death": law.share(ppm**law.n * minutes).tolist()}


def _sigmas(given: Inputs) -> SigmaSet:
    found = sigma_set(str(given.get("sigma_set", "briggs_rural")))
    if given.get("averaging_time_s") is None:
        return found
    return found.averaged(given.number("averaging_time_s"))


def _or(given: Inputs, key: str, default: float) -> float:
    return default if given.get(key) is None else given.number(key)
