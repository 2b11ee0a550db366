"""The page on verdicts: its worked example is what the program finds, and its numbers hold."""

import doctest
import math

import pytest
from scipy.stats import t as student
from tests.study.worlds import target

from sandtable.study.tally import Tally
from sandtable.study.verdict import judge


@pytest.fixture
def page(project):
    """Return the path of the page."""
    return project / "docs" / "verdicts.md"


def test_the_examples_print_what_the_page_says(page):
    """Each line after >>> is run."""
    found = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert found.attempted >= 10
    assert found.failed == 0


def test_the_example_by_hand():
    """The steps of the page: 31/18, 31/2160, t(5), and nine units."""
    runs = [(2, 2), (1, 2), (2, 2), (2, 2), (0, 1), (3, 3)]
    share = sum(k for k, _n in runs) / sum(n for _k, n in runs)
    squares = sum((k - share * n) ** 2 for k, n in runs)
    assert squares == pytest.approx(31 / 18)
    error = math.sqrt(squares / (6 * 5 * 2**2))
    assert error == pytest.approx(math.sqrt(31 / 2160))
    assert student.ppf(0.975, 5) * error == pytest.approx(0.308, abs=5e-4)
    spread = error * math.sqrt(6)
    half = {m: student.ppf(0.975, m - 1) * spread / math.sqrt(m) for m in (8, 9)}
    assert half[8] > share - 0.6 > half[9]
    assert half == pytest.approx({8: 0.2453, 9: 0.2256}, abs=5e-5)


def test_the_oddity_that_the_page_admits():
    """Nineteen of twenty runs without a miss: narrower than twenty of twenty."""

    def found(*pairs):
        seen = {i: (Tally(hits=k, cases=n, runs_with_cases=1),) for i, (k, n) in enumerate(pairs)}
        got = judge(target(), seen)
        return round(100 * got.low, 1), round(100 * got.high, 1)

    assert found(*[(10, 10)] * 19, (9, 10)) == (98.5, 100.0)
    assert found(*[(10, 10)] * 20) == (83.2, 100.0)
