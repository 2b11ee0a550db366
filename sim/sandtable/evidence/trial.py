"""A case with one law, played in growing length until its intervals are narrow enough."""

from __future__ import annotations

import math
from collections.abc import Iterator

from sandtable.evidence.case_files import Case
from sandtable.evidence.lengths import REPLICATIONS, goal
from sandtable.evidence.model import Model
from sandtable.evidence.named_laws import law_name
from sandtable.evidence.runs import Run
from sandtable.evidence.setting import Span
from sandtable.evidence.tally import Tally
from sandtable.evidence.tolerance import Rule, Sample, is_near, is_number

_RUN_INCIDENTS = 20_000
"""Incidents of one run at most, so that its records stay small; longer replications are split."""

_LEAST_INCIDENTS = 200
"""Incidents of one run at least."""

_START_UP_SHARE = 0.15
"""Longest start-up phase beside what counts: a run is made longer where it would take more."""

_AGAIN = 3
"""A number that fails is watched once more, so many times as long as before."""

_CONFIDENCE = 0.95


class Trial:
    """Forty independent replications of one setting, all of the same length, which grows.

    The number of replications is fixed; only their length answers to precision. A replication
    consists of one or more runs, each with a start-up phase of its own and its own luck. A look
    takes place when all runs that were planned have ended, and reads nothing but half-widths, never
    how near a mean is to what is expected; the means of forty long replications are close to
    normal, where mean and deviation are independent. So stopping at a look does not draw means
    towards what is expected.

    A number that is precise and still fails is watched once more, four times as long in all, and
    then the verdict is final. Chance shrinks by that; a mistake grows against its standard error.

    Parameters
    ----------
    index
        Which law of the model.
    most_incidents
        No further runs are planned beyond so many incidents.

    """

    def __init__(
        self, case: Case, model: Model, index: int, *, seed: int, most_incidents: int
    ) -> None:
        self.case, self.model = case, model
        self.setting, plan = model.settings[index], model.plans[index]
        self._seed = seed
        self._most = most_incidents
        rules = [one for one in case.tolerances.values() if isinstance(one, Rule)]
        least = max((rule.min_replications for rule in rules), default=0)
        self.replications = max(REPLICATIONS, least)
        self._runs_each, self.span = self._split(plan.start_up_h, plan.watch_h, plan.period_h)
        self._planned = 0
        self._tallies: dict[tuple[int, int], Tally] = {}
        self.looked_again = False
        """Whether a number failed at a look and was therefore watched once more."""
        self.incidents = 0

    def _split(self, start_up_h: float, watch_h: float, period_h: float) -> tuple[int, Span]:
        """Return runs per replication and the span of each."""
        rate = self.setting.rate_per_h
        each_h = min(watch_h, self._most / rate) / self.replications
        longest_h = max(_RUN_INCIDENTS / rate, start_up_h / _START_UP_SHARE)
        runs = max(1, math.ceil(each_h / longest_h))
        count_h = max(each_h / runs, _LEAST_INCIDENTS / rate, start_up_h)
        if period_h:
            count_h = math.ceil(count_h / period_h) * period_h
        run_out_h = 1000.0 * start_up_h + 1000.0 * self.setting.work.mean / 3600.0
        return runs, Span(from_h=start_up_h, to_h=start_up_h + count_h, run_out_h=run_out_h)

    @property
    def law(self) -> str:
        """Name of the law of durations, with its parameters where there are several of a kind."""
        return law_name(self.setting.work)

    @property
    def expected_incidents(self) -> float:
        """Incidents of the first look, more or less."""
        each = self.setting.rate_per_h * self.span.to_h
        return each * self._runs_each * self.replications

    # Runs

    def first(self) -> Run:
        """Return the very first run."""
        return Run(self.setting, self.span, self._seed, 0)

    def begin(self) -> list[Run]:
        """Return the runs of the first look."""
        return self._more(self._runs_each)

    def take(self, run: Run, tally: Tally) -> None:
        """Keep what a run has shown."""
        number, replication = divmod(run.replication, self.replications)
        self._tallies[replication, number] = tally
        self.incidents += tally.events

    @property
    def is_due(self) -> bool:
        """Say whether all runs that were planned have ended."""
        return len(self._tallies) == self._planned * self.replications

    def look(self) -> list[Run]:
        """Return further runs, none when enough was seen or the limit is reached."""
        ratio = max(self._ratios(), default=0.0)
        if ratio < 1.0:
            if self.looked_again or not self._fails():
                return []
            self.looked_again = True
            return self._more(_AGAIN * self._planned)
        wanted = math.ceil(self._planned * (1.1 * ratio * ratio - 1.0))
        return self._more(min(max(1, wanted), 3 * self._planned))

    def _more(self, runs: int) -> list[Run]:
        """Plan further runs of every replication, as far as the limit allows."""
        each = self.setting.rate_per_h * self.span.to_h * self.replications
        runs = min(runs, max(int(self._most / each), 1) - self._planned)
        first = self._planned
        self._planned += max(runs, 0)
        return [
            Run(self.setting, self.span, self._seed, number * self.replications + replication)
            for number in range(first, self._planned)
            for replication in range(self.replications)
        ]

    # What they show

    def samples(self) -> dict[str, Sample]:
        """Return mean and errors of every number by name, of the replications that are complete."""
        complete = self._complete()
        if len(complete) < 2:
            return {}
        rows = [self.model.numbers(tally) for tally in complete]
        return {
            name: Sample.of([row[name] for row in rows], self._confidence(name)) for name in rows[0]
        }

    def _complete(self) -> list[Tally]:
        """Return the tally of each replication, of runs that all replications have finished."""
        numbers = [
            number
            for number in range(self._planned)
            if all((one, number) in self._tallies for one in range(self.replications))
        ]
        if not numbers:
            return []
        return [
            Tally.total(self._tallies[one, number] for number in numbers)
            for one in range(self.replications)
        ]

    def _confidence(self, name: str) -> float:
        tolerance = self.case.tolerances.get(name.partition("[")[0])
        return tolerance.confidence if isinstance(tolerance, Rule) else _CONFIDENCE

    def _ratios(self) -> Iterator[float]:
        """Yield half-widths in units of what is asked, of all numbers that are compared."""
        for key, expected, sample in self._compared():
            asked = goal(self.case, key, expected)
            if asked > 0.0 and math.isfinite(sample.half_width):
                yield sample.half_width / asked * (1.0 + 1e-12)

    def _fails(self) -> bool:
        return any(
            not is_near(rule, expected, sample)
            for key, expected, sample in self._compared()
            if isinstance(rule := self.case.tolerances[key], Rule)
        )

    def _compared(self) -> Iterator[tuple[str, float, Sample]]:
        samples = self.samples()
        for key, name, expected in self.case.quantities():
            if name in samples and is_number(expected):
                yield key, float(expected), samples[name]
