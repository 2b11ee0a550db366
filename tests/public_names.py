"""The page of public names, made from the faces of the rooms (``make documents``)."""

import importlib
import inspect
from pathlib import Path

PACKAGE = Path(__file__).resolve().parent.parent / "sim" / "sandtable"
ROOMS = (
    "app",
    "evidence",
    "report",
    "drill",
    "placement",
    "study",
    "dispatch",
    "routing",
    "hazards",
    "files",
    "world",
    "ground",
)
"""Top to bottom: a room imports only rooms below it (design §2)."""

INTRODUCTION = """\
# Python face

What each room offers to other rooms and to programs of yours. A name that is not listed may change
without notice. This page is made by `make documents`; a test compares it with the code.
"""


def present_rooms():
    """Return the rooms that hold any code yet, top to bottom."""
    return [room for room in ROOMS if any((PACKAGE / room).glob("*.py"))]


def page():
    """Return the Markdown page of all public names."""
    parts = [INTRODUCTION]
    for room in present_rooms():
        module = importlib.import_module(f"sandtable.{room}")
        names = getattr(module, "__all__", ())
        if names:
            lines = (f"* `{name}`{_says(getattr(module, name))}" for name in names)
            parts.append("\n".join((f"\n## sandtable.{room}", "", *lines)) + "\n")
    return "".join(parts)


def _says(thing):
    # Only functions and classes have a docstring of their own.
    if not (inspect.isclass(thing) or inspect.isfunction(thing)) or not thing.__doc__:
        return ""
    return ": " + thing.__doc__.strip().splitlines()[0]


if __name__ == "__main__":
    print(page(), end="")
