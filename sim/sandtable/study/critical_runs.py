"""A lost road, played: the scenario with and without it, on the same luck (封路推演)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sandtable.ground.names import Name
from sandtable.study.case import Case, Point
from sandtable.world.scenario import Inject

AS_IT_IS = "as_it_is"
"""Id of the alternative in which no road is lost."""


def with_and_without(point: Point, roads: Sequence[str]) -> tuple[Point, ...]:
    """Return design points that differ in one road each: none lost first, then each in turn.

    A road is closed at time 0 and stays closed. Who learns of it and when is left to the rules of
    the plan, as with any other closure.

    Parameters
    ----------
    roads
        Ids of roads; the alternatives are named after them.

    """
    name = Name("道路畅通", "as it is")
    return (
        replace(point, alternative=AS_IT_IS, case=_named(point.case, name), variant=None),
        *(
            replace(
                point,
                alternative=road,
                case=_named(_without(point.case, road), Name(f"断 {road}", f"without {road}")),
                variant=None,
            )
            for road in roads
        ),
    )


def _without(case: Case, road: str) -> Case:
    scenario = case.world.scenario
    names = {inject.id for inject in scenario.injects}
    id = next(name for n in range(len(names) + 1) if (name := f"lost_road_{n}") not in names)
    lost = Inject(id=id, at_s=0.0, kind="close_road", arguments={"road": road, "cause": "lost"})
    world = replace(case.world, scenario=replace(scenario, injects=(*scenario.injects, lost)))
    return replace(case, world=world)


def _named(case: Case, name: Name) -> Case:
    return replace(case, world=replace(case.world, plan=replace(case.world.plan, name=name)))
