"""The farm loop: every replication once, whatever becomes of workers, and in whatever order."""

import os
import random
import signal
import threading
from collections import Counter, deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from functools import partial

import pytest
from tests.study import worlds
from tests.study.worlds import POISON

from sandtable.study import farm as farm_file
from sandtable.study.engines import Engine, cores, given, one_thread_each, serial
from sandtable.study.farm import Farm, Field, Stop, StudyFailed, field_of, stoppable
from sandtable.study.pack import Pack, packed
from sandtable.study.work import Batch, Failure, Harvest

# Batches


def test_the_first_batches_are_single_until_the_cost_is_known():
    """Then about two seconds of work each."""
    field = Field("p", 0, deque(range(1000)))
    assert field.batch(2).replications == (0,)
    field.learn(1, 0.02)
    assert field.batch(2).replications == tuple(range(1, 101))
    field.learn(100, 100 * 0.5 + 0.48)  # a mean of 0.5 s over 101 replications
    assert field.cost_s == pytest.approx(0.5)
    assert len(field.batch(2).replications) == 4


def test_no_worker_waits_for_the_last_batch():
    """Of 40 that are left, each of two workers gets a quarter; never nothing, never too much."""
    field = Field("p", 0, deque(range(40)), cost_s=0.001)
    assert len(field.batch(2).replications) == 10
    assert len(Field("p", 0, deque(range(10**6)), cost_s=1e-6).batch(1).replications) == 500
    assert len(Field("p", 0, deque(range(1)), cost_s=0.001).batch(2).replications) == 1
    assert len(Field("p", 0, deque(range(9)), cost_s=100.0).batch(2).replications) == 1


def test_replications_of_a_sample_are_played_side_by_side():
    """So a worker finds the travel tables of the sample at hand."""
    assert list(field_of("p", 0, range(8), 4).replications) == [0, 4, 1, 5, 2, 6, 3, 7]
    assert list(field_of("p", 0, {3, 1, 2}, 1).replications) == [1, 2, 3]
    assert list(field_of("p", 0, range(12), 2).replications) == [
        0,
        2,
        4,
        6,
        1,
        3,
        5,
        7,
        8,
        10,
        9,
        11,
    ]


def test_alternatives_advance_side_by_side():
    """Whenever it is stopped, both plans have played about as much."""
    left = {0: 0, 1: 0}

    def take(batch, _harvest):
        left[batch.point] += len(batch.replications)
        assert abs(left[0] - left[1]) <= 50

    farm = Farm(
        serial(), 0, take, work=lambda batch: harvest(batch, 0.01 * len(batch.replications))
    )
    farm.run([field_of("p", point, range(100), 1) for point in (0, 1)])
    assert left == {0: 100, 1: 100}


# A farm without processes: futures that end in any order, workers that die


class Pool:
    """An executor whose futures end when the test lets them; a poisoned batch breaks it."""

    def __init__(self, poisons, rng, accidents):
        self.poisons, self.rng, self.accidents = poisons, rng, accidents
        self.pending, self.is_broken, self.played = {}, False, []

    def submit(self, _work, batch):
        """Take a batch; a broken pool takes none."""
        if self.is_broken:
            raise BrokenProcessPool("broken before")
        future = Future()
        future.set_running_or_notify_cancel()
        self.pending[future] = batch
        return future

    def advance(self):
        """Let some futures end, or a worker die with all that is under way."""
        for future in self.rng.sample(list(self.pending), self.rng.randint(1, len(self.pending))):
            batch = self.pending.pop(future)
            accident = self.accidents and self.rng.random() < 0.1
            if accident or self.poisons & set(batch.replications):
                self.accidents -= bool(accident)
                self.is_broken = True
                for other in (future, *self.pending):
                    other.set_exception(BrokenProcessPool("a worker died"))
                self.pending = {}
                return
            future.set_result(harvest(batch))

    def shutdown(self, **_how):
        """Forget what is under way."""
        self.pending = {}


