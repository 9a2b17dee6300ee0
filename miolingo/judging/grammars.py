"""The grammars with which one utterance is decoded, each of which answers another question.

A model hears only words of the grammar that it is given. The *strict* grammar sets the phrase
against the shortest words (in Korean single syllables) and words one sound away, and so finds what
is not quite right. The *lenient* one leans towards the phrase, against everyday words only, and so
finds what is right in spite of an accent. The *unconstrained* one does not hold the phrase, only
its units and much like them: nothing in its hypothesis was recognized because it was expected. The
*forced-choice* grammar holds the phrase and those that it is confused with, and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
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


def words_to_look_up(text: ReferenceText, lexicon: Lexicon) -> set[str]:
    """Every word that the grammars of a text may hold besides it, if the model knows it."""
    near = (phonetic_neighbors(text), unit_neighbors(text))
    spellings = {word for words in near for spelled in words.values() for word in spelled}
    return {*spellings, *near[1], *lexicon.distractors, UNKNOWN_TOKEN}


def strict_grammar(text: ReferenceText, lexicon: Lexicon, known: frozenset[str]) -> Grammar:
    """The phrase among short words and a few neighbors of each of its subwords.

    What sounds like a stretch of the phrase is left out, here and in the lenient grammar: it would
    steal a word that was said right.
    """
    distinct = _distinct_from(text, lexicon, known)
    longest = conventions_of(text.language).short_word
    short = [word for word in lexicon.distractors if len(word) <= longest and distinct(word)]
    near = [
        neighbor
        for spellings in phonetic_neighbors(text).values()
        for neighbor in _spread([spelling for spelling in spellings if distinct(spelling)])
    ]
    others = dict.fromkeys((*short[:_SHORT_WORDS], *near))
    sentences = (*text.sentences * _STRICT_COPIES, *others, *_unknown(known))
    return Grammar(GrammarKind.STRICT, sentences)


def lenient_grammar(text: ReferenceText, lexicon: Lexicon, known: frozenset[str]) -> Grammar:
    """The phrase, many times, among everyday words."""
    distinct = _distinct_from(text, lexicon, known)
    longest = conventions_of(text.language).short_word
    everyday = [word for word in lexicon.distractors if len(word) > longest and distinct(word)]
    sentences = (
        *text.sentences * _LENIENT_COPIES,
        *everyday[:_EVERYDAY_WORDS],
        *_unknown(known),
    )
    return Grammar(GrammarKind.LENIENT, sentences)


def unconstrained_grammar(text: ReferenceText, lexicon: Lexicon, known: frozenset[str]) -> Grammar:
    """The units of a phrase, others one sound away, and short words; not the phrase."""
    units = unit_neighbors(text)
    near = (spelling for spellings in units.values() for spelling in spellings)
    longest = conventions_of(text.language).short_word
    short = [word for word in lexicon.distractors if len(word) <= longest and word in known]
    possible = (word for word in (*units, *near) if word in known)
    sentences = (*possible, *short[:_UNCONSTRAINED_SHORT_WORDS], *_unknown(known))
    return Grammar(GrammarKind.UNCONSTRAINED, tuple(dict.fromkeys(sentences)))


def forced_choice_grammar(text: ReferenceText, others: Sequence[ReferenceText]) -> Grammar:
    """A phrase and those that it is confused with."""
    sentences = (sentence for choice in (text, *others) for sentence in choice.sentences)
    return Grammar(GrammarKind.FORCED_CHOICE, tuple(dict.fromkeys(sentences)))


def _distinct_from(
    text: ReferenceText, lexicon: Lexicon, known: frozenset[str]
) -> Callable[[str], bool]:
    """Tell of a known word whether it sounds like no stretch of a word of the phrase."""
    keys = [lexicon.phonetic_key(form) for word in text.words for form in word.word.spoken]

    def distinct(word: str) -> bool:
        if word not in known:
            return False
        own = lexicon.phonetic_key(word)
        return not any(own in key for key in keys)

    return distinct


def _unknown(known: frozenset[str]) -> tuple[str, ...]:
    return (UNKNOWN_TOKEN,) if UNKNOWN_TOKEN in known else ()


def _spread(spellings: Sequence[str]) -> Sequence[str]:
    """A few spellings from all along the list, so that no one sound is changed in all of them."""
    step = max(1, len(spellings) // _NEIGHBORS)
    return spellings[::step][:_NEIGHBORS]
