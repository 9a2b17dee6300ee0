"""What decks there are and what is in them; bringing them in, taking them out, removing them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.decks.built_in import BUILT_IN, built_in_rows, languages, with_ipa
from miolingo.decks.cards import Card, Deck, DeckLine, deck_of_rows, printable
from miolingo.decks.folder import DeckFolder
from miolingo.decks.read_write import READERS, check_suffix, read_deck_file, write_deck_file
from miolingo.errors import AudioError, ConfigurationError, UsageError
from miolingo.language.normalize import normalized, words_of
from miolingo.language.tags import primary

CheckRecording = Callable[[Path], object]
"""Reads a recording. Raises AudioError when it cannot be played."""

_ACCENTS = 200
"""Unicode's combining classes from here on are those of marks above, below and around a letter."""


@dataclass(frozen=True)
class DeckPlace:
    """A deck by name and language; ``path`` is its file, None for a built-in deck."""

    name: str
    language_code: str
    path: Path | None = None

    @property
    def level(self) -> str:
        """A to D for a graded built-in deck; empty for others."""
        stem, _, level = self.name.rpartition("-")
        return level if stem and not self.path else ""


@dataclass(frozen=True)
class StoredDeck:
    """A deck with its rows; ``trouble`` says why it cannot be read."""

    place: DeckPlace
    rows: tuple[DeckLine, ...] = ()
    trouble: str = ""

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards of all rows that have one."""
        return tuple(row.card for row in self.rows if row.card)


@dataclass(frozen=True)
class Moved:
    """A deck that was added or exported as ``path``, with what could not go along."""

    place: DeckPlace
    path: Path
    cards: int
    problems: tuple[DeckLine, ...]


def places(folder: DeckFolder, language_code: str | None) -> Iterator[DeckPlace]:
    """The built-in decks and then the learner's own, of one language (any region) or of all."""
    built_in = (DeckPlace(name, code) for code in languages() for name in BUILT_IN)
    own = (DeckPlace(printable(path.stem), path.parent.name, path) for path in folder.every_file())
    for place in (*built_in, *own):
        if language_code is None or primary(place.language_code) == primary(language_code):
            yield place


def find(folder: DeckFolder, name: str, language_code: str) -> DeckPlace:
    """The deck of this name and language, of whatever region: an own one before a built-in one.

    Raises ConfigurationError when there is none.
    """
    wanted = printable(name)
    named = [place for place in places(folder, language_code) if place.name == wanted]
    if not named:
        raise ConfigurationError(
            f"There is no deck “{name}” for “{language_code}”.",
            hint="See which there are: miolingo deck list",
        )
    return min(named, key=lambda place: (not place.path, place.language_code != language_code))


def load(place: DeckPlace) -> StoredDeck:
    """Read a deck. Raises ConfigurationError when it cannot be read."""
    if place.path:
        rows = read_deck_file(place.path, place.path.parent)
    else:
        rows = built_in_rows(place.language_code, place.name)
    return StoredDeck(place, tuple(rows))


def open_deck(
    folder: DeckFolder, path_or_name: str, language_code: str, media_folder: Path
) -> StoredDeck:
    """Read the deck of the file of this path or, where there is none, of this name.

    Recordings that are packed into the file go into the media folder, which is there. Raises
    ConfigurationError when there is no such deck, or it cannot be read.
    """
    path = Path(path_or_name)
    if path.is_dir() or not path.exists():
        return load(find(folder, path_or_name, language_code))
    place = DeckPlace(printable(path.stem), language_code, path)
    return StoredDeck(place, tuple(read_deck_file(path, media_folder)))


def deck_of(stored_deck: StoredDeck) -> Deck:
    """The deck to practice. Raises ConfigurationError for one that is broken anywhere or empty."""
    return deck_of_rows(stored_deck.place.name, stored_deck.rows)


def known_decks(folder: DeckFolder, language_code: str) -> Iterator[Deck]:
    """The built-in decks of a language, and then the learner's own that can be read."""
    for place in places(folder, language_code):
        with suppress(ConfigurationError):
            yield deck_of(load(place))


def pronounced(deck: StoredDeck) -> StoredDeck:
    """The deck with IPA for the cards that have none, in languages whose rules we know."""
    cards = iter(with_ipa(Deck(deck.place.name, deck.cards), deck.place.language_code).cards)
    rows = (replace(row, card=next(cards)) if row.card else row for row in deck.rows)
    return replace(deck, rows=tuple(rows))


def stored(folder: DeckFolder, language_code: str | None) -> Iterator[StoredDeck]:
    """All decks of a language, or of all; those that cannot be read say why."""
    for place in places(folder, language_code):
        try:
            yield load(place)
        except ConfigurationError as error:
            yield StoredDeck(place, trouble=error.message)


