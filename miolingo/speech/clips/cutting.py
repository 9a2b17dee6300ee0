"""Cuts the words of a judged recording out of it, with a little before and after."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from miolingo.judging.judge import GrammarJudge
from miolingo.judging.judgement import WordResult, WordStatus
from miolingo.judging.recording import SPEECH_RATE_HZ, Audio
from miolingo.judging.sounds.evidence import PhraseEvidence
from miolingo.judging.sounds.verdict import span_ms
from miolingo.speech.audio.resampling import resample
from miolingo.speech.clips.word_edges import ROOM_MS, beginning_ms

BEFORE_MS, AFTER_MS = 90, 150
"""How much more is cut than the times of a word say. They end early more often than they begin
late: by 118 ms in a tenth of 70 cases of running speech (``benchmarks.clips``), and by 24 ms."""
FIRST_BEFORE_MS = 300
"""As BEFORE_MS, of the first word of a synthesized reference: it may be found late, and nothing is
said before it."""
PAUSE_MS = 300
"""How much of a pause beside a word is cut with it: faint sounds at its edge pass for a pause."""

_ROOM_MS = 400
"""The silence put around a reference: without it the end of its last word is found too early."""
_FADE_MS = 10  # without it a cut clicks


@dataclass(frozen=True)
class Span:
    """A stretch of a recording."""

    start_ms: int
    end_ms: int


def word_clips(audio: Audio, words: Sequence[WordResult]) -> list[Audio | None]:
    """The part of a recording in which each word was said; None where it was not heard there."""
    spans = spans_of(words, audio.duration_ms)
    return [part(audio, span) if span else None for span in spans]


def reference_clips(
    judge: GrammarJudge, phrase: str, audio: Audio
) -> list[tuple[str, Audio | None]]:
    """Each word of a phrase, and the part of a reference that has it. Raises ModelError."""
    words = spoken_words(judge, phrase, audio)
    spans = spans_of(words, audio.duration_ms, FIRST_BEFORE_MS)
    spans[1:] = [
        span and _from_edge(audio, before, word, span)
        for before, word, span in zip(words, words[1:], spans[1:], strict=False)
    ]
    return [
        (word.word, part(audio, span) if span else None)
        for word, span in zip(words, spans, strict=True)
    ]


def _from_edge(audio: Audio, before: WordResult, word: WordResult, span: Span) -> Span:
    """Where to cut a word of a reference that follows another one."""
    if before.end_ms is None or word.start_ms is None:
        return span
    edge_ms = beginning_ms(audio, before.end_ms, word.start_ms)
    return Span(max(0, edge_ms - ROOM_MS), span.end_ms)


def spans_of(
    words: Sequence[WordResult], duration_ms: int, before_ms: int = BEFORE_MS
) -> list[Span | None]:
    """Where to cut for each of the words, which are in order, in a recording of this length."""
    return [_span(words, index, duration_ms, before_ms) for index in range(len(words))]


def spoken_words(judge: GrammarJudge, phrase: str, audio: Audio) -> list[WordResult]:
    """The words of a phrase with their times in a reference that has them all.

    A word that the judge does not find there is what lies between its neighbors. None where it
    hears no speech at all. Raises ModelError.
    """
    room = np.zeros(_ROOM_MS * SPEECH_RATE_HZ // 1000, np.float32)
    samples = np.concatenate([room, resample(audio, SPEECH_RATE_HZ).samples, room])
    assessment = judge.judge(phrase, samples)
    judged = assessment.judgement.words or _words_in_doubt(judge, phrase, assessment.sounds)
    words = [word for word in judged if word.status is not WordStatus.EXTRA]
    starts = [_without_room(word.start_ms) for word in words]
    ends = [*starts[1:], audio.duration_ms][: len(words)]
    return [
        replace(
            word, status=WordStatus.CORRECT, start_ms=start, end_ms=_end_in_reference(word, end)
        )
        for word, start, end in zip(words, starts, ends, strict=True)
    ]


def _words_in_doubt(
    judge: GrammarJudge, phrase: str, sounds: PhraseEvidence | None
) -> list[WordResult]:
    """The words of a reference that the judge is not sure of, where their sounds fit best."""
    if not sounds:
        return []
    written = [word.word.written for word in judge.plan(phrase).reference.words]
    return [
        WordResult(text, WordStatus.UNSURE, 0.0, *span_ms(word))
        for text, word in zip(written, sounds.words, strict=False)
    ]


def _end_in_reference(word: WordResult, next_start_ms: int | None) -> int | None:
    return next_start_ms if word.status is WordStatus.MISSING else _without_room(word.end_ms)


def _without_room(time_ms: int | None) -> int | None:
    return None if time_ms is None else max(0, time_ms - _ROOM_MS)


def _span(words: Sequence[WordResult], index: int, duration_ms: int, before_ms: int) -> Span | None:
    word = words[index]
    if word.start_ms is None or word.end_ms is None or word.status is WordStatus.MISSING:
        return None
    ends = [each.end_ms for each in words[:index] if each.end_ms is not None]
    starts = [each.start_ms for each in words[index + 1 :] if each.start_ms is not None]
    pause_before_ms = word.start_ms - max(ends, default=0)
    pause_after_ms = min(starts, default=duration_ms) - word.end_ms
    start_ms = max(0, word.start_ms - max(before_ms, min(pause_before_ms, PAUSE_MS)))
    end_ms = min(duration_ms, word.end_ms + max(AFTER_MS, min(pause_after_ms, PAUSE_MS)))
    return Span(start_ms, end_ms) if word.start_ms < word.end_ms and start_ms < end_ms else None


def part(audio: Audio, span: Span) -> Audio:
    """A stretch of a recording that begins and ends in silence."""
    first, last = _samples(audio, span.start_ms), _samples(audio, span.end_ms)
    part = audio.samples[first:last].copy()
    length = min(_samples(audio, _FADE_MS), len(part) // 2)
    slope = np.linspace(0, 1, length, endpoint=False, dtype=np.float32)
    part[:length] *= slope
    part[len(part) - length :] *= slope[::-1]
    return Audio(part, audio.sample_rate_hz)


def _samples(audio: Audio, time_ms: int) -> int:
    return round(time_ms * audio.sample_rate_hz / 1000)
