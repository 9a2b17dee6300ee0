"""Deck files and the decks that come with Miolingo."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from miolingo.decks.built_in import languages, starter_deck
from miolingo.decks.cards import Card, Deck, with_ipa
from miolingo.decks.folder import DeckFolder
from miolingo.decks.formats.text import parse_deck
from miolingo.decks.lookup import deck_of, open_deck
from miolingo.decks.vetting import require_sayable
from miolingo.errors import ConfigurationError
from miolingo.language.normalize import words_of


def deck_in(path: Path) -> Deck:
    """The deck of a file that has no recordings packed into it."""
    return deck_of(open_deck(DeckFolder(path.parent), str(path), "ko", path.parent))


def test_a_line_has_one_two_or_three_parts() -> None:
    deck = parse_deck("mine", "물\n커피 | coffee\n차|tea|[tɕʰa]\n집 | house | /tɕip/\n")
    assert deck == Deck(
        "mine",
        (
            Card("물"),
            Card("커피", "coffee"),
            Card("차", "tea", "tɕʰa"),
            Card("집", "house", "tɕip"),
        ),
    )


def test_byte_order_mark_line_ends_comments_and_blank_lines_do_not_matter() -> None:
    text = "\ufeff# mine\r\n\r\n  물 | water \r\n   # more\r\n커피\r\n"
    assert parse_deck("mine", text).cards == (Card("물", "water"), Card("커피"))


def test_phrases_are_brought_to_nfc() -> None:
    decomposed = unicodedata.normalize("NFD", "안녕하세요")
    assert parse_deck("mine", decomposed).cards[0].phrase == "안녕하세요"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("물\n\n가 | b | c | d.wav | e", "line 3: more than four parts"),
        ("# one\n | water", "line 2: the phrase is empty"),
        ("", "no phrases"),
        ("# only a comment\n\n", "no phrases"),
    ],
)
def test_a_faulty_deck_is_told_with_the_line(text: str, told: str) -> None:
    with pytest.raises(ConfigurationError, match=told) as error:
        parse_deck("mine", text)
    assert "mine" in error.value.message
    assert error.value.hint


def test_a_deck_file_is_named_after_itself(tmp_path: Path) -> None:
    file = tmp_path / "greetings.txt"
    file.write_bytes("안녕\r\n".encode("utf-8-sig"))
    assert deck_in(file) == Deck("greetings", (Card("안녕"),))


def test_a_deck_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    (tmp_path / "noise.txt").write_bytes(bytes(range(128, 256)))
    for path in (tmp_path / "none.txt", tmp_path, tmp_path / "noise.txt"):
        with pytest.raises(ConfigurationError) as error:
            deck_in(path)
        assert str(path) in error.value.message
        assert error.value.hint


@pytest.mark.parametrize("phrase", ["🎉😀", "…!", "안녕 " * 61])
def test_a_deck_with_a_phrase_that_cannot_be_said_names_it(phrase: str) -> None:
    deck = Deck("party", (Card("안녕"), Card(phrase)))
    with pytest.raises(ConfigurationError) as error:
        require_sayable(deck, "ko")
    assert "party" in error.value.message
    assert f"“{phrase}”" in error.value.message
    assert require_sayable(Deck("party", deck.cards[:1]), "ko") == Deck("party", deck.cards[:1])


@pytest.mark.parametrize("language", languages())
def test_a_starter_deck_can_be_practiced(language: str) -> None:
    cards = starter_deck(language).cards
    assert len(cards) >= 8
    for card in cards:
        assert words_of(card.phrase, language)
        assert card.translation
    spoken = [tuple(word.spoken[0] for word in words_of(c.phrase, language)) for c in cards]
    assert len(set(spoken)) == len(cards)


def test_a_region_has_the_deck_of_its_language_and_others_are_told() -> None:
    assert starter_deck("ko-KR") == starter_deck("ko")
    assert starter_deck("pt") == starter_deck("pt-br") == starter_deck("pt-BR")
    with pytest.raises(ConfigurationError, match="no built-in deck") as error:
        starter_deck("tlh")
    assert "--deck" in error.value.hint


def test_a_phrase_cannot_command_the_terminal() -> None:
    (card,) = parse_deck("d", "안녕\x1b[2J | Hel\x07lo").cards
    assert (card.phrase, card.translation) == ("안녕[2J", "Hello")


def test_korean_cards_get_ipa_where_they_have_none() -> None:
    deck = parse_deck("d", "국물 | soup | [own]\n국물")
    assert [card.ipa for card in with_ipa(deck, "ko-KR").cards] == ["own", "kuŋmul"]
    assert with_ipa(deck, "fr") == deck
    assert all(card.ipa for card in with_ipa(starter_deck("ko"), "ko").cards)