def harvest(batch, seconds=0.3):
    """Return a harvest without content."""
    return Harvest(tuple((i, ()) for i in batch.replications), (), (), seconds)


def play(rng, poisons=(), fields=3, accidents=0, workers=3):
    """Play fields of replications on such a pool; return what was harvested and what failed."""
    pools, harvested = [], Counter()

    def make():
        pools.append(Pool(set(poisons), rng, pools[-1].accidents if pools else accidents))
        return pools[-1]

    def wait(futures, timeout, return_when):
        if pools[-1].pending:
            pools[-1].advance()
        return {future for future in futures if future.done()}, set()

    def take(batch, yielded):
        harvested.update((batch.point, i) for i, _tallies in yielded.tallies)

    farm = Farm(Engine(workers=workers, make=make), 2026, take, wait=wait)
    farm.run([field_of("p", point, range(30), 4) for point in range(fields)])
    return harvested, {(one.point, one.replication) for one in farm.failures}, pools


ALL = {(point, i): 1 for point in range(3) for i in range(30)}


@pytest.mark.parametrize("seed", range(150))
def test_any_order_and_any_death(seed):
    """Up to three poisoned replications and five workers that die by accident, in 150 schedules.

    All others are harvested exactly once, and exactly the poisoned ones are given up: a batch that
    was only near an accident is innocent.
    """
    rng = random.Random(seed)  # noqa: S311  a schedule is no secret
    poisons = rng.sample(range(30), rng.randint(0, 3))
    harvested, failed, pools = play(rng, poisons, accidents=rng.randint(0, 2))
    expected = {(point, i) for point in range(3) for i in poisons}
    assert failed == expected
    assert harvested == {pair: 1 for pair in ALL if pair not in expected}
    assert len(pools) >= 1 + len(poisons)


def test_a_pool_that_always_breaks_ends_the_study():
    """Every replication seems poisoned: after twenty it is our fault, not bad luck."""
    with pytest.raises(StudyFailed) as failed:
        play(random.Random(1), poisons=range(30))  # noqa: S311
    assert len(failed.value.failures) == farm_file.MOST_FAILURES + 1
    assert "seed 2026" in str(failed.value)


def test_the_window_is_bounded():
    """No more than three batches per worker are ever under way."""
    most = []

    class Watched(Pool):
        def advance(self):
            most.append(len(self.pending))
            super().advance()

    pool = Watched(set(), random.Random(2), 0)  # noqa: S311

    def wait(futures, **_how):
        pool.advance()
        return {future for future in futures if future.done()}, set()

    farm = Farm(Engine(workers=2, make=lambda: pool), 0, lambda _b, _h: None, wait=wait)
    farm.run([field_of("p", 0, range(200), 1)])
    assert max(most) == 6


def test_a_fault_of_ours_keeps_its_type():
    """An exception outside of any replication is no bad luck."""

    def broken(_batch):
        raise KeyError("a bug")

    farm = Farm(serial(), 0, lambda _b, _h: None, work=broken)
    with pytest.raises(KeyError, match="a bug"):
        farm.run([field_of("p", 0, range(3), 1)])


def test_an_executor_of_the_callers_is_tried_again_but_never_remade():
    """A task that a cluster loses for good is a failed replication."""

    class Cluster(Pool):
        def submit(self, work, batch):
            future = super().submit(work, batch)
            del self.pending[future]
            if 2 in batch.replications:
                future.set_exception(RuntimeError("KilledWorker"))
            else:
                future.set_result(harvest(batch))
            return future

    taken = []
    farm = Farm(
        given(Cluster(set(), random.Random(3), 0), 2),  # noqa: S311
        7,
        lambda batch, _harvest: taken.extend(batch.replications),
    )
    farm.run([field_of("p", 1, range(6), 1)])
    assert sorted(taken) == [0, 1, 3, 4, 5]
    assert farm.failures == [Failure(1, 2, 7, "RuntimeError('KilledWorker')")]


