"""Makes sentences of subtitles, and says which subtitles are none."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum, unique

from miolingo.decks.films.subtitles import Subtitle
from miolingo.language.terminal_safe import printable

_SONG = re.compile(r"[♪♫♬♩]")
_NOISE = re.compile(r"\[[^\]]*\]|\([^)]*\)|（[^）]*）|【[^】]*】")
_SPEAKER = re.compile(r"^[^\W\d_][\w .]{0,24}:\s+")
_DIALOGUE = re.compile(r"^\s*[-–—‐]\s*")
_ENDS = re.compile(r"[.?!。？！][\"'”’)\]]*$")
_CONTINUES = re.compile(r"([,，、–—-]|\.\.\.|…)$")
_RESUMES = re.compile(r"^(\.\.\.|…)\s*")
_LONGEST_GAP_MS = 1_000
_LONGEST_MS = 12_000
"""Longer sentences are hard to say in one breath: they are not joined."""


@unique
class Reason(StrEnum):
    """Why a subtitle, or a part of a text, is not a card."""

    SONG = "a song"
    NOISE = "a sound, not speech"
    NO_WORDS = "no words that can be said"
    NOT_IN_MODEL = "a word whose sounds are not known"
    TOO_LONG = "too long to say in one breath"
    TOO_SHORT = "too short to be found reliably"
    NOT_HEARD = "not what is said there"
    OUTSIDE = "outside of the sound"
    TWO_AT_ONCE = "two at once"


@dataclass(frozen=True)
class LeftOut:
    """A subtitle or a sentence of a text, or a part of one, that is not a card."""

    line: int
    text: str
    reason: Reason


@dataclass(frozen=True)
class Sentence:
    """What one person says; ``line`` is the number of its subtitle, or its line of a text."""

    line: int
    text: str


@dataclass(frozen=True)
class ShownSentence(Sentence):
    """A sentence of subtitles, shown from ``start_ms`` to ``end_ms``.

    ``part`` of ``parts`` tells the lines of a dialogue in one subtitle apart, from 0.
    """

    start_ms: int
    end_ms: int
    part: int = 0
    parts: int = 1


def sentences_of(subtitles: Sequence[Subtitle]) -> tuple[list[ShownSentence], list[LeftOut]]:
    """The sentences of subtitles, and the subtitles without one.

    Dialogues are split, and what runs over two subtitles is joined: where the first ends in the
    middle of a sentence, if these subtitles have full stops at all, or says by its last sign that
    it continues.
    """
    sentences: list[ShownSentence] = []
    left_out: list[LeftOut] = []
    for subtitle in subtitles:
        for part in spoken_parts(subtitle):
            text = said_in(part.text)
            if _SONG.search(part.text):
                left_out.append(LeftOut(part.line, one_line(part.text), Reason.SONG))
            elif not text:
                left_out.append(LeftOut(part.line, one_line(part.text), Reason.NOISE))
            else:
                sentences.append(replace(part, text=text))
    return list(_joined(sentences)), left_out


def spoken_parts(subtitle: Subtitle) -> list[ShownSentence]:
    """The lines of a dialogue, or the one text of a subtitle."""
    lines = [line for line in subtitle.text.splitlines() if line.strip()]
    said = [_DIALOGUE.sub("", line) for line in lines]
    dialogue = len(lines) > 1 and all(map(_DIALOGUE.match, lines))
    texts = said if dialogue else [one_line(_DIALOGUE.sub("", subtitle.text))]
    return [
        ShownSentence(subtitle.line, text, subtitle.start_ms, subtitle.end_ms, number, len(texts))
        for number, text in enumerate(texts)
    ]


def one_line(text: str) -> str:
    """A text on one line, without signs that a terminal would obey."""
    return printable(" ".join(text.split()))


def said_in(text: str) -> str:
    """What is said of a text: without noises in brackets, and the name of who speaks."""
    said = one_line(_NOISE.sub(" ", text))
    return _SPEAKER.sub("", said).lstrip("#@ ")


def _joined(sentences: Iterable[ShownSentence]) -> Iterator[ShownSentence]:
    listed = list(sentences)
    stopped = sum(bool(_ENDS.search(each.text)) for each in listed) * 2 > len(listed)
    waiting: ShownSentence | None = None
    for sentence in listed:
        if waiting and _runs_on(waiting, sentence, stopped=stopped):
            first, second = (
                _CONTINUES.sub(_kept_comma, waiting.text),
                _RESUMES.sub("", sentence.text),
            )
            waiting = replace(waiting, text=f"{first} {second}", end_ms=sentence.end_ms)
            continue
        if waiting:
            yield waiting
        waiting = sentence
    if waiting:
        yield waiting


def _kept_comma(sign: re.Match[str]) -> str:
    return sign.group() if sign.group() in ",，、" else ""


def _runs_on(first: ShownSentence, second: ShownSentence, *, stopped: bool) -> bool:
    """Whether a sentence goes on in the next subtitle."""
    near = second.start_ms - first.end_ms <= _LONGEST_GAP_MS
    short = second.end_ms - first.start_ms <= _LONGEST_MS
    if not (near and short) or first.parts > 1 or second.parts > 1:
        return False
    continues = bool(_CONTINUES.search(first.text)) or bool(_RESUMES.match(second.text))
    return continues or (stopped and not _ENDS.search(first.text))
