"""Makes sentences of a text without times: a transcript, or the text of an audio book."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from miolingo.decks.films.sentences import LeftOut, Reason, Sentence, one_line, said_in
from miolingo.decks.films.text_file import text_of_file
from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import damage
from miolingo.language.conventions import conventions_of

_TIME = re.compile(r"^\s*[(\[]?\d{1,2}(:\d{2}){1,2}([.,]\d+)?[)\]]?\s*")
_MARKUP = re.compile(r"^\s*(#+|>|[-*•])\s+|[*_]{2,}")
_WIDE_STOPS = "。？！"
_STOP = re.compile(rf"[.?!…{_WIDE_STOPS}]+[\"'”’»)\]」』]*(?=\s|$)|[{_WIDE_STOPS}]+[」』”’]*")
_INITIAL = re.compile(r"\W*([a-zà-öø-ÿа-я]|\d{1,2})\.")
"""J. R. Smith, am 3. Mai."""
_CLAUSE = re.compile(r"(?<=[,;:—–])\s+|(?<=[，、；：])")
_LONGEST = 150
"""Letters of a sentence that can be said in one breath; a wide one (가, 私) counts as three."""
_FULL = 0.7
"""A line of at least this part of the longest one of its paragraph may go on in the next one."""


@dataclass(frozen=True)
class _Line:
    number: int
    text: str


def read_transcript(path: Path, language_code: str) -> tuple[list[Sentence], list[LeftOut]]:
    """The sentences of a text file with the numbers of their lines, and what is none.

    Raises ConfigurationError where it cannot be read, is not text or is empty.
    """
    text = text_of_file(path, language_code)
    if damage(text):
        raise ConfigurationError(
            f"“{path}” is not the text of a recording: {damage(text)}.",
            hint="Give a text file (.txt), or subtitles (.srt, .vtt, .ass).",
        )
    if not text.strip():
        raise ConfigurationError(
            f"“{path}” contains no text.", hint="Make sure that it is the right file."
        )
    return sentences_of_text(text, language_code)


def sentences_of_text(text: str, language_code: str) -> tuple[list[Sentence], list[LeftOut]]:
    """As ``read_transcript``; long sentences are cut at their commas."""
    sentences: list[Sentence] = []
    left_out: list[LeftOut] = []
    known = conventions_of(language_code)
    words = {f"{word}." for word in known.also_words.split()}
    shortened = {*known.abbreviations, *known.titles} - words
    for line in _whole_lines(text):
        said = said_in(line.text)
        if not said:
            left_out.append(LeftOut(line.number, one_line(line.text), Reason.NOISE))
        for sentence in _sentences(said, shortened):
            for part in _breaths(sentence):
                if _length(part) > _LONGEST:
                    left_out.append(LeftOut(line.number, part, Reason.TOO_LONG))
                else:
                    sentences.append(Sentence(line.number, part))
    return sentences, left_out


def _whole_lines(text: str) -> Iterator[_Line]:
    """The lines of a text; those into which a program broke one sentence are joined."""
    paragraph: list[_Line] = []
    for number, line in enumerate([*text.split("\n"), ""], start=1):
        if line.strip():
            paragraph.append(_Line(number, _MARKUP.sub("", _TIME.sub("", line)).strip()))
        else:
            yield from _joined(paragraph)
            paragraph = []


def _joined(paragraph: Sequence[_Line]) -> Iterator[_Line]:
    longest = max((len(line.text) for line in paragraph), default=0)
    stops = any(_STOP.search(line.text) for line in paragraph)
    waiting: _Line | None = None
    goes_on = False
    for line in paragraph:
        if waiting and goes_on:
            waiting = replace(waiting, text=f"{waiting.text} {line.text}")
        else:
            if waiting:
                yield waiting
            waiting = line
        goes_on = stops and len(line.text) >= _FULL * longest and not _ends(line.text)
    if waiting:
        yield waiting


def _ends(text: str) -> bool:
    return any(stop.end() == len(text) for stop in _STOP.finditer(text))


def _sentences(text: str, shortened: Iterable[str]) -> Iterator[str]:
    begin = 0
    for stop in _STOP.finditer(text):
        after = text[stop.end() :].lstrip()
        last_word = text[begin : stop.end()].rsplit(maxsplit=1)[-1].lower()
        is_short = last_word in shortened or _INITIAL.fullmatch(last_word)
        if after and (after[0].islower() or is_short):
            continue
        yield text[begin : stop.end()].strip()
        begin = stop.end()
    if text[begin:].strip():
        yield text[begin:].strip()


def _breaths(sentence: str) -> Iterator[str]:
    """A sentence, or the parts between its commas that can be said in one breath."""
    if _length(sentence) <= _LONGEST:
        yield sentence
        return
    waiting = ""
    for clause in _CLAUSE.split(sentence):
        longer = f"{waiting} {clause}".strip()
        if waiting and _length(longer) > _LONGEST:
            yield waiting
            longer = clause
        waiting = longer
    yield waiting


def _length(text: str) -> int:
    return sum(3 if _wide(letter) else 1 for letter in text)


def _wide(letter: str) -> bool:
    return unicodedata.east_asian_width(letter) == "W"
