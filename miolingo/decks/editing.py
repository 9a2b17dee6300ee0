"""Add a deck file to the learner's own decks, export a deck, and tell which can be removed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.decks.built_in import BUILT_IN
from miolingo.decks.cards import DeckLine
from miolingo.decks.folder import DeckFolder
from miolingo.decks.lookup import DeckPlace, load_deck
from miolingo.decks.read_write import READERS, check_suffix, read_deck_file, write_deck_file
from miolingo.decks.vetting import CheckRecording, vetted_rows
from miolingo.errors import ConfigurationError, UsageError
from miolingo.language.terminal_safe import printable


@dataclass(frozen=True)
class CopiedDeck:
    """A deck that was added or exported as ``path``, and the rows that could not go along."""

    place: DeckPlace
    path: Path
    cards: int
    problems: tuple[DeckLine, ...]


def add_deck(
    folder: DeckFolder,
    path: Path,
    language_code: str,
    name: str | None,
    check_recording: CheckRecording,
    *,
    replacing: bool,
) -> CopiedDeck:
    """Copy a deck file with its recordings into the learner's folder, without broken rows.

    Raises ConfigurationError when nothing in it can be used, its suffix or name cannot be, or
    there is such a deck already and it is not ``replacing`` that.
    """
    check_suffix(path, READERS)
    usable_name = _usable_name(printable(path.stem) if name is None else name)
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        rows = vetted_rows(read_deck_file(path, Path(media)), language_code, check_recording)
        cards = sum(row.card is not None for row in rows)
        if not cards:
            raise ConfigurationError(_why_nothing(path, rows), hint="Mend it and add it again.")
        file = folder.put(language_code, usable_name, rows, replacing=replacing)
    return CopiedDeck(DeckPlace(usable_name, language_code, file), file, cards, _problems(rows))


def export_deck(place: DeckPlace, path: Path, check_recording: CheckRecording) -> CopiedDeck:
    """Write a deck into a new file, in the format of its suffix. Raises ConfigurationError."""
    deck = load_deck(place)
    rows = vetted_rows(deck.rows, place.language_code, check_recording)
    write_deck_file(path, place.name, rows)
    return CopiedDeck(place, path, len(deck.cards), _problems(rows))


def removable_file(place: DeckPlace) -> Path:
    """The file of an own deck. Raises UsageError for a built-in deck."""
    if place.path is None:
        raise UsageError(
            f"“{place.name}” comes with Miolingo and cannot be removed.",
            hint="Your own decks can: miolingo deck list",
        )
    return place.path


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
