"""Fonts of this machine for the letters of a picture, and what to do where there is none."""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

BASE = "DejaVu Sans"
"""The family that comes with matplotlib."""

_EAST_ASIAN = {"HANGUL": "Korean", "CJK": "Chinese", "HIRAGANA": "Japanese", "KATAKANA": "Japanese"}
_SYMBOLS = "SYMBOL"
_OFTEN_COMPLETE = ("notosanscjk", "notosanskr", "malgun", "gothic", "nanum", "arialuni", "droid")
_UNUSUAL_STYLES = (
    *("bold", "black", "light", "thin", "medium", "italic", "oblique", "condensed"),
    *("mono", "serif", "ui", "looped", "display"),
)
_BLANK_FONTS = ("lastresort", "adobeblank", "notocoloremoji")


def fonts_for(text: str) -> tuple[list[str], str]:
    """The families to draw a text with, the base first, and the letters that none of them has."""
    families, missing = [BASE], ""
    for script, letters in _by_script(_without(text, font_manager.findfont(BASE))).items():
        left = set(letters)
        for path in _candidates(script):
            found = left - _without(left, path)
            if found and (family := _added(path)):
                families.append(family)
                left -= found
            if not left:
                break
        missing += "".join(sorted(left))
    return families, missing


def advice(missing: str) -> str:
    """Which letters a picture lacks, and what to install for them."""
    scripts = sorted(_by_script(missing))
    names = dict.fromkeys(_EAST_ASIAN.get(script, script.title()) for script in scripts)
    packages = dict.fromkeys(map(_package, scripts))
    return (
        f"The picture has empty boxes instead of some letters ({missing[:12]}), because this "
        f"computer has no {' or '.join(names)} font. Install one and draw the picture again. "
        f"On Debian and Ubuntu: sudo apt install {' '.join(packages)}. "
        "On other systems, see https://fonts.google.com/noto"
    )


def _package(script: str) -> str:
    if script == _SYMBOLS:
        return "fonts-symbola"
    return "fonts-noto-cjk" if script in _EAST_ASIAN else "fonts-noto-core"


def _by_script(letters: Iterable[str]) -> dict[str, str]:
    """Letters by the first word of their Unicode name, which is that of their script."""
    groups: defaultdict[str, str] = defaultdict(str)
    for letter in sorted(letters):
        is_symbol = unicodedata.category(letter)[0] not in "LMN"
        script = _SYMBOLS if is_symbol else unicodedata.name(letter, "UNKNOWN").split()[0]
        groups[script] += letter
    return dict(groups)


def _candidates(script: str) -> Iterator[str]:
    """The paths of installed fonts, those that are likely to have a script and are plain first.

    They are looked for each time: matplotlib's own list does not know what was installed lately.
    """

    def rank(path: str) -> tuple[bool, int, str]:
        stem = Path(path).stem.lower().replace(" ", "")
        likely = script.lower() in stem or any(name in stem for name in _OFTEN_COMPLETE)
        return not likely, sum(style in stem for style in _UNUSUAL_STYLES), stem

    for path in sorted(font_manager.findSystemFonts(), key=rank):
        if not any(name in path.lower().replace(" ", "") for name in _BLANK_FONTS):
            yield path


def _without(letters: Collection[str], path: str) -> set[str]:
    """The letters that a font cannot draw: all of them where it cannot be read."""
    needed = {letter for letter in letters if letter.isprintable() and not letter.isspace()}
    try:
        has = FT2Font(path).get_charmap()
    except (OSError, RuntimeError):
        return needed
    return {letter for letter in needed if ord(letter) not in has}


def _added(path: str) -> str:
    """The family of a font that matplotlib can use from now on; empty for one it cannot use."""
    try:
        font = FT2Font(path)
        font.set_size(12, 100)
        font_manager.fontManager.addfont(path)
    except (OSError, RuntimeError, ValueError):
        return ""
    return font.family_name
