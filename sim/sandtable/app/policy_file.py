"""A user's own policies: run only where ``--policy-file`` asks for it."""

from __future__ import annotations

from pathlib import Path

from sandtable.app.misuse import misuse
from sandtable.dispatch import load_policy_file
from sandtable.ground.language import _


def registered(file: Path | None) -> str:
    """Register the policies of a file and return the hash of its source; empty without a file.

    Raises
    ------
    UserFaults
        If the file is missing or fails.

    """
    if file is None:
        return ""
    if not file.is_file():
        repair = _("Correct the name of the file.")
        raise misuse("--policy-file", f"'{file}'", _("a Python file"), repair)
    try:
        return load_policy_file(file)
    except Exception as error:
        # The code is the user's own, so anything may go wrong in it; the cause is kept for --debug.
        found = f"{type(error).__name__}: {error}"
        repair = _("Correct the file; run it with python to see where.")
        raise misuse("--policy-file", found, _("a Python file that runs"), repair) from error
