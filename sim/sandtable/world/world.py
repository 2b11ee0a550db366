"""The World: everything that is fixed before a run begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sandtable.ground.names import Name

if TYPE_CHECKING:
    from sandtable.world.network import Network
    from sandtable.world.place import Place
    from sandtable.world.plan import Plan
    from sandtable.world.scenario import Scenario
    from sandtable.world.target import Target


CONSTANTS = "hazard."
"""How paths of constants begin that no file states: physics rests on them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A number that a file marks as uncertain in itself (假定).

    Parameters
    ----------
    path
        Dotted path with its file, as ``--set`` takes it: ``plan.teams[fire_1].turnout``.
    value, low, high
        As written in the file, with units; low and high are empty where no range is given.
    confidence
        ``high`` | ``medium`` | ``low``.

    """

    path: str
    value: str
    confidence: str
    low: str = ""
    high: str = ""
    source: str = ""

    def as_json(self) -> dict[str, str]:
        """Return what it is, what it is taken as, and where that comes from."""
        return {"path": self.path, "value": self.value, "source": self.source}


@dataclass(frozen=True, slots=True, kw_only=True)
class World:
    """Place, network, plan, scenario and targets: frozen, shared by all replications (世界)."""

    place: Place
    network: Network
    plan: Plan
    scenario: Scenario
    targets: tuple[Target, ...] = ()
    assumptions: tuple[Assumption, ...] = ()
    name: Name = Name()
