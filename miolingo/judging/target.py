"""What a recognizer is asked: the phrase to say, cut into words it knows, among others.

A model only hears words of its vocabulary, and only those of the grammar it is given. Three
grammars answer three questions about one utterance. The *doubting* one sets the phrase against the
shortest words (in Korean single syllables) and words one sound away, and so finds what is not quite
right; the *trusting* one leans towards the phrase, against everyday words only, and so finds what
is right in spite of an accent. The *open* one does not know the phrase, only what it is made of and
much like it: what it hears was not heard because it was expected.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from miolingo.language.conventions import conventions_of
from miolingo.language.normalize import Word, words_of
from miolingo.language.pronunciation import neighbors, spelling_variants, syllables_of

_SHORT_WORDS = 60
_OPEN_SHORT_WORDS = 200
_EVERYDAY_WORDS = 60
_NEIGHBORS = 5
_DOUBTING_COPIES = 5
_TRUSTING_COPIES = 10
_LONGEST_PIECE = 20
ANYTHING_ELSE = "[unk]"
"""What many models call a word that they do not know."""

Pieces = tuple[str, ...]


@dataclass(frozen=True)
class TargetWord:
    """A word of the phrase and the ways to say it, each cut into pieces the model knows.

    ``variants`` is empty when the model knows no way to say the word.
    """

    word: Word
    variants: tuple[Pieces, ...]


@dataclass(frozen=True)
class Target:
    """A phrase made ready to be listened for in ``language`` (a primary subtag such as ``ko``).

    With ``rivals`` the only question is which of them all was said.
    """

    phrase: str
    language: str
    words: tuple[TargetWord, ...]
    rivals: tuple[Target, ...] = ()

    @property
    def unknown_words(self) -> tuple[str, ...]:
        """The words that the model cannot hear."""
        every = (word for target in (self, *self.rivals) for word in target.words)
        return tuple(word.word.written for word in every if not word.variants)


def vocabulary_questions(phrase: str, language: str) -> frozenset[str]:
    """Every string whose presence in the vocabulary decides how ``phrase`` can be cut."""
    return frozenset(
        part[start:end]
        for word in words_of(phrase, language)
        for spellings in _ways(word, language)
        for spelling in spellings
        for part in spelling.split()
        for start in range(len(part))
        for end in range(start + 1, min(len(part), start + _LONGEST_PIECE) + 1)
    )


def target_of(phrase: str, language: str, known: frozenset[str]) -> Target:
    """Cut a phrase into pieces out of ``known``, the vocabulary's answer to the questions."""
    words = tuple(
        TargetWord(word, _variants(word, language, known)) for word in words_of(phrase, language)
    )
    return Target(phrase, language, words)


def _ways(word: Word, language: str) -> list[tuple[str, ...]]:
    return [way for form in word.spoken for way in spelling_variants(form, language)]


def _variants(word: Word, language: str, known: frozenset[str]) -> tuple[Pieces, ...]:
    best = (_best_cut(spellings, known) for spellings in _ways(word, language))
    return tuple(dict.fromkeys(cut for cut in best if cut))


def _best_cut(spellings: Sequence[str], known: frozenset[str]) -> Pieces:
    """The cut of the spelling that needs the fewest pieces, of these the fewest single letters."""
    cuts = [cut for spelling in spellings if (cut := _cut_by_words(spelling, known))]
    return min(cuts, key=lambda cut: (len(cut), sum(len(p) == 1 for p in cut)), default=())


def _cut_by_words(spelling: str, known: frozenset[str]) -> Pieces:
    """Each word of a spelling cut by itself; empty when one of them cannot be."""
    cuts = [segmented(word, known) for word in spelling.split()]
    return tuple(piece for cut in cuts for piece in cut) if all(cuts) else ()


def segmented(form: str, known: frozenset[str]) -> Pieces:
    """Cut a word into the fewest known pieces, of these cuts the one with fewest single letters.

    Empty when there is no such cut.
    """
    best: list[tuple[int, int, Pieces] | None] = [(0, 0, ())] + [None] * len(form)
    for end in range(1, len(form) + 1):
        for start in range(max(0, end - _LONGEST_PIECE), end):
            head, piece = best[start], form[start:end]
            if head is not None and piece in known:
                cut = (head[0] + 1, head[1] + (len(piece) == 1), (*head[2], piece))
                best[end] = min(cut, best[end] or cut)
    whole = best[-1]
    return whole[2] if whole else ()


