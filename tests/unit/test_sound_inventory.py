"""Which sounds of a model a phrase should have, and what is right, too."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from miolingo.judging.sounds.inventory import (
    Inventory,
    Phrase,
    learn_letters,
    learn_names,
    letters_of,
)
from miolingo.judging.sounds.target import Change, Target
from miolingo.language.korean.pronunciations import pronunciations

JAMO = "".join(chr(code) for code in range(0x1100, 0x1113))
JAMO += "".join(chr(code) for code in range(0x1161, 0x1176)) + "ᆨᆫᆮᆯᆷᆸᆼ"
LETTERS = {letter: sound for sound, letter in enumerate(JAMO)}


def nothing(word: str) -> Sequence[tuple[int, ...]]:
    raise AssertionError(word)


def sounds_of(letters: str) -> tuple[int, ...]:
    return tuple(LETTERS[letter] for letter in letters)


def phrase(*words: str) -> Phrase:
    found = Inventory(LETTERS, nothing).phrase([(word,) for word in words])
    assert found is not None
    return found


def test_a_phrase_without_a_word_keeps_what_is_right_of_the_others() -> None:
    phrase = Phrase(
        Target(((0,), (1, 2), (3, 0))),
        (Change(0, 0, 1, (1,)), Change(1, 0, 1, (0,)), Change(2, 1, 1, (2,))),
    )
    assert phrase.without([1]) == Phrase(
        Target(((0,), (3, 0))), (Change(0, 0, 1, (1,)), Change(1, 1, 1, (2,)))
    )


def test_korean_is_said_as_its_rules_have_it() -> None:
    assert phrase("국물").target.words == (sounds_of("궁물"),)


def test_vowels_that_nobody_tells_apart_are_right_both_ways() -> None:
    found = phrase("개")
    other = Change(0, 1, 1, sounds_of("ᅦ"))
    assert other in found.accepted
    assert found.target.changed(other).words == (sounds_of("게"),)


def test_words_said_in_one_breath_are_right_and_so_are_words_one_by_one() -> None:
    found = phrase("옷", "입다")
    made = [found.target.changed(change).words for change in found.accepted]
    assert any(words[0] != found.target.words[0] for words in made)


def test_another_reading_of_a_word_is_right() -> None:
    found = Inventory(LETTERS, nothing).phrase([("이", "둘")])
    assert found is not None
    assert Target((sounds_of("둘"),)) in [found.target.changed(c) for c in found.accepted]


@pytest.mark.parametrize("word", ["coffee", "커피a", "1"])
def test_a_word_without_known_sounds_has_none(word: str) -> None:
    assert Inventory(LETTERS, nothing).phrase([(word,)]) is None


def test_other_languages_have_the_ways_of_the_models_lexicon() -> None:
    lexicon = {"tomato": [(1, 2), (1, 3)], "a": [(0,)]}
    inventory = Inventory({}, lambda word: lexicon.get(word, []))
    found = inventory.phrase([("a",), ("tomato",)])
    assert found == Phrase(Target(((0,), (1, 2))), (Change(1, 0, 2, (1, 3)),))
    assert inventory.phrase([("a",), ("potato",)]) is None


def test_letters_are_learned_from_a_lexicon_with_slips() -> None:
    words = ["가다", "나다", "다가", "나가", "가나다", "라나"]
    shuffled = {letter: 45 - sound for letter, sound in LETTERS.items()}
    spelled = [(letters_of(pronunciations(word)[0]), word) for word in words]
    right = [(text, [tuple(shuffled[letter] for letter in text)]) for text, _ in spelled]
    slips = [(spelled[0][0], [(1, 2, 3, 4)]), (spelled[1][0], [(1, 2)])]
    learned = learn_letters([*right, *right, *slips])
    assert learned == {letter: shuffled[letter] for text, _ in spelled for letter in text}


def test_sounds_are_named_by_what_stands_at_their_places() -> None:
    words = [("pat", [(7, 3, 9)]), ("tap", [(9, 3, 7)]), ("pit", [(7, 4, 9), (7, 4)])]
    assert learn_names(words) == {7: "p", 3: "a", 9: "t", 4: "i"}
