"""What a recognizer heard."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace


@dataclass(frozen=True)
class HeardWord:
    """One token of a hypothesis: ``confidence`` is 0-1, times are seconds into the utterance."""

    word: str
    confidence: float
    start_s: float
    end_s: float

    def later(self, seconds: float) -> HeardWord:
        """The same token, so much later."""
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)


@dataclass(frozen=True)
class Hearing:
    """What the grammars made of one utterance.

    ``guided`` has what was heard by each grammar that holds the phrase; ``open`` what was heard by
    one that does not, None without such a grammar.
    """

    guided: Sequence[Sequence[HeardWord]]
    open: Sequence[HeardWord] | None = None
