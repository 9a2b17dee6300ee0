"""The decks that come with Miolingo are complete and clean, and each level is harder."""

from __future__ import annotations

import unicodedata
from itertools import pairwise
from pathlib import Path

import pytest

import miolingo
from miolingo.decks.cards import Card
from miolingo.decks.formats.text import parse_deck
from miolingo.language.normalize import words_of
from miolingo.speech.synthesis.espeak import ipa
from scripts.deck_ipa import with_ipa
from tests.conftest import ROOT
from tests.parts.deck_measures import Difficulty, difficulty, signs

LIBRARY = Path(miolingo.__file__).parent / "library"
LANGUAGES = ("de", "en", "es", "fr", "it", "ko", "nl", "pt-BR")
KINDS = ("phrases", "words")
LEVELS = "ABCD"
SOUNDS = {
    "de": "abcdefhijklmnoprstuvxyzøŋœɐɑɔəɛɜɡɪɾʃʊʏː\u0303\u0327",
    "en": "abdefhijklmnopstuvwzæðŋɐɑɔəɚɛɜɡɪɹɾʃʊʌʒːθᵻ",
    "es": "abdefijklmnoprstuwxðŋɛɡɣɪɲɾʃʊʎʝβθ",
    "fr": "abdefijklmnopstuvwyzøœɑɔəɛɡɲʁʃʒ\u0303ː",
    "it": "abdefijklmnoprstuvwzŋɔɛɡɪɲɾʃʊʎʒː",
    "ko": "abdehijklmnopstuwŋɕɛɡɯɰɾʌʑʰ\u031a\u0348",
    "nl": "abdefhijklmnoprstuvwxyzøŋœɑɔəɛɣɪɵʃʊʋʌʒʲː",
    "pt-BR": "abdefijklmnoprstuvwxyzæŋɐɔəɛɡɪɲɾʃʊʒ\u0303ː",
}
"""The signs of a language's IPA; eSpeak NG uses others for words that it takes for English."""

FILES = [
    LIBRARY / language / f"{kind}-{level}.txt"
    for language in LANGUAGES
    for kind in KINDS
    for level in LEVELS
]
STARTERS = [LIBRARY / language / "starter.txt" for language in LANGUAGES if language != "ko"]


def name(path: Path) -> str:
    return f"{path.parent.name}/{path.stem}"


def cards(path: Path) -> tuple[Card, ...]:
    return parse_deck(name(path), path.read_text(encoding="utf-8")).cards


def said(card: Card, language: str) -> tuple[str, ...]:
    return tuple(word.spoken[0] for word in words_of(card.phrase, language))


def measured(language: str, kind: str, level: str) -> Difficulty:
    path = LIBRARY / language / f"{kind}-{level}.txt"
    return difficulty(parse_deck(name(path), path.read_text(encoding="utf-8")), language)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_a_level_has_enough_to_say_by_theme(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines()
    themes = [line for line in lines if line.startswith("# ")]
    assert len(cards(path)) >= 40
    assert lines[0] in themes
    assert len(set(themes)) == len(themes) >= 10


@pytest.mark.parametrize("path", [*FILES, *STARTERS], ids=name)
def test_a_deck_is_clean_text(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    assert [line for line in text.splitlines() if not line.isprintable() or not line] == []


@pytest.mark.parametrize("path", [*FILES, *STARTERS], ids=name)
def test_a_card_can_be_said_and_has_translation_and_ipa(path: Path) -> None:
    language = path.parent.name
    for card in cards(path):
        assert all(said(card, language)), card
        assert card.translation, card
        assert card.ipa, card
        assert set(signs(card)) <= set(SOUNDS[language] + "ˈˌ "), card


@pytest.mark.parametrize("path", [*FILES, *STARTERS], ids=name)
def test_the_ipa_is_what_the_script_writes(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert with_ipa(text, path.parent.name) == text


def test_marks_of_espeak_ng_that_are_no_sounds_are_left_out() -> None:
    assert ipa("le parking", "fr").split() == ["lə", "pˈɑːkɪŋ"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_twice_in_a_language(language: str) -> None:
    phrases = [
        said(card, language) for path in FILES if path.parent.name == language
        for card in cards(path)
    ]  # fmt: skip
    assert sorted(phrases) == sorted(set(phrases))


@pytest.mark.parametrize("path", STARTERS, ids=name)
def test_a_starter_deck_is_a_choice_of_the_easiest_phrases(path: Path) -> None:
    assert 8 <= len(cards(path)) <= 12
    assert set(cards(path)) <= set(cards(path.with_stem("phrases-A")))


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("language", LANGUAGES)
def test_each_level_is_harder_than_the_one_before(language: str, kind: str) -> None:
    levels = [measured(language, kind, level) for level in LEVELS]
    for easier, harder in pairwise(levels):
        assert harder.letters > easier.letters
        assert harder.sounds > easier.sounds
        assert harder.frequency < easier.frequency
        assert kind == "words" or harder.words > easier.words


@pytest.mark.parametrize("path", FILES, ids=name)
def test_the_difficulty_is_documented(path: Path) -> None:
    language, (kind, level) = path.parent.name, path.stem.split("-")
    page = (ROOT / "docs" / "decks.md").read_text(encoding="utf-8")
    assert f"| {language} | {kind} {level} | {measured(language, kind, level)} |" in page
