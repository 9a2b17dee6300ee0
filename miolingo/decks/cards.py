"""Cards and decks: what there is to say, whatever file it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import PurePosixPath, PureWindowsPath

from miolingo.errors import ConfigurationError
from miolingo.language.tags import primary

_PARTNER_LINE = re.compile(r"@\s*([^\W\d][^:：]*?)\s*[:：]\s*(.*)")
_UNANSWERED = "a partner’s line without your answer below it"


@dataclass(frozen=True)
class Card:
    """A phrase to say; ``translation`` and ``ipa`` are empty where the deck gives none.

    ``deck`` names the deck of a card that is practiced among cards of other decks.
    ``recording`` is the path of a native speaker's recording, in a deck file relative to it.
    ``rivals`` are the cards of phrases that it must not be taken for.

    ``speaker`` names who says it in a dialogue; it is empty for the learner. ``replies_to`` are the
    lines that the partner says before it, and ``dialogue`` names the dialogue that it is part of.
    """

    phrase: str
    translation: str = ""
    ipa: str = ""
    deck: str = ""
    recording: str = ""
    rivals: tuple[Card, ...] = ()
    speaker: str = ""
    replies_to: tuple[Card, ...] = ()
    dialogue: str = ""

    @property
    def written(self) -> str:
        """The phrase as decks write it: a partner's line behind an ``@`` and the name."""
        return f"@{self.speaker}: {self.phrase}" if self.speaker else self.phrase

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
    """The deck of these rows; a partner's lines go with the card that answers them.

    Raises ConfigurationError, with the line's number, for a row with a problem, and for a deck of
    no cards.
    """
    cards: list[Card] = []
    partner: list[Card] = []
    listed = answered(rows)
    dialogues = {row.theme for row in listed if row.card and row.card.speaker}
    for row in listed:
        if row.problem:
            raise ConfigurationError(
                f"Deck “{name}”, line {row.line}: {row.problem}.",
                hint="Fix it, or add the deck without such lines: miolingo deck add FILE",
            )
        if row.card and row.card.speaker:
            partner.append(row.card)
        elif row.card:
            dialogue = row.theme if row.theme in dialogues else ""
            cards.append(replace(row.card, replies_to=tuple(partner), dialogue=dialogue))
            partner.clear()
    if not cards:
        raise ConfigurationError(
            f"The deck “{name}” has no phrases.", hint="Add one phrase per line, in UTF-8."
        )
    return Deck(name, tuple(cards))


def rows_of_deck(deck: Deck) -> Iterator[DeckLine]:
    """Yield rows that ``deck_of_rows`` makes this deck of; only dialogues are under a theme."""
    lines = ((card, line) for card in deck.cards for line in (*card.replies_to, card))
    for number, (card, line) in enumerate(lines, start=1):
        yield DeckLine(number, replace(line, replies_to=(), dialogue=""), theme=card.dialogue)


def answered(rows: Iterable[DeckLine]) -> list[DeckLine]:
    """The rows; a partner's line has a problem, and no card, unless a card below it answers it.

    That card must be under the same theme, with nothing but other lines of the partner between.
    """
    checked: list[DeckLine] = []
    answered_theme: str | None = None
    for row in reversed(list(rows)):
        if row.card and row.card.speaker:
            unanswered = row.theme != answered_theme
            checked.append(replace(row, card=None, problem=_UNANSWERED) if unanswered else row)
        else:
            answered_theme = row.theme if row.card else None
            checked.append(row)
    return checked[::-1]


def learner_cards(rows: Iterable[DeckLine]) -> tuple[Card, ...]:
    """The cards of rows, without a partner's lines."""
    return tuple(row.card for row in rows if row.card and not row.card.speaker)


def card_of(phrase: str, translation: str = "", ipa: str = "", recording: str = "") -> Card:
    """The card of a row's parts; the IPA may stand between brackets or slashes.

    A phrase such as ``@Anna: Hello!`` is a line of the learner's partner in a dialogue.

    Raises ValueError for a phrase that a deck cannot hold, and for a recording outside its folder.
    """
    partner_line = _PARTNER_LINE.fullmatch(phrase)
    speaker, phrase = partner_line.groups() if partner_line else ("", phrase)
    if not phrase:
        raise ValueError("the phrase is empty")
    if phrase.startswith("#"):
        raise ValueError("it begins with “#”, as a theme in a deck does")
    kept = path_inside(recording)
    return Card(phrase, translation, ipa.strip("[]/ "), recording=kept, speaker=speaker)


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
