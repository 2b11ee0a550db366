"""Playing a study: look by look, on what an earlier run has left."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from sandtable.study.case import Point
from sandtable.study.columns import runs_of
from sandtable.study.engines import Engine
from sandtable.study.farm import Farm, Field, Stop, field_of
from sandtable.study.judgement import Runs, verdicts_of
from sandtable.study.pack import save_roads
from sandtable.study.reading import Tallies, tables_for
from sandtable.study.stopping import Stopping, whole
from sandtable.study.store import Store
from sandtable.study.work import Batch, Failure, Harvest, tallies, work

Progress = Callable[[int, int], None]
"""Called with the replications done and those planned so far."""


@dataclass(slots=True)
class Play:
    """The replications of a study, played until its looks have seen enough.

    Parameters
    ----------
    points
        Design points; their number is their place here.
    store
        Where records go; None = they are dropped once tallied.
    pack
        Key of the cases for workers.
    runs
        By design point and replication: the tallies of each target.
    looked
        By scenario: replications of the last look, or finished in an unbroken row when stopped.
    played, adopted
        Replications played now, and taken from an earlier run.
    roads_computed, roads_loaded
        Travel tables computed, and opened from those of another process.

    """

    points: Sequence[Point]
    stopping: Stopping
    engine: Engine
    seed: int
    store: Store | None
    pack: str
    stop: Stop
    progress: Progress
    runs: dict[int, dict[int, tuple[Tallies, ...]]] = field(default_factory=dict)
    looked: dict[str, int] = field(default_factory=dict)
    failures: list[Failure] = field(default_factory=list)
    played: int = 0
    adopted: int = 0
    roads_computed: int = 0
    roads_loaded: int = 0
    _planned: int = 0

    def adopt(self) -> None:
        """Take over what an earlier run has left on the disk, reading its tables again."""
        for number, point in enumerate(self.points):
            known = self.runs.setdefault(number, {})
            if self.store is None:
                continue
            upto = self.stopping.last(self._samples(point.scenario))
            done = sorted(i for i in self.store.done(number) if i < upto)
            again = tables_for(point.case.world.targets)
            tables = self.store.tables(number, again) if done else {}
            for replication, run in zip(done, runs_of(tables, done), strict=True):
                known[replication] = tallies(point.case, run)
            self.adopted += len(done)

    def play(self) -> None:
        """Play look by look; a scenario that has seen enough drops out."""
        farm = Farm(self.engine, self.seed, self._take, stop=self.stop, failures=self.failures)
        looks = {name: self.stopping.looks(self._samples(name)) for name in self._scenarios()}
        upto = {name: next(numbers) for name, numbers in looks.items()}
        self._warm_up(self._plan(upto))
        while upto and not self.stop.asked:
            farm.run(self._plan(upto))
            if not self.stop.asked:
                self.looked |= upto
                upto = {name: more for name in upto if (more := self._next(name, looks[name]))}
        for name in upto:
            self.looked[name] = self._unbroken(name)

    def seen(self, number: int) -> Runs:
        """Return the tallies of a design point up to the last look."""
        upto = self.looked[self.points[number].scenario]
        return {i: runs for i, runs in self.runs[number].items() if i < upto}

    def _plan(self, upto: Mapping[str, int]) -> list[Field]:
        """Return what is still to be played for the next looks."""
        fields = [
            self._field(number, upto[self.points[number].scenario])
            for number in self._numbers(upto)
        ]
        self._planned = self._count() + sum(len(one.replications) for one in fields)
        self.progress(self._count(), self._planned)
        return fields

    def _next(self, scenario: str, looks: Iterator[int]) -> int:
        """Return the number of replications of the next look, 0 = the last one suffices."""
        judged = [
            pair
            for number in self._numbers([scenario])
            for pair in verdicts_of(self.points[number], self.seen(number))
        ]
        return 0 if self.stopping.suffices(judged) else next(looks, 0)

    def _warm_up(self, fields: Iterable[Field]) -> None:
        """Play one replication of each scenario here, before there are workers.

        So kernels are compiled once, and the travel tables that it used are there for all.

        """
        if self.engine.is_local:
            return
        warm: set[str] = set()
        for one in fields:
            scenario = self.points[one.point].scenario
            if one.replications and scenario not in warm and not self.stop.asked:
                warm.add(scenario)
                batch = one.batch(1)
                harvest = work(batch)
                self.failures += harvest.failures
                self._take(batch, harvest)
        save_roads(self.pack)

    def _take(self, batch: Batch, harvest: Harvest) -> None:
        """Keep what a batch yielded: on the disk first, then in mind."""
        if self.store is not None:
            self.store.add(batch, harvest)
        self.runs[batch.point].update(harvest.tallies)
        self.played += len(harvest.tallies)
        self.roads_computed += harvest.roads_computed
        self.roads_loaded += harvest.roads_loaded
        self.progress(self._count(), max(self._planned, self._count()))

    def _field(self, number: int, look: int) -> Field:
        missing = set(range(look)) - self._finished(number)
        return field_of(self.pack, number, missing, self._samples(self.points[number].scenario))

    def _finished(self, number: int) -> set[int]:
        """Return the replications that need not be played, those that cannot be among them."""
        failed = {one.replication for one in self.failures if one.point == number}
        return failed | self.runs[number].keys()

    def _count(self) -> int:
        return sum(len(runs) for runs in self.runs.values())

    def _scenarios(self) -> list[str]:
        return list(dict.fromkeys(point.scenario for point in self.points))

    def _numbers(self, scenarios: Iterable[str]) -> list[int]:
        """Return the numbers of the design points of some scenarios."""
        chosen = set(scenarios)
        return [i for i, point in enumerate(self.points) if point.scenario in chosen]

    def _samples(self, scenario: str) -> int:
        return self.points[self._numbers([scenario])[0]].case.world.scenario.samples

    def _unbroken(self, scenario: str) -> int:
        """Return how many replications, counted from 0, all its design points have finished."""
        common = set.intersection(*(self._finished(i) for i in self._numbers([scenario])))
        unbroken = next(n for n in range(len(common) + 1) if n not in common)
        return whole(unbroken, self._samples(scenario))
