"""``sandtable run``: one scenario under its own plan."""

from __future__ import annotations

from sandtable.app import options
from sandtable.app.named import scenario_file
from sandtable.app.play import play
from sandtable.app.policy_file import registered
from sandtable.app.screen import Screen
from sandtable.study import load_run


def run(
    file: options.ScenarioFile,
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
    """Play a scenario so many times and judge the targets that it names."""
    del lang, debug  # read before, by `main`
    policy_hash = registered(policy_file)
    loaded = load_run(scenario_file(file), sets=sets or (), seed=seed, replications=replications)
    return play(
        Screen(as_json=as_json, quiet=quiet),
        loaded,
        jobs=jobs,
        out=out,
        check=check,
        policy_file=policy_file,
        policy_hash=policy_hash,
    )
