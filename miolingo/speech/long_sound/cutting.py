"""Cuts sentences out of a film as it is decoded, so that it is never in memory as a whole."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import numpy as np

from miolingo.judging.recording import SPEECH_RATE_HZ, Audio, Samples
from miolingo.speech.clips.cutting import Span, part

BEFORE_MS, AFTER_MS = 100, 150
"""How much more is cut than a sentence: faint sounds at its edges pass for a pause."""


def spans_with_room(spans: Sequence[Span]) -> list[Span]:
    """Spans in the order of time with a little before and after, none of it of a neighbor's."""
    starts = [span.start_ms for span in spans] + [spans[-1].end_ms + AFTER_MS] if spans else []
    ends = [0, *(span.end_ms for span in spans)]
    return [
        Span(
            min(span.start_ms, max(span.start_ms - BEFORE_MS, ends[index])),
            max(span.end_ms, min(span.end_ms + AFTER_MS, starts[index + 1])),
        )
        for index, span in enumerate(spans)
    ]


def cut_clips(blocks: Iterable[Samples], spans: Sequence[Span]) -> Iterator[Audio]:
    """Yield the sound of each span; they are in the order of their beginnings."""
    held, begin, source = np.zeros(0, np.float32), 0, iter(blocks)
    for span in spans:
        first, last = (_sample(time_ms) for time_ms in (span.start_ms, span.end_ms))
        collected, length = [held], len(held)
        while begin + length < last and (block := next(source, None)) is not None:
            collected.append(block)
            length += len(block)
            if begin + length < first:  # nothing of it is wanted
                begin, length, collected = begin + length, 0, []
        held = np.concatenate(collected) if collected else np.zeros(0, np.float32)
        drop = max(0, first - begin)
        held, begin = held[drop:], begin + drop
        yield part(Audio(held, SPEECH_RATE_HZ), Span(0, span.end_ms - span.start_ms))


def _sample(time_ms: int) -> int:
    return time_ms * SPEECH_RATE_HZ // 1000