# Stopping


def test_a_stop_keeps_what_ends_in_time_and_submits_no_more():
    """Of the batches under way those that end are harvested; then the engine is closed."""
    pool, stop, taken = Pool(set(), random.Random(4), 0), Stop(), []  # noqa: S311

    def wait(futures, **_how):
        pool.advance()
        return {future for future in futures if future.done()}, set()

    def take(batch, _harvest):
        taken.extend(batch.replications)
        stop.asked = True

    engine = Engine(workers=2, make=lambda: pool)
    Farm(engine, 0, take, stop=stop, wait=wait).run([field_of("p", 0, range(100), 1)])
    assert 1 <= len(taken) <= 6
    assert engine.executor is None


def test_the_first_interrupt_asks_and_the_second_insists():
    """Afterwards the handler is what it was."""
    before = signal.getsignal(signal.SIGINT)
    with stoppable() as stop:
        os.kill(os.getpid(), signal.SIGINT)
        assert stop.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before


def test_in_a_thread_nobody_listens_to_signals():
    """A server may run a study in a thread; the handler is the main thread's affair."""
    found = []

    def inside():
        with stoppable() as stop:
            found.append(stop.asked)

    thread = threading.Thread(target=inside)
    thread.start()
    thread.join()
    assert found == [False]


# Real processes


def played(run, engine, *, replications=range(9), patience_s=600.0):
    """Play a design point; return the replications harvested and the farm."""
    harvested = []
    pack = Pack(cases=(worlds.case(),), alternatives=("plan",), seed=11, run=run)
    with one_thread_each(), packed(pack, on_disk=not engine.is_local) as key:

        def take(_batch, yielded):
            harvested.extend(i for i, _tallies in yielded.tallies)

        farm = Farm(engine, 11, take, patience_s=patience_s)
        try:
            farm.run([field_of(key, 0, replications, 1)])
        finally:
            engine.close(kill=True)
    return sorted(harvested), farm


OTHERS = [i for i in range(9) if i != POISON]


def test_one_failing_replication_does_not_lose_others():
    """Its address in the luck and its traceback are kept."""
    harvested, farm = played(worlds.failing, serial())
    assert harvested == OTHERS
    (failure,) = farm.failures
    assert (failure.point, failure.replication, failure.seed) == (0, POISON, 11)
    assert "ZeroDivisionError: poison" in failure.what


def test_too_many_failures_end_the_study():
    """The first of them is told."""
    with pytest.raises(StudyFailed, match="ZeroDivisionError") as failed:
        played(worlds.always_failing, serial(), replications=range(100))
    told = "21 replications failed. The first, point 0, replication 0, seed 11:"
    assert str(failed.value).startswith(told)


def test_a_worker_that_dies_is_found_out():
    """`os._exit` in one replication: tried three times alone, given up, nothing else lost."""
    harvested, farm = played(worlds.exiting, cores(2))
    assert harvested == OTHERS
    assert [(one.replication, one.seed) for one in farm.failures] == [(POISON, 11)]


def test_a_worker_that_is_killed_once_costs_nothing(tmp_path):
    """SIGKILL from outside: what it was at is played again."""
    harvested, farm = played(partial(worlds.killed_once, str(tmp_path / "killed")), cores(2))
    assert (harvested, farm.failures) == (list(range(9)), [])
    assert (tmp_path / "killed").exists()


def test_an_endless_loop_is_found_out():
    """Its worker is ended after the time of patience, and it is named."""
    # Forked workers are there at once: the patience is not used up by their start.
    harvested, farm = played(worlds.endless, cores(2, "fork"), patience_s=0.5)
    assert harvested == OTHERS
    assert [one.replication for one in farm.failures] == [POISON]


def test_batches_are_small_on_the_wire():
    """Everything else is read from the pack."""
    assert Batch("key", 0, (1, 2)).replications == (1, 2)
    assert set(Batch.__dataclass_fields__) == {"pack", "point", "replications"}
