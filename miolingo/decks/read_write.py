"""Read and write deck files of every format; the file's suffix tells which."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory

from miolingo.decks.cards import DeckLine
from miolingo.decks.columns import Layout, ReadOptions
from miolingo.decks.formats.stories import story_rows
from miolingo.decks.formats.tables import (
    DeckTable,
    deck_table,
    delimiter_of_text,
    table_text,
)
from miolingo.decks.formats.text import deck_text, text_rows
from miolingo.decks.recordings import copied_recordings
from miolingo.errors import ConfigurationError
from miolingo.files.text_encoding import decode_text

_MOST_BYTES = 20_000_000
_RECORDINGS = "-recordings"
_BYTE_ORDER_MARK = "\ufeff"


@dataclass(frozen=True)
class DeckFile:
    """The rows of a deck file, and what its tables were understood as; none for other formats."""

    rows: list[DeckLine]
    layouts: tuple[Layout, ...] = ()


Read = Callable[[Path, Path, ReadOptions], DeckFile]
"""Reads a file; recordings that are packed into it go into the folder, which must exist."""

Write = Callable[[Path, str, Sequence[DeckLine], bool], None]
"""Writes a new file and the recordings; takes the deck's name and whether it is for Excel."""


def read_deck_file(path: Path, media_folder: Path, options: ReadOptions) -> DeckFile:
    """Read a deck in any format, recordings with their whole path.

    A suffix that is not known is a text's. Raises ConfigurationError for a file that cannot be
    read, and UsageError for options that do not fit it.
    """
    return READERS.get(path.suffix.lower(), _TEXT.read)(path, media_folder, options)


def read_own_deck(path: Path) -> list[DeckLine]:
    """Read the rows of a text deck that Miolingo wrote, recordings with their whole path.

    Raises ConfigurationError.
    """
    with _translate_read_errors(path):
        text = _bytes(path).decode("utf-8-sig")
        return [_resolved(row, path.parent) for row in text_rows(text)]


def rows_of_text(text: str, suffix: str, options: ReadOptions) -> list[DeckLine]:
    """Read the rows of a deck whose text was read already, recordings named as in it.

    A suffix that is not known is a text's. Raises ValueError for a text not in its format.
    """
    return list(_TEXT_FORMATS.get(suffix.lower(), _TEXT).table(text, options).rows)


def write_deck_file(
    path: Path, name: str, rows: Sequence[DeckLine], *, excel: bool = False
) -> None:
    """Write cards whose recordings have their whole path, and these recordings along.

    The file and the folder of the recordings must be new. A table for Excel begins with a
    byte-order mark. Raises ConfigurationError.
    """
    check_suffix(path, WRITERS)
    if path.exists():
        raise ConfigurationError(
            f"{path} already exists.", hint="Name a new file, or write over it with --force."
        )
    WRITERS[path.suffix.lower()](path, name, rows, excel)


def replace_deck_file(
    path: Path, name: str, rows: Sequence[DeckLine], *, excel: bool = False
) -> None:
    """Write as ``write_deck_file`` does, over files that may be there; no other file goes.

    Raises ConfigurationError, and what was there stays whole.
    """
    try:
        with TemporaryDirectory(dir=path.parent, prefix=".miolingo-") as folder:
            draft = Path(folder) / path.name
            write_deck_file(draft, name, rows, excel=excel)
            for recording in _recordings_of(draft).glob("*"):
                _recordings_of(path).mkdir(exist_ok=True)
                recording.replace(_recordings_of(path) / recording.name)
            draft.replace(path)
    except OSError as error:
        raise _unwritable(path.parent, error) from error


def check_suffix(path: Path, known: Collection[str]) -> None:
    """Raise ConfigurationError for a file that does not end in one of these suffixes."""
    if path.suffix.lower() not in known:
        raise ConfigurationError(
            f"“{path.name}” does not have the ending of a deck file.",
            hint=f"It can be one of: {' '.join(known)}",
        )


@dataclass(frozen=True)
class _TextFormat:
    """A format that is text, with its recordings in files beside it."""

    table: Callable[[str, ReadOptions], DeckTable]
    text: Callable[[Iterable[DeckLine]], str] = deck_text
    is_table: bool = False

    def read(self, path: Path, _media_folder: Path, options: ReadOptions) -> DeckFile:
        with _translate_read_errors(path):
            text = decode_text(_bytes(path), options.language_code).text
            table = self.table(text, options)
            rows = [_resolved(row, path.parent) for row in table.rows]
        return DeckFile(rows, (table.layout,) if table.layout else ())

    def write(self, path: Path, _name: str, rows: Sequence[DeckLine], excel: bool) -> None:
        folder = _recordings_of(path)
        recorded = any(row.card and row.card.recording for row in rows)
        with _new_folder(folder, wanted=recorded):
            kept = copied_recordings(rows, folder, f"{folder.name}/") if recorded else rows
            mark = _BYTE_ORDER_MARK if excel and self.is_table else ""
            _write_new(path, mark + self.text(kept))


