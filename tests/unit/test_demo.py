"""What the demonstration's learner says."""

from __future__ import annotations

from miolingo.decks.built_in import languages, starter_deck
from miolingo.decks.cards import Card, Deck
from miolingo.language.tags import primary
from miolingo.practice.demo import demo_lines
from miolingo.speech.synthesis.clear_speech import clear_voice
from miolingo.speech.synthesis.espeak import ipa


def lines(*phrases: str) -> list[str]:
    return list(demo_lines(Deck("deck", tuple(map(Card, phrases)))).values())


def test_two_are_right_then_a_word_is_left_out_then_one_is_exchanged() -> None:
    phrases = ("a b", "c d", "e f g", "h i", "j k", "l m", "n o", "p q")
    assert lines(*phrases) == ["a b", "c d", "e g", "h g", "j k", "l m", "o", "p o"]


def test_a_phrase_of_one_word_is_said_as_it_is() -> None:
    assert lines("a", "b", "c", "d") == ["a", "b", "c", "d"]


def test_a_first_look_shows_every_kind() -> None:
    for language in languages():
        deck = starter_deck(language)
        first = Deck(deck.name, deck.cards[:4])
        said = [line.split() for line in demo_lines(first).values()]
        meant = [card.phrase.split() for card in first.cards]
        assert said[:2] == meant[:2]
        assert len(said[2]) == len(meant[2]) - 1
        assert len(said[3]) == len(meant[3])
        assert said[3] != meant[3]


def test_the_learner_speaks_the_language_that_is_shown() -> None:
    for language in languages():
        assert ipa(starter_deck(language).cards[0].phrase, clear_voice(language).name)
        assert clear_voice(language).name.startswith(primary(language))
