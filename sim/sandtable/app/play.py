"""What ``run`` and ``study`` have in common: play what was loaded, keep it, show what it found."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from sandtable.app.outcome import as_object, exit_code, show
from sandtable.app.progress import progress
from sandtable.app.screen import Screen
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.study import FolderInUse, Loaded, StudyResult, cores, run_study, study_id


def play(
    screen: Screen,
    loaded: Loaded,
    *,
    jobs: int | None,
    out: Path,
    check: bool,
    policy_file: Path | None = None,
    policy_hash: str = "",
    with_alternatives: bool = False,
) -> int:
    """Play a study or a single scenario and return the exit code.

    Parameters
    ----------
    policy_file, policy_hash
        A user's own policies, with the hash of their source: they move the records, so they are
        part of the id.
    with_alternatives
        Whether the object for programs lists the alternatives: that of a study does.

    """
    screen.remarks(loaded.remarks)
    if policy_hash:
        loaded = _with_policies(loaded, policy_file, policy_hash)
    result = played(screen, loaded, jobs=jobs, out=out, policy_file=policy_file)
    show(screen, result, loaded.points, title=loaded.title)
    screen.give(as_object(result, loaded.points if with_alternatives else ()))
    return exit_code(result, check=check)


def played(
    screen: Screen, loaded: Loaded, *, jobs: int | None, out: Path, policy_file: Path | None = None
) -> StudyResult:
    """Play what was loaded, with a bar that shows how far it is.

    Raises
    ------
    UserFaults
        If another study is writing into the folder.

    """
    try:
        with progress(shown=not screen.quiet) as report:
            return run_study(
                loaded.points,
                id=loaded.id,
                seed=loaded.seed,
                stopping=loaded.stopping,
                name=loaded.name,
                engine=cores(jobs),
                out=out,
                about=loaded.about | {"command": _command(sys.argv[1:])},
                progress=report,
                sensitivity=loaded.sensitivity,
                policy_file="" if policy_file is None else str(policy_file.resolve()),
            )
    except FolderInUse as error:
        raise _in_use(out / loaded.name / loaded.id) from error


def _command(arguments: Sequence[str]) -> dict[str, object]:
    """Return what the manifest says about how it was called; `replay` finds the files by it."""
    return {"arguments": list(arguments), "folder": Path.cwd().as_posix()}


def _with_policies(loaded: Loaded, file: Path | None, source: str) -> Loaded:
    inputs = [*loaded.about["inputs"], {"file": str(file), "kind": "policy", "hash": source}]
    return replace(
        loaded,
        id=study_id([loaded.id.encode(), source.encode()], seed=loaded.seed),
        about=loaded.about | {"inputs": inputs},
    )


def _in_use(folder: Path) -> UserFaults:
    lock = folder / "lock"
    fault = Fault(
        file=folder.as_posix(),
        found=_("another study at work in this folder"),
        expected=_("a folder that nobody else writes into"),
        repair=_("Wait for it, or delete {file} if no study is running.").format(file=lock),
    )
    return UserFaults([fault])
