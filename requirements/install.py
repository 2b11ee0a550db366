"""Make ``.venv`` and install pinned packages into it, with whatever pip this machine has.

``python3 requirements/install.py core build`` installs ``requirements/core.txt`` and
``requirements/build.txt``, then Sandtable itself, editable. Needs Python 3.11 or later and nothing
else: where ``ensurepip`` is missing the environment is made without pip, and pip is taken from this
interpreter, another one, the distribution's wheel, or the wheel beside this file.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import venv
from pathlib import Path

HERE = Path(__file__).resolve().parent
PROJECT = HERE.parent
ENVIRONMENT = PROJECT / ".venv"
PYTHON = ENVIRONMENT / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
OLDEST = (3, 11)
OLDEST_PIP = (22, 3)  # the first that installs for another interpreter (--python)


def main(names: list[str]) -> None:
    """Bring the environment to the pins of the named files."""
    if sys.version_info < OLDEST:
        found = ".".join(map(str, sys.version_info[:3]))
        sys.exit(
            f"Python {found} is too old: Sandtable needs 3.11 or later. Try make PYTHON=python3.12"
        )
    if not works([PYTHON, "-c", "import sys; sys.exit(sys.version_info < (3, 11))"]):
        venv.create(ENVIRONMENT, clear=True, with_pip=False, symlinks=os.name != "nt")
    pip = find_pip()
    files = [argument for name in names for argument in ("-r", HERE / f"{name}.txt")]
    install(pip, *files)
    install(pip, "--no-deps", "--no-build-isolation", "--editable", PROJECT)


def works(command: list[str | Path]) -> bool:
    """Tell whether a command can be started and ends well."""
    try:
        done = subprocess.run(command, capture_output=True, check=False)
    except OSError:
        return False
    return done.returncode == 0


def find_pip() -> list[str | Path]:
    """Return the beginning of a command line that installs into the environment."""
    inside: list[str | Path] = [PYTHON, "-m", "pip"]
    if works([*inside, "--version"]):
        return inside
    for pip in (*interpreters(), *distribution_wheels()):
        if is_recent(pip):
            return [*pip, "--python", PYTHON]
    if works([PYTHON, "-m", "ensurepip"]) and works([*inside, "--version"]):
        return inside
    (shipped,) = HERE.glob("pip-*.whl")
    return [PYTHON, shipped / "pip"]


def interpreters() -> list[list[str | Path]]:
    """Return pip of this interpreter and of any other on the path."""
    names = ("python3", "python", *(f"python3.{minor}" for minor in range(20, 8, -1)))
    others = [found for name in names if (found := shutil.which(name))]
    return [[python, "-m", "pip"] for python in (sys.executable, *others)]


def distribution_wheels() -> list[list[str | Path]]:
    """Return the pip that Debian keeps for its own virtual environments."""
    wheels = sorted(Path("/usr/share/python-wheels").glob("pip-*.whl"))
    return [[sys.executable, wheel / "pip"] for wheel in reversed(wheels)]


def is_recent(pip: list[str | Path]) -> bool:
    """Tell whether this pip exists and can install for another interpreter."""
    try:
        done = subprocess.run([*pip, "--version"], capture_output=True, text=True, check=False)
    except OSError:
        return False
    version = re.match(r"pip (\d+)\.(\d+)", done.stdout)
    return version is not None and tuple(map(int, version.groups())) >= OLDEST_PIP


def install(pip: list[str | Path], *arguments: str | Path) -> None:
    """Install, or end with pip's own message."""
    quiet = ("install", "--quiet", "--disable-pip-version-check")
    if subprocess.run([*pip, *quiet, *arguments], check=False, cwd=PROJECT).returncode:
        sys.exit("The packages could not be installed; the lines above say why.")


if __name__ == "__main__":
    main(sys.argv[1:])
