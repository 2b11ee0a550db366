"""Warnings in force: what each of several messages says, until another takes its place (预警)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sandtable.files.areas.cap import Alert, Info, Name


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """What is warned of in some areas, from a time to another.

    Parameters
    ----------
    alert, info
        Where it stands: what several languages say of the same is there once.
    events
        What is warned of, in each language.
    ends
        None = the message has no end.

    """

    alert: Alert
    info: Info
    events: tuple[str, ...]
    begins: datetime
    ends: datetime | None


def in_force(alerts: Sequence[Alert]) -> Iterator[InForce]:
    """Yield what is in force by some messages, in any order.

    An update takes the place of the messages that it refers to when it is sent, and a cancellation
    ends them then.
    """
    for alert in alerts:
        replaced = [one.name.sent for one in alerts if _refers(one, alert.name)]
        for info, events in _once(alert.infos):
            ends = min([*replaced, *([info.expires] if info.expires else [])], default=None)
            if ends is None or ends > info.begins:
                yield InForce(alert=alert, info=info, events=events, begins=info.begins, ends=ends)


def of_nothing(alerts: Sequence[Alert]) -> list[Alert]:
    """Return the cancellations of messages that are not there."""
    known = {_key(one.name) for one in alerts}
    return [
        one
        for one in alerts
        if one.message == "Cancel" and not known & set(map(_key, one.references))
    ]


def _refers(one: Alert, name: Name) -> bool:
    return _key(name) in map(_key, one.references)


def _key(name: Name) -> tuple[str, str]:
    return name.sender, name.identifier


def _once(infos: Iterable[Info]) -> Iterator[tuple[Info, tuple[str, ...]]]:
    """Yield what is said in several languages once, with what each of them calls it."""
    same: dict[object, list[Info]] = {}
    for one in infos:
        shape = tuple(ring.tobytes() for polygon in one.polygons for ring in polygon)
        same.setdefault((one.severity, one.begins, one.expires, shape), []).append(one)
    for group in same.values():
        yield group[0], tuple(dict.fromkeys(one.event for one in group))
