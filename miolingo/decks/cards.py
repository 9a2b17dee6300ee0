"""Cards and decks: what there is to say, whatever file it comes from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath

from miolingo.errors import ConfigurationError
from miolingo.language.tags import primary


@dataclass(frozen=True)
class Card:
    """A phrase to say; ``translation`` and ``ipa`` are empty where the deck gives none.

    ``deck`` names the deck of a card that is practiced among cards of other decks.
    ``recording`` is the path of a native speaker's recording, in a deck file relative to it.
    ``rivals`` are the cards of phrases that it must not be taken for.
    """

    phrase: str
    translation: str = ""
    ipa: str = ""
    deck: str = ""
    recording: str = ""
    rivals: tuple[Card, ...] = ()

    @property
    def confusable_with(self) -> tuple[str, ...]:
        """The phrases that it must not be taken for."""
        return tuple(rival.phrase for rival in self.rivals)


@dataclass(frozen=True)
class Deck:
    """An ordered list of cards, never empty; ``name`` is empty for phrases of no deck."""

    name: str
    cards: tuple[Card, ...]


@dataclass(frozen=True)
class DeckLine:
    """A line of a deck: a card, or the ``problem`` that left it without one.

    A card that lacks only its recording has a problem as well. ``line`` counts from 1; ``theme``
    is the heading that the line stands under, empty for none.
    """

    line: int
    card: Card | None = None
    problem: str = ""
    theme: str = ""


def deck_of_rows(name: str, rows: Iterable[DeckLine]) -> Deck:
    """The deck of these rows.

    Raises ConfigurationError, with the line's number, for a row with a problem, and for a deck of
    no cards.
    """
    cards = []
    for row in rows:
        if row.problem:
            raise ConfigurationError(
                f"Deck “{name}”, line {row.line}: {row.problem}.",
                hint="Fix it, or add the deck without such lines: miolingo deck add FILE",
            )
        if row.card:
            cards.append(row.card)
    if not cards:
        raise ConfigurationError(
            f"The deck “{name}” has no phrases.", hint="Add one phrase per line, in UTF-8."
        )
    return Deck(name, tuple(cards))


def card_of(phrase: str, translation: str = "", ipa: str = "", recording: str = "") -> Card:
    """The card of a row's parts; the IPA may stand between brackets or slashes.

    Raises ValueError for a phrase that a deck cannot hold, and for a recording outside its folder.
    """
    if not phrase:
        raise ValueError("the phrase is empty")
    if phrase.startswith("#"):
        raise ValueError("it begins with “#”, as a theme in a deck does")
    return Card(phrase, translation, ipa.strip("[]/ "), recording=path_inside(recording))


def with_ipa(deck: Deck, language_code: str) -> Deck:
    """The deck with IPA for the cards that have none, in languages whose rules we know."""
    return replace(deck, cards=tuple(card_with_ipa(card, language_code) for card in deck.cards))


def card_with_ipa(card: Card, language_code: str) -> Card:
    """The card with IPA where it has none, in languages whose rules we know: in Korean."""
    if card.ipa or primary(language_code) != "ko":
        return card
    from miolingo.language.korean.ipa import ipa  # noqa: PLC0415 - slow, and for one language

    return replace(card, ipa=ipa(card.phrase))


def path_inside(recording: str) -> str:
    """A recording's path below its deck's folder, with slashes. Raises ValueError."""
    path = recording.replace("\\", "/")
    leaves = ".." in PurePosixPath(path).parts or path.startswith("/")
    if leaves or PureWindowsPath(path).drive:
        raise ValueError("the recording is not in the deck’s folder")
    return path
