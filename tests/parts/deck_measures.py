"""How hard a deck is, measured."""

from __future__ import annotations

import unicodedata
from dataclasses import astuple, dataclass
from functools import cache
from importlib.util import find_spec
from statistics import mean

from miolingo.decks.cards import Card, Deck
from miolingo.language.normalize import Word, words_of
from tests.parts.require import require

HARD_SOUNDS = {
    "de": "øœxyɾʏ\u0327",
    "en": "æðɚɜɹʌθ",
    "es": "βɣɲɾrxʎ",
    "fr": "øœyɲʁ\u0303",
    "it": "ɲɾrʎː",
    "ko": "ɕɯɰɾʌʑ\u0348\u031a",
    "nl": "øœxyɣɵʋʌ",
    "pt-BR": "ɲɾx\u0303",
}
"""The signs in a language's IPA for what English has not; in English for what is rare elsewhere."""


@dataclass(frozen=True)
class Difficulty:
    """Means over the cards of a deck; ``frequency`` is that of a card's rarest word, in Zipf."""

    words: float
    letters: float
    frequency: float
    sounds: float

    def __str__(self) -> str:
        return " | ".join(f"{figure:.2f}" for figure in astuple(self))


def difficulty(deck: Deck, language_code: str) -> Difficulty:
    """Measure a deck whose cards have IPA."""
    cards = deck.cards
    return Difficulty(
        words=mean(len(words(card, language_code)) for card in cards),
        letters=mean(sum(map(str.isalpha, card.phrase)) for card in cards),
        frequency=mean(rarest_word_frequency(card, language_code) for card in cards),
        sounds=mean(
            sum(sign in HARD_SOUNDS[language_code] for sign in signs(card)) for card in cards
        ),
    )


def signs(card: Card) -> str:
    """The card's IPA with every mark as a sign of its own."""
    return unicodedata.normalize("NFD", card.ipa)


@cache
def words(card: Card, language_code: str) -> tuple[Word, ...]:
    """The words of a card's phrase, and how each is said."""
    return words_of(card.phrase, language_code)


def rarest_word_frequency(card: Card, language_code: str) -> float:
    """How frequent the rarest word of a card is, on the Zipf scale."""
    require(find_spec("wordfreq") is not None, "pip install --group dev")
    from wordfreq import zipf_frequency

    language = language_code.partition("-")[0]
    return min(zipf_frequency(word.spoken[0], language) for word in words(card, language_code))
