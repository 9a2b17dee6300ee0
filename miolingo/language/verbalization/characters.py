"""Bring characters to one form, with the place of each in the text it came from."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_SAME_SIGNS = (
    dict.fromkeys("’‘ʼ´`ʹ′ꞌˈ＇", "'")
    | dict.fromkeys("‐‑⁃﹣－", "-")
    | dict.fromkeys("―⸺", "—")
    | dict.fromkeys("”“„″‟〃", '"')
    | dict.fromkeys("～〜∼", "~")
    | {"⁄": "/", "∕": "/", "−": "-", "…": "...", "㎡": "m²", "㎥": "m³", "㎢": "km²", "㎠": "cm²"}
    | {"⁻": "^-", "℃": "°c", "℉": "°f", "∙": "·", "・": "·", "⋅": "·", "¹": "^1", "⁰": "^0"}
    | {sign: f"^{power}" for power, sign in enumerate("⁴⁵⁶⁷⁸⁹", start=4)}
)
_KEPT = frozenset("½⅓⅔¼¾⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞ªº²³№™®©")
"""Characters with a meaning of their own, which NFKC would take: 1½ is not 11/2."""
_FIRST_JAMO, _LAST_JAMO = "\u3131", "\u318e"
_DOTTED_I = "i\u0307"
_EMOJI_STYLE = {"\ufe0e", "\ufe0f"}


@dataclass(frozen=True)
class Canonical:
    """A ``text`` in one form; its character ``i`` comes from the source at ``places[i]``."""

    source: str
    text: str
    places: tuple[int, ...]

    def written(self, start: int, end: int) -> str:
        """What stands in the source for a stretch of the text."""
        return self.source[self.places[start] : self.places[end - 1] + 1]


def canonical(phrase: str) -> Canonical:
    """Bring a phrase to one form, its case kept: visible, composed, with simple signs."""
    source = visible(unicodedata.normalize("NFC", phrase))
    forms = [_form(sign) for sign in source]
    places = tuple(place for place, form in enumerate(forms) for _ in form)
    return Canonical(source, "".join(forms), places)


def lowered(text: str) -> str:
    """The text in lower case and composed."""
    return unicodedata.normalize("NFC", text.lower()).replace(_DOTTED_I, "i")


def visible(text: str) -> str:
    """The text without characters that only control how others are shown."""
    return "".join(
        sign
        for sign in text
        if unicodedata.category(sign) not in {"Cf", "Me"} and sign not in _EMOJI_STYLE
    )


def simple(text: str) -> str:
    """The text in NFKC with simple quotes and hyphens."""
    return "".join(_SAME_SIGNS.get(sign) or unicodedata.normalize("NFKC", sign) for sign in text)


def _form(sign: str) -> str:
    if sign in _KEPT or _FIRST_JAMO <= sign <= _LAST_JAMO:
        return sign
    return _SAME_SIGNS.get(sign) or unicodedata.normalize("NFKC", sign)
