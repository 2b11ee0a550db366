"""Frozen domain objects: the place, the network, the plan, the scenario, the targets."""
