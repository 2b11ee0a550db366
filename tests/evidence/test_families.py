"""Every family of the dispatch room in short: near, and at most 10 % uncertain.

The second condition of the rule, 2 %, takes minutes and is for ``sandtable verify dispatch``.
"""

import json

import pytest
from tests.evidence.cases import MMC, changed, document, write

from sandtable.evidence import verify
from sandtable.evidence.case_files import SHIPPED

SHORT = {
    "loss-1": 20_000,
    "one-unit-1": 20_000,
    "one-unit-2": 20_000,
    "one-unit-3": 20_000,
    "priority-2": 55_000,
    "multi-unit-2": 30_000,
    "time-of-day-1": 20_000,
    "hypercube-1": 20_000,
    "hypercube-2": 20_000,
}
"""Incidents of the short tier, by case and law."""

LONG = {
    "mean_wait_h",
    "mean_queue_length",
    "probability_of_wait",
    "dispatch_fraction_by_unit_and_class",
}
"""Numbers of the hypercube cases that take too long to know to 10 %."""


def shipped(name):
    """Return a case of the shipped file as it is written."""
    cases = json.loads((SHIPPED / "dispatch.json").read_text("utf-8"))["cases"]
    return next(case for case in cases if case["id"] == name)


def check(tmp_path, case, incidents, widest=0.1):
    """Play a case in short; every number must be near, and its interval not too wide."""
    file = write(tmp_path, case)
    rows = verify("dispatch", [file], jobs=1, most_incidents=incidents).as_json()["rows"]
    assert len(rows) >= len(case["compare"])
    for row in rows:
        off = abs(row["got"] - row["expected"])
        assert off <= row["limit"], row
        assert row["replications"] >= 20
        assert row["standard_error"] > 0.0
        assert row["half_width"] < widest * row["expected"], row


@pytest.mark.parametrize("name", SHORT)
def test_a_shipped_case_in_short(tmp_path, name):
    """The first condition of the rule on fewer incidents."""
    case = shipped(name)
    if case["family"] == "hypercube":
        case["compare"] = [key for key in case["compare"] if key not in LONG]
    check(tmp_path, case, SHORT[name])


def test_mmc_in_short(tmp_path):
    """Two units at load 0.5, whose numbers can be worked out by hand."""
    check(tmp_path, MMC, 30_000)


def test_many_units(tmp_path):
    """M/M/30 with 15 erlang: hardly anybody waits, so only the busy units are compared."""
    case = changed(
        MMC,
        inputs={"units": 30, "arrival_rate_per_h": 15},
        expected={"utilisation": 0.5},
        compare=["utilisation"],
    )
    check(tmp_path, case, 20_000)


@pytest.mark.parametrize("law", ["uniform", "weibull", {"distribution": "lognormal", "sigma": 1}])
def test_losses_do_not_depend_on_the_law(tmp_path, law):
    """Erlang-B holds for any law of busy times with the same mean."""
    case = changed(shipped("loss-1"), inputs={"busy_time": law})
    check(tmp_path, case, 15_000)


def test_a_law_of_a_daily_cycle(tmp_path):
    """A constant busy time of 2 h: m(t) = integral of the rate over the last two hours.

    10 x 2 + 6 x 24 / (2 pi) (cos(2 pi (t - 2) / 24) - cos(2 pi t / 24)), at 6 h 31.4591.
    """
    case = changed(
        shipped("time-of-day-1"),
        inputs={"busy_time": "constant", "sample_times_h": [6]},
        expected={"mean_busy_units_at_sample_times": [31.4591]},
    )
    check(tmp_path, case, 20_000)


@pytest.mark.parametrize("number", range(1, 6))
def test_relief_shuttles_are_exact(tmp_path, number):
    """Through depots, bays and trucks of the Operation: equal to 1e-9."""
    file = write(tmp_path, shipped(f"shuttle-{number}"))
    (row,) = verify("dispatch", [file]).rows
    assert row.ok is True


def test_statistics_that_need_no_luck(tmp_path):
    """All numbers of five families, as published."""
    known = {"interval", "sample_size", "quantile", "random_stream"}
    cases = json.loads((SHIPPED / "statistics.json").read_text("utf-8"))["cases"]
    chosen = [case for case in cases if case["family"] in known or case["id"] == "erlang-1"]
    file = tmp_path / "statistics.json"
    file.write_text(json.dumps(document(*chosen, room="statistics")), "utf-8")
    found = verify("statistics", [file])
    assert (found.passed, found.failed) == (44, 0)