def neighbor_questions(target: Target) -> dict[str, list[str]]:
    """For each piece of the target, spellings one sound away that the vocabulary may hold."""
    pieces = {piece for word in target.words for pieces in word.variants[:1] for piece in pieces}
    return {piece: neighbors(piece, target.language) for piece in sorted(pieces)}


def unit_questions(target: Target) -> dict[str, list[str]]:
    """For each unit of the target, spellings one sound away that the vocabulary may hold."""
    pieces = {piece for word in target.words for pieces in word.variants for piece in pieces}
    units = {unit for piece in pieces for unit in syllables_of(piece, target.language)}
    return {unit: neighbors(unit, target.language) for unit in sorted(units)}


def open_grammar(target: Target, distractors: Sequence[str], known: frozenset[str]) -> Pieces:
    """A grammar that does not hold the phrase: its units, others one sound away, short words."""
    units = unit_questions(target)
    near = (spelling for spellings in units.values() for spelling in spellings)
    longest = conventions_of(target.language).short_word
    short = [one for one in distractors if len(one) <= longest and one in known][:_OPEN_SHORT_WORDS]
    possible = (one for one in (*units, *near) if one in known)
    anything = [ANYTHING_ELSE] if ANYTHING_ELSE in known else []
    return tuple(dict.fromkeys((*possible, *short, *anything)))


def grammars_for(
    target: Target,
    distractors: Sequence[str],
    neighbors: dict[str, list[str]],
    known: frozenset[str],
    phonetic_key: Callable[[str], str],
) -> tuple[Pieces, Pieces]:
    """The doubting and the trusting grammar: lists of sentences for the recognizer.

    A distractor that is ``phonetic_key`` a stretch of a target word is left out: it would steal a
    word that was said right. What a model has for anything else is in both, where it has it.
    """
    whole = [phonetic_key(form) for word in target.words for form in word.word.spoken]

    def competes(distractor: str) -> bool:
        if distractor not in known:
            return False
        own = phonetic_key(distractor)
        return not any(own in sounded for sounded in whole)

    rivals = [distractor for distractor in distractors if competes(distractor)]
    longest = conventions_of(target.language).short_word
    short = [rival for rival in rivals if len(rival) <= longest][:_SHORT_WORDS]
    everyday = [rival for rival in rivals if len(rival) > longest][:_EVERYDAY_WORDS]
    anything = [ANYTHING_ELSE] if ANYTHING_ELSE in known else []
    near = [
        neighbor
        for spellings in neighbors.values()
        for neighbor in _spread([spelling for spelling in spellings if competes(spelling)])
    ]
    sentences = _sentences(target)
    doubting = [*sentences * _DOUBTING_COPIES, *dict.fromkeys((*short, *near)), *anything]
    trusting = [*sentences * _TRUSTING_COPIES, *everyday, *anything]
    return tuple(doubting), tuple(trusting)


def deciding_grammar(target: Target) -> Pieces:
    """The grammar that holds a phrase and its rivals, and nothing else that could be heard."""
    rivals = (sentence for rival in target.rivals for sentence in _sentences(rival))
    return tuple(dict.fromkeys((*_sentences(target), *rivals)))


def _spread(spellings: Sequence[str]) -> Sequence[str]:
    """A few spellings from all along the list, so that no one sound is changed in all of them."""
    step = max(1, len(spellings) // _NEIGHBORS)
    return spellings[::step][:_NEIGHBORS]


def _sentences(target: Target) -> list[str]:
    """The phrase in pieces, once for each way to say it: all first ways, all second ways, ..."""
    ways = max(len(word.variants) for word in target.words)
    return [
        " ".join(
            piece
            for word in target.words
            for piece in word.variants[min(way, len(word.variants) - 1)]
        )
        for way in range(ways)
    ]
