"""Constants of the flood laws as data: what they are, where they stand, how far to trust them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True, kw_only=True)
class Cited:
    """A law or a set of constants and where it comes from (出处).

    Parameters
    ----------
    name
        What it is called in files and reports.
    value
        The constants as a reader would write them, with units.
    source
        Author, year, title, section or table.
    validity
        Where it holds.
    confidence
        ``high`` = recomputed or read in the source; ``medium`` = several independent copies agree;
        ``low`` = unverified, or a choice of ours: a verdict that turns on it must say so.
    test
        The test that holds it, file and name.

    """

    name: str
    value: str
    source: str
    validity: str
    confidence: Literal["high", "medium", "low"]
    test: str
