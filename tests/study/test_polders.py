"""Realisations of polders in a study: drawn with its seed, made once, shared by alternatives."""

import numpy as np
import pytest
from tests.files import sets

from sandtable.hazards.kinds import polder as made
from sandtable.study import load_run, load_study

FLOOD = {
    "id": "flood",
    "activate_at": "3 h",
    "polder": {
        "source": "hole",
        "cause": {"zh": "洪水", "en": "flood"},
        "samples": 3,
        "cells": [
            {"zone": "z1", "ground": "27.6 m", "relief": "0.6 m", "area": "5.9 km2", "far": "2 km"},
            {"zone": "z2", "ground": "29 m", "area": "2.7 km2", "dry": True},
        ],
        "arcs": [{"link_id": "ab", "zone": "z1", "deck": "28 m"}],
        "front": {"triangular": ["0.3 m/s", "0.5 m/s", "0.8 m/s"]},
        "outside": {"0 h": "33.2 m"},
        "outside_shift": {"uniform": ["-0.2 m", "0.2 m"]},
        "growth": [
            [
                {"at": "0 h", "width": "10 m", "bottom": "26 m"},
                {"at": "1 h", "width": "100 m", "bottom": "22 m"},
            ]
        ],
    },
}


@pytest.fixture
def folder(tmp_path):
    """Return a folder with a scenario of a polder, another plan and a study of both."""
    files = sets.a_set()
    files["scenario.json"]["impacts"] = [FLOOD]
    files["other.json"] = {
        "schema": "plan/1",
        "extends": "plan.json",
        "overrides": {"teams[t1].base": "b2"},
    }
    files["study.json"] = {
        "schema": "study/1",
        "id": "two_plans",
        "scenarios": ["scenario.json"],
        "alternatives": [
            {"id": "present"},
            {"id": "other", "plan": "other.json"},
            {"id": "high", "set": ["scenario.impacts[flood].polder.outside.0 h=34 m"]},
        ],
        "seed": 5,
    }
    sets.write(tmp_path, files)
    return tmp_path


@pytest.fixture
def counted(monkeypatch):
    """Return the samples that were realised, as they are."""
    samples, realise = [], made.realise

    def count(stated, draws, *, n_arcs):
        samples.append(draws.sample)
        return realise(stated, draws, n_arcs=n_arcs)

    monkeypatch.setattr(made, "realise", count)
    return samples


def hashes(point):
    """Return the content of the realisations of a design point."""
    return [one.content_hash for one in point.case.impacts["flood"]]


def test_alternatives_meet_the_very_same_floods(folder, counted):
    """Another plan shares the objects; another polder has floods of its own, on the same luck."""
    present, other, high = load_study(folder / "study.json").points
    assert counted == [0, 1, 2] * 2
    assert other.case.impacts["flood"] is present.case.impacts["flood"]
    assert not set(hashes(high)) & set(hashes(present))
    pairs = zip(high.case.impacts["flood"], present.case.impacts["flood"], strict=True)
    for above, below in pairs:
        raised = above.series["outside"][1] - below.series["outside"][1]
        assert raised == pytest.approx(np.full(raised.size, 0.8))


def test_floods_hang_on_the_seed(folder):
    """The seed of the study, or that of the command line instead; one sample is not the next."""
    own, asked = (load_study(folder / "study.json", seed=seed).points[0] for seed in (None, 6))
    assert len(set(hashes(own))) == 3
    assert not set(hashes(own)) & set(hashes(asked))
    alone = load_run(folder / "scenario.json", seed=5).points[0]
    assert hashes(alone) == hashes(own)
    assert hashes(load_run(folder / "scenario.json").points[0]) == hashes(
        load_run(folder / "scenario.json", seed=1).points[0]
    )


def test_a_variant_that_leaves_the_water_alone_makes_none(folder, counted):
    """Trying the ends of a number of the plan meets the floods that are there."""
    point = load_run(folder / "scenario.json").points[0]
    assert point.variant is not None
    made_before = len(counted)
    varied = point.variant(("plan.teams[t1].turnout=9 min",))
    assert len(counted) == made_before
    assert varied.impacts["flood"] is point.case.impacts["flood"]


def test_what_people_read_of_a_closed_road(folder):
    """The cause in both languages; the network's arc by its number."""
    case = load_run(folder / "scenario.json").points[0].case
    impact = case.impacts["flood"][0]
    assert impact.causes == ("洪水 / flood",)
    arcs = {str(case.world.network.arc_ids[arc]) for arc in impact.roads.arc}
    assert arcs == {"ab"}
    assert impact.sources[0].control == "hold"
