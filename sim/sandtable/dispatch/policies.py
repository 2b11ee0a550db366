"""Deciders by name, as plans choose them (调度策略登记)."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from hashlib import blake2b
from typing import TYPE_CHECKING

from sandtable.dispatch.assignment import Assignment
from sandtable.dispatch.nearest import Policy

if TYPE_CHECKING:
    from pathlib import Path

    from sandtable.dispatch.picture import Decider

POLICIES: dict[str, Callable[[], Decider]] = {
    Policy.name: Policy,
    Assignment.name: Assignment,
}
"""Built-in deciders by name; `register` adds a user's own."""


def register(name: str, make: Callable[[], Decider]) -> None:
    """Register a decider under a name that plans may use."""
    POLICIES[name] = make


def load_policy_file(path: Path) -> str:
    """Run a user's own policy file, which calls `register`; return the hash of its source.

    Only an explicit option leads here, never a data file.
    """
    spec = importlib.util.spec_from_file_location(f"sandtable_policy_{path.stem}", path)
    if spec is None or spec.loader is None:
        message = f"{path} is not a Python file"
        raise ValueError(message)
    spec.loader.exec_module(importlib.util.module_from_spec(spec))
    return blake2b(path.read_bytes(), digest_size=16).hexdigest()


def make_decider(name: str) -> Decider:
    """Return a new decider by its registered name."""
    return POLICIES[name]()
