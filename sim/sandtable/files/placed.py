"""Where something is: at a node, on a link, or beside a road."""

from __future__ import annotations

from typing import Annotated, ClassVar

from pydantic import Field, WithJsonSchema

from sandtable.files.fields import Distance, Item, PositiveDistance, Text, Wrong
from sandtable.ground.language import _

Longitude = Annotated[float, Field(ge=-180, le=180), WithJsonSchema({"type": "number"})]
Latitude = Annotated[float, Field(ge=-90, le=90), WithJsonSchema({"type": "number"})]


class Placed(Item):
    """An item of a list that is somewhere on the network."""

    node: Text = ""
    link: Text = ""
    offset: Distance | None = None
    lon: Longitude | None = None
    lat: Latitude | None = None
    within: PositiveDistance | None = None

    HEADERS: ClassVar[dict[str, str]] = Item.HEADERS | {
        "节点": "node",
        "路段": "link",
        "距起点": "offset",
        "距起点(米)": "offset_m",
        "经度": "lon",
        "纬度": "lat",
        "离路不超过": "within",
    }

    def check_place(self, *, may_be_nowhere: bool = False) -> None:
        """Refuse an item that is nowhere, or in two places."""
        ways = {
            "node": bool(self.node),
            "link": bool(self.link),
            "lon": self.lon is not None or self.lat is not None,
        }
        given = [name for name, is_given in ways.items() if is_given]
        expected = _("'node', or 'link' and 'offset', or 'lon' and 'lat'")
        if len(given) != 1 and not (may_be_nowhere and not given):
            repair = _("Say where it stands, in one way.")
            shown = " + ".join(f"'{name}'" for name in given) or _("nothing")
            raise Wrong(shown, expected, repair, code="site")
        whole = (
            (self.offset is not None) == bool(self.link),
            (self.lon is None) == (self.lat is None),
            self.within is None or self.lon is not None,
        )
        if not all(whole):
            repair = _("An offset goes with a link, a longitude with a latitude.")
            raise Wrong(_("a part of a place"), expected, repair, code="site")

    def stands_at(self, name: str) -> str:
        """Return the id of its node: one of the network, or its own, after its id; "" = none."""
        if self.node or not (self.link or self.lon is not None):
            return self.node
        return f"at_{name}"
