"""What the synthesized learner of a demonstration says: mostly the phrase, sometimes not."""

from __future__ import annotations

from miolingo.domain.decks import Card, Deck


def demo_lines(deck: Deck) -> dict[Card, str]:
    """For each card what will be said: every third time a word is left out or exchanged."""
    return {card: _line(deck, place) for place, card in enumerate(deck.cards)}


def _line(deck: Deck, place: int) -> str:
    words = deck.cards[place].phrase.split()
    if place % 3 != 2 or len(words) < 2:
        return " ".join(words)
    if place % 2 == 0:
        return " ".join(words[:-2] + words[-1:])
    return " ".join([*words[:-1], deck.cards[place - 1].phrase.split()[-1]])
