"""What the record tables of a run cost per incident: ``python benchmarks/records.py``.

Each row times the tables of one finished run, made again and again, beside the same tables with the
full event log. The columns on the right are the parts, alone.
"""

from __future__ import annotations

from dispatch import play
from grid_world import grid_world
from pairs import alone, compare

from sandtable.dispatch import road_book
from sandtable.dispatch.records import command_table, incident_table, message_table, mission_table

SIZES = (5_000, 20_000, 80_000)


def main() -> None:
    """Print microseconds of CPU time per incident."""
    print(
        f"{'incidents':>9}{'us tables':>11}{'us + events':>13}{'ratio':>7}"
        f"{'incidents':>11}{'missions':>10}{'messages':>10}{'commands':>10}"
    )
    for size in SIZES:
        world = grid_world(size)
        op = play(world, road_book(world))
        records = op.run()
        missions = mission_table(op)
        incidents = incident_table(op, missions)
        n = len(incidents["incident"])
        pair = compare(records.tables, lambda records=records: records.tables(events=True))
        parts = [
            lambda op=op, missions=missions: incident_table(op, missions),
            lambda op=op: mission_table(op),
            lambda op=op, incidents=incidents: message_table(op, incidents),
            lambda op=op: command_table(op),
        ]
        parts_s = [alone(part) for part in parts]
        print(
            f"{n:>9}{pair.ours_s / n * 1e6:>11.2f}{pair.theirs_s / n * 1e6:>13.2f}"
            f"{pair.ratio:>7.2f}",
            *(f"{one / n * 1e6:>{9 + (k == 0)}.2f}" for k, one in enumerate(parts_s)),
        )


if __name__ == "__main__":
    main()
