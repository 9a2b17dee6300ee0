"""The decks that come with Miolingo are complete and clean, and each level is harder."""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest

from miolingo.decks.cards import Card
from miolingo.decks.formats.text import parse_deck
from miolingo.speech.synthesis.espeak import ipa
from scripts.deck_ipa import with_ipa
from tests.parts.deck_measures import Difficulty, difficulty, signs, words
from tests.parts.folders import ROOT
from tests.parts.library import LANGUAGES, LIBRARY, cards, name, text_of

KINDS = ("phrases", "words")
LEVELS = "ABCD"
DIALOGUE_LEVELS = "ABCD"
SOUNDS = {
    "de": "abcdefhijklmnopstuvxyzøŋœɐɔəɛɡɪʁʃʊʏː\u0303\u0327\u032f",
    "en": "abdefhijklmnopstuvwzæðŋɑɔəɚɛɝɡɪɹʃʊʌʒːθ",
    "es": "abdefijklmnoprstuwxðŋɡɣɲɾʃʎʝβθ",
    "fr": "abdefijklmnopstuvwyzøœɑɔəɛɡɥɲʁʃʒ\u0303",
    "it": "abdefijklmnoprstuvwzɔɛɡɲʃʎʒ",
    "ko": "abdehijklmnopstuwŋɕɛɡɯɰɾʌʑʰ\u031a\u0348",
    "nl": "abdefijklmnoprstuvwxyzøŋœɑɔəɛɣɦɪʃʊʋʏʒː",
    "pt-BR": "abdefhijklmnopstuvwzɐɔɛɡɲɾʃʎʒː\u0303",
}
"""The signs of a language's IPA; eSpeak NG uses others for words that it takes for English."""


def levels_of(language: str) -> list[Path]:
    """The decks of a language by kind and level."""
    return [LIBRARY / language / f"{kind}-{level}.txt" for kind in KINDS for level in LEVELS]


def decks_of(language: str) -> list[Path]:
    """Those, the dialogues, and the starter deck; the Korean one is older and has no IPA."""
    starter = [] if language == "ko" else [LIBRARY / language / "starter.txt"]
    return [*levels_of(language), *dialogues_of(language), *starter]


def dialogues_of(language: str) -> list[Path]:
    """The decks of dialogues of a language."""
    return [LIBRARY / language / f"dialogues-{level}.txt" for level in DIALOGUE_LEVELS]


def lines(path: Path) -> tuple[Card, ...]:
    """The cards of a deck and, in dialogues, a partner's lines in front of them."""
    return tuple(line for card in cards(path) for line in (*card.replies_to, card))


def said(card: Card, language: str) -> tuple[str, ...]:
    return tuple(word.spoken[0] for word in words(card, language))


@cache
def measured(path: Path) -> Difficulty:
    return difficulty(parse_deck(name(path), text_of(path)), path.parent.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_level_has_enough_to_say_by_theme(language: str) -> None:
    for path in levels_of(language):
        lines = text_of(path).splitlines()
        themes = [line for line in lines if line.startswith("# ")]
        assert len(cards(path)) >= 80, path
        assert lines[0] in themes, path
        assert len(set(themes)) == len(themes) >= 10, path


def test_decks_are_clean_text() -> None:
    texts = {name(path): text_of(path) for language in LANGUAGES for path in decks_of(language)}
    assert [
        deck for deck, text in texts.items() if not unicodedata.is_normalized("NFC", text)
    ] == []
    written = [(deck, line) for deck, text in texts.items() for line in text.splitlines()]
    assert [(deck, line) for deck, line in written if not line.isprintable() or not line] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_card_can_be_said_and_has_translation_and_ipa(language: str) -> None:
    for path in decks_of(language):
        for card in lines(path):
            assert all(said(card, language)), card
            assert card.translation, card
            assert card.ipa, card
            assert set(signs(card)) <= set(SOUNDS[language] + "ˈˌ "), card


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_ipa_is_what_the_script_writes(language: str) -> None:
    for path in decks_of(language):
        assert with_ipa(text_of(path), language) == text_of(path), path


def test_marks_of_espeak_ng_that_are_no_sounds_are_left_out() -> None:
    assert ipa("le parking", "fr").split() == ["lə", "pˈɑːkɪŋ"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_twice_in_a_language(language: str) -> None:
    phrases = [said(card, language) for path in levels_of(language) for card in cards(path)]
    assert sorted(phrases) == sorted(set(phrases))


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_dialogue_is_an_exchange_of_a_few_lines(language: str) -> None:
    for path in dialogues_of(language):
        spoken = Counter(card.dialogue for card in cards(path))
        assert len(spoken) >= 5, path
        for dialogue, turns in spoken.items():
            own = [card for card in cards(path) if card.dialogue == dialogue]
            assert dialogue, path
            assert 2 <= turns <= 4, (path, dialogue)
            assert all(len(card.replies_to) == 1 for card in own), (path, dialogue)
            assert len({line.speaker for card in own for line in card.replies_to}) == 1, path


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_line_is_twice_in_the_dialogues_of_a_language(language: str) -> None:
    """A learner's line would otherwise have one schedule for two places."""
    phrases = [said(card, language) for path in dialogues_of(language) for card in cards(path)]
    assert sorted(phrases) == sorted(set(phrases))


def test_a_starter_deck_is_a_choice_of_the_easiest_phrases() -> None:
    """But for the Korean one, which has forty of its own."""
    for path in (LIBRARY / language / "starter.txt" for language in LANGUAGES if language != "ko"):
        assert 8 <= len(cards(path)) <= 12, path
        assert set(cards(path)) <= set(cards(path.with_stem("phrases-A"))), path


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_level_is_harder_than_the_one_before(language: str) -> None:
    for easier, harder in pairwise(levels_of(language)):
        if not harder.stem.endswith(LEVELS[0]):
            assert is_harder(measured(harder), measured(easier), harder.stem), harder


def is_harder(one: Difficulty, other: Difficulty, deck: str) -> bool:
    """By letters, sounds, rarity and, but for words alone, the number of words."""
    return (
        one.letters > other.letters
        and one.sounds > other.sounds
        and one.frequency < other.frequency
        and (deck.startswith("words") or one.words > other.words)
    )


def test_the_difficulty_is_documented() -> None:
    page = (ROOT / "docs" / "decks.md").read_text(encoding="utf-8")
    rows = [
        f"| {language} | {path.stem.replace('-', ' ')} | {measured(path)} |"
        for language in LANGUAGES
        for path in levels_of(language)
    ]
    assert [row for row in rows if row not in page] == []
