"""Classes of roads: their Chinese names, and the speed of a road whose speed nobody has stated."""

from __future__ import annotations

from typing import Final

DEFAULT_SPEED_KMH: Final = {
    "motorway": 90.0,
    "expressway": 90.0,
    "trunk": 60.0,
    "national": 60.0,
    "primary": 50.0,
    "provincial": 50.0,
    "secondary": 40.0,
    "county": 40.0,
    "tertiary": 30.0,
    "township": 30.0,
    "unclassified": 30.0,
    "dike": 25.0,
    "residential": 25.0,
    "village": 25.0,
    "service": 15.0,
    "track": 15.0,
    "water": 10.0,
    "ramp": 5.0,
    "path": 5.0,
}
"""Free speed by class [km/h]. ASSUMED, unverified: check before you trust a verdict on them.

They stand at the cautious half of what rural roads of a class allow, since a heavy vehicle drives
there, a loaded boat goes, people walk; OpenStreetMap's words for a class and the Chinese one mean
the same speed.
"""

ENGLISH_CLASSES: Final = {
    "高速": "expressway",
    "高速公路": "expressway",
    "国道": "national",
    "省道": "provincial",
    "县道": "county",
    "乡道": "township",
    "村道": "village",
    "堤顶路": "dike",
    "水面": "water",
    "下水点": "ramp",
    "空中": "air",
    "步道": "path",
}

ENGLISH_HEADERS: Final = {
    "节点编号": "node_id",
    "经度": "x_coord",
    "纬度": "y_coord",
    "路段编号": "link_id",
    "道路编号": "road_id",
    "起点": "from_node_id",
    "终点": "to_node_id",
    "单向": "directed",
    "长度": "length",
    "限速": "free_speed",
    "等级": "facility_type",
    "限重": "max_weight_t",
    "限高": "max_height_m",
    "限宽": "max_width_m",
    "高程": "z_coord",
    "车道数": "lanes",
    "路面": "surface",
    "桥梁": "is_bridge",
    "隧道": "is_tunnel",
    "漫水": "is_ford",
    "堤顶": "is_dike_road",
    "路面高程": "road_z_m",
    "允许水深": "max_depth_m",
    "名称": "name",
    "来源编号": "origin",
    "形状编号": "geometry_id",
    "形状": "geometry",
}
"""Headers of node.csv, link.csv and geometry.csv as a county office writes them."""
