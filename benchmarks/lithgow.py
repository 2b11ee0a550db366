"""The study of Lithgow's fire, 100 replications on two cores: ``python benchmarks/lithgow.py``.

Prints wall time, CPU time, the largest memory of any process, and how many travel tables were
computed and how many opened by a process that had not computed them. The bars are 60 s and 500 MB.
The records are written as a user's would be, and thrown away.
"""

from __future__ import annotations

import resource
import sys
import tempfile
import time
from pathlib import Path

from sandtable.study import cores, run_study
from sandtable.study.load import load_study

PROJECT = Path(__file__).resolve().parents[1]
STUDY = PROJECT / "experiments" / "lithgow_fire.yaml"
WORKERS = 2


def largest_mb() -> float:
    """Return the peak resident memory of this process or of any child that has ended [MB]."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return max(resource.getrusage(one).ru_maxrss for one in who) / 1024.0


def cpu_s() -> float:
    """Return the CPU time of this process and its ended children so far [s]."""
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(
        usage.ru_utime + usage.ru_stime for usage in (resource.getrusage(one) for one in who)
    )


def main() -> None:
    """Load the files, play the study, print what it took."""
    if not (PROJECT.parent / "shared" / "networks" / "lithgow").is_dir():
        print("skipped: ../shared/networks/lithgow is not there")
        return
    begun = time.perf_counter()
    loaded = load_study(STUDY)
    read_s = time.perf_counter() - begun
    with tempfile.TemporaryDirectory() as out:
        result = run_study(
            loaded.points,
            id=loaded.id,
            seed=loaded.seed,
            stopping=loaded.stopping,
            name=loaded.name,
            engine=cores(WORKERS, "spawn"),  # whose workers are our children: their use is known
            out=Path(out),
            about=loaded.about,
            sensitivity=loaded.sensitivity,
        )
    wall_s = time.perf_counter() - begun
    print(f"replications    {result.played}, failures {len(result.failures)}")
    print(f"wall time       {wall_s:.1f} s, of it {read_s:.1f} s to read the files")
    print(f"CPU time        {cpu_s():.1f} s on {WORKERS} workers")
    print(f"largest process {largest_mb():.0f} MB")
    print(f"travel tables   {result.roads_computed} computed, {result.roads_loaded} opened")
    if result.failures:
        sys.exit(result.failures[0].what)


if __name__ == "__main__":
    main()
