"""Add a deck file to the learner's own decks, export a deck, and tell which can be removed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.decks.built_in import BUILT_IN
from miolingo.decks.cards import Card, DeckLine, learner_cards
from miolingo.decks.columns import Layout, ReadOptions
from miolingo.decks.folder import DeckFolder
from miolingo.decks.formats.tables import table_text
from miolingo.decks.lookup import load_deck
from miolingo.decks.places import DeckPlace
from miolingo.decks.read_write import (
    READERS,
    check_suffix,
    read_deck_file,
    replace_deck_file,
    write_deck_file,
)
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


@dataclass(frozen=True)
class VettedFile:
    """What a deck file was understood as, and its rows, vetted."""

    path: Path
    language_code: str
    rows: tuple[DeckLine, ...]
    layouts: tuple[Layout, ...]

    @property
    def cards(self) -> tuple[Card, ...]:
        """The cards that can be used; there is at least one."""
        return learner_cards(self.rows)

    @property
    def problems(self) -> tuple[DeckLine, ...]:
        """The rows that cannot be used, or not in full."""
        return _problems(self.rows)


@contextmanager
def vetted_file(
    path: Path, options: ReadOptions, check_recording: CheckRecording
) -> Iterator[VettedFile]:
    """Read a deck file, to look at it or to add it; its recordings are there within the block.

    Raises ConfigurationError when nothing in it can be used or its suffix cannot be, and UsageError
    for options that do not fit it.
    """
    check_suffix(path, READERS)
    with TemporaryDirectory(prefix="miolingo-deck-") as media:
        read = read_deck_file(path, Path(media), options)
        rows = vetted_rows(read.rows, options.language_code, check_recording)
        if not learner_cards(rows):
            raise ConfigurationError(_why_nothing(path, rows), hint="Fix it and add it again.")
        yield VettedFile(path, options.language_code, tuple(rows), read.layouts)


def add_deck(
    folder: DeckFolder, file: VettedFile, name: str | None, *, replacing: bool
) -> CopiedDeck:
    """Copy a deck file with its recordings into the learner's folder, without broken rows.

    Raises ConfigurationError when there is such a deck already and it is not ``replacing`` that,
    and UsageError for a name that cannot be.
    """
    usable_name = _usable_name(file.path, name)
    kept = folder.put(file.language_code, usable_name, file.rows, replacing=replacing)
    place = DeckPlace(usable_name, file.language_code, kept)
    return CopiedDeck(place, kept, len(file.cards), file.problems)


def refuse_taken(
    folder: DeckFolder, language_code: str, path: Path, name: str | None, *, replacing: bool
) -> None:
    """Raise what ``add_deck`` would raise for the name of a file, before any work is done."""
    folder.refuse_taken(language_code, _usable_name(path, name), replacing=replacing)


def export_deck(
    place: DeckPlace,
    path: Path,
    check_recording: CheckRecording,
    *,
    excel: bool,
    replacing: bool = False,
) -> CopiedDeck:
    """Write a deck into a file, in the format of its suffix. Raises ConfigurationError.

    The file must be new unless it is ``replacing`` one. A table for Excel begins with a byte-order
    mark, by which Excel knows its letters.
    """
    deck = load_deck(place)
    rows = vetted_rows(deck.rows, place.language_code, check_recording)
    write = replace_deck_file if replacing else write_deck_file
    write(path, place.name, rows, excel=excel)
    return CopiedDeck(place, path, len(deck.cards), _problems(rows))


def deck_table_text(place: DeckPlace) -> str:
    """Return a deck as CSV, recordings with their whole path. Raises ConfigurationError."""
    return table_text(load_deck(place).rows)


def removable_file(place: DeckPlace) -> Path:
    """The file of an own deck. Raises UsageError for a built-in deck."""
    if place.path is None:
        raise UsageError(
            f"“{place.name}” comes with Miolingo and cannot be removed.",
            hint="You can remove your own decks: miolingo deck list",
        )
    return place.path


def _problems(rows: Iterable[DeckLine]) -> tuple[DeckLine, ...]:
    return tuple(row for row in rows if row.problem)


def _why_nothing(path: Path, rows: Sequence[DeckLine]) -> str:
    first = next((f" Line {row.line}: {row.problem}." for row in rows if row.problem), "")
    return f"{path} has no phrase that can be used.{first}"


def _usable_name(path: Path, given: str | None) -> str:
    """The given name or that of a file, if every system allows it. Raises UsageError."""
    name = printable(path.stem) if given is None else given
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
