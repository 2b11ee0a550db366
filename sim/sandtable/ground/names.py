"""Names in two languages and the ids behind them."""

from __future__ import annotations

import re
from dataclasses import dataclass

ID_PATTERN = re.compile(r"[a-z][a-z0-9_]*")
"""Ids of everything but targets: ASCII, compared as byte strings (contracts §1)."""

TARGET_ID_PATTERN = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*")
"""Target ids may be dotted, e.g. ``huarong.arrive60.text``."""

MAX_ID_BYTES = 63
"""Longest id; the heap key of `ground.clock` leaves room for just so many bytes."""


@dataclass(frozen=True, slots=True)
class Name:
    """What a thing is called, in Chinese and in English (名称).

    Parameters
    ----------
    zh
        Chinese name; the English one where it is empty.
    en
        English name; the Chinese one where it is empty.

    """

    zh: str = ""
    en: str = ""

    def text(self, language: str) -> str:
        """Return the name in a language (``"zh"``, ``"en"``), or the other where it is missing."""
        first, second = (self.zh, self.en) if language == "zh" else (self.en, self.zh)
        return first or second
