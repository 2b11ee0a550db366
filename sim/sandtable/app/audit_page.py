"""What an audit says, for people: numbers in a table, then what is worth a look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sandtable.app.screen import Screen
from sandtable.files.importing.audit import NAMED, Audit
from sandtable.ground.language import _

Limits = Mapping[str, float | None]
"""Largest share that is allowed by name: ``filled``, ``outside``, ``suspect``; None = any."""


def broken_limits(audit: Audit, limits: Limits) -> list[str]:
    """Return the limits that a network breaks, as sentences."""
    told = {
        "filled": (audit.most_filled, _("assumed values: {found}, at most {limit} allowed")),
        "outside": (
            audit.outside,
            _("nodes outside the largest part: {found}, at most {limit} allowed"),
        ),
        "suspect": (
            audit.suspect,
            _("arcs of doubtful length or speed: {found}, at most {limit} allowed"),
        ),
    }
    return [
        text.format(found=_percent(found), limit=_percent(limit))
        for name, (found, text) in told.items()
        if (limit := limits.get(name)) is not None and found > limit
    ]


def tell_audit(screen: Screen, audit: Audit, broken: list[str]) -> None:
    """Print an audit: numbers, remarks, and the limits that are broken."""
    screen.heading(audit.name)
    screen.table((), [*_numbers(audit)])
    rows = [*_remarks(audit)]
    if rows:
        screen.heading(_("Worth a look"))
        screen.table((), rows)
    if audit.told or audit.parts:
        screen.heading(_("Done on import"))
        screen.table((), [*_done(audit)])
    for one in broken:
        screen.say(_("limit broken: {text}").format(text=one))


def _numbers(audit: Audit) -> Iterator[tuple[str, str]]:
    yield _("nodes, arcs, roads"), f"{audit.nodes}, {audit.arcs}, {audit.roads}"
    yield _("length"), f"{audit.length_m / 1000:.1f} km"
    words = [f"{word or '?'} {m / 1000:.1f} km" for word, m in audit.classes.items()]
    yield _("by class"), ", ".join(words)
    if audit.extent:
        yield _("extent"), ", ".join(f"{one:.5g}" for one in audit.extent)
    yield _("reference system"), audit.crs or _("unknown")
    yield _("kind"), _("schematic, not a map") if audit.kind == "schematic" else _("imported")
    yield _("attribution"), audit.attribution or _("unknown")
    assumed = ", ".join(
        f"{text} {_percent(audit.filled.get(word, 0.0))}" for word, text in _words().items()
    )
    yield _("assumed, of all arcs"), assumed
    yield (
        _("components"),
        _("{weak} apart, {strong} with ways there and back").format(
            weak=len(audit.weak), strong=len(audit.strong)
        ),
    )
    carried = {
        _("bridges"): audit.bridges,
        _("tunnels"): audit.tunnels,
        _("fords"): audit.fords,
        _("dike roads"): audit.dike_roads,
    }
    yield _("arcs that are"), ", ".join(f"{text} {count}" for text, count in carried.items())
    yield _("parallel arcs, loops"), f"{audit.parallel}, {audit.loops}"


def _words() -> dict[str, str]:
    return {"length": _("length"), "speed": _("speed"), "class": _("class")}


def _remarks(audit: Audit) -> Iterator[tuple[str, str]]:
    """Yield what is worth a look, with some ids."""
    if not audit.attribution:
        yield _("nobody is named whose data these are"), _("write Attribution: into README.md")
    if not audit.crs and audit.extent:
        yield _("the reference system is unknown"), _("state crs in config.csv")
    if len(audit.strong) > 1:
        sizes = ", ".join(map(str, audit.strong[:NAMED]))
        text = _("{share} of the nodes are outside the largest part")
        yield text.format(share=_percent(audit.outside)), _("nodes: {sizes}").format(sizes=sizes)
    ends = audit.no_way_out + audit.no_way_in
    if ends:
        yield _("dead ends of one-way roads"), str(ends)
    told = {
        "short": (audit.short, _("arcs shorter than 1 m")),
        "below_straight": (audit.below_straight, _("arcs shorter than the straight line")),
        "fast": (audit.fast, _("arcs faster than 130 km/h")),
        "bridges_without_limit": (
            audit.bridges_without_limit,
            _("bridges without a weight limit: unknown is no limit"),
        ),
        "steep": (audit.steep, _("arcs steeper than 20 %")),
    }
    for name, (count, text) in told.items():
        if count:
            yield text, f"{count}: {', '.join(audit.examples[name])}"
    if audit.nodes_without_height:
        yield _("nodes without a height"), str(audit.nodes_without_height)
    for far in audit.far[:NAMED]:
        yield (
            _("facility far from any road"),
            f"{far.facility}: {far.distance_m:.0f} m",
        )


def _done(audit: Audit) -> Iterator[tuple[str, str]]:
    for text, count in audit.told.items():
        yield text, str(count)
    for part in audit.parts[:NAMED]:
        name = f"{part.node} {part.name}".strip()
        size = _("{nodes} nodes, {km:.1f} km").format(nodes=part.nodes, km=part.length_m / 1000)
        yield _("part left out: {name}").format(name=name), size
    if len(audit.parts) > NAMED:
        rest = audit.parts[NAMED:]
        size = _("{nodes} nodes, {km:.1f} km").format(
            nodes=sum(part.nodes for part in rest),
            km=sum(part.length_m for part in rest) / 1000,
        )
        yield _("{count} smaller parts left out").format(count=len(rest)), size


def _percent(value: float) -> str:
    return f"{100 * value:.1f} %"
