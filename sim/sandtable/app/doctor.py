"""``sandtable doctor``: what this machine has and what it lacks."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import Annotated, Any

import typer

from sandtable import __version__
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files import library_folders
from sandtable.ground.language import _
from sandtable.hazards.cache import Cache
from sandtable.report.fonts import CHINESE_FONTS, chinese_font

_MB = 1e6

EmptyCache = Annotated[
    bool,
    typer.Option(
        "--empty-cache",
        help=later("Take away the realisations of hazards that earlier commands have kept."),
    ),
]


def doctor(
    *,
    empty_cache: EmptyCache = False,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Tell versions, fonts, cores and folders, with what to do about each lack."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    hazards = Cache.of_user()
    if empty_cache:
        gone = hazards.empty()
        text = _("taken out of the cache of hazards: {entries} entries, {size:.1f} MB")
        screen.explain(text.format(entries=gone.entries, size=gone.size / _MB))
    font, cache = chinese_font(), compiled_cache()
    screen.give(
        {
            "sandtable": __version__,
            "python": platform.python_version(),
            "packages": packages(),
            "cores": os.cpu_count(),
            "chinese_font": font,
            "library": [str(folder) for folder in library_folders()],
            "kernel_cache": str(cache) if cache else None,
            "hazard_cache": _told(hazards),
        }
    )
    rows = _rows(font, cache)
    screen.table((_("what"), _("found")), [*rows, (_("cache of hazards"), _shown(hazards))])
    return 0


def packages() -> dict[str, str | None]:
    """Return the version of every package that Sandtable requires; None where it is missing."""
    wanted = [line for line in requires("sandtable") or () if _is_for_here(line)]
    return {name: _version(name) for name in map(_bare, wanted)}


def _is_for_here(requirement: str) -> bool:
    """Say whether a requirement is one of this system and of no extra."""
    elsewhere = "Windows" in requirement and platform.system() != "Windows"
    return not elsewhere and "extra ==" not in requirement


def _bare(requirement: str) -> str:
    return re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None


def compiled_cache() -> Path | None:
    """Return the folder in which compiled kernels are kept, or None where none can be written."""
    wanted = os.environ.get("NUMBA_CACHE_DIR")
    beside = Path(wanted) if wanted else Path(__file__).parent.parent / "ground" / "__pycache__"
    for folder in (beside, Path.home() / ".cache" / "numba"):
        if _is_writable(folder):
            return folder
    return None


def _is_writable(folder: Path) -> bool:
    there = next((part for part in (folder, *folder.parents) if part.is_dir()), None)
    if there is None:
        return False
    try:
        with tempfile.TemporaryFile(dir=there):
            return True
    except OSError:
        return False


def _told(cache: Cache) -> dict[str, Any] | None:
    """Return what programs read of the cache of hazards; None where nothing is kept."""
    if cache.folder is None:
        return None
    used = cache.used()
    return {
        "folder": str(cache.folder),
        "writable": _is_writable(cache.folder),
        "entries": used.entries,
        "bytes": used.size,
        "most_bytes": cache.most_bytes,
    }


def _shown(cache: Cache) -> str:
    if cache.folder is None:
        return _("none: each command works hazards out anew. Set SANDTABLE_CACHE to a folder")
    if not _is_writable(cache.folder):
        text = _("{folder} cannot be written: set SANDTABLE_CACHE to another folder")
        return text.format(folder=cache.folder)
    used = cache.used()
    text = _("{folder}: {entries} entries, {size:.1f} of {most:.0f} MB")
    return text.format(
        folder=cache.folder,
        entries=used.entries,
        size=used.size / _MB,
        most=cache.most_bytes / _MB,
    )


def _rows(font: str | None, cache: Path | None) -> list[tuple[str, str]]:
    missing = _("missing: install it again with make")
    return [
        ("Sandtable", __version__),
        ("Python", platform.python_version()),
        *((name, found or missing) for name, found in packages().items()),
        (_("cores"), str(os.cpu_count())),
        (_("font for Chinese"), font or _no_font()),
        *((_("library"), str(folder)) for folder in library_folders()),
        (_("compiled kernels"), str(cache) if cache else _no_cache()),
    ]


def _no_font() -> str:
    advice = _("none: figures will be in English. Install one of {fonts}")
    return advice.format(fonts=", ".join(CHINESE_FONTS[:6]))


def _no_cache() -> str:
    return _("no folder to keep them: every start compiles anew. Set NUMBA_CACHE_DIR")
