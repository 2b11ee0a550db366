"""Which roads cost most when lost, as a person reads it: rows of a table (关键道路的表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sandtable.ground.language import _
from sandtable.report.verdict_rows import duration
from sandtable.study.critical import Loss, Ranking


@dataclass(frozen=True, slots=True)
class Group:
    """Roads that cost the same when lost: most often the pieces of one way between two places."""

    rank: int
    loss: Loss
    roads: tuple[str, ...]


def groups(ranking: Ranking) -> list[Group]:
    """Return the roads whose loss costs anything, those of equal cost together, dearest first."""
    found: list[Group] = []
    for loss in ranking.losses:
        if loss.is_nothing:
            continue
        if found and replace(found[-1].loss, road=loss.road) == loss:
            found[-1] = replace(found[-1], roads=(*found[-1].roads, loss.road))
        else:
            found.append(Group(len(found) + 1, loss, (loss.road,)))
    return found


def critical_table(
    ranking: Ranking, most: int, names: Mapping[str, str]
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return heads and rows of the dearest roads.

    Parameters
    ----------
    most
        So many rows at most.
    names
        What roads are called, by id; those without a name bear their id.

    """
    limits = [_("leave\n{limit}").format(limit=duration(one)) for one in ranking.limits_s]
    some = groups(ranking)[:most]
    has_shelters = any(one.loss.shelters_cut_off or one.loss.shelter_minutes for one in some)
    heads = (
        *("", _("Road"), _("cut off"), *limits, _("person-\nminutes"), _("mean\nmin")),
        *((_("shelters"),) if has_shelters else ()),
    )
    return heads, [_row(one, names, has_shelters=has_shelters) for one in some]


def _row(group: Group, names: Mapping[str, str], *, has_shelters: bool) -> tuple[str, ...]:
    loss = group.loss
    shelters = _("{cut} cut off, +{minutes} min").format(
        cut=loss.shelters_cut_off, minutes=f"{loss.shelter_minutes:.3g}"
    )
    return (
        f"{group.rank}{'!' if loss.cuts_off else ''}",
        group_name(group, names),
        number(loss.unreachable),
        *(number(one) for one in loss.leave),
        number(loss.person_minutes),
        f"+{loss.mean_minutes:.2f}",
        *((shelters,) if has_shelters else ()),
    )


def group_name(group: Group, names: Mapping[str, str]) -> str:
    """Return what a group of roads is called: its first road, and how many are like it."""
    first = names.get(group.roads[0]) or group.roads[0]
    more = len(group.roads) - 1
    return f"{first} (+{more})" if more else first


def number(value: float) -> str:
    """Return persons or minutes as a whole number in groups of three; nothing stays a dash."""
    return f"{value:,.0f}" if value else "–"


def remarks(ranking: Ranking, asked: Sequence[str]) -> list[str]:
    """Return what is to be said below the table."""
    costly = [one for one in ranking.losses if not one.is_nothing]
    single = sum(one.cuts_off for one in costly)
    said = _("{costly} of {asked} roads cost something when lost; {single} are the only way (!).")
    lines = [said.format(costly=len(costly), asked=len(set(asked)), single=single)]
    if any(len(one.roads) > 1 for one in groups(ranking)):
        lines.append(_("(+N): so many more roads cost the same, pieces of one way most often."))
    if ranking.unreachable:
        text = _("{persons} persons are reached by nobody though no road is lost.")
        lines.append(text.format(persons=number(ranking.unreachable)))
    return lines
