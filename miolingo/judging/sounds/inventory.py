"""From words to the sounds of a model: what a phrase should sound like, and what is right, too.

A language whose spelling tells its sounds by rules is respelled in *letters* of one sound each (in
Korean conjoining jamo), and the model's sound of each letter is learned from its own lexicon. Words
of other languages have the pronunciations of the model's lexicon.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain, islice, product

from miolingo.judging.sounds.target import Change, Sounds, Target
from miolingo.language.korean.pronunciations import pronunciations

PronunciationsOf = Callable[[str], Sequence[Sounds]]
"""Gives the ways in which a model's lexicon says a word; none for a word that it lacks."""

_MOST_WAYS = 8
_SILENT_ONSET = "\u110b"
_KINDS = (("onset", "\u1112"), ("vowel", "\u1175"), ("coda", "\u11ff"))  # by the last of its jamo
_H = "\u1112"
_MERGED = ("ᅢᅦ", "ᅬᅫᅰ", "ᅤᅨ")
"""Vowels that speakers of Seoul say alike."""


@dataclass(frozen=True)
class Phrase:
    """A phrase in sounds: the likeliest way to say it, and changes after which it is right, too."""

    target: Target
    accepted: tuple[Change, ...]

    def without(self, left_out: Collection[int]) -> Phrase:
        """The phrase without some of its words, by their numbers."""
        kept = [word for word in range(len(self.target.words)) if word not in left_out]
        accepted = (
            replace(change, word=kept.index(change.word))
            for change in self.accepted
            if change.word not in left_out
        )
        return Phrase(Target(tuple(self.target.words[word] for word in kept)), tuple(accepted))


class Inventory:
    """Gives the sounds of phrases; ``letters`` maps letters to sounds where spelling tells them."""

    def __init__(self, letters: Mapping[str, int], lexicon: PronunciationsOf) -> None:
        self._letters = letters
        self._lexicon = lexicon
        self.merged = self._merged()

    def phrase(self, words: Sequence[Sequence[str]]) -> Phrase | None:
        """The sounds of words, each in the ways to say it, normalized, the most usual first.

        None where one of them has none in this model.
        """
        if not words:
            return None
        if self._letters:
            return self._by_letters(words)
        ways = [[tuple(s) for form in forms for s in self._in_lexicon(form)] for forms in words]
        if not all(ways):
            return None
        target = Target(tuple(way[0] for way in ways))
        changes = (
            Change(index, 0, len(way[0]), other)
            for index, way in enumerate(ways)
            for other in way[1:]
        )
        return Phrase(target, tuple(changes))

    def _in_lexicon(self, form: str) -> list[Sounds]:
        """The ways to say a form of one word or several."""
        parts = [self._lexicon(part) for part in form.split()]
        return [tuple(chain.from_iterable(way)) for way in islice(product(*parts), _MOST_WAYS)]

    def kind(self, sound: int) -> str:
        """What can stand in the place of a sound: consonants begin or end syllables, or vowels.

        Empty where spelling does not tell.
        """
        letters = [letter for letter, own in self._letters.items() if own == sound]
        return next((kind for letter in letters for kind, ends in _KINDS if letter <= ends), "")

    def same(self, sound: int, other: int) -> bool:
        """Whether two sounds count as one."""
        return other in self.merged[sound]

    def _by_letters(self, words: Sequence[Sequence[str]]) -> Phrase | None:
        spelled = [_joined(forms[0]) for forms in words]
        ways = [_words(way, spelled) for way in pronunciations(" ".join(spelled))]
        letters = [way for way in ways if len(way) == len(words)]
        if not letters or not all(
            letter in self._letters for word in letters[0] for letter in word
        ):
            return None
        target = Target(tuple(self._sounds(word) for word in letters[0]))
        if not all(target.words):
            return None
        accepted = (*self._accepted(target, letters), *self._other_forms(target, words))
        return Phrase(target, tuple(dict.fromkeys(accepted)))

    def _other_forms(self, target: Target, words: Sequence[Sequence[str]]) -> Iterator[Change]:
        """Other words for the same, such as those of a number that is read in two ways."""
        for index, forms in enumerate(words):
            for form in forms[1:]:
                letters = letters_of(pronunciations(_joined(form))[0])
                if letters and all(letter in self._letters for letter in letters):
                    yield from _difference(index, target.words[index], self._sounds(letters))

    def _accepted(self, target: Target, ways: Sequence[Sequence[str]]) -> Iterator[Change]:
        for way in ways[1:]:
            for index, word in enumerate(way):
                if all(letter in self._letters for letter in word):
                    yield from _difference(index, target.words[index], self._sounds(word))
        yield from self._reduced(target)

    def _reduced(self, target: Target) -> Iterator[Change]:
        """Merged vowels, and an h between voiced sounds, which is often not said."""
        for word, sounds in enumerate(target.words):
            for index, sound in enumerate(sounds):
                for other in self.merged[sound]:
                    yield Change(word, index, 1, (other,))
                if index and sound == self._letters[_H]:
                    yield Change(word, index, 1, ())

    def _sounds(self, letters: str) -> Sounds:
        return tuple(self._letters[letter] for letter in letters)

    def _merged(self) -> Mapping[int, frozenset[int]]:
        merged: defaultdict[int, set[int]] = defaultdict(set)
        for group in _MERGED if self._letters else ():
            sounds = {self._letters[letter] for letter in group if letter in self._letters}
            for sound in sounds:
                merged[sound] |= sounds - {sound}
        return defaultdict(
            frozenset, {sound: frozenset(others) for sound, others in merged.items()}
        )