def _text_table(text: str, options: ReadOptions) -> DeckTable:
    """A text deck, or a table that was saved as text."""
    delimiter = delimiter_of_text(text, options.language_code)
    return deck_table(text, options, delimiter) if delimiter else DeckTable(tuple(text_rows(text)))


def _tab_table(text: str, options: ReadOptions) -> DeckTable:
    return deck_table(text, options, "\t" if "\t" in text else "")


def _story(text: str, _options: ReadOptions) -> DeckTable:
    return DeckTable(tuple(story_rows(text)))


def _read_package(path: Path, media_folder: Path, options: ReadOptions) -> DeckFile:
    """The cards of an Anki package, numbered in their order, each of its decks a theme."""
    from miolingo.decks.formats.anki_package import read_package  # noqa: PLC0415 - heavy, and an extra

    package = read_package(path, media_folder, options)
    cards = [(deck.name, card) for deck in package.decks for card in deck.cards]
    rows = [
        _resolved(DeckLine(number, card, theme=name), media_folder)
        for number, (name, card) in enumerate(cards, start=1)
    ]
    rows += [DeckLine(problem.note, problem=problem.why) for problem in package.problems]
    return DeckFile(rows, package.layouts)


def _write_package(path: Path, name: str, rows: Sequence[DeckLine], _excel: bool) -> None:
    from miolingo.decks.formats.anki_package import write_package  # noqa: PLC0415 - heavy, and an extra

    write_package(path, name, [row.card for row in rows if row.card], Path())


_TEXT = _TextFormat(_text_table)
_TABLE = _TextFormat(deck_table, table_text, is_table=True)
_TAB_TABLE = _TextFormat(_tab_table)
_STORY = _TextFormat(_story)

_TEXT_FORMATS = {".txt": _TEXT, ".csv": _TABLE, ".tsv": _TAB_TABLE, ".json": _STORY}
READERS: Mapping[str, Read] = {
    **{suffix: text_format.read for suffix, text_format in _TEXT_FORMATS.items()},
    ".apkg": _read_package,
    ".colpkg": _read_package,
}
WRITERS: Mapping[str, Write] = {
    ".txt": _TEXT.write,
    ".csv": _TABLE.write,
    ".apkg": _write_package,
}


def _recordings_of(path: Path) -> Path:
    """The folder of the recordings that were written with a deck file."""
    return path.with_name(f"{path.stem}{_RECORDINGS}")


def _resolved(row: DeckLine, folder: Path) -> DeckLine:
    """The row with its recording's whole path; without, where a link leads out of the folder."""
    if not row.card or not row.card.recording:
        return row
    path = _as_on_disk(folder, row.card.recording)
    if not path.resolve().is_relative_to(folder.resolve()):
        problem = "the recording is not in the deck’s folder"
        return replace(row, card=replace(row.card, recording=""), problem=problem)
    return replace(row, card=replace(row.card, recording=str(path)))


def _as_on_disk(folder: Path, recording: str) -> Path:
    """The path of a file whose name may be decomposed, as an older Mac writes it."""
    decomposed = folder / unicodedata.normalize("NFD", recording)
    return decomposed if decomposed.exists() else folder / recording


def _bytes(path: Path) -> bytes:
    if path.stat().st_size > _MOST_BYTES:
        raise ValueError(f"it has more than {_MOST_BYTES // 1_000_000} MB")
    return path.read_bytes()


def _write_new(path: Path, text: str) -> None:
    """Write a file that was not there; gone again when that fails."""
    with path.open("x", encoding="utf-8", newline="") as file:
        try:
            file.write(text)
            file.flush()
        except BaseException:
            path.unlink()
            raise


@contextmanager
def _new_folder(folder: Path, *, wanted: bool) -> Iterator[None]:
    """A folder that was not there, where it is wanted; gone again when the block fails."""
    try:
        if wanted:
            folder.mkdir()
    except OSError as error:
        raise _unwritable(folder, error) from error
    try:
        yield
    except BaseException as error:
        if wanted:
            shutil.rmtree(folder, ignore_errors=True)
        if isinstance(error, OSError):
            raise _unwritable(folder.parent, error) from error
        raise


@contextmanager
def _translate_read_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"The deck “{path}” cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(
            f"The deck “{path}” is not UTF-8 text.",
            hint=f"Save it as that, or in another of these formats: {' '.join(READERS)}",
        ) from error
    except (ValueError, RecursionError) as error:
        raise ConfigurationError(
            f"The deck “{path}” cannot be read: {error}.", hint="Save or export it again."
        ) from error


def _unwritable(path: Path, error: OSError) -> ConfigurationError:
    return ConfigurationError(
        f"{path} cannot be written: {error.strerror}.",
        hint="Choose a new file in a folder that you can write to.",
    )
