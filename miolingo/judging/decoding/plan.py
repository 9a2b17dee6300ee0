"""How an utterance of a phrase is to be decoded, made before anything is recorded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique
from typing import Protocol

from miolingo.judging.decoding.grammars import (
    Grammar,
    GrammarKind,
    Lexicon,
    alternatives_to,
    forced_choice_grammar,
    lenient_grammar,
    strict_grammar,
    unconstrained_grammar,
)
from miolingo.judging.decoding.hypothesis import Hypotheses, HypothesisWord
from miolingo.judging.judgement import Reason
from miolingo.judging.reference_text import ReferenceText, normalize_phrase
from miolingo.judging.sounds.evidence import PhraseEvidence
from miolingo.language.tags import primary


class Vocabulary(Protocol):
    """What a plan asks of a speech model."""

    @property
    def name(self) -> str:
        """The model's name."""

    @property
    def dynamic_graph(self) -> bool:
        """Whether the model takes a grammar; the large ones do not."""

    def known(self, words: Iterable[str]) -> frozenset[str]:
        """Those of ``words`` that the model can hear. Raises ModelError."""

    def sound_support(self, question: SoundQuestion) -> SoundSupport:
        """How well the model's network can answer a question. Raises ModelError."""


SpokenWords = tuple[tuple[str, ...], ...]
"""The words of a phrase, each in the ways to say it, normalized, the most usual first."""


@unique
class SoundSupport(StrEnum):
    """Whether single sounds can be judged with a model's own network."""

    POSSIBLE = "possible"
    IMPOSSIBLE = "impossible"
    NOT_TOLD_APART = "not_told_apart"


@dataclass(frozen=True)
class SoundQuestion:
    """A phrase whose sounds are to be judged, and others that it is to be told from."""

    words: SpokenWords
    alternatives: tuple[SpokenWords, ...] = ()


@dataclass(frozen=True)
class DecodingPlan:
    """A phrase and the grammars to decode an utterance of it with.

    ``guided`` grammars hold the phrase, or are dictation; of these the last trusts it most.
    ``unconstrained`` has those that do not hold it: one, or none where the model takes no grammar
    or has to choose between phrases. Where ``sounds`` are judged, they decide, and what is decoded
    only tells what was said instead.
    """

    reference: ReferenceText
    language_code: str
    model: str
    guided: tuple[Grammar, ...]
    unconstrained: tuple[Grammar, ...] = ()
    sounds: SoundQuestion | None = None

    @property
    def grammars(self) -> tuple[Grammar, ...]:
        """All of them, in the order in which ``hypotheses`` takes what was decoded."""
        return (*self.guided, *self.unconstrained)

    @property
    def forced_choice(self) -> bool:
        """Whether the only question is which of some phrases was said."""
        return any(grammar.kind is GrammarKind.FORCED_CHOICE for grammar in self.guided)

    def hypotheses(
        self, decoded: Sequence[Sequence[HypothesisWord]], sounds: PhraseEvidence | None = None
    ) -> Hypotheses:
        """What was decoded with each of ``grammars``, told apart."""
        words = [tuple(tokens) for tokens in decoded]
        count = len(self.guided)
        return Hypotheses(tuple(words[:count]), tuple(words[count:]), sounds)

    def is_unambiguous(self, hypotheses: Hypotheses) -> bool:
        """Whether just one phrase was recognized, where there was a choice."""
        sentences = (" ".join(token.word for token in tokens) for tokens in hypotheses.guided)
        return not self.forced_choice or all(
            sentence in self.guided[0].sentences for sentence in sentences
        )


@dataclass(frozen=True)
class NotScorable:
    """Why no utterance of a phrase can be scored; ``unknown_words`` the model cannot hear."""

    reference: ReferenceText
    language_code: str
    model: str
    reason: Reason
    unknown_words: tuple[str, ...] = ()


def plan_decoding(
    phrase: str, confusable_with: Sequence[str], vocabulary: Vocabulary, lexicon: Lexicon
) -> DecodingPlan | NotScorable:
    """Plan how to decode an utterance of ``phrase``, or to tell it from others if there are any.

    Raises UsageError for a phrase without words or too long, and what ``vocabulary`` raises.
    """
    language = primary(lexicon.language_code)
    phrases = [normalize_phrase(text, language) for text in (phrase, *confusable_with)]
    known = vocabulary.known(frozenset[str]().union(*(text.candidate_subwords for text in phrases)))
    text, *others = (normalized.segmented(known) for normalized in phrases)
    model = (lexicon.language_code, vocabulary.name)
    if unknown := [word for reference in (text, *others) for word in reference.unknown_words]:
        return NotScorable(text, *model, Reason.NOT_IN_MODEL, tuple(unknown))
    question = SoundQuestion(_spoken(text), tuple(_spoken(other) for other in others))
    support = vocabulary.sound_support(question)
    if support is SoundSupport.NOT_TOLD_APART:
        return NotScorable(text, *model, Reason.NOT_TOLD_APART)
    by_sounds = question if support is SoundSupport.POSSIBLE else None
    guided, free = _grammars(text, others, vocabulary, lexicon, by_sounds=by_sounds is not None)
    return DecodingPlan(text, *model, guided, free, by_sounds)


def _grammars(
    text: ReferenceText,
    others: Sequence[ReferenceText],
    vocabulary: Vocabulary,
    lexicon: Lexicon,
    *,
    by_sounds: bool,
) -> tuple[tuple[Grammar, ...], tuple[Grammar, ...]]:
    """Those that hold the phrase and those that do not.

    Where sounds decide, grammars only tell what was said instead.
    """
    if others and by_sounds:
        return (), ()
    if not vocabulary.dynamic_graph:
        return (Grammar(GrammarKind.DICTATION),), ()
    if others:
        return (forced_choice_grammar(text, others),), ()
    alternatives = alternatives_to(text, lexicon)
    known = vocabulary.known(alternatives.words)
    free = unconstrained_grammar(alternatives, known)
    usable = (free,) if free.sentences else ()  # a tiny vocabulary may have no word for it
    if by_sounds:
        return (), usable
    return (strict_grammar(alternatives, known), lenient_grammar(alternatives, known)), usable


def _spoken(text: ReferenceText) -> SpokenWords:
    return tuple(word.word.spoken for word in text.words)
