"""Travel times under changing closures, and routes."""

from sandtable.routing.foresight import earliest_arrivals
from sandtable.routing.reaching import (
    Nearest,
    Partition,
    Reach,
    nearest_able,
    nearest_sources,
    partition,
    reach,
    times_from,
)
from sandtable.routing.roadbook import RoadBook, RoadState
from sandtable.routing.speeds import free_flow_s
from sandtable.routing.stars import Star, star
from sandtable.routing.travel_times import TravelTimes

__all__ = [
    "Nearest",
    "Partition",
    "Reach",
    "RoadBook",
    "RoadState",
    "Star",
    "TravelTimes",
    "earliest_arrivals",
    "free_flow_s",
    "nearest_able",
    "nearest_sources",
    "partition",
    "reach",
    "star",
    "times_from",
]
