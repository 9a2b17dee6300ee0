"""The lines of a demonstration's synthesized learner: right and wrong in turn."""

from __future__ import annotations

from miolingo.decks.cards import Card, Deck


def demo_lines(deck: Deck) -> dict[Card, str]:
    """The line for each card; a phrase of a single word is always said as it is.

    Two phrases are right, in the third a word is left out, in the fourth one is exchanged for a
    word of the card before, and so on.
    """
    return {card: _line(deck, index) for index, card in enumerate(deck.cards)}


def _line(deck: Deck, index: int) -> str:
    words = deck.cards[index].phrase.split()
    if index % 4 < 2 or len(words) < 2:
        return " ".join(words)
    if index % 4 == 2:
        return " ".join(words[:-2] + words[-1:])
    return " ".join([*words[:-1], deck.cards[index - 1].phrase.split()[-1]])
