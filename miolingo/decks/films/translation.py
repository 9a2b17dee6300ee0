"""Finds the translation of a sentence: what the other subtitles show at the same time."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence

from miolingo.decks.films.sentences import ShownSentence, spoken_parts
from miolingo.decks.films.subtitles import Subtitle

_LEAST_SHARE = 0.5
_LONGEST_SUBTITLE_MS = 20_000


def translation_of(sentence: ShownSentence, subtitles: Sequence[Subtitle]) -> str:
    """The text of those subtitles that are shown with a sentence for half of either's time.

    ``subtitles`` are in the order of their times. Of a dialogue it is the line at the same place,
    if both have as many. Empty where there is none.
    """
    first = bisect_left(
        subtitles, sentence.start_ms - _LONGEST_SUBTITLE_MS, key=lambda each: each.start_ms
    )
    last = bisect_left(subtitles, sentence.end_ms, key=lambda each: each.start_ms)
    shown = [each for each in subtitles[first:last] if _together(sentence, each)]
    return " ".join(filter(None, (_part(sentence, each) for each in shown)))


def _together(sentence: ShownSentence, subtitle: Subtitle) -> bool:
    shared = min(sentence.end_ms, subtitle.end_ms) - max(sentence.start_ms, subtitle.start_ms)
    shorter = min(sentence.end_ms - sentence.start_ms, subtitle.end_ms - subtitle.start_ms)
    return shared > _LEAST_SHARE * shorter


def _part(sentence: ShownSentence, subtitle: Subtitle) -> str:
    parts = spoken_parts(subtitle)
    chosen = parts[sentence.part : sentence.part + 1] if len(parts) == sentence.parts else parts
    return " ".join(part.text for part in chosen)
