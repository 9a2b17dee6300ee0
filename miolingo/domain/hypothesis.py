"""What a recognizer heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class HeardWord:
    """One token of a hypothesis: ``confidence`` is 0-1, times are seconds into the utterance."""

    word: str
    confidence: float
    start_s: float
    end_s: float


@dataclass(frozen=True)
class Hearing:
    """What the grammars made of one utterance.

    ``guided`` has what was heard by each grammar that holds the phrase; ``open`` what was heard by
    one that does not, None without such a grammar.
    """

    guided: Sequence[Sequence[HeardWord]]
    open: Sequence[HeardWord] | None = None
