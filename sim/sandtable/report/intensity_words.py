"""Words for kinds of intensity (强度类型)."""

from __future__ import annotations

from sandtable.ground.language import _


def intensity_word(kind: str) -> str:
    """Return the words for a kind of intensity."""
    return {
        "depth": _("depth of water"),
        "velocity": _("velocity of water"),
        "depth_velocity": _("depth times velocity"),
        "fire": _("fireline intensity"),
        "smoke": _("smoke"),
        "dose": _("dose over its limit"),
        "visibility": _("visibility"),
        "wind": _("wind"),
        "speed_factor": _("speed factor"),
    }.get(kind, kind)