def _joined(word: str) -> str:
    return "".join(word.split())


def letters_of(respelled: str) -> str:
    """The letters of a respelled Korean word: conjoining jamo without the silent onset."""
    return unicodedata.normalize("NFD", respelled).replace(_SILENT_ONSET, "")


def _words(way: str, spelled: Sequence[str]) -> list[str]:
    """Cut a way to say a phrase into its words, in letters."""
    words = way.split(" ")
    return [letters_of(word) for word in words] if len(words) == len(spelled) else []


def _difference(word: int, old: Sounds, new: Sounds) -> Iterator[Change]:
    """The change that makes the new sounds of the old ones, if they differ."""
    if old == new or not new:
        return
    shortest = min(len(old), len(new))
    same = next((index for index in range(shortest) if old[index] != new[index]), shortest)
    rest = shortest - same
    tail = next((index for index in range(rest) if old[-1 - index] != new[-1 - index]), rest)
    yield Change(word, same, len(old) - tail - same, new[same : len(new) - tail])


Spellings = Iterable[tuple[Sequence[str], Sequence[Sounds]]]
"""Words in letters, or in the sounds of the IPA, and the ways in which a model says each."""


def learn_letters(spellings: Spellings) -> dict[str, int]:
    """Find the sound of each letter: the one that stands at its place most exclusively."""
    best: dict[str, tuple[float, int]] = {}
    for (letter, sound), share in _shared_places(spellings).items():
        best[letter] = max(best.get(letter, (0.0, -1)), (share, sound))
    return {letter: sound for letter, (_, sound) in best.items()}


def learn_names(spellings: Spellings) -> dict[int, str]:
    """Find the letter of each sound: the one that stands at its place most exclusively."""
    best: dict[int, tuple[float, str]] = {}
    for (letter, sound), share in _shared_places(spellings).items():
        best[sound] = max(best.get(sound, (0.0, "")), (share, letter))
    return {sound: letter for sound, (_, letter) in best.items()}


def _shared_places(spellings: Spellings) -> dict[tuple[str, int], float]:
    """How exclusively letters and sounds stand at the same places of words of as many of both.

    It is the count of both together over the root of the product of their counts (cosine).
    """
    together: Counter[tuple[str, int]] = Counter()
    for letters, ways in spellings:
        for sounds in ways:
            if len(sounds) == len(letters):
                together.update(zip(letters, sounds, strict=True))
    by_letter, by_sound = Counter[str](), Counter[int]()
    for (letter, sound), count in together.items():
        by_letter[letter] += count
        by_sound[sound] += count
    return {
        (letter, sound): count / (by_letter[letter] * by_sound[sound]) ** 0.5
        for (letter, sound), count in together.items()
    }
