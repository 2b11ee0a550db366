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


ScenarioFile = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=later("A scenario file, or the name of a scenario that is listed.")
    ),
]
AsJson = Annotated[
    bool, typer.Option("--json", help=later("Print one JSON object and nothing else."))
]
Quiet = Annotated[bool, typer.Option("--quiet", help=later("No progress, no explanations."))]
Lang = Annotated[
    Tongue | None,
    typer.Option(
        "--lang", metavar="zh|en", help=later("Language of the texts; else the system's.")
    ),
]
Debug = Annotated[bool, typer.Option("--debug", help=later("Show where a fault of ours arose."))]
Seed = Annotated[
    int | None,
    typer.Option(
        "--seed",
        min=0,
        max=2**64 - 1,
        metavar="N",
        help=later("Root of all luck; else that of the study."),
    ),
]
Replications = Annotated[
    int | None,
    typer.Option(
        "--replications",
        min=1,
        metavar="N",
        help=later("How many runs per alternative; else as the study says, 20 for one scenario."),
    ),
]
Jobs = Annotated[
    int | None,
    typer.Option(
        "--jobs", min=1, metavar="N", help=later("How many processes; else one for each core.")
    ),
]
Sets = Annotated[
    list[str] | None,
    typer.Option(
        "--set",
        metavar="KIND.PATH=VALUE",
        help=later(
            "Change a value of the files for this time, as in "
            "'plan.teams[fire_1].turnout=3 min'. May be repeated."
        ),
    ),
]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=later("Folder for the results."))]
OUT = Path("results")
Check = Annotated[bool, typer.Option("--check", help=later("Exit 1 if a target is not met."))]
PolicyFile = Annotated[
    Path | None,
    typer.Option(
        "--policy-file",
        metavar="FILE",
        help=later("A Python file of yours that registers a policy."),
    ),
]
