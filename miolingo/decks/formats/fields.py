"""Read the fields of Anki's notes and the cells of tables: text, HTML, and what Anki adds to it."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from html.parser import HTMLParser

from miolingo.language.terminal_safe import on_one_line


@dataclass(frozen=True)
class Field:
    """The visible text of a field, on one line, and the names of the recordings it plays."""

    text: str
    recordings: tuple[str, ...] = ()


LONGEST_FIELD = 5_000
"""In characters; a longer text is no phrase that anybody could say."""

_HAN = "々〆㐀-䶿一-鿿豈-\ufaff"
_SOUND = re.compile(r"\[sound:(.+?)\]")
_HTML = re.compile(
    r"</?(?:a|b|br|div|em|font|hr|i|img|li|p|ruby|rt|span|strong|sub|sup|u|ul|wbr)\b[^<>]*>"
    r"|&(?:nbsp|amp|lt|gt|quot|#\d+|#x[\da-f]+);",
    re.IGNORECASE,
)
_LATEX = re.compile(
    r"\[latex\].*?\[/latex\]|\[\$\$?\].*?\[/\$\$?\]|\\\(.*?\\\)|\\\[.*?\\\]",
    re.IGNORECASE | re.DOTALL,
)
_NOT_SEEN = dict.fromkeys(map(ord, "\u00ad\u200b\u2060\ufeff"))
"""The soft hyphen, and spaces without width."""

_SPEECH = re.compile(r"\[/?anki:[^\]]*\]")
_CLOZE = re.compile(r"\{\{c[\d,]+::([^{}]*?)(?:::[^{}]*)?\}\}")
_FURIGANA = re.compile(rf" ?(?<![{_HAN}])([{_HAN}]+)\[[^\[\]]*\]")


def field_of_html(html: str) -> Field:
    """The content of a field: no markup, gaps filled in, no furigana, no LaTeX.

    The text is empty where it is longer than ``LONGEST_FIELD``. Raises ValueError for invalid
    HTML.
    """
    text = _text_of_html(html)
    return field_of_text(_LATEX.sub(" ", text) if len(text) <= LONGEST_FIELD else "")


def field_of_text(text: str) -> Field:
    """The content of a field that is no HTML, also without gaps and furigana.

    The text is empty where it is longer than ``LONGEST_FIELD``.
    """
    if len(text) > LONGEST_FIELD:
        return Field("")
    text = unicodedata.normalize("NFC", text.translate(_NOT_SEEN))
    recordings = tuple(_SOUND.findall(text))
    text = _FURIGANA.sub(r"\1", _filled(_SPEECH.sub(" ", _SOUND.sub(" ", text))))
    return Field(on_one_line(text), recordings)


def looks_like_html(text: str) -> bool:
    """Whether there are tags or entities of HTML in a text."""
    return bool(_HTML.search(text))


def _text_of_html(html: str) -> str:
    parser = _TextParser()
    try:
        parser.feed(html)
        parser.close()
    except AssertionError as error:  # how the standard library refuses an unknown declaration
        raise ValueError("one of its fields is not valid HTML") from error
    return "".join(parser.parts)


def _filled(text: str) -> str:
    """The text with the answer of each cloze gap filled in; gaps may be nested."""
    while (filled := _CLOZE.sub(r"\1", text)) != text:
        text = filled
    return text


class _TextParser(HTMLParser):
    """Collects the visible text of HTML, with a space where a block element begins or ends."""

    _UNSEEN = frozenset({"anki-mathjax", "rp", "rt", "script", "style"})
    _INLINE = frozenset({"a", "b", "em", "font", "i", "mark", "rb", "ruby", "small", "span"}) | {
        *("strong", "sub", "sup", "u", "wbr")
    }
    _HIDING = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
    _WITHOUT_END = frozenset({"br", "hr", "img", "input", "wbr"})

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden_by = ""
        self._depth = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == self._hidden_by:
            self._depth += 1
        elif not self._hidden_by and self._hides(tag, attrs):
            self._hidden_by, self._depth = tag, 1
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag == self._hidden_by:
            self._depth -= 1
        if tag == "ruby" or not self._depth:
            self._hidden_by, self._depth = "", 0
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden_by:
            self.parts.append(data)

    def _hides(self, tag: str, attrs: list[tuple[str, str | None]]) -> bool:
        """Whether nothing is seen from here to the tag's end."""
        said = dict(attrs)
        hidden = "hidden" in said or self._HIDING.search(said.get("style") or "")
        return tag in self._UNSEEN or bool(hidden and tag not in self._WITHOUT_END)

    def _part(self, tag: str) -> None:
        if tag not in self._INLINE | self._UNSEEN:
            self.parts.append(" ")
