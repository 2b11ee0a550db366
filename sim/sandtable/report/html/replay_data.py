"""The data behind map and replay, squeezed into text that a page can hold (回放数据)."""

from __future__ import annotations

import zlib
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from sandtable.report.html.chosen_run import Chosen, chosen_run
from sandtable.report.html.drawn_network import DrawnNetwork
from sandtable.report.html.findings import Finding
from sandtable.report.html.late_tables import PointTables
from sandtable.report.html.scene import compact, scene_of
from sandtable.study.case import Point
from sandtable.world.network import Network

MOST_BYTES = 4_000_000
"""Scenes that would make the page larger than this are left out, the last ones first."""


@dataclass(slots=True)
class ReplayData:
    """Networks and scenes, each deflated and in base64.

    One run of each design point; the alternatives of a scenario show the same run.

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
    left_out: int = 0
    _drawn: dict[str, tuple[int, DrawnNetwork]] = field(default_factory=dict)
    _chosen: dict[str, Chosen | None] = field(default_factory=dict)

    def size(self) -> int:
        """Return the size of all of it in the page [bytes]."""
        return sum(map(len, self.networks)) + sum(len(scene) for _network, scene in self.scenes)

    def add(
        self, tables: PointTables, point: Point, findings: Sequence[Finding], done: Sequence[int]
    ) -> None:
        """Add the scene of a design point, where it has run and can be drawn.

        Parameters
        ----------
        findings
            Of this point.
        done
            Its replications that are there.

        """
        network = point.case.world.network
        if not _drawable(network):
            return
        if point.scenario not in self._chosen:
            self._chosen[point.scenario] = chosen_run(tables, findings, done)
        chosen = self._chosen[point.scenario]
        if chosen is None or chosen.replication not in done:
            return
        if network.content_hash not in self._drawn:
            self._drawn[network.content_hash] = (len(self._drawn), DrawnNetwork(network))
        place, drawn = self._drawn[network.content_hash]
        scene = scene_of(tables.run(chosen.replication), point, chosen, drawn)
        self._keep(place, drawn, scene)

    def _keep(self, place: int, drawn: DrawnNetwork, scene: dict[str, Any]) -> None:
        """Keep a scene, and its network where it is the first on it, if there is room."""
        own = [] if place < len(self.networks) else [squeezed(drawn.data)]
        text = squeezed(scene)
        if self.scenes and self.size() + len(text) + sum(map(len, own)) > MOST_BYTES:
            self.left_out += 1
            return
        self.networks += own
        self.scenes.append((place, text))
        self.labels.append({key: scene[key] for key in ("scenario", "plan", "replication")})


def _drawable(network: Network) -> bool:
    """Say whether all nodes have a place; a network from bare arrays has none."""
    return network.n_nodes > 1 and bool(
        np.isfinite(network.x).all() and np.isfinite(network.y).all()
    )


def squeezed(content: Any) -> str:  # noqa: ANN401  whatever JSON holds
    """Return data as JSON, deflated, in base64: the page unpacks it without any library."""
    return b64encode(zlib.compress(compact(content), 9)).decode("ascii")
