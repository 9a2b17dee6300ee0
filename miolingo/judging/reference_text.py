"""The phrase to say, cut into subwords that a recognizer knows.

A model only hears words of its vocabulary, so each word of a phrase is segmented into the fewest
of them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from miolingo.language.normalize import Word, words_of
from miolingo.language.pronunciation import neighbors, spelling_variants, syllables_of

_LONGEST_SUBWORD = 20

Subwords = tuple[str, ...]


@dataclass(frozen=True)
class ReferenceWord:
    """A word of the phrase and the ways to say it, each in subwords that the model knows.

    ``variants`` is empty when the model knows no way to say the word.
    """

    word: Word
    variants: tuple[Subwords, ...]


@dataclass(frozen=True)
class ReferenceText:
    """A phrase made ready to be recognized in ``language`` (a primary subtag such as ``ko``)."""

    phrase: str
    language: str
    words: tuple[ReferenceWord, ...]

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """The words that the model cannot hear."""
        return tuple(word.word.written for word in self.words if not word.variants)

    @property
    def sentences(self) -> tuple[str, ...]:
        """The phrase in subwords, once for each way to say it: all first ways, all second, ..."""
        ways = max(len(word.variants) for word in self.words)
        return tuple(
            " ".join(
                subword
                for word in self.words
                for subword in word.variants[min(way, len(word.variants) - 1)]
            )
            for way in range(ways)
        )


@dataclass(frozen=True)
class NormalizedPhrase:
    """A phrase in its normalized words, with all spellings of each way to say each of them."""

    phrase: str
    language: str
    words: tuple[tuple[Word, tuple[Subwords, ...]], ...]

    @property
    def candidate_subwords(self) -> frozenset[str]:
        """Every string whose presence in the vocabulary decides how the phrase is segmented."""
        return frozenset(
            part[start:end]
            for _, ways in self.words
            for spellings in ways
            for spelling in spellings
            for part in spelling.split()
            for start in range(len(part))
            for end in range(start + 1, min(len(part), start + _LONGEST_SUBWORD) + 1)
        )

    def segmented(self, known: frozenset[str]) -> ReferenceText:
        """Cut the words into subwords out of ``known``, the candidates in the vocabulary."""
        words = (ReferenceWord(word, _variants(ways, known)) for word, ways in self.words)
        return ReferenceText(self.phrase, self.language, tuple(words))


def normalize_phrase(phrase: str, language: str) -> NormalizedPhrase:
    """Split a phrase into normalized words. Raises UsageError for one without words or too long."""
    words = tuple((word, _spellings(word, language)) for word in words_of(phrase, language))
    return NormalizedPhrase(phrase, language, words)


def _spellings(word: Word, language: str) -> tuple[Subwords, ...]:
    return tuple(way for form in word.spoken for way in spelling_variants(form, language))


def _variants(ways: Sequence[Subwords], known: frozenset[str]) -> tuple[Subwords, ...]:
    best = (best_segmentation(spellings, known) for spellings in ways)
    return tuple(dict.fromkeys(subwords for subwords in best if subwords))


def best_segmentation(spellings: Sequence[str], known: frozenset[str]) -> Subwords:
    """Segment the spelling that needs the fewest subwords, of these the fewest single letters."""
    cuts = [cut for spelling in spellings if (cut := _segment_by_words(spelling, known))]
    return min(cuts, key=lambda cut: (len(cut), sum(len(p) == 1 for p in cut)), default=())


def _segment_by_words(spelling: str, known: frozenset[str]) -> Subwords:
    """Segment each word of a spelling by itself; empty when one of them cannot be."""
    cuts = [segment(word, known) for word in spelling.split()]
    return tuple(subword for cut in cuts for subword in cut) if all(cuts) else ()


def segment(form: str, known: frozenset[str]) -> Subwords:
    """Cut a word into the fewest known subwords, of these cuts the one with fewest single letters.

    Empty when there is no such cut.
    """
    best: list[tuple[int, int, Subwords] | None] = [(0, 0, ())] + [None] * len(form)
    for end in range(1, len(form) + 1):
        for start in range(max(0, end - _LONGEST_SUBWORD), end):
            head, subword = best[start], form[start:end]
            if head is not None and subword in known:
                cut = (head[0] + 1, head[1] + (len(subword) == 1), (*head[2], subword))
                best[end] = min(cut, best[end] or cut)
    whole = best[-1]
    return whole[2] if whole else ()


def phonetic_neighbors(text: ReferenceText) -> dict[str, list[str]]:
    """For each subword of the first way to say each word, spellings that are one sound away."""
    subwords = {subword for word in text.words for way in word.variants[:1] for subword in way}
    return {subword: neighbors(subword, text.language) for subword in sorted(subwords)}


def unit_neighbors(text: ReferenceText) -> dict[str, list[str]]:
    """For each unit (in Korean a syllable) of every way, spellings that are one sound away."""
    subwords = {subword for word in text.words for way in word.variants for subword in way}
    units = {unit for subword in subwords for unit in syllables_of(subword, text.language)}
    return {unit: neighbors(unit, text.language) for unit in sorted(units)}
