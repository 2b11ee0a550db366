"""Which font of this machine can write Chinese in a figure."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from matplotlib.font_manager import findSystemFonts, fontManager

CHINESE_FONTS = (
    "Noto Sans CJK SC",
    "Source Han Sans SC",
    "Microsoft YaHei",
    "SimHei",
    "PingFang SC",
    "WenQuanYi Micro Hei",
    "Noto Sans SC",
    "Noto Sans CJK JP",  # holds the same Chinese characters, some in their Japanese form
)
"""Fonts looked for by name, best first. None is shipped: the smallest is 5 MB."""

_FILES = ("notosanscjk", "sourcehansans", "msyh", "simhei", "pingfang", "wqy", "notosanssc")


@cache
def chinese_font() -> str | None:
    """Return the name of the best font for Chinese that is installed, or None."""
    return _known() or _known_after_a_look()


def _known() -> str | None:
    names = {font.name for font in fontManager.ttflist}
    return next((name for name in CHINESE_FONTS if name in names), None)


def _known_after_a_look() -> str | None:
    # The list that matplotlib keeps on disk is older than a font installed since.
    for path in findSystemFonts():
        if Path(path).name.lower().replace("-", "").startswith(_FILES):
            fontManager.addfont(path)
    return _known()
