"""``sandtable replay``: the recorded commands of one run, played again on the same files."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from sandtable.app.exits import DONE, FAILED
from sandtable.app.misuse import misuse
from sandtable.app.options import AsJson, Debug, Lang, PolicyFile, Quiet
from sandtable.app.policy_file import registered
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.ground.faults import Fault, UserFaults
from sandtable.ground.language import _
from sandtable.study import Loaded, load_run, load_study, open_results
from sandtable.study.replay import same_tables
from sandtable.study.store import MANIFEST, Store

Folder = Annotated[
    Path,
    typer.Argument(metavar="FOLDER", help=later("A folder of results: results/<study>/<id>.")),
]
Replication = Annotated[
    int,
    typer.Option("--replication", min=0, metavar="N", help=later("Which run, from 0.")),
]
DesignPoint = Annotated[
    int,
    typer.Option(
        "--point",
        min=0,
        metavar="N",
        help=later("Which scenario under which alternative: its number in the manifest, from 0."),
    ),
]


def replay(
    folder: Folder,
    *,
    replication: Replication = 0,
    point: DesignPoint = 0,
    policy_file: PolicyFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Play a run without its policy, from its record alone; the tables must be byte-equal."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    policy_hash = registered(policy_file)
    store = _opened(folder)
    _check_choice(store, point, replication)
    loaded = _loaded(store)
    _refuse_changes(store, loaded, policy_hash)
    about = store.manifest["points"][point]
    same = same_tables(
        store,
        loaded.points[point].case,
        seed=store.manifest["seed"],
        point=point,
        alternative=about["alternative"],
        replication=replication,
    )
    _tell(screen, about, replication, same)
    screen.give(
        {
            "id": store.manifest["id"],
            "seed": store.manifest["seed"],
            "point": point,
            "scenario": about["scenario"],
            "alternative": about["alternative"],
            "replication": replication,
            "equal": all(same.values()),
            "tables": same,
        }
    )
    return DONE if all(same.values()) else FAILED


def _opened(folder: Path) -> Store:
    try:
        return open_results(folder)
    except FileNotFoundError as error:
        expected = _("a folder of results, with {file} in it").format(file=MANIFEST)
        repair = _("Every study says in the end where its records are.")
        raise misuse("FOLDER", f"'{folder.as_posix()}'", expected, repair) from error


def _check_choice(store: Store, point: int, replication: int) -> None:
    points = store.manifest["points"]
    known = [f"{one['point']} ({one['scenario']}, {one['alternative']})" for one in points]
    if point >= len(points):
        raise misuse("--point", str(point), _("one of {names}").format(names=", ".join(known)))
    done = store.done(point)
    if replication not in done:
        expected = _("a run that was finished: there are {number}, numbered from 0")
        raise misuse("--replication", str(replication), expected.format(number=len(done)))


def _loaded(store: Store) -> Loaded:
    """Load the files again, by the names under which they were read."""
    manifest = store.manifest
    root = manifest["inputs"][0]
    path = Path(root["file"])
    if not path.exists():
        path = Path(manifest.get("command", {}).get("folder", "")) / path
    load = load_study if root["kind"] == "study" else load_run
    return load(path, sets=manifest["settings"], seed=manifest["seed"])


def _refuse_changes(store: Store, loaded: Loaded, policy_hash: str) -> None:
    """Refuse to replay on other files than those of the run, naming each."""
    before = {(one["file"], one["kind"]): one["hash"] for one in store.manifest["inputs"]}
    names = [key for key in before if key[1] != "policy"]
    hashes = [one["hash"] for one in loaded.about["inputs"]]
    now: dict[tuple[str, str], str] = dict(zip(names, hashes, strict=False))
    now |= {key: policy_hash for key in before if key[1] == "policy"}
    faults = list(_changes(before, now))
    if faults:
        raise UserFaults(faults)


def _changes(
    before: Mapping[tuple[str, str], str], now: Mapping[tuple[str, str], str]
) -> Iterator[Fault]:
    for (file, kind), content in before.items():
        if now.get((file, kind)) == content:
            continue
        yield Fault(
            file=file,
            found=_("another content than when the study was run"),
            expected=_("the content with the hash {hash}").format(hash=content),
            repair=_("Name the file with --policy-file.")
            if kind == "policy"
            else _("Put the file back as it was, or run the study again."),
        )


def _tell(
    screen: Screen, about: Mapping[str, Any], replication: int, same: Mapping[str, bool]
) -> None:
    which = _("{scenario} under {alternative}, run {number}:").format(
        scenario=about["scenario"], alternative=about["alternative"], number=replication
    )
    screen.explain(which)
    words = {True: _("equal"), False: _("DIFFERENT")}
    screen.table((_("table"), _("replay")), [(name, words[one]) for name, one in same.items()])
    if all(same.values()):
        screen.say(_("The replay gives the same records, byte for byte."))
    else:
        screen.warn(_("The replay gives other records: the program may have changed since."))
