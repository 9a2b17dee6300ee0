"""A judgement as a TextGrid of Praat: its words and its sounds, with their times.

The long text format of Praat 6, in UTF-8, as other programs read it too (ELAN, the Montreal
Forced Aligner). A tier covers the whole recording, so what lies between is an empty interval.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from miolingo.judging.judgement import Judgement


@dataclass(frozen=True)
class Interval:
    """A part of a tier; ``text`` is empty where nothing was said."""

    start_ms: int
    end_ms: int
    text: str


def textgrid(judgement: Judgement) -> str:
    """Return the text of a TextGrid with the tiers ``words`` and ``phones``.

    Words that were not heard have no time and are left out.
    """
    words = [
        Interval(word.start_ms, word.end_ms, word.word)
        for word in judgement.words
        if word.start_ms is not None and word.end_ms is not None
    ]
    phones = [
        Interval(sound.start_ms, sound.end_ms, sound.ipa)
        for word in judgement.words
        for sound in word.sounds
    ]
    ends = (interval.end_ms for interval in (*words, *phones))
    end_ms = max(judgement.audio_ms, *ends, 1)
    lines = [
        'File type = "ooTextFile"',
        'Object class = "TextGrid"',
        "",
        *_range(end_ms),
        "tiers? <exists>",
        "size = 2",
        "item []:",
    ]
    for number, (name, said) in enumerate((("words", words), ("phones", phones)), start=1):
        lines += [f"    item [{number}]:", *_tier(name, tuple(_filled(said, end_ms)), end_ms)]
    return "\n".join(lines) + "\n"


def _tier(name: str, intervals: tuple[Interval, ...], end_ms: int) -> Iterator[str]:
    indent = " " * 8
    yield f'{indent}class = "IntervalTier"'
    yield f"{indent}name = {_quoted(name)}"
    yield from (indent + line for line in _range(end_ms))
    yield f"{indent}intervals: size = {len(intervals)}"
    for number, interval in enumerate(intervals, start=1):
        yield f"{indent}intervals [{number}]:"
        yield f"{indent}    xmin = {_seconds(interval.start_ms)}"
        yield f"{indent}    xmax = {_seconds(interval.end_ms)}"
        yield f"{indent}    text = {_quoted(interval.text)}"


def _filled(said: Iterable[Interval], end_ms: int) -> Iterator[Interval]:
    """Yield the intervals in order with empty ones between; what overlaps begins later."""
    reached_ms = 0
    for interval in sorted(said, key=lambda interval: (interval.start_ms, interval.end_ms)):
        start_ms = max(interval.start_ms, reached_ms)
        if interval.end_ms <= start_ms:
            continue
        if start_ms > reached_ms:
            yield Interval(reached_ms, start_ms, "")
        yield Interval(start_ms, interval.end_ms, interval.text)
        reached_ms = interval.end_ms
    if reached_ms < end_ms:
        yield Interval(reached_ms, end_ms, "")


def _range(end_ms: int) -> tuple[str, str]:
    return "xmin = 0", f"xmax = {_seconds(end_ms)}"


def _seconds(time_ms: int) -> str:
    return f"{time_ms / 1000:g}" if time_ms < 100_000 else f"{time_ms / 1000:.3f}"


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"'
