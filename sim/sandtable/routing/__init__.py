"""Travel times under changing closures, and routes."""

from sandtable.routing.roadbook import RoadBook, RoadState
from sandtable.routing.speeds import free_flow_s

__all__ = ["RoadBook", "RoadState", "free_flow_s"]
