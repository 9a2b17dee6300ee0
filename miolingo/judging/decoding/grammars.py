"""The grammars with which one utterance is decoded, each of which answers another question.

A model hears only words of the grammar that it is given. The *strict* grammar sets the phrase
against the shortest words (in Korean single syllables) and words one sound away, and so finds what
is not quite right. The *lenient* one leans towards the phrase, against everyday words only, and so
finds what is right in spite of an accent. The *unconstrained* one does not hold the phrase, only
its units and much like them: nothing in its hypothesis was recognized because it was expected. The
*forced-choice* grammar holds the phrase and those that it is confused with, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum, unique

from miolingo.judging.reference_text import ReferenceText, phonetic_neighbors, unit_neighbors
from miolingo.language.conventions import conventions_of

# Like the other limits of the scorer these were chosen on the tuning half of benchmarks/judgement.
_SHORT_WORDS = 60
_UNCONSTRAINED_SHORT_WORDS = 200
_EVERYDAY_WORDS = 60
_NEIGHBORS = 5
# A sentence is as likely as it has copies among the others, which come once. So the phrase is 5
# times as likely as each of the about 100 others of the strict grammar, which can thus win, and 10
# times as likely as each of the 60 of the lenient one.
_STRICT_COPIES = 5
_LENIENT_COPIES = 10
UNKNOWN_TOKEN = "[unk]"  # noqa: S105 - no secret
"""What many models call a word that they do not know."""


@unique
class GrammarKind(StrEnum):
    """What a grammar is for; dictation is what a model does that takes no grammar."""

    STRICT = "strict"
    LENIENT = "lenient"
    UNCONSTRAINED = "unconstrained"
    FORCED_CHOICE = "forced_choice"
    DICTATION = "dictation"


@dataclass(frozen=True)
class Grammar:
    """Sentences of which an utterance may be made up; for dictation there are none.

    One that stands here several times is so much more likely.
    """

    kind: GrammarKind
    sentences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Lexicon:
    """What a plan knows of a language besides the model's vocabulary.

    ``distractors`` are words that a speaker might say instead, frequent ones first.
    ``phonetic_key`` gives the sounds of a text, so that no distractor sounds like the phrase.
    """

    language_code: str
    distractors: tuple[str, ...]
    phonetic_key: Callable[[str], str]


@dataclass(frozen=True)
class Alternatives:
    """A phrase and what might be said instead: words of a lexicon, and spellings one sound away.

    ``neighbors`` are those of its subwords, ``unit_neighbors`` those of its units, such as ``{"물":
    ["불", ...]}``; most of them are no words.
    """

    text: ReferenceText
    lexicon: Lexicon
    neighbors: Mapping[str, Sequence[str]]
    unit_neighbors: Mapping[str, Sequence[str]]

    @property
    def words(self) -> set[str]:
        """Every word that a grammar may hold besides the phrase, if the model knows it."""
        near = (*self.neighbors.values(), *self.unit_neighbors.values())
        spellings = {spelling for spellings in near for spelling in spellings}
        return {*spellings, *self.unit_neighbors, *self.lexicon.distractors, UNKNOWN_TOKEN}

    def short_words(self) -> list[str]:
        """The distractors that are short in this language, in Korean single syllables."""
        longest = conventions_of(self.text.language).short_word
        return [word for word in self.lexicon.distractors if len(word) <= longest]

    def long_words(self) -> list[str]:
        """The other distractors."""
        longest = conventions_of(self.text.language).short_word
        return [word for word in self.lexicon.distractors if len(word) > longest]

    def distinct(self, words: Iterable[str]) -> list[str]:
        """Those of some words that sound like no stretch of a word of the phrase.

        The others would steal a word that was said right.
        """
        key = self.lexicon.phonetic_key
        phrase = [key(form) for word in self.text.words for form in word.word.spoken]
        return [word for word in words if not any(key(word) in sounds for sounds in phrase)]


def alternatives_to(text: ReferenceText, lexicon: Lexicon) -> Alternatives:
    """Collect what might be said instead of a phrase."""
    return Alternatives(text, lexicon, phonetic_neighbors(text), unit_neighbors(text))


def strict_grammar(alternatives: Alternatives, known: frozenset[str]) -> Grammar:
    """The phrase among short words and a few neighbors of each of its subwords."""
    short = alternatives.distinct(_known(alternatives.short_words(), known))
    near = [
        neighbor
        for spellings in alternatives.neighbors.values()
        for neighbor in _spread(alternatives.distinct(_known(spellings, known)))
    ]
    others = dict.fromkeys((*short[:_SHORT_WORDS], *near, *_known([UNKNOWN_TOKEN], known)))
    sentences = (*alternatives.text.sentences * _STRICT_COPIES, *others)
    return Grammar(GrammarKind.STRICT, sentences)


def lenient_grammar(alternatives: Alternatives, known: frozenset[str]) -> Grammar:
    """The phrase, many times, among everyday words."""
    everyday = alternatives.distinct(_known(alternatives.long_words(), known))
    others = (*everyday[:_EVERYDAY_WORDS], *_known([UNKNOWN_TOKEN], known))
    sentences = (*alternatives.text.sentences * _LENIENT_COPIES, *others)
    return Grammar(GrammarKind.LENIENT, sentences)


def unconstrained_grammar(alternatives: Alternatives, known: frozenset[str]) -> Grammar:
    """The units of a phrase, others one sound away, and short words; not the phrase."""
    units = alternatives.unit_neighbors
    near = (spelling for spellings in units.values() for spelling in spellings)
    short = _known(alternatives.short_words(), known)[:_UNCONSTRAINED_SHORT_WORDS]
    words = (*_known((*units, *near), known), *short, *_known([UNKNOWN_TOKEN], known))
    return Grammar(GrammarKind.UNCONSTRAINED, tuple(dict.fromkeys(words)))


def forced_choice_grammar(text: ReferenceText, others: Sequence[ReferenceText]) -> Grammar:
    """A phrase and those that it is confused with."""
    sentences = (sentence for choice in (text, *others) for sentence in choice.sentences)
    return Grammar(GrammarKind.FORCED_CHOICE, tuple(dict.fromkeys(sentences)))


def _known(words: Iterable[str], known: frozenset[str]) -> list[str]:
    return [word for word in words if word in known]


def _spread(spellings: Sequence[str]) -> Sequence[str]:
    """A few spellings from all along the list, so that no one sound is changed in all of them."""
    step = max(1, len(spellings) // _NEIGHBORS)
    return spellings[::step][:_NEIGHBORS]
