"""What the defaults of hazards rest on, as data: source, range, test and confidence (出处)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

Confidence = Literal["high", "medium", "low"]
"""``high``: recomputed against published numbers, or read in the source; ``medium``: several
independent copies agree; ``low``: unverified, or a choice of ours."""


@dataclass(frozen=True, slots=True)
class Cited:
    """A law or a set of constants, where it comes from and how far to trust it (出处).

    Parameters
    ----------
    name
        What it is called in files and reports.
    value
        The constants as a reader would write them, with units.
    source
        Author, year, section or table.
    validity
        Where it holds.
    confidence
        A verdict that turns on what is ``low`` must say so.
    test
        Id of the test that holds it.

    """

    name: str
    value: str
    source: str
    validity: str
    confidence: Confidence
    test: str
