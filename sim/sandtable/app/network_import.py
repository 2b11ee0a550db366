"""``sandtable network import``: roads of another program become a network, with its audit."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.audit_page import broken_limits, tell_audit
from sandtable.app.exits import DONE, FAILED
from sandtable.app.misuse import misuse
from sandtable.app.named_network import To, check_target, share
from sandtable.app.network_audit import MaxFilled
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files.importing.clip import Box, read_rings
from sandtable.files.importing.folder_audit import audit_folder
from sandtable.files.importing.read import read_draft
from sandtable.files.importing.settle import Settled, Wishes, settle
from sandtable.files.network_writer import Origin, write_gmns
from sandtable.ground.language import _

File = Annotated[
    Path, typer.Argument(metavar="FILE", help=later("A file of roads, or a folder of GMNS tables."))
]
Format = Annotated[
    str,
    typer.Option(
        "--format",
        metavar="FORMAT",
        help=later(
            "osm, matsim, tntp, dimacs, jemss, lines, villages, minutes or gmns; "
            "else as the file's name ends."
        ),
    ),
]
Crs = Annotated[
    str,
    typer.Option(
        "--crs",
        metavar="CRS",
        help=later("Reference system, where the file does not say it: EPSG:4490, GCJ-02."),
    ),
]
BoxText = Annotated[
    str | None,
    typer.Option("--box", metavar="W,S,E,N", help=later("Keep roads inside this box, in degrees.")),
]
Clip = Annotated[
    Path | None,
    typer.Option(
        "--clip", metavar="FILE", help=later("Keep roads inside the polygons of a GeoJSON file.")
    ),
]
Merge = Annotated[
    bool,
    typer.Option(
        "--merge/--no-merge", help=later("Join roads that nothing tells apart, or leave them.")
    ),
]
KeepParts = Annotated[
    bool,
    typer.Option("--keep-parts", help=later("Keep roads too from which no way leads back.")),
]
NameOption = Annotated[
    str, typer.Option("--name", metavar="NAME", help=later("Name; else that of the folder."))
]
Attribution = Annotated[
    str,
    typer.Option(
        "--attribution", metavar="TEXT", help=later("Whose data these are, for every picture.")
    ),
]
Licence = Annotated[
    str,
    typer.Option("--licence", metavar="TEXT", help=later("Under what terms they may be used.")),
]
With = Annotated[
    list[str] | None,
    typer.Option(
        "--with",
        metavar="KEY=VALUE",
        help=later("A word for the reader, as in length_unit=km. May be repeated."),
    ),
]


def import_network(
    file: File,
    to: To,
    *,
    form: Format = "",
    crs: Crs = "",
    box: BoxText = None,
    clip: Clip = None,
    merge: Merge = True,
    keep_parts: KeepParts = False,
    name: NameOption = "",
    attribution: Attribution = "",
    licence: Licence = "",
    options: With = None,
    max_filled: MaxFilled = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Read roads, bring them to WGS 84, fill and count what is missing, write and audit them."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    limits = {"filled": share("--max-filled", max_filled)}
    check_target(to)
    wishes = Wishes(
        name=file.as_posix(),
        crs=crs,
        box=_box(box),
        rings=read_rings(clip, clip.as_posix()) if clip else None,
        merge=merge,
        keep_parts=keep_parts,
    )
    draft = read_draft(file, file.as_posix(), form=form, crs=crs, options=_words(options or ()))
    settled = settle(draft, wishes)
    origin = Origin(name=name, attribution=attribution, licence=licence, notes=[*_notes(settled)])
    write_gmns(settled.draft, to, origin, filled=settled.words())
    audit = audit_folder(to, to.as_posix(), parts=settled.parts, told=settled.draft.told)
    broken = broken_limits(audit, limits)
    tell_audit(screen, audit, broken)
    screen.give(audit.as_dict() | {"folder": to.as_posix(), "broken": broken})
    return FAILED if broken else DONE


def _box(text: str | None) -> Box | None:
    if text is None:
        return None
    expected = _("west,south,east,north in degrees")
    try:
        west, south, east, north = map(float, text.split(","))
    except ValueError:
        raise misuse("--box", f"'{text}'", expected) from None
    if not (west < east and south < north):
        raise misuse("--box", f"'{text}'", expected, _("West before east, south before north."))
    return west, south, east, north


def _words(options: Sequence[str]) -> dict[str, str]:
    for one in options:
        if "=" not in one:
            raise misuse("--with", f"'{one}'", "KEY=VALUE")
    pairs = (one.partition("=") for one in options)
    return {key: value for key, _equals, value in pairs}


def _notes(settled: Settled) -> list[str]:
    """Return what was assumed and done, for the README.md, in English like the rest of it."""
    shares = {word: float(column.mean()) for word, column in settled.filled.items()}
    filled = ", ".join(f"{word} {100 * value:.1f} %" for word, value in shares.items())
    notes = [f"Assumed, of all links (column `filled`): {filled}"]
    notes += [f"{text}: {count}" for text, count in settled.draft.told.items()]
    if settled.parts:
        nodes = sum(part.nodes for part in settled.parts)
        notes.append(
            f"Parts without a way there and back left out: {len(settled.parts)}, {nodes} nodes"
        )
    return notes
