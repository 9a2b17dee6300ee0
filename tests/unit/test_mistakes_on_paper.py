"""The mistakes that the judge is learned from and measured by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from benchmarks.learning.mistakes import LEAST_UNLIKE, Mistake, PhoneMistakes, WordMistakes
from miolingo.judging.sounds.changes import ChangesOf
from miolingo.judging.sounds.inventory import Inventory, Phrase
from miolingo.judging.sounds.target import Change, SoundTable, Target
from miolingo.language.pronunciation import similarity, sounds

TEXTS = ["물 좀 주세요", "학교에 같이 가요", "어제 영화를 봤어요", "비가 많이 오네요"]


def mistakes(text: str, seed: str = "1") -> dict[Mistake, tuple[tuple[str, ...], int]]:
    makers = WordMistakes(TEXTS, "ko", lambda word: word in {"불", "둘", "학고에"}, seed)
    return {made.mistake: (made.words, made.index) for made in makers.of(text, lambda *_: False)}


@pytest.mark.parametrize("text", TEXTS)
def test_words_are_changed_where_it_is_said(text: str) -> None:
    words = tuple(text.split())
    made = mistakes(text)
    replaced, index = made[Mistake.REPLACED]
    assert [n for n in range(len(words)) if replaced[n] != words[n]] == [index]
    assert max(similarity(sounds(replaced[index], "ko"), sounds(w, "ko")) for w in words) < (
        LEAST_UNLIKE
    )
    longer, index = made[Mistake.LEFT_OUT]
    assert longer[:index] + longer[index + 1 :] == words
    shorter, index = made[Mistake.ADDED]
    assert shorter == words[:index] + words[index + 1 :]


def test_one_sound_is_off_in_a_word_of_the_vocabulary() -> None:
    changed, index = mistakes("물 좀 주세요")[Mistake.ONE_SOUND]
    assert (changed[index], index) in {("불", 0), ("둘", 0)}
    assert Mistake.ONE_SOUND not in mistakes("비가 많이 오네요")


def test_words_are_replaced_by_similar_ones() -> None:
    texts = ("만나서 반갑습니다", "정말 고맙습니다", "물 주세요")
    made = list(WordMistakes(texts, "ko", lambda _: True, "1").similar("만나서 반갑습니다", 4))
    assert {(each.mistake, each.words, each.index) for each in made} == {
        (Mistake.SIMILAR, ("만나서", "고맙습니다"), 1)
    }


def test_a_word_alone_is_held_against_words_as_long() -> None:
    makers = WordMistakes(TEXTS, "ko", lambda word: word == "가오", "1")
    made = list(makers.alone("가요", lambda *_: False))
    assert {each.mistake for each in made} == {Mistake.WRONG, Mistake.ONE_SOUND}
    for each in made:
        (word,) = each.words
        if each.mistake is Mistake.WRONG:
            assert len(word) in {1, 2, 3}
            assert similarity(sounds(word, "ko"), sounds("가요", "ko")) < LEAST_UNLIKE
        else:
            assert word == "가오"


def test_they_are_the_same_for_a_seed_alone() -> None:
    assert mistakes(TEXTS[1], "3") == mistakes(TEXTS[1], "3")


def nothing(word: str) -> Sequence[tuple[int, ...]]:
    raise AssertionError(word)


def test_one_phone_is_changed_and_what_is_right_elsewhere_stays_right() -> None:
    sound_count = 4
    table = SoundTable(
        np.arange(2, 2 + 4 * sound_count, dtype=np.int32).reshape(sound_count, 4),
        np.array([-1, -1, *np.repeat(np.arange(sound_count), 4)], np.int32),
        np.ones((18, 18), np.bool_),
    )
    nearness = np.ones((sound_count, sound_count), np.float32) - np.eye(
        sound_count, dtype=np.float32
    )
    phrase = Phrase(Target(((0, 1, 2), (3, 0))), (Change(1, 1, 1, (2,)),))
    makers = PhoneMistakes(Inventory({}, nothing), ChangesOf(table), nearness, seed=1)
    made = [mistake for _ in range(40) for mistake in makers.of(phrase, 1.0)]
    lengths = {Mistake.ONE_PHONE: 3, Mistake.EXTRA_PHONE: 4, Mistake.MISSING_PHONE: 2}
    assert {mistake.mistake for mistake in made} == set(lengths)
    for mistake in made:
        target = mistake.phrase.target
        assert target.words[1 - mistake.word] == phrase.target.words[1 - mistake.word]
        assert target.words[mistake.word] != phrase.target.words[mistake.word]
        assert 0 <= mistake.place <= len(target.words[mistake.word])
        if mistake.word == 0:
            assert len(target.words[0]) == lengths[mistake.mistake]
            assert phrase.accepted[0] in mistake.phrase.accepted
