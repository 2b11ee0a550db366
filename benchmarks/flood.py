"""Replications per CPU-second of the flood drill and of bare SimPy: ``python benchmarks/flood.py``.

Ours is all that a replication of the scenario pays: drawing its luck, the run, all record tables
with the event log off, and letting go of it all; travel tables are computed once and are not in
it. Theirs is the limit: as many events as ours puts into its heap, through a bare SimPy loop of
processes that only wait. So the ratio says how many bare events one of ours costs, with all that
happens at it.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from pairs import compare
from simpy import Environment, Event

from sandtable.dispatch import Operation, make_decider, road_book
from sandtable.ground.luck import Luck
from sandtable.study.case import Case, operate
from sandtable.study.load import load_run

SEED = 2026
REPLICATIONS = 6
LIVES = 200
"""Processes of the bare loop: about as many vehicles are on the road at once."""
FLOOD = Path(__file__).resolve().parents[1] / "scenarios" / "huarong_flood" / "flood.yaml"


def replicate(case: Case) -> None:
    """Play the replications as a study does."""
    for replication in range(REPLICATIONS):
        operate(case, SEED, replication)


def events_of(case: Case, replication: int) -> int:
    """Return how many events a replication puts into its heap."""
    world, luck = case.world, Luck(SEED, replication)
    decider = make_decider(world.plan.policy)
    op = Operation(world, case.impacts_of(replication), luck, decider, roads=case.roads)
    op.run()
    return next(op.clock._eid)  # noqa: SLF001  it has no public face


def wait(env: Environment, events: int, seconds: float) -> Iterator[Event]:
    """Wait again and again."""
    for _ in range(events):
        yield env.timeout(seconds)


def bare(counts: list[int]) -> None:
    """Play as many events as the replications had, in a bare loop for each."""
    for count in counts:
        env = Environment()
        for life in range(LIVES):
            env.process(wait(env, count // LIVES, 60.0 + life))
        env.run()


def main(path: Path = FLOOD) -> None:
    """Print events, replications per CPU-second and the ratio of the times."""
    case = load_run(path).points[0].case
    case = replace(case, roads=road_book(case.world))
    counts = [events_of(case, replication) for replication in range(REPLICATIONS)]
    pair = compare(lambda: replicate(case), lambda: bare(counts))
    ours, theirs = (REPLICATIONS / one for one in (pair.ours_s, pair.theirs_s))
    print(
        f"{'events':>8}{'ms ours':>10}{'ms bare':>10}{'ours /s':>10}{'bare /s':>10}"
        f"{'ratio':>8}{'lowest':>8}{'highest':>9}"
    )
    print(
        f"{sum(counts) / REPLICATIONS:>8.0f}{1e3 / ours:>10.1f}{1e3 / theirs:>10.1f}"
        f"{ours:>10.2f}{theirs:>10.2f}{pair.ratio:>8.2f}{pair.low:>8.2f}{pair.high:>9.2f}"
    )


if __name__ == "__main__":
    main(*map(Path, sys.argv[1:]))
