"""The gap list (短板清单): what is missed, why, and what usually helps against just that.

The options are a fixed table by cause, no result of the simulation: each is a thing to try as a
plan alternative. The report says so above the list.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sandtable.ground.language import _, language
from sandtable.ground.names import Name
from sandtable.report.html.findings import Finding
from sandtable.report.verdict_rows import cause_text, estimated, promise

MOST_CAUSES = 3
LEAST_SHARE = 0.10
"""A cause of fewer misses than this is left out, unless it is the first."""
MOST_ZONES = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """A cause of the misses and its share."""

    text: str
    percent: str
    width: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """One line of the gap list.

    Parameters
    ----------
    found, promised
        What the plan achieves, and what it promises.
    shown
        Whether the promise is shown to be missed; else it is merely not shown to be kept.
    places
        Where most misses lie, e.g. ``Tuanzhou 41 %``.
    options
        What to try, in plain words.

    """

    target: str
    where: str
    found: str
    promised: str
    shown: bool
    causes: tuple[Cause, ...]
    places: tuple[str, ...]
    options: tuple[str, ...]


def gaps_of(findings: Iterable[Finding]) -> list[Gap]:
    """Return the gaps, first those that are established, in the order of the study."""
    open_ = [one for one in findings if one.verdict.verdict in ("not_met", "undecided")]
    missed = [one for one in open_ if one.causes()]
    return sorted((_gap(one) for one in missed), key=lambda gap: not gap.shown)


def _gap(finding: Finding) -> Gap:
    target, verdict = finding.target, finding.verdict
    leading = [
        (cause, share)
        for number, (cause, share) in enumerate(finding.causes())
        if number == 0 or (share >= LEAST_SHARE and number < MOST_CAUSES)
    ]
    return Gap(
        target=target.name.text(language()) or target.id,
        where=where(finding),
        found=estimated(verdict.estimate, target),
        promised=promise(target),
        shown=verdict.verdict == "not_met",
        causes=tuple(
            Cause(text=cause_text(cause), percent=f"{share:.0%}".replace("%", " %"), width=share)
            for cause, share in leading
        ),
        places=tuple(_places(finding)),
        options=tuple(
            dict.fromkeys(option for cause, _s in leading for option in options_for(cause))
        ),
    )


def where(finding: Finding) -> str:
    """Return the names of scenario and alternative of a finding."""
    world, point = finding.world, finding.point
    scenario = world.scenario.name.text(language()) or point.scenario
    plan = world.plan.name.text(language()) or point.alternative
    return f"{scenario} / {plan}"


def _places(finding: Finding) -> Iterable[str]:
    names = {zone.id: zone.name for zone in finding.world.place.zones}
    total = sum(finding.missed_zones.values())
    most = sorted(finding.missed_zones.items(), key=lambda pair: (-pair[1], pair[0]))[:MOST_ZONES]
    for zone, count in most:
        if zone and count >= LEAST_SHARE * total:
            name = names.get(zone, Name()).text(language()) or zone
            yield f"{name} {100 * count / total:.0f} %"


def options_for(cause: str) -> tuple[str, ...]:
    """Return what usually helps against a cause of delay; nothing for one that is not known."""
    return _options().get(cause, ())


def _options() -> dict[str, tuple[str, ...]]:
    incidents = _options_before_departure() | _options_on_the_road() | _options_at_the_end()
    return incidents | _options_for_people()


def _options_before_departure() -> dict[str, tuple[str, ...]]:
    return {
        "detection": (
            _("more eyes: patrols, gauges and sensors, information officers in the villages"),
        ),
        "reporting": (
            _("a shorter report chain: from the scene straight to the county, levels skipped"),
        ),
        "decision": (_("standing orders: the first teams go before grading is finished"),),
        "wait": (
            _("more teams of the skill that is short, or trained part-time teams"),
            _("free teams moved up to where cover is thin (move-up)"),
            _("an agreement with neighbours, asked for at once and not when all are busy"),
        ),
        "notification": (_("one call to all: group call, application, siren"),),
        "turnout": (_("crews on duty at the base instead of on call; vehicles loaded"),),
        "never_ordered": (
            _("a team with the skill that is asked for, own or by agreement"),
            _("more teams, so that one is free"),
        ),
        "handed_over": (_("more teams of the skill that is short, or an agreement"),),
    }


def _options_on_the_road() -> dict[str, tuple[str, ...]]:
    return {
        "free_flow": (
            _("a forward base, or a team stationed nearer to the places named"),
            _("an agreement with a nearer team across the border"),
            _("another clock or limit for remote places, said openly in the plan"),
        ),
        "slowed": (_("traffic control on the approach; roads cleared early"),),
        "detour": (
            _("teams and goods placed beyond the road before it closes"),
            _("a second way made passable"),
        ),
        "waiting": (
            _("teams and goods placed beyond the road before it closes"),
            _("boats, helicopters or entry on foot where the road stays closed"),
            _("closures reported to drivers sooner, so that nobody waits before them"),
        ),
        "unreachable": (
            _("teams and goods placed beyond the road before it closes"),
            _("boats, helicopters or entry on foot where the road stays closed"),
        ),
        "under_way": (
            _("a forward base, or a team stationed nearer to the places named"),
            _("teams sent at the first sign, and recalled if they are not needed"),
        ),
    }


def _options_at_the_end() -> dict[str, tuple[str, ...]]:
    return {
        "on_scene_wait": (
            _("the full force ordered at once, not team after team"),
            _("the rare skill (large rescue, hazardous substances) stationed nearer"),
        ),
        "never_full": (_("a team with the skill that is missing, own or by agreement"),),
        "work": (_("more hands or better equipment on scene; relief of the teams at work"),),
        "never_controlled": (_("more force in the first order; specialists called at once"),),
        "expired": (_("first help from the village or township until a team comes"),),
        "need_open": (
            _("stocks nearer to the people, by item that is short"),
            _("more trucks and bays; the depot opened and trucks called on the warning"),
            _("local purchase and cooking by agreement until the depot delivers"),
        ),
        "link_setup": (_("the link carried by the team that comes first"),),
        "no_link": (
            _("more teams that carry a live link"),
            _("satellite or mesh radio where the public network fails"),
        ),
        "in_the_hazard": (
            _("a place to meet further up the wind, or up the slope, and a way round"),
            _("teams in suits and with air for what lies in the hazard"),
            _("the source under control sooner"),
        ),
    }


def _options_for_people() -> dict[str, tuple[str, ...]]:
    return {
        "not_told": (
            _("the order to leave given on the warning, before the hazard is there"),
            _("more pairs who knock at doors; loudspeakers and gongs that work without power"),
        ),
        "mobilising": (
            _("people told to be ready a stage earlier, the old and sick fetched first"),
        ),
        "waiting_for_bus": (
            _("more buses by agreement, called out on the warning"),
            _("own vehicles and neighbours' vehicles for those who can"),
        ),
        "on_the_way": (
            _("one-way traffic, and rock trucks held back while people leave"),
            _("a nearer refuge: dike crown, safety zone, high floors"),
        ),
        "trapped": (
            _("the order to leave given on the warning, before the hazard is there"),
            _("boats with crews standing ready in the villages"),
        ),
        "no_room": (_("more shelters, or opened sooner; agreements with schools farther off"),),
        "refused": (_("a second visit by somebody whom they trust; a place for livestock"),),
        "lost": (
            _("the order to leave given on the warning, before the hazard is there"),
            _("boats with crews standing ready in the villages"),
        ),
    }
