"""Files that can be brought in: what each one is, told by its content, and its entries.

Nothing is ever written to them or left beside them.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from enum import StrEnum, unique
from functools import partial
from pathlib import Path
from typing import Any

from miolingo.decks.cards import Deck
from miolingo.decks.columns import ReadOptions
from miolingo.decks.read_write import rows_of_text
from miolingo.errors import ConfigurationError
from miolingo.history.attempts import Attempt
from miolingo.language.names import language_meant
from miolingo.transfer import export_format, legacy, legacy_database
from miolingo.transfer.export_format import Entry, ExportedSetting

_SUFFIXES = {".json", ".jsonl", ".csv", ".db", ".txt"}
_LEVEL = re.compile(r"(phrases|words)-[A-D]")
_SHORT_TAG = re.compile(r"[a-z]{2}(-[A-Za-z]{2,4})?")
_LONGEST_FILE_BYTES = 256 * 2**20
_LONGEST_CELL = 2**31 - 1
_LONGEST_REASON = 200
_UNREADABLE = (ValueError, RecursionError)
_ZONE_NOTE = "Times without a zone are taken as this machine's."


class UnknownFileError(ConfigurationError):
    """A file is whole, as far as can be told, but nothing that can be imported."""


@unique
class ImportKind(StrEnum):
    """What a file is."""

    EXPORT = "export"
    PRACTICE_HISTORY = "practice history"
    PRACTICE_CONFIG = "practice configuration"
    USERS_DATABASE = "users database"
    STORY = "story"
    PHRASES = "phrase list"
    OTHER = "nothing that can be imported"


@dataclass(frozen=True)
class Problem:
    """A row that cannot be read: where it stands in its file, and why."""

    where: str
    why: str


@dataclass(frozen=True)
class ImportSource:
    """A file; ``entries`` reads it anew each time. ``notes`` are what a learner should know."""

    path: Path
    kind: ImportKind
    entries: Callable[[], Iterable[Entry | Problem]] = tuple
    deck: Deck | None = None
    deck_language: str = ""
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answers:
    """What a file does not say itself: its language, and whose rows, of these names, are meant."""

    language: Callable[[Path], str]
    user: Callable[[Path, list[str]], str]


def sources(paths: Iterable[Path], answers: Answers) -> list[ImportSource]:
    """The files of these paths; of a folder, all that look like one at any depth.

    Raises ConfigurationError for a file that is damaged, or of no kind that is known unless it is
    one of a folder, and what ``answers`` raises.
    """
    found = []
    for path in paths:
        if path.is_dir():
            found += [_member(file, answers) for file in _files(path)]
        else:
            found.append(_source(path, answers))
    return found


def _member(path: Path, answers: Answers) -> ImportSource:
    """A file of a folder, in which others may lie around."""
    try:
        return _source(path, answers)
    except UnknownFileError:
        return ImportSource(path, ImportKind.OTHER)


def _source(path: Path, answers: Answers) -> ImportSource:
    if path.exists() and not path.is_file():
        raise ConfigurationError(
            f"{path} is a pipe or a device, which cannot be read twice.",
            hint="Save it as a file first.",
        )
    with _translate_read_errors(path):
        with path.open("rb") as file:
            start = file.read(4096)
        if start.startswith(legacy_database.START):
            _refuse_too_large(path)
            return _users_database(path, answers)
        if _is_json_export(start):
            return ImportSource(path, ImportKind.EXPORT, partial(_json_entries, path))
        if start.removeprefix(b"\xef\xbb\xbf").startswith(b"kind,"):
            return ImportSource(path, ImportKind.EXPORT, partial(_csv_entries, path))
        text = _text(path)
    if text.lstrip()[:1] in {"[", "{"}:
        return _json_source(path, text, answers)
    if text.lstrip()[:1] in {"<", ""}:
        raise _unknown(path)
    try:
        return _deck_source(path, ImportKind.PHRASES, text, path.suffix, answers)
    except ValueError as error:
        raise _unknown(path) from error


def _files(folder: Path) -> list[Path]:
    """What may be meant, in an order that is always the same; hidden ones are not."""
    return sorted(
        file
        for file in folder.rglob("*")
        if file.suffix.lower() in _SUFFIXES
        and file.is_file()
        and not any(name.startswith(".") for name in file.relative_to(folder).parts)
    )


def _is_json_export(start: bytes) -> bool:
    first = start.removeprefix(b"\xef\xbb\xbf").partition(b"\n")[0]
    try:
        head = json.loads(first)
    except _UNREADABLE:
        return False
    return isinstance(head, dict) and head.get("schema") == export_format.SCHEMA


def _json_entries(path: Path) -> Iterator[Entry | Problem]:
    with _translate_read_errors(path), path.open(encoding="utf-8-sig", newline="\n") as file:
        next(file)
        for number, line in enumerate(file, start=2):
            yield _read(f"line {number}", partial(export_format.entry_of_json_line, line))


def _csv_entries(path: Path) -> Iterator[Entry | Problem]:
    csv.field_size_limit(_LONGEST_CELL)
    with _translate_read_errors(path), path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, strict=True)
        columns = next(reader)
        for cells in reader:
            read = partial(export_format.entry_of_csv, columns, cells)
            yield _read(f"line {reader.line_num}", read)


def _read(where: str, read: Callable[[], Entry]) -> Entry | Problem:
    try:
        return export_format.keepable(read())
    except (*_UNREADABLE, OverflowError, OSError) as error:
        return _problem(where, str(error))


def _json_source(path: Path, text: str, answers: Answers) -> ImportSource:
    try:
        content = json.loads(text)
    except _UNREADABLE as error:
        raise _damaged(path, error) from error
    if isinstance(content, list) and any(
        isinstance(it, dict) and "practices" in it for it in content
    ):
        language = answers.language(path)
        return ImportSource(
            path,
            ImportKind.PRACTICE_HISTORY,
            partial(_practices, content, language),
            notes=(_ZONE_NOTE,),
        )
    if legacy.is_configuration(content):
        return _configuration(path, content)
    return _deck_source(path, ImportKind.STORY, text, ".json", answers)


def _practices(sessions: list[Any], language: str) -> Iterator[Entry | Problem]:
    for place, session in enumerate(sessions, start=1):
        practices = session.get("practices") if isinstance(session, dict) else None
        if not isinstance(practices, list):
            yield Problem(f"session {place}", "it has no list of practices")
            continue
        for number, record in enumerate(practices, start=1):
            where = f"session {place}, practice {number}"
            yield _read(where, partial(_attempt_of_record, record, language))


def _attempt_of_record(record: Any, language: str) -> Attempt:
    old = legacy.practice_record(record)
    return legacy.attempt_from(old, language_code=language, zone=None)


def _configuration(path: Path, content: Mapping[str, Any]) -> ImportSource:
    kept = [ExportedSetting(key, content[key]) for key in legacy.KEPT_CONFIG_KEYS if key in content]
    others = sorted(content.keys() - set(legacy.KEPT_CONFIG_KEYS))
    notes = (
        (f"Not imported, because Miolingo has nothing like it: {', '.join(others)}.",)
        if others
        else ()
    )
    return ImportSource(path, ImportKind.PRACTICE_CONFIG, lambda: kept, notes=notes)


def _users_database(path: Path, answers: Answers) -> ImportSource:
    found = legacy_database.progress(path, partial(answers.user, path))
    if found is None:
        raise _unknown(path)
    scale = "0 to 1" if found.shares else "0 to 100"
    return ImportSource(
        path,
        ImportKind.USERS_DATABASE,
        partial(_progress, found),
        notes=(f"Scores are taken as {scale}.", _ZONE_NOTE),
    )


def _progress(found: legacy_database.ProgressRows) -> Iterator[Entry | Problem]:
    for row in found.rows:
        yield _read(f"row {row['rowid']}", partial(_attempt_of_row, row, shares=found.shares))


def _attempt_of_row(row: Mapping[str, Any], *, shares: bool) -> Attempt:
    language = legacy.language_of(str(row.get("language_code") or ""))
    old = legacy.progress_row(row, shares=shares)
    return legacy.attempt_from(old, language_code=language, zone=None)


def _deck_source(
    path: Path, kind: ImportKind, text: str, suffix: str, answers: Answers
) -> ImportSource:
    """A deck of the rows that can be read; where there is none, the file is something else."""
    language = _deck_language(path, answers)
    rows = rows_of_text(text, suffix, ReadOptions(language))
    cards = tuple(replace(row.card, recording="") for row in rows if row.card)
    problems = tuple(_problem(f"line {row.line}", row.problem) for row in rows if not row.card)
    if not cards:
        raise _unknown(path)
    barred = sum("|" in f"{card.phrase}{card.translation}{card.ipa}" for card in cards)
    return ImportSource(
        path,
        kind,
        lambda: problems,
        deck=Deck(_deck_name(path), cards),
        deck_language=language,
        notes=(f"Phrases in which a | becomes a /: {barred}.",) if barred else (),
    )


@contextmanager
def _translate_read_errors(path: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise ConfigurationError(
            f"{path} cannot be read: {error.strerror}.", hint="Check the path."
        ) from error
    except (UnicodeDecodeError, sqlite3.Error, csv.Error) as error:
        raise _damaged(path, error) from error


def _refuse_too_large(path: Path) -> None:
    """Raise ConfigurationError for a file that nobody can have practiced so much for."""
    if path.stat().st_size > _LONGEST_FILE_BYTES:
        raise ConfigurationError(f"{path} is too large.", hint="Import its parts one by one.")


def _text(path: Path) -> str:
    _refuse_too_large(path)
    return path.read_text(encoding="utf-8-sig")


def _deck_name(path: Path) -> str:
    """The file's name, with its level where the folder names one, as in ``phrases-A``."""
    level = path.absolute().parent.name
    return f"{level}-{path.stem}" if _LEVEL.fullmatch(level) else path.stem


def _deck_language(path: Path, answers: Answers) -> str:
    """The language that the folder names, as in ``ko/phrases-A/food.txt``, or else the answer."""
    folders = [name for name in path.absolute().parts[:-1] if not _LEVEL.fullmatch(name)]
    named = language_meant(folders[-1]) if _SHORT_TAG.fullmatch(folders[-1]) else None
    return named or answers.language(path)


def _problem(where: str, why: str) -> Problem:
    return Problem(where, textwrap.shorten(why, _LONGEST_REASON, placeholder="…"))


def _damaged(path: Path, error: Exception) -> ConfigurationError:
    if isinstance(error, UnicodeDecodeError):
        return ConfigurationError(
            f"{path} is damaged: it contains bytes that are not valid UTF-8.",
            hint="Nothing was changed. Save it as UTF-8, or look for an older copy of it.",
        )
    return ConfigurationError(
        f"{path} is damaged: {error}.", hint="Nothing was changed. Look for an older copy of it."
    )


def _unknown(path: Path) -> UnknownFileError:
    return UnknownFileError(
        f"{path} is not a file that Miolingo can import.",
        hint="It can be an export, practice_history.json, practice_config.json, users.db, a story "
        "or a phrase list.",
    )
