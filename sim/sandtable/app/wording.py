"""Texts that are written down before it is known in which language they will be read."""

from __future__ import annotations

from sandtable.ground.language import _


def later(message: str) -> str:
    """Mark a message for the catalogue; the help page translates it when it is asked for."""
    return message


def translated(text: str | None) -> str:
    """Return a marked text in the language in force; nothing stays nothing."""
    return _(text) if text else ""
