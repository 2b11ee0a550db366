"""Reading a scenario whose hazards are kept: ``python benchmarks/hazard_cache.py [FILE]``.

In pairs: with the realisations of an earlier command at hand, and without a cache. Then what it
costs to look for an entry that is not there, to find one, and to write one. Everything lies in a
folder of its own that is removed afterwards.
"""

from __future__ import annotations

import os
import sys
import tempfile
from functools import partial
from pathlib import Path

import pairs

from sandtable.hazards import Impact
from sandtable.hazards.cache import OFF, VARIABLE, Cache
from sandtable.study import load_run

RAIN = Path(__file__).parent.parent / "scenarios" / "huarong_rain" / "rain.yaml"


def read(file: Path, cache: str) -> list[Impact]:
    """Read a scenario with what is kept in a folder, and return its realisations."""
    os.environ[VARIABLE] = cache
    return [one for drawn in load_run(file).points[0].case.impacts.values() for one in drawn]


def main(file: str = str(RAIN)) -> None:
    """Print what the cache saves and costs."""
    with tempfile.TemporaryDirectory() as folder:
        warm, cold = (partial(read, Path(file), cache) for cache in (folder, OFF))
        if [one.content_hash for one in warm()] != [one.content_hash for one in cold()]:
            raise SystemExit("what is kept is not what is worked out")
        found = pairs.compare(warm, cold)
        print(
            f"{Path(file).name}: {found.ours_s:.2f} CPU seconds warm, {found.theirs_s:.2f} cold,"
            f" ratio {found.ratio:.3f} ({found.low:.3f}-{found.high:.3f})"
        )
        costs(Cache(Path(folder) / "one"), max(warm(), key=lambda one: len(one.roads)))


def costs(cache: Cache, impact: Impact) -> None:
    """Print what one entry costs."""

    def write(folder: Path) -> None:
        impact.save(folder / "impact")

    def found(folder: Path) -> Impact:
        return Impact.open(folder / "impact")

    def again() -> None:
        cache.empty()
        cache.put("0" * 32, write)

    took = [
        1e3 * pairs.alone(work)
        for work in (
            again,
            partial(cache.get, "0" * 32, found),
            partial(cache.get, "1" * 32, found),
        )
    ]
    print(
        f"an Impact of {len(impact.roads)} intervals: written in {took[0]:.1f} ms, found in"
        f" {took[1]:.1f} ms; one that is not there in {took[2]:.2f} ms"
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
