"""The data behind map and replay, squeezed into text that a page can hold (回放数据)."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.findings import Finding
from sandtable.report.html.scene import Chosen, chosen_run, compact, scene_of
from sandtable.study.case import Point
from sandtable.study.store import Store

MOST_BYTES = 4_000_000
"""Scenes that would make the page larger than this are left out, the last ones first."""


@dataclass(slots=True)
class ReplayData:
    """Networks and scenes, each deflated and in base64.

    Parameters
    ----------
    scenes
        Pairs of the number of the network and the scene.
    labels
        Of each scene: names of scenario and plan in Chinese and English.
    left_out
        Scenes that found no room.

    """

    networks: list[str] = field(default_factory=list)
    scenes: list[tuple[int, str]] = field(default_factory=list)
    labels: list[dict[str, Any]] = field(default_factory=list)
    chosen: list[Chosen] = field(default_factory=list)
    left_out: int = 0

    def size(self) -> int:
        """Return the size of all of it in the page [bytes]."""
        return sum(map(len, self.networks)) + sum(len(scene) for _network, scene in self.scenes)


def replay_data(
    store: Store, points: Sequence[Point], findings: Sequence[Finding]
) -> ReplayData:
    """Return one run of each design point; alternatives of a scenario show the same run."""
    data = ReplayData()
    drawn: dict[str, tuple[int, DrawnNetwork]] = {}
    chosen: dict[str, Chosen | None] = {}
    for number, point in enumerate(points):
        network = point.case.world.network
        if not store.done(number) or not _drawable(network.x, network.n_nodes):
            continue
        if point.scenario not in chosen:
            mine = [one for one in findings if one.number == number]
            chosen[point.scenario] = chosen_run(store, number, mine)
        run = chosen[point.scenario]
        if run is None or run.replication not in store.done(number):
            continue
        if network.content_hash not in drawn:
            drawn[network.content_hash] = (len(drawn), DrawnNetwork(network))
        place, roads = drawn[network.content_hash]
        scene = scene_of(store, number, point, run, roads)
        _add(data, (place, roads), scene, run)
    return data


def _drawable(x: Any, n_nodes: int) -> bool:  # noqa: ANN401  an array
    return n_nodes > 1 and bool((x == x).all()) and float(x.max() - x.min()) >= 0.0


def _add(
    data: ReplayData, network: tuple[int, DrawnNetwork], scene: dict[str, Any], run: Chosen
) -> None:
    """Add a scene, and its network where it is the first on it, if there is room."""
    place, roads = network
    own = [] if place < len(data.networks) else [squeezed(roads.data)]
    text = squeezed(scene)
    if data.scenes and data.size() + len(text) + sum(map(len, own)) > MOST_BYTES:
        data.left_out += 1
        return
    data.networks += own
    data.scenes.append((place, text))
    data.chosen.append(run)
    data.labels.append({key: scene[key] for key in ("scenario", "plan", "replication")})


def squeezed(content: Any) -> str:  # noqa: ANN401  whatever JSON holds
    """Return data as JSON, deflated, in base64: the page unpacks it without any library."""
    return b64encode(zlib.compress(compact(content), 9)).decode("ascii")
