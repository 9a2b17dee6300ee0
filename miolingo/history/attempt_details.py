"""Write and read what version 0.1.0 does not know of an attempt, in one compact record.

Version 0.1.0 refuses a page of changes for a word with a status or a key that it does not know,
and counts a word of every status but ``correct`` as missed. So the field ``words`` of an attempt
keeps the form that it has there, and what is newer stands in ``details``, which it passes over:

- ``sounds``: the sounds of all words in one text, the words parted by ``/``;
- ``unsure``: the words that are not sure, each behind its index among all words;
- ``disputed``, ``microphone``, ``strictness`` and ``shadowed``, as ``AttemptDetails`` has them.

A sound is its IPA, a mark for its status, its score in tenths of a point (two digits of base 36),
its length in milliseconds (base 36), after ``@`` the pause before it, if any, and after ``=`` what
was heard in its place, if that is clear: ``k+rs1o`` is a right k with 100 points and 60 ms long,
``ʌ!5k2i=o`` a wrong ʌ. A text takes half of what JSON's names and numbers would.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import Any

from miolingo.history.attempts import AttemptDetails
from miolingo.judging.judgement import SoundResult, SoundStatus, WordResult, WordStatus

_MARKS = {SoundStatus.CORRECT: "+", SoundStatus.WRONG: "!", SoundStatus.UNSURE: "?"}
_STATUSES = {mark: status for status, mark in _MARKS.items()}
_NO_IPA = re.compile(r"[\s/+!?@=]")
_SOUND = re.compile(
    r"(?P<ipa>[^+!?]*)(?P<mark>[+!?])(?P<score>[0-9a-z]{2})(?P<length>-?[0-9a-z]+)"
    r"(@(?P<pause>-?[0-9a-z]+))?(=(?P<heard>.*))?"
)
_DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
_USUAL = AttemptDetails()


def details_record(words: Sequence[WordResult], details: AttemptDetails) -> dict[str, Any]:
    """Return what an attempt is besides its known words; empty where it is nothing."""
    record: dict[str, Any] = {}
    if any(word.sounds for word in words):
        record["sounds"] = "/".join(_sounds_text(word) for word in words)
    unsure = [
        [index, word.word, word.score, word.start_ms, word.end_ms]
        for index, word in enumerate(words)
        if word.status is WordStatus.UNSURE
    ]
    if unsure:
        record["unsure"] = unsure
    if details.disputed:
        record["disputed"] = list(details.disputed)
    if details.microphone:
        record["microphone"] = details.microphone
    if details.strictness != _USUAL.strictness:
        record["strictness"] = details.strictness
    if details.shadowed:
        record["shadowed"] = True
    return record


def details_from_record(record: Mapping[str, Any]) -> AttemptDetails:
    """Return the details of a record; unknown keys are ignored. Raises ValueError."""
    microphone = record.get("microphone", _USUAL.microphone)
    strictness = record.get("strictness", _USUAL.strictness)
    disputed = record.get("disputed", [])
    shadowed = record.get("shadowed", _USUAL.shadowed)
    if type(microphone) is not str or type(strictness) is not str or type(disputed) is not list:
        raise ValueError("no details of an attempt")
    if type(shadowed) is not bool:
        raise ValueError("no mark of a shadowed attempt")
    if any(type(index) is not int for index in disputed):
        raise ValueError("no disputed word")
    return AttemptDetails(microphone, strictness, tuple(disputed), shadowed)


def all_words(known: Sequence[WordResult], record: Mapping[str, Any]) -> tuple[WordResult, ...]:
    """Return the known words with those that are not sure among them, and with their sounds.

    Raises ValueError for a record that does not fit the words.
    """
    words = list(known)
    for index, word in _unsure_words(record):
        if type(index) is not int or not 0 <= index <= len(words):
            raise ValueError("a word that is not sure has no place")
        words.insert(index, word)
    text = record.get("sounds", "")
    if type(text) is not str:
        raise ValueError("the sounds are not text")
    texts = text.split("/") if text else []
    if len(texts) > len(words):
        raise ValueError("more words have sounds than there are")
    return tuple(
        replace(word, sounds=tuple(_sounds(sounds, word.start_ms or 0))) if sounds else word
        for word, sounds in zip_longest(words, texts, fillvalue="")
        if isinstance(word, WordResult)
    )


def _unsure_words(record: Mapping[str, Any]) -> Iterator[tuple[int, WordResult]]:
    try:
        for index, word, score, start_ms, end_ms in record.get("unsure", []):
            yield index, WordResult(word, WordStatus.UNSURE, score, start_ms, end_ms)
    except TypeError as error:
        raise ValueError("no word that is not sure") from error


def _sounds_text(word: WordResult) -> str:
    return " ".join(_sound_texts(word.sounds, word.start_ms or 0))


def _sound_texts(sounds: Iterable[SoundResult], end_ms: int) -> Iterator[str]:
    for sound in sounds:
        pause_ms, end_ms = sound.start_ms - end_ms, sound.end_ms
        yield "".join(
            (
                _NO_IPA.sub("", sound.ipa),
                _MARKS[sound.status],
                _in_base_36(round(10 * min(max(sound.score, 0.0), 100.0))).rjust(2, "0"),
                _in_base_36(sound.end_ms - sound.start_ms),
                f"@{_in_base_36(pause_ms)}" if pause_ms else "",
                "" if sound.heard is None else f"={_NO_IPA.sub('', sound.heard)}",
            )
        )


def _sounds(text: str, end_ms: int) -> Iterator[SoundResult]:
    for written in text.split(" "):
        match = _SOUND.fullmatch(written)
        if match is None:
            raise ValueError("no sound of a word")
        start_ms = end_ms + int(match["pause"] or "0", 36)
        end_ms = start_ms + int(match["length"], 36)
        status = _STATUSES[match["mark"]]
        score = int(match["score"], 36) / 10
        yield SoundResult(match["ipa"], status, score, start_ms, end_ms, match["heard"])


def _in_base_36(number: int) -> str:
    sign, rest = ("-", -number) if number < 0 else ("", number)
    digits = ""
    while rest or not digits:
        rest, digit = divmod(rest, 36)
        digits = _DIGITS[digit] + digits
    return sign + digits
