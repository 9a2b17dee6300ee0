"""When listening to a phrase ends, however its attempt goes."""

from __future__ import annotations

from miolingo.judging.reference_text import ReferenceText
from miolingo.judging.utterance.voice_activity import EndpointLimits

_PHRASE_PAUSE_MS = 2_000  # beginners stop to think between words
_WORD_PAUSE_MS = 900
_START_TIMEOUT_MS = 8_000
_BASE_LENGTH_MS, _LENGTH_PER_LETTER_MS = 8_000, 500


def endpoint_limits(text: ReferenceText, pause_ms: int | None) -> EndpointLimits:
    """The limits for one phrase; ``pause_ms`` is the learner's choice, None for what suits it."""
    usual_ms = _PHRASE_PAUSE_MS if len(text.words) > 1 else _WORD_PAUSE_MS
    return EndpointLimits(
        trailing_silence_ms=usual_ms if pause_ms is None else pause_ms,
        start_timeout_ms=_START_TIMEOUT_MS,
        max_length_ms=_BASE_LENGTH_MS + _LENGTH_PER_LETTER_MS * len(text.phrase),
    )
