"""The options that several commands share, each defined once."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from sandtable.app.wording import later


class Tongue(StrEnum):
    """Languages of the texts (语言)."""

    zh = "zh"
    en = "en"


AsJson = Annotated[
    bool, typer.Option("--json", help=later("Print one JSON object and nothing else."))
]
Quiet = Annotated[bool, typer.Option("--quiet", help=later("No progress, no explanations."))]
Lang = Annotated[
    Tongue | None, typer.Option("--lang", help=later("Language of the texts; else the system's."))
]
Debug = Annotated[bool, typer.Option("--debug", help=later("Show where a fault of ours arose."))]
Seed = Annotated[
    int | None, typer.Option("--seed", min=0, max=2**64 - 1, help=later("Root of all luck."))
]
Replications = Annotated[
    int | None, typer.Option("--replications", min=1, help=later("How many runs per alternative."))
]
Jobs = Annotated[
    int | None, typer.Option("--jobs", min=1, help=later("How many processes; else all cores."))
]
Sets = Annotated[
    list[str] | None,
    typer.Option("--set", metavar="PATH=VALUE", help=later("Change a value of the files.")),
]
Out = Annotated[Path, typer.Option("--out", help=later("Folder for the results."))]
Check = Annotated[bool, typer.Option("--check", help=later("Exit 1 where a target is not met."))]
PolicyFile = Annotated[
    Path | None,
    typer.Option("--policy-file", help=later("A Python file of yours that registers a policy.")),
]
