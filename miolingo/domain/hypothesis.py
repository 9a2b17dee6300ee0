"""What a recognizer heard."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class HeardWord:
    """One token of a hypothesis: ``confidence`` is 0-1, times are seconds into the utterance."""

    word: str
    confidence: float
    start_s: float
    end_s: float
