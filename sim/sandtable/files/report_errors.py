"""How first reports may be wrong, as people write it, and on which networks (初报误差)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Self

import numpy as np
from pydantic import model_validator

from sandtable.files.dotted_path import at
from sandtable.files.fields import (
    NO_TIME,
    DurationLaw,
    Part,
    PositiveDistanceLaw,
    Share,
    Uncertain,
    Wrong,
)
from sandtable.files.references import References
from sandtable.files.tree import dotted, fault_at
from sandtable.ground.faults import Fault
from sandtable.ground.language import _
from sandtable.ground.laws import Law
from sandtable.world.scenario import ReportErrors

_AS_NEEDED = Law.constant(1.0)
PositiveRatioLaw = Annotated[Law, Uncertain("ratio", above_0=True)]


class ReportErrorsPart(Part):
    """How the first report of an incident may be wrong, until a team has seen it (初报误差)."""

    force: PositiveRatioLaw = _AS_NEEDED
    wrong_place: Share = 0.0
    distance: PositiveDistanceLaw | None = None
    search: DurationLaw = NO_TIME

    @model_validator(mode="after")
    def whole(self) -> Self:
        """Refuse a wrong place without a distance, and what belongs to a wrong place without it."""
        stated = self.model_fields_set
        if "wrong_place" in stated and "distance" not in stated:
            expected, repair = _("a distance of the wrong place"), _("Write 'distance: 2 km'.")
            raise Wrong(_("nothing"), expected, repair, code="report-errors", inside=("distance",))
        if "wrong_place" not in stated and stated & {"distance", "search"}:
            expected = _("the probability that the place is wrong")
            repair = _("Write 'wrong_place: 5 %'.")
            where = ("wrong_place",)
            raise Wrong(_("nothing"), expected, repair, code="report-errors", inside=where)
        return self


def report_errors_of(one: ReportErrorsPart | None) -> ReportErrors | None:
    """Return them as the world has them."""
    return None if one is None else ReportErrors(**dict(one))


def report_faults(checks: References) -> Iterator[Fault]:
    """Yield wrong places on a network on which nobody knows how far one is from another."""
    network, tree = checks.network, checks.trees.get("scenario")
    if tree is None or network is None or np.sum(~np.isnan(network.x + network.y)) > 1:
        return
    for path, node in at(tree, "types[].report_errors.wrong_place"):
        expected = _("a network whose nodes have coordinates")
        repair = _("Fill x_coord and y_coord of node.csv, or take it out.")
        shown = _("a network without coordinates")
        yield fault_at(node.mark, dotted(tree, path), shown, expected, repair, "no-coordinates")
