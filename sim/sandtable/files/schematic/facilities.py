"""Fictitious facilities: three in each county seat, and two at each seat."""

from __future__ import annotations

from collections.abc import Iterator

from sandtable.files.schematic.facts import Facts, Township
from sandtable.files.schematic.layout import Layout, seat_id
from sandtable.files.schematic.towns import county_seats
from sandtable.ground.names import Name

HEADERS = ("id", "name", "name_en", "kind", "node", "link_id", "offset_m", "fictitious")

_OF_COUNTY = {
    "fire_station": Name("消防救援站", "fire and rescue station"),
    "hospital": Name("县医院", "county hospital"),
    "depot": Name("应急物资储备库", "emergency depot"),
}
_OF_SEAT = {
    "health_centre": Name("卫生院", "health centre"),
    "shelter": Name("安置点", "shelter"),
}
_AT = ((1, 0), (0, 1), (-1, 0))
"""Crossings of streets where the facilities of a county stand, in the order of their list."""


def facilities(layout: Layout, facts: Facts) -> Iterator[tuple[str, ...]]:
    """Yield the rows of facility.csv, all of them made up."""
    capitals = set(county_seats(facts.townships).values())
    for k, one in enumerate(facts.townships):
        short = layout.shorts[one.code]
        if one.code in capitals:
            for (kind, name), at in zip(_OF_COUNTY.items(), _AT, strict=True):
                town = layout.towns.get(k)
                node = town.node(*at, short) if town else seat_id(one.code)
                yield _row(kind, short, one, name, node)
        for kind, name in _OF_SEAT.items():
            yield _row(kind, short, one, name, seat_id(one.code))


def _row(kind: str, short: str, one: Township, name: Name, node: str) -> tuple[str, ...]:
    return (
        f"{kind}_{short}",
        f"{one.name.zh}{name.zh}(虚构)",
        f"{one.name.en} {name.en} (fictitious)".strip(),
        kind,
        node,
        "",
        "",
        "1",
    )
