"""The optional libraries of geographic information systems, and what to say without them."""

from __future__ import annotations

from sandtable.files.tree import Mark, fault_at
from sandtable.ground.faults import Fault
from sandtable.ground.language import _


def without_gis(mark: Mark, what: str) -> Fault:
    """Return the fault of a file or reference system that needs the libraries of the extra."""
    expected = _("the libraries that read it")
    repair = _(
        'Install them: pip install "sandtable[gis]", or in a checkout: '
        "python requirements/install.py core build gis."
    )
    return fault_at(mark, "", what[:60], expected, repair, "no-gis")
