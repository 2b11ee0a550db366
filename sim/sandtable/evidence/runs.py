"""Runs of a case: one replication of the ordinary Operation, played wherever there is a core."""

from __future__ import annotations

import gc
import multiprocessing
import time
from dataclasses import dataclass
from functools import lru_cache

from sandtable.dispatch import Operation, road_book
from sandtable.dispatch.picture import Decider
from sandtable.dispatch.policies import make_decider
from sandtable.dispatch.records import collector_at_rest
from sandtable.evidence.preference import ByPreference
from sandtable.evidence.setting import Setting, Span, world_of
from sandtable.evidence.tally import Tally, tally_of
from sandtable.ground.luck import Luck
from sandtable.routing.roadbook import RoadBook
from sandtable.world.world import World


@dataclass(frozen=True, slots=True)
class Run:
    """One replication to be played: what, how long, and with whose luck."""

    setting: Setting
    span: Span
    seed: int
    replication: int


@dataclass(frozen=True, slots=True)
class Played:
    """What a run has shown, and what it cost [CPU s]."""

    tally: Tally
    cpu_s: float


def play(run: Run) -> Played:
    """Play a run and read its records."""
    _settle()
    began = time.process_time()
    world, roads = _prepared(run.setting, run.span)
    operation = Operation(
        world, {}, Luck(run.seed, run.replication), _decider(run.setting), roads=roads
    )
    with collector_at_rest():  # until the run is gone: it is freed, not searched
        tally = tally_of(operation.run(), run.setting, run.span)
        operation.dissolve()
    return Played(tally, time.process_time() - began)


@lru_cache(maxsize=4)
def _prepared(setting: Setting, span: Span) -> tuple[World, RoadBook]:
    """Return a world and its travel tables, which all its runs in a process share."""
    world = world_of(setting, span)
    return world, road_book(world)


def _decider(setting: Setting) -> Decider:
    if setting.preferences:
        return ByPreference(setting)
    return make_decider("nearest_able")


@lru_cache(maxsize=1)
def _settle() -> None:
    """Prepare a worker for many runs: what is there already is never searched for garbage again."""
    if multiprocessing.parent_process() is not None:
        gc.collect()
        gc.freeze()
