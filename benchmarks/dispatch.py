"""Incidents per CPU-second of the Operation and of bare SimPy: ``python benchmarks/dispatch.py``.

The model is that of `grid_world`. Ours is all that a replication pays: drawing its luck, the run,
all record tables with the event log off, and letting go of it all. Theirs is the loop alone, on
attributes drawn beforehand. Travel tables are computed once and are in neither. The bar is a ratio
of 0.4 (incidents per CPU-second, ours by theirs).
"""

from __future__ import annotations

import gc
import math
import statistics
import sys
import time

from bare_simpy import Loop, model_of
from grid_world import SEED, grid_world
from pairs import compare

from sandtable.dispatch import Operation, make_decider, road_book
from sandtable.ground.luck import Luck
from sandtable.routing.roadbook import RoadBook
from sandtable.world.world import World

SIZES = (5_000, 20_000, 80_000)


def play(world: World, roads: RoadBook) -> Operation:
    """Return a new run."""
    return Operation(world, {}, Luck(SEED, 0), make_decider(world.plan.policy), roads=roads)


def replicate(world: World, roads: RoadBook) -> None:
    """Play one replication as a study does: run, tables, the end of it all."""
    play(world, roads).replicate()


def responses(world: World, roads: RoadBook) -> list[float]:
    """Return the response times of the Operation, in the order of the arrivals [s]."""
    table = play(world, roads).run().tables()["incidents"]
    pairs = zip(table["first_arrival_s"].tolist(), table["occurred_s"].tolist(), strict=True)
    return [arrived - occurred for arrived, occurred in sorted(pairs) if not math.isnan(arrived)]


def shares(world: World, roads: RoadBook, times: int = 7) -> tuple[float, float, float]:
    """Return the shares of a replication's CPU time: luck, run, records."""
    parts: list[list[float]] = [[], [], []]
    for _ in range(times):
        gc.collect()
        instants = [time.process_time()]
        op = play(world, roads)
        instants.append(time.process_time())
        records = op.run()
        instants.append(time.process_time())
        records.tables()
        op.dissolve()
        instants.append(time.process_time())
        for part, begun, ended in zip(parts, instants, instants[1:], strict=False):
            part.append(ended - begun)
    medians = [statistics.median(part) for part in parts]
    luck, run, records_s = (one / sum(medians) for one in medians)
    return luck, run, records_s


def main(sizes: tuple[int, ...] = SIZES) -> None:
    """Print the ratio and the incidents per CPU-second for each size."""
    print(
        f"{'incidents':>9}{'ratio':>7}{'lowest':>8}{'highest':>8}{'ours /s':>10}{'bare /s':>10}"
        f"{'events':>8}{'bare':>6}{'luck':>7}{'run':>6}{'records':>9}  mean response"
    )
    for size in sizes:
        world = grid_world(size)
        roads = road_book(world)
        model = model_of(world, Luck(SEED, 0))
        ours, theirs = responses(world, roads), Loop(model).run()
        if ours != theirs:
            sys.exit(f"the two differ: {statistics.fmean(ours)} s and {statistics.fmean(theirs)} s")
        pair = compare(
            lambda world=world, roads=roads: replicate(world, roads),
            lambda model=model: Loop(model).run(),
        )
        n = len(model.occurred_s)
        # Events are counted by the number that SimPy gives to each.
        op, loop = play(world, roads), Loop(model)
        op.run()
        loop.run()
        events, bare = (next(env._eid) / n for env in (op.clock, loop.env))  # noqa: SLF001  it has no public face
        luck, run, records = shares(world, roads)
        print(
            f"{n:>9}{1 / pair.ratio:>7.3f}{1 / pair.high:>8.3f}{1 / pair.low:>8.3f}"
            f"{n / pair.ours_s:>10.0f}{n / pair.theirs_s:>10.0f}{events:>8.2f}{bare:>6.2f}"
            f"{luck:>7.0%}{run:>6.0%}{records:>9.0%}  {statistics.fmean(ours) / 60.0!r} min"
        )


if __name__ == "__main__":
    main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
