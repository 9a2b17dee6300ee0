"""How much speaks for each word of a phrase in what was heard, and what was heard besides.

The evidence for a word is a number from 0 to 1, the mean of two answers. Hypotheses that were
guided by the phrase say whether it was there: the confidence of the tokens that stood for the
word, halved and raised by a half where they are exactly the word, or half of how alike they are
where they are not; averaged. The open hypothesis, which knows nothing of the phrase, says how much
what was heard in the word's place sounds like it. Where the two find hardly anything of the phrase,
what they find of a word may well be chance, and counts for less.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from statistics import fmean

from miolingo.judging.alignment import Alignment, align
from miolingo.judging.hypothesis import HeardWord, Hearing
from miolingo.judging.target import Target, TargetWord
from miolingo.language.conventions import conventions_of
from miolingo.language.ipa import phonetic_similarity
from miolingo.language.phonemes import Sound
from miolingo.language.pronunciation import sounds

Phones = Callable[[str], Sequence[Sound]]
"""The sounds of a normalized text; one at least unless it is empty."""

RIVAL_EVIDENCE = 0.12
"""For a word in whose place a rival was heard: never that of a correct word."""
_HARDLY_ANYTHING = 0.25
_SOUNDS_PER_SECOND = 8.0


@dataclass(frozen=True)
class WordEvidence:
    """What speaks for one word, 0-1, its number of sounds, and the tokens most like it."""

    value: float
    sounds: int
    tokens: tuple[HeardWord, ...]


@dataclass(frozen=True)
class Added:
    """Speech with no place in the phrase: its length times its confidence, and its tokens."""

    seconds: float
    tokens: tuple[HeardWord, ...]


@dataclass(frozen=True)
class Evidence:
    """For each word of a target what speaks for it; and what was added, by place between words."""

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
class _Hypothesis:
    """What one grammar made of an utterance, and how it falls on the words of the target."""

    tokens: tuple[HeardWord, ...]
    alignment: Alignment

    def likeness(self, place: int) -> float:
        heard = self.alignment.words[place]
        return heard.likeness if heard else 0.0

    def tokens_of(self, place: int) -> tuple[HeardWord, ...]:
        heard = self.alignment.words[place]
        return self.tokens[heard.start : heard.end] if heard else ()


def evidence_for(target: Target, hearing: Hearing, phones: Phones) -> Evidence:
    """What speaks for each word of a target; of the guided hypotheses the last trusts it most."""
    guided = [_hypothesis(target, tokens) for tokens in hearing.guided]
    opened = None if hearing.open is None else _hypothesis(target, hearing.open)
    words = tuple(
        _word_evidence(target, place, guided, opened, phones) for place in range(len(target.words))
    )
    evidence = Evidence(words, _added(guided))
    return _without_chance(evidence) if opened else evidence


def _word_evidence(
    target: Target,
    place: int,
    guided: Sequence[_Hypothesis],
    opened: _Hypothesis | None,
    phones: Phones,
) -> WordEvidence:
    word = target.words[place]
    length = max(1, len(sounds(word.word.spoken[0], target.language)))
    presence = fmean(_presence(hypothesis, place) for hypothesis in guided)
    tokens = _best_tokens(guided, place)
    if opened is None:
        return WordEvidence(presence, length, tokens)
    heard = opened.tokens_of(place)
    sounding = _sounding(word, heard, target.language, phones)
    return WordEvidence((presence + sounding) / 2, length, tokens or heard)


def _without_chance(evidence: Evidence) -> Evidence:
    """Less evidence where there is hardly any for the whole."""
    share = min(1.0, evidence.mean / _HARDLY_ANYTHING)
    return replace(
        evidence,
        words=tuple(replace(word, value=share * word.value) for word in evidence.words),
    )


def _hypothesis(target: Target, tokens: Sequence[HeardWord]) -> _Hypothesis:
    words = tuple(token for token in tokens if not token.word.startswith(("[", "<")))
    alignment = align(target, words)
    return _Hypothesis(words, _decided(alignment) if target.rivals else alignment)


def _decided(alignment: Alignment) -> Alignment:
    """The alignment where the choice was between the phrase and its rivals, however alike."""
    most = 2 * RIVAL_EVIDENCE
    words = (
        heard if heard is None or heard.likeness == 1 else replace(heard, likeness=most)
        for heard in alignment.words
    )
    return replace(alignment, words=tuple(words))


def _presence(hypothesis: _Hypothesis, place: int) -> float:
    likeness = hypothesis.likeness(place)
    if likeness < 1:
        return likeness / 2
    return 0.5 + _confidence(hypothesis.tokens_of(place)) / 2


def _confidence(tokens: Sequence[HeardWord]) -> float:
    """Mean confidence, each token weighted by how long it lasted; at most 1."""
    seconds = [max(token.end_s - token.start_s, 0.01) for token in tokens]
    weighted = sum(token.confidence * length for token, length in zip(tokens, seconds, strict=True))
    return min(1.0, weighted / sum(seconds))


def _sounding(
    word: TargetWord, tokens: Sequence[HeardWord], language: str, phones: Phones
) -> float:
    """How much tokens said in one breath sound like a word, said in any of its ways."""
    heard = phones(conventions_of(language).word_separator.join(token.word for token in tokens))
    return max(phonetic_similarity(phones(form), heard) for form in word.word.spoken)


def _best_tokens(hypotheses: Sequence[_Hypothesis], place: int) -> tuple[HeardWord, ...]:
    """The tokens that are most like a word, from whichever hypothesis has them."""
    return max(reversed(hypotheses), key=lambda one: one.likeness(place)).tokens_of(place)


def _added(hypotheses: Sequence[_Hypothesis]) -> dict[int, Added]:
    """Added speech by place: the mean of its seconds, and the last hypothesis' tokens."""
    added: dict[int, Added] = {}
    for hypothesis in hypotheses:
        for insertion in hypothesis.alignment.insertions:
            tokens = hypothesis.tokens[insertion.start : insertion.end]
            seconds = sum(token.confidence * (token.end_s - token.start_s) for token in tokens)
            before = added.get(insertion.position, Added(0.0, ())).seconds
            added[insertion.position] = Added(before + seconds / len(hypotheses), tokens)
    return added
