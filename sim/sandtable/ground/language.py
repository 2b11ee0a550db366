"""The language of everything a person reads: gettext catalogues, English and Chinese."""

from __future__ import annotations

import gettext
from pathlib import Path

LANGUAGES = ("en", "zh")
_CATALOGUES = Path(__file__).parent.parent / "locale"
_current: gettext.NullTranslations = gettext.NullTranslations()
_language = "en"


def set_language(language: str) -> None:
    """Choose the language of all later texts: ``"en"`` or ``"zh"``."""
    global _current, _language  # noqa: PLW0603  one reader, one language: gettext's own model
    _current = gettext.translation("sandtable", _CATALOGUES, languages=[language], fallback=True)
    _language = language


def language() -> str:
    """Return the language in force."""
    return _language


def _(message: str) -> str:
    """Translate a message; placeholders are filled by ``str.format`` afterwards."""
    return _current.gettext(message)
