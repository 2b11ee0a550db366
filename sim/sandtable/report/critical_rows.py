"""Which roads cost most when lost, as a person reads it: rows of a table (关键道路的表)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sandtable.ground.language import _
from sandtable.report.verdict_rows import NOTHING, duration
from sandtable.study.critical import Loss, Ranking


@dataclass(frozen=True, slots=True)
class Group:
    """Roads that cost the same when lost: most often the pieces of one way between two places."""

    rank: int
    loss: Loss
    roads: tuple[str, ...]


def groups(ranking: Ranking) -> list[Group]:
    """Return the roads whose loss costs anything, dearest first.

    Those of equal cost share a group: most often pieces of one way.
    """
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
    ranking: Ranking, most: int, names: Mapping[str, str], *, with_free: bool = False
) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Return heads and rows of the dearest roads.

    Parameters
    ----------
    most
        So many rows at most.
    names
        What roads are called, by id, where they are called anything.
    with_free
        Roads whose loss costs nothing have rows too, at the end and without a number.

    """
    limits = [_("leave\n{limit}").format(limit=duration(one)) for one in ranking.limits_s]
    some = groups(ranking)
    if with_free:
        some += [Group(0, loss, (loss.road,)) for loss in ranking.losses if loss.is_nothing]
    some = some[:most]
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
        f"{group.rank or ''}{'!' if loss.cuts_off else ''}",
        "\n".join(filter(None, (group_id(group), names.get(group.roads[0])))),
        number(loss.unreachable),
        *(number(one) for one in loss.leave),
        number(loss.person_minutes),
        f"+{loss.mean_minutes:.2f}" if loss.mean_minutes else NOTHING,
        *((shelters,) if has_shelters else ()),
    )


def group_id(group: Group) -> str:
    """Return the id of the first road of a group, and how many are like it."""
    more = len(group.roads) - 1
    return f"{group.roads[0]} (+{more})" if more else group.roads[0]


def number(value: float) -> str:
    """Return persons or minutes as a whole number in groups of three; nothing stays a dash."""
    return f"{value:,.0f}" if value else NOTHING


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
