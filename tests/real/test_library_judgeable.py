"""The decks that come with Miolingo, before the real model that is to judge what is said."""

from __future__ import annotations

from importlib import resources

from miolingo.decks.formats.text import parse_deck
from miolingo.judging.judge import GrammarJudge

DECKS = sorted(
    file.name.removesuffix(".txt")
    for file in (resources.files("miolingo.library") / "ko").iterdir()
    if file.name not in ("distractors.txt", "pairs.txt")
)


def test_every_korean_phrase_can_be_judged(judge: GrammarJudge) -> None:
    folder = resources.files("miolingo.library") / "ko"
    texts = {name: (folder / f"{name}.txt").read_text(encoding="utf-8") for name in DECKS}
    decks = [parse_deck(name, text) for name, text in texts.items()]
    phrases = [(deck.name, card.phrase) for deck in decks for card in deck.cards]
    not_judged = {
        (deck, phrase): judge.plan(phrase).reference.unknown_words for deck, phrase in phrases
    }
    assert {phrase: words for phrase, words in not_judged.items() if words} == {}


def test_a_word_that_the_model_cannot_hear_is_found(judge: GrammarJudge) -> None:
    assert judge.plan("커피 espresso 주세요").reference.unknown_words == ("espresso",)


def test_there_are_words_and_phrases_at_each_level() -> None:
    levels = {f"{kind}-{level}" for kind in ("phrases", "words") for level in "ABCD"}
    assert levels <= set(DECKS)
