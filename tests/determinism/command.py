"""A command that plays the study of the small town: ``python -m tests.determinism.command``.

Arguments: results folder, replications, processes (0 = none, in this one), and how these start. It
prints one line of JSON: whether it was interrupted, what it played and what it took over.
"""

import json
import sys
from pathlib import Path

from tests.determinism.worlds import points, slowly

from sandtable.study import Stopping, cores, run_study, serial


def main(out, replications, processes, method="forkserver"):
    """Play the study and tell how it went."""
    result = run_study(
        points(),
        id="abc",
        seed=2026,
        stopping=Stopping(most=int(replications)),
        engine=cores(int(processes), method) if int(processes) else serial(),
        out=Path(out),
        run=slowly,
    )
    told = {"interrupted": result.interrupted, "played": result.played, "adopted": result.adopted}
    print(json.dumps(told))


if __name__ == "__main__":
    main(*sys.argv[1:])
