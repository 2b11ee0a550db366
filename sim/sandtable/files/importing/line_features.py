"""What a file of lines states about its roads, feature by feature, in our units."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sandtable.files.importing.line_columns import Column
from sandtable.files.importing.line_values import (
    LEFT_OUT,
    directions_of,
    flags_of,
    levels_of,
    numbers_of,
    texts_of,
)
from sandtable.files.importing.vector_file import Layer
from sandtable.ground.language import _

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Features:
    """Attributes of features, as in a `Draft`, shape ``(n_features,)``.

    Parameters
    ----------
    used
        Which are roads that a vehicle can drive on.
    direction
        1 = one-way as drawn, -1 = against it, 0 = both ways.
    level
        0 on the ground, above it on bridges, below it in tunnels.

    """

    used: Flags
    direction: NDArray[np.int8]
    level: NDArray[np.int64]
    length_m: Floats
    speed_mps: Floats
    lanes: Floats
    classes: list[str]
    surfaces: list[str]
    names: list[str]
    origins: list[str]
    bridge: Flags
    tunnel: Flags
    ford: Flags
    dike: Flags
    max_weight_kg: Floats
    max_height_m: Floats
    max_width_m: Floats
    road_z_m: Floats

    @classmethod
    def read(cls, layer: Layer, columns: Mapping[str, Column], told: Counter[str]) -> Features:
        """Read the columns that mean something; what cannot be read is told."""
        count = len(layer.ids)

        def texts(key: str) -> list[str]:
            column = columns.get(key)
            return texts_of(layer.columns[column.header] if column else None, count)

        def numbers(key: str, *, above: float = 0.0) -> Floats:
            return numbers_of(texts(key), columns.get(key), told, above=above)

        bridge, tunnel = flags_of(texts("bridge")), flags_of(texts("tunnel"))
        classes = texts("class")
        used = np.array([one.lower() not in LEFT_OUT for one in classes], dtype=np.bool_)
        if left_out := int(np.sum(~used)):
            text = _("Lines were left out on which no vehicle drives: footpaths, building sites")
            told[text] += left_out
        ids = layer.ids.tolist()
        return cls(
            used=used,
            direction=directions_of(texts("one_way"), columns.get("one_way"), told),
            level=levels_of(numbers("layer", above=-np.inf), bridge, tunnel),
            length_m=numbers("length"),
            speed_mps=numbers("speed"),
            lanes=numbers("lanes"),
            classes=classes,
            surfaces=texts("surface"),
            names=[
                " ".join(filter(None, two)) for two in zip(texts("ref"), texts("name"), strict=True)
            ],
            origins=[one or str(fid) for one, fid in zip(texts("origin"), ids, strict=True)],
            bridge=bridge,
            tunnel=tunnel,
            ford=flags_of(texts("ford")),
            dike=flags_of(texts("dike")),
            max_weight_kg=numbers("max_weight"),
            max_height_m=numbers("max_height"),
            max_width_m=numbers("max_width"),
            road_z_m=numbers("road_z", above=-np.inf),
        )
