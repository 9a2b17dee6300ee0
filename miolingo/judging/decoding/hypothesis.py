"""What a recognizer took an utterance for."""

from __future__ import annotations

from dataclasses import dataclass, replace

from miolingo.judging.sounds.evidence import PhraseEvidence


@dataclass(frozen=True)
class HypothesisWord:
    """One token of a hypothesis: ``confidence`` is 0-1, times are seconds into the utterance."""

    word: str
    confidence: float
    start_s: float
    end_s: float

    def later(self, seconds: float) -> HypothesisWord:
        """The same token, so much later."""
        return replace(self, start_s=self.start_s + seconds, end_s=self.end_s + seconds)


Hypothesis = tuple[HypothesisWord, ...]


@dataclass(frozen=True)
class Hypotheses:
    """What was recognized in one utterance.

    ``guided`` has a hypothesis of each grammar that holds the phrase; ``unconstrained`` those of
    grammars that do not. ``sounds`` is what the model's own network heard of each sound, where it
    was asked.
    """

    guided: tuple[Hypothesis, ...]
    unconstrained: tuple[Hypothesis, ...] = ()
    sounds: PhraseEvidence | None = None

    def later(self, seconds: float) -> Hypotheses:
        """The same, so much later."""
        return Hypotheses(
            _later(self.guided, seconds),
            _later(self.unconstrained, seconds),
            self.sounds and self.sounds.later(seconds),
        )

    def lifted(self, gain_db: float) -> Hypotheses:
        """The same, of a recording that was made so much louder before it was decoded."""
        return replace(self, sounds=self.sounds and self.sounds.lifted(gain_db))


def _later(hypotheses: tuple[Hypothesis, ...], seconds: float) -> tuple[Hypothesis, ...]:
    return tuple(tuple(word.later(seconds) for word in words) for words in hypotheses)
