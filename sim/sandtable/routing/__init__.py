"""Travel times under changing closures, and routes."""

from sandtable.routing.roadbook import RoadBook, RoadState
from sandtable.routing.speeds import free_flow_s
from sandtable.routing.travel_times import TravelTimes

__all__ = ["RoadBook", "RoadState", "TravelTimes", "free_flow_s"]
