"""Decode text of any program: UTF-8, UTF-16, UTF-32, or the code page of a language."""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_MARKS = (
    # UTF-32 first: its mark begins with that of UTF-16.
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WESTERN = ("cp1252", "mac_roman", "cp850")
"""What Windows, the classic Mac OS and DOS wrote in western Europe; the first wins a draw."""

_OTHER_CODE_PAGES = {
    "ko": "cp949",
    "ja": "cp932",
    "zh": "gb18030",
    "el": "cp1253",
    "he": "cp1255",
    "th": "cp874",
    "vi": "cp1258",
    **dict.fromkeys(("be", "bg", "kk", "mk", "ru", "sr", "uk"), "cp1251"),
    **dict.fromkeys(("ar", "fa", "ur"), "cp1256"),
    **dict.fromkeys(("cs", "hr", "hu", "pl", "ro", "sk", "sl"), "cp1250"),
    **dict.fromkeys(("tr", "az"), "cp1254"),
    **dict.fromkeys(("et", "lt", "lv"), "cp1257"),
}
"""The code page that Windows has for a language outside western Europe."""

_LETTERS = {
    "de": "äöüß",
    "es": "áéíñóúü",
    "fr": "àâæçèéêëîïôùûüœ",
    "it": "àèéìòù",
    "nl": "èéëïöü",
    "pt": "àáâãçéêíóôõú",
}
"""The letters outside ASCII that a language is written with."""

_PUNCTUATION = "¿¡«»„“”‘’…–—€°\xa0"
_DAMAGE = re.compile("[\0\ud800-\udfff\ufffd]")


@dataclass(frozen=True)
class DecodedText:
    """A text whose lines all end in a line feed, and the name of its encoding.

    A byte that does not belong in UTF-8 is kept as a lone surrogate, by which its line can be told.
    """

    text: str
    encoding: str


def decode_text(data: bytes, language_code: str) -> DecodedText:
    """Decode a text file; the language tells which code page it may be in.

    Raises ValueError for bytes that are text in none of the encodings that come into question.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            errors = "surrogateescape" if encoding == "utf-8" else "replace"
            return _decoded(data.removeprefix(mark).decode(encoding, errors), encoding)
    wide = _wide_encoding(data)
    if wide:
        return _decoded(data.decode(wide, "replace"), wide)
    if _is_utf_8(data):
        return _decoded(data.decode("utf-8", "surrogateescape"), "utf-8")
    return _of_code_page(data, language_code)


def damage(text: str) -> str:
    """What shows that a text was damaged or is none, as in “it holds …”; empty for a sound one."""
    if "\0" in text:
        return "it contains a NUL character, which text cannot have"
    if any("\ud800" <= sign <= "\udfff" for sign in text):
        return "it contains bytes that are not valid UTF-8"
    if "\ufffd" in text:
        return "it contains characters that another program has already lost (�)"
    return ""


def undamaged(text: str) -> str:
    """The text without the signs of its damage."""
    return _DAMAGE.sub("", text)


def _decoded(text: str, encoding: str) -> DecodedText:
    return DecodedText(text.replace("\r\n", "\n").replace("\r", "\n"), encoding)


def _wide_encoding(data: bytes) -> str:
    """UTF-16 without a mark, told by the zero bytes of its ASCII signs; empty where it is not.

    In most of such texts every other byte is zero. Where it is not, they are no UTF-8, by which a
    stray NUL is told from them.
    """
    low, high = data[0::2].count(0), data[1::2].count(0)
    zeros = max(low, high)
    if len(data) % 2 or min(low, high) or zeros * 20 < len(data) or not zeros:
        return ""
    if zeros * 4 < len(data) and _decodes(data):
        return ""
    return "utf-16-le" if high else "utf-16-be"


def _is_utf_8(data: bytes) -> bool:
    """Whether most lines that are not ASCII are UTF-8."""
    lines = [line for line in data.splitlines() if not line.isascii()]
    return sum(map(_decodes, lines)) * 2 >= len(lines)


def _decodes(line: bytes) -> bool:
    try:
        line.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _of_code_page(data: bytes, language_code: str) -> DecodedText:
    language = language_code.partition("-")[0].lower()
    own = _OTHER_CODE_PAGES.get(language)
    if own and (text := _text_in(data, own)) is not None:
        return _decoded(text, own)
    found = [(text, page) for page in _WESTERN if (text := _text_in(data, page)) is not None]
    letters = _LETTERS.get(language, "")
    text, page = max(found, key=lambda it: _likelihood(it[0], letters), default=("", ""))
    if not page or _likelihood(text, letters) < 0:
        raise ValueError("it is neither UTF-8 nor in the code page of its language")
    return _decoded(text, page)


def _text_in(data: bytes, code_page: str) -> str | None:
    try:
        return data.decode(code_page)
    except UnicodeDecodeError:
        return None


def _likelihood(text: str, letters: str) -> int:
    """How many signs outside ASCII stand where such signs stand, less those that do not."""
    around = zip(f" {text}", text, f"{text} "[1:], strict=False)
    return sum(_fits(*signs, letters) for signs in around if not signs[1].isascii())


def _fits(before: str, sign: str, after: str, letters: str) -> int:
    """How well a sign fits between its neighbors; letters of the language count more."""
    if not sign.isalpha():
        return 1 if sign in _PUNCTUATION and (sign == "’" or not before.islower()) else -3
    within_word = before.islower() or (before.isalpha() and after.islower())
    if sign.isupper() and within_word:
        return -3
    return 3 if sign.lower() in letters else 1
