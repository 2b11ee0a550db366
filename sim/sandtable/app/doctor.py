"""``sandtable doctor``: what this machine has and what it lacks."""

from __future__ import annotations

import os
import platform
import re
import tempfile
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path

from sandtable import __version__
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.files import library_folders
from sandtable.ground.language import _
from sandtable.report.fonts import CHINESE_FONTS, chinese_font


def doctor(
    *, as_json: AsJson = False, quiet: Quiet = False, lang: Lang = None, debug: Debug = False
) -> int:
    """Tell versions, fonts, cores and folders, with what to do about each lack."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
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
        }
    )
    screen.table((_("what"), _("found")), _rows(font, cache))
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
