"""Small drafts for tests: a line per road, everything else not stated."""

import numpy as np

from sandtable.files.importing.draft import Draft


def draft(roads, places, *, crs="EPSG:4326", shapes=None, **columns):
    """Return a draft of roads (id, from, to, one way) between places by id.

    Lengths are 100 m and speeds 10 m/s unless columns say otherwise; `shapes` holds the points of
    roads by id.
    """
    nodes = list(places)
    n = len(roads)
    points = [(shapes or {}).get(road[0], []) for road in roads]
    flat = np.array([point for one in points for point in one], dtype=float).reshape(-1, 2)
    texts = ("classes", "surfaces", "names", "origins")
    numbers = ("lanes", "max_weight_kg", "max_height_m", "max_width_m", "road_z_m", "max_depth_m")
    flags = ("bridge", "tunnel", "ford", "dike")
    values = {
        "length_m": np.full(n, 100.0),
        "speed_mps": np.full(n, 10.0),
        **{name: [""] * n for name in texts},
        **{name: np.full(n, np.nan) for name in numbers},
        **{name: np.zeros(n, dtype=bool) for name in flags},
        "road_ids": [road[0] for road in roads],
    }
    for name, column in columns.items():
        values[name] = column if name in texts or name == "road_ids" else np.array(column)
    return Draft(
        source="test",
        crs=crs,
        node_ids=nodes,
        x=np.array([places[node][0] for node in nodes], dtype=float),
        y=np.array([places[node][1] for node in nodes], dtype=float),
        z_m=np.full(len(nodes), np.nan),
        link_ids=[road[0] for road in roads],
        tail=np.array([nodes.index(road[1]) for road in roads], dtype=np.int32),
        head=np.array([nodes.index(road[2]) for road in roads], dtype=np.int32),
        one_way=np.array([road[3] if len(road) > 3 else False for road in roads], dtype=bool),
        shape_first=np.cumsum([0, *map(len, points)]),
        shape_x=flat[:, 0],
        shape_y=flat[:, 1],
        **values,
    )


LINE = {"a": (0.0, 0.0), "b": (0.001, 0.0), "c": (0.002, 0.0), "d": (0.003, 0.0)}
"""Four places on the equator, 111.3 m apart."""
