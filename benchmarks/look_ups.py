"""What a replication pays for routing: with an empty book of road states, and with a filled one.

Run: ``python benchmarks/look_ups.py``. Lithgow's fire is played under the profiler with an empty
book of road states, and once more with the book that the first run has filled. The luck is the
same, and so are the records.
"""

from __future__ import annotations

import cProfile
import pstats
from dataclasses import replace
from pathlib import Path

from sandtable.dispatch import road_book
from sandtable.study.case import Case, operate
from sandtable.study.load import load_run

PROJECT = Path(__file__).resolve().parents[1]
SCENARIO = PROJECT / "scenarios" / "lithgow" / "fire.yaml"
ROOMS = ("routing", "dispatch")


def profiled(case: Case) -> tuple[float, dict[str, tuple[int, float]]]:
    """Return the seconds of a replication, and by room the calls and seconds of its functions."""
    profiler = cProfile.Profile()
    profiler.runcall(operate, case, 1, 0)
    stats = pstats.Stats(profiler)
    rooms = dict.fromkeys(ROOMS, (0, 0.0))
    for (file, _line, _name), (_primitive, calls, own_s, _total, _callers) in stats.stats.items():
        room = Path(file).parent.name
        if room in rooms:
            n, seconds = rooms[room]
            rooms[room] = n + calls, seconds + own_s
    return stats.total_tt, rooms


def main() -> None:
    """Print both profiles."""
    if not (PROJECT.parent / "shared" / "networks" / "lithgow").is_dir():
        print("skipped: ../shared/networks/lithgow is not there")
        return
    (point,) = load_run(SCENARIO).points
    operate(point.case, 1, 1)  # kernels compiled, another replication
    case = replace(point.case, roads=road_book(point.case.world))
    for what in ("empty book", "book of the first run"):
        before = case.roads.computed
        total_s, rooms = profiled(case)
        told = ", ".join(f"{room} {n} calls {s:.3f} s" for room, (n, s) in rooms.items())
        print(f"{what}: {total_s:.3f} s; {told}; tables computed {case.roads.computed - before}")


if __name__ == "__main__":
    main()
