"""What civil protection refers to: people, fleets, closings, levels, lanes."""

from __future__ import annotations

ARGUMENTS = (
    ("team", "teams"),
    ("agreement", "agreements"),
    ("stock", "stocks"),
    ("node", "nodes"),
    ("type", "types"),
    ("entry", "impacts"),
    ("need", "needs"),
    ("road", "roads"),
    ("arc", "arcs"),
    ("arcs", "arcs"),
    ("evacuation", "evacuations"),
    ("shelter", "shelters"),
    ("fleet", "fleets"),
    ("closing", "closings"),
    ("of", "headquarters"),
    ("commander", "headquarters"),
)
"""Arguments of commands that are names of things, and what they must be one of."""

CIVIL_REFERENCES = (
    ("place", "lanes[].arcs", "arcs"),
    ("place", "lanes[].roads", "roads"),
    ("plan", "evacuations[].zones", "zones"),
    ("plan", "evacuations[].exit", "facilities"),
    ("plan", "evacuations[].shelters", "facilities"),
    ("plan", "evacuations[].means[].profile", "profiles"),
    ("plan", "evacuations[].means[].refuges", "facilities"),
    ("plan", "fleets[].base", "bases"),
    ("plan", "fleets[].profile", "profiles"),
    ("plan", "fleets[].agreement", "agreements"),
    ("plan", "closings[].entry", "impacts"),
    ("plan", "closings[].convoys[].from", "yards"),
    ("plan", "closings[].convoys[].profile", "profiles"),
    ("plan", "attacks[].entry", "impacts"),
    ("plan", "attacks[].incident_type", "types"),
    ("plan", "attacks[].lines[].skill", "skills"),
    ("plan", "levels[].headquarters", "headquarters"),
    ("plan", "levels[].trigger.incident_type", "types"),
    ("plan", "levels[].trigger.entry", "impacts"),
    ("plan", "levels[].actions[].kind", "commands"),
    *(("plan", f"levels[].actions[].arguments.{name}", what) for name, what in ARGUMENTS),
    ("plan", "patrols[].incident_type", "types"),
    ("plan", "patrols[].zones", "zones"),
    ("plan", "links[].skill", "skills"),
)
"""Kind of file, path, and what it must be one of."""

CIVIL_LISTS = (
    ("place", ("lanes",)),
    *(("plan", (one,)) for one in ("evacuations", "fleets", "levels")),
    *(("plan", (one,)) for one in ("closings", "attacks", "patrols", "links")),
)
"""Lists whose ids must differ, kind by kind."""

WITHIN = (("evacuations", "means"), ("closings", "convoys"))
"""Lists of a plan whose ids must differ within one item of another list."""
