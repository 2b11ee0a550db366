"""What the members of a team can bear, by kind of intensity, as people write it (耐受限值)."""

from __future__ import annotations

from typing import Annotated

from pydantic import model_validator

from sandtable.files.fields import Distance, Number, Part, Quantity, Speed, Wrong
from sandtable.ground.language import _


class BearsPart(Part):
    """Limits of a team; what is worse than one of them threatens it (耐受限值)."""

    depth: Distance | None = None
    velocity: Speed | None = None
    depth_velocity: Annotated[float, Quantity("depth_velocity")] | None = None
    fire: Annotated[float, Quantity("fireline")] | None = None
    smoke: Annotated[float, Quantity("extinction")] | None = None
    dose: Number | None = None
    visibility: Distance | None = None
    wind: Speed | None = None

    @model_validator(mode="after")
    def some_limit(self) -> BearsPart:
        """Refuse limits of nothing."""
        if not self.limits():
            repair = _("Write for example {{dose: 1}}.").format()
            raise Wrong(_("nothing"), _("a limit"), repair, code="bears")
        return self

    def limits(self) -> tuple[tuple[str, float], ...]:
        """Return pairs of kind and limit, by kind."""
        stated = ((kind, getattr(self, kind)) for kind in type(self).model_fields)
        return tuple(sorted((kind, limit) for kind, limit in stated if limit is not None))
