"""``sandtable study``: scenarios under alternatives, on the same luck."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from sandtable.app import options
from sandtable.app.named import study_file
from sandtable.app.play import play
from sandtable.app.policy_file import registered
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.study import load_study

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE|NAME", help=later("A study file, or the name of a study that is listed.")
    ),
]


def study(
    file: File,
    *,
    seed: options.Seed = None,
    replications: options.Replications = None,
    jobs: options.Jobs = None,
    sets: options.Sets = None,
    out: options.Out = options.OUT,
    check: options.Check = False,
    policy_file: options.PolicyFile = None,
    as_json: options.AsJson = False,
    quiet: options.Quiet = False,
    lang: options.Lang = None,
    debug: options.Debug = False,
) -> int:
    """Play every scenario under every alternative, judge and compare."""
    del lang, debug  # read before, by `main`
    policy_hash = registered(policy_file)
    loaded = load_study(study_file(file), sets=sets or (), seed=seed, replications=replications)
    return play(
        Screen(as_json=as_json, quiet=quiet),
        loaded,
        jobs=jobs,
        out=out,
        check=check,
        policy_file=policy_file,
        policy_hash=policy_hash,
        with_alternatives=True,
    )