def search(decks: Iterable[StoredDeck], text: str) -> Iterator[StoredDeck]:
    """Decks with those of their rows that hold the text in phrase or translation.

    Case, accents and width do not matter. Raises UsageError for a text of nothing but spaces.
    """
    wanted = folded(text)
    if not wanted:
        raise UsageError("There is nothing to search for.", hint="Give a word or a part of one.")
    for deck in decks:
        found = tuple(row for row in deck.rows if row.card and _holds(row.card, wanted))
        if found:
            yield replace(deck, rows=found)


def folded(text: str) -> str:
    """A text as it is compared in a search."""
    parts = unicodedata.normalize("NFD", normalized(text))
    bare = "".join(sign for sign in parts if unicodedata.combining(sign) < _ACCENTS)
    return " ".join(unicodedata.normalize("NFC", bare).split())


def add(
    folder: DeckFolder,
    path: Path,
    language_code: str,
    name: str | None,
    check_recording: CheckRecording,
    *,
    replacing: bool,
) -> Moved:
    """Bring a deck file with its recordings into the learner's folder, but for broken rows.

    Raises ConfigurationError when nothing in it can be used, its suffix or name cannot be, or
    there is such a deck already and it is not ``replacing`` that.
    """
    check_suffix(path, READERS)
    chosen = _usable_name(printable(path.stem) if name is None else name)
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        rows = vetted(read_deck_file(path, Path(media)), language_code, check_recording)
        cards = sum(row.card is not None for row in rows)
        if not cards:
            raise ConfigurationError(_why_nothing(path, rows), hint="Mend it and add it again.")
        file = folder.put(language_code, chosen, rows, replacing=replacing)
    return Moved(DeckPlace(chosen, language_code, file), file, cards, _problems(rows))


def inspected(
    folder: DeckFolder, path_or_name: str, language_code: str, check_recording: CheckRecording
) -> StoredDeck:
    """The deck of a file or of a name, its rows vetted. Raises ConfigurationError."""
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        deck = open_deck(folder, path_or_name, language_code, Path(media))
        rows = vetted(deck.rows, deck.place.language_code, check_recording)
    return replace(deck, rows=tuple(rows))


def export(place: DeckPlace, path: Path, check_recording: CheckRecording) -> Moved:
    """Write a deck into a new file, in the format of its suffix. Raises ConfigurationError."""
    deck = load(place)
    rows = vetted(deck.rows, place.language_code, check_recording)
    write_deck_file(path, place.name, rows)
    return Moved(place, path, len(deck.cards), _problems(rows))


def removable(place: DeckPlace) -> Path:
    """The file of an own deck. Raises UsageError for a built-in deck."""
    if place.path is None:
        raise UsageError(
            f"“{place.name}” comes with Miolingo and cannot be removed.",
            hint="Your own decks can: miolingo deck list",
        )
    return place.path


def vetted(
    rows: Iterable[DeckLine], language_code: str, check_recording: CheckRecording
) -> list[DeckLine]:
    """The rows, without cards that cannot be said and recordings that cannot be played."""
    return [_vetted(row, row.card, language_code, check_recording) for row in rows]


def _vetted(
    row: DeckLine, card: Card | None, language_code: str, check_recording: CheckRecording
) -> DeckLine:
    if card is None:
        return row
    try:
        words_of(card.phrase, language_code)
    except UsageError as error:
        return replace(row, card=None, problem=error.message.rstrip("."))
    try:
        if card.recording:
            check_recording(Path(card.recording))
    except AudioError as error:
        return replace(row, card=replace(card, recording=""), problem=error.message.rstrip("."))
    return row


def _holds(card: Card, wanted: str) -> bool:
    return any(wanted in folded(text) for text in (card.phrase, card.translation))


def _problems(rows: Iterable[DeckLine]) -> tuple[DeckLine, ...]:
    return tuple(row for row in rows if row.problem)


def _why_nothing(path: Path, rows: Sequence[DeckLine]) -> str:
    first = next((f" Line {row.line}: {row.problem}." for row in rows if row.problem), "")
    return f"{path} has no phrase that can be used.{first}"


def _usable_name(name: str) -> str:
    """A name that can be a file's on every system. Raises UsageError."""
    if name in BUILT_IN:
        raise UsageError(
            f"“{name}” is the name of a built-in deck.", hint="Choose another one with --name."
        )
    if not name.strip() or name[0] in ".-" or set(name) & set('/\\:*?"<>|'):
        raise UsageError(
            f"“{name}” cannot be the name of a deck.",
            hint="Choose one of letters, digits and spaces with --name.",
        )
    return printable(name.strip())
