"""The county that is a grid: the model of the bars, as an ordinary world made in Python.

32 x 32 nodes, edges of 0.3-0.9 min, 10 stations of two units, 5 hospitals. Turnout takes 1 min;
work on scene and hand-over are exponential with mean 12 min; 80 % of the incidents are transported
to the nearest hospital. 12.4 incidents per hour, and a unit is free again at its base: light load.
"""

from __future__ import annotations

import numpy as np

from sandtable.ground.laws import Law
from sandtable.ground.luck import stream
from sandtable.world.network import Network
from sandtable.world.place import Base, Facility, Place
from sandtable.world.plan import Headquarters, Plan, Profile, Rules, Team
from sandtable.world.scenario import (
    Arrivals,
    IncidentType,
    Rate,
    Requirement,
    Scenario,
    Transport,
)
from sandtable.world.world import World

SEED = 2026
SIDE, STATIONS, HOSPITALS, UNITS = 32, 10, 5, 20
RATE_PER_S = 12.4 / 3600.0
TURNOUT_S, MEAN_S, TRANSPORTED = 60.0, 720.0, 0.8


def grid_network(side: int) -> Network:
    """Return a grid whose edges take 18-54 s in both directions, in steps of 1/64 s.

    Its steps are exact in binary, so sums of them are the same in any order.
    """
    node = np.arange(side * side).reshape(side, side)
    one = np.concatenate((node[:, :-1].ravel(), node[:-1].ravel()))
    other = np.concatenate((node[:, 1:].ravel(), node[1:].ravel()))
    edge_s = stream(SEED, 0, "grid", "edges").uniform(18.0, 54.0, one.size)
    edge_s = np.round(edge_s * 64.0) / 64.0
    return Network.from_arrays(
        n_nodes=side * side,
        tail=np.concatenate((one, other)),
        head=np.concatenate((other, one)),
        length_m=np.concatenate((edge_s, edge_s)),
        free_speed_mps=np.ones(2 * edge_s.size),
    )


def grid_world(incidents: int, *, rules: Rules | None = None) -> World:
    """Return the county over so long a time that it meets about so many incidents."""
    sites = stream(SEED, 0, "grid", "sites").choice(
        SIDE * SIDE, STATIONS + HOSPITALS, replace=False
    )
    nodes = [int(node) for node in sites]
    return World(
        place=Place(
            id="grid",
            bases=tuple(Base(id=f"s{i}", node=nodes[i]) for i in range(STATIONS)),
            facilities=tuple(
                Facility(id=f"h{i}", node=nodes[STATIONS + i]) for i in range(HOSPITALS)
            ),
        ),
        network=grid_network(SIDE),
        plan=Plan(
            id="plan",
            headquarters=(Headquarters(id="desk"),),
            profiles=(Profile(id="unit"),),
            teams=tuple(
                Team(
                    id=f"u{i:02d}",
                    base=f"s{i % STATIONS}",
                    headquarters="desk",
                    skills=("rescue",),
                    profile="unit",
                    turnout=Law.constant(TURNOUT_S),
                )
                for i in range(UNITS)
            ),
            rules=rules or Rules(free_again="at_base"),
        ),
        scenario=Scenario(
            id="calls",
            horizon_s=incidents / RATE_PER_S,
            types=(
                IncidentType(
                    id="call",
                    needs=(Requirement(skill="rescue"),),
                    work=Law.exponential(mean=MEAN_S),
                    transport=Transport(
                        probability=TRANSPORTED, handover=Law.exponential(mean=MEAN_S)
                    ),
                ),
            ),
            arrivals=(
                Arrivals(
                    id="calls",
                    type="call",
                    rate=Rate(mean_per_s=RATE_PER_S),
                    nodes=tuple(range(SIDE * SIDE)),
                    weights=(1.0,) * (SIDE * SIDE),
                    zones=("",) * (SIDE * SIDE),
                ),
            ),
        ),
    )
