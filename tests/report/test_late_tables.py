"""Tables of a design point for the report: what is read, and how often."""

import numpy as np
from tests.study.worlds import incident, table

from sandtable.report.html.late_tables import PointTables
from sandtable.study.columns import arrow


class Columns:
    """Stands in for a store of two runs; it notes which columns it is asked for."""

    def __init__(self):
        self.asked = []
        runs = [(i, table("incidents", [incident(i)] * (i + 1))) for i in range(2)]
        self.incidents = arrow("incidents", runs, point=3, alternative="a")

    def column(self, point, name, column):
        """Return a column of the incidents; there are no rows of other tables."""
        self.asked.append((point, name, column))
        rows = self.incidents if name == "incidents" else arrow(name, [], point=3, alternative="a")
        return rows.column(column)


def test_a_column_is_read_when_it_is_asked_for_and_once():
    """Node and id of two runs: these two and the numbers of the runs are read, nothing else."""
    store = Columns()
    tables = PointTables(store, 3)
    runs = [tables.run(replication)["incidents"] for replication in (0, 1, 7)]
    assert [run["incident"].tolist() for run in runs] == [["call#0"], ["call#1"] * 2, []]
    assert [run["node"].size for run in runs] == [1, 2, 0]
    assert runs[0]["incident"].dtype.kind == "U"
    assert store.asked == [(3, "incidents", one) for one in ("replication", "incident", "node")]


def test_commands_are_left_out_of_judging_and_looked_at_once():
    """No run was stopped: three runs are judged, and the kinds of commands are read once."""
    store = Columns()
    tables = PointTables(store, 3)
    judged = [tables.judged(replication) for replication in (0, 1, 0)]
    assert not any("commands" in set(one) for one in judged)
    assert store.asked == [(3, "commands", "replication"), (3, "commands", "kind")]
    assert np.isfinite(judged[1]["incidents"]["occurred_s"]).all()
