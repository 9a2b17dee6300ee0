"""The decks that come with Miolingo, before the real model that is to judge what is said."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import resources

import pytest

from miolingo.decks.cards import parse_deck
from miolingo.judging.judge import GrammarJudge
from tests.parts.speech import korean_judge

DECKS = sorted(
    file.name.removesuffix(".txt")
    for file in (resources.files("miolingo.library") / "ko").iterdir()
    if file.name not in ("distractors.txt", "pairs.txt")
)


@pytest.fixture(scope="module")
def judge(tmp_path_factory: pytest.TempPathFactory) -> Iterator[GrammarJudge]:
    with korean_judge(tmp_path_factory.mktemp("cache")) as made:
        yield made


@pytest.mark.parametrize("name", DECKS)
def test_every_korean_phrase_can_be_judged(name: str, judge: GrammarJudge) -> None:
    file = resources.files("miolingo.library") / "ko" / f"{name}.txt"
    phrases = [card.phrase for card in parse_deck(name, file.read_text(encoding="utf-8")).cards]
    not_judged = {phrase: judge.plan(phrase).reference.unknown_words for phrase in phrases}
    assert {phrase: words for phrase, words in not_judged.items() if words} == {}


def test_a_word_that_the_model_cannot_hear_is_found(judge: GrammarJudge) -> None:
    assert judge.plan("커피 espresso 주세요").reference.unknown_words == ("espresso",)


def test_there_are_words_and_phrases_at_each_level() -> None:
    levels = {f"{kind}-{level}" for kind in ("phrases", "words") for level in "ABCD"}
    assert levels <= set(DECKS)
