"""``sandtable network draw``: a picture of a network."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import numpy as np
import typer

from sandtable.app.misuse import misuse
from sandtable.app.named_network import Network, network_folder
from sandtable.app.options import AsJson, Debug, Lang, Quiet
from sandtable.app.screen import Screen
from sandtable.app.wording import later
from sandtable.files import read_network
from sandtable.ground.language import _
from sandtable.report.network_picture import save_network_picture

OutFile = Annotated[
    Path | None,
    typer.Option(
        "--out", metavar="FILE", help=later("PNG or SVG file; else NAME.png in this folder.")
    ),
]


def draw(
    network: Network,
    *,
    out: OutFile = None,
    as_json: AsJson = False,
    quiet: Quiet = False,
    lang: Lang = None,
    debug: Debug = False,
) -> int:
    """Draw roads by class, bridges, tunnels, dike roads and one-way roads, with scale and north."""
    del lang, debug  # read before, by `main`
    screen = Screen(as_json=as_json, quiet=quiet)
    folder, name = network_folder(network)
    file = out or Path(f"{folder.resolve().name}.png")
    if file.suffix not in (".png", ".svg"):
        expected = _("a file that ends with {names}").format(names=".png, .svg")
        raise misuse("--out", f"'{file}'", expected, _("Choose another name."))
    read = read_network(folder, name)
    if not np.any(np.isfinite(read.x) & np.isfinite(read.y)):
        expected = _("a network whose nodes have coordinates")
        raise misuse("NETWORK", f"'{network}'", expected, _("Add x_coord and y_coord to node.csv."))
    file.parent.mkdir(parents=True, exist_ok=True)
    save_network_picture(read, file, title=folder.resolve().name)
    screen.give({"file": file.as_posix()})
    screen.say(file.as_posix())
    return 0
