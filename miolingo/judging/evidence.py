"""How much speaks for each word of a phrase in what was recognized, and what was said besides.

The evidence for a word is a number from 0 to 1, the mean of two answers. Hypotheses of grammars
that hold the phrase say whether it was there (match evidence): the confidence of the tokens that
stand for the word, halved and raised by a half where they are exactly the word, or half of how
alike they are where they are not; averaged. A hypothesis of a grammar that does not hold it says
how much what was recognized in the word's place sounds like it (acoustic evidence). Where the two
find hardly anything of the phrase, what they find of a word may well be chance, and counts for
less.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from miolingo.judging.alignment import Alignment, align
from miolingo.judging.decoding.hypothesis import Hypotheses, Hypothesis
from miolingo.judging.decoding.plan import DecodingPlan
from miolingo.judging.reference_text import ReferenceText, ReferenceWord
from miolingo.language.conventions import conventions_of
from miolingo.language.ipa import phonetic_similarity
from miolingo.language.phonemes import Sound
from miolingo.language.pronunciation import sounds

Phonemes = Mapping[str, Sequence[Sound]]
"""The sounds of normalized texts; one at least of each unless it is empty."""

# Chosen on the tuning half of benchmarks/judgement; docs/scoring.md has them.
_CONFUSED_EVIDENCE = 0.12  # for a word taken for another of a choice: below any correct word
_CHANCE_LEVEL = 0.25
_SOUNDS_PER_SECOND = 8.0
_SHORTEST_TOKEN_S = 0.01  # the step in which the recognizer counts time: no token weighs nothing


@dataclass(frozen=True)
class WordEvidence:
    """What speaks for one word, 0-1, its number of sounds, and the tokens most like it."""

    value: float
    sounds: int
    tokens: Hypothesis


@dataclass(frozen=True)
class Added:
    """Speech with no place in the phrase: its length times its confidence, and its tokens."""

    seconds: float
    tokens: Hypothesis


@dataclass(frozen=True)
class Evidence:
    """For each word of a phrase what speaks for it; and what was added, by index between words."""

    words: tuple[WordEvidence, ...]
    added: Mapping[int, Added]

    @property
    def mean(self) -> float:
        """What speaks for the whole, 0-1: the mean of all sounds, nothing speaking for added ones.

        The tempo of added speech is taken to be eight sounds a second.
        """
        added = _SOUNDS_PER_SECOND * sum(added.seconds for added in self.added.values())
        total = sum(word.sounds * word.value for word in self.words)
        return total / (sum(word.sounds for word in self.words) + added)


@dataclass(frozen=True)
class _Aligned:
    """A hypothesis, and how it falls on the words of the phrase."""

    tokens: Hypothesis
    alignment: Alignment

    def similarity(self, index: int) -> float:
        match = self.alignment.words[index]
        return match.similarity if match else 0.0

    def tokens_of(self, index: int) -> Hypothesis:
        match = self.alignment.words[index]
        return self.tokens[match.start : match.end] if match else ()


def texts_to_pronounce(plan: DecodingPlan, hypotheses: Hypotheses) -> frozenset[str]:
    """The texts of which ``evidence_for`` needs the phonemes."""
    aligned = [_aligned(plan.reference, tokens) for tokens in hypotheses.unconstrained]
    words = plan.reference.words if aligned else ()
    forms = {form for word in words for form in word.word.spoken}
    recognized = {
        _in_one_breath(hypothesis.tokens_of(index), plan.reference.language)
        for hypothesis in aligned
        for index in range(len(words))
    }
    return frozenset(forms | recognized)


def evidence_for(plan: DecodingPlan, hypotheses: Hypotheses, phonemes: Phonemes) -> Evidence:
    """Weigh what speaks for each word; ``phonemes`` holds all of ``texts_to_pronounce``."""
    reference = plan.reference
    guided = [_aligned(reference, tokens) for tokens in hypotheses.guided]
    if plan.forced_choice:
        guided = [replace(line, alignment=_all_or_little(line.alignment)) for line in guided]
    unconstrained = [_aligned(reference, tokens) for tokens in hypotheses.unconstrained]
    words = tuple(
        _word_evidence(reference, index, guided, unconstrained, phonemes)
        for index in range(len(reference.words))
    )
    evidence = Evidence(words, _added(guided))
    return _discount_chance(evidence) if unconstrained else evidence


def _word_evidence(
    reference: ReferenceText,
    index: int,
    guided: Sequence[_Aligned],
    unconstrained: Sequence[_Aligned],
    phonemes: Phonemes,
) -> WordEvidence:
    word = reference.words[index]
    length = max(1, len(sounds(word.word.spoken[0], reference.language)))
    matching = fmean(_match_evidence(hypothesis, index) for hypothesis in guided)
    tokens = _best_tokens(guided, index)
    if not unconstrained:
        return WordEvidence(matching, length, tokens)
    acoustic = fmean(
        _acoustic_evidence(word, hypothesis.tokens_of(index), reference.language, phonemes)
        for hypothesis in unconstrained
    )
    tokens = tokens or _best_tokens(unconstrained, index)
    return WordEvidence((matching + acoustic) / 2, length, tokens)


def _discount_chance(evidence: Evidence) -> Evidence:
    """Lessen the evidence where there is hardly any for the whole."""
    share = min(1.0, evidence.mean / _CHANCE_LEVEL)
    return replace(
        evidence,
        words=tuple(replace(word, value=share * word.value) for word in evidence.words),
    )


def _aligned(reference: ReferenceText, hypothesis: Hypothesis) -> _Aligned:
    """Align a hypothesis without the tokens that are no words, such as [unk]."""
    words = tuple(token for token in hypothesis if not token.word.startswith(("[", "<")))
    return _Aligned(words, align(reference, words))


def _all_or_little(alignment: Alignment) -> Alignment:
    """The alignment of a choice between phrases: another one counts as such, however alike."""
    words = (
        match
        if match is None or match.similarity == 1
        else replace(match, similarity=2 * _CONFUSED_EVIDENCE)
        for match in alignment.words
    )
    return replace(alignment, words=tuple(words))


def _match_evidence(hypothesis: _Aligned, index: int) -> float:
    similarity = hypothesis.similarity(index)
    if similarity < 1:
        return similarity / 2
    return 0.5 + _confidence(hypothesis.tokens_of(index)) / 2


def _confidence(tokens: Hypothesis) -> float:
    """Mean confidence, each token weighted by how long it lasted; at most 1."""
    seconds = [max(token.end_s - token.start_s, _SHORTEST_TOKEN_S) for token in tokens]
    weighted = sum(token.confidence * length for token, length in zip(tokens, seconds, strict=True))
    return min(1.0, weighted / sum(seconds))


def _acoustic_evidence(
    word: ReferenceWord, tokens: Hypothesis, language: str, phonemes: Phonemes
) -> float:
    """How much tokens said in one breath sound like a word, said in any of its ways."""
    recognized = phonemes[_in_one_breath(tokens, language)]
    return max(phonetic_similarity(phonemes[form], recognized) for form in word.word.spoken)


def _in_one_breath(tokens: Hypothesis, language: str) -> str:
    return conventions_of(language).word_separator.join(token.word for token in tokens)


def _best_tokens(hypotheses: Sequence[_Aligned], index: int) -> Hypothesis:
    """The tokens that are most like a word, from whichever hypothesis has them."""
    most_alike = max(reversed(hypotheses), key=lambda hypothesis: hypothesis.similarity(index))
    return most_alike.tokens_of(index)


def _added(hypotheses: Sequence[_Aligned]) -> dict[int, Added]:
    """Added speech by index: the mean of its seconds, and the last hypothesis' tokens."""
    added: dict[int, Added] = {}
    for hypothesis in hypotheses:
        for insertion in hypothesis.alignment.insertions:
            tokens = hypothesis.tokens[insertion.start : insertion.end]
            seconds = sum(token.confidence * (token.end_s - token.start_s) for token in tokens)
            before = added.get(insertion.position, Added(0.0, ())).seconds
            added[insertion.position] = Added(before + seconds / len(hypotheses), tokens)
    return added
