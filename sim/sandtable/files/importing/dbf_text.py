"""Texts of a .dbf, whose encoding is stated beside it, or nowhere (编码)."""

from __future__ import annotations

import codecs
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from sandtable.ground.language import _

_CODE_PAGES: Final = {
    "936": "gb18030",
    "cp936": "gb18030",
    "gbk": "gb18030",
    "gb2312": "gb18030",
    "gb18030": "gb18030",
    "65001": "utf-8",
    "utf8": "utf-8",
    "oem 936": "gb18030",
    "ansi 936": "gb18030",
    "ansi 1252": "cp1252",
    "1252": "cp1252",
    "88591": "latin-1",
}
"""Python's word for what stands in a .cpg; GB18030 holds all of GBK and GB2312."""


def decoded(
    columns: Mapping[str, NDArray[Any]], code_page: str, told: Counter[str]
) -> dict[str, NDArray[Any]]:
    """Return columns whose texts came one character per byte, with the texts that are meant.

    The encoding is that of the .cpg if all texts fit it, else UTF-8 if they do, else GB18030. A
    character that a too narrow field has cut in half at the end of a text is left out.

    Parameters
    ----------
    code_page
        What the .cpg says, empty = there is none.

    """
    texts = {text for values in columns.values() if values.dtype == object for text in values}
    raw = {str(one).encode("latin-1") for one in texts if one is not None}
    raw |= {header.encode("latin-1") for header in columns}
    foreign = [one for one in raw if not one.isascii()]
    encoding = _encoding(foreign, code_page)
    if foreign:
        text = _("Texts of the .dbf were read as {encoding}, found by trying")
        if encoding == _python_name(code_page):
            text = _("Texts of the .dbf were read as {encoding}, as its .cpg says")
        told[text.format(encoding=encoding.upper())] += len(foreign)
    if damaged := sum(not _fits(one, encoding) for one in foreign):
        told[_("Texts of the .dbf hold characters that fit no encoding")] += damaged
    meant = {one.decode("latin-1"): _decode(one, encoding) for one in raw}
    return {
        meant[header]: (
            np.array([None if one is None else meant[one] for one in values], dtype=object)
            if values.dtype == object
            else values
        )
        for header, values in columns.items()
    }


def _encoding(texts: Iterable[bytes], code_page: str) -> str:
    for encoding in filter(None, (_python_name(code_page), "utf-8")):
        if all(_fits(one, encoding) for one in texts):
            return encoding
    return "gb18030"


def _python_name(code_page: str) -> str:
    word = code_page.lower().strip()
    word = _CODE_PAGES.get(word) or _CODE_PAGES.get(word.replace("-", "").replace("_", ""), word)
    try:
        b"".decode(word or "utf-8")  # not every codec is one of texts
    except LookupError:
        return ""
    return codecs.lookup(word).name if word else ""


def _fits(text: bytes, encoding: str) -> bool:
    """Return whether bytes are a text of an encoding, its last character cut in half or not."""
    try:
        codecs.getincrementaldecoder(encoding)().decode(text)
    except UnicodeDecodeError:
        return False
    return True


def _decode(text: bytes, encoding: str) -> str:
    return codecs.getincrementaldecoder(encoding)(errors="replace").decode(text)
