"""Make cards of Anki notes, which are named fields of HTML."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass, replace
from html.parser import HTMLParser

from miolingo.decks.cards import Card, card_of
from miolingo.language.terminal_safe import on_one_line


@dataclass(frozen=True)
class FieldNames:
    """The field names for each part of a card, the likeliest first; upper or lower case."""

    phrase: tuple[str, ...] = (
        *("Phrase", "Expression", "Sentence", "Front", "Text", "Target", "Word"),
        *("Vocabulary", "Vocab", "Term", "Question"),
    )
    translation: tuple[str, ...] = (
        *("Translation", "Meaning", "English", "Back", "Definition", "Gloss"),
        *("Answer", "Back Extra"),
    )
    ipa: tuple[str, ...] = ("IPA", "Pronunciation", "Transcription")


@dataclass(frozen=True)
class Field:
    """The visible text of a field, on one line, and the names of the recordings it plays."""

    text: str
    recordings: tuple[str, ...] = ()


USUAL_NAMES = FieldNames()
LONGEST_FIELD = 5_000
"""In characters; a longer text is no phrase that anybody could say."""

_HAN = "々〆㐀-䶿一-鿿豈-\ufaff"
_SOUND = re.compile(r"\[sound:(.+?)\]")
_SPEECH = re.compile(r"\[/?anki:[^\]]*\]")
_CLOZE = re.compile(r"\{\{c[\d,]+::([^{}]*?)(?:::[^{}]*)?\}\}")
_FURIGANA = re.compile(rf" ?(?<![{_HAN}])([{_HAN}]+)\[[^\[\]]*\]")


def card_of_fields(fields: Mapping[str, str], names: FieldNames = USUAL_NAMES) -> Card:
    """The card of a note, made of its fields' HTML, by their names and in their order.

    The phrase is the first text under one of its names, or else the first of all; the translation
    the first under one of its own that is left, or else the second field. The recording is that of
    the phrase's field, or else the first of all. Raises ValueError for a note that has no text, a
    phrase that a deck cannot hold, or invalid HTML.
    """
    read = {name.casefold(): field_of_html(html) for name, html in fields.items()}
    with_text = [name for name, field in read.items() if field.text]
    ipa = _first(names.ipa, with_text)
    with_text = [name for name in with_text if name != ipa]
    phrase = _first((*names.phrase, *with_text), with_text)
    if not phrase:
        raise ValueError("it has no text to say")
    with_text.remove(phrase)
    translation = _first((*names.translation, *list(read)[1:2]), with_text)
    played = (name for field in (read[phrase], *read.values()) for name in field.recordings)
    card = card_of(
        phrase=read[phrase].text,
        translation=read[translation].text if translation else "",
        ipa=read[ipa].text if ipa else "",
    )
    return replace(card, recording=next(played, ""))


def field_of_html(html: str) -> Field:
    """The content of a field: no markup, gaps filled in, no furigana.

    The text is empty where it is longer than ``LONGEST_FIELD``. Raises ValueError for invalid
    HTML.
    """
    text = _text_of_html(html)
    if len(text) > LONGEST_FIELD:
        return Field("")
    text = unicodedata.normalize("NFC", text)
    recordings = tuple(_SOUND.findall(text))
    text = _FURIGANA.sub(r"\1", _filled(_SPEECH.sub(" ", _SOUND.sub(" ", text))))
    return Field(on_one_line(text), recordings)


def _text_of_html(html: str) -> str:
    parser = _TextParser()
    try:
        parser.feed(html)
        parser.close()
    except AssertionError as error:  # how the standard library refuses an unknown declaration
        raise ValueError("a field of it is no HTML") from error
    return "".join(parser.parts)


def _first(names: Iterable[str], among: Container[str]) -> str:
    """The first of the names that is among these, or an empty string."""
    return next((key for name in names if (key := name.casefold()) in among), "")


def _filled(text: str) -> str:
    """The text with the answer of each cloze gap filled in; gaps may be nested."""
    while (filled := _CLOZE.sub(r"\1", text)) != text:
        text = filled
    return text


class _TextParser(HTMLParser):
    """Collects the visible text of HTML, with a space where a block element begins or ends."""

    _HIDDEN = frozenset({"script", "style", "rp", "rt"})
    _INLINE = frozenset({"a", "b", "em", "font", "i", "mark", "rb", "ruby", "small", "span"}) | {
        *("strong", "sub", "sup", "u")
    }

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self._hidden_by = ""

    def handle_starttag(self, tag: str, attrs: object) -> None:  # noqa: ARG002
        if tag in self._HIDDEN:
            self._hidden_by = tag
        self._part(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in {self._hidden_by, "ruby"}:
            self._hidden_by = ""
        self._part(tag)

    def handle_data(self, data: str) -> None:
        if not self._hidden_by:
            self.parts.append(data)

    def _part(self, tag: str) -> None:
        if tag not in self._INLINE | self._HIDDEN:
            self.parts.append(" ")
